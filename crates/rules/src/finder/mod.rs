//! How a rule that finds meets the engine: what wakes it, what it sees, what it says.
//!
//! A finder has no state of its own and names no penalty. It reads the [`Scene`], which the
//! engine keeps, and adds [`Outcome`]s; `judge` in the engine decides what follows.

mod consent;
mod cue;
mod duty;
mod outcome;
mod period;
mod standing;
mod task;

pub use consent::{Assent, Consent, Permit};
pub use cue::{Cue, LONG, Sign, leads, signs};
pub use duty::{Duty, NewDuty};
pub use outcome::{Certainty, Fact, Finding, Outcome, Outcomes, POLICY_TITLE, Saying, Verdict};
pub use period::Period;
pub use standing::{Stand, Standing};
pub use task::{Ending, How, NewTask};

use std::fmt;

use model::event::MediaKind;
use model::{EventKind, Span};

use crate::register::Entry;
use crate::scene::{GroupView, Member, MemberIx, Moment, Scene};

/// What is looked for in pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InPictures {
    /// Codes that lead somewhere.
    pub codes: bool,
    /// What sort of content they show, as far as a list or a service knows it.
    pub sorts: bool,
}

impl InPictures {
    /// Either's.
    #[must_use]
    pub fn or(self, other: InPictures) -> InPictures {
        InPictures { codes: self.codes || other.codes, sorts: self.sorts || other.sorts }
    }
}

/// A rule that looks at events and finds.
///
/// Every method is a pure function of its arguments. What a method does not need keeps its
/// default.
pub trait Finder: Send + Sync + fmt::Debug {
    /// The kinds of event that it wants to see in [`Finder::find`].
    fn wakes_on(&self) -> &'static [EventKind];

    /// Whom its audience (`for`, `except`) is about, for events whose subject is not the acting
    /// member. Rules about what somebody does leave this as it is.
    fn judges(&self) -> Judges {
        Judges::Actor
    }

    /// What a message must have for [`Finder::find`] to have anything to say about it, and for
    /// [`Finder::settles`] to be so; none: every message is looked at. Other events always are.
    fn cue(&self) -> Option<Cue> {
        None
    }

    /// Looks at one event; called before the event changes the windows.
    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes);

    /// How many of its own recent messages the engine must keep per member for it.
    fn own_messages_kept(&self) -> usize {
        0
    }

    /// Of which media, and how many of them, the engine must keep the times per member for it.
    fn own_media_kept(&self) -> Vec<(MediaKind, usize)> {
        Vec::new()
    }

    /// Whether rules of its kind in one policy are alternatives: where one of them says
    /// [`Outcome::Suits`], the others' breaches fall away; if none does, the first one counts.
    fn is_alternative(&self) -> bool {
        false
    }

    /// Whether it asks what a message is about, by its words or by what was learned
    /// ([`text::Reading::score`]): where no rule does, that is not judged at all.
    fn asks_topics(&self) -> bool {
        self.cue().is_none_or(|cue| cue.awaits(Sign::Hit))
    }

    /// What it has to know of the pictures that come with messages. Where no rule asks, they are
    /// left where they are.
    fn asks_pictures(&self) -> InPictures {
        let wakes = self.wakes_on().contains(&EventKind::Looked);
        InPictures { codes: wakes, sorts: wakes }
    }

    /// Whether its doubts about a message are about the words alone, so that what a person found
    /// harmless once is harmless again.
    fn judges_words(&self) -> bool {
        false
    }

    /// Whether it asks if the group has seen a content before.
    fn asks_seen(&self) -> bool {
        false
    }

    /// Whether it asks if another group under a rule that asks so too has seen a content first.
    /// Groups then learn of one another: see the engine's `Shared`.
    fn asks_elsewhere(&self) -> bool {
        false
    }

    /// A duty that recurs: when each period ends.
    fn period(&self) -> Option<Period> {
        None
    }

    /// Whether a recurring duty is that member's, beside what the rule's audience says.
    fn owed_by(&self, _member: MemberIx, _group: &dyn GroupView) -> bool {
        true
    }

    /// How much an event adds to the acting member's count of this period.
    fn counts(&self, _scene: &Scene<'_>) -> u32 {
        0
    }

    /// At a period's end: the finding for a member with that count, or none where it is enough.
    fn falls_short(&self, _count: u32) -> Option<Fact> {
        None
    }

    /// Whether a further duty that the same member sets the same people, while one is open,
    /// adds nothing to it: the first deadline stands, and one silence is one breach.
    fn joins_open_duty(&self) -> bool {
        false
    }

    /// Whether an event by `who` settles their part of a duty that this rule opened.
    fn settles(&self, _duty: &Duty, _who: MemberIx, _scene: &Scene<'_>) -> bool {
        false
    }

    /// Whether a member whose part of a duty ran out still owes it, by what is kept of them.
    fn still_owes(&self, _duty: &Duty, _member: &Member) -> bool {
        true
    }

    /// Whether somebody who owes nothing may settle a duty for all who owe it together.
    fn anybody_settles(&self) -> bool {
        false
    }

    /// What is found about a member whose part of a duty ran out.
    fn lapses(&self, duty: &Duty) -> Fact {
        Fact { reason: duty.note.clone(), said: duty.note.clone() }
    }

    /// Whether it wants to hear of changes of the personnel list about people who are not in the
    /// group; without, a group hears only of its own.
    fn watches_staff(&self) -> bool {
        false
    }

    /// Whether it is at work in `@org` whichever groups its policy names; rules of the families
    /// publish, account and customer always are.
    fn serves_organisation(&self) -> bool {
        false
    }

    /// Called once in a group when the rule comes into force there: with the group's first event,
    /// or on the day on which its policy takes effect. Entries without a due time that it makes
    /// here stand as long as this version of the policy is in force.
    fn begins(&self, _moment: &Moment<'_>, _out: &mut Outcomes) {}

    /// Called in a group while a newer version of the policy is loaded that is not in force yet
    /// ([`crate::scene::Edition::next`]): once or several times, so the rule has to remember.
    fn foresees(&self, _moment: &Moment<'_>, _out: &mut Outcomes) {}

    /// Whether its newer version asks afresh, so that what is owed by the older one falls away.
    fn asks_afresh(&self) -> bool {
        false
    }

    /// An entry of the register that this rule made has reached its `due`. It has been struck;
    /// to keep it, enter it again.
    fn comes_due(&self, _entry: &Entry, _moment: &Moment<'_>, _out: &mut Outcomes) {}

    /// What this rule asked for, consent or a task, has come to its end.
    fn ended(&self, _ending: &Ending<'_>, _moment: &Moment<'_>, _out: &mut Outcomes) {}

    /// Kinds of which it hears how what they asked for ended, in [`Finder::heard`], and which
    /// duties ran out, in [`Finder::heard_lapse`].
    fn hears(&self) -> &'static [&'static str] {
        &[]
    }

    /// What a rule of a kind in [`Finder::hears`] asked for has come to its end; called before
    /// that rule itself hears of it.
    fn heard(&self, _ending: &Ending<'_>, _moment: &Moment<'_>, _out: &mut Outcomes) {}

    /// A duty that a rule in [`Finder::hears`] set, in the same policy, ran out: called after it
    /// was judged, with those who owe it.
    fn heard_lapse(
        &self,
        _duty: &Duty,
        _owing: &[MemberIx],
        _moment: &Moment<'_>,
        _out: &mut Outcomes,
    ) {
    }

    /// Whether it asks who wrote a message ([`GroupView::author`]).
    fn asks_authors(&self) -> bool {
        false
    }

    /// Whether it judges members by time that passes, in [`Finder::standing`].
    fn has_standing(&self) -> bool {
        false
    }

    /// Whether it says of members' names in the group whether they fit; without such a rule,
    /// any name fits.
    fn judges_cards(&self) -> bool {
        false
    }

    /// How long somebody is a newcomer, where the rule says so.
    fn newcomer_for(&self) -> Option<Span> {
        None
    }

    /// Whether the member's standing is in breach merely because time passed.
    fn standing(&self, _member: &Member, _scene: &Standing<'_>) -> Stand {
        Stand::Never
    }
}

/// Whom a rule's audience is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judges {
    /// The acting member; the engine checks `for` and `except` before it calls.
    Actor,
    /// Somebody else or several: the rule calls [`Scene::audience`] for each.
    Others,
}
