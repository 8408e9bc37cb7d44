//! What a learned reading sees of a clause: which characters stand together in it and in what
//! leads it, and in which sense its words are used. What the recognisers found it does not see,
//! so that the two can be compared.

use rules::clause::Clause;
use text::linear::{Feature, gram};

use super::senses::senses;

/// The clause's own characters.
const OWN: u32 = 0x100;
/// Those of the sentence or heading that leads it.
const LEAD: u32 = 0x200;
/// The senses of its words, and which stands before which.
const SENSE: u32 = 0x300;
const PAIR: u32 = 0x400;
/// The senses of what leads it, and with which it stands in the clause.
const LEAD_SENSE: u32 = 0x500;
const LEAD_PAIR: u32 = 0x600;
/// What counts for a digit: which number it is says nothing about the kind.
const DIGIT: char = '0';
/// Most characters that are looked at: a clause that is longer says several things.
const CHARS_MAX: usize = 400;
/// How much a character, and two and three together count.
const AMOUNTS: [u16; 3] = [2, 4, 4];
const AMOUNT_LEAD: u16 = 2;
/// How much a sense, two of them, and one of what leads a clause count.
const AMOUNT_SENSE: u16 = 6;
const AMOUNT_PAIR: u16 = 4;
const AMOUNT_LEAD_SENSE: u16 = 5;
/// So many of a clause's first words are seen together with what leads it.
const LED: usize = 6;

/// The features of a clause.
#[must_use]
pub fn features(clause: &Clause<'_>) -> Vec<Feature> {
    let mut all = Vec::new();
    let own = characters(clause.text);
    for (length, amount) in (1..).zip(AMOUNTS) {
        push(&mut all, amount, grams(&own, length, OWN));
    }
    let said = senses(&own);
    let each = said.each.iter().flat_map(|senses| senses.iter());
    push(&mut all, AMOUNT_SENSE, each.map(|sense| gram(SENSE, [*sense, 0, 0])));
    push(&mut all, AMOUNT_PAIR, said.pairs.iter().map(|[a, b]| gram(PAIR, [*a, *b, 0])));
    if let Some(lead) = clause.lead.or_else(|| clause.headings.last().map(String::as_str)) {
        let lead = characters(lead);
        push(&mut all, AMOUNT_LEAD, grams(&lead, 2, LEAD));
        let leading: Vec<u32> = senses(&lead).each.concat();
        let first: Vec<u32> = said.each.iter().take(LED).copied().flatten().copied().collect();
        push(&mut all, AMOUNT_LEAD_SENSE, leading.iter().map(|a| gram(LEAD_SENSE, [*a, 0, 0])));
        let pairs = leading.iter().flat_map(|a| first.iter().map(|b| [*a, *b]));
        push(&mut all, AMOUNT_PAIR, pairs.map(|[a, b]| gram(LEAD_PAIR, [a, b, 0])));
    }
    all
}

/// Adds features with these hashes, each once.
fn push(all: &mut Vec<Feature>, amount: u16, hashes: impl Iterator<Item = u32>) {
    let mut hashes: Vec<u32> = hashes.collect();
    hashes.sort_unstable();
    hashes.dedup();
    all.extend(hashes.into_iter().map(|hash| Feature { hash, amount }));
}

/// Pieces of the clause of two and three characters with their features, for explanations.
pub(super) fn pieces(clause: &Clause<'_>) -> Vec<(u32, String)> {
    let own = characters(clause.text);
    [3, 2]
        .iter()
        .flat_map(|&length| own.windows(length))
        .filter(|piece| piece.iter().all(|c| c.is_alphabetic()))
        .map(|piece| (hash(piece, OWN), piece.iter().collect()))
        .collect()
}

/// A text without its white space, each figure as one digit.
fn characters(text: &str) -> Vec<char> {
    let mut all = Vec::new();
    for c in text.chars().filter(|c| !c.is_whitespace()).take(CHARS_MAX) {
        let c = if c.is_ascii_digit() { DIGIT } else { c.to_ascii_lowercase() };
        if c != DIGIT || all.last() != Some(&DIGIT) {
            all.push(c);
        }
    }
    all
}

/// The hashes of the pieces of that length.
fn grams(characters: &[char], length: usize, view: u32) -> impl Iterator<Item = u32> {
    characters.windows(length).map(move |piece| hash(piece, view))
}

fn hash(piece: &[char], view: u32) -> u32 {
    let at = |index: usize| piece.get(index).map_or(0, |&c| u32::from(c));
    gram(view + u32::try_from(piece.len()).unwrap_or(0), [at(0), at(1), at(2)])
}
