//! What happens, as it happens: server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use runtime::service::News;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::broadcast::error::RecvError;
use utoipa::IntoParams;
use utoipa_axum::routes;

use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Asked;
use crate::http::guard::From;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(Needs::Somewhere(Right::ReadChat), routes!(watch)).for_seconds(0)]
}

#[derive(Debug, Deserialize, IntoParams)]
struct Wanted {
    /// 只要这个群的
    group: Option<String>,
}

/// How often a sign of life is sent.
const ALIVE: Duration = Duration::from_secs(15);
/// The longest that one connection lasts: rights are looked at again then.
const LASTS: Duration = Duration::from_secs(300);

/// 实时动态
///
/// 服务器发送事件(SSE):`record` 带一件事和对它的决定;`missed` 表示来不及发送、请重新读取。
/// 每 5 分钟断开一次,浏览器会自动重连。
#[utoipa::path(get, path = "/api/v1/watch", tag = "群", params(Wanted),
    responses((status = 200, description = "事件流", content_type = "text/event-stream")))]
async fn watch(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    // Of whoever watches all that they may, it is noted as such.
    app.note_reading(&caller, wanted.group.as_deref().unwrap_or("*"), address).await?;
    let place = Arc::clone(&app.watchers).try_acquire_owned();
    let place = place.map_err(|_| Problem::unavailable("同时查看实时动态的人太多,请稍后再试"))?;
    let mut news = app.live.subscribe();
    let mut stopping = app.stopping.subscribe();
    let ends = tokio::time::Instant::now() + LASTS;
    let (send, receive) = tokio::sync::mpsc::channel(16);
    tokio::spawn(async move {
        let _place = place;
        loop {
            let heard = tokio::select! {
                heard = news.recv() => heard,
                _ = stopping.wait_for(|stopping| *stopping) => return,
                () = tokio::time::sleep_until(ends) => return,
                () = send.closed() => return,
            };
            let events = match heard {
                Ok(news) => seen(&news, &caller, wanted.group.as_deref()),
                Err(RecvError::Lagged(_)) => vec![Event::default().event("missed").data("{}")],
                Err(RecvError::Closed) => return,
            };
            for event in events {
                if send.send(Ok(event)).await.is_err() {
                    return;
                }
            }
        }
    });
    let stream = tokio_stream::wrappers::ReceiverStream::new(receive);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE)))
}

/// What of the news the caller may see.
fn seen(news: &News, caller: &Caller, wanted: Option<&str>) -> Vec<Event> {
    let mut events = Vec::new();
    for (at, (group, line, decisions)) in news.records.iter().enumerate() {
        let Some(group) = group else { continue };
        let wants = wanted.is_none_or(|wanted| wanted == group);
        if !wants || !caller.may_in(Right::ReadChat, group) {
            continue;
        }
        let event = match line.is_empty() {
            true => "null",
            false => line.as_str(),
        };
        let decisions = decisions.join(",");
        let record = news.first + at as u64;
        let data = format!("{{\"record\":{record},\"event\":{event},\"decisions\":[{decisions}]}}");
        // One line of JSON each: nothing that was written can end the event early.
        if serde_json::from_str::<&RawValue>(&data).is_ok() && !data.contains(['\n', '\r']) {
            events.push(Event::default().event("record").id(record.to_string()).data(data));
        }
    }
    events
}
