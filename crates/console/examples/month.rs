//! The console on the sample company's month, for looking at it and for the browser tests: says
//! where it is and with which cookies, as a line of JSON, and ends when its input does.

use std::sync::Arc;

use harness::clock::Hands;
use harness::{Harness, month};
use server::config::openid::OpenId;

/// Who may sign in: a name, the member that they are, and what they may do.
type Person = (&'static str, Option<&'static str>, &'static [(&'static str, Option<&'static str>)]);

const PEOPLE: &[Person] = &[
    ("manager", Some("u081"), &[("admin", None), ("auditor", None)]),
    ("seller", Some("u002"), &[("admin", Some("sales"))]),
    ("second-seller", Some("u003"), &[("admin", Some("sales"))]),
    ("project", Some("u041"), &[("admin", Some("project"))]),
    ("office", None, &[("office", None)]),
    ("operator", None, &[("operator", None)]),
];

#[expect(clippy::print_stdout, reason = "an example says what it does")]
fn main() {
    let clock = Arc::new(Hands::at(month::now()));
    let harness = Harness::serving(month::folder(), clock, console::endpoints(), |config| {
        config.limits.requests_per_second = 100_000;
        // A button that leads nowhere: for how the page looks with it.
        config.openid = vec![OpenId {
            id: "work".to_owned(),
            name: "单位账号".to_owned(),
            issuer: "https://login.example".to_owned(),
            client_id: "qungui".to_owned(),
            client_secret: Default::default(),
            scopes: Vec::new(),
            shown: String::new(),
            login: String::new(),
            email_domains: Vec::new(),
            create: Default::default(),
            roles: Vec::new(),
            allow_private: false,
        }];
    });
    let cookies: Vec<String> = PEOPLE
        .iter()
        .map(|(name, member, grants)| {
            let session = harness.session(harness.person(name, *member, grants));
            format!("\"{name}\":\"{session}\"")
        })
        .collect();
    let (url, folder) = (harness.address, harness.folder.path().display());
    let cookies = cookies.join(",");
    println!("{{\"url\":\"http://{url}\",\"folder\":\"{folder}\",\"cookies\":{{{cookies}}}}}");
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line).is_ok_and(|bytes| bytes > 0) {}
    harness.stop();
}
