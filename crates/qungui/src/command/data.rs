//! Where a server's store is: for the commands of whoever runs it. A server may be running,
//! except where its store is brought back.

use std::path::PathBuf;

use clap::Args;
use store::Sqlite;
use store::verify::Proof;

use crate::console::Failure;

/// Where the store is.
#[derive(Args)]
pub struct Data {
    /// 数据所在的文件夹,和 serve 用的是同一个
    #[arg(long, value_name = "DIR", default_value = "qungui-data")]
    pub data: PathBuf,
}

impl Data {
    pub fn store(&self) -> Result<Sqlite, Failure> {
        Sqlite::existing(&self.data).map_err(input)
    }
}

/// What is wrong with the store, as what is wrong with the input.
pub fn input(error: impl std::fmt::Display) -> Failure {
    Failure::Input(error.to_string())
}

/// What a store came to.
pub fn sound(proof: &Proof) -> String {
    let blanked = match proof.blanked {
        0 => String::new(),
        count => format!(",其中 {count} 条的正文已按保存期限清除"),
    };
    format!("共 {} 条记录、{} 项决定{blanked}", proof.records, proof.decisions)
}
