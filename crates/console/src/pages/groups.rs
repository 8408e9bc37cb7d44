//! The groups that somebody may see.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::{WantedGroups, called, shown_as, some_groups};
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::rows::{GroupRow, MemberRow};

use crate::frame::{Frame, Query};
use crate::link;
use crate::show::moment::Moment;

/// The longest words that are looked for.
const ASKED_CHARS_MAX: usize = 100;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::Somewhere(Right::ReadGroups), Method::GET, "/groups", get(groups))]
}

#[derive(Template)]
#[template(path = "groups.html")]
struct Groups<'a> {
    frame: &'a Frame,
    rows: Vec<Row>,
    asked: String,
    /// Whether there are more than those of this page.
    is_part: bool,
    next: Option<String>,
}

struct Row {
    link: String,
    name: String,
    purpose: String,
    owner: String,
    owner_link: String,
    people: u64,
    waiting: u64,
    began: Moment,
}

async fn groups(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let shown = frame.clone();
    let asked = query.text("q").chars().take(ASKED_CHARS_MAX).collect::<String>();
    let wanted = WantedGroups { named: asked.clone(), ..WantedGroups::behind(query.text("after")) };
    let (rows, next) = app.read(move |reader| rows(reader, &caller, &shown, &wanted)).await?;
    let is_part = next.is_some() || query.given("after").is_some();
    Ok(frame.page(&Groups { frame: &frame, rows, asked, is_part, next }))
}

fn rows(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &Frame,
    wanted: &WantedGroups,
) -> Result<(Vec<Row>, Option<String>), StoreError> {
    let mut waiting: BTreeMap<String, u64> = BTreeMap::new();
    for row in reader.waiting()? {
        if caller.may_in(Right::ReadCases, &row.group) {
            *waiting.entry(row.group).or_default() += row.count;
        }
    }
    let (groups, next) = some_groups(reader, caller, Right::ReadGroups, wanted)?;
    let ids: Vec<String> = groups.iter().map(|row| row.id.clone()).collect();
    let people: BTreeMap<String, u64> = reader.head_counts(&ids)?.into_iter().collect();
    let names = reader.owners(&ids)?;
    let names: BTreeMap<(&str, &str), &MemberRow> =
        names.iter().map(|row| ((row.group.as_str(), row.id.as_str()), row)).collect();
    let row = |group: GroupRow| {
        let owner_id = group.owner.as_deref().unwrap_or_default();
        let owner = names.get(&(group.id.as_str(), owner_id));
        Row {
            link: link::group(&group.id),
            owner: shown_as(owner.map_or("", |row| called(row)), owner_id, frame.language),
            owner_link: link::person(owner_id),
            people: people.get(&group.id).copied().unwrap_or(0),
            waiting: waiting.get(&group.id).copied().unwrap_or(0),
            began: frame.time(group.began),
            purpose: group.purpose.unwrap_or_default(),
            name: group.name.filter(|name| !name.is_empty()).unwrap_or(group.id),
        }
    };
    let asked = link::part(&wanted.named);
    let next = next.map(|last| format!("/groups?q={asked}&after={}", link::part(&last)));
    Ok((groups.into_iter().map(row).collect(), next))
}
