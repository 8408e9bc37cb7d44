//! One account: its connections, what is known of it, and the questions that are under way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout};

use crate::account::Account;
use crate::call::{Call, Form};
use crate::hear::Sign;
use crate::http_api::HttpApi;
use crate::pace::Limits;
use crate::rights::Rights;
use crate::settings::{AccountSettings, Role, Settings};

/// The most pushes that wait to be taken over: then the connection is not read any further.
const PUSHES_MAX: usize = 1_024;
/// The most questions of one account that are under way.
const ASKED_MAX: usize = 256;
/// The most event ids that are remembered, so that repeated pushes are seen at once.
const RECENT_MAX: usize = 8_192;

/// A push on its way, and who wants to hear that it is kept.
pub(crate) struct Push {
    pub value: Value,
    pub kept: Option<oneshot::Sender<()>>,
}

/// Why an action has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// It was not sent: no connection takes it.
    NotSent(String),
    /// It was sent, and nothing came back.
    Silence(String),
}

/// One connection.
struct Line {
    number: u64,
    role: Role,
    out: mpsc::Sender<String>,
    end: watch::Sender<bool>,
}

/// What changes.
pub(crate) struct State {
    pub account: Account,
    pub rights: Rights,
    pub limits: Limits,
    lines: Vec<Line>,
    asked: BTreeMap<String, (u64, oneshot::Sender<Value>)>,
    recent: BTreeSet<String>,
    recent_order: VecDeque<String>,
    /// The log-in is alive, as far as heartbeats tell.
    pub online: bool,
    /// When the last heartbeat came, and how often they come.
    pub heartbeat: Option<(Instant, Duration)>,
    /// When another connection last took a connection's place.
    pub replaced: VecDeque<Instant>,
}

/// One account.
pub(crate) struct Seat {
    pub id: String,
    pub settings: AccountSettings,
    pub form: Form,
    action: Duration,
    http: Option<HttpApi>,
    state: Mutex<State>,
    pub pushes: mpsc::Sender<Push>,
    pub signs: broadcast::Sender<Sign>,
    /// Wakes whoever looks at rights: a group, or all where it is empty.
    pub look: mpsc::Sender<String>,
    numbers: std::sync::atomic::AtomicU64,
}

/// What a seat's tasks listen to.
pub(crate) struct Ears {
    pub pushes: mpsc::Receiver<Push>,
    pub look: mpsc::Receiver<String>,
}

/// A connection as its session holds it.
pub(crate) struct Held {
    pub number: u64,
    pub out: mpsc::Receiver<String>,
    pub end: watch::Receiver<bool>,
    /// It took the place of another.
    pub replaced: bool,
}

impl Seat {
    pub(crate) fn new(
        account: &AccountSettings,
        settings: &Settings,
        ours: &BTreeSet<String>,
    ) -> (Seat, Ears) {
        let (pushes, pushes_in) = mpsc::channel(PUSHES_MAX);
        let (look, look_in) = mpsc::channel(1_024);
        let (signs, _) = broadcast::channel(256);
        let mut known = Account::new(&account.id);
        known.ours.clone_from(ours);
        let state = State {
            account: known,
            rights: Rights::default(),
            limits: Limits::new(settings.account_pace(), settings.group_pace()),
            lines: Vec::new(),
            asked: BTreeMap::new(),
            recent: BTreeSet::new(),
            recent_order: VecDeque::new(),
            online: true,
            heartbeat: None,
            replaced: VecDeque::new(),
        };
        let action = Duration::from_millis(settings.action_ms);
        let http = HttpApi::new(&account.http_api, &account.token, action);
        let seat = Seat {
            id: account.id.clone(),
            settings: account.clone(),
            form: if account.cq_codes { Form::Codes } else { Form::List },
            action,
            http,
            state: Mutex::new(state),
            pushes,
            signs,
            look,
            numbers: std::sync::atomic::AtomicU64::new(1),
        };
        (seat, Ears { pushes: pushes_in, look: look_in })
    }

    /// What changes. Held for a moment, never while something is waited for; a panic of another
    /// holder leaves it usable: nothing in it is half written.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn number(&self) -> u64 {
        self.numbers.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    /// A connection is made. One that carries the same gives way: a program that came back
    /// has the right, since its old connection may hang for minutes.
    pub(crate) fn open(&self, role: Role) -> Held {
        let (out, out_in) = mpsc::channel(ASKED_MAX);
        let (end, end_in) = watch::channel(false);
        let number = self.number();
        let mut state = self.state();
        // It may be another version of the program, which offers more.
        state.account.forget_missing();
        let (gone, stay): (Vec<Line>, Vec<Line>) =
            std::mem::take(&mut state.lines).into_iter().partition(|line| line.role == role);
        state.lines = stay;
        state.lines.push(Line { number, role, out, end });
        for line in &gone {
            let _ = line.end.send(true);
        }
        if !gone.is_empty() {
            state.replaced.push_back(Instant::now());
            while state.replaced.len() > 16 {
                state.replaced.pop_front();
            }
        }
        Held { number, out: out_in, end: end_in, replaced: !gone.is_empty() }
    }

    /// A connection is over: what was asked by it has no answer any more.
    pub(crate) fn shut(&self, number: u64) {
        let mut state = self.state();
        state.lines.retain(|line| line.number != number);
        state.asked.retain(|_, (line, _)| *line != number);
    }

    /// Whether some connection or interface takes actions.
    pub(crate) fn can_act(&self) -> bool {
        self.http.is_some() || self.state().lines.iter().any(|line| line.role != Role::Event)
    }

    /// Whether events come in by a connection.
    pub(crate) fn is_connected(&self) -> bool {
        !self.state().lines.is_empty()
    }

    /// An answer came. False where nobody waits for it.
    pub(crate) fn answered(&self, answer: Value) -> bool {
        let echo = answer.get("echo").and_then(Value::as_str).unwrap_or_default().to_owned();
        let asked = self.state().asked.remove(&echo);
        asked.is_some_and(|(_, waiting)| waiting.send(answer).is_ok())
    }

    /// Whether the event was told before; it is remembered from now on.
    pub(crate) fn is_repeated(&self, event: &str) -> bool {
        let mut state = self.state();
        if !state.recent.insert(event.to_owned()) {
            return true;
        }
        state.recent_order.push_back(event.to_owned());
        if state.recent_order.len() > RECENT_MAX
            && let Some(oldest) = state.recent_order.pop_front()
        {
            state.recent.remove(&oldest);
        }
        false
    }

    /// Carries an action out and waits for its answer.
    pub(crate) async fn call(&self, call: &Call) -> Result<Value, NoAnswer> {
        let number = self.number();
        // Never used twice, not by another start of the program either.
        let echo = format!("qungui-{}-{number}", std::process::id());
        let line = {
            let mut state = self.state();
            let line = state.lines.iter().rev().find(|line| line.role != Role::Event);
            let line = line.map(|line| (line.number, line.out.clone()));
            match line {
                Some(_) if state.asked.len() >= ASKED_MAX => {
                    return Err(NoAnswer::NotSent("等待应答的动作太多".to_owned()));
                }
                Some((line, out)) => {
                    let (waiting, answer) = oneshot::channel();
                    state.asked.insert(echo.clone(), (line, waiting));
                    Some((out, answer))
                }
                None => None,
            }
        };
        let Some((out, answer)) = line else {
            return match &self.http {
                Some(http) => http.call(call).await,
                None => Err(NoAnswer::NotSent("账号没有连接".to_owned())),
            };
        };
        let text = json!({"action": call.action, "params": call.params, "echo": echo}).to_string();
        if out.try_send(text).is_err() {
            self.state().asked.remove(&echo);
            return Err(NoAnswer::NotSent("连接正在断开".to_owned()));
        }
        let outcome = timeout(self.action, answer).await;
        self.state().asked.remove(&echo);
        match outcome {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(NoAnswer::Silence("等待应答时连接断了".to_owned())),
            Err(_) => Err(NoAnswer::Silence("没有在时限内应答".to_owned())),
        }
    }
}
