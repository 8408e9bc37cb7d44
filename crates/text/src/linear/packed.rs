//! Rows of many labels as they stand in the bytes of a model that the program carries. To unpack
//! them all would take longer than to read a document by them.

use super::BadModel;
use super::bytes::{END, Input};

/// How many bytes a label and its weight have.
pub(super) const PAIR: usize = 3;
/// For so many buckets, a power of two, one place is known at which their rows begin.
const STEP: usize = 8;

/// The rows, read where they are asked.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Packed {
    /// The rows, to their end.
    rows: &'static [u8],
    starts: Vec<Start>,
}

/// The first row of some buckets or behind them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Start {
    /// Where it stands.
    at: u32,
    /// The bucket from which it says how many were passed over.
    next: u32,
}

impl Packed {
    /// Looks where the rows stand, up to their end.
    pub(super) fn new(input: &mut Input<'static>, bits: u32) -> Result<Packed, BadModel> {
        let buckets = 1_u32 << bits;
        let rows = input.rest;
        let mut starts = Vec::with_capacity(buckets as usize / STEP);
        let mut next = 0;
        loop {
            let at = u32::try_from(rows.len() - input.rest.len()).map_err(|_| BadModel::Bounds)?;
            let passed = input.number()?;
            let bucket = if passed == END { buckets - 1 } else { passed.saturating_add(next) };
            if bucket >= buckets {
                return Err(BadModel::Bounds);
            }
            starts.resize(bucket as usize / STEP + 1, Start { at, next });
            if passed == END {
                return Ok(Packed { rows, starts });
            }
            let count = input.number()? as usize;
            input.bytes(count.checked_mul(PAIR).ok_or(BadModel::Length)?)?;
            next = bucket + 1;
        }
    }

    /// What each label gives to the features of a bucket.
    #[inline]
    pub(super) fn row(&self, bucket: u32) -> impl Iterator<Item = (u16, i8)> + use<> {
        self.pairs(bucket).unwrap_or_default().chunks_exact(PAIR).filter_map(|pair| {
            let &[low, high, weight] = pair else { return None };
            Some((u16::from_le_bytes([low, high]), i8::from_le_bytes([weight])))
        })
    }

    fn pairs(&self, bucket: u32) -> Option<&'static [u8]> {
        let start = self.starts.get(bucket as usize / STEP)?;
        let mut input = Input { rest: self.rows.get(start.at as usize..)? };
        let mut next = start.next;
        loop {
            let of = next.checked_add(input.number().ok()?).filter(|of| *of <= bucket)?;
            let count = input.number().ok()? as usize;
            let pairs = input.bytes(count.checked_mul(PAIR)?).ok()?;
            if of == bucket {
                return Some(pairs);
            }
            next = of + 1;
        }
    }
}
