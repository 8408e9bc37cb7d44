//! Advice on law and fairness, apart from what the compiler reads and the checker refuses.
//!
//! A policy may be well written and yet take what it has no right to take. Each matter is one
//! file with one function and one line in `EACH`; it looks at the clauses and at the rules
//! under them. Advice points at a place, says what may be wrong, what to do, and on what it
//! rests. It is never a verdict: nothing stops because of it.
//!
//! The laws are named as they stand; who decides on law asks a lawyer.

mod collective;
mod fines;
mod hearing;
mod moments;
mod owners;
mod personal_data;
mod private_phones;
mod retention;
mod words;

pub use fines::CODE as FINES;

use std::collections::BTreeMap;
use std::ops::Range;

use policy::{Diagnostic, Policy, RuleDecl};
use rules::clause::List;

use crate::around;

/// The matters, in the order in which they are told.
const EACH: &[fn(&Document<'_>, &mut Vec<Advice>)] = &[
    fines::look,
    collective::look,
    personal_data::look,
    private_phones::look,
    moments::look,
    hearing::look,
    retention::look,
    owners::look,
];

/// Most advice of one matter: the same words in every clause need no more.
const OF_ONE_MATTER_MAX: usize = 20;

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The matter: `advice/fines`.
    pub code: &'static str,
    /// The article that it concerns; empty: the whole policy.
    pub cite: String,
    /// Where that stands in the policy file, in bytes.
    pub bytes: Range<usize>,
    /// What may be wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub suggestion: &'static str,
    /// What it rests on.
    pub basis: &'static str,
}

/// A policy as the matters see it.
struct Document<'a> {
    clauses: Vec<Said<'a>>,
    /// It speaks of pupils.
    school: bool,
    /// It speaks of employees.
    employer: bool,
}

/// One clause, or the rules of an article that is no clause of the file.
struct Said<'a> {
    cite: &'a str,
    bytes: Range<usize>,
    /// Its words, cleaned.
    text: String,
    /// A heading or a leading sentence above it forbids what it lists.
    forbidden: bool,
    rules: Vec<&'a RuleDecl>,
}

impl Said<'_> {
    /// Advice about this clause.
    fn advice(
        &self,
        code: &'static str,
        message: String,
        suggestion: &'static str,
        basis: &'static str,
    ) -> Advice {
        let (cite, bytes) = (self.cite.to_owned(), self.bytes.clone());
        Advice { code, cite, bytes, message, suggestion, basis }
    }

    /// Its sentences.
    fn sentences(&self) -> impl Iterator<Item = &str> {
        words::sentences(&self.text)
    }
}

impl<'a> Document<'a> {
    fn of(policy: &'a Policy) -> Document<'a> {
        let mut rules: BTreeMap<&str, Vec<&RuleDecl>> = BTreeMap::new();
        for rule in &policy.rules {
            rules.entry(&rule.cite).or_default().push(rule);
        }
        let around = around::surroundings(&policy.text, &policy.outline);
        let mut clauses: Vec<Said<'_>> = Vec::new();
        for (clause, around) in policy.outline.clauses.iter().zip(around) {
            let seen = around.clause();
            let forbids = |text: &str| words::negates(text);
            let forbidden =
                seen.lead.is_some_and(forbids) || seen.headings.iter().any(|one| forbids(one));
            let rules = rules.remove(clause.cite.as_str()).unwrap_or_default();
            let (cite, bytes) = (clause.cite.as_str(), clause.bytes.clone());
            clauses.push(Said { cite, bytes, text: around.text, forbidden, rules });
        }
        for (cite, rules) in rules {
            let bytes = rules.first().map(|rule| rule.bytes.clone()).unwrap_or_default();
            clauses.push(Said { cite, bytes, text: String::new(), forbidden: false, rules });
        }
        let has = |list: List| clauses.iter().any(|clause| words::has(&clause.text, list));
        let school = has(words::SCHOOL);
        let employer = has(words::EMPLOYER);
        Document { clauses, school, employer }
    }
}

/// The advice on a policy, matter by matter, each in the order of the text.
#[must_use]
pub fn advise(policy: &Policy) -> Vec<Advice> {
    let document = Document::of(policy);
    let mut all = Vec::new();
    for look in EACH {
        let mut found = Vec::new();
        look(&document, &mut found);
        found.truncate(OF_ONE_MATTER_MAX);
        all.extend(found);
    }
    all
}

/// The advice on a policy as notes beside the checker's.
#[must_use]
pub fn as_diagnostics(policy: &Policy) -> Vec<Diagnostic> {
    advise(policy)
        .into_iter()
        .map(|one| {
            let spot = policy.spot(one.bytes);
            Diagnostic::advice(one.code, one.message, one.basis, spot)
                .cite(&one.cite)
                .help(one.suggestion)
        })
        .collect()
}
