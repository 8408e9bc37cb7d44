//! What is to be carried out: taken in order, settled once, never twice where that would show.

use std::collections::BTreeMap;

use model::Timestamp;
use model::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use runtime::Runtime;
use serde_json::json;
use store::rows::{EffectRow, EffectState, Outcome, Receipt, RosterChange};

use crate::common::{BEGIN, Hands, start};

const AD: &str = "加微信领取优惠券,扫码进群有返利";

const POLICY: &str = "+++\nid = \"ads\"\ntitle = \"工作群\"\n+++\n\n# 工作群\n\n第一条 \
    不许发广告,发现即撤回。\n\n```rule\n[ads]\nallow = \"never\"\n\n[sanction]\nactions = \
    [\"delete\"]\n```\n\n第二条 夜里十点以后不说话,违者提醒。\n\n```rule\n[quiet-hours]\nfrom = \
    \"22:00\"\nto = \"07:30\"\n```\n";

fn say(runtime: &Runtime, at_ms: i64, id: &str, group: &str, text: &str) {
    let at = model::Zone::named("Asia/Shanghai").unwrap().rfc3339(Timestamp(at_ms));
    let line = json!({"kind": "message", "id": id, "at": at, "group": group, "member": "u1",
        "text": text});
    runtime.ingest_and_wait(line.to_string()).unwrap();
}

fn receipt(effect: &EffectRow, outcome: Outcome) -> Receipt {
    Receipt { key: effect.key.clone(), attempt: effect.attempt, outcome, detail: None }
}

fn state(runtime: &Runtime, key: &str) -> EffectState {
    let all = runtime.reader().unwrap().effects(None, None, 1_000).unwrap();
    all.into_iter().find(|effect| effect.key == key).unwrap().state
}

/// What is counted is what there is.
fn assert_counted(runtime: &Runtime) {
    let mut reader = runtime.reader().unwrap();
    let mut found = BTreeMap::new();
    for effect in reader.effects(None, None, 1_000).unwrap() {
        *found.entry(effect.state.name()).or_insert(0_u64) += 1;
    }
    let counts = reader.effect_counts().unwrap();
    let counted: BTreeMap<_, _> = counts.iter().map(|(state, n)| (state.name(), *n)).collect();
    assert_eq!(counted, found);
}

#[test]
fn what_a_person_takes_is_settled_in_order_and_never_before_what_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("ads.md", POLICY, "x").unwrap();
    for (number, group) in ["busy", "g", "h", "busy", "g", "away"].iter().enumerate() {
        say(&runtime, BEGIN, &format!("m{number}"), group, AD);
    }
    let route = |session: &mut store::journal::Session<'_>| {
        let (group, connector) = ("away".to_owned(), "qq".to_owned());
        session.writer.roster(&RosterChange::Routed { group, connector })
    };
    runtime.write(route).unwrap();
    let flying = runtime.lease("x", 60_000, 1).unwrap().remove(0);
    assert_eq!(flying.group, "busy");
    let mut all = Vec::new();
    for limit in [1, 2, 500, 500] {
        let settled =
            runtime.settle_next("people", limit, |_| (Outcome::People, "请去做")).unwrap();
        assert!(settled.len() <= limit as usize);
        all.extend(settled.into_iter().map(|(row, _)| row));
        assert_counted(&runtime);
    }
    assert!(all.iter().all(|row| ["g", "h"].contains(&&*row.group)), "{all:#?}");
    assert!(all.is_sorted_by_key(|row| (row.record, row.ordinal)), "{all:#?}");
    assert!(all.iter().all(|row| row.state == EffectState::People && row.attempt == 1));
    assert!(all.iter().filter(|row| row.action == "delete").count() == 3, "{all:#?}");
    assert_eq!(all[0].detail.as_deref(), Some("请去做"));
    // What a person has is settled by what is seen, once.
    assert!(runtime.receive(receipt(&all[0], Outcome::Done)).unwrap());
    assert!(!runtime.receive(receipt(&all[0], Outcome::Done)).unwrap());
    clock.pass(61_000);
    let later = runtime.settle_next("people", 500, |_| (Outcome::Failed, "")).unwrap();
    assert!(later.iter().all(|(row, _)| row.group == "busy"), "{later:#?}");
    assert!(!later.is_empty() && !runtime.lease("qq", 1_000, 9).unwrap().is_empty());
    assert_counted(&runtime);
    let held = runtime.settle_effects(None, EffectState::People, EffectState::Done, "me").unwrap();
    assert_eq!(held as usize, all.len() - 1);
    assert_counted(&runtime);
}

#[test]
fn what_is_undone_is_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    runtime.activate("ads.md", POLICY, "x").unwrap();
    say(&runtime, BEGIN, "m1", "g", AD);
    let taken = runtime.lease("qq", 60_000, 1).unwrap().remove(0);
    let undone: Result<(), _> = runtime.write(move |session| {
        assert!(session.receive(&receipt(&taken, Outcome::Done), Timestamp(BEGIN))?);
        Err(store::StoreError::Value("回执"))
    });
    assert!(undone.is_err());
    assert_counted(&runtime);
    assert!(
        runtime
            .reader()
            .unwrap()
            .effect_counts()
            .unwrap()
            .iter()
            .all(|(state, _)| { *state != EffectState::Done })
    );
}

#[test]
fn a_connector_takes_carries_out_and_settles() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("ads.md", POLICY, "x").unwrap();
    for (number, group) in ["g", "h", "g"].iter().enumerate() {
        say(&runtime, BEGIN, &format!("m{number}"), group, AD);
    }
    let mut all = Vec::new();
    loop {
        let taken = runtime.lease("qq", 60 * SECOND_MS, 100).unwrap();
        if taken.is_empty() {
            break;
        }
        let groups: std::collections::BTreeSet<&str> =
            taken.iter().map(|one| &*one.group).collect();
        assert_eq!(groups.len(), taken.len(), "one of each group");
        assert_eq!(runtime.lease("qq", 1_000, 100).unwrap(), [], "until that is settled");
        for effect in &taken {
            assert!(runtime.receive(receipt(effect, Outcome::Done)).unwrap());
            assert!(!runtime.receive(receipt(effect, Outcome::Failed)).unwrap(), "once");
            assert_eq!(state(&runtime, &effect.key), EffectState::Done);
        }
        all.extend(taken);
    }
    let recalls: Vec<&EffectRow> = all.iter().filter(|one| one.action == "delete").collect();
    assert_eq!(recalls.len(), 3);
    assert!(recalls.iter().all(|one| one.repeatable && one.attempt == 1));
    assert!(recalls[0].decision.contains("\"event\":\"m0\""));
    clock.pass(DAY_MS);
    assert_eq!(runtime.lease("qq", 1_000, 100).unwrap(), []);
}

#[test]
fn what_a_lost_connector_had_is_done_again_only_where_that_does_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + 14 * 60 * MINUTE_MS + 10 * MINUTE_MS);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("ads.md", POLICY, "x").unwrap();
    let night = BEGIN + 14 * 60 * MINUTE_MS + 10 * MINUTE_MS;
    say(&runtime, night, "m1", "words", "还没睡吗");
    say(&runtime, night, "m2", "recall", AD);
    let taken = runtime.lease("qq", 10 * SECOND_MS, 100).unwrap();
    let words = taken.iter().find(|one| one.group == "words").unwrap();
    let recall = taken.iter().find(|one| one.action == "delete").unwrap();
    clock.pass(11 * SECOND_MS);
    let again = runtime.lease("qq", 10 * SECOND_MS, 100).unwrap();
    let keys: Vec<&str> = again.iter().map(|one| one.key.as_str()).collect();
    assert!(keys.contains(&recall.key.as_str()) && !keys.contains(&words.key.as_str()));
    assert_eq!(state(&runtime, &words.key), EffectState::Unknown);
    // An old attempt's receipt changes nothing; what the platform says of the lost one does.
    assert!(!runtime.receive(receipt(recall, Outcome::Failed)).unwrap());
    assert!(runtime.receive(receipt(words, Outcome::Done)).unwrap());
    assert_eq!(state(&runtime, &words.key), EffectState::Done);
}

#[test]
fn a_group_waits_for_what_is_tried_again_and_others_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("ads.md", POLICY, "x").unwrap();
    say(&runtime, BEGIN, "m1", "g", AD);
    let first = runtime.lease("qq", 60_000, 1).unwrap().remove(0);
    assert!(runtime.receive(receipt(&first, Outcome::Again(30_000))).unwrap());
    say(&runtime, BEGIN, "m2", "g", AD);
    say(&runtime, BEGIN, "m3", "h", AD);
    let taken = runtime.lease("qq", 60_000, 100).unwrap();
    assert!(!taken.is_empty() && taken.iter().all(|one| one.group == "h"), "{taken:#?}");
    clock.pass(30_000);
    let taken = runtime.lease("qq", 60_000, 100).unwrap();
    assert_eq!(taken[0].key, first.key);
    assert_eq!(taken[0].attempt, 2);
}

#[test]
fn what_comes_too_late_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("ads.md", POLICY, "x").unwrap();
    say(&runtime, BEGIN, "m1", "g", AD);
    clock.pass(2 * DAY_MS);
    let taken = runtime.lease("qq", 60_000, 100).unwrap();
    assert!(taken.iter().all(|one| one.action != "delete"), "{taken:#?}");
    let counts = runtime.reader().unwrap().effect_counts().unwrap();
    assert!(counts.iter().any(|(state, _)| *state == EffectState::Expired), "{counts:?}");
}

#[test]
fn a_group_that_is_served_by_another_connector_is_left_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    runtime.activate("ads.md", POLICY, "x").unwrap();
    say(&runtime, BEGIN, "m1", "g", AD);
    runtime
        .write(|session| {
            let (group, connector) = ("g".to_owned(), "qq:10001".to_owned());
            session.writer.roster(&RosterChange::Routed { group, connector })
        })
        .unwrap();
    assert_eq!(runtime.lease("qq:10002", 1_000, 100).unwrap(), []);
    assert!(!runtime.lease("qq:10001", 1_000, 100).unwrap().is_empty());
}

#[test]
fn what_no_connector_can_do_waits_for_a_person_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    runtime.activate("ads.md", POLICY, "x").unwrap();
    say(&runtime, BEGIN, "m1", "g", AD);
    say(&runtime, BEGIN, "m2", "g", AD);
    let first = runtime.lease("qq", 60_000, 1).unwrap().remove(0);
    // Given back untouched, the next attempt is the first again.
    assert!(runtime.receive(receipt(&first, Outcome::Untouched)).unwrap());
    let first = runtime.lease("qq", 60_000, 1).unwrap().remove(0);
    assert_eq!(first.attempt, 1);
    assert!(runtime.receive(receipt(&first, Outcome::People)).unwrap());
    assert_eq!(state(&runtime, &first.key), EffectState::People);
    let next = runtime.lease("qq", 60_000, 1).unwrap().remove(0);
    assert_ne!(next.key, first.key);
    let mut reader = runtime.reader().unwrap();
    let found = reader.effect(&first.key).unwrap().unwrap();
    assert_eq!((found.key, found.state), (first.key.clone(), EffectState::People));
    assert_eq!(reader.effect("none").unwrap(), None);
    assert!(runtime.receive(receipt(&first, Outcome::Done)).unwrap());
    assert_eq!(state(&runtime, &first.key), EffectState::Done);
}
