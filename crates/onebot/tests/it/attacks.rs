//! What somebody tries who is not the account's program.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::office::{Running, TOKEN, settings, start};
use crate::qq::{Qq, wire};

const US: u64 = 10_000;

fn message(id: i64, text: &str) -> Value {
    json!({"time": crate::qq::now(), "self_id": US, "post_type": "message",
        "message_type": "group", "sub_type": "normal", "message_id": id, "group_id": 20_001,
        "user_id": 10_001, "message": text})
}

async fn status(url: &str, headers: &[(&'static str, &str)]) -> u16 {
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok(_) => 101,
        Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => answer.status().as_u16(),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn connections_need_their_own_token() {
    let Running { connector, at, .. } = start(settings(&[US])).await;
    let right = format!("Bearer {TOKEN}");
    let old = format!("Token {TOKEN}");
    let url = format!("ws://{at}/onebot/v11/ws");
    for (headers, expected) in [
        (vec![], 400),
        (vec![("X-Self-ID", "10000")], 401),
        (vec![("X-Self-ID", "10000"), ("Authorization", "Bearer ")], 401),
        (vec![("X-Self-ID", "10000"), ("Authorization", "Bearer wrong-token")], 403),
        (vec![("X-Self-ID", "10000"), ("Authorization", TOKEN)], 401),
        (vec![("X-Self-ID", "10001"), ("Authorization", &right)], 403),
        (vec![("X-Self-ID", "10000"), ("Authorization", &right)], 101),
        (vec![("X-Self-ID", "10000"), ("Authorization", &old)], 101),
    ] {
        assert_eq!(status(&url, &headers).await, expected, "{headers:?}");
    }
    // In the address, beside an empty header, as programs send it.
    let by_query = format!("{url}?access_token={TOKEN}");
    let headers = [("X-Self-ID", "10000"), ("Authorization", "Bearer ")];
    assert_eq!(status(&by_query, &headers).await, 101);
    connector.stop().await;
}

#[tokio::test]
async fn pushes_need_a_signature_over_their_bytes() {
    let Running { connector, office, at } = start(settings(&[US])).await;
    let url = format!("http://{at}/onebot/v11/http");
    let body = message(1, "真的").to_string().into_bytes();
    let post = |account: &'static str, secret: &'static str, body: Vec<u8>| {
        let url = url.clone();
        async move { wire::post_event(&url, account, secret, body).await }
    };
    assert_eq!(post("10000", TOKEN, body.clone()).await, 204);
    assert_eq!(post("10000", "another-secret", body.clone()).await, 403);
    assert_eq!(post("10001", TOKEN, body.clone()).await, 403);
    assert_eq!(wire::post_signed(&url, "10000", "", body.clone()).await, 401);
    assert_eq!(wire::post_signed(&url, "", "sha1=00", body.clone()).await, 400);
    assert_eq!(post("10000", TOKEN, b"{".to_vec()).await, 400);
    // Too long: refused before it is read, whoever signed it.
    let long = message(2, &"长".repeat(2 << 20)).to_string().into_bytes();
    assert!(matches!(post("10000", TOKEN, long).await, 413 | 0));
    // Recorded and sent again: it changes nothing.
    assert_eq!(post("10000", TOKEN, body).await, 204);
    assert_eq!(office.kept.lock().unwrap().events.len(), 1);
    assert_eq!(connector.view().counts().get("repeated"), 1);
    connector.stop().await;
}

/// A program that sends nonsense is heard out, and what it sends is counted.
#[tokio::test]
async fn nonsense_is_counted() {
    let Running { connector, office, at } = start(settings(&[US])).await;
    let mut socket = wire::hang(&format!("ws://{at}/onebot/v11/ws"), US, TOKEN).await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let foreign = json!({"post_type": "message", "self_id": 10_001});
    for text in ["", "{", "null", "[]", "\"x\"", &deep, &foreign.to_string(), "{\"echo\":\"x\"}"] {
        socket.send(Message::text(text)).await.unwrap();
    }
    socket.send(Message::binary(vec![0, 1, 2])).await.unwrap();
    socket.send(Message::text(message(3, "还在").to_string())).await.unwrap();
    office.event("message", "text", "还在").await;
    let counts = connector.view().counts();
    assert_eq!(counts.get("not-json"), 7, "{counts:?}");
    assert_eq!((counts.get("foreign-account"), counts.get("late-answer")), (1, 1));
    // A frame beyond all measure ends the connection, and nothing else.
    let huge = Message::text("长".repeat(2 << 20));
    let _ = timeout(Duration::from_secs(5), socket.send(huge)).await;
    let ended =
        timeout(Duration::from_secs(5), async { while let Some(Ok(_)) = socket.next().await {} });
    ended.await.unwrap();
    office.news("disconnected").await;
    connector.stop().await;
}

#[tokio::test]
async fn connections_are_limited_and_silent_ones_are_given_up() {
    let mut settings = settings(&[US, 10_009]);
    settings.connections_max = 1;
    settings.ping_ms = 100;
    let Running { connector, office, at } = start(settings).await;
    let qq = Qq::default();
    let url = format!("ws://{at}/onebot/v11/ws");
    // This one connects and never reads: no answer to any ping.
    let held = wire::hang(&url, US, TOKEN).await;
    let refused = wire::dial(&qq, 10_009, &url, TOKEN, "Universal").await.unwrap_err();
    assert!(refused.contains("503"), "{refused}");
    office
        .until("given up", |kept| {
            kept.news.iter().any(|(_, text)| text.contains("没有回应")).then_some(())
        })
        .await;
    drop(held);
    let opened = async {
        while wire::dial(&qq, 10_009, &url, TOKEN, "Universal").await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(5), opened).await.unwrap();
    connector.stop().await;
}
