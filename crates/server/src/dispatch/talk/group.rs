//! Messages of a group that are meant for the account: they begin with the keyword of the
//! group's policy, or name the account itself. What is only quoted or passed on is neither.

use std::sync::{Arc, Mutex};

use serde::Deserialize;
use store::StoreError;
use store::dialect::Reader;

use super::reading::Plain;
use super::{Asking, Then, answer, as_answer, carry_out, may_ask, scene, table};
use crate::app::App;
use crate::dispatch::held;
use crate::policies;
use crate::problem::Problem;

/// How long keywords are remembered, in milliseconds.
const KEYWORDS_MS: i64 = 10_000;

/// The keywords of all policies in use, and when they were read.
#[derive(Default)]
pub struct Keywords(Mutex<(i64, Arc<Vec<String>>)>);

/// A message of a group, or the recall of one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Spoken {
    /// The event id.
    pub id: String,
    /// `message`, `recall` or something else.
    pub kind: String,
    /// What is recalled.
    pub target: String,
    at: String,
    group: String,
    member: String,
    text: String,
    mentions: Vec<String>,
    reply_to: String,
}

impl Spoken {
    /// Of a line of an event, where it is a message or a recall.
    #[must_use]
    pub fn of(line: &str) -> Option<Spoken> {
        let spoken: Spoken = serde_json::from_str(line).ok()?;
        matches!(spoken.kind.as_str(), "message" | "recall").then_some(spoken)
    }

    /// The account's own members' ids that it names.
    fn names_us<'a>(&'a self, app: &App) -> Option<&'a str> {
        let ours = |id: &&String| {
            let number = id.strip_prefix('@');
            app.config.onebot.accounts.iter().any(|one| number == Some(one.id.as_str()))
        };
        self.mentions.iter().find(ours).map(String::as_str)
    }
}

/// Answers a message of a group, where it is meant for the account.
pub async fn hear_in_group(app: &Arc<App>, spoken: Spoken) {
    // Programs and people behind masks ask nothing.
    if spoken.member.is_empty()
        || spoken.member.starts_with('@')
        || spoken.member.starts_with("anonymous")
    {
        return;
    }
    let named = spoken.names_us(app).map(str::to_owned);
    if named.is_none() && !begins_with_a_keyword(app, &spoken.text).await {
        return;
    }
    let (told, now) = (Arc::clone(app), app.now());
    let then = app.read(move |reader| {
        let Some(asking) = meant(&told, reader, &spoken, named.as_deref())? else {
            return Ok::<_, Problem>(None);
        };
        let wish = as_answer(&told, &asking, table::read(&asking.text));
        let name = reader.group(&asking.group)?.and_then(|row| row.name);
        let groups = vec![(asking.group.clone(), name)];
        let scene = scene(&told, reader, &asking, groups)?;
        let then = match scene.policies.is_empty() {
            // Nothing governs that group here.
            true => Then::Nothing,
            false if !may_ask(&told, reader, &scene, &wish, now)? => Then::Nothing,
            false => answer(&told, reader, &scene, wish, now)?,
        };
        Ok(Some((asking, then)))
    });
    match then.await {
        Ok(Some((asking, then))) => {
            if carry_out(app, &asking, then).await.is_err() {
                tracing::warn!(group = asking.group, "what was said in the chat was not taken");
            }
        }
        Ok(None) => {}
        Err(problem) => tracing::warn!(problem.title, "a question in the chat was not answered"),
    }
}

async fn begins_with_a_keyword(app: &Arc<App>, text: &str) -> bool {
    let now = app.now().0;
    let (read, mut words) = held(&app.dispatch.talk.keywords.0).clone();
    if now.saturating_sub(read) >= KEYWORDS_MS || read > now {
        let (at, known) = (app.now(), app.runtime.known());
        let fresh = app.read(move |reader| {
            let all = policies::in_force(reader, at)?;
            let words = all.iter().map(|one| known.wording(one.wording.clone()));
            let words = words.map(|wording| wording.say("chat-keyword", &[]));
            Ok::<_, StoreError>(words.map(|word| Plain::of(&word).text().to_owned()).collect())
        });
        if let Ok(fresh) = fresh.await {
            words = Arc::new(fresh);
            *held(&app.dispatch.talk.keywords.0) = (now, Arc::clone(&words));
        }
    }
    let text = Plain::of(text);
    words.iter().any(|word| !word.is_empty() && text.text().starts_with(word.as_str()))
}

/// What is meant for the account: the message without its keyword.
fn meant(
    app: &App,
    reader: &mut dyn Reader,
    spoken: &Spoken,
    named: Option<&str>,
) -> Result<Option<Asking>, StoreError> {
    let name = reader.group(&spoken.group)?.and_then(|row| row.name);
    let policies = policies::governing(reader, app.now(), &spoken.group, name.as_deref())?;
    let Some(policy) = policies.first() else { return Ok(None) };
    let wording = app.runtime.known().wording(policy.wording.clone());
    let keyword = Plain::of(&wording.say("chat-keyword", &[])).text().to_owned();
    let text = Plain::of(&spoken.text).text().to_owned();
    let rest = match (text.strip_prefix(keyword.as_str()).filter(|_| !keyword.is_empty()), named) {
        (Some(rest), named) => {
            // Somebody of that name was called, and not the account.
            if named.is_none() && is_called(reader, spoken, &keyword)? {
                return Ok(None);
            }
            rest.to_owned()
        }
        (None, Some(account)) => match without_name(reader, spoken, account, &text)? {
            Some(rest) => rest,
            None => return Ok(None),
        },
        (None, None) => return Ok(None),
    };
    Ok(Some(Asking {
        id: spoken.id.clone(),
        at: spoken.at.clone(),
        member: spoken.member.clone(),
        group: spoken.group.clone(),
        text: rest.trim_matches([' ', ':', ',', '，', '：', '\n', '\t']).to_owned(),
        reply_to: spoken.reply_to.clone(),
        mentions: spoken.mentions.clone(),
        alone: false,
    }))
}

/// Whether somebody who is named in the message is called as the keyword says.
fn is_called(reader: &mut dyn Reader, spoken: &Spoken, keyword: &str) -> Result<bool, StoreError> {
    let name = keyword.trim_start_matches('@');
    let same = |given: &Option<String>| {
        given
            .as_deref()
            .is_some_and(|given| Plain::of(given).text().trim_start_matches('@') == name)
    };
    for id in spoken.mentions.iter().filter(|id| *id != "all").take(10) {
        let row = reader.member(&spoken.group, id)?;
        if row.is_some_and(|row| same(&row.card) || same(&row.name)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The message without the account's name at its head. None where it is only named in passing.
fn without_name(
    reader: &mut dyn Reader,
    spoken: &Spoken,
    account: &str,
    text: &str,
) -> Result<Option<String>, StoreError> {
    let Some(behind) = text.strip_prefix('@') else {
        // Some programs leave names out; then it is not known where it stood.
        return Ok((!text.contains('@')).then(|| text.to_owned()));
    };
    let row = reader.member(&spoken.group, account)?;
    let mut names: Vec<String> =
        row.into_iter().flat_map(|row| [row.card, row.name]).flatten().collect();
    names.retain(|name| !name.trim().is_empty());
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let known = names.iter().find_map(|name| behind.strip_prefix(Plain::of(name).text()));
    if let Some(rest) = known {
        return Ok(Some(rest.to_owned()));
    }
    // Its name as the platform wrote it, which is not known here; whoever else is named first,
    // the account is named in passing.
    let first = spoken.mentions.first().is_some_and(|id| id == account);
    let rest = behind.split_once(' ').map_or("", |(_, rest)| rest);
    Ok(first.then(|| rest.to_owned()))
}
