//! What somebody who runs a group holds to be a breach: another of them judges.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use runtime::service::LineAnswer;
use serde::Deserialize;
use serde_json::json;
use store::people::AuditEntry;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::cases::Outcome;
use super::view::raw;
use crate::access::{Caller, Right, secret};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::http::guard::From;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(Needs::InGroup(Right::Decide), routes!(propose_to))]
}

/// What is proposed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Proposed {
    /// 成员编号,或者最近一条消息的事件编号
    pub target: String,
    /// 违反了哪一条
    pub cite: String,
    /// 哪份制度;几份制度有同名的条款时才写
    #[serde(default)]
    pub policy: String,
    /// 事由
    #[serde(default)]
    pub reason: String,
}

/// 提请判断
///
/// 提出某个成员违反了某一条,由另一个人判断;怎样处理由条文决定。
#[utoipa::path(post, path = "/api/v1/groups/{group}/propose", tag = "事项",
    params(("group" = String, Path, description = "群号")),
    request_body = Proposed, responses((status = 200, body = Outcome)))]
async fn propose_to(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(group): Path<String>,
    Given(proposed): Given<Proposed>,
) -> Result<Json<Outcome>, Problem> {
    let decisions = propose(&app, &caller, address, &group, proposed).await?;
    let decisions = decisions.into_iter().map(raw).collect::<Result<_, _>>()?;
    Ok(Json(Outcome { decisions }))
}

/// Has somebody propose something, with a record of who did it. What was decided on it, as lines
/// of JSON; nothing where there is no such member, or nothing that could be broken.
///
/// # Errors
/// It can't be kept, or is no event.
pub async fn propose(
    app: &Arc<App>,
    caller: &Caller,
    address: IpAddr,
    group: &str,
    proposed: Proposed,
) -> Result<Vec<String>, Problem> {
    let id = secret::fresh("propose").map_err(|_| Problem::internal())?;
    let Proposed { target, cite, policy, reason } = proposed;
    let mut event = json!({"at": app.zone.rfc3339(app.now()), "group": group, "id": id,
        "kind": "propose", "member": caller.member, "target": target, "cite": cite,
        "reason": reason});
    if let Some(fields) = event.as_object_mut().filter(|_| !policy.is_empty()) {
        fields.insert("policy".to_owned(), policy.into());
    }
    let entry = AuditEntry {
        who: caller.who(),
        act: "case.propose".to_owned(),
        object: format!("{group} {target}"),
        detail: reason,
        address: address.to_string(),
    };
    app.block(move |app| Ok(app.runtime.audit(entry)?)).await?;
    match app.ingest(event.to_string()).await?.into_iter().next() {
        Some(LineAnswer::Kept { decisions, .. } | LineAnswer::Duplicate { decisions }) => {
            Ok(decisions)
        }
        Some(LineAnswer::Refused(why)) => Err(Problem::bad("refused", why)),
        Some(LineAnswer::Empty) | None => Err(Problem::internal()),
    }
}
