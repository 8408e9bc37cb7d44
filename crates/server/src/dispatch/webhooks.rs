//! Decisions told to programs of the operator's: each as a signed call, in order, again and again
//! until it is taken, over restarts. One that takes nothing holds up nobody else.

use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use model::time::DAY_MS;
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use store::StoreError;
use store::dialect::Reader;
use store::rows::{KeptDecision, RecordNumber};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;
use ureq::Agent;

use super::{held, signature};
use crate::app::App;
use crate::config::Webhook;
use crate::dispatch::address;

/// How many records are looked through at once.
const STRETCH: u64 = 2_000;
/// The shortest and the longest wait before another try, in milliseconds.
const WAITS_MS: (u64, u64) = (2_000, 3 * 3_600_000);
/// For so long one decision is tried; then it is passed over, so that others come through.
const TRIED_MS: i64 = 3 * DAY_MS;
/// How often it is looked for more, where nobody says that there is.
const LOOK: Duration = Duration::from_secs(2);
/// Where a hook stands is kept at least so often while nothing of its interest happens.
const KEEP_EVERY: u64 = 20_000;

/// How a webhook is, for pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Standing {
    /// How many decisions it took since the start.
    pub delivered: u64,
    /// How many were passed over since the start: it did not take them for three days.
    pub passed_over: u64,
    /// The last record that it has been told everything of.
    pub record: u64,
    /// How often the next one was tried.
    pub tries: u32,
    /// Why it is not taken; empty where all is well.
    pub why: String,
}

/// How far a hook was told: everything of records before this one, and so many decisions of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    record: RecordNumber,
    decisions: u32,
}

impl Cursor {
    fn read(kept: &str) -> Option<Cursor> {
        let (record, decisions) = kept.split_once('.')?;
        Some(Cursor { record: record.parse().ok()?, decisions: decisions.parse().ok()? })
    }

    fn written(self) -> String {
        format!("{}.{}", self.record, self.decisions)
    }
}

/// Where a hook's cursor is kept.
fn setting(name: &str) -> String {
    format!("webhook.{name}")
}

/// Tells a webhook what is decided, until the server stops.
pub async fn run(app: Arc<App>, webhook: Webhook) {
    let name = webhook.name.clone();
    let mut stopping = app.stopping.subscribe();
    let told = tell(&app, webhook);
    tokio::select! {
        () = told => {}
        () = super::stopped(&mut stopping) => {}
    }
    tracing::debug!(name, "a webhook ends");
}

async fn tell(app: &Arc<App>, webhook: Webhook) {
    let webhook = Arc::new(webhook);
    let agent = address::caller(webhook.allow_private);
    let mut live = app.live.subscribe();
    let mut cursor = loop {
        match begin(app, &webhook.name).await {
            Ok(cursor) => break cursor,
            Err(()) => sleep(LOOK).await,
        }
    };
    let mut kept = cursor;
    loop {
        let last = app.runtime.figures().last_record.load(std::sync::atomic::Ordering::Acquire);
        if cursor.record > last {
            tokio::select! {
                () = more(&mut live) => {}
                () = sleep(LOOK) => {}
            }
            continue;
        }
        let to = last.min(cursor.record.saturating_add(STRETCH - 1));
        let from = cursor.record;
        let read = app.read(move |reader| reader.decisions_of(from, to)).await;
        let Ok(decisions) = read else {
            sleep(LOOK).await;
            continue;
        };
        for decision in decisions {
            let before = (decision.record, decision.ordinal) < (cursor.record, cursor.decisions);
            if before {
                continue;
            }
            cursor = Cursor { record: decision.record, decisions: decision.ordinal };
            let line = decision.line.line();
            if fits(&webhook, &line) {
                deliver(app, &webhook, &agent, &decision, &line).await;
                cursor.decisions += 1;
                keep(app, &webhook.name, cursor).await;
                kept = cursor;
            }
        }
        cursor = Cursor { record: to + 1, decisions: 0 };
        change(app, &webhook.name, |standing| standing.record = to);
        if cursor.record.saturating_sub(kept.record) > KEEP_EVERY {
            keep(app, &webhook.name, cursor).await;
            kept = cursor;
        }
    }
}

/// Done when there may be more.
async fn more(live: &mut tokio::sync::broadcast::Receiver<Arc<runtime::service::News>>) {
    if let Err(RecvError::Closed) = live.recv().await {
        std::future::pending::<()>().await;
    }
}

/// Where it goes on; a hook that is new begins with what comes from now on.
async fn begin(app: &Arc<App>, name: &str) -> Result<Cursor, ()> {
    let key = setting(name);
    let read = move |reader: &mut dyn Reader| {
        let kept = reader.setting(&key)?;
        Ok::<_, StoreError>((kept, reader.head()?.last))
    };
    let (kept, last) = app.read(read).await.map_err(|_| ())?;
    if let Some(cursor) = kept.as_deref().and_then(Cursor::read) {
        return Ok(cursor);
    }
    let cursor = Cursor { record: last + 1, decisions: 0 };
    keep(app, name, cursor).await;
    Ok(cursor)
}

/// Keeps how far a hook was told. Where that fails, it is told some of it twice, by the same id.
async fn keep(app: &Arc<App>, name: &str, cursor: Cursor) {
    let (key, value) = (setting(name), cursor.written());
    let write = move |app: &App| {
        Ok(app.runtime.write(move |session| session.writer.setting(&key, &value))?)
    };
    if app.block(write).await.is_err() {
        tracing::warn!(name, "how far a webhook was told could not be kept");
    }
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Wanted<'a> {
    #[serde(borrow)]
    group: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    action: std::borrow::Cow<'a, str>,
}

/// Whether the hook is to be told of a decision.
fn fits(webhook: &Webhook, line: &str) -> bool {
    let decision: Wanted<'_> = serde_json::from_str(line).unwrap_or_default();
    let wants = |list: &[String], word: &str| list.is_empty() || list.iter().any(|one| one == word);
    wants(&webhook.groups, &decision.group) && wants(&webhook.actions, &decision.action)
}

/// Tells one decision until it is taken, or was tried for long enough.
async fn deliver(
    app: &Arc<App>,
    webhook: &Arc<Webhook>,
    agent: &Agent,
    decision: &KeptDecision,
    line: &str,
) {
    let Some((id, body)) = payload(app, decision, line).await else { return };
    let began = app.now();
    let mut tries = 0_u32;
    loop {
        let (agent, webhook_of) = (agent.clone(), Arc::clone(webhook));
        let (id, body, now) = (id.clone(), body.clone(), app.now());
        let called =
            tokio::task::spawn_blocking(move || call(&agent, &webhook_of, &id, now, &body)).await;
        let why = match called.unwrap_or_else(|_| Err("没有发出".to_owned())) {
            Ok(()) => {
                return change(app, &webhook.name, |standing| {
                    standing.delivered += 1;
                    standing.tries = 0;
                    standing.why.clear();
                });
            }
            Err(why) => why,
        };
        tries = tries.saturating_add(1);
        if tries == 1 {
            tracing::warn!(webhook = webhook.name, why, "a webhook does not take a decision");
        }
        if app.now().since(began) > TRIED_MS {
            tracing::error!(webhook = webhook.name, why, "a decision is passed over");
            return change(app, &webhook.name, |standing| {
                standing.passed_over += 1;
                standing.tries = 0;
            });
        }
        change(app, &webhook.name, |standing| {
            standing.tries = tries;
            standing.why.clone_from(&why);
        });
        let wait = onebot::pace::wait_ms(tries - 1, WAITS_MS.0, WAITS_MS.1, app.dispatch.random());
        sleep(Duration::from_millis(wait)).await;
    }
}

fn change(app: &App, name: &str, change: impl FnOnce(&mut Standing)) {
    change(held(&app.dispatch.webhooks).entry(name.to_owned()).or_default());
}

/// The id of a call and its body: the same however often it is sent.
async fn payload(app: &Arc<App>, decision: &KeptDecision, line: &str) -> Option<(String, String)> {
    let (record, ordinal) = (decision.record, decision.ordinal);
    let head = loop {
        match app.read(|reader| reader.head()).await {
            Ok(head) => break head,
            Err(_) => sleep(LOOK).await,
        }
    };
    let line = RawValue::from_string(line.to_owned()).ok()?;
    #[derive(serde::Deserialize)]
    struct At<'a> {
        at: &'a str,
    }
    let at = serde_json::from_str::<At<'_>>(line.get()).ok()?.at.to_owned();
    let id = format!("{record}-{ordinal}-{}", head.installation);
    let data = json!({"record": record, "ordinal": ordinal, "decision": line});
    Some((id, json!({"type": "decision", "timestamp": at, "data": data}).to_string()))
}

/// One call. Answers are not read beyond their first line and head.
fn call(
    agent: &Agent,
    webhook: &Webhook,
    id: &str,
    now: Timestamp,
    body: &str,
) -> Result<(), String> {
    let seconds = now.0.div_euclid(1_000);
    let signature = signature::sign(&webhook.secret.0, id, seconds, body.as_bytes());
    let answer = agent
        .post(&webhook.url)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds.to_string())
        .header("webhook-signature", signature)
        .send(body);
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("对方回答 {}", answer.status().as_u16())),
        // Errors may name the address, and a secret may stand in that.
        Err(ureq::Error::HostNotFound) => {
            Err("找不到这个地址,或者它在内网(内网地址要写 allow_private = true)".to_owned())
        }
        Err(ureq::Error::Timeout(_)) => Err("对方没有在 10 秒内回答".to_owned()),
        Err(ureq::Error::Io(error)) => Err(format!("连接不上:{}", error.kind())),
        Err(_) => Err("连接不上".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_told_what_it_wants() {
        let hook = |groups: &[&str], actions: &[&str]| Webhook {
            groups: groups.iter().map(|&one| one.to_owned()).collect(),
            actions: actions.iter().map(|&one| one.to_owned()).collect(),
            ..Webhook::default()
        };
        let line = r#"{"at":"x","group":"g1","action":"warn","text":"\"groups\" é"}"#;
        for (groups, actions, told) in [
            (&[][..], &[][..], true),
            (&["g1"][..], &[][..], true),
            (&["g2"][..], &[][..], false),
            (&[][..], &["remove", "warn"][..], true),
            (&["g1"][..], &["remove"][..], false),
        ] {
            assert_eq!(fits(&hook(groups, actions), line), told, "{groups:?} {actions:?}");
        }
    }

    #[test]
    fn a_cursor_is_kept() {
        let cursor = Cursor { record: 12, decisions: 3 };
        assert_eq!(Cursor::read(&cursor.written()), Some(cursor));
        assert_eq!(Cursor::read("12"), None);
    }
}
