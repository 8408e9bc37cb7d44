//! The command-line program: one file per command under `command/`.
//!
//! Exit status: 0 done, 1 the input has errors (said on standard error), 2 wrong usage.

mod command;
mod console;
mod cores;
mod knowledge;
mod library;
mod replay;
mod second;
mod summary;
mod transcript;

use std::process::ExitCode;

use clap::Parser;

use crate::command::Command;
use crate::console::Failure;

/// What a long-lived server keeps lies in small pieces that come and go: under the system's own
/// allocator half as much again is held (`bench/README.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 群规:让单位自己写的群管理制度运行起来。
#[derive(Parser)]
#[command(name = "qungui", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    // Clap exits with 2 on wrong usage and with 0 after --help and --version.
    let arguments = Arguments::parse();
    match arguments.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output has closed it: nothing is wrong with the input.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            console::complain(&failure.to_string());
            failure.exit_code()
        }
    }
}
