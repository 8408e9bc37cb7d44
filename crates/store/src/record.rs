//! Records of the journal, and the chain of hashes over them.

use model::Timestamp;
use sha2::{Digest, Sha256};

use crate::veil::Veiled;

/// What proves the journal up to a record.
pub type Link = [u8; 32];

/// The link before the first record.
pub const FIRST_LINK: Link = [0; 32];

/// The sorts of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    /// An event, as its line; the time is when it reached us.
    Event,
    /// Time has come to the record's own: deadlines before it run out.
    Timeout,
    /// Policies come into use: which, as JSON.
    Policies,
    /// What a connector says of an act, as JSON.
    Receipt,
    /// What somebody of the staff did, as JSON.
    Audit,
    /// What the organisation knows of its own comes into use or goes: which, as JSON.
    Knowledge,
}

impl RecordKind {
    /// Every kind with its name and its number in the journal.
    pub const ALL: [(RecordKind, &'static str, u8); 6] = [
        (RecordKind::Event, "event", 1),
        (RecordKind::Timeout, "timeout", 2),
        (RecordKind::Policies, "policies", 3),
        (RecordKind::Receipt, "receipt", 4),
        (RecordKind::Audit, "audit", 5),
        (RecordKind::Knowledge, "knowledge", 6),
    ];

    /// The number that the journal writes.
    #[must_use]
    pub fn number(self) -> u8 {
        RecordKind::ALL.iter().find(|(kind, ..)| *kind == self).map_or(0, |(.., number)| *number)
    }

    /// The kind of that number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<RecordKind> {
        RecordKind::ALL.iter().find(|(.., known)| *known == number).map(|(kind, ..)| *kind)
    }

    /// The name that exports write.
    #[must_use]
    pub fn name(self) -> &'static str {
        RecordKind::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What sort it is.
    pub kind: RecordKind,
    /// When it reached us, or the time that has come.
    pub at: Timestamp,
    /// Its line, texts apart.
    pub line: Veiled,
    /// How many decisions rest on it.
    pub decisions: u32,
    /// The first bytes of its own hash: tells which record of a segment was touched.
    pub check: [u8; 8],
}

impl Record {
    /// A record with the decisions that rest on it.
    #[must_use]
    pub fn new<'d>(
        kind: RecordKind,
        at: Timestamp,
        line: Veiled,
        decisions: impl Iterator<Item = &'d Veiled>,
    ) -> (Record, Link) {
        let mut record = Record { kind, at, line, decisions: 0, check: [0; 8] };
        let hash = record.count_and_hash(decisions);
        record.check = short(&hash);
        (record, hash)
    }

    fn count_and_hash<'d>(&mut self, decisions: impl Iterator<Item = &'d Veiled>) -> Link {
        let (hash, count) = self.hash(decisions);
        self.decisions = count;
        hash
    }

    /// Its hash, together with its decisions; and how many those are.
    #[must_use]
    pub fn hash<'d>(&self, decisions: impl Iterator<Item = &'d Veiled>) -> (Link, u32) {
        let mut hash = Sha256::new();
        hash.update([self.kind.number()]);
        hash.update(self.at.0.to_le_bytes());
        self.line.prove(&mut hash);
        let mut count = 0_u32;
        for decision in decisions {
            decision.prove(&mut hash);
            count = count.saturating_add(1);
        }
        (hash.finalize().into(), count)
    }

    /// Whether it is what was written, with these decisions. Its hash, or what is wrong.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check<'d>(&self, decisions: impl Iterator<Item = &'d Veiled>) -> Result<Link, Mismatch> {
        if !self.line.is_sound() {
            return Err(Mismatch::Text);
        }
        let mut sound = true;
        let (hash, count) = self.hash(decisions.inspect(|decision| sound &= decision.is_sound()));
        match () {
            () if count != self.decisions => Err(Mismatch::DecisionCount),
            () if !sound => Err(Mismatch::DecisionText),
            () if short(&hash) != self.check => Err(Mismatch::Record),
            () => Ok(hash),
        }
    }
}

/// What of a record was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// A text does not fit its digest.
    Text,
    /// Decisions are missing, or there are more.
    DecisionCount,
    /// A text of a decision does not fit its digest.
    DecisionText,
    /// The record or one of its decisions is not what was written.
    Record,
}

fn short(hash: &Link) -> [u8; 8] {
    hash.first_chunk::<8>().copied().unwrap_or_default()
}

/// The link after a record.
#[must_use]
pub fn link(before: &Link, hash: &Link) -> Link {
    Sha256::new().chain_update(before).chain_update(hash).finalize().into()
}

/// A link over bytes: what a snapshot's parts come to.
#[must_use]
pub fn link_bytes(before: &Link, bytes: &[u8]) -> Link {
    Sha256::new().chain_update(before).chain_update(bytes).finalize().into()
}

/// Bytes as people compare them.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |at: u8| DIGITS.get(usize::from(at)).map_or('0', |&byte| char::from(byte));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
