//! What two policies decide differently about the same events: who, by which article, with
//! which words.
//!
//! Both run side by side, one event at a time, so that memory holds only what differs.

mod render;

use std::collections::{BTreeMap, BTreeSet};

use model::{Action, Decision, Status, Timestamp, Zone};

pub use render::{in_words, to_json, to_text};

/// The most differences that are kept with their words; beyond them all are only counted.
pub const KEPT_MAX: usize = 2_000;
/// The most people that are counted one by one.
const PEOPLE_MAX: usize = 100_000;

/// Everything that differs.
#[derive(Debug, Default)]
pub struct Differences {
    /// Events that both looked at.
    pub events: u64,
    /// Lines that are no events.
    pub bad_lines: u64,
    /// Events after which somebody is treated differently.
    pub differing: u64,
    /// Events after which the same is done by another article.
    pub other_article: u64,
    /// By group and member; without a member: the group itself.
    pub people: BTreeMap<(String, String), Vec<Difference>>,
    /// Everybody who is treated differently.
    pub concerned: BTreeSet<(String, String)>,
    /// By article and whether the new policy has it: how often it decides what the other does
    /// not.
    pub articles: BTreeMap<(bool, String, &'static str), u64>,
    kept: usize,
}

/// One event after which somebody is treated differently.
#[derive(Debug)]
pub struct Difference {
    /// When.
    pub at: Timestamp,
    /// The event's id, where it has one.
    pub event: Option<String>,
    /// What was said, where it was a message.
    pub said: Option<String>,
    /// What the old policy decides and the new does not.
    pub old: Vec<Decision>,
    /// What the new policy decides and the old does not.
    pub new: Vec<Decision>,
}

/// What is done to somebody: that is what differs or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Treatment {
    action: Action,
    status: Status,
    until: Option<Timestamp>,
    amount: Option<i64>,
    share: Option<String>,
    to: Option<String>,
}

fn treatment(decision: &Decision) -> Treatment {
    Treatment {
        action: decision.action,
        status: decision.status,
        until: decision.until,
        amount: decision.amount.map(|sum| sum.0),
        share: decision.share.clone(),
        to: decision.to.clone().filter(|_| decision.status != Status::Done),
    }
}

/// What an event says of itself.
pub struct Told<'a> {
    /// Its id.
    pub id: Option<&'a str>,
    /// Its words, of a message.
    pub said: Option<&'a str>,
}

impl Differences {
    /// Compares what both decided on one event.
    pub fn compare(&mut self, told: &Told<'_>, old: &[Decision], new: &[Decision]) {
        self.events += 1;
        let mut by_person: BTreeMap<(String, String), (Vec<Decision>, Vec<Decision>)> =
            BTreeMap::new();
        for (decisions, is_new) in [(old, false), (new, true)] {
            for decision in decisions.iter().filter(|one| !one.merged) {
                let member = decision.member.clone().unwrap_or_default();
                let both = by_person.entry((decision.group.clone(), member)).or_default();
                let side = if is_new { &mut both.1 } else { &mut both.0 };
                side.push(decision.clone());
            }
        }
        let (mut differs, mut only_article) = (false, false);
        for (person, (old, new)) in by_person {
            let cites = |decisions: &[Decision]| -> BTreeSet<String> {
                decisions.iter().map(|one| one.cite.clone()).collect()
            };
            let other_cites = cites(&old) != cites(&new);
            let (old, new) = without_common(old, new);
            if old.is_empty() && new.is_empty() {
                only_article |= other_cites;
                continue;
            }
            differs = true;
            self.keep(person, told, old, new);
        }
        self.differing += u64::from(differs);
        self.other_article += u64::from(only_article && !differs);
    }

    fn keep(
        &mut self,
        person: (String, String),
        told: &Told<'_>,
        old: Vec<Decision>,
        new: Vec<Decision>,
    ) {
        for (decisions, is_new) in [(&old, false), (&new, true)] {
            for one in decisions {
                let article = (is_new, one.cite.clone(), one.kind);
                *self.articles.entry(article).or_default() += 1;
            }
        }
        if self.concerned.len() < PEOPLE_MAX {
            self.concerned.insert(person.clone());
        }
        if self.kept >= KEPT_MAX {
            return;
        }
        self.kept += 1;
        let first = old.iter().chain(&new).next();
        let at = first.map_or(Timestamp::MIN, |decision| decision.at);
        let by_event = first.is_some_and(|decision| decision.due.is_none());
        let difference = Difference {
            at,
            event: told.id.filter(|_| by_event).map(str::to_owned),
            said: told.said.filter(|_| by_event).map(str::to_owned),
            old,
            new,
        };
        self.people.entry(person).or_default().push(difference);
    }

    /// Whether not all differences are kept with their words.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.kept >= KEPT_MAX
    }
}

/// Both sides without what is done on both.
fn without_common(old: Vec<Decision>, mut new: Vec<Decision>) -> (Vec<Decision>, Vec<Decision>) {
    let mut left = Vec::new();
    for decision in old {
        let same = treatment(&decision);
        match new.iter().position(|other| treatment(other) == same) {
            Some(at) => drop(new.remove(at)),
            None => left.push(decision),
        }
    }
    (left, new)
}

/// A point in time as people read it.
fn shown(at: Timestamp, zone: &Zone) -> String {
    let whole = zone.rfc3339(at);
    whole.get(..16).unwrap_or(&whole).replace('T', " ")
}
