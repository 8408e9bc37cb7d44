//! What makes a whole file unreadable, in words that say what to do.

use thiserror::Error;

use super::{FILE_BYTES_MAX, Skipped};

/// Why a file cannot be imported.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ImportError {
    /// The file is larger than [`FILE_BYTES_MAX`].
    #[error(
        "文件有 {0} 字节,超过上限 {FILE_BYTES_MAX} 字节(512 MiB)。请在导出时按时间分段,逐个导入"
    )]
    TooLarge(usize),
    /// The file is a workbook, an archive or a database.
    #[error("这是{what},不是文本文件。{advice}")]
    Binary {
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The bytes are in no known encoding.
    #[error(
        "第 {line} 行起读不出文字:既不是 UTF-8,也不是 GBK/GB18030。请用表格或文本软件打开,另存为 UTF-8 再导入"
    )]
    Encoding {
        /// The first line that cannot be read, from 1.
        line: usize,
    },
    /// No format fits.
    #[error("看不出是哪种导出文件。请用 --format 指明,可选:{}", super::Format::names())]
    UnknownFormat,
    /// The header line lacks columns.
    #[error("第 1 行的表头缺少 `{}` 列(按 {format} 格式读)。请保留导出时的表头,或用 --format 换一种格式", .missing.join("`、`"))]
    Columns {
        /// The format's name.
        format: &'static str,
        /// The columns.
        missing: Vec<&'static str>,
    },
    /// The file is no JSON.
    #[error(
        "第 {line} 行第 {column} 列不是完整的 JSON(按 {format} 格式读)。请重新导出,或用 --format 换一种格式"
    )]
    Json {
        /// The format's name.
        format: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// The file is a talk between two people.
    #[error("这是私聊记录,不属于任何群。确要导入,请用 --group 指定群号")]
    Private,
    /// No row became an event.
    #[error("没有读出任何事件,跳过了 {skipped} 行{}", first_reason(.first))]
    Nothing {
        /// How many rows were skipped.
        skipped: usize,
        /// The first of them.
        first: Skipped,
    },
    /// A value of the options is out of range.
    #[error("--{name} 的值不对,应为{expected}")]
    Option {
        /// The option's name on the command line.
        name: &'static str,
        /// What was expected.
        expected: &'static str,
    },
}

fn first_reason(first: &Skipped) -> String {
    if first.reason.is_empty() {
        return "。请确认文件里有消息".to_owned();
    }
    format!("。第 {} 行:{}", first.line, first.reason)
}
