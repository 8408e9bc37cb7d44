//! From when on, where and beside what a policy holds.

use engine::{Engine, Program};
use model::{Action, Calendar, Decision, Event, Platform, Status};
use serde_json::json;
use text::Lexicon;

fn policy(id: &str, front: &str, block: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"{id}\"\n{front}\n+++\n\n# {id}\n\n第1条 内容。\n\n```rule\n{block}\n```\n"
    )
}

/// Runs `time member text` lines of group `g` under several policies; a line without a text is
/// a tick.
#[track_caller]
fn run(policies: &[String], lines: &[&str]) -> Vec<Decision> {
    let read = |text: &String| {
        let parsed = policy::parse("test.md", text, &rules::specs());
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        parsed.policy
    };
    let policies: Vec<_> = policies.iter().map(read).collect();
    let program =
        Program::new(&policies, Calendar::published(), Platform::All, &Lexicon::builtin()).unwrap();
    let mut engine = Engine::new(program);
    let mut out = Vec::new();
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
    out
}

fn times(decisions: &[Decision]) -> Vec<String> {
    let zone = model::Zone::named("Asia/Shanghai").unwrap();
    decisions.iter().map(|one| zone.rfc3339(one.at)[..16].to_owned()).collect()
}

#[test]
fn nothing_happens_before_the_first_day() {
    let first = "effective = 2026-03-03";
    let quiet = "[quiet-hours]\nfrom = \"22:00\"\nto = \"07:30\"";
    let found = run(
        &[policy("a", first, quiet)],
        &["2026-03-02T23:59 u1 在吗", "2026-03-03T00:00 u1 在吗"],
    );
    assert_eq!(times(&found), ["2026-03-03T00:00"]);

    let silence = "[inactivity]\nafter = \"5d\"";
    let lines = ["2026-02-20T09:00 u1 早", "2026-03-01T09:00", "2026-03-04T09:00"];
    assert_eq!(times(&run(&[policy("a", first, silence)], &lines)), ["2026-03-03T00:00"]);

    for (block, ends) in [
        ("[daily-report]\nat = \"18:00\"", &["2026-03-03T18:00", "2026-03-04T18:00"][..]),
        ("[daily-report]", &["2026-03-04T00:00", "2026-03-05T00:00"]),
        (
            "[attendance-window]\nfrom = \"09:00\"\nto = \"10:00\"",
            &["2026-03-03T10:00", "2026-03-04T10:00"],
        ),
        ("[quota]\nmetric = \"客户\"\nmin = 1\nevery = \"1w\"", &[]),
    ] {
        let lines = ["2026-02-20T09:00 u1 早", "2026-03-05T00:01"];
        assert_eq!(times(&run(&[policy("a", first, block)], &lines)), ends, "{block}");
    }
    let weekly = "[daily-report]\nat = \"18:00\"\nevery = \"1w\"";
    let monday = "effective = 2026-03-02";
    let lines = ["2026-02-20T09:00 u1 早", "2026-03-09T00:01"];
    assert_eq!(times(&run(&[policy("a", monday, weekly)], &lines)), ["2026-03-08T18:00"]);
}

#[test]
fn policies_stand_beside_one_another() {
    let quiet = "[quiet-hours]\nfrom = \"22:00\"\nto = \"07:30\"\n";
    let found = run(
        &[
            policy(
                "a",
                "",
                &format!("{quiet}[sanction]\nactions = [\"warn\"]\n[appeal]\nwithin = \"3d\""),
            ),
            policy("b", "groups = [\"h*\"]", &format!("{quiet}[sanction]\nactions = [\"ban\"]")),
            policy(
                "c",
                "",
                "[message-length]\nmax = 1\n[sanction]\nactions = [\"mute 1h\"]\n[appeal]\nwithin = \"7d\"",
            ),
            policy("d", "", "[ladder]\nsteps = [\"remove\"]"),
        ],
        &["2026-03-02T22:15 u1 在", "2026-03-02T12:00 u1 在吗", "2026-03-02T22:16 u1 在吗"],
    );
    let wanted = [
        ("a", Action::Warn, false, Some("3天")),
        ("c", Action::Mute, false, Some("1周")),
        ("a", Action::Warn, true, None),
        ("c", Action::Mute, false, Some("《a》")),
    ];
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
    for (one, (policy, action, merged, said)) in found.iter().zip(wanted) {
        assert_eq!((&*one.policy, one.action, one.merged), (policy, action, merged));
        assert_eq!(one.status, Status::Done);
        let said_so = said.is_none_or(|said| one.text.as_ref().is_some_and(|t| t.contains(said)));
        assert!(said_so, "{one:?}");
    }
}

#[test]
fn of_several_quorums_the_strictest_holds() {
    let quiet =
        "[quiet-hours]\nfrom = \"22:00\"\nto = \"07:30\"\n[sanction]\nactions = [\"remove\"]";
    for (front, admins) in [("", 3), ("effective = 2027-01-01", 1)] {
        let found = run(
            &[
                policy("a", "", quiet),
                policy("b", front, "[removal-quorum]\nadmins = 3"),
                policy("c", "", "[removal-quorum]\nadmins = 1"),
            ],
            &["2026-03-02T22:15 u1 在吗"],
        );
        assert_eq!(found[0].needs.as_ref().map(|needs| needs.count), Some(admins));
    }
}

/// A clock that is wrong by centuries costs a bounded amount of work, and the group goes on.
#[test]
fn a_leap_of_centuries_ends() {
    let policy = "+++\nid = \"t\"\n+++\n\n1、每小时至少发言一次。\n\n```rule\n[quota]\nmetric = \"发言\"\nmin = 1\nevery = \"1h\"\n\n[fine]\namount = 1\nstep = 1\nevery = \"1h\"\n```\n";
    let program = crate::scenario::program(policy, Platform::All);
    let mut engine = Engine::new(program);
    let mut out = Vec::new();
    for at in
        ["2026-03-02T09:00:00+08:00", "2999-03-02T09:00:00+08:00", "2999-03-02T11:30:00+08:00"]
    {
        let line =
            format!(r#"{{"kind":"message","group":"g","member":"u","text":"早","at":"{at}"}}"#);
        engine.handle_event(&Event::parse(&line).unwrap(), &mut out);
    }
    assert!(out.len() < 10_000, "{}", out.len());
    let late = out.iter().filter(|one| one.at.0 > 32_000_000_000_000).count();
    assert!(late > 0, "the clocks go on");
}
