//! `qungui diff`: who would be treated differently by a changed policy.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use engine::Program;
use model::Platform;
use model::event::LINE_BYTES_MAX;
use trial::Both;
use trial::difference::{to_json, to_text};

use super::{load, replay};
use crate::console::{Failure, complain, open, write};
use crate::knowledge::Own;

/// The most bad lines that are told one by one.
const TOLD_MAX: u64 = 20;

/// 比较新旧两份制度:同样的事件,谁会受到不同的处理。
#[derive(Args)]
pub struct Diff {
    /// 旧的制度文件
    old: PathBuf,
    /// 新的制度文件
    new: PathBuf,
    /// 事件文件,每行一个 JSON 对象;- 表示标准输入
    events: PathBuf,
    /// 输出格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// 按哪个平台的能力决定:all、onebot、wecom-app、wecom-customer、wecom-bot、wechaty、export
    #[arg(long, value_name = "NAME", default_value = "all", value_parser = replay::platform)]
    platform: Platform,
    /// 补充或替换工作日历的文件
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    #[command(flatten)]
    own: Own,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Diff {
    pub fn run(self) -> Result<(), Failure> {
        let (old, new) = (self.program(&self.old)?, self.program(&self.new)?);
        let zone = new.zone().clone();
        let shown = self.events.display().to_string();
        let mut both = Both::new(old, new);
        let mut reader = BufReader::with_capacity(1 << 20, open(&self.events)?);
        let mut number = 0u64;
        let mut line = Vec::new();
        while next_line(&mut reader, &mut line)
            .map_err(|source| Failure::Read { path: shown.clone(), source })?
        {
            number += 1;
            if let Err(why) = both.line(&line) {
                both.found.bad_lines += 1;
                if both.found.bad_lines <= TOLD_MAX {
                    complain(&format!("{shown}:{number}: {why}"));
                }
            }
        }
        let found = both.found;
        let page = match self.format {
            Format::Text => to_text(&found, &zone),
            Format::Json => to_json(&found, &zone).to_string() + "\n",
        };
        write(None, page.as_bytes())?;
        match found.bad_lines {
            0 => Ok(()),
            bad => Err(Failure::Input(format!(
                "“{shown}”共 {number} 行,其中 {bad} 行有错误,已跳过,其余照常比较"
            ))),
        }
    }

    fn program(&self, policy: &PathBuf) -> Result<Arc<Program>, Failure> {
        let policies = load::sound_policies(std::slice::from_ref(policy))?;
        let calendar = replay::calendar(self.calendar.as_ref())?;
        Program::knowing(&policies, calendar, self.platform, &self.own.knowledge()?)
            .map_err(|error| Failure::Input(error.to_string()))
    }
}

/// Reads a line; of one that is longer than an event may be only so much as shows that.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    let limit = LINE_BYTES_MAX as u64 + 2;
    if reader.by_ref().take(limit).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    let mut rest = Vec::new();
    let mut open = line.len() as u64 == limit && line.last() != Some(&b'\n');
    while open {
        rest.clear();
        let count = reader.by_ref().take(limit).read_until(b'\n', &mut rest)?;
        open = count > 0 && rest.last() != Some(&b'\n');
    }
    Ok(true)
}
