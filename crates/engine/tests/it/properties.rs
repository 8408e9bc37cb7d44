//! What must hold for any policy events whatever.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use engine::CaseStanding::Waiting;
use engine::{Engine, Program};
use model::{Decision, Event, Platform, Status, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::scenario::program;

/// A policy with all kinds on.
fn all_kinds() -> Arc<Program> {
    static PROGRAM: OnceLock<Arc<Program>> = OnceLock::new();
    Arc::clone(PROGRAM.get_or_init(|| program(&everywhere(), Platform::All)))
}

fn everywhere() -> String {
    sample::crowd::EVERYTHING.replace("groups = [\"工作群*\"]\n", "")
}

/// A policy with all kinds but the one under which groups learn of one another.
fn apart_kinds() -> Arc<Program> {
    static PROGRAM: OnceLock<Arc<Program>> = OnceLock::new();
    let without = || {
        let lines = everywhere()
            .replace("[confidentiality]", "[privacy]")
            .replace("\"confidentiality\", ", "");
        let kept = lines.lines().filter(|line| !line.starts_with("what = [\"客户名单"));
        kept.collect::<Vec<_>>().join("\n")
    };
    Arc::clone(PROGRAM.get_or_init(|| program(&without(), Platform::All)))
}

const BEGIN_MS: i64 = 1_772_416_800_000; // 2026-03-02T10:00:00+08:00

fn at(seconds: i64) -> String {
    model::Zone::named("Asia/Shanghai").unwrap().rfc3339(Timestamp(BEGIN_MS + seconds * 1_000))
}

/// What may happen, with small ranges so that things meet.
fn body() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(vec![
        "收到",
        "请问这个怎么弄?",
        "微信代购,加微信 vx abc123 优惠多多",
        "顶",
        "顶",
        "你这个傻逼",
        "网上赌场送彩金",
        "https://example.com/a?b=1",
        "[图片]",
        "",
        "今天的日报:完成了三件事",
        "重要的事情说三遍说三遍说三遍说三遍",
        "微\u{200B}信",
        "🙂🙂🙂",
    ]);
    let member = || (0..6u8).prop_map(|n| format!("u{n}"));
    prop_oneof![
        12 => (text, prop::option::of(0..40u32)).prop_map(|(text, to)| {
            json!({"kind": "message", "text": text, "reply_to": to.map(|n| format!("e{n}"))})
        }),
        1 => Just(json!({"kind": "message", "text": "", "media": [{"kind": "red-packet", "amount": 5}]})),
        1 => member().prop_map(|by| json!({"kind": "join", "by": by, "card": "新人", "tags": ["家长"]})),
        1 => prop::option::of(member()).prop_map(|by| json!({"kind": "leave", "by": by})),
        1 => Just(json!({"kind": "join-request", "answer": "我是员工"})),
        1 => prop::sample::select(vec!["技术部-张三", "aaa", "", "😀"])
            .prop_map(|card| json!({"kind": "card", "card": card})),
        1 => prop::sample::select(vec![vec!["admin"], vec!["owner"], vec![], vec!["leader"]])
            .prop_map(|roles| json!({"kind": "roles", "roles": roles, "tags": ["销售部"]})),
        1 => Just(json!({"kind": "notice", "text": "请大家回复", "to": "task"})),
        1 => Just(json!({"kind": "fact", "metric": "客户", "value": 1})),
        1 => prop::sample::select(vec!["active", "left"])
            .prop_map(|status| json!({"kind": "staff", "group": "@org", "status": status})),
        1 => prop::sample::subsequence(vec!["owner", "admin", "supervisor"], 0..3)
            .prop_map(|roles| json!({"kind": "office", "roles": roles})),
        1 => prop::sample::subsequence(vec!["owner", "admin"], 0..2)
            .prop_map(|roles| json!({"kind": "office", "group": "@org", "roles": roles})),
        1 => prop::sample::select(vec!["post", "exit", "leave", "event", "vote", "publish", "group"])
            .prop_map(|what| json!({"kind": "request", "what": what, "text": "微信代购",
                "title": "讲座", "for": at(400_000)})),
        1 => member().prop_map(|who| json!({"kind": "report", "target": who, "reason": "骂人"})),
        3 => (prop::sample::select(vec!["approve", "reject", "done", "appeal", "claim", "reopen", "vote"]), 1..12u32)
            .prop_map(|(kind, n)| json!({"kind": kind, "n": n, "choice": "同意"})),
        1 => Just(json!({"kind": "recall", "target": "e3"})),
        1 => Just(json!({"kind": "tick"})),
        1 => Just(json!({"kind": "group", "name": "工作群", "owner": "u0", "members": [
            {"id": "u0", "roles": ["owner"], "card": "办公室-王五"},
            {"id": "u1", "roles": ["admin"], "tags": ["客服"]},
            {"id": "u2", "roles": ["admin"]},
            {"id": "u3", "tags": ["销售部"], "joined": "2025-01-01T00:00:00Z"},
            {"id": "@system"},
        ]})),
    ]
}

/// A run of events in three groups, mostly in order of time.
fn events() -> impl Strategy<Value = Vec<String>> {
    let one = (body(), 0..3u8, 0..6u8, -600..90_000i64);
    prop::collection::vec(one, 1..60).prop_map(|run| {
        let mut clock = 0;
        let mut lines = Vec::new();
        for (number, (mut event, group, member, step)) in run.into_iter().enumerate() {
            clock = (clock + step).max(0);
            let fields = event.as_object_mut().unwrap();
            if let Some(n) = fields.remove("n") {
                fields.insert("case".into(), format!("g{group}-{n}").into());
            }
            fields.entry("group").or_insert_with(|| format!("g{group}").into());
            fields.insert("id".into(), format!("e{number}").into());
            fields.insert("at".into(), at(clock).into());
            fields.insert("member".into(), format!("u{member}").into());
            lines.push(event.to_string());
        }
        lines
    })
}

fn run(engine: &mut Engine, lines: &[String]) -> Vec<Decision> {
    let mut out = Vec::new();
    for line in lines {
        engine.handle_event(&Event::parse(line).unwrap(), &mut out);
    }
    out
}

fn written(decisions: &[Decision]) -> String {
    let zone = all_kinds().zone().clone();
    let mut bytes = Vec::new();
    decisions.iter().for_each(|decision| decision.write_ndjson(&zone, &mut bytes));
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn replay_equals_replay(lines in events()) {
        let first = run(&mut Engine::new(all_kinds()), &lines);
        let again = run(&mut Engine::new(all_kinds()), &lines);
        prop_assert_eq!(written(&first), written(&again));
    }

    #[test]
    fn going_on_from_a_snapshot_equals_never_having_stopped(lines in events(), cut in 0..60usize) {
        let cut = cut.min(lines.len());
        let whole = run(&mut Engine::new(all_kinds()), &lines);
        let mut engine = Engine::new(all_kinds());
        let mut parts = run(&mut engine, &lines[..cut]);
        let snapshot = engine.snapshot();
        let mut restored = Engine::restore(all_kinds(), &snapshot).unwrap();
        prop_assert_eq!(restored.snapshot(), snapshot);
        parts.extend(run(&mut restored, &lines[cut..]));
        prop_assert_eq!(written(&whole), written(&parts));
    }

    #[test]
    fn a_snapshot_taken_in_parts_is_of_one_moment(lines in events(), cut in 0..60usize) {
        let cut = cut.min(lines.len());
        let mut engine = Engine::new(all_kinds());
        run(&mut engine, &lines[..cut]);
        let then = engine.snapshot();
        engine.begin_snapshot();
        let mut parts = Vec::new();
        for line in &lines[cut..] {
            run(&mut engine, std::slice::from_ref(line));
            parts.extend(engine.continue_snapshot(1));
        }
        while let Some(part) = engine.continue_snapshot(1) {
            parts.push(part);
        }
        let restored = Engine::restore_parts(all_kinds(), &parts).unwrap();
        prop_assert_eq!(restored.snapshot(), then);
    }

    #[test]
    fn cases_that_change_are_told(lines in events()) {
        let mut engine = Engine::new(all_kinds());
        engine.watch_cases();
        let mut told = BTreeMap::new();
        for line in &lines {
            run(&mut engine, std::slice::from_ref(line));
            for (group, number, state) in engine.take_changed_cases() {
                told.insert((group, number), state.is_some_and(|s| s.standing == Waiting));
            }
        }
        let waiting: Vec<String> = engine.waiting().into_iter().map(|one| one.case).collect();
        let kept = told.into_iter().filter(|(_, waits)| *waits).map(|((group, number), _)| format!("{group}-{number}"));
        let mut kept: Vec<String> = kept.collect();
        let mut waiting = waiting;
        kept.sort();
        waiting.sort();
        prop_assert_eq!(kept, waiting);
    }

    #[test]
    fn groups_do_not_influence_one_another(lines in events()) {
        let whole = run(&mut Engine::new(apart_kinds()), &lines);
        for group in ["g0", "g1", "g2"] {
            let own: Vec<String> = lines
                .iter()
                .filter(|line| {
                    let event = Event::parse(line).unwrap();
                    event.group == group || event.group == "@org"
                })
                .cloned()
                .collect();
            let alone = run(&mut Engine::new(apart_kinds()), &own);
            let of = |all: &[Decision]| -> Vec<Decision> {
                all.iter().filter(|decision| decision.group == group).cloned().collect()
            };
            prop_assert_eq!(written(&of(&whole)), written(&of(&alone)));
        }
    }

    #[test]
    fn duplicate_events_change_nothing(lines in events()) {
        let once = run(&mut Engine::new(all_kinds()), &lines);
        let twice: Vec<String> =
            lines.iter().flat_map(|line| [line.clone(), line.clone()]).collect();
        let doubled = run(&mut Engine::new(all_kinds()), &twice);
        prop_assert_eq!(written(&once), written(&doubled));
        let mut engine = Engine::new(all_kinds());
        run(&mut engine, &lines);
        prop_assert!(run(&mut engine, &lines).is_empty(), "the whole run again");
    }

    #[test]
    fn every_decision_rests_on_an_article(lines in events()) {
        for decision in run(&mut Engine::new(all_kinds()), &lines) {
            prop_assert!(!decision.cite.is_empty() && !decision.policy.is_empty());
            prop_assert!(!decision.kind.is_empty() && !decision.reason.is_empty(), "{decision:?}");
            let needs = decision.status == Status::Pending;
            prop_assert_eq!(decision.needs.is_some(), needs, "{:?}", decision);
        }
    }

    #[test]
    fn nobody_who_runs_the_group_is_punished_without_a_person(lines in events()) {
        let mut engine = Engine::new(all_kinds());
        let mut roles: BTreeMap<(String, String), bool> = BTreeMap::new();
        for line in &lines {
            let event = Event::parse(line).unwrap();
            note_roles(&event, &mut roles);
            let by_person = matches!(event.kind(), model::EventKind::Approve);
            let mut out = Vec::new();
            engine.handle_event(&event, &mut out);
            for decision in out {
                let Some(member) = decision.member.clone() else { continue };
                let sanction = model::Action::SANCTIONS.contains(&decision.action);
                prop_assert!(!(sanction && member.starts_with('@')), "{decision:?}");
                let runs = roles.get(&(decision.group.clone(), member)).copied().unwrap_or(false);
                let done = matches!(decision.status, Status::Done | Status::Task);
                prop_assert!(
                    !(runs && done && decision.action.weighs_on_member() && !by_person),
                    "{decision:?}"
                );
            }
        }
    }

    #[test]
    fn timeouts_come_when_they_were_asked_for(lines in events()) {
        let plain = run(&mut Engine::new(all_kinds()), &lines);
        let mut engine = Engine::new(all_kinds());
        let mut out = Vec::new();
        let mut newest = Timestamp::MIN;
        for line in &lines {
            let event = Event::parse(line).unwrap();
            newest = newest.max(event.at);
            engine.handle_event(&event, &mut out);
        }
        // Time that comes by itself and time that comes with an event find the same.
        let later = newest.plus_ms(400 * 86_400_000);
        let mut timed = Engine::restore(all_kinds(), &engine.snapshot()).unwrap();
        let mut by_timeout = Vec::new();
        while let Some(next) = timed.poll_timeout().filter(|next| *next <= later) {
            let before = timed.poll_timeout();
            timed.handle_timeout(next, &mut by_timeout);
            prop_assert!(timed.poll_timeout() > before, "time must go on");
        }
        let mut by_tick = Vec::new();
        for group in ["g0", "g1", "g2", "@org"] {
            let tick = json!({"kind": "tick", "group": group, "at": at_ms(later)}).to_string();
            if engine.position_of(group).is_some() {
                engine.handle_event(&Event::parse(&tick).unwrap(), &mut by_tick);
            }
        }
        let mut a: Vec<String> = written(&by_timeout).lines().map(str::to_owned).collect();
        let mut b: Vec<String> = written(&by_tick).lines().map(str::to_owned).collect();
        a.sort();
        b.sort();
        prop_assert_eq!(a, b);
        prop_assert_eq!(written(&plain), written(&out));
    }

    #[test]
    fn damaged_snapshots_are_refused(cut in 0..2_000usize, flip in 0..2_000usize) {
        let mut engine = Engine::new(all_kinds());
        let line = json!({"kind": "message", "group": "g0", "member": "u1", "text": "早", "at": at(0)});
        run(&mut engine, &[line.to_string()]);
        let mut bytes = engine.snapshot();
        let cut = cut.min(bytes.len());
        if cut < bytes.len() {
            prop_assert!(Engine::restore(all_kinds(), &bytes[..cut]).is_err());
        }
        let place = flip % bytes.len();
        bytes[place] ^= 0x55;
        // Whatever comes out, nothing panics.
        let _ = Engine::restore(all_kinds(), &bytes);
    }
}

fn at_ms(at: Timestamp) -> String {
    model::Zone::named("Asia/Shanghai").unwrap().rfc3339(at)
}

fn note_roles(event: &Event<'_>, roles: &mut BTreeMap<(String, String), bool>) {
    let runs = |names: &[std::borrow::Cow<'_, str>]| {
        names.iter().any(|name| matches!(&**name, "owner" | "admin"))
    };
    let group = event.group.to_string();
    match &event.body {
        model::EventBody::Group { members, owner, .. } => {
            for one in members {
                let is = runs(one.roles.as_deref().unwrap_or_default())
                    || owner.as_deref() == Some(&*one.id);
                roles.insert((group.clone(), one.id.to_string()), is);
            }
        }
        model::EventBody::Roles { roles: names, .. }
        | model::EventBody::Join { roles: names, .. } => {
            if let Some(member) = &event.member {
                roles.insert((group, member.to_string()), runs(names));
            }
        }
        _ => {}
    }
}
