//! What is to be published and what was: drafts with where they stand, posts that were seen on
//! accounts, and what the policies' plans ask for.

use std::collections::{BTreeMap, BTreeSet};

use model::{Timestamp, Zone};
use serde::{Deserialize, Serialize};
use store::counts::{AccountEvent, DraftRow, Stretch};
use store::dialect::Reader;
use store::{StoreError, feed};
use utoipa::ToSchema;

use super::names_of;
use super::span::Days;
use crate::access::{Caller, Right};

/// The most drafts and posts of one month.
const ROWS: u32 = 500;
/// How many waiting cases are looked at for plans.
const WAITING: u32 = 5_000;
/// Kinds whose tasks ask for something to be published.
const PLANS: [&str; 3] = ["posting-schedule", "content-plan", "mass-send-quota"];

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It waits for review.
    Waiting,
    /// It waits for review, and its time has come.
    Overdue,
    /// It may be published.
    Approved,
    /// It may be published, its time has come, and nobody has told that it was.
    Unseen,
    /// It was published.
    Published,
    /// It was not granted.
    Refused,
    /// Somebody is to see to it.
    Planned,
    /// No policy asked for a review.
    Unreviewed,
}

/// Something on the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Post {
    /// The local day on which it stands.
    pub day: String,
    /// When: planned, published, due or handed in.
    pub time: String,
    /// The same, in milliseconds since 1970.
    #[serde(skip)]
    pub at: Timestamp,
    /// Whether a time was given for it.
    pub is_planned: bool,
    /// Where it stands.
    pub standing: Standing,
    /// `publish`, `broadcast`, `campaign`, `post`, `event`; of plans the rule kind.
    pub what: String,
    /// Its title; empty: it has none, or it was blanked.
    pub title: String,
    /// The account or place where it is to appear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// How its author is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Their id.
    #[serde(skip)]
    pub author_id: Option<String>,
    /// Whose review it waits for: a role or a population.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// The group.
    pub group: String,
    /// The number of its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<u32>,
}

/// What of an event is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    title: String,
    text: String,
    channel: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct State {
    needs: Option<Needs>,
    to: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Needs {
    role: String,
}

/// The longest title that is shown, in characters.
const CHARS: usize = 60;

/// Everything that stands in a month, by its time.
///
/// # Errors
/// The store fails.
pub fn posts(
    reader: &mut dyn Reader,
    caller: &Caller,
    days: Days,
    zone: &Zone,
    now: Timestamp,
) -> Result<Vec<Post>, StoreError> {
    let span = days.stretch(None, zone);
    let mut drafts = reader.drafts(&span, ROWS)?;
    drafts.retain(|row| caller.may_in(Right::ReadCases, &row.group));
    let mut seen = reader.published(&span, ROWS)?;
    seen.retain(|row| caller.may_in(Right::ReadCases, &row.group));
    let records: Vec<u64> =
        drafts.iter().map(|row| row.record).chain(seen.iter().map(|row| row.record)).collect();
    let told: BTreeMap<u64, Told> = feed::records(reader, &records)?
        .into_iter()
        .map(|one| (one.record, serde_json::from_str(&one.line).unwrap_or_default()))
        .collect();
    let people = drafts.iter().filter_map(|row| row.member.clone());
    let mut people: Vec<String> =
        people.chain(seen.iter().filter_map(|row| row.member.clone())).collect();
    people.sort_unstable();
    people.dedup();
    let names = names_of(reader, caller, &people)?;
    let name = |id: Option<&String>| {
        // Who may not see who is in a group learns nobody's name.
        let id = id.filter(|_| caller.may_somewhere(Right::ReadGroups))?;
        Some(names.get(id).unwrap_or(id).clone())
    };
    let mut posts = Vec::new();
    let mut matched = BTreeSet::new();
    for row in &drafts {
        let own = told.get(&row.record);
        let is_own = |event: &&AccountEvent| {
            let title = told.get(&event.record).map_or("", |told| &told.title);
            event.group == row.group
                && event.at >= row.at
                && !title.is_empty()
                && own.is_some_and(|own| own.title == title)
        };
        let is_seen = seen.iter().find(is_own).map(|event| event.record);
        matched.extend(is_seen);
        let is_seen = is_seen.is_some();
        let author = name(row.member.as_ref());
        posts.push(draft(reader, row, own, author, (is_seen, now), zone)?);
    }
    // What was seen published of a draft stands there as the draft.
    posts.extend(seen.iter().filter(|row| !matched.contains(&row.record)).map(|row| {
        let told = told.get(&row.record);
        Post {
            channel: Some(row.account.clone()),
            author: name(row.member.as_ref()),
            author_id: row.member.clone(),
            ..post(row.at, "publish", &row.group, told, Standing::Published, zone)
        }
    }));
    posts.extend(plans(reader, caller, &span, now, zone)?);
    posts.sort_by_key(|post| post.at);
    Ok(posts)
}

fn post(
    at: Timestamp,
    what: &str,
    group: &str,
    told: Option<&Told>,
    standing: Standing,
    zone: &Zone,
) -> Post {
    let title =
        told.map_or("", |told| if told.title.is_empty() { &told.text } else { &told.title });
    let time = zone.rfc3339(at);
    Post {
        day: time.get(..10).unwrap_or_default().to_owned(),
        time,
        at,
        is_planned: true,
        standing,
        what: what.to_owned(),
        title: title.lines().next().unwrap_or_default().chars().take(CHARS).collect(),
        channel: told.and_then(|told| told.channel.clone()),
        author: None,
        author_id: None,
        waits_for: None,
        group: group.to_owned(),
        case: None,
    }
}

/// A draft with where it stands.
fn draft(
    reader: &mut dyn Reader,
    row: &DraftRow,
    told: Option<&Told>,
    author: Option<String>,
    (is_seen, now): (bool, Timestamp),
    zone: &Zone,
) -> Result<Post, StoreError> {
    let case = match row.case {
        Some(number) => reader.case(&row.group, number)?,
        None => None,
    };
    let over = row.planned.is_some_and(|planned| planned < now);
    let waits = case.as_ref().is_some_and(|case| case.waits);
    let standing = match row.verdict.as_deref() {
        Some("refuse") if !waits => Standing::Refused,
        Some(_) if is_seen => Standing::Published,
        Some(_) if !waits && over && row.what == "publish" => Standing::Unseen,
        Some(_) if !waits => Standing::Approved,
        _ if waits && over => Standing::Overdue,
        _ if waits => Standing::Waiting,
        _ if case.is_some() => Standing::Refused,
        _ => Standing::Unreviewed,
    };
    let state = case.filter(|_| waits).map(|case| case.state);
    let state: Option<State> = state.and_then(|state| serde_json::from_str(&state).ok());
    let at = row.planned.unwrap_or(row.at);
    Ok(Post {
        is_planned: row.planned.is_some(),
        author,
        author_id: row.member.clone(),
        waits_for: state.and_then(|state| state.needs.map(|needs| needs.role).or(state.to)),
        case: row.case,
        ..post(at, &row.what, &row.group, told, standing, zone)
    })
}

/// What the policies' plans still ask for.
fn plans(
    reader: &mut dyn Reader,
    caller: &Caller,
    span: &Stretch,
    now: Timestamp,
    zone: &Zone,
) -> Result<Vec<Post>, StoreError> {
    let rows = reader.waiting_cases(WAITING)?.into_iter();
    let rows = rows.filter(|row| {
        row.about == "task"
            && PLANS.contains(&row.kind.as_str())
            && caller.may_in(Right::ReadCases, &row.group)
    });
    let one = |row: store::rows::CaseRow| {
        let at = row.due.filter(|due| *due >= span.from && *due < span.to)?;
        let standing = if at < now { Standing::Overdue } else { Standing::Planned };
        Some(Post {
            waits_for: row.to.clone(),
            case: Some(row.number),
            ..post(at, &row.kind, &row.group, None, standing, zone)
        })
    };
    Ok(rows.filter_map(one).collect())
}
