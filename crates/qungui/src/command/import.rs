//! `qungui import`: chat histories and message lists into events.

use std::path::PathBuf;

use clap::Args;
use connectors::exports::{Format, Options, import};
use model::{Span, Timestamp, Zone};

use crate::console::{Failure, complain, read, write};

/// The largest file that is imported, in bytes.
const FILE_BYTES_MAX: u64 = 512 << 20;
/// The most skipped rows that are told one by one.
const TOLD_MAX: usize = 20;

/// 把聊天记录或消息清单转换成事件。
#[derive(Args)]
pub struct Import {
    /// 聊天记录文件;- 表示标准输入
    file: PathBuf,
    /// 文件的格式;不写就自动识别
    #[arg(long, value_name = "NAME", value_parser = format)]
    format: Option<Format>,
    /// 群的标识;不写就用文件里的
    #[arg(long, value_name = "ID")]
    group: Option<String>,
    /// 没有时间的消息从什么时候算起
    #[arg(long, value_name = "TIME", value_parser = time)]
    start: Option<Timestamp>,
    /// 没有时间的消息大约隔多久一条,如 30s
    #[arg(long, value_name = "SPAN", value_parser = span)]
    every: Option<Span>,
    /// 没有发言人的消息分给几个成员
    #[arg(long, value_name = "N")]
    members: Option<u32>,
    /// 没有群的消息分给几个群
    #[arg(long, value_name = "N")]
    groups: Option<u32>,
    /// 文件里的时间是哪个时区的
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai", value_parser = zone)]
    zone: Zone,
    /// 写到哪个文件;不写就输出
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

fn format(name: &str) -> Result<Format, String> {
    Format::parse(name).ok_or_else(|| format!("没有名为 `{name}` 的格式,可选:{}", Format::names()))
}

fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "应为带时区的时间,如 2026-03-02T09:00:00+08:00".to_owned())
}

fn span(text: &str) -> Result<Span, String> {
    Span::parse(text).ok_or_else(|| "应为时长,如 30s、5m".to_owned())
}

fn zone(name: &str) -> Result<Zone, String> {
    Zone::named(name).ok_or_else(|| format!("没有名为 `{name}` 的时区"))
}

impl Import {
    pub fn run(self) -> Result<(), Failure> {
        let bytes = read(&self.file, FILE_BYTES_MAX)?;
        let shown = self.file.display().to_string();
        let mut options = Options::new(self.zone);
        options.group = self.group;
        options.start = self.start.unwrap_or(options.start);
        options.every_ms = self.every.map_or(options.every_ms, Span::about_ms);
        options.members = self.members.unwrap_or(options.members);
        options.groups = self.groups.unwrap_or(options.groups);
        let format = self.format.or_else(|| Format::detect(&bytes, &shown));
        let imported = import(&bytes, format, &options)
            .map_err(|error| Failure::Input(format!("“{shown}”:{error}")))?;
        for note in &imported.notes {
            complain(&format!("{shown}: {note}"));
        }
        for skipped in imported.skipped.iter().take(TOLD_MAX) {
            complain(&format!("{shown}:{}: {}", skipped.line, skipped.reason));
        }
        let mut lines = imported.lines.join("\n");
        lines.push('\n');
        write(self.output.as_deref(), lines.as_bytes())?;
        complain(&format!(
            "{shown}:按 {} 格式读出 {} 个事件,跳过 {} 行",
            imported.format.name(),
            imported.lines.len(),
            imported.skipped_total
        ));
        Ok(())
    }
}
