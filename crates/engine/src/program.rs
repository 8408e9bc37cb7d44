//! Policies made ready to run: every rule with its article, audience and sanctions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use model::event::{MediaKind, ORG};
use model::{Calendar, Category, EventKind, Local, Platform, Span, Timestamp, Zone};
use policy::param::{ParamType, Shape, Who};
use policy::periods::Period;
use policy::sanctions::Sanctions;
use policy::spec::{Family, Part};
use policy::{Mode, Policy, RuleDecl, glob};
use rules::kind::{FineTerms, Procedure, Punishment};
use rules::scene::Audience;
use rules::{Built, kind_named};
use serde::{Deserialize, Serialize};
use text::{Lexicon, Reader};
use thiserror::Error;

/// The position of a rule among all rules of all loaded policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub u16);

/// The most populations that policies may name: one bit each for every member.
const POPULATIONS_MAX: usize = 64;
/// How long somebody is a newcomer where no article says so.
const NEWCOMER: Span = Span::Days(7);

/// Why policies cannot run together.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ProgramError {
    /// No policy was given.
    #[error("没有可以运行的制度")]
    NoPolicy,
    /// More rules than can be numbered.
    #[error("规则太多:最多 {max} 条,这里有 {count} 条")]
    TooManyRules {
        /// How many there are.
        count: usize,
        /// The most.
        max: usize,
    },
    /// More populations than fit.
    #[error("制度里点名的人群太多:最多 {POPULATIONS_MAX} 种,请合并一些人群的叫法")]
    TooManyPopulations,
}

/// What kept state refers to; see [`Program::footing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Footing {
    rules: u16,
    populations: u16,
    print: u64,
}

/// A policy, as far as running needs it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub id: String,
    pub title: String,
    pub zone: Zone,
    pub brake: u32,
    pub version: u32,
    pub starts: Timestamp,
    groups: Vec<String>,
    decls: Vec<(RuleId, RuleDecl)>,
}

/// One rule that can run.
#[derive(Debug)]
pub(crate) struct Rule {
    pub kind: &'static str,
    pub built: Built,
    pub own_action: Option<model::Action>,
    pub cite: String,
    pub policy: u16,
    pub audience: Audience,
    pub observe: bool,
    /// Its block, and whether it names the kinds that it punishes.
    pub block: u32,
    pub names_kinds: bool,
    /// From when on it is in force.
    pub starts: Timestamp,
    /// From when on a newer version of its policy is in force.
    pub ends: Timestamp,
    /// The rule that takes its place then.
    pub next: Option<RuleId>,
    /// When it holds, where its article names periods.
    pub during: Option<Period>,
}

/// Policies made ready to run. Immutable; shared by the engines of all cores.
pub struct Program {
    pub(crate) policies: Vec<Loaded>,
    rules: Vec<Option<Rule>>,
    pub(crate) populations: Vec<String>,
    pub(crate) reader: Reader,
    pub(crate) calendar: Calendar,
    pub(crate) platform: Platform,
    zone: Zone,
    own_kept: usize,
    media_kept: BTreeMap<MediaKind, usize>,
}

impl Program {
    /// Makes checked policies ready to run together.
    ///
    /// # Errors
    /// What does not fit, in Chinese. Policies with errors must not come here.
    pub fn new(
        policies: &[Policy],
        calendar: Calendar,
        platform: Platform,
        lexicon: &Lexicon,
    ) -> Result<Arc<Program>, ProgramError> {
        let zone = policies.first().ok_or(ProgramError::NoPolicy)?.zone.clone();
        let count: usize = policies.iter().map(|policy| policy.rules.len()).sum();
        let max = usize::from(u16::MAX);
        if count > max {
            return Err(ProgramError::TooManyRules { count, max });
        }
        let mut program = Program {
            policies: Vec::new(),
            rules: Vec::new(),
            populations: Vec::new(),
            reader: Reader::new(lexicon),
            calendar,
            platform,
            zone,
            own_kept: 0,
            media_kept: BTreeMap::new(),
        };
        for (index, policy) in policies.iter().enumerate() {
            let ends = newer_starts(policies, policy);
            program.load(u16::try_from(index).unwrap_or(u16::MAX), policy, ends)?;
        }
        program.link_versions();
        Ok(Arc::new(program))
    }

    /// Finds the rule of the next version that takes a rule's place: of the same kind, and the
    /// same in order among those of its kind where there is one, else the first.
    fn link_versions(&mut self) {
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

    fn load(&mut self, index: u16, policy: &Policy, ends: Timestamp) -> Result<(), ProgramError> {
        let starts = starts(policy);
        let mut decls = Vec::new();
        for decl in &policy.rules {
            let id = RuleId(u16::try_from(self.rules.len()).unwrap_or(u16::MAX));
            self.name_populations(decl)?;
            let built = kind_named(decl.spec.name)
                .filter(|_| !decl.rests)
                .and_then(|kind| (kind.build)(&decl.params));
            if let Some(Built::Finder(finder)) = &built {
                self.own_kept = self.own_kept.max(finder.own_messages_kept());
                for (kind, kept) in finder.own_media_kept() {
                    let most = self.media_kept.entry(kind).or_default();
                    *most = kept.max(*most);
                }
            }
            self.rules.push(built.map(|built| Rule {
                kind: decl.spec.name,
                built,
                own_action: decl.spec.own_action,
                cite: decl.cite.clone(),
                policy: index,
                audience: Audience { only: decl.audience.clone(), except: decl.except.clone() },
                observe: decl.mode == Mode::Observe || policy.mode == Mode::Observe,
                block: decl.block,
                names_kinds: !decl.punishes.is_empty(),
                starts,
                ends,
                next: None,
                during: during(policy, decl),
            }));
            decls.push((id, decl.clone()));
        }
        self.policies.push(Loaded {
            id: policy.id.clone(),
            title: policy.title.clone(),
            zone: policy.zone.clone(),
            brake: policy.brake,
            version: policy.version,
            starts,
            groups: policy.groups.clone(),
            decls,
        });
        Ok(())
    }

    /// Gives a bit to every population that a rule names, in `for`, `except` or a parameter.
    fn name_populations(&mut self, decl: &RuleDecl) -> Result<(), ProgramError> {
        let mut named: Vec<Who> = decl.audience.iter().chain(&decl.except).cloned().collect();
        for param in decl.spec.params {
            let Some(value) = decl.params.get(param.name) else { continue };
            match param.shape {
                Shape::Who => named.extend(Who::read(value)),
                Shape::WhoList => named.extend(<Vec<Who>>::read(value).unwrap_or_default()),
                _ => {}
            }
        }
        for who in named {
            let Who::Tagged(word) = who else { continue };
            if self.populations.contains(&word) {
                continue;
            }
            if self.populations.len() >= POPULATIONS_MAX {
                return Err(ProgramError::TooManyPopulations);
            }
            self.populations.push(word);
        }
        Ok(())
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

    pub(crate) fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.get(usize::from(id.0))?.as_ref()
    }

    /// The zone of a rule's policy.
    pub(crate) fn zone_of(&self, rule: &Rule) -> &Zone {
        self.policy_of(rule).map_or(&self.zone, |policy| &policy.zone)
    }

    pub(crate) fn policy_of(&self, rule: &Rule) -> Option<&Loaded> {
        self.policies.get(usize::from(rule.policy))
    }

    /// Whether groups learn of one another under these policies, so that all their events must
    /// come to one engine, in order.
    #[must_use]
    pub fn joins_groups(&self) -> bool {
        let asks = |rule: &Rule| rule.finder().is_some_and(|finder| finder.asks_elsewhere());
        self.rules.iter().flatten().any(asks)
    }

    /// The zone in which decisions are written: the first policy's.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Bits of the populations that tags belong to.
    pub(crate) fn population_bits<'t>(&self, tags: impl Iterator<Item = &'t str>) -> u64 {
        let mut bits = 0;
        for tag in tags {
            for (bit, word) in self.populations.iter().enumerate() {
                if belongs(tag, word) {
                    bits |= 1 << bit;
                }
            }
        }
        bits
    }

    pub(crate) fn population_bit(&self, word: &str) -> Option<u64> {
        self.populations.iter().position(|known| known == word).map(|bit| 1 << bit)
    }

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

/// The periods that a rule names, as one.
fn during(policy: &Policy, decl: &RuleDecl) -> Option<Period> {
    let named = decl.during.iter().filter_map(|name| policy.periods.get(name));
    let stretches: Vec<_> = named.flat_map(|period| period.0.iter().copied()).collect();
    (!decl.during.is_empty()).then_some(Period(stretches))
}

/// From when on a policy is in force.
fn starts(policy: &Policy) -> Timestamp {
    policy.effective.map_or(Timestamp::MIN, |day| policy.zone.at(day, 0))
}

/// From when on the rules of a loaded policy are in force.
fn starts_of(rules: &[Option<Rule>], loaded: &Loaded) -> Option<Timestamp> {
    let mut of_policy =
        loaded.decls.iter().filter_map(|(id, _)| rules.get(usize::from(id.0))?.as_ref());
    of_policy.next().map(|rule| rule.starts)
}

/// From when on a newer version of a policy is in force: the next of those with its id.
fn newer_starts(policies: &[Policy], policy: &Policy) -> Timestamp {
    let age = |policy: &Policy| (starts(policy), policy.version);
    let newer = policies.iter().filter(|other| other.id == policy.id && age(other) > age(policy));
    newer.map(starts).min().unwrap_or(Timestamp::MAX)
}

/// Whether a tag puts a member into a population: the same word, or the word without what
/// merely says that people are meant (销售人员 and 销售).
pub(crate) fn belongs(tag: &str, population: &str) -> bool {
    const PEOPLE: [&str; 6] = ["人员", "员工", "成员", "同事", "们", "者"];
    let plain = |word: &str| {
        let cut = PEOPLE.iter().find_map(|end| word.strip_suffix(end));
        cut.filter(|rest| !rest.is_empty()).unwrap_or(word).to_owned()
    };
    tag == population || plain(tag) == plain(population)
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
    /// Whether a rule asks if another group has seen a content first.
    pub asks_elsewhere: bool,
    pub judges_cards: bool,
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
            asks_elsewhere: false,
            judges_cards: false,
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
                    self.asks_authors |= finder.asks_authors();
                    self.asks_elsewhere |= finder.asks_elsewhere();
                    self.judges_cards |= finder.judges_cards();
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

impl Rule {
    /// Whether what follows a breach stands in this rule's block or names kinds.
    pub fn is_named_by(&self, sanction: &Rule) -> bool {
        sanction.names_kinds || sanction.block == self.block
    }

    /// Whether it is in force at a time whose local time in its policy's zone is given.
    pub fn holds_at(&self, at: Timestamp, local: impl Fn() -> Local) -> bool {
        self.starts <= at
            && at < self.ends
            && self.during.as_ref().is_none_or(|period| period.contains(local()))
    }

    pub fn finder(&self) -> Option<&dyn rules::finder::Finder> {
        match &self.built {
            Built::Finder(finder) => Some(finder.as_ref()),
            _ => None,
        }
    }

    pub fn punishment(&self) -> Option<&Punishment> {
        match &self.built {
            Built::Punishment(punishment) => Some(punishment),
            _ => None,
        }
    }

    pub fn fine(&self) -> Option<&FineTerms> {
        match self.punishment()? {
            Punishment::Fine(terms) => Some(terms),
            _ => None,
        }
    }

    pub fn procedure(&self) -> Option<&Procedure> {
        match &self.built {
            Built::Procedure(procedure) => Some(procedure),
            _ => None,
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("rules", &self.rules).finish_non_exhaustive()
    }
}
