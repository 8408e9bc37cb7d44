//! `qungui replay`: events in, decisions out.

use std::io::Write;
use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::{Args, ValueEnum};
use engine::Program;
use model::{Calendar, Platform};

use super::load;
use crate::console::{Failure, open, read};
use crate::knowledge::Own;
use crate::replay::{Output, Replayer};
use crate::summary::Summary;

/// The largest calendar file, in bytes.
const CALENDAR_BYTES_MAX: u64 = 1 << 20;

/// 用制度文件处理一批事件。
#[derive(Args)]
pub struct Replay {
    /// 制度文件,可以给几个
    #[arg(long, required = true, num_args = 1.., value_name = "POLICY")]
    policy: Vec<PathBuf>,
    /// 事件文件,每行一个 JSON 对象;- 表示标准输入
    #[arg(value_name = "EVENTS")]
    events: Option<PathBuf>,
    /// 输出格式:每行一项决定,汇总,或 JSON 的汇总
    #[arg(long, value_enum, default_value_t = Format::Ndjson)]
    format: Format,
    /// 按哪个平台的能力决定:all、onebot、wecom-app、wecom-customer、wecom-bot、wechaty、export
    #[arg(long, value_name = "NAME", default_value = "all", value_parser = platform)]
    platform: Platform,
    /// 补充或替换工作日历的文件
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    #[command(flatten)]
    own: Own,
    /// 同时用几个线程;不写就用全部核心。结果与线程数无关
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Ndjson,
    Summary,
    Json,
}

/// Reads a platform's name for clap.
pub fn platform(name: &str) -> Result<Platform, String> {
    Platform::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Platform::ALL.iter().map(|platform| platform.name()).collect();
        format!("没有名为 `{name}` 的平台,可选:{}", known.join("、"))
    })
}

/// The working days that the program carries, with a file's years added.
pub fn calendar(file: Option<&PathBuf>) -> Result<Calendar, Failure> {
    let Some(file) = file else { return Ok(Calendar::published()) };
    let bytes = read(file, CALENDAR_BYTES_MAX)?;
    let shown = file.display();
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::Input(format!("日历文件“{shown}”不是 UTF-8 文本")))?;
    Calendar::published()
        .extended(&text)
        .map_err(|error| Failure::Input(format!("日历文件“{shown}”:{error}")))
}

impl Replay {
    pub fn run(mut self) -> Result<(), Failure> {
        // `--policy` takes several values, the last of which is the events where none follows.
        let events = match self.events.take() {
            Some(events) => events,
            None if self.policy.len() > 1 => self.policy.pop().unwrap_or_default(),
            None => return Err(Failure::Usage("请给出事件文件,或用 - 从标准输入读".to_owned())),
        };
        let policies = load::sound_policies(&self.policy)?;
        let calendar = calendar(self.calendar.as_ref())?;
        let program = Program::knowing(&policies, calendar, self.platform, &self.own.knowledge()?)
            .map_err(|error| Failure::Input(error.to_string()))?;
        let threads = self.threads.unwrap_or_else(|| available_parallelism().map_or(1, Into::into));
        let wanted = match self.format {
            Format::Ndjson => Output::Lines,
            Format::Summary | Format::Json => Output::Summary,
        };
        let mut out = std::io::BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
        let shown = events.display().to_string();
        let replayer = Replayer::new(program, threads.clamp(1, 64), wanted);
        let told = replayer.run(open(&events)?, &mut out, &shown)?;
        match self.format {
            Format::Ndjson => {}
            Format::Summary => out.write_all(told.summary.render().as_bytes())?,
            Format::Json => writeln!(out, "{}", told.summary.to_json())?,
        }
        out.flush()?;
        match told.bad_lines {
            0 => Ok(()),
            bad => Err(Failure::Input(format!(
                "“{shown}”共 {} 行,其中 {bad} 行有错误,已跳过,其余照常处理",
                told.lines
            ))),
        }
    }
}

/// What a whole replay comes to.
pub struct Told {
    /// Lines read.
    pub lines: u64,
    /// Lines passed over.
    pub bad_lines: u64,
    /// The figures.
    pub summary: Summary,
}
