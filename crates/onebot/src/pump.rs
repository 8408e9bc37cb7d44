//! Pushes of one account, in their order: read, told apart from repetitions, brought to the
//! desk, and only then acknowledged.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

use crate::call::{Answer, Call, answer};
use crate::desk::{Delivery, Desk, Pictures};
use crate::diagnostics::Note;
use crate::hear::{Heard, Setting, Sign, hear};
use crate::hub::{Hub, is_true};
use crate::ids;
use crate::line::Line;
use crate::seat::{Push, Seat};
use crate::told::KeptBack;

/// The most pushes that are brought at once.
const BATCH_MAX: usize = 256;
/// The longest that the name of somebody new is waited for.
const NAME_WAIT: Duration = Duration::from_secs(2);

/// Takes pushes until everything ends.
pub(crate) async fn run<D: Desk>(
    hub: Arc<Hub<D>>,
    seat: Arc<Seat>,
    mut pushes: mpsc::Receiver<Push>,
) {
    let mut stop = hub.stop.subscribe();
    let mut kept_back = KeptBack::default();
    let mut waiting = Vec::with_capacity(BATCH_MAX);
    loop {
        tokio::select! {
            count = pushes.recv_many(&mut waiting, BATCH_MAX) => if count == 0 { return },
            () = is_true(&mut stop) => {
                // Nothing further comes; what is here already is brought.
                pushes.close();
                if pushes.recv_many(&mut waiting, BATCH_MAX).await == 0 {
                    return;
                }
            }
        }
        let mut batch = Vec::new();
        let mut kept = Vec::new();
        for push in waiting.drain(..) {
            take(&hub, &seat, &push.value, &mut kept_back, &mut batch).await;
            kept.extend(push.kept);
        }
        if !hub.bring(batch).await {
            return;
        }
        for told in kept {
            let _ = told.send(());
        }
    }
}

async fn take<D: Desk>(
    hub: &Hub<D>,
    seat: &Seat,
    push: &Value,
    kept_back: &mut KeptBack,
    batch: &mut Vec<Delivery>,
) {
    let heard = {
        let mut state = seat.state();
        state.account.learn(push);
        let received = hub.desk.now();
        hear(push, Setting { account: &state.account, zone: &hub.zone, received })
    };
    let Heard { events, private, mute, signs, notes } = heard;
    batch.extend(mute.filter(|mute| hub.settings.governs(&mute.group)).map(Delivery::Mute));
    for sign in signs {
        notice(hub, seat, &sign, batch);
        let _ = seat.signs.send(sign);
    }
    for note in notes {
        batch.extend(hub.note(&seat.id, &note));
    }
    // What was left to another account that is gone meanwhile comes before what is new.
    let mut lines = kept_back.release(|group| hub.reads(seat, group));
    for line in events {
        match wanted(hub, seat, &line) {
            Ok(true) => lines.push(line),
            Ok(false) => {
                kept_back.keep(line);
                batch.extend(hub.note(&seat.id, &Note::OtherAccount));
            }
            Err(note) => batch.extend(hub.note(&seat.id, &note)),
        }
    }
    for mut line in lines {
        if hub.was_told(seat, &line) {
            continue;
        }
        if line.kind == "join" {
            introduce(seat, &mut line).await;
        }
        batch.push(Delivery::Event(line.to_json()));
        if !line.pictures.is_empty() {
            let Line { group, id: event, member, pictures: urls, .. } = line;
            batch.push(Delivery::Pictures(Pictures { group, event, member, urls }));
        }
    }
    if let Some(private) = private {
        if seat.is_repeated(&private.id) {
            batch.extend(hub.note(&seat.id, &Note::Repeated));
        } else {
            batch.push(Delivery::Private(private));
        }
    }
}

/// Whether the line is to be told, or kept back for another account that tells it.
fn wanted<D: Desk>(hub: &Hub<D>, seat: &Seat, line: &Line) -> Result<bool, Note> {
    if !hub.settings.governs(&line.group) {
        return Err(Note::Irrelevant("other-group"));
    }
    if seat.is_repeated(&line.id) {
        return Err(Note::Repeated);
    }
    Ok(hub.reads(seat, &line.group))
}

/// The push of a join names nobody: their names are asked for, for a moment.
async fn introduce(seat: &Seat, line: &mut Line) {
    if line.member.starts_with('@') || !seat.can_act() {
        return;
    }
    let (group, member) = (ids::numeric(&line.group), ids::numeric(&line.member));
    let params = json!({"group_id": group, "user_id": member, "no_cache": true});
    let call = Call::new("get_group_member_info", params);
    let Ok(Ok(told)) = timeout(NAME_WAIT, seat.call(&call)).await else { return };
    let Answer::Done(data) = answer(&told) else { return };
    let name = |key: &str| ids::cut(&ids::text(data.get(key)), 200).to_owned();
    line.name = name("nickname");
    line.card = Some(name("card")).filter(|card| !card.is_empty());
    if ids::yes(data.get("is_robot")) {
        seat.state().account.learn_robot(&line.member);
        line.member.insert(0, '@');
    }
}

/// What a sign means for the connector itself.
fn notice<D: Desk>(hub: &Hub<D>, seat: &Seat, sign: &Sign, batch: &mut Vec<Delivery>) {
    let mut tell = |group: &str, kind, text: String| {
        batch.push(hub.news(&seat.id, group, kind, text));
    };
    match sign {
        // A connection says so by itself; by HTTP nothing else does.
        Sign::Connected if !seat.is_connected() => {
            let _ = seat.look.try_send(String::new());
        }
        Sign::Heartbeat { online, interval_ms } => {
            let every = Duration::from_millis((*interval_ms).clamp(1_000, 600_000));
            let mut state = seat.state();
            state.heartbeat = Some((Instant::now(), every));
            let changed = std::mem::replace(&mut state.online, *online) != *online;
            drop(state);
            match (changed, online) {
                (true, true) => {
                    tell("", "online", "账号恢复在线".to_owned());
                    let _ = seat.look.try_send(String::new());
                }
                (true, false) => tell("", "offline", "账号已离线,请重新登录".to_owned()),
                _ => {}
            }
        }
        Sign::Online => {
            seat.state().online = true;
            tell("", "online", "账号恢复在线".to_owned());
            let _ = seat.look.try_send(String::new());
        }
        Sign::Offline(message) => {
            seat.state().online = false;
            tell("", "offline", format!("账号已离线,请重新登录:{message}"));
        }
        Sign::Entered(group) => {
            seat.state().rights.enter(group);
            let _ = seat.look.try_send(group.clone());
        }
        Sign::Gone(group) => {
            seat.state().rights.leave(group);
            tell(group, "rights", "账号已不在这个群里,群里的事收不到也办不了".to_owned());
        }
        Sign::Admin(group, member, set) => {
            let mut state = seat.state();
            let state = &mut *state;
            if state.rights.set_admin(group, member, *set, &state.account) {
                let _ = seat.look.try_send(group.clone());
            }
        }
        Sign::Invited { group, by, .. } => {
            tell(group, "invited", format!("{by} 邀请账号进群,请在 QQ 上处理"));
        }
        _ => {}
    }
}

/// Watches heartbeats: a program that stopped sending them while its connection is open hangs.
pub(crate) async fn watch_heartbeats<D: Desk>(hub: Arc<Hub<D>>, seat: Arc<Seat>) {
    let mut stop = hub.stop.subscribe();
    let mut told = false;
    let every = Duration::from_millis(hub.settings.ping_ms);
    loop {
        tokio::select! {
            () = sleep(every) => {}
            () = is_true(&mut stop) => return,
        }
        let late = seat.state().heartbeat.is_some_and(|(at, every)| at.elapsed() > every * 3);
        let silent = late && seat.is_connected();
        if silent && !told {
            let text = "连接还在,但心跳停了:账号所用的程序可能卡住了".to_owned();
            hub.bring(vec![hub.news(&seat.id, "", "silent", text)]).await;
        }
        told = silent;
    }
}
