//! What is decided is carried out, by connectors or by people, and what came of it is kept;
//! whoever wants to know is told.
//!
//! Suggested reading order: [`outbox`], [`desk`], [`tasks`], [`talk`], [`webhooks`], [`pictures`].

pub mod address;
pub mod desk;
pub mod opinion;
pub mod outbox;
pub mod pictures;
pub mod renewals;
pub mod routes;
pub mod signature;
pub mod talk;
pub mod tasks;
pub mod webhooks;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use model::Action;
use onebot::connector::View;
use onebot::desk::{Leased, News};
use onebot::{Connector, pace};
use store::StoreError;
use store::rows::EffectState;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::app::App;
use desk::OneBotDesk;
use outbox::Taken;
use renewals::Renewals;

/// The connector to QQ, as groups name who serves them.
pub const ONEBOT: &str = "onebot";
/// Who takes what no connector serves.
pub const PEOPLE: &str = "people";
/// The most news that are kept for pages.
const NEWS_MAX: usize = 500;
/// The most messages of ours of which it is remembered what they were about.
const SAID_MAX: usize = 8_192;
/// The longest that what is under way may take when everything ends.
const PARTING: Duration = Duration::from_secs(10);

/// What dispatch knows while it runs.
pub struct Dispatch {
    /// Wakes whoever carries out.
    pub wake: Notify,
    /// Tasks for people that something may close.
    pub tasks: tasks::Open,
    /// Who talks to the account.
    pub talk: talk::Talk,
    /// What came by signed hooks lately.
    pub seen: signature::Seen,
    /// Pictures that are to be looked at.
    pub pictures: pictures::Waiting,
    webhooks: Mutex<BTreeMap<String, webhooks::Standing>>,
    view: Mutex<Option<Arc<View<OneBotDesk>>>>,
    news: Mutex<VecDeque<News>>,
    ready: Mutex<VecDeque<Leased>>,
    taken: Mutex<BTreeMap<String, Taken>>,
    renewals: Mutex<Renewals>,
    said: Mutex<Said>,
    random: Mutex<pace::Random>,
}

/// Messages of ours, by their event ids, with the case that they were about.
#[derive(Default)]
struct Said {
    cases: BTreeMap<String, String>,
    order: VecDeque<String>,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for Dispatch {
    fn default() -> Dispatch {
        let mut seed = [0; 8];
        // Without random numbers waits are spread all the same, only not differently each time.
        let _ = getrandom::fill(&mut seed);
        Dispatch {
            wake: Notify::new(),
            tasks: tasks::Open::default(),
            talk: talk::Talk::default(),
            seen: signature::Seen::default(),
            pictures: pictures::Waiting::default(),
            webhooks: Mutex::default(),
            view: Mutex::default(),
            news: Mutex::default(),
            ready: Mutex::default(),
            taken: Mutex::default(),
            renewals: Mutex::default(),
            said: Mutex::default(),
            random: Mutex::new(pace::Random::new(u64::from_le_bytes(seed))),
        }
    }
}

impl Dispatch {
    /// Why an action can't be carried out in a group, in words; none: it can.
    #[must_use]
    pub fn obstacle(&self, group: &str, action: Action) -> Option<String> {
        match self.view() {
            Some(view) => view.possible(group, action).err().map(|why| why.to_string()),
            None if action.needs_hands() => Some("平台没有这项功能,要由人来办".to_owned()),
            None => Some("这个群没有接入".to_owned()),
        }
    }

    /// A look at the connector, while it runs.
    pub fn view(&self) -> Option<Arc<View<OneBotDesk>>> {
        held(&self.view).clone()
    }

    /// What those who run the server should know, the newest first.
    pub fn news(&self) -> Vec<News> {
        held(&self.news).iter().rev().cloned().collect()
    }

    /// How webhooks are, by name.
    pub fn webhooks(&self) -> BTreeMap<String, webhooks::Standing> {
        held(&self.webhooks).clone()
    }

    /// Keeps what those who run the server should know, and writes it to the log.
    pub fn tell(&self, news: News) {
        let News { account, group, kind, text, .. } = &news;
        match *kind {
            "connected" | "online" | "rights" => {
                tracing::info!(account, group, kind, text, "onebot");
            }
            _ => tracing::warn!(account, group, kind, text, "onebot"),
        }
        let mut kept = held(&self.news);
        kept.push_back(news);
        if kept.len() > NEWS_MAX {
            kept.pop_front();
        }
    }

    /// Says something by a connector that no decision asks for.
    fn say(&self, leased: Leased) {
        let mut ready = held(&self.ready);
        if ready.len() < NEWS_MAX {
            ready.push_back(leased);
        }
        drop(ready);
        self.wake.notify_one();
    }

    fn remember_said(&self, message: &str, case: &str) {
        if message.is_empty() || case.is_empty() {
            return;
        }
        let mut said = held(&self.said);
        if said.cases.insert(message.to_owned(), case.to_owned()).is_none() {
            said.order.push_back(message.to_owned());
        }
        if said.order.len() > SAID_MAX
            && let Some(oldest) = said.order.pop_front()
        {
            said.cases.remove(&oldest);
        }
    }

    /// The case that a message of ours was about.
    fn case_of(&self, message: &str) -> Option<String> {
        held(&self.said).cases.get(message).cloned()
    }

    fn random(&self) -> u64 {
        held(&self.random).draw()
    }
}

/// Done when the server stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stops| *stops).await;
}

/// Everything that dispatch runs.
pub struct Dispatching {
    tasks: JoinSet<()>,
    connector: Option<Connector<OneBotDesk>>,
}

/// Starts carrying out; with the routes that connectors add.
///
/// # Errors
/// The store fails, or the connector's settings are wrong; in words.
pub async fn start(app: &Arc<App>) -> Result<(Dispatching, Router), String> {
    app.block(|app| Ok(take_up(app)?)).await.map_err(|problem| problem.title)?;
    let mut tasks = JoinSet::new();
    let mut router = Router::new();
    let connector = match app.config.onebot.accounts.is_empty() {
        true => None,
        false => {
            let desk = OneBotDesk::new(Arc::clone(app));
            let connector = Connector::start(app.config.onebot.clone(), desk);
            let connector = connector.map_err(|problems| problems.join(";"))?;
            *held(&app.dispatch.view) = Some(Arc::new(connector.view()));
            router = connector.router();
            tasks.spawn(routes::follow(Arc::clone(app)));
            Some(connector)
        }
    };
    tasks.spawn(routes::hand_to_people(Arc::clone(app), connector.is_some()));
    tasks.spawn(tasks::run(Arc::clone(app)));
    if app.config.pictures.look {
        let mut reader = app.runtime.reader().map_err(|error| error.to_string())?;
        app.own.unwanted.load(reader.as_mut()).map_err(|problem| problem.title)?;
        let eyes = Arc::new(pictures::Eyes::open(&app.config.pictures)?);
        for _ in 0..pictures::WORKERS {
            tasks.spawn(pictures::run(Arc::clone(app), Arc::clone(&eyes)));
        }
    }
    if let Some(second) = app.config.second.clone() {
        tasks.spawn(opinion::run(Arc::clone(app), second));
    }
    for webhook in app.config.webhooks.clone() {
        tasks.spawn(webhooks::run(Arc::clone(app), webhook));
    }
    Ok((Dispatching { tasks, connector }, router))
}

/// Takes up what an earlier run left: this process alone carries anything out, so that whatever
/// is in flight belongs to nobody any more. It is handed out again as a further try, of which
/// connectors know that the first may have been carried out.
fn take_up(app: &App) -> Result<(), StoreError> {
    let now = app.now();
    app.runtime.write(move |session| {
        let (from, to) = (EffectState::InFlight, EffectState::Pending);
        session.writer.move_effects(None, from, to, now)
    })?;
    let kept = app.runtime.reader()?.setting(renewals::SETTING)?;
    *held(&app.dispatch.renewals) = Renewals::read(kept.as_deref());
    app.dispatch.seen.load(app.runtime.reader()?.as_mut())?;
    app.dispatch.tasks.load(app.runtime.reader()?.as_mut())
}

impl Dispatching {
    /// Ends everything: acts under way are finished, what was not begun is given back.
    pub async fn stop(mut self, app: &Arc<App>) {
        if let Some(connector) = self.connector.take() {
            connector.stop().await;
        }
        *held(&app.dispatch.view) = None;
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if timeout(PARTING, ended).await.is_err() {
            self.tasks.shutdown().await;
        }
        if let Err(problem) = app.block(|app| Ok(desk::give_back(app)?)).await {
            tracing::warn!(problem.title, "what was handed out could not be given back");
        }
    }
}
