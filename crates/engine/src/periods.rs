//! Recurring duties, counted period by period, and standings that time alone changes.

use std::collections::BTreeMap;

use model::{Event, Span, Timestamp};
use rules::finder::{Certainty, Finder, Finding, Stand, Standing};
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};
use text::Reading;

use crate::late::Missed;
use crate::members::whole_seconds;
use crate::owed::{DutyEnd, Mark, Told};
use crate::program::{Rule, RuleId};
use crate::step::{Found, Step, Trigger};
use crate::timers::Timer;

/// How much each member has done in the current period, rule by rule.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tallies {
    tallies: BTreeMap<RuleId, Tally>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Tally {
    /// When the current period began.
    since: Timestamp,
    counts: Vec<u16>,
}

impl Tallies {
    /// Bytes held, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.tallies.values().map(|tally| tally.counts.capacity() * 2 + 64).sum()
    }
}

/// When a member was last found in breach by time alone, so that one silence is one breach.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Standings {
    found: BTreeMap<(MemberIx, RuleId), Timestamp>,
}

impl Standings {
    /// Somebody left: what was found about them matters no more.
    pub fn forget(&mut self, who: MemberIx) {
        let (first, last) = ((who, RuleId(0)), (who, RuleId(u16::MAX)));
        while let Some((&found, _)) = self.found.range(first..=last).next() {
            self.found.remove(&found);
        }
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.found.len() * size_of::<((MemberIx, RuleId), Timestamp)>()
    }
}

impl Step<'_> {
    /// Starts the clocks of recurring and standing rules that are not running yet.
    pub(crate) fn start_clocks(&mut self) {
        for &id in &self.binding.periods {
            if !self.group.tallies.tallies.contains_key(&id) {
                let tally = Tally { since: self.group.now, counts: Vec::new() };
                self.group.tallies.tallies.insert(id, tally);
                self.set_period_end(id, self.group.now);
            }
        }
        for &id in &self.binding.standings {
            self.group.timers.cancel(Timer::Standing(id));
            let first = self.group.members.present().map(|(ix, _)| ix).collect::<Vec<_>>();
            let times = first.into_iter().filter_map(|ix| self.stands_from(id, ix));
            let next = times.map(|(at, _)| at).min();
            self.group.timers.set(next.unwrap_or(Timestamp::MAX), Timer::Standing(id));
        }
    }

    /// Stops the clocks of rules that no longer govern the group.
    pub(crate) fn stop_clocks(&mut self) {
        let binding = self.binding;
        self.group.tallies.tallies.retain(|id, _| binding.periods.contains(id));
        self.group.timers.keep(|timer| match timer {
            Timer::Period(id) => binding.periods.contains(&id),
            Timer::Standing(id) => binding.standings.contains(&id),
            Timer::Begin(id) => binding.governs(id),
            _ => true,
        });
    }

    /// One member's standing may be due earlier than any other's: they joined, or changed.
    pub(crate) fn watch_standing(&mut self, ix: MemberIx) {
        for &id in &self.binding.standings {
            if let Some((at, _)) = self.stands_from(id, ix) {
                self.group.timers.set_earlier(at, Timer::Standing(id));
            }
        }
    }

    fn set_period_end(&mut self, id: RuleId, after: Timestamp) {
        let Some(rule) = self.program.rule(id) else { return };
        let Some(period) = rule.finder().and_then(|finder| finder.period()) else { return };
        let zone = self.program.zone_of(rule);
        let end = period.next_end(after, zone, &self.program.calendar);
        self.group.timers.set(end, Timer::Period(id));
    }

    /// Adds what an event counts to the acting member's tallies.
    pub(crate) fn count_periods(
        &mut self,
        event: &Event<'_>,
        reading: &Reading,
        actor: Option<MemberIx>,
    ) {
        let Some(actor) = actor.filter(|_| !self.binding.periods.is_empty()) else { return };
        for &id in &self.binding.periods {
            let Some(rule) = self.program.rule(id) else { continue };
            // What happened in a period that has been settled counts for no later one.
            let late = |tally: &Tally| event.at < tally.since;
            if self.group.tallies.tallies.get(&id).is_none_or(late) {
                continue;
            }
            let Some(finder) = rule.finder() else { continue };
            let view = self.view_for(rule);
            // Most members owe nothing of the sort: their messages are not looked into.
            if !finder.owed_by(actor, &view) || !rule.audience.includes(&view, actor) {
                continue;
            }
            let Some(scene) = self.scene(rule, event, reading, Some(actor), &view) else {
                continue;
            };
            let added = finder.counts(&scene);
            if added == 0 {
                continue;
            }
            let Some(tally) = self.group.tallies.tallies.get_mut(&id) else { continue };
            let place = actor.0 as usize;
            if tally.counts.len() <= place {
                tally.counts.resize(place + 1, 0);
            }
            if let Some(count) = tally.counts.get_mut(place) {
                *count = count.saturating_add(u16::try_from(added).unwrap_or(u16::MAX));
            }
        }
    }

    /// A period begins, and what was counted before it is forgotten.
    pub(crate) fn begin_period(&mut self, id: RuleId, at: Timestamp) {
        if let Some(tally) = self.group.tallies.tallies.get_mut(&id) {
            *tally = Tally { since: at, counts: Vec::new() };
            self.set_period_end(id, at);
        }
    }

    /// A period ended: whoever did too little is found in breach, and the next one begins.
    ///
    /// Who joined during the period is not held to it.
    pub(crate) fn end_period(&mut self, id: RuleId, due: Timestamp) {
        let Some(tally) = self.group.tallies.tallies.get_mut(&id) else { return };
        let ended = std::mem::replace(tally, Tally { since: due, counts: Vec::new() });
        self.set_period_end(id, due);
        let Some(rule) = self.program.rule(id) else { return };
        let Some(finder) = rule.finder() else { return };
        let began = self.period_began(rule, ended.since, due);
        // What a newer version of the policy cut short is nobody's fault.
        let day = self.program.zone_of(rule).local(due.plus_ms(-1)).day;
        let holds = rule.during.as_ref().is_none_or(|period| period.touches(day));
        if rule.starts > began || rule.ends <= due || !holds {
            return;
        }
        let view = self.view_for(rule);
        let since = whole_seconds(began);
        let held: Vec<MemberIx> = self
            .group
            .members
            .present()
            .filter(|(_, member)| member.joined <= since || ended.since == self.group.began)
            .map(|(ix, _)| ix)
            .filter(|&ix| rule.audience.includes(&view, ix) && !self.is_system(ix))
            .filter(|&ix| finder.owed_by(ix, &view) && !self.is_on_leave(ix, due))
            .collect();
        let name = self.program.zone().rfc3339(due);
        self.tell_period(id, finder, &held, &ended, (began, due));
        for ix in held {
            let count = ended.counts.get(ix.0 as usize).copied().unwrap_or(0);
            let Some(fact) = finder.falls_short(u32::from(count)) else { continue };
            let finding = Finding {
                member: Some(ix),
                category: None,
                fact,
                certainty: Certainty::Act,
                resets_window: false,
            };
            let found = Found { rule: id, finding, only_remind: false };
            let before = self.group.cases.newest();
            self.judge(due, &Trigger::Due(name.clone()), vec![found]);
            let missed = Missed::Period { since: began, count };
            self.note_lapse(id, ix, due, missed, before);
        }
    }

    /// Who was held to something in a period, and who did it.
    fn tell_period(
        &mut self,
        id: RuleId,
        finder: &dyn Finder,
        held: &[MemberIx],
        ended: &Tally,
        (began, due): (Timestamp, Timestamp),
    ) {
        if held.is_empty() {
            return;
        }
        let mark = Mark::of_period(id, due);
        let who = held.to_vec();
        let opened = Told::Opened { mark, by: None, at: began, due, shared: false, who };
        self.group.duties.tell(opened);
        for &ix in held {
            let count = ended.counts.get(ix.0 as usize).copied().unwrap_or(0);
            let done = finder.falls_short(u32::from(count)).is_none();
            let end = if done { DutyEnd::Done } else { DutyEnd::Missed };
            self.group.duties.ended(Mark::of_period(id, due), Some(ix), end, due);
        }
    }

    /// When a period that ended at `due` began for articles that take effect on a day and for
    /// people who join: one that runs from the evening before is this day's.
    fn period_began(&self, rule: &Rule, since: Timestamp, due: Timestamp) -> Timestamp {
        let zone = self.program.zone_of(rule);
        let midnight_before = |at: Timestamp| zone.at(zone.local(at.plus_ms(-1)).day, 0);
        match rule.finder().and_then(|finder| finder.period()).map(|period| period.every) {
            Some(Span::Ms(_)) | None => since,
            Some(Span::Days(1) | Span::SameDay) => midnight_before(due).max(since),
            Some(Span::Days(_) | Span::Months(_)) => {
                let local = zone.local(since);
                if local.minute == 0 { since } else { zone.at(local.day + 1, 0).min(due) }
            }
        }
    }

    /// From when on a member is in breach by time alone, as things are.
    fn stands_from(&self, id: RuleId, ix: MemberIx) -> Option<(Timestamp, rules::finder::Fact)> {
        let rule = self.program.rule(id)?;
        let view = self.view_for(rule);
        if !rule.audience.includes(&view, ix) || self.is_system(ix) {
            return None;
        }
        let zone = self.program.zone_of(rule);
        let again = self.group.standings.found.get(&(ix, id)).copied();
        let member = self.group.members.get(ix)?;
        let standing = Standing { began: self.group.began, again, zone };
        match rule.finder()?.standing(member, &standing) {
            Stand::Never => None,
            Stand::From(at, fact) => {
                let at = at.max(rule.starts);
                (at < rule.ends).then_some((at, fact))
            }
        }
    }

    /// Time has come to look at everybody's standing under a rule.
    pub(crate) fn sweep_standing(&mut self, id: RuleId, due: Timestamp) {
        self.group.timers.cancel(Timer::Standing(id));
        let present: Vec<MemberIx> = self.group.members.present().map(|(ix, _)| ix).collect();
        let mut next = Timestamp::MAX;
        for ix in present {
            let Some((at, fact)) = self.stands_from(id, ix) else { continue };
            if at > due {
                next = next.min(at);
                continue;
            }
            self.group.standings.found.insert((ix, id), due);
            let finding = Finding {
                member: Some(ix),
                category: None,
                fact,
                certainty: Certainty::Act,
                resets_window: false,
            };
            // Whose removal waits for somebody is not proposed again.
            if !self.group.cases.leaving(ix) {
                let name = self.program.zone().rfc3339(due);
                let found = Found { rule: id, finding, only_remind: false };
                self.judge(due, &Trigger::Due(name), vec![found]);
            }
            if let Some((again, _)) = self.stands_from(id, ix) {
                next = next.min(again.max(due.plus_ms(1)));
            }
        }
        self.group.timers.set(next, Timer::Standing(id));
    }
}
