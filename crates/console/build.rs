//! Bundles what browsers load: npm installs the packages, esbuild bundles, and the result is
//! listed as Rust so that it travels in the binary.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is copied beside the installed packages.
const SOURCES: [&str; 3] = ["package.json", "package-lock.json", "build.mjs"];

fn main() {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=templates");
    if let Err(why) = bundle() {
        for line in why.lines() {
            println!("cargo::error={line}");
        }
    }
}

fn bundle() -> Result<(), String> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let here = variable("CARGO_MANIFEST_DIR").ok_or("cargo says no CARGO_MANIFEST_DIR")?;
    let out = variable("OUT_DIR").ok_or("cargo says no OUT_DIR")?;
    let (from, work, made) = (here.join("assets"), out.join("web"), out.join("assets"));
    let lock = copy(&from, &work)?;
    let stamp = work.join("installed");
    if fs::read_to_string(&stamp).ok().as_deref() != Some(lock.as_str()) {
        run("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], &work)?;
        fs::write(&stamp, lock).map_err(|why| format!("{}: {why}", stamp.display()))?;
    }
    let _ = fs::remove_dir_all(&made);
    run("node", &["build.mjs", &made.display().to_string()], &work)?;
    list(&made, &out.join("assets.rs"))
}

/// Copies the sources to where the packages are installed, out of the source tree. The lock.
fn copy(from: &Path, to: &Path) -> Result<String, String> {
    let problem = |path: &Path, why: std::io::Error| format!("{}: {why}", path.display());
    let sources = to.join("src");
    let _ = fs::remove_dir_all(&sources);
    fs::create_dir_all(&sources).map_err(|why| problem(&sources, why))?;
    for name in SOURCES {
        let path = from.join(name);
        fs::copy(&path, to.join(name)).map_err(|why| problem(&path, why))?;
    }
    let folder = from.join("src");
    for entry in fs::read_dir(&folder).map_err(|why| problem(&folder, why))? {
        let path = entry.map_err(|why| problem(&folder, why))?.path();
        let name = path.file_name().unwrap_or_default();
        fs::copy(&path, sources.join(name)).map_err(|why| problem(&path, why))?;
    }
    let lock = from.join("package-lock.json");
    fs::read_to_string(&lock).map_err(|why| problem(&lock, why))
}

fn run(program: &str, arguments: &[&str], within: &Path) -> Result<(), String> {
    let output = Command::new(program).args(arguments).current_dir(within).output();
    let output = output.map_err(|why| {
        format!(
            "the console's pages are bundled with Node.js, and `{program}` can't be started \
             ({why}): install Node.js 20 or newer with npm, and build again"
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{program} {}` failed in {}:\n{said}", arguments.join(" "), within.display()))
}

/// Writes the list of files as Rust.
fn list(made: &Path, to: &Path) -> Result<(), String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(made).map_err(|why| format!("{}: {why}", made.display()))? {
        let entry = entry.map_err(|why| why.to_string())?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut rust = String::from("&[\n");
    for name in &names {
        let path = made.join(name);
        let path = path.display().to_string();
        let _ = writeln!(rust, "    (\"{name}\", include_bytes!({path:?})),");
    }
    rust.push_str("]\n");
    fs::write(to, rust).map_err(|why| format!("{}: {why}", to.display()))
}
