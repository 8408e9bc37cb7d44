//! The page that a link leads to with which somebody sets their password: whoever was invited,
//! and whoever forgot theirs.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use server::access::Visit;
use server::access::links::{LinkFor, about, set_password};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};

use super::outside::{Service, services_of_link};
use crate::form::Fields;
use crate::frame::{Flash, Frame};
use crate::link;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(Needs::Nothing, Method::GET, "/link/{secret}", get(form)),
        page(Needs::Nothing, Method::POST, "/link/{secret}", post(set)),
    ]
}

#[derive(Template)]
#[template(path = "password.html")]
struct Password<'a> {
    frame: &'a Frame,
    action: String,
    name: String,
    shown: String,
    wrong: String,
    services: Vec<Service>,
}

/// Whose password the link sets: the name to sign in with, and how they are called.
async fn whose(app: &Arc<App>, secret: &str) -> Result<(String, String), Problem> {
    match about(app, secret).await? {
        LinkFor::Password(user) => Ok((user.name, user.shown)),
        LinkFor::SetUp => Err(Problem::not_found("这个链接")),
    }
}

async fn form(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (name, shown) = whose(&app, &secret).await?;
    let action = format!("/link/{}", link::part(&secret));
    let (services, wrong) = (services_of_link(&app, &secret), String::new());
    Ok(frame.page(&Password { frame: &frame, action, name, shown, wrong, services }))
}

async fn set(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    visit: Visit,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let (name, shown) = whose(&app, &secret).await?;
    let again = |wrong: String| {
        let action = format!("/link/{}", link::part(&secret));
        let services = services_of_link(&app, &secret);
        let page = Password { frame: &frame, action, name, shown, wrong, services };
        Ok(frame.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let password = fields.text("password").to_owned();
    if password != fields.text("again") {
        return again(frame.say("setup.not-the-same").to_owned());
    }
    match set_password(&app, &secret, password, &visit).await {
        Ok(Some(opened)) => {
            let mut response = frame.go("/", Some(done(&frame)));
            let cookie = HeaderValue::from_str(&opened.cookie).map_err(|_| Problem::internal())?;
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        // Who has a second factor shows it now.
        Ok(None) => Ok(frame.go("/login", Some(done(&frame)))),
        Err(problem) if problem.code == "link" => Err(problem),
        Err(Problem { title, detail, .. }) => {
            again(format!("{title}。{detail}").trim_end_matches('。').to_owned())
        }
    }
}

fn done(frame: &Frame) -> Flash {
    Flash { tone: "done", text: frame.say("password.set").to_owned() }
}
