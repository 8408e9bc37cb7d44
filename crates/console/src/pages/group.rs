//! One group: what is said, who is in it, what waits, what was decided, how it is set.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::Timestamp;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::acceptance::{Roster, roster};
use server::{App, Problem, policies};
use store::StoreError;
use store::dialect::Reader;
use store::feed;
use store::rows::{CaseFilter, CaseRow, DecisionFilter, GroupRow, StandingRow};

use crate::form::Fields;
use crate::frame::{Frame, Query};
use crate::link;
use crate::show::case::{self, Sort};
use crate::show::moment::{self, Moment};
use crate::show::names::{self, People};
use crate::show::past::{Past, past};
use crate::show::story::{self, Line};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::InGroup(Right::ReadGroups), Method::GET, "/groups/{group}", get(group))]
}

/// Events of one page of the feed.
const EVENTS: usize = 40;
/// A message may have reached us so much later than it was said.
const LATE_MS: i64 = 2 * model::time::MINUTE_MS;
/// Rows of other lists.
const ROWS: u32 = 100;
/// The most members that are listed.
const MEMBERS: usize = 1_000;

/// What is looked at: its name in addresses, the key of its words, its icon, the right.
const VIEWS: [(&str, &str, &str, Right); 6] = [
    ("feed", "group.feed", "groups", Right::ReadChat),
    ("members", "group.members", "people", Right::ReadGroups),
    ("roster", "group.roster", "task", Right::ReadGroups),
    ("waiting", "group.waiting", "waiting", Right::ReadCases),
    ("decisions", "group.decisions", "breach", Right::ReadCases),
    ("settings", "group.settings", "settings", Right::ReadGroups),
];

/// A way of looking at the group.
struct Tab {
    link: String,
    words: &'static str,
    icon: &'static str,
    is_on: bool,
}

/// Something that happened.
struct Happened {
    who: String,
    who_link: String,
    at: Moment,
    deed: &'static str,
    is_message: bool,
    words: String,
    decided: Vec<Past>,
}

/// Somebody in the group.
struct Somebody {
    link: String,
    called: String,
    name: String,
    roles: String,
    joined: Option<Moment>,
    spoke: Option<Moment>,
    breaches: u64,
    last_breach: Option<Moment>,
}

/// Something that waits.
struct Waits {
    link: String,
    sort: Sort,
    what: String,
    who: String,
    awaited: String,
    age: String,
    due: Option<Moment>,
}

/// A policy that governs the group.
struct Governs {
    title: String,
    version: u32,
    since: Moment,
    observes: bool,
}

#[derive(Template)]
#[template(path = "group.html")]
struct Group<'a> {
    frame: &'a Frame,
    name: String,
    id: String,
    link: String,
    tabs: Vec<Tab>,
    view: &'static str,
    feed: Vec<Happened>,
    older: Option<u64>,
    is_newest: bool,
    watch: String,
    members: Vec<Somebody>,
    member_count: usize,
    query: String,
    waiting: Vec<Waits>,
    decisions: Vec<Past>,
    people: People,
    row: GroupRow,
    governs: Vec<Governs>,
    roster: Roster,
    may_list: bool,
    give: Option<String>,
}

async fn group(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(group): Path<String>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let shown = frame.clone();
    let page = app.read(move |reader| {
        let drawn = drawn(reader, &caller, &shown, &group, &query)?;
        Ok::<_, StoreError>(drawn.map(|page| page.render()))
    });
    let text = page.await?.ok_or_else(|| Problem::not_found("这个群"))?;
    Ok(frame.text(text.map_err(|_| Problem::internal())?))
}

fn drawn<'a>(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &'a Frame,
    group: &str,
    query: &Fields,
) -> Result<Option<Group<'a>>, StoreError> {
    let Some(row) = reader.group(group)? else { return Ok(None) };
    let own = link::group(group);
    let open: Vec<_> =
        VIEWS.into_iter().filter(|(.., right)| caller.may_in(*right, group)).collect();
    let wanted = query.text("view");
    let chosen = open.iter().find(|(name, ..)| *name == wanted).or(open.first());
    let view = chosen.map_or("settings", |(name, ..)| *name);
    let tabs = open.iter().map(|(name, words, icon, _)| Tab {
        link: format!("{own}?view={name}"),
        words: frame.say(words),
        icon,
        is_on: *name == view,
    });
    let tabs = tabs.collect();
    let people = People::of(reader.members(group)?, frame.language);
    let mut page = Group {
        frame,
        name: row.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| group.to_owned()),
        id: group.to_owned(),
        watch: format!("/api/v1/watch?group={}", link::part(group)),
        give: caller.may_in(Right::Decide, group).then(|| format!("{own}/member-link")),
        link: own,
        tabs,
        view,
        feed: Vec::new(),
        older: None,
        is_newest: query.given("before").or(query.given("at")).is_none(),
        members: Vec::new(),
        member_count: 0,
        query: query.text("q").to_owned(),
        waiting: Vec::new(),
        decisions: Vec::new(),
        people: People::of(Vec::new(), frame.language),
        row,
        governs: Vec::new(),
        roster: Roster::default(),
        may_list: super::roster::may_change(caller),
    };
    match view {
        "feed" => {
            let before = match query.text("at").parse() {
                // What was said at a time, and before it.
                Ok(at) => reader.record_at(Timestamp(at).plus_ms(LATE_MS))?,
                Err(_) => query.text("before").parse().unwrap_or(u64::MAX),
            };
            (page.feed, page.older) = happened(reader, caller, frame, group, before, &people)?;
        }
        "members" => {
            let standings = reader.standings(group)?;
            page.members = members(&people, &standings, query.text("q"), frame);
            page.member_count = page.members.len();
            page.members.truncate(MEMBERS);
        }
        "roster" => page.roster = roster(reader, group)?,
        "waiting" => {
            let filter = CaseFilter {
                group: Some(group.to_owned()),
                waits: Some(true),
                ..CaseFilter::default()
            };
            let rows = reader.cases(&filter, ROWS)?;
            page.waiting = rows.iter().map(|row| waits(row, &people, frame)).collect();
        }
        "decisions" => {
            let filter =
                DecisionFilter { group: Some(group.to_owned()), ..DecisionFilter::default() };
            let decided = story::decisions(reader, &filter, ROWS)?;
            page.decisions = decided.iter().map(|one| past(one, frame)).collect();
        }
        _ => page.governs = governs(reader, frame, group, &page.name)?,
    }
    page.people = people;
    Ok(Some(page))
}

/// A page of what happened, with what was decided on it; and where the next page begins.
fn happened(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &Frame,
    group: &str,
    before: u64,
    people: &People,
) -> Result<(Vec<Happened>, Option<u64>), StoreError> {
    let page = feed::page(reader, group, before, EVENTS)?;
    let mut decided: BTreeMap<u64, Vec<Past>> = BTreeMap::new();
    if caller.may_in(Right::ReadCases, group) {
        let records: Vec<u64> = page.events.iter().map(|one| one.record).collect();
        for one in story::decided_on(reader, &records)? {
            // One event may lead to something in another group.
            if !one.merged && one.group == group {
                decided.entry(one.record).or_default().push(past(&one, frame));
            }
        }
    }
    let events = page.events.iter().map(|one| {
        let line = Line::of(one);
        Happened {
            who: people.called_or(&line.member, &line.name),
            // Who has never been in a group has no page.
            who_link: people.get(&line.member).map(|row| link::person(&row.id)).unwrap_or_default(),
            at: frame.time(line.time(one.received)),
            deed: frame.say(story::deed(&line.kind)),
            is_message: line.kind == "message",
            words: line.words(),
            decided: decided.remove(&one.record).unwrap_or_default(),
        }
    });
    Ok((events.collect(), page.next))
}

fn members(
    people: &People,
    standings: &[StandingRow],
    query: &str,
    frame: &Frame,
) -> Vec<Somebody> {
    let standings: BTreeMap<&str, &StandingRow> =
        standings.iter().map(|row| (row.member.as_str(), row)).collect();
    let present = people.iter().filter(|row| row.present);
    let wanted = present.filter(|row| {
        let texts = [Some(&row.id), row.name.as_ref(), row.card.as_ref()];
        query.is_empty() || texts.into_iter().flatten().any(|text| text.contains(query))
    });
    let mut rows: Vec<Somebody> = wanted
        .map(|row| {
            let standing = standings.get(row.id.as_str());
            let roles = row.roles.split_whitespace();
            let roles: Vec<String> = roles.map(|role| names::role(role, frame.language)).collect();
            Somebody {
                link: link::person(&row.id),
                called: names::called(row, frame.language),
                name: row.name.clone().unwrap_or_default(),
                roles: roles.join(" · "),
                joined: row.joined.map(|at| frame.time(at)),
                spoke: standing.and_then(|one| one.spoke).map(|at| frame.time(at)),
                breaches: standing.map_or(0, |one| one.breaches),
                last_breach: standing.and_then(|one| one.last_breach).map(|at| frame.time(at)),
            }
        })
        .collect();
    // Whoever runs the group first, then who has most to answer for.
    rows.sort_by_key(|row| (row.roles.is_empty(), std::cmp::Reverse(row.breaches)));
    rows
}

fn waits(row: &CaseRow, people: &People, frame: &Frame) -> Waits {
    let state = case::state(row);
    Waits {
        link: link::case(&row.group, row.number),
        sort: Sort::of(row, &state),
        what: names::kind(&row.kind, frame.language),
        who: row.member.as_deref().map(|id| people.called(id)).unwrap_or_default(),
        awaited: case::awaited(&state, frame.language),
        age: moment::length(frame.now.since(row.opened), frame.language),
        due: row.due.map(|due| frame.time(due)),
    }
}

/// The policies that govern the group: of each the newest version.
fn governs(
    reader: &mut dyn Reader,
    frame: &Frame,
    group: &str,
    name: &str,
) -> Result<Vec<Governs>, StoreError> {
    let mut newest: BTreeMap<String, Governs> = BTreeMap::new();
    for row in reader.policies()? {
        let policy = policies::read(&row);
        if policy.governs(group) || policy.governs(name) {
            let governs = Governs {
                title: policy.title.clone(),
                version: row.version,
                since: frame.time(row.since),
                observes: policy.mode == policy::Mode::Observe,
            };
            newest.insert(row.id, governs);
        }
    }
    Ok(newest.into_values().collect())
}
