//! Measures that waited for consent: carried out, or dropped for a milder one.

use model::{Action, Decision, Event, Status, Timestamp};

use crate::cases::{Act, CaseKind};
use crate::judge::{fine_by_hand, is_measure};
use crate::program::Rule;
use crate::step::{Step, Trigger};

impl<'a> Step<'a> {
    /// What waited for consent is done now.
    pub(super) fn carry_out_pending(&mut self, event: &Event<'_>, number: u32) {
        let Some(case) = self.group.cases.get(number).cloned() else { return };
        let mut acts = case.acts.clone();
        let reason = format!("已得到 {} 人同意,执行", case.consents.len());
        for act in &mut acts {
            if act.status == Status::Pending && !act.merged {
                let trigger = Trigger::of(event);
                self.carry_out_act(event.at, &trigger, number, act, &reason, "carried-out");
            }
        }
        if let Some(case) = self.group.cases.get_mut(number) {
            case.acts = acts;
            case.decided = event.at;
        }
    }

    /// What waited for consent will not be done. What is said about the case from now on cites
    /// that, not merely the case's first article. Whether it was a measure against the member,
    /// which may have covered a milder one.
    pub(crate) fn drop_pending(&mut self, number: u32) -> bool {
        let Some(case) = self.group.cases.get_mut(number) else { return false };
        case.note_asked();
        case.course_mut().refused = true;
        case.needs = None;
        let dropped =
            case.acts.iter().find(|act| act.status == Status::Pending && !act.merged).copied();
        if let Some(cause) = dropped.and_then(|act| act.cause) {
            case.rule = cause.rule;
            case.category = cause.category;
        }
        let (pending, rest) =
            case.acts.iter().partition(|act: &&Act| act.status == Status::Pending);
        case.acts = rest;
        if case.kind == CaseKind::Breach && dropped.is_some() {
            case.course_mut().dropped = pending;
        }
        dropped.is_some_and(|act| is_measure(act.step.action))
    }

    /// What the dropped measure would have covered is done instead: the strongest of the milder
    /// ones that need nobody's consent.
    pub(crate) fn carry_out_milder(&mut self, at: Timestamp, trigger: &Trigger, number: u32) {
        let Some(mut acts) = self.group.cases.get(number).map(|case| case.acts.clone()) else {
            return;
        };
        let milder = acts
            .iter_mut()
            .filter(|act| act.merged && act.status != Status::Observed)
            .filter(|act| is_measure(act.step.action))
            .max_by_key(|act| act.step);
        let Some(act) = milder else { return };
        act.merged = false;
        let reason = "拟定的较重处理未获同意,按较轻的处理执行";
        self.carry_out_act(at, trigger, number, act, reason, "carried-out-milder");
        if let Some(case) = self.group.cases.get_mut(number) {
            case.acts = acts;
            case.decided = at;
        }
    }

    fn carry_out_act(
        &mut self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        act: &mut Act,
        reason: &str,
        key: &str,
    ) {
        if act.step.action == Action::Ask {
            return self.leave_to_people(at, trigger, number, act);
        }
        let fine = self.fine_terms(number).filter(|_| act.step.action == Action::Fine);
        act.status = self.ability(act.step.action, fine.is_some_and(fine_by_hand));
        act.until = self.until(act.step, at);
        if act.step.action.removes() {
            self.group.cases.note_removal(at);
            let concerned = self.group.cases.get(number).map(|case| (case.member, case.rule));
            if let Some((who, rule)) = concerned {
                self.note_removed(who, rule, act);
            }
        }
        let of_act = self.of_act(at, trigger, number, Some(act), act.step.action, act.status);
        let Some((mut decision, rule)) = of_act else { return };
        decision.until = act.until;
        decision.amount = fine.and_then(|terms| terms.amount);
        decision.share = fine.and_then(|terms| Some(format!("{}%", terms.share?)));
        if fine.is_some() {
            self.start_fine(number, at);
        }
        decision.to = self.doer(act.step.action, act.status, None);
        decision.reason = reason.to_owned();
        let sum = fine.map(|terms| self.sum_of(rule, terms)).unwrap_or_default();
        let action = self.action_in_words(rule, act.step.action);
        let said = self.words(rule, key, &[("action", action), ("sum", &sum)]);
        decision.text = Some(said + &self.appeal_words(rule, &self.case_name(number)));
        self.out.push(decision);
    }

    /// The article names no measure: those who were asked take it themselves.
    fn leave_to_people(&mut self, at: Timestamp, trigger: &Trigger, number: u32, act: &mut Act) {
        act.status = Status::Done;
        let of_act = self.of_act(at, trigger, number, Some(act), Action::Reply, Status::Done);
        let Some((mut decision, rule)) = of_act else { return };
        decision.reason = "经人决定要处理,由管理人员按条文办理".to_owned();
        decision.text = Some(format!(
            "您好,经管理人员决定,按《{}》{}处理。{}",
            self.title(rule),
            rule.cite,
            self.appeal_words(rule, &self.case_name(number)),
        ));
        self.out.push(decision);
    }

    /// A decision about an act of a case, citing what that act rests on.
    pub(super) fn of_act(
        &self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        act: Option<&Act>,
        action: Action,
        status: Status,
    ) -> Option<(Decision, &'a Rule)> {
        let case = self.group.cases.get(number)?;
        let cause = act.and_then(|act| act.cause);
        let rule = self.program.rule(cause.map_or(case.rule, |cause| cause.rule))?;
        let category = cause.map_or(case.category, |cause| cause.category);
        let mut decision = self.decision(at, trigger, rule, action, status);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(case.member);
        decision.category = category.map(model::Category::name);
        decision.breach = cause.and_then(|cause| cause.breach);
        decision.sanction = self.other_article(cause.and_then(|cause| cause.sanction), rule);
        Some((decision, rule))
    }
}
