//! A judge from collections of messages: what is learned from, what marks are set by, what it
//! is measured on.

use text::linear::{BadModel, Linear};
use text::{Judge, Topic, judge};

use super::learning::{self, learn, mark_collection, settings};
use super::sources::{self, Sample};
use super::{LABELS, Seer, Writer, examples, label};
use crate::{Numbers, figures};

/// Of a hundred harmless messages, so many are kept from learning: by the first the marks are
/// set, on the second the judge is measured.
const FOR_MARKS_PERCENT: u64 = 50;
const FOR_MEASURE_PERCENT: u64 = 40;
/// How many examples are made of each pattern.
const OF_EACH_PATTERN: usize = 8;
/// How much a word of the lexicon counts as an example.
const WORD_PERCENT: u32 = 50;
/// Fewer harmless messages than this set no marks.
const MARKS_FROM_MIN: usize = 2_000;
/// Of a hundred harmless messages at hand, so many must not come nearer to a mark than they were.
const NOT_NEARER_PERCENT: usize = 98;

/// What a judge is made from.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// To learn from.
    pub lessons: Vec<Sample>,
    /// Harmless messages to set marks by.
    pub for_marks: Vec<Sample>,
    /// Harmless messages to measure on.
    pub for_measure: Vec<Sample>,
}

impl Material {
    /// Our own examples and words.
    #[must_use]
    pub fn own(seed: u64) -> Material {
        let mut numbers = Numbers::new(seed ^ 0x0E0E);
        let mut lessons = examples::expand(&examples::patterns(), OF_EACH_PATTERN, &mut numbers);
        lessons.extend(examples::words(WORD_PERCENT));
        mark_collection("own", &mut lessons);
        Material { lessons, ..Material::default() }
    }

    /// Adds a collection of others. `name` as in [`sources::read`].
    pub fn add(&mut self, name: &str, mut samples: Vec<Sample>) {
        mark_collection(name, &mut samples);
        if name == "harmless" {
            let (lessons, kept) = sources::split(samples, FOR_MARKS_PERCENT);
            let (for_marks, for_measure) = kept.into_iter().partition(|sample| {
                // Another part of the key than the one that was split by.
                text::key_of(&sample.text) / 100 % 100 >= FOR_MEASURE_PERCENT
            });
            self.lessons.extend(lessons);
            self.for_marks.extend::<Vec<Sample>>(for_marks);
            self.for_measure.extend::<Vec<Sample>>(for_measure);
        } else {
            self.lessons.extend(samples);
        }
    }
}

/// Makes a judge.
///
/// # Errors
///
/// As [`crate::train`].
pub fn make(material: &Material, writer: &Writer, seed: u64) -> Result<Judge, BadModel> {
    let model = learn(&material.lessons, writer, &settings(seed), None)?;
    let marks = marks(&model, &material.for_marks);
    Judge::new(model, &marks)
}

/// A judge that goes on from another by an organisation's verdicts. `harmless` are messages to
/// set marks by; where there are too few, marks move up by as much as harmless examples rise.
///
/// # Errors
///
/// As [`crate::train`]; [`BadModel::Bounds`] where the other judge has other labels.
pub fn adapt(
    start: &Judge,
    verdicts: &[Sample],
    harmless: &[Sample],
    writer: &Writer,
    seed: u64,
) -> Result<Judge, BadModel> {
    let model = learning::adapt(start.model(), verdicts, writer, seed)?;
    if harmless.len() >= MARKS_FROM_MIN {
        let marks = marks(&model, harmless);
        return Judge::new(model, &marks);
    }
    let mut examples = Material::own(seed).lessons;
    examples.retain(|sample| sample.labels.is_empty());
    examples.extend(harmless.iter().cloned());
    examples.extend(verdicts.iter().filter(|sample| sample.labels.is_empty()).cloned());
    let mut seer = Seer::default();
    let rises: Vec<Vec<i32>> = examples
        .iter()
        .map(|sample| {
            let features = seer.see(&sample.text);
            let (before, after) = (start.model().scores(&features), model.scores(&features));
            after.iter().zip(before).map(|(after, before)| after.saturating_sub(before)).collect()
        })
        .collect();
    let marks: Vec<[i32; 4]> = (0..LABELS.len())
        .map(|label| {
            let mut rise: Vec<i32> =
                rises.iter().filter_map(|row| row.get(label).copied()).collect();
            rise.sort_unstable();
            let at = rise.len() * NOT_NEARER_PERCENT / 100;
            let up = rise.get(at).copied().unwrap_or(0).max(0);
            start.marks(label).map(|mark| mark.saturating_add(up))
        })
        .collect();
    Judge::new(model, &marks)
}

/// The scores that so many of a hundred thousand harmless messages reach; see [`judge::MARKS`].
/// Only the first two are counted: what is rarer than the messages can show goes on by the line
/// through them, as scores fall off by the logarithm of how rare they are.
fn marks(model: &Linear, harmless: &[Sample]) -> Vec<[i32; 4]> {
    let mut seer = Seer::default();
    let all: Vec<Vec<i32>> =
        harmless.iter().map(|sample| model.scores(&seer.see(&sample.text))).collect();
    let bulk = label("bulk").map_or(0, usize::from);
    (0..LABELS.len())
        .map(|label| {
            let topic = topic_of(label);
            let mut scores: Vec<i32> = all
                .iter()
                .filter_map(|row| Some((row.get(label)?, row.get(bulk)?)))
                .map(|(score, bulk)| topic.map_or(*score, |t| judge::with_bulk(t, *score, *bulk)))
                .collect();
            let share = topic.map_or(100, judge::share_percent);
            let [often, seldom, _, _] = judge::MARKS
                .map(|rate| figures::threshold(&mut scores, (rate * share / 100) as usize));
            let seldom = seldom.max(often.saturating_add(1));
            let step = seldom.saturating_sub(often);
            let on = |hundredths: i32| seldom.saturating_add(step.saturating_mul(hundredths) / 100);
            // From a thousand to four hundred is a factor whose logarithm is 0.92; on to a
            // hundred and to twenty it is 1.39 and 3.00.
            [often, seldom, on(151), on(327)]
        })
        .collect()
}

/// The topic of a label, if it is one.
fn topic_of(label: usize) -> Option<Topic> {
    let name = LABELS.get(label)?;
    Topic::all().find(|topic| topic.name() == *name)
}
