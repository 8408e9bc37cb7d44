//! A disk that is full, a commit that fails: nothing is answered that is not kept, and it goes on
//! by itself when there is room again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::time::DAY_MS;
use runtime::{LineAnswer, Runtime, RuntimeError};
use store::dialect::{Dialect, Reader, Writer};
use store::verify::verify;
use store::{Sqlite, StoreError};

use crate::common::{BEGIN, Hands, all_decisions, lines, options, policy, start};

#[test]
fn a_full_disk_turns_away_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + 4 * DAY_MS);
    let lines = lines(3, 10, 3_000, 11);
    let small = Arc::new(Sqlite::in_folder(folder.path()).of_at_most(110));
    let (runtime, _) = Runtime::start(small, clock.clone(), options()).unwrap();
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    let mut kept = 0;
    let mut full = None;
    for (at, part) in lines.chunks(20).enumerate() {
        match runtime.ingest_and_wait(part.join("\n")) {
            Ok(answers) => kept += answers.len(),
            Err(error) => {
                full = Some((at, error));
                break;
            }
        }
    }
    let (at, error) = full.expect("the disk fills");
    assert!(matches!(&error, RuntimeError::NotStored(StoreError::Full)), "{error}");
    let again = runtime.ingest_and_wait(lines[0].clone());
    assert!(again.is_err() || matches!(again.unwrap()[0], LineAnswer::Duplicate { .. }));
    drop(runtime);
    // There is room again: the same is sent again, and all is as if nothing had been.
    let runtime = start(folder.path(), clock.clone());
    assert_eq!(kept, at * 20);
    for part in lines[kept..].chunks(20) {
        runtime.ingest_and_wait(part.join("\n")).unwrap();
    }
    let whole = tempfile::tempdir().unwrap();
    let expected = start(whole.path(), clock);
    expected.activate("crowd.md", &policy(), "x").unwrap();
    for part in lines.chunks(20) {
        expected.ingest_and_wait(part.join("\n")).unwrap();
    }
    assert!(all_decisions(&runtime) == all_decisions(&expected), "decided otherwise");
}

/// A database whose commits fail when a test says so.
struct Failing {
    store: Sqlite,
    /// How many commits still go well before one fails; less than nothing: all go well.
    left: Arc<AtomicI64>,
}

/// The connection that writes, through which all calls go on but some commits.
struct FailingWriter {
    inner: Box<dyn Writer>,
    left: Arc<AtomicI64>,
}

impl Dialect for Failing {
    fn writer(&self) -> Result<Box<dyn Writer>, StoreError> {
        let inner = self.store.writer()?;
        Ok(Box::new(FailingWriter { inner, left: Arc::clone(&self.left) }))
    }

    fn reader(&self) -> Result<Box<dyn Reader>, StoreError> {
        self.store.reader()
    }

    fn beside(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        self.store.beside()
    }
}

/// Hands calls on as they are.
macro_rules! handed_on {
    ($(fn $name:ident($($given:ident: $kind:ty),*) -> $gives:ty;)*) => {
        $(fn $name(&mut self, $($given: $kind),*) -> $gives {
            self.inner.$name($($given),*)
        })*
    };
}

impl store::WritesCounts for FailingWriter {
    handed_on! {
        fn found(found: &store::counts::Found) -> Result<(), StoreError>;
        fn forget_found() -> Result<(), StoreError>;
        fn duty(change: &store::counts::DutyChange) -> Result<(), StoreError>;
        fn entry(change: &store::counts::EntryChange) -> Result<(), StoreError>;
    }
}

impl Writer for FailingWriter {
    fn commit(&mut self) -> Result<(), StoreError> {
        if self.left.load(Ordering::SeqCst) == 0 {
            self.left.store(-1, Ordering::SeqCst);
            return Err(StoreError::Database("disk I/O error".to_owned()));
        }
        self.left.fetch_sub(1, Ordering::SeqCst);
        self.inner.commit()
    }

    fn roll_back(&mut self) {
        self.inner.roll_back();
    }

    handed_on! {
        fn head() -> Result<store::dialect::Head, StoreError>;
        fn begin() -> Result<(), StoreError>;
        fn mark() -> Result<(), StoreError>;
        fn keep_mark() -> Result<(), StoreError>;
        fn undo_mark() -> Result<(), StoreError>;
        fn rest() -> Result<(), StoreError>;
        fn segment(segment: &store::segment::Segment) -> Result<(), StoreError>;
        fn segment_texts(first: u64, texts: &[u8]) -> Result<(), StoreError>;
        fn decision(
            place: store::dialect::DecisionPlace<'_>,
            decision: &store::rows::NewDecision,
            line: &store::veil::Veiled
        ) -> Result<(), StoreError>;
        fn decisions_for(group: &str, id: &str)
            -> Result<Vec<store::rows::KeptDecision>, StoreError>;
        fn decision_texts(decision: &store::rows::KeptDecision) -> Result<(), StoreError>;
        fn effect(effect: &store::rows::EffectRow) -> Result<(), StoreError>;
        fn case(case: &store::rows::CaseRow, began: u64) -> Result<(), StoreError>;
        fn case_texts(case: &store::rows::CaseRow) -> Result<(), StoreError>;
        fn group_kept(group: &str, kept: &str) -> Result<(), StoreError>;
        fn case_gone(group: &str, number: u32) -> Result<(), StoreError>;
        fn roster(change: &store::rows::RosterChange) -> Result<(), StoreError>;
        fn policy(policy: &store::rows::PolicyRow) -> Result<(), StoreError>;
        fn audit(record: u64, at: model::Timestamp, entry: &store::people::AuditEntry)
            -> Result<(), StoreError>;
        fn knowledge(row: &store::knowledge::KnowledgeRow, content: &[u8]) -> Result<(), StoreError>;
        fn snapshot_begun(number: u32, record: u64, policies: u32, knowledge: u32)
            -> Result<(), StoreError>;
        fn snapshot_part(number: u32, part: u32, bytes: &[u8]) -> Result<(), StoreError>;
        fn snapshot_whole(number: u32, parts: u32, hash: &[u8]) -> Result<(), StoreError>;
        fn once(what: &str, until: model::Timestamp, now: model::Timestamp)
            -> Result<bool, StoreError>;
        fn wipe_log() -> Result<(), StoreError>;
        fn lease(request: &store::rows::LeaseRequest)
            -> Result<Vec<store::rows::EffectRow>, StoreError>;
        fn settle(
            request: &store::rows::LeaseRequest,
            settle: &mut dyn FnMut(&store::rows::EffectRow)
                -> (store::rows::Outcome, Option<String>)
        ) -> Result<Vec<(store::rows::EffectRow, store::rows::Receipt)>, StoreError>;
        fn receipt(receipt: &store::rows::Receipt, now: model::Timestamp)
            -> Result<Option<store::rows::EffectRow>, StoreError>;
        fn move_effects(
            keys: Option<&[String]>,
            from: store::rows::EffectState,
            to: store::rows::EffectState,
            now: model::Timestamp
        ) -> Result<u64, StoreError>;
        fn people(change: &store::people::PeopleChange) -> Result<i64, StoreError>;
        fn setting(key: &str, value: &str) -> Result<(), StoreError>;
        fn begin_epoch(installation: &str, now: model::Timestamp) -> Result<(), StoreError>;
    }
}

#[test]
fn a_failed_commit_throws_memory_away_and_goes_on() {
    let lines = lines(3, 10, 1_200, 13);
    let clock = Hands::at(BEGIN + 4 * DAY_MS);
    let whole = tempfile::tempdir().unwrap();
    let expected = start(whole.path(), clock.clone());
    expected.activate("crowd.md", &policy(), "x").unwrap();
    for part in lines.chunks(20) {
        expected.ingest_and_wait(part.join("\n")).unwrap();
    }
    for fails_at in [3, 10, 31] {
        let folder = tempfile::tempdir().unwrap();
        let left = Arc::new(AtomicI64::new(-1));
        let store = Sqlite::in_folder(folder.path());
        let store = Arc::new(Failing { store, left: Arc::clone(&left) });
        let (runtime, _) = Runtime::start(store, clock.clone(), options()).unwrap();
        runtime.activate("crowd.md", &policy(), "x").unwrap();
        left.store(fails_at, Ordering::SeqCst);
        for part in lines.chunks(20) {
            // Whoever is told that it was not stored sends it again.
            while runtime.ingest_and_wait(part.join("\n")).is_err() {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
        assert!(all_decisions(&runtime) == all_decisions(&expected), "at {fails_at}");
        assert!(runtime.figures().failures.load(Ordering::Relaxed) > 0);
        let proof = verify(runtime.reader().unwrap().as_mut(), &[]).unwrap();
        assert_eq!(proof.faults, [], "at {fails_at}: the numbers go on where the disk is");
    }
}
