//! Users, what they are given and by whom, and the record of it.

use serde_json::{Value, json};

use crate::signing::{PASSWORD, code_of};
use harness::{Answer, Harness};

struct Managing {
    harness: Harness,
    operator: String,
}

impl Managing {
    fn start() -> Managing {
        let harness = Harness::start();
        let user = harness.user("op", &[("operator", None), ("office", None)]);
        let operator = harness.session(user);
        Managing { harness, operator }
    }

    fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let path = format!("/api/v1/{path}");
        self.harness.as_browser(&self.operator, method, &path, &body.to_string())
    }

    /// Invites somebody, who sets a password. Their number.
    fn invite(&self, name: &str, more: Value) -> i64 {
        let mut body = json!({"name": name, "shown": name});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let invited = self.ask("POST", "users", body);
        assert_eq!(invited.status, 200, "{invited:?}");
        let link = invited.json()["link"].as_str().unwrap().to_owned();
        let used = self.set_password(&link, PASSWORD);
        assert_eq!(used.status, 200, "{used:?}");
        invited.json()["id"].as_i64().unwrap()
    }

    fn set_password(&self, link: &str, password: &str) -> Answer {
        let body = json!({"link": link.rsplit('/').next().unwrap(), "password": password});
        self.harness.ask("POST", "/api/v1/links/password", &[], &body.to_string())
    }
}

#[test]
fn somebody_is_invited_disabled_and_comes_back() {
    let here = Managing::start();
    let grants = json!({"grants": [{"role": "admin", "group": "g1"}]});
    let li = here.invite("li", grants);
    let (answer, cookie) = here.harness.sign_in("li", PASSWORD, None);
    assert_eq!(answer.status, 200);
    let members = || here.harness.as_browser(&cookie, "GET", "/api/v1/groups/g1/members", "");
    assert_eq!(members().status, 200);
    let token = here.harness.token(li, "read-groups");
    let with_token = || here.harness.as_program(&token, "GET", "/api/v1/groups", "").status;
    assert_eq!(with_token(), 200);
    let change = |body: Value| here.ask("PATCH", &format!("users/{li}"), body).status;
    assert_eq!(change(json!({"shown": "<script>alert(1)</script>", "disabled": true})), 204);
    assert_eq!((members().status, with_token()), (401, 401));
    assert_eq!(here.harness.sign_in("li", PASSWORD, None).0.status, 401);
    let list = here.ask("GET", "users", json!({}));
    assert_eq!(list.headers["content-type"], "application/json");
    assert_eq!(list.headers["x-content-type-options"], "nosniff");
    let items = list.json()["items"].as_array().unwrap().clone();
    let row = items.iter().find(|row| row["id"] == li).unwrap();
    assert_eq!(
        (&row["disabled"], &row["shown"]),
        (&json!(true), &json!("<script>alert(1)</script>"))
    );
    assert!(!list.body.contains("argon2"));
    assert_eq!(change(json!({"disabled": false})), 204);
    assert_eq!(here.harness.sign_in("li", PASSWORD, None).0.status, 200);
}

#[test]
fn a_new_password_by_link_ends_everything_and_other_links_with_it() {
    let here = Managing::start();
    let li = here.invite("li", json!({}));
    let (_, cookie) = here.harness.sign_in("li", PASSWORD, None);
    let link = || {
        let made = here.ask("POST", &format!("users/{li}/password-link"), json!({}));
        made.json()["link"].as_str().unwrap().to_owned()
    };
    let (one, other) = (link(), link());
    let new = "山脚的茶馆下午才开门";
    assert_eq!(code_of(&here.set_password(&one, "short")), (400, "password".into()));
    assert_eq!(here.set_password(&one, new).status, 200);
    assert_eq!(here.harness.as_browser(&cookie, "GET", "/api/v1/me", "").status, 401);
    assert_eq!(code_of(&here.set_password(&one, PASSWORD)), (410, "link".into()), "replayed");
    assert_eq!(code_of(&here.set_password(&other, PASSWORD)), (410, "link".into()), "older");
    assert_eq!(here.harness.sign_in("li", new, None).0.status, 200);
}

#[test]
fn nobody_gives_what_runs_the_system_without_having_it() {
    let here = Managing::start();
    let harness = &here.harness;
    let clerk = harness.user("clerk", &[("manage-users", None)]);
    let clerk_cookie = harness.session(clerk);
    let op = harness.user("chief", &[("operator", None)]);
    let give = |cookie: &str, user: i64, body: Value| {
        let path = format!("/api/v1/users/{user}/grants");
        code_of(&harness.as_browser(cookie, "POST", &path, &body.to_string()))
    };
    let no = (403, "no-right".to_owned());
    assert_eq!(give(&clerk_cookie, clerk, json!({"role": "operator"})), no);
    assert_eq!(give(&clerk_cookie, clerk, json!({"role": "operate", "group": "g1"})), no);
    // Nor by way of somebody who has it.
    for (method, path) in [
        ("POST", format!("users/{op}/password-link")),
        ("DELETE", format!("users/{op}/second-factor")),
        ("DELETE", format!("users/{op}/sessions")),
        ("PATCH", format!("users/{op}")),
        ("POST", format!("users/{op}/grants/take")),
        ("POST", format!("users/{op}/tokens")),
    ] {
        let body = json!({"role": "operator", "name": "x", "scopes": ["operate"]});
        let body = if method == "PATCH" { json!({"disabled": true}) } else { body };
        let body = if path.ends_with("take") { json!({"role": "operator"}) } else { body };
        let body = if path.ends_with("tokens") {
            json!({"name": "x", "scopes": ["operate"]})
        } else {
            body
        };
        let path = format!("/api/v1/{path}");
        let answer = harness.as_browser(&clerk_cookie, method, &path, &body.to_string());
        assert_eq!(code_of(&answer), no, "{path}");
    }
    let invited = json!({"name": "friend", "shown": "x", "grants": [{"role": "operator"}]});
    let answer = harness.as_browser(&clerk_cookie, "POST", "/api/v1/users", &invited.to_string());
    assert_eq!(code_of(&answer), no);
    // What is not guarded they give.
    let gave = |body: Value| {
        let path = format!("/api/v1/users/{clerk}/grants");
        harness.as_browser(&clerk_cookie, "POST", &path, &body.to_string())
    };
    assert_eq!(gave(json!({"role": "read-chat", "group": "g1"})).status, 204);
    assert_eq!(code_of(&gave(json!({"role": "king"}))), (400, "role".into()));
    for group in ["@org", "@user:x", "", " "] {
        assert_eq!(code_of(&gave(json!({"role": "admin", "group": group}))), (400, "group".into()));
    }
    // And it is seen: in the record, and by the owner.
    let owner = harness.user("boss", &[("owner", Some("g1")), ("read-audit", None)]);
    let owner = harness.session(owner);
    let seen = harness.as_browser(&owner, "GET", "/api/v1/groups/g1/people", "").json();
    let row = seen["items"].as_array().unwrap().iter().find(|one| one["name"] == "clerk");
    assert!(row.unwrap()["grants"].to_string().contains("read-chat"), "{seen}");
    let record = harness.as_browser(&owner, "GET", "/api/v1/audits", "").json();
    let row = record["items"].as_array().unwrap().iter().find(|one| one["act"] == "grant.give");
    let row = row.unwrap();
    assert_eq!(
        (&row["who"], &row["object"], &row["detail"], &row["address"]),
        (&json!("clerk"), &json!("clerk"), &json!("read-chat g1 本人"), &json!("127.0.0.1"))
    );
}

#[test]
fn somebody_is_always_left_who_manages_users() {
    let here = Managing::start();
    let take = |user: i64| {
        code_of_or_done(&here.ask(
            "POST",
            &format!("users/{user}/grants/take"),
            json!({"role": "operator"}),
        ))
    };
    let me = here.ask("GET", "me", json!({})).json()["user"].as_i64().unwrap();
    assert_eq!(take(me), (409, "last-manager".into()));
    let disabled = here.ask("PATCH", &format!("users/{me}"), json!({"disabled": true}));
    assert_eq!(code_of(&disabled), (409, "last-manager".into()));
    let second = here.harness.user("second", &[("operator", None)]);
    assert_eq!(take(second), (204, String::new()));
    let third = here.harness.user("third", &[("operator", None)]);
    assert_ne!(third, second);
    assert_eq!(take(me), (204, String::new()));
    assert_eq!(here.ask("GET", "users", json!({})).status, 403);
}

fn code_of_or_done(answer: &Answer) -> (u16, String) {
    if answer.status == 204 { (204, String::new()) } else { code_of(answer) }
}

#[test]
fn a_programs_tokens_end_when_it_becomes_a_person() {
    let here = Managing::start();
    let made = here.ask(
        "POST",
        "users",
        json!({"name": "bridge", "shown": "QQ 连接",
        "program": true, "grants": [{"role": "send-events", "group": "g1"}]}),
    );
    let bridge = made.json();
    assert_eq!(bridge["link"], Value::Null);
    let id = &bridge["id"];
    let token = || {
        here.ask(
            "POST",
            &format!("users/{id}/tokens"),
            json!({"name": "qq", "scopes": ["send-events"]}),
        )
    };
    let secret = token().json()["token"].as_str().unwrap().to_owned();
    let send = || here.harness.as_program(&secret, "POST", "/api/v1/events", "").status;
    assert_eq!(send(), 200);
    let link = here.ask("POST", &format!("users/{id}/password-link"), json!({})).json();
    assert_eq!(here.set_password(link["link"].as_str().unwrap(), PASSWORD).status, 200);
    assert_eq!(send(), 401);
    assert_eq!(code_of(&token()), (403, "not-a-program".into()));
}

#[test]
fn names_and_member_ids_are_each_their_own() {
    let here = Managing::start();
    here.invite("lily", json!({"member": "10001"}));
    let invite = |name: &str, member: &str| {
        let body = json!({"name": name, "shown": "x", "member": member});
        code_of(&here.ask("POST", "users", body))
    };
    assert_eq!(invite("LILY", ""), (409, "name-taken".into()));
    assert_eq!(invite("ｌｉｌｙ", ""), (409, "name-taken".into()));
    assert_eq!(invite("1i1y", ""), (409, "name-taken".into()));
    assert_eq!(invite("lіly", ""), (400, "name".into()), "a Cyrillic letter");
    assert_eq!(invite("zhang", "10001"), (409, "member-taken".into()));
    assert_eq!(invite("zhang", "@user:lily"), (400, "member".into()));
    assert_eq!(invite("@system", ""), (400, "name".into()));
}

#[test]
fn reading_chat_is_noted_once_an_hour() {
    let here = Managing::start();
    let harness = &here.harness;
    let chen = harness.user("chen", &[("admin", Some("g1")), ("admin", Some("g2"))]);
    let chen = harness.session(chen);
    for group in ["g1", "g1", "g2", "g1"] {
        let path = format!("/api/v1/groups/{group}/events");
        assert_eq!(harness.as_browser(&chen, "GET", &path, "").status, 200);
    }
    let rows = harness.app.runtime.reader().unwrap().audits(None, 100).unwrap();
    let read: Vec<_> = rows
        .iter()
        .filter(|row| row.entry.act == "chat.read")
        .map(|row| (row.entry.who.as_str(), row.entry.object.as_str()))
        .collect();
    // An hour may end in between.
    assert!((2..=4).contains(&read.len()), "{read:?}");
    assert!(read.contains(&("chen", "g1")) && read.contains(&("chen", "g2")));
    let page = here.ask("GET", "audits?limit=1", json!({})).json();
    let next = page["next"].as_str().unwrap();
    let older = here.ask("GET", &format!("audits?limit=1&before={next}"), json!({})).json();
    assert_ne!(page["items"][0]["record"], older["items"][0]["record"]);
}
