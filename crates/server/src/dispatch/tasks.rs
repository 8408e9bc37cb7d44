//! What no connector can do waits for a person who does, and is closed by what is then seen to
//! have happened, or by somebody's word.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::time::DAY_MS;
use model::{Event, EventBody, Timestamp};
use onebot::Mute;
use runtime::service::News;
use store::dialect::Reader;
use store::rows::{EffectRow, EffectState, Outcome, Receipt, RecordNumber};
use store::{StoreError, feed};
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use super::{held, outbox};
use crate::app::App;

/// The most open tasks that are looked at together.
pub const OPEN_MAX: u32 = 2_000;
/// After so long an act that nobody did is no longer asked for.
const KEPT_MS: i64 = 30 * DAY_MS;
/// How often it is looked for tasks that have become pointless.
const SWEEP: Duration = Duration::from_secs(60);
/// How many pages of a group's history are gone back through, and how long each is.
const PAGES: usize = 20;
const PAGE: usize = 200;

/// What closes tasks, as the lines of such events name it.
const CLOSING: [&str; 5] = ["\"leave\"", "\"recall\"", "\"card\"", "\"join\"", "\"done\""];
/// Of how many such events it is remembered that they came.
const RECENT_MAX: usize = 4_096;
/// What came lately that may close tasks which are not entered yet.
#[derive(Default)]
struct Recent {
    /// The record of each, its group and its line; the newest last.
    lines: VecDeque<(RecordNumber, String, String)>,
    /// The first record from which on none is missing; none: nothing was heard yet.
    since: Option<RecordNumber>,
    /// The record after the last that was heard.
    next: RecordNumber,
}

impl Recent {
    fn note(&mut self, record: RecordNumber, group: &str, line: &str) {
        self.lines.push_back((record, group.to_owned(), line.to_owned()));
        if self.lines.len() > RECENT_MAX
            && let Some((record, ..)) = self.lines.pop_front()
        {
            self.since = Some(record.saturating_add(1));
        }
    }

    /// What came in a group after a record; none where that is not remembered.
    fn of(&self, group: &str, after: RecordNumber) -> Option<Vec<String>> {
        let whole = self.since.is_some_and(|since| since <= after.saturating_add(1));
        let here =
            |(record, one, _): &&(RecordNumber, String, String)| *record > after && one == group;
        whole.then(|| self.lines.iter().filter(here).map(|(.., line)| line.clone()).collect())
    }
}

/// Which groups have open tasks.
#[derive(Default)]
pub struct Open {
    groups: Mutex<BTreeSet<String>>,
    /// Groups of which it is to be looked whether something was done already, and after which
    /// record.
    look: Mutex<BTreeMap<String, RecordNumber>>,
    recent: Mutex<Recent>,
    wake: Notify,
    /// Accounts may be in other groups now.
    pub routes: Notify,
}

impl Open {
    /// There is a task in the group, decided with that record: what happens there may close it,
    /// or has already.
    pub fn opened(&self, group: &str, record: RecordNumber) {
        held(&self.groups).insert(group.to_owned());
        self.look_after(group, record);
        self.wake.notify_one();
    }

    fn look_after(&self, group: &str, record: RecordNumber) {
        let mut look = held(&self.look);
        let known = look.entry(group.to_owned()).or_insert(record);
        *known = record.min(*known);
    }

    /// Finds the groups with open tasks, at the start.
    ///
    /// # Errors
    /// The store fails.
    pub fn load(&self, reader: &mut dyn Reader) -> Result<(), StoreError> {
        for row in reader.effects(Some(EffectState::People), None, u32::MAX)? {
            self.opened(&row.group, row.record);
        }
        Ok(())
    }

    fn has(&self, group: &str) -> bool {
        held(&self.groups).contains(group)
    }

    /// Takes what was just written, or was read after it was missed: what may close tasks now.
    fn heard<'n>(
        &self,
        first: RecordNumber,
        records: impl IntoIterator<Item = (Option<&'n str>, &'n str)>,
    ) -> Vec<Closing> {
        let mut here = Vec::new();
        let mut recent = held(&self.recent);
        recent.since.get_or_insert(first);
        recent.next = first;
        for (group, line) in records {
            let record = recent.next;
            recent.next = record.saturating_add(1);
            let Some(group) = group.filter(|_| may_close(line)) else { continue };
            recent.note(record, group, line);
            if self.has(group) {
                here.push(Closing { record, group: group.to_owned(), line: line.to_owned() });
            }
        }
        here
    }

    /// The records that nobody heard of, before those that begin there.
    fn missed(&self, first: RecordNumber) -> Option<(RecordNumber, RecordNumber)> {
        let recent = held(&self.recent);
        let missed = recent.since.is_some() && recent.next < first;
        missed.then(|| (recent.next, first.saturating_sub(1)))
    }

    /// What came from a record on could not be read: it is looked for again, group by group.
    fn lost(&self, from: RecordNumber) {
        *held(&self.recent) = Recent::default();
        for group in held(&self.groups).clone() {
            self.opened(&group, from.saturating_sub(1));
        }
    }
}

/// A line that may close tasks.
struct Closing {
    record: RecordNumber,
    group: String,
    line: String,
}

fn may_close(line: &str) -> bool {
    CLOSING.iter().any(|kind| line.contains(kind))
}

/// Closes tasks by what happens, until the server stops.
pub async fn run(app: Arc<App>) {
    let open = &app.dispatch.tasks;
    let mut live = app.live.subscribe();
    let mut stopping = app.stopping.subscribe();
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            news = live.recv() => match news {
                Ok(news) => hear(&app, &news).await,
                // What was missed is read when the next comes.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            () = open.wake.notified() => look(&app).await,
            _ = sweep.tick() => {
                // Failing, it is tried again with the next sweep.
                let _ = app.block(|app| Ok(sweep_out(app)?)).await;
            }
            () = super::stopped(&mut stopping) => return,
        }
    }
}

async fn hear(app: &Arc<App>, news: &News) {
    let open = &app.dispatch.tasks;
    if let Some((from, to)) = open.missed(news.first) {
        match app.block(move |app| Ok(read_missed(app, from, to)?)).await {
            Ok(lines) => close_heard(app, lines).await,
            Err(_) => open.lost(from),
        }
    }
    let records = news.records.iter().map(|(group, line, _)| (group.as_deref(), line.as_str()));
    let lines = open.heard(news.first, records);
    close_heard(app, lines).await;
}

/// What came while nobody kept up with it. Each record is read once.
fn read_missed(
    app: &App,
    from: RecordNumber,
    to: RecordNumber,
) -> Result<Vec<Closing>, StoreError> {
    let mut records = Vec::new();
    let mut reader = app.runtime.reader()?;
    feed::each(reader.as_mut(), from, to, |_, record| {
        let line = record.line.line();
        let of = may_close(&line).then(|| Event::parse(&line).ok()).flatten();
        let group = of.map(|event| event.group.to_string());
        records.push(group.map(|group| (group, line)));
    })?;
    let records = records.iter().map(|one| match one {
        Some((group, line)) => (Some(group.as_str()), line.as_str()),
        None => (None, ""),
    });
    Ok(app.dispatch.tasks.heard(from, records))
}

async fn close_heard(app: &Arc<App>, lines: Vec<Closing>) {
    if lines.is_empty() {
        return;
    }
    let places: Vec<_> = lines.iter().map(|one| (one.group.clone(), one.record)).collect();
    let closed = app.block(move |app| {
        let mut reader = app.runtime.reader()?;
        Ok(lines.iter().try_for_each(|one| close_by(app, reader.as_mut(), &one.line))?)
    });
    if closed.await.is_err() {
        for (group, record) in places {
            app.dispatch.tasks.opened(&group, record.saturating_sub(1));
        }
    }
}

/// Looks whether what was opened is done already; failing, a little later again.
async fn look(app: &Arc<App>) {
    let groups = std::mem::take(&mut *held(&app.dispatch.tasks.look));
    let again = groups.clone();
    if app.block(move |app| Ok(look_back(app, groups)?)).await.is_err() {
        sleep(Duration::from_secs(1)).await;
        for (group, record) in again {
            app.dispatch.tasks.opened(&group, record);
        }
    }
}

/// What an event shows to have been done.
#[derive(Debug, PartialEq, Eq)]
enum Shown<'a> {
    /// A member is out, by whom.
    Out(&'a str, Option<&'a str>),
    /// A message is recalled.
    Recalled(&'a str),
    /// Somebody's name is another.
    Carded(&'a str),
    /// Somebody is in.
    In(&'a str),
    /// Somebody says that a case is dealt with.
    Said(&'a str),
}

fn shown<'a>(event: &'a Event<'_>) -> Option<Shown<'a>> {
    let member = event.member.as_deref();
    Some(match &event.body {
        EventBody::Leave { by } => Shown::Out(member?, by.as_deref()),
        EventBody::Recall { target } => Shown::Recalled(target),
        EventBody::Card { .. } => Shown::Carded(member?),
        EventBody::Join { .. } => Shown::In(member?),
        EventBody::Done { case, .. } => Shown::Said(case),
        _ => return None,
    })
}

/// Whether that was this task; with what is said of it.
fn closes(shown: &Shown<'_>, row: &EffectRow) -> Option<String> {
    let decided = outbox::decided(row);
    let of = &decided.effect;
    let action = of.action.as_str();
    match shown {
        Shown::Out(member, by) => {
            let fits =
                matches!(action, "remove" | "ban" | "persuade-leave") && of.member == *member;
            fits.then(|| by.map_or_else(|| "已退群".to_owned(), |by| format!("已由 {by} 移出")))
        }
        Shown::Recalled(target) => {
            (action == "delete" && of.event == *target).then(|| "消息已撤回".to_owned())
        }
        Shown::Carded(member) => {
            (action == "set-card" && of.member == *member).then(|| "群名片已改".to_owned())
        }
        Shown::In(member) => {
            (action == "approve" && of.member == *member).then(|| "已进群".to_owned())
        }
        Shown::Said(case) => (decided.case == *case).then(|| "已说明办好".to_owned()),
    }
}

/// Closes what a line of an event shows to be done.
fn close_by(app: &App, reader: &mut dyn Reader, line: &str) -> Result<(), StoreError> {
    let Ok(event) = Event::parse(line) else { return Ok(()) };
    let Some(shown) = shown(&event) else { return Ok(()) };
    if let Shown::Said(case) = &shown
        && still_waits(reader, case)?
    {
        // Whoever said so may not have been entitled to.
        return Ok(());
    }
    let rows = reader.effects(Some(EffectState::People), Some(&event.group), OPEN_MAX)?;
    for row in &rows {
        // What happened before it was decided did not carry it out.
        let after = event.received.unwrap_or(event.at).since(row.decided) > -1_000;
        if let Some(said) = closes(&shown, row).filter(|_| after) {
            close(app, row, said)?;
        }
    }
    if rows.is_empty() {
        held(&app.dispatch.tasks.groups).remove(&*event.group);
    }
    Ok(())
}

/// Whether a case still waits for somebody.
///
/// # Errors
/// The store fails.
pub fn still_waits(reader: &mut dyn Reader, case: &str) -> Result<bool, StoreError> {
    let Some((group, number)) = case.rsplit_once('-') else { return Ok(false) };
    let Ok(number) = number.parse() else { return Ok(false) };
    Ok(reader.case(group, number)?.is_some_and(|case| case.waits))
}

fn close(app: &App, row: &EffectRow, said: String) -> Result<(), StoreError> {
    let (key, attempt) = (row.key.clone(), row.attempt);
    let receipt = Receipt { key, attempt, outcome: Outcome::Done, detail: Some(said) };
    app.runtime.receive(receipt).map(|_| ())
}

/// Looks whether what waits in these groups was done already: between the decision and its
/// becoming a task, or while nobody listened.
fn look_back(app: &App, groups: BTreeMap<String, RecordNumber>) -> Result<(), StoreError> {
    let mut reader = None;
    for (group, after) in groups {
        let lately = held(&app.dispatch.tasks.recent).of(&group, after);
        if lately.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        let reader = match &mut reader {
            Some(reader) => reader,
            none => none.insert(app.runtime.reader()?),
        };
        match lately {
            Some(lines) => {
                lines.iter().try_for_each(|line| close_by(app, reader.as_mut(), line))?
            }
            None => look_in_store(app, reader.as_mut(), &group, after)?,
        }
    }
    Ok(())
}

fn look_in_store(
    app: &App,
    reader: &mut dyn Reader,
    group: &str,
    after: RecordNumber,
) -> Result<(), StoreError> {
    let mut before = u64::MAX;
    for _ in 0..PAGES {
        let page = feed::page_from(reader, group, after, before, PAGE)?;
        for happened in page.events {
            close_by(app, reader, &happened.line)?;
        }
        match page.next {
            Some(next) => before = next,
            None => break,
        }
    }
    Ok(())
}

/// Drops words whose time is over, and acts that nobody did for a month.
fn sweep_out(app: &App) -> Result<(), StoreError> {
    let now = app.now();
    let rows = app.runtime.reader()?.effects(Some(EffectState::People), None, OPEN_MAX)?;
    for row in rows.iter().filter(|row| is_over(row, now)) {
        let (key, attempt) = (row.key.clone(), row.attempt);
        let detail = Some("没有人办,已过时".to_owned());
        app.runtime.receive(Receipt { key, attempt, outcome: Outcome::Expired, detail })?;
    }
    Ok(())
}

fn is_over(row: &EffectRow, now: Timestamp) -> bool {
    let words = !row.repeatable && !row.tells;
    let too_late = row.expires.is_some_and(|expires| expires <= now);
    // A mute whose end has come needs nobody either.
    let ended = row.action == "mute" && too_late;
    (words && too_late) || ended || now.since(row.decided) > KEPT_MS
}

/// The platform says that somebody may not speak, or may again: by whomever.
pub async fn muted(app: &Arc<App>, mute: Mute) {
    let done = app.block(move |app| {
        let Mute { group, member, by, seconds } = mute;
        if seconds == 0 && !by.starts_with('@') {
            super::desk::change_renewals(app, |all| all.without(&group, &member))?;
        }
        if seconds != 0 && app.dispatch.tasks.has(&group) {
            let people = Some(EffectState::People);
            for row in app.runtime.reader()?.effects(people, Some(&group), OPEN_MAX)? {
                let of = outbox::decided(&row).effect;
                if of.action == "mute" && of.member == member {
                    close(app, &row, format!("已由 {by} 禁言"))?;
                }
            }
        }
        Ok(())
    });
    if done.await.is_err() {
        tracing::warn!("a mute was seen and could not be entered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(action: &str, repeatable: bool, tells: bool) -> EffectRow {
        let decision = format!(
            r#"{{"member":"u1","event":"m1","case":"g-3","action":"{action}","status":"done"}}"#
        );
        EffectRow {
            key: "1-0-x".to_owned(),
            record: 1,
            ordinal: 0,
            group: "g".to_owned(),
            action: action.to_owned(),
            repeatable,
            tells,
            state: EffectState::People,
            attempt: 1,
            next: Timestamp(0),
            expires: Some(Timestamp(1_000)),
            decided: Timestamp(0),
            detail: None,
            decision,
        }
    }

    #[test]
    fn a_task_is_closed_by_what_was_asked_for_and_by_nothing_else() {
        for (shown, action, fits) in [
            (Shown::Out("u1", Some("u9")), "remove", true),
            (Shown::Out("u1", None), "ban", true),
            (Shown::Out("u2", Some("u9")), "remove", false),
            (Shown::Out("u1", None), "mute", false),
            (Shown::Recalled("m1"), "delete", true),
            (Shown::Recalled("m2"), "delete", false),
            (Shown::Carded("u1"), "set-card", true),
            (Shown::In("u1"), "approve", true),
            (Shown::In("u1"), "refuse", false),
            (Shown::Said("g-3"), "talk", true),
            (Shown::Said("g-31"), "talk", false),
        ] {
            let closed = closes(&shown, &row(action, true, false)).is_some();
            assert_eq!(closed, fits, "{shown:?} {action}");
        }
    }

    #[test]
    fn what_came_lately_is_remembered_and_what_is_not_is_looked_up() {
        let open = Open::default();
        let of = |group: &str, after| held(&open.recent).of(group, after);
        assert_eq!(of("g", 9), None, "nobody listens yet");
        assert_eq!(open.missed(10), None);
        held(&open.groups).insert("g".to_owned());
        let leaves = r#"{"kind":"leave","member":"u"}"#;
        let said = r#"{"kind":"message"}"#;
        let some = [(Some("g"), said), (Some("g"), leaves), (Some("h"), leaves), (None, "")];
        let here: Vec<_> = open.heard(10, some).iter().map(|one| one.record).collect();
        assert_eq!(here, [11]);
        assert_eq!(of("g", 10).map(|lines| lines.len()), Some(1));
        assert_eq!(of("g", 11), Some(Vec::new()), "it was before that");
        assert_eq!(of("k", 9), Some(Vec::new()));
        assert_eq!(of("g", 8), None, "perhaps before it was listened");
        assert_eq!(open.missed(14), None);
        assert_eq!(open.missed(20), Some((14, 19)));
        for record in 14..14 + RECENT_MAX as u64 {
            open.heard(record, [(Some("h"), leaves)]);
        }
        assert_eq!(of("g", 11), None, "forgotten meanwhile");
        assert_eq!(of("g", 12), Some(Vec::new()));
    }

    #[test]
    fn words_grow_old_and_acts_are_kept_for_a_month() {
        let day = |days: i64| Timestamp(days * DAY_MS);
        assert!(is_over(&row("remind", false, false), day(1)));
        assert!(is_over(&row("mute", true, false), day(1)));
        assert!(!is_over(&row("remove", true, false), day(29)));
        assert!(is_over(&row("remove", true, false), day(31)));
        assert!(!is_over(&row("talk", false, true), day(29)));
    }
}
