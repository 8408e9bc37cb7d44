//! How the sample people answer decisions.

use std::collections::BTreeSet;

use model::{Event, EventBody, EventKind};
use proptest::prelude::*;
use sample::company::{Reactor, reactions};

fn decision(case: &str, kind: &str, action: &str, status: &str, more: &str) -> String {
    format!(
        r#"{{"at":"2026-03-04T10:00:00+08:00","group":"all","case":"{case}","event":"e1","member":"u050","kind":"{kind}","cite":"五、1","breach":3,"action":"{action}","status":"{status}","reason":"x"{more}}}"#
    )
}

const QUORUM: &str = r#","needs":{"role":"admin","count":2,"or":"owner"}"#;

#[test]
fn two_different_administrators_approve_a_removal() {
    let reactor = Reactor::new(1);
    let (mut approved, mut rejected) = (0, 0);
    for number in 0..200 {
        let line = decision(&format!("all-{number}"), "ads", "remove", "pending", QUORUM);
        let lines = reactor.react(&line);
        let events: Vec<Event<'_>> = lines.iter().map(|line| Event::parse(line).unwrap()).collect();
        assert!(events.is_sorted_by(|a, b| a.at < b.at));
        let who: BTreeSet<_> = events.iter().map(|event| event.member.clone().unwrap()).collect();
        assert_eq!(who.len(), events.len(), "different people");
        match events.as_slice() {
            [one, two] if one.kind() == EventKind::Approve && two.kind() == one.kind() => {
                approved += 1;
            }
            [one] if one.kind() == EventKind::Reject => rejected += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(approved > 150 && rejected > 0, "{approved} {rejected}");
}

#[test]
fn each_decision_is_answered_in_its_way() {
    use EventKind::{Answer, Appeal, Approve, Card, Done, Join, Leave, Message, Reject};
    let table: &[(&str, &str, &str, &[EventKind])] = &[
        ("admission", "approve", "pending", &[Approve, Reject]),
        ("admission", "approve", "done", &[Join]),
        ("appeal", "ask", "pending", &[Approve, Reject]),
        ("offboarding", "remove", "task", &[Done]),
        ("acknowledge", "fine", "task", &[Done]),
        ("forbidden-content", "ask", "done", &[Answer]),
        ("ads", "remove", "done", &[Leave]),
        ("ads", "warn", "done", &[Appeal]),
        ("real-name-card", "remind", "done", &[Card]),
        ("acknowledge", "remind", "done", &[Message]),
        ("ads", "remind", "observed", &[]),
        ("ads", "refuse", "done", &[]),
    ];
    let reactor = Reactor::new(7);
    for (kind, action, status, expected) in table {
        let mut seen = BTreeSet::new();
        for number in 0..100 {
            let line = decision(&format!("all-{number}"), kind, action, status, "");
            for answer in reactor.react(&line) {
                let event = Event::parse(&answer).unwrap();
                if let EventBody::Done { case, .. } | EventBody::Approve { case, .. } = &event.body
                {
                    assert_eq!(*case, format!("all-{number}"));
                }
                seen.insert(event.kind());
            }
        }
        let expected: BTreeSet<_> = expected.iter().copied().collect();
        assert_eq!(seen, expected, "{kind} {action} {status}");
    }
}

#[test]
fn answers_rest_on_seed_and_line_alone_and_have_ids_of_their_own() {
    let reactor = Reactor::new(3);
    let mut ids = BTreeSet::new();
    for number in 0..50 {
        for (action, status) in [("remove", "pending"), ("remove", "done"), ("remove", "task")] {
            let line = decision(&format!("all-{number}"), "ads", action, status, QUORUM);
            let lines = reactor.react(&line);
            assert_eq!(lines, reactor.react(&line));
            assert_eq!(lines, reactions(3, &line));
            for line in &lines {
                let event = Event::parse(line).unwrap();
                let id = event.id.unwrap().into_owned();
                assert!(id.contains(&format!("all-{number}-")), "{id}");
                assert!(ids.insert(id));
            }
        }
    }
}

#[test]
fn what_concerns_no_case_is_not_answered() {
    let merged = decision("all-1", "ads", "remove", "pending", r#","merged":true"#);
    let elsewhere = decision("all-1", "ads", "remove", "pending", "").replace("\"all\"", "\"x\"");
    let consented = decision("all-1", "ads", "remove", "pending", QUORUM)
        .replace("\"e1\"", "\"r-all-1-00000000-1\"");
    for line in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"group":"all","case":"all-1"}"#,
        &merged,
        &elsewhere,
        &consented,
    ] {
        assert_eq!(reactions(1, line), Vec::<String>::new(), "{line}");
    }
}

proptest! {
    #[test]
    fn no_line_brings_it_down(
        line in ".{0,200}",
        (case, member) in (".{0,40}", ".{0,40}"),
        count in any::<i64>(),
        hour in 0..24,
    ) {
        let reactor = Reactor::new(1);
        let _ = reactor.react(&line);
        let needs = serde_json::json!({
            "at": format!("2026-03-04T{hour:02}:00:00+08:00"), "group": "all", "case": case,
            "member": member, "kind": "ads", "action": "remove", "status": "pending",
            "needs": {"role": "admin", "count": count},
        });
        for answer in reactor.react(&needs.to_string()) {
            prop_assert!(Event::parse(&answer).is_ok(), "{answer}");
        }
    }
}
