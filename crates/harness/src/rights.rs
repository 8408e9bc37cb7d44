//! Every endpoint with everybody: who gets in, as a list that is kept beside the tests. An
//! endpoint that is new changes the list, and so does one that lets in somebody else.

use std::fmt::Write as _;

use server::access::right::OFFICES;
use server::endpoint::Endpoint;

use crate::Harness;

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
fn gets_in(harness: &Harness, method: &str, path: &str, cookie: &str) -> bool {
    // What answers for as long as one listens is only asked for its head.
    let answer = match path.starts_with("/api/v1/watch") {
        true => harness.as_browser(cookie, "HEAD", path, ""),
        false => harness.as_browser(cookie, method, path, ""),
    };
    assert_ne!(answer.status, 500, "{method} {path}: {answer:?}");
    assert_ne!(answer.status, 429, "{method} {path}: {answer:?}");
    !matches!(answer.status, 401 | 403)
}

/// Each endpoint with those who get in. The server must not mind many requests.
#[must_use]
pub fn who_gets_in(harness: &Harness, endpoints: &[Endpoint]) -> String {
    let mut people = vec![("signed-in".to_owned(), harness.user("nothing", &[]))];
    for office in OFFICES {
        let here = harness.user(&format!("{}-here", office.name), &[(office.name, Some("g1"))]);
        people.push((format!("{} of the group", office.name), here));
        let other = harness.user(&format!("{}-other", office.name), &[(office.name, Some("g2"))]);
        people.push((format!("{} of another", office.name), other));
        let all = harness.user(&format!("{}-all", office.name), &[(office.name, None)]);
        people.push((format!("{} everywhere", office.name), all));
    }
    let mut list = String::new();
    for endpoint in endpoints {
        for method in &endpoint.methods {
            writeln!(list, "{method} {}", endpoint.path).unwrap();
            let path = filled(&endpoint.path, "g1");
            if gets_in(harness, method.as_str(), &path, "none=none") {
                list.push_str("  nobody\n");
            }
            for (name, user) in &people {
                // A session of its own: what was asked before may have ended one.
                let cookie = harness.session(*user);
                if gets_in(harness, method.as_str(), &path, &cookie) {
                    writeln!(list, "  {name}").unwrap();
                }
            }
        }
    }
    list
}
