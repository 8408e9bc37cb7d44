//! What a sign-in service says of somebody: taken only with its signature, for us, now, and as
//! the answer to what this browser asked (OpenID Connect Core, section 3.1.3.7).

use std::sync::Arc;

use jsonwebtoken::{Validation, decode, decode_header};
use model::Timestamp;
use model::time::{MINUTE_MS, SECOND_MS};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::provider::Provider;
use super::trouble::Trouble;

/// How far its clock and ours may differ.
const SKEW_MS: i64 = MINUTE_MS;
/// The longest token, in bytes.
const TOKEN_BYTES_MAX: usize = 64 << 10;
/// The longest name for somebody: section 2 allows 255 characters of ASCII.
const SUBJECT_BYTES_MAX: usize = 255;

/// What it says of somebody.
pub(super) type Claims = Map<String, Value>;

/// A claim that is a word.
pub(super) fn word<'c>(claims: &'c Claims, name: &str) -> Option<&'c str> {
    claims.get(name).and_then(Value::as_str)
}

/// A claim that is a time: in seconds, a whole number or not.
fn time(claims: &Claims, name: &str) -> Option<Timestamp> {
    let text = claims.get(name).filter(|value| value.is_number())?.to_string();
    let seconds: i64 = text.split(['.', 'e', 'E']).next()?.parse().ok()?;
    Some(Timestamp(seconds.saturating_mul(SECOND_MS)))
}

/// What a token says, once everything about it holds.
pub(super) async fn check(
    provider: &Arc<Provider>,
    token: &str,
    nonce: &str,
    now: Timestamp,
) -> Result<Claims, Trouble> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(Trouble::Token("too long"));
    }
    // What is signed with a secret or not at all fits none of its keys.
    let head = decode_header(token).map_err(|_| Trouble::Token("no such signature"))?;
    let key = provider.key(head.kid.as_deref(), head.alg, now).await?;
    let mut wanted = Validation::new(head.alg);
    wanted.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    wanted.set_issuer(&[&provider.set.issuer]);
    wanted.set_audience(&[&provider.set.client_id]);
    // By our own clock, below: the library looks at the machine's.
    wanted.validate_exp = false;
    let read = decode::<Claims>(token, &key, &wanted);
    let claims = read.map_err(|error| Trouble::Token(why(&error)))?.claims;
    for_us(&claims, &provider.set.client_id)?;
    at_this_time(&claims, now)?;
    let asked = word(&claims, "nonce").unwrap_or_default();
    if !bool::from(asked.as_bytes().ct_eq(nonce.as_bytes())) {
        return Err(Trouble::Token("the answer to another question: nonce"));
    }
    let subject = word(&claims, "sub").unwrap_or_default();
    let sound = (1..=SUBJECT_BYTES_MAX).contains(&subject.len())
        && subject.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if sound { Ok(claims) } else { Err(Trouble::Token("no name for whom it is about")) }
}

fn why(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidSignature => "the signature is wrong",
        ErrorKind::InvalidIssuer => "another issuer's",
        ErrorKind::InvalidAudience => "for another program",
        ErrorKind::InvalidAlgorithm => "no such signature",
        ErrorKind::MissingRequiredClaim(_) => "a claim is missing",
        _ => "it can't be read",
    }
}

/// A token for several programs says which of them asked for it.
fn for_us(claims: &Claims, client: &str) -> Result<(), Trouble> {
    let several = claims.get("aud").and_then(Value::as_array).is_some_and(|all| all.len() > 1);
    match claims.get("azp").map(Value::as_str) {
        None if !several => Ok(()),
        Some(Some(azp)) if azp == client => Ok(()),
        _ => Err(Trouble::Token("asked for by another program")),
    }
}

/// It was given out just now: where it was not, one of the two clocks is wrong.
fn at_this_time(claims: &Claims, now: Timestamp) -> Result<(), Trouble> {
    let missing = Trouble::Token("it does not say when it was given out");
    let expires = time(claims, "exp").ok_or(missing.clone())?;
    let given = time(claims, "iat").ok_or(missing)?;
    let from = time(claims, "nbf").map_or(given, |from| from.max(given));
    let (early, late) = (from.since(now), now.since(expires));
    if early > SKEW_MS {
        return Err(Trouble::Clock(early));
    }
    if late > SKEW_MS {
        return Err(Trouble::Clock(now.since(given)));
    }
    Ok(())
}

/// Whether they signed in there since then, as they were asked to; where it does not say, they
/// did what the service wanted of them.
pub(super) fn signed_in_since(claims: &Claims, began: Timestamp) -> Result<(), Trouble> {
    match time(claims, "auth_time") {
        Some(at) if at < began.plus_ms(-SKEW_MS) => Err(Trouble::Stale),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        let Value::Object(claims) = value else { panic!("{value}") };
        claims
    }

    #[test]
    fn a_token_is_for_whoever_asked() {
        for (value, fine) in [
            (json!({"aud": "us"}), true),
            (json!({"aud": ["us"]}), true),
            (json!({"aud": ["us", "them"]}), false),
            (json!({"aud": ["us", "them"], "azp": "us"}), true),
            (json!({"aud": ["us", "them"], "azp": "them"}), false),
            (json!({"aud": "us", "azp": "them"}), false),
            (json!({"aud": "us", "azp": 7}), false),
        ] {
            assert_eq!(for_us(&claims(value.clone()), "us").is_ok(), fine, "{value}");
        }
    }

    #[test]
    fn clocks_may_differ_a_little() {
        let now = Timestamp(1_000_000_000);
        let at = |given: i64, expires: i64| {
            at_this_time(
                &claims(json!({"iat": 1_000_000 + given, "exp": 1_000_000 + expires})),
                now,
            )
        };
        assert_eq!(at(0, 300), Ok(()));
        assert_eq!(at(59, 300), Ok(()));
        assert_eq!(at(120, 300), Err(Trouble::Clock(120_000)));
        assert_eq!(at(-400, -50), Ok(()));
        assert_eq!(at(-400, -100), Err(Trouble::Clock(400_000)));
        let broken = at_this_time(&claims(json!({"iat": "now", "exp": 1_000_300})), now);
        assert!(matches!(broken, Err(Trouble::Token(_))));
        let halves = claims(json!({"iat": 1_000_000.5, "exp": 1_000_300.25}));
        assert_eq!(at_this_time(&halves, now), Ok(()));
    }
}
