//! `qungui compile`: from a policy document to a policy file.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use clap::{Args, ValueEnum};
use compiler::{Compiled, Document, FilePart, Form};

use crate::console::{Failure, complain, read, write};
use crate::cores::AllCores;
use crate::second::{self, Asking};

/// How long reading a file may take: a whole book takes a few seconds.
const READING_MAX: Duration = Duration::from_secs(60);
/// Stack of the thread that reads: parsers go as deep as a file is nested.
const STACK_BYTES: usize = 64 << 20;

/// 把制度文档转换成制度文件。
#[derive(Args)]
pub struct Compile {
    /// 制度文档(txt、md、docx、html,或有文字的 pdf);- 表示标准输入
    document: PathBuf,
    /// 制度文件写到哪里;不写就输出。文档里有几份制度时,写一个文件夹,每份各成一个文件
    #[arg(short, long, value_name = "POLICY")]
    output: Option<PathBuf>,
    /// 文档里有几份制度时,只转换第几份
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    part: Option<u32>,
    /// 输出制度文件,或逐条的 JSON
    #[arg(long, value_enum, default_value_t = Format::Policy)]
    format: Format,
    /// 逐条说明写到哪个文件:.html、.md 或 .txt
    #[arg(long, value_name = "FILE", value_parser = report_file)]
    report: Option<PathBuf>,
    /// 用的是哪些平台,可以写几次;不写就不论平台:all、onebot、wecom-app、wecom-customer、wecom-bot、wechaty、export
    #[arg(long, value_name = "NAME", value_parser = super::replay::platform)]
    platform: Vec<model::Platform>,
    #[command(flatten)]
    second: second::Options,
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
        // Meanwhile the file is read. Where no thread can be started, nothing is lost but time.
        let _ = std::thread::Builder::new().spawn(compiler::prepare);
        let reader = self.second.reader()?;
        let document = self.read()?;
        let parts = compiler::parts(&document.text);
        let whole = FilePart {
            title: String::new(),
            bytes: 0..document.text.len(),
            chars: 0..document.text.chars().count(),
            lines: (1, 1),
        };
        let several = parts.len() > 1;
        let chosen = match self.part {
            Some(number) => self.chosen(&parts, number)?,
            // Nothing is left out of what programs read.
            None if !several || self.format == Format::Json => &whole,
            None => match self.output.as_deref().filter(|path| path.is_dir()) {
                Some(folder) => return self.all(&document, &parts, folder, reader.as_ref()),
                None => parts.first().unwrap_or(&whole),
            },
        };
        if several && self.part.is_none() {
            let shown = self.document.display();
            let first = if self.format == Format::Json {
                "JSON 里是整个文件"
            } else {
                "这次只转换了第 1 份"
            };
            complain(&format!(
                "{shown}: 文件里有 {} 份制度,{first};用 --part N 选一份,或用 -o 指定一个文件夹,\
                 把每份各写成一个文件:\n{}",
                parts.len(),
                listed(&parts)
            ));
        }
        self.one(&document, chosen, reader.as_ref())
    }

    /// The document's text. A thread of its own reads it, so that a file that keeps a parser
    /// busy for ever, or nests deeper than a stack holds, ends in a sentence.
    fn read(&self) -> Result<Document, Failure> {
        let bytes = read(&self.document, compiler::input::FILE_BYTES_MAX as u64)?;
        let shown = self.document.display().to_string();
        // What a guarded parser says when it panics is for its authors.
        std::panic::set_hook(Box::new(|_| {}));
        let (sender, receiver) = mpsc::sync_channel(1);
        let reading = move || {
            let _ = sender.send(compiler::read(&bytes));
        };
        let started = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(reading);
        let result = started.map_err(Failure::Output).map(|_| receiver.recv_timeout(READING_MAX));
        drop(std::panic::take_hook());
        match result? {
            Ok(Ok(document)) => Ok(document),
            Ok(Err(error)) => Err(Failure::Input(format!("“{shown}”:{error}"))),
            Err(_) => Err(Failure::Input(format!(
                "“{shown}”:读了 {} 秒还没有读完,没有再等;请把文字复制到新文档里,另存为 .docx 或 .txt",
                READING_MAX.as_secs()
            ))),
        }
    }

    fn chosen<'a>(&self, parts: &'a [FilePart], number: u32) -> Result<&'a FilePart, Failure> {
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        parts.get(at).ok_or_else(|| {
            Failure::Usage(format!(
                "“{}”里有 {} 份制度,没有第 {number} 份:\n{}",
                self.document.display(),
                parts.len(),
                listed(parts)
            ))
        })
    }

    /// The document's file name; where it is one of several policies, with its number.
    fn name(&self, number: Option<usize>) -> String {
        let name = self.document.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(number) = number else { return name };
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "txt"));
        format!("{stem}-{number}.{ending}")
    }

    /// Every policy of a file into a folder.
    fn all(
        &self,
        document: &Document,
        parts: &[FilePart],
        folder: &Path,
        reader: Option<&Asking>,
    ) -> Result<(), Failure> {
        let shown = self.document.display();
        complain(&format!("{shown}: 文件里有 {} 份制度:\n{}", parts.len(), listed(parts)));
        for (at, part) in parts.iter().enumerate() {
            let name = self.name(Some(at + 1));
            let compiled = self.compiled(document, part, &name, reader);
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            let path = folder.join(format!("{stem}.md"));
            write(Some(&path), compiled.policy_file.as_bytes())?;
            write(None, format!("{}\n", path.display()).as_bytes())?;
            let report = compiler::Report::new(&compiled, &self.platform);
            write(None, report.to_text().as_bytes())?;
        }
        Ok(())
    }

    fn compiled(
        &self,
        document: &Document,
        part: &FilePart,
        name: &str,
        reader: Option<&Asking>,
    ) -> Compiled {
        let text = document.text.get(part.bytes.clone()).unwrap_or_default();
        let mut compiled = compiler::compile_by(name, text, &AllCores);
        if let Some(reader) = reader {
            compiled = reader.suggest(name, text, compiled);
        }
        for warning in &compiled.warnings {
            let cite = warning.cite.as_deref().map_or_else(String::new, |cite| format!("{cite}:"));
            complain(&format!("{}: {cite}{}", self.document.display(), warning.message));
        }
        compiled
    }

    fn one(
        &self,
        document: &Document,
        part: &FilePart,
        reader: Option<&Asking>,
    ) -> Result<(), Failure> {
        let number = self.part.and_then(|part| usize::try_from(part).ok());
        let mut compiled = self.compiled(document, part, &self.name(number), reader);
        let report = compiler::Report::new(&compiled, &self.platform);
        if let Some(file) = &self.report {
            let page = match Shape::of(file) {
                Some(Shape::Html) => report.to_html(),
                Some(Shape::Markdown) => report.to_markdown(),
                Some(Shape::Text) | None => report.to_text(),
            };
            write(Some(file), page.as_bytes())?;
        }
        let summary = report.to_text();
        if self.format == Format::Json {
            compiled.shift(part.bytes.start, part.chars.start);
            let mut json = compiler::to_json(&compiled);
            if document.form != Form::Text {
                // What the spans count in, as nobody can see it in the file.
                json = compiler::with_text(json, &document.text);
            }
            return write(self.output.as_deref(), (json.to_string() + "\n").as_bytes());
        }
        write(self.output.as_deref(), compiled.policy_file.as_bytes())?;
        // The share that runs: on standard output where the policy went to a file.
        match self.output {
            Some(_) => write(None, summary.as_bytes()),
            None => {
                complain(summary.trim_end());
                Ok(())
            }
        }
    }
}

/// The policies of a file, a line each.
fn listed(parts: &[FilePart]) -> String {
    let line = |(at, part): (usize, &FilePart)| {
        let title = if part.title.is_empty() { "(没有标题)" } else { &part.title };
        format!("  {}. {title}(第 {}–{} 行)", at + 1, part.lines.0, part.lines.1)
    };
    parts.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}
