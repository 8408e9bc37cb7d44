//! Counting what happened: a pass over the journal, behind whoever writes it, that adds up
//! messages, comings and goings and measures by group, member and local day, and notes accounts
//! and drafts. It goes through each record once and notes how far it came with what it found, so
//! that nothing is counted twice; what it finds can be thrown away and counted anew.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use model::event::ORG;
use model::{Action, Event, EventBody, Timestamp, Zone};
use serde::{Deserialize, Serialize};
use store::counts::{AccountEvent, Counted, DraftRow, Found, Mark, figure};
use store::dialect::{Dialect, Reader};
use store::record::RecordKind;
use store::rows::RecordNumber;
use store::{Ledger, StoreError};

use crate::service::Health;
use crate::worker::Shared;

/// How often it looks whether there is anything new.
const LOOK: Duration = Duration::from_millis(500);
/// The most records that are counted in one transaction, by whole segments.
const RECORDS: u32 = 4_000;
/// Segments that are read at once.
const SEGMENTS: u32 = 64;
/// Up to how many events between two looks there is time to count.
const QUIET: u64 = 1_000;
/// While there is no quiet it counts one step in so many looks: members come in no order, so that
/// a step writes a page of the file for nearly every message.
const PATIENCE: u32 = 40;
/// What is counted, and how: another number, and it is counted anew.
const FORM: u32 = 1;
/// The setting that says how far it came.
const PROGRESS: &str = "tally";
/// What is asked for that is to appear somewhere.
const APPEARS: [&str; 5] = ["publish", "broadcast", "campaign", "post", "event"];

/// How far it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    form: u32,
    zone: String,
    next: RecordNumber,
}

/// What counts.
pub(crate) struct Counter {
    pub dialect: Arc<dyn Dialect>,
    pub ledger: Ledger,
    pub shared: Arc<Shared>,
    pub zone: Zone,
}

/// A counter at work; it ends when this is dropped.
pub(crate) struct Counting {
    counter: Arc<Counter>,
    /// Dropped to end the thread.
    tell: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Counting {
    /// Counts all that is there.
    ///
    /// # Errors
    /// The store fails; what was counted until then stands.
    pub fn all(&self) -> Result<(), StoreError> {
        let mut reader = self.counter.dialect.reader()?;
        while self.counter.step(reader.as_mut())?.is_some() {}
        Ok(())
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        self.tell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Counter {
    /// Begins to count on a thread of its own.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(self) -> std::io::Result<Counting> {
        let (tell, stop) = sync_channel(1);
        let counter = Arc::new(self);
        let counts = Arc::clone(&counter);
        let thread = std::thread::Builder::new().name("counter".to_owned());
        let thread = thread.spawn(move || counts.run(&stop))?;
        Ok(Counting { counter, tell: Some(tell), thread: Some(thread) })
    }

    /// Counts what is new, now and then, until it is told to stop.
    fn run(&self, stop: &Receiver<()>) {
        let Ok(mut reader) = self.dialect.reader() else { return };
        let (mut seen, mut busy, mut counted) = (self.events(), 0_u32, 0);
        loop {
            match stop.recv_timeout(LOOK) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
            let figures = &self.shared.figures;
            let (events, last) = (self.events(), figures.last_record.load(Ordering::Acquire));
            let quiet = events.saturating_sub(seen) <= QUIET;
            seen = events;
            busy = if quiet { 0 } else { busy.saturating_add(1) };
            if last == counted || figures.health() != Health::Well {
                continue;
            }
            // What fails is tried again at the next look: it harms nothing meanwhile.
            // A store that has much behind it is gone through a step at a time, so that whoever
            // stops it or comes with events meanwhile is heard.
            while quiet && matches!(stop.try_recv(), Err(TryRecvError::Empty)) {
                match self.step(reader.as_mut()) {
                    Ok(Some(_)) if self.events().saturating_sub(seen) <= QUIET => {}
                    Ok(None) => {
                        counted = last;
                        break;
                    }
                    _ => break,
                }
            }
            if busy > 0 && busy.is_multiple_of(PATIENCE) {
                let _ = self.step(reader.as_mut());
            }
        }
    }

    fn events(&self) -> u64 {
        self.shared.figures.events.load(Ordering::Relaxed)
    }

    /// Counts some. The last record that it counted; none: there is nothing new.
    fn step(&self, reader: &mut dyn Reader) -> Result<Option<RecordNumber>, StoreError> {
        // Two that count at once would count twice.
        let _turn = self.shared.counting.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = Progress { form: FORM, zone: self.zone.name().to_owned(), next: 1 };
        let before = reader.setting(PROGRESS)?;
        let read = before.as_deref().and_then(|text| serde_json::from_str::<Progress>(text).ok());
        let known = read.filter(|one| one.form == fresh.form && one.zone == fresh.zone);
        let anew = known.is_none() && before.is_some();
        let progress = known.unwrap_or(fresh);
        let mut found =
            Findings { zone: &self.zone, counts: BTreeMap::new(), found: Found::default() };
        let (mut last, mut records) = (None, 0_u32);
        for segment in reader.segments(progress.next, SEGMENTS)? {
            if records >= RECORDS {
                break;
            }
            let damaged = |why| StoreError::Segment { first: segment.first, why };
            for (number, record) in (segment.first..).zip(segment.unpack().map_err(damaged)?) {
                if number < progress.next {
                    continue;
                }
                if record.kind == RecordKind::Event {
                    found.event(number, &record.line.line());
                }
                last = Some(number);
                records = records.saturating_add(1);
            }
        }
        let Some(last) = last else { return Ok(None) };
        for mark in reader.marks(progress.next, last)? {
            found.decided(mark);
        }
        let found = found.into_found();
        let text = serde_json::to_string(&Progress { next: last.saturating_add(1), ..progress });
        let text = text.unwrap_or_default();
        self.ledger.act(move |session| {
            if anew {
                session.writer.forget_found()?;
            }
            session.writer.found(&found)?;
            session.writer.setting(PROGRESS, &text)
        })?;
        Ok(Some(last))
    }
}

/// The record up to which everything is counted.
///
/// # Errors
/// The store fails.
pub fn counted_to(reader: &mut dyn Reader) -> Result<RecordNumber, StoreError> {
    let text = reader.setting(PROGRESS)?.unwrap_or_default();
    Ok(serde_json::from_str::<Progress>(&text).map_or(0, |one| one.next.saturating_sub(1)))
}

/// What a step has found so far.
struct Findings<'z> {
    zone: &'z Zone,
    counts: BTreeMap<Counted, i64>,
    found: Found,
}

impl Findings<'_> {
    fn add(
        &mut self,
        group: &str,
        (figure, detail): (&'static str, &str),
        member: Option<&str>,
        at: Timestamp,
        count: i64,
    ) {
        let key = Counted {
            group: group.to_owned(),
            day: i64::from(self.zone.local(at).day),
            figure,
            detail: detail.to_owned(),
            member: member.filter(|id| !id.starts_with('@')).map(str::to_owned),
            count: 0,
        };
        *self.counts.entry(key).or_default() += count;
    }

    fn event(&mut self, record: RecordNumber, line: &str) {
        let Ok(event) = Event::parse(line) else { return };
        let (group, member, at) = (&*event.group, event.member.as_deref(), event.at);
        let by_system = member.is_none_or(|id| id.starts_with('@'));
        match &event.body {
            EventBody::Message { .. } | EventBody::Notice { .. } if !by_system => {
                self.add(group, (figure::MESSAGES, ""), member, at, 1);
            }
            EventBody::Join { .. } if group != ORG => {
                self.add(group, (figure::JOINED, ""), member, at, 1);
            }
            EventBody::Leave { by } if group != ORG => {
                let removed = by.is_some() && by.as_deref() != member;
                let figure = if removed { figure::REMOVED } else { figure::LEFT };
                self.add(group, (figure, ""), member, at, 1);
            }
            EventBody::Account { account, holder, change, to, .. } => {
                let text =
                    |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
                self.found.accounts.push(AccountEvent {
                    record,
                    group: group.to_owned(),
                    account: account.to_string(),
                    change: change.to_string(),
                    member: member.map(str::to_owned),
                    holder: text(holder),
                    to: text(to),
                    at,
                });
            }
            EventBody::Request { what, until, .. } if APPEARS.contains(&&**what) => {
                self.found.drafts.push(DraftRow {
                    record,
                    group: group.to_owned(),
                    event: event.id.as_deref().map(str::to_owned),
                    member: member.map(str::to_owned),
                    what: what.to_string(),
                    at,
                    planned: *until,
                    case: None,
                    verdict: None,
                });
            }
            _ => {}
        }
    }

    /// Something is carried out: against somebody, or what somebody asked for is answered.
    fn decided(&mut self, mark: Mark) {
        let Mark { group, member, action, case, at } = mark;
        let known = Action::SANCTIONS.iter().find(|one| one.name() == action);
        if let (Some(_), Some(member)) = (known, &member) {
            self.add(&group, (figure::MEASURE, &action), Some(member), at, 1);
        }
        let answers = [Action::Approve, Action::Refuse].iter().any(|one| one.name() == action);
        if let Some(case) = case.filter(|_| answers) {
            self.found.verdicts.push((case, action));
        }
    }

    fn into_found(self) -> Found {
        let counts = self.counts.into_iter().map(|(key, count)| Counted { count, ..key });
        Found { counts: counts.collect(), ..self.found }
    }
}
