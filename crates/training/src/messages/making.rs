//! A judge from collections of messages: what is learned from, what marks are set by, what it
//! is measured on.

use text::linear::{BadModel, Linear};
use text::{Judge, Topic, judge};

use super::learning::{learn, mark_collection, settings};
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
/// How much an organisation's own verdict counts.
const VERDICT_PERCENT: u32 = 300;

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

    /// Adds an organisation's verdicts.
    pub fn add_verdicts(&mut self, mut verdicts: Vec<Sample>) {
        mark_collection("own", &mut verdicts);
        for verdict in &mut verdicts {
            verdict.weight_percent = VERDICT_PERCENT;
        }
        self.lessons.extend(verdicts);
    }
}

/// Makes a judge.
///
/// # Errors
///
/// As [`crate::train`].
pub fn make(
    material: &Material,
    writer: &Writer,
    seed: u64,
    start: Option<&Judge>,
) -> Result<Judge, BadModel> {
    let start = start.map(Judge::model);
    let model = learn(&material.lessons, writer, &settings(seed), start)?;
    let marks = marks(&model, &material.for_marks);
    Judge::new(model, &marks)
}

/// The scores that so many of a hundred thousand harmless messages reach; see [`judge::MARKS`].
/// What is rarer than the messages can show goes on by the line through the marks before.
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
            let [often, seldom, rare, _] =
                judge::MARKS.map(|rate| figures::threshold(&mut scores, rate as usize / 10));
            let (seldom, rare) = (seldom.max(often), rare.max(seldom).max(often));
            // From a thousand to a hundred is a factor of ten, on to twenty one of five.
            let rarest = rare.saturating_add((rare.saturating_sub(seldom) / 10).saturating_mul(7));
            [often, seldom, rare, rarest]
        })
        .collect()
}

/// The topic of a label, if it is one.
fn topic_of(label: usize) -> Option<Topic> {
    let name = LABELS.get(label)?;
    Topic::all().find(|topic| topic.name() == *name)
}
