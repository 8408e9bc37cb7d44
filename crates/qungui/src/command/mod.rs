//! The commands.

mod check;
mod load;
mod replay;
mod rules;

use clap::Subcommand;

use crate::console::Failure;

/// One command with its arguments.
#[derive(Subcommand)]
pub enum Command {
    /// 检查制度文件,指出每一处问题
    Check(check::Check),
    /// 用制度文件处理一批事件,给出每一项决定
    Replay(replay::Replay),
    /// 列出系统认识的规则,或说明其中一种
    Rules(rules::Rules),
}

impl Command {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Command::Check(check) => check.run(),
            Command::Replay(replay) => replay.run(),
            Command::Rules(rules) => rules.run(),
        }
    }
}
