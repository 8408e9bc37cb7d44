//! The thread that writes: it takes what is queued, commits it together, and then answers.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use model::Timestamp;

use crate::dialect::{Dialect, Head, Writer};
use crate::error::StoreError;
use crate::journal::{Position, Session};
use crate::veil::Salts;

/// The most jobs that wait for the writer.
const QUEUE: usize = 1_024;
/// The most weight, about one for each record, that goes into one commit.
const WEIGHT_MAX: usize = 8_000;
/// How long the queue is empty before the writer does what can wait.
const REST: Duration = Duration::from_millis(200);

/// What is called when a job's transaction is on disk, or will never be.
type Answer = Box<dyn FnOnce(Option<StoreError>) + Send>;

/// Something to be done within a transaction, where there is one. What went wrong with it.
type Run = Box<dyn FnOnce(Option<&mut Session<'_>>) -> (Option<StoreError>, Answer) + Send>;

struct Job {
    run: Run,
    weight: usize,
    /// Where it fails, all that is done with it fails.
    binds: bool,
}

/// Does jobs in transactions: the writer's work without its thread.
pub struct Desk {
    writer: Box<dyn Writer>,
    position: Position,
    salts: Salts,
    head: Head,
}

impl Desk {
    /// Opens a database to be written.
    ///
    /// # Errors
    /// It can't be opened, or another process writes to it.
    pub fn open(dialect: &dyn Dialect) -> Result<Desk, StoreError> {
        let mut writer = dialect.writer()?;
        let head = writer.head()?;
        let salts = Salts::fresh().map_err(|_| StoreError::Random)?;
        let position = Position { last: head.last, link: head.link };
        Ok(Desk { writer, position, salts, head })
    }

    /// Where the journal stands.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// Does one thing in a transaction of its own.
    ///
    /// # Errors
    /// As `act`, or the commit fails; nothing is there then.
    pub fn act<T>(
        &mut self,
        act: impl FnOnce(&mut Session<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.writer.begin()?;
        let (done, position) = {
            let mut session = self.session();
            let done = act(&mut session);
            (done, session.position)
        };
        let committed = done.and_then(|value| self.writer.commit().map(|()| value));
        match &committed {
            Ok(_) => self.position = position,
            Err(_) => self.writer.roll_back(),
        }
        committed
    }

    /// The same without a transaction around it: for what makes its own.
    ///
    /// # Errors
    /// As `act`.
    pub fn alone<T>(
        &mut self,
        act: impl FnOnce(&mut dyn Writer) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        act(self.writer.as_mut())
    }

    fn session(&mut self) -> Session<'_> {
        Session {
            writer: self.writer.as_mut(),
            position: self.position.clone(),
            salts: &mut self.salts,
            installation: &self.head.installation,
            hold_until: self.head.hold_until,
        }
    }

    /// Does all jobs in one transaction. One that fails by itself is undone alone.
    fn do_together(&mut self, jobs: Vec<Job>) {
        let mut answers = Vec::with_capacity(jobs.len());
        if let Err(error) = self.writer.begin() {
            // Nothing was begun: every job learns of it.
            for job in jobs {
                (job.run)(None).1(Some(error.clone()));
            }
            return;
        }
        let before = self.position.clone();
        let mut failed = None;
        for job in jobs {
            if failed.is_some() {
                // The transaction has ended: what still ran would be written by itself.
                answers.push((job.run)(None).1);
                continue;
            }
            match self.do_one(job) {
                Ok(answer) => answers.push(answer),
                Err((answer, error)) => {
                    answers.push(answer);
                    failed = Some(error);
                }
            }
        }
        let committed = match failed {
            Some(error) => Err(error),
            None => self.writer.commit(),
        };
        if committed.is_err() {
            self.writer.roll_back();
            self.position = before;
        }
        let error = committed.err();
        answers.into_iter().for_each(|answer| answer(error.clone()));
    }

    fn do_one(&mut self, job: Job) -> Result<Answer, (Answer, StoreError)> {
        let before = self.position.clone();
        let marked = if job.binds { Ok(()) } else { self.writer.mark() };
        let mut session = self.session();
        let (wrong, answer) = (job.run)(Some(&mut session));
        self.position = session.position.clone();
        if job.binds {
            return match wrong {
                Some(wrong) => Err((answer, wrong)),
                None => Ok(answer),
            };
        }
        let kept = match (marked, wrong) {
            (Err(error), _) => Err(error),
            (Ok(()), None) => self.writer.keep_mark(),
            (Ok(()), Some(wrong)) => {
                self.position = before;
                // A full disk has ended the whole transaction: there is no mark any more.
                self.writer.undo_mark().map_err(|_| wrong)
            }
        };
        match kept {
            Ok(()) => Ok(answer),
            Err(error) => Err((answer, error)),
        }
    }
}

/// An answer that is given even where its job is never done.
struct Promise<T, D: FnOnce(Result<T, StoreError>)> {
    done: Option<D>,
    value: std::marker::PhantomData<fn(T)>,
}

impl<T, D: FnOnce(Result<T, StoreError>)> Promise<T, D> {
    fn keep(mut self, value: Result<T, StoreError>) {
        if let Some(done) = self.done.take() {
            done(value);
        }
    }
}

impl<T, D: FnOnce(Result<T, StoreError>)> Drop for Promise<T, D> {
    fn drop(&mut self) {
        if let Some(done) = self.done.take() {
            done(Err(StoreError::Stopped));
        }
    }
}

/// The way to the thread that writes. Clones lead to the same one; it ends when all are gone.
#[derive(Clone)]
pub struct Ledger {
    jobs: SyncSender<Job>,
}

impl Ledger {
    /// Starts the thread that writes.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(desk: Desk) -> Result<(Ledger, JoinHandle<Desk>), StoreError> {
        let (jobs, queue) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new().name("writer".to_owned());
        let thread = thread.spawn(move || work(desk, &queue)).map_err(|_| StoreError::Stopped)?;
        Ok((Ledger { jobs }, thread))
    }

    /// Asks for something to be done in a transaction together with what others ask for; `done`
    /// is called when it is on disk, or with the reason why it never will be. Waits while the
    /// queue is full.
    pub fn submit<T: Send + 'static>(
        &self,
        weight: usize,
        act: impl FnOnce(&mut Session<'_>) -> Result<T, StoreError> + Send + 'static,
        done: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        // Where the writer has ended, dropping the job answers.
        let _ = self.jobs.send(job(weight, act, done));
    }

    /// The same for what never fails by itself: where it does, all that is done in the same
    /// transaction fails. What could be undone alone would cost a copy of every page.
    pub fn submit_binding<T: Send + 'static>(
        &self,
        weight: usize,
        act: impl FnOnce(&mut Session<'_>) -> Result<T, StoreError> + Send + 'static,
        done: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        let _ = self.jobs.send(Job { binds: true, ..job(weight, act, done) });
    }

    /// Has something done and waits until it is on disk.
    ///
    /// # Errors
    /// As `act`, or the commit fails.
    pub fn act<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Session<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (tell, told) = sync_channel(1);
        self.submit(1, act, move |done| {
            // Whoever asked has gone.
            let _ = tell.send(done);
        });
        told.recv().unwrap_or(Err(StoreError::Stopped))
    }
}

fn job<T: Send + 'static>(
    weight: usize,
    act: impl FnOnce(&mut Session<'_>) -> Result<T, StoreError> + Send + 'static,
    done: impl FnOnce(Result<T, StoreError>) + Send + 'static,
) -> Job {
    let promise = Promise { done: Some(done), value: std::marker::PhantomData };
    let run: Run = Box::new(move |session| {
        let value = session.map_or(Err(StoreError::Stopped), act);
        let wrong = value.as_ref().err().cloned();
        let answer: Answer = Box::new(move |error| {
            promise.keep(match error {
                Some(error) => Err(error),
                None => value,
            });
        });
        (wrong, answer)
    });
    Job { run, weight, binds: false }
}

fn work(mut desk: Desk, queue: &Receiver<Job>) -> Desk {
    let mut rested = false;
    loop {
        let first = match queue.recv_timeout(REST) {
            Ok(job) => job,
            Err(RecvTimeoutError::Timeout) => {
                if !rested {
                    // What can wait may also fail: it is tried again after the next commit.
                    let _ = desk.writer.rest();
                    rested = true;
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return desk,
        };
        rested = false;
        let mut weight = first.weight;
        let mut jobs = vec![first];
        while weight < WEIGHT_MAX {
            let Ok(job) = queue.try_recv() else { break };
            weight += job.weight;
            jobs.push(job);
        }
        desk.do_together(jobs);
    }
}

/// The time of the machine.
#[must_use]
pub fn machine_time() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let ms = since.map_or(0, |since| since.as_millis());
    Timestamp(i64::try_from(ms).unwrap_or(i64::MAX))
}
