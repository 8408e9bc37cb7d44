//! The rules that govern a group, sorted by what wakes them, with their sanctions.

use std::collections::{BTreeMap, BTreeSet};

use model::event::{MediaKind, ORG};
use model::{Category, EventKind, Span, Strictness, Timestamp};
use policy::sanctions::Sanctions;
use policy::spec::{Family, Part};
use policy::{RuleDecl, glob};
use rules::Built;
use rules::kind::{Procedure, Punishment};

use super::{Loaded, Program, Rule, RuleId};

/// How long somebody is a newcomer where no article says so.
const NEWCOMER: Span = Span::Days(7);

impl Program {
    /// Which rules govern a group of that id and name.
    pub(crate) fn governing(&self, id: &str, name: Option<&str>) -> Vec<RuleId> {
        let matches = |globs: &[String]| {
            globs.is_empty()
                || globs.iter().any(|pattern| {
                    glob::matches(pattern, id) || name.is_some_and(|n| glob::matches(pattern, n))
                })
        };
        let governs = |policy: &Loaded, rule: RuleId, decl: &RuleDecl| {
            matches(&decl.groups)
                && self.rule(rule).is_some_and(|rule| {
                    matches(&policy.groups) || id == ORG && serves_organisation(rule, decl)
                })
        };
        self.policies
            .iter()
            .flat_map(|policy| policy.decls.iter().map(move |(id, decl)| (policy, *id, decl)))
            .filter(|&(policy, rule, decl)| governs(policy, rule, decl))
            .map(|(_, id, _)| id)
            .collect()
    }

    /// Those rules, sorted by what wakes them, with their sanctions.
    pub(crate) fn bind(&self, governing: &[RuleId]) -> Binding {
        let mut binding = Binding::empty(self.own_kept, self.media_kept.clone());
        for policy in &self.policies {
            let (ids, decls): (Vec<RuleId>, Vec<RuleDecl>) =
                policy.decls.iter().filter(|(id, _)| governing.contains(id)).cloned().unzip();
            binding.add(self, &ids, &decls);
        }
        binding
    }
}

/// Whether a rule is at work in the organisation as a whole, whichever groups its policy names:
/// publishing, accounts, customers, and what follows breaches of those.
fn serves_organisation(rule: &Rule, decl: &RuleDecl) -> bool {
    let family = matches!(decl.spec.family, Family::Publish | Family::Account | Family::Customer);
    family
        || decl.spec.part != Part::Finds
        || rule.finder().is_some_and(|finder| finder.serves_organisation())
}

/// The rules that govern a group, sorted by what wakes them.
#[derive(Debug)]
pub(crate) struct Binding {
    by_event: Vec<Vec<RuleId>>,
    /// Every rule that finds, ascending.
    pub finders: Vec<RuleId>,
    pub periods: Vec<RuleId>,
    pub standings: Vec<RuleId>,
    pub fines: bool,
    pub own_kept: usize,
    /// How many of which media are kept of each member.
    pub media_kept: BTreeMap<MediaKind, usize>,
    pub asks_seen: bool,
    /// From when to when rules ask what messages are about, and how strictly.
    weighing: Vec<(Timestamp, Timestamp, Strictness)>,
    /// Whether a rule asks if another group has seen a content first.
    pub asks_elsewhere: bool,
    pub judges_cards: bool,
    /// Whether a rule that is not only observed counts recent messages.
    pub enforces_windows: bool,
    /// Whether a rule looks at the personnel list beyond those who are in the group.
    pub watches_staff: bool,
    pub newcomer: Span,
    pub asks_authors: bool,
    /// The articles on points.
    pub points: Vec<RuleId>,
    /// What follows where points reach their threshold.
    at_threshold: BTreeMap<RuleId, Vec<RuleId>>,
    /// The articles on whose consent a removal takes.
    pub quorums: Vec<RuleId>,
    appeals: Vec<RuleId>,
    sanctions: BTreeMap<RuleId, BTreeMap<Option<Category>, Vec<RuleId>>>,
}

impl Binding {
    fn empty(own_kept: usize, media_kept: BTreeMap<MediaKind, usize>) -> Binding {
        Binding {
            by_event: vec![Vec::new(); EventKind::COUNT],
            finders: Vec::new(),
            periods: Vec::new(),
            standings: Vec::new(),
            fines: false,
            own_kept,
            media_kept,
            asks_seen: false,
            weighing: Vec::new(),
            asks_elsewhere: false,
            judges_cards: false,
            enforces_windows: false,
            watches_staff: false,
            newcomer: NEWCOMER,
            asks_authors: false,
            points: Vec::new(),
            at_threshold: BTreeMap::new(),
            quorums: Vec::new(),
            appeals: Vec::new(),
            sanctions: BTreeMap::new(),
        }
    }

    /// Notes that a rule asks what messages are about.
    fn weigh(&mut self, program: &Program, rule: &Rule) {
        let policy = program.policies.get(usize::from(rule.policy));
        let strictness = policy.map_or_else(Strictness::default, |policy| policy.strictness);
        let one = (rule.starts, rule.ends, strictness);
        if !self.weighing.contains(&one) {
            self.weighing.push(one);
        }
    }

    /// How strictly messages of that moment are judged: as the mildest policy in force has it;
    /// none where no rule asks what they are about.
    pub fn strictness(&self, at: Timestamp) -> Option<Strictness> {
        let in_force = self.weighing.iter().filter(|(from, to, _)| *from <= at && at < *to);
        in_force.map(|(_, _, strictness)| *strictness).min()
    }

    fn add(&mut self, program: &Program, ids: &[RuleId], decls: &[RuleDecl]) {
        let sanctions = Sanctions::new(decls);
        let named = decls.iter().flat_map(|decl| &decl.punishes).filter_map(|kind| kind.category);
        let categories: BTreeSet<Option<Category>> =
            std::iter::once(None).chain(named.map(Some)).collect();
        for (index, &id) in ids.iter().enumerate() {
            let Some(rule) = program.rule(id) else { continue };
            match &rule.built {
                Built::Finder(finder) => {
                    self.finders.push(id);
                    for kind in finder.wakes_on() {
                        if let Some(list) = self.by_event.get_mut(*kind as usize) {
                            list.push(id);
                        }
                    }
                    if finder.period().is_some() {
                        self.periods.push(id);
                    }
                    if finder.has_standing() {
                        self.standings.push(id);
                    }
                    self.asks_seen |= finder.asks_seen();
                    if finder.asks_topics() {
                        self.weigh(program, rule);
                    }
                    self.asks_authors |= finder.asks_authors();
                    self.asks_elsewhere |= finder.asks_elsewhere();
                    self.judges_cards |= finder.judges_cards();
                    self.enforces_windows |= !rule.observe && finder.own_messages_kept() > 0;
                    self.watches_staff |= finder.watches_staff();
                    self.newcomer = finder.newcomer_for().unwrap_or(self.newcomer);
                    let of_rule = self.sanctions.entry(id).or_default();
                    for &category in &categories {
                        let found = sanctions.applying(index, category, |_| true).into_iter();
                        let found = found.filter_map(|at| ids.get(at).copied()).collect();
                        of_rule.insert(category, found);
                    }
                }
                Built::Punishment(Punishment::Fine(_)) => self.fines = true,
                Built::Punishment(Punishment::Points(_)) => {
                    self.points.push(id);
                    let others = sanctions.at_threshold(index).into_iter();
                    let others = others.filter_map(|at| ids.get(at).copied()).collect();
                    self.at_threshold.insert(id, others);
                }
                Built::Punishment(_) | Built::Note => {}
                Built::Procedure(Procedure::RemovalQuorum { .. }) => self.quorums.push(id),
                Built::Procedure(Procedure::Appeal { .. }) => self.appeals.push(id),
            }
        }
    }

    /// Whether that rule, one that finds, governs the group.
    pub fn governs(&self, rule: RuleId) -> bool {
        self.finders.binary_search(&rule).is_ok()
    }

    /// What follows where an article's points reach their threshold.
    pub fn at_threshold(&self, points: RuleId) -> &[RuleId] {
        self.at_threshold.get(&points).map_or(&[], Vec::as_slice)
    }

    /// The rules in force at that time that hear how what that one asked for ended.
    pub fn listening_to(&self, program: &Program, rule: RuleId, at: Timestamp) -> Vec<RuleId> {
        let Some(kind) = program.rule(rule).map(|rule| rule.kind) else { return Vec::new() };
        let hears = |id: &RuleId| {
            let other = program.rule(*id).filter(|other| other.starts <= at && at < other.ends);
            let finder = other.and_then(Rule::finder);
            *id != rule && finder.is_some_and(|finder| finder.hears().contains(&kind))
        };
        self.finders.iter().copied().filter(hears).collect()
    }

    /// The rules that an event of that kind wakes.
    pub fn woken_by(&self, kind: EventKind) -> &[RuleId] {
        self.by_event.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// The sanctions that apply to a breach.
    pub fn sanctions(&self, rule: RuleId, category: Option<Category>) -> &[RuleId] {
        let Some(of_rule) = self.sanctions.get(&rule) else { return &[] };
        of_rule.get(&category).or_else(|| of_rule.get(&None)).map_or(&[], Vec::as_slice)
    }

    /// The article on appeals against decisions of a policy: its own, else another's.
    pub fn appeal<'p>(&self, program: &'p Program, policy: u16) -> Option<(RuleId, &'p Rule)> {
        let all = || self.appeals.iter().filter_map(|&id| Some((id, program.rule(id)?)));
        all().find(|(_, rule)| rule.policy == policy).or_else(|| all().next())
    }
}
