//! The words that tell what a message is about: our own, and those an organisation adds.
//!
//! The files under `lexicon/` have one word a line: word, tab, weight, and after another tab
//! a note. Weight 100 is enough to act alone; weights add up over distinct words. Weight 0
//! allows: it cancels hits of the same topic that it overlaps, where it is no shorter.
//! `reporting.txt` has words that speak *about* such content (warning, reporting, forbidding):
//! they weaken what stands near by, on the side that the second column names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::shape::shapes;
use crate::skeleton::{Skeleton, fold_into};
use crate::sound::sounds;
use crate::topic::Topic;

/// The longest word, in characters of its skeleton: longer ones are cut to this.
pub const WORD_CHARS_MAX: usize = 64;
/// The most words that a lexicon takes; those after it are left out.
pub const WORDS_MAX: usize = 200_000;
/// The greatest weight of a word.
pub const WEIGHT_MAX: u32 = 255;

/// The most lines that are reported.
pub const BAD_LINES_MAX: usize = 20;
/// The fewest syllables of a word that counts by its sound: two sound like too much else.
const SYLLABLES_MIN: usize = 3;
/// The fewest characters of a word that counts by its shape.
const SHAPED_CHARS_MIN: usize = 2;
/// What a list says of harmless phrases, and of words that count by their sound.
const ALLOWED: &str = "放行";
const BY_SOUND: &str = "音";
const BY_SHAPE: &str = "形";
const NO_WORD: &str = "没有词,或者词太多";

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    /// Tells of a topic, with a weight.
    Word(Topic, u32),
    /// Cancels hits that it overlaps: of that topic, or of every topic.
    Allow(Option<Topic>),
    /// Weakens hits before it, after it, or both.
    Cue {
        /// Hits that end before it.
        before: bool,
        /// Hits that begin after it.
        after: bool,
    },
}

/// A set of words. An empty one finds nothing.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    words: BTreeMap<String, Vec<Meaning>>,
    /// Those words that count however they are written, if only they sound like this.
    sounded: BTreeSet<String>,
    /// Those that count as well where characters stand in them that look alike.
    shaped: BTreeSet<String>,
}

/// In which other ways of writing a word counts as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// However it is written, if only it sounds so.
    pub by_sound: bool,
    /// With characters that look alike.
    pub by_shape: bool,
}

impl Ways {
    /// As a list says it: `音`, `形`, both, or nothing.
    #[must_use]
    pub fn parse(column: &str) -> Option<Ways> {
        let rest = column.replace([' ', '、', ','], "").replace(BY_SOUND, "").replace(BY_SHAPE, "");
        let has = |way| column.contains(way);
        rest.is_empty().then(|| Ways { by_sound: has(BY_SOUND), by_shape: has(BY_SHAPE) })
    }

    /// As a list says it.
    #[must_use]
    pub fn in_list(self) -> &'static str {
        match (self.by_sound, self.by_shape) {
            (false, false) => "",
            (true, false) => BY_SOUND,
            (false, true) => BY_SHAPE,
            (true, true) => "音、形",
        }
    }
}

/// A line of a list of words that nobody understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Which line, from 1.
    pub line: u32,
    /// What is wrong, in Chinese.
    pub why: &'static str,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 行:{}", self.line, self.why)
    }
}

impl Lexicon {
    /// A lexicon without words.
    #[must_use]
    pub fn empty() -> Lexicon {
        Lexicon::default()
    }

    /// Our own words for every topic.
    #[must_use]
    pub fn builtin() -> Lexicon {
        let mut lexicon = Lexicon::empty();
        let mut skeleton = Skeleton::new();
        for (topic, file) in builtin_files() {
            for (word, weight, _) in lines(file) {
                let weight: u32 = weight.parse().unwrap_or(0);
                lexicon.add(
                    &mut skeleton,
                    word,
                    match weight {
                        0 => Meaning::Allow(Some(topic)),
                        _ => Meaning::Word(topic, weight.min(WEIGHT_MAX)),
                    },
                );
            }
        }
        for (word, side, _) in lines(include_str!("../lexicon/reporting.txt")) {
            let (before, after) = (side.contains('<'), side.contains('>'));
            lexicon.add(&mut skeleton, word, Meaning::Cue { before, after });
        }
        lexicon
    }

    /// Adds an organisation's words for a topic; each counts `weight` (1 to 255; [`crate::ACT`]
    /// makes one enough). Spelling, width, case and Traditional forms do not matter. A word of
    /// which folding leaves nothing is passed over.
    #[must_use]
    pub fn with_words<'a>(
        mut self,
        topic: Topic,
        weight: u32,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Lexicon {
        let mut skeleton = Skeleton::new();
        for word in words {
            self.add(&mut skeleton, word, Meaning::Word(topic, weight.clamp(1, WEIGHT_MAX)));
        }
        self
    }

    /// Adds phrases that are harmless: hits of any topic that one overlaps and that are no
    /// longer than it are cancelled.
    #[must_use]
    pub fn allow<'a>(mut self, phrases: impl IntoIterator<Item = &'a str>) -> Lexicon {
        let mut skeleton = Skeleton::new();
        for phrase in phrases {
            self.add(&mut skeleton, phrase, Meaning::Allow(None));
        }
        self
    }

    /// Adds an organisation's own list: a word a line, and behind tabs what it tells of (a
    /// category, by its name or in Chinese; `放行` for a phrase that is harmless), what it counts
    /// (1 to 100; without: 100) and `音` where it counts however it is written, if only it sounds
    /// so: for words of three syllables or more; or `形` where it counts if it only looks so; or
    /// both.
    ///
    /// # Errors
    ///
    /// The lines that nobody understands, at most [`BAD_LINES_MAX`].
    pub fn with_list(mut self, list: &str) -> Result<Lexicon, Vec<BadLine>> {
        let mut bad = Vec::new();
        let mut skeleton = Skeleton::new();
        for (line, number) in list.trim_start_matches('\u{FEFF}').lines().zip(1..) {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(why) = self.add_line(&mut skeleton, line)
                && bad.len() < BAD_LINES_MAX
            {
                bad.push(BadLine { line: number, why });
            }
        }
        if bad.is_empty() { Ok(self) } else { Err(bad) }
    }

    fn add_line(&mut self, skeleton: &mut Skeleton, line: &str) -> Result<(), &'static str> {
        let mut columns = line.split('\t').map(str::trim);
        let word = columns.next().unwrap_or("");
        let told = columns.next().unwrap_or("");
        if told == ALLOWED {
            self.add(skeleton, word, Meaning::Allow(None)).ok_or(NO_WORD)?;
            return Ok(());
        }
        let named = |topic: &Topic| topic.name() == told || topic.in_words() == told;
        let topic = Topic::all().find(named).ok_or("没有这个类别;词和类别之间用制表符隔开")?;
        let weight = match columns.next().unwrap_or("") {
            "" => 100,
            weight => weight.parse().unwrap_or(0),
        };
        if !(1..=100).contains(&weight) {
            return Err("分数要写 1 到 100 的整数");
        }
        let folded = self.add(skeleton, word, Meaning::Word(topic, weight)).ok_or(NO_WORD)?;
        let ways = Ways::parse(columns.next().unwrap_or(""));
        let ways = ways.ok_or("第四列只能写“音”“形”,或者不写")?;
        if ways.by_sound {
            if sounds(folded).0.chars().count() < SYLLABLES_MIN {
                return Err("按读音认的词要有三个字以上");
            }
            self.sounded.insert(folded.to_owned());
        }
        if ways.by_shape {
            if folded.chars().count() < SHAPED_CHARS_MIN {
                return Err("按字形认的词要有两个字以上");
            }
            self.shaped.insert(folded.to_owned());
        }
        Ok(())
    }

    /// Words that count if only they look so, by how they look.
    pub(crate) fn shaped(&self) -> impl Iterator<Item = (&str, String)> {
        self.shaped.iter().map(|word| (word.as_str(), shapes(word)))
    }

    /// Words that count if only they sound so, by how they sound.
    pub(crate) fn sounded(&self) -> impl Iterator<Item = (&str, String)> {
        self.sounded.iter().map(|word| (word.as_str(), sounds(word).0))
    }

    /// How many distinct words there are, allowed phrases included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Every folded word with its topic and weight; weight 0 where it allows, without a topic
    /// where it allows whatever the topic is.
    pub fn weights(&self) -> impl Iterator<Item = (&str, Option<Topic>, u32)> {
        self.words().flat_map(|(word, meanings)| {
            meanings.iter().filter_map(move |meaning| match meaning {
                Meaning::Word(topic, weight) => Some((word, Some(*topic), *weight)),
                Meaning::Allow(topic) => Some((word, *topic, 0)),
                Meaning::Cue { .. } => None,
            })
        })
    }

    /// Every folded word with what it means, in the order of the words.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, &[Meaning])> {
        self.words.iter().map(|(word, meanings)| (word.as_str(), meanings.as_slice()))
    }

    /// Gives the folded word; none where nothing is left of it or there are too many. The skeleton
    /// is shared by many words.
    fn add<'s>(
        &mut self,
        skeleton: &'s mut Skeleton,
        word: &str,
        meaning: Meaning,
    ) -> Option<&'s str> {
        // Folding drops characters and rarely adds some, so this is room enough.
        let head = word.char_indices().nth(WORD_CHARS_MAX * 4).map_or(word.len(), |(at, _)| at);
        fold_into(word.get(..head).unwrap_or(word), skeleton);
        let folded = skeleton.text.as_str();
        let end = folded.char_indices().nth(WORD_CHARS_MAX).map_or(folded.len(), |(at, _)| at);
        let folded = folded.get(..end).filter(|folded| !folded.is_empty())?;
        let Some(meanings) = self.words.get_mut(folded) else {
            if self.words.len() >= WORDS_MAX {
                return None;
            }
            self.words.insert(folded.to_owned(), vec![meaning]);
            return Some(folded);
        };
        let same = |known: &&mut Meaning| match (&**known, &meaning) {
            (Meaning::Word(a, _), Meaning::Word(b, _)) => a == b,
            (a, b) => a == b,
        };
        match meanings.iter_mut().find(same) {
            Some(known) => *known = meaning.max(*known),
            None => meanings.push(meaning),
        }
        Some(folded)
    }
}

/// The words of a plain list as others publish them: one a line, `#` or `//` before a comment;
/// what stands behind a comma, a bar or a tab is left out, and so are addresses of web sites and
/// single characters.
#[must_use]
pub fn plain_list(list: &str) -> Vec<String> {
    let list = list.trim_start_matches('\u{FEFF}');
    let mut words: Vec<String> = list
        .lines()
        .map(|line| line.split([',', '，', '|', '\t', '、']).next().unwrap_or("").trim())
        .filter(|word| !word.starts_with(['#', '/']) && !word.contains("://"))
        .filter(|word| word.chars().nth(1).is_some() && word.chars().count() <= WORD_CHARS_MAX)
        .map(str::to_owned)
        .collect();
    words.sort();
    words.dedup();
    words
}

/// Word, weight or side, note: of each line that has a tab and no `#` at its head.
fn lines(file: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?.trim(), columns.next().unwrap_or("")))
    })
}

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../lexicon/", $name, ".txt")))),+]
    };
}

/// One file a topic, by its name.
const FILES: &[(&str, &str)] = files![
    "ads",
    "porn",
    "gambling",
    "drugs",
    "violence",
    "politics",
    "religion",
    "superstition",
    "illegal",
    "harmful",
    "virus",
    "fraud",
    "pyramid",
    "rumor",
    "false",
    "insult",
    "defame",
    "discord",
    "vulgar",
    "off-topic",
    "spam",
    "solicit",
    "infringing",
    "confidential",
    "privacy",
];

fn builtin_files() -> impl Iterator<Item = (Topic, &'static str)> {
    Topic::all().filter_map(|topic| {
        FILES.iter().find(|(name, _)| *name == topic.name()).map(|(_, file)| (topic, *file))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_its_file() {
        assert_eq!(builtin_files().count(), Topic::COUNT);
    }

    #[test]
    fn every_line_is_well_formed() {
        for (topic, file) in builtin_files() {
            let mut seen = BTreeSet::new();
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                let name = topic.name();
                let columns: Vec<&str> = line.split('\t').collect();
                assert!((2..=3).contains(&columns.len()), "{name}: {line}");
                let weight: u32 = columns[1].parse().expect(line);
                assert!(weight <= 100, "{name}: {line}");
                let mut skeleton = Skeleton::new();
                fold_into(columns[0], &mut skeleton);
                assert!(skeleton.text.chars().count() >= 2, "{name}: {line}");
                assert!(seen.insert(skeleton.text), "{name}: twice {line}");
            }
        }
        for line in include_str!("../lexicon/reporting.txt").lines() {
            let side = line.split('\t').nth(1);
            assert!(line.starts_with('#') || matches!(side, Some("<" | ">" | "<>")), "{line}");
        }
    }

    #[test]
    fn lists_of_others_are_read() {
        let list =
            "\u{FEFF}# 说明\r\n代开发票,\r\n办证|10\n赌\n\nhttp://a.example\n办证\n色情 \t备注\n";
        assert_eq!(plain_list(list), ["代开发票", "办证", "色情"]);
    }

    #[test]
    fn own_lists_are_read_or_refused_line_by_line() {
        let list = "\u{FEFF}# 词\t类别\t分\t音\n代购群\tads\t60\t形\n\n网上赌博\t赌博\t\t音、形\n义卖\t放行\n";
        let lexicon = Lexicon::empty().with_list(list).unwrap();
        let weights: Vec<_> = lexicon.weights().map(|(word, _, weight)| (word, weight)).collect();
        assert_eq!(weights, [("义卖", 0), ("代购群", 60), ("网上赌博", 100)]);
        assert_eq!(lexicon.sounded().map(|(word, _)| word).collect::<Vec<_>>(), ["网上赌博"]);
        assert_eq!(lexicon.shaped().count(), 2);
        let list =
            "代购\n代购\t别的\n代购\tads\t0\n赌博\tgambling\t9\t音\n!!\tads\n甲乙丙\tads\t1\t义";
        let bad = Lexicon::empty().with_list(list).unwrap_err();
        assert_eq!(bad.iter().map(|one| one.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn words_fold_and_the_greater_weight_stays() {
        let ads = Topic::Ads;
        let lexicon = Lexicon::empty()
            .with_words(ads, 40, ["代 購", "！！", ""])
            .with_words(ads, 30, ["代购"])
            .with_words(ads, 1_000, ["Ａ貨"]);
        let words: Vec<_> = lexicon.words().collect();
        assert_eq!(
            words,
            [
                ("a货", [Meaning::Word(ads, 255)].as_slice()),
                ("代购", [Meaning::Word(ads, 40)].as_slice())
            ]
        );
        assert!(Lexicon::empty().is_empty());
    }
}
