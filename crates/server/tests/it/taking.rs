//! Events in, decisions out.

use serde_json::json;

use harness::{Harness, POLICY};

fn message(id: &str, group: &str, member: &str, text: &str) -> String {
    let at = "2026-03-02T09:00:00+08:00";
    let event = json!({"at": at, "group": group, "kind": "message", "id": id, "member": member,
        "text": text});
    format!("{event}\n")
}

#[test]
fn lines_are_answered_one_by_one_and_kept() {
    let harness = Harness::start();
    let office = harness.user("wang", &[("office", None)]);
    let body = json!({"name": "team.md", "text": POLICY}).to_string();
    let office = harness.session(office);
    let used = harness.as_browser(&office, "POST", "/api/v1/policies", &body);
    assert_eq!((used.status, used.json()), (200, json!({"id": "team", "version": 1})));

    let program = harness.user("bridge", &[("send-events", None)]);
    let token = harness.token(program, "send-events");
    let lines = message("m1", "g1", "u1", "招聘兼职刷单日结,加微信 abc12345")
        + "no event\n\n"
        + &message("m1", "g1", "u1", "招聘兼职刷单日结,加微信 abc12345")
        + &message("m2", "g1", "u2", "收到");
    let answer = harness.as_program(&token, "POST", "/api/v1/events", &lines);
    let said = answer.lines();
    let states: Vec<_> = said.iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["kept", "refused", "duplicate", "kept"], "{answer:?}");
    assert!(!said[0]["decisions"].as_array().unwrap().is_empty(), "{answer:?}");
    assert_eq!(said[0]["decisions"], said[2]["decisions"]);
    assert_eq!(said[1]["line"], 2);

    let admin = harness.user("chen", &[("admin", Some("g1"))]);
    let admin = harness.session(admin);
    let feed = harness.as_browser(&admin, "GET", "/api/v1/groups/g1/events?limit=1", "").json();
    assert_eq!(feed["items"][0]["event"]["id"], "m2");
    let next = format!("/api/v1/groups/g1/events?before={}", feed["next"].as_str().unwrap());
    let older = harness.as_browser(&admin, "GET", &next, "").json();
    assert_eq!(older["items"][0]["event"]["id"], "m1");
    assert_eq!(older["items"][0]["decisions"], said[0]["decisions"]);
    let decisions = harness.as_browser(&admin, "GET", "/api/v1/groups/g1/decisions", "").json();
    assert_eq!(decisions["items"][0]["decision"], said[0]["decisions"][0]);
}

#[test]
fn a_program_of_one_group_sends_nothing_to_another() {
    let harness = Harness::start();
    let user = harness.user("bridge", &[("send-events", Some("g1"))]);
    let token = harness.token(user, "send-events");
    let both = message("a", "g1", "u1", "早") + &message("b", "g2", "u1", "早");
    let answer = harness.as_program(&token, "POST", "/api/v1/events", &both);
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("第 2 行"), "{answer:?}");
    let whole = message("c", "@org", "u1", "早");
    assert_eq!(harness.as_program(&token, "POST", "/api/v1/events", &whole).status, 403);
    let mine = message("a", "g1", "u1", "早");
    let answer = harness.as_program(&token, "POST", "/api/v1/events", &mine);
    assert_eq!(answer.lines()[0]["status"], "kept");
}

#[test]
fn what_was_taken_is_there_after_a_restart() {
    let harness = Harness::start();
    let user = harness.user("bridge", &[("send-events", None), ("read-chat", None)]);
    let token = harness.token(user, "send-events read-chat");
    harness.as_program(&token, "POST", "/api/v1/events", &message("a", "g1", "u1", "早"));
    let folder = std::sync::Arc::clone(&harness.folder);
    harness.stop();
    let harness = Harness::on(folder, |_| {});
    let again = message("a", "g1", "u1", "早");
    let answer = harness.as_program(&token, "POST", "/api/v1/events", &again);
    assert_eq!(answer.lines()[0]["status"], "duplicate");
    let feed = harness.as_program(&token, "GET", "/api/v1/groups/g1/events", "");
    assert_eq!(feed.json()["items"].as_array().unwrap().len(), 1);
}
