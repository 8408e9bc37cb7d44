//! Who asks: read from a session's cookie or a token, remembered for a moment.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use model::Timestamp;
use store::dialect::Reader;
use store::people::{PeopleChange, UserRow};
use store::{StoreError, people};

use super::right::{Right, Rights, rights_of};
use super::second::is_on;
use super::secret::{self, Hash};
use super::sign_in::ends;
use crate::config;

/// The cookie that has a session's secret.
pub const COOKIE: &str = "qungui_session";
/// How long an answer of the store about a caller is remembered.
const REMEMBERED_MS: i64 = 10_000;
/// How many callers are remembered.
const CALLERS_MAX: usize = 10_000;

/// By what somebody showed who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// A browser's session, by its key.
    Session(Hash),
    /// A token, by its key and name.
    Token(Hash, String),
}

/// Somebody who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The user's number.
    pub user: i64,
    /// The name that they sign in with.
    pub name: String,
    /// How pages call them.
    pub shown: String,
    /// The member id by which groups know them.
    pub member: String,
    /// What they may do everywhere.
    pub everywhere: Rights,
    /// What else they may do in a group.
    pub in_groups: BTreeMap<String, Rights>,
    /// By what they showed who they are.
    pub means: Means,
    /// Until when that holds.
    pub expires: Option<Timestamp>,
}

impl Caller {
    /// Whether they may, everywhere.
    #[must_use]
    pub fn may_everywhere(&self, right: Right) -> bool {
        self.everywhere.has(right)
    }

    /// Whether they may, in that group.
    #[must_use]
    pub fn may_in(&self, right: Right, group: &str) -> bool {
        self.everywhere.has(right)
            || self.in_groups.get(group).is_some_and(|rights| rights.has(right))
    }

    /// Whether there is a group in which they may.
    #[must_use]
    pub fn may_somewhere(&self, right: Right) -> bool {
        self.everywhere.has(right) || self.in_groups.values().any(|rights| rights.has(right))
    }

    /// Who it is for the record of what the staff did.
    #[must_use]
    pub fn who(&self) -> String {
        match &self.means {
            Means::Session(_) => self.name.clone(),
            Means::Token(_, token) => format!("{}/{token}", self.name),
        }
    }
}

/// The member id of a user whom no platform knows.
#[must_use]
pub fn member_of(user: &UserRow) -> String {
    user.member.clone().unwrap_or_else(|| format!("@user:{}", user.name))
}

/// What somebody shows: whether as a token, and its hash. A session's secret is no token.
pub type Shown = (bool, Hash);

struct Remembered {
    caller: Option<Arc<Caller>>,
    until: Timestamp,
}

/// Finds out who asks.
#[derive(Default)]
pub struct Access {
    remembered: Mutex<HashMap<Shown, Remembered>>,
    generation: AtomicU64,
}

impl Access {
    /// What somebody shows: a bearer token before a cookie. Whether it is a token. Who shows two
    /// of a kind shows nothing: one of them was slipped in.
    #[must_use]
    pub fn shown(headers: &HeaderMap) -> Option<Shown> {
        let mut said = headers.get_all(header::AUTHORIZATION).iter();
        if let Some(value) = said.next() {
            let token = value.to_str().ok()?.strip_prefix("Bearer ")?;
            return said.next().is_none().then(|| (true, secret::hash(token.trim())));
        }
        let cookies = headers.get_all(header::COOKIE).iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let pairs = cookies.flat_map(|value| value.split(';')).map(str::trim);
        let mut secrets = pairs.filter_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='));
        let secret = secrets.next()?;
        secrets.next().is_none().then(|| (false, secret::hash(secret)))
    }

    /// What is remembered of it: none where the store has to be asked.
    #[must_use]
    pub fn remembered(&self, shown: &Shown, now: Timestamp) -> Option<Option<Arc<Caller>>> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let known = remembered.get(shown).filter(|known| known.until > now)?;
        Some(known.caller.clone())
    }

    /// Which state of users and rights the store is asked in.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Remembers what the store said, unless something has changed since it was asked.
    pub fn remember(
        &self,
        shown: Shown,
        caller: Option<Arc<Caller>>,
        now: Timestamp,
        generation: u64,
    ) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if self.generation() != generation {
            return;
        }
        if remembered.len() >= CALLERS_MAX {
            remembered.clear();
        }
        let ends = caller.as_ref().and_then(|caller| caller.expires);
        let until = now.plus_ms(REMEMBERED_MS).min(ends.unwrap_or(Timestamp(i64::MAX)));
        remembered.insert(shown, Remembered { caller, until });
    }

    /// Users, rights, sessions or tokens have changed: everybody is looked up again.
    pub fn forget(&self) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        self.generation.fetch_add(1, Ordering::AcqRel);
        remembered.clear();
    }
}

/// How often it is noted that a session or token is in use.
const NOTED_MS: i64 = model::time::MINUTE_MS;
/// Rights that sleep while their holder has no second factor, where one is asked for.
const NEED_FACTOR: Rights = Rights::of(&[Right::ManageUsers, Right::Operate, Right::EditPolicies]);

/// Somebody who was looked up.
pub struct Found {
    /// Who it is.
    pub caller: Caller,
    /// That they are here, where it is to be noted.
    pub note: Option<PeopleChange>,
}

/// Looks up in the store who shows that.
///
/// # Errors
/// The store fails.
pub fn look_up(
    reader: &mut dyn Reader,
    (is_token, key): Shown,
    now: Timestamp,
    set: &config::SignIn,
) -> Result<Option<Found>, StoreError> {
    let stale = |seen: Timestamp| now.since(seen) >= NOTED_MS;
    let (user, means, mut expires, within, note) = if is_token {
        let Some(token) = reader.token(&key)? else { return Ok(None) };
        let note = token.seen.is_none_or(stale);
        let note = note.then(|| PeopleChange::TokenSeen { key: key.to_vec(), seen: now });
        let scopes = token.scopes.split_whitespace().map(rights_of);
        let within = scopes.fold(Rights::NONE, Rights::and);
        (token.user, Means::Token(key, token.name), token.expires, within, note)
    } else {
        let Some(session) = reader.session(&key)? else { return Ok(None) };
        let expires = ends(session.created, now, set);
        let note = stale(session.seen);
        let note =
            note.then(|| PeopleChange::SessionSeen { key: key.to_vec(), seen: now, expires });
        (session.user, Means::Session(key), Some(session.expires), Rights::ALL, note)
    };
    if expires.is_some_and(|expires| expires <= now) {
        return Ok(None);
    }
    let Some(user) = reader.user(user)?.filter(|user| !user.disabled) else { return Ok(None) };
    if let Some(PeopleChange::SessionSeen { expires: until, .. }) = &note {
        expires = Some(*until);
    }
    let grants = reader.grants(user.id)?;
    let sleeps = set.require_totp && user.password.is_some() && !is_on(&user);
    let within = if sleeps { within.without(NEED_FACTOR) } else { within };
    let (everywhere, in_groups) = rights(&grants, within);
    let member = member_of(&user);
    let UserRow { id, name, shown, .. } = user;
    let caller = Caller { user: id, name, shown, member, everywhere, in_groups, means, expires };
    Ok(Some(Found { caller, note }))
}

fn rights(grants: &[people::GrantRow], within: Rights) -> (Rights, BTreeMap<String, Rights>) {
    let mut everywhere = Rights::NONE;
    let mut in_groups: BTreeMap<String, Rights> = BTreeMap::new();
    for grant in grants {
        let rights = rights_of(&grant.role).within(within);
        match &grant.group {
            None => everywhere = everywhere.and(rights),
            Some(group) => {
                let known = in_groups.entry(group.clone()).or_default();
                *known = known.and(rights);
            }
        }
    }
    (everywhere, in_groups)
}
