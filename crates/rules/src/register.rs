//! What rules remember beyond members and messages: the register of a group, entry by entry.
//!
//! A kind keeps no state of its own. What it has to remember (a log-in that was lent, a signature,
//! a lecture that is on, a ballot paper) it enters here; the engine keeps the entries, bounded,
//! gives them back, and calls [`crate::finder::Finder::comes_due`] when an entry's time has come.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::scene::MemberIx;

/// The list of those on leave: the key is the member's id, the end stands in `due`. The engine
/// frees them from recurring duties and from duties that run out meanwhile.
pub const LEAVE: &str = "leave";

/// The list of the organisation's accounts: the key is the account, `text` its holder.
pub const ACCOUNTS: &str = "account";

/// One entry of a group's register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// On which list it stands; kinds may share a list.
    pub list: String,
    /// What it is about: one of a kind on its list. Several ids are joined by `/`.
    pub key: String,
    /// The member whom it concerns.
    pub member: Option<MemberIx>,
    /// A count, a sum, a choice: what the list says.
    pub number: i64,
    /// In words: what the list says.
    pub text: String,
    /// When it was entered; the engine sets it.
    pub at: Timestamp,
    /// When the rule that entered it wants to be called; none: never.
    pub due: Option<Timestamp>,
}

impl Entry {
    /// An entry that says only that it is there.
    #[must_use]
    pub fn new(list: &str, key: &str) -> Entry {
        Entry {
            list: list.to_owned(),
            key: key.to_owned(),
            member: None,
            number: 0,
            text: String::new(),
            at: Timestamp::MIN,
            due: None,
        }
    }

    /// The entry about a member.
    #[must_use]
    pub fn of(mut self, member: Option<MemberIx>) -> Entry {
        self.member = member;
        self
    }

    /// The entry with a number.
    #[must_use]
    pub fn number(mut self, number: i64) -> Entry {
        self.number = number;
        self
    }

    /// The entry with words.
    #[must_use]
    pub fn text(mut self, text: &str) -> Entry {
        text.clone_into(&mut self.text);
        self
    }

    /// The entry with a time at which its rule is called.
    #[must_use]
    pub fn due(mut self, due: Timestamp) -> Entry {
        self.due = Some(due);
        self
    }
}
