//! `qungui demo`: a sample company's policy, compiled, and a month of its groups run by it: on a
//! server to look at, or as a report.

mod clock;
mod living;
mod people;
mod report;
mod story;

use std::net::SocketAddr;

use clap::Args;

use crate::console::Failure;

/// 用样例单位的制度和一个月的群聊演示。
#[derive(Args)]
pub struct Demo {
    /// 样例的种子;同一个种子结果相同
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 只输出一个月的结果,不启动服务器
    #[arg(long)]
    report: bool,
    /// 把样例制度、编译后的制度文件、事件和决定写到这个文件夹,不启动服务器
    #[arg(long, value_name = "DIR")]
    keep: Option<std::path::PathBuf>,
    /// 监听的地址
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8642")]
    listen: SocketAddr,
    /// 样例里的时间走得多快:1 分钟当作多少分钟
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=600))]
    speed: u16,
    /// 这个月的最后几天留到启动以后再发生
    #[arg(long, value_name = "DAYS", default_value_t = 6, value_parser = clap::value_parser!(u8).range(0..=31))]
    left: u8,
}

impl Demo {
    pub fn run(self) -> Result<(), Failure> {
        match (self.report, &self.keep) {
            (false, None) => living::run(self.listen, self.telling()),
            (_, keep) => report::run(self.seed, keep.as_deref()),
        }
    }
}

impl Demo {
    fn telling(&self) -> living::Telling {
        let (speed, left_days) = (i64::from(self.speed), i64::from(self.left));
        living::Telling { seed: self.seed, speed, left_days }
    }
}

/// The sample's policy as a policy file.
const POLICY_NAME: &str = "样例单位工作群管理制度.md";
/// The second one, which only the server has.
const ACCOUNTS_NAME: &str = "样例单位账号与发布管理办法.md";

/// The sample's policy, compiled.
fn compiled() -> compiler::Compiled {
    compiler::compile("样例单位工作群管理制度.txt", sample::company::POLICY)
}
