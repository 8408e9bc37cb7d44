//! Looking after the store: the journal is proved in the background, and what came of it is kept.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::backup::Manifest;
use store::verify::verify;

use crate::app::App;

/// Under which key the last check is kept.
const LAST: &str = "check.last";
/// The most faults that are told one by one.
const FAULTS_TOLD: usize = 20;

/// What came of a check of the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When it ended, in milliseconds since 1970.
    pub at: i64,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// How many records there were.
    pub records: u64,
    /// How many decisions.
    pub decisions: u64,
    /// How many records have blanked texts.
    pub blanked: u64,
    /// When the backup was made that it was compared with, too.
    #[serde(default)]
    pub against: Option<i64>,
    /// How many faults there are.
    pub fault_count: u64,
    /// The first of them, in words.
    pub faults: Vec<String>,
}

/// A check that is under way.
#[derive(Debug, Default)]
pub struct Checks(Mutex<Running>);

#[derive(Clone, Copy, Debug, Default)]
struct Running {
    since: Option<Timestamp>,
    failed: bool,
}

impl Checks {
    fn state(&self) -> Running {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Since when one is under way.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.state().since
    }

    /// Whether the last one did not come to its end.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.state().failed
    }

    fn begin(&self, now: Timestamp) -> bool {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = running.since.is_none();
        if free {
            *running = Running { since: Some(now), failed: false };
        }
        free
    }

    fn end(&self, failed: bool) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Running { since: None, failed };
    }
}

/// However a check ends, it has ended.
struct Ends<'a>(&'a Checks, bool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.end(self.1);
    }
}

impl App {
    /// Proves the journal in the background, against the last backup where one is known, unless
    /// that is under way already.
    pub fn check_journal(self: &Arc<App>) {
        if !self.checks.begin(self.now()) {
            return;
        }
        let app = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mut ends = Ends(&app.checks, true);
            match app.prove() {
                Ok(()) => ends.1 = false,
                Err(error) => tracing::error!(%error, "checking the journal fails"),
            }
        });
    }

    fn prove(&self) -> Result<(), StoreError> {
        let began = self.now();
        let backup = self.last_backup();
        let anchors: Vec<_> = backup.iter().filter_map(Manifest::anchor).collect();
        let mut reader = self.runtime.reader()?;
        let damage = reader.sound()?;
        let proof = verify(reader.as_mut(), &anchors)?;
        drop(reader);
        let damaged = damage.map(|damage| format!("数据库文件已损坏:{damage}"));
        let mut faults: Vec<String> = damaged.into_iter().collect();
        let count = proof.fault_count + faults.len() as u64;
        faults.extend(proof.faults.iter().map(ToString::to_string));
        faults.truncate(FAULTS_TOLD);
        let now = self.now();
        let checked = Checked {
            at: now.0,
            took_ms: now.since(began),
            records: proof.records,
            decisions: proof.decisions,
            blanked: proof.blanked,
            against: backup.map(|backup| backup.made),
            fault_count: count,
            faults,
        };
        let text = serde_json::to_string(&checked).map_err(|_| StoreError::Value("核对结果"))?;
        self.runtime.write(move |session| session.writer.setting(LAST, &text))
    }

    /// The last backup, where one was made from this folder. It reads a file.
    #[must_use]
    pub fn last_backup(&self) -> Option<Manifest> {
        Manifest::noted_in(Path::new(&self.config.data))
    }

    /// What came of the last check. It blocks.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn last_check(&self) -> Result<Option<Checked>, StoreError> {
        let text = self.runtime.reader()?.setting(LAST)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}
