//! Cases: what waits for somebody, and what people say about it.

use std::cmp::Reverse;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use model::Timestamp;
use runtime::service::LineAnswer;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use store::StoreError;
use store::dialect::Reader;
use store::people::AuditEntry;
use store::rows::{CaseFilter, CasePlace, CaseRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::view::{CaseView, Page, raw, time};
use crate::access::{Caller, Right, secret};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::guard::From;
use crate::http::{Asked, Given};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Somewhere(Right::ReadCases), routes!(cases)),
        endpoint(Needs::InGroup(Right::ReadCases), routes!(case)),
        endpoint(Needs::InGroup(Right::Decide), routes!(say)),
    ]
}

/// The most cases of one page.
const PAGE: u32 = 200;

#[derive(Debug, Deserialize, IntoParams)]
struct Wanted {
    /// 只要这个群的
    group: Option<String>,
    /// 只要关于这个人的
    member: Option<String>,
    /// 只要等人处理的(true)或不再等的(false)
    waits: Option<bool>,
    /// 只要等这些人处理的:角色名
    to: Option<String>,
    /// 只要在这个时间之前立的
    before: Option<String>,
    /// 上一页的 `next`:接着往后看
    after: Option<String>,
    /// 最多多少条,不超过 200
    limit: Option<u32>,
}

/// 事项列表
#[utoipa::path(get, path = "/api/v1/cases", tag = "事项", params(Wanted),
    responses((status = 200, body = Page<CaseView>)))]
async fn cases(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Page<CaseView>>, Problem> {
    let before = time("before", wanted.before.as_deref())?;
    let limit = wanted.limit.unwrap_or(50).clamp(1, PAGE);
    let after = wanted.after.as_deref().map(place).transpose()?;
    let Wanted { group, member, waits, to, .. } = wanted;
    let filter = CaseFilter { group, member, waits, to, before, after };
    let zone = app.zone.clone();
    let rows = match visible(&caller, &filter) {
        None => app.read(move |reader| reader.cases(&filter, limit)).await?,
        Some(groups) => app.read(move |reader| of_groups(reader, &filter, groups, limit)).await?,
    };
    let full = rows.len() >= limit as usize;
    let next = rows.last().filter(|_| full);
    let next = next.map(|row| format!("{}.{}.{}", row.opened.0, row.number, row.group));
    let items = rows.into_iter().map(|row| CaseView::of(row, &zone)).collect();
    Ok(Json(Page { items, next }))
}

/// The groups that are to be read one by one; none: all at once, as far as the filter goes.
fn visible(caller: &Caller, filter: &CaseFilter) -> Option<Vec<String>> {
    match &filter.group {
        Some(group) if caller.may_in(Right::ReadCases, group) => None,
        Some(_) => Some(Vec::new()),
        None if caller.may_everywhere(Right::ReadCases) => None,
        None => {
            let mine = caller.in_groups.iter();
            let mine = mine.filter(|(_, rights)| rights.has(Right::ReadCases));
            Some(mine.map(|(group, _)| group.clone()).collect())
        }
    }
}

/// Cases of several groups, the newest first.
fn of_groups(
    reader: &mut dyn Reader,
    filter: &CaseFilter,
    groups: Vec<String>,
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    // Behind the last page's end by time; those of the same moment are told apart below.
    let ends = filter.after.as_ref().map(|last| last.opened.plus_ms(1));
    let before = filter.before.into_iter().chain(ends).min();
    let mut rows: Vec<CaseRow> = Vec::new();
    for group in groups {
        let own = CaseFilter { group: Some(group), before, after: None, ..filter.clone() };
        rows.extend(reader.cases(&own, limit)?);
    }
    let place = |row: &CaseRow| (row.opened, row.group.clone(), row.number);
    if let Some(last) = &filter.after {
        rows.retain(|row| place(row) < (last.opened, last.group.clone(), last.number));
    }
    rows.sort_by_key(|row| Reverse(place(row)));
    rows.truncate(limit as usize);
    Ok(rows)
}

/// Where the last page ended.
fn place(next: &str) -> Result<CasePlace, Problem> {
    let mut parts = next.splitn(3, '.');
    let opened = parts.next().and_then(|part| part.parse().ok()).map(Timestamp);
    let number = parts.next().and_then(|part| part.parse().ok());
    let group = parts.next().map(str::to_owned);
    match (opened, number, group) {
        (Some(opened), Some(number), Some(group)) => Ok(CasePlace { opened, group, number }),
        _ => Err(Problem::bad("query", "`after` 应是上一页给出的 `next`")),
    }
}

/// 一件事项
#[utoipa::path(get, path = "/api/v1/groups/{group}/cases/{number}", tag = "事项",
    params(("group" = String, Path, description = "群号"), ("number" = u32, Path)),
    responses((status = 200, body = CaseView)))]
async fn case(
    State(app): State<Arc<App>>,
    Path((group, number)): Path<(String, u32)>,
) -> Result<Json<CaseView>, Problem> {
    let row = app.read(move |reader| reader.case(&group, number)).await?;
    let row = row.ok_or_else(|| Problem::not_found("这件事项"))?;
    Ok(Json(CaseView::of(row, &app.zone)))
}

/// What somebody says about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// Agrees.
    Approve,
    /// Does not agree.
    Reject,
    /// Judges a doubt.
    Answer,
    /// It is done.
    Done,
    /// Takes it up.
    Claim,
    /// Gives it back.
    Release,
    /// Notes something.
    Note,
    /// Wants it looked at again.
    Reopen,
    /// Appeals.
    Appeal,
    /// Votes.
    Vote,
}

impl Word {
    fn name(self) -> &'static str {
        match self {
            Word::Approve => "approve",
            Word::Reject => "reject",
            Word::Answer => "answer",
            Word::Done => "done",
            Word::Claim => "claim",
            Word::Release => "release",
            Word::Note => "note",
            Word::Reopen => "reopen",
            Word::Appeal => "appeal",
            Word::Vote => "vote",
        }
    }
}

/// What somebody says about a case, with everything that belongs to it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Said {
    /// 说什么
    pub say: Word,
    /// 理由
    #[serde(default)]
    pub reason: String,
    /// 备注或申诉的内容
    #[serde(default)]
    pub text: String,
    /// 判断属于哪些类别(answer)
    #[serde(default)]
    pub categories: Vec<String>,
    /// 怎样投票(vote)
    #[serde(default)]
    pub choice: String,
    /// 完成的凭据(done)
    #[serde(default)]
    pub proof: String,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outcome {
    /// What was decided.
    #[schema(value_type = Vec<Object>)]
    pub decisions: Vec<Box<RawValue>>,
}

/// 处理事项
///
/// 谁可以决定,由制度规定;不够资格的,决定里会说明。
#[utoipa::path(post, path = "/api/v1/groups/{group}/cases/{number}/say", tag = "事项",
    params(("group" = String, Path, description = "群号"), ("number" = u32, Path)),
    request_body = Said, responses((status = 200, body = Outcome)))]
async fn say(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path((group, number)): Path<(String, u32)>,
    Given(said): Given<Said>,
) -> Result<Json<Outcome>, Problem> {
    let decisions = speak(&app, &caller, address, &group, number, said).await?;
    let decisions = decisions.into_iter().map(raw).collect::<Result<_, _>>()?;
    Ok(Json(Outcome { decisions }))
}

/// Has somebody say something about a case, with a record of who did it. What was decided on it,
/// as lines of JSON.
///
/// # Errors
/// It can't be kept, or is no event.
pub async fn speak(
    app: &Arc<App>,
    caller: &Caller,
    address: IpAddr,
    group: &str,
    number: u32,
    said: Said,
) -> Result<Vec<String>, Problem> {
    let name = format!("{group}-{number}");
    let event = event_of(app, caller, group, &name, &said)?;
    let entry = AuditEntry {
        who: caller.who(),
        act: format!("case.{}", said.say.name()),
        object: name,
        detail: said.reason,
        address: address.to_string(),
    };
    app.block(move |app| Ok(app.runtime.audit(entry)?)).await?;
    let answers = app.ingest(event).await?;
    match answers.into_iter().next() {
        Some(LineAnswer::Kept { decisions, .. } | LineAnswer::Duplicate { decisions }) => {
            Ok(decisions)
        }
        Some(LineAnswer::Refused(why)) => Err(Problem::bad("refused", why)),
        Some(LineAnswer::Empty) | None => Err(Problem::internal()),
    }
}

/// What somebody says, as an event.
fn event_of(
    app: &App,
    caller: &Caller,
    group: &str,
    case: &str,
    said: &Said,
) -> Result<String, Problem> {
    let mut event = Map::new();
    let id = secret::fresh("say").map_err(|_| Problem::internal())?;
    for (field, value) in [
        ("at", app.zone.rfc3339(app.now()).as_str()),
        ("group", group),
        ("kind", said.say.name()),
        ("id", &id),
        ("member", &caller.member),
        ("case", case),
        ("reason", &said.reason),
        ("text", &said.text),
        ("choice", &said.choice),
        ("proof", &said.proof),
    ] {
        if !value.is_empty() {
            event.insert(field.to_owned(), Value::from(value));
        }
    }
    if !said.categories.is_empty() {
        event.insert("categories".to_owned(), Value::from(said.categories.clone()));
    }
    Ok(Value::Object(event).to_string())
}
