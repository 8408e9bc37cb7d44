//! What goes wrong with somebody else's sign-in service: for the log what it was, for people what
//! happened and what to do.

use axum::http::StatusCode;
use model::time::MINUTE_MS;

use crate::config::openid::OpenId;
use crate::problem::Problem;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It does not answer, or not as it should.
    Down(String),
    /// It does not know us: the client's number or secret.
    Client(String),
    /// It calls itself by another name than the settings do.
    Issuer(String),
    /// Its clock and ours differ, by so many milliseconds.
    Clock(i64),
    /// What it says of somebody does not hold.
    Token(&'static str),
    /// The code was used, or its time is over.
    Code,
    /// It did not let them in: its own word for why.
    Denied(String),
    /// The sign-in was not begun in this browser, was used, or its time is over.
    State(&'static str),
    /// Nobody has invited them.
    Stranger,
    /// Their e-mail address is none of those that are wanted.
    Domain,
    /// Their user may sign in no more.
    Disabled,
    /// The account is another user's already.
    Taken,
    /// They were to sign in there anew, and have not.
    Stale,
    /// The user has another way in that an invitation must not go around.
    Guarded,
}

impl Trouble {
    /// As people read it.
    #[must_use]
    pub fn problem(&self, provider: &OpenId) -> Problem {
        let name = &provider.name;
        tracing::warn!(provider = provider.id, trouble = ?self, "a sign-in by another's account");
        let problem = |status, code, title: String, detail: String| {
            Problem::new(status, code, title).with_detail(detail)
        };
        let operator = "请把现在的时间告诉系统管理员,原因在日志里。";
        let again = "请回到登录页,再点一次“用这个账号登录”。";
        let gateway = StatusCode::BAD_GATEWAY;
        let forbidden = StatusCode::FORBIDDEN;
        match self {
            Trouble::Down(_) => problem(
                gateway,
                "openid-down",
                format!("“{name}”的登录服务现在连不上"),
                "请稍后再试。一直这样的,请告诉系统管理员,原因在日志里。".to_owned(),
            ),
            Trouble::Client(_) => problem(
                gateway,
                "openid-client",
                format!("“{name}”不认得本系统,没有登录"),
                "请系统管理员核对配置里的 client_id 和 client_secret,以及对方登记的返回地址。"
                    .to_owned(),
            ),
            Trouble::Issuer(_) => problem(
                gateway,
                "openid-issuer",
                format!("“{name}”报的名字和配置里的 issuer 不一样,没有登录"),
                operator.to_owned(),
            ),
            Trouble::Clock(ms) => problem(
                gateway,
                "openid-clock",
                format!("本系统和“{name}”的时间对不上,没有登录"),
                match ms.saturating_abs() / MINUTE_MS {
                    0 => "请系统管理员校准服务器的时间。".to_owned(),
                    minutes => format!("大约差 {minutes} 分钟,请系统管理员校准服务器的时间。"),
                },
            ),
            Trouble::Token(_) => problem(
                gateway,
                "openid-token",
                format!("“{name}”给的登录凭证不对,没有登录"),
                operator.to_owned(),
            ),
            Trouble::Code | Trouble::State(_) => problem(
                StatusCode::BAD_REQUEST,
                "openid-state",
                "这次登录已经用过、过了时间,或者不是在这个浏览器里开始的".to_owned(),
                again.to_owned(),
            ),
            Trouble::Denied(_) => problem(
                forbidden,
                "openid-denied",
                format!("“{name}”没有让您登录"),
                "您在那边取消了,或者那边没有给您使用本系统的权限。".to_owned(),
            ),
            Trouble::Stranger => problem(
                forbidden,
                "openid-stranger",
                format!("您的“{name}”账号还没有被邀请"),
                "请负责用户管理的人邀请您,收到链接以后,在那个页面上用这个账号登录。".to_owned(),
            ),
            Trouble::Domain => problem(
                forbidden,
                "openid-domain",
                "这个账号的邮箱不在允许的范围里,或者还没有确认过".to_owned(),
                "请用单位的账号登录。".to_owned(),
            ),
            Trouble::Disabled => problem(
                forbidden,
                "openid-disabled",
                "这个用户已经停用".to_owned(),
                "需要的话,请联系负责用户管理的人。".to_owned(),
            ),
            Trouble::Taken => problem(
                StatusCode::CONFLICT,
                "openid-taken",
                format!("这个“{name}”账号已经是另一个用户的"),
                "请换一个账号;弄错了的,请负责用户管理的人去掉原来的关联。".to_owned(),
            ),
            Trouble::Stale => problem(
                forbidden,
                "openid-stale",
                format!("“{name}”没有让您重新登录一次,没有关联"),
                "请先在那边退出登录,再到“我的账号”里重新关联。".to_owned(),
            ),
            Trouble::Guarded => problem(
                forbidden,
                "openid-guarded",
                "这个用户已经打开两步验证,或者已经关联了别的账号".to_owned(),
                "请用原来的办法登录;要换账号的,请负责用户管理的人先去掉关联。".to_owned(),
            ),
        }
    }
}
