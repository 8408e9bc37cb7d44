//! How far an act comes at once: done, waiting for consent, or handed to a person.

use model::{Action, Needs, Role, Span, Status, Timestamp};
use rules::kind::{FineForm, FineTerms, Procedure};
use rules::scene::MemberIx;

use super::Line;
use crate::asking::ONE_ADMIN;
use crate::program::RuleId;
use crate::step::Step;

impl Step<'_> {
    /// How far an act comes at once: done, waiting for consent, or handed to a person.
    pub(crate) fn standing_of(&self, line: &Line, at: Timestamp) -> (Status, Option<Needs>) {
        if line.observed {
            return (Status::Observed, None);
        }
        if line.step.action == Action::Ask {
            return (Status::Pending, Some(ONE_ADMIN));
        }
        if let Some(needs) = self.consent_for(line, at) {
            return (Status::Pending, Some(needs));
        }
        let by_hand = line.fine.as_ref().is_some_and(fine_by_hand);
        (self.ability(line.step.action, by_hand), None)
    }

    /// Whether the platform can carry an action out, or a person must.
    pub(crate) fn ability(&self, action: Action, by_hand: bool) -> Status {
        if by_hand || !self.program.platform.can(action) { Status::Task } else { Status::Done }
    }

    /// Whose consent an action against a member needs first.
    ///
    /// A removal needs what the policy's quorum says. Nothing that weighs on somebody who runs
    /// the group happens without a person's decision: the owner's about an administrator, two
    /// administrators' about the owner.
    fn consent_for(&self, line: &Line, at: Timestamp) -> Option<Needs> {
        let (action, member) = (line.step.action, line.finding.member);
        let roles = self.group.members.get(member?).map(|member| member.roles)?;
        if action.weighs_on_member() && roles.has(Role::Owner) {
            return Some(Needs { role: Role::Admin, count: 2, or: Some(Role::Supervisor) });
        }
        let quorum = action.removes().then(|| self.quorum_for(member)).flatten();
        let braked = action.removes() && self.is_braked(line.rule)
            || action.weighs_on_member() && self.is_backlog(at);
        let two = braked.then_some(Needs { role: Role::Admin, count: 2, or: None });
        let strictest =
            quorum.into_iter().chain(two).max_by_key(|needs| (needs.or.is_none(), needs.count));
        if strictest.is_some() {
            return strictest;
        }
        let against_admin = action.weighs_on_member() && roles.has(Role::Admin);
        against_admin.then_some(Needs { role: Role::Owner, count: 1, or: None })
    }

    /// Whether so many have been removed within the hour that people must look at it: a mistake
    /// in an article, or an attack, would empty a group in minutes.
    fn is_braked(&self, rule: RuleId) -> bool {
        let policy = self.program.rule(rule).and_then(|rule| self.program.policy_of(rule));
        let hour = Span::Ms(model::time::HOUR_MS);
        policy.is_some_and(|policy| self.group.cases.removals_within(hour, self) >= policy.brake)
    }

    /// Whose consent the removal of a member needs: of several articles, the strictest.
    fn quorum_for(&self, member: Option<MemberIx>) -> Option<Needs> {
        let under = self.binding.quorums.iter().filter(|&&id| self.is_under(id, member));
        let rules = under.filter_map(|&id| self.program.rule(id));
        let now = self.group.now;
        let in_force =
            rules.filter(|rule| rule.holds_at(now, || self.program.zone_of(rule).local(now)));
        let needs = in_force.filter_map(|rule| match rule.procedure()? {
            Procedure::RemovalQuorum { admins, owner_if_over, counted, .. } => {
                let over = owner_if_over
                    .is_some_and(|most| self.group.cases.removals_within(*counted, self) >= most);
                Some(match over {
                    true => Needs { role: Role::Owner, count: 1, or: None },
                    false => Needs {
                        role: Role::Admin,
                        count: admins.unwrap_or(1),
                        or: Some(Role::Owner),
                    },
                })
            }
            Procedure::Appeal { .. } => None,
        });
        needs.max_by_key(|needs| (needs.or.is_none(), needs.count))
    }

    /// Who is asked to do what the platform can't.
    pub(crate) fn doer(
        &self,
        action: Action,
        status: Status,
        needs: Option<Needs>,
    ) -> Option<String> {
        match status {
            Status::Task if action == Action::Hr => Some("人事".to_owned()),
            Status::Task => Some(Role::Admin.name().to_owned()),
            Status::Pending => needs.map(|needs| needs.role.name().to_owned()),
            _ => None,
        }
    }
}

/// Whether only people can collect a fine: what is taken from pay, or has no sum.
pub(crate) fn fine_by_hand(terms: &FineTerms) -> bool {
    matches!(terms.form, FineForm::Pay | FineForm::Bonus) || terms.amount.is_none()
}
