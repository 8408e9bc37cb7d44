//! Looking at what an account may do, and who is in its groups, before a rule needs it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use crate::call::{Answer, Call, Meaning, answer, meaning};
use crate::desk::{Delivery, Desk};
use crate::hub::{Hub, is_true};
use crate::ids;
use crate::line::Line;
use crate::roster::{self, Rank, Roster};
use crate::seat::Seat;

/// When the list of groups could not be read, it is asked for again after this.
const AGAIN: Duration = Duration::from_secs(30);

/// Looks whenever somebody asks, and every few hours, until everything ends.
pub(crate) async fn run<D: Desk>(
    hub: Arc<Hub<D>>,
    seat: Arc<Seat>,
    mut asked: mpsc::Receiver<String>,
) {
    let mut stop = hub.stop.subscribe();
    let every = Duration::from_millis(hub.settings.refresh_ms);
    let rest = Duration::from_millis(hub.settings.look_again_ms);
    let mut looked: Option<Instant> = None;
    let mut failed = false;
    loop {
        let wait = if failed { AGAIN.min(every) } else { every };
        let mut groups = tokio::select! {
            group = asked.recv() => match group {
                Some(group) => vec![group],
                None => return,
            },
            () = sleep(wait) => vec![String::new()],
            () = is_true(&mut stop) => return,
        };
        while let Ok(group) = asked.try_recv() {
            groups.push(group);
        }
        groups.sort();
        groups.dedup();
        let everything = groups.first().is_some_and(String::is_empty);
        // Everything is not looked at again and again where a connection flaps.
        if everything && looked.is_some_and(|at| at.elapsed() < rest) {
            groups.remove(0);
        }
        tokio::select! {
            done = look(&hub, &seat, groups, !failed) => if everything {
                failed = !done && seat.can_act();
                looked = done.then(Instant::now).or(looked);
            },
            () = is_true(&mut stop) => return,
        }
    }
}

/// Looks at these groups, or at all where one is empty. False where even their list could not
/// be read; that is told where it is wished.
async fn look<D: Desk>(hub: &Hub<D>, seat: &Seat, asked: Vec<String>, tell: bool) -> bool {
    if !seat.can_act() {
        return false;
    }
    let everything = asked.first().is_some_and(String::is_empty);
    let groups = if everything { all(hub, seat, tell).await } else { Some(asked) };
    let Some(groups) = groups else { return false };
    for group in groups.iter().filter(|group| hub.settings.governs(group)) {
        one(hub, seat, group).await;
        sleep(Duration::from_millis(hub.settings.between_groups_ms)).await;
    }
    true
}

async fn ask(seat: &Seat, action: &'static str, params: Value) -> Option<Value> {
    match answer(&seat.call(&Call::new(action, params)).await.ok()?) {
        Answer::Done(data) => Some(data),
        Answer::Accepted => None,
        Answer::Refused(code, words) => {
            if meaning(code, &words) == Meaning::NotOffered {
                seat.state().account.learn_missing(action);
            }
            None
        }
    }
}

/// Who the account is, with which program, and in which groups. None where nobody says.
async fn all<D: Desk>(hub: &Hub<D>, seat: &Seat, tell: bool) -> Option<Vec<String>> {
    let said = async |kind, text: &str| {
        if tell {
            hub.bring(vec![hub.news(&seat.id, "", kind, text.to_owned())]).await;
        }
    };
    let login = ask(seat, "get_login_info", json!({})).await;
    let login = login.and_then(|data| ids::number(data.get("user_id")));
    if login.is_some_and(|login| login != seat.id) {
        said("wrong-account", "登录的不是设置里的账号,事件不会被接收").await;
        return None;
    }
    if let Some(version) = ask(seat, "get_version_info", json!({})).await {
        seat.state().account.learn_program(&version);
    }
    // A program that has just started may know of no group yet: that is no answer either.
    let list = ask(seat, "get_group_list", json!({"no_cache": true})).await;
    let list = list.as_ref().and_then(Value::as_array).filter(|list| !list.is_empty());
    let Some(list) = list else {
        said("unread-group", "读不到账号的群列表,暂时不知道它在哪些群里有管理权限").await;
        return None;
    };
    let groups: Vec<String> =
        list.iter().filter_map(|entry| ids::number(entry.get("group_id"))).collect();
    seat.state().rights.list(groups.clone());
    Some(groups)
}

async fn one<D: Desk>(hub: &Hub<D>, seat: &Seat, group: &str) {
    let id = ids::numeric(group);
    let info = json!({"group_id": id, "no_cache": true});
    let info = ask(seat, "get_group_info", info).await.unwrap_or_default();
    let list = json!({"group_id": id, "no_cache": true});
    let list = ask(seat, "get_group_member_list", list).await.unwrap_or_default();
    let now = hub.desk.now();
    let read = {
        let state = seat.state();
        roster::read(group, &info, &list, &state.account, &hub.zone, now)
    };
    let Some(roster) = read else {
        let text = "读不全这个群的成员名单,权限和成员暂按上次所知".to_owned();
        hub.bring(vec![hub.news(&seat.id, group, "unread-group", text)]).await;
        return;
    };
    let batch = learn(hub, seat, group, roster);
    hub.bring(batch).await;
}

fn learn<D: Desk>(hub: &Hub<D>, seat: &Seat, group: &str, roster: Roster) -> Vec<Delivery> {
    let Roster { line, standing, robots } = roster;
    let rank = standing.rank;
    let mut state = seat.state();
    robots.iter().for_each(|robot| state.account.learn_robot(robot));
    let unset = state.rights.no_longer(group, &standing);
    let news = state.rights.learn(group, standing);
    let unset: Vec<Line> = unset
        .iter()
        .filter(|id| {
            let member = state.account.member(id);
            line.members.iter().any(|listed| listed.id == member)
        })
        .map(|id| demoted(&state.account, &line, id))
        .collect();
    drop(state);
    let mut batch = Vec::new();
    if hub.reads(seat, group) {
        batch.extend(unset.iter().map(|line| Delivery::Event(line.to_json())));
        batch.push(Delivery::Event(line.to_json()));
    }
    if news {
        batch.push(hub.news(&seat.id, group, "rights", in_words(rank)));
    }
    batch
}

/// Somebody who lost their office while nobody told: a snapshot leaves what is known of those
/// for whom it names no role.
fn demoted(account: &crate::account::Account, snapshot: &Line, id: &str) -> Line {
    Line {
        id: account.notice_event(&["demoted", &snapshot.group, id, &snapshot.at]),
        at: snapshot.at.clone(),
        received: snapshot.received.clone(),
        group: snapshot.group.clone(),
        kind: "roles",
        member: account.member(id),
        roles: Some(Vec::new()),
        ..Line::default()
    }
}

/// What a rank lets an account do, for those who run the server.
fn in_words(rank: Rank) -> String {
    let may = match rank {
        Rank::Owner => "撤回、禁言、移出、审核入群、改群名片都能办",
        Rank::Admin => "能撤回、禁言、移出普通成员,审核入群,改群名片;对群主和其他管理员办不了",
        Rank::Member => {
            "只能收消息、发消息;撤回、禁言、移出、审核入群、改群名片都办不了,会交给人办。请群主把它设为管理员"
        }
    };
    format!("账号在这个群里是{}:{may}", rank.in_words())
}
