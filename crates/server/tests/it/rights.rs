//! Every endpoint with everybody: who gets in is written in `rights.txt`. An endpoint that is
//! new changes the list, and so does one that lets in somebody else.

use std::fmt::Write as _;

use server::access::right::OFFICES;
use server::endpoint::Endpoint;

use crate::harness::Harness;

const KEPT: &str = include_str!("rights.txt");

/// Everything that the server answers.
fn endpoints() -> Vec<Endpoint> {
    server::api::endpoints()
}

/// Somebody: their name in the list, and the number of their user.
type Person = (String, Option<i64>);

/// A path with its parameters filled in.
fn filled(path: &str, group: &str) -> String {
    let path = path.replace("{group}", group).replace("{number}", "1").replace("{version}", "1");
    let mut out = String::new();
    let mut inside = false;
    for part in path.chars() {
        match part {
            '{' => inside = true,
            '}' => {
                inside = false;
                out.push('x');
            }
            part if !inside => out.push(part),
            _ => {}
        }
    }
    out
}

/// Whether somebody gets in: neither sent to sign in nor turned away.
fn gets_in(harness: &Harness, method: &str, path: &str, user: Option<i64>) -> bool {
    // A session of its own: some of what is asked ends it.
    let cookie = user.map_or("none=none".to_owned(), |user| harness.session(user));
    let cookie = cookie.as_str();
    // What answers for as long as one listens is only asked for its head.
    let answer = match path.starts_with("/api/v1/watch") {
        true => harness.as_browser(cookie, "HEAD", path, ""),
        false => harness.as_browser(cookie, method, path, ""),
    };
    assert_ne!(answer.status, 500, "{method} {path}: {answer:?}");
    assert_ne!(answer.status, 429, "{method} {path}: {answer:?}");
    !matches!(answer.status, 401 | 403)
}

#[test]
fn everybody_gets_what_is_theirs_and_nothing_else() {
    let harness = Harness::with(|config| config.limits.requests_per_second = 100_000);
    let mut people: Vec<Person> = vec![("nobody".to_owned(), None)];
    let nothing = harness.user("nothing", &[]);
    people.push(("signed-in".to_owned(), Some(nothing)));
    for office in OFFICES {
        let here = harness.user(&format!("{}-here", office.name), &[(office.name, Some("g1"))]);
        people.push((format!("{} of the group", office.name), Some(here)));
        let other = harness.user(&format!("{}-other", office.name), &[(office.name, Some("g2"))]);
        people.push((format!("{} of another", office.name), Some(other)));
        let all = harness.user(&format!("{}-all", office.name), &[(office.name, None)]);
        people.push((format!("{} everywhere", office.name), Some(all)));
    }
    let mut list = String::new();
    for endpoint in endpoints() {
        for method in &endpoint.methods {
            writeln!(list, "{method} {}", endpoint.path).unwrap();
            let path = filled(&endpoint.path, "g1");
            let open =
                people.iter().filter(|(_, user)| gets_in(&harness, method.as_str(), &path, *user));
            for (name, _) in open {
                writeln!(list, "  {name}").unwrap();
            }
        }
    }
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
