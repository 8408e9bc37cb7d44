//! What an attacker tries at the door.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use server::access::secret;
use store::people::{PeopleChange, SessionRow, TokenRow};

use crate::signing::{PASSWORD, code_of};
use harness::Harness;

const ME: &str = "/api/v1/me";

#[test]
fn what_was_not_given_out_or_has_ended_opens_nothing() {
    let harness = Harness::start();
    let user = harness.user("wang", &[]);
    let now = harness.app.now();
    let past = now.plus_ms(-1);
    let (key, token) = (secret::hash("qgs_over").to_vec(), secret::hash("qgt_over").to_vec());
    let (address, agent) = (String::new(), String::new());
    let (created, seen, expires) = (past, past, past);
    harness.change(PeopleChange::Session(SessionRow {
        key,
        user,
        created,
        seen,
        expires,
        address,
        agent,
    }));
    harness.change(PeopleChange::Token(TokenRow {
        key: token,
        user,
        name: "old".to_owned(),
        scopes: "read-groups".to_owned(),
        created: past,
        expires: Some(past),
        seen: None,
    }));
    let good = harness.session(user);
    let secret = good.split_once('=').unwrap().1.to_owned();
    assert_eq!(harness.as_browser(&good, "GET", ME, "").status, 200);
    for cookie in [
        "qungui_session=",
        "qungui_session=qgs_over",
        "qungui_session=x",
        &format!("qungui_session={}", &secret[..secret.len() - 1]),
        &format!("qungui_session={secret}x"),
        &format!("Qungui_session={secret}"),
        &format!("xqungui_session={secret}"),
        "qungui_session='; DROP TABLE user; --",
    ] {
        assert_eq!(harness.as_browser(cookie, "GET", ME, "").status, 401, "{cookie}");
    }
    for token in ["", "qgt_over", "qgt_", &secret] {
        assert_eq!(harness.as_program(token, "GET", ME, "").status, 401, "{token}");
    }
    // Nor is a token a session, just after it was used as what it is.
    let token = harness.token(user, "decide");
    assert_eq!(harness.as_program(&token, "GET", ME, "").status, 200);
    let planted = format!("qungui_session={token}");
    assert_eq!(harness.as_browser(&planted, "GET", ME, "").status, 401);
    // The hash that is kept opens nothing either.
    let kept = store::record::hex(&secret::hash(&secret));
    assert_eq!(harness.as_browser(&format!("qungui_session={kept}"), "GET", ME, "").status, 401);
}

#[test]
fn a_session_that_somebody_planted_is_not_taken_over() {
    let harness = Harness::start();
    harness.with_password("wang", PASSWORD, &[]);
    let planted = "qungui_session=qgs_planted";
    let body = json!({"name": "wang", "password": PASSWORD}).to_string();
    let answer = harness.as_browser(planted, "POST", "/api/v1/sign-in", &body);
    assert_eq!(answer.status, 200);
    assert!(!answer.headers["set-cookie"].contains("planted"));
    assert_eq!(harness.as_browser(planted, "GET", ME, "").status, 401);
}

#[test]
fn two_of_what_there_is_one_of_are_none() {
    let harness = Harness::start();
    let (wang, li) = (harness.user("wang", &[]), harness.user("li", &[]));
    let (one, other) = (harness.session(wang), harness.session(li));
    let ask = |headers: &[(&str, &str)]| harness.ask("GET", ME, headers, "").status;
    assert_eq!(ask(&[("cookie", &format!("{one}; {other}"))]), 401);
    assert_eq!(ask(&[("cookie", &one), ("cookie", &other)]), 401);
    assert_eq!(ask(&[("cookie", &format!("a=b; {one}; c=d"))]), 200);
    let (token, second) = (harness.token(wang, "decide"), harness.token(li, "decide"));
    let (token, second) = (format!("Bearer {token}"), format!("Bearer {second}"));
    assert_eq!(ask(&[("authorization", &token)]), 200);
    assert_eq!(ask(&[("authorization", &token), ("authorization", &second)]), 401);
    // A token that is no good does not fall back to the cookie.
    assert_eq!(ask(&[("authorization", "Bearer x"), ("cookie", &one)]), 401);
    let huge = format!("a={}; {one}", "x".repeat(20_000));
    assert!([200, 431].contains(&ask(&[("cookie", &huge)])));
    let endless = "x".repeat(600_000);
    let raw = raw(&harness, &format!("GET {ME} HTTP/1.1\r\nhost: a\r\ncookie: {endless}\r\n\r\n"));
    assert!(raw.is_empty() || raw.starts_with("HTTP/1.1 431"), "{raw}");
}

fn raw(harness: &Harness, request: &str) -> String {
    let mut stream = TcpStream::connect(harness.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
    // It may close before everything is said.
    let _ = stream.write_all(request.as_bytes());
    let mut bytes = vec![0; 4_096];
    let read = stream.read(&mut bytes).unwrap_or(0);
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

#[test]
fn another_site_signs_nobody_in_or_out() {
    let harness = Harness::start();
    let user = harness.with_password("wang", PASSWORD, &[("operator", None)]);
    let cookie = harness.session(user);
    let body = json!({"name": "wang", "password": PASSWORD}).to_string();
    let grant = json!({"role": "admin"}).to_string();
    let give = format!("/api/v1/users/{user}/grants");
    for (method, path, body) in [
        ("POST", "/api/v1/sign-in", &body),
        ("POST", "/api/v1/sign-out", &body),
        ("POST", give.as_str(), &grant),
        ("DELETE", "/api/v1/me/sessions", &body),
        ("PATCH", ME, &body),
    ] {
        for other in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let answer = harness.ask(method, path, &[("cookie", &cookie), other], body);
            assert_eq!(code_of(&answer), (403, "other-site".into()), "{method} {path} {other:?}");
        }
    }
    assert_eq!(harness.as_browser(&cookie, "GET", ME, "").status, 200);
}

#[test]
fn a_name_that_nobody_has_is_answered_alike() {
    let harness = Harness::start();
    harness.with_password("wang", PASSWORD, &[]);
    let gone = harness.with_password("gone", PASSWORD, &[]);
    let row = harness.app.runtime.reader().unwrap().user(gone).unwrap().unwrap();
    harness.change(PeopleChange::User(store::people::UserRow { disabled: true, ..row }));
    harness.user("invited", &[]);
    let (known, _) = harness.sign_in("wang", "wrong-wrong-1", None);
    for (name, password) in [
        ("nobody", "wrong-wrong-1"),
        ("gone", PASSWORD),
        ("gone", "wrong-1"),
        ("invited", ""),
        ("", ""),
        ("王\u{202e}", PASSWORD),
        ("' OR 1=1 --", "x"),
    ] {
        let (answer, cookie) = harness.sign_in(name, password, None);
        assert_eq!((answer.status, &answer.body), (401, &known.body), "{name}");
        assert_eq!(cookie, "");
    }
}

#[test]
fn a_name_that_nobody_has_takes_as_long() {
    let proxy = std::net::IpAddr::from([127, 0, 0, 1]);
    let harness = Harness::with(|config| config.trusted_proxies = vec![proxy]);
    for at in 0..10 {
        harness.with_password(&format!("wang{at}x"), PASSWORD, &[]);
    }
    let took = |name: &str, from: &str| {
        let body = json!({"name": name, "password": "wrong-wrong-1"}).to_string();
        let began = Instant::now();
        let answer = harness.ask("POST", "/api/v1/sign-in", &[("x-forwarded-for", from)], &body);
        assert_eq!(answer.status, 401);
        began.elapsed()
    };
    // Of tries in turn the quickest of each, so that what else the machine does counts little.
    // Without a hash it would take a twentieth.
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    for at in 0..10 {
        let from = format!("10.0.0.{at}");
        known = known.min(took(&format!("wang{at}x"), &from));
        unknown = unknown.min(took(&format!("nobody{at}"), &from));
    }
    assert!(known < unknown * 4 && unknown < known * 4, "{known:?} {unknown:?}");
}

#[test]
fn guessing_is_slow_and_a_restart_does_not_help() {
    let harness = Harness::start();
    let user = harness.with_password("wang", PASSWORD, &[]);
    for _ in 0..5 {
        let (answer, _) = harness.sign_in("wang", "wrong-wrong-1", None);
        assert_eq!(code_of(&answer), (401, "wrong-sign-in".into()));
    }
    let (answer, _) = harness.sign_in("wang", PASSWORD, None);
    assert_eq!(code_of(&answer), (429, "too-many".into()));
    assert!(answer.headers["retry-after"].parse::<u32>().unwrap() <= 10);
    // Other spellings of the name are the same name; the session that there is goes on.
    assert_eq!(harness.sign_in("ＷＡＮＧ", PASSWORD, None).0.status, 429);
    assert_eq!(harness.as_browser(&harness.session(user), "GET", ME, "").status, 200);
    let folder = std::sync::Arc::clone(&harness.folder);
    let failed = |harness: &Harness| {
        let rows = harness.app.runtime.reader().unwrap().audits(None, 100).unwrap();
        rows.iter().filter(|row| row.entry.act == "sign-in.failed").count()
    };
    let began = Instant::now();
    while failed(&harness) < 5 && began.elapsed().as_secs() < 5 {
        std::thread::sleep(Duration::from_millis(20));
    }
    harness.stop();
    let harness = Harness::on(folder, |_| {});
    assert_eq!(harness.sign_in("wang", PASSWORD, None).0.status, 429);
}

#[test]
fn guessing_locks_nobody_out_of_where_they_are() {
    let proxy = std::net::IpAddr::from([127, 0, 0, 1]);
    let harness = Harness::with(|config| config.trusted_proxies = vec![proxy]);
    harness.with_password("wang", PASSWORD, &[]);
    let from = |address: &str, password: &str| {
        let body = json!({"name": "wang", "password": password}).to_string();
        let headers = [("x-forwarded-for", address)];
        harness.ask("POST", "/api/v1/sign-in", &headers, &body).status
    };
    assert_eq!(from("10.1.1.1", PASSWORD), 200);
    for _ in 0..5 {
        assert_eq!(from("10.9.9.9", "wrong-wrong-1"), 401);
    }
    assert_eq!((from("10.9.9.9", PASSWORD), from("10.2.2.2", PASSWORD)), (429, 429));
    assert_eq!(from("10.1.1.1", PASSWORD), 200);
    // Guesses count there too.
    for _ in 0..5 {
        assert_eq!(from("10.1.1.1", "wrong-wrong-1"), 401);
    }
    assert_eq!(from("10.1.1.1", PASSWORD), 429);
}

#[test]
fn many_guesses_at_once_count_each() {
    let harness = Harness::start();
    harness.with_password("wang", PASSWORD, &[]);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..12)
            .map(|_| scope.spawn(|| harness.sign_in("wang", "wrong-wrong-1", None).0.status))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
}

#[test]
fn a_group_is_what_its_path_says_after_decoding() {
    let harness = Harness::start();
    let user = harness.user("chen", &[("admin", Some("g1"))]);
    let cookie = harness.session(user);
    let ask = |path: &str| {
        let line = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\
            connection: close\r\n\r\n",
            harness.address
        );
        let answer = raw(&harness, &line);
        answer.split(' ').nth(1).unwrap_or("none").parse::<u16>().unwrap_or(0)
    };
    assert_eq!(ask("/api/v1/groups/g1/events"), 200);
    assert_eq!(ask("/api/v1/groups/%671/events"), 200, "the same name");
    for path in [
        "/api/v1/groups/g2/events",
        "/api/v1/groups/g1%2F..%2Fg2/events",
        "/api/v1/groups/G1/events",
        "/api/v1/groups/g1%00/events",
        "/api/v1/groups/%20g1/events",
        "/api/v1/groups/@org/events",
        "/api/v1/groups/%40org/events",
        "/api/v1/groups/*/events",
        "/api/v1/groups/../events",
        "/api/v1/groups/%2e%2e/events",
        "/api/v1/groups//events",
        "/api/v1/groups/g1/../g2/events",
        "/api/v1/groups/%ff/events",
        "/api/v1//groups/g1/events",
        "/api/v1/groups/g1;g2/events",
        "/API/v1/groups/g1/events",
    ] {
        let status = ask(path);
        assert!([400, 403, 404].contains(&status), "{path}: {status}");
    }
}
