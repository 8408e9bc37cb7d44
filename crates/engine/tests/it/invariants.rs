//! Thirty mistakes of programs that run groups, each as what must hold here.
//!
//! The list was drawn up from the bug trackers of moderation bots and review queues. Of the
//! thirty these don't apply to policy, reading, rules, engine and command line:
//!
//! - 7 (a ban in one group must not stand in the way of a wider one): groups share nothing, and
//!   no act goes beyond one group yet;
//! - 27 (a platform's silent failure becomes a task) and 30 (a budget of messages a day, and
//!   "sent but not delivered"): these are the connectors'.
//!
//! These apply in part: 6 (after a restart; "in all groups" has no act to test), 24 (who comes
//! late is refused; holding an item for one reviewer is the server's).

use std::time::{Duration, Instant};

use engine::Engine;
use model::{Decision, Event, Platform};
use serde_json::json;

use crate::scenario::{check, program, read};

/// The decisions of a transcript, with a restart after each event.
#[track_caller]
fn with_restarts(text: &str) -> Vec<Vec<Decision>> {
    let scenario = read(text);
    let program = program(&scenario.policy, scenario.platform);
    let mut engine = Engine::new(program.clone());
    let mut all = Vec::new();
    for step in &scenario.steps {
        let mut out = Vec::new();
        engine.handle_event(&Event::parse(&step.event).unwrap(), &mut out);
        all.push(out);
        engine = Engine::restore(program.clone(), &engine.snapshot()).unwrap();
    }
    all
}

fn policy(block: &str) -> String {
    format!("+++\nid = \"test\"\n+++\n\n# 群规\n\n第1条 内容。\n\n```rule\n{block}\n```\n")
}

fn codes(block: &str) -> Vec<String> {
    let parsed = policy::parse("test.md", &policy(block), &rules::specs());
    let mut found = parsed.diagnostics;
    found.extend(policy::checks::check(&[&parsed.policy], None));
    let errors = found.iter().filter(|one| one.severity == policy::Severity::Error);
    errors.map(|one| one.code.to_owned()).collect()
}

/// 1: a list of nothing never means everything.
#[test]
fn an_empty_list_is_refused() {
    const QUIET: &str = "[quiet-hours]\nfrom = \"22:00\"\nto = \"07:30\"\n";
    for block in [
        format!("{QUIET}for = []"),
        format!("{QUIET}except = []"),
        format!("{QUIET}groups = []"),
        format!("{QUIET}days = []"),
        "[forbidden-content]\ncategories = []".to_owned(),
        "[newcomer-mode]\ndeny = []".to_owned(),
        format!("{QUIET}[ladder]\nsteps = []"),
        format!("{QUIET}[ladder]\nsteps = [[]]"),
        format!("{QUIET}[ladder]\nfor = []\nsteps = [\"warn\"]"),
        format!("{QUIET}[sanction]\nactions = []"),
    ] {
        assert!(!codes(&block).is_empty(), "{block}");
    }
}

/// 2: a hit names the rule, the article, the words and where they stand.
#[test]
fn every_hit_names_its_rule_and_its_place() {
    check(
        "hit",
        r#"
[forbidden-content]
categories = ["gambling"]
---
2026-03-02 09:00 u7: 出六合彩特码   => forbidden-content remind cite=第1条 category=gambling reason~六合彩特码 reason~第2–6字
"#
        .trim_start(),
    );
}

/// 3: neither the system nor an exempted bot is ever punished, and the owner only by people.
#[test]
fn system_and_exempted_bots_and_the_owner_are_not_punished() {
    check(
        "bots",
        r#"
members: boss(owner) @bot helper[机器人] u7
[quiet-hours]
from = "22:00"
to = "07:30"
except = ["机器人"]
[sanction]
actions = ["remove"]
---
2026-03-02 22:15 @bot: 晚间提醒
22:16 helper: 天气预报
22:17 boss: 在吗   => quiet-hours remove status=pending
22:18 u7: 在   => quiet-hours remove status=done
"#
        .trim_start(),
    );
}

/// 4: an administrator who tidies up floods nothing.
#[test]
fn tidying_up_is_no_flood() {
    let mut text = "members: ann(admin) u1 u2 u3 u4 u5 u6\n[flood]\nrepeats = 3\nwindow = \
                    \"1m\"\nburst = 3\n---\n"
        .to_owned();
    for n in 1..=6 {
        text.push_str(&format!("09:0{n} u{n}: 第{n}句\n"));
    }
    for n in 1..=6 {
        text.push_str(&format!("09:10:0{n} ann {{\"kind\":\"recall\",\"target\":\"m{n}\"}}\n"));
        text.push_str(&format!("09:10:1{n} u{n} {{\"kind\":\"leave\",\"by\":\"ann\"}}\n"));
    }
    check("tidying", &text);
}

/// 5: what is lifted leaves no deadline, count or pending act behind.
#[test]
fn lifting_a_sanction_leaves_nothing_pending() {
    check(
        "lifting",
        r#"
members: boss(owner) ann(admin) bob(admin) u7
[quiet-hours]
from = "22:00"
to = "07:30"
[ladder]
steps = [["fine", "remove"]]
[fine]
amount = 5
step = 5
every = "1h"
[removal-quorum]
admins = 2
---
2026-03-02 22:15 u7: 在吗   => quiet-hours fine amount=5; quiet-hours remove status=pending case=g-1
22:20 u7 {"kind":"appeal","case":"g-1"}   => quiet-hours ask case=g-2
22:30 ann {"kind":"approve","case":"g-2"}   => quiet-hours reply reverses=g-1 text~全部撤销
22:31 bob {"kind":"approve","case":"g-1"}   => quiet-hours reply text~已经有结论
2026-03-20 09:00 tick
22:15 u7: 在吗   => quiet-hours fine breach=1; quiet-hours remove breach=1
"#
        .trim_start(),
    );
}

/// 6: what is lifted stays lifted after a restart.
#[test]
fn what_is_lifted_stays_lifted_after_a_restart() {
    let all = with_restarts(
        r#"
members: ann(admin) u7
[quiet-hours]
from = "22:00"
to = "07:30"
[ladder]
steps = ["fine", "remove"]
[fine]
amount = 5
step = 5
every = "1h"
---
2026-03-02 22:15 u7: 在吗
22:20 u7 {"kind":"appeal","case":"g-1"}
22:30 ann {"kind":"approve","case":"g-2"}
2026-03-20 09:00 tick
22:15 u7: 在吗
"#
        .trim_start(),
    );
    assert!(all[4].is_empty(), "{:?}", all[4]);
    assert_eq!(all[5].len(), 1);
    assert_eq!((all[5][0].action, all[5][0].breach), (model::Action::Fine, Some(1)));
}

/// 8: what is said in public never repeats the words that are forbidden.
#[test]
fn notices_do_not_repeat_forbidden_words() {
    check(
        "words",
        r#"
[forbidden-content]
categories = ["gambling", "insult"]
[sanction]
actions = ["notify"]
---
2026-03-02 09:00 u7: 出六合彩特码,你这个傻逼   => forbidden-content notify !text~六合彩 !text~特码 !text~傻逼; forbidden-content notify text=none
"#
        .trim_start(),
    );
}

/// 9: many small words make nobody an old member.
#[test]
fn chatter_earns_no_trust() {
    let mut text =
        "[newcomer-mode]\nduring = \"3d\"\ndeny = [\"links\"]\n---\n2026-03-02 09:00 u8 \
                    {\"kind\":\"join\"}\n"
            .to_owned();
    for minute in 10..50 {
        text.push_str(&format!("09:{minute} u8: 嗯\n"));
    }
    text.push_str("10:00 u8: 看看 https://example.com/a => newcomer-mode remind\n");
    check("chatter", &text);
}

/// 10: settings that contradict each other are an error, not a matter of order.
#[test]
fn contradictions_are_refused() {
    for block in [
        "[[ads]]\nallow = \"never\"\n[[ads]]\nallow = \"once\"",
        "[ads]\n[[ladder]]\nsteps = [\"warn\"]\n[[ladder]]\nsteps = [\"remove\"]",
        "[quiet-hours]\nfrom = \"22:00\"\nto = \"22:00\"",
    ] {
        assert!(!codes(block).is_empty(), "{block}");
    }
}

/// 11: what stands for a picture is no repetition, but counts for the number of messages.
#[test]
fn placeholders_are_no_repetition_but_count() {
    check(
        "placeholders",
        r#"
[flood]
repeats = 3
window = "1m"
burst = 5
===
[no-duplicates]
---
2026-03-02 09:00 u7: [图片]
09:00:01 u7: [图片]
09:00:02 u7: [图片]
09:00:03 u7: [图片]
09:00:04 u7: [图片]   => flood remind reason~连发
"#
        .trim_start(),
    );
}

/// 12: what is quoted was said by somebody else.
#[test]
fn quotations_are_not_the_speakers_words() {
    let text = "「u1:出六合彩特码」\n- - - - - - - - - - - - - - -\n请不要发这个";
    let event = json!({"kind": "message", "text": text}).to_string();
    check(
        "quotation",
        &format!(
            "[forbidden-content]\ncategories = [\"gambling\"]\n---\n2026-03-02 09:00 u8 {event}\n"
        ),
    );
}

/// 13: quotations within quotations and deeply nested input cost little and break nothing.
#[test]
fn nesting_has_a_budget() {
    let program = program(&policy("[ads]\nallow = \"never\""), Platform::All);
    let mut engine = Engine::new(program);
    let began = Instant::now();
    for text in ["「".repeat(20_000), "「a:".repeat(5_000) + &"」\n- - - -\n".repeat(5_000)] {
        let line = json!({"at": "2026-03-02T09:00:00+08:00", "group": "g", "kind": "message",
            "member": "u1", "text": text})
        .to_string();
        // Whether such a message is taken or refused: it costs little.
        if let Ok(event) = Event::parse(&line) {
            engine.handle_event(&event, &mut Vec::new());
        }
    }
    let deep = format!(
        "{{\"at\":\"2026-03-02T09:00:00+08:00\",\"group\":\"g\",\"kind\":\"tick\",\"x\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let _ = Event::parse(&deep);
    assert!(began.elapsed() < Duration::from_secs(20));
}

/// 14: what is in doubt and nobody judges has no consequence.
#[test]
fn without_a_second_opinion_nobody_is_punished() {
    check(
        "doubt",
        r#"
members: ann(admin) u7
[forbidden-content]
categories = ["gambling"]
[sanction]
actions = ["remove"]
---
2026-03-02 09:00 u7: 有人玩六合彩吗   => forbidden-content ask status=pending case=g-1
2026-04-02 09:00 tick   => forbidden-content ask status=pending reason~提醒; forbidden-content reply case=g-1
09:01 ann {"kind":"approve","case":"g-1"}   => forbidden-content reply text~已经有结论
09:02 u7: 出六合彩特码   => forbidden-content remove breach=1
"#
        .trim_start(),
    );
}

/// 15, 16, 17: one appeal for each decision; whoever hears it is named; a refusal is said.
#[test]
fn an_appeal_is_heard_once_by_somebody_and_answered() {
    check(
        "appeal",
        r#"
members: ann(admin) u7
[quiet-hours]
from = "22:00"
to = "07:30"
---
2026-03-02 22:15 u7: 在吗   => quiet-hours remind case=g-1
22:20 u7 {"kind":"appeal","case":"g-1"}   => quiet-hours ask status=pending to=admin needs.count=1 case=g-2 text~申诉已收到
22:21 u7 {"kind":"appeal","case":"g-1"}   => quiet-hours reply text~只能申诉一次
22:30 ann {"kind":"reject","case":"g-2"}   => quiet-hours reply member=u7 text~维持原决定
22:31 u7 {"kind":"appeal","case":"g-1"}   => quiet-hours reply text~只能申诉一次
"#
        .trim_start(),
    );
}

/// 16: a join request that is turned down is told so.
#[test]
fn a_refusal_is_explicit() {
    check(
        "refusal",
        r#"
members: ann(admin)
[admission]
---
2026-03-02 09:00 x1 {"kind":"join-request"}   => admission ask case=g-1
09:01 ann {"kind":"reject","case":"g-1"}   => admission refuse member=x1 text~未获同意
"#
        .trim_start(),
    );
}

/// 18: whoever is found in breach together with others has a case of their own.
#[test]
fn many_at_once_are_many_cases() {
    check(
        "many",
        r#"
members: boss(owner) u1 u2 u3
[acknowledge]
to = "notice"
within = "1h"
[sanction]
actions = ["warn"]
---
2026-03-02 09:00 boss {"kind":"notice","text":"请回复"}
10:00:01 tick   => acknowledge warn member=u1 case=g-1; acknowledge warn member=u2 case=g-2; acknowledge warn member=u3 case=g-3
10:05 u2 {"kind":"appeal","case":"g-2"}   => acknowledge ask case=g-4
10:06 boss {"kind":"approve","case":"g-4"}   => acknowledge reply reverses=g-2
"#
        .trim_start(),
    );
}

/// 19: what is said to a member or asked about them counts as nothing.
#[test]
fn words_to_a_member_are_no_strike() {
    check(
        "words",
        r#"
members: ann(admin) u7
[forbidden-content]
categories = ["gambling"]
===
[onboarding]
===
[ladder]
steps = ["warn", "remove"]
---
2026-03-02 09:00 u8 {"kind":"join"}   => onboarding send breach=none
09:01 u8: 有人玩六合彩吗   => forbidden-content ask breach=none case=g-1
09:02 ann {"kind":"reject","case":"g-1"}   => forbidden-content reply breach=none
09:03 u8: 出六合彩特码   => forbidden-content warn breach=1
"#
        .trim_start(),
    );
}

/// 20: a breach that no longer counts is still on record.
#[test]
fn expired_breaches_stay_on_record() {
    check(
        "expired",
        r#"
members: ann(admin) u7
[quiet-hours]
from = "22:00"
to = "07:30"
[ladder]
steps = ["remind", "warn"]
within = "10d"
---
2026-03-02 22:15 u7: 在吗   => quiet-hours remind breach=1 case=g-1
2026-03-12 22:14 u7: 在吗   => quiet-hours warn breach=2
2026-04-12 22:15 u7: 在吗   => quiet-hours remind breach=1
22:16 u7 {"kind":"appeal","case":"g-1"}   => quiet-hours ask reason~g-1
"#
        .trim_start(),
    );
}

/// 21: every consequence, a reminder too, is a case with a number.
#[test]
fn every_consequence_has_a_case() {
    for action in model::Action::SANCTIONS {
        let text = format!(
            "[quiet-hours]\nfrom = \"22:00\"\nto = \"07:30\"\n[sanction]\nactions = \
             [\"{0}\"]\n---\n2026-03-02 22:15 u7: 在吗 => quiet-hours {0} case=g-1\n",
            action.name()
        );
        check(action.name(), &text);
    }
}

/// 22: one message is one removal, however many articles it offends and however often it comes.
#[test]
fn one_message_is_one_removal() {
    check(
        "one removal",
        r#"
[quiet-hours]
from = "22:00"
to = "07:30"
===
[message-length]
max = 2
===
[sanction]
actions = ["remove"]
---
2026-03-02 22:15 u7 {"kind":"message","id":"x","text":"有没有人"}   => quiet-hours remove merged=none; message-length remove merged=true
22:15 u7 {"kind":"message","id":"x","text":"有没有人"}
22:16 u7 {"kind":"message","id":"x","text":"换了内容,还是这个编号"}
"#
        .trim_start(),
    );
}

/// 23: what a person has decided no deadline and no rule decides again.
#[test]
fn a_persons_decision_is_final() {
    check(
        "final",
        r#"
members: ann(admin) bob(admin) u7
[quiet-hours]
from = "22:00"
to = "07:30"
[sanction]
actions = ["remove"]
===
[removal-quorum]
admins = 2
within = "1d"
---
2026-03-02 22:15 u7: 在吗   => quiet-hours remove status=pending case=g-1
22:16 ann {"kind":"reject","case":"g-1"}   => quiet-hours reply text~不予执行
22:17 bob {"kind":"approve","case":"g-1"}   => quiet-hours reply text~已经有结论
2026-04-02 09:00 tick
"#
        .trim_start(),
    );
}

/// 24: whoever comes after a case is settled is told so and changes nothing.
#[test]
fn a_late_reviewer_is_refused() {
    check(
        "late",
        r#"
members: ann(admin) bob(admin)
[admission]
---
2026-03-02 09:00 x1 {"kind":"join-request"}   => admission ask case=g-1
09:01 ann {"kind":"approve","case":"g-1"}   => admission approve
09:02 bob {"kind":"reject","case":"g-1"}   => admission reply text~已经有结论
"#
        .trim_start(),
    );
}

/// 25: odd names, empty ones and emoji, break nothing.
#[test]
fn odd_names_break_nothing() {
    check(
        "names",
        r#"
[real-name-card]
---
2026-03-02 09:00 😀😀 {"kind":"join","name":"","card":""}   => real-name-card remind member=😀😀
09:01 u8 {"kind":"join","name":"😀","card":"👨‍👩‍👧‍👦"}   => real-name-card remind
09:02 u9 {"kind":"card","card":"\u200b\u202e\u0000"}   => real-name-card remind
09:03 u9 {"kind":"card","card":"李·四光"}
"#
        .trim_start(),
    );
}

/// 26: joins and departures that nobody reported come to light with the next list of members.
#[test]
fn missed_departures_are_seen_in_the_next_list() {
    check(
        "missed",
        r#"
members: boss(owner) u1 u2
[acknowledge]
to = "notice"
within = "1h"
===
[real-name-card]
---
2026-03-02 09:00 boss {"kind":"notice","text":"请回复"}
09:30 {"kind":"group","owner":"boss","members":[{"id":"boss","card":"王五"},{"id":"u2","card":"李四"},{"id":"u3","card":"x"}]}   => real-name-card remind member=u3
10:00:01 tick   => acknowledge remind member=u2
"#
        .trim_start(),
    );
}

/// 28: somebody who leaves without ever having been seen is nobody that anything follows for.
#[test]
fn an_unknown_leaver_has_no_consequence() {
    check(
        "unknown",
        r#"
members: ann(admin)
[no-exit]
===
[inactivity]
after = "30d"
---
2026-03-02 09:00 nobody {"kind":"leave"}
09:01 nobody2 {"kind":"leave","by":"ann"}
09:02 ann {"kind":"recall","target":"never-seen"}
"#
        .trim_start(),
    );
}

/// 29: who says "approve" must have the right to, whoever passes it on.
#[test]
fn consent_is_the_speakers_own() {
    check(
        "consent",
        r#"
members: boss(owner) ann(admin) @bot(admin) u7 u8
[quiet-hours]
from = "22:00"
to = "07:30"
[sanction]
actions = ["remove"]
===
[removal-quorum]
admins = 1
---
2026-03-02 22:15 u7: 在吗   => quiet-hours remove status=pending case=g-1
22:16 u8 {"kind":"approve","case":"g-1"}   => quiet-hours reply text~规定的人
22:17 x9 {"kind":"approve","case":"g-1"}   => quiet-hours reply text~本群成员
22:18 @bot {"kind":"approve","case":"g-1"}   => quiet-hours reply text~由人
22:19 ann {"kind":"approve","case":"g-1"}   => quiet-hours remove status=done
"#
        .trim_start(),
    );
}
