//! What those who manage users do.
//!
//! Why nobody climbs by it: `manage-users` (everywhere) may give any office and any right but
//! those of running the system itself. What is guarded (`manage-users`, `operate`, and so the
//! office `operator`) only somebody gives, takes, or touches the account of, who has it too.
//! Whoever manages users could in any case make a user for themselves, so that giving oneself a
//! right is not forbidden but seen: each act stands in the journal, which nobody can change, and
//! everybody who may look at a group sees who has rights there and by whose hand.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use store::people::{GrantRow, PeopleChange, UserRow};

use super::account::{self, NewToken};
use super::caller::Caller;
use super::offices::{self, entry, places};
use super::right::{OFFICES, Right, Rights, rights_of};
use super::sign_in::Visit;
use super::{links, names};
use crate::app::App;
use crate::problem::Problem;

/// The most users.
const USERS_MAX: usize = 10_000;
/// The most grants of one user.
const GRANTS_MAX: usize = 1_000;
/// The longest id of a group or member, in bytes, as events have it.
const ID_BYTES_MAX: usize = 256;
/// Rights that nobody gives without having them.
const GUARDED: Rights = Rights::of(&[Right::ManageUsers, Right::Operate]);

/// Whether somebody may give, take, or touch what has these rights.
fn may_touch(caller: &Caller, rights: Rights) -> Result<(), Problem> {
    let missing = rights.within(GUARDED).iter().find(|right| !caller.may_everywhere(*right));
    match missing {
        None => Ok(()),
        Some(right) => Err(Problem::no_right(right.in_words())
            .with_detail("自己没有的管理权限,不能给别人,也不能动有这种权限的人。")),
    }
}

/// Whether somebody may touch a user's account.
fn may_touch_user(caller: &Caller, grants: &[GrantRow]) -> Result<(), Problem> {
    let all = grants.iter().fold(Rights::NONE, |all, grant| all.and(rights_of(&grant.role)));
    may_touch(caller, all)
}

/// A grant that can be: an office or a right that there is, in a group or everywhere.
fn sound(grant: &GrantRow) -> Result<(), Problem> {
    if rights_of(&grant.role) == Rights::NONE {
        let offices = OFFICES.iter().map(|office| office.name);
        let rights = Right::ALL.iter().map(|(_, name, _)| *name);
        let known = offices.chain(rights).collect::<Vec<_>>().join("、");
        return Err(
            Problem::bad("role", "没有这个职务或权限").with_detail(format!("可以写的有:{known}。"))
        );
    }
    let sound =
        |id: &String| !id.trim().is_empty() && id.len() <= ID_BYTES_MAX && !id.starts_with('@');
    if grant.group.as_ref().is_some_and(|group| !sound(group)) {
        return Err(
            Problem::bad("group", "群号不对").with_detail("要给全部群的权限,就不要写群号。")
        );
    }
    Ok(())
}

/// A user and what they were given.
pub type WithGrants = (UserRow, Vec<GrantRow>);

/// All users with what they were given.
///
/// # Errors
/// The store fails.
pub async fn all(app: &Arc<App>) -> Result<Vec<WithGrants>, Problem> {
    app.read(|reader| {
        let users = reader.users()?;
        let with = |user: UserRow| Ok((reader.grants(user.id)?, user));
        let with = users.into_iter().map(with).collect::<Result<Vec<_>, Problem>>()?;
        Ok::<_, Problem>(with.into_iter().map(|(grants, user)| (user, grants)).collect())
    })
    .await
}

/// One user with what they were given.
///
/// # Errors
/// There is none of that number.
pub async fn one(app: &Arc<App>, id: i64) -> Result<WithGrants, Problem> {
    let user = account::user(app, id).await?;
    let grants = app.read(move |reader| reader.grants(id)).await?;
    Ok((user, grants))
}

/// A new user.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name to sign in with.
    pub name: String,
    /// How pages call them.
    pub shown: String,
    /// The member id by which groups know them.
    pub member: Option<String>,
    /// What they are given: offices or rights, in a group or everywhere.
    pub grants: Vec<(String, Option<String>)>,
    /// Whether it is a program: it has tokens and never signs in.
    pub is_program: bool,
}

/// Enters a user. Their number, and unless it is a program the link with which they set their
/// password.
///
/// # Errors
/// `name`, `name-taken`, `shown`, `member`, `role`, `group`, `no-right`: what is wrong.
pub async fn invite(
    app: &Arc<App>,
    caller: &Caller,
    new: NewUser,
    visit: &Visit,
) -> Result<(i64, Option<String>), Problem> {
    let (name, shown) = (names::new_name(&new.name)?, names::shown(&new.shown)?);
    let grant = |(role, group)| GrantRow { user: 0, role, group };
    let grants: Vec<GrantRow> = new.grants.into_iter().take(GRANTS_MAX).map(grant).collect();
    grants.iter().try_for_each(sound)?;
    may_touch_user(caller, &grants)?;
    let _changing = app.staff.changing.lock().await;
    let known = app.read(|reader| reader.users()).await?;
    room(&known)?;
    names::unlike(&name, known.iter().map(|user| user.name.as_str()))?;
    let member = member_free(new.member.as_deref(), &known, 0)?;
    let row = UserRow { name, shown, member, created: app.now(), ..UserRow::default() };
    let words: Vec<&str> = grants.iter().map(|grant| grant.role.as_str()).collect();
    let made = entry(&caller.who(), "user.make", &row.name, &words.join(" "), visit.address);
    let id = app.change_people(vec![PeopleChange::User(row)], Some(made)).await?;
    let user = account::user(app, id).await?;
    for grant in grants {
        give_locked(app, caller, &user, GrantRow { user: id, ..grant }, visit).await?;
    }
    if new.is_program {
        return Ok((id, None));
    }
    let (url, link) = links::for_password(app, &user, links::INVITATION_MS)?;
    app.change_people(vec![PeopleChange::Link(link)], None).await?;
    Ok((id, Some(url)))
}

/// Whether there is room for one more.
pub(super) fn room(known: &[UserRow]) -> Result<(), Problem> {
    match known.len() < USERS_MAX {
        true => Ok(()),
        false => Err(Problem::bad("users", format!("最多 {USERS_MAX} 个用户"))),
    }
}

/// A member id that no other user has.
fn member_free(
    wanted: Option<&str>,
    known: &[UserRow],
    own: i64,
) -> Result<Option<String>, Problem> {
    let Some(member) = wanted.map(str::trim).filter(|id| !id.is_empty()) else { return Ok(None) };
    let sound = member.len() <= ID_BYTES_MAX
        && !member.starts_with('@')
        && !member.chars().any(char::is_control);
    if !sound {
        return Err(Problem::bad("member", "成员号不对").with_detail("写平台上的号码,例如 QQ 号。"));
    }
    let other = known.iter().find(|user| user.id != own && user.member.as_deref() == Some(member));
    match other {
        None => Ok(Some(member.to_owned())),
        Some(other) => {
            let title = format!("这个成员号已经是“{}”的", other.name);
            Err(Problem::new(StatusCode::CONFLICT, "member-taken", title))
        }
    }
}

/// A link with which somebody sets a new password; their second factor stays.
///
/// # Errors
/// `no-right`: they have rights that must not be touched.
pub async fn reset_password(
    app: &Arc<App>,
    caller: &Caller,
    id: i64,
    visit: &Visit,
) -> Result<String, Problem> {
    let _changing = app.staff.changing.lock().await;
    let (user, grants) = one(app, id).await?;
    may_touch_user(caller, &grants)?;
    let (url, link) = links::for_password(app, &user, links::RESET_MS)?;
    let entry = entry(&caller.who(), "password.link", &user.name, "", visit.address);
    app.change_people(vec![PeopleChange::Link(link)], Some(entry)).await?;
    Ok(url)
}

/// Takes somebody's second factor away, whose phone and codes are lost; their sessions end.
///
/// # Errors
/// `no-right`: they have rights that must not be touched.
pub async fn clear_factor(
    app: &Arc<App>,
    caller: &Caller,
    id: i64,
    visit: &Visit,
) -> Result<(), Problem> {
    let _changing = app.staff.changing.lock().await;
    let (user, grants) = one(app, id).await?;
    may_touch_user(caller, &grants)?;
    let entry = entry(&caller.who(), "second-factor.clear", &user.name, "", visit.address);
    let row = PeopleChange::User(UserRow { totp: None, ..user });
    app.change_people(vec![row, PeopleChange::SessionsEnded(id)], Some(entry)).await.map(drop)
}

/// Takes the tie to an account elsewhere away, so that it may be made to another; their sessions
/// end.
///
/// # Errors
/// `no-right`: they have rights that must not be touched.
pub async fn unlink(
    app: &Arc<App>,
    caller: &Caller,
    id: i64,
    visit: &Visit,
) -> Result<(), Problem> {
    let _changing = app.staff.changing.lock().await;
    let (user, grants) = one(app, id).await?;
    may_touch_user(caller, &grants)?;
    let entry = entry(&caller.who(), "openid.unlink", &user.name, "", visit.address);
    let row = PeopleChange::User(UserRow { subject: None, ..user });
    app.change_people(vec![row, PeopleChange::SessionsEnded(id)], Some(entry)).await.map(drop)
}

/// What is changed of a user; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// How pages call them.
    pub shown: Option<String>,
    /// The member id by which groups know them; empty: none.
    pub member: Option<String>,
    /// Whether they may sign in no more.
    pub disabled: Option<bool>,
}

/// Changes a user. The name to sign in with stays for good: the record and cases say it.
///
/// # Errors
/// `shown`, `member`, `no-right`, `last-manager`: what is wrong.
pub async fn change(
    app: &Arc<App>,
    caller: &Caller,
    (id, wanted): (i64, Change),
    visit: &Visit,
) -> Result<(), Problem> {
    let _changing = app.staff.changing.lock().await;
    let (user, grants) = one(app, id).await?;
    may_touch_user(caller, &grants)?;
    let mut row = user.clone();
    if let Some(shown) = &wanted.shown {
        row.shown = names::shown(shown)?;
    }
    if let Some(member) = &wanted.member {
        let known = app.read(|reader| reader.users()).await?;
        row.member = member_free(Some(member), &known, id)?;
    }
    row.disabled = wanted.disabled.unwrap_or(row.disabled);
    if row.disabled && !user.disabled {
        not_the_last(app, id).await?;
    }
    let mut told: BTreeSet<_> = places(&user, &grants);
    told.extend(places(&row, &grants));
    let mut words = Vec::new();
    if row.shown != user.shown {
        words.push(format!("shown={}", row.shown));
    }
    if row.member != user.member {
        words.push(format!("member={}", row.member.as_deref().unwrap_or_default()));
    }
    if row.disabled != user.disabled {
        words.push(format!("disabled={}", row.disabled));
    }
    let entry = entry(&caller.who(), "user.change", &user.name, &words.join(" "), visit.address);
    let ends = row.disabled;
    let mut changes = vec![PeopleChange::User(row)];
    if ends {
        changes.push(PeopleChange::SessionsEnded(id));
    }
    offices::change(app, changes, told, entry).await.map(drop)
}

/// Somebody else has to be left who can manage users.
pub(super) async fn not_the_last(app: &Arc<App>, without: i64) -> Result<(), Problem> {
    let manages = |(user, grants): &WithGrants| {
        let everywhere = grants.iter().filter(|grant| grant.group.is_none());
        user.id != without
            && !user.disabled
            && everywhere.into_iter().any(|grant| rights_of(&grant.role).has(Right::ManageUsers))
    };
    if all(app).await?.iter().any(manages) {
        return Ok(());
    }
    let title = "至少要留一个能管理用户的人";
    Err(Problem::new(StatusCode::CONFLICT, "last-manager", title))
}

/// Gives a user an office or a right, in a group or everywhere.
///
/// # Errors
/// `role`, `group`, `no-right`: what is wrong.
pub async fn give(
    app: &Arc<App>,
    caller: &Caller,
    grant: GrantRow,
    visit: &Visit,
) -> Result<(), Problem> {
    sound(&grant)?;
    may_touch(caller, rights_of(&grant.role))?;
    let _changing = app.staff.changing.lock().await;
    let (user, grants) = one(app, grant.user).await?;
    if grants.len() >= GRANTS_MAX {
        return Err(Problem::bad("grants", format!("一个用户最多 {GRANTS_MAX} 项权限")));
    }
    give_locked(app, caller, &user, grant, visit).await
}

async fn give_locked(
    app: &Arc<App>,
    caller: &Caller,
    user: &UserRow,
    grant: GrantRow,
    visit: &Visit,
) -> Result<(), Problem> {
    let words = in_words(&grant, caller);
    let entry = entry(&caller.who(), "grant.give", &user.name, &words, visit.address);
    let told = places(user, std::slice::from_ref(&grant));
    offices::change(app, vec![PeopleChange::Grant(grant)], told, entry).await.map(drop)
}

fn in_words(grant: &GrantRow, caller: &Caller) -> String {
    let place = grant.group.as_deref().unwrap_or("*");
    let own = if grant.user == caller.user { " 本人" } else { "" };
    format!("{} {place}{own}", grant.role)
}

/// Takes an office or a right from a user.
///
/// # Errors
/// `not-found`, `no-right`, `last-manager`: what is wrong.
pub async fn take(
    app: &Arc<App>,
    caller: &Caller,
    grant: GrantRow,
    visit: &Visit,
) -> Result<(), Problem> {
    may_touch(caller, rights_of(&grant.role))?;
    let _changing = app.staff.changing.lock().await;
    let (user, grants) = one(app, grant.user).await?;
    if !grants.contains(&grant) {
        return Err(Problem::not_found("这项权限"));
    }
    if grant.group.is_none() && rights_of(&grant.role).has(Right::ManageUsers) {
        let rest = grants.iter().filter(|one| **one != grant && one.group.is_none());
        let keeps = rest.into_iter().any(|one| rights_of(&one.role).has(Right::ManageUsers));
        if !keeps {
            not_the_last(app, user.id).await?;
        }
    }
    let words = in_words(&grant, caller);
    let entry = entry(&caller.who(), "grant.take", &user.name, &words, visit.address);
    let told = places(&user, std::slice::from_ref(&grant));
    offices::change(app, vec![PeopleChange::Revoke(grant)], told, entry).await.map(drop)
}

/// Makes a token for a program: for a user who has no way to sign in. Of people only they
/// themselves make tokens.
///
/// # Errors
/// `not-a-program`, `token`, `scope`, `no-right`: what is wrong.
pub async fn make_token(
    app: &Arc<App>,
    caller: &Caller,
    (id, new): (i64, NewToken),
    visit: &Visit,
) -> Result<String, Problem> {
    let (user, grants) = one(app, id).await?;
    if user.password.is_some() || user.subject.is_some() {
        let title = "这是一个人的账号,令牌要由本人登录以后自己建";
        return Err(Problem::new(StatusCode::FORBIDDEN, "not-a-program", title));
    }
    may_touch_user(caller, &grants)?;
    account::keep_token(app, caller, &user, new, visit).await
}

/// Ends one of somebody's tokens.
///
/// # Errors
/// There is none of that name, or they have rights that must not be touched.
pub async fn end_token(
    app: &Arc<App>,
    caller: &Caller,
    (id, named): (i64, &str),
    visit: &Visit,
) -> Result<(), Problem> {
    let (user, grants) = one(app, id).await?;
    may_touch_user(caller, &grants)?;
    account::drop_token(app, caller, &user, named, visit).await
}

/// Ends all of somebody's sessions.
///
/// # Errors
/// They have rights that must not be touched.
pub async fn end_sessions(
    app: &Arc<App>,
    caller: &Caller,
    id: i64,
    visit: &Visit,
) -> Result<(), Problem> {
    let (user, grants) = one(app, id).await?;
    may_touch_user(caller, &grants)?;
    let entry = entry(&caller.who(), "session.end", &user.name, "all", visit.address);
    app.change_people(vec![PeopleChange::SessionsEnded(id)], Some(entry)).await.map(drop)
}
