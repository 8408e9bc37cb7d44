//! Appeals: one for each decision, heard by somebody who did not decide, and undone whole where
//! they are right.

use model::{Action, Event, Needs, Role, Status};
use rules::Procedure;
use rules::scene::MemberIx;

use crate::asking::act;
use crate::cases::{Case, CaseKind};
use crate::step::{Step, Trigger};

/// What was taken back.
#[derive(Debug, Default)]
pub(crate) struct Undone {
    pub member: Option<MemberIx>,
    /// The actions that are lifted.
    pub lift: Vec<&'static str>,
    /// Whether a removal that was carried out is among them.
    pub readmit: bool,
}

impl Step<'_> {
    /// A member objects to a decision about them.
    pub(crate) fn appeal(&mut self, event: &Event<'_>, actor: Option<MemberIx>, name: &str) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        let appeal = self
            .program
            .rule(case.rule)
            .and_then(|rule| self.binding.appeal(self.program, rule.policy));
        let (to, within) = match appeal.and_then(|(_, rule)| rule.procedure()) {
            Some(Procedure::Appeal { to, within }) => (*to, *within),
            _ => (Role::Admin, None),
        };
        let late =
            within.is_some_and(|span| self.program.zone().add(case.decided, span) < event.at);
        let decided = matches!(case.kind, CaseKind::Breach);
        let why = if actor.is_none() || actor != case.member {
            Some("appeal-own")
        } else if !case.acts.is_empty()
            && case.acts.iter().all(|act| act.status == Status::Observed)
        {
            Some("appeal-observed")
        } else if !decided {
            Some("appeal-no-decision")
        } else if case.appealed {
            Some("appeal-once")
        } else if late {
            Some("appeal-late")
        } else {
            None
        };
        if let Some(why) = why {
            return self.turn_away(event, number, why);
        }
        // Without an article on appeals, the article of the decision itself is heard again.
        let rule_id = appeal.map_or(case.rule, |(id, _)| id);
        let Some(rule) = self.program.rule(rule_id) else { return };
        let trigger = Trigger::of(event);
        let needs = Needs { role: to, count: 1, or: (to != Role::Owner).then_some(Role::Owner) };
        let mut new = Case::new(CaseKind::Appeal { of: number }, rule_id, event.at, &trigger);
        new.member = actor;
        new.needs = Some(needs.into());
        let mut decision = self.decision(event.at, &trigger, rule, Action::Ask, Status::Pending);
        decision.member = self.id_of(actor);
        decision.needs = Some(needs.into());
        decision.to = Some(to.name().to_owned());
        decision.reason = format!("对 {} 的申诉", self.case_name(number));
        decision.case = Some(self.keep_new(new));
        decision.text = Some(self.words(rule, "appeal-received", &[]));
        self.out.push(decision);
        if let Some(case) = self.group.cases.get_mut(number) {
            case.appealed = true;
        }
    }

    /// Takes back every consequence of a decision.
    pub(crate) fn undo(&mut self, number: u32) -> Undone {
        let mut undone = Undone::default();
        let Some(old) = self.group.cases.get(number).cloned() else { return undone };
        undone.member = old.member;
        if let Some(who) = old.member {
            for &counter in &old.strikes {
                self.group.strikes.take_back(who, counter, old.at);
            }
            let taken = old.of_course(|course| course.points.clone()).unwrap_or_default();
            self.give_points_back(who, &taken);
        }
        self.settle_fine(number);
        self.cancel_clocks(number);
        for act in old.acts.iter().filter(|act| !act.merged && act.status != Status::Observed) {
            undone.lift.push(act.step.action.name());
            let carried_out = matches!(act.status, Status::Done | Status::Task);
            undone.readmit |= act.step.action.removes() && carried_out;
        }
        // Taken back once: what shows twice that it was wrong gives nothing twice.
        if let Some(case) = self.group.cases.get_mut(number) {
            case.needs = None;
            case.acts.clear();
            case.strikes.clear();
            if case.of_course(|course| course.points.is_empty()) == Some(false) {
                case.course_mut().points.clear();
            }
            case.appealed = true;
        }
        if undone.readmit {
            let id = self.id_of(old.member).unwrap_or_default();
            self.forget_removed(&id);
            self.group.cases.forget_removal(old.decided);
        }
        undone
    }

    /// An appeal is right: every consequence of the decision is taken back.
    pub(crate) fn uphold(&mut self, event: &Event<'_>, number: u32, of: u32) {
        let Some(old) = self.group.cases.get(of).cloned() else { return };
        let Undone { lift, readmit, .. } = self.undo(of);
        let gone = old
            .member
            .and_then(|ix| self.group.members.get(ix))
            .is_some_and(|member| !member.present);
        let Some(rule) = self.group.cases.get(number).and_then(|case| self.program.rule(case.rule))
        else {
            return;
        };
        let trigger = Trigger::of(event);
        let mut decision = self.decision(event.at, &trigger, rule, Action::Reply, Status::Done);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(old.member);
        decision.reverses = Some(self.case_name(of));
        decision.lift = lift;
        decision.reason = "申诉成立,撤销原决定".to_owned();
        decision.text = Some(self.words(rule, "appeal-upheld", &[("case", &self.case_name(of))]));
        self.out.push(decision);
        if readmit && gone {
            self.readmit(event, number, &old);
        }
    }

    /// Somebody who was removed wrongly is to be invited again: no platform lets a program.
    fn readmit(&mut self, event: &Event<'_>, number: u32, old: &Case) {
        let Some(rule) = self.group.cases.get(number).and_then(|case| self.program.rule(case.rule))
        else {
            return;
        };
        let mut decision =
            self.decision(event.at, &Trigger::of(event), rule, Action::Task, Status::Task);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(old.member);
        decision.to = Some(Role::Admin.name().to_owned());
        decision.reason = "申诉成立,请重新邀请入群".to_owned();
        self.out.push(decision);
        if let Some(case) = self.group.cases.get_mut(number) {
            case.acts.push(act(Action::Task, Status::Task));
        }
    }
}
