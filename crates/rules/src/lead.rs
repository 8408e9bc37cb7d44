//! Several rules of one kind over one matter: which of them acts.
//!
//! A document says in one clause that what is published is reviewed, in another by whom. Both are
//! rules; a request must still be answered once. Each enters what it says in the register when it
//! comes into force; the one that says most acts for all.

use std::fmt::Debug;

use crate::finder::{Outcome, Outcomes};
use crate::register::Entry;
use crate::scene::GroupView;

/// The place of one rule among those of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    list: &'static str,
    key: String,
}

impl Lead {
    /// The rule's place on a list: whoever says more comes first, of equals always the same one.
    #[must_use]
    pub fn new(list: &'static str, says: usize, params: &impl Debug) -> Lead {
        const MOST: usize = 999;
        let rank = MOST - says.min(MOST);
        Lead { list, key: format!("{rank:03}/{:016x}", text::key_of(&format!("{params:?}"))) }
    }

    /// For [`crate::finder::Finder::begins`]; `text` is for the others to read.
    pub fn begins(&self, text: &str, out: &mut Outcomes) {
        out.push(Outcome::Enter(Entry::new(self.list, &self.key).text(text)));
    }

    /// Whether this rule acts.
    #[must_use]
    pub fn acts(&self, group: &dyn GroupView) -> bool {
        group.entries(self.list, "").first().is_none_or(|first| first.key >= self.key)
    }

    /// What the rules of the list say, in order.
    #[must_use]
    pub fn texts<'g>(&self, group: &'g dyn GroupView) -> Vec<&'g str> {
        group.entries(self.list, "").into_iter().map(|entry| entry.text.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_says_more_comes_first() {
        let (more, less) = (Lead::new("x", 3, &"a"), Lead::new("x", 0, &"a"));
        assert!(more.key < less.key);
        assert_eq!(less, Lead::new("x", 0, &"a"));
        assert_ne!(less, Lead::new("x", 0, &"b"));
    }
}
