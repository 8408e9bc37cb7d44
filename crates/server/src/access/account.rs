//! What people do with their own account: password, second factor, sessions, tokens.

use std::sync::Arc;

use axum::http::StatusCode;
use model::Timestamp;
use store::people::{PeopleChange, SessionRow, TokenRow, UserRow};
use store::record::hex;

use super::caller::{Caller, Means};
use super::offices::entry;
use super::right::Right;
use super::second::{SecondFactor, is_on};
use super::secret::Hash;
use super::sign_in::{Visit, note_failure, use_code};
use super::{password, secret};
use crate::app::App;
use crate::problem::Problem;

/// The most tokens of one user.
const TOKENS_MAX: usize = 50;
/// The most characters of a token's name.
const TOKEN_CHARS_MAX: usize = 40;

/// The key of the session with which somebody came. A token can't change its user's account:
/// whoever finds one could make themselves at home.
pub(super) fn session_of(caller: &Caller) -> Result<Hash, Problem> {
    match &caller.means {
        Means::Session(key) => Ok(*key),
        Means::Token(..) => {
            let title = "这个操作要登录以后在页面上做,不能用访问令牌";
            Err(Problem::new(StatusCode::FORBIDDEN, "browser-only", title))
        }
    }
}

/// A user as they are kept now.
pub(super) async fn user(app: &Arc<App>, id: i64) -> Result<UserRow, Problem> {
    let user = app.read(move |reader| reader.user(id)).await?;
    user.ok_or_else(|| Problem::not_found("这个用户"))
}

/// Whether it is really them who sit there: the password once more, with the same waits as at
/// sign-in.
pub(super) async fn confirm(
    app: &Arc<App>,
    user: &UserRow,
    password: String,
    visit: &Visit,
) -> Result<(), Problem> {
    let tries = &app.staff.tries;
    tries.begin(&user.name, visit.address, app.now()).map_err(Problem::too_many)?;
    if password::fits(app, password, user.password.clone()).await? {
        tries.unfinished(&user.name, visit.address);
        return Ok(());
    }
    note_failure(app, user, visit);
    Err(Problem::new(StatusCode::FORBIDDEN, "wrong-password", "现在的密码不对"))
}

/// Changes one's own password; all other sessions end.
///
/// # Errors
/// `wrong-password`, `too-many`; `password`: what is wrong with the new one.
pub async fn change_password(
    app: &Arc<App>,
    caller: &Caller,
    (now, new): (String, String),
    visit: &Visit,
) -> Result<(), Problem> {
    let own = session_of(caller)?;
    let row = user(app, caller.user).await?;
    confirm(app, &row, now, visit).await?;
    password::check(&new, &row.name, &row.shown)?;
    let hashed = password::hash(app, new).await?;
    let _changing = app.staff.changing.lock().await;
    let before = row.password;
    let row = user(app, caller.user).await?;
    if row.password != before || row.disabled {
        return Err(Problem::signed_out());
    }
    let id = row.id;
    let name = row.name.clone();
    let mut changes = vec![PeopleChange::User(UserRow { password: Some(hashed), ..row })];
    changes.extend(other_sessions(app, id, &own).await?);
    let entry = entry(&caller.who(), "password.change", &name, "", visit.address);
    app.change_people(changes, Some(entry)).await.map(drop)
}

/// Changes how one is called on pages.
///
/// # Errors
/// `shown`: what is wrong with it.
pub async fn rename(
    app: &Arc<App>,
    caller: &Caller,
    shown: &str,
    visit: &Visit,
) -> Result<(), Problem> {
    session_of(caller)?;
    let shown = super::names::shown(shown)?;
    let _changing = app.staff.changing.lock().await;
    let row = user(app, caller.user).await?;
    let entry = entry(&caller.who(), "user.rename", &row.name, &shown, visit.address);
    let changed = PeopleChange::User(UserRow { shown, ..row });
    app.change_people(vec![changed], Some(entry)).await.map(drop)
}

/// A second factor that is to be tried: its secret, and what a phone reads from a picture.
pub struct NewFactor {
    /// As people type it.
    pub secret: String,
    /// `otpauth://…`.
    pub url: String,
}

/// Begins to set up a second factor; it counts once a code was right.
///
/// # Errors
/// `wrong-password`, `too-many`; `second-factor-on`: there is one.
pub async fn begin_factor(
    app: &Arc<App>,
    caller: &Caller,
    password: String,
    visit: &Visit,
) -> Result<NewFactor, Problem> {
    session_of(caller)?;
    confirm(app, &user(app, caller.user).await?, password, visit).await?;
    let _changing = app.staff.changing.lock().await;
    let row = user(app, caller.user).await?;
    if is_on(&row) {
        let title = "两步验证已经打开";
        return Err(Problem::new(StatusCode::CONFLICT, "second-factor-on", title)
            .with_detail("换手机请先关掉再打开。"));
    }
    let factor = SecondFactor::fresh()?;
    let totp = Some(factor.kept(row.id, false, app.staff.key()?)?);
    let new = NewFactor { secret: factor.in_letters(), url: factor.url(&row.name) };
    let changed = PeopleChange::User(UserRow { totp, ..row });
    app.change_people(vec![changed], None).await?;
    Ok(new)
}

/// A second factor that was begun and not tried yet.
///
/// # Errors
/// It can't be opened.
pub async fn begun_factor(app: &Arc<App>, caller: &Caller) -> Result<Option<NewFactor>, Problem> {
    session_of(caller)?;
    let row = user(app, caller.user).await?;
    if is_on(&row) {
        return Ok(None);
    }
    let factor = SecondFactor::of(&row, app.staff.key()?)?;
    Ok(factor.map(|factor| NewFactor { secret: factor.in_letters(), url: factor.url(&row.name) }))
}

/// Switches the second factor on. The codes for when the phone is lost, said this once; all
/// other sessions end.
///
/// # Errors
/// `second-factor`: the code is not right, or nothing was begun; `too-many`.
pub async fn confirm_factor(
    app: &Arc<App>,
    caller: &Caller,
    code: &str,
    visit: &Visit,
) -> Result<Vec<String>, Problem> {
    let own = session_of(caller)?;
    let wrong = |title| Problem::new(StatusCode::FORBIDDEN, "second-factor", title);
    let _changing = app.staff.changing.lock().await;
    let mut row = user(app, caller.user).await?;
    let key = app.staff.key()?;
    let factor = if is_on(&row) { None } else { SecondFactor::of(&row, key)? };
    let Some(mut factor) = factor else { return Err(wrong("请先开始设置两步验证")) };
    let tries = &app.staff.tries;
    tries.begin(&row.name, visit.address, app.now()).map_err(Problem::too_many)?;
    if !use_code(app, &mut row, code)? {
        return Err(wrong("数字不对,或已经过了时间"));
    }
    tries.unfinished(&row.name, visit.address);
    let codes = factor.give_recovery()?;
    row.totp = Some(factor.kept(row.id, true, key)?);
    let entry = entry(&caller.who(), "second-factor.on", &row.name, "", visit.address);
    let id = row.id;
    let mut changes = vec![PeopleChange::User(row)];
    changes.extend(other_sessions(app, id, &own).await?);
    app.change_people(changes, Some(entry)).await?;
    Ok(codes)
}

/// Switches the second factor off: with the password and a code.
///
/// # Errors
/// `wrong-password`, `second-factor`, `too-many`.
pub async fn drop_factor(
    app: &Arc<App>,
    caller: &Caller,
    (password, code): (String, &str),
    visit: &Visit,
) -> Result<(), Problem> {
    session_of(caller)?;
    confirm(app, &user(app, caller.user).await?, password, visit).await?;
    let tries = &app.staff.tries;
    let _changing = app.staff.changing.lock().await;
    let mut row = user(app, caller.user).await?;
    tries.begin(&row.name, visit.address, app.now()).map_err(Problem::too_many)?;
    if !is_on(&row) || !use_code(app, &mut row, code)? {
        note_failure(app, &row, visit);
        let title = "两步验证的数字不对,或已经用过";
        return Err(Problem::new(StatusCode::FORBIDDEN, "second-factor", title));
    }
    tries.unfinished(&row.name, visit.address);
    row.totp = None;
    let entry = entry(&caller.who(), "second-factor.off", &row.name, "", visit.address);
    app.change_people(vec![PeopleChange::User(row)], Some(entry)).await.map(drop)
}

/// How many codes for when the phone is lost somebody has left; none: no second factor.
///
/// # Errors
/// It can't be opened.
pub fn recovery_left(app: &App, user: &UserRow) -> Result<Option<usize>, Problem> {
    if !is_on(user) {
        return Ok(None);
    }
    Ok(SecondFactor::of(user, app.staff.key()?)?.map(|factor| factor.recovery_left()))
}

/// All other sessions of somebody end.
pub(super) async fn other_sessions(
    app: &Arc<App>,
    user: i64,
    own: &Hash,
) -> Result<Vec<PeopleChange>, Problem> {
    let rows = app.read(move |reader| reader.sessions(user)).await?;
    let others = rows.into_iter().filter(|row| row.key != own);
    Ok(others.map(|row| PeopleChange::SessionEnded(row.key)).collect())
}

/// What a session or token is called in lists: part of its key's hash, which opens nothing.
#[must_use]
pub fn handle(key: &[u8]) -> String {
    hex(key.get(..8).unwrap_or_default())
}

/// Somebody's sessions that have not ended.
///
/// # Errors
/// The store fails.
pub async fn sessions(app: &Arc<App>, user: i64) -> Result<Vec<SessionRow>, Problem> {
    let now = app.now();
    let rows = app.read(move |reader| reader.sessions(user)).await?;
    Ok(rows.into_iter().filter(|row| row.expires > now).collect())
}

/// Ends one of one's own sessions, or all others where none is named.
///
/// # Errors
/// There is none of that name.
pub async fn end_sessions(
    app: &Arc<App>,
    caller: &Caller,
    named: Option<&str>,
    visit: &Visit,
) -> Result<(), Problem> {
    let own = session_of(caller)?;
    let changes = match named {
        None => other_sessions(app, caller.user, &own).await?,
        Some(named) => {
            let rows = sessions(app, caller.user).await?;
            let row = rows.into_iter().find(|row| handle(&row.key) == named);
            let row = row.ok_or_else(|| Problem::not_found("这个登录"))?;
            vec![PeopleChange::SessionEnded(row.key)]
        }
    };
    let which = named.unwrap_or("others");
    let entry = entry(&caller.who(), "session.end", &caller.name, which, visit.address);
    app.change_people(changes, Some(entry)).await.map(drop)
}

/// A token that is wanted.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is called.
    pub name: String,
    /// The names of the rights that it has at most.
    pub scopes: Vec<String>,
    /// When it ends; none: when somebody ends it.
    pub expires: Option<Timestamp>,
}

/// Somebody's tokens.
///
/// # Errors
/// The store fails.
pub async fn tokens(app: &Arc<App>, user: i64) -> Result<Vec<TokenRow>, Problem> {
    app.read(move |reader| reader.tokens(user)).await
}

/// Makes a token of one's own and says it this once. It does no more than its user may at the
/// time, and it can be given nothing that whoever makes it may nowhere do.
///
/// # Errors
/// `token`, `scope`: what is wrong; `no-right`.
pub async fn make_token(
    app: &Arc<App>,
    caller: &Caller,
    new: NewToken,
    visit: &Visit,
) -> Result<String, Problem> {
    session_of(caller)?;
    for right in scopes(&new.scopes)? {
        if !caller.may_somewhere(right) {
            return Err(Problem::no_right(right.in_words()));
        }
    }
    keep_token(app, caller, &user(app, caller.user).await?, new, visit).await
}

/// The rights that a token's scopes name.
pub(super) fn scopes(names: &[String]) -> Result<Vec<Right>, Problem> {
    let right = |name: &String| {
        let known = Right::ALL.map(|(_, name, _)| name).join("、");
        Right::parse(name).ok_or_else(|| {
            Problem::bad("scope", "没有这个权限").with_detail(format!("可以写的有:{known}。"))
        })
    };
    if names.is_empty() {
        return Err(Problem::bad("scope", "请写明令牌可以做什么"));
    }
    names.iter().take(2 * Right::ALL.len()).map(right).collect()
}

pub(super) async fn keep_token(
    app: &Arc<App>,
    caller: &Caller,
    of: &UserRow,
    new: NewToken,
    visit: &Visit,
) -> Result<String, Problem> {
    let name = new.name.trim().to_owned();
    let count = name.chars().count();
    if count == 0
        || count > TOKEN_CHARS_MAX
        || name.chars().any(|one| one.is_control() || one == '/')
    {
        let title = format!("令牌的名称要有 1 到 {TOKEN_CHARS_MAX} 个字,不能有斜线");
        return Err(Problem::bad("token", title));
    }
    let now = app.now();
    if new.expires.is_some_and(|expires| expires <= now) {
        return Err(Problem::bad("token", "令牌的到期时间已经过了"));
    }
    let mut rights: Vec<&str> = scopes(&new.scopes)?.into_iter().map(Right::name).collect();
    rights.sort_unstable();
    rights.dedup();
    let _changing = app.staff.changing.lock().await;
    let known = tokens(app, of.id).await?;
    if known.len() >= TOKENS_MAX {
        return Err(Problem::bad("token", format!("一个用户最多 {TOKENS_MAX} 个令牌")));
    }
    if known.iter().any(|row| row.name == name) {
        return Err(Problem::bad("token", format!("已经有叫“{name}”的令牌")));
    }
    let secret = secret::fresh("qgt").map_err(|_| Problem::internal())?;
    let row = TokenRow {
        key: secret::hash(&secret).to_vec(),
        user: of.id,
        name,
        scopes: rights.join(" "),
        created: now,
        expires: new.expires,
        seen: None,
    };
    let words = format!("{}:{}", row.name, row.scopes);
    let entry = entry(&caller.who(), "token.make", &of.name, &words, visit.address);
    app.change_people(vec![PeopleChange::Token(row)], Some(entry)).await?;
    Ok(secret)
}

/// Ends one of one's own tokens.
///
/// # Errors
/// There is none of that name.
pub async fn end_token(
    app: &Arc<App>,
    caller: &Caller,
    named: &str,
    visit: &Visit,
) -> Result<(), Problem> {
    session_of(caller)?;
    drop_token(app, caller, &user(app, caller.user).await?, named, visit).await
}

pub(super) async fn drop_token(
    app: &Arc<App>,
    caller: &Caller,
    of: &UserRow,
    named: &str,
    visit: &Visit,
) -> Result<(), Problem> {
    let rows = tokens(app, of.id).await?;
    let row = rows.into_iter().find(|row| handle(&row.key) == named);
    let row = row.ok_or_else(|| Problem::not_found("这个令牌"))?;
    let entry = entry(&caller.who(), "token.end", &of.name, &row.name, visit.address);
    app.change_people(vec![PeopleChange::TokenEnded(row.key)], Some(entry)).await.map(drop)
}
