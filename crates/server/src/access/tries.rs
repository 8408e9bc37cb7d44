//! How often somebody may try to sign in: a few times at once, then with growing waits.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use model::Timestamp;
use model::time::{HOUR_MS, SECOND_MS};

/// Failures under a name before the first wait.
const OF_A_NAME: u32 = 5;
/// Failures from an address before the first wait: an office has one address.
const OF_AN_ADDRESS: u32 = 20;
/// The first wait; each further failure doubles it.
const WAIT_MS: i64 = 10 * SECOND_MS;
/// The longest wait.
const WAIT_MS_MAX: i64 = 15 * 60 * SECOND_MS;
/// After how long without a failure all is forgotten.
const FORGOTTEN_MS: i64 = HOUR_MS;
/// The most names and addresses that are remembered.
const REMEMBERED: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whose {
    Name(String),
    Address(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Tried {
    failures: u32,
    last: Timestamp,
    until: Timestamp,
}

/// Counts tries.
#[derive(Debug, Default)]
pub struct Tries {
    tried: Mutex<HashMap<Whose, Tried>>,
}

/// The part of an address that one customer has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        other => other,
    }
}

impl Tries {
    /// Counts one try as failed until it is known to be none, so that many at once count too.
    ///
    /// # Errors
    /// It is too soon; after how many seconds it may be tried again.
    pub fn begin(&self, name: &str, address: IpAddr, now: Timestamp) -> Result<(), u32> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let both = [Whose::Name(name.to_owned()), Whose::Address(network(address))];
        let until = both.iter().filter_map(|whose| tried.get(whose)).map(|tried| tried.until);
        if let Some(until) = until.max().filter(|until| *until > now) {
            let wait = until.since(now).div_euclid(SECOND_MS) + 1;
            return Err(u32::try_from(wait).unwrap_or(u32::MAX));
        }
        make_room(&mut tried, now);
        for whose in both {
            enter(&mut tried, whose, now);
        }
        Ok(())
    }

    /// A try that failed before the program was started anew.
    pub fn remember(&self, name: &str, address: Option<IpAddr>, at: Timestamp) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        enter(&mut tried, Whose::Name(name.to_owned()), at);
        if let Some(address) = address {
            enter(&mut tried, Whose::Address(network(address)), at);
        }
    }

    /// The try that was begun was none of a guesser.
    pub fn succeeded(&self, name: &str, address: IpAddr) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        tried.remove(&Whose::Name(name.to_owned()));
        take_back(&mut tried, &Whose::Address(network(address)));
    }

    /// The try that was begun was right as far as it went.
    pub fn unfinished(&self, name: &str, address: IpAddr) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        take_back(&mut tried, &Whose::Name(name.to_owned()));
        take_back(&mut tried, &Whose::Address(network(address)));
    }
}

fn take_back(tried: &mut HashMap<Whose, Tried>, whose: &Whose) {
    if let Some(one) = tried.get_mut(whose) {
        one.failures = one.failures.saturating_sub(1);
        one.until = one.last;
    }
}

fn enter(tried: &mut HashMap<Whose, Tried>, whose: Whose, now: Timestamp) {
    let free = match whose {
        Whose::Name(_) => OF_A_NAME,
        Whose::Address(_) => OF_AN_ADDRESS,
    };
    let one = tried.entry(whose).or_insert(Tried { failures: 0, last: now, until: now });
    if now.since(one.last) > FORGOTTEN_MS {
        one.failures = 0;
    }
    one.failures = one.failures.saturating_add(1);
    one.last = now;
    one.until = match one.failures.checked_sub(free) {
        None => now,
        Some(beyond) => now.plus_ms((WAIT_MS << beyond.min(10)).min(WAIT_MS_MAX)),
    };
}

/// Forgets what is over; where that is not enough, those who tried least.
fn make_room(tried: &mut HashMap<Whose, Tried>, now: Timestamp) {
    if tried.len() < REMEMBERED {
        return;
    }
    tried.retain(|_, one| now.since(one.last) <= FORGOTTEN_MS);
    let mut least = 1;
    while tried.len() >= REMEMBERED {
        tried.retain(|_, one| one.failures > least);
        least = least.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(1_700_000_000_000 + seconds * SECOND_MS)
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    #[test]
    fn waits_grow_and_end() {
        let tries = Tries::default();
        for _ in 0..OF_A_NAME {
            assert_eq!(tries.begin("wang", address(1), at(0)), Ok(()));
        }
        // From elsewhere too; others are not concerned.
        assert_eq!(tries.begin("wang", address(2), at(1)), Err(10));
        assert_eq!(tries.begin("li", address(1), at(1)), Ok(()));
        assert_eq!(tries.begin("wang", address(2), at(11)), Ok(()));
        assert_eq!(tries.begin("wang", address(2), at(12)), Err(20));
        for step in 1..20 {
            let _ = tries.begin("wang", address(2), at(step * 1_000));
        }
        assert!(tries.begin("wang", address(2), at(19_001)).unwrap_err() <= 900);
        assert_eq!(tries.begin("wang", address(2), at(30_000)), Ok(()));
        assert_eq!(tries.begin("wang", address(2), at(30_000)), Ok(()));
    }

    #[test]
    fn who_signs_in_has_tried_nothing() {
        let tries = Tries::default();
        for _ in 0..100 {
            assert_eq!(tries.begin("wang", address(1), at(0)), Ok(()));
            tries.succeeded("wang", address(1));
        }
        for _ in 0..100 {
            assert_eq!(tries.begin("wang", address(1), at(0)), Ok(()));
            tries.unfinished("wang", address(1));
        }
    }

    #[test]
    fn many_names_from_one_address_wait_too() {
        let tries = Tries::default();
        for number in 0..OF_AN_ADDRESS {
            assert_eq!(tries.begin(&format!("n{number}"), address(1), at(0)), Ok(()));
        }
        assert!(tries.begin("another", address(1), at(0)).is_err());
        assert!(tries.begin("another", address(2), at(0)).is_ok());
        let one: IpAddr = "2001:db8::1".parse().unwrap();
        let other: IpAddr = "2001:db8::ffff:2".parse().unwrap();
        assert_eq!(network(one), network(other));
    }

    #[test]
    fn guessers_are_not_crowded_out() {
        let tries = Tries::default();
        for _ in 0..OF_A_NAME {
            tries.remember("wang", None, at(0));
        }
        for number in 0..REMEMBERED + 10 {
            let from = IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
            let _ = tries.begin(&format!("n{number}"), from, at(1));
        }
        assert!(tries.begin("wang", address(9), at(2)).is_err());
        assert!(tries.tried.lock().unwrap().len() <= REMEMBERED + 2);
    }
}
