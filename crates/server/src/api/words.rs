//! The organisation's own lists of words.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use runtime::About;
use runtime::knowledge::LIST_BYTES_MAX;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::view::Page;
use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::http::guard::From;
use crate::own::trial::{self, Differing, Tried};
use crate::own::{By, words};
use crate::problem::Problem;

/// What JSON adds to a list.
const BODY_BYTES: usize = LIST_BYTES_MAX + (1 << 20);
/// How long trying words may take, in seconds.
const SECONDS: u64 = 60;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        endpoint(reads, routes!(lists)),
        endpoint(reads, routes!(list)),
        endpoint(edits, routes!(put)).of_at_most(BODY_BYTES),
        endpoint(edits, routes!(remove)),
        endpoint(edits, routes!(test)).of_at_most(BODY_BYTES).for_seconds(SECONDS),
    ]
}

/// A list of words.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordList {
    /// Its name.
    pub name: String,
    /// How many words it has.
    pub words: usize,
    /// Its lines: word, category, weight and `音` or `形`, separated by tabs. Absent in the overview.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// 本单位的词表
#[utoipa::path(get, path = "/api/v1/words", tag = "本单位",
    responses((status = 200, body = Page<WordList>)))]
async fn lists(State(app): State<Arc<App>>) -> Json<Page<WordList>> {
    let known = app.runtime.known();
    let names = known.of_sort(About::Words).map(|(name, _)| name);
    let lists = names.map(|name| WordList {
        name: name.to_owned(),
        words: words::entries(words::list(&known, name)).len(),
        text: None,
    });
    Json(Page::whole(lists.collect()))
}

/// 一份词表
#[utoipa::path(get, path = "/api/v1/words/{list}", tag = "本单位",
    params(("list" = String, Path, description = "词表的名字")),
    responses((status = 200, body = WordList)))]
async fn list(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<WordList>, Problem> {
    let known = app.runtime.known();
    let text = words::list(&known, &name).to_owned();
    if text.is_empty() {
        return Err(Problem::not_found("这份词表"));
    }
    Ok(Json(WordList { name, words: words::entries(&text).len(), text: Some(text) }))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Words {
    /// 词表:每行一个词,后面用制表符隔开写类别、分和“音”“形”。写了 `topic` 的,每行只是一个词
    text: String,
    /// 类别:整份词表都算这一类
    #[serde(default)]
    topic: Option<String>,
    /// 写了 `topic` 时每个词算多少分,1 到 100,不写就是 30
    #[serde(default)]
    weight: Option<u32>,
}

impl Words {
    /// As a list of our own form.
    fn list(&self) -> Result<String, Problem> {
        let Some(name) = &self.topic else { return words::checked(&self.text) };
        let topic = words::topic(name);
        let topic = topic.ok_or_else(|| Problem::bad("words", format!("没有“{name}”这个类别")))?;
        words::of_plain(&self.text, topic, self.weight)
    }
}

/// 启用一份词表
///
/// 立即生效。同名的换掉。有看不懂的行,整份都不启用。
#[utoipa::path(put, path = "/api/v1/words/{list}", tag = "本单位",
    params(("list" = String, Path, description = "词表的名字,最多 30 个字")),
    request_body = Words, responses((status = 200, body = WordList)))]
async fn put(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(name): Path<String>,
    Given(given): Given<Words>,
) -> Result<Json<WordList>, Problem> {
    let by = By::of(&caller, address);
    let done = app.block(move |app| {
        let list = given.list()?;
        let count = words::entries(&list).len();
        app.change_own(&by, |_| Ok(vec![words::put(&name, list)]))?;
        Ok(WordList { name, words: count, text: None })
    });
    done.await.map(Json)
}

/// 停用一份词表
#[utoipa::path(delete, path = "/api/v1/words/{list}", tag = "本单位",
    params(("list" = String, Path, description = "词表的名字")),
    responses((status = 200, body = Page<WordList>)))]
async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(name): Path<String>,
) -> Result<Json<Page<WordList>>, Problem> {
    let by = By::of(&caller, address);
    let done = app.block(move |app| {
        app.change_own(&by, |known| match known.piece(About::Words, &name) {
            Some(_) => Ok(vec![words::drop(&name)]),
            None => Err(Problem::not_found("这份词表")),
        })
    });
    done.await?;
    Ok(lists(State(app)).await)
}

/// What words would do if they went live.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trial {
    /// How many words there are.
    pub words: usize,
    /// Ways of writing past a filter that were tried.
    pub evasions: Vec<EvasionView>,
    /// How many harmless messages of ours there are.
    pub harmless: usize,
    /// How many of them are hit.
    pub harmless_hit: usize,
    /// The words that hit them, with how often.
    pub harmful: Vec<Harmful>,
    /// How many of the last messages of the groups were looked at.
    pub messages: usize,
    /// Of those, how many would be acted upon that are not now.
    pub acts: usize,
    /// How many a person would be asked about that are not now.
    pub asks: usize,
    /// How many would be judged more mildly than now.
    pub milder: usize,
}

/// A way of writing past a filter.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvasionView {
    /// What people call it.
    pub name: &'static str,
    /// How often it was tried.
    pub tried: usize,
    /// How often the word was still found.
    pub found: usize,
    /// One that was not; empty: none.
    pub example: String,
}

/// A word that hits harmless messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Harmful {
    /// The word.
    pub word: String,
    /// How many it hits.
    pub count: usize,
}

impl std::convert::From<Tried> for Trial {
    fn from(tried: Tried) -> Trial {
        let count = |differing: &Differing| differing.count;
        Trial {
            words: tried.words,
            harmless: tried.harm.messages,
            harmless_hit: tried.harm.hit,
            messages: tried.messages,
            acts: count(&tried.acts),
            asks: count(&tried.asks),
            milder: count(&tried.milder),
            evasions: tried
                .ways
                .into_iter()
                .map(|way| EvasionView {
                    name: way.name,
                    tried: way.tried,
                    found: way.found,
                    example: way.example,
                })
                .collect(),
            harmful: tried
                .harm
                .words
                .into_iter()
                .map(|one| Harmful { word: one.word, count: one.count })
                .collect(),
        }
    }
}

/// 试一试词表
///
/// 什么都不改:说明哪些变形拦得住,会误伤哪些正常消息,最近的消息里有多少条会有不同的结果。
#[utoipa::path(post, path = "/api/v1/words/{list}/test", tag = "本单位",
    params(("list" = String, Path, description = "将要启用或换掉的词表的名字")),
    request_body = Words, responses((status = 200, body = Trial)))]
async fn test(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Given(given): Given<Words>,
) -> Result<Json<Trial>, Problem> {
    let done = app.block(move |app| {
        let list = given.list()?;
        let entries = words::entries(&list);
        let lately = trial::lately(app.runtime.reader()?.as_mut())?;
        let change = words::put(&name, list);
        trial::try_out(&app.runtime.known(), &change, &entries, &lately).map(Trial::from)
    });
    done.await.map(Json)
}
