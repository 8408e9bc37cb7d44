//! Decisions told to others, and events taken from others, by signed calls.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use onebot::settings::Secret;
use serde_json::{Value, json};
use server::config::{Hook, Webhook};
use server::dispatch::signature::{Call, sign};

use harness::{Harness, POLICY};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// One call as it came.
#[derive(Clone, Debug)]
struct Came {
    head: String,
    body: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        { lines }.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    fn data(&self) -> Value {
        serde_json::from_str::<Value>(&self.body).unwrap()["data"].clone()
    }
}

/// Somebody who is called: answers with what `answer` says of the number of the call.
struct Receiver {
    url: String,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Receiver {
    fn start(answer: impl Fn(usize) -> String + Send + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/take?a=b", listener.local_addr().unwrap());
        let came: Arc<Mutex<Vec<Came>>> = Arc::default();
        let all = Arc::clone(&came);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
                let mut text = Vec::new();
                let mut some = [0; 4_096];
                let whole = |text: &[u8]| {
                    let text = String::from_utf8_lossy(text);
                    let (head, body) = text.split_once("\r\n\r\n")?;
                    let length = head.lines().find_map(|line| {
                        line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
                    });
                    let length: usize = length?;
                    (body.len() >= length)
                        .then(|| Came { head: head.to_owned(), body: body.to_owned() })
                };
                let found = loop {
                    match stream.read(&mut some) {
                        Ok(count) if count > 0 => text.extend_from_slice(&some[..count]),
                        _ => break whole(&text),
                    }
                    if let Some(found) = whole(&text) {
                        break Some(found);
                    }
                };
                if let Some(found) = found {
                    let number = all.lock().unwrap().len();
                    all.lock().unwrap().push(found);
                    let _ = stream.write_all(answer(number).as_bytes());
                }
            }
        });
        Receiver { url, came }
    }

    fn fine() -> Receiver {
        Receiver::start(|_| answer(204))
    }

    fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    fn until(&self, count: usize) -> Vec<Came> {
        let began = Instant::now();
        while self.came().len() < count {
            assert!(began.elapsed() < Duration::from_secs(20), "{:#?}", self.came());
            std::thread::sleep(Duration::from_millis(10));
        }
        self.came()
    }
}

fn answer(status: u16) -> String {
    format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

fn webhook(name: &str, url: &str) -> Webhook {
    Webhook {
        name: name.to_owned(),
        url: url.to_owned(),
        secret: Secret(SECRET.to_owned()),
        allow_private: true,
        ..Webhook::default()
    }
}

fn breach(harness: &Harness, id: &str, group: &str) {
    let line = json!({"at": harness.app.zone.rfc3339(harness.app.now()), "group": group,
        "kind": "message", "id": id, "member": "u1", "text": "招聘兼职刷单日结,加微信 abc12345"});
    harness.app.runtime.ingest_and_wait(line.to_string()).unwrap();
}

#[test]
fn decisions_are_told_in_order_signed_and_over_a_restart() {
    let all = Receiver::fine();
    let some = Receiver::fine();
    // The first call fails, then it goes on: nobody else waits for it.
    let slow = Receiver::start(|number| answer(if number < 2 { 500 } else { 200 }));
    let hooks = vec![
        webhook("all", &all.url),
        Webhook { groups: vec!["g2".to_owned()], ..webhook("some", &some.url) },
        webhook("slow", &slow.url),
        webhook("nowhere", "http://127.0.0.1:9/"),
    ];
    let set = hooks.clone();
    let harness = Harness::with(|config| config.webhooks = set);
    harness.app.runtime.activate("team.md", POLICY, "x").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    for (id, group) in [("m1", "g1"), ("m2", "g2"), ("m3", "g1")] {
        breach(&harness, id, group);
    }
    let kept = harness.app.runtime.reader().unwrap();
    let kept = { kept }.decisions_of(1, u64::MAX >> 24).unwrap();
    assert!(kept.len() >= 3);
    let came = all.until(kept.len());
    for (came, kept) in came.iter().zip(&kept) {
        let line: Value = serde_json::from_str(&kept.line.line()).unwrap();
        assert_eq!(came.data()["decision"], line);
        let call = Call {
            id: came.header("webhook-id"),
            timestamp: came.header("webhook-timestamp"),
            signature: came.header("webhook-signature"),
            body: came.body.as_bytes(),
        };
        assert_eq!(call.check(SECRET, harness.app.now()), Ok(()), "{came:?}");
    }
    let told = some.until(1);
    assert!(told.iter().all(|came| came.data()["decision"]["group"] == "g2"), "{told:?}");
    let tried = slow.until(3);
    assert_eq!(tried[0].header("webhook-id"), tried[2].header("webhook-id"));
    let operator = harness.user("wu", &[("operator", None)]);
    let operator = harness.session(operator);
    let seen = harness.as_browser(&operator, "GET", "/api/v1/connectors", "").json();
    assert!(seen["webhooks"]["nowhere"]["tries"].as_u64().unwrap() >= 1, "{seen}");
    assert!(!seen["webhooks"]["nowhere"]["why"].as_str().unwrap().is_empty());

    // What is decided while it is down or could not be told is told after a restart.
    let folder = Arc::clone(&harness.folder);
    let count = all.came().len();
    harness.stop();
    let harness = Harness::on(Arc::clone(&folder), |_| {});
    breach(&harness, "m4", "g1");
    harness.stop();
    let harness = Harness::on(folder, |config| config.webhooks = hooks);
    let came = all.until(count + 1);
    assert_eq!(came[count].data()["decision"]["event"], "m4");
    let mut ids: Vec<&str> = came.iter().map(|came| came.header("webhook-id")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), came.len(), "none twice");
    drop(harness);
}

#[test]
fn redirects_and_machines_of_the_own_network_are_not_followed() {
    let secret = Receiver::fine();
    let url = secret.url.clone();
    let away = Receiver::start(move |_| {
        format!(
            "HTTP/1.1 307 x\r\nlocation: {url}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
    });
    let inner = Receiver::fine();
    let hooks = vec![
        webhook("away", &away.url),
        Webhook { allow_private: false, ..webhook("inner", &inner.url) },
    ];
    let harness = Harness::with(|config| config.webhooks = hooks);
    harness.app.runtime.activate("team.md", POLICY, "x").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    breach(&harness, "m1", "g1");
    away.until(1);
    let why = || harness.app.dispatch.webhooks()["inner"].why.clone();
    let began = Instant::now();
    while harness.app.dispatch.webhooks().get("inner").is_none_or(|one| one.why.is_empty()) {
        assert!(began.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(why().contains("内网"), "{}", why());
    assert!(secret.came().is_empty() && inner.came().is_empty());
}

#[test]
fn signed_events_are_taken_once_and_forged_late_and_replayed_ones_are_not() {
    let hook = |name: &str, groups: &[&str]| Hook {
        name: name.to_owned(),
        secret: Secret(SECRET.to_owned()),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
    };
    let hooks = vec![hook("bridge", &[]), hook("narrow", &["g1"])];
    let with_hooks = hooks.clone();
    let harness = Harness::with(|config| config.hooks = with_hooks);
    harness.app.runtime.activate("team.md", POLICY, "x").unwrap();
    let line = json!({"at": harness.app.zone.rfc3339(harness.app.now()), "group": "g2",
        "kind": "message", "id": "m1", "member": "u1", "text": "招聘兼职刷单日结,加微信 abc12345"});
    let body = line.to_string();
    let now = harness.app.now().0 / 1_000;
    let send_to =
        |harness: &Harness, (name, id, seconds): (&str, &str, i64), secret: &str, body: &str| {
            let signature = sign(secret, id, seconds, body.as_bytes());
            let seconds = seconds.to_string();
            let headers = [
                ("webhook-id", id),
                ("webhook-timestamp", &seconds),
                ("webhook-signature", &signature),
            ];
            harness.ask("POST", &format!("/api/v1/hooks/{name}"), &headers, body)
        };
    let send = |name: &str, id: &str, seconds: i64, secret: &str, body: &str| {
        send_to(&harness, (name, id, seconds), secret, body)
    };
    let path = "/api/v1/hooks/bridge";
    assert_eq!(harness.ask("POST", path, &[], &body).status, 400, "not signed");
    assert_eq!(send("bridge", "1", now, "another secret of theirs", &body).status, 401);
    assert_eq!(send("bridge", "1", now - 301, SECRET, &body).status, 401, "late");
    assert_eq!(send("bridge", "1", now + 330, SECRET, &body).status, 401, "from the future");
    assert_eq!(send("none", "1", now, SECRET, &body).status, 401);
    assert_eq!(send("none", "1", now, "", &body).status, 401);
    assert_eq!(send("narrow", "1", now, SECRET, &body).status, 403, "another group");
    assert_eq!(harness.app.runtime.reader().unwrap().head().unwrap().last, 1, "nothing came in");

    let taken = send("bridge", "1", now, SECRET, &body);
    assert_eq!((taken.status, &taken.lines()[0]["status"]), (200, &json!("kept")), "{taken:?}");
    assert_eq!(taken.headers["content-type"], "application/x-ndjson");
    assert_eq!(send("bridge", "1", now, SECRET, &body).status, 409, "again");
    // Sent once more as a new call it is known by the event's own id.
    let again = send("bridge", "2", now, SECRET, &body);
    assert_eq!(again.lines()[0]["status"], "duplicate");
    assert_eq!(send("bridge", "3", now, SECRET, "no event").lines()[0]["status"], "refused");
    // After a restart it is still known what was taken.
    let folder = Arc::clone(&harness.folder);
    harness.stop();
    let harness = Harness::on(folder, |config| config.hooks = hooks);
    assert_eq!(send_to(&harness, ("bridge", "1", now), SECRET, &body).status, 409);
    assert_eq!(send_to(&harness, ("bridge", "4", now), SECRET, &body).status, 200);
}
