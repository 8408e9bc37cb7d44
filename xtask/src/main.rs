//! Chores of the workspace: `cargo xtask codegen` writes the generated files that are committed.

mod codegen;
mod test;

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
    /// Run everything that must pass: formatting, lints, documentation, generated files, tests.
    Test,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Codegen { check } => codegen::run(check),
        Chore::Test => test::run(),
    };
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
