//! What answers look like: kept apart from the store's rows, since programs rely on it.

use model::{Timestamp, Zone};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use store::feed::Happened;
use store::rows::{CaseRow, EffectRow, GroupRow, KeptDecision, MemberRow, PolicyRow};
use utoipa::ToSchema;

use crate::problem::Problem;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows, the newest first where they have a time.
    pub items: Vec<T>,
    /// What to give for the next page, as `before` or `after`, whichever the list takes; absent:
    /// there are no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// All of a list at once.
    #[must_use]
    pub fn whole(items: Vec<T>) -> Page<T> {
        Page { items, next: None }
    }
}

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupView {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Its owner's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The connector that serves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connector: Option<String>,
    /// When its history began.
    pub began: String,
}

impl GroupView {
    /// A row as it is shown.
    #[must_use]
    pub fn of(row: GroupRow, zone: &Zone) -> GroupView {
        let GroupRow { id, name, purpose, owner, connector, began } = row;
        GroupView { id, name, purpose, owner, connector, began: zone.rfc3339(began) }
    }
}

/// Somebody in a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberView {
    /// The group.
    pub group: String,
    /// Their id.
    pub id: String,
    /// Platform name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name in the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Roles.
    pub roles: Vec<String>,
    /// What else is known of them.
    pub tags: Vec<String>,
    /// When they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<String>,
    /// Whether they are there now.
    pub present: bool,
}

impl MemberView {
    /// A row as it is shown.
    #[must_use]
    pub fn of(row: MemberRow, zone: &Zone) -> MemberView {
        let MemberRow { group, id, name, card, roles, tags, joined, present } = row;
        MemberView {
            group,
            id,
            name,
            card,
            roles: roles.split_whitespace().map(str::to_owned).collect(),
            tags: tags.lines().map(str::to_owned).collect(),
            joined: joined.map(|at| zone.rfc3339(at)),
            present,
        }
    }
}

/// An event as it was taken, with its record.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// Its record in the journal.
    pub record: u64,
    /// When it reached us.
    pub received: String,
    /// The event, as it came in; blanked texts are empty.
    #[schema(value_type = Object)]
    pub event: Box<RawValue>,
    /// What was decided on it.
    #[schema(value_type = Vec<Object>)]
    pub decisions: Vec<Box<RawValue>>,
}

impl EventView {
    /// An event with what was decided on it.
    ///
    /// # Errors
    /// A line in the store is no JSON.
    pub fn of(
        happened: Happened,
        decisions: Vec<Box<RawValue>>,
        zone: &Zone,
    ) -> Result<EventView, Problem> {
        Ok(EventView {
            record: happened.record,
            received: zone.rfc3339(happened.received),
            event: raw(happened.line)?,
            decisions,
        })
    }
}

/// A decision with its record.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionView {
    /// The record that it rests on.
    pub record: u64,
    /// Which of that record's, from 0.
    pub ordinal: u32,
    /// The decision.
    #[schema(value_type = Object)]
    pub decision: Box<RawValue>,
}

impl DecisionView {
    /// A row as it is shown.
    ///
    /// # Errors
    /// A line in the store is no JSON.
    pub fn of(row: &KeptDecision) -> Result<DecisionView, Problem> {
        let decision = raw(row.line.line())?;
        Ok(DecisionView { record: row.record, ordinal: row.ordinal, decision })
    }
}

/// A case as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// The group.
    pub group: String,
    /// Its number in the group.
    pub number: u32,
    /// `breach`, `judgement`, `join`, `consent`, `appeal`, `task`.
    pub about: String,
    /// The rule kind.
    pub kind: String,
    /// The member concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// When it was opened.
    pub opened: String,
    /// Whether it waits for somebody.
    pub waits: bool,
    /// Who is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// When it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// All of it.
    #[schema(value_type = Object)]
    pub state: Value,
}

impl CaseView {
    /// A row as it is shown.
    #[must_use]
    pub fn of(row: CaseRow, zone: &Zone) -> CaseView {
        let mut state = serde_json::from_str(&row.state).unwrap_or(Value::Null);
        times_in_words(&mut state, zone);
        let CaseRow { group, number, about, kind, member, opened, waits, to, due, .. } = row;
        let due = due.map(|at| zone.rfc3339(at));
        let opened = zone.rfc3339(opened);
        CaseView { group, number, about, kind, member, opened, waits, to, due, state }
    }
}

/// Fields of a case's state that are times.
const TIMES: [&str; 5] = ["opened", "decided", "due", "until", "at"];

fn times_in_words(value: &mut Value, zone: &Zone) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                match inner.as_i64() {
                    Some(at) if TIMES.contains(&name.as_str()) => {
                        *inner = Value::String(zone.rfc3339(Timestamp(at)));
                    }
                    _ => times_in_words(inner, zone),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| times_in_words(inner, zone)),
        _ => {}
    }
}

/// Something to be carried out.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectView {
    /// The same on every attempt.
    pub key: String,
    /// The group.
    pub group: String,
    /// The action.
    pub action: String,
    /// `pending`, `in-flight`, `done`, `failed`, `unknown`, `expired`, `held`, `people`.
    pub state: &'static str,
    /// How often it was taken.
    pub attempt: u32,
    /// When it was decided.
    pub decided: String,
    /// After when it makes no sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// What the connector said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The decision.
    #[schema(value_type = Object)]
    pub decision: Box<RawValue>,
}

impl EffectView {
    /// A row as it is shown.
    ///
    /// # Errors
    /// A line in the store is no JSON.
    pub fn of(row: EffectRow, zone: &Zone) -> Result<EffectView, Problem> {
        Ok(EffectView {
            decision: raw(row.decision)?,
            key: row.key,
            group: row.group,
            action: row.action,
            state: row.state.name(),
            attempt: row.attempt,
            decided: zone.rfc3339(row.decided),
            expires: row.expires.map(|at| zone.rfc3339(at)),
            detail: row.detail,
        })
    }
}

/// A policy in use, or that was.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyView {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// The name of its file.
    pub name: String,
    /// When it came into use.
    pub since: String,
    /// Who brought it in.
    pub by: String,
    /// The whole text, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl PolicyView {
    /// A row as it is shown.
    #[must_use]
    pub fn of(row: PolicyRow, with_text: bool, zone: &Zone) -> PolicyView {
        let PolicyRow { id, version, name, text, since, by, .. } = row;
        let text = with_text.then_some(text);
        PolicyView { id, version, name, since: zone.rfc3339(since), by, text }
    }
}

/// A line of JSON, passed on as it is.
///
/// # Errors
/// It is no JSON: the store is damaged.
pub fn raw(line: String) -> Result<Box<RawValue>, Problem> {
    RawValue::from_string(line).map_err(|error| {
        tracing::error!(%error, "a line in the store is no JSON");
        Problem::internal()
    })
}

/// A time as a query writes it.
///
/// # Errors
/// It is none.
pub fn time(name: &str, written: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let read = |text: &str| {
        Timestamp::parse(text).ok_or_else(|| {
            Problem::bad("query", format!("`{name}` 应是时间,例如 2026-03-01T08:00:00+08:00"))
        })
    };
    written.map(read).transpose()
}
