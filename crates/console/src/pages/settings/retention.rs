//! How long what people wrote is kept, by which policy, and what has been blanked.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::Span;
use policy::texts::Language;
use server::endpoint::{Endpoint, page};
use server::{App, Problem};

use super::READS;
use crate::frame::Frame;
use crate::link;
use crate::pages::policies;
use crate::show::moment::Moment;

/// How many audit entries are looked at for passes, and how many passes are shown.
const AUDITS: u32 = 500;
const PASSES: usize = 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(READS, Method::GET, "/settings/retention", get(show))]
}

#[derive(Template)]
#[template(path = "settings/retention.html")]
struct Page<'a> {
    frame: &'a Frame,
    by_default: Option<String>,
    policies: Vec<PolicyRow>,
    passes: Vec<PassRow>,
}

struct PolicyRow {
    title: String,
    link: String,
    kept: Option<String>,
    groups: String,
}

struct PassRow {
    at: Moment,
    kept: String,
    did: String,
}

/// A length of time as people say it.
fn in_words(span: Span, language: Language) -> String {
    match language {
        Language::Chinese => span.in_words(),
        Language::English => span.in_english(),
    }
}

async fn show(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Problem> {
    let read = app
        .read(|reader| Ok::<_, Problem>((policies::in_use(reader)?, reader.audits(None, AUDITS)?)));
    let (in_use, audits) = read.await?;
    let rows = in_use.into_iter().map(|(row, policy)| PolicyRow {
        link: link::policy(&row.id, row.version),
        title: if policy.title.is_empty() { row.id } else { policy.title },
        kept: policy.retention.map(|span| in_words(span, frame.language)),
        groups: policy.groups.join("、"),
    });
    let passes = audits.into_iter().filter(|row| row.entry.act == "retention.pass");
    let passes = passes.take(PASSES).map(|row| PassRow {
        at: frame.time(row.at),
        kept: row.entry.object,
        did: row.entry.detail,
    });
    Ok(frame.page(&Page {
        frame: &frame,
        by_default: app.runtime.retention().map(|span| in_words(span, frame.language)),
        policies: rows.collect(),
        passes: passes.collect(),
    }))
}
