//! Messages to an account alone: appeals, and short answers to whoever asks what concerns them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use model::time::HOUR_MS;
use model::{Step, Timestamp};
use onebot::desk::{Closed, Leased};
use onebot::effect::Effect;
use onebot::hear::Private;
use policy::Policy;
use policy::texts::{Language, Wording};
use runtime::Known;
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::dialect::Reader;
use store::rows::{CaseFilter, CaseRow};

use super::desk::ERRAND;
use super::held;
use super::outbox::PRIVATE;
use super::wishes::{self, Wish};
use crate::app::App;

/// How many messages of one person are read within an hour.
const READ_MAX: usize = 20;
/// How many people are remembered.
const PEOPLE_MAX: usize = 20_000;
/// The most cases that are listed, and the most articles of a policy.
const LISTED_MAX: usize = 5;
const ARTICLES_MAX: usize = 12;

/// Who wrote in private, and how often.
#[derive(Default)]
pub struct Paces(Mutex<BTreeMap<String, Pace>>);

#[derive(Clone, Debug, Default)]
struct Pace {
    /// When the hour began that is counted, and what was read in it.
    since: i64,
    read: usize,
    /// When they were last told what can be asked.
    helped: Option<i64>,
}

impl Paces {
    /// Whether one more message of theirs is read.
    fn may_write(&self, member: &str, now: Timestamp) -> bool {
        let mut all = held(&self.0);
        if all.len() >= PEOPLE_MAX {
            all.retain(|_, pace| now.0.saturating_sub(pace.since) < HOUR_MS);
        }
        if all.len() >= PEOPLE_MAX {
            return false;
        }
        let pace = all.entry(member.to_owned()).or_default();
        if now.0.saturating_sub(pace.since) >= HOUR_MS {
            (pace.since, pace.read) = (now.0, 0);
        }
        pace.read += 1;
        pace.read <= READ_MAX
    }

    /// Whether they may be told once more what can be asked: once an hour.
    fn may_help(&self, member: &str, now: Timestamp) -> bool {
        let mut all = held(&self.0);
        let Some(pace) = all.get_mut(member) else { return false };
        let may = pace.helped.is_none_or(|at| now.0.saturating_sub(at) >= HOUR_MS);
        if may {
            pace.helped = Some(now.0);
        }
        may
    }
}

/// What is to be done about a message.
enum Then {
    /// It is an appeal: against the case of that group.
    Appeal(String, String, String),
    /// Whoever wrote it reads this.
    Say(String),
    /// They read what can be asked, where they have not lately.
    Help(String),
}

/// Takes a message; done when an appeal is on disk.
///
/// # Errors
/// The engine does not take anything now: the same is brought again.
pub async fn hear(app: &Arc<App>, private: Private) -> Result<(), Closed> {
    let now = app.now();
    if !app.dispatch.private.may_write(&private.member, now) {
        return Ok(());
    }
    let mut wish = wishes::read(&private.text);
    if let Some(case) = app.dispatch.case_of(&private.reply_to)
        && !matches!(wish, Wish::Appeal { case: Some(_), .. })
    {
        // An answer to a notice is an appeal against what it told of.
        let reason = match wish {
            Wish::Appeal { reason, .. } => reason,
            _ => private.text.chars().take(wishes::READ_CHARS_MAX).collect(),
        };
        wish = Wish::Appeal { case: Some(case), reason };
    }
    let asked = private.clone();
    let known = app.runtime.known();
    let then = app.read(move |reader| answer(reader, &asked, wish, now, &known)).await;
    match then.map_err(|_| Closed)? {
        Then::Appeal(group, case, reason) => appeal(app, &private, &group, &case, &reason).await,
        Then::Say(text) => {
            say(app, &private, text);
            Ok(())
        }
        Then::Help(text) => {
            if app.dispatch.private.may_help(&private.member, now) {
                say(app, &private, text);
            }
            Ok(())
        }
    }
}

/// Hands an appeal to the engine. What it answers is said by its decisions.
async fn appeal(
    app: &Arc<App>,
    private: &Private,
    group: &str,
    case: &str,
    reason: &str,
) -> Result<(), Closed> {
    let event = json!({"at": private.at, "received": app.zone.rfc3339(app.now()),
        "group": group, "kind": "appeal", "id": format!("{PRIVATE}{}", private.id),
        "member": private.member, "case": case, "text": reason});
    app.ingest(event.to_string()).await.map(|_| ()).map_err(|_| Closed)
}

fn say(app: &App, private: &Private, text: String) {
    let effect = Effect {
        key: format!("{ERRAND}{}", private.id),
        group: private.group.clone(),
        member: private.member.clone(),
        event: private.id.clone(),
        action: "say-alone".to_owned(),
        status: "done".to_owned(),
        text,
        ..Effect::default()
    };
    let expires = Some(app.now().plus_ms(HOUR_MS));
    app.dispatch.say(Leased { effect, attempt: 1, since: None, expires });
}

/// A case as far as whoever it concerns is told of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    case: String,
    policy: String,
    cite: String,
    appealed: bool,
    standing: String,
    acts: Vec<ToldAct>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ToldAct {
    action: String,
    status: String,
}

fn answer(
    reader: &mut dyn Reader,
    private: &Private,
    wish: Wish,
    now: Timestamp,
    known: &Known,
) -> Result<Then, StoreError> {
    let groups = groups_of(reader, private)?;
    let policies = policies(reader, now)?;
    let mut governing = policies.iter().filter(|policy| {
        groups.iter().any(|(id, name)| {
            policy.governs(id) || name.as_deref().is_some_and(|name| policy.governs(name))
        })
    });
    let wording = governing.clone().next().map(|policy| policy.wording.clone());
    let wording = known.wording(wording.unwrap_or_default());
    Ok(match wish {
        Wish::Appeal { case, reason } => {
            let mine = mine(reader, private)?;
            appealed(&mine, case.as_deref(), reason, &policies, &wording)
        }
        Wish::Record => {
            let mine = mine(reader, private)?;
            let list = list(mine.iter().map(|(_, told)| told), &policies, &wording);
            Then::Say(match list.is_empty() {
                true => wording.say("private-no-record", &[]),
                false => wording.say("private-record", &[("list", &list)]),
            })
        }
        Wish::Rules => {
            let lines: Vec<String> =
                governing.by_ref().map(|policy| articles(policy, &wording)).collect();
            Then::Say(match lines.is_empty() {
                true => wording.say("private-no-rules", &[]),
                false => wording.say("private-rules", &[("list", &below(&lines))]),
            })
        }
        Wish::Other => Then::Help(wording.say("private-help", &[])),
    })
}

fn appealed(
    mine: &[(CaseRow, Told)],
    case: Option<&str>,
    reason: String,
    policies: &[Policy],
    wording: &Wording,
) -> Then {
    let named = |row: &CaseRow, told: &Told, name: &str| {
        told.case == name || row.number.to_string() == name
    };
    let fits: Vec<&(CaseRow, Told)> = match case {
        Some(name) => mine.iter().filter(|(row, told)| named(row, told, name)).collect(),
        // What was appealed against already is only meant where it is named.
        None => mine.iter().filter(|(_, told)| !told.appealed && told.acted()).collect(),
    };
    match fits.as_slice() {
        [] => Then::Say(wording.say("private-no-case", &[])),
        [(row, told)] => Then::Appeal(row.group.clone(), told.case.clone(), reason),
        [(_, first), ..] => {
            let list = list(fits.iter().map(|(_, told)| told), policies, wording);
            let places = [("case", first.case.as_str()), ("list", list.as_str())];
            Then::Say(wording.say("private-which", &places))
        }
    }
}

impl Told {
    /// Whether it did anything, rather than being recorded alone.
    fn acted(&self) -> bool {
        self.acts.iter().any(|act| act.status != "observed")
    }

    fn is_told(&self) -> bool {
        self.acted() || self.standing == "undone"
    }
}

/// Decisions about whoever wrote, the newest first; of others' nothing is ever shown.
fn mine(reader: &mut dyn Reader, private: &Private) -> Result<Vec<(CaseRow, Told)>, StoreError> {
    let filter = CaseFilter { member: Some(private.member.clone()), ..CaseFilter::default() };
    let rows = reader.cases(&filter, 100)?.into_iter().filter(|row| row.about == "breach");
    Ok(rows
        .map(|row| {
            let told: Told = serde_json::from_str(&row.state).unwrap_or_default();
            (row, told)
        })
        .collect())
}

fn list<'a>(
    cases: impl Iterator<Item = &'a Told>,
    policies: &[Policy],
    wording: &Wording,
) -> String {
    let line = |told: &Told| {
        let title = policies.iter().find(|policy| policy.id == told.policy);
        let title = title.map_or(told.policy.as_str(), |policy| policy.title.as_str());
        let mut state = String::new();
        if told.standing == "undone" {
            state = wording.say("private-undone", &[]);
        } else if told.appealed {
            state = wording.say("private-appealed", &[]);
        }
        let action = acts(told, wording.language);
        wording.say(
            "private-line",
            &[
                ("case", &told.case),
                ("title", title),
                ("cite", &told.cite),
                ("action", &action),
                ("state", &state),
            ],
        )
    };
    let lines: Vec<String> =
        cases.filter(|told| told.is_told()).take(LISTED_MAX).map(line).collect();
    below(&lines)
}

/// Lines below what leads them.
fn below(lines: &[String]) -> String {
    lines.iter().flat_map(|line| ["\n", line]).collect()
}

/// What a case does, in words.
fn acts(told: &Told, language: Language) -> String {
    let words = told.acts.iter().filter(|act| act.status != "observed").map(|act| {
        let known = Step::parse(&act.action).map(|step| step.action);
        known.map_or(act.action.as_str(), |action| match language {
            Language::Chinese => action.in_words(),
            Language::English => rules::english::action(action),
        })
    });
    let words: Vec<&str> = words.collect();
    words.join(language.choose("、", ", "))
}

/// A policy's title, and which articles are at work.
fn articles(policy: &Policy, wording: &Wording) -> String {
    let mut cites: Vec<&str> = Vec::new();
    for rule in &policy.rules {
        if !cites.contains(&rule.cite.as_str()) && !rule.cite.is_empty() {
            cites.push(&rule.cite);
        }
    }
    let more = cites.len() > ARTICLES_MAX;
    cites.truncate(ARTICLES_MAX);
    let mut cite = cites.join(wording.language.choose("、", ", "));
    if more {
        cite.push_str(wording.language.choose("等", " and others"));
    }
    wording.say("private-rules-line", &[("title", &policy.title), ("cite", &cite)])
}

/// The groups of whoever wrote, with their names.
fn groups_of(
    reader: &mut dyn Reader,
    private: &Private,
) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let mut ids: Vec<String> = reader
        .memberships(&private.member)?
        .into_iter()
        .filter(|row| row.present)
        .map(|row| row.group)
        .collect();
    if !private.group.is_empty() && !ids.contains(&private.group) {
        ids.push(private.group.clone());
    }
    ids.sort_unstable();
    let mut groups = Vec::with_capacity(ids.len());
    for id in ids {
        groups.extend(reader.group(&id)?.map(|row| (row.id, row.name)));
    }
    Ok(groups)
}

/// Policies in use, of each the version that holds now.
fn policies(reader: &mut dyn Reader, now: Timestamp) -> Result<Vec<Policy>, StoreError> {
    let specs = rules::specs();
    let mut all: Vec<Policy> = Vec::new();
    for row in reader.policies()? {
        let policy = policy::parse(&row.name, &row.text, &specs).policy;
        let today = policy.zone.local(now).day;
        if policy.effective.is_some_and(|day| day > today) {
            continue;
        }
        all.retain(|older| older.id != policy.id);
        all.push(policy);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_or_is_helped_too_often() {
        let paces = Paces::default();
        let at = |minutes: i64| Timestamp(1_000_000_000 + minutes * 60_000);
        let read = (0..40).filter(|_| paces.may_write("u1", at(0))).count();
        assert_eq!(read, READ_MAX);
        assert!(paces.may_write("u2", at(0)));
        assert!(paces.may_write("u1", at(61)));
        assert!(paces.may_help("u1", at(61)));
        assert!(!paces.may_help("u1", at(119)));
        assert!(paces.may_help("u1", at(122)));
    }
}
