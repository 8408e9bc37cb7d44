//! What the operator sets, checked before anything starts.

use std::fmt;

use serde::Deserialize;

use crate::pace::Pace;

/// Something that is never shown: not in logs, not in errors, not in pages.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "(none)" } else { "(secret)" })
    }
}

/// What a connection carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Events to us and actions from us.
    #[default]
    Universal,
    /// Events alone.
    Event,
    /// Actions alone.
    Api,
}

/// An address of the account's program that we connect to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Forward {
    /// `ws://…` or `wss://…`.
    pub url: String,
    /// What it carries.
    #[serde(default)]
    pub role: Role,
}

/// One account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountSettings {
    /// Its number.
    pub id: String,
    /// The access token, the same in its program's settings.
    pub token: Secret,
    /// What signs the events that come by HTTP; where it is empty, the token.
    #[serde(default)]
    pub secret: Secret,
    /// Addresses that we connect to; none where the program connects to us.
    #[serde(default)]
    pub forward: Vec<Forward>,
    /// The program's HTTP interface for actions, `http://…`; empty where there is none.
    #[serde(default)]
    pub http_api: String,
    /// Write messages as a string of CQ codes: for programs that read no lists.
    #[serde(default)]
    pub cq_codes: bool,
}

impl AccountSettings {
    /// What signs the events that come by HTTP.
    pub(crate) fn signing(&self) -> &str {
        if self.secret.0.is_empty() { &self.token.0 } else { &self.secret.0 }
    }
}

/// Everything.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The accounts.
    pub accounts: Vec<AccountSettings>,
    /// The groups that are governed; none: all in which an account is. What is said in others
    /// is not taken over.
    pub groups: Vec<String>,
    /// The zone of the times that are written.
    pub timezone: String,
    /// The most connections at a time.
    pub connections_max: usize,
    /// How long an action is waited for, in milliseconds.
    pub action_ms: u64,
    /// How long a notice is waited for that shows what came of an act without an answer.
    pub confirm_ms: u64,
    /// Actions of one account: so many at once, and one more every so many milliseconds.
    pub account_burst: u32,
    /// See [`Settings::account_burst`].
    pub account_every_ms: u64,
    /// The same in one group.
    pub group_burst: u32,
    /// See [`Settings::group_burst`].
    pub group_every_ms: u64,
    /// A sign of life is asked for this often, in milliseconds; after three without an answer
    /// the connection is given up.
    pub ping_ms: u64,
    /// The shortest and the longest wait before connecting again.
    pub reconnect_ms: (u64, u64),
    /// How often rights and members of all groups are looked at, in milliseconds.
    pub refresh_ms: u64,
    /// After everything was looked at, it rests for so many milliseconds, whatever reconnects.
    pub look_again_ms: u64,
    /// The wait between one group and the next while they are looked at.
    pub between_groups_ms: u64,
    /// Where the random spread of waits begins.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            accounts: Vec::new(),
            groups: Vec::new(),
            timezone: "Asia/Shanghai".to_owned(),
            connections_max: 64,
            action_ms: 15_000,
            confirm_ms: 10_000,
            account_burst: 20,
            account_every_ms: 1_000,
            group_burst: 5,
            group_every_ms: 2_000,
            ping_ms: 20_000,
            reconnect_ms: (1_000, 60_000),
            refresh_ms: 6 * 3_600_000,
            look_again_ms: 60_000,
            between_groups_ms: 300,
            seed: 0,
        }
    }
}

/// The shortest token that is taken: shorter ones are guessed.
const TOKEN_BYTES_MIN: usize = 8;

impl Settings {
    /// The pace of one account.
    #[must_use]
    pub fn account_pace(&self) -> Pace {
        Pace { burst: self.account_burst, every_ms: self.account_every_ms }
    }

    /// The pace in one group.
    #[must_use]
    pub fn group_pace(&self) -> Pace {
        Pace { burst: self.group_burst, every_ms: self.group_every_ms }
    }

    /// Whether the group is governed.
    #[must_use]
    pub fn governs(&self, group: &str) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|known| known == group)
    }

    /// What is wrong, in Chinese; nothing starts until that is mended.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (at, account) in self.accounts.iter().enumerate() {
            let name = format!("第 {} 个账号", at + 1);
            let number = account.id.bytes().all(|byte| byte.is_ascii_digit());
            let number = number && (1..=20).contains(&account.id.len());
            if !number || account.id.starts_with('0') {
                wrong.push(format!("{name}的 `id` 应是 QQ 号,只有数字"));
            }
            if self.accounts.iter().take(at).any(|other| other.id == account.id) {
                wrong.push(format!("{name}与前面的账号重复"));
            }
            if account.token.0.len() < TOKEN_BYTES_MIN {
                wrong.push(format!("{name}要有 `token`(访问令牌),至少 {TOKEN_BYTES_MIN} 个字符"));
            }
            let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
            if !plain(&account.token.0) {
                wrong.push(format!("{name}的 `token` 只能用英文字母、数字和符号"));
            }
            for forward in &account.forward {
                if !["ws://", "wss://"].iter().any(|scheme| forward.url.starts_with(scheme)) {
                    wrong.push(format!("{name}的 `forward` 应以 ws:// 或 wss:// 开头"));
                }
            }
            let http = ["http://", "https://"];
            let http = http.iter().any(|scheme| account.http_api.starts_with(scheme));
            if !account.http_api.is_empty() && !http {
                wrong.push(format!("{name}的 `http_api` 应以 http:// 或 https:// 开头"));
            }
        }
        if model::Zone::named(&self.timezone).is_none() {
            wrong.push("`timezone` 没有这个时区,例如 Asia/Shanghai".to_owned());
        }
        for (name, value) in [
            ("action_ms", self.action_ms),
            ("ping_ms", self.ping_ms),
            ("account_every_ms", self.account_every_ms),
            ("group_every_ms", self.group_every_ms),
            ("refresh_ms", self.refresh_ms),
            ("reconnect_ms", self.reconnect_ms.0),
        ] {
            if value == 0 {
                wrong.push(format!("`{name}` 应大于 0"));
            }
        }
        if self.reconnect_ms.0 > self.reconnect_ms.1 {
            wrong.push("`reconnect_ms` 应先写短的,再写长的".to_owned());
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_told_and_secrets_are_not() {
        let account = |id: &str, token: &str| AccountSettings {
            id: id.to_owned(),
            token: Secret(token.to_owned()),
            ..AccountSettings::default()
        };
        let good =
            Settings { accounts: vec![account("10000", "s3cret-token")], ..Settings::default() };
        assert_eq!(good.problems(), Vec::<String>::new());
        assert!(!format!("{good:?}").contains("s3cret"));
        for (accounts, says) in [
            (vec![account("abc", "s3cret-token")], "QQ 号"),
            (vec![account("10000", "")], "token"),
            (vec![account("10000", "令牌令牌令牌令牌")], "英文"),
            (vec![account("1", "s3cret-token"), account("1", "s3cret-token")], "重复"),
        ] {
            let problems = Settings { accounts, ..Settings::default() }.problems().join(";");
            assert!(problems.contains(says), "{problems}");
        }
        let mut bad = good;
        bad.accounts[0].forward.push(Forward { url: "http://x".to_owned(), role: Role::Api });
        bad.timezone = "Mars".to_owned();
        bad.ping_ms = 0;
        assert_eq!(bad.problems().len(), 3);
    }
}
