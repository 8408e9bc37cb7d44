//! Words tried out before they go live: on evasions, on harmless messages of ours, and on what
//! was lately said in the groups.

use std::sync::{Arc, Mutex, PoisonError};

use model::time::MINUTE_MS;
use model::{Strictness, Timestamp};
use runtime::{Change, Known};
use serde::Deserialize;
use store::StoreError;
use store::dialect::Reader;
use store::record::RecordKind;
use text::{ACT, ASK, Scratch, Topic};
use training::messages::trying::{self, Harm, WORDS_TRIED, Way};

use super::words::Entry;
use crate::app::App;
use crate::problem::Problem;

/// How many of the last messages are looked at, and how many segments are read for them.
const MESSAGES: usize = 3_000;
const SEGMENTS_AT_ONCE: u32 = 64;
const SEGMENTS_MAX: u32 = 2_000;
/// For how long what was counted is shown.
const COUNTED_MS: i64 = 10 * MINUTE_MS;
/// The most examples that are kept of each sort of change.
const EXAMPLES: usize = 5;
/// The longest example, in characters.
const EXAMPLE_CHARS: usize = 60;

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Nothing.
    Nothing,
    /// A person is asked.
    Ask,
    /// The policy is applied.
    Act,
}

/// A message that is answered otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its group.
    pub group: String,
    /// What was said, cut short.
    pub text: String,
    /// What it is about now.
    pub topic: &'static str,
}

/// How many of the last messages are answered otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differing {
    /// How many.
    pub count: usize,
    /// Some of them.
    pub examples: Vec<Example>,
}

/// What words would do.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// How many words there are, and how many of them evasions were tried on.
    pub words: usize,
    /// Evasions were tried on so many.
    pub words_tried: usize,
    /// Evasions.
    pub ways: Vec<Way>,
    /// Harmless messages of ours that they hit.
    pub harm: Harm,
    /// Those messages, by number.
    pub harmless: Vec<String>,
    /// How many messages of the groups were looked at.
    pub messages: usize,
    /// Of those, what would be acted upon that is not now.
    pub acts: Differing,
    /// What a person would be asked about.
    pub asks: Differing,
    /// What would be milder than now.
    pub milder: Differing,
}

/// A message of a group.
#[derive(Clone, Debug)]
pub struct Said {
    /// The group.
    pub group: String,
    /// What was said.
    pub text: String,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    text: String,
}

/// The last messages of all groups, the newest first.
///
/// # Errors
/// The store can't be read.
pub fn lately(reader: &mut dyn Reader) -> Result<Vec<Said>, StoreError> {
    let mut all = Vec::new();
    let mut before = u64::MAX >> 1;
    for _ in 0..SEGMENTS_MAX / SEGMENTS_AT_ONCE {
        let segments = reader.segments_back(before, SEGMENTS_AT_ONCE)?;
        if segments.is_empty() {
            break;
        }
        for segment in segments {
            before = segment.first;
            let damaged = |why| StoreError::Segment { first: segment.first, why };
            let records = segment.unpack().map_err(damaged)?;
            for record in records.iter().rev().filter(|one| one.kind == RecordKind::Event) {
                let Ok(line) = serde_json::from_str::<Line>(&record.line.line()) else { continue };
                if line.kind == "message" && !line.text.is_empty() {
                    all.push(Said { group: line.group, text: line.text });
                }
                if all.len() >= MESSAGES {
                    return Ok(all);
                }
            }
        }
    }
    Ok(all)
}

/// What a change of words would do: `entries` are the words that are new. It takes a while.
///
/// # Errors
/// The words can't be used.
pub fn try_out(
    known: &Known,
    change: &Change,
    entries: &[Entry],
    lately: &[Said],
) -> Result<Tried, Problem> {
    let after = known.with(change).map_err(|wrong| unusable(&wrong))?;
    let words: Vec<String> =
        entries.iter().filter(|one| one.topic.is_some()).map(|one| one.word.clone()).collect();
    let harmless = trying::harmless();
    let mut tried = Tried {
        words: entries.len(),
        words_tried: words.len().min(WORDS_TRIED),
        ways: trying::evasions(&words),
        harm: trying::innocent(&words, &harmless),
        harmless,
        messages: lately.len(),
        ..Tried::default()
    };
    let (old, new) = (known.knowledge().reader(), after.knowledge().reader());
    let mut scratch = Scratch::new();
    for said in lately {
        let mut answer = |reader: &text::Reader| {
            let reading = reader.read(&said.text, &[], &mut scratch);
            let most =
                Topic::all().map(|topic| (reading.score(topic), topic)).max_by_key(|one| one.0);
            let (score, topic) = most.unwrap_or((0, Topic::Ads));
            (answer_of(score), topic)
        };
        let ((was, _), (is, topic)) = (answer(&old), answer(&new));
        let differing = match (was, is) {
            _ if was == is => continue,
            _ if is < was => &mut tried.milder,
            (_, Answer::Act) => &mut tried.acts,
            _ => &mut tried.asks,
        };
        differing.count += 1;
        if differing.examples.len() < EXAMPLES {
            let text = said.text.chars().take(EXAMPLE_CHARS).collect();
            let topic = if is == Answer::Nothing { "" } else { topic.in_words() };
            differing.examples.push(Example { group: said.group.clone(), text, topic });
        }
    }
    Ok(tried)
}

fn answer_of(score: u32) -> Answer {
    match score {
        ACT.. => Answer::Act,
        ASK.. => Answer::Ask,
        _ => Answer::Nothing,
    }
}

/// What each strictness comes to on what was lately said.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// How many changes of knowledge there were, and when it was counted.
    of: (u32, Timestamp),
    /// How many messages.
    pub messages: usize,
    /// Of each strictness, how many are acted upon, and how many asked about.
    pub levels: Vec<(Strictness, usize, usize)>,
}

/// What was counted last.
#[derive(Debug, Default)]
pub struct Counted(Mutex<Option<Arc<Judged>>>);

impl App {
    /// What each strictness comes to on what was lately said, as it was a short while ago.
    ///
    /// # Errors
    /// The store can't be read.
    pub async fn lately_judged(self: &Arc<App>) -> Result<Arc<Judged>, Problem> {
        let known = self.runtime.known();
        let now = self.now();
        let held = || self.own.counted.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |judged: &&Arc<Judged>| {
            judged.of.0 == known.count() && now.since(judged.of.1).abs() < COUNTED_MS
        };
        if let Some(judged) = held().as_ref().filter(fresh) {
            return Ok(Arc::clone(judged));
        }
        let counts = self.read(move |reader| {
            let lately = lately(reader)?;
            Ok::<_, StoreError>(Arc::new(judged(&known, &lately, now)))
        });
        let judged = counts.await?;
        *held() = Some(Arc::clone(&judged));
        Ok(judged)
    }
}

fn judged(known: &Known, lately: &[Said], now: Timestamp) -> Judged {
    let reader = known.knowledge().reader();
    let mut scratch = Scratch::new();
    let mut level = |strictness: Strictness| {
        let (mut acts, mut asks) = (0, 0);
        for said in lately {
            let reading = reader.read_as(Some(strictness), &said.text, &[], &mut scratch);
            match answer_of(Topic::all().map(|topic| reading.score(topic)).max().unwrap_or(0)) {
                Answer::Act => acts += 1,
                Answer::Ask => asks += 1,
                Answer::Nothing => {}
            }
        }
        (strictness, acts, asks)
    };
    let levels = Strictness::ALL.into_iter().map(&mut level).collect();
    Judged { of: (known.count(), now), messages: lately.len(), levels }
}

/// What can't be used, in words.
#[must_use]
pub fn unusable(wrong: &runtime::KnowledgeError) -> Problem {
    Problem::bad("knowledge", "内容不能用,没有改动").with_detail(format!("{wrong}。"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own::words::{OWN, add};

    fn said(text: &str) -> Said {
        Said { group: "g".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_would_change_is_counted_with_examples() {
        let known = Known::nothing(model::Calendar::published());
        let word = |word: &str, weight| Entry {
            word: word.to_owned(),
            topic: Some(Topic::Ads),
            weight,
            ways: text::lexicon::Ways::default(),
        };
        let lately = [said("周末的蘑菇火锅还有三份"), said("收到"), said("蘑菇火锅真好吃")];
        let acts = word("蘑菇火锅", 100);
        let change = add(&known, OWN, &acts).unwrap();
        let tried = try_out(&known, &change, &[acts], &lately).unwrap();
        assert_eq!((tried.messages, tried.acts.count, tried.asks.count), (3, 2, 0));
        assert_eq!(tried.acts.examples[0].topic, "广告");
        assert!(tried.ways.iter().any(|way| way.found == way.tried));
        let asks = word("蘑菇火锅", 70);
        let change = add(&known, OWN, &asks).unwrap();
        let tried = try_out(&known, &change, &[asks], &lately).unwrap();
        assert_eq!((tried.acts.count, tried.asks.count), (0, 2));
        // What is allowed makes it milder again.
        let after = known.with(&change).unwrap();
        let allowed = Entry { topic: None, ..word("蘑菇火锅", 0) };
        let change = add(&after, "放行", &allowed).unwrap();
        let tried = try_out(&after, &change, &[allowed], &lately).unwrap();
        assert_eq!((tried.milder.count, tried.words_tried), (2, 0));
    }
}
