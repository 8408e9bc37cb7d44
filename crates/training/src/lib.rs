//! Learning linear models ([`text::linear`]) from labelled examples.
//!
//! One label against the rest, by logistic regression; any number of labels may fit one example,
//! and of some it may be unknown whether they fit. The same examples in the same order with the
//! same [`Settings`] give the same bytes on every machine: all sums run in a fixed order and
//! only by operations that IEEE 754 rounds in one way.
//!
//! ```
//! use text::linear::{Feature, gram};
//! use training::{Example, Settings, train};
//!
//! let word = |c: char| Feature::once(gram(0, [c.into(), 0, 0]));
//! let words = |text: &str| text.chars().map(word).collect();
//! let examples = [
//!     Example::new(words("ab"), vec![0]),
//!     Example::new(words("bc"), vec![1]),
//!     Example::new(words("cd"), vec![]),
//! ];
//! let model = train(&["first", "second"], &examples, &Settings::default(), None)?;
//! assert!(model.scores(&examples[0].features)[0] > 0);
//! # Ok::<(), text::linear::BadModel>(())
//! ```
//!
//! Reads no files and no clock; the seed says in which order examples are looked at.

pub mod figures;
pub mod margin;
pub mod messages;
mod numbers;
mod quantise;

use text::linear::{BESIDE, BITS, BadModel, Feature, LABELS_MAX, Linear};

pub use numbers::Numbers;

/// A text whose labels are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// What it has. A feature that is listed twice counts twice.
    pub features: Vec<Feature>,
    /// The labels that fit.
    pub labels: Vec<u16>,
    /// The labels of which nobody knows whether they fit: nothing is learned about them.
    pub unknown: Vec<u16>,
    /// How many times it counts, in percent: 100 is once.
    pub weight_percent: u32,
}

impl Example {
    /// An example of which every label is known, counting once.
    #[must_use]
    pub fn new(features: Vec<Feature>, labels: Vec<u16>) -> Example {
        Example { features, labels, unknown: Vec::new(), weight_percent: 100 }
    }
}

/// Features that only some labels may learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The hashes of the features.
    pub hashes: std::ops::RangeInclusive<u32>,
    /// The labels that may learn from them.
    pub labels: Vec<u16>,
}

/// How to learn.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How many upper bits of a feature tell features apart.
    pub bits: u32,
    /// How many times every example is looked at.
    pub epochs: u32,
    /// Decides the order in which examples are looked at.
    pub seed: u64,
    /// How far one example moves a weight at first.
    pub rate: f32,
    /// How strongly weights are drawn back to where they began.
    pub decay: f32,
    /// How little the first steps of a weight may be when what speaks for them is little: the
    /// sum of squared steps that every weight begins with. At 0 the first step is always `rate`.
    pub calm: f32,
    /// Weights that come to less than this part of the greatest of their label, in thousandths,
    /// are left out: what makes models of many labels small.
    pub least_thousandths: u32,
    /// Features that only some labels may learn from.
    pub limits: Vec<Limit>,
    /// Whether labels exclude one another: learned is then which of them fits an example best,
    /// or that none does, for which a score of 0 stands. Else each label is learned by itself.
    pub exclusive: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            bits: 16,
            epochs: 10,
            seed: 1,
            rate: 0.5,
            decay: 1e-4,
            calm: 0.0,
            least_thousandths: 0,
            limits: Vec::new(),
            exclusive: false,
        }
    }
}

/// Learns a model. With `start`, learning goes on from that model, which must have the same
/// labels and bits, and weights are drawn back to it.
///
/// # Errors
///
/// [`BadModel::Bounds`] where labels or bits are out of bounds or do not fit `start`.
pub fn train<S: AsRef<str>>(
    labels: &[S],
    examples: &[Example],
    settings: &Settings,
    start: Option<&Linear>,
) -> Result<Linear, BadModel> {
    if labels.is_empty() || labels.len() > LABELS_MAX || !BITS.contains(&settings.bits) {
        return Err(BadModel::Bounds);
    }
    if let Some(start) = start {
        let same = start.labels().iter().map(|label| label.name.as_str());
        if start.bits() != settings.bits || !same.eq(labels.iter().map(AsRef::as_ref)) {
            return Err(BadModel::Bounds);
        }
    }
    let mut learner = Learner::new(labels.len(), settings, start);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut numbers = Numbers::new(settings.seed);
    for _ in 0..settings.epochs {
        numbers.shuffle(&mut order);
        for example in order.iter().filter_map(|&at| examples.get(at)) {
            learner.learn(example);
        }
    }
    let names = labels.iter().map(|label| label.as_ref().to_owned()).collect();
    quantise::quantise(names, &learner.weights, &learner.bias, settings)
}

/// A weight on its way, with what the steps so far come to.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    now: f32,
    /// Where it began.
    origin: f32,
    /// The sum of the squares of its steps: the greater, the smaller the next.
    steps: f32,
}

impl Weight {
    #[inline]
    fn step(&mut self, gradient: f32, rate: f32, decay: f32) {
        let gradient = gradient + decay * (self.now - self.origin);
        self.steps += gradient * gradient;
        self.now -= rate * gradient / (self.steps.sqrt() + 1e-6);
    }
}

struct Learner<'s> {
    settings: &'s Settings,
    labels: usize,
    /// Bucket by bucket, a weight a label.
    weights: Vec<Weight>,
    bias: Vec<Weight>,
    /// For the example at hand: the sums, then the gradients.
    work: Vec<f32>,
}

impl<'s> Learner<'s> {
    fn new(labels: usize, settings: &'s Settings, start: Option<&Linear>) -> Learner<'s> {
        let mut weights = vec![Weight::default(); labels << settings.bits];
        let mut bias = vec![Weight::default(); labels];
        if let Some(start) = start {
            quantise::spread(start, &mut weights, &mut bias);
        }
        for weight in weights.iter_mut().chain(&mut bias) {
            weight.steps = settings.calm;
        }
        Learner { settings, labels, weights, bias, work: vec![0.0; labels] }
    }

    fn row(&mut self, hash: u32) -> &mut [Weight] {
        let bucket = (hash >> (u32::BITS - self.settings.bits)) as usize;
        let start = bucket * self.labels;
        self.weights.get_mut(start..start + self.labels).unwrap_or_default()
    }

    fn learn(&mut self, example: &Example) {
        let counts = |f: &&Feature| !BESIDE.contains(&f.hash);
        let counted = example.features.iter().filter(counts);
        let squares: f32 = counted.map(|f| square(f32::from(f.amount))).sum();
        let shrink = squares.max(1.0).sqrt().recip();
        self.sum(example, shrink);
        self.gradients(example);
        let (rate, decay) = (self.settings.rate, self.settings.decay);
        let mut work = std::mem::take(&mut self.work);
        for (bias, gradient) in self.bias.iter_mut().zip(&work) {
            if *gradient != 0.0 {
                bias.step(*gradient, rate * BIAS_RATE, 0.0);
            }
        }
        for feature in &example.features {
            let amount = f32::from(feature.amount) * shrink;
            let settings = self.settings;
            let limit = settings.limits.iter().find(|limit| limit.hashes.contains(&feature.hash));
            let row = self.row(feature.hash);
            if let Some(limit) = limit {
                for &label in &limit.labels {
                    let at = usize::from(label);
                    if let (Some(weight), Some(gradient)) = (row.get_mut(at), work.get(at)) {
                        weight.step(gradient * amount, rate, decay);
                    }
                }
            } else {
                for (weight, gradient) in row.iter_mut().zip(&work) {
                    weight.step(gradient * amount, rate, decay);
                }
            }
        }
        work.fill(0.0);
        self.work = work;
    }

    /// What every label comes to for the example.
    fn sum(&mut self, example: &Example, shrink: f32) {
        let mut work = std::mem::take(&mut self.work);
        for (sum, bias) in work.iter_mut().zip(&self.bias) {
            *sum = bias.now;
        }
        for feature in &example.features {
            let amount = f32::from(feature.amount) * shrink;
            for (sum, weight) in work.iter_mut().zip(self.row(feature.hash)) {
                *sum += weight.now * amount;
            }
        }
        self.work = work;
    }

    /// Makes sums into gradients: how far each label's odds are from the truth.
    fn gradients(&mut self, example: &Example) {
        let weight = numbers::small(example.weight_percent) / 100.0;
        if self.settings.exclusive {
            self.exclusive_gradients(example, weight);
            return;
        }
        for (at, sum) in self.work.iter_mut().enumerate() {
            let is = |label: &u16| usize::from(*label) == at;
            let target = if example.labels.iter().any(is) { 1.0 } else { 0.0 };
            let known = !example.unknown.iter().any(is);
            *sum = if known { (numbers::odds(*sum) - target) * weight } else { 0.0 };
        }
    }
}

impl Learner<'_> {
    /// The same where labels exclude one another, or none fits.
    fn exclusive_gradients(&mut self, example: &Example, weight: f32) {
        let is = |labels: &[u16], at: usize| labels.iter().any(|one| usize::from(*one) == at);
        let known = |at: usize| !is(&example.unknown, at);
        let best = self.work.iter().copied().fold(0.0_f32, f32::max);
        let mut all = numbers::exp(-best);
        for (at, sum) in self.work.iter_mut().enumerate() {
            *sum = if known(at) { numbers::exp(*sum - best) } else { 0.0 };
            all += *sum;
        }
        let count = example.labels.iter().filter(|label| known(usize::from(**label))).count();
        let each = numbers::small(u32::try_from(count).unwrap_or(1).max(1)).recip();
        for (at, sum) in self.work.iter_mut().enumerate() {
            let target = if is(&example.labels, at) { each } else { 0.0 };
            *sum = if known(at) { (*sum / all - target) * weight } else { 0.0 };
        }
    }
}

/// How much faster the biases learn than the weights: they are few and seen by every example.
const BIAS_RATE: f32 = 0.2;

fn square(x: f32) -> f32 {
    x * x
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::linear::gram;

    fn features(text: &str) -> Vec<Feature> {
        text.chars().map(|c| Feature::once(gram(3, [c.into(), 0, 0]))).collect()
    }

    /// Texts of three sorts, told by what letters stand in them.
    fn examples() -> Vec<Example> {
        let mut numbers = Numbers::new(5);
        (0..600)
            .map(|n| {
                let common: String =
                    (0..6).map(|_| numbers.pick(&['甲', '乙', '丙', '丁'])).collect();
                let (own, label) = match n % 4 {
                    0 => ("赤", vec![0]),
                    1 => ("青", vec![1]),
                    2 => ("赤青", vec![0, 1]),
                    _ => ("", vec![]),
                };
                Example::new(features(&format!("{common}{own}")), label)
            })
            .collect()
    }

    const LABELS: [&str; 3] = ["red", "green", "never"];

    #[test]
    fn what_is_taught_is_learned() {
        let model = train(&LABELS, &examples(), &Settings::default(), None).unwrap();
        for (text, is) in [
            ("甲乙赤", [true, false, false]),
            ("丙丁青甲", [false, true, false]),
            ("赤青乙", [true, true, false]),
            ("甲乙丙", [false, false, false]),
        ] {
            let scores = model.scores(&features(text));
            assert_eq!(scores.iter().map(|s| *s > 0).collect::<Vec<_>>(), is, "{text} {scores:?}");
        }
        assert_eq!(model.reasons(0, &features("甲赤青"), 1)[0].0, features("赤")[0]);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let with = |seed| {
            let settings = Settings { seed, ..Settings::default() };
            train(&LABELS, &examples(), &settings, None).unwrap().to_bytes()
        };
        assert_eq!(with(1), with(1));
        assert_ne!(with(1), with(2));
    }

    #[test]
    fn nothing_is_learned_about_what_is_unknown() {
        let mut examples = examples();
        for example in &mut examples {
            example.unknown = vec![1];
        }
        let model = train(&LABELS, &examples, &Settings::default(), None).unwrap();
        assert_eq!(model.scores(&features("青"))[1], 0);
        assert!(model.scores(&features("赤"))[0] > 0);
    }

    #[test]
    fn only_some_labels_learn_from_what_is_limited() {
        let hash = features("青")[0].hash;
        let limits = vec![Limit { hashes: hash..=hash, labels: vec![0, 2] }];
        let settings = Settings { limits, ..Settings::default() };
        let model = train(&LABELS, &examples(), &settings, None).unwrap();
        assert_eq!(model.weight(1, hash), 0);
        assert_ne!(model.weight(0, hash), 0);
    }

    #[test]
    fn learning_goes_on_from_a_model() {
        let settings = Settings::default();
        let first = train(&LABELS, &examples(), &settings, None).unwrap();
        let none = Settings { epochs: 0, ..settings.clone() };
        let same = train(&LABELS, &[], &none, Some(&first)).unwrap();
        assert_eq!(same.to_bytes(), first.to_bytes());
        let more: Vec<Example> = (0..20).map(|_| Example::new(features("甲黄"), vec![2])).collect();
        let then = train(&LABELS, &more, &settings, Some(&first)).unwrap();
        assert!(then.scores(&features("甲黄"))[2] > 0);
        assert!(then.scores(&features("乙赤"))[0] > 0);
        let other = Settings { bits: 12, ..settings };
        assert_eq!(train(&LABELS, &more, &other, Some(&first)), Err(BadModel::Bounds));
    }
}
