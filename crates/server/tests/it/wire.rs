//! What somebody who means harm, or a broken program, sends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use harness::Harness;

/// Sends bytes as they are, and reads what comes until the end or for so long.
fn raw(harness: &Harness, bytes: &[u8], wait: Duration) -> String {
    let mut stream = TcpStream::connect(harness.address).unwrap();
    stream.set_read_timeout(Some(wait)).unwrap();
    // The server may have said no before all was sent.
    let _ = stream.write_all(bytes);
    let mut out = Vec::new();
    let mut part = [0; 4096];
    while let Ok(count) = stream.read(&mut part) {
        if count == 0 {
            break;
        }
        out.extend_from_slice(&part[..count]);
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn still_well(harness: &Harness) {
    assert_eq!(harness.ask("GET", "/health", &[], "").status, 200);
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    let harness = Harness::with(|config| config.limits.head_seconds = 1);
    for begun in ["GET /health HTTP/1.1\r\nhost: x\r\n", "", "P", "PRI * HTTP/2.0\r\n\r\nSM"] {
        let began = Instant::now();
        raw(&harness, begun.as_bytes(), Duration::from_secs(10));
        assert!(began.elapsed() < Duration::from_secs(8), "{begun}: {:?}", began.elapsed());
    }
    still_well(&harness);
}

#[test]
fn a_body_that_dawdles_is_cut_off() {
    let harness = Harness::with(|config| config.limits.body_seconds = 1);
    let user = harness.user("bridge", &[("send-events", None)]);
    let token = harness.token(user, "send-events");
    let head = format!(
        "POST /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-length: 1000\r\n\r\n{{"
    );
    let answer = raw(&harness, head.as_bytes(), Duration::from_secs(5));
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    still_well(&harness);
}

#[test]
fn what_is_too_large_is_refused_before_and_while_it_comes() {
    let harness = Harness::start();
    let user = harness.user("office", &[("office", None), ("send-events", None)]);
    let token = harness.token(user, "office send-events");
    let said = format!(
        "POST /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-length: 99999999999\r\n\r\n"
    );
    let answer = raw(&harness, said.as_bytes(), Duration::from_secs(5));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let large = said.replace("/events", "/policies/check").replace("99999999999", "5000000");
    let answer = raw(&harness, large.as_bytes(), Duration::from_secs(5));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("最多 4 MB"), "{answer}");
    // Without a length, in pieces.
    let mut pieces = format!(
        "POST /api/v1/effects/settle HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    for _ in 0..3 {
        pieces.push_str(&format!("80000\r\n{}\r\n", "y".repeat(0x80000)));
    }
    let answer = raw(&harness, pieces.as_bytes(), Duration::from_secs(5));
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    still_well(&harness);
}

#[test]
fn nested_and_broken_bodies_are_told_what_is_wrong() {
    let harness = Harness::start();
    let user = harness.user("office", &[("office", None), ("send-events", None)]);
    let token = harness.token(user, "office send-events");
    let nested = "[".repeat(100_000);
    let check = "/api/v1/policies/check";
    for body in [nested.as_str(), "{\"text\":", "null", "{\"text\": 7}", "\u{0}", "{}"] {
        let answer = harness.as_program(&token, "POST", check, body);
        assert_eq!(answer.status, 400, "{answer:?}");
        assert_eq!(answer.json()["code"], "body");
    }
    let answer = harness.as_program(&token, "POST", "/api/v1/events", &nested);
    assert_eq!(answer.lines()[0]["status"], "refused");
    let huge_line = format!("{{\"text\":\"{}\"}}", "长".repeat(1 << 20));
    let answer = harness.as_program(&token, "POST", "/api/v1/events", &huge_line);
    assert_eq!(answer.lines()[0]["status"], "refused");
    let gzip = [("authorization", format!("Bearer {token}")), ("content-encoding", "gzip".into())];
    let gzip: Vec<_> = gzip.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = harness.ask("POST", "/api/v1/events", &gzip, "not packed");
    assert_eq!(answer.lines()[0]["status"], "refused");
}

#[test]
fn paths_lead_nowhere_else() {
    let harness = Harness::start();
    let user = harness.user("chen", &[("admin", Some("g1"))]);
    let cookie = harness.session(user);
    for path in [
        "/api/v1/groups/g1%2f..%2fg2/events",
        "/api/v1/groups/g1/../g2/events",
        "/api/v1/groups/g1%00/events",
        "/api/v1/groups/%67%32/events",
        "/api/v1/groups//events",
        "/api/v1/groups/g1/events/../../g2/events",
        "//api/v1/groups/g2/events",
        "/api/v1/groups/G1/events",
        "/api/v1/groups/@org/events",
        "/..%2f..%2fetc/passwd",
        "/api/docs/..%2f..%2f..%2fetc%2fpasswd",
        "/%ff%fe",
    ] {
        let line = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
        );
        let answer = raw(&harness, line.as_bytes(), Duration::from_secs(5));
        let status = answer.get(9..12).unwrap_or_default().to_owned();
        assert!(["400", "403", "404"].contains(&status.as_str()), "{path}: {answer}");
    }
    let own = harness.as_browser(&cookie, "GET", "/api/v1/groups/%671/events", "");
    assert_eq!(own.status, 200, "the same group, written otherwise");
}

#[test]
fn who_asks_too_often_waits() {
    let harness = Harness::with(|config| config.limits.requests_per_second = 5);
    let answers: Vec<_> = (0..20).map(|_| harness.ask("GET", "/health", &[], "")).collect();
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused.json()["code"], "too-many");
    assert!(refused.headers.contains_key("retry-after"));
    // Made-up tokens do not get round it: they are counted by where they come from.
    let made_up = (0..20).map(|at| harness.as_program(&format!("qgt_{at}"), "GET", "/health", ""));
    assert!(made_up.map(|answer| answer.status).any(|status| status == 429));
}

#[test]
fn every_answer_tells_browsers_to_keep_to_themselves() {
    let harness = Harness::start();
    for path in ["/health", "/nowhere", "/api/v1/groups", "/api/docs/"] {
        let answer = harness.ask("GET", path, &[], "");
        for name in ["content-security-policy", "x-content-type-options", "x-frame-options"] {
            assert!(answer.headers.contains_key(name), "{path}: {answer:?}");
        }
    }
    let wrong = harness.ask("DELETE", "/health", &[], "");
    assert_eq!((wrong.status, wrong.json()["code"].as_str()), (405, Some("method")));
}

#[test]
fn connections_beyond_the_limit_are_turned_away_and_the_rest_served() {
    let harness = Harness::with(|config| config.limits.connections = 4);
    let idle: Vec<_> = (0..4).map(|_| TcpStream::connect(harness.address).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(100));
    let answer = raw(&harness, b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n", Duration::from_secs(2));
    assert_eq!(answer, "");
    drop(idle);
    std::thread::sleep(Duration::from_millis(200));
    still_well(&harness);
}
