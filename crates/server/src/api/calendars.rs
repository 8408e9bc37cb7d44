//! The organisation's calendar, year by year.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use model::Calendar;
use model::zone::date_of_day;
use runtime::knowledge::YEAR_BYTES_MAX;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::http::guard::From;
use crate::own::{By, days};
use crate::problem::Problem;

/// What JSON adds to a year.
const BODY_BYTES: usize = 2 * YEAR_BYTES_MAX;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        endpoint(reads, routes!(year)),
        endpoint(edits, routes!(put)).of_at_most(BODY_BYTES),
        endpoint(edits, routes!(reset)),
        endpoint(reads, routes!(test)).of_at_most(BODY_BYTES),
    ]
}

/// A year of the calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearView {
    /// The year.
    pub year: i16,
    /// Whether it is the organisation's own.
    pub own: bool,
    /// Weekdays that are off.
    pub rest: Vec<String>,
    /// Days of a weekend that are worked.
    pub work: Vec<String>,
}

fn view(year: i16, own: bool, calendar: &Calendar) -> YearView {
    let list = |wanted: bool| {
        let days = calendar.exceptions(year).filter(|(_, worked)| *worked == wanted);
        days.map(|(day, _)| date_of_day(day)).collect()
    };
    YearView { year, own, rest: list(false), work: list(true) }
}

/// 一年的日历
///
/// 只列出与星期不同的日子:休息的工作日,要上班的周末。
#[utoipa::path(get, path = "/api/v1/calendars/{year}", tag = "本单位",
    params(("year" = String, Path)), responses((status = 200, body = YearView)))]
async fn year(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
) -> Result<Json<YearView>, Problem> {
    let year = days::year(&number)?;
    let known = app.runtime.known();
    Ok(Json(view(year, days::is_own(&known, year), known.calendar())))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Notice {
    /// 放假安排:通知的原文,每行一个“2027-01-04 上班”,或日历文件(TOML)
    text: String,
}

/// 启用一年的放假安排
///
/// 立即生效。没有写到的日子按星期:周一到周五上班。
#[utoipa::path(put, path = "/api/v1/calendars/{year}", tag = "本单位",
    params(("year" = String, Path)), request_body = Notice,
    responses((status = 200, body = YearView)))]
async fn put(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(number): Path<String>,
    Given(notice): Given<Notice>,
) -> Result<Json<YearView>, Problem> {
    let year = days::year(&number)?;
    let calendar = days::read(year, &notice.text)?;
    let by = By::of(&caller, address);
    let done = app.block(move |app| {
        app.change_own(&by, |known| Ok(vec![days::put(known, year, &calendar)?]))?;
        Ok(view(year, true, &calendar))
    });
    done.await.map(Json)
}

/// 恢复原来的放假安排
#[utoipa::path(delete, path = "/api/v1/calendars/{year}", tag = "本单位",
    params(("year" = String, Path)), responses((status = 200, body = YearView)))]
async fn reset(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(number): Path<String>,
) -> Result<Json<YearView>, Problem> {
    let year = days::year(&number)?;
    let by = By::of(&caller, address);
    let done = app.block(move |app| {
        app.change_own(&by, |known| match days::is_own(known, year) {
            true => Ok(vec![days::reset(year)]),
            false => Ok(Vec::new()),
        })?;
        Ok(view(year, false, app.runtime.known().calendar()))
    });
    done.await.map(Json)
}

/// 看一看放假安排读成什么
///
/// 什么都不改。
#[utoipa::path(post, path = "/api/v1/calendars/{year}/test", tag = "本单位",
    params(("year" = String, Path)), request_body = Notice,
    responses((status = 200, body = YearView)))]
async fn test(
    Path(number): Path<String>,
    Given(notice): Given<Notice>,
) -> Result<Json<YearView>, Problem> {
    let year = days::year(&number)?;
    Ok(Json(view(year, false, &days::read(year, &notice.text)?)))
}
