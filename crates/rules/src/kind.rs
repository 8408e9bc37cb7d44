//! What one rule kind is made of, and the macro that declares it.

use model::{Money, Role, Span, Step};
use policy::spec::KindSpec;
use policy::toml::{Table, Value};

use crate::clause::{Clause, Norms};
use crate::finder::{Finder, Period};

/// One rule kind: its specification, how it is read out of a clause, how it runs.
pub struct RuleKind {
    /// Name, meaning, parameters.
    pub spec: KindSpec,
    /// Whether it is what a clause is that states nothing else: its norms are kept only where
    /// no other kind is found in the clause.
    pub last_resort: bool,
    /// Adds the norms of this kind that a clause states.
    pub recognise: fn(&Clause<'_>, &mut Norms),
    /// The rule that runs, or none where a needed parameter is missing.
    pub build: fn(&Table) -> Option<Built>,
}

/// A rule that runs.
#[derive(Debug)]
pub enum Built {
    /// It looks at events and finds.
    Finder(Box<dyn Finder>),
    /// It says what follows a breach.
    Punishment(Punishment),
    /// It governs how power is used.
    Procedure(Procedure),
    /// It is kept and shown; nothing runs.
    Note,
}

/// What follows a breach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Punishment {
    /// Rising steps; each a list of actions that are taken together.
    Ladder {
        /// First breach first; never empty.
        steps: Vec<Vec<Step>>,
        /// How long a breach counts; none: for good.
        within: Option<Span>,
    },
    /// One of these actions: the mildest, unless a person chooses another.
    Sanction {
        /// None where the article names no action: a person decides.
        options: Vec<Step>,
    },
    /// Money.
    Fine(FineTerms),
    /// What the organisation's own rules say, beside the measures of the group.
    Discipline {
        /// The acts that the policy names, in its own words.
        actions: Vec<String>,
    },
    /// A grave breach: a person decides whether authorities are told.
    Referral,
    /// Points lost or earned.
    Points(PointsTerms),
}

/// The terms of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsTerms {
    /// How many at a time.
    pub amount: i64,
    /// The balance at which the other sanctions of the block follow.
    pub at: Option<i64>,
    /// What everybody begins with.
    pub base: i64,
    /// Words in the names of the facts for which they are earned.
    pub metrics: Vec<String>,
    /// At the end of which periods everybody begins afresh, where the policy says so.
    pub period: Option<Period>,
}

impl PointsTerms {
    /// Whether a change from one balance to another crosses the threshold: what lies beyond it
    /// already does not cross it again.
    #[must_use]
    pub fn is_crossed(&self, before: i64, balance: i64) -> bool {
        self.is_reached(balance) && !self.is_reached(before)
    }

    /// Whether a balance is at the threshold or beyond, which may be written as a balance or as
    /// all that was lost.
    fn is_reached(&self, balance: i64) -> bool {
        let Some(at) = self.at else { return false };
        let moved = balance - self.base;
        if moved < 0 && at < self.base {
            balance <= at
        } else if moved < 0 {
            self.base == 0 && moved <= -at.abs()
        } else {
            at > self.base && balance >= at
        }
    }
}

/// The terms of a fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FineTerms {
    /// The sum at first.
    pub amount: Option<Money>,
    /// What is added for each `every` that passes unsettled.
    pub step: Option<Money>,
    /// How often `step` is added.
    pub every: Option<Span>,
    /// The most that it comes to.
    pub cap: Option<Money>,
    /// A share of pay, in percent.
    pub share: Option<u8>,
    /// How it is paid.
    pub form: FineForm,
    /// Time to pay before it grows.
    pub within: Option<Span>,
}

policy::words! {
    /// How a fine is paid.
    pub enum FineForm {
        /// In money.
        Cash = "cash",
        /// As a red packet in the group.
        RedPacket = "red-packet",
        /// Taken from pay: by people who have the right to, never by the program.
        Pay = "pay",
        /// Taken from a bonus.
        Bonus = "bonus",
    }
}

/// How power is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Procedure {
    /// A removal takes several administrators, or the owner.
    RemovalQuorum {
        /// How many different administrators; none: one.
        admins: Option<u8>,
        /// Over so many removals in `counted`, the owner must consent.
        owner_if_over: Option<u32>,
        /// How long removals count towards `owner_if_over`.
        counted: Span,
        /// How long a removal waits for consent before it lapses.
        within: Span,
    },
    /// Members may appeal.
    Appeal {
        /// Who hears it.
        to: Role,
        /// How long after the decision.
        within: Option<Span>,
    },
}

/// The value of a default as it stands in a parameter table: a number, a flag, a list, or text.
#[must_use]
pub fn default_value(written: &str) -> Value {
    let parsed: Option<Table> = policy::toml::from_str(&format!("x = {written}")).ok();
    parsed
        .and_then(|mut table| table.remove("x"))
        .filter(|value| !value.is_datetime())
        .unwrap_or_else(|| Value::String(written.to_owned()))
}

/// Declares a rule kind: documentation, parameters, and from them the typed `Params`, the
/// specification and the registry entry `RULE_KIND`.
///
/// Each parameter is `needed` (without it the rule rests), `maybe` (an `Option`), or `with`
/// (has a default, written as in a policy). Needs `fn build(params: Params) -> Built` and
/// `fn recognise(clause: &Clause<'_>, norms: &mut Norms)` beside it.
#[macro_export]
macro_rules! rule_kind {
    (
        $(#[doc = $doc:expr])*
        $name:literal: $summary:literal,
        english: $english:literal,
        family: $family:ident, level: $level:ident, part: $part:ident,
        $(own_action: $own:ident,)?
        $(misconduct: $misconduct:literal,)?
        $(beside: $beside:literal,)?
        $(last_resort: $last_resort:literal,)?
        params {
            $( $(#[doc = $pdoc:expr])* $sort:ident $pname:literal $field:ident: $ty:ty $(= $default:literal)?, )*
        }
        since: $since:literal
    ) => {
        /// The parameters, typed.
        #[derive(Clone, Debug)]
        pub struct Params { $( $(#[doc = $pdoc])* pub $field: $crate::rule_kind!(@type $sort $ty), )* }

        impl Params {
            /// The typed parameters, or none where a needed one is missing.
            pub fn read(table: &policy::toml::Table) -> Option<Params> {
                // A kind may have no parameters.
                let _ = table;
                Some(Params { $( $field: $crate::rule_kind!(@read $sort table, $pname, $ty $(, $default)?), )* })
            }
        }

        /// This kind's entry in the registry.
        pub const RULE_KIND: $crate::kind::RuleKind = $crate::kind::RuleKind {
            spec: policy::spec::KindSpec {
                name: $name,
                family: policy::spec::Family::$family,
                level: policy::spec::Level::$level,
                part: policy::spec::Part::$part,
                summary: $summary,
                english: $english,
                doc: concat!($($doc, "\n"),*),
                params: &[ $( policy::spec::ParamSpec {
                    name: $pname,
                    doc: concat!($($pdoc),*),
                    shape: <$ty as policy::param::ParamType>::SHAPE,
                    needed: $crate::rule_kind!(@needed $sort),
                    default: $crate::rule_kind!(@default $($default)?),
                }, )* ],
                own_action: $crate::rule_kind!(@own $($own)?),
                misconduct: $crate::rule_kind!(@misconduct $($misconduct)?),
                beside: $crate::rule_kind!(@beside $($beside)?),
                since: $since,
                file: file!(),
            },
            last_resort: $crate::rule_kind!(@last_resort $($last_resort)?),
            recognise,
            build: |table| Params::read(table).map(build),
        };
    };
    (@type needed $ty:ty) => { $ty };
    (@type with $ty:ty) => { $ty };
    (@type maybe $ty:ty) => { Option<$ty> };
    (@read needed $table:ident, $name:literal, $ty:ty) => {
        <$ty as policy::param::ParamType>::read($table.get($name)?)?
    };
    (@read maybe $table:ident, $name:literal, $ty:ty) => {
        match $table.get($name) {
            Some(value) => Some(<$ty as policy::param::ParamType>::read(value)?),
            None => None,
        }
    };
    (@read with $table:ident, $name:literal, $ty:ty, $default:literal) => {
        match $table.get($name) {
            Some(value) => <$ty as policy::param::ParamType>::read(value)?,
            None => <$ty as policy::param::ParamType>::read(&$crate::kind::default_value($default))?,
        }
    };
    (@needed needed) => { true };
    (@needed $other:ident) => { false };
    (@default) => { None };
    (@default $default:literal) => { Some($default) };
    (@own) => { None };
    (@own $own:ident) => { Some(model::Action::$own) };
    (@misconduct) => { true };
    (@misconduct $misconduct:literal) => { $misconduct };
    (@beside) => { false };
    (@beside $beside:literal) => { $beside };
    (@last_resort) => { false };
    (@last_resort $last_resort:literal) => { $last_resort };
}
