//! One connection from its first frame to its last.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc::Permit;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::desk::Desk;
use crate::diagnostics::Note;
use crate::hub::{Hub, is_true};
use crate::seat::{Push, Seat};
use crate::settings::Role;
use crate::socket::{Frame, Socket};

/// Within this time, so many connections that took another's place are two programs in a fight.
const FIGHT: (Duration, usize) = (Duration::from_secs(60), 3);

/// The longest that the last frames may take while everything ends.
const PARTING: Duration = Duration::from_secs(2);

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The other side, the network or silence ended it.
    Lost,
    /// The token is wrong, as the program says.
    Refused,
    /// Everything ends, or another connection took its place.
    Over,
}

/// Serves a connection until it ends.
pub(crate) async fn serve<D: Desk>(
    hub: &Arc<Hub<D>>,
    seat: &Arc<Seat>,
    role: Role,
    mut socket: Socket,
) -> End {
    let mut line = seat.open(role);
    hub.bring(greeting(hub, seat, line.replaced)).await;
    if role != Role::Event {
        // Rights are looked at as soon as there is somebody to ask.
        let _ = seat.look.try_send(String::new());
    }
    let mut stop = hub.stop.subscribe();
    let mut ping = interval(Duration::from_millis(hub.settings.ping_ms));
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let silence = Duration::from_millis(hub.settings.ping_ms.saturating_mul(3));
    let mut heard = Instant::now();
    let mut held: Option<Value> = None;
    let (end, why) = loop {
        tokio::select! {
            // A push that finds no room waits, and with it whatever is behind it: the network
            // itself then holds the sender back. Actions go out all the same.
            permit = seat.pushes.reserve(), if held.is_some() => {
                let Ok(permit) = permit else { break (End::Over, "停止") };
                pass(permit, &mut held);
            }
            frame = socket.receive(), if held.is_none() => {
                heard = Instant::now();
                match frame {
                    Frame::Alive => {}
                    Frame::Strange => strange(hub, seat).await,
                    Frame::Closed => break (End::Lost, "连接断开"),
                    Frame::Text(text) => match read(hub, seat, &text).await {
                        Read::Push(value) => held = Some(value),
                        Read::Done => {}
                        Read::Refused => break (End::Refused, "访问令牌被拒绝"),
                    },
                }
            }
            Some(text) = line.out.recv() => {
                if !socket.send(text).await {
                    break (End::Lost, "对方不再接收");
                }
            }
            _ = ping.tick() => {
                if held.is_none() && heard.elapsed() > silence {
                    break (End::Lost, "对方没有回应");
                }
                if !socket.ping().await {
                    break (End::Lost, "连接断开");
                }
            }
            () = is_true(&mut line.end) => break (End::Over, "被新的连接取代"),
            () = is_true(&mut stop) => break (End::Over, "停止"),
        }
    };
    seat.shut(line.number);
    let _ = timeout(PARTING, socket.close(1001, "going away")).await;
    let kind = if end == End::Refused { "token" } else { "disconnected" };
    hub.bring(vec![hub.news(&seat.id, "", kind, why.to_owned())]).await;
    end
}

fn pass(permit: Permit<'_, Push>, held: &mut Option<Value>) {
    if let Some(value) = held.take() {
        permit.send(Push { value, kept: None });
    }
}

fn greeting<D: Desk>(hub: &Hub<D>, seat: &Seat, replaced: bool) -> Vec<crate::desk::Delivery> {
    let mut news = vec![hub.news(&seat.id, "", "connected", "账号已连接".to_owned())];
    let recent = seat.state().replaced.iter().filter(|at| at.elapsed() < FIGHT.0).count();
    if replaced && recent >= FIGHT.1 {
        let text = "一分钟内多次被新的连接取代:可能有两个程序同时登录这个账号".to_owned();
        news.push(hub.news(&seat.id, "", "replaced", text));
    }
    news
}

async fn strange<D: Desk>(hub: &Hub<D>, seat: &Seat) {
    let news = hub.note(&seat.id, &Note::NotJson);
    hub.bring(news.into_iter().collect()).await;
}

enum Read {
    Push(Value),
    Done,
    Refused,
}

async fn read<D: Desk>(hub: &Hub<D>, seat: &Seat, text: &str) -> Read {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        strange(hub, seat).await;
        return Read::Done;
    };
    let answers = value.get("post_type").is_none()
        && (value.get("echo").is_some() || value.get("retcode").is_some());
    if !answers {
        return Read::Push(value);
    }
    // A wrong token is told without a question, as an answer to none.
    let code = crate::ids::whole(value.get("retcode"));
    let unasked = value.get("echo").is_none_or(Value::is_null);
    if unasked && matches!(code, Some(1401 | 1403)) {
        return Read::Refused;
    }
    if !seat.answered(value) {
        let news = hub.note(&seat.id, &Note::LateAnswer);
        hub.bring(news.into_iter().collect()).await;
    }
    Read::Done
}
