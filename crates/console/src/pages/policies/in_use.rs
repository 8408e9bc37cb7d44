//! A version of a policy that came into use: its clauses, what changed, who has agreed, and a
//! draft of the next one.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem, policies};
use store::dialect::Reader;
use store::rows::PolicyRow;
use trial::{Reading, edit};

use super::Tabs;
use super::changes::Changes;
use super::clauses::Clauses;
use crate::drafts::{self, Draft};
use crate::frame::Frame;
use crate::link;
use crate::show::moment::Moment;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        page(reads, Method::GET, "/policies/use/{id}/{version}", get(show)),
        page(edits, Method::POST, "/policies/use/{id}/{version}/draft", post(draft)),
    ]
}

#[derive(Template)]
#[template(path = "policies/use.html")]
struct Page<'a> {
    frame: &'a Frame,
    title: String,
    version: u32,
    link: String,
    since: Moment,
    by: String,
    may_edit: bool,
    clauses: Clauses,
    changes: Option<Changes>,
}

fn row(reader: &mut dyn Reader, id: &str, version: u32) -> Result<PolicyRow, Problem> {
    let rows = reader.policies()?;
    let found = rows.into_iter().find(|row| row.id == id && row.version == version);
    found.ok_or_else(|| Problem::not_found("这份制度"))
}

async fn show(
    State(app): State<Arc<App>>,
    Path((id, version)): Path<(String, u32)>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (language, platform) = (frame.language, app.config.platform());
    let read = app.read(move |reader| {
        let row = row(reader, &id, version)?;
        let reading = Reading::of(&row.name, &row.text);
        let older = reader.policies()?;
        let older = older.into_iter().rev().find(|one| one.id == id && one.version < version);
        let changes = older.map(|older| {
            let old = policies::read(&older);
            Changes::between(&old, &reading.policy, language)
        });
        let clauses = Clauses::of(&reading, None, platform, language);
        Ok::<_, Problem>((row, reading.policy.title, clauses, changes))
    });
    let (row, title, clauses, changes) = read.await?;
    Ok(frame.page(&Page {
        frame: &frame,
        title,
        version,
        link: link::policy(&row.id, version),
        since: frame.time(row.since),
        by: row.by,
        may_edit: super::may_edit(frame.caller.as_deref()),
        clauses,
        changes,
    }))
}

/// Begins a draft of the next version.
async fn draft(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((id, version)): Path<(String, u32)>,
    frame: Frame,
) -> Result<Response, Problem> {
    let made = app.block(move |app| {
        let draft = next(app.runtime.reader()?.as_mut(), &id, version)?;
        drafts::keep(app, draft, None, &caller)
    });
    let made = made.await?;
    Ok(frame.go(&link::draft(&made.id), super::done(&frame, "draft.made")))
}

/// A draft of the version that comes after all there are, by the text of one of them.
pub(crate) fn next(reader: &mut dyn Reader, id: &str, version: u32) -> Result<Draft, Problem> {
    let row = row(reader, id, version)?;
    let rows = reader.policies()?;
    let last: BTreeSet<u32> =
        rows.iter().filter(|one| one.id == id).map(|one| one.version).collect();
    let next = last.last().copied().unwrap_or(version).saturating_add(1);
    let text = edit::with_head(&row.text, "version", &next.to_string());
    // Its file may have given the id by its name alone.
    let text = edit::with_head(&text, "id", &edit::inline(&id.into()));
    Draft::new(&row.name, &policies::read(&row).title, text)
}

impl Page<'_> {
    /// What its forms need, where there are some.
    #[expect(clippy::unused_self, reason = "drafts answer otherwise")]
    fn editing(&self) -> Option<&Tabs> {
        None
    }
}
