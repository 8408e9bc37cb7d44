//! What stands before every handler: limits, who asks, whether they may; and the figures after.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tokio::time::timeout;

use crate::access::caller::look_up;
use crate::access::{Access, Caller};
use crate::app::App;
use crate::endpoint::{Manner, Needs, Says};
use crate::http::address;
use crate::http::pace::Whom;
use crate::problem::Problem;

/// One endpoint's guard.
#[derive(Clone)]
pub struct Guard {
    /// The server.
    pub app: Arc<App>,
    /// The endpoint's path, for figures.
    pub path: Arc<str>,
    /// Whose right it needs.
    pub needs: Needs,
    /// The most bytes of a body.
    pub body_bytes: usize,
    /// The longest that an answer may take, in seconds; 0: as long as it likes.
    pub seconds: u64,
    /// How it says what went wrong, where people read it.
    pub says: Option<Says>,
}

/// Where a request comes from, for handlers.
#[derive(Clone, Copy, Debug)]
pub struct From(pub std::net::IpAddr);

/// Guards a handler.
pub async fn guard(
    State(guard): State<Guard>,
    parameters: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let manner = guard.says.map(|_| Manner {
        method: method.clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    });
    let group = parameters.iter().find(|(name, _)| *name == "group");
    let group = group.map(|(_, value)| value.to_owned());
    let response = match admit(&guard, group.as_deref(), request).await {
        Ok(request) => answer(&guard, request, next).await,
        Err(problem) => problem.into_response(),
    };
    let response = in_a_page(&guard, manner.as_ref(), response);
    let status = response.status().as_u16();
    guard.app.metrics.answered(&method, &guard.path, status, began.elapsed());
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(%method, path = &*guard.path, status, micros, "answered");
    response
}

/// What went wrong, as the endpoint says it to people.
fn in_a_page(guard: &Guard, manner: Option<&Manner>, response: Response) -> Response {
    let (Some(says), Some(manner)) = (guard.says, manner) else { return response };
    let Some(problem) = response.extensions().get::<Problem>() else { return response };
    says(&guard.app, manner, problem).unwrap_or(response)
}

async fn answer(guard: &Guard, request: Request, next: Next) -> Response {
    let answered = next.run(request);
    match guard.seconds {
        0 => answered.await,
        seconds => timeout(Duration::from_secs(seconds), answered)
            .await
            .unwrap_or_else(|_| Problem::unavailable("处理时间太长,已停止等待").into_response()),
    }
}

/// The request with its caller, where they may ask it.
async fn admit(guard: &Guard, group: Option<&str>, request: Request) -> Result<Request, Problem> {
    let app = &guard.app;
    let address = address::of(&app.config, request.headers(), request.extensions());
    let shown = Access::shown(request.headers());
    let whom = shown.map_or(Whom::Address(address), |(_, key)| Whom::Known(key));
    let by_token = shown.is_some_and(|(is_token, _)| is_token);
    let caller = caller(app, request.headers()).await?;
    // What nobody has given out is counted by where it comes from: guessing is slow.
    let whom = if caller.is_some() { whom } else { Whom::Address(address) };
    app.paces.count(whom, by_token && caller.is_some()).map_err(Problem::too_many)?;
    same_site(app, request.method(), request.headers(), by_token)?;
    allowed(guard.needs, caller.as_deref(), group)?;
    let mut request = whole_body(guard, request).await?;
    request.extensions_mut().insert(From(address));
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    Ok(request)
}

/// Who asks; none where nobody is signed in.
async fn caller(app: &Arc<App>, headers: &HeaderMap) -> Result<Option<Arc<Caller>>, Problem> {
    let Some(shown) = Access::shown(headers) else { return Ok(None) };
    let now = app.now();
    if let Some(known) = app.access.remembered(&shown, now) {
        return Ok(known);
    }
    let generation = app.access.generation();
    let set = app.config.sign_in.clone();
    let found = app.read(move |reader| look_up(reader, shown, now, &set)).await?;
    let note = found.as_ref().and_then(|found| found.note.clone());
    let caller = found.map(|found| Arc::new(found.caller));
    app.access.remember(shown, caller.clone(), now, generation);
    if let Some(note) = note {
        // Nobody waits for it, and nothing is lost if it fails: it is noted the next time.
        let app = Arc::clone(app);
        drop(tokio::task::spawn_blocking(move || {
            app.runtime.write(move |writing| writing.writer.people(&note).map(drop))
        }));
    }
    Ok(caller)
}

/// Whether the request may be made with what the browser sends by itself: a page of another site
/// must not have our users do anything.
fn same_site(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
    by_token: bool,
) -> Result<(), Problem> {
    if by_token || method.is_safe() {
        return Ok(());
    }
    let word = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = word(header::HeaderName::from_static("sec-fetch-site"));
    let same = match (site, word(header::ORIGIN)) {
        (Some("same-origin"), _) => true,
        (Some(_), _) => false,
        // Programs that are no browsers send neither; browsers old enough send the origin.
        (None, None) => true,
        (None, Some(origin)) => {
            let authority = origin.parse::<Uri>().ok().and_then(|uri| uri.into_parts().authority);
            let host = word(header::HOST);
            app.config.is_own_origin(origin)
                || authority.is_some_and(|authority| Some(authority.as_str()) == host)
        }
    };
    if same {
        return Ok(());
    }
    let status = axum::http::StatusCode::FORBIDDEN;
    Err(Problem::new(status, "other-site", "这个操作来自别的网站,没有执行")
        .with_detail("请回到群规的页面再操作。"))
}

/// Whether they may.
fn allowed(needs: Needs, caller: Option<&Caller>, group: Option<&str>) -> Result<(), Problem> {
    if needs == Needs::Nothing {
        return Ok(());
    }
    let caller = caller.ok_or_else(Problem::signed_out)?;
    let (may, right) = match needs {
        Needs::Nothing | Needs::SignedIn => return Ok(()),
        Needs::Everywhere(right) => (caller.may_everywhere(right), right),
        Needs::Somewhere(right) => (caller.may_somewhere(right), right),
        // An endpoint whose path names no group is nobody's.
        Needs::InGroup(right) => (group.is_some_and(|group| caller.may_in(right, group)), right),
    };
    if may { Ok(()) } else { Err(Problem::no_right(right.in_words())) }
}

/// So much of a body that is too large for a page is taken all the same, and thrown away.
const THROWN_AWAY_MAX: usize = 64 << 20;

/// Reads a body, and keeps nothing of it.
async fn thrown_away(body: Body) {
    let mut parts = body.into_data_stream();
    while let Some(Ok(_)) = parts.next().await {}
}

/// The request with its body in hand: it came in time and is not too large.
async fn whole_body(guard: &Guard, request: Request) -> Result<Request, Problem> {
    let (parts, body) = request.into_parts();
    let said = parts.headers.get(header::CONTENT_LENGTH);
    let said = said.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let within = Duration::from_secs(guard.app.config.limits.body_seconds);
    if let Some(bytes) = said.filter(|bytes| *bytes > guard.body_bytes) {
        if guard.says.is_some() && bytes <= THROWN_AWAY_MAX {
            // Browsers show what is answered only once they have sent everything.
            drop(timeout(within, thrown_away(body)).await);
        }
        return Err(Problem::too_large(guard.body_bytes));
    }
    let read = timeout(within, to_bytes(body, guard.body_bytes)).await;
    let read = read.map_err(|_| {
        let status = axum::http::StatusCode::REQUEST_TIMEOUT;
        Problem::new(status, "too-slow", "内容传得太慢,已停止接收")
    })?;
    let bytes = read.map_err(|_| Problem::too_large(guard.body_bytes))?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
