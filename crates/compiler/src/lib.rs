//! A document into clauses, clauses into norms, norms into a policy file: the same text with a
//! small rule block under each clause that can be carried out.
//!
//! Pure: text in, text out. What a clause means is read by the rule kinds themselves
//! (`rules::RuleKind::recognise`); this crate prepares what they look at, settles what they
//! disagree about, and writes the file.
//!
//! Suggested reading order: [`compile`], `view` and `around` (what a recogniser sees),
//! `resolve`, `file` and `settle` (the policy file), [`mod@report`], [`mod@input`], [`mod@decode`],
//! [`mod@parts`], [`mod@second`].
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

pub mod advice;
mod around;
mod block;
mod closer;
pub mod coverage;
pub mod decode;
mod exceptions;
pub mod explain;
mod figures;
mod file;
mod front;
pub mod input;
mod json;
pub mod learned;
pub mod parts;
pub mod report;
mod resolve;
mod scope;
pub mod second;
mod settle;
mod view;

use std::ops::Range;

use policy::Policy;
use policy::numbering::{self, Outline};
use policy::spec::{Level, Part};
use rules::clause::{Clause, Norm, Norms};

pub use advice::{Advice, advise};
pub use coverage::Coverage;
pub use decode::{DOCUMENT_BYTES_MAX, DecodeError, decode};
pub use input::{Document, Form, lines, read};
pub use json::{to_json, with_text};
pub use learned::Reading;
pub use parts::{FilePart, parts};
pub use report::{Report, report};
pub use scope::Scope;

/// A document that was read, and the policy file that it became.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Its title: its own, else the file's name.
    pub title: String,
    /// Its clauses, in the order of the text.
    pub clauses: Vec<CompiledClause>,
    /// How much of it is carried out, and how.
    pub coverage: Coverage,
    /// The policy file: the document's text kept whole, with what stands at `inserted` added.
    pub policy_file: String,
    /// The policy file as it is read.
    pub policy: Policy,
    /// Front matter and rule blocks with the blank lines around them: stretches of
    /// `policy_file` in bytes, in order. Without them it is the document again.
    pub inserted: Vec<Range<usize>>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

impl Compiled {
    /// Counts the clauses' places from further back: the text is part of a larger one, which
    /// has so many bytes and characters before it.
    pub fn shift(&mut self, bytes: usize, chars: usize) {
        for clause in &mut self.clauses {
            clause.bytes = clause.bytes.start + bytes..clause.bytes.end + bytes;
            clause.span = (clause.span.0 + chars, clause.span.1 + chars);
        }
    }
}

/// One clause and what it states.
#[derive(Clone, Debug)]
pub struct CompiledClause {
    /// How people cite it.
    pub cite: String,
    /// Where it stands in the document, in Unicode characters, end exclusive.
    pub span: (usize, usize),
    /// The same in bytes.
    pub bytes: Range<usize>,
    /// Its own text, with the marker and the line ends inside.
    pub text: String,
    /// What it states, in the order of the registry.
    pub norms: Vec<Norm>,
    /// What else it may state.
    pub suggestions: Vec<Suggestion>,
    /// How the most automatic of its norms is carried out; none: nothing was recognised.
    pub level: Option<Level>,
    /// What its sanctions may govern where they name nothing.
    pub scope: Scope,
}

/// What a clause may state: for people to look at, never a rule, counted nowhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What it may state.
    pub norm: Norm,
    /// Who takes it to state that.
    pub by: Reader,
}

/// Who makes a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The recognisers, where what was learned denies it.
    Recognisers,
    /// A second reader that was asked.
    Second,
}

impl Reader {
    /// All of them, in the order of reports.
    pub const ALL: [Reader; 2] = [Reader::Recognisers, Reader::Second];

    /// How JSON names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Reader::Recognisers => "rules",
            Reader::Second => "second",
        }
    }

    /// What its suggestions are called where people read them.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Reader::Recognisers => "没有把握的读法",
            Reader::Second => "第二读者的建议",
        }
    }
}

/// Something that a person should look at before the policy runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The article that it concerns.
    pub cite: Option<String>,
    /// The rule kind that it concerns.
    pub kind: Option<&'static str>,
    /// What sort of thing it is.
    pub about: About,
    /// What it is, one sentence in Chinese.
    pub message: String,
}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The document as a whole.
    Document,
    /// Two rules disagree: the later one is a comment in the file.
    Contradiction,
    /// A rule that cannot run as it is: a comment in the file.
    NotRunning,
}

/// How a norm is carried out.
#[must_use]
pub fn level_of(norm: &Norm) -> Level {
    rules::kind_named(norm.kind).map_or(Level::Note, |kind| kind.spec.level)
}

/// Whether a norm becomes a rule in the policy file. What only is kept and shown does not, nor
/// what the front matter carries.
#[must_use]
pub fn runs(norm: &Norm) -> bool {
    rules::kind_named(norm.kind)
        .is_some_and(|kind| kind.spec.part != Part::Notes && kind.spec.level != Level::Note)
}

/// Reads the tables that reading takes, which the first document would wait for: on a thread of
/// its own this is done while the document's file is read.
pub fn prepare() {
    learned::prepare();
    let _ = cleaned("群");
}

/// Reads a document into clauses and norms, and writes its policy file.
///
/// `name` is the document's file name, for the policy's id. Never fails: what is not
/// recognised stays as text. Text beyond [`numbering::TEXT_BYTES_MAX`] is kept and not read.
#[must_use]
pub fn compile(name: &str, text: &str) -> Compiled {
    compile_by(name, text, &OneByOne)
}

/// As [`compile()`], with the clauses read by these hands; the result is the same.
#[must_use]
pub fn compile_by(name: &str, text: &str, hands: &dyn Hands) -> Compiled {
    let outline = numbering::outline(text);
    let clauses = read_clauses(text, &outline, hands);
    // Page residue before a title is no part of it.
    let own = outline.title.as_deref().map(|title| {
        title.trim_start_matches(|c: char| c.is_ascii_punctuation() || c.is_whitespace())
    });
    let own = own.filter(|title| !title.is_empty()).map(str::to_owned);
    let title = own.unwrap_or_else(|| front::title(name));
    finish(name, text, title, clauses)
}

/// Who reads the clauses: this crate starts no threads, whoever calls it may.
pub trait Hands {
    /// What is read in each clause from 0 to `count`, in order; `one` reads one of them.
    fn read(&self, count: usize, one: &(dyn Fn(usize) -> Reading + Sync)) -> Vec<Reading>;
}

/// One clause after another.
#[derive(Clone, Copy, Debug)]
pub struct OneByOne;

impl Hands for OneByOne {
    fn read(&self, count: usize, one: &(dyn Fn(usize) -> Reading + Sync)) -> Vec<Reading> {
        (0..count).map(one).collect()
    }
}

/// Writes the policy file of clauses that have been read.
fn finish(name: &str, text: &str, title: String, clauses: Vec<CompiledClause>) -> Compiled {
    let mut warnings = front::warnings(text);
    let (written, policy) = if front::is_policy_file(text) {
        let written = file::Written { text: text.to_owned(), ..file::Written::default() };
        (written, policy::parse(name, text, &rules::specs()).policy)
    } else {
        settle::policy_file(name, &title, text, &clauses, &mut warnings)
    };
    let coverage = Coverage::of(&clauses);
    Compiled {
        title,
        clauses,
        coverage,
        policy_file: written.text,
        policy,
        inserted: written.inserted,
        warnings,
    }
}

/// The clauses with the norms that the rule kinds find in them.
fn read_clauses(text: &str, outline: &Outline, hands: &dyn Hands) -> Vec<CompiledClause> {
    let around = around::surroundings(text, outline);
    let views: Vec<Clause<'_>> = around.iter().map(around::Around::clause).collect();
    let one = |at: usize| views.get(at).map_or_else(Reading::default, read_alone);
    let settled = learned::settle(&views, hands.read(views.len(), &one));
    let (mut norms, denied): (Vec<Norms>, Vec<Norms>) =
        settled.into_iter().map(|one| (one.norms, one.denied)).unzip();
    resolve::titles(outline, &around, &mut norms);
    let scopes = scope::settle(outline, &around, &mut norms);
    outline
        .clauses
        .iter()
        .zip(norms)
        .zip(scopes)
        .zip(denied)
        .map(|(((clause, norms), scope), denied)| CompiledClause {
            cite: clause.cite.clone(),
            span: (clause.chars.start, clause.chars.end),
            bytes: clause.bytes.clone(),
            text: clause.text(text).to_owned(),
            level: norms.iter().map(level_of).min(),
            norms,
            suggestions: denied
                .into_iter()
                .map(|norm| Suggestion { norm, by: Reader::Recognisers })
                .collect(),
            scope,
        })
        .collect()
}

/// The norms that a clause states, where nothing of its document is known.
#[must_use]
pub fn recognise(clause: &Clause<'_>) -> Norms {
    recognise_all(std::slice::from_ref(clause)).concat()
}

/// The norms that each clause of a document states.
#[must_use]
pub fn recognise_all(clauses: &[Clause<'_>]) -> Vec<Norms> {
    let settled = learned::settle(clauses, clauses.iter().map(read_alone).collect());
    settled.into_iter().map(|one| one.norms).collect()
}

/// What is read in a clause before its document is known.
fn read_alone(clause: &Clause<'_>) -> Reading {
    Reading::of(clause, found(clause))
}

/// The norms that a clause states by the rules of the kinds' recognisers alone.
#[must_use]
pub fn found(clause: &Clause<'_>) -> Norms {
    let mut norms = Norms::new();
    rules::seen::reading(clause, || {
        for kind in rules::RULE_KINDS {
            (kind.recognise)(clause, &mut norms);
        }
    });
    resolve::resolve(clause, norms)
}

/// A text in the form that recognisers read.
#[must_use]
pub fn cleaned(text: &str) -> String {
    view::clean(text)
}
