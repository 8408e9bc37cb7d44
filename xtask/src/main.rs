//! Chores of the workspace: `cargo xtask test` runs everything that must pass, `codegen` writes
//! the generated files that are committed, `new-rule` starts a rule kind, `browser` tries the
//! console out in a browser, `screenshots` takes the pictures of the README there, `package` makes
//! the Debian package and tries it, `peers` tests connectors against programs of others, `fuzz`
//! looks for documents that the compiler cannot take.
//!
//! The tests of the source itself are `tests/tidy.rs`.

mod browser;
mod codegen;
mod fuzz;
mod learn;
mod new_rule;
mod package;
mod test;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the workspace.
#[derive(Parser)]
#[command(name = "xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write every generated file, or with --check say which are out of date.
    Codegen {
        /// Write nothing; fail where a committed file differs from what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Train what the compiler has learned about clauses, from the labelled examples.
    Learn {
        /// Write nothing; measure on the labelled policies of these folders (`*.jsonl`).
        #[arg(long)]
        against: Vec<PathBuf>,
    },
    /// Look for bytes that the compiler cannot take (cargo-fuzz and the nightly toolchain have to
    /// be there).
    Fuzz {
        /// How long, in seconds.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
    },
    /// Start a rule kind: its file, complete and passing its own example, and its two lines in
    /// the list.
    NewRule {
        /// Its name, such as `voice-length`.
        name: String,
        /// Its family in the catalogue.
        #[arg(long, default_value = "content", value_parser = new_rule::family_names())]
        family: String,
    },
    /// Try the console out in a real browser (chromium, node and npm have to be there): main
    /// paths, accessibility, and screenshots in `target/screenshots`.
    Browser,
    /// Make the pictures of the README anew, in `docs/images`, with the same browser.
    Screenshots,
    /// Build the program linked whole and its Debian package (`cargo-deb` has to be there), and
    /// try the package out in a clean root: needs root's rights, debootstrap and curl.
    Package {
        /// The package of an earlier version, from which to upgrade.
        #[arg(long, value_name = "DEB")]
        from: Option<PathBuf>,
        /// Build and pack; try nothing out.
        #[arg(long)]
        build: bool,
    },
    /// Test connectors against programs of others, which are installed from their registries
    /// into the target folder: needs python3, node and npm. What is not to be had is skipped
    /// with a line that says so; with --required that fails.
    Peers {
        /// Fail where one of them is not to be had.
        #[arg(long)]
        required: bool,
    },
    /// Run everything that must pass.
    Test,
}

fn main() -> ExitCode {
    let done = root().and_then(|root| match Arguments::parse().chore {
        Chore::Codegen { check } => codegen::run(&root, check),
        Chore::Learn { against } => learn::run(&root, &against).map(|figures| say(&figures)),
        Chore::Fuzz { seconds } => fuzz::run(&root, seconds),
        Chore::NewRule { name, family } => new_rule::run(&root, &name, &family),
        Chore::Browser => browser::run(&root),
        Chore::Screenshots => browser::pictures(&root),
        Chore::Package { from, build } => package::run(&root, from.as_deref(), build),
        Chore::Peers { required } => test::peers(required),
        Chore::Test => test::run(),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            report(&problem);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command-line tool says what went wrong")]
fn report(problem: &str) {
    eprintln!("{problem}");
}

#[expect(clippy::print_stdout, reason = "a command-line tool says what it found")]
fn say(text: &str) {
    print!("{text}");
}

fn root() -> Result<PathBuf, String> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| "the workspace root is not above xtask".to_owned())
}
