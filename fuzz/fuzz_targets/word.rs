//! The parts of a Word document in an archive that is whole, so that changes come past its
//! checksums: what stands before `<!--numbering-->` is the text, the rest its numbering.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

const BETWEEN: &[u8] = b"<!--numbering-->";

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN);
    let (text, rest) = bytes.split_at(at.unwrap_or(bytes.len()));
    let numbering = rest.get(BETWEEN.len()..).unwrap_or_default();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [("word/document.xml", text), ("word/numbering.xml", numbering)] {
        archive.start_file(name, stored).expect("a new part");
        archive.write_all(content).expect("memory");
    }
    let archive = archive.finish().expect("memory").into_inner();
    match compiler::read(&archive) {
        Ok(document) => drop(compiler::compile("a", &document.text)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
