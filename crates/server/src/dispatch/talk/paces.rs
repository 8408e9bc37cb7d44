//! Who writes to the account how often: whoever floods it is not answered any more, and nobody
//! else has to read the answers.

use std::collections::BTreeMap;
use std::sync::Mutex;

use model::Timestamp;
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};

use super::super::held;

/// How many are counted at a time.
const COUNTED_MAX: usize = 20_000;

/// What is counted: how many within how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// Messages of one person to the account alone.
    Alone,
    /// Messages of one person in a group.
    InGroup,
    /// Answers to be read by a whole group.
    Answers,
    /// Answers that people of a group get alone.
    AnswersAlone,
    /// Words of one person about cases.
    Words,
    /// How often somebody is told what can be asked.
    Help,
    /// Links of one person after an act.
    Links,
}

impl Count {
    fn most(self) -> (u32, i64) {
        match self {
            Count::Alone => (20, HOUR_MS),
            Count::InGroup => (6, 10 * MINUTE_MS),
            Count::Answers => (20, 10 * MINUTE_MS),
            Count::AnswersAlone => (100, 10 * MINUTE_MS),
            Count::Words => (60, 10 * MINUTE_MS),
            Count::Help => (1, HOUR_MS),
            Count::Links => (1, DAY_MS),
        }
    }
}

type Counts = BTreeMap<(Count, String, String), (i64, u32)>;

/// Counts, by what, group and member.
#[derive(Default)]
pub struct Paces(Mutex<Counts>);

impl Paces {
    /// Counts one more; whether it is not too much.
    pub fn may(&self, count: Count, group: &str, member: &str, now: Timestamp) -> bool {
        let (most, window) = count.most();
        let mut all = held(&self.0);
        if all.len() >= COUNTED_MAX {
            all.retain(|(count, ..), (since, _)| now.0.saturating_sub(*since) < count.most().1);
        }
        let key = (count, group.to_owned(), member.to_owned());
        if all.len() >= COUNTED_MAX && !all.contains_key(&key) {
            return false;
        }
        let (since, done) = all.entry(key).or_insert((now.0, 0));
        if now.0.saturating_sub(*since) >= window {
            (*since, *done) = (now.0, 0);
        }
        *done = done.saturating_add(1);
        *done <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_or_is_helped_too_often() {
        let paces = Paces::default();
        let at = |minutes: i64| Timestamp(1_000_000_000 + minutes * 60_000);
        let read = (0..40).filter(|_| paces.may(Count::Alone, "", "u1", at(0))).count();
        assert_eq!(read, 20);
        assert!(paces.may(Count::Alone, "", "u2", at(0)));
        assert!(paces.may(Count::Alone, "", "u1", at(61)));
        assert!(paces.may(Count::Help, "", "u1", at(61)));
        assert!(!paces.may(Count::Help, "", "u1", at(119)));
        assert!(paces.may(Count::Help, "", "u1", at(122)));
        let said = (0..40).filter(|_| paces.may(Count::Answers, "g", "", at(0))).count();
        assert_eq!(said, 20, "a group reads no more");
        assert!(paces.may(Count::Answers, "other", "", at(0)));
    }
}
