//! How fast: rate limits for actions, and waits between tries. Times come in.

use std::collections::BTreeMap;

/// So many at once, and one more every so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How many may be done at once after a rest.
    pub burst: u32,
    /// Milliseconds until one more may be done.
    pub every_ms: u64,
}

/// What is left of a pace.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// When it will be full again.
    full_at: u64,
}

/// Rate limits of one account: for all its groups together and for each.
#[derive(Clone, Debug)]
pub struct Limits {
    account_pace: Pace,
    group_pace: Pace,
    account: Bucket,
    groups: BTreeMap<String, Bucket>,
}

/// The most groups of which the pace is remembered: those that rest are forgotten first.
const GROUPS_MAX: usize = 10_000;

impl Limits {
    /// Limits of which nothing has been used.
    #[must_use]
    pub fn new(account_pace: Pace, group_pace: Pace) -> Limits {
        let account = Bucket { full_at: 0 };
        Limits { account_pace, group_pace, account, groups: BTreeMap::new() }
    }

    /// Takes one, or says in how many milliseconds there will be one.
    ///
    /// # Errors
    /// The milliseconds to wait; nothing was taken.
    pub fn take(&mut self, group: &str, now_ms: u64) -> Result<(), u64> {
        let group_bucket = self.groups.get(group).copied().unwrap_or(Bucket { full_at: 0 });
        let account_after = after(self.account, self.account_pace, now_ms)?;
        let group_after = after(group_bucket, self.group_pace, now_ms)?;
        self.account = account_after;
        if self.groups.len() >= GROUPS_MAX {
            self.groups.retain(|_, bucket| bucket.full_at > now_ms);
        }
        if self.groups.len() < GROUPS_MAX {
            self.groups.insert(group.to_owned(), group_after);
        }
        Ok(())
    }
}

/// The bucket with one taken out of it.
fn after(bucket: Bucket, pace: Pace, now_ms: u64) -> Result<Bucket, u64> {
    let every = pace.every_ms.max(1);
    let full_at = bucket.full_at.max(now_ms).saturating_add(every);
    let room = u64::from(pace.burst.max(1)).saturating_mul(every);
    let too_far = full_at.saturating_sub(now_ms).saturating_sub(room);
    if too_far == 0 { Ok(Bucket { full_at }) } else { Err(too_far) }
}

/// The wait before the next try, in milliseconds: twice as long each time, at most `most_ms`,
/// and spread by a random number so that many do not return at once.
#[must_use]
pub fn wait_ms(tries: u32, least_ms: u64, most_ms: u64, random: u64) -> u64 {
    let doubled = least_ms.saturating_mul(1_u64 << tries.min(20)).min(most_ms.max(1));
    let half = doubled / 2;
    half + random % (doubled - half).max(1)
}

/// A small generator of random numbers for waits, never for secrets (xorshift64*).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Random {
        Random(seed ^ 0x9e37_79b9_7f4a_7c15 | 1)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        let mut x = self.0;
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        self.0 = x;
        x.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_kept_for_each_group_and_for_all() {
        let account = Pace { burst: 3, every_ms: 100 };
        let mut limits = Limits::new(account, Pace { burst: 1, every_ms: 1_000 });
        assert_eq!(limits.take("1", 5_000), Ok(()));
        assert_eq!(limits.take("1", 5_000), Err(1_000));
        assert_eq!(limits.take("2", 5_000), Ok(()));
        assert_eq!(limits.take("3", 5_000), Ok(()));
        assert_eq!(limits.take("4", 5_000), Err(100));
        assert_eq!(limits.take("4", 5_100), Ok(()));
        assert_eq!(limits.take("1", 6_000), Ok(()));
        // In the long run the pace holds, whatever the order.
        let done = (0..10_000_u64).filter(|ms| limits.take("5", 10_000 + ms).is_ok()).count();
        assert_eq!(done, 10);
    }

    #[test]
    fn waits_grow_and_stay_bounded() {
        let mut random = Random::new(7);
        for tries in 0..100 {
            let wait = wait_ms(tries, 1_000, 60_000, random.draw());
            assert!((500..=60_000).contains(&wait), "{tries}: {wait}");
        }
        assert!(wait_ms(0, 1_000, 60_000, 3) < 1_001);
        assert!(wait_ms(10, 1_000, 60_000, 3) >= 30_000);
    }
}
