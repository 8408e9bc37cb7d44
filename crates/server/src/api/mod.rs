//! What programs and pages ask: every endpoint under `/api/v1`, by what it is about.
#![expect(unused_qualifications, reason = "utoipa's macros write whole paths")]

pub mod audits;
pub mod calendars;
pub mod cases;
pub mod connectors;
pub mod decisions;
pub mod effects;
pub mod events;
pub mod figures;
pub mod groups;
pub mod hooks;
pub mod me;
pub mod model;
pub mod people;
pub mod policies;
pub mod proposals;
pub mod sign_in;
pub mod system;
pub mod tasks;
pub mod texts;
pub mod view;
pub mod watch;
pub mod words;

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, OpenApi, OpenApiBuilder};

use crate::access::caller::COOKIE;
use crate::endpoint::Endpoint;

/// Every endpoint.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    [
        events::endpoints(),
        groups::endpoints(),
        cases::endpoints(),
        proposals::endpoints(),
        decisions::endpoints(),
        policies::endpoints(),
        effects::endpoints(),
        tasks::endpoints(),
        figures::endpoints(),
        connectors::endpoints(),
        hooks::endpoints(),
        watch::endpoints(),
        sign_in::endpoints(),
        me::endpoints(),
        people::endpoints(),
        audits::endpoints(),
        words::endpoints(),
        texts::endpoints(),
        calendars::endpoints(),
        model::endpoints(),
        system::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the documentation begins with.
#[must_use]
pub fn about() -> OpenApi {
    let info = InfoBuilder::new()
        .title("群规 Qungui")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "群规服务器的接口。事件和决定的写法见 docs/formats.md;时间都是 RFC 3339。\
             出错时返回 application/problem+json,`code` 不会改变,`title` 和 `detail` 给人看。",
        ))
        .build();
    let mut components = Components::new();
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE)));
    components.add_security_scheme("session", cookie);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}
