//! What members owe, until they do it or it runs out.

use std::collections::BTreeMap;

use model::{Event, EventBody, Timestamp};
use rules::finder::{Certainty, Duty, Finding, NewDuty};
use rules::register::LEAVE;
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};
use text::Reading;

use crate::late::Missed;
use crate::owed::{DutyEnd, Mark, Told};
use crate::program::{Rule, RuleId, RuleMarks};
use crate::step::{Found, Step, Trigger};
use crate::timers::Timer;

/// The most duties open at a time in one group; the oldest gives way. A group that two thousand
/// people join within the time that they have to change their names has as many.
const OPEN_MAX: usize = 4_096;
/// The most members in all of them together, 4 MB; the oldest duty gives way.
const PENDING_MAX: usize = 1_048_576;

/// Up to so many people who could each have answered are reminded by name; more of them as the
/// group that they are.
const NAMED_MAX: usize = 5;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Open {
    rule: RuleId,
    duty: Duty,
    /// Who still owes it, ascending.
    pending: Vec<MemberIx>,
    collective: bool,
}

impl Open {
    fn mark(&self) -> Mark {
        Mark::of(self.rule, &self.duty.trigger)
    }

    fn is_owed_by(&self, who: MemberIx) -> bool {
        self.pending.binary_search(&who).is_ok()
    }
}

/// The open duties of a group, by number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Duties {
    open: BTreeMap<u32, Open>,
    next: u32,
    /// How many members owe the open duties, counted once for each.
    pending: usize,
    /// Which rules may have opened them: most messages settle no duty, and this shows it without
    /// a look into far memory.
    #[serde(skip, default = "RuleMarks::all")]
    rules: RuleMarks,
    /// What is new, for whoever keeps lists.
    #[serde(skip)]
    news: Vec<Told>,
}

impl Duties {
    /// Whether nobody owes anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether a member owes an open duty with that note.
    #[must_use]
    pub fn owes(&self, who: MemberIx, note: &str) -> bool {
        self.open.values().any(|open| open.duty.note == note && open.is_owed_by(who))
    }

    /// What is new since this was last called.
    pub(crate) fn take_news(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.news)
    }

    /// Something is new.
    pub(crate) fn tell(&mut self, told: Told) {
        self.news.push(told);
    }

    /// It ended for somebody, or for all together.
    pub(crate) fn ended(&mut self, mark: Mark, who: Option<MemberIx>, end: DutyEnd, at: Timestamp) {
        self.news.push(Told::Ended { mark, who, end, at });
    }

    /// A duty is over.
    fn mark_afresh(&mut self) {
        self.rules = RuleMarks::default();
        self.open.values().for_each(|open| self.rules.set(open.rule));
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let one = |open: &Open| {
            size_of::<Open>()
                + open.pending.capacity() * size_of::<MemberIx>()
                + open.duty.trigger.capacity()
                + open.duty.note.capacity()
        };
        self.open.values().map(one).sum()
    }
}

impl Step<'_> {
    /// Opens a duty that a rule found.
    pub(crate) fn open_duty(
        &mut self,
        rule: RuleId,
        mut new: NewDuty,
        trigger: &str,
        by: Option<MemberIx>,
    ) {
        new.who.retain(|&ix| !self.is_system(ix));
        // In order, so that a member is found among many without walking them.
        new.who.sort_unstable();
        new.who.dedup();
        if new.who.is_empty() {
            return;
        }
        let joins = self
            .program
            .rule(rule)
            .and_then(Rule::finder)
            .is_some_and(|finder| finder.joins_open_duty());
        new.who.sort_unstable();
        new.who.dedup();
        let duties = &mut self.group.duties;
        if joins
            && duties.open.values().any(|open| {
                open.rule == rule
                    && open.duty.by == by
                    && new.who.iter().all(|&ix| open.is_owed_by(ix))
            })
        {
            return;
        }
        let number = duties.next;
        duties.next = duties.next.wrapping_add(1);
        duties.pending += new.who.len();
        duties.tell(Told::Opened {
            mark: Mark::of(rule, trigger),
            by,
            at: self.group.now,
            due: new.due,
            shared: new.collective,
            who: new.who.clone(),
        });
        let duty = Duty { trigger: trigger.to_owned(), by, note: new.note };
        let open = Open { rule, duty, pending: new.who, collective: new.collective };
        duties.open.insert(number, open);
        duties.rules.set(rule);
        self.group.timers.set(new.due, Timer::Duty(number));
        self.forget_oldest_duties();
    }

    /// Makes room, but never drops the newest duty.
    fn forget_oldest_duties(&mut self) {
        let duties = &mut self.group.duties;
        while duties.open.len() > 1
            && (duties.open.len() > OPEN_MAX || duties.pending > PENDING_MAX)
        {
            let Some((number, open)) = duties.open.pop_first() else { return };
            duties.pending = duties.pending.saturating_sub(open.pending.len());
            duties.mark_afresh();
            duties.ended(open.mark(), None, DutyEnd::Freed, self.group.now);
            self.group.timers.cancel(Timer::Duty(number));
        }
    }

    /// Strikes from the open duties what this event settles.
    pub(crate) fn settle_duties(
        &mut self,
        event: &Event<'_>,
        reading: &Reading,
        actor: Option<MemberIx>,
    ) {
        if self.group.duties.is_empty() {
            return;
        }
        let Some(actor) = actor else { return };
        let called = self.program.calls_any(self.group.duties.rules, |by| self.is_called(by));
        // What a cue passes over must settle nothing.
        if !called && !cfg!(debug_assertions) {
            return;
        }
        if let EventBody::Recall { target } = &event.body {
            return self.withdraw_duties(target, actor);
        }
        let mut settled = Vec::new();
        for (&number, open) in &self.group.duties.open {
            let Some(rule) = self.program.rule(open.rule) else { continue };
            let called = called && self.is_called(rule.called_by);
            if !called && !cfg!(debug_assertions) {
                continue;
            }
            let for_all = open.collective
                && open.duty.by != Some(actor)
                && rule.finder().is_some_and(|finder| finder.anybody_settles());
            if !for_all && !open.is_owed_by(actor) {
                continue;
            }
            let view = self.view_for(rule);
            let Some(scene) = self.scene(rule, event, reading, Some(actor), &view) else {
                continue;
            };
            if rule.finder().is_some_and(|finder| finder.settles(&open.duty, actor, &scene)) {
                debug_assert!(called, "cue of {}", rule.kind);
                settled.push((number, open.collective));
            }
        }
        for (number, whole) in settled {
            if let Some(open) = self.group.duties.open.get(&number) {
                let mark = open.mark();
                self.group.duties.ended(mark, Some(actor), DutyEnd::Done, event.at);
            }
            self.release(number, (!whole).then_some(actor));
        }
    }

    /// What its author recalls binds nobody any more.
    fn withdraw_duties(&mut self, trigger: &str, by: MemberIx) {
        let withdrawn = |open: &Open| open.duty.by == Some(by) && open.duty.trigger == trigger;
        let duties = self.group.duties.open.iter();
        let numbers: Vec<u32> =
            duties.filter(|(_, open)| withdrawn(open)).map(|(&number, _)| number).collect();
        for number in numbers {
            if let Some(open) = self.group.duties.open.get(&number) {
                let (mark, now) = (open.mark(), self.group.now);
                self.group.duties.ended(mark, None, DutyEnd::Freed, now);
            }
            self.release(number, None);
        }
    }

    /// Frees a member, or everybody, from an open duty; drops it when nobody owes it.
    fn release(&mut self, number: u32, who: Option<MemberIx>) {
        let Some(open) = self.group.duties.open.get_mut(&number) else { return };
        let before = open.pending.len();
        match who.map(|who| open.pending.binary_search(&who)) {
            None => open.pending.clear(),
            Some(Ok(place)) => drop(open.pending.remove(place)),
            Some(Err(_)) => return,
        }
        let (freed, done) = (before - open.pending.len(), open.pending.is_empty());
        self.group.duties.pending = self.group.duties.pending.saturating_sub(freed);
        if done {
            self.group.duties.open.remove(&number);
            self.group.duties.mark_afresh();
            self.group.timers.cancel(Timer::Duty(number));
        }
    }

    /// People are no longer in the group: they owe nothing any more. `gone` is ascending.
    pub(crate) fn release_everywhere(&mut self, gone: &[MemberIx]) {
        for ix in gone {
            self.group.standings.forget(*ix);
        }
        let mut freed = Vec::new();
        let mut left = 0;
        let Duties { open, news, .. } = &mut self.group.duties;
        for (&number, open) in open {
            // Of one that is shared nobody is freed alone.
            for &one in gone.iter().filter(|one| !open.collective && open.is_owed_by(**one)) {
                let (mark, at) = (open.mark(), self.group.now);
                news.push(Told::Ended { mark, who: Some(one), end: DutyEnd::Freed, at });
            }
            match gone {
                [one] => {
                    if let Ok(place) = open.pending.binary_search(one) {
                        open.pending.remove(place);
                    }
                }
                _ => open.pending.retain(|ix| gone.binary_search(ix).is_err()),
            }
            left += open.pending.len();
            freed.extend(open.pending.is_empty().then_some(number));
        }
        self.group.duties.pending = left;
        for number in freed {
            self.group.duties.open.remove(&number);
            self.group.timers.cancel(Timer::Duty(number));
        }
        self.group.duties.mark_afresh();
    }

    /// Whether a member has leave from duties at that time.
    pub(crate) fn is_on_leave(&self, who: MemberIx, at: Timestamp) -> bool {
        let entry = self.group.register.entry(LEAVE, self.group.members.id(who));
        entry.is_some_and(|entry| entry.due.is_none_or(|until| until >= at))
    }

    /// A duty ran out: whoever still owes it is found in breach.
    pub(crate) fn lapse_duty(&mut self, number: u32, due: Timestamp) {
        let Some(open) = self.group.duties.open.remove(&number) else { return };
        let duties = &mut self.group.duties;
        duties.pending = duties.pending.saturating_sub(open.pending.len());
        duties.mark_afresh();
        let Some(rule) = self.program.rule(open.rule) else { return };
        let Some(finder) = rule.finder() else { return };
        if finder.asks_afresh()
            && self.program.in_force(open.rule, due).is_some_and(|id| id != open.rule)
        {
            return self.group.duties.ended(open.mark(), None, DutyEnd::Freed, due);
        }
        let mark = open.mark();
        if open.collective {
            self.group.duties.ended(mark.clone(), None, DutyEnd::Missed, due);
        }
        // Where any one of several could have answered, none of them is singled out.
        let shared = open.collective && open.pending.len() > 1;
        if shared && open.pending.len() > NAMED_MAX {
            let finding = Finding {
                member: None,
                category: None,
                fact: finder.lapses(&open.duty),
                certainty: Certainty::Act,
                resets_window: false,
            };
            let found = Found { rule: open.rule, finding, only_remind: true };
            self.judge(due, &Trigger::Due(open.duty.trigger.clone()), vec![found]);
            return self.tell_lapse(open.rule, &open.duty, &open.pending, due);
        }
        let still = |ix: MemberIx| {
            let member = self.group.members.get(ix);
            member.is_none_or(|member| finder.still_owes(&open.duty, member))
                && !self.is_on_leave(ix, due)
        };
        let (owing, free): (Vec<MemberIx>, Vec<MemberIx>) =
            open.pending.iter().partition(|ix| still(**ix));
        if !open.collective {
            let ends = owing.iter().map(|ix| (ix, DutyEnd::Missed));
            for (ix, end) in ends.chain(free.iter().map(|ix| (ix, DutyEnd::Freed))) {
                self.group.duties.ended(mark.clone(), Some(*ix), end, due);
            }
        }
        for &ix in &owing {
            let finding = Finding {
                member: Some(ix),
                category: None,
                fact: finder.lapses(&open.duty),
                certainty: Certainty::Act,
                resets_window: false,
            };
            let found = Found { rule: open.rule, finding, only_remind: shared };
            let before = self.group.cases.newest();
            self.judge(due, &Trigger::Due(open.duty.trigger.clone()), vec![found]);
            self.note_lapse(open.rule, ix, due, Missed::Duty(open.duty.clone()), before);
        }
        self.tell_lapse(open.rule, &open.duty, &owing, due);
    }

    /// Rules of the same policy that want to hear of it are told that a duty ran out.
    fn tell_lapse(&mut self, id: RuleId, duty: &Duty, owing: &[MemberIx], due: Timestamp) {
        let observed = self.program.rule(id).is_none_or(|rule| rule.observe);
        if owing.is_empty() || observed {
            return;
        }
        let trigger = Trigger::Due(duty.trigger.clone());
        for other in self.binding.listening_to(self.program, id, due) {
            if self.program.share_policy(id, other) {
                self.call(other, due, &trigger, None, |finder, moment, out| {
                    finder.heard_lapse(duty, owing, moment, out);
                });
            }
        }
    }
}
