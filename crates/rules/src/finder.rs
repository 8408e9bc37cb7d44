//! How a rule that finds meets the engine: what wakes it, what it sees, what it says.
//!
//! A finder has no state of its own and names no penalty. It reads the [`Scene`], which the
//! engine keeps, and adds [`Outcome`]s; `judge` in the engine decides what follows.

use std::fmt;

use model::event::MediaKind;
use model::{Calendar, Category, Days, EventKind, Span, TimeOfDay, Timestamp, Zone};
use policy::param::{Every, Who};
use serde::{Deserialize, Serialize};

use crate::register::Entry;
use crate::scene::{GroupView, Member, MemberIx, Moment, Scene};

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

/// A fact that was found, in two wordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// For those who run the group: with numbers and the words that were hit.
    pub reason: String,
    /// For everybody: polite, without the words that were hit.
    pub said: String,
}

impl Fact {
    /// A fact that may be said to everybody as it is.
    #[must_use]
    pub fn plain(reason: impl Into<String>) -> Fact {
        let reason = reason.into();
        Fact { said: reason.clone(), reason }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Sure enough to act on.
    Act,
    /// A person is asked first.
    Ask,
}

/// A breach that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Who is found in breach; none: nobody in particular.
    pub member: Option<MemberIx>,
    /// For kinds with categories, which one.
    pub category: Option<Category>,
    /// What was found.
    pub fact: Fact,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether the member's own window starts afresh, so that one flood is one breach.
    pub resets_window: bool,
}

/// What a finder says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A breach.
    Breach(Finding),
    /// The event is as the rule wants it; said by rules that are alternatives.
    Suits,
    /// Members owe something from now on.
    Duty(NewDuty),
    /// A join request is answered.
    Join(Verdict, Fact),
    /// Consent is asked of somebody; when it is given, the member holds a permit.
    Consent(Consent),
    /// What the event asks for is granted at once: the member holds a permit.
    Grant(Permit),
    /// What the event asks for is refused at once, whatever other rules say.
    Refuse(Fact),
    /// Something is said in the group or to the member.
    Say(Saying),
    /// Somebody is asked to do something.
    Task(NewTask),
    /// Tasks of this rule with that tag that are still open are no longer wanted.
    Withdraw(String),
    /// Tasks of this rule with that tag that are still open have been done: an event shows it.
    Fulfil(String),
    /// An entry of the register is made, in place of one with the same list and key.
    Enter(Entry),
    /// An entry of the register is struck.
    Strike {
        /// Its list.
        list: String,
        /// Its key.
        key: String,
    },
    /// Whether the member's name in the group is as it should be.
    CardJudged(MemberIx, bool),
}

/// Stands for the policy's title, with its marks 《》, in what is said in the group.
pub const POLICY_TITLE: &str = "{制度}";

/// What finders said about one event.
pub type Outcomes = Vec<Outcome>;

/// The answer to a join request, the weakest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Let them in.
    Approve,
    /// Ask somebody of this role.
    Ask(model::Role),
    /// Turn them down.
    Refuse,
}

/// Consent that a request needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Who gives it: one after the other, each somebody else.
    pub from: Vec<Assent>,
    /// What the permit is for: the rule's own word.
    pub what: &'static str,
    /// For content, its fingerprint; 0 where the permit is for an act.
    pub key: u64,
    /// In words.
    pub fact: Fact,
    /// How long each step may take; none: as long as any case waits.
    pub within: Option<Span>,
    /// Whether it counts as given where nobody answers in time.
    pub silence_grants: bool,
    /// Whom it is about, where that is not the acting member: a complaint about somebody. Then
    /// no permit follows, and nobody is answered but by the rule, in [`Finder::ended`].
    pub about: Option<MemberIx>,
    /// Who may not take part, beside the person concerned: whoever reported, say.
    pub barred: Vec<MemberIx>,
    /// Given back in [`Ending::tag`].
    pub tag: String,
}

impl Consent {
    /// One person of that role is asked.
    #[must_use]
    pub fn by(role: model::Role, what: &'static str, key: u64, fact: Fact) -> Consent {
        let from = vec![Assent { who: Who::Role(role), count: 1 }];
        Consent {
            from,
            what,
            key,
            fact,
            within: None,
            silence_grants: false,
            about: None,
            barred: Vec::new(),
            tag: String::new(),
        }
    }
}

/// One step of consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assent {
    /// Whose; the owner's always stands in for an administrator's.
    pub who: Who,
    /// How many different people.
    pub count: u8,
}

/// What somebody may do from now on, for as long as a permit holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// What for: the rule's own word.
    pub what: &'static str,
    /// For content, its fingerprint; 0 where the permit is for an act.
    pub key: u64,
    /// In words.
    pub fact: Fact,
}

/// Something that is said in the group or to the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The text; [`POLICY_TITLE`] in it is filled in.
    pub text: String,
    /// Why.
    pub reason: String,
    /// To whom or where, where that is not this group: a role, a group's name or glob.
    pub to: Option<String>,
}

impl Saying {
    /// Something that is said here.
    #[must_use]
    pub fn here(text: impl Into<String>, reason: impl Into<String>) -> Saying {
        Saying { text: text.into(), reason: reason.into(), to: None }
    }
}

/// Something that somebody is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// What, in words: `reason` for the work list, `said` for whoever is asked.
    pub fact: Fact,
    /// Whom; [`Who::Concerned`]: the member whom it is about.
    pub to: Who,
    /// Whom it is about, where that is not the acting member.
    pub about: Option<MemberIx>,
    /// Whom or what outside the group it is about: a customer, an account, somebody to invite.
    pub outsider: Option<String>,
    /// When it must be done; a miss is reported, and the task stays open.
    pub due: Option<Timestamp>,
    /// Given back in [`Ending::tag`]; a task with the tag of an open one of this rule is that
    /// one.
    pub tag: String,
}

impl NewTask {
    /// A task without a deadline.
    #[must_use]
    pub fn new(fact: Fact, to: Who) -> NewTask {
        NewTask { fact, to, about: None, outsider: None, due: None, tag: String::new() }
    }

    /// The task with a deadline.
    #[must_use]
    pub fn due(mut self, due: Timestamp) -> NewTask {
        self.due = Some(due);
        self
    }

    /// The task with a tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> NewTask {
        self.tag = tag.into();
        self
    }

    /// The task about a member.
    #[must_use]
    pub fn about(mut self, member: Option<MemberIx>) -> NewTask {
        self.about = member;
        self
    }

    /// The task about somebody or something outside the group.
    #[must_use]
    pub fn outsider(mut self, id: &str) -> NewTask {
        self.outsider = Some(id.to_owned());
        self
    }
}

/// How something that a rule asked for came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Consent was given.
    Granted,
    /// Consent was refused.
    Refused,
    /// Nobody answered in time, and the rule said that silence does not grant.
    Lapsed,
    /// The task was done.
    Done,
    /// The task was not done in time; it stays open.
    Missed,
}

/// The end of something that a rule asked for.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// How.
    pub how: How,
    /// The tag that the rule gave it.
    pub tag: &'a str,
    /// The case's name.
    pub case: &'a str,
    /// The member concerned: who asked, or whom the task is about.
    pub member: Option<MemberIx>,
    /// Somebody or something concerned that is no member.
    pub outsider: Option<&'a str>,
    /// Who gave or refused consent, or did the task, where a member did.
    pub by: Option<MemberIx>,
    /// What came with it: what shows that a task was done, why consent was refused.
    pub proof: Option<&'a str>,
}

/// Something that members owe from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDuty {
    /// Who owes it.
    pub who: Vec<MemberIx>,
    /// Whether one of them is enough for all.
    pub collective: bool,
    /// When it must be done at the latest; done at that very time is in time.
    pub due: Timestamp,
    /// The finding if it is not done.
    pub note: String,
}

/// A duty that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The event that set it.
    pub trigger: String,
    /// Who set it, where a member did.
    pub by: Option<MemberIx>,
    /// The finding if it is not done.
    pub note: String,
}

/// A recurring period and the days that it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// How long a period is: hours and minutes from midnight on, days, weeks from Monday on,
    /// months of the calendar.
    pub every: Span,
    /// The time of day at which a period of days ends (24:00: midnight).
    pub ends: TimeOfDay,
    /// For a period of a day, the days that count.
    pub days: Days,
}

impl Period {
    /// The period of a duty that is due `every` so often, at the time of day `ends`; `days`
    /// are those that count, where the policy names them apart.
    #[must_use]
    pub fn of(every: Every, ends: TimeOfDay, days: Option<Days>) -> Period {
        let (every, named) = match every {
            Every::Span(span) => (span, Days::default()),
            Every::Days(days) => (Span::Days(1), days),
        };
        Period { every, ends, days: days.unwrap_or(named) }
    }

    /// The first end of a period after `after`.
    #[must_use]
    pub fn next_end(&self, after: Timestamp, zone: &Zone, calendar: &Calendar) -> Timestamp {
        let local = zone.local(after);
        match self.every {
            Span::Ms(ms) if ms > 0 => {
                let midnight = zone.at(local.day, 0);
                midnight.plus_ms((after.since(midnight) / ms + 1) * ms)
            }
            Span::Days(1) | Span::SameDay | Span::Ms(_) => {
                self.ends_on(local.day, 1, zone, after, |day| self.days.contains(day, calendar))
            }
            Span::Days(7) => self.ends_on(local.day, 1, zone, after, |day| {
                if self.days == Days::default() {
                    model::zone::weekday_of(day) == 6
                } else {
                    self.days.contains(day, calendar)
                }
            }),
            // Days are counted from the epoch, so that every group has the same periods.
            Span::Days(n) => {
                let n = i32::try_from(n.max(1)).unwrap_or(i32::MAX);
                self.ends_on(local.day, 1, zone, after, |day| (day + 1).rem_euclid(n) == 0)
            }
            Span::Months(n) => self.month_end(n.max(1), after, zone),
        }
    }

    fn ends_on(
        &self,
        from: i32,
        step: i32,
        zone: &Zone,
        after: Timestamp,
        counts: impl Fn(i32) -> bool,
    ) -> Timestamp {
        // No set of days leaves a gap of over a year; longer spans end within their length.
        const DAYS_AHEAD: i32 = 40_000;
        (from.saturating_sub(1)..from.saturating_add(DAYS_AHEAD))
            .step_by(usize::try_from(step).unwrap_or(1))
            .filter(|&day| counts(day))
            .map(|day| zone.at(day, self.ends.0))
            .find(|&end| end > after)
            .unwrap_or(Timestamp::MAX)
    }

    fn month_end(&self, months: u32, after: Timestamp, zone: &Zone) -> Timestamp {
        let date = model::zone::date_of_day(zone.local(after).day);
        let mut parts = date.split('-').map(|part| part.parse::<i32>().unwrap_or(1));
        let (year, month) = (parts.next().unwrap_or(1970), parts.next().unwrap_or(1));
        let months = i32::try_from(months).unwrap_or(1);
        let mut index = (year * 12 + month - 1).div_euclid(months) * months + months;
        for _ in 0..3 {
            let first_after = i16::try_from(index.div_euclid(12))
                .ok()
                .zip(i8::try_from(index.rem_euclid(12) + 1).ok())
                .and_then(|(year, month)| model::zone::day_of_date(year, month, 1));
            let Some(first_after) = first_after else { return Timestamp::MAX };
            let end = zone.at(first_after - 1, self.ends.0);
            if end > after {
                return end;
            }
            index += months;
        }
        Timestamp::MAX
    }
}

/// Whether a member's standing is in breach because time passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It never will be as things are.
    Never,
    /// It will be from that time on.
    From(Timestamp, Fact),
}

/// What a standing is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// When the group's history began; silence and absence count from there.
    pub began: Timestamp,
    /// When the member was last found in breach of the same rule: what came before is dealt
    /// with.
    pub again: Option<Timestamp>,
    /// The policy's time zone.
    pub zone: &'a Zone,
}
