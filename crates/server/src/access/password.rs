//! Passwords: what is asked of them, and how they are kept.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::time::timeout;

use crate::app::App;
use crate::problem::Problem;

/// The fewest characters of a password.
pub const CHARS_MIN: usize = 10;
/// The most bytes of one.
const BYTES_MAX: usize = 1_024;
/// Argon2id with 19 MiB, two rounds and one lane, as the OWASP Password Storage Cheat Sheet asks
/// (<https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>).
const MEMORY_KIB: u32 = 19 * 1_024;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;
/// How many are hashed at a time: 19 MiB and a core each.
pub const AT_ONCE: usize = 2;
/// How long one may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Tells apart what nobody can tell: of a name that nobody has, this one is tried.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdA$\
    6Y0cyh7Xf5uVz1l1cdlQ0sJ5Qm3kX2zv0b5dGqHk3bQ";

/// The commonest passwords that are long enough, by lists of what leaked.
const COMMON: [&str; 42] = [
    "1234567890",
    "0123456789",
    "9876543210",
    "0987654321",
    "12345678910",
    "1234567891",
    "123456789a",
    "a123456789",
    "123456789q",
    "q123456789",
    "123456789abc",
    "abc123456789",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "zaq12wsxcde3",
    "qwertyuiop",
    "qwerty12345",
    "qwerty123456",
    "asdfghjkl123",
    "zxcvbnm123",
    "qwertyuiop123",
    "qwer123456",
    "asdf123456",
    "woaini1314",
    "woaini1314520",
    "woaini520520",
    "5201314520",
    "1314520520",
    "5201314woaini",
    "wodemima123",
    "mima123456",
    "iloveyou123",
    "iloveyou1314",
    "changeme123",
    "letmein123",
    "welcome123",
    "football123",
    "qq123456789",
    "wx123456789",
    "abcd123456",
];
/// Words that are no password with a few digits and signs around them.
const WORDS: [&str; 16] = [
    "password",
    "passw0rd",
    "admin",
    "administrator",
    "qungui",
    "root",
    "test",
    "guest",
    "wechat",
    "weixin",
    "woaini",
    "mima",
    "iloveyou",
    "welcome",
    "letmein",
    "qwerty",
];

fn argon() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, ROUNDS, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Refuses a password that is easy to guess.
///
/// # Errors
/// Why it is.
pub fn check(password: &str, name: &str, shown: &str) -> Result<(), Problem> {
    let why = if password.chars().count() < CHARS_MIN {
        format!("密码至少 {CHARS_MIN} 个字符")
    } else if password.len() > BYTES_MAX {
        "密码太长".to_owned()
    } else if is_easy(password, name, shown) {
        "这个密码太容易猜到".to_owned()
    } else {
        return Ok(());
    };
    Err(Problem::bad("password", why)
        .with_detail("不要用自己的名字、常见的词和连续的数字;几个不相干的词连起来,又长又好记。"))
}

fn is_easy(password: &str, name: &str, shown: &str) -> bool {
    let lower = password.to_lowercase();
    let distinct: BTreeSet<char> = lower.chars().collect();
    if distinct.len() < 5 || COMMON.contains(&lower.as_str()) {
        return true;
    }
    // Each character the next one: 23456789abc is none, abcdefghij is.
    let mut pairs = lower.chars().zip(lower.chars().skip(1));
    let step = |(one, two): (char, char)| i64::from(u32::from(two)) - i64::from(u32::from(one));
    let steps: BTreeSet<i64> = pairs.by_ref().map(step).collect();
    if steps.len() == 1 {
        return true;
    }
    // What is left beside the word has to be hard to guess by itself.
    let long_rest = |word: &str| lower.replace(word, "").chars().count() >= CHARS_MIN - 2;
    let names = [name.to_lowercase(), shown.to_lowercase()];
    let words = WORDS.iter().copied().chain(names.iter().map(String::as_str));
    words.filter(|word| !word.is_empty()).any(|word| lower.contains(word) && !long_rest(word))
}

/// Waits for its turn and does it off the threads that serve.
async fn in_turn<T: Send + 'static>(
    app: &Arc<App>,
    act: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let turn = timeout(PATIENCE, Arc::clone(&app.staff.hashing).acquire_owned()).await;
    let busy = || Problem::unavailable("同时登录的人太多");
    let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let done = tokio::task::spawn_blocking(move || {
        let done = act();
        drop(turn);
        done
    });
    done.await.map_err(|_| Problem::internal())
}

/// What is kept of a password.
///
/// # Errors
/// The machine gives no random numbers, or too many wait.
pub async fn hash(app: &Arc<App>, password: String) -> Result<String, Problem> {
    let hashed = in_turn(app, move || {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).ok()?;
        let hashed = argon().hash_password_with_salt(password.as_bytes(), &salt).ok()?;
        Some(hashed.to_string())
    });
    hashed.await?.ok_or_else(Problem::internal)
}

/// Whether a password is the one that is kept; where none is kept it takes as long to say no.
///
/// # Errors
/// Too many wait.
pub async fn fits(app: &Arc<App>, password: String, kept: Option<String>) -> Result<bool, Problem> {
    if password.len() > BYTES_MAX {
        return Ok(false);
    }
    in_turn(app, move || {
        let hash = PasswordHash::new(kept.as_deref().unwrap_or(NOBODYS));
        let fits =
            hash.is_ok_and(|hash| argon().verify_password(password.as_bytes(), &hash).is_ok());
        fits && kept.is_some()
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_ones_are_refused() {
        for easy in [
            "short",
            "1234567890",
            "abcdefghij",
            "aaaaaaaaaa",
            "abababababab",
            "Password123",
            "wangmin2024",
            "王敏王敏123456",
            "Qwertyuiop",
            "admin12345!",
        ] {
            assert_eq!(check(easy, "wangmin", "王敏").unwrap_err().code, "password", "{easy}");
        }
        for good in ["correct horse battery", "槐树下的旧书摊很安静啊", "x7#mQ2!vL9pz"] {
            assert!(check(good, "wangmin", "王敏").is_ok(), "{good}");
        }
    }

    #[test]
    fn it_is_kept_as_argon2id_with_what_owasp_asks() {
        let hashed =
            argon().hash_password_with_salt("槐树下的旧书摊".as_bytes(), &[7; 16]).unwrap();
        let kept = hashed.to_string();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let hash = PasswordHash::new(&kept).unwrap();
        assert!(argon().verify_password("槐树下的旧书摊".as_bytes(), &hash).is_ok());
        assert!(argon().verify_password(b"other", &hash).is_err());
    }

    #[test]
    fn what_nobody_has_takes_as_long() {
        let hash = PasswordHash::new(NOBODYS).unwrap();
        let params = Params::try_from(&hash).unwrap();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (MEMORY_KIB, ROUNDS, LANES)
        );
        assert!(argon().verify_password(b"anything", &hash).is_err());
    }
}
