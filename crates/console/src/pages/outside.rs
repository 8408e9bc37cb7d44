//! Signing in with an account that people have elsewhere: sent there, and coming back. Both are
//! plain links: a form that leads to another site would be stopped by the browser.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use server::access::openid::{self, About, Back, Brought};
use server::access::{Caller, Visit};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};

use super::sign_in::Login;
use crate::frame::{Frame, Query};
use crate::link;
use crate::trouble::after;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let get_from = |path, answers| page(Needs::Nothing, Method::GET, path, answers);
    vec![
        get_from("/sign-in/{service}", get(begin)),
        get_from("/sign-in/{service}/back", get(back)).for_seconds(60),
        get_from("/link/{secret}/sign-in/{service}", get(invited)),
    ]
}

/// A button: what it says and where it leads.
pub(super) struct Service {
    pub(super) name: String,
    pub(super) link: String,
}

/// The buttons of the page to sign in.
pub(super) fn services(app: &App, next: &str) -> Vec<Service> {
    let link = |id: &str| format!("/sign-in/{id}?next={}", link::part(next));
    let all = app.config.openid.iter();
    all.map(|one| Service { name: one.name.clone(), link: link(&one.id) }).collect()
}

/// The buttons of an invitation.
pub(super) fn services_of_link(app: &App, secret: &str) -> Vec<Service> {
    let link = |id: &str| format!("/link/{}/sign-in/{id}", link::part(secret));
    let all = app.config.openid.iter();
    all.map(|one| Service { name: one.name.clone(), link: link(&one.id) }).collect()
}

async fn begin(
    State(app): State<Arc<App>>,
    Path(service): Path<String>,
    frame: Frame,
    Query(query): Query,
) -> Result<Response, Problem> {
    let next = link::back(query.text("next"));
    match send(&app, &service, About::SignIn(next)).await {
        Err(problem) if problem.status != StatusCode::NOT_FOUND => {
            Ok(wrong(&app, &frame, next, &problem))
        }
        sent => sent,
    }
}

/// With an invitation: the account becomes that of whoever was invited.
async fn invited(
    State(app): State<Arc<App>>,
    Path((secret, service)): Path<(String, String)>,
) -> Result<Response, Problem> {
    send(&app, &service, About::Invitation(&secret)).await
}

async fn send(app: &Arc<App>, service: &str, about: About<'_>) -> Result<Response, Problem> {
    let sent = openid::begin(app, service, about).await?;
    with_cookies(Redirect::to(&sent.to).into_response(), [sent.cookie])
}

pub(super) fn with_cookies<const N: usize>(
    mut response: Response,
    cookies: [String; N],
) -> Result<Response, Problem> {
    for cookie in cookies {
        let cookie = HeaderValue::from_str(&cookie).map_err(|_| Problem::internal())?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn back(
    State(app): State<Arc<App>>,
    Path(service): Path<String>,
    caller: Option<Extension<Arc<Caller>>>,
    headers: HeaderMap,
    visit: Visit,
    frame: Frame,
    Query(query): Query,
) -> Result<Response, Problem> {
    let word = |name| query.text(name).to_owned();
    let brought = Brought {
        state: word("state"),
        code: word("code"),
        error: word("error"),
        issuer: word("iss"),
    };
    let caller = caller.map(|Extension(caller)| caller);
    let linking = openid::is_linking(&app, &headers);
    let who = (caller.as_deref(), &visit);
    match openid::finish(&app, &service, (&headers, brought), who).await {
        Ok(Back { opened: Some(opened), next, cookie }) => {
            with_cookies(frame.go(link::back(&next), None), [opened.cookie, cookie])
        }
        Ok(Back { next, cookie, .. }) => {
            let done = after(&frame, &next, Ok(()), frame.say("account.outside.linked"));
            with_cookies(done, [cookie])
        }
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Err(problem),
        Err(problem) if linking && caller.is_some() => {
            let said = after(&frame, "/account", Err::<(), _>(problem), "");
            with_cookies(said, [openid::forget(&app)])
        }
        Err(problem) => with_cookies(wrong(&app, &frame, "/", &problem), [openid::forget(&app)]),
    }
}

/// The page to sign in, with what went wrong.
fn wrong(app: &App, frame: &Frame, next: &str, problem: &Problem) -> Response {
    let Problem { status, title, detail, .. } = problem;
    let wrong = format!("{title}。{detail}");
    let services = services(app, next);
    frame.page_as(*status, &Login { frame, next, name: "", wrong: &wrong, services })
}
