//! Whatever bytes a file has: they are read and compiled, or refused with words.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    // Panics of the readers of others' formats are caught and become an error: only one that
    // comes out is a finding, and that ends the run anyway.
    init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))),
    |bytes: &[u8]| match compiler::read(bytes) {
        Ok(document) => {
            let compiled = compiler::compile("a", &document.text);
            assert!(compiled.policy_file.len() >= document.text.len());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
);
