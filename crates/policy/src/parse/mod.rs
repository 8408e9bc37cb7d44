//! From a file's bytes to a policy and its diagnostics.

use model::Zone;

use crate::diagnostic::Diagnostic;
use crate::document::{Mode, Policy};
use crate::numbering::outline;
use crate::spec::KindSpec;

/// What was read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The policy, without the rules that have errors.
    pub policy: Policy,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a policy file. `file` is its name, for messages and for the id where none is given.
#[must_use]
pub fn parse(file: &str, text: &str, _kinds: &[&'static KindSpec]) -> Parsed {
    let policy = Policy {
        file: file.to_owned(),
        id: file.to_owned(),
        title: String::new(),
        version: 1,
        effective: None,
        #[expect(clippy::expect_used, reason = "placeholder")]
        zone: Zone::named("Asia/Shanghai").expect("in the tables"),
        groups: Vec::new(),
        mode: Mode::Enforce,
        rules: Vec::new(),
        blocks: Vec::new(),
        outline: outline(text),
    };
    Parsed { policy, diagnostics: Vec::new() }
}

/// As [`parse`], for bytes that may be no UTF-8.
#[must_use]
pub fn parse_bytes(file: &str, bytes: &[u8], kinds: &[&'static KindSpec]) -> Parsed {
    parse(file, &String::from_utf8_lossy(bytes), kinds)
}
