//! Events come in.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::event::ORG;
use model::{Event, EventBody};
use runtime::service::{BODY_BYTES_MAX, LineAnswer};
use utoipa_axum::routes;

use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(Needs::Somewhere(Right::SendEvents), routes!(take)).of_at_most(BODY_BYTES_MAX)]
}

/// 提交事件
///
/// 每行一个 JSON 事件(NDJSON)。逐行回答:`kept`(已存盘,附决定)、`duplicate`(以前来过,附当时的决定)、
/// `refused`(不接受,附原因)。存盘以后才回答;没有得到回答的,可以原样重发,同一个 `id` 不会重复。
#[utoipa::path(post, path = "/api/v1/events", tag = "事件",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "逐行的结果", content_type = "application/x-ndjson")))]
async fn take(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    body: axum::body::Bytes,
) -> Result<Response, Problem> {
    let lines = String::from_utf8(body.into()).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Problem::bad("encoding", "内容不是 UTF-8").with_detail(format!("从第 {at} 个字节起不对。"))
    })?;
    let barred = barred(&caller, &lines);
    if let Some(line) = barred {
        let words = format!("第 {line} 行的群不在您的权限里,整批没有接收。");
        return Err(Problem::no_right(Right::SendEvents.in_words()).with_detail(words));
    }
    let answers = app.ingest(lines).await?;
    let form = [(header::CONTENT_TYPE, "application/x-ndjson")];
    Ok((StatusCode::OK, form, written(&answers)).into_response())
}

/// The first line whose group the caller may not send events of. A line that is no event is
/// answered for by the engine.
fn barred(caller: &Caller, lines: &str) -> Option<usize> {
    let everywhere = caller.may_everywhere(Right::SendEvents);
    // What can't be one of ours need not be read twice. An escape may hide anything.
    let plain = |line: &str| !["office", "@user:", "\\u"].iter().any(|word| line.contains(word));
    if everywhere && plain(lines) {
        return None;
    }
    outside(lines, |group| everywhere || group != ORG && caller.may_in(Right::SendEvents, group))
}

/// The first line of a group that is not among those, or of what only the server itself says.
pub(super) fn outside(lines: &str, within: impl Fn(&str) -> bool) -> Option<usize> {
    let may = |line: &str| match Event::parse(line) {
        Ok(event) => !is_ours(&event) && within(&event.group),
        Err(_) => true,
    };
    lines.lines().position(|line| !may(line)).map(|at| at + 1)
}

/// What only the server itself says: who holds which office, and what people do who sign in here.
fn is_ours(event: &Event<'_>) -> bool {
    let of_console = |id: &str| id.starts_with("@user:");
    let named = match &event.body {
        EventBody::Office { .. } => return true,
        EventBody::Group { owner, members, .. } => {
            owner.as_deref().is_some_and(of_console)
                || members.iter().any(|one| of_console(&one.id))
        }
        _ => false,
    };
    named || event.member.as_deref().is_some_and(of_console)
}

pub(super) fn written(answers: &[LineAnswer]) -> String {
    let mut out = String::with_capacity(answers.len() * 48);
    for (at, answer) in answers.iter().enumerate() {
        let line = at + 1;
        let (status, record, decisions) = match answer {
            LineAnswer::Empty => continue,
            LineAnswer::Refused(why) => {
                let said = serde_json::Value::from(why.as_str());
                let said =
                    format!("{{\"line\":{line},\"status\":\"refused\",\"message\":{said}}}\n");
                out.push_str(&said);
                continue;
            }
            LineAnswer::Kept { record, decisions } => ("kept", Some(record), decisions),
            LineAnswer::Duplicate { decisions } => ("duplicate", None, decisions),
        };
        out.push_str(&format!("{{\"line\":{line},\"status\":\"{status}\""));
        if let Some(record) = record {
            out.push_str(&format!(",\"record\":{record}"));
        }
        out.push_str(",\"decisions\":[");
        out.push_str(&decisions.join(","));
        out.push_str("]}\n");
    }
    out
}
