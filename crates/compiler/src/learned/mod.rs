//! A reading that was learned from examples: what the recognisers' rules do not find because it
//! is said in words that nobody foresaw.
//!
//! The model is linear over pieces of the clause ([`features()`]), trained on the examples in
//! `data/` by `cargo xtask learn`; `data/clauses.md` says on what and how well it reads.
//!
//! A norm that it adds is marked for a look, and says by which words it was read. What the
//! recognisers found and it takes to be out of the question becomes a suggestion, where the
//! document's language is strange to them: people see it, and it is no rule.
//!
//! How far it is believed depends on the document ([`familiarity`]): where the recognisers find
//! what the model is sure of, they know the document's language, and the model adds little. Where
//! they miss it, it adds what it thinks likely.

mod features;
mod senses;

use std::sync::OnceLock;

use policy::spec::Level;
use rules::clause::{Clause, Norm, Norms, has};
use rules::reading::shapes;
use text::linear::Linear;

use crate::{closer, exceptions, figures, level_of};

pub use features::features;

/// The model, as `cargo xtask learn` wrote it.
const MODEL: &[u8] = include_bytes!("../../data/clauses.model");
/// From which scores on a kind is believed, in 1/1024 of the margin that surely fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Added, where the recognisers found nothing in the clause.
    pub alone: i32,
    /// Added, where they found something.
    pub beside: i32,
    /// Up to which score what they found is out of the question.
    pub denied: i32,
}

/// Where the recognisers do not know a document's language, and where they do: by documents that
/// were left out of learning, and by such as the recognisers were written for.
pub const BOUNDS: [Bounds; 2] = [
    Bounds { alone: -256, beside: -102, denied: -1126 },
    Bounds { alone: -250, beside: 250, denied: -4096 },
];
/// From which score on the model is sure enough to ask whether the recognisers find it too.
const SURE: i32 = -100;
/// What is taken for known before anything is: so many sure readings, so many of them found.
const BEFORE: [usize; 2] = [20, 16];
/// How much one reading counts beside those.
const ONE: usize = 10;
/// The familiarity, in per mille, up to which a document is wholly strange, and from which on it
/// is wholly known.
const FAMILIAR: [i32; 2] = [600, 850];
/// How sure an added norm is: under 60, which marks it for a look.
const CONFIDENCE: u8 = 50;
/// The most words that explain a reading.
const WORDS_MAX: usize = 4;

/// The model that the program carries; none where it is no model, which a test excludes.
fn model() -> Option<&'static Linear> {
    static LOADED: OnceLock<Option<Linear>> = OnceLock::new();
    LOADED.get_or_init(|| Linear::from_static(MODEL).ok()).as_ref()
}

/// Reads the tables that reading a clause takes.
pub(crate) fn prepare() {
    let _ = model();
    senses::prepare();
}

/// What is read in one clause, before its document is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// What the recognisers found.
    pub found: Norms,
    /// The score of each of the model's labels; empty where there is nothing to read.
    pub scores: Vec<i32>,
}

/// What a clause is taken to state, once its document is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    /// What it states.
    pub norms: Norms,
    /// What the recognisers found, and the model takes to be out of the question.
    pub denied: Norms,
}

impl Settled {
    fn plain(norms: Norms) -> Settled {
        Settled { norms, denied: Norms::new() }
    }
}

impl Reading {
    /// Reads a clause by that model, in which the recognisers found these norms.
    #[must_use]
    pub fn by(model: &Linear, clause: &Clause<'_>, found: Norms) -> Reading {
        let scores = match clause.text.chars().nth(1) {
            Some(_) => model.scores(&features(clause)),
            None => Vec::new(),
        };
        Reading { found, scores }
    }

    /// Reads a clause by the model that the program carries.
    pub(crate) fn of(clause: &Clause<'_>, found: Norms) -> Reading {
        match model() {
            Some(model) => Reading::by(model, clause, found),
            None => Reading { found, scores: Vec::new() },
        }
    }

    fn has(&self, kind: &str) -> bool {
        self.found.iter().any(|norm| norm.kind == kind)
    }
}

/// The norms of a document's clauses, by the model that the program carries.
pub(crate) fn settle(clauses: &[Clause<'_>], readings: Vec<Reading>) -> Vec<Settled> {
    match model() {
        Some(model) => {
            let bounds = bounds(familiarity(model, &readings));
            settle_by(model, clauses, readings, bounds)
        }
        None => readings.into_iter().map(|reading| Settled::plain(reading.found)).collect(),
    }
}

/// How well the recognisers know a document's language, in per mille: how much of what the model
/// is sure of they find too.
#[must_use]
pub fn familiarity(model: &Linear, readings: &[Reading]) -> i32 {
    let [mut sure, mut both] = BEFORE;
    for reading in readings {
        let scores = model.labels().iter().zip(&reading.scores);
        for (label, _) in scores.filter(|(_, score)| **score > SURE) {
            sure += ONE;
            both += if reading.has(&label.name) { ONE } else { 0 };
        }
    }
    i32::try_from(both * 1_000 / sure).unwrap_or(0)
}

/// The bounds in a document of that familiarity: between the two of [`BOUNDS`].
#[must_use]
pub fn bounds(familiarity: i32) -> Bounds {
    let [strange, known] = BOUNDS;
    let [low, high] = FAMILIAR;
    let part = (familiarity - low).clamp(0, high - low);
    let between = |from: i32, to: i32| from + (to - from) * part / (high - low);
    Bounds {
        alone: between(strange.alone, known.alone),
        beside: between(strange.beside, known.beside),
        denied: between(strange.denied, known.denied),
    }
}

/// The norms of clauses: what the recognisers found, and what the model adds.
#[must_use]
pub fn settle_by(
    model: &Linear,
    clauses: &[Clause<'_>],
    readings: Vec<Reading>,
    bounds: Bounds,
) -> Vec<Settled> {
    let each = clauses.iter().zip(readings);
    each.map(|(clause, reading)| settle_one(model, clause, reading, bounds)).collect()
}

fn settle_one(model: &Linear, clause: &Clause<'_>, reading: Reading, bounds: Bounds) -> Settled {
    let least = if reading.found.is_empty() { bounds.alone } else { bounds.beside };
    let Reading { found, scores } = reading;
    let (denied, mut norms): (Norms, Norms) =
        found.into_iter().partition(|norm| is_denied(model, &scores, norm, bounds.denied));
    let mut added = Norms::new();
    for (label, _) in model.labels().iter().zip(&scores).filter(|(_, score)| **score > least) {
        let Some(kind) = rules::kind_named(&label.name) else { continue };
        let left_over = kind.last_resort && !norms.is_empty();
        if left_over
            || opens_list(clause.text) && kind.spec.name == "forbidden-content"
            || norms.iter().any(|norm| same_matter(norm.kind, kind.spec.name))
        {
            continue;
        }
        let mut norm = Norm::new(kind.spec.name);
        norm.params = shapes::parameters(&kind.spec, clause);
        norm.confidence = CONFIDENCE;
        norm.inferred_from = words(model, &label.name, clause);
        added.push(norm);
    }
    norms.extend(added);
    closer::settle(clause, &mut norms);
    exceptions::settle(clause, &mut norms);
    figures::settle(clause, &mut norms);
    Settled { norms, denied }
}

/// Whether what the recognisers found scores no more than that. What is only said does no harm.
fn is_denied(model: &Linear, scores: &[i32], norm: &Norm, most: i32) -> bool {
    let score = model.label(norm.kind).and_then(|label| scores.get(label));
    level_of(norm) != Level::Note && score.is_some_and(|score| *score <= most)
}

/// 群内不得发布下列内容: what is banned stands in the list.
fn opens_list(text: &str) -> bool {
    text.ends_with([':', '：']) && has(text, &["以下", "下列", "如下"])
}

/// Whether one kind, once it is found, leaves nothing for the other to say of the same words: a
/// ladder holds its sanctions, a red packet that is a fine is no red packet that is given.
fn same_matter(found: &str, added: &str) -> bool {
    const HELD: &[(&str, &str)] = &[
        ("ladder", "sanction"),
        ("sanction", "ladder"),
        ("fine", "red-packets"),
        // Hours are read once, as those of talk or those of quiet.
        ("posting-window", "quiet-hours"),
        ("quiet-hours", "posting-window"),
        // Whose consent an advertisement, a link or a red packet takes belongs to it.
        ("ads", "prior-approval"),
        ("links", "prior-approval"),
        ("red-packets", "prior-approval"),
        // So many of each family, or under such a name, is said of those who are in already.
        ("capacity", "admission"),
        ("real-name-card", "admission"),
        ("forbidden-content", "confidentiality"),
        ("onboarding", "announcement"),
        // The form of a name in the group is no name of the group.
        ("real-name-card", "group-name"),
    ];
    found == added || HELD.contains(&(found, added))
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

    const NIGHT: &str = "夜里十一点到早上六点半,手机都歇一歇,谁也别在群里出声";

    fn read(clause: Clause<'_>, found: Norms) -> Norms {
        settle(&[clause], vec![Reading::of(&clause, found)]).remove(0).norms
    }

    #[test]
    fn the_model_reads_what_the_recognisers_may_not_know() {
        let labels = model().unwrap().labels();
        assert!(
            rules::RULE_KINDS
                .iter()
                .all(|kind| { labels.iter().any(|label| label.name == kind.spec.name) })
        );
        let norms = read(Clause::alone(NIGHT), Norms::new());
        assert_eq!(norms[0].kind, "quiet-hours");
        assert_eq!(read(Clause::alone(""), Norms::new()), []);
    }

    #[test]
    fn what_is_inferred_says_from_which_words_and_is_marked() {
        let norm = &read(Clause::alone(NIGHT), Norms::new())[0];
        assert!(!norm.inferred_from.is_empty() && norm.confidence < 60, "{norm:?}");
        assert_eq!(norm.params["from"].as_str(), Some("23:00"));
    }

    #[test]
    fn what_is_found_is_not_added_again() {
        let found = vec![Norm::new("quiet-hours").with("from", "23:00").with("to", "06:30")];
        assert_eq!(read(Clause::alone(NIGHT), found.clone()), found);
    }

    #[test]
    fn a_name_in_the_group_is_no_name_of_the_group() {
        let card = vec![Norm::new("real-name-card")];
        let norms = read(Clause::alone("群名片请写成“栋号-门牌-称呼”。"), card);
        assert!(norms.iter().all(|norm| norm.kind != "group-name"), "{norms:?}");
    }

    #[test]
    fn what_is_out_of_the_question_is_denied_in_a_strange_document_alone() {
        let model = model().unwrap();
        let clause = Clause::alone(NIGHT);
        let found = vec![Norm::new("vote"), Norm::new("guidance"), Norm::new("quiet-hours")];
        let one = |bounds| {
            let reading = Reading::of(&clause, found.clone());
            settle_by(model, &[clause], vec![reading], bounds).remove(0)
        };
        let [strange, known] = BOUNDS.map(one);
        let kinds = |norms: &Norms| norms.iter().map(|norm| norm.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&strange.denied), ["vote"], "what is only said does no harm");
        assert_eq!(kinds(&strange.norms), ["guidance", "quiet-hours"]);
        assert_eq!(kinds(&known.norms), ["vote", "guidance", "quiet-hours"]);
        assert_eq!(known.denied, []);
    }

    #[test]
    fn a_document_is_known_where_the_recognisers_find_what_is_sure() {
        let model = model().unwrap();
        let clause = Clause::alone(NIGHT);
        let missed = vec![Reading::of(&clause, Norms::new()); 9];
        let met = vec![Reading::of(&clause, vec![Norm::new("quiet-hours")]); 9];
        assert_eq!(bounds(familiarity(model, &missed)), BOUNDS[0]);
        assert_eq!(bounds(familiarity(model, &met)), BOUNDS[1]);
        let prior = familiarity(model, &[]);
        assert!(bounds(prior).alone > BOUNDS[0].alone && bounds(prior).alone < BOUNDS[1].alone);
    }
}
