//! `qungui restore`: a backup becomes the store of a folder.

use std::path::PathBuf;

use clap::Args;
use runtime::recover::recover;
use store::backup::restore;
use store::{Sqlite, machine_time};

use super::data::{input, sound};
use crate::console::{Failure, write};

/// 从备份恢复到一个空文件夹。
#[derive(Args)]
pub struct Restore {
    /// 备份文件
    #[arg(value_name = "FILE")]
    backup: PathBuf,
    /// 恢复到哪个文件夹;里面不能已有数据
    #[arg(long, value_name = "DIR", default_value = "qungui-data")]
    data: PathBuf,
}

impl Restore {
    pub fn run(self) -> Result<(), Failure> {
        let proof = restore(&self.backup, &self.data, machine_time()).map_err(input)?;
        let store = Sqlite::existing(&self.data).map_err(input)?;
        // That the engine comes up from it is seen now, not when the server starts.
        let settings = runtime::Settings::default();
        recover(&store, &settings, u64::MAX, false).map_err(input)?;
        let told = format!(
            "已恢复到“{}”,{}\n备份之后的记录已不存在。备份时还没有执行完的处理、以及恢复之前应有的\
             处理,都已暂停,请在控制台逐项确认后再放行;所有人需要重新登录\n",
            self.data.display(),
            sound(&proof),
        );
        write(None, told.as_bytes())
    }
}
