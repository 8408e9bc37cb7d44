//! `qungui check`: what is wrong in policy files.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use compiler::advice;
use policy::{Diagnostic, Severity, diagnostic};

use super::load;
use crate::console::{Failure, complain, write};
use crate::knowledge::Own;

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
    #[command(flatten)]
    own: Own,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Short,
    Json,
}

impl Check {
    pub fn run(self) -> Result<(), Failure> {
        // Words and a model that cannot be read would stop whoever runs the policy.
        self.own.knowledge()?;
        let (policies, mut diagnostics) = load::policies(&self.policies, self.platform)?;
        let count = |all: &[Diagnostic], severity| {
            all.iter().filter(|one| one.severity == severity).count()
        };
        let errors = count(&diagnostics, Severity::Error);
        let warnings = count(&diagnostics, Severity::Warning);
        let advice: Vec<Diagnostic> = policies
            .iter()
            .flat_map(advice::as_diagnostics)
            .filter(|one| !is_said(one, &diagnostics))
            .collect();
        let told_advice = advice.len();
        diagnostics.extend(advice);
        match self.format {
            Format::Json => write(None, diagnostic::render::json(&diagnostics).as_bytes())?,
            Format::Text => complain(diagnostic::render::text(&diagnostics).trim_end()),
            Format::Short => complain(diagnostic::render::short(&diagnostics).trim_end()),
        }
        let mut told = match (errors, warnings) {
            (0, 0) => "没有发现问题".to_owned(),
            (0, _) => format!("没有错误,有 {warnings} 处提醒"),
            (_, 0) => format!("有 {errors} 处错误"),
            _ => format!("有 {errors} 处错误、{warnings} 处提醒"),
        };
        if told_advice > 0 {
            told.push_str(&format!(";另有 {told_advice} 条法律和公平方面的建议,供参考"));
        }
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

/// Whether the checker has said it already, of the same article.
fn is_said(advice: &Diagnostic, diagnostics: &[Diagnostic]) -> bool {
    advice.code == advice::FINES
        && diagnostics
            .iter()
            .any(|one| one.code == diagnostic::codes::UNLAWFUL_FINE && one.cite == advice.cite)
}
