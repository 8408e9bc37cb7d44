//! Where people may sign in with an account that they have elsewhere (OpenID Connect).

use onebot::settings::Secret;
use serde::Deserialize;

use crate::access::right::{Rights, rights_of};

/// Who answers for people: the organisation's own sign-in service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenId {
    /// What it is called in addresses.
    pub id: String,
    /// What the button says.
    pub name: String,
    /// Its address, as it names itself: `https://login.example.cn/realms/office`.
    pub issuer: String,
    /// As which program it knows us.
    pub client_id: String,
    /// By which it knows that it is us; none: by the proof of the code alone.
    #[serde(default)]
    pub client_secret: Secret,
    /// What is asked about people.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Which claim says how people are called.
    #[serde(default = "shown")]
    pub shown: String,
    /// Which claim a new user's name to sign in with is made of.
    #[serde(default = "login")]
    pub login: String,
    /// Only people with a confirmed e-mail address of these domains; none: everybody.
    #[serde(default)]
    pub email_domains: Vec<String>,
    /// Whether people come in whom nobody has invited.
    #[serde(default)]
    pub create: Create,
    /// What people are given by what it says of them.
    #[serde(default)]
    pub roles: Vec<RoleOfClaim>,
    /// Whether it may be a machine of the own network.
    #[serde(default)]
    pub allow_private: bool,
}

fn scopes() -> Vec<String> {
    ["openid", "profile", "email"].map(str::to_owned).to_vec()
}

fn shown() -> String {
    "name".to_owned()
}

fn login() -> String {
    "preferred_username".to_owned()
}

/// Whether people come in whom nobody has invited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Create {
    /// Nobody does.
    #[default]
    Never,
    /// They do, with no rights but those of `roles`.
    NoRights,
}

/// Something that people are given while a claim has a value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleOfClaim {
    /// The claim: a word or a list of words.
    #[serde(default = "groups")]
    pub claim: String,
    /// The word.
    pub value: String,
    /// The office or right.
    pub role: String,
    /// In which group; none: in all.
    #[serde(default)]
    pub group: Option<String>,
}

fn groups() -> String {
    "groups".to_owned()
}

/// The most providers: each is a button.
const PROVIDERS_MAX: usize = 8;
/// The most roles of one.
const ROLES_MAX: usize = 100;

/// What is wrong, in Chinese.
pub(super) fn problems(all: &[OpenId], public_url: &str, wrong: &mut Vec<String>) {
    if all.len() > PROVIDERS_MAX {
        wrong.push(format!("`openid` 最多 {PROVIDERS_MAX} 个"));
    }
    if !all.is_empty() && public_url.is_empty() {
        wrong.push("写了 `openid` 的,还要写 `public_url`:登录以后要回到这个地址".to_owned());
    }
    for (at, one) in all.iter().enumerate() {
        let id = &one.id;
        let mut say = |what: String| wrong.push(format!("`openid` 中“{id}”{what}"));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !(1..=64).contains(&id.len()) || !id.bytes().all(plain) {
            say("的 `id` 只能用英文字母、数字、- 和 _,最多 64 个".to_owned());
        }
        if all.iter().take(at).any(|other| other.id == *id) {
            say("有两个,请换一个 `id`".to_owned());
        }
        if one.name.trim().is_empty() {
            say("的 `name` 是空的,登录页的按钮上写它".to_owned());
        }
        if one.client_id.is_empty() {
            say("的 `client_id` 是空的".to_owned());
        }
        let known = ["https://", "http://"].iter().any(|known| one.issuer.starts_with(known));
        if !known || one.issuer.contains(['?', '#']) {
            say("的 `issuer` 应是 https:// 开头的地址".to_owned());
        } else if one.issuer.starts_with("http://") && !one.allow_private {
            say("的 `issuer` 应以 https:// 开头;只有本单位内网的可以是 http://,\
                 并写 allow_private = true"
                .to_owned());
        }
        if !one.scopes.iter().any(|scope| scope == "openid") {
            say("的 `scopes` 要有 openid".to_owned());
        }
        if one.roles.len() > ROLES_MAX {
            say(format!("的 `roles` 最多 {ROLES_MAX} 项"));
        }
        for role in &one.roles {
            if rights_of(&role.role) == Rights::NONE {
                say(format!("的 `roles` 没有“{}”这个职务或权限", role.role));
            }
            if role.group.as_ref().is_some_and(|group| group.trim().is_empty()) {
                say("的 `roles` 有空的群号;给全部群的,不要写 group".to_owned());
            }
        }
    }
}
