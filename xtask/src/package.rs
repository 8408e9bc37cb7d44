//! `cargo xtask package`: the program linked whole, its Debian package, and the package tried out
//! in a clean root.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::within;

/// What runs in the clean root beside the package: `systemd-analyze` looks at the unit.
const INCLUDE: &str = "--include=systemd,util-linux";
/// The release of Debian in which it is tried.
const SUITE: &str = "bookworm";
/// Where that comes from.
const MIRROR: &str = "http://deb.debian.org/debian";
/// The version that stands for an older one, where none is given.
const OLDER: &str = "0.0.1";

/// Builds, packs and tries out. `from` is the package of an earlier version to upgrade from;
/// without it the same program is packed as an earlier version.
///
/// # Errors
/// Something is not there, or the package is not as it should be.
pub fn run(root: &Path, from: Option<&Path>, only_build: bool) -> Result<(), String> {
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root.join("target"), Into::into);
    let triple = output(root, "rustc", &["--print", "host-tuple"])?;
    let triple = triple.trim();
    build(root, triple)?;
    let program = target.join(triple).join("release/qungui");
    is_whole(root, &program)?;
    let packages = target.join("package");
    std::fs::create_dir_all(&packages).map_err(|why| format!("{}: {why}", packages.display()))?;
    let newer = pack(root, triple, &packages.join("qungui.deb"), None)?;
    crate::say(&format!("package: {}\n", newer.display()));
    if only_build {
        return Ok(());
    }
    let older = match from {
        Some(given) => given.to_path_buf(),
        None => pack(root, triple, &packages.join("qungui-older.deb"), Some(OLDER))?,
    };
    let clean = packages.join("root");
    set_up(root, &clean)?;
    let paths = [&clean, &older, &newer].map(|path| path.display().to_string());
    let script = root.join("packaging/try.sh").display().to_string();
    within(root, "sh", &[&script, &paths[0], &paths[1], &paths[2]])
}

/// With all of the C library in it, so that it runs on any Linux of the machine's kind.
fn build(root: &Path, triple: &str) -> Result<(), String> {
    let arguments = ["build", "--release", "--locked", "-p", "qungui", "--target", triple];
    crate::report(&format!("== cargo {} (some ten minutes at first)", arguments.join(" ")));
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).env("RUSTFLAGS", "-C target-feature=+crt-static").current_dir(root);
    let status = cargo.status().map_err(|why| format!("cannot start cargo: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("the build failed: {status}")) }
}

/// Whether nothing else is loaded when it starts.
fn is_whole(root: &Path, program: &Path) -> Result<(), String> {
    let path = program.display().to_string();
    let headers = output(root, "readelf", &["--program-headers", &path])?;
    match headers.contains("INTERP") {
        true => Err(format!("{path} loads other files when it starts")),
        false => Ok(()),
    }
}

fn pack(root: &Path, triple: &str, to: &Path, version: Option<&str>) -> Result<PathBuf, String> {
    let file = to.display().to_string();
    let fixed = ["deb", "-p", "qungui", "--no-build", "--target", triple, "--output", &file];
    let versioned = version.map(|version| ["--deb-version", version]);
    let arguments: Vec<&str> = fixed.into_iter().chain(versioned.into_iter().flatten()).collect();
    let hint = |why| format!("{why} (`cargo install --locked cargo-deb` installs what packs)");
    within(root, "cargo", &arguments).map_err(hint)?;
    Ok(to.to_path_buf())
}

/// A small Debian of its own, made once.
fn set_up(root: &Path, clean: &Path) -> Result<(), String> {
    if clean.join("var/lib/dpkg/status").exists() && clean.join("usr/bin/systemd-analyze").exists()
    {
        return Ok(());
    }
    let program = std::env::var("DEBOOTSTRAP").unwrap_or_else(|_| "debootstrap".to_owned());
    let path = clean.display().to_string();
    let arguments = ["--variant=minbase", INCLUDE, SUITE, &path, MIRROR];
    let hint = |why| {
        format!(
            "{why} (it takes root's rights and debootstrap: `apt-get install debootstrap`, or its \
             path in DEBOOTSTRAP; `--build` packs without trying it out)"
        )
    };
    within(root, &program, &arguments).map_err(hint)
}

fn output(root: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let ran = Command::new(program).args(arguments).current_dir(root).output();
    let ran = ran.map_err(|why| format!("cannot start {program}: {why}"))?;
    match ran.status.success() {
        true => Ok(String::from_utf8_lossy(&ran.stdout).into_owned()),
        false => Err(format!("{program} failed: {}", String::from_utf8_lossy(&ran.stderr))),
    }
}
