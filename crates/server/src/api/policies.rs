//! Policies: those in use, reading a document, checking a file, bringing it into use.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use policy::Severity;
use policy::diagnostic::render;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::people::AuditEntry;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::view::{Page, PolicyView};
use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::http::guard::From;
use crate::problem::Problem;

/// The most bytes of a policy file.
const FILE_BYTES: usize = 4 << 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Somewhere(Right::ReadPolicies), routes!(policies)),
        endpoint(Needs::Somewhere(Right::ReadPolicies), routes!(policy)),
        endpoint(Needs::Somewhere(Right::EditPolicies), routes!(check)).of_at_most(FILE_BYTES),
        endpoint(Needs::Everywhere(Right::EditPolicies), routes!(activate)).of_at_most(FILE_BYTES),
    ]
}

/// 启用过的制度
#[utoipa::path(get, path = "/api/v1/policies", tag = "制度",
    responses((status = 200, body = Page<PolicyView>)))]
async fn policies(State(app): State<Arc<App>>) -> Result<Json<Page<PolicyView>>, Problem> {
    let rows = app.read(|reader| reader.policies()).await?;
    let views = rows.into_iter().rev().map(|row| PolicyView::of(row, false, &app.zone));
    Ok(Json(Page::whole(views.collect())))
}

/// 一份制度的原文
#[utoipa::path(get, path = "/api/v1/policies/{id}/{version}", tag = "制度",
    params(("id" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = PolicyView)))]
async fn policy(
    State(app): State<Arc<App>>,
    Path((id, version)): Path<(String, u32)>,
) -> Result<Json<PolicyView>, Problem> {
    let rows = app.read(|reader| reader.policies()).await?;
    let row = rows.into_iter().find(|row| row.id == id && row.version == version);
    let row = row.ok_or_else(|| Problem::not_found("这份制度"))?;
    Ok(Json(PolicyView::of(row, true, &app.zone)))
}

#[derive(Debug, Deserialize, ToSchema)]
struct File {
    /// 文件名
    #[serde(default = "unnamed")]
    name: String,
    /// 全文
    text: String,
}

fn unnamed() -> String {
    "制度.md".to_owned()
}

/// What is wrong with a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checked {
    /// Whether it can come into use.
    pub sound: bool,
    /// What was noted.
    #[schema(value_type = Vec<Object>)]
    pub diagnostics: Vec<Value>,
}

/// 检查制度文件
#[utoipa::path(post, path = "/api/v1/policies/check", tag = "制度", request_body = File,
    responses((status = 200, body = Checked)))]
async fn check(
    State(app): State<Arc<App>>,
    Given(file): Given<File>,
) -> Result<Json<Checked>, Problem> {
    let checked = app.block(move |app| {
        let parsed = policy::parse(&file.name, &file.text, &rules::specs());
        let mut all = parsed.diagnostics;
        all.extend(policy::checks::check(&[&parsed.policy], Some(app.config.platform())));
        let sound = all.iter().all(|one| one.severity != Severity::Error);
        all.extend(compiler::advice::as_diagnostics(&parsed.policy));
        let diagnostics = all.iter().map(render::json_value).collect();
        Ok(Checked { sound, diagnostics })
    });
    checked.await.map(Json)
}

/// What came into use.
#[derive(Debug, Serialize, ToSchema)]
pub struct Activated {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
}

/// 启用制度
///
/// 有错误的不能启用;同一份制度要比在用的版本号大。从 `effective` 写的那天起按新的执行。
#[utoipa::path(post, path = "/api/v1/policies", tag = "制度", request_body = File,
    responses((status = 200, body = Activated)))]
async fn activate(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Given(file): Given<File>,
) -> Result<Json<Activated>, Problem> {
    let done = app.block(move |app| {
        let (id, version) = app.runtime.activate(&file.name, &file.text, &caller.who())?;
        app.runtime.audit(AuditEntry {
            who: caller.who(),
            act: "policy.activate".to_owned(),
            object: format!("{id} {version}"),
            detail: file.name,
            address: address.to_string(),
        })?;
        Ok(Activated { id, version })
    });
    done.await.map(Json)
}
