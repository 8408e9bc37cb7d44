//! What would be decided about a message: nothing of it is kept.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use model::Timestamp;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::dialect::Reader;

use super::Tabs;
use crate::drafts::{self, Draft};
use crate::form::Fields;
use crate::frame::Frame;
use crate::show::verdict::Verdict;
use crate::trying::{Message, Who, ask};

/// How long trying may take, in seconds.
const SECONDS: u64 = 60;
/// The most groups that are offered.
const GROUPS_MAX: u32 = 500;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    vec![
        page(reads, Method::GET, "/policies/drafts/{id}/try", get(form)),
        page(reads, Method::POST, "/policies/drafts/{id}/try", post(answer)).for_seconds(SECONDS),
    ]
}

#[derive(Template)]
#[template(path = "policies/try.html")]
struct Page<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    groups: Vec<(String, String)>,
    asked: Asked,
    verdict: Option<Verdict>,
}

/// What was asked, to be shown again.
#[derive(Clone, Default)]
struct Asked {
    group: String,
    who: String,
    member: String,
    at: String,
    media: String,
    text: String,
}

fn groups(reader: &mut dyn Reader, caller: &Caller) -> Result<Vec<(String, String)>, Problem> {
    let all = reader.groups_page("", GROUPS_MAX)?;
    let all = all.into_iter().filter(|row| caller.may_in(Right::ReadGroups, &row.id));
    let all = all.filter(|row| !row.id.starts_with('@'));
    Ok(all.map(|row| (row.id.clone(), row.name.unwrap_or(row.id))).collect())
}

async fn form(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "try", &frame);
    let groups = app.read(move |reader| groups(reader, &caller)).await?;
    let now = frame.zone.rfc3339(frame.now);
    let at = now.get(..16).unwrap_or_default().to_owned();
    let asked = Asked { at, who: "member".to_owned(), ..Asked::default() };
    Ok(frame.page(&Page { frame: &frame, tabs, groups, asked, verdict: None }))
}

async fn answer(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let asked = Asked {
        group: fields.text("group").to_owned(),
        who: fields.text("who").to_owned(),
        member: fields.text("member").to_owned(),
        at: fields.text("at").to_owned(),
        media: fields.text("media").to_owned(),
        text: fields.text("text").to_owned(),
    };
    if !asked.group.is_empty() && !caller.may_in(Right::ReadGroups, &asked.group) {
        return Err(Problem::no_right(Right::ReadGroups.in_words()));
    }
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "try", &frame);
    let (wanted, shown) = (asked.clone(), frame.clone());
    let done = app.block(move |app| {
        let mut reader = app.runtime.reader()?;
        let groups = groups(reader.as_mut(), &caller)?;
        let verdict = decide(app, reader.as_mut(), &draft, &wanted, &shown)?;
        Ok((groups, verdict))
    });
    let (groups, verdict) = done.await?;
    Ok(frame.page(&Page { frame: &frame, tabs, groups, asked, verdict: Some(verdict) }))
}

fn decide(
    app: &App,
    reader: &mut dyn Reader,
    draft: &Draft,
    asked: &Asked,
    frame: &Frame,
) -> Result<Verdict, Problem> {
    let policy = super::sound(draft)?;
    // In a group the other policies count that govern it; elsewhere the draft alone is asked.
    let new = match asked.group.is_empty() {
        true => {
            let groups = Vec::new();
            vec![policy::Policy { groups, ..trial::dry::in_force(policy) }]
        }
        false => super::sides(reader, policy)?.1,
    };
    let titles = new.iter().map(|one| (one.id.clone(), one.title.clone())).collect();
    let program = super::program(app, &new)?;
    let offset = frame.zone.rfc3339(frame.now).get(19..).unwrap_or("Z").to_owned();
    let at = Timestamp::parse(&format!("{}:00{offset}", asked.at)).unwrap_or(frame.now);
    let who = match asked.member.as_str() {
        "" => Who::Somebody(asked.who.clone()),
        member => Who::Member(member.to_owned()),
    };
    let message = Message {
        group: asked.group.clone(),
        who,
        at,
        text: asked.text.clone(),
        media: asked.media.clone(),
    };
    let decisions = ask(app, reader, program, &message)?;
    Ok(Verdict::of(&decisions, &titles, frame))
}
