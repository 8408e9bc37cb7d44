//! The examples in every kind's documentation, and the scenarios beside them, run.

use std::path::Path;

use crate::scenario::{check, scenarios};

#[test]
fn the_examples_of_every_kind_hold() {
    let only = std::env::var("KIND").ok();
    for kind in rules::RULE_KINDS {
        let name = kind.spec.name;
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let found = scenarios(kind.spec.doc);
        assert!(!found.is_empty(), "{name} has no example");
        for text in found {
            check(name, &text);
        }
    }
}

#[test]
fn the_scenarios_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let page = std::fs::read_to_string(&file).unwrap();
        for text in scenarios(&page) {
            check(&file.display().to_string(), &text);
        }
    }
}
