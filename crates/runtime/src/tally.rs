//! Counting what happened: a pass over the journal, behind whoever writes it, that adds up
//! messages, comings and goings and measures by group, member and local day, and notes accounts
//! and drafts. It goes through each record once and notes how far it came with what it found, so
//! that nothing is counted twice; what it finds can be thrown away and counted anew.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use model::event::ORG;
use model::time::HOUR_MS;
use model::{Action, Event, EventBody, Timestamp, Zone};
use serde::{Deserialize, Serialize};
use store::counts::{AccountEvent, CountKey, DraftRow, Found, Mark, figure};
use store::dialect::{Dialect, Reader};
use store::record::RecordKind;
use store::rows::RecordNumber;
use store::{Ledger, StoreError, feed};

use crate::service::Health;
use crate::worker::Shared;

/// How often it looks whether there is anything new.
const LOOK: Duration = Duration::from_millis(500);
/// The most records that are added up before any of it is written. Members come in no order: the
/// more are taken together, the fewer pages of the file are written.
const RECORDS: u64 = 50_000;
/// How many counts are written in one transaction: what others have to write waits so long.
const SLICE: usize = 500;
/// For so many events in a look the next counting is put off by a look: those who write come
/// first, and what waits is counted together.
const EVENTS_A_LOOK: u64 = 200;
/// The longest time for which counting is put off, in looks.
const PATIENCE: u64 = 120;
/// What is counted, and how: another number, and it is counted anew.
const FORM: u32 = 2;
/// The setting that says how far it came.
const PROGRESS: &str = "tally";
/// What is asked for that is to appear somewhere.
const APPEARS: [&str; 5] = ["publish", "broadcast", "campaign", "post", "event"];

/// How far it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    form: u32,
    zone: String,
    /// The first record that is not counted, or not wholly.
    next: RecordNumber,
    /// The last of those that are being written, and how many of their counts are.
    under_way: Option<(RecordNumber, usize)>,
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
        while self.counter.step(reader.as_mut(), None)?.is_some() {}
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
        let (mut seen, mut looks, mut counted) = (self.events(), 0_u64, 0);
        loop {
            match stop.recv_timeout(LOOK) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
            let figures = &self.shared.figures;
            let (events, last) = (self.events(), figures.last_record.load(Ordering::Acquire));
            let put_off = events.saturating_sub(seen) / EVENTS_A_LOOK;
            seen = events;
            looks = looks.saturating_add(1);
            let waits = looks <= put_off.min(PATIENCE);
            if last == counted || waits || figures.health() != Health::Well {
                continue;
            }
            looks = 0;
            // What fails is tried again at the next look: it harms nothing meanwhile.
            // A store that has much behind it is gone through a step at a time, so that whoever
            // stops it or comes with events meanwhile is heard.
            loop {
                match self.step(reader.as_mut(), Some(stop)) {
                    Ok(Some(_)) if self.events().saturating_sub(seen) < EVENTS_A_LOOK => {}
                    Ok(None) => {
                        counted = last;
                        break;
                    }
                    _ => break,
                }
                if !matches!(stop.try_recv(), Err(TryRecvError::Empty)) {
                    return;
                }
            }
        }
    }

    fn events(&self) -> u64 {
        self.shared.figures.events.load(Ordering::Relaxed)
    }

    /// Counts some, unless it is to stop. The last record that it counted; none: there is
    /// nothing new, or it stopped.
    fn step(
        &self,
        reader: &mut dyn Reader,
        stop: Option<&Receiver<()>>,
    ) -> Result<Option<RecordNumber>, StoreError> {
        // Two that count at once would count twice.
        let _turn = self.shared.counting.lock().unwrap_or_else(PoisonError::into_inner);
        let zone = self.zone.name().to_owned();
        let fresh = Progress { form: FORM, zone, next: 1, under_way: None };
        let before = reader.setting(PROGRESS)?;
        let read = before.as_deref().and_then(|text| serde_json::from_str::<Progress>(text).ok());
        let known = read.filter(|one| one.form == fresh.form && one.zone == fresh.zone);
        let mut anew = known.is_none() && before.is_some();
        let progress = known.unwrap_or(fresh);
        let (to, written) = progress.under_way.unzip();
        let Some((last, found)) = self.add_up(reader, progress.next, to)? else { return Ok(None) };
        let mut written = written.unwrap_or(0);
        let Found { counts, accounts, drafts, verdicts } = found;
        // What is not counted but noted goes with the first slice.
        let notes = Found { counts: Vec::new(), accounts, drafts, verdicts };
        let mut notes = (written == 0).then_some(notes);
        loop {
            let rest = counts.get(written..).unwrap_or_default();
            let slice = rest.get(..SLICE).unwrap_or(rest).to_vec();
            written += slice.len();
            let whole = written >= counts.len();
            let next = if whole { last.saturating_add(1) } else { progress.next };
            let under_way = (!whole).then_some((last, written));
            let text = serde_json::to_string(&Progress { next, under_way, ..progress.clone() });
            let text = text.unwrap_or_default();
            let found = Found { counts: slice, ..notes.take().unwrap_or_default() };
            self.ledger.act(move |session| {
                if anew {
                    session.writer.forget_found()?;
                }
                session.writer.found(&found)?;
                session.writer.setting(PROGRESS, &text)
            })?;
            anew = false;
            if whole {
                return Ok(Some(last));
            }
            if stop.is_some_and(|stop| !matches!(stop.try_recv(), Err(TryRecvError::Empty))) {
                return Ok(None);
            }
        }
    }

    /// What the records from one on come to, up to the last one given or as many as are taken
    /// together, and the last of them. The same every time.
    fn add_up(
        &self,
        reader: &mut dyn Reader,
        from: RecordNumber,
        to: Option<RecordNumber>,
    ) -> Result<Option<(RecordNumber, Found)>, StoreError> {
        let mut findings = Findings::new(&self.zone);
        let to = to.unwrap_or(from.saturating_add(RECORDS - 1));
        let last = feed::each(reader, from, to, |number, record| {
            if record.kind == RecordKind::Event {
                findings.event(number, &record.line.line());
            }
        })?;
        let Some(last) = last else { return Ok(None) };
        for mark in reader.marks(from, last)? {
            findings.decided(mark);
        }
        Ok(Some((last, findings.into_found())))
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
    /// Names of groups and members, each kept once.
    names: BTreeSet<Arc<str>>,
    counts: BTreeMap<CountKey, i64>,
    found: Found,
}

impl Findings<'_> {
    fn new(zone: &Zone) -> Findings<'_> {
        let (names, counts) = (BTreeSet::new(), BTreeMap::new());
        Findings { zone, names, counts, found: Found::default() }
    }

    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(name);
        self.names.insert(Arc::clone(&new));
        new
    }

    fn more(&mut self, key: CountKey, amount: i64) {
        match self.counts.entry(key) {
            Entry::Vacant(place) => {
                place.insert(amount);
            }
            Entry::Occupied(mut place) => {
                let key = place.key().clone();
                key.add(place.get_mut(), amount);
            }
        }
    }

    /// One more of a figure, of the group and of all together; of the member too.
    fn add(
        &mut self,
        group: &str,
        (figure, detail): (&'static str, &str),
        member: Option<&str>,
        at: Timestamp,
    ) {
        let day = i64::from(self.zone.local(at).day);
        let [group, all, detail] = [group, "", detail].map(|name| self.name(name));
        let member = member.filter(|id| !id.starts_with('@')).map(|id| self.name(id));
        let says = figure == figure::MESSAGES;
        for place in [&group, &all] {
            self.more(CountKey::Day(Arc::clone(place), day, figure, Arc::clone(&detail)), 1);
            // Who said something anywhere is counted once for all groups together.
            let Some(member) = member.as_ref().filter(|_| says || *place == group) else {
                continue;
            };
            self.more(CountKey::Member(Arc::clone(place), day, figure, Arc::clone(member)), 1);
        }
    }

    /// Somebody said something.
    fn said(&mut self, group: &str, member: &str, at: Timestamp) {
        self.add(group, (figure::MESSAGES, ""), Some(member), at);
        let [group, all, member] = [group, "", member].map(|name| self.name(name));
        let hour = at.0.div_euclid(HOUR_MS);
        self.more(CountKey::Hour(all, hour), 1);
        self.more(CountKey::Hour(Arc::clone(&group), hour), 1);
        self.more(CountKey::Spoke(group, member), at.0);
    }

    fn event(&mut self, record: RecordNumber, line: &str) {
        let Ok(event) = Event::parse(line) else { return };
        let (group, member, at) = (&*event.group, event.member.as_deref(), event.at);
        match &event.body {
            EventBody::Message { .. } | EventBody::Notice { .. } => {
                if let Some(member) = member.filter(|id| !id.starts_with('@')) {
                    self.said(group, member, at);
                }
            }
            EventBody::Join { .. } if group != ORG => {
                self.add(group, (figure::JOINED, ""), member, at);
            }
            EventBody::Leave { by } if group != ORG => {
                let removed = by.is_some() && by.as_deref() != member;
                let figure = if removed { figure::REMOVED } else { figure::LEFT };
                self.add(group, (figure, ""), member, at);
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
            self.add(&group, (figure::MEASURE, &action), Some(member), at);
        }
        let answers = [Action::Approve, Action::Refuse].iter().any(|one| one.name() == action);
        if let Some(case) = case.filter(|_| answers) {
            self.found.verdicts.push((case, action));
        }
    }

    fn into_found(self) -> Found {
        Found { counts: self.counts.into_iter().collect(), ..self.found }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use store::Sqlite;
    use store::counts::DayRow;
    use store::rows::StandingRow;

    use super::*;
    use crate::{MachineClock, Options, Runtime};

    /// So many that they are written in several slices.
    const PEOPLE: usize = SLICE + 20;
    const DAY: i64 = 20_514;

    fn counted(reader: &mut dyn Reader) -> (Vec<DayRow>, Vec<StandingRow>, u64) {
        let days = reader.days("g", DAY, DAY).unwrap();
        (days, reader.standings("g").unwrap(), reader.active("", DAY, DAY).unwrap())
    }

    #[test]
    fn what_was_cut_off_between_two_slices_goes_on_there() {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = Arc::new(Sqlite::in_folder(folder.path()));
        let clock = Arc::new(MachineClock::default());
        let (mut runtime, _) = Runtime::start(sqlite, clock, Options::default()).unwrap();
        let line = |one| {
            format!(
                r#"{{"at":"2026-03-02T10:00:00+08:00","group":"g","kind":"message","member":"u{one}","text":"早"}}"#
            )
        };
        let lines: Vec<String> = (0..PEOPLE).map(line).collect();
        runtime.ingest_and_wait(lines.join("\n")).unwrap();
        runtime.count().unwrap();
        let mut reader = runtime.reader().unwrap();
        let whole = counted(reader.as_mut());
        assert_eq!((whole.1.len(), whole.2), (PEOPLE, PEOPLE as u64));

        // From here on nobody counts beside this, and it is counted anew.
        let counting = runtime.counting.take().unwrap();
        let counter = Arc::clone(&counting.counter);
        drop(counting);
        runtime.write(|session| session.writer.setting(PROGRESS, "{}")).unwrap();
        let (tell, stop) = sync_channel::<()>(1);
        drop(tell);
        let mut cuts = 0;
        loop {
            counter.step(reader.as_mut(), Some(&stop)).unwrap();
            let progress = reader.setting(PROGRESS).unwrap().unwrap();
            let progress: Progress = serde_json::from_str(&progress).unwrap();
            if progress.under_way.is_none() {
                break;
            }
            assert_ne!(counted(reader.as_mut()), whole);
            cuts += 1;
        }
        assert!(cuts >= 2, "{cuts}");
        assert_eq!(counted(reader.as_mut()), whole);
    }
}
