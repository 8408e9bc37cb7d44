//! Characters written as two (拆字): `贝者` for 赌, `氵去` for 法.
//!
//! `data/split.txt` has pairs that hardly ever stand side by side otherwise; a skeleton puts
//! them together again, so that words, sounds and models see the character that was meant.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::matcher::{Bits, step};

/// How many bits say which pairs there may be: some dozen for each.
const KNOWN_BITS: u32 = 14;

/// Pairs that are one character in truth.
pub(crate) struct Pairs {
    /// The pieces and the whole, ascending by the pieces.
    all: Vec<([char; 2], char)>,
    known: Bits,
}

impl Pairs {
    /// The character that two pieces make.
    pub(crate) fn whole(&self, first: char, second: char) -> Option<char> {
        if !self.known.has(step(step(0, first), second)) {
            return None;
        }
        let at = self.all.binary_search_by_key(&[first, second], |(pieces, _)| *pieces).ok()?;
        self.all.get(at).map(|(_, whole)| *whole)
    }

    /// Every whole character with its pairs.
    pub(crate) fn wholes(&self) -> impl Iterator<Item = (char, [char; 2])> + '_ {
        self.all.iter().map(|(pieces, whole)| (*whole, *pieces))
    }

    /// Every pair.
    pub(crate) fn all(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.all.iter().map(|([first, second], _)| (*first, *second))
    }
}

/// The pairs, read on first use.
pub(crate) fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    PAIRS.get_or_init(|| read(include_str!("../data/split.txt")))
}

/// Every character that is known to be written as two, with the two.
pub fn wholes() -> impl Iterator<Item = (char, [char; 2])> {
    pairs().wholes()
}

fn read(data: &str) -> Pairs {
    let mut pairs = BTreeMap::new();
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split(' ');
        let Some(whole) = columns.next().and_then(|column| column.chars().next()) else { continue };
        for pair in columns {
            let mut pieces = pair.chars();
            if let (Some(first), Some(second), None) = (pieces.next(), pieces.next(), pieces.next())
            {
                pairs.insert([first, second], whole);
            }
        }
    }
    let mut known = Bits::new(KNOWN_BITS);
    for [first, second] in pairs.keys() {
        known.set(step(step(0, *first), *second));
    }
    Pairs { all: pairs.into_iter().collect(), known }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{Folded, fold_char};

    #[test]
    fn pairs_and_what_they_make_are_folded() {
        for &([first, second], whole) in &pairs().all {
            for c in [first, second, whole] {
                assert_eq!(fold_char(c), Folded::One(c), "{first}{second} {whole}");
            }
        }
        let lexicon = crate::Lexicon::builtin();
        for ([first, second], _) in &pairs().all {
            let pair = format!("{first}{second}");
            assert!(!lexicon.words().any(|(word, _)| word.contains(&pair)), "{pair} in a word");
        }
        assert!(pairs().all.len() > 1_000);
        assert_eq!(pairs().whole('贝', '者'), Some('赌'));
    }
}
