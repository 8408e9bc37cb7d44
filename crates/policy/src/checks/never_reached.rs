//! Sanctions that cover breaches, but for every one of them a nearer sanction stands.

use std::collections::BTreeSet;

use model::Category;

use super::conflicting_sanctions::breaches;
use super::{Checked, named};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::RuleDecl;
use crate::spec::Part;

/// Most sanctions that are looked at once more group by group.
const LOOKED_AT_MAX: usize = 100;

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    let breaches = breaches(checked);
    let mut reached = BTreeSet::new();
    for (rule, category) in &breaches {
        reached.extend(checked.sanctions.applying(*rule, *category, |_| true));
    }
    // What follows at a threshold is reached where the rule that lays it down is.
    let at_thresholds: Vec<usize> =
        reached.iter().flat_map(|&at| checked.sanctions.at_threshold(at)).collect();
    reached.extend(at_thresholds);
    let idle = checked
        .rules()
        .iter()
        .enumerate()
        .filter(|(at, rule)| rule.is_sanction() && !rule.rests && !reached.contains(at));
    for (at, sanction) in idle.take(LOOKED_AT_MAX) {
        let Some(nearer) = always_beaten(checked, &breaches, at, sanction) else {
            found.extend(of_nothing(checked, sanction));
            continue;
        };
        let message = format!("{} 永远轮不到,每一种违规都有更近的处理", named(sanction));
        let spot = checked.spot(sanction);
        let mut problem = Diagnostic::warning(codes::NEVER_REACHED, message, spot)
            .help("去掉它,或去掉更近的那一条")
            .cite(&sanction.cite);
        for other in nearer.iter().filter_map(|at| checked.rules().get(*at)).take(4) {
            problem = problem.related(checked.spot(other), format!("条文 {} 更近", other.cite));
        }
        found.push(problem);
    }
}

/// The sanctions that always stand nearer; none where it covers nothing, or is reached in
/// groups where the nearer ones do not hold.
fn always_beaten(
    checked: &Checked<'_>,
    breaches: &[(usize, Option<Category>)],
    at: usize,
    sanction: &RuleDecl,
) -> Option<BTreeSet<usize>> {
    let holds = |other: &RuleDecl| other.groups.is_empty() || other.groups == sanction.groups;
    let mut nearer = BTreeSet::new();
    let mut covers = false;
    for &(rule, category) in breaches {
        if checked.sanctions.nearness(rule, category, at).is_none() {
            continue;
        }
        covers = true;
        let applying = checked.sanctions.applying(rule, category, holds);
        if applying.contains(&at) {
            return None;
        }
        nearer.extend(applying);
    }
    covers.then_some(nearer)
}

/// A sanction that names nothing, beside rules none of which finds anything: neither theirs
/// nor one for breaches in general.
fn of_nothing(checked: &Checked<'_>, sanction: &RuleDecl) -> Option<Diagnostic> {
    let mut beside = checked.rules().iter().filter(|rule| rule.block == sanction.block);
    let parts = |rule: &RuleDecl| rule.spec.part;
    let notes = beside.clone().any(|rule| parts(rule) == Part::Notes);
    let idle = sanction.punishes.is_empty() && notes;
    if !idle || beside.any(|rule| parts(rule) == Part::Finds) {
        return None;
    }
    let message = format!("{} 永远轮不到,同一块里没有会发现违规的规则", named(sanction));
    let help = "在 for 里写明它处理哪些规则,或把它单独放在一个规则块里";
    let problem = Diagnostic::warning(codes::NEVER_REACHED, message, checked.spot(sanction));
    Some(problem.help(help).cite(&sanction.cite))
}
