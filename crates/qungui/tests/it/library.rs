//! The policies that come with the project: each is sound, and decides as its examples say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use policy::{Policy, Severity};

use crate::qungui;

/// Examples of one policy: fewer do not show it at work.
const CHECKED_MIN: usize = 6;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The names of the files in the folder.
fn names() -> BTreeSet<String> {
    let files = std::fs::read_dir(folder()).expect("the folder of policies");
    let name = |file: std::io::Result<std::fs::DirEntry>| {
        file.expect("a file").file_name().into_string().expect("a name in UTF-8")
    };
    files.map(name).collect()
}

/// The policies by their files' names, with what is wrong with each in words.
fn policies() -> BTreeMap<String, (Policy, String)> {
    let specs = rules::specs();
    let is_policy = |name: &String| {
        let stem = name.strip_suffix(".md").filter(|stem| !stem.ends_with(".examples"));
        stem.is_some_and(|stem| stem != "README")
    };
    let read = |name: String| {
        let bytes = std::fs::read(folder().join(&name)).expect("a readable file");
        let parsed = policy::parse_bytes(&name, &bytes, &specs);
        let mut wrong = parsed.diagnostics;
        wrong.extend(policy::checks::check(&[&parsed.policy], None));
        wrong.retain(|one| matches!(one.severity, Severity::Error | Severity::Warning));
        let said = policy::diagnostic::render::text(&wrong);
        (name, (parsed.policy, said))
    };
    names().into_iter().filter(is_policy).map(read).collect()
}

#[test]
fn policies_have_neither_errors_nor_warnings() {
    let policies = policies();
    assert!(policies.len() >= 10, "the folder has {} policies", policies.len());
    for (name, (_, said)) in &policies {
        assert!(said.trim().is_empty(), "{name}:\n{said}");
    }
}

#[test]
fn policies_say_what_they_are_and_for_whom() {
    let table = std::fs::read_to_string(folder().join("README.md")).expect("the table");
    let mut ids = BTreeMap::new();
    for (name, (policy, _)) in policies() {
        let stem = name.strip_suffix(".md").unwrap_or_default();
        assert_eq!(policy.id, stem, "{name}: the id is the file's name");
        let other = ids.insert(policy.id.clone(), name.clone());
        assert_eq!(other, None, "{name}: the id is another file's, too");
        assert!(!policy.settings.is_empty(), "{name} names no settings");
        assert!(!policy.title.is_empty(), "{name} has no title");
        assert!(table.contains(&format!("]({name})")), "README.md has no row for {name}");
        for setting in &policy.settings {
            assert!(table.contains(setting.as_str()), "README.md does not say {setting}");
        }
        let examples = format!("{stem}.examples.md");
        assert_eq!(policy.examples, [examples], "{name} names its examples");
    }
}

#[test]
fn policies_decide_as_their_examples_say() {
    for (name, (policy, _)) in policies() {
        let path = folder().join(&name).display().to_string();
        let said = qungui(&["test", &path]);
        assert_eq!(said.status, 0, "{}\n{}", said.out, said.err);
        let count = said.out.rsplit_once("共检查 ").and_then(|(_, rest)| rest.split_once(' '));
        let count: usize = count.and_then(|(count, _)| count.parse().ok()).unwrap_or_default();
        assert!(count >= CHECKED_MIN, "{} shows only {count}: {}", policy.id, said.out);
    }
}

/// A policy file that is compiled again stays as it is, and its text alone is read the same way
/// however often it is compiled.
#[test]
fn policies_stay_as_they_are_when_they_are_compiled() {
    for name in policies().into_keys() {
        let file = std::fs::read_to_string(folder().join(&name)).expect("a readable file");
        assert!(compiler::compile(&name, &file).policy_file == file, "{name}: the file");
        let plain = text_of(&file);
        let once = compiler::compile(&name, &plain).policy_file;
        assert_eq!(text_of(&once), plain, "{name}: its text");
        assert!(compiler::compile(&name, &once).policy_file == once, "{name}: what comes of it");
    }
}

/// A policy file's text: without front matter and rule blocks.
fn text_of(file: &str) -> String {
    let after = file.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n\n"));
    let mut text = String::new();
    let mut rest = after.map_or(file, |(_, rest)| rest);
    while let Some((before, block)) = rest.split_once("\n```rule\n") {
        text.push_str(before);
        rest = block.split_once("\n```\n").map_or("", |(_, rest)| rest);
    }
    text + rest
}

/// Examples that no policy names would never run.
#[test]
fn every_file_of_examples_belongs_to_a_policy() {
    let names = names();
    for name in &names {
        if let Some(stem) = name.strip_suffix(".examples.md") {
            assert!(names.contains(&format!("{stem}.md")), "{name} belongs to no policy");
        }
    }
}
