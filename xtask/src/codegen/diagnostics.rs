//! `docs/diagnostics.md`: every code of a diagnostic with its explanation.

use std::fmt::Write as _;

use policy::diagnostic::CODES;

use super::MARK;

/// The page.
pub(super) fn page() -> String {
    let mut out = format!("{MARK}# 诊断代码\n\n`qungui check` 指出的每一处问题都有一个代码。\n");
    for code in CODES {
        let _ = writeln!(out, "\n## {}\n\n{}\n\n怎么办:{}", code.name, code.meaning, code.remedy);
    }
    out
}
