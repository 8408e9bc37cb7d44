//! Instructions per event, counted by callgrind: the same on a busy machine.

use std::fmt::Write as _;
use std::process::Command;

const MESSAGES: u64 = 20_000;

/// The counts as a table, or why there are none.
pub fn count() -> String {
    let (Some(idle), Some(started)) = (run("none", MESSAGES), run("none", 0)) else {
        return "instructions: valgrind is not installed (apt-get install valgrind)".to_owned();
    };
    let mut table = String::from("instructions per event (callgrind, 100 groups of 200 members)\n");
    for (stage, name) in [
        ("bare", "bare parse"),
        ("event", "event"),
        ("reading", "event + reading"),
        ("engine", "whole: event + engine + output"),
        ("everything", "whole, with every rule kind"),
    ] {
        let (Some(all), Some(none)) = (run(stage, MESSAGES), run(stage, 0)) else { continue };
        // What the stage costs without messages (taking in the groups) and what making the
        // messages costs without a stage are no part of it.
        let making = idle.saturating_sub(started);
        let own = all.saturating_sub(none).saturating_sub(making);
        let _ = writeln!(table, "{name:<32}{:>12}", own / MESSAGES);
    }
    table
}

/// Instructions of one run of a stage.
fn run(stage: &str, messages: u64) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--only", stage, "--groups", "100", "--messages", &messages.to_string()])
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = said.lines().find_map(|line| line.split("Collected : ").nth(1))?;
    collected.trim().parse().ok()
}
