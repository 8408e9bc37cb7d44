//! The console on the sample company's month, for looking at it and for the browser tests. It
//! says where it is and with which cookies, as a line of JSON; for each further line of its input
//! it starts another server: for `nothing` one without users, policies and groups, for `club` one
//! with the people of a club and nothing else, for anything else one with the month. It ends when
//! its input does.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what can't go on ends")]

use std::sync::Arc;

use harness::clock::Hands;
use harness::{Harness, month};
use runtime::MachineClock;
use serde_json::{Map, Value, json};
use server::access::member_link;
use server::config::openid::OpenId;
use store::people::{PeopleChange, UserRow};
use tempfile::TempDir;

/// Who may sign in: a name, the member that they are, and what they may do.
type Person = (&'static str, Option<&'static str>, &'static [(&'static str, Option<&'static str>)]);

const PEOPLE: &[Person] = &[
    ("manager", Some("u081"), &[("admin", None), ("auditor", None)]),
    ("seller", Some("u002"), &[("admin", Some("sales"))]),
    ("second-seller", Some("u003"), &[("admin", Some("sales"))]),
    ("project", Some("u041"), &[("admin", Some("project"))]),
    ("office", None, &[("office", None)]),
    ("second-office", None, &[("office", None), ("read-chat", None)]),
    ("operator", None, &[("operator", None)]),
    ("program", None, &[("send-events", None)]),
];

/// The people of a club: its owner, its administrators, somebody who looks texts over, and
/// whoever writes the policy.
const CLUB: &[Person] = &[
    ("zhou", Some("zhou"), &[("owner", Some("club"))]),
    ("ann", Some("ann"), &[("admin", Some("club"))]),
    ("bob", Some("bob"), &[("admin", Some("club"))]),
    ("lin", Some("lin"), &[("read-groups", None), ("read-cases", None), ("decide", None)]),
    ("office", None, &[("office", None)]),
    ("program", None, &[("send-events", None)]),
];

/// How they are called.
const CALLED: &[(&str, &str)] = &[
    ("manager", "陈静"),
    ("seller", "梁子昂"),
    ("second-seller", "谢丽娟"),
    ("project", "王志远"),
    ("office", "文秘书"),
    ("second-office", "李秘书"),
    ("operator", "周运维"),
    ("zhou", "老周"),
    ("ann", "安宁"),
    ("bob", "柏松"),
    ("lin", "林秋"),
];

/// Whose own pages are looked at: a group and a member.
const MEMBER: (&str, &str) = ("sales", "u017");

#[expect(clippy::print_stdout, reason = "an example says what it does")]
fn main() {
    let mut serving = vec![with_month()];
    println!("{}", about(&serving[0]));
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
        let harness = match line.trim() {
            "nothing" => fresh(&[]),
            "club" => fresh(CLUB),
            _ => with_month(),
        };
        println!("{}", about(&harness));
        serving.push(harness);
        line.clear();
    }
    serving.into_iter().for_each(Harness::stop);
}

fn with_month() -> Harness {
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
    enter(&harness, PEOPLE);
    harness
}

fn enter(harness: &Harness, people: &[Person]) {
    for (name, member, grants) in people {
        let id = harness.person(name, *member, grants);
        // As they would be called: who looks at pictures knows no names to sign in with.
        let shown = CALLED.iter().find(|(known, _)| known == name).map(|(_, shown)| *shown);
        let row = harness.app.runtime.reader().unwrap().user(id).unwrap().unwrap();
        let (shown, created) = (shown.unwrap_or(name).to_owned(), harness.app.now());
        harness.change(PeopleChange::User(UserRow { shown, created, ..row }));
    }
}

/// On a fresh store, at the time of the machine.
fn fresh(people: &[Person]) -> Harness {
    let (folder, clock) = (Arc::new(TempDir::new().unwrap()), MachineClock::default());
    let harness = Harness::serving(folder, Arc::new(clock), console::endpoints(), |config| {
        config.limits.requests_per_second = 100_000;
    });
    enter(&harness, people);
    harness
}

/// Where it is, and as whom one may come in.
fn about(harness: &Harness) -> Value {
    let users = harness.app.runtime.reader().unwrap().users().unwrap();
    let cookies: Map<String, Value> =
        users.iter().map(|user| (user.name.clone(), harness.session(user.id).into())).collect();
    let member = member_link::write(&harness.app, MEMBER.0, MEMBER.1).unwrap();
    json!({
        "url": format!("http://{}", harness.address),
        "folder": harness.folder.path(),
        "set_up": harness.set_up,
        "cookies": cookies,
        "member": format!("/m/{member}"),
    })
}
