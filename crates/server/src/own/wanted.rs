//! Words that somebody wants to use: tried out first, used when they have seen the result.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use model::time::HOUR_MS;
use runtime::{Change, Known};

use super::trial::Tried;
use super::words::{self, Entry};
use crate::problem::Problem;

/// How many people's wishes are remembered; the oldest goes first.
const PEOPLE_MAX: usize = 16;
/// For how long they are.
const KEPT_MS: i64 = HOUR_MS;

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To add a word to a list.
    Word {
        /// The list.
        list: String,
        /// The word.
        entry: Entry,
    },
    /// To put a list in the place of what has its name.
    List {
        /// The list.
        list: String,
        /// Its lines.
        text: String,
    },
}

impl Wanted {
    /// The list that it is about.
    #[must_use]
    pub fn list(&self) -> &str {
        match self {
            Wanted::Word { list, .. } | Wanted::List { list, .. } => list,
        }
    }

    /// The words that it brings.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        match self {
            Wanted::Word { entry, .. } => vec![entry.clone()],
            Wanted::List { text, .. } => words::entries(text),
        }
    }

    /// The change that it is, by what is known now.
    ///
    /// # Errors
    /// It can't be done.
    pub fn change(&self, known: &Known) -> Result<Change, Problem> {
        match self {
            Wanted::Word { list, entry } => words::add(known, list, entry),
            Wanted::List { list, text } => Ok(words::put(list, words::checked(text)?)),
        }
    }
}

/// A wish, and what it would do.
#[derive(Debug)]
pub struct Waiting {
    /// When it was tried.
    pub at: Timestamp,
    /// What is wanted.
    pub wanted: Wanted,
    /// What it would do.
    pub tried: Tried,
}

/// The last wish of each person.
#[derive(Debug, Default)]
pub struct Wishes(Mutex<BTreeMap<String, Arc<Waiting>>>);

impl Wishes {
    /// Remembers a wish in the place of the one before.
    pub fn keep(&self, who: &str, waiting: Waiting) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| waiting.at.since(one.at) < KEPT_MS);
        if all.len() >= PEOPLE_MAX && !all.contains_key(who) {
            let oldest = all.iter().min_by_key(|(_, one)| one.at).map(|(who, _)| who.clone());
            oldest.and_then(|who| all.remove(&who));
        }
        all.insert(who.to_owned(), Arc::new(waiting));
    }

    /// Somebody's wish.
    #[must_use]
    pub fn of(&self, who: &str) -> Option<Arc<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(who).cloned()
    }

    /// Forgets somebody's wish.
    pub fn forget(&self, who: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(who);
    }
}
