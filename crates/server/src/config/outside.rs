//! What looks at messages beside the engine: pictures, the operator's own service, and a second
//! opinion.

use std::path::PathBuf;

use onebot::settings::Secret;
use serde::Deserialize;

/// Pictures of messages, looked at after they were taken.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pictures {
    /// Whether they are fetched and looked at.
    pub look: bool,
    /// From which hosts they may be fetched: names, or `*.` and what lies under them.
    pub hosts: Vec<String>,
    /// Whether those hosts may be machines of the own network.
    pub allow_private: bool,
    /// A list of pictures and files that are not wanted.
    pub blocked: Option<PathBuf>,
    /// A service of the operator's that is asked as well.
    pub hook: Option<PictureHook>,
}

/// A service that says what pictures show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureHook {
    /// Where: `https://…`.
    pub url: String,
    /// What signs the calls.
    pub secret: Secret,
    /// Of which groups; none: of all.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Whether it may be a machine of the own network.
    #[serde(default)]
    pub allow_private: bool,
}

/// A model that is asked for a second opinion on doubts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondOpinion {
    /// Where: `https://…/v1`.
    pub url: String,
    /// The model's name.
    pub model: String,
    /// The key, where one is wanted.
    #[serde(default)]
    pub key: Option<Secret>,
    /// Of which groups; none: of all.
    #[serde(default)]
    pub groups: Vec<String>,
    /// How long it may take to answer, in seconds.
    #[serde(default = "seconds")]
    pub seconds: u64,
    /// How many questions an hour at most.
    #[serde(default = "per_hour")]
    pub per_hour: usize,
}

fn seconds() -> u64 {
    20
}

fn per_hour() -> usize {
    60
}

impl SecondOpinion {
    /// What is wrong, in Chinese.
    pub(super) fn problems(&self, wrong: &mut Vec<String>) {
        if let Err(why) = crate::second::parse(&self.url) {
            wrong.push(format!("`second.url` 不能用:{why}"));
        }
        if self.model.trim().is_empty() {
            wrong.push("`second.model` 要写模型的名字".to_owned());
        }
        if self.key.as_ref().is_some_and(|key| !crate::second::is_key(&key.0)) {
            wrong.push("`second.key` 应只有字母、数字和符号".to_owned());
        }
        if !(1..=120).contains(&self.seconds) || !(1..=10_000).contains(&self.per_hour) {
            wrong.push(
                "`second.seconds` 应是 1 到 120,`second.per_hour` 应是 1 到 10000".to_owned(),
            );
        }
    }
}

impl Default for Pictures {
    fn default() -> Pictures {
        // Where QQ keeps the pictures of groups.
        let hosts = ["*.qpic.cn", "multimedia.nt.qq.com.cn"].map(str::to_owned).to_vec();
        Pictures { look: true, hosts, allow_private: false, blocked: None, hook: None }
    }
}

impl Pictures {
    /// Whether pictures may be fetched from a host.
    #[must_use]
    pub fn may_fetch(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        self.hosts.iter().any(|known| match known.strip_prefix("*.") {
            Some(above) => host
                .strip_suffix(above)
                .is_some_and(|under| under.ends_with('.') && under.len() > 1),
            None => host == *known,
        })
    }

    /// What is wrong, in Chinese.
    pub(super) fn problems(&self, secret_bytes_min: usize, wrong: &mut Vec<String>) {
        if self.hosts.iter().any(|host| host.contains('/') || host.contains(':')) {
            wrong.push("`pictures.hosts` 只写主机名,如 \"*.qpic.cn\"".to_owned());
        }
        let Some(hook) = &self.hook else { return };
        if !["http://", "https://"].iter().any(|known| hook.url.starts_with(known)) {
            wrong.push("`pictures.hook.url` 应以 https:// 开头".to_owned());
        }
        if hook.secret.0.len() < secret_bytes_min {
            wrong.push(format!("`pictures.hook.secret` 至少 {secret_bytes_min} 个字符"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_from_named_hosts() {
        let pictures = Pictures::default();
        for (host, may) in [
            ("gchat.qpic.cn", true),
            ("GCHAT.QPIC.CN.", true),
            ("multimedia.nt.qq.com.cn", true),
            ("qpic.cn", false),
            (".qpic.cn", false),
            ("evilqpic.cn", false),
            ("qpic.cn.evil.example", false),
            ("127.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(pictures.may_fetch(host), may, "{host}");
        }
    }
}
