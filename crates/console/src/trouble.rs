//! What went wrong, as a page: what happened, and what to do.

use std::sync::Arc;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use policy::texts::Language;
use server::endpoint::Manner;
use server::{App, Problem};

use crate::frame::{Flash, Frame};
use crate::link;

#[derive(Template)]
#[template(path = "trouble.html")]
struct Trouble<'a> {
    frame: Frame,
    /// In English, above its own words.
    english: &'static str,
    title: &'a str,
    detail: &'a str,
    advice: &'static str,
    /// Where they begin: the first page, or a member's own.
    home: String,
}

/// Where whoever is at an address begins.
fn home(path: &str) -> String {
    let own = path.strip_prefix("/m/").and_then(|rest| rest.split('/').next());
    own.map_or_else(|| "/".to_owned(), |secret| format!("/m/{}", link::part(secret)))
}

/// What went wrong, in English: by its short name, since its own words are Chinese.
const ENGLISH: &[(&str, &str)] = &[
    ("body", "What was sent could not be read."),
    ("query", "The address has something that can't be read."),
    ("signed-out", "Please sign in first."),
    ("no-right", "You have no right to this."),
    ("not-found", "There is no such thing here."),
    ("other-site", "This came from another site and was not done."),
    ("too-many", "Too often. Please wait a little."),
    ("too-large", "That is too long."),
    ("too-slow", "It came too slowly."),
    ("unavailable", "This can't be done just now. Please try again."),
    ("internal", "Something failed here. Nothing was done."),
    ("wrong-sign-in", "The sign-in name or the password is wrong."),
    ("wrong-password", "The current password is wrong."),
    ("second-factor", "A code for two-step sign-in is needed, or it is wrong."),
    ("second-factor-on", "Two-step sign-in is on already."),
    ("password", "This password can't be used."),
    ("no-password", "You have no password of this system."),
    ("linked", "An account is linked already."),
    ("browser-only", "This is done on pages, not with a token."),
    ("name", "This sign-in name can't be used."),
    ("name-taken", "This sign-in name is taken, or too much like another."),
    ("shown", "This name can't be used."),
    ("member-taken", "This member id belongs to another user."),
    ("member", "There is no such member."),
    ("last-manager", "Somebody has to be left who manages users."),
    ("link", "The link was used, or its time is over."),
    ("member-link", "The link's time is over, or it is not whole."),
    ("role", "There is no such office or right."),
    ("scope", "There is no such right, or none was chosen."),
    ("token", "This token can't be made."),
    ("group", "Please choose a group."),
    ("groups", "Please choose a group, or all of them."),
    ("date", "This date can't be used."),
    ("until", "This date can't be used."),
    ("no-file", "No file was chosen, and nothing was pasted."),
    ("unread", "This file can't be read."),
    ("words", "These words can't be used. Nothing was changed."),
    ("knowledge", "This can't be used. Nothing was changed."),
    ("calendar", "These days can't be used. Nothing was changed."),
    ("model", "There is no model to use, or it can't be used."),
    ("picture", "This picture can't be entered."),
    ("retention", "This term can't be used."),
    ("strictness", "There is no such strictness."),
    ("policy", "The policy can't be brought into use."),
    ("draft-changed", "Somebody else has just changed this draft."),
    ("draft-wrong", "The draft has errors: mend them first."),
    ("drafts-full", "There are too many drafts: discard some."),
    ("not-reviewed", "Somebody else has to agree first."),
    ("settled", "This is settled already."),
    ("not-settled", "This is not settled yet."),
    ("say", "This can't be said of it."),
    ("openid-down", "The sign-in service does not answer."),
    ("openid-state", "This sign-in was used, is over, or was begun in another browser."),
    ("openid-denied", "The sign-in service did not let you in."),
    ("openid-stranger", "Nobody has invited this account."),
    ("openid-domain", "This e-mail address is not one of those that are allowed."),
    ("openid-disabled", "This user may not sign in any more."),
    ("openid-taken", "This account belongs to another user."),
    ("openid-guarded", "This user signs in otherwise, or has another account linked."),
    ("openid-stale", "You were to sign in there anew."),
];

/// What went wrong, in English, where that is known.
fn english(problem: &Problem) -> Option<&'static str> {
    ENGLISH.iter().find(|(code, _)| *code == problem.code).map(|(_, words)| *words)
}

/// Goes on to a page that says that something was done, or what went wrong.
pub fn after<T>(frame: &Frame, to: &str, done: Result<T, Problem>, words: &str) -> Response {
    let (tone, text) = match done {
        Ok(_) => ("done", words.to_owned()),
        Err(problem) => ("grave", said(frame, &problem)),
    };
    frame.go(to, Some(Flash { tone, text }))
}

/// What went wrong and what to do about it, in the page's language and in its own.
#[must_use]
pub fn said(frame: &Frame, problem: &Problem) -> String {
    match english(problem).filter(|_| frame.language == Language::English) {
        Some(words) => format!("{words} ({})", in_one_line(problem).trim_end_matches('。')),
        None => in_one_line(problem),
    }
}

/// What went wrong and what to do about it, in its own words.
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
    let home = home(manner.uri.path());
    let english = english(problem).filter(|_| frame.language == Language::English);
    let english = english.unwrap_or_default();
    let page = Trouble { frame: frame.clone(), english, title, detail, advice, home };
    let mut response = frame.page_as(problem.status, &page);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Some(response)
}
