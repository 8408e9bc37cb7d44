//! Tasks that recur: at the beginning of each period somebody is asked; what is not done at its
//! end is reported as missed, and the next period's task takes its place.

use policy::param::Who;

use crate::finder::{Fact, NewTask, Outcome, Outcomes, Period};
use crate::register::Entry;
use crate::scene::Moment;

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
    /// For [`crate::finder::Finder::begins`].
    pub fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if (self.place == Place::Organisation) == moment.group.is_org() {
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
