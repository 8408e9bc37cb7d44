//! What people talk about all day: threads of a few messages.

use super::is_workday;
use super::journal::{Journal, Said};
use super::people::{ALL, PROJECT, SALES};
use crate::line::At;
use crate::template::Filling;

/// How often a thread is drawn anew before it is dropped because its words have been said.
const TRIES: usize = 24;
/// Of a thousand threads, how many begin with a lead-in; of a thousand messages, how many end
/// with a sign or a particle.
const LEADS: usize = 250;
const TAILS: usize = 150;
/// Of a thousand questions, how many nobody answers.
const UNANSWERED: usize = 30;
/// Threads of a working day, by group.
const THREADS: [(usize, &str, i64); 3] =
    [(ALL, "thread.all", 74), (SALES, "thread.sales", 58), (PROJECT, "thread.project", 56)];
/// Hours in which threads begin, as often as people talk in them.
const HOURS: [i64; 24] =
    [8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 12, 13, 14, 14, 15, 15, 16, 16, 17, 18, 19];

/// Writes the talk of every day.
pub(super) fn write(journal: &mut Journal) {
    for day in 1..=31 {
        for (group, section, count) in THREADS {
            if is_workday(day) {
                let count = count + journal.random.range(-6, 6);
                threads(journal, group, section, (day, count), &HOURS);
            } else if group == ALL || day % 2 == 0 {
                let count = journal.random.range(3, 7);
                threads(journal, group, "thread.weekend", (day, count), &[9, 10, 11, 13, 14, 16]);
            }
        }
    }
}

/// The threads of a group on one day. A topic comes up again only when all have come up.
fn threads(
    journal: &mut Journal,
    group: usize,
    section: &str,
    (day, count): (i64, i64),
    hours: &[i64],
) {
    let topics = journal.texts.section(section).to_vec();
    let mut left: Vec<&'static str> = Vec::new();
    for _ in 0..count {
        if left.is_empty() {
            left.clone_from(&topics);
        }
        let topic = left.swap_remove(journal.random.below(left.len()));
        let hour = journal.random.pick(hours).copied().unwrap_or(9);
        let begin =
            At::of(day, hour, journal.random.range(5, 59)).plus(journal.random.range(0, 59));
        thread(journal, group, topic, begin);
    }
}

/// A thread on that topic; none where nothing new comes to mind.
fn thread(journal: &mut Journal, group: usize, topic: &'static str, begin: At) {
    let parts = || topic.split('|').filter_map(|part| part.trim().split_once(':'));
    for _ in 0..TRIES {
        let mut with = Filling::default();
        let texts: Vec<String> = parts()
            .map(|(_, raw)| journal.texts.fill(raw, &mut journal.random, &mut with))
            .collect();
        if parts().zip(&texts).all(|((_, raw), text)| journal.differs(group, raw, text)) {
            for ((_, raw), text) in parts().zip(&texts) {
                journal.remember(group, raw, text);
            }
            let said = parts().zip(texts).enumerate();
            let said: Vec<_> = said
                .map(|(index, ((who, raw), text))| (who, dressed(journal, index, raw, text)))
                .collect();
            say_all(journal, group, begin, &said);
            return;
        }
    }
}

/// A text with what people put before and after their words.
fn dressed(journal: &mut Journal, index: usize, raw: &str, mut text: String) -> String {
    // Greetings stand for themselves.
    if index == 0 && !raw.starts_with("{早}") && journal.random.chance(LEADS) {
        text.insert_str(0, &journal.text("lead", Filling::default()));
    }
    if !text.ends_with('?') && journal.random.chance(TAILS) {
        text.push_str(&journal.text("tail", Filling::default()));
    }
    text
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
