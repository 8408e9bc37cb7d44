//! The second factor: one-time passwords by the clock (RFC 6238), and codes for when the phone
//! is lost.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::people::UserRow;
use subtle::ConstantTimeEq;
use totp_rs::{Builder, Totp};

use super::key::Key;
use super::secret::{Hash, hash};
use crate::problem::Problem;

/// Bytes of a secret: as many as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// How many codes there are for when the phone is lost.
const RECOVERY: usize = 10;
/// Letters that such codes are made of: none looks like another. 32 of them.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789z";
/// Base32 as RFC 4648 has it.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What is kept of it, sealed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SecondFactor {
    secret: Vec<u8>,
    /// Hashes of the codes that are left.
    recovery: Vec<Hash>,
}

/// What somebody's code turned out to be.
#[derive(Clone, Debug)]
pub enum Fits {
    /// The one-time password of that step.
    Step(i64),
    /// A code for when the phone is lost; what is left without it.
    Recovery(SecondFactor),
}

/// Whether somebody has a second factor that they have tried.
#[must_use]
pub fn is_on(user: &UserRow) -> bool {
    user.totp.as_ref().is_some_and(|kept| kept.first() == Some(&1))
}

/// How many of these users have a second factor, and how many of those this key doesn't open.
#[must_use]
pub fn opened_by(users: &[UserRow], key: &Key) -> (usize, usize) {
    let with: Vec<&UserRow> = users.iter().filter(|user| is_on(user)).collect();
    let shut = |user: &&&UserRow| {
        let sealed = user.totp.as_deref().and_then(|kept| kept.get(1..)).unwrap_or_default();
        key.open(&about(user.id, true), sealed).is_none()
    };
    (with.len(), with.iter().filter(shut).count())
}

fn about(user: i64, on: bool) -> Vec<u8> {
    [b"second factor".as_slice(), &user.to_le_bytes(), &[u8::from(on)]].concat()
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Problem::internal())?;
    Ok(bytes)
}

impl SecondFactor {
    /// A fresh one.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn fresh() -> Result<SecondFactor, Problem> {
        let secret = random::<SECRET_BYTES>()?.to_vec();
        Ok(SecondFactor { secret, recovery: Vec::new() })
    }

    /// What is kept of a user's.
    ///
    /// # Errors
    /// It can't be opened with this key.
    pub fn of(user: &UserRow, key: &Key) -> Result<Option<SecondFactor>, Problem> {
        let Some((on, sealed)) = user.totp.as_deref().and_then(<[u8]>::split_first) else {
            return Ok(None);
        };
        let opened = key.open(&about(user.id, *on == 1), sealed);
        let read = opened.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.map(Some).ok_or_else(|| {
            tracing::error!(user = user.name, "a second factor can't be opened with this key");
            Problem::internal().with_detail(
                "两步验证的密钥打不开:可能换过 `sign_in.key` 或数据文件夹里的 sign-in.key。",
            )
        })
    }

    /// As it is kept.
    ///
    /// # Errors
    /// It can't be sealed.
    pub fn kept(&self, user: i64, on: bool, key: &Key) -> Result<Vec<u8>, Problem> {
        let bytes = serde_json::to_vec(self).map_err(|_| Problem::internal())?;
        let sealed = key.seal(&about(user, on), &bytes).ok_or_else(Problem::internal)?;
        Ok([&[u8::from(on)], sealed.as_slice()].concat())
    }

    fn totp(&self) -> Option<Totp> {
        Builder::new().with_secret(self.secret.clone()).build().ok()
    }

    /// Whether a code is right; a step that was used, or one before it, counts no more.
    #[must_use]
    pub fn check(&self, code: &str, used: i64, now: Timestamp) -> Option<Fits> {
        let code: String =
            code.chars().filter(|one| !one.is_whitespace() && *one != '-').take(32).collect();
        if code.len() == 6 && code.bytes().all(|one| one.is_ascii_digit()) {
            let seconds = u64::try_from(now.0 / 1_000).ok()?;
            let step = i64::try_from(self.totp()?.check(&code, seconds)?).ok()?;
            return (step > used).then_some(Fits::Step(step));
        }
        let given = hash(&code.to_ascii_lowercase());
        let left: Vec<Hash> =
            self.recovery.iter().filter(|one| !bool::from(one.ct_eq(&given))).copied().collect();
        let found = left.len() < self.recovery.len();
        found.then(|| Fits::Recovery(SecondFactor { recovery: left, ..self.clone() }))
    }

    /// Gives it codes for when the phone is lost, and says them this once.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn give_recovery(&mut self) -> Result<Vec<String>, Problem> {
        let mut codes = Vec::new();
        self.recovery.clear();
        for _ in 0..RECOVERY {
            let bytes = random::<10>()?;
            let letters = bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 31)));
            let code: String = letters.map(|letter| char::from(*letter)).collect();
            self.recovery.push(hash(&code));
            let (one, two) = code.split_at_checked(5).unwrap_or((&code, ""));
            codes.push(format!("{one}-{two}"));
        }
        Ok(codes)
    }

    /// How many codes for when the phone is lost are left.
    #[must_use]
    pub fn recovery_left(&self) -> usize {
        self.recovery.len()
    }

    /// The secret as people type it.
    #[must_use]
    pub fn in_letters(&self) -> String {
        let mut out = String::new();
        let (mut bits, mut count) = (0_u32, 0_u32);
        for byte in &self.secret {
            bits = bits << 8 & 0xffff | u32::from(*byte);
            count += 8;
            while count >= 5 {
                count -= 5;
                let letter = BASE32.get((bits >> count & 31) as usize);
                out.extend(letter.map(|letter| char::from(*letter)));
            }
        }
        out
    }

    /// What a phone reads from a picture.
    #[must_use]
    pub fn url(&self, name: &str) -> String {
        let name: String = name.bytes().map(percent).collect();
        format!("otpauth://totp/Qungui:{name}?secret={}&issuer=Qungui", self.in_letters())
    }
}

fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).into(),
        other => format!("%{other:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> SecondFactor {
        SecondFactor { secret: b"12345678901234567890".to_vec(), recovery: Vec::new() }
    }

    #[test]
    fn it_is_what_rfc_6238_says() {
        // The last six digits of the examples in appendix B.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")]
        {
            let now = Timestamp(seconds * 1_000);
            assert!(
                matches!(rfc().check(code, 0, now), Some(Fits::Step(step)) if step == seconds / 30)
            );
            assert!(rfc().check(code, seconds / 30, now).is_none(), "counts once");
            assert!(rfc().check(code, 0, now.plus_ms(90_000)).is_none());
        }
        assert_eq!(rfc().in_letters(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(rfc().url("王 a").contains("Qungui:%E7%8E%8B%20a?secret=GEZD"));
    }

    #[test]
    fn a_code_for_a_lost_phone_counts_once() {
        let mut factor = rfc();
        let codes = factor.give_recovery().unwrap();
        assert_eq!((codes.len(), factor.recovery_left()), (RECOVERY, RECOVERY));
        let typed = codes[3].to_uppercase().replace('-', " ");
        let Some(Fits::Recovery(left)) = factor.check(&typed, 0, Timestamp(0)) else { panic!() };
        assert_eq!(left.recovery_left(), RECOVERY - 1);
        assert!(left.check(&codes[3], 0, Timestamp(0)).is_none());
        assert!(factor.check("", 0, Timestamp(0)).is_none());
    }

    #[test]
    fn it_is_kept_sealed_for_its_user() {
        let key = Key::of("k").unwrap();
        let kept = rfc().kept(7, true, &key).unwrap();
        let user = UserRow { id: 7, totp: Some(kept), ..UserRow::default() };
        assert!(is_on(&user));
        assert_eq!(SecondFactor::of(&user, &key).unwrap().unwrap().secret, rfc().secret);
        let other = UserRow { id: 8, ..user.clone() };
        assert!(SecondFactor::of(&other, &key).is_err());
        let mut switched = user;
        switched.totp.as_mut().unwrap()[0] = 0;
        assert!(SecondFactor::of(&switched, &key).is_err());
    }
}
