//! The cases that a group keeps, and what follows from them: permits, removals.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

use model::{Action, Money, Span, Status, Timestamp};
use rules::finder::NewTask;
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

use super::kept::Kept;
use super::{Act, Case, CaseKind, Course};
use crate::program::RuleId;
use crate::step::Step;
use crate::strikes::Counter;

/// The most settled cases that a group keeps for appeals, for proof that comes late and for
/// persons' records: a deadline that a large group missed, and a lively week.
const SETTLED_MAX: usize = 1_024;
/// The most cases that wait for somebody; the oldest lapses when one more comes.
const WAITING_MAX: usize = 1_024;
/// The most permits that a group keeps.
const PERMITS_MAX: usize = 256;
/// The most removals that are remembered for a quorum: as many as an article may count.
const REMOVALS_MAX: usize = 10_000;

/// Consent that a member holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Permit {
    member: MemberIx,
    what: String,
    key: u64,
    until: Timestamp,
}

/// The cases of a group by number, with what follows from them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cases {
    cases: Kept,
    last: u32,
    permits: VecDeque<Permit>,
    removals: VecDeque<Timestamp>,
    /// Numbers of cases that may have changed since somebody last asked.
    #[serde(skip)]
    touched: BTreeSet<u32>,
}

impl Cases {
    /// The numbers of cases that may have changed since this was last called.
    /// Whoever was at them is done: those that rest are packed.
    pub fn take_touched(&mut self) -> BTreeSet<u32> {
        let touched = std::mem::take(&mut self.touched);
        touched.iter().for_each(|&number| self.cases.settle(number));
        touched
    }

    /// The number of the next case.
    pub fn next_number(&mut self) -> u32 {
        self.last = self.last.saturating_add(1);
        self.last
    }

    /// The number of the newest case.
    pub fn newest(&self) -> u32 {
        self.last
    }

    pub fn get(&self, number: u32) -> Option<&Case> {
        self.cases.get(number)
    }

    /// A case for those outside the engine, of which each is asked for once.
    pub fn shown(&self, number: u32) -> Option<Cow<'_, Case>> {
        self.cases.shown(number)
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut Case> {
        self.touched.insert(number);
        self.cases.get_mut(number)
    }

    /// Keeps a case, which may be for months: most have one act, and room for no more.
    pub(super) fn insert(&mut self, number: u32, mut case: Case) {
        case.acts.shrink_to_fit();
        case.strikes.shrink_to_fit();
        self.touched.insert(number);
        self.cases.insert(number, case);
    }

    pub fn is_empty(&self) -> bool {
        self.cases.len() == 0
    }

    /// Numbers of the open cases that fit, oldest first: of those that wait, of join requests,
    /// of appeals, and of what anything is yet to be done of. What rests is none of them.
    pub fn open(&self, fits: impl Fn(&Case) -> bool) -> Vec<u32> {
        self.cases.open().filter(|(_, case)| fits(case)).map(|(number, _)| number).collect()
    }

    /// Every case, settled ones too: dear, and for what happens seldom.
    pub fn every(&self) -> impl Iterator<Item = Cow<'_, Case>> {
        self.cases.every()
    }

    /// What a member owes, oldest first.
    pub fn owed_by(&self, who: MemberIx) -> Vec<(u32, Money)> {
        self.cases
            .open()
            .filter(|(_, case)| case.member == Some(who))
            .filter_map(|(number, case)| Some((number, case.owed?)))
            .collect()
    }

    /// Makes room: settled cases and waiting ones each have their cap. The numbers of those
    /// that waited and are given up.
    pub(super) fn trim(&mut self) -> Vec<u32> {
        let mut given_up = Vec::new();
        for (waiting, most) in [(false, SETTLED_MAX), (true, WAITING_MAX)] {
            if self.cases.len() <= most {
                continue;
            }
            let mut numbers = match waiting {
                true => self.open(Case::waits),
                false => self.cases.settled_numbers(),
            };
            if !waiting {
                // What is being appealed against is kept until the appeal is heard.
                let heard: BTreeSet<u32> =
                    self.cases.open().filter_map(|(_, case)| case.appeals_against()).collect();
                numbers.retain(|number| !heard.contains(number));
            }
            for number in numbers.iter().take(numbers.len().saturating_sub(most)) {
                self.cases.remove(*number);
                self.touched.insert(*number);
                given_up.extend(waiting.then_some(*number));
            }
        }
        given_up
    }

    pub fn grant(&mut self, member: MemberIx, what: &str, key: u64, until: Timestamp) {
        if self.permits.len() >= PERMITS_MAX {
            self.permits.pop_front();
        }
        self.permits.push_back(Permit { member, what: what.to_owned(), key, until });
    }

    /// Whether a member holds consent.
    pub fn permitted(&self, member: MemberIx, what: &str, key: u64, now: Timestamp) -> bool {
        self.permits.iter().any(|permit| {
            permit.member == member
                && permit.what == what
                && (permit.key == key || permit.key == 0)
                && permit.until >= now
        })
    }

    /// Whether a member holds any permit for `what`.
    pub fn permitted_any(&self, member: MemberIx, what: &str, now: Timestamp) -> bool {
        let holds = |permit: &Permit| permit.member == member && permit.what == what;
        self.permits.iter().any(|permit| holds(permit) && permit.until >= now)
    }

    /// Whether a join request of that person was granted.
    pub fn admitted(&self, id: &str) -> bool {
        self.cases.open().any(|(_, case)| {
            case.kind == CaseKind::Join
                && case.outsider.as_deref() == Some(id)
                && case.acts.iter().any(|act| act.step.action == Action::Approve)
        })
    }

    /// Whether a member has been asked to leave, or their removal waits for somebody.
    pub fn leaving(&self, who: MemberIx) -> bool {
        let open = |act: &Act| {
            (act.step.action.removes() || act.step.action == Action::PersuadeLeave)
                && matches!(act.status, Status::Pending | Status::Task)
        };
        self.cases.open().any(|(_, case)| case.member == Some(who) && case.acts.iter().any(open))
    }

    /// Whether the same task is open already: of the same rule with the same tag where it has
    /// one, else the same words about the same member; of another article, the same words to the
    /// same people.
    pub fn has_task(&self, rule: RuleId, task: &NewTask) -> bool {
        self.cases.open().any(|(_, case)| {
            let same_words = case.member == task.about
                && case.fact.as_ref().is_some_and(|known| known.said == task.fact.said);
            let same_people = case.outsider == task.outsider
                && case.of_course(|course| course.to.as_ref() == Some(&task.to)) == Some(true);
            let same = match case.rule == rule {
                true => case.tag() == task.tag && (!task.tag.is_empty() || same_words),
                false => same_words && same_people,
            };
            case.kind == CaseKind::Task && same && case.waits()
        })
    }

    pub fn note_removal(&mut self, at: Timestamp) {
        if self.removals.len() >= REMOVALS_MAX {
            self.removals.pop_front();
        }
        self.removals.push_back(at);
    }

    /// A removal was wrong: it counts no more.
    pub fn forget_removal(&mut self, at: Timestamp) {
        if let Some(place) = self.removals.iter().rposition(|&time| time == at) {
            self.removals.remove(place);
        }
    }

    /// How many removals were carried out within `span` before now.
    pub fn removals_within(&self, span: Span, step: &Step<'_>) -> u32 {
        let zone = step.program.zone();
        let recent = self.removals.iter().filter(|&&at| zone.add(at, span) >= step.group.now);
        u32::try_from(recent.count()).unwrap_or(u32::MAX)
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let one = |case: &Case| {
            size_of::<Case>()
                + case.trigger.as_ref().map_or(0, String::capacity)
                + case.acts.capacity() * size_of::<Act>()
                + case.strikes.capacity() * size_of::<Counter>()
                + case.course.as_ref().map_or(0, |_| size_of::<Course>())
        };
        self.cases.bytes(one)
    }
}
