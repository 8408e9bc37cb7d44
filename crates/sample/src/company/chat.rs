//! What people talk about all day: threads of a few messages.

use super::is_workday;
use super::journal::{Journal, Said};
use super::people::{ALL, PROJECT, SALES};
use crate::line::At;
use crate::template::Filling;

/// How often a thread is drawn anew before it is dropped because its words have been said.
const TRIES: usize = 24;
/// Of a thousand questions, how many nobody answers.
const UNANSWERED: usize = 30;
/// Threads of a working day, by group.
const THREADS: [(usize, &str, i64); 3] =
    [(ALL, "thread.all", 48), (SALES, "thread.sales", 41), (PROJECT, "thread.project", 38)];
/// Hours in which threads begin, as often as people talk in them.
const HOURS: [i64; 24] =
    [8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 12, 13, 14, 14, 15, 15, 16, 16, 17, 18, 19];

/// Writes the talk of every day.
pub(super) fn write(journal: &mut Journal) {
    for day in 1..=31 {
        for (group, section, count) in THREADS {
            if is_workday(day) {
                let count = count + journal.random.range(-6, 6);
                for _ in 0..count {
                    let hour = journal.random.pick(&HOURS).copied().unwrap_or(9);
                    thread(journal, group, section, day, hour);
                }
            } else if group == ALL || day % 2 == 0 {
                for _ in 0..journal.random.range(3, 7) {
                    let hour = journal.random.range(9, 16);
                    thread(journal, group, "thread.weekend", day, hour);
                }
            }
        }
    }
}

/// One thread in that hour; none where nothing new comes to mind.
fn thread(journal: &mut Journal, group: usize, section: &str, day: i64, hour: i64) {
    let begin = At::of(day, hour, journal.random.range(5, 59)).plus(journal.random.range(0, 59));
    for _ in 0..TRIES {
        let raw = journal.random.pick(journal.texts.section(section)).copied().unwrap_or("");
        let mut with = Filling::default();
        let parts: Vec<(&str, String)> = raw
            .split('|')
            .filter_map(|part| part.trim().split_once(':'))
            .map(|(who, words)| (who, journal.texts.fill(words, &mut journal.random, &mut with)))
            .collect();
        if parts.iter().all(|(_, text)| journal.is_new(group, text)) {
            say_all(journal, group, begin, &parts);
            return;
        }
    }
}

fn say_all(journal: &mut Journal, group: usize, begin: At, parts: &[(&str, String)]) {
    let mut speakers: Vec<(&str, usize)> = Vec::new();
    let mut at = begin;
    let mut before: Option<(String, bool)> = None;
    for (who, text) in parts {
        let known = speakers.iter().find(|(name, _)| name == who).map(|(_, person)| *person);
        let taken: Vec<usize> = speakers.iter().map(|(_, person)| *person).collect();
        let Some(person) = known.or_else(|| journal.speaker(group, at, &taken)) else { return };
        if known.is_none() {
            speakers.push((who, person));
        }
        let mut said = Said::words(text.clone());
        let asked = before.as_ref().is_some_and(|(_, asked)| *asked);
        if asked || journal.random.chance(250) {
            said.reply_to = before.map(|(id, _)| id);
        }
        if journal.random.chance(25) {
            said.media.push(journal.picture());
        }
        let asks = text.ends_with('?');
        let id = journal.say(at, group, person, said);
        if asks && journal.random.chance(UNANSWERED) {
            return;
        }
        before = Some((id, asks));
        at = at.plus(journal.random.range(15, 420));
    }
}
