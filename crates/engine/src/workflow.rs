//! Who works on a case: taking it up, giving it back, noting something, deciding once more.

use model::event::ADVISER;
use model::{Action, Event, Role, Span, Status, Timestamp};
use rules::scene::MemberIx;

use crate::cases::{Case, CaseKind, CaseNote, Course};
use crate::step::{Step, Trigger};
use crate::timers::Timer;

/// How long a case that somebody took up is theirs: they may fall ill.
const CLAIM: Span = Span::Days(1);
/// The most notes on a case, and the longest, in characters.
const NOTES_MAX: usize = 32;
const NOTE_CHARS_MAX: usize = 500;
/// How long after its end a case may be decided once more.
const REOPEN: Span = Span::Days(30);

impl Step<'_> {
    /// Whether somebody else took the case up a short while ago.
    pub(crate) fn is_claimed_by_other(&self, case: &Case, who: Option<MemberIx>) -> bool {
        let claimed = case.of_course(|course| course.claimed).flatten();
        claimed.is_some_and(|(by, at)| Some(by) != who && self.claim_holds(at))
    }

    fn claim_holds(&self, at: Timestamp) -> bool {
        self.program.zone().add(at, CLAIM) > self.group.now
    }

    /// The open case of that name, for somebody who may work on it; whoever may not is told why.
    fn open_for_work(
        &mut self,
        event: &Event<'_>,
        actor: Option<MemberIx>,
        name: &str,
    ) -> Option<u32> {
        let number = self.number_of(name)?;
        let case = self.group.cases.get(number)?;
        let why = match &case.needs {
            Some(needs) => self.barred(case, needs, actor),
            None if !case.waits() => Some("closed"),
            None if self.helps_run(actor) && actor != case.member => None,
            None if actor.is_some_and(|ix| self.was_asked(case, ix)) => None,
            None => Some("others-work"),
        };
        match why {
            Some(why) => {
                self.turn_away(event, number, why);
                None
            }
            None => Some(number),
        }
    }

    /// Somebody takes a case up.
    pub(crate) fn claim(&mut self, event: &Event<'_>, actor: Option<MemberIx>, name: &str) {
        let Some(number) = self.open_for_work(event, actor, name) else { return };
        let at = self.group.now;
        let Some(case) = self.group.cases.get_mut(number) else { return };
        if let Some(by) = actor {
            case.course_mut().claimed = Some((by, at));
        }
    }

    /// Somebody gives a case back; the owner may free one that another holds.
    pub(crate) fn release_case(&mut self, event: &Event<'_>, actor: Option<MemberIx>, name: &str) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        let Some((by, _)) = case.of_course(|course| course.claimed).flatten() else { return };
        let owner = self.who_is_here(actor).is_some_and(|one| one.roles.has(Role::Owner));
        if Some(by) != actor && !owner {
            return self.turn_away(event, number, "release-own");
        }
        if let Some(case) = self.group.cases.get_mut(number) {
            case.course_mut().claimed = None;
        }
    }

    /// Somebody who helps to run the group notes something on a case.
    pub(crate) fn note(
        &mut self,
        event: &Event<'_>,
        actor: Option<MemberIx>,
        name: &str,
        text: &str,
    ) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        let advises = event.member.as_deref() == Some(ADVISER);
        // Advice on what is decided helps nobody.
        if advises && !case.waits() {
            return;
        }
        let may = self.helps_run(actor) && actor != case.member
            || actor.is_some_and(|ix| self.was_asked(case, ix));
        if !may && !advises {
            return self.turn_away(event, number, "notes-by-staff");
        }
        let actor = if advises { self.group.members.find_or_add(ADVISER) } else { actor };
        let text: String = text.chars().take(NOTE_CHARS_MAX).collect();
        let (Some(by), Some(case)) = (actor, self.group.cases.get_mut(number)) else { return };
        let notes = &mut case.course_mut().notes;
        if notes.len() >= NOTES_MAX {
            notes.remove(0);
        }
        notes.push(CaseNote { at: event.at, by, text });
    }

    /// Somebody wants a case decided once more: a measure that was refused or ran out unheard, a
    /// doubt that was dismissed, a task that was not really done. Never what an appeal undid.
    pub(crate) fn reopen(
        &mut self,
        event: &Event<'_>,
        actor: Option<MemberIx>,
        name: &str,
        reason: Option<&str>,
    ) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        let high = self.who_is_here(actor).is_some_and(|member| {
            member.roles.has(Role::Owner) || member.roles.has(Role::Supervisor)
        });
        let refused = case.of_course(|course: &Course| course.refused) == Some(true);
        let again = match case.kind {
            CaseKind::Breach | CaseKind::Judgement | CaseKind::Consent { .. } => refused,
            CaseKind::Task => !case.waits(),
            CaseKind::Join | CaseKind::Appeal { .. } => false,
        };
        let late = self.program.zone().add(case.decided, REOPEN) < event.at;
        let why = if !high || actor == case.member {
            Some("reopen-by-owner")
        } else if case.waits() {
            Some("still-open")
        } else if !again || case.appealed {
            Some("final")
        } else if late {
            Some("reopen-late")
        } else {
            None
        };
        if let Some(why) = why {
            return self.turn_away(event, number, why);
        }
        self.forget_allowed(number);
        self.open_again(event, number, reason);
    }

    fn open_again(&mut self, event: &Event<'_>, number: u32, reason: Option<&str>) {
        let Some(case) = self.group.cases.get_mut(number) else { return };
        let course = case.course_mut();
        let mut steps = std::mem::take(&mut course.asked).into_iter();
        let asked = steps.next();
        course.later = steps.collect();
        let dropped = std::mem::take(&mut course.dropped);
        course.claimed = None;
        course.refused = false;
        // Those who decided before have had their say.
        let before = std::mem::take(&mut case.consents);
        case.course_mut().barred.extend(before);
        if case.kind == CaseKind::Task {
            case.acts.iter_mut().for_each(|act| act.status = Status::Task);
        }
        case.acts.extend(dropped);
        case.decided = event.at;
        case.needs.clone_from(&asked);
        // A task has as long as it had before.
        let opened = case.at;
        let again = |due: Timestamp| event.at.plus_ms(due.since(opened));
        let due = case.of_course(|course| course.due).flatten().map(again);
        case.course_mut().due = due;
        let (rule, fact) = (case.rule, case.fact.clone());
        let (member, outsider, to) = (case.member, case.outsider.clone(), asked.as_ref());
        let Some(rule) = self.program.rule(rule) else { return };
        let (action, status) = if to.is_some() {
            (Action::Ask, Status::Pending)
        } else {
            (Action::Task, Status::Task)
        };
        let mut decision = self.decision(event.at, &Trigger::of(event), rule, action, status);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(member).or(outsider);
        decision.needs = to.map(Into::into);
        decision.to = match to {
            Some(wanted) => Some(wanted.name()),
            None => self.group.cases.get(number).map(|case| self.to_of(case)),
        };
        decision.until = due;
        let why = reason.map(rules::people::brief).unwrap_or_default();
        decision.reason = match fact {
            Some(fact) => format!("重新处理:{} {why}", fact.reason).trim().to_owned(),
            None => format!("重新处理 {why}").trim().to_owned(),
        };
        self.out.push(decision);
        if asked.is_some() {
            self.set_expiry(number, event.at);
        } else if let Some(due) = due {
            self.group.timers.set(due, Timer::Task(number));
            self.set_nudge(number, event.at, due);
        }
    }
}
