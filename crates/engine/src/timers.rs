//! Deadlines of a group, in order of time.

use std::collections::BTreeMap;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::program::RuleId;

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// A duty runs out.
    Duty(u32),
    /// A recurring duty's period ends.
    Period(RuleId),
    /// Somebody's standing may be in breach by now.
    Standing(RuleId),
    /// A fine grows.
    Fine(u32),
    /// A case has waited long enough.
    Expiry(u32),
    /// Whoever a case waits for is reminded.
    Nudge(u32),
    /// A task is due.
    Task(u32),
    /// An entry of the register is due.
    Entry(u32),
    /// A rule comes into force.
    Begin(RuleId),
}

/// The deadlines of one group. Those of one time fire in the order in which they were set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Timers {
    queue: BTreeMap<(Timestamp, u32), Timer>,
    set: u32,
}

impl Timers {
    /// Sets a deadline; one that never comes is not kept.
    pub fn set(&mut self, at: Timestamp, timer: Timer) {
        if at < Timestamp::MAX {
            self.queue.insert((at, self.set), timer);
            self.set = self.set.wrapping_add(1);
        }
    }

    /// Sets a deadline of which only the earliest matters: one that is set for later gives way,
    /// one that is set for earlier stands.
    pub fn set_earlier(&mut self, at: Timestamp, timer: Timer) {
        let set = self.queue.iter().find(|(_, kept)| **kept == timer).map(|(&key, _)| key);
        match set {
            Some((earlier, _)) if earlier <= at => {}
            Some(key) => {
                self.queue.remove(&key);
                self.set(at, timer);
            }
            None => self.set(at, timer),
        }
    }

    /// When the first deadline is.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.queue.first_key_value().map(|(&(at, _), _)| at)
    }

    /// Takes the first deadline that lies before `at`.
    pub fn pop_before(&mut self, at: Timestamp) -> Option<(Timestamp, Timer)> {
        let first = self.queue.first_entry()?;
        let (due, _) = *first.key();
        (due < at).then(|| (due, first.remove()))
    }

    /// Keeps only the deadlines that `stays` says.
    pub fn keep(&mut self, stays: impl Fn(Timer) -> bool) {
        self.queue.retain(|_, timer| stays(*timer));
    }

    /// Forgets every deadline of that sort.
    pub fn cancel(&mut self, timer: Timer) {
        self.queue.retain(|_, kept| *kept != timer);
    }

    /// Forgets a deadline that was set for that time.
    pub fn cancel_at(&mut self, at: Timestamp, timer: Timer) {
        let mut of_time = self.queue.range((at, 0)..=(at, u32::MAX));
        let key = of_time.find(|(_, kept)| **kept == timer).map(|(&key, _)| key);
        if let Some(key) = key {
            self.queue.remove(&key);
        }
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.queue.len() * size_of::<((Timestamp, u32), Timer)>()
    }
}
