//! Links by which members open their own pages from a chat: they name a group and a member, end
//! by themselves, and carry our mark, so that nobody makes one for somebody else. Nothing of them
//! is kept.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Timestamp;
use model::time::DAY_MS;

use crate::app::App;
use crate::problem::Problem;

/// How long a link works.
pub const LASTS_MS: i64 = 7 * DAY_MS;
/// What the marked bytes begin with, so that no other mark of ours is taken for a link.
const ABOUT: &[u8] = b"member-link\0";
/// The longest link that is looked at.
const LINK_BYTES_MAX: usize = 2_048;

/// Whose pages a link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberLink {
    /// The group.
    pub group: String,
    /// The member.
    pub member: String,
    /// When it ends.
    pub expires: Timestamp,
}

fn useless() -> Problem {
    Problem::new(StatusCode::GONE, "member-link", "这个链接已经过期或不完整")
        .with_detail("请管理员给您一个新的链接。")
}

fn marked(words: &[u8]) -> Vec<u8> {
    [ABOUT, words].concat()
}

/// The last part of the address of a member's pages, good for a week from now.
///
/// # Errors
/// The server has no key.
pub fn write(app: &App, group: &str, member: &str) -> Result<String, Problem> {
    let expires = app.now().plus_ms(LASTS_MS);
    let words = serde_json::to_vec(&(group, member, expires.0)).map_err(|_| Problem::internal())?;
    let mark = app.staff.key()?.mark(&marked(&words));
    Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(words), URL_SAFE_NO_PAD.encode(mark)))
}

/// The whole address of a member's pages.
///
/// # Errors
/// The server has no key.
pub fn address(app: &App, group: &str, member: &str) -> Result<String, Problem> {
    Ok(format!("{}/m/{}", app.config.base_url(), write(app, group, member)?))
}

/// Whose pages a link opens.
///
/// # Errors
/// It is not ours, is broken, or has ended.
pub fn read(app: &App, link: &str) -> Result<MemberLink, Problem> {
    let parts = Some(link).filter(|link| link.len() <= LINK_BYTES_MAX);
    let (words, mark) = parts.and_then(|link| link.split_once('.')).ok_or_else(useless)?;
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| useless());
    let (words, mark) = (decoded(words)?, decoded(mark)?);
    if !app.staff.key()?.is_marked(&marked(&words), &mark) {
        return Err(useless());
    }
    let (group, member, expires): (String, String, i64) =
        serde_json::from_slice(&words).map_err(|_| useless())?;
    let expires = Timestamp(expires);
    match expires > app.now() {
        true => Ok(MemberLink { group, member, expires }),
        false => Err(useless()),
    }
}
