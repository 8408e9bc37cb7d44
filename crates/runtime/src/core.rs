//! The engine with what is to be written of its work: events in, one append out. No thread, no
//! clock, no database: the service drives it, and so does the simulation.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::{CaseStanding, CaseState, Engine, Program};
use model::event::ORG;
use model::time::{HOUR_MS, MINUTE_MS};
use model::{Decision, Event, EventBody, Timestamp};
use store::Append;
use store::knowledge::{KnowledgeRow, Named};
use store::people::AuditEntry;
use store::record::{FIRST_LINK, Link, RecordKind, hex, link_bytes};
use store::rows::{CaseRow, NewDecision, NewRecord, PolicyRow, RosterChange};

use crate::effects::effect_of;
use crate::knowledge::{Change, Known, row_of};
use crate::policies::{InUse, Policies, PolicyError};
use crate::{lists, roster};

/// How many events the engine takes together.
const TOGETHER: usize = 16;
/// An event from further in the future than this has a wrong clock: it would let every deadline
/// of its group run out.
const AHEAD_MS: i64 = 10 * MINUTE_MS;
/// Bytes of a part of a snapshot, before compression.
const PART_BYTES: usize = 256 << 10;

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It stands in the append at that place.
    At(usize),
    /// The same event was taken before: its group and id.
    Duplicate(String, String),
    /// It is no event, or one that can't be taken; why, in words.
    Refused(String),
    /// An empty line.
    Empty,
}

/// A snapshot that is being taken.
struct Saving {
    number: u32,
    parts: u32,
    hash: Link,
}

/// The engine and what is to be written.
pub struct Core {
    engine: Engine,
    policies: Policies,
    append: Append,
    out: Vec<Decision>,
    /// The newest time that it has seen come.
    time: Timestamp,
    saving: Option<Saving>,
    next_snapshot: u32,
    since_snapshot: u64,
    snapshot_every: u64,
    save_soon: bool,
}

impl Core {
    /// A core over an engine that has come up to the journal's end.
    #[must_use]
    pub fn new(
        mut engine: Engine,
        policies: Policies,
        time: Timestamp,
        next_snapshot: u32,
        since_snapshot: u64,
        snapshot_every: u64,
    ) -> Core {
        engine.watch_cases();
        let _ = engine.take_changed_cases();
        let _ = engine.take_duty_news();
        let _ = engine.take_changed_entries();
        Core {
            engine,
            policies,
            append: Append::default(),
            out: Vec::new(),
            time,
            saving: None,
            next_snapshot,
            since_snapshot,
            snapshot_every,
            save_soon: false,
        }
    }

    /// The engine, to be asked.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The newest time that has come.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// When it next wants [`Core::take_time`] called; none: never as things are.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.engine.poll_timeout()
    }

    /// Whether a snapshot waits to be begun or gone on with.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.saving.is_some() || self.save_soon
    }

    /// How many records wait to be handed over.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.append.records.len()
    }

    /// Time has come to `now`: deadlines before it run out, at most an hour's at once, in one
    /// record. Whether that was all.
    pub fn take_time(&mut self, now: Timestamp) -> bool {
        let Some(due) = self.engine.poll_timeout().filter(|due| *due <= now) else { return true };
        let until = now.min(due.plus_ms(HOUR_MS));
        self.time = self.time.max(until);
        self.engine.handle_timeout(until, &mut self.out);
        let decisions = std::mem::take(&mut self.out);
        self.note(RecordKind::Timeout, until, String::new(), None, decisions);
        // Where nothing fired, never loop on one deadline.
        let next = self.engine.poll_timeout();
        next == Some(due) || next.is_none_or(|due| due > now)
    }

    /// Takes lines of events that reached us at `received`, and says of each what became of it.
    pub fn take_lines(&mut self, text: &str, received: Timestamp) -> Vec<Taken> {
        let lines: Vec<&str> = text.lines().collect();
        let mut taken = Vec::with_capacity(lines.len());
        for lines in lines.chunks(TOGETHER) {
            self.take_some(lines, received, &mut taken);
        }
        taken
    }

    fn take_some(&mut self, lines: &[&str], received: Timestamp, taken: &mut Vec<Taken>) {
        let mut events: Vec<Event<'_>> = Vec::with_capacity(lines.len());
        let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
        let first = self.append.records.len();
        for line in lines {
            let line = line.trim();
            if line.is_empty() {
                taken.push(Taken::Empty);
                continue;
            }
            let one = match read(line, received) {
                Ok(event) => match self.duplicate(&event, &events) {
                    Some(id) => Taken::Duplicate(event.group.to_string(), id),
                    None => {
                        let at = first + events.len();
                        events.push(event);
                        kept.push(line);
                        Taken::At(at)
                    }
                },
                Err(why) => Taken::Refused(why),
            };
            taken.push(one);
        }
        let mut met: BTreeSet<&str> = BTreeSet::new();
        for event in &events {
            let known = event
                .member
                .as_deref()
                .is_some_and(|member| self.engine.is_present(&event.group, member));
            let new = self.engine.position_of(&event.group).is_none();
            if new && met.insert(&event.group) && !matches!(event.body, EventBody::Group { .. }) {
                self.append.roster.push(begun(event));
            }
            roster::changes(event, known, &mut self.append.roster);
        }
        // Not the events' own time: a sender's clock may be ahead.
        self.time = self.time.max(received);
        let Core { engine, append, out, .. } = self;
        engine.handle_batch(&events, out, |engine, at, out| {
            let (Some(event), Some(line)) = (events.get(at), kept.get(at)) else { return };
            let decisions = std::mem::take(out);
            // By the id what was decided is found again: of most events nothing is.
            let id = event.id.as_deref().filter(|_| !decisions.is_empty()).map(str::to_owned);
            let source = (event.group.to_string(), id);
            append.records.push(NewRecord {
                kind: RecordKind::Event,
                at: received,
                line: (*line).to_owned(),
                source: Some(source),
                decisions: written(engine.program(), decisions),
            });
        });
    }

    /// The id of an event that was taken before, or stands before it in what is being taken.
    fn duplicate(&self, event: &Event<'_>, before: &[Event<'_>]) -> Option<String> {
        let id = event.id.as_deref()?;
        let same = |one: &Event<'_>| one.id.as_deref() == Some(id) && one.group == event.group;
        let seen = before.iter().any(same) || self.engine.has_seen(&event.group, id);
        seen.then(|| id.to_owned())
    }

    /// Takes a policy into use from now on.
    ///
    /// # Errors
    /// It can't be; nothing has changed then.
    pub fn activate(
        &mut self,
        name: &str,
        text: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(String, u32), PolicyError> {
        let (policies, program, row) = self.policies.with(name, text)?;
        let kept = self.engine.snapshot();
        let mut engine = Engine::restore(program, &kept)
            .map_err(|error| PolicyError::Program(error.to_string()))?;
        engine.watch_cases();
        self.keep_changed_cases();
        // Cases that are told of after the change are those of the new engine.
        let (id, version) = (row.id.clone(), row.version);
        let in_use = InUse { places: vec![row.place], policies: vec![format!("{id} {version}")] };
        let line = serde_json::to_string(&in_use)
            .map_err(|error| PolicyError::Program(error.to_string()))?;
        self.append.policies.push(PolicyRow { since: now, by: by.to_owned(), ..row });
        self.note(RecordKind::Policies, now, line, None, Vec::new());
        self.engine = engine;
        self.policies = policies;
        // The snapshot that was being taken was the old engine's: the next is begun anew.
        self.saving = None;
        Ok((id, version))
    }

    /// Takes what the organisation knows of its own into use from now on, or out of it, all of it
    /// together, with a record of who did it. What is then known.
    ///
    /// # Errors
    /// It can't be used; nothing has changed then.
    pub fn learn(
        &mut self,
        changes: Vec<Change>,
        entry: AuditEntry,
        now: Timestamp,
    ) -> Result<Arc<Known>, PolicyError> {
        let (policies, program) = self.policies.after(&changes)?;
        let first = self.policies.known().count();
        let mut lines = Vec::with_capacity(changes.len());
        for (place, change) in (first..).zip(&changes) {
            let row = row_of(change, place, &entry.who);
            let named = Named {
                place,
                about: row.about.clone(),
                name: row.name.clone(),
                digest: row.digest.as_deref().map(hex),
            };
            let line = serde_json::to_string(&named);
            lines.push((line.map_err(|error| PolicyError::Program(error.to_string()))?, row));
        }
        self.engine
            .go_on_under(program)
            .map_err(|error| PolicyError::Program(error.to_string()))?;
        for ((line, row), change) in lines.into_iter().zip(changes) {
            let content = change.content.unwrap_or_default();
            self.append.knowledge.push((KnowledgeRow { since: now, ..row }, content));
            self.note(RecordKind::Knowledge, now, line, None, Vec::new());
        }
        self.append.audits.push(entry);
        self.policies = policies;
        Ok(Arc::clone(self.policies.known()))
    }

    /// What the organisation knows of its own.
    #[must_use]
    pub fn known(&self) -> &Arc<Known> {
        self.policies.known()
    }

    fn note(
        &mut self,
        kind: RecordKind,
        at: Timestamp,
        line: String,
        source: Option<(String, Option<String>)>,
        decisions: Vec<Decision>,
    ) {
        let decisions = written(self.engine.program(), decisions);
        self.append.records.push(NewRecord { kind, at, line, source, decisions });
    }

    /// What is to be written, where there is anything; it must be written before what comes
    /// after it, or the core is worth nothing any more.
    pub fn hand_over(&mut self) -> Option<Append> {
        self.keep_changed_cases();
        self.since_snapshot += self.append.records.len() as u64;
        self.go_on_saving();
        let append = std::mem::take(&mut self.append);
        let empty = append.records.is_empty()
            && append.snapshot_parts.is_empty()
            && append.snapshot_whole.is_none()
            && append.snapshot_begun.is_none();
        (!empty).then_some(append)
    }

    /// Begins a snapshot with the next append, however few records there were.
    pub fn save_soon(&mut self) {
        self.save_soon = self.saving.is_none() && self.since_snapshot > 0;
    }

    fn go_on_saving(&mut self) {
        if let Some(saving) = &mut self.saving {
            if let Some(part) = self.engine.continue_snapshot(PART_BYTES) {
                saving.hash = link_bytes(&saving.hash, &part);
                self.append.snapshot_parts.push((saving.number, saving.parts, part));
                saving.parts += 1;
            } else {
                let Saving { number, parts, hash } = *saving;
                self.append.snapshot_whole = Some((number, parts, hash.to_vec()));
                self.saving = None;
            }
        } else if self.save_soon || self.since_snapshot >= self.snapshot_every {
            self.save_soon = false;
            self.engine.begin_snapshot();
            let number = self.next_snapshot;
            self.next_snapshot += 1;
            self.since_snapshot = 0;
            self.append.snapshot_begun =
                Some((number, self.policies.count(), self.policies.known().count()));
            self.saving = Some(Saving { number, parts: 0, hash: FIRST_LINK });
        }
    }

    fn keep_changed_cases(&mut self) {
        for (group, number, state) in self.engine.take_changed_cases() {
            match state {
                Some(state) => self.append.cases.push(case_row(&state)),
                None => self.append.cases_gone.push((group, number)),
            }
        }
        lists::duties(self.engine.take_duty_news(), &mut self.append.duties);
        lists::entries(self.engine.take_changed_entries(), &mut self.append.entries);
    }

    /// Everything that rules have entered is kept with the next append: until now nobody did.
    pub(crate) fn keep_all_entries(&mut self) {
        self.engine.change_all_entries();
        self.append.entries_whole = true;
    }
}

/// An event as it is taken: with the time at which it reached us, where it does not say.
pub(crate) fn with_received<'a>(mut event: Event<'a>, received: Timestamp) -> Event<'a> {
    event.received = event.received.or(Some(received));
    event
}

fn read(line: &str, received: Timestamp) -> Result<Event<'_>, String> {
    let event = Event::parse(line).map_err(|error| error.to_string())?;
    if event.at.since(received) > AHEAD_MS {
        let minutes = event.at.since(received) / MINUTE_MS;
        return Err(format!(
            "字段 `at` 比现在晚 {minutes} 分钟,请检查来源的时钟;最多可以晚 {} 分钟",
            AHEAD_MS / MINUTE_MS
        ));
    }
    Ok(with_received(event, received))
}

fn begun(event: &Event<'_>) -> RosterChange {
    let name = (event.group == ORG).then(|| "全单位".to_owned());
    RosterChange::Group(store::rows::GroupRow {
        id: event.group.to_string(),
        name,
        began: event.at,
        ..Default::default()
    })
}

/// Decisions as they are kept.
pub(crate) fn written(program: &Program, decisions: Vec<Decision>) -> Vec<NewDecision> {
    let one = |decision: Decision| {
        let mut line = Vec::new();
        decision.write_ndjson(program.zone(), &mut line);
        line.pop();
        NewDecision {
            line: String::from_utf8(line).unwrap_or_default(),
            at: decision.at,
            effect: effect_of(&decision),
            group: decision.group,
            case: decision.case,
            member: decision.member,
            kind: decision.kind,
            policy: decision.policy,
            cite: decision.cite,
            action: decision.action.name(),
            status: decision.status.name(),
        }
    };
    decisions.into_iter().map(one).collect()
}

fn case_row(state: &CaseState) -> CaseRow {
    CaseRow {
        group: state.group.clone(),
        number: state.number,
        about: state.about.to_owned(),
        kind: state.kind.to_owned(),
        member: state.member.clone(),
        opened: state.opened,
        waits: state.standing == CaseStanding::Waiting,
        to: state.to.clone(),
        due: state.due,
        // Writing into memory cannot fail: every part has a fixed form.
        state: serde_json::to_string(state).unwrap_or_default(),
        record: 0,
    }
}

/// A program to go on with under policies that came into use.
pub(crate) fn exchange(
    engine: &Engine,
    program: Arc<Program>,
) -> Result<Engine, engine::RestoreError> {
    Engine::restore(program, &engine.snapshot())
}
