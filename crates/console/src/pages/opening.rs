//! Where signing in meets the server: the one place that knows how a session is begun.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::HeaderValue;
use server::{App, Problem};

/// What somebody signs in with; never printed.
pub struct SignIn {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The one-time code, where they use one.
    pub code: String,
}

/// From where they do.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The address.
    pub address: IpAddr,
    /// The program.
    pub agent: String,
}

/// Begins a session: what sets its cookie.
///
/// # Errors
/// They are not let in.
pub async fn sign_in(app: &Arc<App>, given: SignIn, visit: &Visit) -> Result<HeaderValue, Problem> {
    let SignIn { name, password, code } = given;
    let Visit { address, agent } = visit;
    let (now, sent) = (app.now(), !password.is_empty() || !code.is_empty());
    tracing::info!(name, %address, agent, ?now, sent, "nobody can sign in by password yet");
    Err(Problem::unavailable("这台服务器还没有开通用密码登录"))
}
