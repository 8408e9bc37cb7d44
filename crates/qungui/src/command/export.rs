//! `qungui export`: what is kept, as lines of JSON.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use model::Timestamp;
use store::dialect::Dialect;
use store::export::{ExportError, Wanted, export};

use super::data::{Data, input};
use crate::console::Failure;

/// 导出数据,每行一个 JSON 对象。
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    data: Data,
    /// 只导出一个群的
    #[arg(long, value_name = "ID")]
    group: Option<String>,
    /// 只导出关于一个人的:他发的、针对他的、他的名单资料
    #[arg(long, value_name = "ID")]
    member: Option<String>,
    /// 从这个时间起,如 2026-03-01T00:00:00+08:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<Timestamp>,
    /// 到这个时间为止(不含)
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<Timestamp>,
    /// 输出文件;不写就输出到屏幕
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "应为带时区的时间,如 2026-03-01T00:00:00+08:00".to_owned())
}

impl Export {
    pub fn run(self) -> Result<(), Failure> {
        let store = self.data.store()?;
        let mut reader = store.reader().map_err(input)?;
        let Export { group, member, from, to, output, .. } = self;
        let wanted = Wanted { group, member, from, to };
        let mut out: Box<dyn Write> = match &output {
            Some(path) => Box::new(BufWriter::new(created(path)?)),
            None => Box::new(BufWriter::new(std::io::stdout().lock())),
        };
        match export(reader.as_mut(), &wanted, out.as_mut()) {
            Ok(_) => Ok(out.flush()?),
            Err(ExportError::Output(error)) => Err(Failure::Output(error)),
            Err(ExportError::Store(error)) => Err(input(error)),
        }
    }
}

fn created(path: &Path) -> Result<std::fs::File, Failure> {
    std::fs::File::create(path)
        .map_err(|source| Failure::Write { path: path.display().to_string(), source })
}
