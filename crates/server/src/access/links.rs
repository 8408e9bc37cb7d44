//! Links that work once: the first set-up, and a password of one's own.

use std::sync::Arc;

use axum::http::StatusCode;
use model::Timestamp;
use model::time::{DAY_MS, HOUR_MS};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::people::{AuditEntry, GrantRow, LinkRow, PeopleChange, UserRow};
use utoipa::ToSchema;

use super::sign_in::{Opened, Visit, fresh, open};
use super::{names, offices, password, second, secret};
use crate::app::App;
use crate::problem::Problem;

/// How long the link of the first set-up works.
pub const SET_UP_MS: i64 = 24 * HOUR_MS;
/// How long an invitation works.
pub const INVITATION_MS: i64 = 7 * DAY_MS;
/// How long a link for a new password works.
pub const RESET_MS: i64 = 24 * HOUR_MS;
/// What the link of the first set-up is for.
const SET_UP: &str = "set-up";
/// What the first user is given.
const FIRST: [&str; 2] = ["operator", "office"];

/// The first user, as they want to be called.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// 登录名
    pub name: String,
    /// 姓名,页面上这样称呼
    pub shown: String,
    /// 密码
    pub password: String,
}

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkFor {
    /// The first user.
    SetUp,
    /// A password for that user.
    Password(UserRow),
}

/// What a link for a password is good for: no longer than the ways in are what they were.
fn purpose(user: &UserRow) -> String {
    let mut digest = Sha256::new_with_prefix(user.password.as_deref().unwrap_or_default());
    if let Some(subject) = &user.subject {
        digest.update([0]);
        digest.update(subject);
    }
    let digest = digest.finalize();
    format!("password {}", store::record::hex(digest.get(..16).unwrap_or_default()))
}

/// A link that is not yet kept, and its secret.
fn fresh_link(
    purpose: String,
    user: Option<i64>,
    expires: Timestamp,
) -> Result<(String, LinkRow), Problem> {
    let secret = secret::fresh("qgl").map_err(|_| Problem::internal())?;
    let key = secret::hash(&secret).to_vec();
    Ok((secret, LinkRow { key, purpose, user, expires }))
}

/// Where nobody can sign in yet: the address at which the first user is set up.
///
/// # Errors
/// The store fails.
pub async fn first_run(app: &Arc<App>) -> Result<Option<String>, Problem> {
    if !app.read(|reader| reader.users()).await?.is_empty() {
        return Ok(None);
    }
    let (secret, link) = fresh_link(SET_UP.to_owned(), None, app.now().plus_ms(SET_UP_MS))?;
    app.change_people(vec![PeopleChange::Link(link)], None).await?;
    Ok(Some(format!("{}/setup/{secret}", app.config.base_url())))
}

/// A link with which a user sets a password. Its address and when it ends.
pub(super) fn for_password(
    app: &App,
    user: &UserRow,
    lasts_ms: i64,
) -> Result<(String, LinkRow), Problem> {
    let (secret, link) = fresh_link(purpose(user), Some(user.id), app.now().plus_ms(lasts_ms))?;
    Ok((format!("{}/link/{secret}", app.config.base_url()), link))
}

pub(super) fn useless() -> Problem {
    Problem::new(StatusCode::GONE, "link", "这个链接已经用过、过期或不存在")
        .with_detail("请向负责用户管理的人要一个新的。")
}

pub(super) async fn find(app: &Arc<App>, secret: &str) -> Result<(LinkRow, LinkFor), Problem> {
    let key = secret::hash(secret);
    let now = app.now();
    let found = app.read(move |reader| {
        let Some(link) = reader.link(&key)?.filter(|link| link.expires > now) else {
            return Ok(None);
        };
        if link.purpose == SET_UP {
            return Ok(reader.users()?.is_empty().then_some((link, LinkFor::SetUp)));
        }
        let user = link.user.map(|user| reader.user(user)).transpose()?.flatten();
        let user = user.filter(|user| !user.disabled && purpose(user) == link.purpose);
        Ok::<_, Problem>(user.map(|user| (link, LinkFor::Password(user))))
    });
    found.await?.ok_or_else(useless)
}

/// What a link is for.
///
/// # Errors
/// `link`: it was used, has ended, or never was.
pub async fn about(app: &Arc<App>, secret: &str) -> Result<LinkFor, Problem> {
    Ok(find(app, secret).await?.1)
}

/// Makes the first user, who runs the system and writes policies, and signs them in.
///
/// # Errors
/// `link`: it was used, has ended, or there are users already; `name`, `shown`, `password`: what
/// is wrong with those.
pub async fn set_up(
    app: &Arc<App>,
    link: &str,
    given: SetUp,
    visit: &Visit,
) -> Result<Opened, Problem> {
    if about(app, link).await? != LinkFor::SetUp {
        return Err(useless());
    }
    let (name, shown) = (names::new_name(&given.name)?, names::shown(&given.shown)?);
    password::check(&given.password, &name, &shown)?;
    let hashed = password::hash(app, given.password).await?;
    let _changing = app.staff.changing.lock().await;
    let (link, LinkFor::SetUp) = find(app, link).await? else { return Err(useless()) };
    let now = app.now();
    let password = Some(hashed);
    let row = UserRow { name, shown, password, created: now, ..UserRow::default() };
    let (cookie, session) = fresh(app, 0, visit)?;
    let address = visit.address.to_string();
    let user = app.write_people(move |writing, now| {
        writing.writer.people(&PeopleChange::LinkUsed(link.key))?;
        let user = writing.writer.people(&PeopleChange::User(row.clone()))?;
        for role in FIRST {
            let grant = GrantRow { user, role: role.to_owned(), group: None };
            writing.writer.people(&PeopleChange::Grant(grant))?;
        }
        let session = store::people::SessionRow { user, ..session };
        writing.writer.people(&PeopleChange::Session(session))?;
        let entry = AuditEntry {
            who: row.name.clone(),
            act: "set-up".to_owned(),
            object: row.name,
            detail: FIRST.join(" "),
            address,
        };
        writing.audit(&entry, now)?;
        Ok(user)
    });
    Ok(Opened { cookie, user: user.await? })
}

/// Sets the password that a link allows. All sessions end; who has no second factor is signed
/// in.
///
/// # Errors
/// `link`: it was used or has ended; `password`: what is wrong with it.
pub async fn set_password(
    app: &Arc<App>,
    link: &str,
    given: String,
    visit: &Visit,
) -> Result<Option<Opened>, Problem> {
    let LinkFor::Password(user) = about(app, link).await? else { return Err(useless()) };
    password::check(&given, &user.name, &user.shown)?;
    let hashed = password::hash(app, given).await?;
    let _changing = app.staff.changing.lock().await;
    let (link, LinkFor::Password(user)) = find(app, link).await? else { return Err(useless()) };
    let mut changes = vec![PeopleChange::LinkUsed(link.key)];
    let first = user.password.is_none();
    let row = UserRow { password: Some(hashed), ..user.clone() };
    changes.push(PeopleChange::User(row));
    changes.push(PeopleChange::SessionsEnded(user.id));
    if first {
        // Tokens that others made for a program are no tokens of a person.
        let id = user.id;
        let tokens = app.read(move |reader| reader.tokens(id)).await?;
        changes.extend(tokens.into_iter().map(|row| PeopleChange::TokenEnded(row.key)));
    }
    if second::is_on(&user) {
        let entry = offices::entry(&user.name, "password.set", &user.name, "", visit.address);
        app.change_people(changes, Some(entry)).await?;
        return Ok(None);
    }
    open(app, &user, changes, "password.set", visit).await.map(Some)
}
