//! What is to be carried out, and what became of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use store::rows::EffectState;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::view::{EffectView, Page};
use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::{Asked, Given};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Everywhere(Right::Operate), routes!(effects)),
        endpoint(Needs::Everywhere(Right::Operate), routes!(counts)),
        endpoint(Needs::Everywhere(Right::Operate), routes!(settle)),
    ]
}

fn state(name: &str) -> Result<EffectState, Problem> {
    let names = EffectState::ALL.map(|(_, name)| name).join("、");
    EffectState::parse(name)
        .ok_or_else(|| Problem::bad("state", format!("没有“{name}”这个状态,只有:{names}")))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Wanted {
    /// 只要这个状态的
    state: Option<String>,
    /// 只要这个群的
    group: Option<String>,
    /// 最多多少条,不超过 500
    limit: Option<u32>,
}

/// 要执行的处理
#[utoipa::path(get, path = "/api/v1/effects", tag = "执行", params(Wanted),
    responses((status = 200, body = Page<EffectView>)))]
async fn effects(
    State(app): State<Arc<App>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Page<EffectView>>, Problem> {
    let state = wanted.state.as_deref().map(state).transpose()?;
    let limit = wanted.limit.unwrap_or(100).clamp(1, 500);
    let group = wanted.group;
    let rows = app.read(move |reader| reader.effects(state, group.as_deref(), limit)).await?;
    let views = rows.into_iter().map(|row| EffectView::of(row, &app.zone));
    Ok(Json(Page::whole(views.collect::<Result<_, _>>()?)))
}

/// 各状态的数目
#[utoipa::path(get, path = "/api/v1/effects/counts", tag = "执行",
    responses((status = 200, body = BTreeMap<String, u64>)))]
async fn counts(State(app): State<Arc<App>>) -> Result<Json<BTreeMap<String, u64>>, Problem> {
    let counts = app.read(|reader| reader.effect_counts()).await?;
    let named = counts.into_iter().map(|(state, count)| (state.name().to_owned(), count));
    Ok(Json(named.collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Settled {
    /// 哪些(编号);不写就是这个状态的全部
    keys: Option<Vec<String>>,
    /// 现在的状态:held、unknown、failed、people
    from: String,
    /// 改成:pending(再执行)、done(当作已完成)、failed(不再执行)
    to: String,
}

/// How many were moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moved {
    /// How many.
    pub count: u64,
}

/// 放行或了结暂停的处理
///
/// 恢复备份以后暂停的,和不知道是否执行过的,由人决定怎么办。
#[utoipa::path(post, path = "/api/v1/effects/settle", tag = "执行", request_body = Settled,
    responses((status = 200, body = Moved)))]
async fn settle(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Given(settled): Given<Settled>,
) -> Result<Json<Moved>, Problem> {
    let (from, to) = (state(&settled.from)?, state(&settled.to)?);
    use EffectState::{Done, Failed, Held, Pending, People, Unknown};
    if !matches!((from, to), (Held | Unknown | Failed | People, Pending | Done | Failed))
        || from == to
    {
        let title = format!("不能从“{}”改成“{}”", settled.from, settled.to);
        return Err(Problem::bad("state", title));
    }
    let moved = app.block(move |app| {
        let count = app.runtime.settle_effects(settled.keys, from, to, &caller.who())?;
        Ok(Moved { count })
    });
    moved.await.map(Json)
}
