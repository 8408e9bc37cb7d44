//! Deadlines: they run out by the clock that is given, once, after a restart too, and are in the
//! journal.

use model::Timestamp;
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use runtime::recover::recover;
use serde_json::{Value, json};
use store::Sqlite;
use store::rows::EffectState;

use crate::common::{BEGIN, Hands, all_decisions, start};

/// Questions are answered within half an hour.
const POLICY: &str = "+++\nid = \"answer\"\ntitle = \"客服群\"\n+++\n\n# 客服群\n\n第一条 \
    顾客提问,客服半小时内答复。\n\n```rule\n[respond]\nwho = \"客服\"\nto = \"question\"\nwithin = \
    \"30m\"\n```\n";

fn at(ms: i64) -> String {
    model::Zone::named("Asia/Shanghai").unwrap().rfc3339(Timestamp(ms))
}

fn roster(at_ms: i64) -> String {
    let member = |id: &str, tags: &[&str]| json!({"id": id, "name": id, "tags": tags});
    json!({"kind": "group", "at": at(at_ms), "group": "g", "id": "r",
        "members": [member("u1", &[]), member("s1", &["客服"]), member("s2", &["客服"])]})
    .to_string()
}

fn question(at_ms: i64, id: &str) -> String {
    json!({"kind": "message", "at": at(at_ms), "group": "g", "id": id, "member": "u1",
        "text": "请问怎么开发票?"})
    .to_string()
}

/// Until something has been decided, or it has become clear that nothing will be.
fn wait_for(mut enough: impl FnMut() -> bool) -> bool {
    for _ in 0..200 {
        if enough() {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    false
}

fn missed(lines: &[String]) -> usize {
    let due = |line: &&String| serde_json::from_str::<Value>(line).unwrap()["due"].is_string();
    lines.iter().filter(due).count()
}

#[test]
fn a_deadline_runs_out_by_itself_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("answer.md", POLICY, "x").unwrap();
    runtime.ingest_and_wait([roster(BEGIN), question(BEGIN, "t")].join("\n")).unwrap();
    assert_eq!(missed(&all_decisions(&runtime)), 0);
    clock.pass(31 * MINUTE_MS);
    assert!(wait_for(|| missed(&all_decisions(&runtime)) == 2), "both have missed it");
    clock.pass(HOUR_MS);
    runtime.ingest_and_wait(question(BEGIN + 91 * MINUTE_MS, "t2")).unwrap();
    assert_eq!(missed(&all_decisions(&runtime)), 2);
}

#[test]
fn what_ran_out_while_nobody_ran_comes_before_what_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("answer.md", POLICY, "x").unwrap();
    runtime.ingest_and_wait([roster(BEGIN), question(BEGIN, "t")].join("\n")).unwrap();
    drop(runtime);
    clock.pass(5 * HOUR_MS);
    let runtime = start(folder.path(), clock.clone());
    let late = json!({"kind": "message", "at": at(BEGIN + 5 * HOUR_MS), "group": "g",
        "id": "m", "member": "s1", "text": "在订单页申请"});
    runtime.ingest_and_wait(late.to_string()).unwrap();
    let decided = all_decisions(&runtime);
    assert_eq!(missed(&decided), 2, "{decided:#?}");
    drop(runtime);
    let store = Sqlite::existing(folder.path()).unwrap();
    let (_, recovered) = recover(&store, &Default::default(), 1 << 40, true).unwrap();
    assert_eq!(recovered.differing, 0, "replay needs no clock: {recovered:?}");
}

#[test]
fn a_deadline_runs_out_by_itself_after_a_restart_too() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("answer.md", POLICY, "x").unwrap();
    runtime.ingest_and_wait([roster(BEGIN), question(BEGIN, "t")].join("\n")).unwrap();
    drop(runtime);
    clock.pass(20 * MINUTE_MS);
    let runtime = start(folder.path(), clock.clone());
    assert_eq!(missed(&all_decisions(&runtime)), 0);
    clock.pass(11 * MINUTE_MS);
    assert!(wait_for(|| missed(&all_decisions(&runtime)) == 2), "nothing else happens");
}

#[test]
fn a_slip_of_the_clock_lets_nothing_run_out() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("answer.md", POLICY, "x").unwrap();
    runtime.ingest_and_wait([roster(BEGIN), question(BEGIN, "t")].join("\n")).unwrap();
    clock.leap(3 * DAY_MS);
    let tick = |ms| json!({"kind": "tick", "at": at(ms), "group": "h"}).to_string();
    for _ in 0..5 {
        clock.pass(1_000);
        runtime.ingest_and_wait(tick(BEGIN)).unwrap();
    }
    assert_eq!(missed(&all_decisions(&runtime)), 0);
    clock.leap(-3 * DAY_MS);
    clock.pass(1_000);
    runtime.ingest_and_wait(tick(BEGIN)).unwrap();
    // Back by an hour: nothing runs out twice, and what is due still is.
    clock.leap(-HOUR_MS);
    clock.pass(HOUR_MS + 31 * MINUTE_MS);
    runtime.ingest_and_wait(tick(BEGIN)).unwrap();
    assert!(wait_for(|| missed(&all_decisions(&runtime)) == 2));
}

#[test]
fn a_slip_of_the_clock_leaves_nothing_behind_for_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("answer.md", POLICY, "x").unwrap();
    runtime.ingest_and_wait([roster(BEGIN), question(BEGIN, "t")].join("\n")).unwrap();
    clock.leap(3 * DAY_MS);
    clock.pass(1_000);
    let tick = |ms| json!({"kind": "tick", "at": at(ms), "group": "h"}).to_string();
    runtime.ingest_and_wait(tick(BEGIN)).unwrap();
    drop(runtime);
    clock.leap(-3 * DAY_MS);
    let runtime = start(folder.path(), clock.clone());
    runtime.ingest_and_wait(tick(BEGIN)).unwrap();
    assert_eq!(missed(&all_decisions(&runtime)), 0, "nothing is due yet");
    clock.pass(31 * MINUTE_MS);
    assert!(wait_for(|| missed(&all_decisions(&runtime)) == 2), "and then it is");
}

#[test]
fn a_slip_of_the_clock_takes_nothing_from_a_connector() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("answer.md", POLICY, "x").unwrap();
    runtime.ingest_and_wait([roster(BEGIN), question(BEGIN, "t")].join("\n")).unwrap();
    clock.pass(31 * MINUTE_MS);
    assert!(wait_for(|| missed(&all_decisions(&runtime)) == 2));
    let taken = runtime.lease("qq", 60_000, 1).unwrap();
    clock.leap(30 * DAY_MS);
    clock.pass(1_000);
    let more = runtime.lease("qq", 60_000, 100).unwrap();
    assert!(more.iter().all(|one| one.key != taken[0].key), "it is still in flight");
    let counts = runtime.reader().unwrap().effect_counts().unwrap();
    let lost = |state: EffectState| matches!(state, EffectState::Expired | EffectState::Unknown);
    assert!(counts.iter().all(|(state, _)| !lost(*state)), "{counts:?}");
}
