//! Actions by the program's HTTP interface, where no connection carries them.

use std::time::Duration;

use serde_json::Value;

use crate::call::Call;
use crate::seat::NoAnswer;
use crate::settings::Secret;

/// The largest answer that is read, in bytes: a list of a full group's members fits.
const ANSWER_BYTES_MAX: u64 = 16 << 20;

/// The HTTP interface of one account's program.
#[derive(Clone, Debug)]
pub(crate) struct HttpApi {
    base: String,
    token: Secret,
    agent: ureq::Agent,
}

impl HttpApi {
    /// None where no address is set.
    pub(crate) fn new(base: &str, token: &Secret, wait: Duration) -> Option<HttpApi> {
        let base = base.trim().trim_end_matches('/');
        if base.is_empty() {
            return None;
        }
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(wait))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Some(HttpApi { base: base.to_owned(), token: token.clone(), agent: config.into() })
    }

    /// Carries an action out. The thread that waits ends by itself with the time limit.
    pub(crate) async fn call(&self, call: &Call) -> Result<Value, NoAnswer> {
        let this = self.clone();
        let url = format!("{}/{}", this.base, call.action);
        let body = call.params.to_string();
        let done = tokio::task::spawn_blocking(move || this.post(&url, &body)).await;
        done.unwrap_or_else(|_| Err(NoAnswer::Silence("应答中断".to_owned())))
    }

    fn post(&self, url: &str, body: &str) -> Result<Value, NoAnswer> {
        let sent = self
            .agent
            .post(url)
            .header("Authorization", format!("Bearer {}", self.token.0))
            .header("Content-Type", "application/json")
            .send(body);
        let mut answer = match sent {
            Ok(answer) => answer,
            Err(error) => return Err(unanswered(&error)),
        };
        let status = answer.status().as_u16();
        if status != 200 {
            // The standard's own codes in the place where connections have them.
            return Ok(serde_json::json!({"status": "failed", "retcode": 1_000 + status}));
        }
        let body = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let body = body.map_err(|error| NoAnswer::Silence(kind(&error).to_owned()))?;
        serde_json::from_slice(&body).map_err(|_| NoAnswer::Silence("应答不是 JSON".to_owned()))
    }
}

/// Only what certainly never left is not sent. Addresses are never part of the words: an access
/// token may stand in them.
fn unanswered(error: &ureq::Error) -> NoAnswer {
    match error {
        ureq::Error::HostNotFound | ureq::Error::BadUri(_) | ureq::Error::ConnectionFailed => {
            NoAnswer::NotSent("连接不上账号的 HTTP 接口".to_owned())
        }
        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused => {
            NoAnswer::NotSent("账号的 HTTP 接口没有在运行".to_owned())
        }
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            NoAnswer::NotSent("连接账号的 HTTP 接口超时".to_owned())
        }
        other => NoAnswer::Silence(kind(other).to_owned()),
    }
}

fn kind(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "没有在时限内应答",
        ureq::Error::BodyExceedsLimit(_) => "应答过长",
        _ => "应答中断",
    }
}
