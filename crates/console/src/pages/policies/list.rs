//! The policies in use, and the drafts.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::Timestamp;
use policy::Mode;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::dialect::Reader;

use crate::drafts;
use crate::frame::Frame;
use crate::link;
use crate::show::moment::Moment;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::Somewhere(Right::ReadPolicies), Method::GET, "/policies", get(list))]
}

#[derive(Template)]
#[template(path = "policies/list.html")]
struct List<'a> {
    frame: &'a Frame,
    rows: Vec<Row>,
    drafts: Vec<DraftRow>,
    may_edit: bool,
}

struct Row {
    link: String,
    title: String,
    version: u32,
    rules: usize,
    groups: String,
    observes: bool,
    from: String,
    since: Moment,
    by: String,
    older: Vec<(u32, String)>,
}

struct DraftRow {
    link: String,
    title: String,
    at: Moment,
    by: String,
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
) -> Result<Response, Problem> {
    let may_edit = super::may_edit(Some(&caller));
    let shown = frame.clone();
    let (rows, drafts) = app
        .read(move |reader| Ok::<_, Problem>((rows(reader, &shown)?, drafts_of(reader, &shown)?)))
        .await?;
    Ok(frame.page(&List { frame: &frame, rows, drafts, may_edit }))
}

fn rows(reader: &mut dyn Reader, frame: &Frame) -> Result<Vec<Row>, Problem> {
    let all = reader.policies()?;
    let mut rows: Vec<Row> = Vec::new();
    for (row, policy) in super::in_use(reader)? {
        let older = all.iter().rev().filter(|one| one.id == row.id && one.version < row.version);
        let older = older.map(|one| (one.version, link::policy(&one.id, one.version)));
        rows.push(Row {
            link: link::policy(&row.id, row.version),
            title: match policy.title.is_empty() {
                true => row.id.clone(),
                false => policy.title.clone(),
            },
            version: row.version,
            rules: policy.rules.iter().filter(|rule| !rule.rests).count(),
            groups: super::named_groups(&policy).join(frame.language.choose("、", ", ")),
            observes: policy.mode == Mode::Observe,
            from: policy.effective.map(model::zone::date_of_day).unwrap_or_default(),
            since: frame.time(row.since),
            by: row.by,
            older: older.collect(),
        });
    }
    rows.reverse();
    Ok(rows)
}

fn drafts_of(reader: &mut dyn Reader, frame: &Frame) -> Result<Vec<DraftRow>, Problem> {
    let drafts = drafts::list(reader)?.into_iter().map(|head| DraftRow {
        link: link::draft(&head.id),
        title: head.title,
        at: frame.time(Timestamp(head.at)),
        by: head.by,
    });
    Ok(drafts.collect())
}
