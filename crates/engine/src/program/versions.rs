//! Versions of policies: which rules are in force when, and what kept state refers to.

use model::Timestamp;
use policy::Policy;
use serde::{Deserialize, Serialize};

use super::{Loaded, Program, Rule, RuleId};

/// What kept state refers to; see [`Program::footing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Footing {
    rules: u16,
    populations: u16,
    print: u64,
}

impl Program {
    /// Finds the rule of the next version that takes a rule's place: of the same kind, and the
    /// same in order among those of its kind where there is one, else the first.
    pub(super) fn link_versions(&mut self) {
        let place = |rules: &[Option<Rule>], id: RuleId, loaded: &Loaded| {
            let kind = rules.get(usize::from(id.0))?.as_ref()?.kind;
            let alike = loaded.decls.iter().filter(|(_, decl)| decl.spec.name == kind);
            alike.map(|(id, _)| *id).position(|known| known == id)
        };
        let mut links: Vec<(RuleId, RuleId)> = Vec::new();
        for loaded in &self.policies {
            for (id, decl) in &loaded.decls {
                let Some(rule) = self.rule(*id).filter(|rule| rule.ends < Timestamp::MAX) else {
                    continue;
                };
                let next = self.policies.iter().find(|other| {
                    other.id == loaded.id && starts_of(&self.rules, other) == Some(rule.ends)
                });
                let Some(next) = next else { continue };
                let alike: Vec<RuleId> = next
                    .decls
                    .iter()
                    .filter(|(id, known)| {
                        known.spec.name == decl.spec.name && self.rule(*id).is_some()
                    })
                    .map(|(id, _)| *id)
                    .collect();
                let nth = place(&self.rules, *id, loaded).unwrap_or_default();
                links.extend(alike.get(nth).or(alike.first()).map(|&to| (*id, to)));
            }
        }
        for (from, to) in links {
            if let Some(Some(rule)) = self.rules.get_mut(usize::from(from.0)) {
                rule.next = Some(to);
            }
        }
    }

    /// What state kept under these rules refers to: how many rules and populations there are,
    /// and a fingerprint of them in their order. State can be taken over by a program that
    /// begins with the same ones, as one does to which a newer version of a policy was added.
    pub(crate) fn footing(&self) -> Footing {
        self.footing_of(self.rules.len(), self.populations.len())
    }

    /// Whether state kept on that footing can be taken over.
    pub(crate) fn stands_on(&self, footing: Footing) -> bool {
        let (rules, populations) = (usize::from(footing.rules), usize::from(footing.populations));
        self.footing_of(rules, populations) == footing
    }

    fn footing_of(&self, rules: usize, populations: usize) -> Footing {
        let (rules, populations) =
            (rules.min(self.rules.len()), populations.min(self.populations.len()));
        let named = self.populations.get(..populations).unwrap_or_default();
        let mut text = named.join("\n");
        for rule in self.rules.iter().take(rules) {
            match rule {
                // Not until when it holds: a newer version ends it.
                Some(Rule { kind, built, cite, policy, audience, observe, starts, .. }) => {
                    let all = (kind, built, cite, policy, audience, observe, starts);
                    text.push_str(&format!("{all:?}\n"));
                }
                None => text.push_str("-\n"),
            }
        }
        Footing {
            rules: u16::try_from(rules).unwrap_or(u16::MAX),
            populations: u16::try_from(populations).unwrap_or(u16::MAX),
            print: rapidhash::v3::rapidhash_v3(text.as_bytes()),
        }
    }
}

/// From when on a policy is in force.
pub(super) fn starts(policy: &Policy) -> Timestamp {
    policy.effective.map_or(Timestamp::MIN, |day| policy.zone.at(day, 0))
}

/// From when on the rules of a loaded policy are in force.
fn starts_of(rules: &[Option<Rule>], loaded: &Loaded) -> Option<Timestamp> {
    let mut of_policy =
        loaded.decls.iter().filter_map(|(id, _)| rules.get(usize::from(id.0))?.as_ref());
    of_policy.next().map(|rule| rule.starts)
}

/// From when on a newer version of a policy is in force: the next of those with its id.
pub(super) fn newer_starts(policies: &[Policy], policy: &Policy) -> Timestamp {
    let age = |policy: &Policy| (starts(policy), policy.version);
    let newer = policies.iter().filter(|other| other.id == policy.id && age(other) > age(policy));
    newer.map(starts).min().unwrap_or(Timestamp::MAX)
}
