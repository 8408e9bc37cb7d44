//! What must hold of every document. The fuzz targets check the same.

use std::collections::BTreeMap;

use compiler::{Compiled, compile};
use policy::Severity;

/// The policy file without what was inserted.
pub fn without_inserted(compiled: &Compiled) -> String {
    let mut text = String::new();
    let mut from = 0;
    for inserted in &compiled.inserted {
        text.push_str(&compiled.policy_file[from..inserted.start]);
        from = inserted.end;
    }
    text.push_str(&compiled.policy_file[from..]);
    text
}

/// What must hold of every document that has no fenced blocks of its own.
#[track_caller]
pub fn check(name: &str, text: &str) -> Compiled {
    let compiled = compile(name, text);
    let file = &compiled.policy_file;
    assert_eq!(without_inserted(&compiled), text, "{name}: the text is kept");
    let chars: Vec<char> = text.chars().collect();
    for clause in &compiled.clauses {
        let (from, to) = clause.span;
        let by_span: String = chars[from..to].iter().collect();
        assert_eq!(by_span, clause.text, "{name} {}", clause.cite);
        assert_eq!(&text[clause.bytes.clone()], clause.text, "{name} {}", clause.cite);
    }
    let parsed = policy::parse(name, file, &rules::specs());
    let mut problems = parsed.diagnostics.clone();
    problems.extend(policy::checks::check(&[&parsed.policy], None));
    problems.retain(|problem| problem.severity == Severity::Error);
    assert!(problems.is_empty(), "{name}: {problems:#?}\n{file}");
    rules_stand_under_their_articles(name, &compiled, &parsed.policy);
    compiled
}

/// Every norm that runs is a rule with the clause's citation, but for those in warnings.
#[track_caller]
fn rules_stand_under_their_articles(name: &str, compiled: &Compiled, policy: &policy::Policy) {
    let mut wanted: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for clause in &compiled.clauses {
        let cite: String = clause.cite.chars().take(80).collect();
        for norm in &clause.norms {
            if compiler::runs(norm) {
                *wanted.entry((cite.clone(), norm.kind)).or_default() += 1;
            }
        }
    }
    let written = policy.rules.len();
    for rule in &policy.rules {
        let left = wanted.get_mut(&(rule.cite.clone(), rule.spec.name));
        let left = left.unwrap_or_else(|| panic!("{name}: {} {}", rule.cite, rule.spec.name));
        *left = left.checked_sub(1).unwrap_or_else(|| panic!("{name}: {}", rule.cite));
    }
    let muted = compiled.warnings.iter().filter(|warning| warning.message.starts_with("规则 "));
    // What was inferred waits as a comment, without a warning.
    let norms = compiled.clauses.iter().flat_map(|clause| &clause.norms);
    let inferred = norms.filter(|norm| compiler::runs(norm) && !norm.inferred_from.is_empty());
    let stated: usize = wanted.values().sum::<usize>() + written;
    assert_eq!(
        written + muted.count() + inferred.count(),
        stated,
        "{name}: {:?}",
        compiled.warnings
    );
}

/// A policy file that was made is one: compiled again, nothing is added.
#[track_caller]
pub fn stays(name: &str, compiled: &Compiled) {
    let again = compile(name, &compiled.policy_file).policy_file;
    assert!(again == compiled.policy_file, "{name}: compiled again it differs:\n{again}");
}
