//! How often somebody may ask.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::access::secret::Hash;
use crate::config::Limits;

/// After how many keys those that rest are forgotten.
const KEYS: usize = 10_000;

/// Whom a pace is kept for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whom {
    /// Whoever comes from an address and shows nothing.
    Address(IpAddr),
    /// Whoever shows that.
    Known(Hash),
}

/// Keeps the pace.
pub struct Paces {
    people: DefaultKeyedRateLimiter<Whom>,
    programs: Option<DefaultKeyedRateLimiter<Whom>>,
}

impl Paces {
    /// Paces as set.
    #[must_use]
    pub fn new(limits: &Limits) -> Paces {
        let quota = |each_second: u32| NonZeroU32::new(each_second).map(Quota::per_second);
        let people = quota(limits.requests_per_second.max(1)).map(RateLimiter::keyed);
        let least = Quota::per_second(NonZeroU32::MIN);
        Paces {
            people: people.unwrap_or_else(|| RateLimiter::keyed(least)),
            programs: quota(limits.token_requests_per_second).map(RateLimiter::keyed),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// It is too soon; after how many seconds it may be.
    pub fn count(&self, whom: Whom, is_token: bool) -> Result<(), u32> {
        let limiter = if is_token { self.programs.as_ref() } else { Some(&self.people) };
        let Some(limiter) = limiter else { return Ok(()) };
        if limiter.len() > KEYS {
            limiter.retain_recent();
        }
        limiter.check_key(&whom).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }
}
