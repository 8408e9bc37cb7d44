//! A group's history, the newest first, a page at a time.

use model::Timestamp;

use crate::dialect::Reader;
use crate::error::StoreError;
use crate::journal::has_group;
use crate::record::RecordKind;
use crate::retention::Whose;
use crate::rows::RecordNumber;

/// Segments that are looked at together: of those without anything of the group, only the list
/// of groups is read.
const SEGMENTS: u32 = 1_024;
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
    let mut page = Page::default();
    let mut before = before;
    for _ in 0..SEGMENTS_MAX / SEGMENTS {
        let heads = reader.segment_heads_back(before, SEGMENTS)?;
        if heads.is_empty() {
            return Ok(page);
        }
        for (first, groups) in heads {
            let wanted = has_group(&groups, group);
            let found = if wanted { reader.segments(first, 1)? } else { Vec::new() };
            if let Some(segment) = found.first() {
                let damaged = |why| StoreError::Segment { first: segment.first, why };
                let records = segment.unpack().map_err(damaged)?;
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
            before = first;
        }
    }
    page.next = Some(before);
    Ok(page)
}
