//! One pass over a skeleton for the lexicon and the function words, and what the matches
//! come to: longest first, allowed phrases cancelling, each word counted once.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::lexicon::{Lexicon, Meaning};
use crate::manner::{self, Manner};
use crate::matcher::Matcher;
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

/// A word that is looked for.
#[derive(Clone, Debug)]
struct Word {
    /// Which of the scanner's meanings and manners it has.
    meanings: Range<u32>,
    manners: Range<u32>,
    chars: u16,
    /// Latin letters alone: then it must not stand inside a longer Latin word.
    latin: bool,
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
    chars: u16,
}

/// Lists that a scan fills. Reused from message to message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matches {
    /// Matches of the lexicon.
    pub(crate) words: Vec<Match>,
    /// Function words.
    pub(crate) manners: Vec<(Manner, Match)>,
    /// What the matches come to.
    pub(crate) found: Vec<Found>,
    /// Words that speak about what is found, and on which side.
    cues: Vec<(Match, bool, bool)>,
}

/// The words of the lexicon, and function words.
#[derive(Default)]
pub(crate) struct Scanner {
    matcher: Matcher,
    /// Over how words sound; none where no word is known by its sound.
    by_sound: Option<Matcher>,
    /// Over how words look; none where no word is known by its look.
    by_shape: Option<Matcher>,
    words: Vec<Word>,
    meanings: Vec<Meaning>,
    manners: Vec<Manner>,
}

impl Scanner {
    pub(crate) fn new(lexicon: &Lexicon) -> Scanner {
        let mut functions: BTreeMap<&str, Vec<Manner>> = BTreeMap::new();
        for &(manner, words) in manner::WORDS {
            for text in words.split_whitespace() {
                functions.entry(text).or_default().push(manner);
            }
        }
        let mut scanner = Scanner::default();
        let mut order: Vec<&str> = Vec::with_capacity(lexicon.len() + functions.len());
        for (text, meanings) in lexicon.words() {
            scanner.add(text, meanings, &functions.remove(text).unwrap_or_default());
            order.push(text);
        }
        for (text, manners) in &functions {
            scanner.add(text, &[], manners);
        }
        let others = functions.keys().copied();
        scanner.matcher = Matcher::new(order.iter().copied().chain(others).zip(0..));
        let built = |known: &mut dyn Iterator<Item = (&str, String)>| {
            let mut forms: BTreeMap<String, u32> = BTreeMap::new();
            for (word, form) in known {
                let at = order.binary_search(&word).ok();
                if let Some(number) = at.and_then(|at| u32::try_from(at).ok()) {
                    forms.entry(form).or_insert(number);
                }
            }
            let forms = (!forms.is_empty()).then_some(forms)?;
            Some(Matcher::new(forms.iter().map(|(form, number)| (form.as_str(), *number))))
        };
        scanner.by_sound = built(&mut lexicon.sounded());
        scanner.by_shape = built(&mut lexicon.shaped());
        scanner
    }

    fn add(&mut self, text: &str, meanings: &[Meaning], manners: &[Manner]) {
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (from, manners_from) = (end(self.meanings.len()), end(self.manners.len()));
        self.meanings.extend(meanings);
        self.manners.extend(manners);
        self.words.push(Word {
            chars: u16::try_from(text.chars().count()).unwrap_or(u16::MAX),
            latin: text.bytes().all(|b| b.is_ascii_alphabetic()),
            meanings: from..end(self.meanings.len()),
            manners: manners_from..end(self.manners.len()),
        });
    }

    /// Finds all words in a skeleton.
    pub(crate) fn scan(&self, skeleton: &str, out: &mut Matches) {
        out.words.clear();
        out.manners.clear();
        self.matcher.find(skeleton, |start, end, index| {
            let Some(word) = self.words.get(index as usize) else { return };
            let one = Match { start, end, word: index, alike: false };
            let whole = !word.latin || !inside_latin(skeleton, start, end);
            if whole && !word.meanings.is_empty() && out.words.len() < MATCHES_MAX {
                out.words.push(one);
            }
            if out.manners.len() < MATCHES_MAX {
                let manners = part(&self.manners, &word.manners);
                out.manners.extend(manners.iter().map(|&manner| (manner, one)));
            }
        });
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

    /// Says in [`Matches::found`] what the matches of the lexicon come to, in the order of the
    /// text. `firm` says that the message carries a contact or link: then words of warning only
    /// halve a weight.
    pub(crate) fn weigh(&self, skeleton: &str, firm: bool, matches: &mut Matches) {
        let Matches { words, found, cues, .. } = matches;
        found.clear();
        cues.clear();
        let mut allows = false;
        for (one, meaning) in self.meanings(words) {
            match meaning {
                Meaning::Word(topic, weight) => {
                    let Match { start, end, word, alike } = one;
                    // Much sounds and looks alike: then a person looks first.
                    let weight = if alike { weight.min(crate::reader::ASK) } else { weight };
                    found.push(Found { topic, start, end, weight, word, chars: self.chars(word) });
                }
                Meaning::Cue { before, after } => cues.push((one, before, after)),
                Meaning::Allow(_) => allows = true,
            }
        }
        if allows {
            self.cancel_allowed(words, found);
        }
        keep_longest(found);
        weaken_reported(skeleton, cues, firm, found);
        if found.len() > 1 {
            found.sort_by_key(|hit| (hit.topic, hit.word, hit.start));
            found.dedup_by_key(|hit| (hit.topic, hit.word));
            found.sort_by_key(|hit| (hit.start, hit.end, hit.topic));
        }
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
            let meanings = word.map_or(&[][..], |word| part(&self.meanings, &word.meanings));
            meanings.iter().map(move |&meaning| (one, meaning))
        })
    }

    fn chars(&self, word: u32) -> u16 {
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
}

/// Takes out or halves what is only spoken of.
fn weaken_reported(
    skeleton: &str,
    cues: &[(Match, bool, bool)],
    firm: bool,
    found: &mut Vec<Found>,
) {
    if cues.is_empty() {
        return;
    }
    let near = |from: usize, to: usize, reach: usize| {
        skeleton.get(from..to).is_some_and(|gap| gap.chars().take(reach + 1).count() <= reach)
    };
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

/// A part of a list; what lies outside is empty.
fn part<'l, T>(list: &'l [T], range: &Range<u32>) -> &'l [T] {
    list.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// Finds words that only sound or look like those of the lexicon, in a text put so; `written`
/// gives the place in the skeleton of a place in that.
fn scan_alike(matcher: &Matcher, put: &str, written: impl Fn(usize) -> usize, out: &mut Matches) {
    matcher.find(put, |start, end, word| {
        let one = Match { start: written(start), end: written(end), word, alike: true };
        let place = |word: &Match| (word.start, word.end, word.word);
        let known = out.words.iter().any(|word| place(word) == place(&one));
        if !known && out.words.len() < MATCHES_MAX {
            out.words.push(one);
        }
    });
}

/// Drops hits that lie within a longer hit of the same topic. What lies within one that is
/// dropped lies within the one that dropped it, too.
fn keep_longest(found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(hit) = found.get(at).copied() {
        let within = found.iter().any(|longer| {
            longer.topic == hit.topic
                && longer.chars > hit.chars
                && longer.start <= hit.start
                && hit.end <= longer.end
        });
        if within {
            found.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Whether a Latin word goes on before or after these bytes.
fn inside_latin(skeleton: &str, start: usize, end: usize) -> bool {
    let bytes = skeleton.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    letter(start.wrapping_sub(1)) || letter(end)
}
