//! What every handler works with: the running engine, its store, and who may do what.

use std::sync::{Arc, Mutex, PoisonError};

use model::{Timestamp, Zone};
use runtime::service::News;
use runtime::{Clock, Runtime};
use store::dialect::Reader;
use store::people::{AuditEntry, PeopleChange};
use tokio::sync::{Semaphore, broadcast, oneshot, watch};

use crate::access::{Access, Staff};
use crate::config::Config;
use crate::dispatch::Dispatch;
use crate::http::pace::Paces;
use crate::metrics::Metrics;
use crate::own::Own;
use crate::problem::Problem;
use crate::upkeep::Checks;

/// How many connections that read are kept open.
const READERS: usize = 8;
/// How many commits somebody who watches may be behind before some are passed over.
const LIVE: usize = 256;

/// The server's parts.
pub struct App {
    /// How it is set.
    pub config: Config,
    /// The running engine.
    pub runtime: Runtime,
    /// The zone in which answers write times.
    pub zone: Zone,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who asks.
    pub access: Access,
    /// What sign-in needs.
    pub staff: Staff,
    /// How often somebody may ask.
    pub paces: Paces,
    /// Who watches live.
    pub watchers: Arc<Semaphore>,
    /// What is carried out, and by whom.
    pub dispatch: Dispatch,
    /// What changing the organisation's own words, texts, days and model needs.
    pub own: Own,
    /// A check of the journal that is under way.
    pub checks: Checks,
    /// Figures.
    pub metrics: Metrics,
    /// What is written, as it is.
    pub live: broadcast::Sender<Arc<News>>,
    /// Becomes true when the server stops.
    pub stopping: watch::Sender<bool>,
    readers: Mutex<Vec<Box<dyn Reader>>>,
}

impl App {
    /// An app over a running engine.
    #[must_use]
    pub fn new(config: Config, runtime: Runtime, clock: Arc<dyn Clock>, zone: Zone) -> App {
        App {
            paces: Paces::new(&config.limits),
            watchers: Arc::new(Semaphore::new(config.limits.watchers)),
            config,
            runtime,
            zone,
            clock,
            access: Access::default(),
            staff: Staff::default(),
            dispatch: Dispatch::default(),
            own: Own::default(),
            checks: Checks::default(),
            metrics: Metrics::default(),
            live: broadcast::channel(LIVE).0,
            stopping: watch::channel(false).0,
            readers: Mutex::default(),
        }
    }

    /// The time of day.
    pub fn now(&self) -> Timestamp {
        self.clock.wall()
    }

    /// Reads from the store, off the threads that serve.
    ///
    /// # Errors
    /// The store fails, or as `read`.
    pub async fn read<T, E>(
        self: &Arc<App>,
        read: impl FnOnce(&mut dyn Reader) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Send + 'static,
        Problem: From<E>,
    {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let mut reader = app.reader()?;
            let before = reader.asked();
            let done = read(reader.as_mut()).map_err(Problem::from);
            app.metrics.queries.inc_by(reader.asked().wrapping_sub(before));
            app.give_back(reader);
            done
        });
        done.await.unwrap_or_else(|_| Err(Problem::internal()))
    }

    fn reader(&self) -> Result<Box<dyn Reader>, Problem> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(match kept {
            Some(reader) => reader,
            None => self.runtime.reader()?,
        })
    }

    fn give_back(&self, reader: Box<dyn Reader>) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(reader);
        }
    }

    /// Does something that blocks, off the threads that serve.
    ///
    /// # Errors
    /// As `act`.
    pub async fn block<T: Send + 'static>(
        self: &Arc<App>,
        act: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || act(&app));
        done.await.unwrap_or_else(|_| Err(Problem::internal()))
    }

    /// Notes for so long that something was done that is done once; false where it was before.
    ///
    /// # Errors
    /// The store fails.
    pub async fn once(self: &Arc<App>, what: String, lasts_ms: i64) -> Result<bool, Problem> {
        let noted = move |app: &App| {
            let now = app.now();
            let until = now.plus_ms(lasts_ms);
            Ok(app.runtime.write(move |session| session.writer.once(&what, until, now))?)
        };
        self.block(noted).await
    }

    /// Changes who may sign in and what they may do, with a record of who did it, all at once or
    /// not at all. The number that the first change gave.
    ///
    /// # Errors
    /// The store fails.
    pub async fn change_people(
        self: &Arc<App>,
        changes: Vec<PeopleChange>,
        entry: Option<AuditEntry>,
    ) -> Result<i64, Problem> {
        self.write_people(move |writing, now| {
            let mut first = None;
            for change in &changes {
                let number = writing.writer.people(change)?;
                first.get_or_insert(number);
            }
            if let Some(entry) = &entry {
                writing.audit(entry, now)?;
            }
            Ok(first.unwrap_or(0))
        })
        .await
    }

    /// Hands lines of events over, and waits until they are on disk.
    ///
    /// # Errors
    /// Too much waits, it is too much at once, or it can't be stored.
    pub async fn ingest(&self, lines: String) -> runtime::service::Answer {
        let (tell, told) = oneshot::channel();
        let reply = Box::new(move |answer| {
            // Whoever asked may have gone; the events are kept all the same.
            let _ = tell.send(answer);
        });
        self.runtime.ingest(lines, reply)?;
        told.await.unwrap_or(Err(runtime::RuntimeError::Stopped))
    }
}
