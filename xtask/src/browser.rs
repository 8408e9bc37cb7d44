//! `cargo xtask browser`: the console in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Tries the console out: main paths, accessibility, screenshots in the target folder.
///
/// # Errors
/// Something is not there, or a page is not as it should be.
pub fn run(root: &Path) -> Result<(), String> {
    let screenshots = target(root).join("screenshots");
    drive(root, "run.mjs", &screenshots)?;
    crate::say(&format!("screenshots: {}\n", screenshots.display()));
    Ok(())
}

/// Makes the README's pictures anew.
///
/// # Errors
/// As above; or a picture has too many bytes.
pub fn pictures(root: &Path) -> Result<(), String> {
    drive(root, "pictures.mjs", &root.join("docs/images"))
}

fn target(root: &Path) -> PathBuf {
    std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root.join("target"), Into::into)
}

/// Builds the console on the sample's month, installs what drives the browser, and runs it.
fn drive(root: &Path, script: &str, pictures: &Path) -> Result<(), String> {
    let build = ["build", "--locked", "-p", "qungui-console", "--example", "month"];
    within(root, "cargo", &build)?;
    let folder = root.join("crates/console/browser");
    within(&folder, "npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    let program = target(root).join("debug/examples/month").display().to_string();
    within(&folder, "node", &[script, &program, &pictures.display().to_string()])
}

/// Runs a program in a folder.
///
/// # Errors
/// It is not there, or failed.
pub fn within(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    crate::report(&format!("== {program} {}", arguments.join(" ")));
    let status = Command::new(program).args(arguments).current_dir(folder).status();
    let status = status.map_err(|why| format!("cannot start {program}: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed: {status}")) }
}
