//! A company that never was: its policy, one month of its groups, and how its people answer.
//!
//! Three groups of an office-equipment firm in March 2026: everybody, the sales people, and a
//! project. Most people behave; about one message in twenty breaks a rule.

mod breaches;
mod chat;
mod duties;
mod journal;
mod people;
mod reactions;
mod staff;

pub use reactions::{Reactor, reactions};

use crate::template::Templates;
use journal::Journal;
use people::{ALL, Company, PROJECT, SALES};

/// The company's policy, as its clerk wrote it: plain text.
pub const POLICY: &str = include_str!("../../data/company-policy.txt");

/// A second policy of the company, about its accounts and what it publishes: a policy file.
pub const ACCOUNTS_POLICY: &str = include_str!("../../data/company-accounts-policy.md");

/// What happens to accounts and drafts in the month: event lines in order of time.
#[must_use]
pub fn publishing() -> Vec<String> {
    include_str!("../../data/company-publishing.txt").lines().map(str::to_owned).collect()
}

/// Saturdays, Sundays of March 2026; the month has no public holidays or moved working days.
const REST_DAYS: [i64; 9] = [1, 7, 8, 14, 15, 21, 22, 28, 29];

/// An event line, and what its author had in mind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The event as one line of JSON, without a line end.
    pub line: String,
    /// The rule kind that a message is meant to break; none for a message that breaks nothing
    /// on purpose, and for every other kind of event.
    pub breach: Option<&'static str>,
}

/// The event lines of the month, in order of time.
#[must_use]
pub fn month(seed: u64) -> Vec<String> {
    month_labelled(seed).into_iter().map(|labelled| labelled.line).collect()
}

/// The event lines of the month, in order of time, each with what its author had in mind.
#[must_use]
pub fn month_labelled(seed: u64) -> Vec<Labelled> {
    let texts = texts();
    let company = Company::new(seed, &texts);
    let snapshots: Vec<String> =
        [ALL, SALES, PROJECT].iter().filter_map(|&group| company.snapshot(group)).collect();
    let mut journal = Journal::new(seed, company, texts);
    // Who comes and goes decides who can speak: first.
    staff::write(&mut journal);
    duties::write(&mut journal);
    chat::write(&mut journal);
    breaches::write(&mut journal);
    journal.finish(snapshots)
}

fn is_workday(day: i64) -> bool {
    !REST_DAYS.contains(&day)
}

fn texts() -> Templates {
    Templates::read(&[
        include_str!("../../data/company-people.txt"),
        include_str!("../../data/company-threads.txt"),
        include_str!("../../data/company-words.txt"),
        include_str!("../../data/company-duties.txt"),
        include_str!("../../data/company-breaches.txt"),
    ])
}
