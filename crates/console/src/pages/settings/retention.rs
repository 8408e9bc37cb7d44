//! How long what people wrote is kept, by which policy, and what has been blanked.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use model::Span;
use policy::texts::Language;
use server::access::Caller;
use server::endpoint::{Endpoint, page};
use server::{App, Problem};

use super::{EDITS, READS};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::pages::policies;
use crate::show::moment::Moment;

/// How many audit entries are looked at for passes, and how many passes are shown.
const AUDITS: u32 = 500;
const PASSES: usize = 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(READS, Method::GET, "/settings/retention", get(show)),
        page(EDITS, Method::POST, "/settings/retention", post(keep)),
    ]
}

#[derive(Template)]
#[template(path = "settings/retention.html")]
struct Page<'a> {
    frame: &'a Frame,
    may_edit: bool,
    terms: Vec<Term>,
    by_default: Option<String>,
    policies: Vec<PolicyRow>,
    passes: Vec<PassRow>,
}

struct PolicyRow {
    title: String,
    link: String,
    id: String,
    version: u32,
    kept: Option<String>,
    groups: String,
}

/// A term that may be chosen.
struct Term {
    value: &'static str,
    words: String,
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
        title: if policy.title.is_empty() { row.id.clone() } else { policy.title },
        id: row.id,
        version: row.version,
        kept: policy.retention.map(|span| in_words(span, frame.language)),
        groups: match policy.groups.iter().any(|group| group == "*") {
            true => String::new(),
            false => policy.groups.join("、"),
        },
    });
    let passes = audits.into_iter().filter(|row| row.entry.act == "retention.pass");
    let passes = passes.take(PASSES).map(|row| PassRow {
        at: frame.time(row.at),
        kept: row.entry.object,
        did: row.entry.detail,
    });
    Ok(frame.page(&Page {
        frame: &frame,
        may_edit: super::may_edit(&frame),
        terms: terms(&frame),
        by_default: app.runtime.retention().map(|span| in_words(span, frame.language)),
        policies: rows.collect(),
        passes: passes.collect(),
    }))
}

fn terms(frame: &Frame) -> Vec<Term> {
    let months = |count: u32| frame.with("retention.months", "count", count);
    let years = |count: u32| frame.with("retention.years", "count", count);
    vec![
        Term { value: "", words: frame.say("retention.not-said").to_owned() },
        Term { value: "3mo", words: months(3) },
        Term { value: "6mo", words: months(6) },
        Term { value: "1y", words: years(1) },
        Term { value: "2y", words: years(2) },
        Term { value: "3y", words: years(3) },
    ]
}

/// Makes a draft of the policy that says it.
async fn keep(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let asked = fields.text("keep");
    let known = terms(&frame).into_iter().find(|term| term.value == asked);
    let known = known.ok_or_else(|| Problem::bad("retention", "请选一个期限"))?;
    let value = Some(known.value).filter(|value| !value.is_empty());
    let policy = fields.text("policy").to_owned();
    let to = super::draft_with(&app, caller, policy, "retention", value).await?;
    Ok(frame.go(&to, super::done(&frame, "judgement.draft-made")))
}
