//! What a learned reading sees of a clause: which characters stand together in it and in what
//! leads it. What the recognisers found it does not see, so that the two can be compared.

use std::collections::BTreeSet;

use rules::clause::Clause;
use text::linear::{Feature, gram};

/// The clause's own characters.
const OWN: u32 = 0x100;
/// Those of the sentence or heading that leads it.
const LEAD: u32 = 0x200;
/// What counts for a digit: which number it is says nothing about the kind.
const DIGIT: char = '0';
/// Most characters that are looked at: a clause that is longer says several things.
const CHARS_MAX: usize = 400;
/// How much a character, and two and three together count.
const AMOUNTS: [u16; 3] = [2, 4, 4];
const AMOUNT_LEAD: u16 = 2;

/// The features of a clause.
#[must_use]
pub fn features(clause: &Clause<'_>) -> Vec<Feature> {
    let mut all = Vec::new();
    let own = characters(clause.text);
    for (length, amount) in (1..).zip(AMOUNTS) {
        all.extend(grams(&own, length, OWN).into_iter().map(|hash| Feature { hash, amount }));
    }
    if let Some(lead) = clause.lead.or_else(|| clause.headings.last().map(String::as_str)) {
        let hashes = grams(&characters(lead), 2, LEAD);
        all.extend(hashes.into_iter().map(|hash| Feature { hash, amount: AMOUNT_LEAD }));
    }
    all
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

/// The hashes of the pieces of that length, each once.
fn grams(characters: &[char], length: usize, view: u32) -> BTreeSet<u32> {
    characters.windows(length).map(|piece| hash(piece, view)).collect()
}

fn hash(piece: &[char], view: u32) -> u32 {
    let at = |index: usize| piece.get(index).map_or(0, |&c| u32::from(c));
    gram(view + u32::try_from(piece.len()).unwrap_or(0), [at(0), at(1), at(2)])
}
