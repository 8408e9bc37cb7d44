//! Blanking texts whose time is over. Records, decisions and their proofs stay.

use model::Timestamp;
use serde::Deserialize;

use crate::dialect::{Reader, Writer};
use crate::error::StoreError;
use crate::record::RecordKind;
use crate::rows::{CaseFilter, CaseRow, KeptDecision, RecordNumber};
use crate::segment::Segment;
use crate::veil::{Salts, Veiled};

/// Segments that are gone through in one transaction.
const SEGMENTS: u32 = 16;
/// Cases that are gone through in one transaction.
const CASES: u32 = 500;

/// Whose text it is: what is asked about each.
#[derive(Clone, Debug, Deserialize)]
pub struct Whose {
    /// The group.
    #[serde(default)]
    pub group: String,
    /// Who wrote it, or whom a decision is about.
    #[serde(default)]
    pub member: Option<String>,
}

/// What was blanked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blanked {
    /// Records.
    pub records: u64,
    /// Decisions.
    pub decisions: u64,
}

/// The last record whose texts no restart needs any more: all before the older of the snapshots
/// that are kept.
///
/// # Errors
/// The database can't be read.
pub fn last_that_may_go(reader: &mut dyn Reader) -> Result<RecordNumber, StoreError> {
    let snapshots = reader.snapshots()?;
    let oldest = snapshots.iter().map(|snapshot| snapshot.record).min();
    Ok(if snapshots.len() > 1 { oldest.unwrap_or(0) } else { 0 })
}

/// Texts to be blanked in one transaction.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    segments: Vec<Segment>,
    decisions: Vec<KeptDecision>,
}

impl Changes {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.decisions.is_empty()
    }

    /// Writes them.
    ///
    /// # Errors
    /// The database fails.
    pub fn write(&self, writer: &mut dyn Writer) -> Result<(), StoreError> {
        for segment in &self.segments {
            writer.segment_texts(segment.first, &segment.texts)?;
        }
        self.decisions.iter().try_for_each(|decision| writer.decision_texts(decision))
    }
}

/// Blanks the texts of what reached us before a time and is chosen, from a record on; `write`
/// writes one transaction after another. What was blanked, and the record from which a later
/// pass may go on.
///
/// # Errors
/// The database fails; what was done until then stands.
pub fn blank(
    reader: &mut dyn Reader,
    from: RecordNumber,
    before: Timestamp,
    chosen: &dyn Fn(&Whose) -> bool,
    write: &mut dyn FnMut(Changes) -> Result<(), StoreError>,
) -> Result<(Blanked, RecordNumber), StoreError> {
    let mut blanked = Blanked::default();
    let mut next = from.max(1);
    while let Some((changes, more, end)) = blank_step(reader, next, before, chosen)? {
        blanked.records += more.records;
        blanked.decisions += more.decisions;
        if !changes.is_empty() {
            write(changes)?;
        }
        next = end;
    }
    Ok((blanked, next))
}

/// One step of the same: what is to be written, what it blanks, and from where the next step goes
/// on. None: all that may go has been looked at, the rest is too young or needed for a start.
///
/// # Errors
/// The database fails.
pub fn blank_step(
    reader: &mut dyn Reader,
    from: RecordNumber,
    before: Timestamp,
    chosen: &dyn Fn(&Whose) -> bool,
) -> Result<Option<(Changes, Blanked, RecordNumber)>, StoreError> {
    let last = last_that_may_go(reader)?;
    let mut segments = reader.segments(from.max(1), SEGMENTS)?;
    let may_go = |segment: &Segment| {
        segment.first + u64::from(segment.records) <= last + 1 && segment.written < before
    };
    segments.truncate(segments.iter().position(|one| !may_go(one)).unwrap_or(segments.len()));
    let Some(end) = segments.last().map(|last| last.first + u64::from(last.records)) else {
        return Ok(None);
    };
    let (mut changes, mut blanked) = (Changes::default(), Blanked::default());
    for segment in segments {
        let to = segment.first + u64::from(segment.records) - 1;
        let decisions = reader.decisions_of(segment.first, to)?;
        blank_segment(segment, decisions, before, chosen, &mut blanked, &mut changes)?;
    }
    Ok(Some((changes, blanked, end)))
}

/// Blanks the texts of settled cases that were opened from `since` on and before a time, and are
/// chosen. How many, and from when on a later pass has to look: cases that wait keep theirs.
///
/// # Errors
/// The database fails; what was done until then stands.
pub fn blank_cases(
    reader: &mut dyn Reader,
    since: Timestamp,
    before: Timestamp,
    chosen: &dyn Fn(&Whose) -> bool,
    write: &mut dyn FnMut(Vec<CaseRow>) -> Result<(), StoreError>,
) -> Result<(u64, Timestamp), StoreError> {
    let mut salts = Salts::fresh().map_err(|_| StoreError::Random)?;
    let (mut count, mut waiting) = (0, before);
    let mut filter = CaseFilter { before: Some(before), ..CaseFilter::default() };
    loop {
        let cases = reader.cases(&filter, CASES)?;
        filter.after = cases.last().map(CaseRow::place);
        let ended = cases.len() < CASES as usize || cases.iter().any(|case| case.opened < since);
        let mut changed = Vec::new();
        for mut case in cases.into_iter().filter(|case| case.opened >= since) {
            let whose = Whose { group: case.group.clone(), member: case.member.clone() };
            if case.waits {
                waiting = waiting.min(case.opened);
            } else if chosen(&whose) {
                let mut state = Veiled::of(&case.state, &mut salts);
                if state.blank() && state.line() != case.state {
                    case.state = state.line();
                    changed.push(case);
                }
            }
        }
        if !changed.is_empty() {
            count += changed.len() as u64;
            write(changed)?;
        }
        if ended {
            return Ok((count, waiting));
        }
    }
}

fn blank_segment(
    mut segment: Segment,
    decisions: Vec<KeptDecision>,
    before: Timestamp,
    chosen: &dyn Fn(&Whose) -> bool,
    blanked: &mut Blanked,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let damaged = |why| StoreError::Segment { first: segment.first, why };
    let mut records = segment.unpack().map_err(damaged)?;
    let fits = |line: &Veiled| {
        !line.texts.is_empty() && serde_json::from_str(&line.line()).is_ok_and(|w| chosen(&w))
    };
    let mut touched = false;
    for record in &mut records {
        let goes = record.kind == RecordKind::Event && record.at < before && fits(&record.line);
        if goes && record.line.blank() {
            touched = true;
            blanked.records += 1;
        }
    }
    let old = |decision: &KeptDecision| {
        let at = usize::try_from(decision.record.saturating_sub(segment.first)).ok();
        at.and_then(|at| records.get(at)).is_some_and(|record| record.at < before)
    };
    for mut decision in decisions {
        if old(&decision) && fits(&decision.line) && decision.line.blank() {
            blanked.decisions += 1;
            changes.decisions.push(decision);
        }
    }
    if touched {
        segment.repack_texts(&records);
        changes.segments.push(segment);
    }
    Ok(())
}
