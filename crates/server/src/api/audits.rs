//! What the staff did.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use model::Zone;
use serde::{Deserialize, Serialize};
use store::people::AuditRow;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::view::Page;
use crate::access::Right;
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Asked;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(Needs::Everywhere(Right::ReadAudit), routes!(audits))]
}

#[derive(Debug, Deserialize, IntoParams)]
struct Back {
    /// 只要这条记录之前的
    before: Option<u64>,
    /// 最多多少条,不超过 500
    limit: Option<u32>,
}

/// Something that somebody of the staff did.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    /// Its record in the journal.
    pub record: u64,
    /// When.
    pub at: String,
    /// Who: a user's name, with a token's behind a slash, or `@system`.
    pub who: String,
    /// What, as a word: `policy.activate`, `chat.read`, `grant.give`.
    pub act: String,
    /// To what.
    pub object: String,
    /// More of it.
    pub detail: String,
    /// From where.
    pub address: String,
}

impl AuditView {
    fn of(row: AuditRow, zone: &Zone) -> AuditView {
        let AuditRow { record, at, entry } = row;
        AuditView {
            record,
            at: zone.rfc3339(at),
            who: entry.who,
            act: entry.act,
            object: entry.object,
            detail: entry.detail,
            address: entry.address,
        }
    }
}

/// 操作记录
///
/// 从新到旧。记录写在日志链里,改动会被 `qungui verify` 发现。
#[utoipa::path(get, path = "/api/v1/audits", tag = "用户", params(Back),
    responses((status = 200, body = Page<AuditView>)))]
async fn audits(
    State(app): State<Arc<App>>,
    Asked(back): Asked<Back>,
) -> Result<Json<Page<AuditView>>, Problem> {
    let limit = back.limit.unwrap_or(100).clamp(1, 500);
    let rows = app.read(move |reader| reader.audits(back.before, limit)).await?;
    let full = rows.len() >= limit as usize;
    let next = rows.last().filter(|_| full).map(|row| row.record.to_string());
    let items = rows.into_iter().map(|row| AuditView::of(row, &app.zone)).collect();
    Ok(Json(Page { items, next }))
}
