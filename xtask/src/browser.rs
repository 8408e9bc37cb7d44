//! `cargo xtask browser`: the console in a real browser.

use std::path::Path;
use std::process::Command;

/// Builds the console on the sample's month, installs what drives the browser, and runs it.
///
/// # Errors
/// Something is not there, or a page is not as it should be.
pub fn run(root: &Path) -> Result<(), String> {
    let build = ["build", "--locked", "-p", "qungui-console", "--example", "month"];
    within(root, "cargo", &build)?;
    let folder = root.join("crates/console/browser");
    within(&folder, "npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root.join("target"), Into::into);
    let program = target.join("debug/examples/month").display().to_string();
    let screenshots = target.join("screenshots").display().to_string();
    within(&folder, "node", &["run.mjs", &program, &screenshots])?;
    crate::say(&format!("screenshots: {screenshots}\n"));
    Ok(())
}

fn within(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    crate::report(&format!("== {program} {}", arguments.join(" ")));
    let status = Command::new(program).args(arguments).current_dir(folder).status();
    let status = status.map_err(|why| format!("cannot start {program}: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed: {status}")) }
}
