//! A clock that goes on when a test says so.

use std::sync::atomic::{AtomicI64, Ordering};

use model::Timestamp;
use runtime::Clock;

/// A clock's hands.
#[derive(Debug)]
pub struct Hands {
    began: i64,
    wall: AtomicI64,
}

impl Hands {
    /// A clock that stands at that time.
    #[must_use]
    pub fn at(time: Timestamp) -> Hands {
        Hands { began: time.0, wall: AtomicI64::new(time.0) }
    }

    /// Lets time go on up to that; never back.
    pub fn advance(&self, to: Timestamp) {
        self.wall.fetch_max(to.0, Ordering::AcqRel);
    }
}

impl Clock for Hands {
    fn wall(&self) -> Timestamp {
        Timestamp(self.wall.load(Ordering::Acquire))
    }

    fn steady_ms(&self) -> i64 {
        self.wall.load(Ordering::Acquire) - self.began
    }
}
