//! Which connector serves which group; and what none serves goes to people.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use store::StoreError;
use store::rows::{EffectRow, Outcome, RosterChange};
use tokio::time::sleep;

use super::outbox::{self, Taken};
use super::{ONEBOT, PEOPLE};
use crate::app::App;

/// How often the accounts' groups are looked at, where nobody says that they changed.
const LOOK: Duration = Duration::from_secs(30);
/// How often it is looked for what no connector serves.
const PEOPLE_LOOK: Duration = Duration::from_secs(2);
/// The same while something comes: what comes meanwhile is handed over together.
const PEOPLE_NEXT: Duration = Duration::from_millis(100);
/// The same where more waits than is handed over at once: what waits long lies scattered.
const PEOPLE_MORE: Duration = Duration::from_millis(10);
/// The most effects that are handed to people at once.
const AT_ONCE: u32 = 500;

/// Keeps which groups the accounts serve, until the server stops.
pub async fn follow(app: Arc<App>) {
    let mut stopping = app.stopping.subscribe();
    let mut routed = BTreeSet::new();
    loop {
        tokio::select! {
            () = app.dispatch.tasks.routes.notified() => {}
            () = sleep(LOOK) => {}
            () = super::stopped(&mut stopping) => return,
        }
        let Some(view) = app.dispatch.view() else { return };
        let groups = view.accounts().into_iter().flat_map(|account| account.groups);
        let served: BTreeSet<String> = groups.map(|(group, _)| group).collect();
        let new: BTreeSet<String> = served.difference(&routed).cloned().collect();
        if new.is_empty() {
            continue;
        }
        // Failing, it is tried again with the next look.
        if let Ok(done) = app.block(move |app| Ok(route(app, &new)?)).await {
            routed.extend(done);
        }
    }
}

/// Enters who serves the groups, of those that have an event yet. Which those were.
fn route(app: &App, served: &BTreeSet<String>) -> Result<Vec<String>, StoreError> {
    let known = app.runtime.reader()?.groups()?;
    let known = known.into_iter().filter(|row| served.contains(&row.id));
    let (right, other): (Vec<_>, Vec<_>) =
        known.partition(|row| row.connector.as_deref() == Some(ONEBOT));
    let changed: Vec<String> = other.into_iter().map(|row| row.id).collect();
    if !changed.is_empty() {
        let groups = changed.clone();
        app.runtime.write(move |session| {
            groups.into_iter().try_for_each(|group| {
                let connector = ONEBOT.to_owned();
                session.writer.roster(&RosterChange::Routed { group, connector })
            })
        })?;
    }
    Ok(right.into_iter().map(|row| row.id).chain(changed).collect())
}

/// Hands what no connector serves to people, until the server stops. Where the connector to QQ
/// runs, it takes what is routed to nobody, and says what is not possible.
pub async fn hand_to_people(app: Arc<App>, has_onebot: bool) {
    if has_onebot {
        return;
    }
    let mut stopping = app.stopping.subscribe();
    loop {
        let handed = app.block(|app| {
            let mut count = 0;
            // Groups that were served while the connector was still set are people's now.
            for name in [PEOPLE, ONEBOT] {
                count += hand_over(app, name)?;
            }
            Ok(count)
        });
        let wait = match handed.await {
            Ok(count) if count >= AT_ONCE as usize => PEOPLE_MORE,
            Ok(1..) => PEOPLE_NEXT,
            _ => PEOPLE_LOOK,
        };
        tokio::select! {
            () = sleep(wait) => {}
            () = super::stopped(&mut stopping) => return,
        }
    }
}

/// Takes what comes next and enters what becomes of it, all of it together.
fn hand_over(app: &App, name: &str) -> Result<usize, StoreError> {
    let settled = app.runtime.settle_next(name, AT_ONCE, |row| {
        let taken = Taken::of(row, &outbox::decided(row));
        for_people(row, &taken)
    })?;
    for (row, outcome) in &settled {
        if *outcome == Outcome::People {
            app.dispatch.tasks.opened(&row.group, row.record);
        }
    }
    Ok(settled.len())
}

/// What becomes of something that no connector carries out.
fn for_people(row: &EffectRow, taken: &Taken) -> (Outcome, &'static str) {
    match () {
        () if taken.is_task => (Outcome::People, ""),
        // It waits for people as a case; only the words about it can't be told.
        () if row.tells => (Outcome::Failed, "这个群没有接入,没有告知成员"),
        () => (Outcome::People, "这个群没有接入"),
    }
}
