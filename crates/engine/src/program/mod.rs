//! Policies made ready to run: every rule with its article, audience and sanctions.

mod binding;
mod calls;
mod versions;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use model::event::MediaKind;
use model::{Calendar, Local, Platform, Strictness, Timestamp, Zone};
use policy::param::{ParamType, Shape, Who};
use policy::periods::Period;
use policy::{Mode, Policy, RuleDecl};
use rules::finder::Finder;
use rules::kind::{FineTerms, Procedure, Punishment};
use rules::scene::Audience;
use rules::{Built, kind_named};
use serde::{Deserialize, Serialize};
use text::{Knowledge, Lexicon, Reader};
use thiserror::Error;

use calls::CallsOfMarks;

pub(crate) use binding::Binding;
pub(crate) use calls::{Calls, RuleMarks};
pub(crate) use versions::Footing;
use versions::{newer_starts, starts};

/// The position of a rule among all rules of all loaded policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub u16);

/// The most populations that policies may name: one bit each for every member.
const POPULATIONS_MAX: usize = 64;

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

/// A policy, as far as running needs it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub id: String,
    pub title: String,
    pub zone: Zone,
    pub brake: u32,
    pub strictness: Strictness,
    pub trade: Vec<String>,
    pub version: u32,
    pub starts: Timestamp,
    pub wording: policy::texts::Wording,
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
    /// What calls it, and the bit of its own words among that.
    pub called_by: Calls,
    pub words: u128,
}

/// Policies made ready to run. Immutable; shared by the engines of all cores.
pub struct Program {
    pub(crate) policies: Vec<Loaded>,
    rules: Vec<Option<Rule>>,
    pub(crate) populations: Vec<String>,
    pub(crate) reader: Reader,
    calls_of_marks: CallsOfMarks,
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
        Program::knowing(policies, calendar, platform, &Knowledge::of(lexicon.clone()))
    }

    /// The same, with what an organisation knows of its own about messages.
    ///
    /// # Errors
    /// As [`Program::new`].
    pub fn knowing(
        policies: &[Policy],
        calendar: Calendar,
        platform: Platform,
        knowledge: &Knowledge,
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
            reader: Reader::default(),
            calls_of_marks: CallsOfMarks::NONE,
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
        program.listen(knowledge);
        Ok(Arc::new(program))
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
                called_by: Calls::ALWAYS,
                words: 0,
            }));
            decls.push((id, decl.clone()));
        }
        self.policies.push(Loaded {
            id: policy.id.clone(),
            title: policy.title.clone(),
            zone: policy.zone.clone(),
            brake: policy.brake,
            strictness: policy.strictness,
            trade: policy.trade.clone(),
            version: policy.version,
            starts,
            wording: policy.wording.clone(),
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
}

/// The periods that a rule names, as one.
fn during(policy: &Policy, decl: &RuleDecl) -> Option<Period> {
    let named = decl.during.iter().filter_map(|name| policy.periods.get(name));
    let stretches: Vec<_> = named.flat_map(|period| period.0.iter().copied()).collect();
    (!decl.during.is_empty()).then_some(Period(stretches))
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

    pub fn finder(&self) -> Option<&dyn Finder> {
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
