//! The front matter: an id from the file's name, the title, and the day from which the policy
//! holds where its text states one.

use std::fmt::Write as _;

use policy::numbering::lines::Fence;
use policy::toml::Value;

use crate::block::{inline, quoted};
use crate::{About, CompiledClause, Warning};

/// Longest id.
const ID_MAX: usize = 64;

/// The front matter with its fences, and a blank line after it.
pub(crate) fn matter(name: &str, title: &str, clauses: &[CompiledClause], newline: &str) -> String {
    let mut lines = vec!["+++".to_owned()];
    lines.push(format!("id = {}", quoted(&id(name))));
    lines.push(format!("title = {}", quoted(title)));
    lines.push("version = 1".to_owned());
    if let Some(day) = clauses.iter().find_map(effective) {
        lines.push(format!("effective = {day}"));
    }
    lines.push("timezone = \"Asia/Shanghai\"".to_owned());
    lines.push(format!("groups = {}", inline(&groups(clauses))));
    lines.push("+++".to_owned());
    lines.push(String::new());
    lines.iter().map(|line| format!("{line}{newline}")).collect()
}

/// The day from which a clause says that the policy holds; none for 自发布之日起.
fn effective(clause: &CompiledClause) -> Option<&str> {
    let norm = clause.norms.iter().find(|norm| norm.kind == "effective")?;
    norm.params.get("from").and_then(Value::as_str).filter(|from| *from != "issue")
}

/// The groups that the text names between quotation marks as those that it covers; else all.
fn groups(clauses: &[CompiledClause]) -> Value {
    /// The most names that are taken over.
    const NAMES_MAX: usize = 64;
    let scopes = clauses.iter().flat_map(|clause| &clause.norms);
    let scopes = scopes.filter(|norm| norm.kind == "scope");
    let named = scopes.filter_map(|norm| norm.params.get("groups")?.as_str());
    let names: Vec<Value> =
        named.flat_map(named_groups).take(NAMES_MAX).map(Value::String).collect();
    Value::Array(if names.is_empty() { vec![Value::from("*")] } else { names })
}

/// Names of groups in quotation marks: “三楼业主群”. A name that is left open by … or xx
/// becomes a pattern.
fn named_groups(words: &str) -> Vec<String> {
    // 等 says that there are others without a name here.
    if words.contains('等') {
        return Vec::new();
    }
    let quoted = words.split(['“', '「', '『', '"']).skip(1);
    let names = quoted.filter_map(|rest| rest.split(['”', '」', '』', '"']).next());
    names
        .map(|name| name.replace("**", "*").replace(['×', '…'], "*").replace("XX", "*"))
        .filter(|name| name.ends_with('群') && name.chars().count() > 2)
        .collect()
}

/// A file's name without folders and ending.
pub(crate) fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}

/// The title of a document that has none: its file's name.
pub(crate) fn title(name: &str) -> String {
    let stem = stem(name).trim();
    if stem.is_empty() { "未命名".to_owned() } else { stem.to_owned() }
}

/// ASCII letters, digits and `-`. A name that has none gets a fingerprint, so that two
/// documents with Chinese names have different ids.
pub(crate) fn id(name: &str) -> String {
    let stem = stem(name);
    let mut id = String::new();
    for c in stem.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= ID_MAX {
            break;
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() {
        let mut fresh = String::from("policy-");
        let _ = write!(fresh, "{:08x}", text::key_of(stem) & 0xffff_ffff);
        return fresh;
    }
    id.to_owned()
}

/// Whether a document is a policy file already: front matter between `+++` lines at the very
/// top, and rule blocks. Its rules are what its author wants; it stays as it is.
pub(crate) fn is_policy_file(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_end);
    lines.next() == Some("+++") && lines.any(|line| line == "+++") && fences(text).rules
}

/// What is fenced in a document.
struct Fences {
    /// There are rule blocks.
    rules: bool,
    /// A block is never closed.
    open: bool,
}

fn fences(text: &str) -> Fences {
    let mut open: Option<Fence> = None;
    let mut rules = false;
    for line in text.lines() {
        if let Some(fence) = open {
            open = (!fence.closed_by(line)).then_some(fence);
        } else if let Some((fence, info)) = Fence::opened_by(line) {
            rules |= info.split_whitespace().next() == Some("rule");
            open = Some(fence);
        }
    }
    Fences { rules, open: open.is_some() }
}

/// What in the document itself keeps its policy file from being read as it is meant.
pub(crate) fn warnings(text: &str) -> Vec<Warning> {
    let fences = fences(text);
    let mut found = Vec::new();
    let mut warn = |message: &str| {
        let message = message.to_owned();
        found.push(Warning { cite: None, kind: None, about: About::Document, message });
    };
    if is_policy_file(text) {
        warn("这已经是制度文件,原样输出,不必再次编译;规则以文件里写的为准");
    } else if fences.rules {
        warn("文件里已有规则块,原样保留;新写的规则可能与它们重复,请核对");
    }
    if fences.open {
        warn("文件里有没有结束的代码块,其后的文字没有读到;请补上结束的符号后重新编译");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_file_names() {
        for (name, wanted) in [
            ("staff-groups.md", "staff-groups"),
            ("/tmp/Staff Groups (2026).txt", "staff-groups-2026"),
            ("a\\b\\QQ群规v2.txt", "qq-v2"),
            (".hidden", "hidden"),
            ("A01.txt", "a01"),
        ] {
            assert_eq!(id(name), wanted, "{name}");
        }
        assert!(id("群规.txt").starts_with("policy-"));
        assert_ne!(id("群规.txt"), id("公约.txt"));
        assert_eq!(id("群规.txt"), id("群规.md"));
        assert_eq!(id(&"x".repeat(500)).len(), ID_MAX);
        assert!(id("").starts_with("policy-"));
    }

    fn front(text: &str) -> String {
        let compiled = crate::compile("a.txt", text);
        let file = compiled.policy_file;
        file.split("+++").nth(1).unwrap_or_default().to_owned()
    }

    #[test]
    fn what_the_text_says_of_itself_stands_in_front() {
        for (text, wanted) in [
            ("群约定\n1、本约定自2026年3月1日起施行。\n", "effective = 2026-03-01\n"),
            ("群约定\n1、适用于“三楼业主群”和“四楼业主群”。\n", "[\"三楼业主群\", \"四楼业主群\"]"),
            ("群约定\n1、本约定适用于“XX家长群”。\n", "[\"*家长群\"]"),
            ("群约定\n1、本约定适用于“三楼业主群”等群。\n", "groups = [\"*\"]"),
            ("群约定\n1、本约定适用于全体业主。\n", "groups = [\"*\"]"),
        ] {
            assert!(front(text).contains(wanted), "{text}{}", front(text));
        }
        assert!(!front("群约定\n1、本约定自发布之日起施行。\n").contains("effective"));
    }

    #[test]
    fn blocks_in_the_document_are_pointed_out() {
        assert!(warnings("一、文明用语。\n").is_empty());
        assert!(warnings("```\n代码\n```\n~~~~text\n```\n~~~~\n").is_empty());
        assert_eq!(warnings("```rule\n[ads]\n```\n").len(), 1);
        assert_eq!(warnings("```text\n没有结束\n").len(), 1);
        assert!(warnings("~~~~~~~~\n一、文明用语。\n~~~~~~ 二、勿刷屏\n").is_empty());
    }
}
