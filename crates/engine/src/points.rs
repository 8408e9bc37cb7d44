//! Points: every member's balance, what changes it, and what follows at a threshold.

use model::event::EventBody;
use model::{Action, Event, Status};
use rules::finder::{Fact, NewTask};
use rules::kind::{PointsTerms, Punishment};
use rules::register::Entry;
use rules::scene::MemberIx;

use crate::program::{Rule, RuleId};
use crate::step::{Step, Trigger};

/// The list of the register with the balances.
const LIST: &str = "points";

/// A change of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// By how much.
    pub points: i64,
    /// What it comes to.
    pub balance: i64,
    /// Whether it brings what the article lays down for a threshold.
    pub reached: bool,
}

impl Step<'_> {
    /// The balances of one article are kept apart from those of another policy.
    fn points_key(&self, id: RuleId, who: MemberIx) -> String {
        let rule = self.program.rule(id);
        let policy = rule.and_then(|rule| self.program.policy_of(rule));
        let policy = policy.map_or("", |policy| &policy.id);
        format!("{policy}/{}", self.group.members.id(who))
    }

    /// Changes a member's balance.
    pub(crate) fn change_points(
        &mut self,
        id: RuleId,
        who: MemberIx,
        terms: &PointsTerms,
        points: i64,
    ) -> Change {
        let key = self.points_key(id, who);
        let before = self.group.register.entry(LIST, &key).map_or(terms.base, |one| one.number);
        let balance = before.saturating_add(points);
        self.enter_balance(id, who, terms, balance);
        Change { points, balance, reached: terms.is_crossed(before, balance) }
    }

    /// Keeps a balance until the end of the period, where there are periods: then it is struck.
    fn enter_balance(&mut self, id: RuleId, who: MemberIx, terms: &PointsTerms, balance: i64) {
        let mut entry = Entry::new(LIST, &self.points_key(id, who)).of(Some(who)).number(balance);
        let rule = self.program.rule(id);
        entry.due = rule.zip(terms.period).map(|(rule, period)| {
            let (zone, calendar) = (self.program.zone_of(rule), &self.program.calendar);
            period.next_end(self.group.now, zone, calendar)
        });
        self.enter_entry(id, entry);
    }

    /// Gives back what a case took that an appeal undid.
    pub(crate) fn give_points_back(&mut self, who: MemberIx, taken: &[(RuleId, i64)]) {
        for &(id, points) in taken {
            let key = self.points_key(id, who);
            let Some(entry) = self.group.register.entry(LIST, &key) else { continue };
            let balance = entry.number.saturating_sub(points);
            let rule = self.program.rule(id);
            if let Some(Punishment::Points(terms)) = rule.and_then(Rule::punishment) {
                self.enter_balance(id, who, terms, balance);
            }
        }
    }

    /// Points for what was counted elsewhere.
    pub(crate) fn earn_points(&mut self, event: &Event<'_>, actor: Option<MemberIx>) {
        let EventBody::Fact { metric, value } = &event.body else { return };
        let Some(who) = actor.filter(|&ix| !self.is_system(ix)) else { return };
        for index in 0..self.binding.points.len() {
            let Some(&id) = self.binding.points.get(index) else { return };
            let Some(rule) = self.program.rule(id) else { continue };
            let Some(Punishment::Points(terms)) = rule.punishment() else { continue };
            let named = terms.metrics.iter().any(|word| metric.contains(word.as_str()));
            if !named || event.at < rule.starts || event.at >= rule.ends {
                continue;
            }
            let points = terms.amount.saturating_mul(i64::from(*value));
            let trigger = Trigger::of(event);
            let status = if rule.observe { Status::Observed } else { Status::Done };
            let change = match status {
                Status::Observed => Change { points, balance: terms.base, reached: false },
                _ => self.change_points(id, who, terms, points),
            };
            let mut decision = self.decision(event.at, &trigger, rule, Action::Reply, status);
            decision.member = self.id_of(Some(who));
            decision.reason = format!("{metric} {value},记 {points} 分");
            decision.points = Some(points);
            decision.balance = (status == Status::Done).then_some(change.balance);
            let key = if points < 0 { "points-taken" } else { "points-noted" };
            let (sum, balance) = (points.unsigned_abs().to_string(), change.balance.to_string());
            let places = [("metric", &**metric), ("points", &sum), ("balance", &balance)];
            decision.text = Some(self.words(rule, key, &places));
            self.out.push(decision);
            if change.reached {
                let words = format!("积分达到 {} 分,请按制度办理", change.balance);
                let fact = Fact { reason: words.clone(), said: words };
                let task = NewTask::new(fact, policy::param::Who::Role(model::Role::Admin));
                self.hand_over(&trigger, id, Some(who), task);
            }
        }
    }
}
