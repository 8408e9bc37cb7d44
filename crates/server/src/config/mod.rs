//! How the server is set: one TOML file and the environment, checked before anything starts.

mod load;
pub mod openid;
mod outside;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use model::Platform;
use onebot::settings::Secret;
use serde::Deserialize;

pub use load::{ConfigError, load, parse};
pub use outside::{PictureHook, Pictures, SecondOpinion};

/// Everything that is set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder with the store.
    pub data: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// How browsers reach it, where that is another address: `https://qungui.example.cn`.
    pub public_url: String,
    /// Proxies in front of it whose word on who asks is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// Policy files that are brought into use at start, where they are not yet.
    pub policies: Vec<PathBuf>,
    /// With which platform's capabilities decisions are made.
    pub platform: String,
    /// The zone in which answers write times.
    pub timezone: String,
    /// What is written of what happens.
    pub log: Log,
    /// Limits.
    pub limits: Limits,
    /// Sign-in.
    pub sign_in: SignIn,
    /// Where people sign in with an account that they have elsewhere.
    pub openid: Vec<openid::OpenId>,
    /// QQ by OneBot.
    pub onebot: onebot::Settings,
    /// Who is told of decisions.
    pub webhooks: Vec<Webhook>,
    /// Who sends events as signed calls.
    pub hooks: Vec<Hook>,
    /// Pictures of messages.
    pub pictures: Pictures,
    /// A second opinion on doubts; none: nobody is asked.
    pub second: Option<SecondOpinion>,
}

/// What is written of what happens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, or directives of tracing's filter.
    pub level: String,
    /// `text` or `json`.
    pub format: String,
}

/// Limits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections at a time.
    pub connections: usize,
    /// How long the head of a request may take, in seconds.
    pub head_seconds: u64,
    /// How long a body may take, in seconds.
    pub body_seconds: u64,
    /// Requests of one person, or of one address that shows nothing.
    pub requests_per_second: u32,
    /// Requests of one token; 0: as many as there are.
    pub token_requests_per_second: u32,
    /// How many who watch live there may be.
    pub watchers: usize,
    /// How long what is under way may take when it stops, in seconds.
    pub stop_seconds: u64,
}

/// Sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    /// After how many hours without use a session ends.
    pub idle_hours: u32,
    /// After how many days it ends in any case.
    pub days: u32,
    /// What second factors are sealed with; none: a file of the data folder.
    pub key: Option<Secret>,
    /// Whether who manages users, runs the system or writes policies needs a second factor.
    pub require_totp: bool,
}

/// Somebody who is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// What it is called.
    pub name: String,
    /// Where to: `https://…`.
    pub url: String,
    /// What signs it.
    pub secret: Secret,
    /// Of which groups; none: of all.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Which actions; none: all.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Whether it may be a machine of the own network.
    #[serde(default)]
    pub allow_private: bool,
}

/// Somebody who sends events as signed calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// What it is called, at the end of its address.
    pub name: String,
    /// What signs its calls.
    pub secret: Secret,
    /// Of which groups it may send events; none: of all.
    #[serde(default)]
    pub groups: Vec<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            data: PathBuf::from("qungui-data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8642)),
            public_url: String::new(),
            trusted_proxies: Vec::new(),
            policies: Vec::new(),
            platform: Platform::All.name().to_owned(),
            timezone: "Asia/Shanghai".to_owned(),
            log: Log::default(),
            limits: Limits::default(),
            sign_in: SignIn::default(),
            openid: Vec::new(),
            onebot: onebot::Settings::default(),
            webhooks: Vec::new(),
            hooks: Vec::new(),
            pictures: Pictures::default(),
            second: None,
        }
    }
}

impl Default for Log {
    fn default() -> Log {
        Log { level: "info".to_owned(), format: "text".to_owned() }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 4_096,
            head_seconds: 10,
            body_seconds: 30,
            requests_per_second: 100,
            token_requests_per_second: 0,
            watchers: 256,
            stop_seconds: 20,
        }
    }
}

impl Default for SignIn {
    fn default() -> SignIn {
        SignIn { idle_hours: 12, days: 30, key: None, require_totp: false }
    }
}

/// The shortest secret that signs anything.
const SECRET_BYTES_MIN: usize = 16;
/// The shortest key that seals.
const KEY_BYTES_MIN: usize = 32;

impl Config {
    /// How browsers reach it. Where it listens everywhere, as in a container, that is no address.
    #[must_use]
    pub fn base_url(&self) -> String {
        match self.public_url.trim_end_matches('/') {
            "" if self.listen.ip().is_unspecified() => {
                format!("http://127.0.0.1:{}", self.listen.port())
            }
            "" => format!("http://{}", self.listen),
            url => url.to_owned(),
        }
    }

    /// Whether browsers reach it by HTTPS alone.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Whether a browser's word for where a page came from means us.
    #[must_use]
    pub fn is_own_origin(&self, origin: &str) -> bool {
        !self.public_url.is_empty() && self.public_url.trim_end_matches('/') == origin
    }

    /// The platform.
    #[must_use]
    pub fn platform(&self) -> Platform {
        Platform::parse(&self.platform).unwrap_or(Platform::All)
    }

    /// What is wrong, in Chinese; nothing starts until that is mended.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let url = &self.public_url;
        if !url.is_empty() && !["http://", "https://"].iter().any(|known| url.starts_with(known)) {
            wrong.push("`public_url` 应以 http:// 或 https:// 开头".to_owned());
        }
        if Platform::parse(&self.platform).is_none() {
            wrong.push(format!("`platform` 没有“{}”这个平台", self.platform));
        }
        if model::Zone::named(&self.timezone).is_none() {
            wrong.push("`timezone` 没有这个时区,例如 Asia/Shanghai".to_owned());
        }
        if !["text", "json"].contains(&self.log.format.as_str()) {
            wrong.push("`log.format` 只能是 text 或 json".to_owned());
        }
        for (name, is_zero) in [
            ("limits.connections", self.limits.connections == 0),
            ("limits.head_seconds", self.limits.head_seconds == 0),
            ("limits.body_seconds", self.limits.body_seconds == 0),
            ("limits.requests_per_second", self.limits.requests_per_second == 0),
            ("sign_in.idle_hours", self.sign_in.idle_hours == 0),
            ("sign_in.days", self.sign_in.days == 0),
        ] {
            if is_zero {
                wrong.push(format!("`{name}` 应大于 0"));
            }
        }
        for webhook in &self.webhooks {
            let name = &webhook.name;
            if !["http://", "https://"].iter().any(|known| webhook.url.starts_with(known)) {
                wrong.push(format!("`webhooks` 中“{name}”的 `url` 应以 https:// 开头"));
            }
        }
        let key = self.sign_in.key.as_ref();
        if key.is_some_and(|key| key.0.len() < KEY_BYTES_MIN) {
            wrong.push(format!("`sign_in.key` 至少 {KEY_BYTES_MIN} 个字符,要随机"));
        }
        openid::problems(&self.openid, url, &mut wrong);
        self.hooks_problems(&mut wrong);
        self.pictures.problems(SECRET_BYTES_MIN, &mut wrong);
        self.second.iter().for_each(|second| second.problems(&mut wrong));
        if !self.onebot.accounts.is_empty() {
            let problems = self.onebot.problems().into_iter();
            wrong.extend(problems.map(|problem| format!("`onebot`:{problem}")));
        }
        wrong
    }

    fn hooks_problems(&self, wrong: &mut Vec<String>) {
        let out = self.webhooks.iter().map(|hook| ("webhooks", &hook.name, &hook.secret));
        let inward = self.hooks.iter().map(|hook| ("hooks", &hook.name, &hook.secret));
        let all: Vec<_> = out.chain(inward).collect();
        for (at, (list, name, secret)) in all.iter().enumerate() {
            if secret.0.len() < SECRET_BYTES_MIN {
                wrong
                    .push(format!("`{list}` 中“{name}”的 `secret` 至少 {SECRET_BYTES_MIN} 个字符"));
            }
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            if !(1..=64).contains(&name.len()) || !name.bytes().all(plain) {
                let form = "只能用英文字母、数字、- 和 _,最多 64 个";
                wrong.push(format!("`{list}` 中“{name}”的 `name` {form}"));
            }
            let twice = all.iter().take(at).any(|other| (other.0, other.1) == (*list, *name));
            if twice {
                wrong.push(format!("`{list}` 中有两个“{name}”,请换一个名字"));
            }
        }
        for webhook in &self.webhooks {
            for action in &webhook.actions {
                if model::Step::parse(action).is_none() && !OTHER_ACTIONS.contains(&&**action) {
                    let name = &webhook.name;
                    wrong.push(format!("`webhooks` 中“{name}”的 `actions` 没有“{action}”"));
                }
            }
        }
    }
}

/// Actions that no policy writes as a sanction.
const OTHER_ACTIONS: [&str; 7] = ["approve", "refuse", "ask", "task", "reply", "send", "set-card"];
