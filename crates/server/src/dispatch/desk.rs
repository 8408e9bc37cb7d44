//! The connector's other side: what it brings goes to the engine, what is decided goes to it,
//! and what came of that into the store.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use onebot::desk::{Closed, Delivery, Desk, Leased, News, Outcome, Receipt};
use runtime::{LineAnswer, RuntimeError};
use store::StoreError;
use store::rows;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use super::outbox::{self, LEASE_MS, Taken};
use super::renewals::{self, Renewals};
use super::talk::{self, Spoken};
use super::{ONEBOT, held, tasks};
use crate::app::App;

/// How often it is looked for what became due, where nobody says so.
const POLL: Duration = Duration::from_secs(1);
/// The most bytes that are handed to the engine at once.
const BODY_BYTES: usize = 8 << 20;
/// The most rounds of one look: a round hands out one effect of each group.
const ROUNDS: usize = 64;
/// What the key of something begins with that no decision asked for.
pub const ERRAND: &str = "errand:";

/// The desk.
pub struct OneBotDesk {
    app: Arc<App>,
}

impl OneBotDesk {
    /// The desk of a server.
    #[must_use]
    pub fn new(app: Arc<App>) -> OneBotDesk {
        OneBotDesk { app }
    }

    /// Keeps the lines of events that were gathered; done when they are on disk.
    async fn keep(&self, gathered: &mut Gathered) -> Result<(), Closed> {
        gathered.count = 0;
        let spoken = std::mem::take(&mut gathered.spoken);
        let lines = std::mem::take(&mut gathered.lines);
        if lines.is_empty() {
            return Ok(());
        }
        match self.app.ingest(lines).await {
            Ok(answers) => {
                // What came before was answered then.
                let is_new = |at: usize| matches!(answers.get(at), Some(LineAnswer::Kept { .. }));
                let new = spoken.into_iter().filter(|(at, _)| is_new(*at));
                gathered.kept.extend(new.map(|(_, spoken)| spoken));
                for answer in answers {
                    if let LineAnswer::Refused(why) = answer {
                        self.tell("refused", format!("一个事件没有被接收:{why}"));
                    }
                }
                Ok(())
            }
            // The same again would be as long.
            Err(RuntimeError::TooLarge) => {
                self.tell("refused", "一个事件太长,没有被接收".to_owned());
                Ok(())
            }
            Err(_) => Err(Closed),
        }
    }

    fn tell(&self, kind: &'static str, text: String) {
        let (account, group) = (String::new(), String::new());
        self.app.dispatch.tell(News { at: self.app.now(), account, group, kind, text });
    }
}

/// Events on their way to the engine.
#[derive(Default)]
struct Gathered {
    lines: String,
    count: usize,
    /// Messages among them, by the number of their line.
    spoken: Vec<(usize, Spoken)>,
    /// Messages that were kept and are new.
    kept: Vec<Spoken>,
    /// Messages that were recalled meanwhile.
    recalled: BTreeSet<String>,
}

impl Gathered {
    fn add(&mut self, line: &str) {
        if let Some(spoken) = Spoken::of(line) {
            match spoken.kind.as_str() {
                "recall" => {
                    self.recalled.insert(spoken.target);
                }
                _ => self.spoken.push((self.count, spoken)),
            }
        }
        self.count += 1;
        self.lines.push_str(line);
        self.lines.push('\n');
    }
}

impl Desk for OneBotDesk {
    fn now(&self) -> Timestamp {
        self.app.now()
    }

    async fn take(&self, batch: Vec<Delivery>) -> Result<(), Closed> {
        let mut gathered = Gathered::default();
        let mut news = Vec::new();
        let mut privates = Vec::new();
        let mut mutes = Vec::new();
        let mut pictures = Vec::new();
        for delivery in batch {
            match delivery {
                Delivery::Event(line) => {
                    if gathered.lines.len() + line.len() > BODY_BYTES {
                        self.keep(&mut gathered).await?;
                    }
                    gathered.add(&line);
                }
                Delivery::Private(private) => privates.push(private),
                Delivery::Mute(mute) => mutes.push(mute),
                Delivery::Pictures(one) => pictures.push(one),
                Delivery::News(one) => news.push(one),
            }
        }
        // What can fail comes first: it is all brought again then, and events are known again.
        self.keep(&mut gathered).await?;
        for private in privates {
            talk::hear(&self.app, private).await?;
        }
        for spoken in gathered.kept {
            // What was taken back is not answered.
            if !gathered.recalled.contains(&spoken.id) {
                talk::hear_in_group(&self.app, spoken).await;
            }
        }
        for one in pictures {
            self.app.dispatch.pictures.ask(one);
        }
        for mute in mutes {
            tasks::muted(&self.app, mute).await;
        }
        for one in news {
            if matches!(one.kind, "rights" | "connected") {
                self.app.dispatch.tasks.routes.notify_one();
            }
            self.app.dispatch.tell(one);
        }
        Ok(())
    }

    async fn lease(&self, most: usize) -> Vec<Leased> {
        let app = &self.app;
        let mut live = app.live.subscribe();
        loop {
            // The line may have gone since this was asked: no try is spent on that.
            let there = app.dispatch.view().is_some_and(|view| view.can_act());
            if there && app.block(move |app| Ok(fill(app, most)?)).await.is_ok() {
                let mut ready = held(&app.dispatch.ready);
                let count = most.min(ready.len());
                if count > 0 {
                    return ready.drain(..count).collect();
                }
            }
            tokio::select! {
                () = app.dispatch.wake.notified() => {}
                () = decided(&mut live) => {}
                () = sleep(POLL) => {}
            }
        }
    }

    async fn report(&self, receipt: Receipt) -> Result<(), Closed> {
        let Receipt { key, outcome, .. } = receipt;
        if key.starts_with(ERRAND) {
            if !matches!(outcome, Outcome::Done { .. }) {
                tracing::warn!(?outcome, "an answer was not given");
            }
            talk::settled(&self.app, &key, &outcome);
            return Ok(());
        }
        let done = self.app.block(move |app| Ok(settle(app, &key, &outcome)?)).await;
        self.app.dispatch.wake.notify_one();
        done.map_err(|_| Closed)
    }
}

/// Done when something was decided that is to be carried out.
async fn decided(live: &mut broadcast::Receiver<Arc<runtime::service::News>>) {
    loop {
        match live.recv().await {
            Ok(news) if news.effects => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // Nobody tells any more: it is looked now and then.
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

/// Puts what is to be carried out next into what is ready. It is on disk that it is handed out
/// before anybody sees it, and where nobody comes for it, it is given back at the end.
fn fill(app: &App, most: usize) -> Result<(), StoreError> {
    let dispatch = &app.dispatch;
    let now = app.now();
    let room = most.saturating_sub(held(&dispatch.ready).len());
    let due = held(&dispatch.renewals).due(now, room);
    held(&dispatch.ready).extend(due);
    for _ in 0..ROUNDS {
        let room = most.saturating_sub(held(&dispatch.ready).len());
        if room == 0 {
            return Ok(());
        }
        let rows = app.runtime.lease(ONEBOT, LEASE_MS, u32::try_from(room).unwrap_or(1))?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let decided = outbox::decided(&row);
            let taken = Taken::of(&row, &decided);
            match outbox::leased(&row, decided) {
                Ok(leased) => {
                    held(&dispatch.taken).insert(row.key.clone(), taken);
                    held(&dispatch.ready).push_back(leased);
                }
                Err(outcome) => enter(app, &row.key, &taken, outcome, String::new())?,
            }
        }
    }
    Ok(())
}

/// Enters what became of an attempt.
pub fn enter(
    app: &App,
    key: &str,
    taken: &Taken,
    outcome: rows::Outcome,
    said: String,
) -> Result<(), StoreError> {
    let detail = Some(said).filter(|said| !said.is_empty());
    let people = outcome == rows::Outcome::People;
    let receipt = rows::Receipt { key: key.to_owned(), attempt: taken.attempt, outcome, detail };
    app.runtime.receive(receipt)?;
    if people {
        app.dispatch.tasks.opened(&taken.group, taken.record);
    }
    Ok(())
}

/// Takes what came of something that was handed out.
fn settle(app: &App, key: &str, outcome: &Outcome) -> Result<(), StoreError> {
    let dispatch = &app.dispatch;
    if renewals::is_renewal(key) {
        return renew(app, key, outcome);
    }
    // Of what was settled meanwhile, by a person or a later attempt, nothing is to be kept.
    let Some(taken) = held(&dispatch.taken).get(key).cloned() else { return Ok(()) };
    let (kept, said) = outbox::settled(&taken, outcome, dispatch.random());
    let done = matches!(outcome, Outcome::Done { .. });
    let Taken { group, member, until, .. } = &taken;
    // First what is to be renewed: it is set again harmlessly, but never forgotten.
    if let Some(ends) = outbox::renewed(outcome) {
        change_renewals(app, |all| all.with(key, group, member, until, ends))?;
    } else if done && taken.lifts_mute {
        change_renewals(app, |all| all.without(group, member))?;
    }
    if let Outcome::Done { message, .. } = outcome {
        dispatch.remember_said(message, &taken.case);
        // Failing, they miss a convenience: the act is done, and told.
        if let Err(problem) = talk::link_after(app, key, &taken) {
            tracing::warn!(problem.title, "no link was sent after an act");
        }
    }
    let state = format!("{kept:?}");
    tracing::debug!(key, state, said, "an effect was settled");
    enter(app, key, &taken, kept, said)?;
    let mut all = held(&dispatch.taken);
    if all.get(key).is_some_and(|other| other.attempt == taken.attempt) {
        all.remove(key);
    }
    Ok(())
}

fn renew(app: &App, key: &str, outcome: &Outcome) -> Result<(), StoreError> {
    let now = app.now();
    match outcome {
        Outcome::Done { renew_at, .. } => change_renewals(app, |all| all.renewed(key, *renew_at)),
        Outcome::Moot { .. } | Outcome::Expired => {
            change_renewals(app, |all| all.renewed(key, None))
        }
        Outcome::NotPossible { reason }
        | Outcome::NotSent { reason }
        | Outcome::Failed { reason, .. }
        | Outcome::Unknown { reason, .. } => {
            let one = held(&app.dispatch.renewals).of(key).cloned();
            if let Some(one) = one {
                let text = format!("{} 的禁言到期前没有续上,会再试:{reason}", one.member);
                let (at, account) = (now, String::new());
                app.dispatch.tell(News { at, account, group: one.group, kind: "renewal", text });
            }
            change_renewals(app, |all| all.later(key, now))
        }
    }
}

/// Changes which mutes are to be renewed, on disk first. The lock is held meanwhile, by a thread
/// that may block: two changes at once would lose one.
pub(super) fn change_renewals(
    app: &App,
    change: impl FnOnce(Renewals) -> Renewals,
) -> Result<(), StoreError> {
    let mut all = held(&app.dispatch.renewals);
    let changed = change(all.clone());
    if *all == changed {
        return Ok(());
    }
    let written = changed.written();
    app.runtime.write(move |session| session.writer.setting(renewals::SETTING, &written))?;
    *all = changed;
    Ok(())
}

/// Gives back what nobody came for.
pub(super) fn give_back(app: &App) -> Result<(), StoreError> {
    let ready: Vec<Leased> = held(&app.dispatch.ready).drain(..).collect();
    for leased in ready {
        let key = leased.effect.key;
        let taken = held(&app.dispatch.taken).remove(&key);
        if let Some(taken) = taken {
            enter(app, &key, &taken, rows::Outcome::Untouched, String::new())?;
        }
    }
    Ok(())
}
