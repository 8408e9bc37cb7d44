//! Generated files: each piece makes one file's content, and this runs them all.

mod diagnostics;
mod fold;
mod gold;
mod library;
mod pages;
mod schema;
mod sound;
mod texts;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A generated file: its path from the workspace root, and what makes its content.
struct Piece {
    path: &'static str,
    make: fn() -> String,
}

/// Add a line to have another file generated.
const PIECES: &[Piece] = &[
    Piece { path: "crates/text/data/fold.txt", make: fold::table },
    Piece { path: "crates/text/data/sound.txt", make: sound::table },
    Piece { path: "docs/diagnostics.md", make: diagnostics::page },
    Piece { path: "docs/rule-schema.json", make: schema::json },
    Piece { path: "docs/texts.md", make: texts::page },
    Piece { path: "docs/rules/README.md", make: pages::overview },
];

/// The folder that has one page for each rule kind and nothing else.
const PAGES: &str = "docs/rules";

/// The first line of generated Markdown.
const MARK: &str = "<!-- 由 cargo xtask codegen 写成,请勿手改 -->\n\n";

/// Writes every piece, or only compares where `check` is set. A page of a kind that is gone
/// goes too.
///
/// # Errors
/// Says which file could not be written or is out of date.
pub(crate) fn run(root: &Path, check: bool) -> Result<(), String> {
    let files = files(root);
    let mut stale = Vec::new();
    for (path, content) in &files {
        let full = root.join(path);
        if fs::read_to_string(&full).is_ok_and(|old| old == *content) {
            continue;
        }
        if check {
            stale.push(path.clone());
        } else {
            let folder = full.parent().unwrap_or(root);
            fs::create_dir_all(folder).map_err(|e| format!("{path}: {e}"))?;
            fs::write(&full, content).map_err(|e| format!("{path}: {e}"))?;
        }
    }
    for path in left_over(root, &files) {
        if check {
            stale.push(path);
        } else {
            fs::remove_file(root.join(&path)).map_err(|e| format!("{path}: {e}"))?;
        }
    }
    if stale.is_empty() {
        return if check { crate::learn::check(root) } else { Ok(()) };
    }
    Err(format!("out of date: {}; run `cargo xtask codegen`", stale.join(", ")))
}

/// Every generated file by its path.
fn files(root: &Path) -> BTreeMap<String, String> {
    let pieces = PIECES.iter().map(|piece| (piece.path.to_owned(), (piece.make)()));
    let kinds = rules::RULE_KINDS.iter();
    let pages =
        kinds.map(|kind| (format!("{PAGES}/{}.md", kind.spec.name), pages::page(&kind.spec)));
    // Only where the labelled policies are there to make it of.
    let gold = gold::page(root).map(|page| ("docs/corpus.md".to_owned(), page));
    let library = ("crates/qungui/src/library/files.rs".to_owned(), library::list(root));
    pieces.chain(pages).chain(gold).chain([library]).collect()
}

/// Pages that nothing makes any more.
fn left_over(root: &Path, files: &BTreeMap<String, String>) -> Vec<String> {
    let Ok(entries) = fs::read_dir(root.join(PAGES)) else { return Vec::new() };
    let mut paths: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .map(|name| format!("{PAGES}/{name}"))
        .filter(|path| !files.contains_key(path))
        .collect();
    paths.sort();
    paths
}
