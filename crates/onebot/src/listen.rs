//! What comes to us: reverse WebSockets, and events by HTTP.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::desk::Desk;
use crate::diagnostics::Note;
use crate::hear::PUSH_BYTES_MAX;
use crate::hub::Hub;
use crate::seat::{Push, Seat};
use crate::session;
use crate::settings::Role;
use crate::socket::Socket;

/// The longest that a body may take to arrive, and an event to be kept.
const BODY: Duration = Duration::from_secs(10);
const KEPT: Duration = Duration::from_secs(10);

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    access_token: String,
}

/// The routes, to be put into the server's own.
pub(crate) fn router<D: Desk>(hub: Arc<Hub<D>>) -> Router {
    let path = "/onebot/v11";
    Router::new()
        .route(path, post(pushed::<D>))
        .route(&format!("{path}/"), sockets(Role::Universal).post(pushed::<D>))
        .route(&format!("{path}/http"), post(pushed::<D>))
        .route(&format!("{path}/ws"), sockets(Role::Universal))
        .route(&format!("{path}/ws/"), sockets(Role::Universal))
        .route(&format!("{path}/ws/api"), sockets(Role::Api))
        .route(&format!("{path}/ws/event"), sockets(Role::Event))
        .with_state(hub)
}

type Hubs<D> = State<Arc<Hub<D>>>;

/// Opens a WebSocket that carries what the path says, unless the program says otherwise.
fn sockets<D: Desk>(role: Role) -> MethodRouter<Arc<Hub<D>>> {
    get(move |hub: Hubs<D>, query: Query<Asked>, headers: HeaderMap, upgrade: WebSocketUpgrade| {
        std::future::ready(open(&hub, role, &query, &headers, upgrade))
    })
}

fn word<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").trim()
}

fn open<D: Desk>(
    hub: &Arc<Hub<D>>,
    path_role: Role,
    query: &Asked,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let seat = match admitted(hub, query, headers) {
        Ok(seat) => seat,
        Err(status) => {
            hub.note("", &Note::Irrelevant("refused-connection"));
            return status.into_response();
        }
    };
    let Ok(place) = Arc::clone(&hub.connections).try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let role = match &*word(headers, "x-client-role").to_ascii_lowercase() {
        "api" => Role::Api,
        "event" => Role::Event,
        "universal" => Role::Universal,
        _ => path_role,
    };
    let hub = Arc::clone(hub);
    upgrade.max_message_size(PUSH_BYTES_MAX).max_frame_size(PUSH_BYTES_MAX).on_upgrade(
        move |socket| async move {
            let socket = Socket::Served(Box::new(socket));
            session::serve(&hub, &seat, role, socket).await;
            drop(place);
        },
    )
}

/// The account that the connection is for. A number that is not ours is answered like a wrong
/// token: nobody learns which accounts there are.
fn admitted<D: Desk>(
    hub: &Hub<D>,
    query: &Asked,
    headers: &HeaderMap,
) -> Result<Arc<Seat>, StatusCode> {
    let id = word(headers, "x-self-id");
    if id.is_empty() {
        return Err(StatusCode::BAD_REQUEST);
    }
    let header = word(headers, "authorization");
    let token = header
        .split_once(' ')
        .filter(|(scheme, _)| ["bearer", "token"].contains(&&*scheme.to_ascii_lowercase()))
        .map_or("", |(_, token)| token.trim());
    // Some programs send an empty header even where they have the token in the address.
    let token = if token.is_empty() { query.access_token.as_str() } else { token };
    if token.is_empty() {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let seat = hub.seats.get(id);
    // Compared in any case: a number that is not ours takes as long.
    let right = same(token, seat.map_or("", |seat| &seat.settings.token.0));
    seat.filter(|_| right).cloned().ok_or(StatusCode::FORBIDDEN)
}

/// Compared in a time that tells nothing of where they differ; of how long the right one is,
/// nothing either: both are hashed first.
fn same(one: &str, other: &str) -> bool {
    let sum = |text: &str| sign(b"qungui", text.as_bytes());
    sum(one).ct_eq(&sum(other)).into()
}

fn sign(key: &[u8], body: &[u8]) -> [u8; 20] {
    // Keys of any length are taken.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key) else { return [0; 20] };
    mac.update(body);
    mac.finalize().into_bytes().into()
}

/// An event by HTTP. Answered when it is kept, and never with an operation to be carried out.
async fn pushed<D: Desk>(State(hub): Hubs<D>, request: Request<Body>) -> Response {
    match push(&hub, request).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(status) => {
            if status != StatusCode::SERVICE_UNAVAILABLE {
                hub.note("", &Note::Irrelevant("refused-push"));
            }
            status.into_response()
        }
    }
}

async fn push<D: Desk>(hub: &Arc<Hub<D>>, request: Request<Body>) -> Result<(), StatusCode> {
    let (parts, body) = request.into_parts();
    let id = word(&parts.headers, "x-self-id").to_owned();
    let given = word(&parts.headers, "x-signature").to_owned();
    if id.is_empty() {
        return Err(StatusCode::BAD_REQUEST);
    }
    if given.is_empty() {
        return Err(StatusCode::UNAUTHORIZED);
    }
    // Places of their own: bodies that never end must not keep accounts from connecting.
    let _place =
        Arc::clone(&hub.bodies).try_acquire_owned().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let body = timeout(BODY, to_bytes(body, PUSH_BYTES_MAX)).await;
    let body = body.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let seat = hub.seats.get(&id);
    let secret = seat.map_or("", |seat| seat.settings.signing());
    // Over the bytes as they came, before anything reads them.
    let right = signed(&given, &sign(secret.as_bytes(), &body));
    let seat = seat.filter(|_| right).ok_or(StatusCode::FORBIDDEN)?;
    let value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let (told, kept) = oneshot::channel();
    let full = seat.pushes.try_send(Push { value, kept: Some(told) }).is_err();
    if full {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    match timeout(KEPT, kept).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn signed(given: &str, right: &[u8; 20]) -> bool {
    let given = given.strip_prefix("sha1=").unwrap_or(given).to_ascii_lowercase();
    let right: String = right.iter().map(|byte| format!("{byte:02x}")).collect();
    given.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202, test case 2.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let right = sign(b"Jefe", b"what do ya want for nothing?");
        assert!(signed("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", &right));
        assert!(signed("EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79", &right));
        for wrong in ["", "sha1=", "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c78", "é"] {
            assert!(!signed(wrong, &right));
        }
        assert!(same("abc", "abc") && !same("abc", "abcd") && !same("", "a"));
    }
}
