//! The thread that runs the engine: it takes what waits, lets deadlines run out, steps the
//! engine, hands the batch to the writer, and goes on with the next while that is written.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::Timestamp;
use store::dialect::Dialect;
use store::rows::RecordNumber;
use store::{Append, Ledger, Session, StoreError};

use crate::clock::Time;
use crate::core::{Core, Taken};
use crate::knowledge::Known;
use crate::recover::recover;
use crate::service::{
    Figures, Health, LineAnswer, Listeners, News, Options, Reply, Request, RuntimeError,
};

/// The most records of one batch.
const BATCH_MAX: usize = 4_000;
/// The same while a snapshot is being taken: whatever group a batch touches goes into the
/// snapshot with it, which is not to be all of them at once.
const SAVING_BATCH_MAX: usize = 400;
/// How many batches may be on their way to the disk while the engine goes on.
const AHEAD: usize = 2;
/// The longest that the thread sleeps: the clock may leap meanwhile.
const SLEEP_MAX: Duration = Duration::from_millis(500);
/// How long it waits for more to come while a snapshot is being taken.
const SAVING: Duration = Duration::from_millis(2);
/// How long after a failed commit it tries again.
const RETRY: Duration = Duration::from_millis(500);
/// How often a snapshot is taken where few events come, in milliseconds.
const SNAPSHOT_AT_LEAST_MS: i64 = 6 * 60 * 60 * 1_000;

/// What the engine's thread shares with whoever asks.
#[derive(Default)]
pub(crate) struct Shared {
    pub figures: Figures,
    /// Bytes of deliveries that wait for the engine.
    pub queued_bytes: AtomicUsize,
    pub listeners: Listeners,
    /// Held by whoever counts.
    pub counting: Mutex<()>,
    /// What the organisation knows of its own, as it is on disk.
    pub known: Mutex<Option<Arc<Known>>>,
}

impl Shared {
    pub fn know(&self, known: &Arc<Known>) {
        let mut kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Arc::clone(known));
    }
}

/// However the thread ends, it is seen.
struct Ends(Arc<Shared>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.figures.set_health(Health::Stopped);
    }
}

/// A delivery whose answer waits for the disk.
struct Waiting {
    taken: Vec<Taken>,
    reply: Reply,
}

/// A policy's activation that waits for the disk.
type Activated = Box<dyn FnOnce(Option<RuntimeError>) + Send>;

/// One batch on its way.
struct Batch {
    waiting: Vec<Waiting>,
    activated: Vec<Activated>,
}

pub(crate) struct Worker {
    core: Core,
    ledger: Ledger,
    dialect: Arc<dyn Dialect>,
    time: Arc<Time>,
    shared: Arc<Shared>,
    options: Options,
    /// Set by the first batch that fails: those behind it must not be written either.
    broken: Arc<AtomicBool>,
    on_way: Arc<AtomicUsize>,
    written: (Sender<()>, Receiver<()>),
    last_snapshot_ms: i64,
}

impl Worker {
    pub fn new(
        core: Core,
        ledger: Ledger,
        dialect: Arc<dyn Dialect>,
        time: Arc<Time>,
        shared: Arc<Shared>,
        options: Options,
    ) -> Worker {
        let last_snapshot_ms = time.steady_ms();
        Worker {
            core,
            ledger,
            dialect,
            time,
            shared,
            options,
            broken: Arc::default(),
            on_way: Arc::default(),
            written: channel(),
            last_snapshot_ms,
        }
    }

    /// Runs until it is told to stop, or everybody who could tell it has gone.
    pub fn run(mut self, inbox: &Receiver<Request>) {
        let _ends = Ends(Arc::clone(&self.shared));
        let mut stopping = false;
        while !stopping {
            let first = match inbox.recv_timeout(self.patience()) {
                Ok(request) => Some(request),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(Request::Stop),
            };
            stopping = self.turn(first, inbox);
            if self.broken.load(Ordering::Acquire) && !self.rebuild(inbox, stopping) {
                break;
            }
        }
        self.finish();
    }

    /// How long to wait for the next request.
    fn patience(&self) -> Duration {
        if self.core.is_saving() {
            return SAVING;
        }
        let now = self.time.now();
        let until = |due: Timestamp| due.since(now).max(0).unsigned_abs();
        let due = self.core.next_due().map(|due| Duration::from_millis(until(due)));
        // Where a deadline is past and time is not believed yet, not to spin.
        due.map_or(SLEEP_MAX, |due| due.clamp(Duration::from_millis(1), SLEEP_MAX))
    }

    /// Takes what waits, and hands it over. Whether it is to stop.
    fn turn(&mut self, first: Option<Request>, inbox: &Receiver<Request>) -> bool {
        let now = self.time.now();
        // What ran out while nobody ran comes before what comes in now.
        while !self.core.take_time(now) {
            self.hand_over(Batch { waiting: Vec::new(), activated: Vec::new() });
        }
        let mut batch = Batch { waiting: Vec::new(), activated: Vec::new() };
        let mut next = first;
        let mut stop = false;
        while let Some(request) = next.take() {
            let received = self.time.now();
            match request {
                Request::Lines { body, reply } => {
                    self.shared.queued_bytes.fetch_sub(body.len(), Ordering::AcqRel);
                    let taken = self.core.take_lines(&body, received);
                    batch.waiting.push(Waiting { taken, reply });
                }
                Request::Activate { name, text, by, reply } => {
                    match self.core.activate(&name, &text, &by, received) {
                        Ok(told) => batch.activated.push(Box::new(move |error| {
                            reply(error.map_or(Ok(told), Err));
                        })),
                        Err(error) => reply(Err(error.into())),
                    }
                }
                Request::Learn { changes, entry, reply } => {
                    match self.core.learn(changes, entry, received) {
                        Ok(known) => {
                            let shared = Arc::clone(&self.shared);
                            batch.activated.push(Box::new(move |error| {
                                if error.is_none() {
                                    shared.know(&known);
                                }
                                reply(error.map_or(Ok(()), Err));
                            }));
                        }
                        Err(error) => reply(Err(error.into())),
                    }
                }
                Request::Stop => {
                    stop = true;
                    break;
                }
            }
            let most = if self.core.is_saving() { SAVING_BATCH_MAX } else { BATCH_MAX };
            if self.core.waiting() < most {
                next = inbox.try_recv().ok();
            }
        }
        let quiet_ms = self.time.steady_ms().saturating_sub(self.last_snapshot_ms);
        if quiet_ms > SNAPSHOT_AT_LEAST_MS {
            self.last_snapshot_ms = self.time.steady_ms();
            self.core.save_soon();
        }
        self.hand_over(batch);
        stop
    }

    fn hand_over(&mut self, batch: Batch) {
        let append = self.core.hand_over().unwrap_or_default();
        let nothing = append.records.is_empty()
            && append.snapshot_parts.is_empty()
            && append.snapshot_whole.is_none()
            && append.snapshot_begun.is_none();
        if nothing && batch.waiting.is_empty() && batch.activated.is_empty() {
            return;
        }
        while self.on_way.load(Ordering::Acquire) >= AHEAD {
            // The sender is our own: it does not go before us.
            let _ = self.written.1.recv();
        }
        while self.written.1.try_recv().is_ok() {}
        self.on_way.fetch_add(1, Ordering::AcqRel);
        let now = self.time.now();
        let weight = append.records.len() + 1;
        let append = Arc::new(append);
        let Batch { waiting, activated } = batch;
        let taken: Vec<Vec<Taken>> = waiting.iter().map(|one| one.taken.clone()).collect();
        let (written, broken) = (Arc::clone(&append), Arc::clone(&self.broken));
        let act = move |session: &mut Session<'_>| {
            if broken.load(Ordering::Acquire) {
                return Err(StoreError::Stopped);
            }
            let done = write(session, &written, &taken, now);
            if done.is_err() {
                broken.store(true, Ordering::Release);
            }
            done
        };
        let (shared, broken) = (Arc::clone(&self.shared), Arc::clone(&self.broken));
        let (on_way, tell) = (Arc::clone(&self.on_way), self.written.0.clone());
        let done = move |done: Result<(RecordNumber, Vec<Vec<LineAnswer>>), StoreError>| {
            match done {
                Ok((first, answers)) => {
                    note(&shared, &append, first, &answers);
                    for (one, answer) in waiting.into_iter().zip(answers) {
                        (one.reply)(Ok(answer));
                    }
                    activated.into_iter().for_each(|told| told(None));
                }
                Err(error) => {
                    broken.store(true, Ordering::Release);
                    shared.figures.failures.fetch_add(1, Ordering::Relaxed);
                    shared.figures.set_health(Health::Stalled);
                    let why = || RuntimeError::NotStored(error.clone());
                    waiting.into_iter().for_each(|one| (one.reply)(Err(why())));
                    activated.into_iter().for_each(|told| told(Some(why())));
                }
            }
            on_way.fetch_sub(1, Ordering::AcqRel);
            // Nobody waits any more where the engine's thread has ended.
            let _ = tell.send(());
        };
        self.ledger.submit_binding(weight, act, done);
    }

    /// Memory is ahead of the disk: it is thrown away and built anew from what is on disk, as
    /// soon as that takes something again. Whether it was, and it is to go on.
    fn rebuild(&mut self, inbox: &Receiver<Request>, stopping: bool) -> bool {
        self.wait_for_all();
        self.shared.figures.set_health(Health::Stalled);
        if stopping {
            return false;
        }
        loop {
            let tried = self.ledger.act(|session| session.writer.setting("probe", "1"));
            let core = tried.map_err(RuntimeError::Store).and_then(|()| {
                let Options { settings, snapshot_every, .. } = &self.options;
                let built = recover(self.dialect.as_ref(), settings, *snapshot_every, false);
                built.map_err(RuntimeError::Recover)
            });
            match core {
                Ok((core, _)) => {
                    self.shared.know(core.known());
                    self.core = core;
                    self.broken = Arc::default();
                    self.shared.figures.set_health(Health::Well);
                    return true;
                }
                Err(error) => {
                    if turn_away(inbox, &self.shared, &error) {
                        return false;
                    }
                }
            }
        }
    }

    fn wait_for_all(&mut self) {
        while self.on_way.load(Ordering::Acquire) > 0 {
            let _ = self.written.1.recv();
        }
    }

    /// The last snapshot, so that the next start is quick.
    fn finish(&mut self) {
        self.core.save_soon();
        while self.core.is_saving() && !self.broken.load(Ordering::Acquire) {
            self.hand_over(Batch { waiting: Vec::new(), activated: Vec::new() });
        }
        self.wait_for_all();
    }
}

/// Answers what comes in while nothing can be stored, until it is time to try again. Whether
/// it is to stop.
fn turn_away(inbox: &Receiver<Request>, shared: &Shared, error: &RuntimeError) -> bool {
    let why = || {
        RuntimeError::NotStored(match error {
            RuntimeError::Store(error) => error.clone(),
            other => StoreError::Database(other.to_string()),
        })
    };
    let until = std::time::Instant::now() + RETRY;
    loop {
        let left = until.saturating_duration_since(std::time::Instant::now());
        match inbox.recv_timeout(left) {
            Ok(Request::Lines { body, reply }) => {
                shared.queued_bytes.fetch_sub(body.len(), Ordering::AcqRel);
                reply(Err(why()));
            }
            Ok(Request::Activate { reply, .. }) => reply(Err(why())),
            Ok(Request::Learn { reply, .. }) => reply(Err(why())),
            Ok(Request::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
            Err(RecvTimeoutError::Timeout) => return false,
        }
    }
}

/// Writes a batch within a transaction, and says what became of every line.
pub(crate) fn write(
    session: &mut Session<'_>,
    append: &Append,
    taken: &[Vec<Taken>],
    now: Timestamp,
) -> Result<(RecordNumber, Vec<Vec<LineAnswer>>), StoreError> {
    let first = session.append(append, now)?;
    let mut answers = Vec::with_capacity(taken.len());
    for lines in taken {
        let mut told = Vec::with_capacity(lines.len());
        for line in lines {
            told.push(answer(session, append, first, line)?);
        }
        answers.push(told);
    }
    Ok((first, answers))
}

fn answer(
    session: &mut Session<'_>,
    append: &Append,
    first: RecordNumber,
    line: &Taken,
) -> Result<LineAnswer, StoreError> {
    Ok(match line {
        Taken::At(at) => {
            let decisions = append.records.get(*at).map(|record| &record.decisions);
            let lines = decisions.into_iter().flatten().map(|decision| decision.line.clone());
            LineAnswer::Kept { record: first + *at as u64, decisions: lines.collect() }
        }
        Taken::Duplicate(group, id) => {
            let found = session.writer.decisions_for(group, id)?;
            let decisions = found.into_iter().map(|decision| decision.line.line()).collect();
            LineAnswer::Duplicate { decisions }
        }
        Taken::Refused(why) => LineAnswer::Refused(why.clone()),
        Taken::Empty => LineAnswer::Empty,
    })
}

/// Counts what was written, and tells whoever listens.
fn note(shared: &Shared, append: &Append, first: RecordNumber, answers: &[Vec<LineAnswer>]) {
    let add = |figure: &std::sync::atomic::AtomicU64, count: usize| {
        figure.fetch_add(count as u64, Ordering::Relaxed);
    };
    let figures = &shared.figures;
    add(&figures.commits, 1);
    let events = append.records.iter().filter(|record| record.source.is_some()).count();
    add(&figures.events, events);
    add(&figures.timeouts, append.records.len() - events);
    add(&figures.decisions, append.records.iter().map(|record| record.decisions.len()).sum());
    for answer in answers.iter().flatten() {
        match answer {
            LineAnswer::Duplicate { .. } => add(&figures.duplicates, 1),
            LineAnswer::Refused(_) => add(&figures.refused, 1),
            LineAnswer::Kept { .. } | LineAnswer::Empty => {}
        }
    }
    if append.records.is_empty() {
        return;
    }
    figures.last_record.store(first + append.records.len() as u64 - 1, Ordering::Release);
    let mut listeners = shared.listeners.lock().unwrap_or_else(PoisonError::into_inner);
    if listeners.is_empty() {
        return;
    }
    let news = Arc::new(news(append, first));
    // Who has gone is forgotten; who does not keep up misses it.
    listeners.retain(|listener| {
        !matches!(
            listener.try_send(Arc::clone(&news)),
            Err(std::sync::mpsc::TrySendError::Disconnected(_))
        )
    });
}

fn news(append: &Append, first: RecordNumber) -> News {
    let decisions = append.records.iter().flat_map(|record| &record.decisions);
    let effects = decisions.clone().any(|decision| decision.effect.is_some());
    let records = append.records.iter().map(|record| {
        let group = record.source.as_ref().map(|(group, _)| group.clone());
        let lines = record.decisions.iter().map(|decision| decision.line.clone()).collect();
        (group, record.line.clone(), lines)
    });
    News { first, records: records.collect(), effects }
}
