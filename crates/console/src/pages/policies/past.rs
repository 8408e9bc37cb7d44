//! What a draft would have decided about the groups' own last weeks, against what is in use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::{called, shown_as};
use server::http::guard::From;
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::record::RecordKind;
use trial::Both;
use trial::difference::{Difference, Differences};

use super::Tabs;
use crate::drafts::{self, Draft};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::show::moment::Moment;
use crate::show::names;
use crate::trying::{Who, snapshot};

/// The most events that are gone through.
const EVENTS_MAX: u64 = 300_000;
/// The longest that going through them may take.
const TIME_MAX: Duration = Duration::from_secs(40);
/// How long the page may take, in seconds.
const SECONDS: u64 = 90;
/// Segments that are read at once.
const SEGMENTS: u32 = 16;
/// The most people, and differences of one of them, that are shown.
const PEOPLE_MAX: usize = 50;
const OF_ONE_MAX: usize = 5;
const WEEK_MS: i64 = 7 * 86_400_000;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        page(edits, Method::GET, "/policies/drafts/{id}/past", get(form)),
        page(edits, Method::POST, "/policies/drafts/{id}/past", post(run)).for_seconds(SECONDS),
    ]
}

#[derive(Template)]
#[template(path = "policies/past.html")]
struct Page<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    weeks: u8,
    result: Option<Outcome>,
}

struct Outcome {
    events: u64,
    from: Option<Moment>,
    to: Option<Moment>,
    cut: bool,
    differing: u64,
    people_count: usize,
    other_article: u64,
    articles: Vec<Article>,
    people: Vec<Person>,
    more_people: usize,
}

struct Article {
    is_new: bool,
    cite: String,
    what: String,
    count: u64,
}

struct Person {
    name: String,
    link: String,
    group: String,
    count: usize,
    lines: Vec<Line>,
    more: usize,
}

struct Line {
    at: Moment,
    said: String,
    old: Vec<String>,
    new: Vec<String>,
}

async fn form(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "past", &frame);
    Ok(frame.page(&Page { frame: &frame, tabs, weeks: 4, result: None }))
}

async fn run(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(id): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let weeks: u8 = fields.text("weeks").parse().unwrap_or(4).clamp(1, 13);
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "past", &frame);
    let shown = frame.clone();
    let who = Arc::clone(&caller);
    let result = app.block(move |app| {
        let mut reader = app.runtime.reader()?;
        let seen = go_through(app, reader.as_mut(), &draft, weeks)?;
        let groups: BTreeSet<String> =
            seen.found.people.keys().map(|(group, _)| group.clone()).collect();
        Ok((outcome(reader.as_mut(), &seen, &shown, &who)?, groups))
    });
    let (result, groups) = result.await?;
    // What was said in groups is shown: that is noted as any reading of chat.
    for group in groups.iter().filter(|group| caller.may_in(Right::ReadChat, group)) {
        app.note_reading(&caller, group, address).await?;
    }
    let result = Some(result);
    Ok(frame.page(&Page { frame: &frame, tabs, weeks, result }))
}

/// What was gone through.
struct Seen {
    found: Differences,
    times: Option<(model::Timestamp, model::Timestamp)>,
    cut: bool,
}

fn go_through(
    app: &App,
    reader: &mut dyn Reader,
    draft: &Draft,
    weeks: u8,
) -> Result<Seen, Problem> {
    let (old, new) = super::sides(reader, super::sound(draft)?)?;
    // Where nothing is in use yet, everything that the draft decides is new.
    let old = if old.is_empty() { vec![nothing()] } else { old };
    let mut both = Both::new(super::program(app, &old)?, super::program(app, &new)?);
    let began = Instant::now();
    let since = app.now().plus_ms(-WEEK_MS * i64::from(weeks));
    let mut next = reader.record_at(since)?.max(1);
    let (mut times, mut events, mut cut) = (None, 0u64, false);
    'all: loop {
        let segments = reader.segments(next, SEGMENTS)?;
        if segments.is_empty() {
            break;
        }
        for segment in segments {
            let damaged = |why| StoreError::Segment { first: segment.first, why };
            let records = segment.unpack().map_err(damaged)?;
            for (at, record) in records.iter().enumerate() {
                let number = segment.first + at as u64;
                if number < next || record.at < since || record.kind != RecordKind::Event {
                    continue;
                }
                if times.is_none() {
                    people_of(app, reader, &mut both, record.at)?;
                }
                if events >= EVENTS_MAX || began.elapsed() > TIME_MAX {
                    cut = true;
                    break 'all;
                }
                events += 1;
                times = Some((times.map_or(record.at, |(first, _)| first), record.at));
                // A line that can't be read any more differs in nothing.
                let _ = both.line(record.line.line().as_bytes());
            }
            next = segment.first + records.len() as u64;
        }
    }
    Ok(Seen { found: both.found, times, cut })
}

/// A policy that decides nothing.
fn nothing() -> policy::Policy {
    policy::parse("none.md", "+++\nid = \"@none\"\n+++\n", &rules::specs()).policy
}

/// Both sides learn who is in the groups, as they are now.
fn people_of(
    app: &App,
    reader: &mut dyn Reader,
    both: &mut Both,
    first: model::Timestamp,
) -> Result<(), Problem> {
    for group in reader.groups()? {
        let members = reader.members(&group.id)?;
        let who = Who::Member(String::new());
        let line = snapshot(&group, &members, &who, first.plus_ms(-1_000), &app.zone);
        let _ = both.line(line.as_bytes());
    }
    // What their being there means to the policies is no event of these weeks.
    both.found = Differences::default();
    Ok(())
}

fn outcome(
    reader: &mut dyn Reader,
    seen: &Seen,
    frame: &Frame,
    caller: &Caller,
) -> Result<Outcome, Problem> {
    let found = &seen.found;
    let article = |((is_new, cite, kind), count): (&(bool, String, &'static str), &u64)| Article {
        is_new: *is_new,
        cite: cite.clone(),
        what: names::kind(kind, frame.language),
        count: *count,
    };
    let mut articles: Vec<Article> = found.articles.iter().map(article).collect();
    articles.sort_by_key(|one| std::cmp::Reverse(one.count));
    let mut all: Vec<(&(String, String), &Vec<Difference>)> = found.people.iter().collect();
    all.sort_by_key(|(person, list)| (std::cmp::Reverse(list.len()), (*person).clone()));
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    let mut people = Vec::new();
    for ((group, member), list) in all.iter().take(PEOPLE_MAX) {
        if !groups.contains_key(group) {
            let name = reader.group(group)?.and_then(|row| row.name);
            groups.insert(group.clone(), name.unwrap_or_else(|| group.clone()));
        }
        let row = reader.member(group, member)?;
        let lines = list.iter().take(OF_ONE_MAX).map(|one| line(one, group, frame, caller));
        people.push(Person {
            name: match member.is_empty() {
                true => frame.say("past.nobody").to_owned(),
                false => shown_as(row.as_ref().map_or("", called), member, frame.language),
            },
            link: match member.is_empty() {
                true => String::new(),
                false => link::person(member),
            },
            group: groups.get(group).cloned().unwrap_or_default(),
            count: list.len(),
            lines: lines.collect(),
            more: list.len().saturating_sub(OF_ONE_MAX),
        });
    }
    let concerned = found.concerned.iter().filter(|(_, member)| !member.is_empty()).count();
    Ok(Outcome {
        events: found.events,
        from: seen.times.map(|(first, _)| frame.time(first)),
        to: seen.times.map(|(_, last)| frame.time(last)),
        cut: seen.cut,
        differing: found.differing,
        people_count: concerned,
        other_article: found.other_article,
        articles,
        more_people: all.len().saturating_sub(people.len()),
        people,
    })
}

/// What was said is shown to those who may read it.
fn line(one: &Difference, group: &str, frame: &Frame, caller: &Caller) -> Line {
    let may_read = caller.may_in(Right::ReadChat, group);
    let words = |list: &[model::Decision]| -> Vec<String> {
        list.iter()
            .map(|decision| match may_read {
                true => trial::difference::in_words(decision, &frame.zone),
                false => {
                    let action = names::action(decision.action.name(), frame.language);
                    let what = names::kind(decision.kind, frame.language);
                    format!("{action}({}):{what}", decision.cite)
                }
            })
            .collect()
    };
    let said: String = one.said.as_deref().unwrap_or_default().chars().take(80).collect();
    Line {
        at: frame.time(one.at),
        said: if may_read { said } else { String::new() },
        old: words(&one.old),
        new: words(&one.new),
    }
}
