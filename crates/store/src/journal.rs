//! Appending to the journal: numbers, proofs and packing, the same for every database.

use std::collections::BTreeSet;

use model::Timestamp;
use sha2::{Digest, Sha256};

use crate::counts::{DutyChange, EntryChange};
use crate::dialect::{DecisionPlace, Writer};
use crate::error::StoreError;
use crate::knowledge::KnowledgeRow;
use crate::people::AuditEntry;
use crate::record::{Link, Record, RecordKind, hex, link};
use crate::rows::{
    CaseRow, EffectRow, EffectState, LeaseRequest, NewDecision, NewEffect, NewRecord, Outcome,
    PolicyRow, Receipt, RecordNumber, RosterChange,
};
use crate::segment::{Segment, compress};
use crate::veil::{Salts, Veiled};

/// The setting that says that what rules entered is in the tables.
pub const ENTRIES_KEPT: &str = "entries.kept";
/// Bytes of a group's hash in a segment's list.
const GROUP_BYTES: usize = 4;

/// What is appended together: records, and what they change.
#[derive(Clone, Debug, Default)]
pub struct Append {
    /// The records, in order.
    pub records: Vec<NewRecord>,
    /// Cases as they then stand.
    pub cases: Vec<CaseRow>,
    /// Cases that are no longer kept, by group and number.
    pub cases_gone: Vec<(String, u32)>,
    /// Who is where.
    pub roster: Vec<RosterChange>,
    /// What is owed from now on, and what came of what was owed.
    pub duties: Vec<DutyChange>,
    /// What rules have entered.
    pub entries: Vec<EntryChange>,
    /// All entries are among those: from now on they are kept.
    pub entries_whole: bool,
    /// Policies that come into use with the records.
    pub policies: Vec<PolicyRow>,
    /// What the organisation knows of its own, with its content, that comes into use or goes with
    /// the records.
    pub knowledge: Vec<(KnowledgeRow, Vec<u8>)>,
    /// What somebody of the staff did with that.
    pub audits: Vec<AuditEntry>,
    /// A snapshot of what follows from the journal up to these records begins: its number, and
    /// how many policies and how much knowledge it is taken under.
    pub snapshot_begun: Option<(u32, u32, u32)>,
    /// Parts of a snapshot: its number, the part's number, its bytes.
    pub snapshot_parts: Vec<(u32, u32, Vec<u8>)>,
    /// A snapshot that is whole with them: its number, how many parts, a hash over them.
    pub snapshot_whole: Option<(u32, u32, Vec<u8>)>,
}

/// Where the journal stands.
#[derive(Clone, Debug)]
pub struct Position {
    /// The number of the last record.
    pub last: RecordNumber,
    /// The link after it.
    pub link: Link,
}

/// One transaction's view of the store: appends to the journal and writes rows.
pub struct Session<'a> {
    /// The rows.
    pub writer: &'a mut dyn Writer,
    pub(crate) position: Position,
    pub(crate) salts: &'a mut Salts,
    pub(crate) installation: &'a str,
    pub(crate) hold_until: Option<Timestamp>,
}

/// A group in a segment's list.
#[must_use]
pub fn group_hash(group: &str) -> [u8; GROUP_BYTES] {
    let hash = rapidhash::v3::rapidhash_v3(group.as_bytes()).to_be_bytes();
    hash.first_chunk().copied().unwrap_or_default()
}

/// Whether a segment may have events of a group; where it says no, it has none.
#[must_use]
pub fn may_have(segment: &Segment, group: &str) -> bool {
    has_group(&segment.groups, group)
}

/// The same of a segment's list of groups.
#[must_use]
pub fn has_group(groups: &[u8], group: &str) -> bool {
    let wanted = group_hash(group);
    let (hashes, _) = groups.as_chunks::<GROUP_BYTES>();
    hashes.binary_search(&wanted).is_ok()
}

/// The key of an effect: the same whenever its decision is looked at again, and unlike any of
/// another installation. It begins with the decision's place, so that no index is needed.
#[must_use]
pub fn effect_key(installation: &str, record: RecordNumber, ordinal: u32) -> String {
    let hash = Sha256::new()
        .chain_update(b"qungui effect\0")
        .chain_update(installation.as_bytes())
        .chain_update(record.to_le_bytes())
        .chain_update(ordinal.to_le_bytes())
        .finalize();
    let unlike = hash.first_chunk::<10>().map_or_else(String::new, |bytes| hex(bytes));
    format!("{record}-{ordinal}-{unlike}")
}

/// The place that a key begins with.
#[must_use]
pub fn place_of_key(key: &str) -> Option<(RecordNumber, u32)> {
    let mut parts = key.splitn(3, '-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

impl Session<'_> {
    /// The number of the last record so far.
    #[must_use]
    pub fn last(&self) -> RecordNumber {
        self.position.last
    }

    /// Appends records and what they change. The number of the first.
    ///
    /// # Errors
    /// The database fails.
    pub fn append(&mut self, append: &Append, now: Timestamp) -> Result<RecordNumber, StoreError> {
        let first = self.position.last.saturating_add(1);
        if !append.records.is_empty() {
            self.append_records(first, &append.records, now)?;
        }
        let last = self.position.last;
        for change in &append.roster {
            self.writer.roster(change)?;
        }
        for case in &append.cases {
            self.writer.case(&CaseRow { record: last, ..case.clone() }, first)?;
        }
        for (group, number) in &append.cases_gone {
            self.writer.case_gone(group, *number)?;
        }
        for duty in &append.duties {
            self.writer.duty(duty)?;
        }
        for entry in &append.entries {
            self.writer.entry(entry)?;
        }
        if append.entries_whole {
            self.writer.setting(ENTRIES_KEPT, "1")?;
        }
        for policy in &append.policies {
            self.writer.policy(&PolicyRow { record: last, ..policy.clone() })?;
        }
        for (row, content) in &append.knowledge {
            self.writer.knowledge(&KnowledgeRow { record: last, ..row.clone() }, content)?;
        }
        for (number, part, bytes) in &append.snapshot_parts {
            self.writer.snapshot_part(*number, *part, &compress(bytes))?;
        }
        if let Some((number, parts, hash)) = &append.snapshot_whole {
            self.writer.snapshot_whole(*number, *parts, hash)?;
        }
        if let Some((number, policies, knowledge)) = append.snapshot_begun {
            self.writer.snapshot_begun(number, last, policies, knowledge)?;
        }
        for entry in &append.audits {
            self.audit(entry, now)?;
        }
        Ok(first)
    }

    fn append_records(
        &mut self,
        first: RecordNumber,
        new: &[NewRecord],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut records = Vec::with_capacity(new.len());
        let mut groups = BTreeSet::new();
        let mut chain = self.position.link;
        for (number, one) in (first..).zip(new) {
            let line = Veiled::of(&one.line, self.salts);
            let decisions: Vec<Veiled> =
                one.decisions.iter().map(|d| Veiled::of(&d.line, self.salts)).collect();
            let (record, hash) = Record::new(one.kind, one.at, line, decisions.iter());
            chain = link(&chain, &hash);
            records.push(record);
            if let Some((group, _)) = &one.source {
                groups.insert(group_hash(group));
            }
            for (ordinal, (decision, line)) in (0_u32..).zip(one.decisions.iter().zip(&decisions)) {
                let source = one.source.as_ref().map(|(group, id)| (&**group, id.as_deref()));
                let place = DecisionPlace { record: number, ordinal, source };
                self.writer.decision(place, decision, line)?;
                if let Some(effect) = &decision.effect {
                    self.writer.effect(&self.effect(place, decision, effect))?;
                }
            }
        }
        let mut segment = Segment::pack(first, now, chain, &records);
        segment.groups = groups.into_iter().flatten().collect();
        self.writer.segment(&segment)?;
        self.position = Position { last: first + records.len() as u64 - 1, link: chain };
        Ok(())
    }

    fn effect(
        &self,
        place: DecisionPlace<'_>,
        decision: &NewDecision,
        effect: &NewEffect,
    ) -> EffectRow {
        // What was decided for the time between a backup and its restore may have been done.
        let held = self.hold_until.is_some_and(|until| decision.at <= until);
        EffectRow {
            key: effect_key(self.installation, place.record, place.ordinal),
            record: place.record,
            ordinal: place.ordinal,
            group: decision.group.clone(),
            action: decision.action.to_owned(),
            repeatable: effect.repeatable,
            tells: effect.tells,
            state: if held { EffectState::Held } else { EffectState::Pending },
            attempt: 0,
            next: Timestamp(0),
            expires: effect.expires,
            decided: decision.at,
            detail: None,
            decision: String::new(),
        }
    }

    /// Enters what became of an act, in the outbox and in the journal. Whether it was news.
    ///
    /// # Errors
    /// The database fails.
    pub fn receive(&mut self, receipt: &Receipt, now: Timestamp) -> Result<bool, StoreError> {
        let Some(effect) = self.writer.receipt(receipt, now)? else { return Ok(false) };
        self.append_records(self.position.last + 1, &[noted(receipt, now, effect.group)?], now)?;
        Ok(true)
    }

    /// Takes what a connector is to carry out next, and enters at once what becomes of it.
    ///
    /// # Errors
    /// The database fails.
    pub fn settle(
        &mut self,
        request: &LeaseRequest,
        settle: &mut dyn FnMut(&EffectRow) -> (Outcome, Option<String>),
    ) -> Result<Vec<(EffectRow, Outcome)>, StoreError> {
        let settled = self.writer.settle(request, settle)?;
        let news =
            settled.iter().map(|(row, receipt)| noted(receipt, request.now, row.group.clone()));
        let news: Vec<NewRecord> = news.collect::<Result<_, _>>()?;
        if !news.is_empty() {
            self.append_records(self.position.last + 1, &news, request.now)?;
        }
        Ok(settled.into_iter().map(|(row, receipt)| (row, receipt.outcome)).collect())
    }

    /// Keeps what somebody of the staff did.
    ///
    /// # Errors
    /// The database fails.
    pub fn audit(&mut self, entry: &AuditEntry, now: Timestamp) -> Result<(), StoreError> {
        let line = serde_json::to_string(entry).map_err(|_| StoreError::Value("操作记录"))?;
        let record = NewRecord {
            kind: RecordKind::Audit,
            at: now,
            line,
            source: None,
            decisions: Vec::new(),
        };
        self.append_records(self.position.last + 1, &[record], now)?;
        self.writer.audit(self.position.last, now, entry)
    }
}

/// What became of an attempt, as a record.
fn noted(receipt: &Receipt, at: Timestamp, group: String) -> Result<NewRecord, StoreError> {
    let line = serde_json::to_string(receipt).map_err(|_| StoreError::Value("回执"))?;
    let source = Some((group, None));
    Ok(NewRecord { kind: RecordKind::Receipt, at, line, source, decisions: Vec::new() })
}
