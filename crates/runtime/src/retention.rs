//! Texts whose time is over: how long which group's are kept, and the passes that blank them.
//!
//! A policy says it in its front matter (`retention`). Of several that govern a group the longest
//! counts: as long as one still needs them they stay. A group of which none says it is kept as
//! [`Options::retention`] says: for ever unless told otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use model::time::DAY_MS;
use model::{Span, Timestamp, Zone};
use policy::Policy;
use serde::{Deserialize, Serialize};
use store::dialect::{Dialect, Reader};
use store::people::AuditEntry;
use store::retention::{Blanked, Whose, blank_cases, blank_step};
use store::rows::{GroupRow, RecordNumber};
use store::{Ledger, StoreError};

use crate::clock::Time;
use crate::service::{Health, Options};
use crate::worker::Shared;

/// How often texts are looked through.
const EVERY_MS: i64 = DAY_MS;
/// How long a pass waits for a quiet moment; then it goes on all the same, slowly.
const PATIENCE_MS: i64 = DAY_MS;
/// The pause between two steps where it is quiet, and where it is not.
const PAUSE: Duration = Duration::from_millis(50);
const BUSY_PAUSE: Duration = Duration::from_secs(1);
/// Up to how many events a second it is quiet.
const QUIET: u64 = 200;
/// Groups that are read at once.
const GROUPS: u32 = 1_000;
/// When the last pass ended.
const LAST: &str = "retention.last";
/// What is written of groups whose texts are kept for ever.
const FOR_EVER: &str = "";

/// What a pass did with the texts that are kept for one length of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retained {
    /// The length of time, as policies write it.
    pub kept: String,
    /// What reached us before this is blanked.
    pub before: Timestamp,
    /// Records and decisions.
    pub blanked: Blanked,
    /// Cases.
    pub cases: u64,
}

/// How far texts of one length of time have been gone through.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Progress {
    next: RecordNumber,
    cases_since: i64,
}

impl Progress {
    const NONE: Progress = Progress { next: 1, cases_since: i64::MIN };

    fn read(reader: &mut dyn Reader, kept: &str) -> Result<Progress, StoreError> {
        let text = reader.setting(&key(kept))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Progress::NONE))
    }

    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn key(kept: &str) -> String {
    format!("retention.{kept}")
}

/// A length of time as policies write it.
fn shown(span: Span) -> String {
    match span {
        Span::Days(days) => format!("{days}d"),
        Span::Months(months) => format!("{months}mo"),
        Span::Ms(ms) => format!("{}s", ms / 1_000),
        Span::SameDay => "day".to_owned(),
    }
}

/// The last moment from which that stretch is over by now.
fn begun_before(zone: &Zone, span: Span, now: Timestamp) -> Timestamp {
    let (mut over, mut open) = (now.plus_ms(-200 * 366 * DAY_MS).0, now.0);
    while open - over > 1 {
        let middle = over + (open - over) / 2;
        match zone.add(Timestamp(middle), span) <= now {
            true => over = middle,
            false => open = middle,
        }
    }
    Timestamp(over)
}

/// Groups whose texts are kept for one length of time.
#[derive(Debug, Default)]
struct Term {
    before: Timestamp,
    groups: BTreeSet<String>,
}

/// What looks after texts.
pub(crate) struct Keeper {
    pub dialect: Arc<dyn Dialect>,
    pub ledger: Ledger,
    pub time: Arc<Time>,
    pub shared: Arc<Shared>,
    pub options: Options,
}

/// Why a pass ends early: it is told to stop.
struct Stopped;

impl Keeper {
    /// Looks now and then whether it is time for a pass, until it is told to stop.
    pub fn run(self, stop: &Receiver<()>) {
        let mut seen = self.events();
        loop {
            let check = self.options.retention_check;
            match stop.recv_timeout(check) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
            let events = self.events();
            let quiet = is_quiet(events.saturating_sub(seen), check);
            seen = events;
            // What fails is tried again at the next look: it harms nothing meanwhile.
            let due = self.is_due(quiet).unwrap_or(false);
            if due && self.shared.figures.health() == Health::Well {
                let _ = self.pass(&mut || self.pause(stop));
            }
        }
    }

    fn events(&self) -> u64 {
        self.shared.figures.events.load(Ordering::Relaxed)
    }

    fn is_due(&self, quiet: bool) -> Result<bool, StoreError> {
        let last = self.dialect.reader()?.setting(LAST)?;
        let Some(last) = last.and_then(|text| text.parse().ok()) else { return Ok(quiet) };
        let passed = self.time.now().since(Timestamp(last));
        Ok(passed >= EVERY_MS + if quiet { 0 } else { PATIENCE_MS })
    }

    /// Lets others have their turn between two steps.
    fn pause(&self, stop: &Receiver<()>) -> Result<(), Stopped> {
        let before = self.events();
        let mut wait = PAUSE;
        loop {
            if !matches!(stop.recv_timeout(wait), Err(RecvTimeoutError::Timeout)) {
                return Err(Stopped);
            }
            if wait == BUSY_PAUSE || is_quiet(self.events().saturating_sub(before), PAUSE) {
                return Ok(());
            }
            wait = BUSY_PAUSE;
        }
    }

    /// Goes through all texts whose time is over.
    fn pass(
        &self,
        pause: &mut dyn FnMut() -> Result<(), Stopped>,
    ) -> Result<Vec<Retained>, StoreError> {
        let mut reader = self.dialect.reader()?;
        let now = self.time.now();
        let terms = self.terms(reader.as_mut(), now)?;
        let mut done = Vec::new();
        for (kept, term) in &terms {
            let Some(retained) = self.one_term(reader.as_mut(), kept, term, pause)? else {
                return Ok(done);
            };
            let entry = entry_of(&retained);
            let end = self.time.now();
            self.ledger.act(move |session| session.audit(&entry, end))?;
            done.push(retained);
        }
        self.ledger.act(move |session| session.writer.setting(LAST, &now.0.to_string()))?;
        Ok(done)
    }

    /// None: it was told to stop; what was done stands, and is gone on with the next time.
    fn one_term(
        &self,
        reader: &mut dyn Reader,
        kept: &str,
        term: &Term,
        pause: &mut dyn FnMut() -> Result<(), Stopped>,
    ) -> Result<Option<Retained>, StoreError> {
        let chosen = |whose: &Whose| term.groups.contains(&whose.group);
        let mut progress = Progress::read(reader, kept)?;
        let mut blanked = Blanked::default();
        let name = key(kept);
        while let Some((changes, more, end)) =
            blank_step(reader, progress.next, term.before, &chosen)?
        {
            progress.next = end;
            blanked.records += more.records;
            blanked.decisions += more.decisions;
            let (name, text) = (name.clone(), progress.text());
            self.ledger.act(move |session| {
                changes.write(session.writer)?;
                session.writer.setting(&name, &text)
            })?;
            if pause().is_err() {
                return Ok(None);
            }
        }
        let mut stopped = false;
        let since = Timestamp(progress.cases_since);
        let (cases, since) = blank_cases(reader, since, term.before, &chosen, &mut |changed| {
            self.ledger.act(move |session| {
                changed.iter().try_for_each(|case| session.writer.case_texts(case))
            })?;
            stopped |= pause().is_err();
            if stopped { Err(StoreError::Stopped) } else { Ok(()) }
        })?;
        progress.cases_since = since.0;
        let text = progress.text();
        self.ledger.act(move |session| session.writer.setting(&name, &text))?;
        Ok(Some(Retained { kept: kept.to_owned(), before: term.before, blanked, cases }))
    }

    /// Which groups' texts are kept for how long. Where that has changed for a group, what was
    /// gone through already is gone through again.
    fn terms(
        &self,
        reader: &mut dyn Reader,
        now: Timestamp,
    ) -> Result<BTreeMap<String, Term>, StoreError> {
        let policies = in_force(reader, now)?;
        let last = reader.setting(LAST)?.and_then(|text| text.parse().ok()).map(Timestamp);
        let known: BTreeMap<String, String> = reader.groups_kept()?.into_iter().collect();
        let mut terms: BTreeMap<String, Term> = BTreeMap::new();
        let mut changed: Vec<(String, String)> = Vec::new();
        let mut again: BTreeSet<String> = BTreeSet::new();
        let mut after = String::new();
        loop {
            let groups = reader.groups_page(&after, GROUPS)?;
            let Some(end) = groups.last() else { break };
            after.clone_from(&end.id);
            for group in groups {
                let own = self.kept(&policies, &group, now);
                let kept = own.as_ref().map_or(FOR_EVER, |(kept, _)| kept);
                let before = known.get(&group.id).map(String::as_str);
                if before.unwrap_or(FOR_EVER) != kept {
                    // A group that is new since the last pass has nothing before it.
                    let new = before.is_none() && last.is_none_or(|last| group.began > last);
                    if !new {
                        again.insert(kept.to_owned());
                    }
                    changed.push((group.id.clone(), kept.to_owned()));
                }
                if let Some((kept, before)) = own {
                    let term =
                        terms.entry(kept).or_insert_with(|| Term { before, ..Term::default() });
                    term.before = term.before.min(before);
                    term.groups.insert(group.id);
                }
            }
        }
        if !changed.is_empty() {
            self.ledger.act(move |session| {
                for (group, kept) in &changed {
                    session.writer.group_kept(group, kept)?;
                }
                let none = Progress::NONE.text();
                again.iter().try_for_each(|kept| session.writer.setting(&key(kept), &none))
            })?;
        }
        Ok(terms)
    }

    /// How long a group's texts are kept, and before when they go; none: for ever.
    fn kept(
        &self,
        policies: &[Policy],
        group: &GroupRow,
        now: Timestamp,
    ) -> Option<(String, Timestamp)> {
        let governs = |policy: &&Policy| {
            policy.governs(&group.id) || group.name.as_deref().is_some_and(|n| policy.governs(n))
        };
        let terms = policies.iter().filter(governs).filter_map(|policy| {
            let span = policy.retention?;
            Some((begun_before(&policy.zone, span, now), shown(span)))
        });
        let own = terms.min().map(|(before, kept)| (kept, before));
        let utc = || Zone::named("UTC");
        own.or_else(|| {
            let span = self.options.retention?;
            Some((shown(span), begun_before(&utc()?, span, now)))
        })
    }
}

/// The version of each policy that is in force.
fn in_force(reader: &mut dyn Reader, now: Timestamp) -> Result<Vec<Policy>, StoreError> {
    let mut newest: BTreeMap<String, Policy> = BTreeMap::new();
    for row in reader.policies()? {
        let policy = policy::parse(&row.name, &row.text, &rules::specs()).policy;
        if policy.effective.is_none_or(|day| day <= policy.zone.local(now).day) {
            newest.insert(policy.id.clone(), policy);
        }
    }
    Ok(newest.into_values().collect())
}

fn is_quiet(events: u64, within: Duration) -> bool {
    let ms = u64::try_from(within.as_millis()).unwrap_or(u64::MAX).max(1);
    events.saturating_mul(1_000) / ms <= QUIET
}

fn entry_of(retained: &Retained) -> AuditEntry {
    let Retained { kept, before, blanked, cases } = retained;
    let utc = Zone::named("UTC").map_or_else(String::new, |zone| zone.rfc3339(*before));
    AuditEntry {
        who: "@system".to_owned(),
        act: "retention.pass".to_owned(),
        object: kept.clone(),
        detail: format!(
            "{utc} 以前的正文:清除了 {} 条记录、{} 项决定、{cases} 件事项的",
            blanked.records, blanked.decisions
        ),
        address: String::new(),
    }
}

impl Keeper {
    /// A pass at once, without pauses.
    pub fn pass_now(&self) -> Result<Vec<Retained>, StoreError> {
        self.pass(&mut || Ok(()))
    }
}
