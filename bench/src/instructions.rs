//! Instructions per event, counted by callgrind: the same on a busy machine.

use std::fmt::Write as _;
use std::process::Command;

const MESSAGES: u64 = 20_000;

/// The counts as a table, or why there are none.
pub fn count() -> String {
    let Some(idle) = run("none") else {
        return "instructions: valgrind is not installed (apt-get install valgrind)".to_owned();
    };
    let mut table = String::from("instructions per event (callgrind, 100 groups of 200 members)\n");
    for (stage, name) in [
        ("bare", "bare parse"),
        ("event", "event"),
        ("reading", "event + reading"),
        ("engine", "whole"),
    ] {
        let Some(all) = run(stage) else { continue };
        let _ = writeln!(table, "{name:<32}{:>12}", all.saturating_sub(idle) / MESSAGES);
    }
    table.push_str("whole includes taking in the 100 snapshots\n");
    table
}

/// Instructions of one run of a stage.
fn run(stage: &str) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--only", stage, "--groups", "100", "--messages", &MESSAGES.to_string()])
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = said.lines().find_map(|line| line.split("Collected : ").nth(1))?;
    collected.trim().parse().ok()
}
