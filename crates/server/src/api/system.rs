//! How the server is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use runtime::service::Health;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::access::Right;
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::metrics;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Nothing, routes!(health)),
        endpoint(Needs::Nothing, routes!(ready)),
        endpoint(Needs::Everywhere(Right::Operate), routes!(figures)),
    ]
}

/// How it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Standing {
    /// `well`, `stalled` (it can't write and tries again), `stopped`.
    pub engine: &'static str,
}

fn standing(app: &App) -> (StatusCode, Standing) {
    let (status, engine) = match app.runtime.figures().health() {
        Health::Well => (StatusCode::OK, "well"),
        Health::Stalled => (StatusCode::SERVICE_UNAVAILABLE, "stalled"),
        Health::Stopped => (StatusCode::SERVICE_UNAVAILABLE, "stopped"),
    };
    (status, Standing { engine })
}

/// 进程是否活着
#[utoipa::path(get, path = "/health", tag = "系统", responses((status = 200, body = Standing)))]
async fn health(State(app): State<Arc<App>>) -> Json<Standing> {
    Json(standing(&app).1)
}

/// 能否接收事件
#[utoipa::path(get, path = "/ready", tag = "系统",
    responses((status = 200, body = Standing), (status = 503, body = Standing)))]
async fn ready(State(app): State<Arc<App>>) -> (StatusCode, Json<Standing>) {
    let (status, standing) = standing(&app);
    let stops = *app.stopping.borrow();
    let status = if stops { StatusCode::SERVICE_UNAVAILABLE } else { status };
    (status, Json(standing))
}

/// 运行指标
///
/// Prometheus 的格式。
#[utoipa::path(get, path = "/metrics", tag = "系统",
    responses((status = 200, content_type = "text/plain")))]
async fn figures(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let effects = app.read(|reader| reader.effect_counts()).await?;
    let page = metrics::page(&app, &effects);
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, form)], page).into_response())
}
