//! `qungui backup`: a copy of the whole store, proved.

use std::path::PathBuf;

use clap::Args;
use store::backup::{Manifest, back_up};
use store::machine_time;

use super::data::{Data, input, sound};
use crate::console::{Failure, write};

/// 备份全部数据,服务器可以照常运行。
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    data: Data,
    /// 备份文件;旁边会写一份同名加 .json 的说明。已有的文件不会覆盖
    #[arg(short, value_name = "FILE")]
    output: PathBuf,
}

impl Backup {
    pub fn run(self) -> Result<(), Failure> {
        let store = self.data.store()?;
        let (manifest, proof) = back_up(&store, &self.output, machine_time()).map_err(input)?;
        let mib = manifest.bytes >> 20;
        let told = format!(
            "已备份到“{}”({mib} MiB),{}\n说明在“{}”,请和备份放在一起\n",
            self.output.display(),
            sound(&proof),
            Manifest::path_of(&self.output).display(),
        );
        // The settings page tells how old the last backup is. Who makes backups may not be who
        // may write there: then nobody is told, and the backup is as good.
        let _ = manifest.note_in(&self.data.data);
        write(None, told.as_bytes())
    }
}
