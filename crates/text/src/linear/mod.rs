//! A linear model over hashed features: what has been learned, asked with integers alone.
//!
//! A text becomes a list of [`Feature`]s. Each label sums the weights that it gives to them,
//! divided by the length (the root of the sum of squares) of the list, so that long and short
//! texts are comparable; features whose hash lies in [`BESIDE`] add to the sums and not to the
//! length. The sum is the logarithm of the odds that the label fits, in units of
//! 1/[`UNIT`]: 0 is even odds, 3 × [`UNIT`] is about twenty to one.
//!
//! Nothing here knows what the features or labels mean. `qungui-training` makes such models.

mod bytes;
mod packed;
mod rows;

use std::fmt;

use packed::Packed;
pub use rows::Totals;
use rows::{ROW, Row};

/// What one unit of log-odds is in a score.
pub const UNIT: i32 = 1_024;
/// The most labels of a model.
pub const LABELS_MAX: usize = 1_024;
/// The fewest and the most bits of a feature that tell features apart.
pub const BITS: std::ops::RangeInclusive<u32> = 4..=22;

/// Something that a text has. Of the hash, the *upper* bits tell features apart; [`gram`] makes
/// such hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feature {
    /// Which feature.
    pub hash: u32,
    /// How much of it; 1 for features that are there or not.
    pub amount: u16,
}

impl Feature {
    /// A feature that is there once.
    #[must_use]
    pub fn once(hash: u32) -> Feature {
        Feature { hash, amount: 1 }
    }
}

/// The hash of up to three symbols (characters, syllables, numbers of words) that stand
/// together, seen in one way. Symbols that are missing are 0.
#[inline]
#[must_use]
pub fn gram(view: u32, symbols: [u32; 3]) -> u32 {
    let [a, b, c] = symbols.map(Mixed::new);
    finish(seed(view).wrapping_add(a.first).wrapping_add(b.second).wrapping_add(c.third))
}

/// What a symbol adds to a hash as the first, second or third.
#[derive(Clone, Copy)]
struct Mixed {
    first: u32,
    second: u32,
    third: u32,
}

impl Mixed {
    #[inline]
    fn new(symbol: u32) -> Mixed {
        Mixed {
            first: symbol.wrapping_mul(0x85EB_CA6B),
            second: symbol.wrapping_mul(0xC2B2_AE35).rotate_left(11),
            third: symbol.wrapping_mul(0x27D4_EB2F).rotate_left(22),
        }
    }
}

#[inline]
fn seed(view: u32) -> u32 {
    view.wrapping_add(1).wrapping_mul(0x9E37_79B1)
}

#[inline]
fn finish(sum: u32) -> u32 {
    let hash = (sum ^ (sum >> 15)).wrapping_mul(0x2C1B_3C6D);
    // Fifteen sixteenths of all hashes: the rest is for what stands beside.
    hash.wrapping_sub(hash >> 4)
}

/// The grams of symbols that come one after another: of each symbol those that end with it, of
/// one, two and three. What a symbol adds to a hash is worked out once for all three.
#[derive(Clone, Copy)]
pub struct Grams {
    seed: u32,
    window: [Mixed; 2],
}

impl Grams {
    /// Before the first symbol stands `begin`.
    #[inline]
    #[must_use]
    pub fn new(view: u32, begin: u32) -> Grams {
        Grams { seed: seed(view), window: [Mixed::new(0), Mixed::new(begin)] }
    }

    /// `[gram(view, [c, 0, 0]), gram(view, [b, c, 0]), gram(view, [a, b, c])]` for symbol `c`
    /// behind `a` and `b`.
    #[inline]
    pub fn next(&mut self, symbol: u32) -> [u32; 3] {
        let ([a, b], c) = (self.window, Mixed::new(symbol));
        self.window = [b, c];
        let two = self.seed.wrapping_add(b.first).wrapping_add(c.second);
        let three = self.seed.wrapping_add(a.first).wrapping_add(b.second);
        [finish(self.seed.wrapping_add(c.first)), finish(two), finish(three.wrapping_add(c.third))]
    }
}

/// Hashes of features that stand beside the others: they do not count for the length of a list.
pub const BESIDE: std::ops::RangeInclusive<u32> = 0xF000_0000..=u32::MAX;

/// The hash of a feature that stands beside the others, like [`gram`].
#[inline]
#[must_use]
pub fn beside(view: u32, symbols: [u32; 3]) -> u32 {
    BESIDE.start() | (gram(view, symbols) >> 4)
}

/// One label of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name, up to 255 bytes.
    pub name: String,
    /// The score of a text without features.
    pub bias: i32,
    /// What one unit of weight adds to the score of a text of one feature, × 256.
    pub scale: u32,
}

/// The weights: for each bucket of features, what each label gives to it.
#[derive(Clone, PartialEq, Eq)]
enum Rows {
    /// A row of weights a bucket, for few labels.
    Full(Vec<Row>),
    /// Pairs of label and weight, for many labels: `ends` says where each bucket's end.
    Pairs { ends: Vec<u32>, pairs: Vec<(u16, i8)> },
    /// The same in the model's own bytes.
    Packed(Packed),
}

/// A model that has been learned.
#[derive(Clone, PartialEq, Eq)]
pub struct Linear {
    labels: Vec<Label>,
    bits: u32,
    rows: Rows,
}

/// Why bytes are no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadModel {
    /// They do not begin as models do, or are of a version that is not known.
    Unknown,
    /// They end too early or go on behind the end.
    Length,
    /// A number is out of its bounds.
    Bounds,
    /// They have been changed.
    Checksum,
}

impl fmt::Display for BadModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BadModel::Unknown => "不是模型文件,或者版本不认识",
            BadModel::Length => "模型文件长度不对",
            BadModel::Bounds => "模型文件里有超出范围的数",
            BadModel::Checksum => "模型文件被改动过或没有传完",
        })
    }
}

impl std::error::Error for BadModel {}

/// What the features of one text come to so far. Reuse one for many texts: it keeps its memory.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    labels: Vec<i64>,
    squares: u64,
}

impl Linear {
    /// A model from its labels, the bits of a feature that count, and the weights: bucket,
    /// label, weight, ascending by bucket and label.
    ///
    /// # Errors
    ///
    /// [`BadModel::Bounds`] where a number is out of its bounds or the order is not kept.
    pub fn new(
        labels: Vec<Label>,
        bits: u32,
        weights: &[(u32, u16, i8)],
    ) -> Result<Linear, BadModel> {
        let bounded = |label: &Label| label.name.len() <= usize::from(u8::MAX);
        let ordered = weights.windows(2).all(|pair| match pair {
            [a, b] => (a.0, a.1) < (b.0, b.1),
            _ => true,
        });
        if !BITS.contains(&bits)
            || labels.is_empty()
            || labels.len() > LABELS_MAX
            || !labels.iter().all(bounded)
            || !ordered
        {
            return Err(BadModel::Bounds);
        }
        let buckets = 1_usize << bits;
        let inside = |&(bucket, label, _): &(u32, u16, i8)| {
            (bucket as usize) < buckets && usize::from(label) < labels.len()
        };
        if !weights.iter().all(inside) {
            return Err(BadModel::Bounds);
        }
        let rows = if labels.len() <= ROW {
            let mut full = vec![Row::EMPTY; buckets];
            for &(bucket, label, weight) in weights {
                if let Some(row) = full.get_mut(bucket as usize) {
                    row.set(usize::from(label), weight);
                }
            }
            Rows::Full(full)
        } else {
            let mut ends = vec![0_u32; buckets];
            for &(bucket, _, _) in weights {
                if let Some(end) = ends.get_mut(bucket as usize) {
                    *end += 1;
                }
            }
            let mut total = 0;
            for end in &mut ends {
                total += *end;
                *end = total;
            }
            let pairs = weights.iter().map(|&(_, label, weight)| (label, weight)).collect();
            Rows::Pairs { ends, pairs }
        };
        Ok(Linear { labels, bits, rows })
    }

    /// The labels, in the order of their scores.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The number of the label of that name.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<usize> {
        self.labels.iter().position(|label| label.name == name)
    }

    /// How many upper bits of a feature tell features apart.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Every weight that is not 0: bucket, label, weight, ascending.
    pub fn weights(&self) -> impl Iterator<Item = (u32, u16, i8)> + '_ {
        (0_u32..1 << self.bits)
            .flat_map(|bucket| self.row(bucket).map(move |(label, w)| (bucket, label, w)))
            .filter(|(_, _, weight)| *weight != 0)
    }

    /// Every label's score of a text with these features, in the order of the labels.
    #[must_use]
    pub fn scores(&self, features: &[Feature]) -> Vec<i32> {
        let mut sums = Sums::default();
        self.begin(&mut sums);
        if let Rows::Packed(packed) = &self.rows {
            packed.fetch(features.iter().map(|feature| self.bucket(feature.hash)));
        }
        for &feature in features {
            self.add(feature, &mut sums);
        }
        let length = Linear::length(sums.squares);
        let each = sums.labels.iter().enumerate();
        each.map(|(label, sum)| self.score_of(label, *sum, length)).collect()
    }

    /// Begins a text.
    pub fn begin(&self, sums: &mut Sums) {
        sums.labels.clear();
        sums.labels.resize(self.labels.len(), 0);
        sums.squares = 0;
    }

    /// Adds a feature of the text.
    #[inline]
    pub fn add(&self, feature: Feature, sums: &mut Sums) {
        let amount = i64::from(feature.amount);
        if !BESIDE.contains(&feature.hash) {
            sums.squares = sums.squares.saturating_add(u64::from(feature.amount).pow(2));
        }
        let mut give = |label: u16, weight: i8| {
            if let Some(sum) = sums.labels.get_mut(usize::from(label)) {
                *sum = sum.saturating_add(i64::from(weight) * amount);
            }
        };
        let bucket = self.bucket(feature.hash);
        match &self.rows {
            Rows::Full(_) => self.row(bucket).for_each(|(label, weight)| give(label, weight)),
            Rows::Pairs { ends, pairs } => {
                let pairs = pairs_of(ends, pairs, bucket).iter();
                pairs.for_each(|&(label, weight)| give(label, weight));
            }
            Rows::Packed(packed) => {
                packed.row(bucket).for_each(|(label, weight)| give(label, weight));
            }
        }
    }

    /// What a label scores, all features added.
    #[must_use]
    pub fn score(&self, label: usize, sums: &Sums) -> i32 {
        let sum = sums.labels.get(label).copied().unwrap_or(0);
        self.score_of(label, sum, Linear::length(sums.squares))
    }

    /// Sums over features that are there once each, for models of up to [`Linear::ROW`]
    /// labels; nothing is summed for others.
    #[must_use]
    pub fn totals(&self) -> Totals<'_> {
        let rows = match &self.rows {
            Rows::Full(rows) => rows.as_slice(),
            Rows::Pairs { .. } | Rows::Packed(_) => &[],
        };
        Totals::new(rows, self.bits)
    }

    /// How many labels fit [`Linear::totals`].
    pub const ROW: usize = ROW;

    /// The length of a list of features with that sum of squares, × 256; at least 256.
    #[must_use]
    pub fn length(squares: u64) -> i64 {
        // Two bytes more under the root.
        let root = (squares.min(u64::MAX >> 16) << 16).isqrt();
        i64::try_from(root).unwrap_or(i64::MAX).max(1 << 8)
    }

    /// The score of a label whose weights sum up to `sum` over a list of that [`Linear::length`].
    #[must_use]
    pub fn score_of(&self, label: usize, sum: i64, length: i64) -> i32 {
        let Some(label) = self.labels.get(label) else { return 0 };
        let part = sum.saturating_mul(i64::from(label.scale)) / length.max(1 << 8);
        let score = i64::from(label.bias).saturating_add(part);
        i32::try_from(score.clamp(i64::from(i32::MIN), i64::from(i32::MAX))).unwrap_or(0)
    }

    /// Whether [`Linear::score_of`] may reach `least`: surely not where this says no. Quicker
    /// than the score itself, as it does not divide.
    #[inline]
    #[must_use]
    pub fn may_reach(&self, label: usize, sum: i64, length: i64, least: i32) -> bool {
        let Some(label) = self.labels.get(label) else { return true };
        // Division drops the fraction, so one unit less is surely enough.
        let part = i64::from(least) - i64::from(label.bias) - 1;
        sum.saturating_mul(i64::from(label.scale)) >= part.saturating_mul(length.max(1 << 8))
    }

    /// What a label gives to one feature, before it is divided by the length of the list: what
    /// explains a score.
    #[must_use]
    pub fn weight(&self, label: usize, hash: u32) -> i8 {
        let bucket = self.bucket(hash);
        if let Rows::Full(rows) = &self.rows {
            return rows.get(bucket as usize).map_or(0, |row| row.weight(label));
        }
        self.row(bucket).find(|(of, _)| usize::from(*of) == label).map_or(0, |(_, weight)| weight)
    }

    /// The features that speak most for a label, most first, at most `count`; equal ones in the
    /// order of the list.
    #[must_use]
    pub fn reasons(&self, label: usize, features: &[Feature], count: usize) -> Vec<(Feature, i32)> {
        let weigh = |&feature: &Feature| {
            let weight = i32::from(self.weight(label, feature.hash)) * i32::from(feature.amount);
            (feature, weight)
        };
        let mut all: Vec<(Feature, i32)> =
            features.iter().map(weigh).filter(|(_, weight)| *weight > 0).collect();
        all.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let mut taken: Vec<(Feature, i32)> = Vec::new();
        for one in all {
            if taken.len() >= count {
                break;
            }
            if !taken.iter().any(|(known, _)| known.hash == one.0.hash) {
                taken.push(one);
            }
        }
        taken
    }

    #[inline]
    fn bucket(&self, hash: u32) -> u32 {
        hash >> (u32::BITS - self.bits)
    }

    /// What each label gives to the features of a bucket.
    #[inline]
    fn row(&self, bucket: u32) -> impl Iterator<Item = (u16, i8)> + '_ {
        let at = bucket as usize;
        let (full, pairs, packed) = match &self.rows {
            Rows::Full(rows) => (rows.get(at), &[][..], None),
            Rows::Pairs { ends, pairs } => (None, pairs_of(ends, pairs, bucket), None),
            Rows::Packed(packed) => (None, &[][..], Some(packed.row(bucket))),
        };
        let labels = self.labels.len().min(ROW);
        let of_row = move |row: &Row| {
            let row = *row;
            (0_u16..).take(labels).map(move |label| (label, row.weight(label.into())))
        };
        let packed = packed.into_iter().flatten();
        full.into_iter().flat_map(of_row).chain(pairs.iter().copied()).chain(packed)
    }
}

/// The pairs of a bucket.
#[inline]
fn pairs_of<'p>(ends: &[u32], pairs: &'p [(u16, i8)], bucket: u32) -> &'p [(u16, i8)] {
    let at = bucket as usize;
    let end = ends.get(at).copied().unwrap_or(0) as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied();
    pairs.get(start.unwrap_or(0) as usize..end).unwrap_or_default()
}

impl fmt::Debug for Linear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Linear({} labels, {} bits)", self.labels.len(), self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(labels: u16) -> Linear {
        let named =
            |n: u16| Label { name: format!("l{n}"), bias: -UNIT, scale: 256 * UNIT.unsigned_abs() };
        let weights: Vec<(u32, u16, i8)> = (0..labels).map(|n| (u32::from(n), n, 2)).collect();
        Linear::new((0..labels).map(named).collect(), 12, &weights).unwrap()
    }

    fn in_bucket(bucket: u32) -> Feature {
        Feature::once(bucket << 20)
    }

    #[test]
    fn scores_are_sums_over_the_length() {
        for labels in [3, 40] {
            let model = model(labels);
            let scores = model.scores(&[in_bucket(1), in_bucket(1), in_bucket(0), in_bucket(99)]);
            // Bucket 1 twice: 2 × 2 over a length of 2; bucket 0 once.
            assert_eq!(scores[..3], [0, UNIT, -UNIT]);
            let beside = Feature::once(*BESIDE.start());
            assert_eq!(model.scores(&[in_bucket(1), beside, beside])[1], UNIT);
            assert_eq!(model.scores(&[])[0], -UNIT);
            let mut totals = model.totals();
            totals.add(&[in_bucket(1).hash; 600]);
            assert_eq!(totals.sums()[1], if labels == 3 { 1_200 } else { 0 });
        }
    }

    #[test]
    fn reasons_are_what_speaks_for_a_label() {
        let model = model(3);
        let features = [in_bucket(2), in_bucket(1), in_bucket(1), in_bucket(0)];
        assert_eq!(model.reasons(1, &features, 3), [(in_bucket(1), 2)]);
    }

    #[test]
    fn what_is_out_of_bounds_is_no_model() {
        let label = || Label { name: "a".into(), bias: 0, scale: 1 };
        for (labels, bits, weights) in [
            (vec![], 12, vec![]),
            (vec![label()], 3, vec![]),
            (vec![label()], 40, vec![]),
            (vec![label()], 12, vec![(4_096, 0, 1)]),
            (vec![label()], 12, vec![(0, 1, 1)]),
            (vec![label()], 12, vec![(1, 0, 1), (0, 0, 1)]),
            (vec![label()], 12, vec![(0, 0, 1), (0, 0, 1)]),
        ] {
            assert_eq!(Linear::new(labels, bits, &weights), Err(BadModel::Bounds));
        }
    }

    #[test]
    fn grams_in_a_row_are_the_grams() {
        let mut grams = Grams::new(2, 1);
        let symbols = [0x4E00, 7, 0x11_0003, 0x4E00, 30];
        let mut window = [0, 0, 1];
        for symbol in symbols {
            window = [window[1], window[2], symbol];
            let [a, b, c] = window;
            let are = [gram(2, [c, 0, 0]), gram(2, [b, c, 0]), gram(2, [a, b, c])];
            assert_eq!(grams.next(symbol), are);
        }
    }

    #[test]
    fn grams_are_spread_over_the_upper_bits() {
        let mut counts = [0_u32; 64];
        for a in 0x4E00..0x5200 {
            for b in 0x4E00..0x4E40 {
                counts[(gram(1, [a, b, 0]) >> 26) as usize] += 1;
            }
        }
        let mean = 1_024 * 64 / 64;
        assert!(
            counts[..60].iter().all(|n| (mean * 9 / 10..mean * 12 / 10).contains(n)),
            "{counts:?}"
        );
        assert_eq!(counts[60..], [0; 4]);
        assert!(BESIDE.contains(&beside(1, [2, 3, 4])));
    }
}
