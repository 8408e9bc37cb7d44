//! A person: which groups they are in, what was decided about them, what waits.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::{self, shown_as};
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::rows::{CaseFilter, DecisionFilter, MemberRow};

use crate::frame::Frame;
use crate::link;
use crate::show::case::{self, Sort};
use crate::show::moment::Moment;
use crate::show::names;
use crate::show::past::{Past, past};
use crate::show::story;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Somewhere(Right::ReadGroups);
    vec![page(needs, Method::GET, "/people/{member}", get(person))]
}

/// Rows of a list.
const ROWS: u32 = 100;

/// A group that they are in, or were.
struct Membership {
    link: String,
    group: String,
    card: String,
    roles: String,
    tags: String,
    joined: Option<Moment>,
    present: bool,
    give: Option<String>,
}

/// A case about them.
struct About {
    link: String,
    group: String,
    sort: Sort,
    what: String,
    opened: Moment,
    tone: &'static str,
    icon: &'static str,
    standing: &'static str,
    acts: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct Person<'a> {
    frame: &'a Frame,
    called: String,
    member: String,
    memberships: Vec<Membership>,
    cases: Vec<About>,
    history: Vec<Past>,
    reads_cases: bool,
}

async fn person(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(member): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let shown = frame.clone();
    let page = app.read(move |reader| {
        let drawn = drawn(reader, &caller, &shown, &member)?;
        Ok::<_, StoreError>(drawn.map(|page| page.render()))
    });
    let text = page.await?.ok_or_else(|| Problem::not_found("这个人"))?;
    Ok(frame.text(text.map_err(|_| Problem::internal())?))
}

fn drawn<'a>(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &'a Frame,
    member: &str,
) -> Result<Option<Person<'a>>, StoreError> {
    let mut rows = reader.memberships(member)?;
    rows.retain(|row| caller.may_in(Right::ReadGroups, &row.group));
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    for row in &rows {
        let name = reader.group(&row.group)?.and_then(|group| group.name);
        groups.extend(name.filter(|name| !name.is_empty()).map(|name| (row.group.clone(), name)));
    }
    let name_of = |group: &str| groups.get(group).cloned().unwrap_or_else(|| group.to_owned());
    let filter = CaseFilter { member: Some(member.to_owned()), ..CaseFilter::default() };
    let mut cases = reader.cases(&filter, ROWS)?;
    cases.retain(|row| caller.may_in(Right::ReadCases, &row.group));
    // Of somebody who is only in others' groups nothing is told, not even that they are there.
    if rows.is_empty() && cases.is_empty() {
        return Ok(None);
    }
    let filter = DecisionFilter { member: Some(member.to_owned()), ..DecisionFilter::default() };
    let mut decided = story::decisions(reader, &filter, ROWS)?;
    decided.retain(|one| !one.merged && caller.may_in(Right::ReadCases, &one.group));
    let called = rows.iter().find(|row| row.present).or(rows.first()).map(figures::called);
    let called = shown_as(called.unwrap_or_default(), member, frame.language);
    let may_give = |row: &MemberRow| {
        let is_person = !row.id.starts_with('@');
        row.present && is_person && caller.may_in(Right::Decide, &row.group)
    };
    let memberships = rows.iter().map(|row| {
        let roles = row.roles.split_whitespace().map(|role| names::role(role, frame.language));
        Membership {
            link: link::group(&row.group),
            group: name_of(&row.group),
            card: names::called(row, frame.language),
            roles: roles.collect::<Vec<_>>().join(" · "),
            tags: row.tags.lines().collect::<Vec<_>>().join(" · "),
            joined: row.joined.map(|at| frame.time(at)),
            present: row.present,
            give: may_give(row).then(|| {
                format!("{}/member-link?member={}", link::group(&row.group), link::part(member))
            }),
        }
    });
    let cases = cases.iter().map(|row| {
        let state = case::state(row);
        let (tone, icon, standing) = case::standing(&state);
        let acts = state.acts.iter().map(|act| names::action(&act.action, frame.language));
        About {
            link: link::case(&row.group, row.number),
            group: name_of(&row.group),
            sort: Sort::of(row, &state),
            what: names::kind(&row.kind, frame.language),
            opened: frame.time(row.opened),
            tone,
            icon,
            standing: frame.say(standing),
            acts: acts.collect::<Vec<_>>().join(" · "),
        }
    });
    Ok(Some(Person {
        called,
        member: member.to_owned(),
        memberships: memberships.collect(),
        cases: cases.collect(),
        history: decided.iter().map(|one| past(one, frame)).collect(),
        reads_cases: caller.may_somewhere(Right::ReadCases),
        frame,
    }))
}
