//! Writes sample events to standard output, one a line.
//!
//! `generate company [SEED]`, or
//! `generate crowd GROUPS MEMBERS MESSAGES [SEED] [skewed]` (snapshots first).

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use sample::company;
use sample::crowd::Crowd;

/// The seed where none is given.
const SEED: u64 = 1;
/// How many bytes are written at once.
const CHUNK: usize = 1 << 16;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let out = BufWriter::new(io::stdout().lock());
    let written = match words.as_slice() {
        ["company", rest @ ..] => write_company(seed(rest), out),
        ["crowd", groups, members, messages, rest @ ..] => {
            match (groups.parse(), members.parse(), messages.parse()) {
                (Ok(groups), Ok(members), Ok(messages)) => {
                    let crowd = Crowd::new(groups, members, seed(rest));
                    write_crowd(&crowd.skewed(rest.contains(&"skewed")), messages, out)
                }
                _ => return usage(),
            }
        }
        _ => return usage(),
    };
    match written {
        // A reader that has seen enough closes the pipe: nothing is wrong.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

fn seed(words: &[&str]) -> u64 {
    words.first().and_then(|word| word.parse().ok()).unwrap_or(SEED)
}

fn usage() -> ExitCode {
    let text =
        "用法:generate company [种子]\n      generate crowd 群数 每群人数 消息数 [种子] [skewed]\n";
    // Where even this can't be written, the exit status says it.
    let _ = io::stderr().write_all(text.as_bytes());
    ExitCode::from(2)
}

fn write_company(seed: u64, mut out: impl Write) -> io::Result<()> {
    for line in company::month(seed) {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

fn write_crowd(crowd: &Crowd, messages: usize, mut out: impl Write) -> io::Result<()> {
    for line in crowd.snapshots() {
        writeln!(out, "{line}")?;
    }
    let (mut stream, mut buffer) = (crowd.stream(), String::with_capacity(2 * CHUNK));
    for _ in 0..messages {
        stream.write_message(&mut buffer);
        buffer.push('\n');
        if buffer.len() >= CHUNK {
            out.write_all(buffer.as_bytes())?;
            buffer.clear();
        }
    }
    out.write_all(buffer.as_bytes())?;
    out.flush()
}
