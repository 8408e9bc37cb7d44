//! The library: policies to begin with, each with examples of what it decides. Those of the
//! folder `policies/` are inside the program; any other folder of that form will do.

mod files;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use policy::param::{ParamType as _, Shape, Who};
use policy::{Policy, RuleDecl};

use crate::console::{Failure, read};

/// Most files of a folder that are looked at.
const FILES_MAX: usize = 2_000;
/// The largest of them, in bytes.
const FILE_BYTES_MAX: u64 = 4 << 20;
/// What the names of examples end with.
const EXAMPLES: &str = ".examples.md";

/// Files by their names.
pub struct Library {
    files: BTreeMap<String, Cow<'static, str>>,
}

/// A policy to begin with.
pub struct Template<'a> {
    /// What it is called here: its file's name without the ending.
    pub id: &'a str,
    /// The file's text.
    pub text: &'a str,
    /// What it says.
    pub policy: Policy,
    /// Its examples: names and texts of files.
    pub examples: Vec<(&'a str, &'a str)>,
}

impl Library {
    /// What is inside the program.
    pub fn builtin() -> Library {
        let own = files::FILES.iter();
        Library { files: own.map(|(name, text)| ((*name).to_owned(), Cow::from(*text))).collect() }
    }

    /// What is in a folder.
    pub fn folder(path: &Path) -> Result<Library, Failure> {
        let failure = |source| Failure::Read { path: path.display().to_string(), source };
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(path).map_err(failure)?.take(FILES_MAX) {
            let entry = entry.map_err(failure)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !name.ends_with(".md") || !entry.path().is_file() {
                continue;
            }
            let bytes = read(&entry.path(), FILE_BYTES_MAX)?;
            let text = compiler::decode(&bytes)
                .map_err(|error| Failure::Input(format!("“{}”:{error}", entry.path().display())))?;
            files.insert(name, Cow::from(text));
        }
        Ok(Library { files })
    }

    /// Its policies, by their ids.
    pub fn templates(&self) -> Vec<Template<'_>> {
        let kinds = ::rules::specs();
        let policies = self.files.iter().filter(|(name, _)| {
            !name.ends_with(EXAMPLES) && !name.eq_ignore_ascii_case("README.md")
        });
        policies
            .map(|(name, text)| {
                let id = name.strip_suffix(".md").unwrap_or(name);
                let policy = policy::parse(name, text, &kinds).policy;
                let beside = format!("{id}{EXAMPLES}");
                let named = policy.examples.iter().chain(std::iter::once(&beside));
                let mut examples: Vec<(&str, &str)> = named
                    .filter_map(|name| self.files.get_key_value(name))
                    .map(|(name, text)| (name.as_str(), text.as_ref()))
                    .collect();
                examples.sort_unstable();
                examples.dedup();
                Template { id, text, policy, examples }
            })
            .collect()
    }
}

impl Template<'_> {
    /// Whether its id, title or settings have all these words.
    pub fn has(&self, words: &[String]) -> bool {
        let Policy { title, settings, .. } = &self.policy;
        let about = format!("{}\n{title}\n{}", self.id, settings.join("\n")).to_lowercase();
        words.iter().all(|word| about.contains(&word.to_lowercase()))
    }

    /// What whoever takes it should make their own, a sentence each.
    pub fn to_adapt(&self) -> Vec<String> {
        let Policy { title, groups, effective, .. } = &self.policy;
        let mut adapt = vec![format!("文件开头的 title 现在是“{title}”,改成您单位的标题")];
        adapt.push(match groups.as_slice() {
            [] => "文件开头没有写 groups,它会管所有的群;只管几个群,就写上群名".to_owned(),
            groups => format!("文件开头的 groups 现在是“{}”,改成您的群名", groups.join("、")),
        });
        adapt.push(match effective {
            Some(day) => format!(
                "文件开头的 effective 现在是 {},改成开始执行的日期",
                model::zone::date_of_day(*day)
            ),
            None => "文件开头可以写 effective,从哪一天起执行".to_owned(),
        });
        let people = self.people();
        if !people.is_empty() {
            adapt.push(format!(
                "规则里写到的部门和人群有:{};改成您单位的叫法,与成员的标签一致",
                people.join("、")
            ));
        }
        adapt
            .push("条文里的时间、次数和天数,按您单位的实际改;改了条文,下面的规则也要改".to_owned());
        if !self.examples.is_empty() {
            adapt.push("例子里的群名和部门也跟着改,不然检验时对不上".to_owned());
        }
        adapt
    }

    /// The departments and populations that its rules name.
    fn people(&self) -> Vec<String> {
        let mut people: Vec<String> = Vec::new();
        for who in self.policy.rules.iter().flat_map(named) {
            if let Who::Tagged(word) = who
                && !people.contains(&word)
            {
                people.push(word);
            }
        }
        people
    }
}

/// The people whom a rule names.
fn named(rule: &RuleDecl) -> Vec<Who> {
    let mut named: Vec<Who> = rule.audience.iter().chain(&rule.except).cloned().collect();
    for param in rule.spec.params {
        let Some(value) = rule.params.get(param.name) else { continue };
        match param.shape {
            Shape::Who => named.extend(Who::read(value)),
            Shape::WhoList => named.extend(<Vec<Who>>::read(value).unwrap_or_default()),
            _ => {}
        }
    }
    named
}
