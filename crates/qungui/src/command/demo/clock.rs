//! The time of the sample: it begins where the story is, and from there goes on as fast as it
//! is told.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use model::Timestamp;
use runtime::Clock;

/// A clock that the story sets forward, and that then runs.
pub struct StoryClock {
    /// The time at the moment `began` of the machine's steady clock.
    base_ms: AtomicI64,
    /// Milliseconds of the story for each of the machine's; 0: it stands.
    speed: AtomicI64,
    began_ms: AtomicI64,
    started: Instant,
}

impl StoryClock {
    /// A clock that stands at a time.
    pub fn at(time: Timestamp) -> StoryClock {
        StoryClock {
            base_ms: AtomicI64::new(time.0),
            speed: AtomicI64::new(0),
            began_ms: AtomicI64::new(0),
            started: Instant::now(),
        }
    }

    fn machine_ms(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn now_ms(&self) -> i64 {
        let passed = self.machine_ms() - self.began_ms.load(Ordering::Relaxed);
        let story = passed.saturating_mul(self.speed.load(Ordering::Relaxed));
        self.base_ms.load(Ordering::Relaxed).saturating_add(story)
    }

    /// Time has come to this, unless it was further already.
    pub fn forward_to(&self, time: Timestamp) {
        let now = self.now_ms().max(time.0);
        self.began_ms.store(self.machine_ms(), Ordering::Relaxed);
        self.base_ms.store(now, Ordering::Relaxed);
    }

    /// From now on it runs so many times as fast as the machine's.
    pub fn run(&self, speed: i64) {
        let now = self.now_ms();
        self.began_ms.store(self.machine_ms(), Ordering::Relaxed);
        self.base_ms.store(now, Ordering::Relaxed);
        self.speed.store(speed, Ordering::Relaxed);
    }
}

impl Clock for StoryClock {
    fn wall(&self) -> Timestamp {
        Timestamp(self.now_ms())
    }

    /// As the story's time goes: a day that is told in a second has passed.
    fn steady_ms(&self) -> i64 {
        self.now_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_is_set_forward_and_never_goes_back() {
        let clock = StoryClock::at(Timestamp(1_000));
        assert_eq!(clock.wall(), Timestamp(1_000));
        clock.forward_to(Timestamp(5_000));
        clock.forward_to(Timestamp(2_000));
        assert_eq!(clock.wall(), Timestamp(5_000));
        clock.run(1_000_000);
        while clock.wall() == Timestamp(5_000) {
            std::thread::yield_now();
        }
        let seen = clock.wall();
        clock.run(0);
        assert!(clock.wall() >= seen);
        assert_eq!(clock.wall(), clock.wall());
    }
}
