//! `qungui serve`: the server.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use runtime::MachineClock;
use server::config::ConfigError;
use server::serve::Stop;
use server::{Config, Server};

use crate::console::{Failure, complain};

/// 启动服务器。
#[derive(Args)]
pub struct Serve {
    /// 配置文件;不写就用默认设置
    #[arg(long, value_name = "FILE", env = "QUNGUI_CONFIG")]
    config: Option<PathBuf>,
    /// 数据所在的文件夹,代替配置里的
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 监听的地址,代替配置里的
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<std::net::SocketAddr>,
    /// 启动时启用的制度文件,可以写几次
    #[arg(long, value_name = "POLICY")]
    policy: Vec<PathBuf>,
}

impl Serve {
    pub fn run(self) -> Result<(), Failure> {
        let config = self.config().map_err(|error| Failure::Input(error.to_string()))?;
        server::log::begin(&config.log);
        let serving = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let serving = serving.map_err(|error| Failure::Input(error.to_string()))?;
        serving.block_on(serve(config))
    }

    fn config(self) -> Result<Config, ConfigError> {
        let mut config = server::config::load(self.config.as_deref())?;
        config.data = self.data.unwrap_or(config.data);
        config.listen = self.listen.unwrap_or(config.listen);
        config.policies.extend(self.policy);
        Ok(config)
    }
}

async fn serve(config: Config) -> Result<(), Failure> {
    let stop = Stop::listen().map_err(|error| Failure::Input(error.to_string()))?;
    let public_url = config.public_url.clone();
    let clock = Arc::new(MachineClock::default());
    let server = Server::start(config, clock, ::console::endpoints()).await;
    let server = server.map_err(|error| Failure::Input(error.to_string()))?;
    let url = match server.address() {
        Some(address) if public_url.is_empty() => format!("http://{address}"),
        _ => public_url,
    };
    complain(&format!("群规已启动:{url}(按 Ctrl+C 停止)"));
    if let Some(link) = server.set_up_link() {
        complain(&format!("还没有用户。请在 24 小时内打开这个链接,设置第一个用户:\n  {link}"));
    }
    server.run(stop.told()).await;
    complain("已停止,数据都已存好");
    Ok(())
}
