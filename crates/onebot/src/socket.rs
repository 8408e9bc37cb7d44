//! A WebSocket, whichever side opened it.

use std::time::Duration;

use axum::extract::ws;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// The longest that one frame may take to be written: a peer that does not read is given up.
const WRITE: Duration = Duration::from_secs(10);

/// What came in.
pub(crate) enum Frame {
    Text(String),
    /// A sign of life.
    Alive,
    /// Neither text nor a sign of life.
    Strange,
    /// It is over.
    Closed,
}

/// A WebSocket.
pub(crate) enum Socket {
    /// The program came to us.
    Served(Box<ws::WebSocket>),
    /// We went to the program.
    Dialed(Box<WebSocketStream<MaybeTlsStream<TcpStream>>>),
}

impl Socket {
    /// The next frame. May be dropped while it waits: nothing is lost.
    pub(crate) async fn receive(&mut self) -> Frame {
        match self {
            Socket::Served(socket) => match socket.recv().await {
                Some(Ok(ws::Message::Text(text))) => Frame::Text(text.as_str().to_owned()),
                Some(Ok(ws::Message::Ping(_) | ws::Message::Pong(_))) => Frame::Alive,
                Some(Ok(ws::Message::Binary(_))) => Frame::Strange,
                Some(Ok(ws::Message::Close(_)) | Err(_)) | None => Frame::Closed,
            },
            Socket::Dialed(socket) => match socket.next().await {
                Some(Ok(tungstenite::Message::Text(text))) => Frame::Text(text.as_str().to_owned()),
                Some(Ok(tungstenite::Message::Binary(_))) => Frame::Strange,
                Some(Ok(tungstenite::Message::Close(_)) | Err(_)) | None => Frame::Closed,
                Some(Ok(_)) => Frame::Alive,
            },
        }
    }

    /// Writes a text. False where the peer does not take it.
    pub(crate) async fn send(&mut self, text: String) -> bool {
        let sent = match self {
            Socket::Served(socket) => {
                timeout(WRITE, socket.send(ws::Message::text(text))).await.map(|sent| sent.is_ok())
            }
            Socket::Dialed(socket) => {
                let text = tungstenite::Message::text(text);
                timeout(WRITE, socket.send(text)).await.map(|sent| sent.is_ok())
            }
        };
        sent.unwrap_or(false)
    }

    /// Asks for a sign of life.
    pub(crate) async fn ping(&mut self) -> bool {
        let sent = match self {
            Socket::Served(socket) => {
                let ping = ws::Message::Ping(Vec::new().into());
                timeout(WRITE, socket.send(ping)).await.map(|sent| sent.is_ok())
            }
            Socket::Dialed(socket) => {
                let ping = tungstenite::Message::Ping(Vec::new().into());
                timeout(WRITE, socket.send(ping)).await.map(|sent| sent.is_ok())
            }
        };
        sent.unwrap_or(false)
    }

    /// Says that it is over, and why.
    pub(crate) async fn close(&mut self, code: u16, reason: &'static str) {
        match self {
            Socket::Served(socket) => {
                let frame = ws::CloseFrame { code, reason: reason.into() };
                let _ = timeout(WRITE, socket.send(ws::Message::Close(Some(frame)))).await;
            }
            Socket::Dialed(socket) => {
                let frame =
                    tungstenite::protocol::CloseFrame { code: code.into(), reason: reason.into() };
                let closed = WebSocketStream::close(socket, Some(frame));
                let _ = timeout(WRITE, closed).await;
            }
        }
    }
}
