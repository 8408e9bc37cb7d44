//! Connections that we open: forward WebSockets, again and again.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::desk::Desk;
use crate::hear::PUSH_BYTES_MAX;
use crate::hub::{Hub, is_true};
use crate::seat::Seat;
use crate::session::{End, serve};
use crate::settings::Forward;
use crate::socket::Socket;

/// The longest that a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// A connection that held so long was a good one: the next wait is short again.
const GOOD: Duration = Duration::from_secs(60);

/// Keeps a connection until everything ends.
pub(crate) async fn run<D: Desk>(hub: Arc<Hub<D>>, seat: Arc<Seat>, forward: Forward) {
    let mut stop = hub.stop.subscribe();
    let (least, most) = hub.settings.reconnect_ms;
    let mut tries = 0;
    let mut told = false;
    loop {
        let began = Instant::now();
        let socket = tokio::select! {
            socket = connect(&seat, &forward) => socket,
            () = is_true(&mut stop) => return,
        };
        let refused = match socket {
            Ok(socket) => {
                told = false;
                serve(&hub, &seat, forward.role, socket).await == End::Refused
            }
            Err(refused) => {
                if !told {
                    let (kind, text) = if refused {
                        ("token", "访问令牌被拒绝,请检查两边的设置")
                    } else {
                        ("disconnected", "连接不上账号所用的程序,会一直重试")
                    };
                    hub.bring(vec![hub.news(&seat.id, "", kind, text.to_owned())]).await;
                    told = true;
                }
                refused
            }
        };
        // A refusal does not get better by asking quickly.
        tries = match (refused, began.elapsed() > GOOD) {
            (true, _) => 20,
            (false, true) => 0,
            (false, false) => tries + 1,
        };
        tokio::select! {
            () = sleep(hub.wait(tries, least, most)) => {}
            () = is_true(&mut stop) => return,
        }
    }
}

/// A connection, or whether it was refused for its token.
async fn connect(seat: &Seat, forward: &Forward) -> Result<Socket, bool> {
    let mut request = forward.url.as_str().into_client_request().map_err(|_| false)?;
    let token = format!("Bearer {}", seat.settings.token.0);
    let token = HeaderValue::from_str(&token).map_err(|_| false)?;
    request.headers_mut().insert("Authorization", token);
    let config = WebSocketConfig::default()
        .max_message_size(Some(PUSH_BYTES_MAX))
        .max_frame_size(Some(PUSH_BYTES_MAX));
    let made = connect_async_with_config(request, Some(config), true);
    match timeout(CONNECT, made).await {
        Ok(Ok((socket, _))) => Ok(Socket::Dialed(Box::new(socket))),
        Ok(Err(Error::Http(answer))) => Err(matches!(answer.status().as_u16(), 401 | 403)),
        _ => Err(false),
    }
}
