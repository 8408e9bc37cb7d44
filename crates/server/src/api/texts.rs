//! The texts that members read, in the organisation's own words.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use policy::texts::{Language, TEXTS};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::view::Page;
use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::http::guard::From;
use crate::own::{By, texts};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        endpoint(reads, routes!(all)),
        endpoint(edits, routes!(put)),
        endpoint(edits, routes!(reset)),
        endpoint(reads, routes!(test)),
    ]
}

/// A text.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextView {
    /// Its name.
    pub key: &'static str,
    /// What the program says where nobody says otherwise.
    pub ours: &'static str,
    /// The organisation's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
    /// What may stand in braces.
    pub places: Vec<&'static str>,
}

fn language(name: &str) -> Result<Language, Problem> {
    Language::parse(name).ok_or_else(|| Problem::not_found("这种语言"))
}

/// 系统说的话
#[utoipa::path(get, path = "/api/v1/texts/{language}", tag = "本单位",
    params(("language" = String, Path, description = "`zh` 或 `en`")),
    responses((status = 200, body = Page<TextView>)))]
async fn all(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<Page<TextView>>, Problem> {
    let language = language(&name)?;
    let mut own = app.runtime.known().texts(language);
    let view = |(key, chinese, english): &(&'static str, &'static str, &'static str)| TextView {
        key,
        ours: language.choose(chinese, english),
        own: own.remove(*key),
        places: texts::places_of(key),
    };
    Ok(Json(Page::whole(TEXTS.iter().map(view).collect())))
}

#[derive(Debug, Deserialize, ToSchema)]
struct OwnText {
    /// 本单位的说法
    text: String,
}

/// What members would read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// The text, filled in as an example.
    pub text: String,
}

/// 换一种说法
///
/// 立即生效。制度文件自己写了这一句的,仍按制度文件。
#[utoipa::path(put, path = "/api/v1/texts/{language}/{key}", tag = "本单位",
    params(("language" = String, Path), ("key" = String, Path)), request_body = OwnText,
    responses((status = 200, body = Preview)))]
async fn put(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path((name, key)): Path<(String, String)>,
    Given(said): Given<OwnText>,
) -> Result<Json<Preview>, Problem> {
    let language = language(&name)?;
    let by = By::of(&caller, address);
    let done = app.block(move |app| {
        app.change_own(&by, |known| {
            Ok(texts::put(known, language, &key, Some(&said.text))?.into_iter().collect())
        })?;
        Ok(Preview { text: texts::sample(&said.text, language) })
    });
    done.await.map(Json)
}

/// 恢复原来的说法
#[utoipa::path(delete, path = "/api/v1/texts/{language}/{key}", tag = "本单位",
    params(("language" = String, Path), ("key" = String, Path)),
    responses((status = 200, body = Preview)))]
async fn reset(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path((name, key)): Path<(String, String)>,
) -> Result<Json<Preview>, Problem> {
    let language = language(&name)?;
    let by = By::of(&caller, address);
    let done = app.block(move |app| {
        app.change_own(&by, |known| {
            Ok(texts::put(known, language, &key, None)?.into_iter().collect())
        })?;
        let ours = texts::ours(&key, language).unwrap_or_default();
        Ok(Preview { text: texts::sample(ours, language) })
    });
    done.await.map(Json)
}

/// 看一看成员会读到什么
///
/// 什么都不改。不能用的,说明为什么。
#[utoipa::path(post, path = "/api/v1/texts/{language}/{key}/test", tag = "本单位",
    params(("language" = String, Path), ("key" = String, Path)), request_body = OwnText,
    responses((status = 200, body = Preview)))]
async fn test(
    State(app): State<Arc<App>>,
    Path((name, key)): Path<(String, String)>,
    Given(said): Given<OwnText>,
) -> Result<Json<Preview>, Problem> {
    let language = language(&name)?;
    texts::put(&app.runtime.known(), language, &key, Some(&said.text))?;
    Ok(Json(Preview { text: texts::sample(&said.text, language) }))
}
