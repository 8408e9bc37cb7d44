//! A policy file clause by clause, as it stands now: what each clause does by the rules in the
//! file, what is held back, what it leaves open.

use std::collections::BTreeMap;

use compiler::{Compiled, Coverage, level_of};
use policy::{Diagnostic, Policy, Severity};
use rules::clause::Norm;

use crate::held::{Held, held};

/// A policy file and what it does.
#[derive(Debug)]
pub struct Reading {
    /// Its clauses with the norms that stand in the file, for [`compiler::Report`].
    pub compiled: Compiled,
    /// The policy.
    pub policy: Policy,
    /// What is wrong with it, without advice.
    pub diagnostics: Vec<Diagnostic>,
    /// What waits for somebody to confirm it.
    pub held: Vec<Held>,
}

/// Whose confidence it is that a person wrote a rule.
const SURE: u8 = 100;

impl Reading {
    /// Reads a policy file.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Reading {
        let parsed = policy::parse(name, text, &rules::specs());
        let policy = parsed.policy;
        let mut diagnostics = parsed.diagnostics;
        diagnostics.extend(policy::checks::check(&[&policy], None));
        let mut compiled = compiler::compile(name, text);
        let mut rules: BTreeMap<&str, Vec<Norm>> = BTreeMap::new();
        for rule in &policy.rules {
            let (kind, params) = (rule.spec.name, rule.params.clone());
            let norm = Norm { params, ..Norm::new(kind).sure(SURE) };
            rules.entry(rule.cite.as_str()).or_default().push(norm);
        }
        for clause in &mut compiled.clauses {
            let read = std::mem::take(&mut clause.norms);
            let (kept, read): (Vec<Norm>, Vec<Norm>) =
                read.into_iter().partition(|norm| !compiler::runs(norm));
            // The clauses that share a citation share its rules; the first shows them.
            let mut stands = rules.remove(clause.cite.as_str()).unwrap_or_default();
            for norm in &mut stands {
                let same =
                    read.iter().find(|one| one.kind == norm.kind && one.params == norm.params);
                if let Some(same) = same.filter(|one| one.inferred_from.is_empty()) {
                    norm.confidence = same.confidence;
                }
            }
            // What is only kept and shown is no matter of confirming.
            stands.extend(kept.into_iter().filter(|norm| norm.inferred_from.is_empty()));
            clause.level = stands.iter().map(level_of).min();
            clause.norms = stands;
        }
        compiled.coverage = Coverage::of(&compiled.clauses);
        let held = held(&policy);
        Reading { compiled, policy, diagnostics, held }
    }

    /// Whether it can come into use.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|one| one.severity != Severity::Error)
    }

    /// What keeps it from coming into use.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|one| one.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit;

    #[test]
    fn a_clause_does_what_the_file_says_and_not_what_its_words_say() {
        let document = "群约定\n\n一、群里不发广告,违者移出本群。\n二、晚上十点后不发消息。\n三、本群为大家服务。\n";
        let compiled = compiler::compile("群约定.txt", document);
        let reading = Reading::of("群约定.md", &compiled.policy_file);
        assert!(reading.is_sound(), "{:#?}", reading.diagnostics);
        let kinds = |reading: &Reading, at: usize| -> Vec<&str> {
            reading.compiled.clauses[at].norms.iter().map(|norm| norm.kind).collect()
        };
        assert!(kinds(&reading, 0).contains(&"ads"), "{:?}", reading.compiled.clauses[0]);
        assert!(kinds(&reading, 1).contains(&"quiet-hours"));
        let rule = reading.policy.rules.iter().find(|rule| rule.spec.name == "ads").unwrap();
        let without = edit::without_rule(&reading.policy, rule);
        let reading = Reading::of("群约定.md", &without);
        assert!(!kinds(&reading, 0).contains(&"ads"));
        assert_eq!(reading.compiled.clauses.len(), 3);
        assert!(held(&reading.policy).is_empty());
    }
}
