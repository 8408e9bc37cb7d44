//! Rows of many labels as they stand in the bytes of a model that the program carries. To unpack
//! them all would take longer than to read a document by them.

use super::BadModel;
use super::bytes::Input;

/// How many bytes a label and its weight have.
pub(super) const PAIR: usize = 3;
/// How many bytes a place has.
pub(super) const PLACE: usize = 4;
/// Of so many buckets, a power of two, the place is known at which their rows begin.
pub(super) const STEP: usize = 8;

/// The rows, read where they are asked.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Packed {
    /// Where the rows of each [`STEP`] buckets begin, and where the last ones end.
    index: &'static [u8],
    rows: &'static [u8],
}

impl Packed {
    /// Looks where the rows stand.
    pub(super) fn new(input: &mut Input<'static>, bits: u32) -> Result<Packed, BadModel> {
        let index = input.bytes(((1_usize << bits) / STEP + 1) * PLACE)?;
        let end = index.last_chunk::<PLACE>().and_then(|last| number(last));
        let rows = input.bytes(end.ok_or(BadModel::Length)? as usize)?;
        Ok(Packed { index, rows })
    }

    /// What each label gives to the features of a bucket.
    #[inline]
    pub(super) fn row(&self, bucket: u32) -> impl Iterator<Item = (u16, i8)> + use<> {
        self.pairs(bucket).unwrap_or_default().chunks_exact(PAIR).filter_map(|pair| {
            let &[low, high, weight] = pair else { return None };
            Some((u16::from_le_bytes([low, high]), i8::from_le_bytes([weight])))
        })
    }

    /// Has the rows of many buckets brought near: memory is waited for once for all of them, and
    /// not for each in turn.
    pub(super) fn fetch(&self, buckets: impl Iterator<Item = u32>) {
        let first = |bucket| self.rows_near(bucket).and_then(|rows| rows.first().copied());
        std::hint::black_box(buckets.filter_map(first).fold(0, |all, byte| all ^ byte));
    }

    /// The rows of the buckets that stand with a bucket.
    #[inline]
    fn rows_near(&self, bucket: u32) -> Option<&'static [u8]> {
        let group = bucket as usize / STEP;
        let places = self.index.get(group * PLACE..(group + 2) * PLACE)?;
        let (from, to) = places.split_at_checked(PLACE)?;
        self.rows.get(number(from)? as usize..number(to)? as usize)
    }

    fn pairs(&self, bucket: u32) -> Option<&'static [u8]> {
        let mut input = Input { rest: self.rows_near(bucket)? };
        let mut left = bucket as usize % STEP;
        loop {
            let passed = input.number().ok()? as usize;
            let count = input.number().ok()? as usize;
            let pairs = input.bytes(count.checked_mul(PAIR)?).ok()?;
            left = left.checked_sub(passed)?;
            if left == 0 {
                return Some(pairs);
            }
            left -= 1;
        }
    }
}

/// A place as four bytes.
#[inline]
pub(super) fn number(place: &[u8]) -> Option<u32> {
    place.try_into().ok().map(u32::from_le_bytes)
}
