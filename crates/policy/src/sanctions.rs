//! Which sanctions apply to a breach: those of the nearest level that has any.

use std::collections::BTreeSet;

use model::Category;

use crate::document::{KindRef, RuleDecl};
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

/// The sanctions of one policy, ready to be looked up.
#[derive(Clone, Debug)]
pub struct Sanctions<'a> {
    rules: &'a [RuleDecl],
    /// The rules that punish and do not rest.
    punishing: Vec<Punishing>,
    /// What stands beside the others is nearest among its own kind; all the rest, first, is
    /// nearest among each other.
    sorts: Vec<&'a str>,
    /// Blocks all of whose rules punish or govern.
    alone: BTreeSet<u32>,
    /// Blocks in which a punishing rule says at which threshold the others follow.
    thresholds: BTreeSet<u32>,
}

/// A rule that punishes.
#[derive(Clone, Debug)]
struct Punishing {
    /// Its position.
    at: usize,
    /// Its sort in `sorts`.
    sort: usize,
    /// Whether it follows only where a threshold is reached.
    waits: bool,
    /// Whether its block is one of those in `alone`.
    alone: bool,
}

/// The parameter that lays down a threshold.
const THRESHOLD: &str = "at";

impl<'a> Sanctions<'a> {
    /// The sanctions among the rules of one policy.
    #[must_use]
    pub fn new(rules: &'a [RuleDecl]) -> Sanctions<'a> {
        let punishes = |rule: &RuleDecl| rule.is_sanction() && !rule.rests;
        let mut alone: BTreeSet<u32> = rules.iter().map(|rule| rule.block).collect();
        for rule in rules {
            if !matches!(rule.spec.part, Part::Punishes | Part::Governs) {
                alone.remove(&rule.block);
            }
        }
        let thresholds = rules.iter().filter(|rule| Sanctions::has_threshold(rule));
        let thresholds = thresholds.map(|rule| rule.block).collect();
        let (punishing, sorts) = (Vec::new(), vec![""]);
        let mut all = Sanctions { rules, punishing, sorts, alone, thresholds };
        for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| punishes(rule)) {
            let name = if rule.spec.beside { rule.spec.name } else { "" };
            let sort = all.sorts.iter().position(|known| *known == name);
            let sort = sort.unwrap_or(all.sorts.len());
            if sort == all.sorts.len() {
                all.sorts.push(name);
            }
            let (waits, alone) = (all.waits_for_threshold(at), all.alone.contains(&rule.block));
            all.punishing.push(Punishing { at, sort, waits, alone });
        }
        all
    }

    /// The sanctions of the nearest level that apply to a breach of `rules[rule]` with the
    /// category that was found, among those that `holds` accepts: positions, ascending.
    #[must_use]
    pub fn applying(
        &self,
        rule: usize,
        category: Option<Category>,
        holds: impl Fn(&RuleDecl) -> bool,
    ) -> Vec<usize> {
        let mut nearest: Vec<Option<Nearness>> = vec![None; self.sorts.len()];
        let mut found: Vec<(usize, usize, Nearness)> = Vec::new();
        let Some(breached) = self.rules.get(rule) else { return Vec::new() };
        for &Punishing { at, sort, waits, alone } in &self.punishing {
            if at == rule || waits {
                continue;
            }
            let Some(sanction) = self.rules.get(at).filter(|rule| holds(rule)) else { continue };
            let Some(level) = nearness(breached, category, sanction, || alone) else { continue };
            if let Some(known) = nearest.get_mut(sort) {
                *known = Some(known.map_or(level, |known| known.min(level)));
            }
            found.push((at, sort, level));
        }
        found.retain(|(_, sort, level)| nearest.get(*sort) == Some(&Some(*level)));
        found.into_iter().map(|(at, _, _)| at).collect()
    }

    /// Whether a punishing rule says at which threshold the others of its block follow.
    fn has_threshold(rule: &RuleDecl) -> bool {
        rule.is_sanction() && !rule.rests && rule.params.contains_key(THRESHOLD)
    }

    /// Whether a sanction follows only where a threshold laid down in its block is reached.
    fn waits_for_threshold(&self, at: usize) -> bool {
        self.rules.get(at).is_some_and(|rule| {
            !Sanctions::has_threshold(rule) && self.thresholds.contains(&rule.block)
        })
    }

    /// What follows where the threshold of `rules[rule]` is reached: the other sanctions of its
    /// block, as positions.
    #[must_use]
    pub fn at_threshold(&self, rule: usize) -> Vec<usize> {
        let Some(block) = self.rules.get(rule).map(|rule| rule.block) else { return Vec::new() };
        if !self.thresholds.contains(&block) {
            return Vec::new();
        }
        let same = |at: &usize| self.rules.get(*at).is_some_and(|rule| rule.block == block);
        let others = self.punishing.iter().map(|one| one.at).filter(same);
        others.filter(|&at| self.waits_for_threshold(at)).collect()
    }

    /// How near `rules[sanction]` stands to a breach of `rules[rule]`; none where it does not
    /// cover it.
    #[must_use]
    pub fn nearness(
        &self,
        rule: usize,
        category: Option<Category>,
        sanction: usize,
    ) -> Option<Nearness> {
        let (breached, sanction) = (self.rules.get(rule)?, self.rules.get(sanction)?);
        if !sanction.is_sanction() || sanction.rests {
            return None;
        }
        nearness(breached, category, sanction, || self.alone.contains(&sanction.block))
    }
}

/// How near a sanction that does not rest stands to a breach; `alone` says whether all rules of
/// its block punish or govern.
fn nearness(
    breached: &RuleDecl,
    category: Option<Category>,
    sanction: &RuleDecl,
    alone: impl FnOnce() -> bool,
) -> Option<Nearness> {
    let same_block = sanction.block == breached.block;
    if sanction.punishes.is_empty() {
        let general = breached.spec.misconduct && alone();
        return match (same_block, general) {
            (true, _) => Some(Nearness::SameBlock),
            (false, true) => Some(Nearness::General),
            (false, false) => None,
        };
    }
    let named = |wanted: Option<Category>| {
        let names =
            |kind: &KindRef| kind.spec.name == breached.spec.name && kind.category == wanted;
        sanction.punishes.iter().any(names)
    };
    match (category.is_some() && named(category), named(None)) {
        (false, false) => None,
        _ if same_block => Some(Nearness::SameBlock),
        (true, _) => Some(Nearness::NamesCategory),
        (false, true) => Some(Nearness::NamesKind),
    }
}

/// The sanctions that apply to a breach of `rules[rule]` with the category that was found:
/// positions in `rules`, which are those of one policy. Empty: only the kind's own action, or
/// a reminder, follows.
///
/// A sanction that rests for want of a parameter applies to nothing. To look up many breaches,
/// keep a [`Sanctions`].
#[must_use]
pub fn sanctions_for(rules: &[RuleDecl], rule: usize, category: Option<Category>) -> Vec<usize> {
    Sanctions::new(rules).applying(rule, category, |_| true)
}
