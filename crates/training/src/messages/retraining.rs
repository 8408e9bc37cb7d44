//! Going on from a model by an organisation's own verdicts, measured on those of them that were
//! not learned.

use text::Judge;
use text::linear::BadModel;

use super::making::{Material, adapt};
use super::sources::{Sample, split};
use super::{LABELS, Seer, Writer};
use crate::figures::Answers;

/// Of a hundred verdicts, so many are kept to measure on.
const KEPT_PERCENT: u64 = 25;
/// Fewer kept verdicts measure nothing.
pub const KEPT_MIN: usize = 10;

/// How a model answers verdicts that it has not learned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// The mean F1 over the classes that the verdicts have, in ten-thousandths.
    pub mean: usize,
    /// Of each class that they have (a label's name, or none for what is harmless): how many
    /// verdicts, and its F1.
    pub classes: Vec<(Option<&'static str>, usize, usize)>,
}

/// What learning from verdicts came to.
#[derive(Clone, Debug)]
pub struct Retrained {
    /// The judge after it.
    pub judge: Judge,
    /// How many verdicts were learned, and how many kept.
    pub learned: usize,
    /// How many were kept to measure on.
    pub kept: usize,
    /// The judge before, on those.
    pub before: Measured,
    /// The judge after, on the same.
    pub after: Measured,
}

impl Retrained {
    /// Whether it may be used: enough was measured, it is no worse than before, and its mean is at
    /// least so many percent.
    #[must_use]
    pub fn is_good(&self, floor_percent: usize) -> bool {
        self.kept >= KEPT_MIN
            && self.after.mean >= floor_percent * 100
            && self.after.mean >= self.before.mean
    }
}

/// Learns from verdicts. `material` has harmless messages to set marks by, where there are any.
///
/// # Errors
///
/// As [`adapt`].
pub fn retrain(
    start: &Judge,
    verdicts: Vec<Sample>,
    material: &Material,
    writer: &Writer,
    seed: u64,
) -> Result<(Retrained, Vec<Sample>), BadModel> {
    let (taught, kept) = split(verdicts, KEPT_PERCENT);
    let before = measure(start, &kept);
    let judge = match taught.is_empty() {
        true => start.clone(),
        false => adapt(start, &taught, &material.for_marks, writer, seed)?,
    };
    let after = measure(&judge, &kept);
    let (learned, kept) = (taught.len(), kept.len());
    Ok((Retrained { judge, learned, kept, before, after }, taught))
}

/// The best topic of the model for each verdict, or none, against the truth.
#[must_use]
pub fn measure(judge: &Judge, verdicts: &[Sample]) -> Measured {
    let mut answers = Answers::new(LABELS.len() + 1);
    let mut seer = Seer::default();
    for verdict in verdicts {
        let truth = verdict.labels.first().map_or(LABELS.len(), |label| usize::from(*label));
        let scores = judge.model().scores(&seer.see(&verdict.text));
        // What looks as if it were sent to many is no answer to what it is.
        let topics = scores.iter().zip(0..).zip(LABELS).filter(|(_, name)| *name != "bulk");
        let best = topics.map(|(scored, _)| scored).filter(|(score, _)| **score > 0).max();
        answers.count(truth, best.map_or(LABELS.len(), |(_, at)| at));
    }
    let mut measured = Measured::default();
    for class in 0..=LABELS.len() {
        let count = answers.recall(class).whole;
        if count > 0 {
            measured.classes.push((LABELS.get(class).copied(), count, answers.f1(class)));
        }
    }
    let sum: usize = measured.classes.iter().map(|(.., f1)| f1).sum();
    measured.mean = sum.checked_div(measured.classes.len()).unwrap_or(0);
    measured
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::label;

    /// Verdicts of an organisation that calls something fraud which nobody else does.
    fn verdicts() -> Vec<Sample> {
        let fraud = label("fraud").unwrap();
        let places = ["东门", "西门", "操场", "食堂", "车棚", "礼堂", "湖边", "塔下"];
        let things = ["票根", "证件", "押金", "名额", "学分", "床位"];
        let each = places.iter().flat_map(|place| things.iter().map(move |thing| (place, thing)));
        each.flat_map(|(place, thing)| {
            let bad = format!("转让{thing}先付定金到{place}当面给你改名字");
            let good = format!("{place}捡到一份{thing}谁丢的来办公室领");
            [Sample::new(&bad, vec![fraud]), Sample::new(&good, Vec::new())]
        })
        .collect()
    }

    #[test]
    fn verdicts_are_learned_and_measured_on_others() {
        let start = Judge::builtin().unwrap();
        let material = Material::default();
        let retrain = |verdicts| retrain(&start, verdicts, &material, &Writer::new(), 1).unwrap().0;
        let done = retrain(verdicts());
        assert_eq!(done.learned + done.kept, verdicts().len());
        assert!(done.after.mean > done.before.mean, "{:?} {:?}", done.before, done.after);
        assert!(done.is_good(50) && !done.is_good(101));
        assert_eq!(done.after.classes.len(), 2);
        let again = retrain(verdicts());
        assert_eq!(again.judge.to_bytes(), done.judge.to_bytes());
        let few = retrain(verdicts().into_iter().take(4).collect());
        assert!(!few.is_good(0));
    }
}
