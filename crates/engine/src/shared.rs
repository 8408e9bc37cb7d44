//! What groups under a rule that asks for it know of one another: which of them saw a content
//! first. Nothing else passes between groups but the personnel list.

use std::collections::{BTreeMap, VecDeque};

use rules::scene::Origin;
use serde::{Deserialize, Serialize};

/// The most contents that are remembered; the oldest makes room.
const CONTENTS_MAX: usize = 65_536;

/// Contents, and where each was seen first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Shared {
    first: BTreeMap<u64, Origin>,
    /// Their keys, the oldest first.
    order: VecDeque<u64>,
}

impl Shared {
    /// Notes a content; where it is known, the first place stands.
    pub fn note(&mut self, key: u64, origin: impl FnOnce() -> Origin) {
        if self.first.contains_key(&key) {
            return;
        }
        if self.order.len() >= CONTENTS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.first.remove(&oldest);
        }
        self.first.insert(key, origin());
        self.order.push_back(key);
    }

    /// Where a content was seen first.
    #[must_use]
    pub fn first(&self, key: u64) -> Option<&Origin> {
        self.first.get(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_stands_and_the_oldest_makes_room() {
        let origin = |group: &str| Origin { group: group.to_owned(), member: "u".to_owned() };
        let mut shared = Shared::default();
        shared.note(7, || origin("a"));
        shared.note(7, || origin("b"));
        assert_eq!(shared.first(7), Some(&origin("a")));
        let more = 100..100 + u64::try_from(CONTENTS_MAX).unwrap();
        more.for_each(|key| shared.note(key, || origin("c")));
        assert_eq!(shared.first(7), None);
        assert_eq!(shared.first(100), Some(&origin("c")));
        assert_eq!(shared.first.len(), CONTENTS_MAX);
    }
}
