//! What somebody may try who wants to be somebody else.

use model::Timestamp;
use serde_json::json;
use server::config::openid::Create;

use super::service::{SigningKey, coded};
use super::{NOW, cookie_of, is_in, is_out, office};
use crate::office::page;

#[test]
fn a_sign_in_is_finished_where_it_was_begun_and_once() {
    let office = office(|set| set.create = Create::NoRights);
    let (mine, other) = (office.begin("/sign-in/work"), office.begin("/sign-in/work"));
    let over = "不是在这个浏览器里开始的";
    let claims = office.claims(&mine, "s-1");
    office.service.gives(&office.service.key.token(&claims));
    let state = &mine.query["state"];
    let mut broken = mine.cookie.clone();
    broken.pop();
    for (cookie, query) in [
        // Nothing, another's or an altered cookie; another's, an altered or no state.
        (String::new(), format!("code=c&state={state}")),
        (other.cookie.clone(), format!("code=c&state={state}")),
        (broken, format!("code=c&state={state}")),
        ("qungui_openid=".to_owned(), format!("code=c&state={state}")),
        (format!("{}; {}", other.cookie, mine.cookie), format!("code=c&state={state}")),
        (mine.cookie.clone(), format!("code=c&state={}", other.query["state"])),
        (mine.cookie.clone(), format!("code=c&state={state}x")),
        (mine.cookie.clone(), "code=c&state=".to_owned()),
        (mine.cookie.clone(), "code=c".to_owned()),
    ] {
        is_out(&office.back(&cookie, &query), 400, over);
    }
    assert!(office.service.asked("/token").is_empty(), "nothing was asked for any of these");
    let query = format!("code=c&state={state}");
    let answer = office.back(&mine.cookie, &query);
    is_in(&answer);
    assert_eq!(cookie_of(&answer, "qungui_openid").unwrap(), "qungui_openid=");
    // The same once more, by whoever has seen all of it.
    is_out(&office.back(&mine.cookie, &query), 400, over);
    assert_eq!(office.service.asked("/token").len(), 1);
    // Another service's answer, and one that comes too late.
    let sent = office.begin("/sign-in/work");
    let query = format!("code=c&state={}&iss=http://evil.example", sent.query["state"]);
    is_out(&office.back(&sent.cookie, &query), 400, over);
    let sent = office.begin("/sign-in/work");
    office.clock.advance(Timestamp(NOW + 601_000));
    is_out(&office.comes(&sent, &office.claims(&sent, "s-1")), 400, over);
}

#[test]
fn what_was_begun_is_remembered_over_a_restart() {
    let office = office(|set| set.create = Create::NoRights);
    let sent = office.begin("/sign-in/work");
    is_in(&office.comes(&sent, &office.claims(&sent, "s-1")));
    let mut reader = office.harness.app.runtime.reader().unwrap();
    let noted = reader.noted("openid ", 10).unwrap();
    assert_eq!(noted.len(), 1);
    assert!(!noted[0].0.contains(&sent.query["state"]), "only its hash is kept");
}

#[test]
fn only_what_the_service_signed_for_us_and_for_this_is_believed() {
    let office = office(|set| set.create = Create::NoRights);
    let evil = SigningKey::fresh("one");
    let wrong = "登录凭证不对";
    type Forger<'a> = Box<dyn Fn(&serde_json::Value) -> String + 'a>;
    let tries: Vec<(&str, Forger<'_>)> = vec![
        ("another's key by the same name", Box::new(|claims| evil.token(claims))),
        (
            "no signature",
            Box::new(|claims| {
                let head = json!({"alg": "none", "kid": "one"});
                format!("{}.{}.", coded(head.to_string()), coded(claims.to_string()))
            }),
        ),
        (
            "signed with what everybody knows",
            Box::new(|claims| {
                use hmac::{KeyInit, Mac};
                let head = json!({"alg": "HS256", "kid": "one"});
                let words = format!("{}.{}", coded(head.to_string()), coded(claims.to_string()));
                let public = office.service.key.public();
                let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(public).unwrap();
                mac.update(words.as_bytes());
                format!("{words}.{}", coded(mac.finalize().into_bytes()))
            }),
        ),
        (
            "claims that were changed",
            Box::new(|claims| {
                let token = office.service.key.token(claims);
                let mut changed = claims.clone();
                changed["sub"] = json!("s-2");
                let parts: Vec<&str> = token.split('.').collect();
                format!("{}.{}.{}", parts[0], coded(changed.to_string()), parts[2])
            }),
        ),
        ("nothing", Box::new(|_| String::new())),
        ("something else", Box::new(|_| "a.b.c".to_owned())),
        ("too much", Box::new(|_| "a".repeat(100_000))),
    ];
    for (what, make) in &tries {
        let sent = office.begin("/sign-in/work");
        office.service.gives(&make(&office.claims(&sent, "s-1")));
        let answer = office.back(&sent.cookie, &format!("code=c&state={}", sent.query["state"]));
        println!("{what}");
        is_out(&answer, 502, wrong);
    }
    for (claim, value) in [
        ("nonce", json!("another")),
        ("nonce", json!(null)),
        ("iss", json!("http://evil.example")),
        ("iss", json!(null)),
        ("aud", json!("another program")),
        ("aud", json!(["another program"])),
        ("aud", json!(["qungui", "another program"])),
        ("azp", json!("another program")),
        ("sub", json!("")),
        ("sub", json!("s".repeat(256))),
        ("sub", json!("王")),
        ("sub", json!(null)),
        ("exp", json!(null)),
        ("iat", json!("now")),
    ] {
        let sent = office.begin("/sign-in/work");
        let mut claims = office.claims(&sent, "s-1");
        claims[claim] = value.clone();
        println!("{claim} {value}");
        is_out(&office.comes(&sent, &claims), 502, wrong);
    }
    let users = office.harness.app.runtime.reader().unwrap().users().unwrap();
    assert!(users.is_empty(), "nobody has come in: {users:?}");
    // What is wrong is wrong by itself: the same without it lets somebody in.
    is_in(&office.signs_in("/sign-in/work", "s-1"));
}

#[test]
fn nobody_is_sent_elsewhere_and_nobody_is_taken_for_another_by_their_address() {
    let office = office(|_| {});
    let link = office.invites("wen");
    is_in(&office.signs_in(&format!("{link}/sign-in/work"), "s-1"));
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"] {
        let next = console::link::part(next);
        let answer = office.signs_in(&format!("/sign-in/work?next={next}"), "s-1");
        is_in(&answer);
        assert_eq!(answer.headers["location"], "/", "{next}");
    }
    // Another account with the same name and the same confirmed address is another person.
    let sent = office.begin("/sign-in/work");
    let mut claims = office.claims(&sent, "s-2");
    claims["preferred_username"] = json!("wen");
    claims["email"] = json!("wen@example.cn");
    claims["email_verified"] = json!(true);
    is_out(&office.comes(&sent, &claims), 403, "还没有被邀请");
    // An invitation that is none sends nobody anywhere.
    assert_eq!(page(&office.harness, "", "/link/qgl_x/sign-in/work").status, 410);
}

#[test]
fn no_machine_is_called_that_the_settings_do_not_name() {
    let office = office(|_| {});
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let inside = format!("http://{}/keys", other.local_addr().unwrap());
    let own = office.service.issuer.clone();
    let with_name = format!("http://{}@{}/", &own[7..], &inside[7..inside.len() - 5]);
    for (part, url) in [
        ("jwks_uri", inside.as_str()),
        ("jwks_uri", &with_name),
        ("jwks_uri", "file:///etc/passwd"),
        ("token_endpoint", "ftp://x"),
        ("authorization_endpoint", "javascript:alert(1)"),
    ] {
        let before = office.service.says().document[part].take();
        office.service.says().document[part] = json!(url);
        is_out(&page(&office.harness, "", "/sign-in/work"), 502, "连不上");
        office.service.says().document[part] = before;
        let now = office.harness.app.now();
        office.clock.advance(now.plus_ms(4_000));
    }
    // A code is not given to it either.
    office.service.says().document["token_endpoint"] = json!(inside);
    let sent = office.begin("/sign-in/work");
    is_out(
        &office.back(&sent.cookie, &format!("code=c&state={}", sent.query["state"])),
        502,
        "连不上",
    );
    assert!(other.accept().is_err(), "nobody came");
}
