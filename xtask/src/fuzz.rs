//! `cargo xtask fuzz`: looks for bytes that the compiler cannot take, led by the code that they
//! reach. Needs cargo-fuzz and the nightly toolchain.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The targets of `fuzz/fuzz_targets`, the largest input of each in bytes (what it starts from
/// is smaller), and where what it starts from stands.
const TARGETS: &[(&str, u32, &[&str])] = &[
    ("bytes", 65_536, &["crates/compiler/tests/inputs", "crates/compiler/tests/documents"]),
    ("word", 16_384, &["fuzz/seeds/word"]),
    ("documents", 8_192, &["crates/compiler/tests/documents"]),
];
/// Longest that one input may take: far longer than any of this size should.
const SECONDS_MAX: u32 = 20;

/// Runs every target, the time shared among them.
///
/// # Errors
/// What is missing, or that a target found something.
pub fn run(root: &Path, seconds: u64) -> Result<(), String> {
    let folder = root.join("target/fuzz");
    let dictionary = dictionary(root, &folder)?;
    let share = (seconds / TARGETS.len() as u64).max(1);
    for &(target, bytes_max, from) in TARGETS {
        let seeds = folder.join("seeds").join(target);
        from.iter().try_for_each(|from| copy_files(&root.join(from), &seeds))?;
        let found = made(folder.join("corpus").join(target))?;
        let artifacts = made(folder.join("artifacts").join(target))?;
        let status = Command::new("cargo")
            .args(["+nightly", "fuzz", "run", "--sanitizer", "none", "--target-dir"])
            .arg(&folder)
            .arg(target)
            .args([found, seeds])
            .arg("--")
            .arg(format!("-max_total_time={share}"))
            .arg(format!("-max_len={bytes_max}"))
            .arg(format!("-timeout={SECONDS_MAX}"))
            .arg(format!("-dict={}", dictionary.display()))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .current_dir(root.join("fuzz"))
            .status()
            .map_err(|error| format!("cannot start cargo: {error}"))?;
        if !status.success() {
            return Err(format!(
                "{target} ended with {status}. What it found is in {}. Where cargo has no `fuzz` \
                 or no `nightly`: cargo install cargo-fuzz; rustup toolchain install nightly",
                artifacts.display()
            ));
        }
    }
    Ok(())
}

fn made(folder: PathBuf) -> Result<PathBuf, String> {
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

fn copy_files(from: &Path, to: &Path) -> Result<(), String> {
    let to = made(to.to_path_buf())?;
    let wrong = |error| format!("{}: {error}", from.display());
    for entry in fs::read_dir(from).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            fs::copy(&path, to.join(name)).map_err(wrong)?;
        }
    }
    Ok(())
}

/// Words to put in, as the changes of single bytes do not come by a Chinese word: every clause
/// of the labelled ones that parameters are tested with, and marks of clauses.
fn dictionary(root: &Path, folder: &Path) -> Result<PathBuf, String> {
    const MARKS: &[&str] = &[
        "一、",
        "(二)",
        "第三条 ",
        "第一章 ",
        "1. ",
        "2、",
        "(1)",
        "①",
        "3.1 ",
        "## ",
        "- ",
        "| ",
        "附件",
        "注:",
        "。",
        ";",
        ":",
        "\n",
        "\r\n",
        "\u{3000}",
        "下列行为:",
        "违者",
    ];
    let from = root.join("crates/compiler/tests/parameters.toml");
    let clauses =
        fs::read_to_string(&from).map_err(|error| format!("{}: {error}", from.display()))?;
    let quoted = clauses.split('"').skip(1).step_by(2).filter(|words| !words.is_ascii());
    let lines: String = MARKS.iter().copied().chain(quoted).map(entry).collect();
    let path = made(folder.to_path_buf())?.join("words.dict");
    fs::write(&path, lines).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// A line of a dictionary of libFuzzer, which takes at most 64 bytes of ASCII and escapes.
fn entry(words: &str) -> String {
    let end = (0..=words.len().min(60)).rev().find(|&at| words.is_char_boundary(at));
    let bytes = words.as_bytes().get(..end.unwrap_or(0)).unwrap_or_default();
    let escaped: String = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
    format!("\"{escaped}\"\n")
}
