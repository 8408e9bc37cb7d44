//! What the organisation knows of its own: lists of words, texts that members read, days of its
//! calendar, a model learned from its verdicts, pictures it does not want. Changed here by pages
//! and programs alike, one change after another, each with a record of who made it.

pub mod days;
pub mod learning;
pub mod notice;
pub mod pictures;
pub mod texts;
pub mod trial;
pub mod wanted;
pub mod words;

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use runtime::{Change, Known};
use store::people::AuditEntry;

use crate::access::Caller;
use crate::app::App;
use crate::problem::Problem;

/// What changing it needs.
#[derive(Debug, Default)]
pub struct Own {
    /// Who changes something reads it first: one after another.
    turn: Mutex<()>,
    /// A model that is being learned, or waits to be used.
    pub learning: learning::Learning,
    /// What judging came to on what was lately said.
    pub counted: trial::Counted,
    /// Pictures that are not wanted again.
    pub unwanted: pictures::Unwanted,
    /// Words that were tried out and wait to be used.
    pub wishes: wanted::Wishes,
}

/// Whoever changes something, and from where.
#[derive(Clone, Debug)]
pub struct By {
    /// Their name, or a token's.
    pub who: String,
    /// Their address.
    pub address: String,
}

impl By {
    /// Whoever asks.
    #[must_use]
    pub fn of(caller: &Caller, address: IpAddr) -> By {
        By { who: caller.who(), address: address.to_string() }
    }
}

impl App {
    /// Changes what the organisation knows of its own: what `changes` makes of what is known now,
    /// all of it together; nothing where that is nothing. It blocks.
    ///
    /// # Errors
    /// As `changes`; something can't be used, or could not be stored.
    pub fn change_own(
        &self,
        by: &By,
        changes: impl FnOnce(&Known) -> Result<Vec<Change>, Problem>,
    ) -> Result<(), Problem> {
        let _turn = self.own.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let changes = changes(&self.runtime.known())?;
        let Some(first) = changes.first() else { return Ok(()) };
        let join = |part: fn(&Change) -> &str| {
            let parts: Vec<&str> =
                changes.iter().map(part).filter(|part| !part.is_empty()).collect();
            parts.join(";")
        };
        let entry = AuditEntry {
            who: by.who.clone(),
            act: format!("{}.change", first.about.name()),
            object: join(|change| &change.name),
            detail: join(|change| &change.note),
            address: by.address.clone(),
        };
        Ok(self.runtime.learn(changes, entry)?)
    }
}
