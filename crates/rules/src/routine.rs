//! Tasks that recur: at the beginning of each period somebody is asked; what is not done at its
//! end is reported as missed, and the next period's task takes its place.

use model::{EventKind, TimeOfDay};
use policy::param::{Every, Who};

use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes, Period};
use crate::people;
use crate::register::Entry;
use crate::scene::{Moment, Scene};

/// The list of the register on which routines keep when they are next due.
const LIST: &str = "routine";

/// Where a routine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In every group that the policy governs.
    Groups,
    /// Once for the organisation.
    Organisation,
}

/// A task that recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routine {
    /// How often, and when a period ends.
    pub period: Period,
    /// Who is asked.
    pub to: Who,
    /// What, in words.
    pub fact: Fact,
    /// Where.
    pub place: Place,
    /// Tells several routines of one kind apart: the kind's name, with the article's own words
    /// where a policy has several.
    pub tag: String,
}

impl Routine {
    /// The routine of a rule kind: `by` is who does it, where the policy says so, and `reason`
    /// what is to be done. What it is about tells it from others of its kind.
    #[must_use]
    pub fn of(kind: &str, every: Every, by: Option<Who>, place: Place, reason: String) -> Routine {
        Routine {
            period: Period::of(every, TimeOfDay(TimeOfDay::DAY), None),
            to: people::asked(by),
            tag: format!("{kind}/{reason}"),
            fact: Fact::plain(reason),
            place,
        }
    }

    /// The same with more to say to whoever reads the work list.
    #[must_use]
    pub fn noting(&self, more: Option<String>) -> Routine {
        let mut routine = self.clone();
        if let Some(more) = more {
            routine.fact.reason = format!("{};{more}", routine.fact.reason);
            routine.fact.said = format!("{};{more}", routine.fact.said);
        }
        routine
    }

    /// For [`crate::finder::Finder::begins`].
    pub fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let here = (self.place == Place::Organisation) == moment.group.is_org();
        // Two articles that say the same are one task.
        if here && moment.group.entry(LIST, &self.tag).is_none() {
            self.ask(moment, out);
        }
    }

    /// Asks afresh in the middle of a period, in other words than before.
    pub fn renew(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if moment.group.entry(LIST, &self.tag).is_some() {
            out.push(Outcome::Withdraw(self.tag.clone()));
            self.ask(moment, out);
        }
    }

    /// For [`crate::finder::Finder::comes_due`].
    pub fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list == LIST && entry.key == self.tag {
            out.push(Outcome::Withdraw(self.tag.clone()));
            self.ask(moment, out);
        }
    }

    /// What an event shows to be done needs nobody's word any more.
    pub fn fulfilled(&self, out: &mut Outcomes) {
        out.push(Outcome::Fulfil(self.tag.clone()));
    }

    fn ask(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let end = self.period.next_end(moment.now, moment.zone, moment.calendar);
        let task = NewTask::new(self.fact.clone(), self.to.clone()).due(end).tag(&*self.tag);
        out.push(Outcome::Task(task));
        // A moment later, so that the miss is reported before the next task is asked for.
        out.push(Outcome::Enter(Entry::new(LIST, &self.tag).due(end.plus_ms(1))));
    }
}

/// A rule that is a routine and nothing else.
#[derive(Debug)]
pub struct Recurring(pub Routine);

impl Finder for Recurring {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.0.begins(moment, out);
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        self.0.comes_due(entry, moment, out);
    }
}
