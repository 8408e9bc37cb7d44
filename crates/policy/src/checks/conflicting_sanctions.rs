//! Articles that lay down different consequences for the same breach, equally near to it.

use std::collections::{BTreeMap, BTreeSet};

use model::Category;
use toml::Value;

use super::punishes_nothing::categories;
use super::{Checked, named, share_groups};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::RuleDecl;
use crate::param::Shape;

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    let mut told: BTreeSet<Vec<usize>> = BTreeSet::new();
    for (breached, category) in breaches(checked) {
        let applying = checked.sanctions.applying(breached, category, |_| true);
        if applying.len() < 2 || !told.insert(applying.clone()) {
            continue;
        }
        let rules: Vec<(usize, &RuleDecl)> = applying
            .iter()
            .filter_map(|at| checked.rules().get(*at).map(|rule| (*at, rule)))
            .collect();
        let differing: Vec<&RuleDecl> = rules
            .iter()
            .filter(|(at, rule)| {
                rules.iter().any(|(other_at, other)| other_at != at && differ(rule, other))
            })
            .map(|(_, rule)| *rule)
            .collect();
        let (Some(first), Some(rule)) = (differing.first(), checked.rules().get(breached)) else {
            continue;
        };
        found.push(conflict(checked, rule, category, first, &differing));
    }
}

/// Most candidates that are shown.
const SHOWN_MAX: usize = 8;

fn conflict(
    checked: &Checked<'_>,
    breached: &RuleDecl,
    category: Option<Category>,
    first: &RuleDecl,
    differing: &[&RuleDecl],
) -> Diagnostic {
    let what = match category {
        Some(category) => format!("{}.{}", breached.spec.name, category.name()),
        None => breached.spec.name.to_owned(),
    };
    let listed: Vec<String> = differing
        .iter()
        .take(SHOWN_MAX)
        .map(|rule| format!("{} {}", named(rule), consequence(rule)))
        .collect();
    let message = format!("对 `{what}` 有几种同样近而不同的处理:{}", listed.join(";"));
    let help = "去掉一处,或在一处的 for 里写明它只管哪些规则";
    let mut problem = Diagnostic::error(codes::CONFLICTING_SANCTIONS, message, checked.spot(first))
        .help(help)
        .cite(&first.cite);
    for rule in differing.iter().skip(1).take(SHOWN_MAX) {
        problem = problem.related(checked.spot(rule), format!("条文 {}", rule.cite));
    }
    problem
}

/// The breaches that the policy knows: its finding rules, with each category that they or the
/// sanctions name.
pub(super) fn breaches(checked: &Checked<'_>) -> Vec<(usize, Option<Category>)> {
    let mut breaches = Vec::new();
    let mut punished: BTreeMap<&str, BTreeSet<Category>> = BTreeMap::new();
    for kind in checked.rules().iter().flat_map(|sanction| &sanction.punishes) {
        punished.entry(kind.spec.name).or_default().extend(kind.category);
    }
    let finds = |rule: &RuleDecl| rule.spec.part == crate::spec::Part::Finds;
    for (at, rule) in checked.rules().iter().enumerate().filter(|(_, rule)| finds(rule)) {
        let listed = categories(rule);
        let named: BTreeSet<Category> = punished
            .get(rule.spec.name)
            .into_iter()
            .flatten()
            .copied()
            .filter(|category| listed.as_ref().is_none_or(|listed| listed.contains(category)))
            .collect();
        // Categories that no sanction names are all treated alike: one stands for them.
        let others = listed
            .as_ref()
            .and_then(|listed| listed.iter().find(|category| !named.contains(category)).copied());
        breaches.extend(named.iter().map(|category| (at, Some(*category))));
        if listed.is_none() || others.is_some() {
            breaches.push((at, others));
        }
    }
    breaches
}

/// What a sanction brings, by which it can contradict another one.
fn measure(rule: &RuleDecl) -> Option<(&'static str, &Value)> {
    rule.spec.params.iter().find_map(|param| {
        let value = rule.params.get(param.name)?;
        match param.shape {
            Shape::Steps | Shape::Actions => Some((param.name, value)),
            Shape::Money if param.name == "amount" => Some((param.name, value)),
            _ => None,
        }
    })
}

fn consequence(rule: &RuleDecl) -> String {
    let text = measure(rule).map(|(_, value)| value.to_string()).unwrap_or_default();
    format!("`{}`", text.replace(['\n', '`'], " "))
}

fn differ(a: &RuleDecl, b: &RuleDecl) -> bool {
    let (Some((key_a, of_a)), Some((key_b, of_b))) = (measure(a), measure(b)) else {
        return false;
    };
    let same_kind = a.spec.name == b.spec.name;
    // Money comes on top of a ladder's step; two sums for one breach do contradict.
    let comparable = (key_a == "amount") == (key_b == "amount");
    // One article may say both a ladder and what else may follow.
    let apart = a.block != b.block || same_kind;
    comparable && apart && a.mode == b.mode && share_groups(a, b) && as_list(of_a) != as_list(of_b)
}

fn as_list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    }
}
