//! Signing in and out: what the API and the pages both call.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use model::Timestamp;
use model::time::{DAY_MS, HOUR_MS};
use serde::Deserialize;
use store::people::{AuditEntry, PeopleChange, SessionRow, UserRow};
use utoipa::ToSchema;

use super::caller::{COOKIE, Caller, Means};
use super::second::{Fits, SecondFactor, is_on};
use super::{names, password, secret, staff};
use crate::app::App;
use crate::config;
use crate::http::guard::From;
use crate::problem::Problem;

/// The most sessions of one user; the oldest ends.
const SESSIONS_MAX: usize = 50;
/// The most characters that are kept of a browser's name for itself.
const AGENT_CHARS: usize = 200;

/// Who comes.
#[derive(Clone, Debug)]
pub struct Visit {
    /// From where.
    pub address: IpAddr,
    /// With which program.
    pub agent: String,
}

impl Visit {
    /// Who comes with these headers.
    fn of(address: IpAddr, headers: &HeaderMap) -> Visit {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let agent = agent.unwrap_or_default().chars().take(AGENT_CHARS).collect();
        Visit { address, agent }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    /// The guard has found out from where; a request that came past it is nobody's.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Problem> {
        let From(address) = parts.extensions.get().copied().ok_or_else(Problem::internal)?;
        Ok(Visit::of(address, &parts.headers))
    }
}

/// What somebody signs in with.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// 登录名
    pub name: String,
    /// 密码
    pub password: String,
    /// 两步验证的 6 位数字,或一个备用码
    #[serde(default)]
    pub code: Option<String>,
}

/// A session that was opened.
pub struct Opened {
    /// The whole value of `Set-Cookie`.
    pub cookie: String,
    /// Whose it is.
    pub user: i64,
}

/// Signs somebody in.
///
/// # Errors
/// `wrong-sign-in`: the name or the password; which, is not said. `second-factor`: a code is
/// wanted, or it is wrong. `too-many`: too many failures; later.
pub async fn sign_in(app: &Arc<App>, given: SignIn, visit: &Visit) -> Result<Opened, Problem> {
    let name = names::normal(&given.name);
    let (user, name) = counted(app, name, visit).await?;
    let tries = &app.staff.tries;
    tries.begin(&name, visit.address, app.now()).map_err(Problem::too_many)?;
    let kept = user.as_ref().and_then(|user| user.password.clone());
    let fits = password::fits(app, given.password, kept.clone()).await?;
    let Some(user) = user else { return Err(wrong()) };
    if !fits || user.disabled {
        note_failure(app, &user, visit);
        return Err(wrong());
    }
    let _changing = app.staff.changing.lock().await;
    // While the password was looked at, it may have been changed.
    let user = app.read(move |reader| reader.user(user.id)).await?;
    let Some(user) = user.filter(|user| user.password == kept && !user.disabled) else {
        return Err(wrong());
    };
    let mut row = user.clone();
    if is_on(&user) {
        let code = given.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let Some(code) = code else {
            tries.unfinished(&name, visit.address);
            return Err(wants_code("请输入两步验证的数字"));
        };
        if !use_code(app, &mut row, code)? {
            note_failure(app, &user, visit);
            return Err(wants_code("两步验证的数字不对,或已经用过"));
        }
    }
    tries.succeeded(&name, visit.address);
    let changed = (row != user).then_some(PeopleChange::User(row));
    open(app, &user, changed.into_iter().collect(), "sign-in", visit).await
}

/// Who has a name, and under which name tries are counted. Where somebody is signed in already
/// their tries are counted apart, so that nobody locks them out by guessing from elsewhere.
async fn counted(
    app: &Arc<App>,
    name: String,
    visit: &Visit,
) -> Result<(Option<UserRow>, String), Problem> {
    let address = visit.address.to_string();
    let now = app.now();
    app.read(move |reader| {
        let Some(user) = reader.user_named(&name)? else { return Ok((None, name)) };
        let sessions = reader.sessions(user.id)?;
        let here = |row: &SessionRow| row.address == address && row.expires > now;
        let counted = if sessions.iter().any(here) { format!("{name}/{address}") } else { name };
        Ok::<_, Problem>((Some(user), counted))
    })
    .await
}

fn wrong() -> Problem {
    let title = "登录名或密码不对";
    Problem::new(StatusCode::UNAUTHORIZED, "wrong-sign-in", title)
        .with_detail("忘了密码,请找负责用户管理的人要一个重设密码的链接。")
}

fn wants_code(title: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "second-factor", title)
        .with_detail("数字在手机的验证器里,每 30 秒换一次;手机不在,可以用一个备用码。")
}

/// Whether a code is right; then it is used up in the row.
pub(super) fn use_code(app: &App, row: &mut UserRow, code: &str) -> Result<bool, Problem> {
    let key = app.staff.key()?;
    let Some(factor) = SecondFactor::of(row, key)? else { return Ok(false) };
    match factor.check(code, row.totp_step, app.now()) {
        None => return Ok(false),
        Some(Fits::Step(step)) => row.totp_step = step,
        Some(Fits::Recovery(left)) => row.totp = Some(left.kept(row.id, is_on(row), key)?),
    }
    Ok(true)
}

/// Notes a failure of somebody who exists; not waited for, so that it takes no longer than for
/// a name that nobody has. Waits between tries bound how many there are.
pub(super) fn note_failure(app: &Arc<App>, user: &UserRow, visit: &Visit) {
    let entry = AuditEntry {
        who: "@system".to_owned(),
        act: staff::FAILED.to_owned(),
        object: user.name.clone(),
        detail: String::new(),
        address: visit.address.to_string(),
    };
    let app = Arc::clone(app);
    drop(tokio::task::spawn_blocking(move || {
        if let Err(error) = app.runtime.audit(entry) {
            tracing::error!(%error, "a failure to sign in was not noted");
        }
    }));
}

/// When a session that is used now ends.
#[must_use]
pub fn ends(created: Timestamp, now: Timestamp, sign_in: &config::SignIn) -> Timestamp {
    let idle = now.plus_ms(i64::from(sign_in.idle_hours) * HOUR_MS);
    idle.min(created.plus_ms(i64::from(sign_in.days) * DAY_MS))
}

/// Opens a session, with a secret that nobody had before, and makes other changes with it.
pub(super) async fn open(
    app: &Arc<App>,
    user: &UserRow,
    changes: Vec<PeopleChange>,
    act: &str,
    visit: &Visit,
) -> Result<Opened, Problem> {
    let id = user.id;
    let mut changes = changes;
    let sessions = app.read(move |reader| reader.sessions(id)).await?;
    let beyond = (sessions.len() + 1).saturating_sub(SESSIONS_MAX);
    let oldest = sessions.into_iter().take(beyond).map(|row| PeopleChange::SessionEnded(row.key));
    changes.extend(oldest);
    let (cookie, session) = fresh(app, id, visit)?;
    changes.push(PeopleChange::Session(session));
    changes.push(PeopleChange::Ended { before: app.now() });
    let entry = AuditEntry {
        who: user.name.clone(),
        act: act.to_owned(),
        object: user.name.clone(),
        detail: visit.agent.clone(),
        address: visit.address.to_string(),
    };
    app.change_people(changes, Some(entry)).await?;
    Ok(Opened { cookie, user: id })
}

/// A session that is not yet kept, and its cookie.
pub(super) fn fresh(app: &App, user: i64, visit: &Visit) -> Result<(String, SessionRow), Problem> {
    let secret = secret::fresh("qgs").map_err(|_| Problem::internal())?;
    let now = app.now();
    let session = SessionRow {
        key: secret::hash(&secret).to_vec(),
        user,
        created: now,
        seen: now,
        expires: ends(now, now, &app.config.sign_in),
        address: visit.address.to_string(),
        agent: visit.agent.clone(),
    };
    let seconds = i64::from(app.config.sign_in.days) * DAY_MS / 1_000;
    Ok((cookie(app, &secret, seconds), session))
}

fn cookie(app: &App, secret: &str, seconds: i64) -> String {
    let secure = if app.config.is_https() { "; Secure" } else { "" };
    format!("{COOKIE}={secret}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// Signs somebody out who came with a browser: the value of `Set-Cookie` that ends it.
///
/// # Errors
/// The store fails.
pub async fn sign_out(app: &Arc<App>, caller: &Caller, visit: &Visit) -> Result<String, Problem> {
    if let Means::Session(key) = &caller.means {
        let entry = AuditEntry {
            who: caller.who(),
            act: "sign-out".to_owned(),
            object: caller.name.clone(),
            detail: String::new(),
            address: visit.address.to_string(),
        };
        let ended = PeopleChange::SessionEnded(key.to_vec());
        app.change_people(vec![ended], Some(entry)).await?;
    }
    Ok(cookie(app, "", 0))
}
