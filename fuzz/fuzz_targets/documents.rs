//! Any text: it is kept whole, becomes a policy that the checker accepts, and that compiled
//! again stays as it is.
#![no_main]

#[path = "../../crates/compiler/tests/holds/mod.rs"]
mod holds;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    // A document's own blocks and front matter are its own affair.
    let own = |line: &str| ["```", "+++"].iter().any(|mark| line.contains(mark));
    if !text.lines().any(own) {
        holds::stays("a.txt", &holds::check("a.txt", &text));
    }
});
