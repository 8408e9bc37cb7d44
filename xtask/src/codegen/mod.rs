//! Generated files: each piece makes one file's content, and this runs them all.

mod fold;

use std::fs;
use std::path::{Path, PathBuf};

/// A generated file: its path from the workspace root, and what makes its content.
struct Piece {
    path: &'static str,
    make: fn() -> String,
}

/// Add a line to have another file generated.
const PIECES: &[Piece] = &[Piece { path: "crates/text/data/fold.txt", make: fold::table }];

/// Writes every piece, or only compares where `check` is set.
///
/// # Errors
/// Says which file could not be written or is out of date.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let root = root()?;
    let mut stale = Vec::new();
    for piece in PIECES {
        let path = root.join(piece.path);
        let content = (piece.make)();
        if fs::read_to_string(&path).is_ok_and(|old| old == content) {
            continue;
        }
        if check {
            stale.push(piece.path);
        } else {
            fs::write(&path, content).map_err(|e| format!("{}: {e}", piece.path))?;
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("out of date: {}; run `cargo xtask codegen`", stale.join(", ")))
}

fn root() -> Result<PathBuf, String> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| "the workspace root is not above xtask".to_owned())
}
