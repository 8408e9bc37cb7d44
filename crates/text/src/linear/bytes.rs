//! A model as bytes: every length is checked, so that whatever stands in a file never does more
//! than be refused.
//!
//! `QGLINEAR`, a byte for the version; bits (one byte), labels (two bytes, little-endian as all
//! numbers); each label: length of its name, name, bias, scale (four bytes each); then the rows
//! that are not empty: how many buckets were passed over (7 bits a byte, lowest first) and,
//! with up to 16 labels, a weight a label, with more, the number of pairs (in the same way) and
//! the pairs of label (two bytes) and weight. At the end a byte 0xFF 0xFF and the checksum of
//! all before it (eight bytes).

use super::packed::{PAIR, Packed};
use super::{BITS, BadModel, LABELS_MAX, Label, Linear, ROW, Rows};

const HEAD: &[u8; 9] = b"QGLINEAR\x01";
/// What ends the rows: no number of buckets is as great.
pub(super) const END: u32 = u32::MAX;
const CHECKSUM: usize = 8;

impl Linear {
    /// The model as bytes; [`Linear::from_bytes`] reads them back.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = HEAD.to_vec();
        out.push(u8::try_from(self.bits).unwrap_or(0));
        out.extend(u16::try_from(self.labels.len()).unwrap_or(0).to_le_bytes());
        for label in &self.labels {
            out.push(u8::try_from(label.name.len()).unwrap_or(0));
            out.extend(label.name.as_bytes());
            out.extend(label.bias.to_le_bytes());
            out.extend(label.scale.to_le_bytes());
        }
        let weights: Vec<(u32, u16, i8)> = self.weights().collect();
        let mut next = 0;
        for row in weights.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(bucket, _, _)) = row.first() else { continue };
            push_number(&mut out, bucket - next);
            next = bucket + 1;
            if self.labels.len() <= ROW {
                let mut full = [0_i8; ROW];
                for &(_, label, weight) in row {
                    if let Some(slot) = full.get_mut(usize::from(label)) {
                        *slot = weight;
                    }
                }
                out.extend(full.iter().take(self.labels.len()).flat_map(|w| w.to_le_bytes()));
            } else {
                push_number(&mut out, u32::try_from(row.len()).unwrap_or(0));
                for &(_, label, weight) in row {
                    out.extend(label.to_le_bytes());
                    out.extend(weight.to_le_bytes());
                }
            }
        }
        push_number(&mut out, END);
        let checksum = rapidhash::v3::rapidhash_v3(&out);
        out.extend(checksum.to_le_bytes());
        out
    }

    /// Reads a model.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Linear, BadModel> {
        Linear::read(bytes, |input, bits, count| {
            read_pairs(input, bits, count).map(|(ends, pairs)| Rows::Pairs { ends, pairs })
        })
    }

    /// As [`Linear::from_bytes`], for a model that the program carries: its weights stay where
    /// they are.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn from_static(bytes: &'static [u8]) -> Result<Linear, BadModel> {
        Linear::read(bytes, |input, bits, _| Packed::new(input, bits).map(Rows::Packed))
    }

    /// Reads a model; `many` reads the rows of many labels.
    fn read<'b>(
        bytes: &'b [u8],
        many: impl FnOnce(&mut Input<'b>, u32, usize) -> Result<Rows, BadModel>,
    ) -> Result<Linear, BadModel> {
        if !bytes.starts_with(HEAD) {
            return Err(BadModel::Unknown);
        }
        let length = bytes.len().checked_sub(CHECKSUM).ok_or(BadModel::Length)?;
        let (body, checksum) = bytes.split_at_checked(length).ok_or(BadModel::Length)?;
        if rapidhash::v3::rapidhash_v3(body).to_le_bytes() != checksum {
            return Err(BadModel::Checksum);
        }
        let mut input = Input { rest: body.get(HEAD.len()..).unwrap_or_default() };
        let bits = u32::from(input.byte()?);
        let count = usize::from(u16::from_le_bytes(input.take()?));
        if !BITS.contains(&bits) || count == 0 || count > LABELS_MAX {
            return Err(BadModel::Bounds);
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
    let mut pairs: Vec<Pair> = Vec::with_capacity(input.rest.len() / PAIR);
    let end = |pairs: &[Pair]| u32::try_from(pairs.len()).map_err(|_| BadModel::Bounds);
    loop {
        let passed = input.number()?;
        if passed == END {
            ends.resize(buckets, end(&pairs)?);
            return Ok((ends, pairs));
        }
        let bucket = ends.len().checked_add(passed as usize).filter(|bucket| *bucket < buckets);
        let bucket = bucket.ok_or(BadModel::Bounds)?;
        if passed > 0 {
            ends.resize(bucket, end(&pairs)?);
        }
        let length = (input.number()? as usize).checked_mul(PAIR).ok_or(BadModel::Length)?;
        // Labels ascend.
        let mut least = 0;
        for pair in input.bytes(length)?.chunks_exact(PAIR) {
            let &[low, high, weight] = pair else { continue };
            let label = u16::from_le_bytes([low, high]);
            if label < least || usize::from(label) >= labels {
                return Err(BadModel::Bounds);
            }
            least = label + 1;
            pairs.push((label, i8::from_le_bytes([weight])));
        }
        ends.push(end(&pairs)?);
    }
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
            bytes.extend(middle);
            let checksum = rapidhash::v3::rapidhash_v3(&bytes);
            bytes.extend(checksum.to_le_bytes());
            let _ = Linear::from_bytes(&bytes);
        }
    }
}
