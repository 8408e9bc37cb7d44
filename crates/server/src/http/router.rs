//! All endpoints as one router, each behind its guard.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;

use crate::app::App;
use crate::endpoint::Endpoint;
use crate::http::guard::{Guard, guard};
use crate::http::headers;
use crate::problem::Problem;

/// The router over all endpoints, without what connectors add.
pub fn router(app: &Arc<App>, endpoints: Vec<Endpoint>) -> Router {
    let mut router = Router::new();
    for endpoint in endpoints {
        let Endpoint { path, needs, body_bytes, seconds, says, answers, .. } = endpoint;
        let (app, name) = (Arc::clone(app), path.as_str().into());
        let state = Guard { app, path: name, needs, body_bytes, seconds, says };
        router = router.route(&path, answers.route_layer(from_fn_with_state(state, guard)));
    }
    router
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::clone(app))
}

/// What stands around everything: headers, compression, and nobody sees a panic.
pub fn around(router: Router) -> Router {
    router
        .fallback(nothing_here)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a handler panicked");
            Problem::internal().into_response()
        }))
        .layer(from_fn(async |request, next: axum::middleware::Next| {
            let mut response: Response = next.run(request).await;
            headers::add(response.headers_mut());
            response
        }))
}

async fn nothing_here(uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(100).collect();
    Problem::not_found("这个地址").with_detail(path)
}

async fn wrong_method(method: Method) -> Problem {
    let title = format!("这个地址不接受 {method}");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", title)
}

/// What documents all endpoints for programs.
#[must_use]
pub fn document(endpoints: &[Endpoint]) -> OpenApi {
    let mut document = crate::api::about();
    for endpoint in endpoints {
        endpoint.document(&mut document);
    }
    document
}
