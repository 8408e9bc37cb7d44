//! A second opinion on doubts: a language model of the operator's is asked about messages that
//! wait for a person anyway, and what it says stands beside the doubt as a note.
//!
//! It decides nothing. What it does not answer, or answers in another form, is as if it had not
//! been asked; doubts that come faster than it answers go without.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use compiler::second::doubt::{self, Question};
use model::event::ADVISER;
use model::{Event, EventBody, Timestamp};
use serde::Deserialize;
use serde_json::json;
use store::dialect::Reader;
use store::{StoreError, feed};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::app::App;
use crate::article;
use crate::config::SecondOpinion;
use crate::second::{SecondReader, parse};

/// The most doubts that wait for an opinion.
const WAITING_MAX: usize = 64;
/// How many messages before the doubtful one are looked at.
const BEFORE: usize = 3;
const HOUR: Duration = Duration::from_secs(3_600);

/// A message about which a person is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Doubt {
    group: String,
    case: String,
    policy: String,
    cite: String,
    found: String,
    at: Timestamp,
    message: String,
    record: u64,
}

/// A decision, as far as a doubt is told by it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Decided {
    action: String,
    status: String,
    case: String,
    policy: String,
    cite: String,
    reason: String,
    merged: bool,
}

/// The doubt that a message led to, where it did.
fn doubt_of(record: u64, line: &str, decisions: &[String]) -> Option<Doubt> {
    if decisions.is_empty() {
        return None;
    }
    let event = Event::parse(line).ok()?;
    let EventBody::Message { text, .. } = &event.body else { return None };
    if text.trim().is_empty() {
        return None;
    }
    let decided = decisions.iter().filter_map(|one| serde_json::from_str::<Decided>(one).ok());
    let asked = |one: &Decided| one.action == "ask" && one.status == "pending" && !one.merged;
    let Decided { case, policy, cite, reason, .. } = { decided }.find(asked)?;
    (!case.is_empty()).then(|| Doubt {
        group: event.group.to_string(),
        case,
        policy,
        cite,
        found: reason,
        at: event.at,
        message: text.to_string(),
        record,
    })
}

/// Asks about doubts as they come, until the server stops.
pub async fn run(app: Arc<App>, settings: SecondOpinion) {
    let mut stopping = app.stopping.subscribe();
    let asking = async {
        let (send, receive) = mpsc::channel(WAITING_MAX);
        tokio::join!(watch(&app, &settings, send), answer(&app, &settings, receive));
    };
    tokio::select! {
        () = asking => {}
        () = super::stopped(&mut stopping) => {}
    }
}

async fn watch(app: &Arc<App>, settings: &SecondOpinion, send: mpsc::Sender<Doubt>) {
    let mut live = app.live.subscribe();
    loop {
        let news = match live.recv().await {
            Ok(news) => news,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        for (record, (_, line, decisions)) in (news.first..).zip(&news.records) {
            let Some(doubt) = doubt_of(record, line, decisions) else { continue };
            let wanted = settings.groups.is_empty() || settings.groups.contains(&doubt.group);
            if wanted && send.try_send(doubt).is_err() {
                tracing::warn!("too many doubts wait for a second opinion; one goes without");
            }
        }
    }
}

async fn answer(app: &Arc<App>, settings: &SecondOpinion, mut doubts: mpsc::Receiver<Doubt>) {
    let Ok(address) = parse(&settings.url) else { return };
    let key = settings.key.as_ref().map(|key| key.0.as_str());
    let reader = Arc::new(SecondReader::new(address, &settings.model, key));
    let limit = Duration::from_secs(settings.seconds);
    let mut asked: VecDeque<Instant> = VecDeque::new();
    while let Some(doubt) = doubts.recv().await {
        while asked.front().is_some_and(|at| at.elapsed() > HOUR) {
            asked.pop_front();
        }
        if asked.len() >= settings.per_hour {
            tracing::warn!(case = doubt.case, "no second opinion: enough was asked this hour");
            continue;
        }
        asked.push_back(Instant::now());
        advise(app, &reader, limit, doubt).await;
    }
}

async fn advise(app: &Arc<App>, reader: &Arc<SecondReader>, limit: Duration, doubt: Doubt) {
    let (about, zone) = (doubt.clone(), app.zone.clone());
    let question = app.read(move |reader| question(reader, &about, &zone)).await;
    let Ok(question) = question else { return };
    let asked = Arc::clone(reader);
    let said = tokio::task::spawn_blocking(move || {
        let answer = asked.post(&doubt::request(&question, asked.model()), limit);
        answer.and_then(|bytes| Ok(doubt::read(&question, &bytes)?))
    });
    let opinion = match said.await {
        Ok(Ok(opinion)) => opinion,
        Ok(Err(why)) => {
            // The host alone: the rest of an address may hold what is secret.
            tracing::warn!(host = reader.host(), %why, "no second opinion");
            return;
        }
        Err(_) => return,
    };
    let line = json!({
        "id": format!("opinion:{}", doubt.case),
        "at": app.zone.rfc3339(app.now()),
        "group": doubt.group,
        "kind": "note",
        "member": ADVISER,
        "case": doubt.case,
        "text": opinion.in_words(),
    });
    if let Err(error) = app.ingest(format!("{line}\n")).await {
        tracing::warn!(%error, "a second opinion could not be kept");
    }
}

/// What is asked about a doubt.
fn question(
    reader: &mut dyn Reader,
    doubt: &Doubt,
    zone: &model::Zone,
) -> Result<Question, StoreError> {
    let rows = reader.policies()?;
    let found = article::find(&rows, &doubt.policy, &doubt.cite, doubt.at, zone);
    let article = found.unwrap_or_default();
    let page = feed::page(reader, &doubt.group, doubt.record, 2 * BEFORE)?;
    let said = |line: &str| match Event::parse(line).ok()?.body {
        EventBody::Message { text, .. } => Some(text.into_owned()).filter(|text| !text.is_empty()),
        _ => None,
    };
    let mut before: Vec<String> =
        page.events.iter().filter_map(|one| said(&one.line)).take(BEFORE).collect();
    before.reverse();
    let members = reader.members(&doubt.group)?;
    let names = members.into_iter().flat_map(|one| [one.card, one.name]).flatten();
    Ok(Question {
        title: article.title,
        cite: doubt.cite.clone(),
        article: article.text,
        found: doubt.found.clone(),
        message: doubt.message.clone(),
        before,
        names: names.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_doubts_about_messages_are_asked_about() {
        let line = r#"{"id":"m1","at":"2026-03-02T09:00:00+08:00","group":"g","kind":"message","member":"u1","text":"出点东西"}"#;
        let ask = r#"{"action":"ask","status":"pending","case":"g-1","policy":"p","cite":"一","reason":"像是广告"}"#;
        let asked = |line: &str, decision: &str| doubt_of(7, line, &[decision.to_owned()]);
        let doubt = asked(line, ask).unwrap();
        assert_eq!((&*doubt.case, &*doubt.cite, doubt.record), ("g-1", "一", 7));
        for (line, decision) in [
            (line, r#"{"action":"remind","status":"done","case":"g-1"}"#),
            (line, r#"{"action":"ask","status":"observed"}"#),
            (&*line.replace("message", "request"), ask),
            (&*line.replace("出点东西", " "), ask),
            ("", ask),
            (line, ""),
        ] {
            assert_eq!(asked(line, decision), None, "{line} {decision}");
        }
    }
}
