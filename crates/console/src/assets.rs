//! What pages load: scripts, styles and pictures, bundled into the program.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use server::Problem;
use server::endpoint::{Endpoint, Needs, page};

/// Every file: its name with a hash of its content, and its bytes.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where they are.
const FOLDER: &str = "/assets/";

/// What answers for them.
pub fn endpoint() -> Endpoint {
    page(Needs::Nothing, Method::GET, "/assets/{name}", get(file))
}

/// The address of a file, by its name without the hash: `console.css`.
#[must_use]
pub fn address(name: &str) -> String {
    let found = FILES.iter().find(|(file, _)| {
        plain(file).is_some_and(|(stem, ending)| {
            name.strip_suffix(ending).and_then(|rest| rest.strip_suffix('.')) == Some(stem)
        })
    });
    format!("{FOLDER}{}", found.map_or(name, |(file, _)| file))
}

/// A file's name without the hash, in its two parts.
fn plain(file: &str) -> Option<(&str, &str)> {
    let (stem, ending) = file.rsplit_once('.')?;
    Some((stem.rsplit_once('-')?.0, ending))
}

/// What browsers are told a file is.
fn form(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let (name, bytes) = *FILES
        .iter()
        .find(|(file, _)| *file == name)
        .ok_or_else(|| Problem::not_found("这个文件"))?;
    // The name says what is in it, so that the name is the tag too.
    let tag = format!("\"{name}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = match known.is_some_and(|known| known.contains(&tag)) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Body::from(bytes).into_response(),
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(form(name)));
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    answer.insert(header::CACHE_CONTROL, for_ever);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    Ok(response)
}
