//! The texts that members read: each as it reads now, in the organisation's own words where
//! somebody wrote some.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use policy::texts::{Language, TEXT_CHARS_MAX, TEXTS};
use server::access::Caller;
use server::endpoint::{Endpoint, page};
use server::http::guard::From;
use server::own::By;
use server::own::texts;
use server::{App, Problem};

use super::{EDITS, READS, done};
use crate::form::Fields;
use crate::frame::{Frame, Query};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(READS, Method::GET, "/settings/texts", get(list)),
        page(EDITS, Method::GET, "/settings/texts/{language}/{key}", get(one)),
        page(EDITS, Method::POST, "/settings/texts/{language}/{key}", post(change)),
    ]
}

#[derive(Template)]
#[template(path = "settings/texts.html")]
struct Page<'a> {
    frame: &'a Frame,
    may_edit: bool,
    language: &'static str,
    notice: String,
    own: usize,
    groups: Vec<Group>,
}

struct Group {
    name: &'static str,
    rows: Vec<Row>,
}

struct Row {
    link: String,
    text: String,
    own: bool,
}

fn language(name: &str) -> Result<(Language, &'static str), Problem> {
    match name {
        "" | "zh" => Ok((Language::Chinese, "zh")),
        "en" => Ok((Language::English, "en")),
        _ => Err(Problem::not_found("这种语言")),
    }
}

/// The name of a group of texts: the key.
fn named(group: &str) -> &'static str {
    match group {
        "notice" => "texts.notice",
        "outcome" => "texts.outcome",
        "appeal" => "texts.appeal",
        "task" => "texts.task",
        "no-say" => "texts.no-say",
        _ => "texts.chat",
    }
}

async fn list(
    State(app): State<Arc<App>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let (language, name) = language(query.text("language"))?;
    let own = app.runtime.known().texts(language);
    let mut groups: Vec<Group> = Vec::new();
    for (key, ..) in TEXTS {
        if let Some((group, _)) = texts::GROUPS.iter().find(|(_, first)| first == key) {
            groups.push(Group { name: named(group), rows: Vec::new() });
        }
        let text = own.get(*key).map(String::as_str).or(texts::ours(key, language));
        let row = Row {
            link: format!("/settings/texts/{name}/{key}"),
            text: texts::sample(text.unwrap_or_default(), language).trim().to_owned(),
            own: own.contains_key(*key),
        };
        // A full stop by itself is nothing to read.
        let reads = row.own || row.text.chars().any(char::is_alphanumeric);
        if let Some(group) = groups.last_mut().filter(|_| reads) {
            group.rows.push(row);
        }
    }
    Ok(frame.page(&Page {
        frame: &frame,
        may_edit: super::may_edit(&frame),
        language: name,
        notice: texts::notice(&own, language),
        own: own.len(),
        groups,
    }))
}

#[derive(Template)]
#[template(path = "settings/text.html")]
struct TextPage<'a> {
    frame: &'a Frame,
    language: &'static str,
    link: String,
    text: String,
    ours: &'static str,
    is_own: bool,
    places: Vec<(String, String)>,
    before: String,
    after: Option<String>,
    notice: Option<String>,
    wrong: String,
}

/// Which text is shown, and what somebody wants it to be.
struct Asked<'k> {
    language: Language,
    name: &'static str,
    key: &'k str,
    wanted: Option<&'k str>,
    wrong: String,
}

fn text_page<'a>(app: &App, frame: &'a Frame, asked: Asked<'_>) -> Result<TextPage<'a>, Problem> {
    let Asked { language, name, key, wanted, wrong } = asked;
    let ours = texts::ours(key, language).ok_or_else(|| Problem::not_found("这句话"))?;
    let mut own = app.runtime.known().texts(language);
    let kept = own.get(key).cloned();
    let now = kept.clone().unwrap_or_else(|| ours.to_owned());
    let of_notice = |own: &BTreeMap<String, String>| texts::notice(own, language);
    let before = of_notice(&own);
    let mut notice = None;
    if let Some(wanted) = wanted.filter(|_| wrong.is_empty()) {
        own.insert(key.to_owned(), wanted.to_owned());
        notice = Some(of_notice(&own)).filter(|after| *after != before);
    }
    let place = |place: &'static str| {
        let shown = format!("{{{place}}}");
        let sample = texts::sample(&shown, language);
        (shown, sample)
    };
    Ok(TextPage {
        frame,
        language: name,
        link: format!("/settings/texts/{name}/{key}"),
        text: wanted.map_or_else(|| now.clone(), str::to_owned),
        ours,
        is_own: kept.is_some(),
        places: texts::places_of(key).into_iter().map(place).collect(),
        before: texts::sample(&now, language),
        after: wanted.filter(|_| wrong.is_empty()).map(|text| texts::sample(text, language)),
        notice,
        wrong,
    })
}

async fn one(
    State(app): State<Arc<App>>,
    Path((name, key)): Path<(String, String)>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (language, name) = language(&name)?;
    let asked = Asked { language, name, key: &key, wanted: None, wrong: String::new() };
    Ok(frame.page(&text_page(&app, &frame, asked)?))
}

/// Shows what it would read like; then says it so, or as before.
async fn change(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path((name, key)): Path<(String, String)>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let (language, name) = language(&name)?;
    let text: String = fields.text("text").chars().take(TEXT_CHARS_MAX * 4).collect();
    if !matches!(fields.text("do"), "use" | "reset") {
        let tried = texts::put(&app.runtime.known(), language, &key, Some(&text));
        let wrong = tried.err().map(|problem| problem.detail).unwrap_or_default();
        let asked = Asked { language, name, key: &key, wanted: Some(&text), wrong };
        return Ok(frame.page(&text_page(&app, &frame, asked)?));
    }
    let by = By::of(&caller, address);
    let resets = fields.text("do") == "reset";
    let changed = app.block(move |app| {
        let text = Some(text.as_str()).filter(|_| !resets);
        app.change_own(&by, |known| {
            Ok(texts::put(known, language, &key, text)?.into_iter().collect())
        })
    });
    changed.await?;
    let to = format!("/settings/texts?language={name}");
    let key = if resets { "texts.reset-done" } else { "texts.changed" };
    Ok(frame.go(&to, done(&frame, key)))
}
