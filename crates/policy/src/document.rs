//! A policy as it was read: whom it governs and what its rules are.

use std::collections::BTreeMap;
use std::ops::Range;

use model::{Category, Span, Step, Strictness, Zone};

use crate::diagnostic::Spot;
use crate::numbering::Outline;
use crate::param::{Actions, ParamType as _, Shape, Steps, Who};
use crate::periods::Periods;
use crate::source::{Source, line_starts};
use crate::spec::{KindSpec, Part};
use crate::texts::Wording;

/// A policy file that was read. Rules that had errors are not in it.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The file's name as it was given.
    pub file: String,
    /// Its id: of the front matter, else the file's name without its ending.
    pub id: String,
    /// Its title: of the front matter, else the document's.
    pub title: String,
    /// Its version, from 1.
    pub version: u32,
    /// The first local day on which it holds, in days since 1970-01-01.
    pub effective: Option<i32>,
    /// Its time zone.
    pub zone: Zone,
    /// Names or globs of the groups that it governs; none: all groups.
    pub groups: Vec<String>,
    /// Whether it acts or only records.
    pub mode: Mode,
    /// How readily a message is held to be what the policy forbids.
    pub strictness: Strictness,
    /// What its groups deal in: offering that is no advertising there.
    pub trade: Vec<String>,
    /// More removals than this within an hour stop automatic ones: two people decide from there.
    pub brake: u32,
    /// How long the words of messages are kept; none: it does not say.
    pub retention: Option<Span>,
    /// For which settings it was written: 公司工作群, 班级群. Says what it is good for; nothing runs.
    pub settings: Vec<String>,
    /// How members are spoken to.
    pub wording: Wording,
    /// Periods with a name: terms, shifts.
    pub periods: Periods,
    /// Its rules, in the order of the text.
    pub rules: Vec<RuleDecl>,
    /// Kinds of rules that had errors and are left out.
    pub broken: Vec<&'static KindSpec>,
    /// Its rule blocks, in the order of the text.
    pub blocks: Vec<Block>,
    /// Its text, in clauses and headings.
    pub outline: Outline,
    /// Files beside it with examples of what it decides, as `qungui test` reads them.
    pub examples: Vec<String>,
    /// The file's text.
    pub text: String,
}

impl Policy {
    /// The first line of a stretch of the file's text, for pointing at it.
    #[must_use]
    pub fn spot(&self, bytes: Range<usize>) -> Spot {
        let lines = line_starts(&self.text);
        Source { file: &self.file, text: &self.text, lines: &lines }.spot(bytes)
    }

    /// Whether it governs a group of that name.
    #[must_use]
    pub fn governs(&self, group: &str) -> bool {
        self.groups.is_empty() || crate::glob::any_matches(&self.groups, group)
    }
}

/// Whether a rule acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Decide and act.
    #[default]
    Enforce,
    /// Decide and record, act on nothing.
    Observe,
}

impl Mode {
    /// The names that policies write.
    pub const NAMES: &'static [&'static str] = &["enforce", "observe"];

    /// The mode of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Mode> {
        match name {
            "enforce" => Some(Mode::Enforce),
            "observe" => Some(Mode::Observe),
            _ => None,
        }
    }
}

/// A place in a file: line and column from 1, the column in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// One rule block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The article that it belongs to.
    pub cite: String,
    /// Its opening fence.
    pub place: Place,
    /// The block with its fences, in bytes of the file.
    pub bytes: Range<usize>,
}

/// A kind that a sanction punishes, or one category of it.
#[derive(Clone, Copy, Debug)]
pub struct KindRef {
    /// The kind.
    pub spec: &'static KindSpec,
    /// The category, where only one is meant.
    pub category: Option<Category>,
}

/// One rule of a policy.
#[derive(Clone, Debug)]
pub struct RuleDecl {
    /// Its kind.
    pub spec: &'static KindSpec,
    /// The kind's own parameters; every value fits its shape.
    pub params: toml::Table,
    /// Whom it concerns (`for` of kinds that punish nothing); nobody named: everybody.
    pub audience: Vec<Who>,
    /// Whom it exempts.
    pub except: Vec<Who>,
    /// What it punishes (`for` of kinds that punish); nothing named: see
    /// [`crate::sanctions`].
    pub punishes: Vec<KindRef>,
    /// Names or globs of the groups in which it holds; none: all that the policy governs.
    pub groups: Vec<String>,
    /// Whether it acts or only records.
    pub mode: Mode,
    /// The periods in which it holds, by name; none: always.
    pub during: Vec<String>,
    /// The article that it rests on.
    pub cite: String,
    /// Its block: a position in [`Policy::blocks`].
    pub block: u32,
    /// Its table's name in the file.
    pub place: Place,
    /// The same in bytes of the file.
    pub bytes: Range<usize>,
    /// Where the value of each key stands, in bytes of the file.
    pub values: BTreeMap<String, Range<usize>>,
    /// A needed parameter is missing: the rule does nothing until it is there.
    pub rests: bool,
}

impl RuleDecl {
    /// Whether the kind says what follows a breach.
    #[must_use]
    pub fn is_sanction(&self) -> bool {
        self.spec.part == Part::Punishes
    }

    /// Whether it holds in a group of that name, as far as the rule itself says.
    #[must_use]
    pub fn holds_in(&self, group: &str) -> bool {
        self.groups.is_empty() || crate::glob::any_matches(&self.groups, group)
    }

    /// The parameter of that name, as its type.
    #[must_use]
    pub fn param<T: crate::param::ParamType>(&self, name: &str) -> Option<T> {
        T::read(self.params.get(name)?)
    }

    /// The steps and actions that its parameters name, in the order of the parameters.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for param in self.spec.params {
            let Some(value) = self.params.get(param.name) else { continue };
            match param.shape {
                Shape::Steps => {
                    steps.extend(Steps::read(value).into_iter().flat_map(|Steps(s)| s).flatten());
                }
                Shape::Actions => steps.extend(Actions::read(value).into_iter().flat_map(|a| a.0)),
                _ => {}
            }
        }
        steps
    }
}
