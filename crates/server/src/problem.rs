//! What went wrong with a request, for people and for programs (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use runtime::RuntimeError;
use runtime::policies::PolicyError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

use crate::own::trial::unusable;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// The status, as in the answer's first line.
    #[serde(serialize_with = "number")]
    #[schema(value_type = u16)]
    pub status: StatusCode,
    /// A short name that does not change: `signed-out`, `no-right`, `not-found`.
    pub code: &'static str,
    /// What happened, in Chinese.
    pub title: String,
    /// What to do about it, in Chinese; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// After how many seconds it may be tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

fn number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of a status, by its name, in words.
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Problem {
        let title = title.into();
        Problem { status, code, title, detail: String::new(), retry_after: None }
    }

    /// With what to do about it.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Problem {
        Problem { detail: detail.into(), ..self }
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn signed_out() -> Problem {
        let title = "请先登录";
        Problem::new(StatusCode::UNAUTHORIZED, "signed-out", title)
            .with_detail("登录已过期或还没有登录。程序请在 Authorization 头里带上访问令牌。")
    }

    /// Whoever asks has no right to it.
    #[must_use]
    pub fn no_right(right: &str) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "no-right", format!("您没有“{right}”的权限"))
            .with_detail("需要的话,请联系负责用户管理的人。")
    }

    /// It is not there.
    #[must_use]
    pub fn not_found(what: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", format!("没有找到{what}"))
    }

    /// What was sent is not right.
    #[must_use]
    pub fn bad(code: &'static str, title: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, code, title)
    }

    /// More was sent than is taken.
    #[must_use]
    pub fn too_large(most_bytes: usize) -> Problem {
        let title = match most_bytes >> 20 {
            0 => format!("内容太长,最多 {} KB", most_bytes >> 10),
            mib => format!("内容太长,最多 {mib} MB"),
        };
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", title)
            .with_detail("请改短一些,或者分成几次发送。")
    }

    /// Too much was asked in a short time.
    #[must_use]
    pub fn too_many(seconds: u32) -> Problem {
        let title = "操作太频繁";
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many", title);
        Problem { retry_after: Some(seconds), ..problem }.with_detail(match seconds {
            0..120 => format!("请 {seconds} 秒后再试。"),
            _ => format!("请 {} 分钟后再试。", seconds.div_ceil(60)),
        })
    }

    /// Something failed here; what, stands in the log.
    #[must_use]
    pub fn internal() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "系统出错,操作没有完成")
            .with_detail("请稍后再试;仍然不行,请联系运行系统的人查看日志。")
    }

    /// The system does not take anything now.
    #[must_use]
    pub fn unavailable(title: impl Into<String>) -> Problem {
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title);
        Problem { retry_after: Some(2), ..problem }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        tracing::error!(%error, "the store fails");
        Problem::internal()
    }
}

impl From<RuntimeError> for Problem {
    fn from(error: RuntimeError) -> Problem {
        match error {
            RuntimeError::Busy | RuntimeError::NotStored(_) | RuntimeError::Stopped => {
                Problem::unavailable(error.to_string())
            }
            RuntimeError::TooLarge => Problem::too_large(runtime::service::BODY_BYTES_MAX),
            RuntimeError::Policy(PolicyError::Knowledge(wrong)) => unusable(&wrong),
            RuntimeError::Policy(wrong) => {
                Problem::bad("policy", "制度不能启用").with_detail(wrong.to_string())
            }
            RuntimeError::Store(error) => error.into(),
            RuntimeError::Recover(error) => {
                tracing::error!(%error, "the engine does not come up");
                Problem::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        let form = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, form);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}
