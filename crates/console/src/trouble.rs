//! What went wrong, as a page: what happened, and what to do.

use std::sync::Arc;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use server::endpoint::Manner;
use server::{App, Problem};

use crate::frame::{Flash, Frame};
use crate::link;

#[derive(Template)]
#[template(path = "trouble.html")]
struct Trouble<'a> {
    frame: Frame,
    title: &'a str,
    detail: &'a str,
    advice: &'static str,
}

/// Goes on to a page that says that something was done, or what went wrong.
pub fn after<T>(frame: &Frame, to: &str, done: Result<T, Problem>, words: &str) -> Response {
    let (tone, text) = match done {
        Ok(_) => ("done", words.to_owned()),
        Err(problem) => ("grave", in_one_line(&problem)),
    };
    frame.go(to, Some(Flash { tone, text }))
}

/// What went wrong and what to do about it.
#[must_use]
pub fn in_one_line(problem: &Problem) -> String {
    let Problem { title, detail, .. } = problem;
    format!("{title}。{detail}").trim_end_matches('。').to_owned() + "。"
}

/// Says it as a page to whoever reads pages; programs read it as it is.
pub fn say(app: &Arc<App>, manner: &Manner, problem: &Problem) -> Option<Response> {
    let accepts = manner.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if manner.uri.path().starts_with("/api/") || !accepts.is_some_and(|it| it.contains("text/html"))
    {
        return None;
    }
    let caller = Frame::known(app, &manner.headers);
    let frame = Frame::of(app, &manner.uri, &manner.headers, caller);
    if problem.status == StatusCode::UNAUTHORIZED {
        let next = if manner.method.is_safe() { frame.here.as_str() } else { "/" };
        let to = format!("/login?next={}", link::part(next));
        return Some(Redirect::to(&to).into_response());
    }
    let advice = match problem.code {
        "no-right" => "trouble.no-right",
        "not-found" => "trouble.not-found",
        "other-site" => "trouble.other-site",
        _ => "trouble.other",
    };
    let advice = frame.say(advice);
    let Problem { title, detail, .. } = problem;
    let page = Trouble { frame: frame.clone(), title, detail, advice };
    let mut response = frame.page_as(problem.status, &page);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Some(response)
}
