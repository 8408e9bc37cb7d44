//! The connector as the server starts and stops it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use model::Zone;
use serde::Serialize;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::desk::Desk;
use crate::diagnostics::Counts;
use crate::hub::Hub;
use crate::rights::Obstacle;
use crate::roster::Rank;
use crate::settings::Settings;
use crate::{carry, dial, listen, look, pump};

/// The longest that what is under way may take while everything ends.
const PARTING: Duration = Duration::from_secs(20);

/// The running connector.
pub struct Connector<D> {
    hub: Arc<Hub<D>>,
    carrier: JoinHandle<()>,
    tasks: JoinSet<()>,
}

/// A look at the running connector, for pages and programs; it keeps nothing from ending.
pub struct View<D>(Arc<Hub<D>>);

/// How one account is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountStatus {
    /// Its number.
    pub id: String,
    /// Some connection is open.
    pub connected: bool,
    /// Actions can be carried out.
    pub can_act: bool,
    /// The program's name.
    pub program: String,
    /// Its groups with its rank there: `owner`, `admin`, `member`; empty where not known yet.
    pub groups: Vec<(String, &'static str)>,
}

impl<D: Desk> Connector<D> {
    /// Starts everything that needs no listening; [`Connector::router`] has the rest. Needs to
    /// be called where tokio runs.
    ///
    /// # Errors
    /// What is wrong with the settings, in Chinese.
    pub fn start(settings: Settings, desk: D) -> Result<Connector<D>, Vec<String>> {
        let problems = settings.problems();
        let zone = Zone::named(&settings.timezone).filter(|_| problems.is_empty());
        let Some(zone) = zone else { return Err(problems) };
        let (hub, ears) = Hub::new(settings, zone, desk);
        let hub = Arc::new(hub);
        let mut tasks = JoinSet::new();
        for (id, ears) in ears {
            let Some(seat) = hub.seats.get(&id) else { continue };
            tasks.spawn(pump::run(Arc::clone(&hub), Arc::clone(seat), ears.pushes));
            tasks.spawn(look::run(Arc::clone(&hub), Arc::clone(seat), ears.look));
            tasks.spawn(pump::watch_heartbeats(Arc::clone(&hub), Arc::clone(seat)));
            for forward in seat.settings.forward.clone() {
                tasks.spawn(dial::run(Arc::clone(&hub), Arc::clone(seat), forward));
            }
            // By HTTP alone nobody says that the program is there: it is asked.
            if seat.can_act() {
                let _ = seat.look.try_send(String::new());
            }
        }
        let carrier = tokio::spawn(carry::run(Arc::clone(&hub)));
        Ok(Connector { hub, carrier, tasks })
    }

    /// The routes under `/onebot/v11`: reverse WebSockets and events by HTTP.
    pub fn router(&self) -> Router {
        listen::router(Arc::clone(&self.hub))
    }

    /// Whoever keeps events and hands out effects.
    #[must_use]
    pub fn desk(&self) -> &D {
        &self.hub.desk
    }

    /// A look at it.
    #[must_use]
    pub fn view(&self) -> View<D> {
        View(Arc::clone(&self.hub))
    }

    /// Ends everything: acts that are under way are finished while their connections still live,
    /// then these are closed. What was handed out besides is handed out again by the desk when
    /// its time is over.
    pub async fn stop(mut self) {
        let _ = self.hub.rest.send(true);
        if timeout(PARTING, &mut self.carrier).await.is_err() {
            self.carrier.abort();
        }
        let _ = self.hub.stop.send(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if timeout(PARTING, ended).await.is_err() {
            self.tasks.abort_all();
        }
    }
}

impl<D: Desk> View<D> {
    /// Whether any account can carry anything out now.
    #[must_use]
    pub fn can_act(&self) -> bool {
        self.0.can_act()
    }

    /// What was not taken over as it came, and how often.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.0.counts()
    }

    /// How the accounts are.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountStatus> {
        let name = |rank: Option<Rank>| match rank {
            Some(Rank::Owner) => "owner",
            Some(Rank::Admin) => "admin",
            Some(Rank::Member) => "member",
            None => "",
        };
        self.0
            .seats
            .values()
            .map(|seat| {
                let (connected, can_act) = (seat.is_connected(), seat.can_act());
                let state = seat.state();
                let groups = state.rights.groups();
                let groups = groups.map(|(group, rank)| (group.to_owned(), name(rank))).collect();
                let program = state.account.program.clone();
                AccountStatus { id: seat.id.clone(), connected, can_act, program, groups }
            })
            .collect()
    }

    /// Whether an action is possible in a group as far as it is known now: before a rule
    /// needs it.
    ///
    /// # Errors
    /// Why it is not.
    pub fn possible(&self, group: &str, action: model::Action) -> Result<(), Obstacle> {
        use model::Action::{Approve, Ban, Delete, Mute, Refuse, Remove, SetCard};
        if !model::Platform::Onebot.can(action) {
            return Err(Obstacle::Hands);
        }
        let seat = self.0.actor(group, None, None)?;
        let needs = matches!(action, Delete | Mute | Remove | Ban | Approve | Refuse | SetCard);
        let rank = seat.state().rights.rank(group);
        if needs && rank == Some(Rank::Member) { Err(Obstacle::NotAdmin) } else { Ok(()) }
    }
}
