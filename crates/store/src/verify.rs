//! Proving the journal: every record, its decisions, and the chain over all of them.

use std::fmt;

use crate::dialect::Reader;
use crate::error::StoreError;
use crate::knowledge::{Content, Named, content_of};
use crate::record::{FIRST_LINK, Link, Mismatch, RecordKind, link};
use crate::rows::{KeptDecision, RecordNumber};
use crate::segment::Segment;

/// Segments that are read at once.
const SEGMENTS: u32 = 64;
/// The most faults that are told one by one.
pub const FAULTS_MAX: usize = 100;

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Records are missing before this one.
    Gap,
    /// A stretch can't be read.
    Unreadable,
    /// A text is not what was written.
    Text,
    /// Decisions are missing, or there are more.
    DecisionCount,
    /// A text of a decision is not what was written.
    DecisionText,
    /// The record or one of its decisions is not what was written.
    Record,
    /// Every record fits by itself, but the chain is not the one that was written.
    Chain,
    /// What the organisation knew of its own is missing or not what was written.
    Knowledge,
    /// The journal was once at this record with another link, or is now shorter.
    Anchor,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first record concerned.
    pub first: RecordNumber,
    /// The last.
    pub last: RecordNumber,
    /// What is wrong.
    pub kind: FaultKind,
}

/// For whoever runs the server.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "第 {} 条记录", self.first)?,
            false => write!(f, "第 {} 到 {} 条记录", self.first, self.last)?,
        }
        f.write_str(match self.kind {
            FaultKind::Gap => "不见了",
            FaultKind::Unreadable => "无法读取",
            FaultKind::Text => "的正文被改过",
            FaultKind::DecisionCount => "的决定少了或多了",
            FaultKind::DecisionText => "的决定里有文字被改过",
            FaultKind::Record => "或它的决定被改过",
            FaultKind::Chain => "和校验链不符",
            FaultKind::Knowledge => "启用的词语、模型、说法或日历不见了,或被改过",
            FaultKind::Anchor => "和备份时记下的校验值不符,或已不在",
        })
    }
}

/// A place of the journal that was noted elsewhere: in a backup's manifest, on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The record.
    pub record: RecordNumber,
    /// The link after it.
    pub link: Link,
}

/// What a journal came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many records it has.
    pub records: u64,
    /// How many decisions.
    pub decisions: u64,
    /// How many records have blanked texts.
    pub blanked: u64,
    /// The link after the last record.
    pub link: Link,
    /// What is wrong, in order.
    pub faults: Vec<Fault>,
    /// How many faults there are in all.
    pub fault_count: u64,
}

impl Proof {
    fn note(&mut self, first: RecordNumber, last: RecordNumber, kind: FaultKind) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { first, last, kind });
        }
    }
}

/// Goes through the whole journal.
///
/// # Errors
/// The database can't be read at all.
pub fn verify(reader: &mut dyn Reader, anchors: &[Anchor]) -> Result<Proof, StoreError> {
    let mut proof = Proof { link: FIRST_LINK, ..Proof::default() };
    let mut named = Vec::new();
    let mut next = 1;
    loop {
        let segments = reader.segments(next, SEGMENTS)?;
        if segments.is_empty() {
            break;
        }
        for segment in &segments {
            if segment.first != next {
                proof.note(next, segment.first.saturating_sub(1), FaultKind::Gap);
            }
            let last = segment.first + u64::from(segment.records.max(1)) - 1;
            let decisions = reader.decisions_of(segment.first, last)?;
            verify_segment(segment, &decisions, anchors, &mut proof, &mut named);
            proof.records += u64::from(segment.records);
            next = last + 1;
        }
    }
    if !reader.decisions_of(next, 1 << 39)?.is_empty() {
        proof.note(next, next, FaultKind::DecisionCount);
    }
    for (record, line) in named {
        let sound = match serde_json::from_str::<Named>(&line) {
            Ok(named) => content_of(reader, &named)? != Content::Wrong,
            Err(_) => false,
        };
        if !sound {
            proof.note(record, record, FaultKind::Knowledge);
        }
    }
    for anchor in anchors.iter().filter(|anchor| anchor.record >= next) {
        proof.note(anchor.record, anchor.record, FaultKind::Anchor);
    }
    Ok(proof)
}

fn verify_segment(
    segment: &Segment,
    decisions: &[KeptDecision],
    anchors: &[Anchor],
    proof: &mut Proof,
    named: &mut Vec<(RecordNumber, String)>,
) {
    let last = segment.first + u64::from(segment.records.max(1)) - 1;
    let records = match segment.unpack() {
        Ok(records) => records,
        Err(_) => {
            proof.note(segment.first, last, FaultKind::Unreadable);
            proof.link = segment.link;
            return;
        }
    };
    let mut sound = true;
    let mut rest = decisions;
    for (number, record) in (segment.first..).zip(&records) {
        let (own, more) = rest.split_at(rest.partition_point(|one| one.record <= number));
        rest = more;
        proof.decisions += own.len() as u64;
        let blanked = record.line.is_blanked() || own.iter().any(|one| one.line.is_blanked());
        proof.blanked += u64::from(blanked);
        if record.kind == RecordKind::Knowledge {
            named.push((number, record.line.line()));
        }
        match record.check(own.iter().map(|one| &one.line)) {
            Ok(hash) => proof.link = link(&proof.link, &hash),
            Err(mismatch) => {
                sound = false;
                proof.note(number, number, kind_of(mismatch));
            }
        }
        let noted = anchors.iter().find(|anchor| anchor.record == number);
        if sound && noted.is_some_and(|anchor| anchor.link != proof.link) {
            proof.note(number, number, FaultKind::Anchor);
        }
    }
    if sound && proof.link != segment.link {
        proof.note(segment.first, last, FaultKind::Chain);
    }
    // One fault is told once: what follows is proved from where the journal says it was.
    proof.link = segment.link;
}

fn kind_of(mismatch: Mismatch) -> FaultKind {
    match mismatch {
        Mismatch::Text => FaultKind::Text,
        Mismatch::DecisionCount => FaultKind::DecisionCount,
        Mismatch::DecisionText => FaultKind::DecisionText,
        Mismatch::Record => FaultKind::Record,
    }
}
