//! Cases: everything that has a history, waits for somebody, or can be appealed against.

mod clocks;
mod course;
mod keeping;
mod kept;

use model::{Category, Money, Needs, Status, Step as SanctionStep, Timestamp};
use rules::finder::Fact;
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

use crate::program::RuleId;
use crate::step::{Found, Trigger};
use crate::strikes::Counter;

pub(crate) use course::name_of;
pub use course::{CaseNote, Course, Wanted};
pub use keeping::Cases;

/// What a case is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseKind {
    /// A breach and what follows it.
    Breach,
    /// Something that may be a breach: a person judges.
    Judgement,
    /// A join request that a person answers.
    Join,
    /// Consent that a member asked for.
    Consent {
        /// What the permit is for.
        what: String,
        /// The content's fingerprint, 0 for an act.
        key: u64,
    },
    /// An appeal against another case.
    Appeal {
        /// That case's number.
        of: u32,
    },
    /// Something that a person is asked to do.
    Task,
}

/// One thing that a case does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub step: SanctionStep,
    pub status: Status,
    #[serde(skip)]
    pub needs: Option<Needs>,
    pub merged: bool,
    pub until: Option<Timestamp>,
    /// What it rests on, where that is a breach.
    pub cause: Option<Cause>,
}

/// What an act rests on: a case may have acts of several articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub rule: RuleId,
    pub sanction: Option<RuleId>,
    pub category: Option<Category>,
    pub breach: Option<u32>,
}

/// What may be a breach, as a rule found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub rule: RuleId,
    pub category: Option<Category>,
    pub fact: Fact,
}

impl Doubt {
    pub fn of(found: &Found) -> Doubt {
        Doubt {
            rule: found.rule,
            category: found.finding.category,
            fact: found.finding.fact.clone(),
        }
    }
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub kind: CaseKind,
    /// The rule that it rests on.
    pub rule: RuleId,
    pub category: Option<Category>,
    /// When it was opened.
    pub at: Timestamp,
    /// When what it does was last decided: appeals count from there.
    pub decided: Timestamp,
    /// The event that led to it.
    pub trigger: Option<String>,
    /// The member concerned.
    pub member: Option<MemberIx>,
    /// Somebody concerned who is no member, by id.
    pub outsider: Option<String>,
    /// What a person is asked to do.
    pub fact: Option<Fact>,
    /// What may be breaches, while a person still has to judge.
    pub doubts: Vec<Doubt>,
    pub strikes: Vec<Counter>,
    pub acts: Vec<Act>,
    /// The fine's rule, and what is owed now.
    pub fine: Option<RuleId>,
    pub owed: Option<Money>,
    /// Whose consent it waits for; none: for nobody's.
    pub needs: Option<Wanted>,
    /// Who has consented so far.
    pub consents: Vec<MemberIx>,
    /// Who judged that it is a breach, where a person did.
    pub judges: Vec<MemberIx>,
    /// An appeal against it has been made: there is one for each decision.
    pub appealed: bool,
    /// Apart, since most cases have none of it.
    course: Option<Box<Course>>,
}

impl Case {
    pub fn new(kind: CaseKind, rule: RuleId, at: Timestamp, trigger: &Trigger) -> Case {
        Case {
            kind,
            rule,
            category: None,
            at,
            decided: at,
            trigger: trigger.name().map(str::to_owned),
            member: None,
            outsider: None,
            fact: None,
            doubts: Vec::new(),
            strikes: Vec::new(),
            acts: Vec::new(),
            fine: None,
            owed: None,
            needs: None,
            consents: Vec::new(),
            judges: Vec::new(),
            appealed: false,
            course: None,
        }
    }

    /// A part of its course, where it has one.
    pub fn of_course<T>(&self, part: impl FnOnce(&Course) -> T) -> Option<T> {
        self.course.as_deref().map(part)
    }

    /// Steps, deadline, history, to change.
    pub fn course_mut(&mut self) -> &mut Course {
        self.course.get_or_insert_default()
    }

    /// The rule's own word for what it asked.
    pub fn tag(&self) -> &str {
        self.course.as_deref().map_or("", |course| &course.tag)
    }

    /// Whether the person concerned did not ask for it and is told nothing.
    pub fn is_about_other(&self) -> bool {
        self.of_course(|course| course.about_other) == Some(true)
    }

    /// Notes what it waits for as a whole, before that is changed.
    pub fn note_asked(&mut self) {
        let Some(first) = self.needs.clone() else { return };
        let course = self.course_mut();
        if course.asked.is_empty() {
            course.asked = std::iter::once(first).chain(course.later.iter().cloned()).collect();
        }
    }

    /// Takes the next step of consent, where there is one.
    pub fn next_step(&mut self) -> Option<Wanted> {
        let later = &mut self.course.as_deref_mut()?.later;
        (!later.is_empty()).then(|| later.remove(0))
    }

    /// The case that an open appeal is against.
    pub fn appeals_against(&self) -> Option<u32> {
        match self.kind {
            CaseKind::Appeal { of } if self.needs.is_some() => Some(of),
            _ => None,
        }
    }

    /// Whether everything that it did was taken back.
    pub fn is_undone(&self) -> bool {
        self.kind == CaseKind::Breach && self.acts.is_empty()
    }

    /// Whether it waits for somebody: for consent, a task, or money.
    pub fn waits(&self) -> bool {
        self.needs.is_some()
            || self.owed.is_some()
            || self
                .acts
                .iter()
                .any(|act| !act.merged && matches!(act.status, Status::Pending | Status::Task))
    }
}
