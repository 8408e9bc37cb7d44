//! The first page.

use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::Problem;
use server::endpoint::{Endpoint, Needs, page};

use crate::frame::Frame;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::SignedIn, Method::GET, "/", get(first))]
}

/// Sends on to the first place that is open to them.
async fn first(frame: Frame) -> Result<Response, Problem> {
    let places = frame.places();
    let place = places.iter().find(|place| place.path != "/");
    let place = place.ok_or_else(|| Problem::no_right("查看群和成员"))?;
    Ok(frame.go(place.path, None))
}
