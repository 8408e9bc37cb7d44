//! Whoever signs in: users, what they may do, sessions, tokens, one-time links, and the audit
//! record of what they did. Secrets come in as hashes; the store never sees one.

use model::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody who may sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserRow {
    /// Its number, from 1; 0: not kept yet.
    pub id: i64,
    /// The name to sign in with.
    pub name: String,
    /// How pages call them.
    pub shown: String,
    /// A hash of the password, with its parameters; none: they sign in otherwise.
    pub password: Option<String>,
    /// The sealed secret of their one-time passwords.
    pub totp: Option<Vec<u8>>,
    /// The last step of one-time passwords that was used: none counts twice.
    pub totp_step: i64,
    /// The issuer and subject of an outside account.
    pub subject: Option<String>,
    /// The member id by which groups know them.
    pub member: Option<String>,
    /// When they were entered.
    pub created: Timestamp,
    /// Whether they may sign in no more.
    pub disabled: bool,
}

/// Which users a list has: by name, behind one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Words in a name of theirs, or their member id; empty: all.
    pub words: String,
    /// The name behind which it begins.
    pub after: String,
    /// The most users.
    pub limit: u32,
}

/// A user as a list has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUser {
    /// The user.
    pub user: UserRow,
    /// What they were given.
    pub grants: Vec<GrantRow>,
    /// Whether they have tokens.
    pub has_tokens: bool,
}

/// A right: a role in a group, or everywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantRow {
    /// The user.
    pub user: i64,
    /// The role's name.
    pub role: String,
    /// The group; none: everywhere.
    pub group: Option<String>,
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// A hash of the session's secret.
    pub key: Vec<u8>,
    /// Whose it is.
    pub user: i64,
    /// Since when.
    pub created: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// From where.
    pub address: String,
    /// With which program.
    pub agent: String,
}

/// A program's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// A hash of the token.
    pub key: Vec<u8>,
    /// Whose it is.
    pub user: i64,
    /// What it is called.
    pub name: String,
    /// What it may do, separated by spaces.
    pub scopes: String,
    /// Since when.
    pub created: Timestamp,
    /// When it ends, where it does.
    pub expires: Option<Timestamp>,
    /// When it was last used.
    pub seen: Option<Timestamp>,
}

/// A link that works once: the first set-up, an invitation, a new password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// A hash of the link's secret.
    pub key: Vec<u8>,
    /// What it is for.
    pub purpose: String,
    /// Whose it is, where it is somebody's.
    pub user: Option<i64>,
    /// When it ends.
    pub expires: Timestamp,
}

/// What somebody of the staff did: kept in the journal, so that it can't be changed unseen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Who: a user's name, a token's, or `@system`.
    pub who: String,
    /// What they did, as a word: `policy.activate`, `effect.release`.
    pub act: String,
    /// To what.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object: String,
    /// More of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// From where.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

/// An audit entry as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// The journal's record.
    pub record: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub entry: AuditEntry,
}

/// A change of who may sign in.
#[derive(Clone, Debug)]
pub enum PeopleChange {
    /// Enters a user, or replaces the one of that number.
    User(UserRow),
    /// Gives a right.
    Grant(GrantRow),
    /// Takes a right.
    Revoke(GrantRow),
    /// Enters a session.
    Session(SessionRow),
    /// Notes that a session was used, and until when it now lasts.
    SessionSeen {
        /// Its key.
        key: Vec<u8>,
        /// When.
        seen: Timestamp,
        /// Until when.
        expires: Timestamp,
    },
    /// Ends a session.
    SessionEnded(Vec<u8>),
    /// Ends all sessions of a user.
    SessionsEnded(i64),
    /// Enters a token.
    Token(TokenRow),
    /// Notes that a token was used.
    TokenSeen {
        /// Its key.
        key: Vec<u8>,
        /// When.
        seen: Timestamp,
    },
    /// Ends a token.
    TokenEnded(Vec<u8>),
    /// Enters a link.
    Link(LinkRow),
    /// Uses a link up: fails where it is not there any more, so that it works once.
    LinkUsed(Vec<u8>),
    /// Forgets sessions, tokens and links that ended before.
    Ended {
        /// Before when.
        before: Timestamp,
    },
}
