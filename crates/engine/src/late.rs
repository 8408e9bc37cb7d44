//! What arrives late: nobody is punished for the delay, and nothing is punished unseen after an
//! outage.
//!
//! An event that is older than the newest one seen may show that a duty was met in time which
//! has run out meanwhile: the finding is taken back with all that followed from it.

use std::collections::VecDeque;

use model::time::MINUTE_MS;
use model::{Action, Event, Span, Status, Timestamp};
use rules::finder::Duty;
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};
use text::Reading;

use crate::owed::{DutyEnd, Mark};
use crate::program::RuleId;
use crate::step::{Step, Trigger};

/// The most findings that are remembered for events that come late: a large group that all
/// missed one deadline during an outage.
const KEPT_MAX: usize = 2_048;
/// How long they are remembered; after that an appeal is the way.
const KEPT: Span = Span::Days(3);
/// What reaches us so long after it happened is a backlog: nobody could have stopped it.
const BACKLOG_MS: i64 = 10 * MINUTE_MS;

/// What ran out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Missed {
    /// A duty.
    Duty(Duty),
    /// A recurring duty's period, from when, with what was counted in it.
    Period { since: Timestamp, count: u16 },
}

/// A finding that an event which comes late may refute.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Lapse {
    rule: RuleId,
    member: MemberIx,
    due: Timestamp,
    missed: Missed,
    case: u32,
}

/// The last findings of that sort.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Lapses {
    kept: VecDeque<Lapse>,
}

impl Lapses {
    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.kept.capacity() * size_of::<Lapse>()
    }
}

impl Step<'_> {
    /// Remembers that somebody was found to have missed something, where a case came of it.
    pub(crate) fn note_lapse(
        &mut self,
        rule: RuleId,
        member: MemberIx,
        due: Timestamp,
        missed: Missed,
        newest_before: u32,
    ) {
        let case = self.group.cases.newest();
        if case == newest_before {
            return;
        }
        let zone = self.program.zone();
        let kept = &mut self.group.lapses.kept;
        let old = |lapse: &Lapse| zone.add(lapse.due, KEPT) < due;
        while kept.front().is_some_and(old) || kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back(Lapse { rule, member, due, missed, case });
    }

    /// Takes back what an event that came late shows to be wrong.
    pub(crate) fn excuse_late(
        &mut self,
        event: &Event<'_>,
        reading: &Reading,
        actor: Option<MemberIx>,
    ) {
        if event.at >= self.group.now || self.group.lapses.kept.is_empty() {
            return;
        }
        let Some(actor) = actor else { return };
        let mut refuted = Vec::new();
        for (place, lapse) in self.group.lapses.kept.iter().enumerate() {
            if lapse.member == actor
                && event.at <= lapse.due
                && self.refutes(lapse, event, reading, actor)
            {
                refuted.push((place, lapse.case));
            }
        }
        for &(place, _) in refuted.iter().rev() {
            let Some(lapse) = self.group.lapses.kept.remove(place) else { continue };
            let mark = match &lapse.missed {
                Missed::Duty(duty) => Mark::of(lapse.rule, &duty.trigger),
                Missed::Period { .. } => Mark::of_period(lapse.rule, lapse.due),
            };
            self.group.duties.ended(mark, Some(actor), DutyEnd::Done, event.at);
        }
        // What an appeal has undone needs no excuse.
        let stands = |case: &u32| self.group.cases.get(*case).is_some_and(|one| !one.is_undone());
        let cases: Vec<u32> = refuted.into_iter().map(|(_, case)| case).filter(stands).collect();
        for case in cases {
            self.excuse(event, case);
        }
    }

    fn refutes(
        &self,
        lapse: &Lapse,
        event: &Event<'_>,
        reading: &Reading,
        actor: MemberIx,
    ) -> bool {
        let Some(rule) = self.program.rule(lapse.rule) else { return false };
        let Some(finder) = rule.finder() else { return false };
        let view = self.view_for(rule);
        let Some(scene) = self.scene(rule, event, reading, Some(actor), &view) else {
            return false;
        };
        match &lapse.missed {
            Missed::Duty(duty) => finder.settles(duty, actor, &scene),
            Missed::Period { since, count } => {
                let added = if event.at >= *since { finder.counts(&scene) } else { 0 };
                added > 0 && finder.falls_short(u32::from(*count).saturating_add(added)).is_none()
            }
        }
    }

    /// A case that should not have been is undone, and the member is told.
    fn excuse(&mut self, event: &Event<'_>, number: u32) {
        let Some(rule) = self.group.cases.get(number).and_then(|case| self.program.rule(case.rule))
        else {
            return;
        };
        let undone = self.undo(number);
        let trigger = Trigger::of(event);
        let mut decision =
            self.decision(self.group.now, &trigger, rule, Action::Reply, Status::Done);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(undone.member);
        decision.reverses = Some(self.case_name(number));
        decision.lift = undone.lift;
        decision.reason = "迟到的消息表明已按时完成,撤销原决定".to_owned();
        decision.text = Some(self.words(rule, "excused", &[]));
        self.out.push(decision);
    }

    /// Whether what happened then reached us so late that a person should decide.
    pub(crate) fn is_backlog(&self, at: Timestamp) -> bool {
        self.received.is_some_and(|received| received.since(at) > BACKLOG_MS)
    }
}
