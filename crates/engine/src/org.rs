//! What all groups share: what the personnel list says of people, changed only by events; and
//! which group saw a content first, where rules ask for it.

use std::collections::BTreeMap;

use model::Roles;
use policy::param::Who;
use serde::{Deserialize, Serialize};

use crate::program::belongs;
use crate::shared::Shared;

/// The most people that the list remembers.
const PEOPLE_MAX: usize = 1_000_000;
/// The most tags that are kept of one person.
const TAGS_MAX: usize = 16;
/// The longest tag that is kept, in characters.
const TAG_CHARS_MAX: usize = 32;

/// Who is on the organisation's staff, and who has left it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Org {
    people: BTreeMap<String, Person>,
    /// Offices that hold in every group.
    offices: BTreeMap<String, Roles>,
    /// Contents and their first group.
    pub shared: Shared,
}

/// What the list says of one person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Person {
    active: bool,
    roles: Roles,
    tags: Box<[String]>,
}

impl Org {
    /// Notes whether somebody is on the staff. What an event leaves out about an active person
    /// stays as it was.
    pub fn note<'t>(
        &mut self,
        id: &str,
        active: bool,
        roles: Roles,
        tags: impl Iterator<Item = &'t str>,
    ) {
        if self.people.len() >= PEOPLE_MAX && !self.people.contains_key(id) {
            return;
        }
        let person = self.people.entry(id.to_owned()).or_default();
        person.active = active;
        if roles != Roles::NONE {
            person.roles = roles;
        }
        let cut = |tag: &str| tag.chars().take(TAG_CHARS_MAX).collect::<String>();
        let tags: Box<[String]> = tags.take(TAGS_MAX).map(cut).collect();
        if !tags.is_empty() {
            person.tags = tags;
        }
    }

    /// Notes which offices somebody has in every group.
    pub fn give(&mut self, id: &str, offices: Roles) {
        if offices.is_empty() {
            self.offices.remove(id);
        } else if self.offices.len() < PEOPLE_MAX || self.offices.contains_key(id) {
            self.offices.insert(id.to_owned(), offices);
        }
    }

    /// The offices that somebody has in every group.
    #[must_use]
    pub fn offices(&self, id: &str) -> Roles {
        self.offices.get(id).copied().unwrap_or_default()
    }

    /// Everybody on the staff, in the order of their ids.
    #[must_use]
    pub fn active(&self) -> Vec<&str> {
        self.people.iter().filter(|(_, one)| one.active).map(|(id, _)| id.as_str()).collect()
    }

    /// Whether somebody is on the staff, where the list says anything of them.
    #[must_use]
    pub fn on_staff(&self, id: &str) -> Option<bool> {
        self.people.get(id).map(|person| person.active)
    }

    /// Whether the list says of somebody that they are one of `who`.
    #[must_use]
    pub fn is(&self, id: &str, who: &Who) -> bool {
        self.people.get(id).is_some_and(|person| match who {
            Who::Everyone | Who::Concerned => person.active,
            Who::Role(role) => person.roles.has(*role),
            Who::Tagged(word) => person.tags.iter().any(|tag| belongs(tag, word)),
        })
    }
}
