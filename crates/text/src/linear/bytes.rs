//! A model as bytes: every length is checked, so that whatever stands in a file never does more
//! than be refused.
//!
//! `QGLINEAR`, a byte for the version; bits (one byte), labels (two bytes, little-endian as all
//! numbers); each label: length of its name, name, bias, scale (four bytes each); then the rows
//! that are not empty; at the end the checksum of all before it (eight bytes).
//!
//! Of up to 16 labels (version 1) a row is how many buckets were passed over (7 bits a byte,
//! lowest first) and a weight a label; [`END`] stands behind the last. Of more labels
//! (version 2) buckets stand eight and eight together: first where the rows of each eight begin
//! and where the last ones end, counted from the first row (four bytes each); a row is how many
//! of its eight were passed over, the number of pairs (in the same way) and the pairs of label
//! (two bytes) and weight.

use super::packed::{self, PAIR, Packed, STEP};
use super::{BITS, BadModel, LABELS_MAX, Label, Linear, ROW, Rows};

const HEAD: &[u8; 8] = b"QGLINEAR";
/// The versions: of few labels and of many.
const FEW: u8 = 1;
const MANY: u8 = 2;
/// What ends the rows of few labels: no number of buckets is as great.
const END: u32 = u32::MAX;
const CHECKSUM: usize = 8;

impl Linear {
    /// The model as bytes; [`Linear::from_bytes`] reads them back.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let few = self.labels.len() <= ROW;
        let mut out = HEAD.to_vec();
        out.push(if few { FEW } else { MANY });
        out.push(u8::try_from(self.bits).unwrap_or(0));
        out.extend(u16::try_from(self.labels.len()).unwrap_or(0).to_le_bytes());
        for label in &self.labels {
            out.push(u8::try_from(label.name.len()).unwrap_or(0));
            out.extend(label.name.as_bytes());
            out.extend(label.bias.to_le_bytes());
            out.extend(label.scale.to_le_bytes());
        }
        if few {
            self.push_full_rows(&mut out)
        } else {
            self.push_pairs(&mut out)
        }
        let checksum = rapidhash::v3::rapidhash_v3(&out);
        out.extend(checksum.to_le_bytes());
        out
    }

    fn push_full_rows(&self, out: &mut Vec<u8>) {
        let weights: Vec<(u32, u16, i8)> = self.weights().collect();
        let mut next = 0;
        for row in weights.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(bucket, _, _)) = row.first() else { continue };
            push_number(out, bucket - next);
            next = bucket + 1;
            let mut full = [0_i8; ROW];
            for &(_, label, weight) in row {
                if let Some(slot) = full.get_mut(usize::from(label)) {
                    *slot = weight;
                }
            }
            out.extend(full.iter().take(self.labels.len()).flat_map(|w| w.to_le_bytes()));
        }
        push_number(out, END);
    }

    fn push_pairs(&self, out: &mut Vec<u8>) {
        let place = |rows: &[u8]| u32::try_from(rows.len()).unwrap_or(u32::MAX).to_le_bytes();
        let mut rows = Vec::new();
        for first in (0_u32..1 << self.bits).step_by(STEP) {
            out.extend(place(&rows));
            let mut next = first;
            for bucket in (first..).take(STEP) {
                let row: Vec<(u16, i8)> = self.row(bucket).filter(|(_, w)| *w != 0).collect();
                if row.is_empty() {
                    continue;
                }
                push_number(&mut rows, bucket - next);
                next = bucket + 1;
                push_number(&mut rows, u32::try_from(row.len()).unwrap_or(0));
                for (label, weight) in row {
                    rows.extend(label.to_le_bytes());
                    rows.extend(weight.to_le_bytes());
                }
            }
        }
        out.extend(place(&rows));
        out.append(&mut rows);
    }

    /// Reads a model.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Linear, BadModel> {
        let (body, checksum) = parted(bytes)?;
        if rapidhash::v3::rapidhash_v3(body).to_le_bytes() != checksum {
            return Err(BadModel::Checksum);
        }
        Linear::read(body, |input, bits, count| {
            read_pairs(input, bits, count).map(|(ends, pairs)| Rows::Pairs { ends, pairs })
        })
    }

    /// As [`Linear::from_bytes`], for a model that the program carries: its weights stay where
    /// they are, and nobody can have changed them.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, where that is seen without reading all of them.
    pub fn from_static(bytes: &'static [u8]) -> Result<Linear, BadModel> {
        let (body, _) = parted(bytes)?;
        Linear::read(body, |input, bits, _| Packed::new(input, bits).map(Rows::Packed))
    }

    /// Reads a model; `many` reads the rows of many labels.
    fn read<'b>(
        body: &'b [u8],
        many: impl FnOnce(&mut Input<'b>, u32, usize) -> Result<Rows, BadModel>,
    ) -> Result<Linear, BadModel> {
        let mut input = Input { rest: body.get(HEAD.len()..).unwrap_or_default() };
        let version = input.byte()?;
        let bits = u32::from(input.byte()?);
        let count = usize::from(u16::from_le_bytes(input.take()?));
        if !BITS.contains(&bits) || count == 0 || count > LABELS_MAX {
            return Err(BadModel::Bounds);
        }
        if version != if count <= ROW { FEW } else { MANY } {
            return Err(BadModel::Unknown);
        }
        let mut labels = Vec::with_capacity(count);
        for _ in 0..count {
            let length = usize::from(input.byte()?);
            let name = std::str::from_utf8(input.bytes(length)?).map_err(|_| BadModel::Bounds)?;
            let bias = i32::from_le_bytes(input.take()?);
            let scale = u32::from_le_bytes(input.take()?);
            labels.push(Label { name: name.to_owned(), bias, scale });
        }
        let model = if count <= ROW {
            let weights = read_rows(&mut input, bits, count)?;
            Linear::new(labels, bits, &weights)?
        } else {
            Linear { labels, bits, rows: many(&mut input, bits, count)? }
        };
        if !input.rest.is_empty() {
            return Err(BadModel::Length);
        }
        Ok(model)
    }
}

/// What the checksum is of, and the checksum.
fn parted(bytes: &[u8]) -> Result<(&[u8], &[u8]), BadModel> {
    if !bytes.starts_with(HEAD) {
        return Err(BadModel::Unknown);
    }
    let length = bytes.len().checked_sub(CHECKSUM).ok_or(BadModel::Length)?;
    bytes.split_at_checked(length).ok_or(BadModel::Length)
}

/// The rows of few labels.
fn read_rows(
    input: &mut Input<'_>,
    bits: u32,
    labels: usize,
) -> Result<Vec<(u32, u16, i8)>, BadModel> {
    let mut weights = Vec::with_capacity(input.rest.len());
    let mut next = 0_u32;
    loop {
        let passed = input.number()?;
        if passed == END {
            return Ok(weights);
        }
        let bucket = next.checked_add(passed).ok_or(BadModel::Bounds)?;
        if bucket >> bits != 0 {
            return Err(BadModel::Bounds);
        }
        next = bucket + 1;
        for (label, byte) in (0_u16..).zip(input.bytes(labels)?) {
            let weight = i8::from_le_bytes([*byte]);
            if weight != 0 {
                weights.push((bucket, label, weight));
            }
        }
    }
}

/// A label and its weight.
type Pair = (u16, i8);

/// The rows of many labels: where each ends, and all pairs.
fn read_pairs(
    input: &mut Input<'_>,
    bits: u32,
    labels: usize,
) -> Result<(Vec<u32>, Vec<Pair>), BadModel> {
    let buckets = 1_usize << bits;
    let mut ends = Vec::with_capacity(buckets);
    let index = input.bytes((buckets / STEP + 1) * packed::PLACE)?;
    let mut pairs: Vec<Pair> = Vec::with_capacity(input.rest.len() / PAIR);
    let end = |pairs: &[Pair]| u32::try_from(pairs.len()).map_err(|_| BadModel::Bounds);
    let mut at = 0;
    for (group, place) in index.chunks_exact(packed::PLACE).enumerate() {
        let place = packed::number(place).ok_or(BadModel::Length)? as usize;
        let length = place.checked_sub(at).filter(|length| group > 0 || *length == 0);
        let mut rows = Input { rest: input.bytes(length.ok_or(BadModel::Bounds)?)? };
        at = place;
        while !rows.rest.is_empty() {
            let passed = rows.number()? as usize;
            let bucket = ends.len().checked_add(passed).filter(|of| *of < group * STEP);
            ends.resize(bucket.ok_or(BadModel::Bounds)?, end(&pairs)?);
            read_row(&mut rows, labels, &mut pairs)?;
            ends.push(end(&pairs)?);
        }
        ends.resize(group * STEP, end(&pairs)?);
    }
    Ok((ends, pairs))
}

/// The pairs of one row; their labels ascend.
fn read_row(rows: &mut Input<'_>, labels: usize, pairs: &mut Vec<Pair>) -> Result<(), BadModel> {
    let length = (rows.number()? as usize).checked_mul(PAIR).ok_or(BadModel::Length)?;
    let mut least = 0;
    for pair in rows.bytes(length)?.chunks_exact(PAIR) {
        let &[low, high, weight] = pair else { continue };
        let label = u16::from_le_bytes([low, high]);
        if label < least || usize::from(label) >= labels {
            return Err(BadModel::Bounds);
        }
        least = label + 1;
        pairs.push((label, i8::from_le_bytes([weight])));
    }
    Ok(())
}

fn push_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7F).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or(0));
}

/// What has not been read yet.
pub(super) struct Input<'b> {
    pub(super) rest: &'b [u8],
}

impl<'b> Input<'b> {
    pub(super) fn bytes(&mut self, length: usize) -> Result<&'b [u8], BadModel> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(BadModel::Length)?;
        self.rest = rest;
        Ok(taken)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], BadModel> {
        self.bytes(N)?.try_into().map_err(|_| BadModel::Length)
    }

    fn byte(&mut self) -> Result<u8, BadModel> {
        let [byte] = self.take()?;
        Ok(byte)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<u32, BadModel> {
        // Nearly all are small.
        if let Some((&byte @ ..0x80, rest)) = self.rest.split_first() {
            self.rest = rest;
            return Ok(u32::from(byte));
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Result<u32, BadModel> {
        let mut number = 0_u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(number).map_err(|_| BadModel::Bounds);
            }
        }
        Err(BadModel::Bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn model(labels: u16) -> Linear {
        let named = |n: u16| Label { name: format!("第{n}类"), bias: -5, scale: 77 };
        let weights: Vec<(u32, u16, i8)> = (0..400_u32)
            .map(|n| {
                (n * 7, u16::try_from(n).unwrap() % labels, i8::try_from(n % 90).unwrap() - 45)
            })
            .filter(|(_, _, weight)| *weight != 0)
            .collect();
        Linear::new((0..labels).map(named).collect(), 12, &weights).unwrap()
    }

    #[test]
    fn bytes_read_back() {
        for labels in [1, 5, 16, 17, 110] {
            let model = model(labels);
            let bytes = model.to_bytes();
            assert_eq!(Linear::from_bytes(&bytes).as_ref(), Ok(&model));
            assert_eq!(Linear::from_bytes(&bytes).map(|read| read.to_bytes()), Ok(bytes.clone()));
            let packed = Linear::from_static(Vec::leak(bytes)).unwrap();
            assert_eq!(packed.labels(), model.labels());
            assert!(packed.weights().eq(model.weights()));
        }
    }

    #[test]
    fn what_is_cut_or_changed_is_refused() {
        let bytes = model(20).to_bytes();
        for end in 0..bytes.len() {
            assert!(Linear::from_bytes(&bytes[..end]).is_err(), "{end}");
        }
        let mut changed = bytes.clone();
        changed[40] ^= 1;
        assert_eq!(Linear::from_bytes(&changed), Err(BadModel::Checksum));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(middle in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = HEAD.to_vec();
            bytes.push(if middle.len() % 2 == 0 { FEW } else { MANY });
            bytes.extend(middle);
            let checksum = rapidhash::v3::rapidhash_v3(&bytes);
            bytes.extend(checksum.to_le_bytes());
            let _ = Linear::from_bytes(&bytes);
        }
    }
}
