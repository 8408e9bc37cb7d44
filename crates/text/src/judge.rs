//! What a learned model says of a message, in the points that words of the lexicon count in.
//!
//! A model's scores mean nothing by themselves. Each topic has [`MARKS`]: the scores that only
//! so many of a hundred thousand harmless messages reach. A [`Strictness`] says how many points
//! each mark is worth, so that a threshold is a rate of false alarms and nothing else.

use std::sync::{Arc, OnceLock};

pub use model::Strictness;

use crate::linear::{BadModel, Linear, Totals, UNIT};
use crate::topic::Topic;

/// How many of a hundred thousand harmless messages reach each mark of a topic that is met every
/// day; see [`share_percent`] for others.
pub const MARKS: [u32; 4] = [1_000, 400, 100, 20];
/// The fewest points that count.
pub const POINTS_MIN: u32 = 20;
/// The most that a model adds.
pub const POINTS_MAX: u32 = 130;
/// The label that tells messages that are sent to many, whatever they are about.
const BULK: &str = "bulk";
/// How far that label moves the score for advertising, down and up.
const BULK_REACH: (i32, i32) = (-4 * UNIT, 2 * UNIT);
/// How strongly it does.
const BULK_PUSH: i32 = 2;

/// What each of the [`MARKS`] is worth.
fn worth(strictness: Strictness) -> [i32; 4] {
    match strictness {
        Strictness::Cautious => [30, 45, 60, 80],
        Strictness::Balanced => [45, 60, 75, 95],
        Strictness::Strict => [60, 75, 90, 110],
    }
}

/// A topic that the model knows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Scale {
    topic: Topic,
    label: usize,
    /// The score at each of [`MARKS`], ascending.
    marks: [i32; 4],
}

/// A model with what its scores are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    model: Linear,
    scales: Vec<Scale>,
    bulk: Option<usize>,
}

const HEAD: &[u8; 9] = b"QGJUDGES\x01";
const MARKS_BYTES: usize = MARKS.len() * 4;

impl Judge {
    /// A judge by a model and the marks of each of its labels, in the order of the labels.
    /// Labels that are no topic are not judged by.
    ///
    /// # Errors
    ///
    /// [`BadModel::Bounds`] where the marks do not fit the labels.
    pub fn new(model: Linear, marks: &[[i32; 4]]) -> Result<Judge, BadModel> {
        if marks.len() != model.labels().len() || model.labels().len() > Linear::ROW {
            return Err(BadModel::Bounds);
        }
        let mut scales = Vec::new();
        for (label, marks) in marks.iter().enumerate() {
            if !marks.is_sorted() {
                return Err(BadModel::Bounds);
            }
            let name = model.labels().get(label).map_or("", |label| label.name.as_str());
            if let Some(topic) = Topic::all().find(|topic| topic.name() == name) {
                scales.push(Scale { topic, label, marks: *marks });
            }
        }
        let bulk = model.label(BULK);
        Ok(Judge { model, scales, bulk })
    }

    /// The judge that the program carries.
    #[must_use]
    pub fn builtin() -> Option<Arc<Judge>> {
        static JUDGE: OnceLock<Option<Arc<Judge>>> = OnceLock::new();
        let read = || Judge::from_bytes(include_bytes!("../data/messages.model")).ok();
        JUDGE.get_or_init(|| read().map(Arc::new)).clone()
    }

    /// As bytes; [`Judge::from_bytes`] reads them back.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = HEAD.to_vec();
        for label in 0..self.model.labels().len() {
            out.extend(self.marks(label).iter().flat_map(|mark| mark.to_le_bytes()));
        }
        out.extend(self.model.to_bytes());
        out
    }

    /// Reads a judge.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Judge, BadModel> {
        let rest = bytes.strip_prefix(HEAD.as_slice()).ok_or(BadModel::Unknown)?;
        // The marks stand before the model, which alone says how many there are: the model
        // begins where its own head stands.
        for labels in 1..=Linear::ROW {
            let Some((marks, model)) = rest.split_at_checked(labels * MARKS_BYTES) else { break };
            let Ok(model) = Linear::from_bytes(model) else { continue };
            if model.labels().len() != labels {
                return Err(BadModel::Bounds);
            }
            let marks: Vec<[i32; 4]> = marks.chunks_exact(MARKS_BYTES).map(read_marks).collect();
            return Judge::new(model, &marks);
        }
        Err(BadModel::Length)
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Linear {
        &self.model
    }

    /// The score of a label at each of [`MARKS`]; 0 for a label that is no topic.
    #[must_use]
    pub fn marks(&self, label: usize) -> [i32; 4] {
        let scale = self.scales.iter().find(|scale| scale.label == label);
        scale.map_or([0; 4], |scale| scale.marks)
    }

    /// The topics whose score reaches the first of their marks, of a message whose features
    /// come to these [`View::total`](crate::view::View::total)s: each with its label and score.
    pub fn likely(
        &self,
        (totals, counted): (Totals<'_>, u64),
    ) -> impl Iterator<Item = (Topic, usize, i32)> + '_ {
        let sums = totals.sums();
        let sum = move |label: usize| i64::from(sums.get(label).copied().unwrap_or(0));
        let length = Linear::length(counted);
        let bulk = self.bulk.map_or(0, |label| self.model.score_of(label, sum(label), length));
        self.scales.iter().filter_map(move |scale| {
            let least = scale.marks.first().copied().unwrap_or(i32::MAX);
            let least = least.saturating_sub(with_bulk(scale.topic, 0, bulk));
            // Nearly no message comes near a mark, and a division is slow.
            if !self.model.may_reach(scale.label, sum(scale.label), length, least) {
                return None;
            }
            let score = self.model.score_of(scale.label, sum(scale.label), length);
            (score >= least)
                .then(|| (scale.topic, scale.label, with_bulk(scale.topic, score, bulk)))
        })
    }

    /// What a topic's score is worth; 0 where it is less than [`POINTS_MIN`].
    #[must_use]
    pub fn points(&self, topic: Topic, score: i32, strictness: Strictness) -> u32 {
        let Some(scale) = self.scales.iter().find(|scale| scale.topic == topic) else { return 0 };
        if scale.marks.first().is_none_or(|least| score < *least) {
            return 0;
        }
        let worth = worth(strictness);
        let marks = scale.marks.iter().zip(worth);
        let mut points = 0_i64;
        // Between two marks, and behind the last, by the line through them.
        for ((from, low), (to, high)) in marks.clone().zip(marks.skip(1)) {
            if score >= *from {
                let run = (i64::from(*to) - i64::from(*from)).max(1);
                let rise = i64::from(high - low);
                points = i64::from(low) + (i64::from(score) - i64::from(*from)) * rise / run;
            }
        }
        let points = u32::try_from(points.clamp(0, POINTS_MAX.into())).unwrap_or(0);
        if points < POINTS_MIN { 0 } else { points }
    }
}

/// How many false alarms a topic may have, in percent of [`MARKS`]: there are many topics that are
/// hardly ever met, and each adds its own. Insults may have most, as what was learned only asks
/// about them.
#[must_use]
pub fn share_percent(topic: Topic) -> u32 {
    match topic {
        Topic::Ads => 100,
        Topic::Category(model::Category::Insult) => 150,
        Topic::Category(_) => 12,
    }
}

/// The score for a topic of a message that looks so much like one that is sent to many: only
/// advertising is told by that.
#[must_use]
pub fn with_bulk(topic: Topic, score: i32, bulk: i32) -> i32 {
    match topic {
        Topic::Ads => {
            let push = bulk.saturating_mul(BULK_PUSH).clamp(BULK_REACH.0, BULK_REACH.1);
            score.saturating_add(push)
        }
        Topic::Category(_) => score,
    }
}

fn read_marks(bytes: &[u8]) -> [i32; 4] {
    let mut marks = [0; 4];
    for (mark, bytes) in marks.iter_mut().zip(bytes.chunks_exact(4)) {
        *mark = i32::from_le_bytes(bytes.try_into().unwrap_or_default());
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::{Label, gram};
    use proptest::prelude::*;

    fn judge() -> Judge {
        let label = |name: &str| Label { name: name.into(), bias: 0, scale: 256 * 1_024 };
        let weights = [(gram(0, [1, 0, 0]) >> 20, 0, 3)];
        let labels = vec![label("ads"), label("insult"), label("bulk")];
        let model = Linear::new(labels, 12, &weights).unwrap();
        Judge::new(model, &[[0, 1_000, 2_000, 3_000], [0, 10, 20, 30], [0; 4]]).unwrap()
    }

    #[test]
    fn marks_are_worth_what_the_strictness_says() {
        let judge = judge();
        let points = |score| judge.points(Topic::Ads, score, Strictness::Balanced);
        assert_eq!(points(-1), 0);
        assert_eq!((points(0), points(1_000), points(2_000), points(3_000)), (45, 60, 75, 95));
        assert_eq!((points(500), points(3_500), points(i32::MAX)), (52, 105, POINTS_MAX));
        let rumor = Topic::all().find(|topic| topic.name() == "rumor").unwrap();
        assert_eq!(judge.points(rumor, 9_000, Strictness::Strict), 0);
        for (mild, sharp) in Strictness::ALL.iter().zip(&Strictness::ALL[1..]) {
            assert!(worth(*mild).iter().zip(worth(*sharp)).all(|(a, b)| *a < b));
        }
    }

    #[test]
    fn scores_are_by_topic() {
        let judge = judge();
        let likely = |times: usize| -> Vec<(Topic, usize, i32)> {
            let mut totals = judge.model().totals();
            totals.add(&vec![gram(0, [1, 0, 0]); times]);
            judge.likely((totals, 1)).collect()
        };
        let insult = Topic::all().find(|topic| topic.name() == "insult").unwrap();
        assert_eq!(likely(0), [(Topic::Ads, 0, 0), (insult, 1, 0)]);
        assert_eq!(likely(1)[0], (Topic::Ads, 0, 3 * UNIT));
    }

    #[test]
    fn bytes_read_back() {
        let judge = judge();
        let bytes = judge.to_bytes();
        assert_eq!(Judge::from_bytes(&bytes).as_ref(), Ok(&judge));
        for end in 0..bytes.len() {
            assert!(Judge::from_bytes(&bytes[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn the_program_carries_a_judge_of_at_most_a_mebibyte() {
        let judge = Judge::builtin().unwrap();
        assert!(judge.to_bytes().len() <= 1 << 20);
        assert!(judge.scales.len() >= 9 && judge.bulk.is_some());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(middle in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut bytes = HEAD.to_vec();
            bytes.extend(middle);
            let _ = Judge::from_bytes(&bytes);
        }
    }
}
