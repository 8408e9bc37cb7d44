//! The policy file itself, in an editor that says what is wrong as one types; without script a
//! plain field.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use trial::Reading;

use super::Tabs;
use super::clauses::Wrong;
use crate::drafts::{self, Draft};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;

/// The most bytes of a form with a policy file: three for each byte, as forms write them.
const FORM_BYTES: usize = 16 << 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        page(edits, Method::GET, "/policies/drafts/{id}/text", get(form)),
        page(edits, Method::POST, "/policies/drafts/{id}/text", post(save)).of_at_most(FORM_BYTES),
    ]
}

#[derive(Template)]
#[template(path = "policies/text.html")]
struct Page<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    file: String,
    text: String,
    wrong: Vec<Wrong>,
    /// Who has changed it meanwhile, while this was written.
    changed: String,
}

async fn form(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "text", &frame);
    let (file, text) = (draft.file(), draft.text.clone());
    let wrong = app.block(move |_| Ok(wrong_with(&draft))).await?;
    Ok(frame.page(&Page { frame: &frame, tabs, file, text, wrong, changed: String::new() }))
}

fn wrong_with(draft: &Draft) -> Vec<Wrong> {
    let parsed = policy::parse(&draft.file(), &draft.text, &rules::specs());
    let mut all = parsed.diagnostics;
    all.extend(policy::checks::check(&[&parsed.policy], None));
    let all = all.into_iter().map(|one| Wrong {
        is_error: one.is_error(),
        line: one.spot.place.line,
        message: one.message,
        help: one.help.unwrap_or_default(),
    });
    all.collect()
}

async fn save(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let seen = super::seen(&fields);
    // Forms send line ends as two characters.
    let text = fields.text("text").replace("\r\n", "\n");
    if text.len() > compiler::DOCUMENT_BYTES_MAX {
        return Err(Problem::too_large(compiler::DOCUMENT_BYTES_MAX));
    }
    let back = link::draft(&id);
    let (written, asked) = (text.clone(), id.clone());
    let sound = app.block(move |app| {
        let draft = drafts::read(app.runtime.reader()?.as_mut(), &id)?;
        let reading = Reading::of(&draft.file(), &text);
        let title = reading.policy.title.clone();
        let title = if title.is_empty() { draft.title.clone() } else { title };
        drafts::keep(app, Draft { text: text + "\n", title, ..draft }, seen, &caller)?;
        Ok(reading.is_sound())
    });
    let sound = match sound.await {
        // Nothing that somebody wrote is lost because somebody else was quicker.
        Err(problem) if problem.code == "draft-changed" => {
            let draft = drafts::find(&app, asked).await?;
            let tabs = Tabs::of(&draft, "text", &frame);
            let (file, changed) = (draft.file(), draft.by.clone());
            let mine = Draft { text: written.clone(), ..draft };
            let wrong = app.block(move |_| Ok(wrong_with(&mine))).await?;
            let page = Page { frame: &frame, tabs, file, text: written, wrong, changed };
            return Ok(frame.page_as(problem.status, &page));
        }
        sound => sound?,
    };
    let flash = match sound {
        true => super::done(&frame, "draft.saved"),
        false => super::grave(frame.say("draft.saved-wrong").to_owned()),
    };
    Ok(frame.go(&format!("{back}/text"), flash))
}
