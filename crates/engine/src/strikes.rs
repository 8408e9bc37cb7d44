//! Counted breaches of each member, for ladders.

use std::collections::BTreeMap;

use model::{Span, Timestamp, Zone};
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

use crate::program::RuleId;

/// The most breaches that one counter remembers by time: no ladder has more steps that differ.
const TIMES_MAX: usize = 64;

/// What counts together: a ladder, or a rule that no ladder governs; observed rules apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Counter {
    /// The ladder, or the rule itself.
    pub rule: RuleId,
    /// Whether it counts what is only observed.
    pub observed: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Count {
    total: u32,
    /// The last breaches, oldest first.
    times: Vec<Timestamp>,
}

/// Breaches of members, sparse: most members have none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Strikes {
    counts: BTreeMap<(MemberIx, Counter), Count>,
}

impl Strikes {
    /// Counts one more breach and says the how-manieth it is: of those that still count where
    /// breaches count for `within` only.
    pub fn add(
        &mut self,
        who: MemberIx,
        counter: Counter,
        at: Timestamp,
        within: Option<Span>,
        zone: &Zone,
    ) -> u32 {
        let count = self.counts.entry((who, counter)).or_default();
        count.total = count.total.saturating_add(1);
        if count.times.len() >= TIMES_MAX {
            count.times.remove(0);
        }
        // Most have one.
        count.times.reserve_exact(usize::from(count.times.is_empty()));
        count.times.push(at);
        match within {
            None => count.total,
            Some(span) => {
                let live =
                    count.times.iter().filter(|&&time| zone.add(time, span) > at || time == at);
                u32::try_from(live.count()).unwrap_or(u32::MAX)
            }
        }
    }

    /// Whether a member has a breach that was not taken back.
    #[must_use]
    pub fn has(&self, who: MemberIx) -> bool {
        let first = Counter { rule: RuleId(0), observed: false };
        let of = self.counts.range((who, first)..);
        of.take_while(|((ix, _), _)| *ix == who)
            .any(|((_, counter), count)| !counter.observed && count.total > 0)
    }

    /// Takes back a breach that was counted at that time.
    pub fn take_back(&mut self, who: MemberIx, counter: Counter, at: Timestamp) {
        let Some(count) = self.counts.get_mut(&(who, counter)) else { return };
        // One so long ago that its time is forgotten counts in the total alone.
        if let Some(place) = count.times.iter().rposition(|&time| time == at) {
            count.times.remove(place);
        }
        count.total = count.total.saturating_sub(1);
    }

    /// How many counters are kept, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let times = |count: &Count| count.times.capacity() * size_of::<Timestamp>();
        self.counts.len() * size_of::<((MemberIx, Counter), Count)>()
            + self.counts.values().map(times).sum::<usize>()
    }
}
