//! What groups under a rule that asks for it know of one another: which of them saw a content
//! first. Nothing else passes between groups but the personnel list.

use std::collections::VecDeque;

use hashbrown::HashTable;
use rules::scene::Origin;
use serde::{Deserialize, Serialize};

/// The most contents that are remembered; the oldest makes room.
const CONTENTS_MAX: usize = 65_536;

/// A content, and where it was seen first.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Seen {
    key: u64,
    /// The group's id, then the member's: one piece of memory for both.
    place: Box<str>,
    /// How many bytes of it are the group's.
    group: u32,
}

impl Seen {
    fn new(key: u64, origin: Origin<'_>) -> Seen {
        let Origin { group, member } = origin;
        let place = [group, member].concat().into_boxed_str();
        Seen { key, place, group: u32::try_from(group.len()).unwrap_or(u32::MAX) }
    }

    fn origin(&self) -> Origin<'_> {
        let group = usize::try_from(self.group).unwrap_or(usize::MAX);
        let (group, member) = self.place.split_at_checked(group).unwrap_or((&self.place, ""));
        Origin { group, member }
    }
}

/// Contents, and where each was seen first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "VecDeque<Seen>", into = "VecDeque<Seen>")]
pub struct Shared {
    /// The oldest first.
    seen: VecDeque<Seen>,
    /// The number of the oldest.
    first: u32,
    /// Numbers of contents by their keys. Only ever asked, never walked.
    index: HashTable<u32>,
}

/// The content of a number.
fn numbered(seen: &VecDeque<Seen>, first: u32, number: u32) -> Option<&Seen> {
    seen.get(number.wrapping_sub(first) as usize)
}

impl Shared {
    /// Notes a content; where it is known, the first place stands.
    pub fn note(&mut self, key: u64, origin: Origin<'_>) {
        if self.find(key).is_some() {
            return;
        }
        if self.seen.len() >= CONTENTS_MAX
            && let Some(oldest) = self.seen.pop_front()
        {
            let number = self.first;
            self.first = number.wrapping_add(1);
            if let Ok(place) = self.index.find_entry(oldest.key, |&known| known == number) {
                place.remove();
            }
        }
        self.enter(Seen::new(key, origin));
    }

    fn enter(&mut self, one: Seen) {
        let Shared { seen, first, index } = self;
        let number = first.wrapping_add(u32::try_from(seen.len()).unwrap_or(0));
        let key = one.key;
        seen.push_back(one);
        let key_of = |&number: &u32| numbered(seen, *first, number).map_or(0, |seen| seen.key);
        index.insert_unique(key, number, key_of);
    }

    fn find(&self, key: u64) -> Option<&Seen> {
        let of = |number: u32| numbered(&self.seen, self.first, number);
        let number = self.index.find(key, |&number| of(number).is_some_and(|one| one.key == key));
        of(*number?)
    }

    /// Where a content was seen first.
    #[must_use]
    pub fn first(&self, key: u64) -> Option<Origin<'_>> {
        self.find(key).map(Seen::origin)
    }
}

impl From<VecDeque<Seen>> for Shared {
    fn from(all: VecDeque<Seen>) -> Shared {
        let mut shared = Shared::default();
        all.into_iter().take(CONTENTS_MAX).for_each(|one| shared.enter(one));
        shared
    }
}

impl From<Shared> for VecDeque<Seen> {
    fn from(shared: Shared) -> VecDeque<Seen> {
        shared.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_stands_and_the_oldest_makes_room() {
        let origin = |group: &'static str| Origin { group, member: "u" };
        let mut shared = Shared::default();
        shared.note(7, origin("a"));
        shared.note(7, origin("b"));
        assert_eq!(shared.first(7), Some(origin("a")));
        let more = 100..100 + u64::try_from(CONTENTS_MAX).unwrap();
        more.for_each(|key| shared.note(key, origin("c")));
        assert_eq!(shared.first(7), None);
        assert_eq!(shared.first(100), Some(origin("c")));
        assert_eq!(shared.index.len(), CONTENTS_MAX);
        let restored = Shared::from(VecDeque::from(shared.clone()));
        assert_eq!(restored.first(100), Some(origin("c")));
        assert_eq!(restored.index.len(), CONTENTS_MAX);
    }
}
