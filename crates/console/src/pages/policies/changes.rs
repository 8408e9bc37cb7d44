//! What differs between a draft, or a version, and the one before it: clause by clause, with the
//! words marked.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use policy::Policy;
use policy::texts::Language;
use server::access::Right;
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use trial::versions::{Change, Differing, differing};

use super::Tabs;
use crate::drafts;
use crate::frame::Frame;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    vec![page(reads, Method::GET, "/policies/drafts/{id}/changes", get(of_draft))]
}

#[derive(Template)]
#[template(path = "policies/changes.html")]
struct Page<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    changes: Option<Changes>,
}

/// What differs from an older version.
pub(super) struct Changes {
    /// The older one: its title and version.
    pub title: String,
    pub version: u32,
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    pub cite: String,
    pub tone: &'static str,
    pub change: &'static str,
    pub words: Vec<(&'static str, String)>,
    pub did: Vec<String>,
    pub does: Vec<String>,
}

impl Changes {
    pub(super) fn between(old: &Policy, new: &Policy, language: Language) -> Changes {
        let row = |one: Differing| {
            let (tone, change) = match one.change {
                Change::Gone => ("grave", language.choose("删去", "removed")),
                Change::New => ("done", language.choose("新增", "added")),
                Change::Other => ("waits", language.choose("改动", "changed")),
            };
            let words = one.words.into_iter().map(|words| {
                let mark = match words.change {
                    Some(Change::Gone) => "del",
                    Some(_) => "ins",
                    None => "",
                };
                (mark, words.text)
            });
            let words = words.collect();
            Row { cite: one.cite, tone, change, words, did: one.did, does: one.does }
        };
        let rows = differing(old, new, language).into_iter().map(row).collect();
        Changes { title: old.title.clone(), version: old.version, rows }
    }
}

async fn of_draft(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "changes", &frame);
    let language = frame.language;
    let changes = app.read(move |reader| {
        let policy = policy::parse(&draft.file(), &draft.text, &rules::specs()).policy;
        let used = super::in_use(reader)?;
        let old = used.into_iter().map(|(_, old)| old).find(|old| old.id == policy.id);
        Ok::<_, Problem>(old.map(|old| Changes::between(&old, &policy, language)))
    });
    let changes = changes.await?;
    Ok(frame.page(&Page { frame: &frame, tabs, changes }))
}
