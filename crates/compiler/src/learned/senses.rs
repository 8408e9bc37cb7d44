//! Words by their sense: 禁止, 谢绝 and 别 forbid, 移出, 清退 and 踢 remove. A reading that was
//! learned from pieces of words alone knows only those that its examples happen to have; of a
//! sense it knows all words, and which sense stands before which says more than either.
//!
//! The words stand in `data/senses.txt`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The words, as people write them.
const WORDS: &str = include_str!("../../data/senses.txt");
/// The most senses that are looked back at: what stands further apart has less to do with one
/// another, and a long sentence shall not take long.
const NEAR: usize = 4;
/// Marks that end a sentence.
const STOPS: &str = "。;；!！?？";

/// A sense, by its place in the list.
pub(super) type Sense = u32;

/// The words that begin with a character, the longest first, with their senses.
type Words = BTreeMap<char, Vec<(&'static str, Vec<Sense>)>>;

fn words() -> &'static Words {
    static READ: OnceLock<Words> = OnceLock::new();
    READ.get_or_init(|| by_first(WORDS))
}

/// Reads the list, if nobody has read it yet.
pub(super) fn prepare() {
    let _ = words();
}

/// Reads the list: a line is a sense's name and its words; one that begins with a space goes on.
fn by_first(list: &'static str) -> Words {
    let mut all: Vec<(&str, Sense)> = Vec::new();
    let mut sense = 0;
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let goes_on = line.starts_with(' ');
        sense += u32::from(!goes_on);
        let words = line.split_whitespace().skip(usize::from(!goes_on));
        all.extend(words.map(|word| (word, sense)));
    }
    all.sort_unstable();
    all.dedup();
    let mut words = Words::new();
    for of_word in all.chunk_by(|one, other| one.0 == other.0) {
        let word = of_word.first().map_or("", |(word, _)| word);
        let senses = of_word.iter().map(|(_, sense)| *sense).collect();
        words.entry(word.chars().next().unwrap_or_default()).or_default().push((word, senses));
    }
    for list in words.values_mut() {
        list.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
    }
    words
}

/// What a text says, sense by sense.
#[derive(Debug, Default)]
pub(super) struct Senses {
    /// The senses of each word, in the order of the text.
    pub each: Vec<&'static [Sense]>,
    /// Which sense stands before which in a sentence, not far off.
    pub pairs: Vec<[Sense; 2]>,
}

/// The senses of a text's characters.
pub(super) fn senses(characters: &[char]) -> Senses {
    let mut said = Senses::default();
    let mut near: Vec<&'static [Sense]> = Vec::new();
    let mut rest = characters;
    while let Some((first, behind)) = rest.split_first() {
        if STOPS.contains(*first) {
            near.clear();
        }
        let word =
            words().get(first).and_then(|list| list.iter().find(|(word, _)| begins(rest, word)));
        let Some((word, senses)) = word else {
            rest = behind;
            continue;
        };
        let before = near.iter().flat_map(|senses| senses.iter());
        let pairs = before.flat_map(|before| senses.iter().map(|sense| [*before, *sense]));
        said.pairs.extend(pairs);
        said.each.push(senses);
        near.push(senses);
        if near.len() > NEAR {
            near.remove(0);
        }
        rest = rest.get(word.chars().count()..).unwrap_or_default();
    }
    said
}

fn begins(characters: &[char], word: &str) -> bool {
    let mut rest = characters.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Senses {
        senses(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn words_of_one_sense_are_the_same() {
        assert!(!of("严禁").each.is_empty());
        assert_eq!(of("严禁广告").pairs, of("谢绝推销").pairs);
        assert_ne!(of("严禁广告").pairs, of("广告严禁").pairs);
    }

    #[test]
    fn the_longest_word_counts() {
        assert_eq!(of("群主").each.len(), 1);
        assert_eq!(of("个人信息").each.len(), 1);
        assert!(of("甲乙丙").each.is_empty());
    }

    #[test]
    fn sentences_stand_apart() {
        assert!(of("严禁。广告").pairs.is_empty());
        let far = "广告".repeat(NEAR + 1);
        assert_eq!(of(&format!("群主{far}")).pairs.len(), of(&far).pairs.len() + NEAR);
    }

    #[test]
    fn a_line_may_go_on() {
        let words = by_first("# remark\na 甲 乙\n 丙\nb 丁\n");
        let sense = |c: char| words[&c][0].1.clone();
        assert_eq!([sense('甲'), sense('丙'), sense('丁')], [vec![1], vec![1], vec![2]]);
    }
}
