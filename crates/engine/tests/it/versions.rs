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
