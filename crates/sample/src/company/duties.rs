//! What people must do day by day: receipts, reports, signing in, customers to add.

use serde_json::json;

use super::is_workday;
use super::journal::{Journal, Said};
use super::people::{ALL, GROUP_IDS, PROJECT, SALES};
use crate::line::{At, date};
use crate::template::Filling;

/// Notices and tasks: group, section, `to`, and the days on which they are posted.
const NOTICES: [(usize, &str, &str, &[i64]); 5] = [
    (ALL, "notice.all", "notice", &[2, 4, 6, 10, 13, 17, 20, 24, 27]),
    (SALES, "notice.sales", "notice", &[3, 9, 16, 23, 30]),
    (SALES, "task.sales", "task", &[5, 12, 19, 26]),
    (PROJECT, "notice.project", "notice", &[3, 11, 18, 25]),
    (PROJECT, "task.project", "task", &[6, 16, 24]),
];

/// Of a thousand duties, how many are not done at all.
const MISSED: usize = 15;
/// Of a thousand duties, how many are done too late.
const LATE: usize = 10;

/// Writes notices with their receipts, reports, sign-ins and counted facts.
pub(super) fn write(journal: &mut Journal) {
    for (group, section, to, days) in NOTICES {
        for (turn, &day) in days.iter().enumerate() {
            notice(journal, (group, section, to), day, turn);
        }
    }
    for day in (1..=31).filter(|&day| is_workday(day)) {
        sign_in(journal, day);
        reports(journal, day);
        facts(journal, day);
    }
}

fn notice(journal: &mut Journal, (group, section, to): (usize, &str, &str), day: i64, turn: usize) {
    let at = At::of(day, journal.random.range(9, 15), journal.random.range(0, 59));
    let topics = journal.texts.section(section);
    let raw = topics.get(turn % topics.len().max(1)).copied().unwrap_or("");
    let mut with = Filling::default().with("d", &in_words(day + 1));
    let text = journal.texts.fill(raw, &mut journal.random, &mut with);
    let author = journal.company.managers(group).first().map_or("", |id| id).to_owned();
    let id = journal.event(at, GROUP_IDS.get(group).copied().unwrap_or(""), "notice", |line| {
        line.text("member", &author).text("to", to).text("text", &text)
    });
    let present = journal.company.present(group, at);
    let bound = present.iter().filter(|member| member.is("全体员工"));
    let people: Vec<usize> = bound.map(|member| member.person).collect();
    for person in people {
        let own = journal.company.person(person).is_some_and(|known| known.id == author);
        if own || journal.random.chance(MISSED) {
            continue;
        }
        let late = journal.random.chance(LATE);
        // Most answer soon: the square of a number drawn evenly.
        let draw = journal.random.range(1, 80);
        let delay =
            if late { journal.random.range(7_500, 16_000) } else { 20 + draw * draw + draw };
        let section = if late { "late" } else { "receipt" };
        let mut said = Said::words(journal.text(section, Filling::default()));
        said.reply_to = Some(id.clone());
        if still_in(journal, group, person, at.plus(delay)) {
            journal.say(at.plus(delay), group, person, said);
        }
    }
}

fn still_in(journal: &Journal, group: usize, person: usize, at: At) -> bool {
    journal.company.present(group, at).iter().any(|member| member.person == person)
}

/// Those in the group at that time whose tags include that one.
fn bound(journal: &Journal, group: usize, tag: &str, at: At) -> Vec<usize> {
    let present = journal.company.present(group, at);
    present.iter().filter(|member| member.is(tag)).map(|member| member.person).collect()
}

fn filling(journal: &Journal, person: usize, day: i64) -> Filling {
    let known = journal.company.person(person);
    let with = known.map_or_else(Filling::default, |person| {
        Filling::default().with("姓", person.surname).with("名", person.given)
    });
    with.with("d", &in_words(day))
}

fn sign_in(journal: &mut Journal, day: i64) {
    let begin = At::of(day, 8, 31);
    for person in bound(journal, ALL, "客服人员", begin) {
        if journal.random.chance(MISSED) {
            continue;
        }
        let late = journal.random.chance(LATE);
        let after = journal.random.range(0, 1_500);
        let at = if late { begin.plus(1_900 + after) } else { begin.plus(after) };
        let with = filling(journal, person, day);
        let mut said = Said::words(journal.text("signin", with));
        said.breach = late.then_some("attendance-window");
        journal.say(at, ALL, person, said);
    }
}

fn reports(journal: &mut Journal, day: i64) {
    for person in bound(journal, SALES, "销售人员", At::of(day, 18, 0)) {
        if journal.random.chance(MISSED) {
            continue;
        }
        let late = journal.random.chance(LATE);
        let at = if late {
            At::of(day, 18, 4).plus(journal.random.range(0, 3_000))
        } else {
            At::of(day, 16, 40).plus(journal.random.range(0, 4_500))
        };
        let with = filling(journal, person, day);
        let mut said = Said::words(journal.text("report", with));
        said.breach = late.then_some("daily-report");
        journal.say(at, SALES, person, said);
    }
}

/// What the customer system counts in the evening.
fn facts(journal: &mut Journal, day: i64) {
    let at = At::of(day, 19, 30);
    for (second, person) in (0..).zip(bound(journal, SALES, "销售人员", at)) {
        let low = journal.random.chance(45);
        let value = if low { journal.random.range(0, 1) } else { journal.random.range(2, 6) };
        let id = journal.company.person(person).map_or(String::new(), |person| person.id.clone());
        journal.event(at.plus(second), GROUP_IDS[SALES], "fact", |line| {
            line.text("member", &id).text("metric", "客户添加数").json("value", &json!(value))
        });
    }
}

/// A day of March as people write it.
fn in_words(day: i64) -> String {
    let date = date(day - 1);
    let mut parts = date.splitn(3, '-').skip(1).map(|part| part.trim_start_matches('0'));
    let month = parts.next().unwrap_or("3");
    format!("{month}月{}日", parts.next().unwrap_or("1"))
}
