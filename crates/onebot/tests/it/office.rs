//! The other side in tests: keeps what comes in memory, hands out what it is given.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use model::Timestamp;
use onebot::desk::{Closed, Delivery, Desk, Leased, Outcome, Receipt};
use onebot::settings::{AccountSettings, Secret};
use onebot::{Connector, Settings};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::timeout;

pub const TOKEN: &str = "token-of-the-tests";

#[derive(Default)]
pub struct Kept {
    pub events: Vec<Value>,
    pub news: Vec<(&'static str, String)>,
    pub private: Vec<String>,
    pub mutes: Vec<onebot::Mute>,
    pub pictures: Vec<onebot::Pictures>,
    pub receipts: Vec<Receipt>,
    pub effects: VecDeque<Leased>,
    /// So many batches are refused before one is taken.
    pub refuse: usize,
}

#[derive(Clone, Default)]
pub struct Office {
    pub kept: Arc<Mutex<Kept>>,
    changed: Arc<Notify>,
    given: Arc<Notify>,
}

pub fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_millis()).unwrap())
}

impl Desk for Office {
    fn now(&self) -> Timestamp {
        clock()
    }

    async fn take(&self, batch: Vec<Delivery>) -> Result<(), Closed> {
        let mut kept = self.kept.lock().unwrap();
        if kept.refuse > 0 {
            kept.refuse -= 1;
            return Err(Closed);
        }
        for delivery in batch {
            match delivery {
                Delivery::Event(line) => {
                    model::Event::parse(&line).unwrap();
                    kept.events.push(serde_json::from_str(&line).unwrap());
                }
                Delivery::Private(private) => kept.private.push(private.text),
                Delivery::News(news) => kept.news.push((news.kind, news.text)),
                Delivery::Mute(mute) => kept.mutes.push(mute),
                Delivery::Pictures(pictures) => kept.pictures.push(pictures),
            }
        }
        drop(kept);
        self.changed.notify_waiters();
        Ok(())
    }

    async fn lease(&self, most: usize) -> Vec<Leased> {
        loop {
            let given = self.given.notified();
            {
                let mut kept = self.kept.lock().unwrap();
                let count = most.min(kept.effects.len());
                if count > 0 {
                    return kept.effects.drain(..count).collect();
                }
            }
            given.await;
        }
    }

    async fn report(&self, receipt: Receipt) -> Result<(), Closed> {
        self.kept.lock().unwrap().receipts.push(receipt);
        self.changed.notify_waiters();
        Ok(())
    }
}

impl Office {
    /// Waits until something holds of what is kept; fails the test after twenty seconds.
    pub async fn until<T>(&self, what: &str, mut find: impl FnMut(&Kept) -> Option<T>) -> T {
        let wait = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if let Some(found) = find(&self.kept.lock().unwrap()) {
                    return found;
                }
                changed.await;
            }
        };
        let Ok(found) = timeout(Duration::from_secs(20), wait).await else {
            let kept = self.kept.lock().unwrap();
            panic!("no {what} in {:#?} {:?} {:?}", kept.events, kept.news, kept.receipts);
        };
        found
    }

    /// The event with that kind and field.
    pub async fn event(&self, kind: &str, key: &str, value: &str) -> Value {
        let fits = |event: &&Value| event["kind"] == kind && event[key] == value;
        self.until(&format!("{kind} with {key}={value}"), |kept| {
            kept.events.iter().find(fits).cloned()
        })
        .await
    }

    pub fn look<T>(&self, read: impl FnOnce(&Kept) -> T) -> T {
        read(&self.kept.lock().unwrap())
    }

    /// Refuses the next batches.
    pub fn refuse(&self, count: usize) {
        self.kept.lock().unwrap().refuse = count;
    }

    /// How many events have that value.
    pub fn count(&self, key: &str, value: &str) -> usize {
        self.look(|kept| kept.events.iter().filter(|event| event[key] == value).count())
    }

    pub async fn news(&self, kind: &str) -> String {
        self.until(kind, |kept| {
            kept.news.iter().find(|(name, _)| *name == kind).map(|(_, text)| text.clone())
        })
        .await
    }

    pub fn hand_out(&self, leased: Leased) {
        self.kept.lock().unwrap().effects.push_back(leased);
        self.given.notify_one();
    }

    /// Hands an effect out once and waits for what comes of it.
    pub async fn carry(&self, effect: Value) -> Outcome {
        self.carry_leased(effect, 1, None).await
    }

    pub async fn carry_leased(
        &self,
        effect: Value,
        attempt: u32,
        expires: Option<Timestamp>,
    ) -> Outcome {
        let effect: onebot::effect::Effect = serde_json::from_value(effect).unwrap();
        let key = effect.key.clone();
        let fits = |receipt: &&Receipt| receipt.key == key;
        let before = self.kept.lock().unwrap().receipts.iter().filter(fits).count();
        let since = Some(clock().plus_ms(-60_000)).filter(|_| attempt > 1);
        self.hand_out(Leased { effect, attempt, since, expires });
        self.until(&format!("receipt of {key}"), |kept| {
            kept.receipts.iter().filter(fits).nth(before).map(|receipt| receipt.outcome.clone())
        })
        .await
    }
}

/// Settings for quick tests.
pub fn settings(accounts: &[u64]) -> Settings {
    let one = |id: &u64| AccountSettings {
        id: id.to_string(),
        token: Secret(TOKEN.to_owned()),
        ..AccountSettings::default()
    };
    Settings {
        accounts: accounts.iter().map(one).collect(),
        action_ms: 5_000,
        confirm_ms: 300,
        account_every_ms: 1,
        group_every_ms: 1,
        look_again_ms: 0,
        between_groups_ms: 1,
        reconnect_ms: (20, 200),
        ..Settings::default()
    }
}

/// A running connector, listening.
pub struct Running {
    pub connector: Connector<Office>,
    pub office: Office,
    pub at: SocketAddr,
}

pub async fn start(settings: Settings) -> Running {
    let office = Office::default();
    let connector = Connector::start(settings, office.clone()).ok().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let router = connector.router();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Running { connector, office, at }
}
