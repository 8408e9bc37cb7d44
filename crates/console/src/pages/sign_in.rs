//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::Response;
use axum::routing::{get, post};
use server::access::caller::COOKIE;
use server::access::{Caller, Means, SignIn, Visit};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::people::PeopleChange;

use super::opening::sign_in;
use super::outside::{Service, services};
use crate::cookie;
use crate::form::Fields;
use crate::frame::{Flash, Frame, Query};
use crate::link;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(Needs::Nothing, Method::GET, "/login", get(form)),
        page(Needs::Nothing, Method::POST, "/login", post(enter)),
        page(Needs::SignedIn, Method::POST, "/logout", post(leave)),
    ]
}

#[derive(Template)]
#[template(path = "login.html")]
pub(super) struct Login<'a> {
    pub(super) frame: &'a Frame,
    pub(super) next: &'a str,
    pub(super) name: &'a str,
    pub(super) wrong: &'a str,
    pub(super) services: Vec<Service>,
}

async fn form(State(app): State<Arc<App>>, frame: Frame, Query(query): Query) -> Response {
    let next = link::back(query.text("next"));
    if frame.caller.is_some() {
        return frame.go(next, None);
    }
    let services = services(&app, next);
    frame.page(&Login { frame: &frame, next, name: "", wrong: "", services })
}

async fn enter(
    State(app): State<Arc<App>>,
    visit: Visit,
    frame: Frame,
    fields: Fields,
) -> Response {
    let next = link::back(fields.text("next"));
    let name = fields.text("name");
    let again = |status, wrong: &str| {
        let services = services(&app, next);
        frame.page_as(status, &Login { frame: &frame, next, name, wrong, services })
    };
    let password = fields.text("password").to_owned();
    if name.is_empty() || password.is_empty() {
        let wrong = frame.say("login.missing");
        return again(axum::http::StatusCode::UNPROCESSABLE_ENTITY, wrong);
    }
    let code = Some(fields.text("code").to_owned()).filter(|code| !code.is_empty());
    let given = SignIn { name: name.to_owned(), password, code };
    match sign_in(&app, given, &visit).await {
        Ok(opened) => {
            let mut response = frame.go(next, None);
            response.headers_mut().append(header::SET_COOKIE, opened);
            response
        }
        Err(Problem { status, title, detail, .. }) => {
            again(status, format!("{title}。{detail}").trim_end_matches('。'))
        }
    }
}

async fn leave(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
) -> Result<Response, Problem> {
    if let Means::Session(key) = &caller.means {
        app.change_people(vec![PeopleChange::SessionEnded(key.to_vec())], None).await?;
    }
    let flash = Flash { tone: "done", text: frame.say("login.out").to_owned() };
    let mut response = frame.go("/login", Some(flash));
    let gone = cookie::set(COOKIE, "", 0, frame.secure);
    response.headers_mut().append(header::SET_COOKIE, gone);
    Ok(response)
}
