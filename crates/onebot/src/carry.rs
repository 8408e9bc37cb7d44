//! Carrying effects out: in their order in each group, within the limits, each once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::Timestamp;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use crate::account::origin;
use crate::call::{Answer, Call, Meaning, answer, call, meaning};
use crate::desk::{Desk, Leased, Outcome, Receipt};
use crate::effect::{Act, NoActs};
use crate::hear::Sign;
use crate::hub::{Hub, is_true};
use crate::lookup;
use crate::rights::Obstacle;
use crate::seat::{NoAnswer, Seat};

/// The most groups in which something is carried out at a time.
const GROUPS_MAX: usize = 32;
/// The most effects in hand: no more than can be begun at once, so that what is handed out again
/// after an end was hardly ever left lying.
const IN_HAND_MAX: usize = GROUPS_MAX;
/// How often it is looked whether an account can act again.
const LOOK: Duration = Duration::from_millis(200);
/// The most receipts that are remembered, so that an effect handed out twice is done once.
const DONE_MAX: usize = 8_192;

/// Receipts of effects that were settled, by key.
#[derive(Default)]
pub(crate) struct Settled {
    receipts: BTreeMap<String, Receipt>,
    order: VecDeque<String>,
}

impl Settled {
    fn keep(&mut self, receipt: &Receipt) {
        // What is not settled is tried again when it is handed out again.
        if !matches!(receipt.outcome, Outcome::Done { .. }) {
            return;
        }
        if self.receipts.insert(receipt.key.clone(), receipt.clone()).is_none() {
            self.order.push_back(receipt.key.clone());
        }
        if self.order.len() > DONE_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.receipts.remove(&oldest);
        }
    }
}

/// Carries effects out until everything ends; what is under way is finished first.
pub(crate) async fn run<D: Desk>(hub: Arc<Hub<D>>) {
    let settled = Arc::new(Mutex::new(Settled::default()));
    let mut rest = hub.rest.subscribe();
    let mut queues: BTreeMap<String, VecDeque<Leased>> = BTreeMap::new();
    let mut running: JoinSet<String> = JoinSet::new();
    let mut busy: Vec<String> = Vec::new();
    loop {
        let in_hand = queues.values().map(VecDeque::len).sum::<usize>();
        let room = IN_HAND_MAX.saturating_sub(in_hand);
        // The same request goes on while others end: dropping it could lose what it hands out.
        let lease = lease(&hub, room);
        tokio::pin!(lease);
        let leased = loop {
            start(&hub, &settled, &mut queues, &mut busy, &mut running);
            tokio::select! {
                leased = &mut lease, if room > 0 => break leased,
                Some(done) = running.join_next(), if !running.is_empty() => {
                    if let Ok(group) = done {
                        busy.retain(|other| *other != group);
                    } else {
                        // A task that ended badly named no group: none is held back for it.
                        busy.clear();
                    }
                    if room == 0 {
                        break Vec::new();
                    }
                }
                () = is_true(&mut rest) => {
                    while running.join_next().await.is_some() {}
                    return;
                }
            }
        };
        for leased in leased {
            queues.entry(leased.effect.group.clone()).or_default().push_back(leased);
        }
    }
}

async fn lease<D: Desk>(hub: &Hub<D>, room: usize) -> Vec<Leased> {
    // While nobody is there to do it, nothing is taken: no try is spent.
    while !hub.can_act() {
        sleep(LOOK).await;
    }
    let leased = hub.desk.lease(room).await;
    if leased.is_empty() {
        // A desk that does not wait by itself is not asked without a pause.
        sleep(Duration::from_millis(100)).await;
    }
    leased
}

fn start<D: Desk>(
    hub: &Arc<Hub<D>>,
    settled: &Arc<Mutex<Settled>>,
    queues: &mut BTreeMap<String, VecDeque<Leased>>,
    busy: &mut Vec<String>,
    running: &mut JoinSet<String>,
) {
    queues.retain(|_, queue| !queue.is_empty());
    for (group, queue) in queues {
        if running.len() >= GROUPS_MAX {
            return;
        }
        if busy.contains(group) {
            continue;
        }
        let Some(leased) = queue.pop_front() else { continue };
        busy.push(group.clone());
        let (hub, settled, group) = (Arc::clone(hub), Arc::clone(settled), group.clone());
        running.spawn(async move {
            settle(&hub, &settled, leased).await;
            group
        });
    }
}

async fn settle<D: Desk>(hub: &Hub<D>, settled: &Mutex<Settled>, leased: Leased) {
    let known = || settled.lock().unwrap_or_else(PoisonError::into_inner);
    let before = known().receipts.get(&leased.effect.key).cloned();
    let receipt = match before {
        Some(receipt) => receipt,
        None => {
            let (account, outcome) = carry(hub, &leased).await;
            Receipt { key: leased.effect.key, at: hub.desk.now(), account, outcome }
        }
    };
    known().keep(&receipt);
    let mut tries = 0;
    // Until it is taken, or everything ends: then the effect is handed out again.
    while hub.desk.report(receipt.clone()).await.is_err() && tries < 8 {
        sleep(hub.wait(tries, 50, 5_000)).await;
        tries += 1;
    }
}

/// Carries one effect out: who did it, and what came of it.
async fn carry<D: Desk>(hub: &Hub<D>, leased: &Leased) -> (String, Outcome) {
    let effect = &leased.effect;
    if is_late(leased, hub.desk.now()) {
        return (String::new(), Outcome::Expired);
    }
    let told = origin(&effect.event).map(|(account, _)| account);
    let mut acts = match effect.acts() {
        Ok(acts) => acts,
        Err(NoActs::Nothing) => return (String::new(), done("没有要办的")),
        Err(NoActs::Hands) => return (String::new(), not_possible(Obstacle::Hands)),
        Err(NoActs::Field(field)) => {
            return (String::new(), not_possible(Obstacle::Incomplete(field)));
        }
    };
    let seat = match hub.actor(&effect.group, effect.account(), told) {
        Ok(seat) => seat,
        Err(obstacle @ Obstacle::Offline) => {
            return (String::new(), Outcome::NotSent { reason: obstacle.to_string() });
        }
        Err(obstacle) => return (String::new(), not_possible(obstacle)),
    };
    if told != Some(&*seat.id) {
        acts.iter_mut().for_each(Act::without_answer);
    }
    // Everything is looked at before the first act: nothing is announced that can't be done.
    for act in &acts {
        let state = seat.state();
        if let Err(obstacle) = state.rights.check(act, &effect.group, &state.account) {
            return (seat.id.clone(), not_possible(obstacle));
        }
    }
    let mut all = done("");
    for act in &acts {
        let outcome = one(hub, seat, leased, act).await;
        let words_only = !act.is_absolute();
        match (outcome, &mut all) {
            (
                Outcome::Done { message, renew_at, note },
                Outcome::Done { message: written, renew_at: renewed, note: noted },
            ) => {
                take_if_empty(written, message);
                take_if_empty(noted, note);
                *renewed = renewed.or(renew_at);
            }
            // Beside an act, words that did not come through don't undo it.
            (failed, Outcome::Done { note, .. }) if words_only && acts.len() > 1 => {
                take_if_empty(note, format!("话没有发出:{}", in_words(&failed)));
            }
            (failed, _) => return (seat.id.clone(), failed),
        }
    }
    (seat.id.clone(), all)
}

fn take_if_empty(kept: &mut String, new: String) {
    if kept.is_empty() {
        *kept = new;
    }
}

fn done(note: &str) -> Outcome {
    Outcome::Done { message: String::new(), renew_at: None, note: note.to_owned() }
}

fn not_possible(obstacle: Obstacle) -> Outcome {
    Outcome::NotPossible { reason: obstacle.to_string() }
}

/// What is in the way now need not be later on.
fn later(obstacle: Obstacle) -> Outcome {
    Outcome::Failed { reason: obstacle.to_string(), again: true }
}

fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done { .. } => String::new(),
        Outcome::NotPossible { reason }
        | Outcome::Moot { reason }
        | Outcome::NotSent { reason }
        | Outcome::Failed { reason, .. }
        | Outcome::Unknown { reason, .. } => reason.clone(),
        Outcome::Expired => "来得太晚".to_owned(),
    }
}

fn is_late(leased: &Leased, now: Timestamp) -> bool {
    leased.expires.is_some_and(|expires| now >= expires)
}

/// One act, when its turn comes.
async fn one<D: Desk>(hub: &Hub<D>, seat: &Seat, leased: &Leased, act: &Act) -> Outcome {
    let group = &leased.effect.group;
    wait_for_turn(seat, group).await;
    if is_late(leased, hub.desk.now()) {
        return Outcome::Expired;
    }
    if leased.attempt > 1 && !act.is_absolute() {
        match lookup::was_said(hub, seat, leased, act).await {
            lookup::Said::Yes(message) => {
                return Outcome::Done {
                    message, renew_at: None, note: "先前已经发出".to_owned()
                };
            }
            lookup::Said::No => {}
            lookup::Said::NobodyKnows => {
                let reason = "先前可能已经发出,查不到记录,没有再发".to_owned();
                return Outcome::Unknown { reason, repeatable: false };
            }
        }
    }
    let call = {
        let state = seat.state();
        call(act, group, &state.account, seat.form, hub.desk.now())
    };
    let Some(call) = call else { return done("时间已过,不用再办") };
    if !seat.state().account.offers(call.action) {
        return not_possible(Obstacle::NotOffered);
    }
    // Listened to from before the call: the notice may come before the answer.
    let signs = seat.signs.subscribe();
    match seat.call(&call).await {
        Err(NoAnswer::NotSent(reason)) => Outcome::NotSent { reason },
        Err(NoAnswer::Silence(reason)) => confirm(hub, group, &call, act, signs, reason).await,
        Ok(told) => match answer(&told) {
            Answer::Done(data) => {
                let message = crate::ids::message(data.get("message_id"));
                let message = message.map(|id| seat.state().account.message_event(&id));
                let message = message.filter(|_| !act.is_absolute()).unwrap_or_default();
                Outcome::Done { message, renew_at: call.renew_at, note: String::new() }
            }
            Answer::Accepted => {
                let reason = "对方只说已收到".to_owned();
                confirm(hub, group, &call, act, signs, reason).await
            }
            Answer::Refused(code, words) => match meaning(code, &words) {
                Meaning::Unknown => confirm(hub, group, &call, act, signs, words).await,
                other => refused(seat, group, &call, act, (other, code, words)),
            },
        },
    }
}

async fn wait_for_turn(seat: &Seat, group: &str) {
    let start = *BEGINNING.get_or_init(Instant::now);
    loop {
        let now = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let wait = match seat.state().limits.take(group, now) {
            Ok(()) => return,
            Err(wait) => wait,
        };
        sleep(Duration::from_millis(wait)).await;
    }
}

/// From when on the limits count.
static BEGINNING: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();

fn refused(
    seat: &Seat,
    group: &str,
    call: &Call,
    act: &Act,
    (meaning, code, words): (Meaning, i64, String),
) -> Outcome {
    match meaning {
        Meaning::NotOffered => {
            seat.state().account.learn_missing(call.action);
            not_possible(Obstacle::NotOffered)
        }
        Meaning::NoRight => {
            // What was known of this group is wrong: look again.
            let _ = seat.look.try_send(group.to_owned());
            let admin = seat.state().rights.rank(group) != Some(crate::roster::Rank::Member);
            let aimed = admin && act.target().is_some();
            not_possible(if aimed { Obstacle::TargetRuns } else { Obstacle::NotAdmin })
        }
        // Whoever is not there any more needs no removal.
        Meaning::NotThere if matches!(act, Act::Remove { .. }) => done("成员已经不在群里"),
        // Recalled already: by an earlier try of ours, or by somebody else.
        Meaning::NotThere if matches!(act, Act::Recall { .. }) => done("消息已经不在"),
        Meaning::NotThere => Outcome::Moot { reason: Obstacle::NotThere.to_string() },
        Meaning::Token => later(Obstacle::Token),
        Meaning::Unknown | Meaning::Failed => {
            let again = !matches!(code, 400 | 1_400);
            Outcome::Failed { reason: format!("{words}({code})"), again }
        }
    }
}

/// Without an answer the platform's own notice may still tell what came of it.
async fn confirm<D: Desk>(
    hub: &Hub<D>,
    group: &str,
    call: &Call,
    act: &Act,
    mut signs: broadcast::Receiver<Sign>,
    reason: String,
) -> Outcome {
    let until = Instant::now() + Duration::from_millis(hub.settings.confirm_ms);
    loop {
        match timeout_at(until, signs.recv()).await {
            Ok(Ok(sign)) => {
                if let Some(message) = shows(&sign, act, group) {
                    let note = "没有应答,由通知确认".to_owned();
                    return Outcome::Done { message, renew_at: call.renew_at, note };
                }
            }
            Ok(Err(RecvError::Lagged(_))) => {}
            Ok(Err(RecvError::Closed)) | Err(_) => {
                return Outcome::Unknown { reason, repeatable: act.is_absolute() };
            }
        }
    }
}

/// Whether the sign shows that the act was done; with the event id of what was written.
fn shows(sign: &Sign, act: &Act, group: &str) -> Option<String> {
    let shown = match (sign, act) {
        (Sign::Muted(at, whom, seconds), Act::Mute { member, .. }) => {
            at == group && whom == member && *seconds > 0
        }
        (Sign::Muted(at, whom, seconds), Act::Unmute { member }) => {
            at == group && whom == member && *seconds == 0
        }
        (Sign::Muted(at, whom, seconds), Act::MuteAll { on }) => {
            at == group && whom == "all" && (*seconds != 0) == *on
        }
        (Sign::Left(at, whom), Act::Remove { member, .. }) => at == group && whom == member,
        (Sign::Recalled(at, id), Act::Recall { message, .. }) => at == group && id == message,
        (Sign::Joined(at, whom), Act::AnswerRequest { member, yes: true, .. }) => {
            at == group && whom == member
        }
        (Sign::Carded(at, whom, now), Act::SetCard { member, card }) => {
            at == group && whom == member && now == card
        }
        (Sign::Wrote { group: at, event, text: said }, Act::Say { text, .. }) => {
            return (at == group && lookup::same_words(said, text)).then(|| event.clone());
        }
        _ => false,
    };
    shown.then(String::new)
}
