//! Measures the outline on real documents beside the project, where there are any: the share
//! of labelled clauses whose start one of ours starts within three characters of.
#![expect(clippy::string_slice, reason = "offsets come from the text itself")]

use std::path::{Path, PathBuf};

use policy::numbering::Outline;

/// The share that must be found, in per cent.
const WANTED: usize = 93;

fn material() -> Option<PathBuf> {
    let named = std::env::var_os("QUNGUI_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    named.or(Some(beside)).filter(|dir| dir.join("gold").is_dir())
}

fn cites(outline: &Outline) -> Vec<&str> {
    outline.clauses.iter().map(|clause| clause.cite.as_str()).collect()
}

/// The text with a rule block beneath every clause that ends its line.
fn blocks(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for clause in policy::numbering::outline(text).clauses {
        if text[clause.bytes.end..].trim_start_matches([' ', '\u{3000}']).starts_with('\n') {
            out.push_str(&text[from..clause.bytes.end]);
            out.push_str("\n\n```rule\n[ads]\n```");
            from = clause.bytes.end;
        }
    }
    out + &text[from..]
}

#[test]
fn labelled_clauses_are_found() {
    let Some(root) = material() else { return };
    let mut names: Vec<String> = std::fs::read_dir(root.join("gold"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".jsonl").map(str::to_owned))
        .collect();
    names.sort();
    let (mut all, mut found, mut cited) = (0, 0, 0);
    for name in &names {
        let text = std::fs::read_to_string(root.join(format!("corpus/{name}.txt"))).unwrap();
        let labels = std::fs::read_to_string(root.join(format!("gold/{name}.jsonl"))).unwrap();
        let outline = policy::numbering::outline(&text);
        assert_eq!(cites(&outline), cites(&policy::numbering::outline(&blocks(&text))), "{name}");
        let mut from = 0;
        for label in labels.lines().filter(|line| !line.trim().is_empty()) {
            let label: serde_json::Value = serde_json::from_str(label).unwrap();
            let (quote, cite) = (label["quote"].as_str().unwrap(), label["cite"].as_str().unwrap());
            let at = from + text[from..].find(quote).unwrap();
            from = at + quote.len();
            let start = text[..at].chars().count();
            all += 1;
            let near =
                outline.clauses.iter().find(|clause| clause.chars.start.abs_diff(start) <= 3);
            found += usize::from(near.is_some());
            match near {
                Some(clause) if clause.cite == cite => cited += 1,
                Some(clause) => println!("{name}\tcite\t{cite}\t{}", clause.cite),
                None => println!("{name}\tmiss\t{cite}\t{}", quote.lines().next().unwrap()),
            }
        }
    }
    println!("{found} of {all} clauses found, {cited} cited alike, {} documents", names.len());
    assert!(found * 100 >= all * WANTED, "{found} of {all}");
}
