//! Rows of weights for models of few labels, and sums over them: every message takes this path.

/// Models with no more labels than this keep a row of weights for each bucket.
pub(super) const ROW: usize = 16;
/// Half a row: two weights stand in each number.
const HALF: usize = ROW / 2;
/// What is added to weights to keep them from being negative.
const MORE: i32 = 128;
/// So many weights surely fit two bytes, of which a processor adds more at once than of four.
const TOGETHER: usize = 256;

/// The weights of a bucket, each by [`MORE`] greater than it is: of label 0 to 7 in the lower
/// bytes, of label 8 to 15 in the upper ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Row([u16; HALF]);

impl Row {
    /// A row whose weights are all 0.
    pub(super) const EMPTY: Row = Row([0x8080; HALF]);

    /// The weight of a label; 0 for a label that no row has.
    #[inline]
    pub(super) fn weight(&self, label: usize) -> i8 {
        let pair = self.0.get(label % HALF).copied().unwrap_or(0x8080).to_le_bytes();
        let byte = pair.get(label / HALF).copied().unwrap_or(0x80);
        i8::from_le_bytes([byte ^ 0x80])
    }

    /// Sets the weight of a label; labels that no row has are passed over.
    pub(super) fn set(&mut self, label: usize, weight: i8) {
        if let Some(pair) = self.0.get_mut(label % HALF) {
            let mut bytes = pair.to_le_bytes();
            if let Some(byte) = bytes.get_mut(label / HALF) {
                *byte = weight.to_le_bytes()[0] ^ 0x80;
            }
            *pair = u16::from_le_bytes(bytes);
        }
    }
}

/// What the features of one text come to so far, each being there once. Allocates nothing.
pub struct Totals<'m> {
    rows: &'m [Row],
    /// How far a hash is shifted to be a bucket.
    shift: u32,
    sums: [i32; ROW],
}

impl<'m> Totals<'m> {
    pub(super) fn new(rows: &'m [Row], bits: u32) -> Totals<'m> {
        let shift = u32::BITS.saturating_sub(bits).min(u32::BITS - 1);
        Totals { rows, shift, sums: [0; ROW] }
    }

    /// Adds features by their hashes.
    pub fn add(&mut self, hashes: &[u32]) {
        for some in hashes.chunks(TOGETHER) {
            let (mut low, mut high) = ([0_u16; HALF], [0_u16; HALF]);
            for hash in some {
                let row = self.rows.get((hash >> self.shift) as usize).unwrap_or(&Row::EMPTY);
                for ((low, high), pair) in low.iter_mut().zip(&mut high).zip(row.0) {
                    *low = low.wrapping_add(pair & 0xFF);
                    *high = high.wrapping_add(pair >> 8);
                }
            }
            // At most as many as stand together.
            let count = MORE * i32::try_from(some.len()).unwrap_or(0);
            let halves = low.iter().chain(&high);
            for (sum, half) in self.sums.iter_mut().zip(halves) {
                *sum = sum.saturating_add(i32::from(*half) - count);
            }
        }
    }

    /// The sum of each label's weights; 0 for all of a model of many labels.
    #[must_use]
    pub fn sums(self) -> [i32; ROW] {
        self.sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_stand_where_they_were_set() {
        let mut row = Row::EMPTY;
        for (label, weight) in [(0, -127), (7, 5), (8, 127), (15, -1), (16, 9)] {
            row.set(label, weight);
        }
        let weights: Vec<i8> = (0..17).map(|label| row.weight(label)).collect();
        assert_eq!(weights, [-127, 0, 0, 0, 0, 0, 0, 5, 127, 0, 0, 0, 0, 0, 0, -1, 0]);
        let rows = [row, Row::EMPTY];
        let mut totals = Totals::new(&rows, 1);
        for _ in 0..300 {
            totals.add(&[0, 0, u32::MAX]);
        }
        let sums = totals.sums();
        assert_eq!((sums[0], sums[1], sums[8], sums[15]), (-127 * 600, 0, 127 * 600, -600));
    }
}
