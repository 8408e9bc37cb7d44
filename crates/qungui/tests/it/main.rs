//! The program as its users call it: arguments in, output and exit status out.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot start fails"
)]

mod bad_input;
mod commands;
mod differences;
mod examples;
mod explaining;
mod judging;
mod library;
mod second_reader;
mod served;
mod serving;
mod store;
mod templates;
mod threads;
mod versions;

#[path = "../../../onebot/tests/it/qq/mod.rs"]
#[expect(dead_code, reason = "the connector's own tests use the rest")]
mod qq;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// What a call said.
#[derive(Debug)]
struct Said {
    status: i32,
    out: String,
    err: String,
}

fn said(output: Output) -> Said {
    Said {
        status: output.status.code().expect("an exit status, not a signal"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Calls the program.
fn qungui(arguments: &[&str]) -> Said {
    qungui_with(arguments, b"")
}

/// Calls the program with something on standard input.
fn qungui_with(arguments: &[&str], input: &[u8]) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_qungui"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may end before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    said(output)
}

/// A file for one test.
fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}

/// A small policy.
const POLICY: &str = "\
+++
id = \"staff\"
title = \"工作群规定\"
+++

# 工作群规定

## 一、发言

1、夜里十点到早上七点半不要说话。

```rule
[quiet-hours]
from = \"22:00\"
to = \"07:30\"
```

## 二、处理

1、第一次提醒,第二次警告。

```rule
[ladder]
steps = [\"remind\", \"warn\"]
```
";

/// A message at a time of 2 March 2026.
fn message(id: &str, time: &str, group: &str, member: &str, text: &str) -> String {
    format!(
        r#"{{"id":"{id}","at":"2026-03-02T{time}:00+08:00","group":"{group}","kind":"message","member":"{member}","text":"{text}"}}"#
    )
}
