//! Deadlines of a group, in order of time.

use std::collections::{BTreeMap, BTreeSet};

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::program::RuleId;

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[serde(from = "(Queue, u32)", into = "(Queue, u32)")]
pub struct Timers {
    queue: Queue,
    /// The same by what they are for: groups with thousands of deadlines cancel many.
    places: BTreeSet<(Timer, Timestamp, u32)>,
    set: u32,
}

type Queue = BTreeMap<(Timestamp, u32), Timer>;

impl From<(Queue, u32)> for Timers {
    fn from((queue, set): (Queue, u32)) -> Timers {
        let places = queue.iter().map(|(&(at, number), &timer)| (timer, at, number)).collect();
        Timers { queue, places, set }
    }
}

impl From<Timers> for (Queue, u32) {
    fn from(timers: Timers) -> (Queue, u32) {
        (timers.queue, timers.set)
    }
}

impl Timers {
    /// Sets a deadline; one that never comes is not kept.
    pub fn set(&mut self, at: Timestamp, timer: Timer) {
        if at < Timestamp::MAX {
            self.queue.insert((at, self.set), timer);
            self.places.insert((timer, at, self.set));
            self.set = self.set.wrapping_add(1);
        }
    }

    /// Sets a deadline of which only the earliest matters: one that is set for later gives way,
    /// one that is set for earlier stands.
    pub fn set_earlier(&mut self, at: Timestamp, timer: Timer) {
        let set = self.first_of(timer);
        match set {
            Some((earlier, _)) if earlier <= at => {}
            Some((kept, number)) => {
                self.remove(timer, kept, number);
                self.set(at, timer);
            }
            None => self.set(at, timer),
        }
    }

    /// The earliest deadline of that sort.
    fn first_of(&self, timer: Timer) -> Option<(Timestamp, u32)> {
        let all = (timer, Timestamp::MIN, 0)..=(timer, Timestamp::MAX, u32::MAX);
        self.places.range(all).next().map(|&(_, at, number)| (at, number))
    }

    fn remove(&mut self, timer: Timer, at: Timestamp, number: u32) {
        self.queue.remove(&(at, number));
        self.places.remove(&(timer, at, number));
    }

    /// When the first deadline is.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.queue.first_key_value().map(|(&(at, _), _)| at)
    }

    /// Takes the first deadline that lies before `at`.
    pub fn pop_before(&mut self, at: Timestamp) -> Option<(Timestamp, Timer)> {
        let first = self.queue.first_entry()?;
        let (due, number) = *first.key();
        if due >= at {
            return None;
        }
        let timer = first.remove();
        self.places.remove(&(timer, due, number));
        Some((due, timer))
    }

    /// Keeps only the deadlines that `stays` says.
    pub fn keep(&mut self, stays: impl Fn(Timer) -> bool) {
        self.queue.retain(|_, timer| stays(*timer));
        self.places.retain(|(timer, _, _)| stays(*timer));
    }

    /// Forgets every deadline of that sort.
    pub fn cancel(&mut self, timer: Timer) {
        while let Some((at, number)) = self.first_of(timer) {
            self.remove(timer, at, number);
        }
    }

    /// Forgets a deadline that was set for that time.
    pub fn cancel_at(&mut self, at: Timestamp, timer: Timer) {
        let of_time = (timer, at, 0)..=(timer, at, u32::MAX);
        if let Some(&(_, at, number)) = self.places.range(of_time).next() {
            self.remove(timer, at, number);
        }
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.queue.len() * 2 * size_of::<((Timestamp, u32), Timer)>()
    }
}
