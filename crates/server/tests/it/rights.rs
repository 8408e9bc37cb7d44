//! Every endpoint with everybody: who gets in is written in `rights.txt`. An endpoint that is
//! new changes the list, and so does one that lets in somebody else.

use harness::Harness;
use harness::rights::who_gets_in;
use server::endpoint::Endpoint;

const KEPT: &str = include_str!("rights.txt");

/// Everything that the server answers.
fn endpoints() -> Vec<Endpoint> {
    server::api::endpoints()
}

#[test]
fn everybody_gets_what_is_theirs_and_nothing_else() {
    let harness = Harness::with(|config| config.limits.requests_per_second = 100_000);
    let list = who_gets_in(&harness, &endpoints());
    if std::env::var_os("QUNGUI_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/rights.txt");
        std::fs::write(path, &list).unwrap();
        return;
    }
    assert!(list == KEPT, "rights.txt is not what is so; QUNGUI_BLESS=1 writes it:\n{list}");
}

#[test]
fn a_token_does_no_more_than_its_scopes_and_its_user() {
    let harness = Harness::start();
    let user = harness.user("chen", &[("admin", Some("g1"))]);
    let narrow = harness.token(user, "read-groups");
    let ask = |token: &str, path: &str| harness.as_program(token, "GET", path, "").status;
    assert_eq!(ask(&narrow, "/api/v1/groups/g1/members"), 200);
    assert_eq!(ask(&narrow, "/api/v1/groups/g1/events"), 403);
    let wide = harness.token(user, "read-groups read-chat operate manage-users");
    assert_eq!(ask(&wide, "/api/v1/groups/g1/events"), 200);
    assert_eq!(ask(&wide, "/api/v1/groups/g2/events"), 403);
    assert_eq!(ask(&wide, "/metrics"), 403);
    assert_eq!(ask("qgt_made-up", "/api/v1/groups"), 401);
}

#[test]
fn another_site_makes_nobody_do_anything() {
    let harness = Harness::start();
    let user = harness.user("op", &[("operator", None)]);
    let cookie = harness.session(user);
    let body = r#"{"from": "held", "to": "done"}"#;
    let ask = |more: &[(&str, &str)]| {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(more);
        harness.ask("POST", "/api/v1/effects/settle", &headers, body).status
    };
    assert_eq!(ask(&[("sec-fetch-site", "same-origin")]), 200);
    assert_eq!(ask(&[("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(ask(&[("sec-fetch-site", "same-site")]), 403);
    assert_eq!(ask(&[("sec-fetch-site", "none")]), 403);
    assert_eq!(ask(&[("origin", "https://evil.example")]), 403);
    assert_eq!(ask(&[("origin", "null")]), 403);
    let own = format!("http://{}", harness.address);
    assert_eq!(ask(&[("origin", &own)]), 200);
}
