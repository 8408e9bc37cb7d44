//! `qungui compile`: from a policy document to a policy file.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::console::{Failure, complain, read, write};

/// The largest document, in bytes.
const DOCUMENT_BYTES_MAX: u64 = 16 << 20;

/// 把制度文档转换成制度文件。
#[derive(Args)]
pub struct Compile {
    /// 制度文档(txt 或 md);- 表示标准输入
    document: PathBuf,
    /// 制度文件写到哪里;不写就输出
    #[arg(short, long, value_name = "POLICY")]
    output: Option<PathBuf>,
    /// 输出制度文件,或逐条的 JSON
    #[arg(long, value_enum, default_value_t = Format::Policy)]
    format: Format,
    /// 逐条说明写到哪个文件:.html、.md 或 .txt
    #[arg(long, value_name = "FILE", value_parser = report_file)]
    report: Option<PathBuf>,
    /// 用的是哪些平台,可以写几次;不写就不论平台:all、onebot、wecom-app、wecom-customer、wecom-bot、wechaty、export
    #[arg(long, value_name = "NAME", value_parser = super::replay::platform)]
    platform: Vec<model::Platform>,
}

/// A file whose ending says in which form the report is written.
fn report_file(name: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(name);
    match Shape::of(&path) {
        Some(_) => Ok(path),
        None => Err("文件名应以 .html、.md 或 .txt 结尾".to_owned()),
    }
}

/// The form of a report.
#[derive(Clone, Copy)]
enum Shape {
    Html,
    Markdown,
    Text,
}

impl Shape {
    fn of(path: &Path) -> Option<Shape> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(Shape::Html),
            "md" | "markdown" => Some(Shape::Markdown),
            "txt" => Some(Shape::Text),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Policy,
    Json,
}

impl Compile {
    pub fn run(self) -> Result<(), Failure> {
        let bytes = read(&self.document, DOCUMENT_BYTES_MAX)?;
        let shown = self.document.display().to_string();
        let text = compiler::decode(&bytes)
            .map_err(|error| Failure::Input(format!("“{shown}”:{error}")))?;
        let name = self
            .document
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let compiled = compiler::compile(&name, &text);
        for warning in &compiled.warnings {
            let cite = warning.cite.as_deref().map_or_else(String::new, |cite| format!("{cite}:"));
            complain(&format!("{shown}: {cite}{}", warning.message));
        }
        let report = compiler::Report::new(&compiled, &self.platform);
        if let Some(file) = &self.report {
            let page = match Shape::of(file) {
                Some(Shape::Html) => report.to_html(),
                Some(Shape::Markdown) => report.to_markdown(),
                Some(Shape::Text) | None => report.to_text(),
            };
            write(Some(file), page.as_bytes())?;
        }
        if self.format == Format::Json {
            return write(
                self.output.as_deref(),
                (compiler::to_json(&compiled).to_string() + "\n").as_bytes(),
            );
        }
        write(self.output.as_deref(), compiled.policy_file.as_bytes())?;
        // The share that runs: on standard output where the policy went to a file.
        let report = report.to_text();
        match self.output {
            Some(_) => write(None, report.as_bytes()),
            None => {
                complain(report.trim_end());
                Ok(())
            }
        }
    }
}
