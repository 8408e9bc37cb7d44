//! `qungui new`: a policy to begin with.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use model::nearest::nearest;
use serde_json::json;

use crate::console::{Failure, write};
use crate::library::{Library, Template};

/// 从范本开始写一份制度。
#[derive(Args)]
pub struct New {
    /// 范本的代号:照它写成一个制度文件;或要找的词,如 班级;不写就列出全部范本
    #[arg(value_name = "ID")]
    words: Vec<String>,
    /// 写到哪个文件或文件夹;不写就用代号作文件名,写在当前文件夹
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 用这个文件夹里的范本,不用自带的
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// 输出文字或 JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl New {
    pub fn run(self) -> Result<(), Failure> {
        let library = match &self.from {
            Some(folder) => Library::folder(folder)?,
            None => Library::builtin(),
        };
        let templates = library.templates();
        if templates.is_empty() {
            let message = "没有范本;用 --from 指定一个放着制度文件的文件夹";
            return Err(Failure::Input(message.to_owned()));
        }
        if let [id] = self.words.as_slice()
            && let Some(template) = templates.iter().find(|template| template.id == id)
        {
            return self.copy(template);
        }
        let found: Vec<&Template<'_>> =
            templates.iter().filter(|template| template.has(&self.words)).collect();
        if found.is_empty() {
            return Err(self.nothing(&templates));
        }
        if self.output.is_some() {
            let message = format!("请写明用哪一份范本,写它的代号:\n{}", listed(&found));
            return Err(Failure::Usage(message));
        }
        let page = match self.format {
            Format::Json => as_json(&found),
            Format::Text => {
                let first = found.first().map_or("", |template| template.id);
                let from = self.from.as_ref().map_or_else(String::new, |folder| {
                    format!(" --from {}", quoted(&folder.display().to_string()))
                });
                let how = format!("qungui new {first} -o 群规.md{from}");
                format!("{}\n照一份写成制度文件,写它的代号,如 {how}\n", listed(&found))
            }
        };
        write(None, page.as_bytes())
    }

    fn nothing(&self, templates: &[Template<'_>]) -> Failure {
        let words = self.words.join(" ");
        let near = nearest(&words, templates.iter().map(|template| template.id));
        let near = near.map_or_else(String::new, |near| format!(",是不是 {near}?"));
        Failure::Input(format!("没有与“{words}”有关的范本{near};qungui new 列出全部范本"))
    }

    /// Writes a template with its examples beside it. Nothing that is there is overwritten: it
    /// may be somebody's work.
    fn copy(&self, template: &Template<'_>) -> Result<(), Failure> {
        let own = format!("{}.md", template.id);
        let path = match &self.output {
            Some(path) if path.as_os_str() == "-" => {
                return write(None, template.text.as_bytes());
            }
            Some(path) if path.is_dir() => path.join(own),
            Some(path) => path.clone(),
            None => PathBuf::from(own),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let examples: Vec<(PathBuf, &str)> =
            template.examples.iter().map(|(name, text)| (folder.join(name), *text)).collect();
        if let Some((taken, _)) = examples.iter().find(|(taken, _)| *taken == path) {
            let shown = taken.display();
            return Err(Failure::Usage(format!("“{shown}”是例子文件的名字,请用 -o 换一个名字")));
        }
        for (path, text) in &examples {
            let same = std::fs::read(path).is_ok_and(|old| old == text.as_bytes());
            if path.exists() && !same {
                return Err(taken(path));
            }
        }
        create(&path, template.text)?;
        for (path, text) in examples.iter().filter(|(path, _)| !path.exists()) {
            create(path, text)?;
        }
        self.tell(template, &path, &examples)
    }

    /// Says what was written, what to adapt, and how to go on.
    fn tell(
        &self,
        template: &Template<'_>,
        path: &Path,
        examples: &[(PathBuf, &str)],
    ) -> Result<(), Failure> {
        let shown = path.display().to_string();
        let examples: Vec<String> =
            examples.iter().map(|(path, _)| path.display().to_string()).collect();
        let file = quoted(&shown);
        let mut next = vec![format!("qungui check {file}")];
        if !template.policy.examples.is_empty() {
            next.push(format!("qungui test {file}"));
        } else if let Some(first) = examples.first() {
            next.push(format!("qungui test {file} {}", quoted(first)));
        }
        let adapt = template.to_adapt();
        if self.format == Format::Json {
            let page = json!({
                "id": template.id,
                "policy": shown,
                "examples": examples,
                "adapt": adapt,
                "next": next,
            });
            return write(None, format!("{page}\n").as_bytes());
        }
        let mut page = format!("写好了:{shown}\n");
        for example in &examples {
            let _ = writeln!(page, "例子:{example}");
        }
        page.push_str("\n请改成您单位的:\n");
        for line in adapt {
            let _ = writeln!(page, "- {line}");
        }
        page.push_str("\n改好以后:\n");
        for line in next {
            let _ = writeln!(page, "  {line}");
        }
        write(None, page.as_bytes())
    }
}

/// A file's name as a shell takes it.
fn quoted(name: &str) -> String {
    if name.contains([' ', '(', ')', '&', ';', '\'']) {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

fn taken(path: &Path) -> Failure {
    let shown = path.display();
    Failure::Input(format!("“{shown}”已经有了,没有覆盖;请用 -o 换一个名字或文件夹"))
}

fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let failure = |source| Failure::Write { path: path.display().to_string(), source };
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(failure),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken(path)),
        Err(error) => Err(failure(error)),
    }
}

/// The templates, a line each.
fn listed(templates: &[&Template<'_>]) -> String {
    let width = templates.iter().map(|template| template.id.len()).max().unwrap_or(0);
    let mut page = String::new();
    for template in templates {
        let settings = match template.policy.settings.as_slice() {
            [] => String::new(),
            settings => format!("({})", settings.join("、")),
        };
        let _ = writeln!(page, "{:<width$}  {}{settings}", template.id, template.policy.title);
    }
    page
}

fn as_json(templates: &[&Template<'_>]) -> String {
    let one = |template: &&Template<'_>| {
        json!({
            "id": template.id,
            "title": template.policy.title,
            "settings": template.policy.settings,
            "examples": !template.examples.is_empty(),
        })
    };
    let list: Vec<_> = templates.iter().map(one).collect();
    format!("{}\n", json!(list))
}
