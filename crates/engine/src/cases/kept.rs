//! Where a group's cases are: what is open as it is, what is settled packed until somebody looks
//! at it. Most cases are settled at once and never looked at again.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, VecDeque};

use model::Status;
use serde::ser::{SerializeMap, SerializeTuple};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Case, CaseKind};

/// A settled case.
#[derive(Clone, Debug)]
struct Packed {
    number: u32,
    bytes: Box<[u8]>,
    /// As it was last looked at.
    read: OnceCell<Box<Case>>,
}

impl Packed {
    fn of(number: u32, case: &Case) -> Option<Packed> {
        let bytes = postcard::to_allocvec(case).ok()?.into_boxed_slice();
        Some(Packed { number, bytes, read: OnceCell::new() })
    }

    fn case(&self) -> Option<Case> {
        postcard::from_bytes(&self.bytes).ok()
    }

    fn look(&self) -> Option<&Case> {
        match self.read.get() {
            Some(case) => Some(case),
            None => {
                let case = self.case()?;
                Some(self.read.get_or_init(|| Box::new(case)))
            }
        }
    }
}

/// Whether nothing that goes on asks for a case: those questions are asked of the open ones only.
fn rests(case: &Case) -> bool {
    let open = |status| matches!(status, Status::Pending | Status::Task);
    !case.waits()
        && !matches!(case.kind, CaseKind::Join | CaseKind::Appeal { .. })
        && !case.acts.iter().any(|act| open(act.status))
}

/// The cases by number.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Each apart: a node of the map has room for eleven, and most groups have one or two.
    open: BTreeMap<u32, Box<Case>>,
    settled: VecDeque<Packed>,
}

impl Kept {
    fn place(&self, number: u32) -> Result<usize, usize> {
        self.settled.binary_search_by_key(&number, |packed| packed.number)
    }

    pub fn get(&self, number: u32) -> Option<&Case> {
        let packed = || self.settled.get(self.place(number).ok()?)?.look();
        self.open.get(&number).map(|case| &**case).or_else(packed)
    }

    /// A case as it stands, without remembering that it was looked at.
    pub fn shown(&self, number: u32) -> Option<Cow<'_, Case>> {
        let packed = || self.settled.get(self.place(number).ok()?)?.case();
        self.open
            .get(&number)
            .map(|case| Cow::Borrowed(&**case))
            .or_else(|| packed().map(Cow::Owned))
    }

    /// A case to be changed: it is open until [`Kept::settle`] finds that it rests again.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut Case> {
        if let Ok(place) = self.place(number)
            && let Some(case) = self.settled.get(place).and_then(Packed::case)
        {
            self.settled.remove(place);
            self.open.insert(number, Box::new(case));
        }
        self.open.get_mut(&number).map(|case| &mut **case)
    }

    pub fn insert(&mut self, number: u32, case: Case) {
        self.remove(number);
        self.open.insert(number, Box::new(case));
    }

    pub fn remove(&mut self, number: u32) {
        if let Ok(place) = self.place(number) {
            self.settled.remove(place);
        }
        self.open.remove(&number);
    }

    /// Packs a case that rests.
    pub fn settle(&mut self, number: u32) {
        let Some(case) = self.open.get(&number).filter(|case| rests(case)) else { return };
        if let (Err(place), Some(packed)) = (self.place(number), Packed::of(number, case)) {
            self.settled.insert(place, packed);
            self.open.remove(&number);
        }
    }

    pub fn len(&self) -> usize {
        self.open.len() + self.settled.len()
    }

    /// What is open, oldest first: all that waits, all join requests and appeals, and what
    /// anything is yet to be done of.
    pub fn open(&self) -> impl Iterator<Item = (u32, &Case)> {
        self.open.iter().map(|(&number, case)| (number, &**case))
    }

    /// Every case as it stands, without remembering that it was looked at: what is settled is
    /// unpacked on the way.
    pub fn every(&self) -> impl Iterator<Item = Cow<'_, Case>> {
        let settled = self.settled.iter().filter_map(Packed::case).map(Cow::Owned);
        self.open.values().map(|case| Cow::Borrowed(&**case)).chain(settled)
    }

    /// Numbers of what nobody is waited for, oldest first.
    pub fn settled_numbers(&self) -> Vec<u32> {
        let open = self.open.iter().filter(|(_, case)| !case.waits()).map(|(&number, _)| number);
        let mut numbers: Vec<u32> =
            self.settled.iter().map(|packed| packed.number).chain(open).collect();
        numbers.sort_unstable();
        numbers
    }

    /// Bytes held, given those of a case that is not packed.
    pub fn bytes(&self, of_case: impl Fn(&Case) -> usize) -> usize {
        let packed = self
            .settled
            .iter()
            .map(|packed| packed.bytes.len() + packed.read.get().map_or(0, |case| of_case(case)));
        self.settled.capacity() * size_of::<Packed>()
            + packed.sum::<usize>()
            + self.open.values().map(|case| of_case(case)).sum::<usize>()
    }
}

/// Bytes that stand for themselves: a packed case is written as the case would be.
struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.0.len())?;
        self.0.iter().try_for_each(|byte| tuple.serialize_element(byte))?;
        tuple.end()
    }
}

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        let mut open = self.open.iter().peekable();
        for packed in &self.settled {
            while let Some((number, case)) = open.next_if(|(number, _)| **number < packed.number) {
                map.serialize_entry(number, case)?;
            }
            map.serialize_entry(&packed.number, &Raw(&packed.bytes))?;
        }
        open.try_for_each(|(number, case)| map.serialize_entry(number, case))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Kept, D::Error> {
        let open: BTreeMap<u32, Box<Case>> = BTreeMap::deserialize(deserializer)?;
        let numbers: Vec<u32> = open.keys().copied().collect();
        let mut kept = Kept { open, settled: VecDeque::new() };
        numbers.into_iter().for_each(|number| kept.settle(number));
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::{Action, Step as SanctionStep, Timestamp};

    use super::{Case, CaseKind, Kept, Status};
    use crate::cases::Act;
    use crate::program::RuleId;
    use crate::step::Trigger;

    fn case(kind: CaseKind, status: Status, number: u32) -> Case {
        let trigger = Trigger::Due(format!("event {number}"));
        let mut case = Case::new(kind, RuleId(3), Timestamp(i64::from(number)), &trigger);
        case.acts.push(Act {
            step: SanctionStep { action: Action::Warn, span: None },
            status,
            needs: None,
            merged: number.is_multiple_of(3),
            until: None,
            cause: None,
        });
        case
    }

    fn cases() -> BTreeMap<u32, Case> {
        let kinds = [CaseKind::Breach, CaseKind::Join, CaseKind::Appeal { of: 2 }, CaseKind::Task];
        let statuses = [Status::Done, Status::Pending, Status::Observed, Status::Task];
        let all = kinds.iter().flat_map(|kind| statuses.map(|status| (kind.clone(), status)));
        let numbered = (1..).zip(all.cycle().take(60));
        numbered.map(|(number, (kind, status))| (number, case(kind, status, number))).collect()
    }

    fn kept(cases: &BTreeMap<u32, Case>) -> Kept {
        let mut kept = Kept::default();
        cases.iter().for_each(|(number, case)| kept.insert(*number, case.clone()));
        // In another order than that of their numbers: what waited is settled late.
        cases.keys().rev().for_each(|number| kept.settle(*number));
        kept
    }

    #[test]
    fn a_packed_case_is_what_it_was() {
        let cases = cases();
        let mut kept = kept(&cases);
        assert!((10..50).contains(&kept.settled.len()), "{} of 60", kept.settled.len());
        for (number, case) in &cases {
            assert_eq!(kept.shown(*number).as_deref(), Some(case));
            assert_eq!(kept.get(*number), Some(case));
            assert_eq!(kept.get_mut(*number), Some(&mut case.clone()));
        }
        assert_eq!((kept.settled.len(), kept.len()), (0, 60));
        kept.settle(1);
        kept.remove(1);
        assert_eq!((kept.get(1), kept.get(61), kept.len()), (None, None, 59));
    }

    #[test]
    fn a_snapshot_does_not_show_what_is_packed() {
        let cases = cases();
        let mut kept = kept(&cases);
        let plain = postcard::to_allocvec(&cases).unwrap();
        assert_eq!(postcard::to_allocvec(&kept).unwrap(), plain);
        kept.get_mut(9);
        assert_eq!(postcard::to_allocvec(&kept).unwrap(), plain);
        let read: Kept = postcard::from_bytes(&plain).unwrap();
        assert!(cases.iter().all(|(number, case)| read.get(*number) == Some(case)));
        assert!(read.settled.len() > 10);
    }

    #[test]
    fn what_anybody_may_ask_for_stays_open() {
        let kept = kept(&cases());
        for packed in &kept.settled {
            let case = packed.case().unwrap();
            assert!(!case.waits() && case.appeals_against().is_none());
            assert!(!matches!(case.kind, CaseKind::Join | CaseKind::Appeal { .. }));
        }
    }
}
