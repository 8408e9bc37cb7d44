//! The model that judges messages, learned from the organisation's verdicts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use runtime::About;
use serde::{Deserialize, Serialize};
use training::messages::retraining::Measured;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::http::guard::From;
use crate::own::By;
use crate::own::learning::{FLOOR, State as Learning};
use crate::problem::Problem;

/// How many changes of the model are told.
const CHANGES: u32 = 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        endpoint(reads, routes!(model)),
        endpoint(edits, routes!(train)),
        endpoint(edits, routes!(apply)),
        endpoint(edits, routes!(undo)),
    ]
}

/// The model in use, and one that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelView {
    /// Whether it is the organisation's own.
    pub own: bool,
    /// `idle`, `running`, `few` (too few verdicts), `ready` (one waits to be used), `failed`.
    pub learning: &'static str,
    /// How many verdicts of each category there are; `harmless` for those of nothing.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// How the one that waits measures on verdicts that it did not learn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<Comparison>,
    /// Its changes, the newest first.
    pub changes: Vec<ModelChange>,
}

/// Before and after, on the same verdicts, in ten-thousandths.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comparison {
    /// How many verdicts were learned.
    pub learned: usize,
    /// How many were kept to measure on.
    pub kept: usize,
    /// The mean F1 before.
    pub before: usize,
    /// The mean F1 after.
    pub after: usize,
    /// F1 of each category before and after.
    pub categories: BTreeMap<&'static str, (usize, usize)>,
    /// Whether it may be used with the usual floor.
    pub good: bool,
}

/// A change of the model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelChange {
    /// Its number, to go back to it.
    pub place: u32,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// In words.
    pub note: String,
    /// Whether it was an own model; else ours.
    pub own: bool,
}

fn compared(before: &Measured, after: &Measured) -> BTreeMap<&'static str, (usize, usize)> {
    let both = before.classes.iter().zip(&after.classes);
    both.map(|((name, _, before), (.., after))| (name.unwrap_or("harmless"), (*before, *after)))
        .collect()
}

/// 判断模型
#[utoipa::path(get, path = "/api/v1/model", tag = "本单位",
    responses((status = 200, body = ModelView)))]
async fn model(State(app): State<Arc<App>>) -> Result<Json<ModelView>, Problem> {
    let own = app.runtime.known().piece(About::Model, "").is_some();
    let rows = app
        .read(|reader| reader.knowledge_back((About::Model.name(), ""), u32::MAX, CHANGES))
        .await?;
    let changes = rows.into_iter().map(|row| ModelChange {
        place: row.place,
        at: app.zone.rfc3339(row.since),
        by: row.by,
        note: row.note,
        own: row.digest.is_some(),
    });
    let changes = changes.collect();
    let (mut verdicts, mut measured) = (BTreeMap::new(), None);
    let state = app.own.learning.state();
    let learning = match &state {
        Learning::Idle => "idle",
        Learning::Running { .. } => "running",
        Learning::Few(_) => "few",
        Learning::Ready(_) => "ready",
        Learning::Failed => "failed",
    };
    let gathered = match &state {
        Learning::Few(gathered) => Some(gathered),
        Learning::Ready(learned) => Some(&learned.gathered),
        _ => None,
    };
    if let Some(gathered) = gathered {
        verdicts.clone_from(&gathered.of_topic);
        verdicts.insert("harmless", gathered.harmless);
    }
    if let Learning::Ready(learned) = &state {
        let done = &learned.retrained;
        measured = Some(Comparison {
            learned: done.learned,
            kept: done.kept,
            before: done.before.mean,
            after: done.after.mean,
            categories: compared(&done.before, &done.after),
            good: done.is_good(FLOOR),
        });
    }
    Ok(Json(ModelView { own, learning, verdicts, measured, changes }))
}

/// 用处理结果训练
///
/// 在后台进行,要几秒到几分钟;再看 `GET /api/v1/model`。不会自动采用。
#[utoipa::path(post, path = "/api/v1/model/train", tag = "本单位", responses((status = 202)))]
async fn train(State(app): State<Arc<App>>) -> StatusCode {
    app.learn_from_verdicts();
    StatusCode::ACCEPTED
}

#[derive(Debug, Deserialize, ToSchema)]
struct Apply {
    /// 平均 F1 低于这个百分数就不采用,不写就是 50
    #[serde(default)]
    floor: Option<usize>,
}

/// 采用训练好的模型
///
/// 立即生效。没有比原来好,或低于 `floor` 的,不采用。
#[utoipa::path(post, path = "/api/v1/model/apply", tag = "本单位", request_body = Apply,
    responses((status = 200, body = ModelView)))]
async fn apply(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Given(apply): Given<Apply>,
) -> Result<Json<ModelView>, Problem> {
    let by = By::of(&caller, address);
    app.block(move |app| app.use_learned(&by, apply.floor.unwrap_or(FLOOR))).await?;
    model(State(app)).await
}

#[derive(Debug, Deserialize, ToSchema)]
struct Undo {
    /// 换回哪一次的模型;不写就换回自带的
    #[serde(default)]
    place: Option<u32>,
}

/// 换回以前的模型
#[utoipa::path(post, path = "/api/v1/model/undo", tag = "本单位", request_body = Undo,
    responses((status = 200, body = ModelView)))]
async fn undo(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Given(undo): Given<Undo>,
) -> Result<Json<ModelView>, Problem> {
    let by = By::of(&caller, address);
    app.block(move |app| app.use_model_of(&by, undo.place)).await?;
    model(State(app)).await
}
