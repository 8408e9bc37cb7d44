//! Two rules of one kind that say different things of the same people, groups and subject.

use std::collections::BTreeMap;

use toml::Value;

use super::{Checked, named};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::RuleDecl;
use crate::param::Shape;
use crate::spec::Part;

/// A policy has few rules of one kind; beyond this many they are not compared.
const COMPARED_MAX: usize = 200;

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    let mut of_kind: BTreeMap<&str, Vec<&RuleDecl>> = BTreeMap::new();
    let finding = checked.rules().iter().filter(|rule| rule.spec.part == Part::Finds);
    // Each with how many of its kind come up to it.
    let finding: Vec<(&RuleDecl, usize)> = finding
        .map(|rule| {
            let same_kind = of_kind.entry(rule.spec.name).or_default();
            same_kind.push(rule);
            (rule, same_kind.len())
        })
        .collect();
    for (first, count) in finding {
        let same_kind = of_kind.get(first.spec.name).and_then(|rules| rules.get(count..));
        for second in same_kind.unwrap_or_default().iter().take(COMPARED_MAX) {
            if same_scope(first, second)
                && let Some(key) = only_difference(first, second)
            {
                found.extend(difference(checked, first, second, key));
            }
        }
    }
}

fn same_scope(a: &RuleDecl, b: &RuleDecl) -> bool {
    a.audience == b.audience && a.except == b.except && a.groups == b.groups && a.mode == b.mode
}

/// The one key in which two rules differ, where it is the only one and both write it.
fn only_difference<'a>(a: &'a RuleDecl, b: &'a RuleDecl) -> Option<&'a str> {
    let mut differing = None;
    if a.params.len() != b.params.len() {
        return None;
    }
    for (key, value) in &a.params {
        if b.params.get(key)? != value {
            if differing.is_some() {
                return None;
            }
            differing = Some(key.as_str());
        }
    }
    differing
}

/// What the difference is worth: a stance or a count that contradicts the other is an error, a
/// limit of another size a warning; other values name another subject.
fn difference(
    checked: &Checked<'_>,
    first: &RuleDecl,
    second: &RuleDecl,
    key: &str,
) -> Option<Diagnostic> {
    let shape = first.spec.param(key)?.shape;
    let contradicts = match shape {
        Shape::OneOf(_) => key == "allow",
        Shape::Count(..) | Shape::Whole | Shape::Flag => true,
        _ => false,
    };
    let limits = matches!(shape, Shape::Span | Shape::Money | Shape::CardFormat | Shape::Share);
    if !contradicts && !limits {
        return None;
    }
    let shown = |rule: &RuleDecl| rule.params.get(key).map(Value::to_string).unwrap_or_default();
    let (spot, other) = (checked.value_spot(second, key), checked.value_spot(first, key));
    let (a, b) = (named(first), named(second));
    let problem = if contradicts {
        let message = format!("{b} 的 `{key}` 与 {a} 矛盾");
        Diagnostic::error(codes::CONTRADICTING_RULES, message, spot)
    } else {
        let message = format!("{b} 的 `{key}` 与 {a} 不同");
        Diagnostic::warning(codes::DIFFERING_LIMITS, message, spot)
    };
    let help = "改成一致,去掉一条,或用 for、groups 说明各管什么人、什么群";
    let note = format!("条文 {}:{}", first.cite, shown(first).replace('\n', " "));
    Some(problem.help(help).cite(&second.cite).related(other, note))
}
