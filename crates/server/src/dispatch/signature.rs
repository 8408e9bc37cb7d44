//! Signed calls by the Standard Webhooks scheme: made, checked, and taken once.
//!
//! <https://www.standardwebhooks.com>: `webhook-id`, `webhook-timestamp` (seconds), and
//! `webhook-signature`, a list of `v1,` with the Base64 of an HMAC-SHA256 over the three joined
//! by dots: id, timestamp, body.

use std::collections::{HashSet, VecDeque};
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use model::Timestamp;
use sha2::Sha256;
use store::StoreError;
use store::dialect::Reader;
use subtle::ConstantTimeEq;

use super::held;

/// A call may be so much older or newer than our clock, in milliseconds.
pub const TOLERANCE_MS: i64 = 300_000;
/// The most ids that are remembered.
const SEEN_MAX: usize = 100_000;
/// The longest id.
const ID_BYTES_MAX: usize = 256;
/// The most signatures of one call that are looked at: while a secret is changed there are two.
const SIGNATURES_MAX: usize = 8;

/// The bytes of a secret: `whsec_` and Base64, as libraries write them, or the text itself.
fn key(secret: &str) -> Vec<u8> {
    let coded = secret.strip_prefix("whsec_").and_then(|coded| STANDARD.decode(coded).ok());
    coded.unwrap_or_else(|| secret.as_bytes().to_vec())
}

/// The signature of a call.
#[must_use]
pub fn sign(secret: &str, id: &str, seconds: i64, body: &[u8]) -> String {
    // Keys of any length are taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key(secret)) else { return String::new() };
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// A call as it came.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Its id, the same when it is sent again.
    pub id: &'a str,
    /// When it was sent, in seconds.
    pub timestamp: &'a str,
    /// Its signatures.
    pub signature: &'a str,
    /// The bytes that are signed.
    pub body: &'a [u8],
}

/// Why a call is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has no id, time or signature, or they can't be read.
    Form,
    /// It was not signed with the secret.
    Forged,
    /// It is too old, or from the future.
    Late,
    /// It was taken before.
    Again,
}

impl Call<'_> {
    /// Whether it was signed with the secret, and within the last minutes.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn check(&self, secret: &str, now: Timestamp) -> Result<(), Wrong> {
        let seconds: i64 = self.timestamp.parse().map_err(|_| Wrong::Form)?;
        let fits = (1..=ID_BYTES_MAX).contains(&self.id.len());
        if !fits || !self.id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Wrong::Form);
        }
        let right = sign(secret, self.id, seconds, self.body);
        let given = self.signature.split_ascii_whitespace().take(SIGNATURES_MAX);
        let signed =
            given.fold(0, |found, one| found | one.as_bytes().ct_eq(right.as_bytes()).unwrap_u8());
        if signed == 0 || secret.is_empty() {
            return Err(Wrong::Forged);
        }
        let at = Timestamp(seconds.saturating_mul(1_000));
        if at.since(now).saturating_abs() > TOLERANCE_MS {
            return Err(Wrong::Late);
        }
        Ok(())
    }
}

/// For how long a call is remembered: what is older is refused by its time.
pub const REMEMBERED_MS: i64 = 2 * TOLERANCE_MS + 1_000;
/// How the store calls a call that was taken.
const NOTED: &str = "hook ";

/// Which calls were taken lately.
#[derive(Debug, Default)]
pub struct Seen(Mutex<Calls>);

#[derive(Debug, Default)]
struct Calls {
    known: HashSet<String>,
    order: VecDeque<(String, Timestamp)>,
}

impl Seen {
    /// What the store has of earlier runs.
    ///
    /// # Errors
    /// The store fails.
    pub fn load(&self, reader: &mut dyn Reader) -> Result<(), StoreError> {
        let noted = reader.noted(NOTED, u32::try_from(SEEN_MAX).unwrap_or(u32::MAX))?;
        let mut calls = held(&self.0);
        for (what, until) in noted {
            let name = what.strip_prefix(NOTED).unwrap_or(&what).to_owned();
            if calls.known.insert(name.clone()) {
                calls.order.push_back((name, until.plus_ms(-REMEMBERED_MS)));
            }
        }
        Ok(())
    }

    /// How the store notes that a call was taken.
    #[must_use]
    pub fn noted(hook: &str, id: &str) -> String {
        format!("{NOTED}{hook} {id}")
    }

    /// Remembers a call of a hook.
    ///
    /// # Errors
    /// It was taken before, or so many come that it can't be said.
    pub fn first(&self, hook: &str, id: &str, now: Timestamp) -> Result<(), Wrong> {
        let name = format!("{hook} {id}");
        let mut calls = held(&self.0);
        while let Some((_, at)) = calls.order.front()
            && now.since(*at) > REMEMBERED_MS
        {
            if let Some((old, _)) = calls.order.pop_front() {
                calls.known.remove(&old);
            }
        }
        if calls.order.len() >= SEEN_MAX || !calls.known.insert(name.clone()) {
            return Err(Wrong::Again);
        }
        calls.order.push_back((name, now));
        Ok(())
    }

    /// Forgets a call that was not taken after all: it may come again.
    pub fn forget(&self, hook: &str, id: &str) {
        let name = format!("{hook} {id}");
        let mut calls = held(&self.0);
        if calls.known.remove(&name) {
            calls.order.retain(|(other, _)| *other != name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the scheme's own libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const SECONDS: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn call<'a>(timestamp: &'a str, signature: &'a str) -> Call<'a> {
        Call { id: ID, timestamp, signature, body: BODY }
    }

    #[test]
    fn signatures_are_those_of_the_scheme() {
        let right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(SECRET, ID, SECONDS, BODY), right);
        let now = Timestamp((SECONDS + 60) * 1_000);
        let seconds = SECONDS.to_string();
        let check = |call: Call<'_>| call.check(SECRET, now);
        assert_eq!(check(call(&seconds, right)), Ok(()));
        let two = format!("v1,AAAA v1a,x {right}");
        assert_eq!(check(call(&seconds, &two)), Ok(()));
        assert_eq!(check(call(&seconds, "")), Err(Wrong::Forged));
        assert_eq!(check(call("1614265331", right)), Err(Wrong::Forged));
        assert_eq!(check(Call { body: b"{}", ..call(&seconds, right) }), Err(Wrong::Forged));
        assert_eq!(check(Call { id: "other", ..call(&seconds, right) }), Err(Wrong::Forged));
        assert_eq!(check(Call { id: "", ..call(&seconds, right) }), Err(Wrong::Form));
        assert_eq!(check(call("soon", right)), Err(Wrong::Form));
        for seconds in [SECONDS - 241, SECONDS + 361] {
            let signature = sign(SECRET, ID, seconds, BODY);
            let timestamp = seconds.to_string();
            assert_eq!(check(call(&timestamp, &signature)), Err(Wrong::Late), "{seconds}");
        }
        assert_eq!(call(&seconds, right).check("another secret", now), Err(Wrong::Forged));
        // A secret that is no Base64 counts as it stands.
        assert_ne!(sign("plain secret here", ID, SECONDS, BODY), right);
    }

    #[test]
    fn a_call_is_taken_once() {
        let seen = Seen::default();
        let at = |ms: i64| Timestamp(ms);
        assert_eq!(seen.first("a", "1", at(0)), Ok(()));
        assert_eq!(seen.first("a", "1", at(9)), Err(Wrong::Again));
        assert_eq!(seen.first("b", "1", at(9)), Ok(()));
        seen.forget("a", "1");
        assert_eq!(seen.first("a", "1", at(10)), Ok(()));
        assert_eq!(seen.first("a", "1", at(10 + REMEMBERED_MS)), Err(Wrong::Again));
        assert_eq!(seen.first("a", "1", at(10_000_000)), Ok(()), "refused by its time");
        let kept = held(&seen.0);
        assert_eq!(kept.order.len(), kept.known.len());
    }
}
