//! How a running engine is, and what it tells of its work.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use store::rows::RecordNumber;

/// What was just written, for whoever listens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// The first record.
    pub first: RecordNumber,
    /// The records: the group of each, its line, and the lines of its decisions.
    pub records: Vec<(Option<String>, String, Vec<String>)>,
    /// Whether there is anything new to be carried out.
    pub effects: bool,
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It runs.
    Well,
    /// Writing failed; it tries again, and turns away what comes meanwhile.
    Stalled,
    /// It has stopped.
    Stopped,
}

/// Figures since the start.
#[derive(Debug, Default)]
pub struct Figures {
    /// Events taken.
    pub events: AtomicU64,
    /// Duplicates answered.
    pub duplicates: AtomicU64,
    /// Lines refused.
    pub refused: AtomicU64,
    /// Decisions taken.
    pub decisions: AtomicU64,
    /// Commits.
    pub commits: AtomicU64,
    /// Commits that failed.
    pub failures: AtomicU64,
    /// Deadlines' records.
    pub timeouts: AtomicU64,
    /// The last record that is on disk.
    pub last_record: AtomicU64,
    health: AtomicU8,
}

impl Figures {
    /// How it is.
    #[must_use]
    pub fn health(&self) -> Health {
        match self.health.load(Ordering::Acquire) {
            0 => Health::Well,
            1 => Health::Stalled,
            _ => Health::Stopped,
        }
    }

    pub(crate) fn set_health(&self, health: Health) {
        self.health.store(health as u8, Ordering::Release);
    }
}
