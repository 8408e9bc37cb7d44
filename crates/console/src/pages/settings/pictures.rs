//! Pictures that the organisation does not want to see again: what people entered from the
//! queue, and by their fingerprints.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use server::access::Caller;
use server::endpoint::{Endpoint, page};
use server::http::guard::From;
use server::own::{By, pictures};
use server::{App, Problem};
use text::Topic;

use super::{EDITS, READS};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::show::moment::Moment;
use crate::show::names;
use crate::trouble::after;

const HERE: &str = "/settings/pictures";

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(READS, Method::GET, HERE, get(list)),
        page(EDITS, Method::POST, HERE, post(block)),
        page(EDITS, Method::POST, "/settings/pictures/remove", post(remove)),
    ]
}

#[derive(Template)]
#[template(path = "settings/pictures.html")]
struct Page<'a> {
    frame: &'a Frame,
    may_edit: bool,
    looks: bool,
    choices: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

struct Row {
    print: String,
    category: String,
    note: String,
    by: String,
    at: Moment,
}

/// What a picture may be: as forms send it, and as people read it. Advertising is met most.
pub(in crate::pages) fn choices(frame: &Frame) -> Vec<(&'static str, String)> {
    let all = std::iter::once(Topic::Ads).chain(Topic::all().filter(|one| *one != Topic::Ads));
    all.map(|topic| (topic.name(), names::topic(topic, frame.language))).collect()
}

async fn list(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Problem> {
    let entries = app.read(|reader| pictures::entries(reader)).await?;
    let choices = choices(&frame);
    let called = |name: &str| {
        choices.iter().find(|(known, _)| *known == name).map(|(_, words)| words.clone())
    };
    let rows = entries.into_iter().map(|one| Row {
        category: called(&one.category).unwrap_or_else(|| one.category.clone()),
        at: frame.time(one.at),
        print: one.print,
        note: one.note,
        by: one.by,
    });
    let rows = rows.collect();
    let (may_edit, looks) = (super::may_edit(&frame), app.config.pictures.look);
    Ok(frame.page(&Page { frame: &frame, may_edit, looks, choices, rows }))
}

/// Who acts, from where.
type Own = (State<Arc<App>>, Extension<Arc<Caller>>, Extension<From>, Frame);

async fn block(
    (State(app), Extension(caller), Extension(From(address)), frame): Own,
    fields: Fields,
) -> Response {
    let to = fields.given("stay").map_or(HERE, link::back).to_owned();
    let by = By::of(&caller, address);
    let entered = app.block(move |app| {
        let picture = (fields.text("print"), fields.text("about"));
        app.block_picture(&by, picture, fields.text("note"))
    });
    after(&frame, &to, entered.await, frame.say("pictures.blocked"))
}

async fn remove(
    (State(app), Extension(caller), Extension(From(address)), frame): Own,
    fields: Fields,
) -> Response {
    let by = By::of(&caller, address);
    let gone = app.block(move |app| app.allow_picture(&by, fields.text("print")));
    after(&frame, HERE, gone.await, frame.say("pictures.removed"))
}
