//! Learning by margins: for many labels of few examples each, where odds are hard to come by.
//!
//! A linear support vector machine a label (L2-regularised, squared hinge loss), solved in its
//! dual by coordinate descent: Hsieh, Chang, Lin, Keerthi and Sundararajan, *A Dual Coordinate
//! Descent Method for Large-scale Linear SVM*, ICML 2008, algorithm 1.

use text::linear::{BITS, BadModel, LABELS_MAX, Linear};

use crate::{Example, Numbers, Settings, Weight, numbers, quantise, square};

/// How to learn by margins.
#[derive(Clone, Debug, PartialEq)]
pub struct Margins {
    /// How many upper bits of a feature tell features apart.
    pub bits: u32,
    /// How many times every example is looked at.
    pub passes: u32,
    /// Decides the order in which examples are looked at.
    pub seed: u64,
    /// What an example on the wrong side costs, against large weights.
    pub cost: f32,
    /// As [`Settings::least_thousandths`].
    pub least_thousandths: u32,
}

impl Default for Margins {
    fn default() -> Margins {
        Margins { bits: 17, passes: 12, seed: 1, cost: 1.0, least_thousandths: 0 }
    }
}

/// The features of one example, their sum of squares made 1.
struct Row {
    features: Vec<(usize, f32)>,
}

/// Learns a model whose scores are distances from the border, in units of the margin: a score of
/// [`text::linear::UNIT`] is an example that surely fits.
///
/// What of a label is [`Example::unknown`] is left out for it.
///
/// # Errors
///
/// [`BadModel::Bounds`] where labels or bits are out of bounds.
pub fn train_margins<S: AsRef<str>>(
    labels: &[S],
    examples: &[Example],
    margins: &Margins,
) -> Result<Linear, BadModel> {
    if labels.is_empty() || labels.len() > LABELS_MAX || !BITS.contains(&margins.bits) {
        return Err(BadModel::Bounds);
    }
    let rows: Vec<Row> = examples.iter().map(|example| row(example, margins.bits)).collect();
    let count = labels.len();
    let mut weights = vec![Weight::default(); count << margins.bits];
    let mut biases = vec![Weight::default(); count];
    for (at, label) in (0..count).zip(0_u16..) {
        let (own, bias) = solve(label, examples, &rows, margins);
        for (slot, weight) in weights.iter_mut().skip(at).step_by(count).zip(own) {
            slot.now = weight;
        }
        if let Some(slot) = biases.get_mut(at) {
            slot.now = bias;
        }
    }
    let names = labels.iter().map(|label| label.as_ref().to_owned()).collect();
    let settings = Settings {
        bits: margins.bits,
        least_thousandths: margins.least_thousandths,
        ..Settings::default()
    };
    quantise::quantise(names, &weights, &biases, &settings)
}

fn row(example: &Example, bits: u32) -> Row {
    let squares: f32 = example.features.iter().map(|f| square(f32::from(f.amount))).sum();
    let shrink = if squares > 0.0 { squares.sqrt().recip() } else { 0.0 };
    let features = example.features.iter();
    let bucket = |hash: u32| (hash >> (u32::BITS - bits)) as usize;
    Row { features: features.map(|f| (bucket(f.hash), f32::from(f.amount) * shrink)).collect() }
}

/// The weights of one label, and its bias.
fn solve(label: u16, examples: &[Example], rows: &[Row], margins: &Margins) -> (Vec<f32>, f32) {
    let mut weights = vec![0.0_f32; 1 << margins.bits];
    let mut bias = 0.0_f32;
    let mut shares = vec![0.0_f32; rows.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut numbers = Numbers::new(margins.seed ^ u64::from(label));
    for _ in 0..margins.passes {
        numbers.shuffle(&mut order);
        for &at in &order {
            let (Some(example), Some(row), Some(share)) =
                (examples.get(at), rows.get(at), shares.get_mut(at))
            else {
                continue;
            };
            if example.unknown.contains(&label) || example.weight_percent == 0 {
                continue;
            }
            let side = if example.labels.contains(&label) { 1.0 } else { -1.0 };
            let cost = margins.cost * numbers::small(example.weight_percent) / 100.0;
            let slack = (2.0 * cost).recip();
            let sum = |sum: f32, (bucket, amount): &(usize, f32)| {
                sum + weights.get(*bucket).copied().unwrap_or(0.0) * amount
            };
            let score = row.features.iter().fold(bias, sum);
            let gradient = side * score - 1.0 + slack * *share;
            if *share == 0.0 && gradient >= 0.0 {
                continue;
            }
            // The squares of a row and of the bias's own feature come to 2.
            let new = (*share - gradient / (2.0 + slack)).max(0.0);
            let step = (new - *share) * side;
            *share = new;
            bias += step;
            for (bucket, amount) in &row.features {
                if let Some(weight) = weights.get_mut(*bucket) {
                    *weight += step * amount;
                }
            }
        }
    }
    (weights, bias)
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::linear::{Feature, UNIT, gram};

    fn features(text: &str) -> Vec<Feature> {
        text.chars().map(|c| Feature::once(gram(3, [c.into(), 0, 0]))).collect()
    }

    fn examples() -> Vec<Example> {
        let texts =
            [("甲赤", vec![0]), ("乙青", vec![1]), ("丙赤青", vec![0, 1]), ("丁甲", vec![])];
        texts.iter().map(|(text, labels)| Example::new(features(text), labels.clone())).collect()
    }

    #[test]
    fn what_is_taught_is_learned() {
        let model = train_margins(&["red", "green"], &examples(), &Margins::default()).unwrap();
        for example in examples() {
            for (label, score) in (0..).zip(model.scores(&example.features)) {
                assert_eq!(score > 0, example.labels.contains(&label), "{example:?} {label}");
            }
        }
        assert!(model.scores(&features("戊赤"))[0] > UNIT / 4);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let bytes = || train_margins(&["r", "g"], &examples(), &Margins::default()).unwrap();
        assert_eq!(bytes().to_bytes(), bytes().to_bytes());
    }

    #[test]
    fn nothing_is_learned_about_what_is_unknown() {
        let mut examples = examples();
        for example in &mut examples {
            example.unknown = vec![1];
        }
        let model = train_margins(&["r", "g"], &examples, &Margins::default()).unwrap();
        assert_eq!(model.scores(&features("青"))[1], 0);
    }

    #[test]
    fn labels_and_bits_have_bounds() {
        let none: [&str; 0] = [];
        assert_eq!(train_margins(&none, &[], &Margins::default()), Err(BadModel::Bounds));
        let bits = Margins { bits: 40, ..Margins::default() };
        assert_eq!(train_margins(&["r"], &[], &bits), Err(BadModel::Bounds));
    }
}
