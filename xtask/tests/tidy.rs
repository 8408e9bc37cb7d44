//! Tests of the source itself: which crate may use which, what every file must have.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use policy::toml::Table;
use serde_json::Value;

/// What each crate of ours may use of ours; what is not listed may use everything and be used
/// by nothing.
const ARROWS: &[(&str, &[&str])] = &[
    ("qungui-model", &[]),
    ("qungui-policy", &["qungui-model"]),
    ("qungui-text", &["qungui-model"]),
    ("qungui-connectors", &["qungui-model"]),
    ("qungui-onebot", &["qungui-model"]),
    ("qungui-pictures", &["qungui-model"]),
    ("qungui-sample", &["qungui-model"]),
    ("qungui-training", &["qungui-model", "qungui-text"]),
    ("qungui-rules", &["qungui-model", "qungui-policy", "qungui-text"]),
    ("qungui-engine", &["qungui-model", "qungui-policy", "qungui-text", "qungui-rules"]),
    ("qungui-compiler", &["qungui-model", "qungui-policy", "qungui-text", "qungui-rules"]),
    (
        "qungui-trial",
        &[
            "qungui-model",
            "qungui-policy",
            "qungui-text",
            "qungui-rules",
            "qungui-engine",
            "qungui-compiler",
        ],
    ),
    ("qungui-store", &["qungui-model"]),
    (
        "qungui-runtime",
        &[
            "qungui-model",
            "qungui-policy",
            "qungui-text",
            "qungui-rules",
            "qungui-engine",
            "qungui-store",
        ],
    ),
    (
        "qungui-server",
        &[
            "qungui-model",
            "qungui-policy",
            "qungui-text",
            "qungui-rules",
            "qungui-engine",
            "qungui-compiler",
            "qungui-store",
            "qungui-runtime",
            "qungui-onebot",
            "qungui-text",
            "qungui-training",
            "qungui-pictures",
        ],
    ),
    (
        "qungui-console",
        &[
            "qungui-model",
            "qungui-policy",
            "qungui-rules",
            "qungui-engine",
            "qungui-compiler",
            "qungui-trial",
            "qungui-store",
            "qungui-runtime",
            "qungui-server",
            "qungui-text",
            "qungui-training",
        ],
    ),
];

/// The pure crates: no input or output, no clock, no async, no hash-map order.
const PURE: &[&str] = &["model", "policy", "text", "rules", "engine", "compiler", "trial"];

/// What no pure crate depends on, however far away.
const IMPURE_PACKAGES: &[&str] = &[
    "async-std",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "sqlx",
    "tokio",
    "ureq",
];

/// What no source of a pure crate names.
const IMPURE_WORDS: &[&str] = &["std::net", "std::process", "std::thread", "tokio::"];

/// Lints that pure crates deny at the top of their `lib.rs`. `policy` may add floats: it only
/// reads them.
const DENIED: &[&str] = &["clippy::disallowed_methods", "clippy::iter_over_hash_type"];

/// Most lines of a file, and most characters of a line.
const LINES_MAX: usize = 600;
const COLUMNS_MAX: usize = 100;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Files with that ending under a folder, without built ones.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir()
            && !["target", "node_modules"].contains(&name.as_str())
            && !name.starts_with('.')
        {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn rust_files() -> Vec<(String, String)> {
    let root = root();
    ["crates", "bench", "xtask"]
        .iter()
        .flat_map(|folder| files(&root.join(folder), "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().display().to_string(), text)
        })
        .collect()
}

/// Each of our crates with those of ours that it uses, tests' ones left out.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let uses = list(&package["dependencies"]);
            let ours = uses.iter().filter(|d| !d["path"].is_null() && d["kind"] != "dev");
            (name(package), ours.map(name).collect())
        })
        .collect()
}

#[test]
fn crates_use_only_what_the_design_allows() {
    let arrows = arrows();
    let mut wrong = Vec::new();
    for (crate_name, uses) in &arrows {
        let rule = ARROWS.iter().find(|(name, _)| name == crate_name);
        for used in uses {
            let listed = ARROWS.iter().any(|(name, _)| name == used);
            let allowed = rule.map_or(listed, |(_, allowed)| allowed.contains(&used.as_str()));
            if !allowed {
                wrong.push(format!("{crate_name} → {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "not allowed: {wrong:?}");
    for (name, _) in ARROWS {
        assert!(arrows.contains_key(*name), "{name} is gone: take it out of the list");
    }
}

#[test]
fn pure_crates_depend_on_nothing_impure() {
    let lock: Table =
        policy::toml::from_str(&fs::read_to_string(root().join("Cargo.lock")).unwrap()).unwrap();
    let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap().to_owned();
        let listed = package.get("dependencies").and_then(|list| list.as_array());
        // A dependency is written as its name, with a version where several are in use.
        let names = listed.into_iter().flatten().filter_map(|one| one.as_str()?.split(' ').next());
        uses.entry(name).or_default().extend(names.map(str::to_owned));
    }
    for pure in PURE {
        let mut seen = BTreeSet::new();
        let mut open = vec![format!("qungui-{pure}")];
        while let Some(name) = open.pop() {
            assert!(!IMPURE_PACKAGES.contains(&name.as_str()), "{pure} depends on {name}");
            if seen.insert(name.clone()) {
                open.extend(uses.get(&name).into_iter().flatten().cloned());
            }
        }
    }
}

#[test]
fn pure_crates_say_so_and_name_nothing_impure() {
    for pure in PURE {
        let folder = root().join("crates").join(pure).join("src");
        let head = fs::read_to_string(folder.join("lib.rs")).unwrap();
        let denied: String = head.lines().filter(|line| line.starts_with("#![deny(")).collect();
        for lint in DENIED {
            assert!(denied.contains(lint), "crates/{pure}/src/lib.rs does not deny {lint}");
        }
        for path in files(&folder, "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for word in IMPURE_WORDS {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn every_rust_file_has_a_head_and_a_bounded_size() {
    let mut wrong = Vec::new();
    for (path, text) in rust_files() {
        if !text.starts_with("//!") {
            wrong.push(format!("{path}: does not begin with `//!`"));
        }
        let lines = text.lines().count();
        if lines > LINES_MAX {
            wrong.push(format!("{path}: {lines} lines, at most {LINES_MAX}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Lines of sources that the formatter or a hand could break: a text and a macro's pattern
/// stay on one line.
#[test]
fn lines_are_no_longer_than_a_screen() {
    let mut wrong = Vec::new();
    for (path, text) in rust_files() {
        if !path.contains("/src/") {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            let count = line.chars().count();
            let whole = line.contains(['"', '$']) || line.ends_with('\\');
            if count > COLUMNS_MAX && !whole {
                wrong.push(format!("{path}:{}: {count} characters", at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "more than {COLUMNS_MAX}:\n{}", wrong.join("\n"));
}

#[test]
fn documents_have_one_title_each() {
    let root = root();
    let in_root = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let in_root = in_root.filter(|path| path.extension().is_some_and(|e| e == "md"));
    for path in in_root.chain(files(&root.join("docs"), "md")) {
        let text = fs::read_to_string(&path).unwrap();
        let mut fenced = false;
        let titles = text.lines().filter(|line| {
            fenced ^= line.trim_start().starts_with("```");
            !fenced && line.starts_with("# ")
        });
        assert_eq!(titles.count(), 1, "{}", path.display());
    }
}
