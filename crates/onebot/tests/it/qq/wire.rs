//! The transports of the small QQ, as an implementation has them.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{self, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::{SinkExt, StreamExt};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::{Qq, now};

fn meta(account: u64) -> Value {
    json!({"post_type": "meta_event", "meta_event_type": "lifecycle", "sub_type": "connect",
        "time": now(), "self_id": account})
}

fn heartbeat(account: u64) -> Value {
    json!({"post_type": "meta_event", "meta_event_type": "heartbeat", "interval": 1_000,
        "status": {"online": true, "good": true}, "time": now(), "self_id": account})
}

/// The answer to one frame; none where a fault swallows it.
fn answered(qq: &Qq, account: u64, text: &str) -> Option<Value> {
    let Ok(asked) = serde_json::from_str::<Value>(text) else {
        return Some(json!({"status": "failed", "retcode": 1400}));
    };
    let action = asked["action"].as_str().unwrap_or_default();
    let action = action.strip_suffix("_async").unwrap_or(action);
    let mut answer = qq.act(account, action, &asked["params"])?;
    // Whatever it is, it comes back as it was.
    answer["echo"] = asked["echo"].clone();
    Some(answer)
}

/// Connects an account to an application, as a reverse WebSocket.
pub async fn dial(
    qq: &Qq,
    account: u64,
    url: &str,
    token: &str,
    role: &str,
) -> Result<JoinHandle<()>, String> {
    let mut request = url.into_client_request().map_err(|error| error.to_string())?;
    let headers = request.headers_mut();
    headers.insert("X-Self-ID", account.to_string().parse().unwrap());
    headers.insert("X-Client-Role", role.parse().unwrap());
    headers.insert("User-Agent", "OneBot/11".parse().unwrap());
    headers.insert("Authorization", format!("Bearer {token}").parse().unwrap());
    let made = connect_async(request).await;
    let (mut socket, _) = made.map_err(|error| error.to_string())?;
    let (qq, tells) = (qq.clone(), role != "API");
    let mut heard = qq.listen(account);
    Ok(tokio::spawn(async move {
        if tells {
            let _ = socket.send(Message::text(meta(account).to_string())).await;
        }
        let mut beat = tokio::time::interval(Duration::from_secs(1));
        loop {
            let frame = tokio::select! {
                event = heard.recv(), if tells => match event {
                    Some(event) => Some(event),
                    None => return,
                },
                _ = beat.tick(), if tells => Some(heartbeat(account)),
                frame = socket.next() => match frame {
                    Some(Ok(Message::Text(text))) => answered(&qq, account, text.as_str()),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => None,
                },
            };
            if let Some(frame) = frame
                && socket.send(Message::text(frame.to_string())).await.is_err()
            {
                return;
            }
        }
    }))
}

pub type Client =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// A connection of an account that does nothing by itself.
pub async fn hang(url: &str, account: u64, token: &str) -> Client {
    let mut request = url.into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("X-Self-ID", account.to_string().parse().unwrap());
    headers.insert("Authorization", format!("Bearer {token}").parse().unwrap());
    connect_async(request).await.unwrap().0
}

#[derive(Clone)]
struct Served {
    qq: Qq,
    account: u64,
    token: String,
}

/// Serves an account on a port of its own: forward WebSockets and the HTTP interface.
pub async fn serve(qq: &Qq, account: u64, token: &str) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    (at, serve_on(qq, account, token, listener))
}

pub fn serve_on(qq: &Qq, account: u64, token: &str, listener: TcpListener) -> JoinHandle<()> {
    let served = Served { qq: qq.clone(), account, token: token.to_owned() };
    let router = Router::new()
        .route("/", get(universal))
        .route("/api", get(universal))
        .route("/event", get(universal))
        .route("/{action}", post(http))
        .with_state(served);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}

fn admitted(served: &Served, headers: &HeaderMap) -> bool {
    let given = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or("");
    let token = &served.token;
    given == format!("Bearer {token}") || given == format!("Token {token}")
}

async fn universal(
    State(served): State<Served>,
    headers: HeaderMap,
    uri: axum::http::Uri,
    upgrade: WebSocketUpgrade,
) -> Response {
    let right = admitted(&served, &headers);
    let tells = uri.path() != "/api";
    upgrade.on_upgrade(move |mut socket| async move {
        if right {
            speak(served, socket, tells).await;
        } else {
            // One real program accepts, says so and hangs up.
            let refusal = json!({"status": "failed", "retcode": 1403, "echo": null});
            let _ = socket.send(ws::Message::text(refusal.to_string())).await;
        }
    })
}

async fn speak(served: Served, mut socket: WebSocket, tells: bool) {
    let Served { qq, account, .. } = served;
    let mut heard = qq.listen(account);
    if tells {
        let _ = socket.send(ws::Message::text(meta(account).to_string())).await;
    }
    loop {
        let frame = tokio::select! {
            event = heard.recv(), if tells => event,
            frame = socket.recv() => match frame {
                Some(Ok(ws::Message::Text(text))) => answered(&qq, account, text.as_str()),
                Some(Ok(ws::Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => None,
            },
        };
        if let Some(frame) = frame
            && socket.send(ws::Message::text(frame.to_string())).await.is_err()
        {
            return;
        }
    }
}

async fn http(
    State(served): State<Served>,
    Path(action): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !admitted(&served, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let params = serde_json::from_slice(&body).unwrap_or(Value::Null);
    match served.qq.act(served.account, &action, &params) {
        Some(answer) => answer.to_string().into_response(),
        None => std::future::pending().await,
    }
}

/// Posts a body as an event, signed with the secret; the status that came back.
pub async fn post_event(url: &str, account: &str, secret: &str, body: Vec<u8>) -> u16 {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(&body);
    let sum = mac.finalize().into_bytes();
    let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    post_signed(url, account, &format!("sha1={sum}"), body).await
}

/// Posts a body with that signature.
pub async fn post_signed(url: &str, account: &str, signature: &str, body: Vec<u8>) -> u16 {
    let (url, account, signature) = (url.to_owned(), account.to_owned(), signature.to_owned());
    let posted = tokio::task::spawn_blocking(move || {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .into();
        let mut request = agent.post(&url).header("Content-Type", "application/json");
        if !account.is_empty() {
            request = request.header("X-Self-ID", account);
        }
        if !signature.is_empty() {
            request = request.header("X-Signature", signature);
        }
        // A server that refuses a body may hang up before it has read all of it.
        request.send(&body[..]).map_or(0, |answer| answer.status().as_u16())
    });
    posted.await.unwrap()
}

/// Posts everything that the account hears.
pub fn post_all(qq: &Qq, account: u64, url: &str, secret: &str) -> JoinHandle<()> {
    let mut heard = qq.listen(account);
    let (url, secret) = (url.to_owned(), secret.to_owned());
    tokio::spawn(async move {
        while let Some(event) = heard.recv().await {
            let body = event.to_string().into_bytes();
            post_event(&url, &account.to_string(), &secret, body).await;
        }
    })
}
