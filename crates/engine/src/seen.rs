//! Which events a group has already seen, by id: the same id again changes nothing.

use std::fmt;

use hashbrown::HashTable;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ids of a generation. A group remembers at least this many of its last events, and at most
/// twice as many: a re-delivery that comes later than 65,536 events counts as new.
const GENERATION: usize = 65_536;
/// How many ids at least wait in the table before they are sorted in, and which share of the
/// sorted ones may: the table takes twice the room, sorting in goes through all of them.
const NEWEST_LEAST: usize = 32;
const NEWEST_SHARE: usize = 16;
/// Bytes of an id.
const BYTES: usize = size_of::<u64>();

/// A set of recent ids, as 64-bit hashes, in two generations. Most stand in order: that takes no
/// room beyond their own, and hashes are spread so evenly that one is found where its size says.
#[derive(Clone, Debug, Default)]
pub struct SeenIds {
    newest: HashTable<u64>,
    young: Vec<u64>,
    old: Vec<u64>,
}

fn hash(id: &str) -> u64 {
    rapidhash::v3::rapidhash_v3(id.as_bytes())
}

/// Whether sorted hashes have one: looked for around the place at which it should be.
fn has(sorted: &[u64], hash: u64) -> bool {
    let expected = (u128::from(hash) * sorted.len() as u128) >> u64::BITS;
    let expected = usize::try_from(expected).unwrap_or(0);
    let (mut low, mut high) = (expected, expected);
    let mut step = 8;
    while low > 0 && sorted.get(low).is_none_or(|&known| known > hash) {
        low = low.saturating_sub(step);
        step *= 2;
    }
    step = 8;
    while high < sorted.len() && sorted.get(high).is_some_and(|&known| known < hash) {
        high = (high + step).min(sorted.len());
        step *= 2;
    }
    let around = sorted.get(low..sorted.len().min(high + 1)).unwrap_or_default();
    around.binary_search(&hash).is_ok()
}

impl SeenIds {
    /// Whether an id is there.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.has(hash(id))
    }

    fn has(&self, hash: u64) -> bool {
        let newest = self.newest.find(hash, |&known| known == hash).is_some();
        newest || has(&self.young, hash) || has(&self.old, hash)
    }

    /// Notes an id. Whether it was there already.
    pub fn note(&mut self, id: &str) -> bool {
        let hash = hash(id);
        if self.has(hash) {
            return true;
        }
        if self.newest.len() >= NEWEST_LEAST.max(self.young.len() / NEWEST_SHARE) {
            self.sort_in();
        }
        self.newest.insert_unique(hash, hash, |&known| known);
        false
    }

    /// The newest go among the young; as soon as those are a generation, they are the old ones.
    fn sort_in(&mut self) {
        let more = sorted(&self.newest);
        self.newest.clear();
        self.young = merged(&self.young, &more);
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
    }

    /// Bytes held, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.newest.allocation_size() + (self.young.capacity() + self.old.capacity()) * BYTES
    }
}

fn sorted(table: &HashTable<u64>) -> Vec<u64> {
    let mut hashes: Vec<u64> = table.iter().copied().collect();
    hashes.sort_unstable();
    hashes
}

/// Two sorted lists as one, with no room left over.
fn merged(one: &[u64], other: &[u64]) -> Vec<u64> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let mut rest = one;
    for hash in other {
        let (before, behind) = rest.split_at(rest.partition_point(|known| known < hash));
        all.extend_from_slice(before);
        all.push(*hash);
        rest = behind;
    }
    all.extend_from_slice(rest);
    all
}

/// Bytes of a snapshot: the hashes as they are, eight bytes each.
struct Plain<'a>(&'a [u64]);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }
}

/// The same read.
struct ReadPlain(Vec<u64>);

impl<'de> Deserialize<'de> for ReadPlain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ReadPlain, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = ReadPlain;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("ids of eight bytes each, in order")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<ReadPlain, E> {
                let (hashes, rest) = bytes.as_chunks::<BYTES>();
                let hashes: Vec<u64> = hashes.iter().map(|one| u64::from_le_bytes(*one)).collect();
                match rest.is_empty() && hashes.is_sorted() {
                    true => Ok(ReadPlain(hashes)),
                    false => Err(E::custom("ids are cut, or out of order")),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ReadPlain, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = list.next_element::<u8>()? {
                    bytes.push(byte);
                }
                self.visit_bytes(&bytes)
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

impl Serialize for SeenIds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let newest = sorted(&self.newest);
        (Plain(&newest), Plain(&self.young), Plain(&self.old)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SeenIds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SeenIds, D::Error> {
        let (ReadPlain(listed), ReadPlain(young), ReadPlain(old)) =
            Deserialize::deserialize(deserializer)?;
        let mut newest = HashTable::with_capacity(listed.len());
        for hash in listed {
            newest.insert_unique(hash, hash, |&known| known);
        }
        Ok(SeenIds { newest, young, old })
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
            assert!(!seen.note(&format!("x{n}")));
        }
        assert!(seen.note("m1"), "one generation back");
        for n in 0..GENERATION {
            assert!(seen.note(&format!("x{n}")), "the last are all known");
        }
        for n in 0..3 * GENERATION {
            seen.note(&format!("y{n}"));
        }
        assert!(!seen.note("m1"), "long ago");
        assert!(seen.bytes() < 2 * GENERATION * 9, "{} bytes", seen.bytes());
    }

    #[test]
    fn hashes_are_found_wherever_they_stand() {
        for list in [vec![], vec![7], vec![0, 1, 2, 3, u64::MAX], (0..100).collect::<Vec<u64>>()] {
            for hash in 0..200 {
                assert_eq!(has(&list, hash), list.contains(&hash), "{hash} in {list:?}");
            }
            assert_eq!(has(&list, u64::MAX), list.contains(&u64::MAX));
        }
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut seen = SeenIds::default();
        for n in 0..1_000 {
            seen.note(&format!("m{n}"));
        }
        let bytes = postcard::to_allocvec(&seen).unwrap();
        assert!(bytes.len() < 1_000 * BYTES + 16);
        let mut again: SeenIds = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(postcard::to_allocvec(&again).unwrap(), bytes);
        assert!((0..1_000).all(|n| again.note(&format!("m{n}"))));
        assert!(postcard::from_bytes::<SeenIds>(&bytes[..bytes.len() - 1]).is_err());
        let mixed = postcard::to_allocvec(&(Plain(&[2, 1]), Plain(&[]), Plain(&[]))).unwrap();
        assert!(postcard::from_bytes::<SeenIds>(&mixed).is_err(), "out of order");
    }
}
