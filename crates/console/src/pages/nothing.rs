//! Whatever address has no page.

use axum::http::{Method, Uri};
use axum::routing::get;
use server::Problem;
use server::endpoint::{Endpoint, Needs, page};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::Nothing, Method::GET, "/{*rest}", get(nothing).post(nothing))]
}

async fn nothing(uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(100).collect();
    Problem::not_found("这个页面").with_detail(path)
}
