//! Reports, the publishing calendar, accounts, and who has agreed to a policy.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use model::Timestamp;
use policy::texts::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::view::Page;
use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::figures::acceptance::{self, Acceptance, Signed};
use crate::figures::accounts::{self, Account, AccountStep};
use crate::figures::calendar::{self, Post};
use crate::figures::report::{self, Report};
use crate::figures::sheet;
use crate::figures::span::Days;
use crate::http::Asked;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Somewhere(Right::ReadCases), routes!(reports)),
        endpoint(Needs::Somewhere(Right::ReadCases), routes!(workbook)),
        endpoint(Needs::Somewhere(Right::ReadCases), routes!(csv)),
        endpoint(Needs::Somewhere(Right::ReadCases), routes!(posts)),
        endpoint(Needs::Somewhere(Right::ReadGroups), routes!(all_accounts)),
        endpoint(Needs::InGroup(Right::ReadGroups), routes!(one_account)),
        endpoint(Needs::Somewhere(Right::ReadGroups), routes!(signed)),
        endpoint(Needs::InGroup(Right::ReadGroups), routes!(signers)),
    ]
}

/// What a report is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct Wanted {
    /// 从哪天起,例如 2026-03-02;不写是最近 7 天
    pub from: Option<String>,
    /// 到哪天为止;不写是今天,一次最多 92 天
    pub to: Option<String>,
    /// 只要这个群的:有各人的数字,以及谁答复了
    pub group: Option<String>,
    /// 群多的,上一页的 `next`
    pub after: Option<String>,
    /// 表格用什么语言:zh 或 en
    pub language: Option<String>,
    /// CSV 要哪一张表:sums、days、groups、people、rules、measures、duties、questions
    pub table: Option<String>,
}

/// Puts a report together for somebody.
///
/// # Errors
/// The days are no days, or the group is not theirs.
pub async fn made(app: &Arc<App>, caller: Arc<Caller>, wanted: Wanted) -> Result<Report, Problem> {
    let (zone, now) = (app.zone.clone(), app.now());
    let today = Days::today(&zone, now);
    let days = Days::read(wanted.from.as_deref(), wanted.to.as_deref(), today)?;
    let group = wanted.group.filter(|group| !group.is_empty());
    let wanted = report::Wanted { days, group, after: wanted.after.unwrap_or_default() };
    let made = app.read(move |reader| report::report(reader, &caller, &wanted, &zone, now));
    made.await?.ok_or_else(|| Problem::not_found("这个群"))
}

/// 统计
///
/// 最多 92 天。各人的数字和谁答复了,只给一个群的,并且要有“查看群和成员”的权限。
#[utoipa::path(get, path = "/api/v1/reports", tag = "统计", params(Wanted),
    responses((status = 200, body = Report)))]
async fn reports(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Report>, Problem> {
    made(&app, caller, wanted).await.map(Json)
}

fn language(wanted: &Wanted) -> Language {
    wanted.language.as_deref().and_then(Language::parse).unwrap_or_default()
}

fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let to = format!("attachment; filename=\"{name}\"");
    let to = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static(kind);
    let headers: [(HeaderName, HeaderValue); 2] =
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, to)];
    (headers, bytes).into_response()
}

/// 统计:Excel 文件
#[utoipa::path(get, path = "/api/v1/reports.xlsx", tag = "统计", params(Wanted),
    responses((status = 200, description = "Excel 文件,每张表一页",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
async fn workbook(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let language = language(&wanted);
    let report = made(&app, caller, wanted).await?;
    let name = format!("report-{}-{}.xlsx", report.from, report.to);
    let book = app.block(move |_| {
        sheet::workbook(&sheet::tables(&report, language)).map_err(|error| {
            tracing::error!(%error, "the workbook can't be put together");
            Problem::internal()
        })
    });
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(kind, &name, book.await?))
}

/// 统计:一张表的 CSV
#[utoipa::path(get, path = "/api/v1/reports.csv", tag = "统计", params(Wanted),
    responses((status = 200, description = "一张表", content_type = "text/csv")))]
async fn csv(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let (language, table) = (language(&wanted), wanted.table.clone());
    let report = made(&app, caller, wanted).await?;
    let table = table.as_deref().unwrap_or("groups");
    let tables = sheet::tables(&report, language);
    let found = tables.iter().find(|one| one.name == table);
    let found = found.ok_or_else(|| Problem::not_found("这张表"))?;
    let name = format!("{}-{}-{}.csv", found.name, report.from, report.to);
    Ok(file("text/csv; charset=utf-8", &name, sheet::csv(found).into_bytes()))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Month {
    /// 哪个月,例如 2026-03;不写是本月
    month: Option<String>,
}

/// 发布日历
#[utoipa::path(get, path = "/api/v1/calendar", tag = "统计", params(Month),
    responses((status = 200, body = Page<Post>)))]
async fn posts(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Month>,
) -> Result<Json<Page<Post>>, Problem> {
    let (zone, now) = (app.zone.clone(), app.now());
    let month = wanted.month.unwrap_or_default();
    let days = Days::month(&month, Days::today(&zone, now));
    let read = app.read(move |reader| calendar::posts(reader, &caller, days, &zone, now));
    Ok(Json(Page::whole(read.await?)))
}

/// 工作账号
#[utoipa::path(get, path = "/api/v1/accounts", tag = "账号",
    responses((status = 200, body = Page<Account>)))]
async fn all_accounts(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<Page<Account>>, Problem> {
    let zone = app.zone.clone();
    let rows = app.read(move |reader| accounts::accounts(reader, &caller, &zone)).await?;
    Ok(Json(Page::whole(rows)))
}

/// 一个工作账号的经过
#[utoipa::path(get, path = "/api/v1/groups/{group}/accounts/{account}", tag = "账号",
    params(("group" = String, Path, description = "群号;单位的账号是 @org"),
        ("account" = String, Path, description = "账号")),
    responses((status = 200, body = Page<AccountStep>)))]
async fn one_account(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((group, account)): Path<(String, String)>,
) -> Result<Json<Page<AccountStep>>, Problem> {
    let zone = app.zone.clone();
    let read = app.read(move |reader| accounts::history(reader, &caller, &group, &account, &zone));
    Ok(Json(Page::whole(read.await?)))
}

/// A version of a policy, and when it was the newest.
#[derive(Clone, Debug)]
pub struct Version {
    /// The policy.
    pub policy: policy::Policy,
    /// When it came into use.
    pub since: Timestamp,
    /// When the next one did.
    pub until: Timestamp,
}

/// Finds a version of a policy.
///
/// # Errors
/// It is not there, or the store fails.
pub fn version_of(
    reader: &mut dyn store::dialect::Reader,
    id: &str,
    version: u32,
) -> Result<Version, Problem> {
    let rows = reader.policies()?;
    let of_id = || rows.iter().filter(|row| row.id == id);
    let row = of_id().find(|row| row.version == version);
    let row = row.ok_or_else(|| Problem::not_found("这份制度"))?;
    let next = of_id().filter(|row| row.version > version).map(|row| row.since).min();
    let policy = policy::parse(&row.name, &row.text, &rules::specs()).policy;
    Ok(Version { policy, since: row.since, until: next.unwrap_or(Timestamp::MAX) })
}

/// 各群签署制度的人数
#[utoipa::path(get, path = "/api/v1/policies/{id}/{version}/acceptance", tag = "制度",
    params(("id" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = Page<Signed>)))]
async fn signed(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((id, version)): Path<(String, u32)>,
) -> Result<Json<Page<Signed>>, Problem> {
    let read = app.read(move |reader| {
        let found = version_of(reader, &id, version)?.policy;
        let governs = |group: &str, name: &str| found.governs(group) || found.governs(name);
        Ok::<_, Problem>(acceptance::by_group(reader, &caller, (&id, version), &governs)?)
    });
    Ok(Json(Page::whole(read.await?)))
}

/// Who agreed, and who did not.
#[derive(Debug, Serialize, ToSchema)]
struct Signers {
    #[serde(flatten)]
    acceptance: Acceptance,
}

/// 一个群里谁签署了制度,谁还没有
#[utoipa::path(get, path = "/api/v1/groups/{group}/acceptance/{id}/{version}", tag = "制度",
    params(("group" = String, Path), ("id" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = Signers)))]
async fn signers(
    State(app): State<Arc<App>>,
    Path((group, id, version)): Path<(String, String, u32)>,
) -> Result<Json<Signers>, Problem> {
    let zone = app.zone.clone();
    let read = app.read(move |reader| {
        let Version { since, until, .. } = version_of(reader, &id, version)?;
        let of = (id.as_str(), version);
        Ok::<_, Problem>(acceptance::of_group(reader, &group, of, (since, until), &zone)?)
    });
    Ok(Json(Signers { acceptance: read.await? }))
}
