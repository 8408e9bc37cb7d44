//! A language model at an address, behind the interface that OpenAI's chat has: one client for
//! whoever asks it.
//!
//! What is asked, and what of an answer is believed, is [`compiler::second`]'s matter.

mod address;

use std::time::Duration;

use compiler::second::{self, ANSWER_BYTES_MAX};
use thiserror::Error;
use ureq::Agent;

pub use address::{Address, parse};

/// The longest key, in bytes.
pub const KEY_BYTES_MAX: u64 = 4 << 10;

/// A model at an address. Has no `Debug`: it knows a key.
pub struct SecondReader {
    agent: Agent,
    address: Address,
    model: String,
    authorization: Option<String>,
}

/// Why a request brought nothing.
#[derive(Debug, Error)]
#[expect(missing_docs, reason = "each says so")]
pub enum Trouble {
    #[error("等了 {0} 秒没有等到回答")]
    Slow(u64),
    #[error("总的等待时间用完了")]
    OutOfTime,
    #[error("连接不上")]
    Unreachable,
    #[error("对方的证书验证不过")]
    Untrusted,
    #[error("对方要转到别的地址({0}),没有跟过去")]
    Elsewhere(u16),
    #[error("密钥不对,或没有权限({0})")]
    Forbidden(u16),
    #[error("没有这个接口或模型(404),请检查地址和模型的名字")]
    NotFound,
    #[error("问得太多,对方限制了(429)")]
    TooMany,
    #[error("对方没有办成({0})")]
    Refused(u16),
    #[error("{0}")]
    Unusable(#[from] second::Unusable),
}

/// Whether a key may stand in a request: letters, figures and signs.
#[must_use]
pub fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic())
}

impl SecondReader {
    /// A model by its name, at an address, with a key where it wants one.
    #[must_use]
    pub fn new(address: Address, model: &str, key: Option<&str>) -> SecondReader {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // The key and what is asked go to this address and to no other.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .new_agent();
        let authorization = key.map(|key| format!("Bearer {key}"));
        SecondReader { agent, address, model: model.to_owned(), authorization }
    }

    /// The model's name.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The host, as it is shown.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.address.host
    }

    /// Sends a request's body and waits for the answer, for no longer than that.
    ///
    /// # Errors
    /// Why there is none.
    pub fn post(&self, body: &str, limit: Duration) -> Result<Vec<u8>, Trouble> {
        if limit.is_zero() {
            return Err(Trouble::OutOfTime);
        }
        let mut post = self
            .agent
            .post(&self.address.url)
            .config()
            .timeout_global(Some(limit))
            .build()
            .header("Content-Type", "application/json");
        if let Some(authorization) = &self.authorization {
            post = post.header("Authorization", authorization);
        }
        let trouble = |error| trouble(&error, limit);
        let mut response = post.send(body).map_err(trouble)?;
        match response.status().as_u16() {
            200..=299 => {}
            status @ 300..=399 => return Err(Trouble::Elsewhere(status)),
            status @ (401 | 403) => return Err(Trouble::Forbidden(status)),
            404 => return Err(Trouble::NotFound),
            429 => return Err(Trouble::TooMany),
            status => return Err(Trouble::Refused(status)),
        }
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX as u64);
        body.read_to_vec().map_err(trouble)
    }
}

/// What an error of the connection means; its own words might have the address in them.
fn trouble(error: &ureq::Error, limit: Duration) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Slow(limit.as_secs().max(1)),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            Trouble::Slow(limit.as_secs().max(1))
        }
        ureq::Error::BodyExceedsLimit(_) => second::Unusable::TooLong.into(),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Trouble::Untrusted,
        ureq::Error::Io(error) if is_about_trust(error) => Trouble::Untrusted,
        ureq::Error::RedirectFailed | ureq::Error::TooManyRedirects => Trouble::Elsewhere(307),
        ureq::Error::Protocol(_) => second::Unusable::NoCompletion.into(),
        _ => Trouble::Unreachable,
    }
}

/// Whether a connection failed for the other side's certificate: that comes as an error of reading
/// with the reason in it.
fn is_about_trust(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::InvalidData
        && error.get_ref().is_some_and(|why| why.to_string().contains("certificate"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    #[test]
    fn a_certificate_that_nobody_vouches_for_is_told_apart_from_a_line_that_is_down() {
        let of = |kind, why: &str| {
            trouble(&ureq::Error::Io(Error::new(kind, why)), Duration::from_secs(3))
        };
        let untrusted = of(ErrorKind::InvalidData, "invalid peer certificate: UnknownIssuer");
        assert!(matches!(untrusted, Trouble::Untrusted));
        let down = of(ErrorKind::ConnectionRefused, "refused");
        assert!(matches!(down, Trouble::Unreachable));
        assert!(matches!(of(ErrorKind::TimedOut, "slow"), Trouble::Slow(3)));
    }
}
