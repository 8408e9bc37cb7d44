//! Decisions, as they were taken.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use store::rows::DecisionFilter;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::view::{DecisionView, Page, time};
use crate::access::Right;
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Asked;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(Needs::InGroup(Right::ReadCases), routes!(decisions))]
}

#[derive(Debug, Deserialize, IntoParams)]
struct Wanted {
    /// 只要关于这个人的
    member: Option<String>,
    /// 只要这件事项的,例如 g1-3
    case: Option<String>,
    /// 不早于
    from: Option<String>,
    /// 早于
    to: Option<String>,
    /// 只要这条记录之前的
    before: Option<u64>,
    /// 最多多少条,不超过 500
    limit: Option<u32>,
}

/// 群里的决定
#[utoipa::path(get, path = "/api/v1/groups/{group}/decisions", tag = "事项",
    params(("group" = String, Path, description = "群号"), Wanted),
    responses((status = 200, body = Page<DecisionView>)))]
async fn decisions(
    State(app): State<Arc<App>>,
    Path(group): Path<String>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Page<DecisionView>>, Problem> {
    let filter = DecisionFilter {
        group: Some(group),
        member: wanted.member,
        case: wanted.case,
        before: wanted.before,
        from: time("from", wanted.from.as_deref())?,
        to: time("to", wanted.to.as_deref())?,
    };
    let limit = wanted.limit.unwrap_or(100).clamp(1, 500);
    let rows = app.read(move |reader| reader.decisions(&filter, limit)).await?;
    let full = rows.len() >= limit as usize;
    let next = rows.last().filter(|_| full).map(|row| row.record.to_string());
    let items = rows.iter().map(DecisionView::of).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next }))
}
