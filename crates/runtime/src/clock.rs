//! The time that deadlines run by. A machine's clock may jump; deadlines must neither run out
//! because of a slip, nor be missed.

use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use model::time::{MINUTE_MS, SECOND_MS};

/// A leap of the clock beyond this, with nothing to explain it, is looked at for a while first.
const LEAP_MS: i64 = 10 * MINUTE_MS;
/// How long a clock that leapt must keep its new time before that is believed.
const SETTLE_MS: i64 = 30 * SECOND_MS;

/// Where time comes from: the machine, or a test.
pub trait Clock: Send + Sync {
    /// The time of day.
    fn wall(&self) -> Timestamp;
    /// Milliseconds that only ever go on evenly.
    fn steady_ms(&self) -> i64;
}

/// The machine's clocks.
#[derive(Debug)]
pub struct MachineClock {
    started: std::time::Instant,
}

impl Default for MachineClock {
    fn default() -> MachineClock {
        MachineClock { started: std::time::Instant::now() }
    }
}

impl Clock for MachineClock {
    fn wall(&self) -> Timestamp {
        store::machine_time()
    }

    fn steady_ms(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

/// Time as deadlines see it: it never goes back, and a leap counts once it has lasted.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    now: Timestamp,
    steady_ms: i64,
    /// Since when, by the steady clock, the clock has been ahead.
    leapt: Option<i64>,
}

impl Course {
    /// A course that begins now, and not before what the journal has already seen.
    #[must_use]
    pub fn begin(clock: &dyn Clock, seen: Timestamp) -> Course {
        Course { now: clock.wall().max(seen), steady_ms: clock.steady_ms(), leapt: None }
    }

    /// The time that has come.
    pub fn advance(&mut self, clock: &dyn Clock) -> Timestamp {
        let (wall, steady) = (clock.wall(), clock.steady_ms());
        let passed = steady.saturating_sub(self.steady_ms).max(0);
        self.steady_ms = steady;
        let expected = self.now.plus_ms(passed);
        if wall.since(expected) <= LEAP_MS {
            self.leapt = None;
            // A clock behind stands still until it has caught up.
            self.now = self.now.max(wall);
            return self.now;
        }
        let since = *self.leapt.get_or_insert(steady);
        self.now = if steady.saturating_sub(since) >= SETTLE_MS {
            self.leapt = None;
            wall
        } else {
            expected
        };
        self.now
    }

    /// Whether the clock has leapt and is not believed yet.
    #[must_use]
    pub fn doubts(&self) -> bool {
        self.leapt.is_some()
    }
}

/// The one course of time of a running engine: what is received, written, leased and due goes by
/// it alike.
pub(crate) struct Time {
    clock: Arc<dyn Clock>,
    course: Mutex<Course>,
}

impl Time {
    /// Time that begins now, and not before what the journal has already seen.
    pub fn begin(clock: Arc<dyn Clock>, seen: Timestamp) -> Time {
        let course = Mutex::new(Course::begin(clock.as_ref(), seen));
        Time { clock, course }
    }

    /// The time that has come.
    pub fn now(&self) -> Timestamp {
        let mut course = self.course.lock().unwrap_or_else(PoisonError::into_inner);
        course.advance(self.clock.as_ref())
    }

    /// Milliseconds that only ever go on evenly.
    pub fn steady_ms(&self) -> i64 {
        self.clock.steady_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::HOUR_MS;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[derive(Default)]
    struct Hands {
        wall: AtomicI64,
        steady: AtomicI64,
    }

    impl Hands {
        fn pass(&self, ms: i64) {
            self.wall.fetch_add(ms, Ordering::Relaxed);
            self.steady.fetch_add(ms, Ordering::Relaxed);
        }

        fn leap(&self, ms: i64) {
            self.wall.fetch_add(ms, Ordering::Relaxed);
        }
    }

    impl Clock for Hands {
        fn wall(&self) -> Timestamp {
            Timestamp(self.wall.load(Ordering::Relaxed))
        }

        fn steady_ms(&self) -> i64 {
            self.steady.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn time_never_goes_back_and_goes_on_when_the_clock_has_caught_up() {
        let hands = Hands::default();
        hands.pass(HOUR_MS);
        let mut course = Course::begin(&hands, Timestamp(0));
        hands.leap(-HOUR_MS / 2);
        hands.pass(MINUTE_MS);
        assert_eq!(course.advance(&hands), Timestamp(HOUR_MS));
        hands.pass(HOUR_MS);
        assert_eq!(course.advance(&hands), Timestamp(HOUR_MS + HOUR_MS / 2 + MINUTE_MS));
    }

    #[test]
    fn a_slip_is_not_believed_and_a_lasting_leap_is() {
        let hands = Hands::default();
        let mut course = Course::begin(&hands, Timestamp(0));
        hands.leap(24 * HOUR_MS);
        hands.pass(SECOND_MS);
        assert_eq!(course.advance(&hands), Timestamp(SECOND_MS));
        assert!(course.doubts());
        hands.leap(-24 * HOUR_MS);
        hands.pass(SECOND_MS);
        assert_eq!(course.advance(&hands), Timestamp(2 * SECOND_MS));
        assert!(!course.doubts());
        hands.leap(24 * HOUR_MS);
        for _ in 0..=31 {
            hands.pass(SECOND_MS);
            course.advance(&hands);
        }
        assert!(course.advance(&hands) >= Timestamp(24 * HOUR_MS));
    }

    #[test]
    fn a_restart_with_a_clock_that_is_behind_waits_for_it() {
        let hands = Hands::default();
        let mut course = Course::begin(&hands, Timestamp(HOUR_MS));
        assert_eq!(course.advance(&hands), Timestamp(HOUR_MS));
    }
}
