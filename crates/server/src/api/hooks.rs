//! Events from programs that sign their calls instead of signing in.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::routes;

use super::events::{outside, written};
use crate::app::App;
use crate::dispatch::signature::{Call, REMEMBERED_MS, Seen, Wrong};
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::problem::Problem;

/// The most bytes of a call.
const BODY_BYTES: usize = 4 << 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(Needs::Nothing, routes!(call)).of_at_most(BODY_BYTES)]
}

/// 用签名提交事件
///
/// 内容与 `/api/v1/events` 一样,每行一个事件。按 Standard Webhooks 签名:`webhook-id`、
/// `webhook-timestamp`、`webhook-signature`。时间相差超过 5 分钟的、同一个 `webhook-id` 收过的,都不接收。
#[utoipa::path(post, path = "/api/v1/hooks/{name}", tag = "事件",
    params(("name" = String, Path, description = "配置里 hooks 的名字")),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "逐行的结果", content_type = "application/x-ndjson")))]
async fn call(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let word = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let call = Call {
        id: word("webhook-id"),
        timestamp: word("webhook-timestamp"),
        signature: word("webhook-signature"),
        body: &body,
    };
    let hook = app.config.hooks.iter().find(|hook| hook.name == name);
    // A name that is none takes as long and is answered as a wrong signature is.
    let secret = hook.map_or("", |hook| &hook.secret.0);
    let now = app.now();
    let checked = call.check(secret, now);
    let hook = hook.ok_or_else(|| refused(Wrong::Forged))?;
    checked.map_err(refused)?;
    let lines = std::str::from_utf8(&body);
    let lines = lines.map_err(|_| Problem::bad("encoding", "内容不是 UTF-8"))?;
    if let Some(line) = barred(&hook.groups, lines) {
        let title = format!("第 {line} 行的群不在这个来源的范围里,整批没有接收");
        return Err(Problem::new(StatusCode::FORBIDDEN, "no-right", title));
    }
    app.dispatch.seen.first(&name, call.id, now).map_err(refused)?;
    match app.ingest(lines.to_owned()).await {
        Ok(answers) => {
            // Behind the events: where it ends in between, the same call is taken once more, and
            // its events are known by their ids. The other way round they would be lost.
            if let Err(problem) = app.once(Seen::noted(&name, call.id), REMEMBERED_MS).await {
                tracing::warn!(problem.title, "a call that was taken is only known until the end");
            }
            let form = [(header::CONTENT_TYPE, "application/x-ndjson")];
            Ok((StatusCode::OK, form, written(&answers)).into_response())
        }
        Err(error) => {
            // It was not taken: the same call may come again.
            app.dispatch.seen.forget(&name, call.id);
            Err(error.into())
        }
    }
}

fn barred(groups: &[String], lines: &str) -> Option<usize> {
    outside(lines, |group| groups.is_empty() || groups.iter().any(|known| known == group))
}

fn refused(wrong: Wrong) -> Problem {
    let (status, code, title) = match wrong {
        Wrong::Form => (StatusCode::BAD_REQUEST, "signature", "缺少签名,或者写法不对"),
        Wrong::Forged => (StatusCode::UNAUTHORIZED, "signature", "签名不对"),
        Wrong::Late => (StatusCode::UNAUTHORIZED, "late", "签名的时间与现在相差超过 5 分钟"),
        Wrong::Again => (StatusCode::CONFLICT, "again", "这次提交已经收过"),
    };
    Problem::new(status, code, title)
}
