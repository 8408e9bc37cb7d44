//! Coming up after a stop or a crash: the last snapshot, and the journal behind it.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Instant;

use engine::Engine;
use model::{Event, Timestamp};
use store::StoreError;
use store::dialect::{Dialect, Reader};
use store::journal::ENTRIES_KEPT;
use store::knowledge::{Content, Named, content_of};
use store::record::{FIRST_LINK, Link, Record, RecordKind, link_bytes};
use store::rows::{KeptDecision, PolicyRow, RecordNumber, SnapshotRow};
use store::segment::Segment;
use thiserror::Error;

use crate::core::{Core, exchange, with_received, written};
use crate::knowledge::{About, KnowledgeError, Known, Pieces};
use crate::policies::{InUse, Policies, PolicyError, Settings};

/// Segments that are read at once.
const SEGMENTS: u32 = 64;
/// How many readings may wait for the engine.
const AHEAD: usize = 4;
/// How many parts of a snapshot may be read ahead.
const PARTS_AHEAD: usize = 2;

/// Why a store's engine does not come up.
#[derive(Debug, Error)]
pub enum RecoverError {
    /// The store can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A policy that was in use can't be taken.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A record can't be read any more.
    #[error("记录第 {record} 条无法读取:{why}")]
    Record {
        /// Which.
        record: RecordNumber,
        /// Why.
        why: String,
    },
    /// Texts that would have to be read again are blanked, and no snapshot can be read.
    #[error(
        "快照无法使用({0}),而较早的消息正文已按保存期限清除,无法重新计算;请用原来的程序版本或恢复备份"
    )]
    Blanked(String),
    /// The thread that reads has ended.
    #[error("内部错误:读取线程意外结束")]
    Reading,
}

/// How an engine came up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// The snapshot's record; 0: from the beginning.
    pub from: RecordNumber,
    /// How many records were gone through after it.
    pub records: u64,
    /// How many of them led to other decisions than they once did.
    pub differing: u64,
    /// The first of those.
    pub first_differing: Option<RecordNumber>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Snapshots that could not be used, and why.
    pub passed_over: Vec<String>,
}

/// Brings a core up to the journal's end. With `from_beginning`, no snapshot is used.
///
/// # Errors
/// The store can't be read, or what is needed is damaged.
pub fn recover(
    dialect: &dyn Dialect,
    settings: &Settings,
    snapshot_every: u64,
    from_beginning: bool,
) -> Result<(Core, Recovered), RecoverError> {
    let began = Instant::now();
    let mut reader = dialect.reader()?;
    let rows = reader.policies()?;
    let snapshots = if from_beginning { Vec::new() } else { reader.snapshots()? };
    let mut recovered = Recovered::default();
    let mut start = None;
    for snapshot in &snapshots {
        match load(reader.as_mut(), snapshot, &rows, settings) {
            Ok(loaded) => {
                recovered.from = snapshot.record;
                start = Some(loaded);
                break;
            }
            Err(why) => recovered.passed_over.push(why),
        }
    }
    let (engine, policies) = match start {
        Some(start) => start,
        None => {
            let policies = Policies::none(settings.clone())?;
            (Engine::new(policies.program()?), policies)
        }
    };
    let pieces = policies.known().pieces().clone();
    let next_snapshot = reader.last_snapshot()?.saturating_add(1);
    let entries_kept = reader.setting(ENTRIES_KEPT)?.is_some();
    let first = recovered.from + 1;
    let library = Library { dialect, reader: None, pieces, changes: policies.known().count() };
    let mut tail = Tail { engine, policies, rows, library, recovered, time: Timestamp(0) };
    if tail.recovered.from > 0 {
        // What the snapshot has seen last is told by its last record.
        let last = reader.segments(tail.recovered.from, 1)?;
        tail.time = last.last().map_or(Timestamp(0), |segment| segment.written);
    }
    tail.run(reader, first)?;
    let Tail { engine, policies, mut recovered, time, .. } = tail;
    recovered.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let since = recovered.records;
    let mut core = Core::new(engine, policies, time, next_snapshot, since, snapshot_every);
    if !entries_kept {
        core.keep_all_entries();
    }
    Ok((core, recovered))
}

fn load(
    reader: &mut dyn Reader,
    snapshot: &SnapshotRow,
    rows: &[PolicyRow],
    settings: &Settings,
) -> Result<(Engine, Policies), String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let mut policies = Policies::none(settings.clone()).map_err(|error| told(&error))?;
    for row in rows.iter().take(snapshot.policies as usize) {
        policies.push(&row.name, &row.text).map_err(|error| told(&error))?;
    }
    let known = known_after(reader, snapshot.knowledge, settings).map_err(|error| told(&error))?;
    policies.knowing(known);
    let program = policies.program().map_err(|error| told(&error))?;
    // Reading, unpacking and proving run ahead of the engine that is put together: two cores are
    // quicker than one, and the whole is never in memory twice.
    let (send, parts) = sync_channel::<Vec<u8>>(PARTS_AHEAD);
    let (engine, read) = std::thread::scope(|scope| {
        let reading = scope.spawn(move || read_parts(reader, snapshot, &send));
        (Engine::restore_parts(program, parts), reading.join())
    });
    let hash = read.map_err(|_| RecoverError::Reading.to_string())?;
    let engine = engine.map_err(|error| told(&error))?;
    if hash.map_err(|error| told(&error))?.as_slice() != snapshot.hash {
        return Err(format!("快照 {} 的校验值不符", snapshot.number));
    }
    Ok((engine, policies))
}

/// What the organisation knew of its own after so many changes.
fn known_after(
    reader: &mut dyn Reader,
    changes: u32,
    settings: &Settings,
) -> Result<Known, RecoverError> {
    let mut pieces = Pieces::new();
    for row in reader.knowledge_after(changes)? {
        let digest = row.digest.unwrap_or_default();
        let content = store::knowledge::content(reader, &digest)?;
        let (Some(about), Content::There(content)) = (About::parse(&row.about), content) else {
            return Err(PolicyError::from(KnowledgeError::Missing(row.place)).into());
        };
        pieces.insert((about, row.name), content.into());
    }
    let known = Known::of(settings.calendar.clone(), pieces, changes);
    Ok(known.map_err(PolicyError::from)?)
}

/// What the organisation knows of its own, while the journal is gone through: contents are
/// gathered as they come, and read when something is decided by them.
struct Library<'d> {
    dialect: &'d dyn Dialect,
    reader: Option<Box<dyn Reader>>,
    pieces: Pieces,
    changes: u32,
}

impl Library<'_> {
    fn take(&mut self, line: &str) -> Result<(), String> {
        let named: Named = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let told = |error: StoreError| error.to_string();
        if self.reader.is_none() {
            self.reader = Some(self.dialect.reader().map_err(told)?);
        }
        let Some(reader) = &mut self.reader else { return Ok(()) };
        let content = content_of(reader.as_mut(), &named).map_err(told)?;
        let missing = KnowledgeError::Missing(named.place).to_string();
        let about = About::parse(&named.about).ok_or_else(|| missing.clone())?;
        let key = (about, named.name);
        match content {
            Content::There(content) => drop(self.pieces.insert(key, content.into())),
            Content::Gone => drop(self.pieces.remove(&key)),
            Content::Wrong => return Err(missing),
        }
        self.changes = named.place.saturating_add(1);
        Ok(())
    }
}

/// Reads a snapshot's parts in order. The hash over them.
fn read_parts(
    reader: &mut dyn Reader,
    snapshot: &SnapshotRow,
    send: &SyncSender<Vec<u8>>,
) -> Result<Link, StoreError> {
    let mut hash = FIRST_LINK;
    for part in 0..snapshot.parts {
        let bytes = reader.snapshot_part(snapshot.number, part)?;
        hash = link_bytes(&hash, &bytes);
        if send.send(bytes).is_err() {
            // Whoever puts them together has found them wrong, and says so.
            break;
        }
    }
    Ok(hash)
}

/// What goes through the journal behind a snapshot.
struct Tail<'d> {
    engine: Engine,
    policies: Policies,
    rows: Vec<PolicyRow>,
    library: Library<'d>,
    recovered: Recovered,
    time: Timestamp,
}

type Reading = Result<(Segment, Vec<Record>, Vec<KeptDecision>), StoreError>;

impl Tail<'_> {
    /// Goes through everything from a record on; reading and unpacking run ahead on a thread.
    fn run(&mut self, reader: Box<dyn Reader>, first: RecordNumber) -> Result<(), RecoverError> {
        let (send, readings) = sync_channel::<Reading>(AHEAD * SEGMENTS as usize);
        std::thread::scope(|scope| {
            scope.spawn(move || read_ahead(reader, first, &send));
            for reading in readings {
                let (segment, records, decisions) = reading?;
                self.segment(&segment, &records, &decisions, first)?;
            }
            self.settle()
        })
    }

    /// What has come into use since something was last decided is known from now on.
    fn settle(&mut self) -> Result<(), RecoverError> {
        if self.policies.known().count() == self.library.changes {
            return Ok(());
        }
        let Library { pieces, changes, .. } = &self.library;
        let calendar = self.policies.settings().calendar.clone();
        let known = Known::of(calendar, pieces.clone(), *changes).map_err(PolicyError::from)?;
        self.policies.knowing(known);
        self.engine
            .go_on_under(self.policies.program()?)
            .map_err(|error| PolicyError::Program(error.to_string()))?;
        Ok(())
    }

    fn segment(
        &mut self,
        segment: &Segment,
        records: &[Record],
        decisions: &[KeptDecision],
        first: RecordNumber,
    ) -> Result<(), RecoverError> {
        let mut rest = decisions;
        for (number, record) in (segment.first..).zip(records) {
            let (own, more) = rest.split_at(rest.partition_point(|one| one.record <= number));
            rest = more;
            if number >= first {
                self.record(number, record, own)?;
            }
        }
        Ok(())
    }

    fn record(
        &mut self,
        number: RecordNumber,
        record: &Record,
        decisions: &[KeptDecision],
    ) -> Result<(), RecoverError> {
        let mut out = Vec::new();
        if !matches!(record.kind, RecordKind::Knowledge | RecordKind::Audit) {
            self.settle()?;
        }
        let unreadable = |why: String| RecoverError::Record { record: number, why };
        match record.kind {
            RecordKind::Event => {
                if record.line.is_blanked() {
                    let why = self.recovered.passed_over.join(";");
                    return Err(RecoverError::Blanked(why));
                }
                let line = record.line.line();
                let event = Event::parse(&line).map_err(|error| unreadable(error.to_string()))?;
                self.time = self.time.max(record.at);
                self.engine.handle_event(&with_received(event, record.at), &mut out);
            }
            RecordKind::Timeout => {
                self.time = self.time.max(record.at);
                self.engine.handle_timeout(record.at, &mut out);
            }
            RecordKind::Policies => {
                let in_use: InUse = serde_json::from_str(&record.line.line())
                    .map_err(|error| unreadable(error.to_string()))?;
                for place in in_use.places {
                    let row = self.rows.iter().find(|row| row.place == place);
                    let row = row.ok_or(PolicyError::Missing(place))?;
                    self.policies.push(&row.name, &row.text)?;
                }
                self.engine = exchange(&self.engine, self.policies.program()?)
                    .map_err(|error| unreadable(error.to_string()))?;
            }
            RecordKind::Knowledge => {
                self.library.take(&record.line.line()).map_err(unreadable)?;
            }
            RecordKind::Receipt | RecordKind::Audit => {}
        }
        self.recovered.records += 1;
        let again = written(self.engine.program(), out);
        let same = again.len() == decisions.len()
            && again
                .iter()
                .zip(decisions)
                .all(|(new, old)| old.line.is_blanked() || new.line == old.line.line());
        if !same {
            self.recovered.differing += 1;
            self.recovered.first_differing.get_or_insert(number);
        }
        Ok(())
    }
}

fn read_ahead(mut reader: Box<dyn Reader>, first: RecordNumber, send: &SyncSender<Reading>) {
    let mut next = first;
    loop {
        let segments = match reader.segments(next, SEGMENTS) {
            Ok(segments) if segments.is_empty() => return,
            Ok(segments) => segments,
            Err(error) => {
                let _ = send.send(Err(error));
                return;
            }
        };
        for segment in segments {
            let to = segment.first + u64::from(segment.records.max(1)) - 1;
            next = to + 1;
            let damaged = |why| StoreError::Segment { first: segment.first, why };
            let reading = segment
                .unpack()
                .map_err(damaged)
                .and_then(|records| Ok((reader.decisions_of(segment.first, to)?, records)))
                .map(|(decisions, records)| (segment, records, decisions));
            let failed = reading.is_err();
            // Whoever reads has ended with an error of its own.
            if send.send(reading).is_err() || failed {
                return;
            }
        }
    }
}
