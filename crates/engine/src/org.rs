//! What the personnel list says of people; shared by all groups, changed only by events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The most people that the list remembers.
const PEOPLE_MAX: usize = 1_000_000;

/// Who is on the organisation's staff, and who has left it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Org {
    active: BTreeMap<String, bool>,
}

impl Org {
    /// Notes whether somebody is on the staff.
    pub fn note(&mut self, id: &str, active: bool) {
        if self.active.len() < PEOPLE_MAX || self.active.contains_key(id) {
            self.active.insert(id.to_owned(), active);
        }
    }

    /// Everybody on the staff, in the order of their ids.
    #[must_use]
    pub fn active(&self) -> Vec<&str> {
        self.active.iter().filter(|(_, active)| **active).map(|(id, _)| id.as_str()).collect()
    }

    /// Whether somebody is on the staff, where the list says anything of them.
    #[must_use]
    pub fn on_staff(&self, id: &str) -> Option<bool> {
        self.active.get(id).copied()
    }
}
