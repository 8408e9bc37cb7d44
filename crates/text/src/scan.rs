//! One pass over a skeleton for the lexicon and the function words, and what the matches
//! come to: longest first, allowed phrases cancelling, each word counted once.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::BTreeMap;

use crate::lexicon::{Lexicon, Meaning};
use crate::manner::{self, Manner};
use crate::topic::Topic;
use crate::{shape, sound};

/// The most matches of a message that are weighed; those after are passed over. A message
/// with more repeats itself, and each word counts once.
const MATCHES_MAX: usize = 512;
/// How near a word that warns or reports must stand to weaken a hit, in characters of the
/// skeleton: after such a word a list may follow, before it the subject alone.
const REACH_AFTER: usize = 14;
const REACH_BEFORE: usize = 8;

/// How words begin that tell people to keep away from something, or that it was a deceit.
const WARNING: &[&str] = &[
    "别",
    "不要",
    "不得",
    "不准",
    "不许",
    "不能",
    "不可",
    "不允",
    "不发",
    "不参",
    "勿",
    "莫信",
    "请勿",
    "切勿",
    "谨防",
    "严",
    "警惕",
    "提防",
    "防",
    "预防",
    "小心",
    "当心",
    "远离",
    "拒绝",
    "抵制",
    "禁",
    "杜绝",
    "打击",
    "整治",
    "识破",
    "揭",
    "什么是",
    "反对",
    "是",
    "都是",
    "被骗",
    "骗局",
    "的骗局",
    "诈骗",
    "的诈骗",
    "的套路",
    "的别信",
    "要警惕",
];

/// A word of the automaton.
#[derive(Clone, Debug, Default)]
struct Word {
    chars: usize,
    /// Latin letters alone: then it must not stand inside a longer Latin word.
    latin: bool,
    meanings: Vec<Meaning>,
    manners: Vec<Manner>,
}

/// A match: bytes of the skeleton and the word's number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    word: u32,
    /// Whether it only sounds or looks like the word.
    alike: bool,
}

/// A hit before it is put in terms of the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) topic: Topic,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) weight: u32,
    word: u32,
    chars: usize,
}

/// Lists that a scan fills. Reused from message to message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matches {
    /// Matches of the lexicon.
    pub(crate) words: Vec<Match>,
    /// Function words.
    pub(crate) manners: Vec<(Manner, Match)>,
}

/// The automaton over lexicon and function words.
#[derive(Default)]
pub(crate) struct Scanner {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Over how words sound; none where no word is known by its sound.
    by_sound: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Over how words look; none where no word is known by its look.
    by_shape: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    words: Vec<Word>,
}

impl Scanner {
    pub(crate) fn new(lexicon: &Lexicon) -> Scanner {
        let mut all: BTreeMap<&str, Word> = BTreeMap::new();
        for (text, meanings) in lexicon.words() {
            all.entry(text).or_default().meanings.extend(meanings);
        }
        for &(manner, words) in manner::WORDS {
            for text in words.split_whitespace() {
                all.entry(text).or_default().manners.push(manner);
            }
        }
        for (text, word) in &mut all {
            word.chars = text.chars().count();
            word.latin = text.bytes().all(|b| b.is_ascii_alphabetic());
        }
        let patterns = all.keys().zip(0_u32..);
        let automaton =
            CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(patterns).ok();
        let order: Vec<&str> = all.keys().copied().collect();
        let built = |known: &mut dyn Iterator<Item = (&str, String)>| {
            let mut forms: BTreeMap<String, u32> = BTreeMap::new();
            for (word, form) in known {
                let at = order.binary_search_by(|one| (*one).cmp(word)).ok();
                if let Some(number) = at.and_then(|at| u32::try_from(at).ok()) {
                    forms.entry(form).or_insert(number);
                }
            }
            let builder = (!forms.is_empty()).then(CharwiseDoubleArrayAhoCorasickBuilder::new);
            builder.and_then(|builder| builder.build_with_values(forms).ok())
        };
        let by_sound = built(&mut lexicon.sounded());
        let by_shape = built(&mut lexicon.shaped());
        Scanner { automaton, by_sound, by_shape, words: all.into_values().collect() }
    }

    /// Finds all words in a skeleton.
    pub(crate) fn scan(&self, skeleton: &str, out: &mut Matches) {
        out.words.clear();
        out.manners.clear();
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(skeleton) {
            let index = found.value();
            let Some(word) = self.words.get(index as usize) else { continue };
            let (start, end) = (found.start(), found.end());
            let one = Match { start, end, word: index, alike: false };
            let whole = !word.latin || !inside_latin(skeleton, start, end);
            if whole && !word.meanings.is_empty() && out.words.len() < MATCHES_MAX {
                out.words.push(one);
            }
            if out.manners.len() < MATCHES_MAX {
                out.manners.extend(word.manners.iter().map(|&manner| (manner, one)));
            }
        }
        if let Some(by_sound) = &self.by_sound {
            let (sounds, starts) = sound::sounds(skeleton);
            let written = |byte: usize| starts.get(byte).copied().unwrap_or(skeleton.len());
            scan_alike(by_sound, &sounds, written, out);
        }
        if let Some(by_shape) = &self.by_shape {
            // Characters that look alike have as many bytes.
            scan_alike(by_shape, &shape::shapes(skeleton), |byte| byte, out);
        }
    }

    /// What the matches of the lexicon come to, in the order of the text. `firm` says that the
    /// message carries a contact or link: then words of warning only halve a weight.
    pub(crate) fn weigh(&self, skeleton: &str, matches: &[Match], firm: bool) -> Vec<Found> {
        let mut found = Vec::new();
        for (one, meaning) in self.meanings(matches) {
            if let Meaning::Word(topic, weight) = meaning {
                let Match { start, end, word, alike } = one;
                // Much sounds and looks alike: then a person looks first.
                let weight = if alike { weight.min(crate::reader::ASK) } else { weight };
                found.push(Found { topic, start, end, weight, word, chars: self.chars(word) });
            }
        }
        self.cancel_allowed(matches, &mut found);
        keep_longest(&mut found);
        self.weaken_reported(skeleton, matches, firm, &mut found);
        found.sort_by_key(|hit| (hit.topic, hit.word, hit.start));
        found.dedup_by_key(|hit| (hit.topic, hit.word));
        found.sort_by_key(|hit| (hit.start, hit.end, hit.topic));
        found
    }

    /// Whether words among the matches warn of something. Words that only name the police or a
    /// suspicion do not: whoever poses as the police uses them too.
    pub(crate) fn warns(&self, skeleton: &str, matches: &[Match]) -> bool {
        self.meanings(matches).any(|(one, meaning)| {
            let Meaning::Cue { before, after } = meaning else { return false };
            let word = skeleton.get(one.start..one.end).unwrap_or("");
            (before && after) || WARNING.iter().any(|head| word.starts_with(head))
        })
    }

    fn meanings<'s>(&'s self, matches: &'s [Match]) -> impl Iterator<Item = (Match, Meaning)> + 's {
        matches.iter().flat_map(|&one| {
            let word = self.words.get(one.word as usize);
            word.into_iter().flat_map(move |word| word.meanings.iter().map(move |&m| (one, m)))
        })
    }

    fn chars(&self, word: u32) -> usize {
        self.words.get(word as usize).map_or(0, |word| word.chars)
    }

    fn cancel_allowed(&self, matches: &[Match], found: &mut Vec<Found>) {
        for (one, meaning) in self.meanings(matches) {
            let Meaning::Allow(topic) = meaning else { continue };
            let chars = self.chars(one.word);
            found.retain(|hit| {
                let overlap = hit.start < one.end && one.start < hit.end;
                let meant = topic.is_none_or(|topic| topic == hit.topic);
                !(overlap && meant && hit.chars <= chars)
            });
        }
    }

    fn weaken_reported(
        &self,
        skeleton: &str,
        matches: &[Match],
        firm: bool,
        found: &mut Vec<Found>,
    ) {
        let near = |from: usize, to: usize, reach: usize| {
            skeleton.get(from..to).is_some_and(|gap| gap.chars().take(reach + 1).count() <= reach)
        };
        let cues: Vec<(Match, bool, bool)> = self
            .meanings(matches)
            .filter_map(|(one, meaning)| match meaning {
                Meaning::Cue { before, after } => Some((one, before, after)),
                _ => None,
            })
            .collect();
        let told = |hit: &Found| {
            cues.iter().any(|(cue, before, after)| {
                (*after && near(cue.end, hit.start, REACH_AFTER))
                    || (*before && near(hit.end, cue.start, REACH_BEFORE))
            })
        };
        if firm {
            for hit in found.iter_mut().filter(|hit| told(hit)) {
                hit.weight /= 2;
            }
        } else {
            found.retain(|hit| !told(hit));
        }
    }
}

/// Finds words that only sound or look like those of the lexicon, in a text put so; `written`
/// gives the place in the skeleton of a place in that.
fn scan_alike(
    automaton: &CharwiseDoubleArrayAhoCorasick<u32>,
    put: &str,
    written: impl Fn(usize) -> usize,
    out: &mut Matches,
) {
    for found in automaton.find_overlapping_iter(put) {
        let (start, end) = (written(found.start()), written(found.end()));
        let one = Match { start, end, word: found.value(), alike: true };
        let place = |word: &Match| (word.start, word.end, word.word);
        let known = out.words.iter().any(|word| place(word) == place(&one));
        if !known && out.words.len() < MATCHES_MAX {
            out.words.push(one);
        }
    }
}

/// Drops hits that lie within a longer hit of the same topic.
fn keep_longest(found: &mut Vec<Found>) {
    let all = found.clone();
    found.retain(|hit| {
        !all.iter().any(|longer| {
            longer.topic == hit.topic
                && longer.chars > hit.chars
                && longer.start <= hit.start
                && hit.end <= longer.end
        })
    });
}

/// Whether a Latin word goes on before or after these bytes.
fn inside_latin(skeleton: &str, start: usize, end: usize) -> bool {
    let bytes = skeleton.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    letter(start.wrapping_sub(1)) || letter(end)
}
