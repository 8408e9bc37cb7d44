//! Which sanctions apply to a breach: those of the nearest level that has any.

use model::Category;

use crate::document::RuleDecl;
use crate::spec::Part;

/// How near a sanction stands to a breach, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// In the same block, naming nothing or naming the kind.
    SameBlock,
    /// Its `for` names the kind's category.
    NamesCategory,
    /// Its `for` names the kind.
    NamesKind,
    /// In a block without a rule that finds, naming nothing: for breaches in general.
    General,
}

impl Nearness {
    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Nearness::SameBlock => "同一个规则块",
            Nearness::NamesCategory => "点名到类别",
            Nearness::NamesKind => "点名到规则",
            Nearness::General => "适用于一般违规",
        }
    }
}

/// The sanctions that apply to a breach of `rules[rule]` with the category that was found:
/// positions in `rules`, which are those of one policy. Empty: only a reminder follows.
///
/// A sanction that rests for want of a parameter applies to nothing.
#[must_use]
pub fn sanctions_for(rules: &[RuleDecl], rule: usize, category: Option<Category>) -> Vec<usize> {
    sanctions_among(rules, rule, category, |_| true)
}

/// As [`sanctions_for`], counting only the sanctions that `holds` accepts: those that hold in
/// the group at hand, say.
#[must_use]
pub fn sanctions_among(
    rules: &[RuleDecl],
    rule: usize,
    category: Option<Category>,
    holds: impl Fn(&RuleDecl) -> bool,
) -> Vec<usize> {
    let Some(breached) = rules.get(rule) else { return Vec::new() };
    let ranked: Vec<(Nearness, usize)> = rules
        .iter()
        .enumerate()
        .filter(|(at, sanction)| *at != rule && holds(sanction))
        .filter_map(|(at, sanction)| Some((nearness(rules, breached, category, sanction)?, at)))
        .collect();
    let Some(nearest) = ranked.iter().map(|(nearness, _)| *nearness).min() else {
        return Vec::new();
    };
    ranked.into_iter().filter(|(nearness, _)| *nearness == nearest).map(|(_, at)| at).collect()
}

/// How near a sanction stands to a breach of a rule; none where it does not cover it.
#[must_use]
pub fn nearness(
    rules: &[RuleDecl],
    breached: &RuleDecl,
    category: Option<Category>,
    sanction: &RuleDecl,
) -> Option<Nearness> {
    if !sanction.is_sanction() || sanction.rests {
        return None;
    }
    let named = |wanted: Option<Category>| {
        sanction
            .punishes
            .iter()
            .any(|kind| std::ptr::eq(kind.spec, breached.spec) && kind.category == wanted)
    };
    let by_category = category.is_some() && named(category);
    let by_kind = named(None);
    if sanction.punishes.is_empty() {
        if sanction.block == breached.block {
            return Some(Nearness::SameBlock);
        }
        let general = breached.spec.misconduct && stands_alone(rules, sanction.block);
        return general.then_some(Nearness::General);
    }
    match (by_category, by_kind) {
        (false, false) => None,
        _ if sanction.block == breached.block => Some(Nearness::SameBlock),
        (true, _) => Some(Nearness::NamesCategory),
        (false, true) => Some(Nearness::NamesKind),
    }
}

/// Whether a block has no rule that finds: all of its rules punish or govern.
fn stands_alone(rules: &[RuleDecl], block: u32) -> bool {
    rules
        .iter()
        .filter(|rule| rule.block == block)
        .all(|rule| matches!(rule.spec.part, Part::Punishes | Part::Governs))
}
