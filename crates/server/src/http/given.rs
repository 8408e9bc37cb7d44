//! Bodies and queries, read with words for what is wrong with them.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// A body of JSON.
#[derive(Clone, Debug)]
pub struct Given<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Given<T>, Problem> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| Problem::bad("body", "内容没有收全,请重新发送"))?;
        let body = if body.is_empty() { Bytes::from_static(b"{}") } else { body };
        serde_json::from_slice(&body).map(Given).map_err(|error| {
            let place = format!("第 {} 行第 {} 列:{error}", error.line(), error.column());
            Problem::bad("body", "内容不是所要的 JSON").with_detail(place)
        })
    }
}

/// What stands after the question mark.
#[derive(Clone, Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Asked<T>, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(asked)| Asked(asked)).map_err(|error| {
            Problem::bad("query", "地址里的参数不对").with_detail(error.body_text())
        })
    }
}
