//! Every path of a removal, tried out: whatever people say in whatever order, nobody is removed
//! with fewer approvals than the policy asks, and nothing follows what an appeal undid.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use engine::{Engine, Program};
use model::{Action, Calendar, Decision, Event, Platform, Status};
use serde_json::json;
use text::Lexicon;

const CAST: &str = r#"{"at":"2026-03-02T09:00:00+08:00","group":"g","kind":"group","members":[
{"id":"own","roles":["owner"]},{"id":"ann","roles":["admin"]},{"id":"bob","roles":["admin"]},
{"id":"sup","roles":["supervisor"]},{"id":"u7"},{"id":"u8"}]}"#;

/// Who may say what. `tick` lets a case run out.
const WHO: [&str; 6] = ["own", "ann", "bob", "sup", "u7", "u8"];
const SAYS: [&str; 8] =
    ["approve", "reject", "claim", "release", "reopen", "done", "appeal", "answer"];

/// One situation: the engine's state, with what a careful clerk would have written down.
struct Situation {
    kept: Vec<u8>,
    /// Who has validly approved the removal since it was last opened.
    approved: BTreeSet<&'static str>,
    /// Who had their say before the case was opened again.
    spent: BTreeSet<&'static str>,
    /// An appeal was upheld.
    undone: bool,
    path: Vec<String>,
}

fn program(admins: u8) -> Arc<Program> {
    let text = format!(
        "+++\nid = \"a\"\ntitle = \"甲\"\n+++\n\n# 甲\n\n第1条 一。\n\n```rule\n[quiet-hours]\nfrom = \"22:00\"\nto = \"07:00\"\n[sanction]\nactions = [\"remove\"]\n```\n\n第2条 二。\n\n```rule\n[removal-quorum]\nadmins = {admins}\n```\n\n第3条 三。\n\n```rule\n[appeal]\nto = \"admin\"\n```\n"
    );
    let parsed = policy::parse("a.md", &text, &rules::specs());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let policies = [parsed.policy];
    Program::new(&policies, Calendar::published(), Platform::All, &Lexicon::builtin()).unwrap()
}

fn events(depth: usize, cases: u32) -> Vec<(&'static str, &'static str, u32, String)> {
    let at = format!("2026-03-02T23:{depth:02}:00+08:00");
    let mut all = Vec::new();
    for case in 1..=cases {
        for who in WHO {
            for says in SAYS {
                let event = json!({"at": at, "group": "g", "kind": says, "member": who,
                    "case": format!("g-{case}"), "proof": "p", "categories": ["quiet-hours"]});
                all.push((who, says, case, event.to_string()));
            }
        }
    }
    let late = format!("2026-03-{:02}T09:00:00+08:00", 10 + depth);
    let tick = json!({"at": late, "group": "g", "kind": "tick"});
    all.push(("", "tick", 0, tick.to_string()));
    // What is proposed is no approval, and makes whoever proposes it no judge.
    for who in ["ann", "u8"] {
        let event = json!({"at": at, "group": "g", "kind": "propose", "member": who,
            "target": "u7", "cite": "第1条"});
        all.push((who, "propose", 0, event.to_string()));
    }
    all
}

/// Whether those who approved were entitled to remove somebody.
fn suffices(approved: &BTreeSet<&str>, admins: usize) -> bool {
    approved.contains("own")
        || approved.iter().filter(|who| ["ann", "bob"].contains(*who)).count() >= admins
}

fn explore(admins: u8, depth: usize) -> usize {
    let program = program(admins);
    let mut engine = Engine::new(program.clone());
    let mut out = Vec::new();
    engine.handle_event(&Event::parse(&CAST.replace('\n', "")).unwrap(), &mut out);
    let late = r#"{"at":"2026-03-02T22:30:00+08:00","group":"g","kind":"message","member":"u7","text":"在吗"}"#;
    engine.handle_event(&Event::parse(late).unwrap(), &mut out);
    assert_eq!(out.len(), 1);
    assert!(out.iter().all(|one| one.status == Status::Pending));
    let mut level = vec![Situation {
        kept: engine.snapshot(),
        approved: BTreeSet::new(),
        spent: BTreeSet::new(),
        undone: false,
        path: Vec::new(),
    }];
    let mut steps = 0;
    for step in 1..=depth {
        let mut seen = HashSet::new();
        let mut next = Vec::new();
        for situation in &level {
            let open = u32::from(situation.path.iter().any(|said| said.contains("appeal")));
            for (who, says, case, event) in events(step, 1 + open) {
                steps += 1;
                let mut engine = Engine::restore(program.clone(), &situation.kept).unwrap();
                let mut out = Vec::new();
                engine.handle_event(&Event::parse(&event).unwrap(), &mut out);
                let after = follow(situation, (who, says, case), &out, admins, &engine);
                let key = (after.kept.clone(), after.approved.clone(), after.spent.clone());
                if seen.insert(key) {
                    next.push(after);
                }
            }
        }
        level = next;
    }
    steps
}

/// What the clerk writes down, and the checks.
fn follow(
    before: &Situation,
    (who, says, case): (&'static str, &'static str, u32),
    out: &[Decision],
    admins: u8,
    engine: &Engine,
) -> Situation {
    let mut path = before.path.clone();
    path.push(format!("{who} {says} g-{case}"));
    let (mut approved, mut spent) = (before.approved.clone(), before.spent.clone());
    let mut undone = before.undone;
    let entitled = ["own", "ann", "bob"].contains(&who) && !spent.contains(who);
    // Whoever is told that it changes nothing has not approved.
    let heard =
        !out.iter().any(|one| one.action == Action::Reply && one.member.as_deref() == Some(who));
    if says == "approve" && case == 1 && entitled && heard {
        approved.insert(who);
    }
    for decision in out {
        let removes = decision.action.removes()
            && matches!(decision.status, Status::Done | Status::Task)
            && decision.member.as_deref() == Some("u7");
        assert!(!removes || suffices(&approved, usize::from(admins)), "{path:?}: {out:#?}");
        assert!(!(removes && undone), "after an appeal that was upheld: {path:?}");
        undone |= decision.reverses.is_some();
        // Opened again: whoever decided before is out.
        if says == "reopen" && decision.reason.starts_with("重新处理") {
            assert!(["own", "sup"].contains(&who), "{path:?}");
            spent.append(&mut approved);
        }
        if decision.reverses.is_some() {
            let judge = path.iter().rev().find(|said| said.contains("approve g-2"));
            let judge = judge.and_then(|said| said.split(' ').next()).unwrap_or_default();
            assert!(!approved.contains(judge), "heard by somebody who decided: {path:?}");
        }
    }
    Situation { kept: engine.snapshot(), approved, spent, undone, path }
}

/// How deep the paths go; `DEPTH` sets it for longer runs.
fn depth() -> usize {
    std::env::var("DEPTH").ok().and_then(|deep| deep.parse().ok()).unwrap_or(4)
}

#[test]
fn no_path_leads_to_a_removal_with_too_few_approvals() {
    for admins in [1, 2] {
        let steps = explore(admins, depth());
        assert!(steps > 1_000, "{steps}");
    }
}
