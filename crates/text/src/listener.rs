//! Words that rules listen for: one pass tells which of them a message may concern at all.

use std::collections::BTreeMap;

use crate::matcher::Matcher;
use crate::skeleton::{Skeleton, fold_into};

/// Sets of words, a bit each.
#[derive(Default)]
pub(crate) struct Listener {
    matcher: Matcher,
    /// The bits of each word.
    bits: Vec<u128>,
}

impl Listener {
    /// Listens for words, each with the bits that it sets; the same word may come again.
    /// A word that folds to nothing is in no message.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, u128)>) -> Listener {
        let mut of_word: BTreeMap<String, u128> = BTreeMap::new();
        let mut skeleton = Skeleton::new();
        for (word, bits) in words {
            fold_into(word, &mut skeleton);
            if !skeleton.text.is_empty() {
                *of_word.entry(std::mem::take(&mut skeleton.text)).or_default() |= bits;
            }
        }
        let matcher = Matcher::new(of_word.keys().map(String::as_str).zip(0..));
        Listener { matcher, bits: of_word.into_values().collect() }
    }

    /// The bits of all words that stand in a skeleton.
    pub(crate) fn hear(&self, skeleton: &str) -> u128 {
        let mut heard = 0;
        self.matcher.find(skeleton, |_, _, word| {
            let word = usize::try_from(word).unwrap_or(usize::MAX);
            heard |= self.bits.get(word).copied().unwrap_or(u128::MAX);
        });
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hears_each_word_wherever_it_stands() {
        let words = [("聊天记录", 1), ("记录", 2), ("ＶＸ", 4), ("。", 8)];
        let listener = Listener::new(words.into_iter());
        assert_eq!(listener.hear("看聊天记录"), 3);
        assert_eq!(listener.hear("会议记录加vx"), 6);
        assert_eq!(listener.hear("早"), 0);
        assert_eq!(Listener::new(std::iter::empty()).hear("早"), 0);
    }
}
