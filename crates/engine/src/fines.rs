//! Money that a member owes: growing while unsettled, settled by a red packet or by `done`.

use model::{Action, Money, Status, Timestamp};
use rules::{FineForm, FineTerms};

use crate::step::Step;
use crate::timers::Timer;

impl<'a> Step<'a> {
    pub(crate) fn fine_terms(&self, case: u32) -> Option<&'a FineTerms> {
        self.program.rule(self.group.cases.get(case)?.fine?)?.fine()
    }

    /// A fine is owed from now on; sets the clock of one that grows.
    pub(crate) fn start_fine(&mut self, case: u32, at: Timestamp) {
        let Some(terms) = self.fine_terms(case) else { return };
        if let Some(case) = self.group.cases.get_mut(case) {
            case.owed = terms.amount;
        }
        let (Some(every), Some(_)) = (terms.every, terms.step) else { return };
        let zone = self.program.zone();
        let free = terms.within.map_or(at, |within| zone.add(at, within));
        self.group.timers.set(zone.add(free, every), Timer::Fine(case));
    }

    /// A fine that grows stands still until `at`; it goes on from there.
    pub(crate) fn defer_fine(&mut self, case: u32, at: Timestamp) {
        if let Some(every) = self.fine_terms(case).and_then(|terms| terms.every) {
            let next = self.program.zone().add(at, every);
            self.group.timers.set(next, Timer::Fine(case));
        }
    }

    /// A fine has stayed unsettled for another `every`: it grows, up to its cap.
    pub(crate) fn grow_fine(&mut self, number: u32, due: Timestamp) {
        let Some(case) = self.group.cases.get(number).filter(|case| case.owed.is_some()) else {
            return;
        };
        let (Some(terms), Some(owed)) = (self.fine_terms(number), case.owed) else { return };
        let (Some(step), Some(every)) = (terms.step, terms.every) else { return };
        let cap = terms.cap.unwrap_or(Money::MAX);
        let grown = Money(owed.0.saturating_add(step.0)).min(cap);
        if grown <= owed {
            return;
        }
        let act = case.acts.iter().find(|act| act.step.action == Action::Fine && !act.merged);
        let cause = act.and_then(|act| act.cause);
        let rule = cause.map_or(case.rule, |cause| cause.rule);
        let (member, trigger) = (case.member, self.due_trigger(case, due));
        if let Some(case) = self.group.cases.get_mut(number) {
            case.owed = Some(grown);
        }
        if grown < cap {
            let next = self.program.zone().add(due, every);
            self.group.timers.set(next, Timer::Fine(number));
        }
        let Some(rule) = self.program.rule(rule) else { return };
        let status = self.ability(Action::Fine, false);
        let mut decision = self.decision(due, &trigger, rule, Action::Fine, status);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(member);
        decision.category = cause.and_then(|cause| cause.category).map(model::Category::name);
        decision.sanction = self.other_article(cause.and_then(|cause| cause.sanction), rule);
        decision.amount = Some(grown);
        decision.reason = format!("逾期未交,加 {step} 元,现为 {grown} 元");
        let (amount, case) = (grown.to_string(), self.case_name(number));
        let places = [("amount", amount.as_str()), ("case", &case)];
        decision.text = Some(self.words(rule, "fine-grows", &places));
        decision.to = self.doer(Action::Fine, status, None);
        self.out.push(decision);
    }

    /// A red packet in the group settles the member's oldest fine that may be paid so, where
    /// its sum is enough or not told. What the same message brought on is not settled by it.
    pub(crate) fn settle_by_red_packet(
        &mut self,
        who: rules::scene::MemberIx,
        sum: Option<Money>,
        message: Option<&str>,
        at: Timestamp,
    ) {
        let open = self.group.cases.owed_by(who);
        let pays = |number: u32, owed: Money| {
            let Some(case) = self.group.cases.get(number) else { return false };
            let form = self.fine_terms(number).map(|terms| terms.form);
            let older = match message {
                Some(id) => case.trigger.as_deref() != Some(id),
                None => case.at < at,
            };
            older
                && matches!(form, Some(FineForm::RedPacket | FineForm::Cash))
                && sum.is_none_or(|sum| sum >= owed)
        };
        if let Some(&(number, _)) = open.iter().find(|&&(number, owed)| pays(number, owed)) {
            self.settle_fine(number);
        }
    }

    /// A fine is settled: it grows no more.
    pub(crate) fn settle_fine(&mut self, number: u32) {
        if let Some(case) = self.group.cases.get_mut(number) {
            case.owed = None;
            for act in &mut case.acts {
                if act.step.action == Action::Fine && act.status == Status::Task {
                    act.status = Status::Done;
                }
            }
        }
        self.group.timers.cancel(Timer::Fine(number));
    }
}
