//! A group's history, the newest first, a page at a time; what follows an event; and single
//! records.

use model::Timestamp;

use crate::dialect::Reader;
use crate::error::StoreError;
use crate::journal::{has_group, may_have};
use crate::record::{Link, Record, RecordKind};
use crate::retention::Whose;
use crate::rows::RecordNumber;
use crate::segment::Segment;

/// The most segments that are gone through for what follows an event, and so many at once for
/// all that follows.
const SEGMENTS_AFTER: u32 = 64;
/// Segments that are looked at together: of those without anything of the group, only the list
/// of groups is read.
const SEGMENTS: u32 = 1_024;
/// Segments that have something of the group are read together, so many at once.
const TOGETHER: usize = 16;
/// Single records are looked up together, so many at once.
const RECORDS: usize = 64;
/// The most segments that one page goes through: a quiet group among busy ones takes several.
const SEGMENTS_MAX: u32 = 16 * SEGMENTS;

/// One event of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Its record.
    pub record: RecordNumber,
    /// When it reached us.
    pub received: Timestamp,
    /// Its line; blanked texts are empty.
    pub line: String,
}

/// A page of a group's events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The newest first.
    pub events: Vec<Happened>,
    /// The record before which the next page begins; none: there are no more.
    pub next: Option<RecordNumber>,
}

/// The events of a group before a record, at most so many; fewer, or none, where the next page
/// has more.
///
/// # Errors
/// The store can't be read.
pub fn page(
    reader: &mut dyn Reader,
    group: &str,
    before: RecordNumber,
    limit: usize,
) -> Result<Page, StoreError> {
    page_from(reader, group, 0, before, limit)
}

/// The same, of what came from a record on: it goes no further back, and may go on a little
/// before it.
///
/// # Errors
/// The store can't be read.
pub fn page_from(
    reader: &mut dyn Reader,
    group: &str,
    from: RecordNumber,
    before: RecordNumber,
    limit: usize,
) -> Result<Page, StoreError> {
    let mut page = Page::default();
    let mut before = before;
    for _ in 0..SEGMENTS_MAX / SEGMENTS {
        let mut heads = reader.segment_heads_back(before, SEGMENTS)?;
        if heads.is_empty() {
            return Ok(page);
        }
        // From the newest on: the first that begins no later than `from` has it.
        let needed = heads.iter().position(|(first, _)| *first <= from);
        heads.truncate(needed.map_or(heads.len(), |at| at + 1));
        let last = heads.last().map_or(before, |(first, _)| *first);
        let has =
            |(first, groups): (RecordNumber, Vec<u8>)| has_group(&groups, group).then_some(first);
        let wanted: Vec<RecordNumber> = heads.into_iter().filter_map(has).collect();
        for some in wanted.chunks(TOGETHER) {
            for segment in reader.segments_with(some)?.iter().rev() {
                let records = unpacked(segment)?;
                for (at, one) in records.iter().enumerate().rev() {
                    let record = segment.first + at as u64;
                    if record >= before || one.kind != RecordKind::Event {
                        continue;
                    }
                    let line = one.line.line();
                    if serde_json::from_str(&line).is_ok_and(|one: Whose| one.group == group) {
                        page.events.push(Happened { record, received: one.at, line });
                    }
                    if page.events.len() >= limit {
                        page.next = Some(record);
                        return Ok(page);
                    }
                }
            }
        }
        if last <= from {
            return Ok(page);
        }
        before = last;
    }
    page.next = Some(before);
    Ok(page)
}

/// The next events of a group after a record, in order: at most so many, and only those that
/// come soon.
///
/// # Errors
/// The store can't be read.
pub fn after(
    reader: &mut dyn Reader,
    group: &str,
    after: RecordNumber,
    limit: usize,
) -> Result<Vec<Happened>, StoreError> {
    let mut events = Vec::new();
    for segment in reader.segments(after.saturating_add(1), SEGMENTS_AFTER)? {
        if !may_have(&segment, group) {
            continue;
        }
        for (at, one) in unpacked(&segment)?.into_iter().enumerate() {
            let record = segment.first + at as u64;
            if record <= after || one.kind != RecordKind::Event {
                continue;
            }
            let line = one.line.line();
            if serde_json::from_str(&line).is_ok_and(|one: Whose| one.group == group) {
                events.push(Happened { record, received: one.at, line });
            }
            if events.len() >= limit {
                return Ok(events);
            }
        }
    }
    Ok(events)
}

/// Shows all records from one to another in order, whatever they are. The last that there was.
///
/// # Errors
/// The store can't be read.
pub fn each(
    reader: &mut dyn Reader,
    from: RecordNumber,
    to: RecordNumber,
    mut show: impl FnMut(RecordNumber, &Record),
) -> Result<Option<RecordNumber>, StoreError> {
    let (mut next, mut last) = (from, None);
    while next <= to {
        let segments = reader.segments(next, SEGMENTS_AFTER)?;
        if segments.is_empty() {
            break;
        }
        for segment in segments.iter().filter(|segment| segment.first <= to) {
            for (number, record) in (segment.first..).zip(unpacked(segment)?) {
                if (from..=to).contains(&number) {
                    show(number, &record);
                    last = Some(number);
                }
            }
        }
        let ends = segments.last().map(|one| one.first.saturating_add(u64::from(one.records)));
        next = ends.unwrap_or(RecordNumber::MAX).max(next.saturating_add(1));
    }
    Ok(last)
}

/// Single records, whatever they are, in order: those that are there. A deadline has no line.
///
/// # Errors
/// The store can't be read.
pub fn records(
    reader: &mut dyn Reader,
    wanted: &[RecordNumber],
) -> Result<Vec<Happened>, StoreError> {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found: Vec<Happened> = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(RECORDS) {
        for segment in reader.segments_with(some)? {
            let end = segment.first.saturating_add(u64::from(segment.records));
            let from = some.partition_point(|record| *record < segment.first);
            let to = some.partition_point(|record| *record < end);
            let Some(these) = some.get(from..to).filter(|these| !these.is_empty()) else {
                continue;
            };
            let records = unpacked(&segment)?;
            for record in these {
                let at =
                    usize::try_from(record.saturating_sub(segment.first)).unwrap_or(usize::MAX);
                if let Some(one) = records.get(at) {
                    let (record, received) = (*record, one.at);
                    found.push(Happened { record, received, line: one.line.line() });
                }
            }
        }
    }
    Ok(found)
}

fn unpacked(segment: &Segment) -> Result<Vec<Record>, StoreError> {
    let damaged = |why| StoreError::Segment { first: segment.first, why };
    segment.unpack().map_err(damaged)
}

/// The hashes of records with what was decided on them, as the journal's chain has them.
///
/// # Errors
/// The store can't be read.
pub fn hashes(
    reader: &mut dyn Reader,
    wanted: &[RecordNumber],
) -> Result<Vec<(RecordNumber, Link)>, StoreError> {
    let mut found = Vec::with_capacity(wanted.len());
    for &number in wanted {
        let Some(segment) = reader.segments(number, 1)?.into_iter().next() else { continue };
        let at = usize::try_from(number.saturating_sub(segment.first)).unwrap_or(usize::MAX);
        let Some(record) = unpacked(&segment)?.into_iter().nth(at) else { continue };
        let decisions = reader.decisions_of(number, number)?;
        let (hash, _) = record.hash(decisions.iter().map(|decision| &decision.line));
        found.push((number, hash));
    }
    Ok(found)
}
