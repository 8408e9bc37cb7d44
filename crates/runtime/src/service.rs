//! What connectors, pages and programs talk to: one running engine on one store.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use model::{Span, Timestamp, Zone};
use store::dialect::{Dialect, Reader};
use store::people::AuditEntry;
use store::retention::{Blanked, Whose, blank};
use store::rows::RecordNumber;
use store::{Desk, Ledger, Session, StoreError};
use thiserror::Error;

use crate::clock::{Clock, Time};
pub use crate::figures::{Figures, Health, News};
use crate::knowledge::{Change, Known};
use crate::policies::{PolicyError, Settings};
use crate::recover::{RecoverError, Recovered, recover};
use crate::retention::{Keeper, Retained};
use crate::tally::{Counter, Counting};
use crate::worker::{Shared, Worker};

/// The most bytes of one delivery.
pub const BODY_BYTES_MAX: usize = 32 << 20;
/// How many news wait for somebody who listens before some are passed over.
const NEWS: usize = 256;

/// How it is to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// What decides beside the policies.
    pub settings: Settings,
    /// How many deliveries wait for the engine before more are turned away.
    pub queue: usize,
    /// The most bytes of deliveries that wait for the engine.
    pub queue_bytes: usize,
    /// After how many records a snapshot is taken.
    pub snapshot_every: u64,
    /// How long texts are kept where no policy says it; none: for ever.
    pub retention: Option<Span>,
    /// How often it is looked whether texts are due to be blanked.
    pub retention_check: Duration,
    /// By whose days it is counted; none: the first policy's.
    pub zone: Option<Zone>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            settings: Settings::default(),
            queue: 4_096,
            queue_bytes: 256 << 20,
            snapshot_every: 500_000,
            retention: None,
            retention_check: Duration::from_secs(60),
            zone: None,
        }
    }
}

/// Why something was not done.
#[derive(Debug, Error)]
pub enum RuntimeError {
    /// More comes in than can be written.
    #[error("系统繁忙,请稍后重发")]
    Busy,
    /// It could not be stored: the same may be sent again later.
    #[error("暂时无法存储({0}),请稍后重发")]
    NotStored(StoreError),
    /// One delivery is too large.
    #[error("一次发送的内容超过 {} MiB,请分成几次", BODY_BYTES_MAX >> 20)]
    TooLarge,
    /// It is stopping.
    #[error("系统正在停止")]
    Stopped,
    /// A policy does not come into use.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine does not come up.
    #[error(transparent)]
    Recover(#[from] RecoverError),
}

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineAnswer {
    /// It is on disk, with what was decided.
    Kept {
        /// Its record.
        record: RecordNumber,
        /// Decisions as lines of JSON.
        decisions: Vec<String>,
    },
    /// The same event came before: what was decided then.
    Duplicate {
        /// Decisions as lines of JSON.
        decisions: Vec<String>,
    },
    /// It is no event, or can't be taken; why, in words.
    Refused(String),
    /// An empty line.
    Empty,
}

/// What became of a delivery, line by line.
pub type Answer = Result<Vec<LineAnswer>, RuntimeError>;

/// How an answer is given: called once, when everything is on disk or will never be.
pub type Reply = Box<dyn FnOnce(Answer) + Send>;

/// How whoever brings a policy in learns of it: its id and version.
type Activated = Box<dyn FnOnce(Result<(String, u32), RuntimeError>) + Send>;

/// How whoever brings knowledge in learns that it is on disk.
type Learned = Box<dyn FnOnce(Result<(), RuntimeError>) + Send>;

/// Something for the engine's thread.
pub(crate) enum Request {
    /// Lines of events.
    Lines { body: String, reply: Reply },
    /// A policy is to come into use.
    Activate { name: String, text: String, by: String, reply: Activated },
    /// What the organisation knows of its own is to come into use.
    Learn { changes: Vec<Change>, entry: AuditEntry, reply: Learned },
    /// Everything that came before is to be finished, with a snapshot.
    Stop,
}

/// Whoever listens to what is written.
pub(crate) type Listeners = Mutex<Vec<SyncSender<Arc<News>>>>;

/// A running engine on a store.
pub struct Runtime {
    requests: SyncSender<Request>,
    ledger: Option<Ledger>,
    dialect: Arc<dyn Dialect>,
    shared: Arc<Shared>,
    pub(crate) time: Arc<Time>,
    options: Options,
    /// Dropped to end the thread that looks after texts.
    keeper: Option<SyncSender<()>>,
    keeper_thread: Option<JoinHandle<()>>,
    /// What counts, until it is dropped.
    pub(crate) counting: Option<Counting>,
    engine_thread: Option<JoinHandle<()>>,
    writer_thread: Option<JoinHandle<Desk>>,
}

impl Runtime {
    /// Opens the store, brings the engine up to the journal's end, and runs it.
    ///
    /// # Errors
    /// Another process has the store, or it can't be read.
    pub fn start(
        dialect: Arc<dyn Dialect>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Result<(Runtime, Recovered), RuntimeError> {
        let desk = Desk::open(dialect.as_ref())?;
        let (core, recovered) =
            recover(dialect.as_ref(), &options.settings, options.snapshot_every, false)?;
        let time = Arc::new(Time::begin(clock, core.time()));
        let zone = options.zone.clone();
        let zone = zone.unwrap_or_else(|| core.engine().program().zone().clone());
        let shared = Arc::new(Shared::default());
        shared.know(core.known());
        shared.figures.last_record.store(desk.position().last, Ordering::Release);
        let (ledger, writer_thread) = Ledger::start(desk)?;
        let (requests, inbox) = sync_channel(options.queue);
        let worker = Worker::new(
            core,
            ledger.clone(),
            Arc::clone(&dialect),
            Arc::clone(&time),
            Arc::clone(&shared),
            options.clone(),
        );
        let engine_thread = std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || worker.run(&inbox))
            .map_err(|_| RuntimeError::Stopped)?;
        let (keeper, stop) = sync_channel(1);
        let mut runtime = Runtime {
            requests,
            ledger: Some(ledger),
            dialect,
            shared,
            time,
            options,
            keeper: Some(keeper),
            keeper_thread: None,
            counting: None,
            engine_thread: Some(engine_thread),
            writer_thread: Some(writer_thread),
        };
        let (dialect, shared) = (Arc::clone(&runtime.dialect), Arc::clone(&runtime.shared));
        let ledger = runtime.ledger.clone().ok_or(StoreError::Stopped)?;
        let counter = Counter { dialect, ledger, shared, zone };
        runtime.counting = Some(counter.start().map_err(|_| RuntimeError::Stopped)?);
        let keeper = runtime.keeper_of_texts()?;
        let thread = std::thread::Builder::new().name("keeper".to_owned());
        let thread = thread.spawn(move || keeper.run(&stop)).map_err(|_| RuntimeError::Stopped)?;
        runtime.keeper_thread = Some(thread);
        Ok((runtime, recovered))
    }

    fn keeper_of_texts(&self) -> Result<Keeper, StoreError> {
        Ok(Keeper {
            dialect: Arc::clone(&self.dialect),
            ledger: self.ledger.clone().ok_or(StoreError::Stopped)?,
            time: Arc::clone(&self.time),
            shared: Arc::clone(&self.shared),
            options: self.options.clone(),
        })
    }

    /// Counts all that has happened, now: otherwise it is counted within seconds.
    ///
    /// # Errors
    /// The store fails.
    pub fn count(&self) -> Result<(), StoreError> {
        self.counting.as_ref().map_or(Err(StoreError::Stopped), Counting::all)
    }

    /// Blanks all texts whose time is over, now. What was done for each length of time.
    ///
    /// # Errors
    /// The store fails; what was done until then stands.
    pub fn retain(&self) -> Result<Vec<Retained>, StoreError> {
        self.keeper_of_texts()?.pass_now()
    }

    /// Hands lines of events over. `reply` is called once with what became of each line, when
    /// all of them are on disk.
    ///
    /// # Errors
    /// It is too much at once, or too much waits already; `reply` is not called then.
    pub fn ingest(&self, body: String, reply: Reply) -> Result<(), RuntimeError> {
        if body.len() > BODY_BYTES_MAX {
            return Err(RuntimeError::TooLarge);
        }
        let (bytes, queued) = (body.len(), &self.shared.queued_bytes);
        if queued.fetch_add(bytes, Ordering::AcqRel) > self.options.queue_bytes {
            queued.fetch_sub(bytes, Ordering::AcqRel);
            return Err(RuntimeError::Busy);
        }
        let sent = self.requests.try_send(Request::Lines { body, reply });
        if sent.is_err() {
            queued.fetch_sub(bytes, Ordering::AcqRel);
        }
        sent.map_err(|error| match error {
            TrySendError::Full(_) => RuntimeError::Busy,
            TrySendError::Disconnected(_) => RuntimeError::Stopped,
        })
    }

    /// The same, waiting for the answer, and for room where there is none.
    ///
    /// # Errors
    /// It could not be stored.
    pub fn ingest_and_wait(&self, body: String) -> Answer {
        if body.len() > BODY_BYTES_MAX {
            return Err(RuntimeError::TooLarge);
        }
        let (tell, told) = sync_channel(1);
        let reply: Reply = Box::new(move |answer| {
            let _ = tell.send(answer);
        });
        self.shared.queued_bytes.fetch_add(body.len(), Ordering::AcqRel);
        let sent = self.requests.send(Request::Lines { body, reply });
        sent.map_err(|_| RuntimeError::Stopped)?;
        told.recv().unwrap_or(Err(RuntimeError::Stopped))
    }

    /// Takes a policy into use, and waits until that is on disk. Its id and version.
    ///
    /// # Errors
    /// It has errors, does not fit with those in use, or could not be stored.
    pub fn activate(
        &self,
        name: &str,
        text: &str,
        by: &str,
    ) -> Result<(String, u32), RuntimeError> {
        let (tell, told) = sync_channel(1);
        let request = Request::Activate {
            name: name.to_owned(),
            text: text.to_owned(),
            by: by.to_owned(),
            reply: Box::new(move |done| {
                let _ = tell.send(done);
            }),
        };
        self.requests.send(request).map_err(|_| RuntimeError::Stopped)?;
        told.recv().unwrap_or(Err(RuntimeError::Stopped))
    }

    /// Takes what the organisation knows of its own into use, or out of it, all of it together,
    /// and waits until that is on disk with a record of who did it.
    ///
    /// # Errors
    /// Something of it can't be used, or could not be stored; nothing has changed then.
    pub fn learn(&self, changes: Vec<Change>, entry: AuditEntry) -> Result<(), RuntimeError> {
        let (tell, told) = sync_channel(1);
        let reply: Learned = Box::new(move |done| {
            let _ = tell.send(done);
        });
        let request = Request::Learn { changes, entry, reply };
        self.requests.send(request).map_err(|_| RuntimeError::Stopped)?;
        told.recv().unwrap_or(Err(RuntimeError::Stopped))
    }

    /// What the organisation knows of its own, as it is on disk.
    #[must_use]
    pub fn known(&self) -> Arc<Known> {
        let known = self.shared.known.lock().unwrap_or_else(PoisonError::into_inner);
        let nothing = || Arc::new(Known::nothing(self.options.settings.calendar.clone()));
        known.as_ref().map_or_else(nothing, Arc::clone)
    }

    /// A connection to read from; many may be open at once.
    ///
    /// # Errors
    /// The store can't be opened.
    pub fn reader(&self) -> Result<Box<dyn Reader>, StoreError> {
        self.dialect.reader()
    }

    /// How long texts are kept where no policy says it; none: for ever.
    #[must_use]
    pub fn retention(&self) -> Option<Span> {
        self.options.retention
    }

    /// Figures since the start, and how it is.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.shared.figures
    }

    /// What is written from now on, as it is; who does not keep up misses some.
    #[must_use]
    pub fn listen(&self) -> Receiver<Arc<News>> {
        let (send, receive) = sync_channel(NEWS);
        let mut listeners = self.shared.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.push(send);
        receive
    }

    /// Has something written in a transaction, and waits until it is on disk.
    ///
    /// # Errors
    /// As `act`, or the commit fails.
    pub fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Session<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.ledger {
            Some(ledger) => ledger.act(act),
            None => Err(StoreError::Stopped),
        }
    }

    /// Keeps what somebody of the staff did.
    ///
    /// # Errors
    /// The store fails.
    pub fn audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        let now = self.time.now();
        self.write(move |session| session.audit(&entry, now))
    }

    /// Blanks texts that reached us before a time and are chosen, from a record on. What was
    /// blanked, and from where a later pass may go on.
    ///
    /// # Errors
    /// The store fails; what was done until then stands.
    pub fn blank(
        &self,
        from: RecordNumber,
        before: Timestamp,
        chosen: &dyn Fn(&Whose) -> bool,
    ) -> Result<(Blanked, RecordNumber), StoreError> {
        let mut reader = self.reader()?;
        blank(reader.as_mut(), from, before, chosen, &mut |changes| {
            self.write(move |session| changes.write(session.writer))
        })
    }

    /// Finishes what has come in, takes a snapshot, and ends.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.keeper = None;
        self.counting = None;
        if let Some(thread) = self.keeper_thread.take() {
            let _ = thread.join();
        }
        // Where the engine's thread has ended by itself, nobody is there to be told.
        let _ = self.requests.send(Request::Stop);
        if let Some(thread) = self.engine_thread.take() {
            let _ = thread.join();
        }
        self.ledger = None;
        if let Some(thread) = self.writer_thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if self.engine_thread.is_some() {
            self.end();
        }
    }
}
