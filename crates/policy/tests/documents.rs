//! Policy files with what is expected of them in the same file, after the marker line.
//! `UPDATE=1 cargo test -p qungui-policy --test documents` writes what is found.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use common::KINDS;
use model::Platform;
use policy::diagnostic::{Diagnostic, explain, render};
use policy::{Parsed, Policy, checks, parse};

/// The line before what is expected; after it may stand a platform to check for.
const MARKER: &str = "===== expected";

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn diagnostics(parsed: &Parsed, platform: Option<Platform>) -> Vec<Diagnostic> {
    let mut all = parsed.diagnostics.clone();
    all.extend(checks::check(&[&parsed.policy], platform));
    policy::diagnostic::in_order(all)
}

/// Runs every file of a folder; `print` says what was found.
fn run(folder: &str, print: impl Fn(&Parsed, Option<Platform>) -> String) {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in files(folder) {
        let file = std::fs::read_to_string(&path).unwrap();
        let (text, rest) = file.split_once(MARKER).unwrap_or((&file, "\n"));
        let (marker, expected) = rest.split_once('\n').unwrap_or((rest, ""));
        let platform = Platform::parse(marker.trim());
        let name = path.file_name().unwrap().to_str().unwrap();
        let found = print(&parse(name, text, KINDS), platform);
        if found == expected {
            continue;
        }
        if update {
            let line = if text.ends_with('\n') { "" } else { "\n" };
            std::fs::write(&path, format!("{text}{line}{MARKER}{marker}\n{found}")).unwrap();
        } else {
            wrong.push(format!("{name}:\n--- expected\n{expected}--- found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn good_files_are_read() {
    run("good", |parsed, platform| {
        let all = diagnostics(parsed, platform);
        assert!(!all.iter().any(Diagnostic::is_error), "{}", render::text(&all));
        format!("{}{}", summary(&parsed.policy), render::short(&all))
    });
}

#[test]
fn mistakes_are_told() {
    run("bad", |parsed, platform| {
        let all = diagnostics(parsed, platform);
        assert!(!all.is_empty(), "{} has no mistakes", parsed.policy.file);
        for diagnostic in &all {
            well_said(diagnostic);
        }
        render::text(&all)
    });
}

/// The rules of wording that every message keeps.
fn well_said(diagnostic: &Diagnostic) {
    let message = &diagnostic.message;
    assert!(explain(diagnostic.code).is_some(), "{}", diagnostic.code);
    for text in [Some(message), diagnostic.help.as_ref()].into_iter().flatten() {
        assert!(!text.ends_with(['。', '.', '!', '!']) && !text.contains('\n'), "{text}");
        assert!(text.matches('`').count() % 2 == 0, "{text}");
    }
    assert!(message.chars().count() <= 400, "{message}");
    let length = diagnostic.spot.source.chars().count() as u32;
    assert!(diagnostic.spot.underline.end <= length.max(diagnostic.spot.underline.start + 1));
    let json = render::json_value(diagnostic);
    for key in ["code", "severity", "file", "line", "column", "message", "source", "expected"] {
        assert!(json.get(key).is_some(), "{key}");
    }
}

fn summary(policy: &Policy) -> String {
    let mut out = String::new();
    let Policy { id, title, version, effective, zone, groups, mode, .. } = policy;
    let effective = effective.map(model::zone::date_of_day);
    writeln!(out, "{id} {title:?} v{version} {effective:?} {} {groups:?} {mode:?}", zone.name())
        .unwrap();
    for rule in &policy.rules {
        let punishes: Vec<String> = rule
            .punishes
            .iter()
            .map(|kind| {
                let category = kind.category.map(|it| format!(".{}", it.name()));
                format!("{}{}", kind.spec.name, category.unwrap_or_default())
            })
            .collect();
        write!(out, "{} [{}] {}", rule.place.line, rule.cite, rule.spec.name).unwrap();
        write!(out, " {}", toml_line(&rule.params)).unwrap();
        for (label, list) in [("for", &rule.audience), ("except", &rule.except)] {
            if !list.is_empty() {
                write!(out, " {label}={list:?}").unwrap();
            }
        }
        if !punishes.is_empty() {
            write!(out, " punishes={}", punishes.join("+")).unwrap();
        }
        if !rule.groups.is_empty() {
            write!(out, " groups={:?}", rule.groups).unwrap();
        }
        writeln!(out, " {:?} block={} rests={}", rule.mode, rule.block, rule.rests).unwrap();
    }
    out
}

fn toml_line(table: &toml::Table) -> String {
    let entries: Vec<String> = table.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{{{}}}", entries.join(", "))
}

#[test]
fn bytes_that_are_no_text() {
    let mut bytes = "# 规定\n\n一、内容\n夜里".as_bytes().to_vec();
    bytes.extend([0xff, 0xfe]);
    let parsed = policy::parse_bytes("a.md", &bytes, KINDS);
    assert!(parsed.policy.rules.is_empty());
    let found = render::short(&parsed.diagnostics);
    let at = bytes.len() - 1;
    assert_eq!(
        found,
        format!("a.md:4:3: 错误[policy/not-utf8]: 第 {at} 个字节起不是 UTF-8 编码\n")
    );
}

#[test]
fn too_large_and_too_many() {
    let text = "字".repeat((4 << 20) / 3 + 2);
    let parsed = parse("a.md", &text, KINDS);
    assert_eq!(parsed.diagnostics.first().unwrap().code, "policy/too-large");
    let many = format!("一、内容\n```rule\n{}```\n", "[nothing-of-the-kind]\n[x]\n".repeat(400));
    let parsed = parse("a.md", &many, KINDS);
    assert_eq!(parsed.diagnostics.len(), 201);
    let last = parsed.diagnostics.last().unwrap();
    assert!(last.code == "policy/more" && last.is_error());
}

#[test]
fn schema_is_stable_and_names_every_parameter() {
    let schema = policy::schema::json_schema(KINDS);
    assert_eq!(schema, policy::schema::json_schema(KINDS));
    for spec in KINDS {
        let rule = &schema["properties"][spec.name]["oneOf"][0];
        for param in spec.params {
            assert_eq!(rule["properties"][param.name]["description"], param.doc);
        }
    }
    assert!(schema.to_string().contains("forbidden-content.porn"));
}
