//! Groups, who is in them, and what was said.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::value::RawValue;
use store::dialect::Reader;
use store::feed;
use store::rows::MemberFilter;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::view::{EventView, GroupView, MemberView, Page, raw};
use crate::access::{Caller, Right};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::figures::{WantedGroups, some_groups};
use crate::http::Asked;
use crate::http::guard::From;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Somewhere(Right::ReadGroups), routes!(groups)),
        endpoint(Needs::InGroup(Right::ReadGroups), routes!(members)),
        endpoint(Needs::InGroup(Right::ReadChat), routes!(events)),
        endpoint(Needs::Somewhere(Right::ReadGroups), routes!(memberships)),
    ]
}

#[derive(Debug, Deserialize, IntoParams)]
struct WantedOfAll {
    /// 上一页的 `next`
    after: Option<String>,
    /// 名字或群号里有的字
    named: Option<String>,
    /// 最多多少个群,不超过 500;不写是 200
    limit: Option<u32>,
}

/// 群列表
///
/// 有权限的群,按群号排列。
#[utoipa::path(get, path = "/api/v1/groups", tag = "群", params(WantedOfAll),
    responses((status = 200, body = Page<GroupView>)))]
async fn groups(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<WantedOfAll>,
) -> Result<Json<Page<GroupView>>, Problem> {
    let wanted = WantedGroups {
        after: wanted.after.unwrap_or_default(),
        named: wanted.named.unwrap_or_default(),
        limit: Some(wanted.limit.unwrap_or(200).clamp(1, 500)),
    };
    let read =
        move |reader: &mut dyn Reader| some_groups(reader, &caller, Right::ReadGroups, &wanted);
    let (rows, next) = app.read(read).await?;
    let items = rows.into_iter().map(|row| GroupView::of(row, &app.zone)).collect();
    Ok(Json(Page { items, next }))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Wanted {
    /// 上一页的 `next`
    after: Option<String>,
    /// 只要现在在群里的(true)或已离开的(false)
    present: Option<bool>,
    /// 名字、群名片或号码里有的字
    named: Option<String>,
    /// 最多多少人,不超过 500
    limit: Option<u32>,
}

/// 群成员
#[utoipa::path(get, path = "/api/v1/groups/{group}/members", tag = "群",
    params(("group" = String, Path, description = "群号"), Wanted),
    responses((status = 200, body = Page<MemberView>)))]
async fn members(
    State(app): State<Arc<App>>,
    Path(group): Path<String>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Page<MemberView>>, Problem> {
    let Wanted { after, present, named, limit } = wanted;
    let limit = limit.unwrap_or(200).clamp(1, 500);
    let filter = MemberFilter { group, after, present, named };
    let rows = app.read(move |reader| reader.members_page(&filter, limit)).await?;
    let full = rows.len() >= limit as usize;
    let next = rows.last().filter(|_| full).map(|row| row.id.clone());
    let zone = &app.zone;
    let items = rows.into_iter().map(|row| MemberView::of(row, zone)).collect();
    Ok(Json(Page { items, next }))
}

/// 一个人所在的群
#[utoipa::path(get, path = "/api/v1/members/{member}", tag = "群",
    params(("member" = String, Path, description = "成员号")),
    responses((status = 200, body = Page<MemberView>)))]
async fn memberships(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(member): Path<String>,
) -> Result<Json<Page<MemberView>>, Problem> {
    let mut rows = app.read(move |reader| reader.memberships(&member)).await?;
    rows.retain(|row| caller.may_in(Right::ReadGroups, &row.group));
    let zone = &app.zone;
    Ok(Json(Page::whole(rows.into_iter().map(|row| MemberView::of(row, zone)).collect())))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Back {
    /// 只要这条记录之前的
    before: Option<u64>,
    /// 最多多少条,不超过 200
    limit: Option<usize>,
}

/// 群里发生的事
///
/// 从新到旧,附对每件事的决定。
#[utoipa::path(get, path = "/api/v1/groups/{group}/events", tag = "群",
    params(("group" = String, Path, description = "群号"), Back),
    responses((status = 200, body = Page<EventView>)))]
async fn events(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(group): Path<String>,
    Asked(back): Asked<Back>,
) -> Result<Json<Page<EventView>>, Problem> {
    app.note_reading(&caller, &group, address).await?;
    let zone = app.zone.clone();
    let read = move |reader: &mut dyn Reader| {
        let before = back.before.unwrap_or(u64::MAX);
        let page = feed::page(reader, &group, before, back.limit.unwrap_or(50).clamp(1, 200))?;
        let mut decided = decided(reader, &page)?;
        let views = page.events.into_iter().map(|happened| {
            let decisions = decided.remove(&happened.record).unwrap_or_default();
            EventView::of(happened, decisions, &zone)
        });
        let items = views.collect::<Result<_, Problem>>()?;
        Ok::<_, Problem>(Page { items, next: page.next.map(|record| record.to_string()) })
    };
    app.read(read).await.map(Json)
}

/// What was decided on the events of a page, by record.
fn decided(
    reader: &mut dyn Reader,
    page: &feed::Page,
) -> Result<BTreeMap<u64, Vec<Box<RawValue>>>, Problem> {
    let mut decided: BTreeMap<u64, Vec<Box<RawValue>>> = BTreeMap::new();
    let records: Vec<u64> = page.events.iter().map(|happened| happened.record).collect();
    for kept in reader.decisions_at(&records)? {
        decided.entry(kept.record).or_default().push(raw(kept.line.line())?);
    }
    Ok(decided)
}
