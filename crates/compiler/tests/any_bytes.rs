//! Whatever bytes a file has: they are read or refused, soon, and nothing panics outside the
//! guard. Real small files of every form are changed at random by a seeded generator.
//!
//! `QUNGUI_CASES=100000 cargo test --release -p qungui-compiler --test any_bytes` runs longer;
//! `QUNGUI_SEED` chooses other cases.
#![expect(clippy::disallowed_methods, reason = "tests read their files, settings and the clock")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// Enough to come by every form some thirty times in a few seconds.
const CASES: u64 = 400;
/// Far more than a small file takes, and far less than a clerk waits.
const SLOWEST: Duration = Duration::from_secs(20);

/// A generator of numbers (xorshift*): the same seed gives the same cases everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap()
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut found = Vec::new();
    for part in ["inputs", "documents"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".py") || name.ends_with(".mjs") {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            found.push((name, bytes));
        }
    }
    found.sort();
    found
}

/// A Word document of which one part is changed and the archive is whole, so that changes come
/// past its checksums.
fn with_part_changed(random: &mut Random, bytes: &[u8], samples: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = ["word/document.xml", "word/numbering.xml", "word/styles.xml", "_rels/.rels"];
    let part = *parts.get(random.below(parts.len())).unwrap();
    for index in 0..from.len() {
        let mut file = from.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == part {
            content = changed(random, content, samples);
            content = String::from_utf8_lossy(&content).into_owned().into_bytes();
        }
        to.start_file(name, options).unwrap();
        to.write_all(&content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// A few changes: bytes set, stretches removed, repeated, or taken from another file.
fn changed(random: &mut Random, mut bytes: Vec<u8>, samples: &[(String, Vec<u8>)]) -> Vec<u8> {
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        let end = (at + random.below(64)).min(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes.get(at..end).unwrap().repeat(random.below(40));
                bytes.splice(at..at, piece);
            }
            3 => {
                let other = &samples.get(random.below(samples.len())).unwrap().1;
                let from = random.below(other.len());
                let piece = other.get(from..(from + random.below(500)).min(other.len())).unwrap();
                bytes.splice(at..end, piece.iter().copied());
            }
            _ => {
                let value = u8::try_from(random.below(256)).unwrap();
                if let Some(byte) = bytes.get_mut(at) {
                    // Digits stay digits often: sizes, offsets and counts.
                    *byte = if byte.is_ascii_digit() { b'0' + value % 10 } else { value };
                }
            }
        }
    }
    bytes
}

#[test]
fn any_bytes_are_read_or_refused() {
    let samples = samples();
    let mut random = Random(setting("QUNGUI_SEED", 0x5eed).max(1));
    let (mut read, mut refused) = (0_u64, 0_u64);
    for case in 0..setting("QUNGUI_CASES", CASES) {
        let which = random.below(samples.len());
        let (name, sample) = samples.get(which).unwrap();
        let mut bytes = match name.ends_with(".docx") && random.below(3) > 0 {
            true => with_part_changed(&mut random, sample, &samples),
            false => changed(&mut random, sample.clone(), &samples),
        };
        // Text stays text half the time.
        if !name.ends_with(".docx") && !name.ends_with(".pdf") && random.below(2) == 0 {
            bytes = String::from_utf8_lossy(&bytes).replace('\0', "").into_bytes();
        }
        let start = Instant::now();
        match compiler::read(&bytes) {
            Ok(document) => {
                read += 1;
                let compiled = compiler::compile("a", &document.text);
                assert!(compiled.policy_file.len() >= document.text.len());
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty());
            }
        }
        let took = start.elapsed();
        assert!(took < SLOWEST, "case {case} of {name}: {took:?}");
    }
    // Changes that always break a file would test the first check only.
    assert!(read > refused / 4 && refused > read / 20, "{read} read, {refused} refused");
}
