//! What people should not have posted: about one message in twenty.

use serde_json::{Value, json};

use super::journal::{Journal, Said};
use super::people::{ALL, GROUP_IDS, PROJECT, SALES};
use super::{REST_DAYS, is_workday};
use crate::line::At;
use crate::template::Filling;

/// Of a thousand breaches, how many are by one of the same few people of a group.
const BY_CARELESS: usize = 600;
/// How many in each group do not mind the rules much.
const CARELESS: usize = 9;

/// One sort of breach: what it is, how often in the month, and how it is written.
type Sort = (usize, fn(&mut Journal, usize));

const SORTS: [Sort; 12] = [
    (105, quiet),
    (28, weekend),
    (40, ads),
    (46, links),
    (24, flood),
    (36, duplicate),
    (11, long),
    (6, dialogue),
    (10, film),
    (12, red_packet),
    (34, forbidden),
    (4, regretted),
];

/// Writes the month's breaches.
pub(super) fn write(journal: &mut Journal) {
    for (count, sort) in SORTS {
        for turn in 0..count {
            sort(journal, turn);
        }
    }
}

/// The all-staff group most often, the project group least.
fn group(journal: &mut Journal) -> usize {
    let groups = [ALL, ALL, ALL, ALL, SALES, SALES, SALES, PROJECT, PROJECT];
    journal.random.pick(&groups).copied().unwrap_or(ALL)
}

/// A time of a working day at which people talk.
fn by_day(journal: &mut Journal) -> At {
    let days: Vec<i64> = (1..=31).filter(|&day| is_workday(day)).collect();
    let day = journal.random.pick(&days).copied().unwrap_or(2);
    let (hour, minute) = (journal.random.range(8, 20), journal.random.range(0, 59));
    At::of(day, hour, minute).plus(journal.random.range(0, 59))
}

/// Somebody who is in the group then, and not one who runs it.
fn offender(journal: &mut Journal, group: usize, at: At) -> Option<usize> {
    let ordinary = journal.company.present(group, at);
    let ordinary = ordinary.iter().filter(|member| !member.runs_group() && !member.is("外聘"));
    let people: Vec<usize> = ordinary.map(|member| member.person).collect();
    // Spread over the list, so that the careless come from every department.
    let careless: Vec<usize> =
        people.iter().copied().skip(4).step_by(people.len() / CARELESS + 1).collect();
    let from = if journal.random.chance(BY_CARELESS) { careless } else { people };
    journal.random.pick(&from).copied()
}

/// One message of that section, meant to break that rule.
fn post(journal: &mut Journal, section: &str, rule: &'static str, at: At) -> Option<String> {
    let group = group(journal);
    let person = offender(journal, group, at)?;
    let mut text = journal.text(section, Filling::default());
    for _ in 0..20 {
        if journal.is_new(group, &text) {
            break;
        }
        text = journal.text(section, Filling::default());
    }
    Some(journal.say(at, group, person, Said::breaking(text, rule)))
}

fn quiet(journal: &mut Journal, turn: usize) {
    let day = journal.random.range(1, 30);
    let at = if turn.is_multiple_of(4) {
        At::of(day + 1, 6, journal.random.range(0, 59))
    } else {
        At::of(day, 22, journal.random.range(1, 115))
    };
    let at = at.plus(journal.random.range(0, 59));
    post(journal, "quiet", "quiet-hours", at);
}

fn weekend(journal: &mut Journal, turn: usize) {
    let day = journal.random.pick(&REST_DAYS).copied().unwrap_or(1);
    let at = if turn.is_multiple_of(3) {
        At::of(day, 7, journal.random.range(35, 80))
    } else {
        At::of(day, 18, journal.random.range(5, 230))
    };
    post(journal, "weekend", "posting-window", at);
}

fn ads(journal: &mut Journal, _: usize) {
    let at = by_day(journal);
    post(journal, "ads", "ads", at);
}

/// Half in the text, half as a shared page.
fn links(journal: &mut Journal, turn: usize) {
    let at = by_day(journal);
    if turn.is_multiple_of(2) {
        post(journal, "links", "links", at);
        return;
    }
    let group = group(journal);
    let Some(person) = offender(journal, group, at) else { return };
    let title = journal.text("话题", Filling::default());
    let number = journal.random.range(10_000, 99_999);
    let url = format!("https://news.example.com/share/{number}");
    let link = json!({"kind": "link", "url": url, "title": format!("一篇讲透{title}")});
    share(journal, at, (group, person), link, "links");
}

fn share(journal: &mut Journal, at: At, by: (usize, usize), media: Value, rule: &'static str) {
    let mut said = Said::breaking(String::new(), rule);
    said.media.push(media);
    journal.say(at, by.0, by.1, said);
}

/// The same words three or four times within a minute; the third breaks the rule.
fn flood(journal: &mut Journal, _: usize) {
    let at = by_day(journal);
    let group = group(journal);
    let Some(person) = offender(journal, group, at) else { return };
    let text = journal.text("flood", Filling::default());
    let gap = journal.random.range(5, 14);
    for turn in 0..journal.random.range(3, 4) {
        let breach = (turn >= 2).then_some("flood");
        let said = Said { text: text.clone(), breach, ..Said::default() };
        journal.say(at.plus(turn * gap), group, person, said);
    }
}

/// Something useful, and the same again hours later by somebody else.
fn duplicate(journal: &mut Journal, _: usize) {
    let at = by_day(journal);
    let group = group(journal);
    let text = journal.text("duplicate", Filling::default());
    let Some(first) = journal.speaker(group, at, &[]) else { return };
    // Where the text has been posted before, this is the repetition.
    if !journal.is_new(group, &text) {
        journal.say(at, group, first, Said::breaking(text, "no-duplicates"));
        return;
    }
    journal.say(at, group, first, Said::words(text.clone()));
    let again = at.plus(journal.random.range(400, 3_400));
    if let Some(second) = journal.speaker(group, again, &[first]) {
        journal.say(again, group, second, Said::breaking(text, "no-duplicates"));
    }
}

/// A report that should have been a file.
fn long(journal: &mut Journal, _: usize) {
    let at = by_day(journal);
    let group = group(journal);
    let Some(person) = offender(journal, group, at) else { return };
    let sentences = journal.texts.section("long").to_vec();
    let count = usize::try_from(journal.random.range(11, 14)).unwrap_or(11);
    let chosen = journal.random.sample(sentences.len(), count);
    let raw: String = chosen.iter().filter_map(|&index| sentences.get(index).copied()).collect();
    let day = format!("{}日", at.day_index() + 1);
    let mut with = Filling::default().with("d", &day);
    let text = journal.texts.fill(&raw, &mut journal.random, &mut with);
    journal.say(at, group, person, Said::breaking(text, "message-length"));
}

/// Two people who settle something between them at length; beyond ten turns it breaks the
/// rule.
fn dialogue(journal: &mut Journal, _: usize) {
    let mut at = by_day(journal);
    let group = group(journal);
    let Some(one) = offender(journal, group, at) else { return };
    let Some(other) = journal.speaker(group, at, &[one]) else { return };
    let mut with = Filling::default();
    for (turn, raw) in journal.texts.section("dialogue").to_vec().into_iter().enumerate() {
        let text = journal.texts.fill(raw, &mut journal.random, &mut with);
        let breach = (turn >= 10).then_some("long-dialogue");
        let person = if turn.is_multiple_of(2) { one } else { other };
        journal.say(at, group, person, Said { text, breach, ..Said::default() });
        at = at.plus(journal.random.range(4, 12));
    }
}

fn film(journal: &mut Journal, _: usize) {
    let at = by_day(journal);
    let group = group(journal);
    let Some(person) = offender(journal, group, at) else { return };
    let bytes = journal.random.range(21 << 20, 90 << 20);
    let seconds = journal.random.range(30, 240);
    let film = json!({"kind": "video", "format": "mp4", "bytes": bytes, "seconds": seconds});
    share(journal, at, (group, person), film, "media-limits");
}

fn red_packet(journal: &mut Journal, _: usize) {
    let at = by_day(journal);
    let group = group(journal);
    let Some(person) = offender(journal, group, at) else { return };
    let title = journal.text("red-packet", Filling::default());
    let amount = journal.random.range(1, 30) * 10;
    let packet = json!({"kind": "red-packet", "title": title, "amount": amount});
    share(journal, at, (group, person), packet, "red-packets");
}

/// Every category in turn. Sometimes a colleague reports it.
fn forbidden(journal: &mut Journal, turn: usize) {
    let names = journal.texts.names("forbidden.");
    let Some(section) = names.get(turn % names.len().max(1)) else { return };
    let at = by_day(journal);
    let group = group(journal);
    let Some(person) = offender(journal, group, at) else { return };
    let text = journal.text(section, Filling::default());
    let id = journal.say(at, group, person, Said::breaking(text, "forbidden-content"));
    if journal.random.chance(200)
        && let Some(witness) = journal.speaker(group, at, &[person])
    {
        let witness = journal.company.person(witness).map_or(String::new(), |p| p.id.clone());
        let place = GROUP_IDS.get(group).copied().unwrap_or("");
        journal.event(at.plus(180), place, "report", |line| {
            line.text("member", &witness)
                .text("target", &id)
                .text("reason", "说得太过分,请管理员看一下")
        });
    }
}

/// An advertisement that its author recalls at once.
fn regretted(journal: &mut Journal, _: usize) {
    let at = by_day(journal);
    let Some(person) = offender(journal, ALL, at) else { return };
    let text = journal.text("ads", Filling::default());
    let id = journal.say(at, ALL, person, Said::breaking(text, "ads"));
    let member = journal.company.person(person).map_or(String::new(), |p| p.id.clone());
    journal.event(at.plus(50), GROUP_IDS[ALL], "recall", |line| {
        line.text("member", &member).text("target", &id)
    });
}
