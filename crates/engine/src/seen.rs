//! Which events a group has already seen, by id: the same id again changes nothing.

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

/// Ids of a generation. A group remembers at least this many of its last events, and at most
/// twice as many: a re-delivery that comes later than 65,536 events counts as new.
const GENERATION: usize = 65_536;

/// A set of recent ids, as 64-bit hashes, in two generations.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "(Vec<u64>, Vec<u64>)", into = "(Vec<u64>, Vec<u64>)")]
pub struct SeenIds {
    young: HashTable<u64>,
    old: HashTable<u64>,
}

impl SeenIds {
    /// Whether an id is there.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        let hash = rapidhash::v3::rapidhash_v3(id.as_bytes());
        let same = |&known: &u64| known == hash;
        self.young.find(hash, same).is_some() || self.old.find(hash, same).is_some()
    }

    /// Notes an id. Whether it was there already.
    pub fn note(&mut self, id: &str) -> bool {
        let hash = rapidhash::v3::rapidhash_v3(id.as_bytes());
        let same = |&known: &u64| known == hash;
        if self.young.find(hash, same).is_some() || self.old.find(hash, same).is_some() {
            return true;
        }
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert_unique(hash, hash, |&known| known);
        false
    }

    /// Bytes held, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.young.allocation_size() + self.old.allocation_size()
    }
}

fn filled(hashes: Vec<u64>) -> HashTable<u64> {
    let mut table = HashTable::with_capacity(hashes.len());
    for hash in hashes {
        table.insert_unique(hash, hash, |&known| known);
    }
    table
}

fn sorted(table: &HashTable<u64>) -> Vec<u64> {
    let mut hashes: Vec<u64> = table.iter().copied().collect();
    hashes.sort_unstable();
    hashes
}

impl From<(Vec<u64>, Vec<u64>)> for SeenIds {
    fn from((young, old): (Vec<u64>, Vec<u64>)) -> SeenIds {
        SeenIds { young: filled(young), old: filled(old) }
    }
}

impl From<SeenIds> for (Vec<u64>, Vec<u64>) {
    fn from(seen: SeenIds) -> (Vec<u64>, Vec<u64>) {
        (sorted(&seen.young), sorted(&seen.old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once() {
        let mut seen = SeenIds::default();
        assert!(!seen.note("m1") && seen.note("m1"));
        for n in 0..GENERATION {
            seen.note(&format!("x{n}"));
        }
        assert!(seen.note("m1"), "one generation back");
        for n in 0..2 * GENERATION {
            seen.note(&format!("y{n}"));
        }
        assert!(!seen.note("m1"), "long ago");
    }
}
