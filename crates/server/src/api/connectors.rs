//! How connectors are, and what is possible in which group.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use model::Action;
use onebot::connector::AccountStatus;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::view::Page;
use crate::access::Right;
use crate::app::App;
use crate::dispatch::{ONEBOT, webhooks};
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Everywhere(Right::Operate), routes!(connectors)),
        endpoint(Needs::InGroup(Right::ReadGroups), routes!(possible)),
    ]
}

/// How everything that carries out is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Connected {
    /// Accounts, with the connector that they belong to.
    pub accounts: Vec<AccountView>,
    /// What was not taken over as it came, by what it was, and how often.
    pub counts: BTreeMap<String, u64>,
    /// What those who run the server should know, the newest first.
    pub news: Vec<NewsView>,
    /// Webhooks by name.
    pub webhooks: BTreeMap<String, webhooks::Standing>,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountView {
    /// The connector: `onebot`.
    pub connector: &'static str,
    /// Its number.
    pub id: String,
    /// Whether some connection is open.
    pub connected: bool,
    /// Whether it can carry anything out.
    pub can_act: bool,
    /// The program that it is logged in with.
    pub program: String,
    /// Its groups, each with its rank there: `owner`, `admin`, `member`; empty: not known yet.
    pub groups: BTreeMap<String, &'static str>,
}

/// Something that those who run the server should know.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsView {
    /// When.
    pub at: String,
    /// The account; empty for none.
    pub account: String,
    /// The group; empty for none.
    pub group: String,
    /// A short name: `disconnected`, `offline`, `rights`, `token`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
}

/// 接入的情况
///
/// 账号是否连着、在各群的身份、最近的提示,以及各个 webhook 送到了哪里。
#[utoipa::path(get, path = "/api/v1/connectors", tag = "执行",
    responses((status = 200, body = Connected)))]
async fn connectors(State(app): State<Arc<App>>) -> Json<Connected> {
    let view = app.dispatch.view();
    let accounts = view.as_ref().map(|view| view.accounts()).unwrap_or_default();
    let counts = view.map(|view| view.counts()).unwrap_or_default();
    let news = app.dispatch.news().into_iter().map(|news| NewsView {
        at: app.zone.rfc3339(news.at),
        account: news.account,
        group: news.group,
        kind: news.kind,
        text: news.text,
    });
    Json(Connected {
        accounts: accounts.into_iter().map(account).collect(),
        counts: counts.iter().map(|(name, count)| (name.to_owned(), count)).collect(),
        news: news.collect(),
        webhooks: app.dispatch.webhooks(),
    })
}

fn account(status: AccountStatus) -> AccountView {
    let AccountStatus { id, connected, can_act, program, groups } = status;
    let groups = groups.into_iter().collect();
    AccountView { connector: ONEBOT, id, connected, can_act, program, groups }
}

/// Whether an action can be carried out.
#[derive(Debug, Serialize, ToSchema)]
pub struct PossibleView {
    /// The action.
    pub action: &'static str,
    /// What people call it.
    pub words: &'static str,
    /// Whether the system can.
    pub possible: bool,
    /// Why not: a person has to do it then.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// 这个群里系统能办什么
///
/// 不等到用的时候才发现:办不了的事,到时会交给人办。
#[utoipa::path(get, path = "/api/v1/groups/{group}/possible", tag = "执行",
    params(("group" = String, Path, description = "群号")),
    responses((status = 200, body = Page<PossibleView>)))]
async fn possible(
    State(app): State<Arc<App>>,
    Path(group): Path<String>,
) -> Result<Json<Page<PossibleView>>, Problem> {
    let one = |action: &Action| {
        let why = app.dispatch.obstacle(&group, *action);
        let possible = why.is_none();
        let why = why.unwrap_or_default();
        PossibleView { action: action.name(), words: action.in_words(), possible, why }
    };
    let more = [Action::Approve, Action::Refuse, Action::Reply, Action::Send];
    Ok(Json(Page::whole(Action::SANCTIONS.iter().chain(&more).map(one).collect())))
}
