//! Inviting somebody, or entering a program.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use server::access::users::{self, NewUser};
use server::access::{Caller, Visit};
use server::endpoint::{Endpoint, page};
use server::{App, Problem};

use super::places::{Choices, choices, place};
use super::users::MANAGES;
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::pages::once::Once;
use crate::trouble::said;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(MANAGES, Method::GET, "/settings/users/new", get(form)),
        page(MANAGES, Method::POST, "/settings/users/new", post(invite)),
    ]
}

#[derive(Template)]
#[template(path = "settings/invite.html")]
struct Invite<'a> {
    frame: &'a Frame,
    choices: Choices,
    name: &'a str,
    shown: &'a str,
    member: &'a str,
    is_program: bool,
    wrong: String,
}

/// What can be given; whoever is invited may also be given nothing yet.
async fn offered(app: &Arc<App>, frame: &Frame) -> Result<Choices, Problem> {
    let language = frame.language;
    let choices = app.read(move |reader| choices(reader, language)).await?;
    Ok(Choices { first: "give.nothing", ..choices })
}

async fn form(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Problem> {
    let choices = offered(&app, &frame).await?;
    let (name, shown, member, wrong) = ("", "", "", String::new());
    let is_program = false;
    Ok(frame.page(&Invite { frame: &frame, choices, name, shown, member, is_program, wrong }))
}

async fn invite(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let is_program = fields.text("program") == "yes";
    match wanted(&fields, is_program) {
        Ok(new) => match users::invite(&app, &caller, new, &visit).await {
            Ok((id, Some(secret))) => {
                let title = frame.with("invite.done", "name", fields.text("shown"));
                let (lead, next) = (frame.say("invite.done.lead"), link::user(id));
                Ok(frame.page(&Once { frame: &frame, title, lead, secret, next }))
            }
            Ok((id, None)) => Ok(frame.go(&link::user(id), None)),
            Err(problem) => again(&app, &frame, &fields, &problem).await,
        },
        Err(problem) => again(&app, &frame, &fields, &problem).await,
    }
}

fn wanted(fields: &Fields, is_program: bool) -> Result<NewUser, Problem> {
    let grants = match fields.given("role") {
        None => Vec::new(),
        Some(role) => vec![(role.to_owned(), place(fields)?)],
    };
    Ok(NewUser {
        name: fields.text("name").to_owned(),
        shown: fields.text("shown").to_owned(),
        member: fields.given("member").map(str::to_owned),
        grants,
        is_program,
    })
}

async fn again(
    app: &Arc<App>,
    frame: &Frame,
    fields: &Fields,
    problem: &Problem,
) -> Result<Response, Problem> {
    let choices = offered(app, frame).await?;
    let page = Invite {
        frame,
        choices,
        name: fields.text("name"),
        shown: fields.text("shown"),
        member: fields.text("member"),
        is_program: fields.text("program") == "yes",
        wrong: said(frame, problem),
    };
    Ok(frame.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
