//! Where signing in meets the server: the one place that knows how a session is begun.

use std::sync::Arc;

use axum::http::HeaderValue;
use server::access::{self, Visit};
use server::{App, Problem};

/// Begins a session: what sets its cookie.
///
/// # Errors
/// They are not let in.
pub async fn sign_in(
    app: &Arc<App>,
    given: access::SignIn,
    visit: &Visit,
) -> Result<HeaderValue, Problem> {
    let opened = access::sign_in(app, given, visit).await?;
    HeaderValue::from_str(&opened.cookie).map_err(|_| Problem::internal())
}
