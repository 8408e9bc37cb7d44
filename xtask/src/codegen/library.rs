//! The list of the library's files that are put inside the program.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Where the policies are, from the workspace root.
const FOLDER: &str = "policies";

/// `crates/qungui/src/library/files.rs`.
pub(super) fn list(root: &Path) -> String {
    let entries = fs::read_dir(root.join(FOLDER)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".md") && name != "README.md")
        .collect();
    names.sort();
    let mut out = String::from(
        "//! The files of `policies/`, put inside the program. Written by `cargo xtask codegen`.\n\n\
         /// Each file's name and text.\n#[rustfmt::skip]\n\
         pub const FILES: &[(&str, &str)] = &[\n",
    );
    for name in names {
        let path = format!("../../../../{FOLDER}/{name}");
        // Writing to a String cannot fail.
        let _ = writeln!(out, "    ({name:?}, include_str!({path:?})),");
    }
    out.push_str("];\n");
    out
}
