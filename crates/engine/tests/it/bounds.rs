//! What is bounded gives way without doing harm.

use engine::Engine;
use model::{Action, Decision, Event, Platform, Status, Timestamp};
use serde_json::{Value, json};

use crate::scenario::program;

/// 2026-03-02T10:00:00+08:00.
const BEGIN: Timestamp = Timestamp(1_772_416_800_000);

fn time(seconds: i64) -> String {
    model::Zone::named("Asia/Shanghai").unwrap().rfc3339(BEGIN.plus_ms(seconds * 1_000))
}

fn engine(rules: &str) -> Engine {
    let policy = format!("+++\nid = \"a\"\ntitle = \"甲\"\n+++\n\n# 甲\n\n第1条 一。\n\n{rules}");
    Engine::new(program(&policy, Platform::All))
}

fn take(engine: &mut Engine, seconds: i64, mut event: Value) -> Vec<Decision> {
    let fields = event.as_object_mut().unwrap();
    fields.insert("at".into(), time(seconds).into());
    fields.entry("group").or_insert_with(|| "g".into());
    let mut out = Vec::new();
    engine.handle_event(&Event::parse(&event.to_string()).unwrap(), &mut out);
    out
}

fn members(count: usize) -> Value {
    let roles = |at: usize| ["owner", "admin"].get(at).copied().into_iter().collect::<Vec<_>>();
    let all: Vec<Value> =
        (0..count).map(|at| json!({"id": format!("u{at}"), "roles": roles(at)})).collect();
    json!({"kind": "group", "members": all})
}

#[test]
fn a_leap_of_centuries_ends() {
    let everywhere = sample::crowd::EVERYTHING.replace("groups = [\"工作群*\"]\n", "");
    let mut engine = Engine::new(program(&everywhere, Platform::All));
    take(&mut engine, 0, members(10));
    let decisions = take(&mut engine, 400 * 365 * 86_400, json!({"kind": "tick"}));
    assert!(decisions.len() < 50_000, "{}", decisions.len());
    let after = take(&mut engine, 400 * 365 * 86_400 + 2 * 86_400, json!({"kind": "tick"}));
    assert!(!after.is_empty(), "the routines go on");
}

#[test]
fn late_proof_counts_for_everybody_who_missed_a_deadline() {
    let mut engine = engine("```rule\n[daily-report]\nwhat = [\"日报\"]\nat = \"18:00\"\n```\n");
    take(&mut engine, -10 * 3_600, members(200));
    let missed = take(&mut engine, 9 * 3_600, json!({"kind": "tick"}));
    assert_eq!(missed.len(), 200);
    for who in 0..200 {
        let report = json!({"kind": "message", "member": format!("u{who}"), "text": "今天的日报:接待客户两位,整理合同三份"});
        let excused = take(&mut engine, 3_600 + who, report);
        assert!(excused.iter().any(|one| one.reverses.is_some()), "u{who}: {excused:?}");
    }
}

#[test]
fn what_is_appealed_against_is_kept_until_the_appeal_is_heard() {
    let mut engine = engine(
        "```rule\n[message-length]\nmax = 5\n[sanction]\nactions = [\"mute 1h\"]\n```\n\n\
         第2条 二。\n\n```rule\n[appeal]\nto = \"admin\"\n```\n",
    );
    take(&mut engine, 0, members(4));
    let long = |who: &str| json!({"kind": "message", "member": who, "text": "这句话太长了吧"});
    take(&mut engine, 1, long("u2"));
    take(&mut engine, 2, json!({"kind": "appeal", "member": "u2", "case": "g-1", "text": "不长"}));
    for second in 0..1_100 {
        take(&mut engine, 10 + second, long("u3"));
    }
    let heard = take(&mut engine, 3_000, json!({"kind": "approve", "member": "u1", "case": "g-2"}));
    assert!(heard.iter().any(|one| one.reverses.as_deref() == Some("g-1")), "{heard:?}");
}

#[test]
fn removals_are_counted_as_far_as_an_article_says() {
    let mut engine = engine(
        "```rule\n[message-length]\nmax = 5\n[sanction]\nactions = [\"remove\"]\n```\n\n\
         第2条 二。\n\n```rule\n[removal-quorum]\nadmins = 1\nowner-if-over = 80\n```\n",
    );
    take(&mut engine, 0, members(100));
    let mut asked = Vec::new();
    for who in 2..100_i64 {
        // Slowly enough that nothing brakes.
        let at = who * 3_600;
        let text =
            json!({"kind": "message", "member": format!("u{who}"), "text": "这句话太长了吧"});
        let proposed = take(&mut engine, at, text);
        let first = proposed.iter().find(|one| one.action == Action::Remove).unwrap();
        assert_eq!(first.status, Status::Pending);
        asked.push(first.needs.as_ref().map(|needs| needs.role.clone()).unwrap());
        let case = first.case.clone();
        take(&mut engine, at + 1, json!({"kind": "approve", "member": "u0", "case": case}));
    }
    assert_eq!(asked.iter().filter(|role| *role == "admin").count(), 80, "{asked:?}");
    assert_eq!(asked.last().map(String::as_str), Some("owner"));
}
