//! `qungui check`: what is wrong in policy files.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use policy::{Severity, diagnostic};

use super::load;
use crate::console::{Failure, complain, write};

/// 检查制度文件。
#[derive(Args)]
pub struct Check {
    /// 制度文件,可以一次给几个
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// 输出格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// 同时检查这个平台上办不到的规则:all、onebot、wecom-app、wecom-customer、wecom-bot、wechaty、export
    #[arg(long, value_name = "NAME", value_parser = super::replay::platform)]
    platform: Option<model::Platform>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Short,
    Json,
}

impl Check {
    pub fn run(self) -> Result<(), Failure> {
        let (_, diagnostics) = load::policies(&self.policies, self.platform)?;
        let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
        let warnings = diagnostics.len() - errors;
        match self.format {
            Format::Json => write(None, diagnostic::render::json(&diagnostics).as_bytes())?,
            Format::Text => complain(diagnostic::render::text(&diagnostics).trim_end()),
            Format::Short => complain(diagnostic::render::short(&diagnostics).trim_end()),
        }
        let told = match (errors, warnings) {
            (0, 0) => "没有发现问题".to_owned(),
            (0, _) => format!("没有错误,有 {warnings} 处提醒"),
            (_, 0) => format!("有 {errors} 处错误"),
            _ => format!("有 {errors} 处错误、{warnings} 处提醒"),
        };
        if errors > 0 {
            // In JSON the diagnostics say it all.
            let told = if matches!(self.format, Format::Json) { String::new() } else { told };
            return Err(Failure::Input(told));
        }
        if !matches!(self.format, Format::Json) {
            write(None, format!("{told}\n").as_bytes())?;
        }
        Ok(())
    }
}
