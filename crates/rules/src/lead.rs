//! Several rules of one kind over one matter: which of them acts.
//!
//! A document says in one clause that what is published is reviewed, in another by whom. Both are
//! rules; a request must still be answered once. Each enters what it says in the register when it
//! comes into force; the one that says most acts for all.

use std::fmt::Debug;

use crate::finder::{Outcome, Outcomes};
use crate::register::Entry;
use crate::scene::{Edition, GroupView, Moment};

/// The place of one rule among those of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    list: &'static str,
    rank: usize,
    print: u64,
}

impl Lead {
    /// The rule's place on a list: whoever says more comes first, of equals always the same one.
    #[must_use]
    pub fn new(list: &'static str, says: usize, params: &impl Debug) -> Lead {
        const MOST: usize = 999;
        let rank = MOST - says.min(MOST);
        Lead { list, rank, print: text::key_of(&format!("{params:?}")) }
    }

    /// A rule that only watches never stands in the way of one that acts.
    fn list(&self, edition: Edition<'_>) -> String {
        let watches = if edition.observed { "/observed" } else { "" };
        format!("{}{watches}", self.list)
    }

    fn key(&self, edition: Edition<'_>) -> String {
        let Lead { rank, print, .. } = self;
        format!("{rank:03}/{print:016x}/{}/{}", edition.version, edition.policy)
    }

    /// For [`crate::finder::Finder::begins`]; `text` is for the others to read.
    pub fn begins(&self, text: &str, moment: &Moment<'_>, out: &mut Outcomes) {
        let entry = Entry::new(&self.list(moment.edition), &self.key(moment.edition));
        out.push(Outcome::Enter(entry.text(text)));
    }

    /// Whether this rule acts.
    #[must_use]
    pub fn acts(&self, group: &dyn GroupView, edition: Edition<'_>) -> bool {
        let entries = group.entries(&self.list(edition), "");
        entries.first().is_none_or(|first| first.key >= self.key(edition))
    }

    /// What the rules of the list say, in order.
    #[must_use]
    pub fn texts<'g>(&self, group: &'g dyn GroupView, edition: Edition<'_>) -> Vec<&'g str> {
        let entries = group.entries(&self.list(edition), "");
        entries.into_iter().map(|entry| entry.text.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_says_more_comes_first() {
        let edition = Edition { policy: "a", version: 1, observed: false, next: None };
        let (more, less) = (Lead::new("x", 3, &"a"), Lead::new("x", 0, &"a"));
        assert!(more.key(edition) < less.key(edition));
        assert_eq!(less, Lead::new("x", 0, &"a"));
        assert_ne!(less, Lead::new("x", 0, &"b"));
    }
}
