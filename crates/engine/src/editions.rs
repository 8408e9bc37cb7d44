//! Versions of one policy: which of its rules is in force, and what comes next.

use model::Timestamp;
use rules::scene::Edition;

use crate::program::{Program, Rule, RuleId};

impl Program {
    /// The rule that stands in a rule's place at that time: itself, or the one that a newer
    /// version of its policy has instead; none: the newer version has none.
    pub(crate) fn in_force(&self, id: RuleId, at: Timestamp) -> Option<RuleId> {
        let mut id = id;
        // As many steps as there are versions, at most.
        for _ in 0..=self.policies.len() {
            let rule = self.rule(id)?;
            if at < rule.ends {
                return Some(id);
            }
            id = rule.next?;
        }
        None
    }

    /// The version in which a rule stands, and the next one.
    pub(crate) fn edition_of(&self, rule: &Rule) -> Edition<'_> {
        let observed = rule.observe;
        let Some(own) = self.policy_of(rule) else {
            return Edition { policy: "", version: 1, observed, next: None };
        };
        let next = self.policies.iter().find(|other| {
            rule.ends < Timestamp::MAX && other.id == own.id && other.starts == rule.ends
        });
        let next = next.map(|next| (next.version, next.starts));
        Edition { policy: &own.id, version: own.version, observed, next }
    }

    /// Whether two rules stand in one policy, be it in different versions of it.
    pub(crate) fn share_policy(&self, one: RuleId, other: RuleId) -> bool {
        let id = |id| Some(self.policy_of(self.rule(id)?)?.id.as_str());
        id(one).is_some() && id(one) == id(other)
    }
}
