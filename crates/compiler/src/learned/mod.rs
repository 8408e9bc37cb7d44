//! A reading that was learned from examples: what the recognisers' rules do not find because it
//! is said in words that nobody foresaw.
//!
//! The model is linear over pieces of the clause ([`features()`]), trained on the examples in
//! `data/` by `cargo xtask learn`; `data/clauses.md` says on what and how well it reads. It only
//! adds: a norm that it adds is marked for a look, and says by which words it was read.

mod features;

use std::sync::OnceLock;

use rules::clause::{Clause, Norm, Norms};
use rules::reading::shapes;
use text::linear::Linear;

pub use features::features;

/// The model, as `cargo xtask learn` wrote it.
const MODEL: &[u8] = include_bytes!("../../data/clauses.model");
/// From which scores on a kind is added: where the recognisers found nothing, and where they
/// found something, in 1/1024 of the margin that surely fits. The first is the best F1 on
/// policies that were not learned from; the second is stricter than that, as what is wrongly
/// added beside a right reading is what people see first.
pub const FROM: [i32; 2] = [-400, -200];
/// How sure an added norm is: under 60, which marks it for a look.
const CONFIDENCE: u8 = 50;
/// The most words that explain a reading.
const WORDS_MAX: usize = 4;

/// The model that the program carries; none where it is no model, which a test excludes.
fn model() -> Option<&'static Linear> {
    static LOADED: OnceLock<Option<Linear>> = OnceLock::new();
    LOADED.get_or_init(|| Linear::from_bytes(MODEL).ok()).as_ref()
}

/// Adds the norms that the model reads in a clause beside those that were found.
pub(crate) fn complete(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(model) = model() else { return };
    complete_by(model, clause, norms, FROM);
}

/// Adds what that model reads from these scores on: where nothing, and where something was found.
pub fn complete_by(model: &Linear, clause: &Clause<'_>, norms: &mut Norms, from: [i32; 2]) {
    let [alone, beside] = from;
    if clause.text.chars().count() < 2 {
        return;
    }
    let least = if norms.is_empty() { alone } else { beside };
    let scores = model.scores(&features(clause, norms));
    let mut added = Norms::new();
    for (label, _) in model.labels().iter().zip(&scores).filter(|(_, score)| **score > least) {
        let Some(kind) = rules::kind_named(&label.name) else { continue };
        if norms.iter().any(|norm| norm.kind == kind.spec.name) {
            continue;
        }
        let mut norm = Norm::new(kind.spec.name);
        norm.params = shapes::parameters(&kind.spec, clause);
        norm.confidence = CONFIDENCE;
        norm.inferred_from = words(model, &label.name, clause);
        added.push(norm);
    }
    norms.extend(added);
}

/// The words of a clause by which the model reads a kind, the most telling first.
fn words(model: &Linear, kind: &str, clause: &Clause<'_>) -> Vec<String> {
    let Some(label) = model.label(kind) else { return Vec::new() };
    let mut pieces: Vec<(i32, String)> = features::pieces(clause)
        .into_iter()
        .map(|(hash, piece)| (model.weight(label, hash).into(), piece))
        .filter(|(weight, _)| *weight > 0)
        .collect();
    pieces.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut words: Vec<String> = Vec::new();
    for (_, piece) in pieces {
        if words.len() < WORDS_MAX && !words.iter().any(|word| word.contains(&piece)) {
            words.push(piece);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> Vec<&'static str> {
        let mut norms = Norms::new();
        complete(&Clause::alone(text), &mut norms);
        norms.iter().map(|norm| norm.kind).collect()
    }

    #[test]
    fn the_model_reads_what_the_recognisers_may_not_know() {
        let labels = model().unwrap().labels();
        assert!(
            rules::RULE_KINDS
                .iter()
                .all(|kind| { labels.iter().any(|label| label.name == kind.spec.name) })
        );
        assert_eq!(added("夜里十一点到早上六点半,手机都歇一歇,谁也别在群里出声"), ["quiet-hours"]);
        assert_eq!(added(""), [""; 0]);
    }

    #[test]
    fn what_is_inferred_says_from_which_words_and_is_marked() {
        let mut norms = Norms::new();
        complete(
            &Clause::alone("夜里十一点到早上六点半,手机都歇一歇,谁也别在群里出声"),
            &mut norms,
        );
        let norm = &norms[0];
        assert!(!norm.inferred_from.is_empty() && norm.confidence < 60, "{norm:?}");
        assert_eq!(norm.params["from"].as_str(), Some("23:00"));
    }

    #[test]
    fn what_is_found_is_not_added_again() {
        let found = vec![Norm::new("quiet-hours")];
        let mut norms = found.clone();
        complete(&Clause::alone("夜里十一点到早上六点半,谁也别在群里出声"), &mut norms);
        assert_eq!(norms, found);
    }
}
