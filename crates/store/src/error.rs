//! What can go wrong with a store, in words for whoever runs it.

use thiserror::Error;

use crate::segment::SegmentError;

/// Why the store did not do what was asked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StoreError {
    /// The folder has no store.
    #[error("“{0}”里没有数据库,请检查 --data 指的文件夹")]
    Missing(String),
    /// There is a store already.
    #[error("“{0}”里已经有数据库,不会覆盖;请换一个文件夹,或先把它移走")]
    Exists(String),
    /// A file that the backup has too is there already, and says something else.
    #[error("“{0}”已经有了,和备份里的不一样;请换一个文件夹,或先把它移走")]
    Other(String),
    /// Another process writes to it.
    #[error("数据库正被另一个程序使用,请先停下它")]
    InUse,
    /// It was made by a newer program.
    #[error("数据库的格式是第 {found} 版,本程序只认识到第 {known} 版,请升级程序")]
    Newer {
        /// Its form.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// No room is left.
    #[error("磁盘已满,没有存下;腾出空间后会自动继续")]
    Full,
    /// The database failed.
    #[error("数据库出错:{0}")]
    Database(String),
    /// Reading or writing a file failed.
    #[error("文件“{path}”读写出错:{why}")]
    File {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// Something that was stored can't be read.
    #[error("记录 {first} 起的一段{why},可能已损坏;请运行 qungui verify")]
    Segment {
        /// Its first record.
        first: u64,
        /// Why.
        why: SegmentError,
    },
    /// A stored value is not what it should be.
    #[error("数据库里的{0}不是应有的形式")]
    Value(&'static str),
    /// A name or key is taken.
    #[error("已经有同名的{0}")]
    Taken(&'static str),
    /// What was asked for is not there.
    #[error("没有这样的{0}")]
    Absent(&'static str),
    /// The system gives no random bytes.
    #[error("系统没有给出随机数")]
    Random,
    /// The writer has ended.
    #[error("存储已停止")]
    Stopped,
}
