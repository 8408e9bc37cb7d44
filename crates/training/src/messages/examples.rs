//! Examples in our own words, for what no data at hand has; see `data/examples.tsv`.

use text::{Lexicon, Topic};

use super::sources::{self, Sample};
use super::{LABELS, label};
use crate::Numbers;

/// The examples as they are written: patterns with choices such as `{甲|乙}`.
const PATTERNS: &str = include_str!("../../data/examples.tsv");
/// Words of the lexicon that say less than this are no examples of their topic.
const WORD_WEIGHT_MIN: u32 = 80;

/// Every pattern with the labels that it has.
#[must_use]
pub fn patterns() -> Vec<Sample> {
    sources::read("", PATTERNS)
}

/// Samples that patterns stand for: `each` of every pattern, its choices taken by chance.
#[must_use]
pub fn expand(patterns: &[Sample], each: usize, numbers: &mut Numbers) -> Vec<Sample> {
    let of = |pattern: &Sample, numbers: &mut Numbers| Sample {
        text: choose(&pattern.text, numbers),
        ..pattern.clone()
    };
    patterns
        .iter()
        .flat_map(|pattern| (0..each).map(|_| of(pattern, numbers)).collect::<Vec<_>>())
        .collect()
}

/// A pattern with one of each choice.
fn choose(pattern: &str, numbers: &mut Numbers) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (choices, after) = after.split_once('}').unwrap_or((after, ""));
        let choices: Vec<&str> = choices.split('|').collect();
        out.push_str(numbers.pick(&choices));
        rest = after;
    }
    out + rest
}

/// The built-in words that say enough by themselves, each as an example of its topic, and the
/// phrases that the lexicon allows, as harmless ones.
#[must_use]
pub fn words(weight_percent: u32) -> Vec<Sample> {
    let lexicon = Lexicon::builtin();
    let mut samples = Vec::new();
    for (word, topic, weight) in lexicon.weights() {
        let name = topic.map_or("", Topic::name);
        let labels: Vec<u16> = label(name).into_iter().collect();
        let known = LABELS.contains(&name) && weight >= WORD_WEIGHT_MIN;
        if !known && weight > 0 {
            continue;
        }
        let labels = if weight == 0 { Vec::new() } else { labels };
        // Of a single word it is not known what else it may be part of.
        let others = (0_u16..).take(LABELS.len()).filter(|one| !labels.contains(one));
        let unknown = if labels.is_empty() { Vec::new() } else { others.collect() };
        samples.push(Sample { unknown, weight_percent, ..Sample::new(word, labels) });
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn patterns_are_well_formed_and_cover_every_label() {
        let lines = PATTERNS.lines().filter(|line| !line.starts_with('#')).count();
        let patterns = patterns();
        assert_eq!(patterns.len(), lines - 1);
        let mut texts = BTreeSet::new();
        for pattern in &patterns {
            assert_eq!(pattern.text.matches('{').count(), pattern.text.matches('}').count());
            assert!(texts.insert(&pattern.text), "twice: {}", pattern.text);
        }
        for (number, name) in (0_u16..).zip(LABELS).filter(|(_, name)| *name != "bulk") {
            let with = patterns.iter().filter(|one| one.labels.contains(&number)).count();
            assert!(with >= 10, "{name}: {with}");
        }
    }

    #[test]
    fn choices_are_taken() {
        let mut numbers = Numbers::new(1);
        let made: BTreeSet<String> =
            (0..50).map(|_| choose("{甲|乙}和{丙|丁}。", &mut numbers)).collect();
        assert_eq!(made.len(), 4);
        assert!(made.contains("甲和丁。"));
    }
}
