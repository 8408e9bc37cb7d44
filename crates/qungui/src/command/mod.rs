//! The commands.

mod backup;
mod check;
mod compile;
mod data;
mod demo;
mod diff;
mod explain;
mod export;
mod health;
mod import;
mod load;
mod look;
mod new;
mod replay;
mod restore;
mod rules;
mod serve;
mod test;
mod train;
mod verify;
mod words;

pub use replay::Told;

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use policy::texts::Language;

use crate::console::Failure;

/// Reads `--lang`.
fn language() -> impl TypedValueParser<Value = Language> {
    let names = PossibleValuesParser::new(Language::NAMES);
    names.map(|name| Language::parse(&name).unwrap_or_default())
}

/// One command with its arguments.
#[derive(Subcommand)]
pub enum Command {
    /// 把制度文档转换成制度文件:原文不动,能运行的条款下面加上规则
    Compile(compile::Compile),
    /// 从范本开始写一份制度:列出范本,或照一份写成制度文件
    New(new::New),
    /// 检查制度文件,指出每一处问题
    Check(check::Check),
    /// 用制度文件处理一批事件,给出每一项决定
    Replay(replay::Replay),
    /// 说明一条制度会怎样执行:管谁、管什么、违反以后怎样
    Explain(explain::Explain),
    /// 比较新旧两份制度:同样的事件,谁会受到不同的处理
    Diff(diff::Diff),
    /// 用自己写的例子检验制度:什么情况下应当怎样处理
    Test(test::Test),
    /// 列出系统认识的规则,或说明其中一种
    Rules(rules::Rules),
    /// 把聊天记录或消息清单转换成事件
    Import(import::Import),
    /// 训练判断消息的模型,或用本单位的处理结果继续训练
    Train(train::Train),
    /// 词语:上线前试一试会拦下什么、放过什么、误伤什么
    #[command(subcommand)]
    Lexicon(words::Words),
    /// 看一看图片或文件:真正的格式、指纹、二维码,是否在黑名单里
    Look(look::Look),
    /// 启动服务器:接收事件,按制度处理,保存经过
    Serve(serve::Serve),
    /// 查看服务器能否接收事件
    Health(health::Health),
    /// 备份服务器的全部数据
    Backup(backup::Backup),
    /// 从备份恢复数据
    Restore(restore::Restore),
    /// 核对数据,指出被改动的记录
    Verify(verify::Verify),
    /// 导出数据:全部、一个群的,或关于一个人的
    Export(export::Export),
    /// 演示:编译一份样例制度,运行一个月的样例群聊
    Demo(demo::Demo),
}

impl Command {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Command::Compile(compile) => compile.run(),
            Command::New(new) => new.run(),
            Command::Check(check) => check.run(),
            Command::Replay(replay) => replay.run(),
            Command::Explain(explain) => explain.run(),
            Command::Diff(diff) => diff.run(),
            Command::Test(test) => test.run(),
            Command::Rules(rules) => rules.run(),
            Command::Import(import) => import.run(),
            Command::Train(train) => train.run(),
            Command::Lexicon(words) => words.run(),
            Command::Look(look) => look.run(),
            Command::Serve(serve) => serve.run(),
            Command::Health(health) => health.run(),
            Command::Backup(backup) => backup.run(),
            Command::Restore(restore) => restore.run(),
            Command::Verify(verify) => verify.run(),
            Command::Export(export) => export.run(),
            Command::Demo(demo) => demo.run(),
        }
    }
}
