//! The examples in every kind's documentation, and the scenarios beside them, run.

use std::path::Path;

use policy::spec::Part;
use rules::clause::{Clause, Norms, Place};

use crate::scenario::{check, fenced, scenarios};

#[test]
fn the_examples_of_every_kind_hold() {
    let only = std::env::var("KIND").ok();
    for kind in rules::RULE_KINDS {
        let name = kind.spec.name;
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let found = scenarios(kind.spec.doc);
        let clauses = fenced(kind.spec.doc, "clause");
        // What only is kept and shown has clauses as its examples: nothing of it runs.
        if kind.spec.part == Part::Notes {
            assert!(!clauses.is_empty(), "{name} has no clause as an example");
            assert!(found.is_empty(), "{name} does not run");
        } else {
            assert!(!found.is_empty(), "{name} has no example");
        }
        for text in found {
            check(name, &text);
        }
        for text in clauses.iter().flat_map(|block| block.lines()) {
            read_as(kind, text);
        }
    }
}

/// Holds a line of a ```` ```clause ```` block against the kind's own recogniser: a clause that
/// states it, or behind × one that does not.
#[track_caller]
fn read_as(kind: &rules::RuleKind, line: &str) {
    let (text, wanted) = match line.trim().strip_prefix('×') {
        Some(text) => (text.trim(), false),
        None => (line.trim(), true),
    };
    let stated = |place| {
        let mut norms = Norms::new();
        (kind.recognise)(&Clause { place, ..Clause::alone(text) }, &mut norms);
        norms.iter().any(|norm| norm.kind == kind.spec.name)
    };
    let places = [Place::Opening, Place::Article, Place::Remark, Place::Body, Place::Closing];
    if wanted {
        assert!(stated(Place::Body), "{}: not read: {text}", kind.spec.name);
    } else {
        assert!(!places.into_iter().any(stated), "{}: read: {text}", kind.spec.name);
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
