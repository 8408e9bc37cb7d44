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
/// Bytes of an id: among a thousand in a group, one in 280,000 million new ids meets another.
const BYTES: usize = 6;

/// What is remembered of an id: the first bytes of its hash, in the order of their number.
type Mark = [u8; BYTES];

/// A set of recent ids, as hashes, in two generations. Most stand in order: that takes no room
/// beyond their own, and hashes are spread so evenly that one is found where its size says.
#[derive(Clone, Debug, Default)]
pub struct SeenIds {
    newest: HashTable<Mark>,
    young: Vec<Mark>,
    old: Vec<Mark>,
}

fn first_bytes(hash: u64) -> Mark {
    hash.to_be_bytes().first_chunk().copied().unwrap_or_default()
}

fn mark(id: &str) -> Mark {
    first_bytes(rapidhash::v3::rapidhash_v3(id.as_bytes()))
}

fn number(mark: Mark) -> u64 {
    mark.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// For the table, which looks at both ends of a number of 64 bits.
fn spread(mark: Mark) -> u64 {
    let number = number(mark);
    number ^ number << 32
}

/// Whether sorted marks have one: looked for around the place at which it should be.
fn has(sorted: &[Mark], mark: Mark) -> bool {
    let expected = (u128::from(number(mark)) * sorted.len() as u128) >> (8 * BYTES);
    let expected = usize::try_from(expected).unwrap_or(0);
    let (mut low, mut high) = (expected, expected);
    let mut step = 8;
    while low > 0 && sorted.get(low).is_none_or(|&known| known > mark) {
        low = low.saturating_sub(step);
        step *= 2;
    }
    step = 8;
    while high < sorted.len() && sorted.get(high).is_some_and(|&known| known < mark) {
        high = (high + step).min(sorted.len());
        step *= 2;
    }
    let around = sorted.get(low..sorted.len().min(high + 1)).unwrap_or_default();
    around.binary_search(&mark).is_ok()
}

impl SeenIds {
    /// Whether an id is there.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.has(mark(id))
    }

    fn has(&self, mark: Mark) -> bool {
        let newest = self.newest.find(spread(mark), |&known| known == mark).is_some();
        newest || has(&self.young, mark) || has(&self.old, mark)
    }

    /// Notes an id. Whether it was there already.
    pub fn note(&mut self, id: &str) -> bool {
        let mark = mark(id);
        if self.has(mark) {
            return true;
        }
        if self.newest.len() >= NEWEST_LEAST.max(self.young.len() / NEWEST_SHARE) {
            self.sort_in();
        }
        self.newest.insert_unique(spread(mark), mark, |&known| spread(known));
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

fn sorted(table: &HashTable<Mark>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = table.iter().copied().collect();
    marks.sort_unstable();
    marks
}

/// Two sorted lists as one, with no room left over.
fn merged(one: &[Mark], other: &[Mark]) -> Vec<Mark> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let mut rest = one;
    for mark in other {
        let (before, behind) = rest.split_at(rest.partition_point(|known| known < mark));
        all.extend_from_slice(before);
        all.push(*mark);
        rest = behind;
    }
    all.extend_from_slice(rest);
    all
}

/// Bytes of a snapshot: how many an id has, and the ids as they are.
struct Plain<'a>(&'a [Mark]);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(1 + self.0.len() * BYTES);
        bytes.push(BYTES as u8);
        bytes.extend_from_slice(self.0.as_flattened());
        serializer.serialize_bytes(&bytes)
    }
}

/// The same read.
struct ReadPlain(Vec<Mark>);

/// Ids as older snapshots have them: eight bytes each, the lowest first, and nothing in front.
fn whole_hashes(bytes: &[u8]) -> Option<Vec<Mark>> {
    let (hashes, rest) = bytes.as_chunks::<8>();
    let marks = hashes.iter().map(|one| first_bytes(u64::from_le_bytes(*one)));
    rest.is_empty().then(|| marks.collect())
}

fn marks(bytes: &[u8]) -> Option<Vec<Mark>> {
    // One byte and six for each are never a multiple of eight.
    if let Some(marks) = whole_hashes(bytes) {
        return Some(marks);
    }
    let (&size, ids) = bytes.split_first()?;
    let (marks, rest) = ids.as_chunks::<BYTES>();
    (usize::from(size) == BYTES && rest.is_empty()).then(|| marks.to_vec())
}

impl<'de> Deserialize<'de> for ReadPlain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ReadPlain, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = ReadPlain;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("ids of six bytes each, in order")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<ReadPlain, E> {
                match marks(bytes).filter(|marks| marks.is_sorted()) {
                    Some(marks) => Ok(ReadPlain(marks)),
                    None => Err(E::custom("ids are cut, or out of order")),
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
        for mark in listed {
            newest.insert_unique(spread(mark), mark, |&known| spread(known));
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
        assert!(seen.bytes() < 2 * GENERATION * 7, "{} bytes", seen.bytes());
    }

    #[test]
    fn marks_are_found_wherever_they_stand() {
        let of = |number: u64| first_bytes(number << 16);
        let last = u64::MAX >> 16;
        for list in [vec![], vec![7], vec![0, 1, 2, 3, last], (0..100).collect::<Vec<u64>>()] {
            let list: Vec<Mark> = list.into_iter().map(of).collect();
            for mark in (0..200).chain([last]).map(of) {
                assert_eq!(has(&list, mark), list.contains(&mark), "{mark:?} in {list:?}");
            }
        }
    }

    #[test]
    fn what_an_older_snapshot_has_is_known() {
        let ids = ["m1", "m2", "m3"];
        let mut hashes = ids.map(|id| rapidhash::v3::rapidhash_v3(id.as_bytes()));
        hashes.sort_unstable();
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        let mut older = vec![u8::try_from(bytes.len()).unwrap()];
        older.extend(bytes);
        older.extend([0, 0]);
        let mut seen: SeenIds = postcard::from_bytes(&older).unwrap();
        assert!(ids.iter().all(|id| seen.note(id)) && !seen.note("m4"));
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut seen = SeenIds::default();
        for n in 0..1_000 {
            seen.note(&format!("m{n}"));
        }
        let bytes = postcard::to_allocvec(&seen).unwrap();
        assert!(bytes.len() < 1_000 * BYTES + 20);
        let mut again: SeenIds = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(postcard::to_allocvec(&again).unwrap(), bytes);
        assert!((0..1_000).all(|n| again.note(&format!("m{n}"))));
        assert!(postcard::from_bytes::<SeenIds>(&bytes[..bytes.len() - 1]).is_err());
        let mixed =
            postcard::to_allocvec(&(Plain(&[[2; 6], [1; 6]]), Plain(&[]), Plain(&[]))).unwrap();
        assert!(postcard::from_bytes::<SeenIds>(&mixed).is_err(), "out of order");
    }
}
