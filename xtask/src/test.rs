//! `cargo xtask test`: everything that must pass, in order of cost.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One step: what it is called, the program, its arguments, extra environment.
type Step =
    (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const STEPS: &[Step] = &[
    ("formatting", "cargo", &["fmt", "--all", "--check"], &[]),
    (
        "lints",
        "cargo",
        &[
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "--deny",
            "warnings",
        ],
        &[],
    ),
    (
        "documentation",
        "cargo",
        &["doc", "--quiet", "--workspace", "--no-deps", "--locked"],
        &[("RUSTDOCFLAGS", "--deny warnings")],
    ),
    ("generated files", "cargo", &["xtask", "codegen", "--check"], &[]),
    ("tests", "cargo", &["test", "--workspace", "--locked"], &[]),
];

/// Runs every step; the first that fails ends it.
///
/// # Errors
/// Which step failed.
pub fn run() -> Result<(), String> {
    for &(name, program, arguments, environment) in STEPS {
        step(name, program, arguments, environment)?;
    }
    peers(false)?;
    if has("cargo-deny") {
        // Advisories need the network; licences, sources and bans do not.
        step("licences", "cargo", &["deny", "check", "licenses", "sources", "bans"], &[])?;
    }
    if let Some(tool) = score_tool() {
        score(&tool)?;
    }
    Ok(())
}

/// Tests connectors and sign-in against programs of others: those that are marked as ignored, so
/// that a plain `cargo test` needs no network.
///
/// # Errors
/// That one of them failed, or with `required` that one was not to be had.
pub fn peers(required: bool) -> Result<(), String> {
    let of = |package| {
        let tests = ["test", "--locked", "-p", package, "--test", "it", "peers::"];
        [&tests[..], &["--", "--ignored", "--nocapture"]].concat()
    };
    // They meet the connector alone, and the whole server.
    step("the server for them", "cargo", &["build", "--locked", "-p", "qungui"], &[])?;
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let program = std::path::absolute(format!("{target}/debug/qungui"));
    let program = program.map_err(|error| error.to_string())?.display().to_string();
    let wish = if required { "required" } else { "where there" };
    let environment = [("QUNGUI_PEERS", wish), ("QUNGUI_BIN", &program)];
    step("programs of others", "cargo", &of("qungui-onebot"), &environment)?;
    step("sign-in services of others", "cargo", &of("qungui-console"), &environment)
}

fn step(
    name: &str,
    program: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Result<(), String> {
    crate::report(&format!("== {name}: {program} {}", arguments.join(" ")));
    let status = Command::new(program)
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .map_err(|error| format!("{name}: cannot start {program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed: {status}")) }
}

fn has(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

/// The tool that scores the compiler against labelled documents, where those are beside the
/// checkout. The project builds and passes its tests without them.
fn score_tool() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let tool = root.join("../shared/tools/score_compile.py");
    (tool.is_file() && has("python3")).then_some(tool)
}

/// Prints how well the compiler reads the labelled documents. The figures are for people: only a
/// tool that cannot run fails the step.
fn score(tool: &Path) -> Result<(), String> {
    step("build for the scores", "cargo", &["build", "--quiet", "--locked", "-p", "qungui"], &[])?;
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let program = format!("{target}/debug/qungui");
    let tool = tool.display().to_string();
    step("scores", "python3", &[&tool, "--bin", &program], &[])
}
