//! Words tried out before they go live: which evasions are caught, which harmless messages are
//! hit.

use std::collections::BTreeMap;

use text::{ACT, Lexicon, Reader, Scratch, Topic};

use super::{Evasion, Writer, examples};
use crate::Numbers;

/// How many times each evasion is tried on a word.
const TRIES: usize = 8;
/// The most words that are tried one by one.
pub const WORDS_TRIED: usize = 50;
/// The most messages that are kept of each word.
const MESSAGES_KEPT: usize = 3;

/// One way of writing past a filter, tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What people read.
    pub name: &'static str,
    /// How often it was tried.
    pub tried: usize,
    /// How often the word was still found.
    pub found: usize,
    /// One that was not.
    pub example: String,
}

/// A word that hits harmless messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Innocent {
    /// The word as it stands there.
    pub word: String,
    /// How many messages it hits.
    pub count: usize,
    /// By number, the first of them.
    pub messages: Vec<usize>,
}

/// What words come to on harmless messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Harm {
    /// How many messages there were, and how many are hit.
    pub messages: usize,
    /// How many are hit.
    pub hit: usize,
    /// By which words, those that hit most first.
    pub words: Vec<Innocent>,
}

/// Harmless messages of our own.
#[must_use]
pub fn harmless() -> Vec<String> {
    let mut patterns = examples::patterns();
    patterns.retain(|one| one.labels.is_empty());
    let made = examples::expand(&patterns, TRIES, &mut Numbers::new(1));
    made.into_iter().map(|one| one.text).collect()
}

/// A reader that knows only these words, as an organisation's own list would have them.
fn reader<'w>(words: impl IntoIterator<Item = &'w str>) -> Reader {
    Reader::new(&Lexicon::empty().with_words(Topic::Ads, ACT, words))
}

/// Of each evasion, how often words are still found; at most [`WORDS_TRIED`] of them are tried.
#[must_use]
pub fn evasions(words: &[String]) -> Vec<Way> {
    let writer = Writer::new();
    let mut numbers = Numbers::new(1);
    let mut scratch = Scratch::new();
    // Written by chance, a short word stands as it was now and then: that is no evasion.
    let ways = Evasion::ALL.into_iter().filter(|way| {
        !matches!(way, Evasion::Pinyin(30) | Evasion::Homophones(30) | Evasion::Split(30))
    });
    let mut told = Vec::new();
    for way in ways.chain([Evasion::Split(100)]) {
        let mut one = Way { name: way.in_words(), tried: 0, found: 0, example: String::new() };
        for word in words.iter().take(WORDS_TRIED) {
            let reader = reader([word.as_str()]);
            for _ in 0..TRIES {
                let written = writer.write(word, way, &mut numbers);
                if written == *word {
                    continue;
                }
                one.tried += 1;
                if reader.read(&written, &[], &mut scratch).score(Topic::Ads) >= ACT {
                    one.found += 1;
                } else if one.example.is_empty() {
                    one.example = written;
                }
            }
        }
        if one.tried > 0 {
            told.push(one);
        }
    }
    told
}

/// The harmless messages that words would hit, word by word.
#[must_use]
pub fn innocent<S: AsRef<str>>(words: &[String], chat: &[S]) -> Harm {
    let reader = reader(words.iter().map(String::as_str));
    let mut scratch = Scratch::new();
    let mut by_word: BTreeMap<String, Innocent> = BTreeMap::new();
    let mut harm = Harm { messages: chat.len(), ..Harm::default() };
    for (number, message) in chat.iter().enumerate() {
        let message = message.as_ref();
        let reading = reader.read(message, &[], &mut scratch);
        harm.hit += usize::from(!reading.hits.is_empty());
        for one in &reading.hits {
            let (from, to) = (one.word.start as usize, one.word.end as usize);
            let word: String = message.chars().take(to).skip(from).collect();
            let innocent = by_word.entry(word.clone()).or_default();
            innocent.word = word;
            innocent.count += 1;
            if innocent.messages.len() < MESSAGES_KEPT && !innocent.messages.contains(&number) {
                innocent.messages.push(number);
            }
        }
    }
    harm.words = by_word.into_values().collect();
    harm.words.sort_by_key(|one| std::cmp::Reverse(one.count));
    harm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evasions_of_a_word_are_caught_or_shown() {
        let ways = evasions(&["刷单兼职".to_owned()]);
        let way = |name| ways.iter().find(|way| way.name == name).unwrap();
        let (zero_width, homophones) = (way("插入零宽字符"), way("全换同音字"));
        assert_eq!(zero_width.found, zero_width.tried);
        assert!(homophones.found < homophones.tried && !homophones.example.is_empty());
    }

    #[test]
    fn harmless_messages_that_are_hit_are_told_by_word() {
        let chat = ["今天的会改到三点", "会议纪要发群里了", "收到"];
        let words = ["会".to_owned(), "收到".to_owned()];
        let harm = innocent(&words, &chat);
        assert_eq!((harm.messages, harm.hit), (3, 3));
        let told: Vec<_> = harm.words.iter().map(|one| (one.word.as_str(), one.count)).collect();
        assert_eq!(told, [("会", 2), ("收到", 1)]);
        assert_eq!(harm.words[0].messages, [0, 1]);
        assert!(harmless().len() > 100);
    }
}
