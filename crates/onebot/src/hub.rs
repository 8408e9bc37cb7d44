//! All accounts together: who reads which group, what was counted, what is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::Zone;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::desk::{Delivery, Desk, News};
use crate::diagnostics::{Counts, Note};
use crate::line::Line;
use crate::pace::{Random, wait_ms};
use crate::rights::Obstacle;
use crate::roster::Rank;
use crate::seat::{Ears, Seat};
use crate::settings::Settings;
use crate::told::Told;

/// The most groups of which it is remembered who reads them.
const READERS_MAX: usize = 50_000;

/// What all parts of the connector share.
pub(crate) struct Hub<D> {
    pub desk: D,
    pub settings: Settings,
    pub zone: Zone,
    pub seats: BTreeMap<String, Arc<Seat>>,
    readers: Mutex<BTreeMap<String, String>>,
    told: Mutex<Told>,
    counts: Mutex<Counts>,
    random: Mutex<Random>,
    /// True once no further effects are to be carried out.
    pub rest: watch::Sender<bool>,
    /// True once everything is to end.
    pub stop: watch::Sender<bool>,
    pub connections: Arc<tokio::sync::Semaphore>,
    /// Places for events by HTTP that are being read.
    pub bodies: Arc<tokio::sync::Semaphore>,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<D: Desk> Hub<D> {
    pub(crate) fn new(settings: Settings, zone: Zone, desk: D) -> (Hub<D>, Vec<(String, Ears)>) {
        let ours: BTreeSet<String> =
            settings.accounts.iter().map(|account| account.id.clone()).collect();
        let mut seats = BTreeMap::new();
        let mut ears = Vec::new();
        for account in &settings.accounts {
            let (seat, heard) = Seat::new(account, &settings, &ours);
            seats.insert(account.id.clone(), Arc::new(seat));
            ears.push((account.id.clone(), heard));
        }
        let hub = Hub {
            desk,
            zone,
            seats,
            readers: Mutex::new(BTreeMap::new()),
            told: Mutex::new(Told::default()),
            counts: Mutex::new(Counts::default()),
            random: Mutex::new(Random::new(settings.seed)),
            rest: watch::channel(false).0,
            stop: watch::channel(false).0,
            connections: Arc::new(tokio::sync::Semaphore::new(settings.connections_max)),
            bodies: Arc::new(tokio::sync::Semaphore::new(settings.connections_max)),
            settings,
        };
        (hub, ears)
    }

    /// Counts a note. What is a fault and new is told too.
    pub(crate) fn note(&self, account: &str, note: &Note) -> Option<Delivery> {
        let first = held(&self.counts).add(note);
        (first && note.is_fault()).then(|| self.news(account, "", "note", note.to_string()))
    }

    pub(crate) fn counts(&self) -> Counts {
        held(&self.counts).clone()
    }

    pub(crate) fn news(
        &self,
        account: &str,
        group: &str,
        kind: &'static str,
        text: String,
    ) -> Delivery {
        let (account, group) = (account.to_owned(), group.to_owned());
        Delivery::News(News { at: self.desk.now(), account, group, kind, text })
    }

    /// Brings something to the desk, again and again until it is taken or everything ends.
    pub(crate) async fn bring(&self, batch: Vec<Delivery>) -> bool {
        let mut tries = 0;
        let mut stop = self.stop.subscribe();
        while !batch.is_empty() {
            if self.desk.take(batch.clone()).await.is_ok() {
                return true;
            }
            tokio::select! {
                () = sleep(self.wait(tries, 50, 5_000)) => tries += 1,
                () = is_true(&mut stop) => return false,
            }
        }
        true
    }

    /// The wait before another try, spread by chance.
    pub(crate) fn wait(&self, tries: u32, least_ms: u64, most_ms: u64) -> Duration {
        let random = held(&self.random).draw();
        Duration::from_millis(wait_ms(tries, least_ms, most_ms, random))
    }

    /// Whether this account is the one that tells what happens in the group. Of several there,
    /// the one with the most rights does, since only who told of a message can recall it.
    pub(crate) fn reads(&self, seat: &Seat, group: &str) -> bool {
        if self.seats.len() < 2 {
            return true;
        }
        let mut readers = held(&self.readers);
        let reader = readers.get(group).cloned().unwrap_or_default();
        let best = self
            .seats
            .values()
            .filter(|seat| seat.is_connected() && seat.state().rights.is_in(group) != Some(false))
            .max_by_key(|seat| (rank(seat, group), seat.id == reader));
        let best = best.map_or(seat.id.as_str(), |best| best.id.as_str());
        if best != reader && (readers.len() < READERS_MAX || readers.contains_key(group)) {
            readers.insert(group.to_owned(), best.to_owned());
        }
        best == seat.id
    }

    /// Whether another account told the same already. Ids differ from account to account: it is
    /// known again by what happened, to whom and when.
    pub(crate) fn was_told(&self, seat: &Seat, line: &Line) -> bool {
        self.seats.len() > 1 && held(&self.told).is_again(&seat.id, line)
    }

    /// The account that is to act in the group: the one that must, or the one that can most; of
    /// several the one that told of it, since only that one can answer a message.
    pub(crate) fn actor(
        &self,
        group: &str,
        must: Option<&str>,
        told: Option<&str>,
    ) -> Result<&Arc<Seat>, Obstacle> {
        if let Some(id) = must {
            let seat = self.seats.get(id).ok_or(Obstacle::OtherAccount)?;
            return if seat.can_act() { Ok(seat) } else { Err(Obstacle::Offline) };
        }
        let there = |seat: &Seat| seat.state().rights.is_in(group) != Some(false);
        self.seats
            .values()
            .filter(|seat| seat.can_act() && there(seat))
            .max_by_key(|seat| (rank(seat, group), told == Some(&*seat.id)))
            .ok_or_else(|| match self.seats.values().any(|seat| !seat.can_act() && there(seat)) {
                true => Obstacle::Offline,
                false => Obstacle::NotInGroup,
            })
    }

    /// Whether any account can carry anything out now.
    pub(crate) fn can_act(&self) -> bool {
        self.seats.values().any(|seat| seat.can_act())
    }
}

/// An account's rank in a group; not known is less than any.
fn rank(seat: &Seat, group: &str) -> Option<Rank> {
    seat.state().rights.rank(group)
}

/// Waits until it is true, or nobody is left who could say so.
pub(crate) async fn is_true(told: &mut watch::Receiver<bool>) {
    let _ = told.wait_for(|told| *told).await;
}
