//! `qungui health`: whether a server takes events, for whatever watches over it.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::data::input;
use crate::console::{Failure, complain};

/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(5);

/// 查看服务器能否接收事件;不能时退出状态为 1。
#[derive(Args)]
pub struct Health {
    /// 服务器的地址,例如 http://127.0.0.1:8642;不写就看配置
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// 配置文件
    #[arg(long, value_name = "FILE", env = "QUNGUI_CONFIG")]
    config: Option<PathBuf>,
}

impl Health {
    pub fn run(self) -> Result<(), Failure> {
        let url = match self.url {
            Some(url) => url,
            None => local(server::config::load(self.config.as_deref()).map_err(input)?.listen),
        };
        let agent = ureq::Agent::config_builder().timeout_global(Some(WAIT)).build();
        let asked = ureq::Agent::from(agent).get(format!("{}/ready", url.trim_end_matches('/')));
        asked.call().map_err(|error| Failure::Input(format!("服务器现在不能接收事件:{error}")))?;
        complain("正常");
        Ok(())
    }
}

/// How a server that listens there is reached from the same machine.
fn local(listen: std::net::SocketAddr) -> String {
    let mut address = listen;
    if address.ip().is_unspecified() {
        address.set_ip(match address.is_ipv4() {
            true => std::net::Ipv4Addr::LOCALHOST.into(),
            false => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everywhere_is_reached_from_here() {
        assert_eq!(local("0.0.0.0:80".parse().unwrap()), "http://127.0.0.1:80");
        assert_eq!(local("[::]:80".parse().unwrap()), "http://[::1]:80");
        assert_eq!(local("10.1.1.1:80".parse().unwrap()), "http://10.1.1.1:80");
    }
}
