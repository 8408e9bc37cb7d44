//! A segment: the records of one commit, packed. What is hashed and compresses well, what does
//! not compress, and the texts stand apart, so that texts can be blanked without the rest.

use model::Timestamp;
use thiserror::Error;

use crate::record::{Link, Record, RecordKind};
use crate::veil::{DIGEST_BYTES, Short, Text, Veiled, holes};

/// The largest unpacked part that is read: a commit has at most some thousand events.
const UNPACKED_MAX: usize = 256 << 20;

/// A packed segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The number of its first record, from 1.
    pub first: u64,
    /// How many records it has.
    pub records: u32,
    /// When it was written.
    pub written: Timestamp,
    /// Records without what does not compress.
    pub skeleton: Vec<u8>,
    /// Checks of records and digests of texts.
    pub proofs: Vec<u8>,
    /// Texts with their salts.
    pub texts: Vec<u8>,
    /// Hashes of the groups whose events are in it, in order.
    pub groups: Vec<u8>,
    /// The chain's link after its last record.
    pub link: Link,
}

/// Why a segment can't be read.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SegmentError {
    /// A part can't be unpacked.
    #[error("无法解压")]
    Packed,
    /// It ends in the middle, or has more than it should.
    #[error("内容不完整")]
    Cut,
    /// Something in it does not exist.
    #[error("内容不认识")]
    Unknown,
}

impl Segment {
    /// Packs records.
    #[must_use]
    pub fn pack(first: u64, written: Timestamp, link: Link, records: &[Record]) -> Segment {
        let (mut skeleton, mut proofs) = (Vec::new(), Vec::new());
        let mut before = 0_i64;
        for record in records {
            skeleton.push(record.kind.number());
            write_signed(&mut skeleton, record.at.0.wrapping_sub(before));
            before = record.at.0;
            write_number(&mut skeleton, u64::from(record.decisions));
            write_number(&mut skeleton, record.line.skeleton.len() as u64);
            skeleton.extend(&record.line.skeleton);
            proofs.extend(record.check);
            record.line.digests.iter().for_each(|digest| proofs.extend(digest));
        }
        Segment {
            first,
            records: u32::try_from(records.len()).unwrap_or(u32::MAX),
            written,
            skeleton: compress(&skeleton),
            proofs,
            texts: pack_texts(records.iter().flat_map(|record| &record.line.texts)),
            groups: Vec::new(),
            link,
        }
    }

    /// The records.
    ///
    /// # Errors
    /// The segment is damaged.
    pub fn unpack(&self) -> Result<Vec<Record>, SegmentError> {
        let skeleton = decompress(&self.skeleton)?;
        let mut rest = skeleton.as_slice();
        let mut proofs = self.proofs.as_slice();
        let mut texts = TextReader::new(&self.texts)?;
        let mut records = Vec::new();
        let mut before = 0_i64;
        while !rest.is_empty() {
            let kind = RecordKind::of_number(read_byte(&mut rest)?).ok_or(SegmentError::Unknown)?;
            before = before.wrapping_add(read_signed(&mut rest)?);
            let decisions = read_number(&mut rest)?;
            let bytes = read_number(&mut rest)?;
            let skeleton = take(&mut rest, usize::try_from(bytes).unwrap_or(usize::MAX))?;
            let check = take(&mut proofs, 8)?.first_chunk().copied().unwrap_or_default();
            let mut line = Veiled { skeleton: skeleton.to_vec(), ..Veiled::default() };
            for _ in 0..holes(skeleton) {
                let digest = take(&mut proofs, DIGEST_BYTES)?;
                line.digests.push(digest.first_chunk().copied().unwrap_or_default());
                line.texts.push(texts.next()?);
            }
            let decisions = u32::try_from(decisions).map_err(|_| SegmentError::Unknown)?;
            records.push(Record { kind, at: Timestamp(before), line, decisions, check });
        }
        match records.len() == self.records as usize && proofs.is_empty() && texts.is_empty() {
            true => Ok(records),
            false => Err(SegmentError::Cut),
        }
    }

    /// Packs texts anew, after some were blanked.
    pub fn repack_texts(&mut self, records: &[Record]) {
        self.texts = pack_texts(records.iter().flat_map(|record| &record.line.texts));
    }
}

/// Texts in order: for each whether it is there; their salts; the literals, compressed.
pub(crate) fn pack_texts<'t>(texts: impl Iterator<Item = &'t Option<Text>>) -> Vec<u8> {
    let (mut flags, mut salts, mut literals) = (Vec::new(), Vec::new(), Vec::new());
    for text in texts {
        flags.push(u8::from(text.is_some()));
        if let Some(text) = text {
            salts.extend(text.salt);
            write_number(&mut literals, text.literal.len() as u64);
            literals.extend(text.literal.as_bytes());
        }
    }
    if flags.is_empty() {
        return Vec::new();
    }
    let mut packed = Vec::with_capacity(salts.len() + literals.len());
    let flags = compress(&flags);
    write_number(&mut packed, flags.len() as u64);
    packed.extend(flags);
    write_number(&mut packed, salts.len() as u64);
    packed.extend(salts);
    packed.extend(compress(&literals));
    packed
}

/// Reads packed texts one by one.
pub(crate) struct TextReader {
    flags: Vec<u8>,
    salts: Vec<u8>,
    literals: Vec<u8>,
    next: usize,
    salt_at: usize,
    literal_at: usize,
}

impl TextReader {
    pub(crate) fn new(packed: &[u8]) -> Result<TextReader, SegmentError> {
        let (mut flags, mut salts, mut literals) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = packed;
        if !rest.is_empty() {
            let bytes = read_number(&mut rest)?;
            flags = decompress(take(&mut rest, usize::try_from(bytes).unwrap_or(usize::MAX))?)?;
            let bytes = read_number(&mut rest)?;
            salts = take(&mut rest, usize::try_from(bytes).unwrap_or(usize::MAX))?.to_vec();
            literals = decompress(rest)?;
        }
        Ok(TextReader { flags, salts, literals, next: 0, salt_at: 0, literal_at: 0 })
    }

    pub(crate) fn next(&mut self) -> Result<Option<Text>, SegmentError> {
        let flag = *self.flags.get(self.next).ok_or(SegmentError::Cut)?;
        self.next += 1;
        if flag == 0 {
            return Ok(None);
        }
        let salts = self.salts.get(self.salt_at..).and_then(<[u8]>::first_chunk);
        let salt: Short = *salts.ok_or(SegmentError::Cut)?;
        self.salt_at += DIGEST_BYTES;
        let mut rest = self.literals.get(self.literal_at..).ok_or(SegmentError::Cut)?;
        let whole = rest.len();
        let bytes = read_number(&mut rest)?;
        let literal = take(&mut rest, usize::try_from(bytes).unwrap_or(usize::MAX))?;
        let literal = String::from_utf8_lossy(literal).into_owned();
        self.literal_at += whole - rest.len();
        Ok(Some(Text { salt, literal }))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.next == self.flags.len()
    }
}

/// A veiled line as the columns of a table: skeleton, digests, texts.
pub(crate) fn columns(line: &Veiled) -> (&[u8], Vec<u8>, Vec<u8>) {
    (&line.skeleton, line.digests.concat(), pack_texts(line.texts.iter()))
}

/// The line of such columns.
pub(crate) fn of_columns(
    skeleton: Vec<u8>,
    digests: &[u8],
    texts: &[u8],
) -> Result<Veiled, SegmentError> {
    let mut reader = TextReader::new(texts)?;
    let mut line = Veiled { skeleton, ..Veiled::default() };
    for digest in digests.chunks(DIGEST_BYTES) {
        line.digests.push(*digest.first_chunk().ok_or(SegmentError::Cut)?);
        line.texts.push(reader.next()?);
    }
    Ok(line)
}

/// Bytes compressed, with their size in front.
pub(crate) fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    write_number(&mut packed, bytes.len() as u64);
    packed.extend(lz4_flex::block::compress(bytes));
    packed
}

/// What [`compress`] made.
pub(crate) fn decompress(packed: &[u8]) -> Result<Vec<u8>, SegmentError> {
    let mut rest = packed;
    let size = usize::try_from(read_number(&mut rest)?).unwrap_or(usize::MAX);
    if size > UNPACKED_MAX {
        return Err(SegmentError::Packed);
    }
    let bytes = lz4_flex::block::decompress(rest, size).map_err(|_| SegmentError::Packed)?;
    if bytes.len() == size { Ok(bytes) } else { Err(SegmentError::Packed) }
}

fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 127 {
        out.push(u8::try_from(number & 127).unwrap_or_default() | 128);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

fn write_signed(out: &mut Vec<u8>, number: i64) {
    write_number(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

fn read_number(rest: &mut &[u8]) -> Result<u64, SegmentError> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = read_byte(rest)?;
        number |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Ok(number);
        }
    }
    Err(SegmentError::Unknown)
}

fn read_signed(rest: &mut &[u8]) -> Result<i64, SegmentError> {
    let number = read_number(rest)?;
    Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
}

fn read_byte(rest: &mut &[u8]) -> Result<u8, SegmentError> {
    let (byte, more) = rest.split_first().ok_or(SegmentError::Cut)?;
    *rest = more;
    Ok(*byte)
}

fn take<'b>(rest: &mut &'b [u8], bytes: usize) -> Result<&'b [u8], SegmentError> {
    let (taken, more) = rest.split_at_checked(bytes).ok_or(SegmentError::Cut)?;
    *rest = more;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::veil::Salts;
    use proptest::prelude::*;

    fn records(lines: &[String]) -> Vec<Record> {
        let mut salts = Salts::fresh().unwrap();
        let record = |(at, line): (usize, &String)| {
            let at = Timestamp(i64::try_from(at).unwrap() * -7_000);
            Record::new(RecordKind::Event, at, Veiled::of(line, &mut salts), [].into_iter()).0
        };
        lines.iter().enumerate().map(record).collect()
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            lines in prop::collection::vec("\\{\"text\":\"[a-c一]{0,30}\"\\}|[a-z]{0,9}", 0..20),
            cut in 0usize..400,
            byte in 0usize..400,
        ) {
            let records = records(&lines);
            let mut segment = Segment::pack(1, Timestamp(5), [7; 32], &records);
            prop_assert_eq!(segment.unpack().unwrap(), records);
            // Damaged segments are refused or read otherwise; nothing panics.
            if let Some(byte) = segment.skeleton.get_mut(byte) {
                *byte ^= 0x55;
            }
            segment.texts.truncate(cut);
            let _ = segment.unpack();
        }
    }

    #[test]
    fn a_size_that_no_segment_has_is_refused() {
        let mut bomb = Vec::new();
        write_number(&mut bomb, u64::MAX);
        assert_eq!(decompress(&bomb), Err(SegmentError::Packed));
    }
}
