//! Versions of one policy: each act is judged by the one in force at that moment.

use std::sync::Arc;

use engine::{Engine, Program};
use model::{Calendar, Decision, Event, Platform};
use serde_json::json;
use text::Lexicon;

fn version(number: u32, from: &str, blocks: &[&str]) -> String {
    let mut text = format!(
        "+++\nid = \"a\"\ntitle = \"甲\"\nversion = {number}\neffective = {from}\n+++\n\n# 甲\n\n"
    );
    for (index, block) in blocks.iter().enumerate() {
        text.push_str(&format!("第{}条 第{number}版。\n\n```rule\n{block}\n```\n\n", index + 1));
    }
    text
}

#[track_caller]
fn program(policies: &[String]) -> Arc<Program> {
    let read = |text: &String| {
        let parsed = policy::parse("a.md", text, &rules::specs());
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        parsed.policy
    };
    let policies: Vec<_> = policies.iter().map(read).collect();
    Program::new(&policies, Calendar::published(), Platform::All, &Lexicon::builtin()).unwrap()
}

/// Takes `time member text` lines; a line without a text is a tick. Kind, article and action of
/// what follows.
fn feed(engine: &mut Engine, lines: &[&str]) -> Vec<String> {
    let mut out: Vec<Decision> = Vec::new();
    for line in lines {
        let mut parts = line.splitn(3, ' ');
        let at = format!("{}:00+08:00", parts.next().unwrap());
        let event = match (parts.next(), parts.next()) {
            (Some(member), Some(text)) => {
                json!({"at": at, "group": "g", "kind": "message", "member": member, "text": text})
            }
            _ => json!({"at": at, "group": "g", "kind": "tick"}),
        };
        engine.handle_event(&Event::parse(&event.to_string()).unwrap(), &mut out);
    }
    out.iter().map(|one| format!("{} {} {}", one.kind, one.cite, one.action.name())).collect()
}

const QUIET: &str = "[quiet-hours]\nfrom = \"22:00\"\nto = \"07:00\"";
const LATER: &str =
    "[quiet-hours]\nfrom = \"23:00\"\nto = \"07:00\"\n[sanction]\nactions = [\"warn\"]";

#[test]
fn each_act_is_judged_by_the_version_of_its_time() {
    let both = [version(1, "2026-01-01", &[QUIET]), version(2, "2026-03-03", &[LATER])];
    for order in [[0, 1], [1, 0]] {
        let policies: Vec<String> = order.iter().map(|&at| both[at].clone()).collect();
        let mut engine = Engine::new(program(&policies));
        let found = feed(
            &mut engine,
            &["2026-03-02T22:15 u1 在吗", "2026-03-03T22:15 u1 在吗", "2026-03-03T23:15 u1 在吗"],
        );
        assert_eq!(found, ["quiet-hours 第1条 remind", "quiet-hours 第1条 warn"], "{order:?}");
    }
}

#[test]
fn what_is_owed_survives_a_new_version() {
    let respond = "[respond]\nwho = \"admin\"\nwithin = \"2d\"";
    let old = version(1, "2026-01-01", &[respond]);
    let new = version(2, "2026-03-03", &[QUIET]);
    let mut engine = Engine::new(program(std::slice::from_ref(&old)));
    let snapshot = r#"{"at":"2026-03-01T09:00:00+08:00","group":"g","kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u1"}]}"#;
    engine.handle_event(&Event::parse(snapshot).unwrap(), &mut Vec::new());
    assert!(feed(&mut engine, &["2026-03-02T09:00 u1 请问几点开会?"]).is_empty());
    // The new version is loaded behind the old one: state goes on.
    let kept = engine.snapshot();
    let both = program(&[old.clone(), new.clone()]);
    let mut engine = Engine::restore(both, &kept).unwrap();
    let found = feed(&mut engine, &["2026-03-03T22:30 u1 有人吗?", "2026-03-04T09:01"]);
    assert_eq!(found, ["quiet-hours 第1条 remind", "respond 第1条 remind"]);
    // What was kept under other rules is refused.
    assert!(Engine::restore(program(&[new, old]), &kept).is_err());
}

#[test]
fn periods_of_an_ended_version_end_with_it() {
    let report = "[daily-report]\nat = \"18:00\"";
    let both = [version(1, "2026-01-01", &[report]), version(2, "2026-03-03", &[QUIET])];
    let mut engine = Engine::new(program(&both));
    let found = feed(&mut engine, &["2026-03-01T09:00 u1 早", "2026-03-06T09:00"]);
    assert_eq!(found, ["daily-report 第1条 remind", "daily-report 第1条 remind"]);
}

#[test]
fn a_version_to_come_is_announced_and_asked_about() {
    let blocks = ["[amendment]\nnotice = \"提前3天公告\"", "[policy-acceptance]\nwithin = \"4d\""];
    let old = version(1, "2026-01-01", &blocks);
    let new = version(2, "2026-03-10", &blocks);
    let mut engine = Engine::new(program(std::slice::from_ref(&old)));
    assert_eq!(
        feed(&mut engine, &["2026-03-01T09:00 u1 已阅读,同意遵守"]),
        ["policy-acceptance 第2条 send"]
    );
    let kept = engine.snapshot();
    let mut engine = Engine::restore(program(&[old, new]), &kept).unwrap();
    assert!(feed(&mut engine, &["2026-03-06T23:00 u1 早上好"]).is_empty());
    let announced =
        feed(&mut engine, &["2026-03-07T00:01", "2026-03-07T09:00", "2026-03-09T09:00"]);
    assert_eq!(announced, ["amendment 第1条 task", "amendment 第1条 task"], "asked, reminded");
    // The task ran out unheeded; the new version begins, and what the old one heard is old.
    let begun = feed(&mut engine, &["2026-03-10T00:01"]);
    assert_eq!(
        begun,
        ["amendment 第1条 send", "policy-acceptance 第2条 send", "amendment 第1条 task"]
    );
    let waits = engine.waiting().len();
    let half = feed(&mut engine, &["2026-03-12T00:01", "2026-03-14T00:01"]);
    assert_eq!(half, ["policy-acceptance 第2条 send", "policy-acceptance 第2条 remind"]);
    assert_eq!((waits, engine.waiting().len()), (1, 0), "what is over is no longer to be told");
}

#[test]
fn who_has_not_signed_the_old_version_is_found_once() {
    let accept = ["[policy-acceptance]\nwithin = \"4d\""];
    let both = [version(1, "2026-01-01", &accept), version(2, "2026-03-03", &accept)];
    let mut engine = Engine::new(program(&both));
    let found = feed(&mut engine, &["2026-03-02T09:00 u1 早上好", "2026-03-20T09:00"]);
    let kind = "policy-acceptance 第1条";
    assert_eq!(
        found,
        [
            format!("{kind} send"),
            format!("{kind} send"),
            format!("{kind} send"),
            format!("{kind} remind")
        ]
    );
}

#[test]
fn what_a_version_said_of_itself_ends_with_it() {
    let more = ["[publish-approval]\nsteps = [\"leader\", \"admin\"]"];
    let less = ["[publish-approval]\nsteps = [\"admin\"]"];
    let both = [version(1, "2026-01-01", &more), version(2, "2026-03-03", &less)];
    let mut engine = Engine::new(program(&both));
    let mut out: Vec<Decision> = Vec::new();
    for day in ["02", "04"] {
        let request = json!({"at": format!("2026-03-{day}T09:00:00+08:00"), "group": "g",
            "kind": "request", "member": "u1", "what": "publish", "title": format!("稿{day}")});
        engine.handle_event(&Event::parse(&request.to_string()).unwrap(), &mut out);
    }
    let to: Vec<_> = out.iter().map(|one| one.to.as_deref().unwrap_or_default()).collect();
    assert_eq!(to, ["leader", "admin"]);
}
