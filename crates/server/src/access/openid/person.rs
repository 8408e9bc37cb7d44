//! Who somebody is here who comes with an account of a sign-in service.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use store::people::{GrantRow, PeopleChange, UserRow};

use super::token::{Claims, word};
use super::trouble::Trouble;
use crate::access::caller::Caller;
use crate::access::links::{self, LinkFor};
use crate::access::offices::{self, entry, places};
use crate::access::right::{Right, rights_of};
use crate::access::sign_in::{Opened, Visit, open};
use crate::access::{account, names, second, users};
use crate::app::App;
use crate::config::openid::{Create, OpenId};
use crate::problem::Problem;

/// How many names are tried for a new user.
const NAMES_TRIED: usize = 100;

/// Somebody whom a service names.
#[derive(Clone, Copy)]
pub(super) struct Coming<'a> {
    pub(super) provider: &'a OpenId,
    pub(super) claims: &'a Claims,
}

/// The claims that are looked at.
pub(super) fn wanted(provider: &OpenId) -> Vec<&str> {
    let mut names: Vec<&str> = provider.roles.iter().map(|role| role.claim.as_str()).collect();
    if provider.create == Create::NoRights {
        names.extend([provider.shown.as_str(), provider.login.as_str()]);
    }
    if !provider.email_domains.is_empty() {
        names.extend(["email", "email_verified"]);
    }
    names
}

impl Coming<'_> {
    /// As users know them.
    fn subject(self) -> String {
        format!("{} {}", self.provider.issuer, word(self.claims, "sub").unwrap_or_default())
    }

    fn trouble(self, trouble: &Trouble) -> Problem {
        trouble.problem(self.provider)
    }

    /// Whether they have an e-mail address that the settings want. What nobody has confirmed is
    /// only what somebody typed.
    fn has_domain(self) -> bool {
        let domains = &self.provider.email_domains;
        let confirmed = self.claims.get("email_verified").and_then(Value::as_bool) == Some(true);
        let domain = word(self.claims, "email").and_then(|email| email.rsplit_once('@'));
        let domain = domain.map(|(_, domain)| domain.to_ascii_lowercase());
        let known = |domain: String| domains.iter().any(|one| one.to_ascii_lowercase() == domain);
        domains.is_empty() || (confirmed && domain.is_some_and(known))
    }

    /// Whether a claim says that word.
    fn says(self, claim: &str, value: &str) -> bool {
        match self.claims.get(claim) {
            Some(Value::String(one)) => one == value,
            Some(Value::Array(all)) => all.iter().any(|one| one.as_str() == Some(value)),
            _ => false,
        }
    }
}

/// Whom an invitation is for, where an account elsewhere can be theirs. Who has a second factor,
/// or such an account already, is not led around it by a link that somebody else made.
pub(super) async fn invited(app: &Arc<App>, link: &str) -> Result<(UserRow, Vec<u8>), Problem> {
    let (row, LinkFor::Password(user)) = links::find(app, link).await? else {
        return Err(links::useless());
    };
    Ok((user, row.key))
}

/// Lets somebody in.
pub(super) async fn admit(
    app: &Arc<App>,
    coming: Coming<'_>,
    link: Option<&str>,
    visit: &Visit,
) -> Result<Opened, Problem> {
    if !coming.has_domain() {
        return Err(coming.trouble(&Trouble::Domain));
    }
    let _changing = app.staff.changing.lock().await;
    let subject = coming.subject();
    let asked = subject.clone();
    let known = app.read(move |reader| reader.user_of_subject(&asked)).await?;
    let (user, changes) = match (known, link) {
        (Some(known), None) => (known, Vec::new()),
        (known, Some(link)) => {
            let (user, key) = invited(app, link).await?;
            linked(app, coming, known, (user, key, subject), visit).await?
        }
        (None, None) if coming.provider.create == Create::NoRights => {
            (created(app, coming, subject, visit).await?, Vec::new())
        }
        (None, None) => return Err(coming.trouble(&Trouble::Stranger)),
    };
    if user.disabled {
        return Err(coming.trouble(&Trouble::Disabled));
    }
    let opened = open(app, &user, changes, "sign-in.openid", visit).await?;
    give_roles(app, coming, &user, visit).await?;
    Ok(opened)
}

/// The account becomes that of whoever was invited.
async fn linked(
    app: &Arc<App>,
    coming: Coming<'_>,
    known: Option<UserRow>,
    (user, link, subject): (UserRow, Vec<u8>, String),
    visit: &Visit,
) -> Result<(UserRow, Vec<PeopleChange>), Problem> {
    if known.is_some_and(|known| known.id != user.id) {
        return Err(coming.trouble(&Trouble::Taken));
    }
    let other = user.subject.as_ref().is_some_and(|kept| *kept != subject);
    if second::is_on(&user) || other {
        return Err(coming.trouble(&Trouble::Guarded));
    }
    let id = user.id;
    let row = UserRow { subject: Some(subject), ..user };
    let mut changes = vec![
        PeopleChange::LinkUsed(link),
        PeopleChange::User(row.clone()),
        PeopleChange::SessionsEnded(id),
    ];
    if row.password.is_none() {
        // Tokens that others made for a program are no tokens of a person.
        let tokens = app.read(move |reader| reader.tokens(id)).await?;
        changes.extend(tokens.into_iter().map(|row| PeopleChange::TokenEnded(row.key)));
    }
    let made = entry(&row.name, "openid.link", &row.name, &coming.provider.id, visit.address);
    app.change_people(changes, Some(made)).await?;
    Ok((row, Vec::new()))
}

/// The account becomes that of whoever is signed in here.
pub(super) async fn link_own(
    app: &Arc<App>,
    coming: Coming<'_>,
    caller: &Caller,
    visit: &Visit,
) -> Result<(), Problem> {
    if !coming.has_domain() {
        return Err(coming.trouble(&Trouble::Domain));
    }
    let _changing = app.staff.changing.lock().await;
    let subject = coming.subject();
    let asked = subject.clone();
    let known = app.read(move |reader| reader.user_of_subject(&asked)).await?;
    if known.is_some_and(|known| known.id != caller.user) {
        return Err(coming.trouble(&Trouble::Taken));
    }
    let user = account::user(app, caller.user).await?;
    if user.disabled {
        return Err(coming.trouble(&Trouble::Disabled));
    }
    if user.subject.as_ref().is_some_and(|kept| *kept != subject) {
        return Err(coming.trouble(&Trouble::Guarded));
    }
    let name = user.name.clone();
    let row = PeopleChange::User(UserRow { subject: Some(subject), ..user });
    let made = entry(&caller.who(), "openid.link", &name, &coming.provider.id, visit.address);
    app.change_people(vec![row], Some(made)).await.map(drop)
}

/// Enters somebody whom nobody has invited, with no rights.
async fn created(
    app: &Arc<App>,
    coming: Coming<'_>,
    subject: String,
    visit: &Visit,
) -> Result<UserRow, Problem> {
    let known = app.read(|reader| reader.users()).await?;
    users::room(&known)?;
    let wanted = word(coming.claims, &coming.provider.login).unwrap_or_default();
    // What looks like an e-mail address goes by what stands before the @.
    let wanted = wanted.split('@').next().unwrap_or_default();
    let base = names::new_name(wanted).unwrap_or_else(|_| coming.provider.id.to_lowercase());
    let numbered = (2..NAMES_TRIED).map(|number| format!("{base}-{number}"));
    let free = |name: &String| {
        let name = names::new_name(name).ok()?;
        names::unlike(&name, known.iter().map(|user| user.name.as_str())).ok().map(|()| name)
    };
    let name = std::iter::once(base.clone()).chain(numbered).find_map(|name| free(&name));
    let name = name.ok_or_else(|| Problem::bad("name", "登录名都被用了,请管理员邀请您"))?;
    let shown = word(coming.claims, &coming.provider.shown).unwrap_or_default();
    let shown = names::shown(shown).unwrap_or_else(|_| name.clone());
    let subject = Some(subject);
    let row = UserRow { name, shown, subject, created: app.now(), ..UserRow::default() };
    let made = entry(&row.name, "user.make", &row.name, &coming.provider.id, visit.address);
    let id = app.change_people(vec![PeopleChange::User(row.clone())], Some(made)).await?;
    Ok(UserRow { id, ..row })
}

/// Gives and takes what the settings say of the service's words for somebody. Other offices and
/// rights stay as people gave them.
async fn give_roles(
    app: &Arc<App>,
    coming: Coming<'_>,
    user: &UserRow,
    visit: &Visit,
) -> Result<(), Problem> {
    let id = user.id;
    if coming.provider.roles.is_empty() {
        return Ok(());
    }
    let grants = app.read(move |reader| reader.grants(id)).await?;
    let said = |said: bool| {
        let roles = coming.provider.roles.iter();
        let roles = roles.filter(move |role| coming.says(&role.claim, &role.value) == said);
        let grant = move |role: &crate::config::openid::RoleOfClaim| GrantRow {
            user: id,
            role: role.role.clone(),
            group: role.group.clone(),
        };
        roles.map(grant).collect::<BTreeSet<GrantRow>>()
    };
    let (given, others) = (said(true), said(false));
    let by = format!("@openid:{}", coming.provider.id);
    for grant in given.iter().filter(|grant| !grants.contains(grant)) {
        let change = PeopleChange::Grant(grant.clone());
        change_grant(app, user, (grant, change, "grant.give"), &by, visit).await?;
    }
    for grant in others.iter().filter(|grant| !given.contains(grant) && grants.contains(grant)) {
        let manages = grant.group.is_none() && rights_of(&grant.role).has(Right::ManageUsers);
        // Somebody has to be left who manages users, whatever the service says.
        if manages && users::not_the_last(app, id).await.is_err() {
            tracing::warn!(user = user.name, "the last who manages users keeps that right");
            continue;
        }
        let change = PeopleChange::Revoke(grant.clone());
        change_grant(app, user, (grant, change, "grant.take"), &by, visit).await?;
    }
    Ok(())
}

async fn change_grant(
    app: &Arc<App>,
    user: &UserRow,
    (grant, change, act): (&GrantRow, PeopleChange, &str),
    by: &str,
    visit: &Visit,
) -> Result<(), Problem> {
    let words = format!("{} {}", grant.role, grant.group.as_deref().unwrap_or("*"));
    let entry = entry(by, act, &user.name, &words, visit.address);
    let told = places(user, std::slice::from_ref(grant));
    offices::change(app, vec![change], told, entry).await.map(drop)
}
