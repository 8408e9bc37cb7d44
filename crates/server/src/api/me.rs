//! One's own account.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use model::Zone;
use serde::{Deserialize, Serialize};
use store::people::{SessionRow, TokenRow};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::view::{Page, time};
use crate::access::account::{self, NewToken};
use crate::access::sign_in::Visit;
use crate::access::{Caller, Means, Right, Rights};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::SignedIn, routes!(me, rename)),
        endpoint(Needs::SignedIn, routes!(change_password)),
        endpoint(Needs::SignedIn, routes!(sessions, end_others)),
        endpoint(Needs::SignedIn, routes!(end_session)),
        endpoint(Needs::SignedIn, routes!(tokens, make_token)),
        endpoint(Needs::SignedIn, routes!(end_token)),
        endpoint(Needs::SignedIn, routes!(begin_factor)),
        endpoint(Needs::SignedIn, routes!(confirm_factor)),
        endpoint(Needs::SignedIn, routes!(drop_factor)),
    ]
}

/// Whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The user's number.
    pub user: i64,
    /// The name to sign in with.
    pub name: String,
    /// How pages call them.
    pub shown: String,
    /// The member id by which groups know them.
    pub member: String,
    /// Rights in every group.
    pub everywhere: Vec<&'static str>,
    /// Further rights, by group.
    pub in_groups: BTreeMap<String, Vec<&'static str>>,
    /// Whether there is a second factor.
    pub second_factor: bool,
    /// Codes for when the phone is lost that are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery_left: Option<usize>,
    /// Whether some rights sleep until there is a second factor.
    pub second_factor_wanted: bool,
}

fn words(rights: Rights) -> Vec<&'static str> {
    rights.iter().map(Right::name).collect()
}

/// 我是谁,可以做什么
#[utoipa::path(get, path = "/api/v1/me", tag = "我的账号", responses((status = 200, body = Me)))]
async fn me(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<Me>, Problem> {
    let id = caller.user;
    let row = app.read(move |reader| reader.user(id)).await?;
    let row = row.ok_or_else(Problem::signed_out)?;
    let left = account::recovery_left(&app, &row)?;
    let wanted = app.config.sign_in.require_totp && row.password.is_some() && left.is_none();
    let in_groups = caller.in_groups.iter();
    Ok(Json(Me {
        user: caller.user,
        name: caller.name.clone(),
        shown: row.shown,
        member: caller.member.clone(),
        everywhere: words(caller.everywhere),
        in_groups: in_groups.map(|(group, rights)| (group.clone(), words(*rights))).collect(),
        second_factor: left.is_some(),
        recovery_left: left,
        second_factor_wanted: wanted,
    }))
}

#[derive(Deserialize, ToSchema)]
struct Called {
    /// 姓名
    shown: String,
}

/// 改自己的姓名
///
/// 登录名不能改:操作记录和事项里写的是它。
#[utoipa::path(patch, path = "/api/v1/me", tag = "我的账号", request_body = Called,
    responses((status = 204)))]
async fn rename(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Given(given): Given<Called>,
) -> Result<Done, Problem> {
    account::rename(&app, &caller, &given.shown, &visit).await.map(|()| DONE)
}

/// Nothing more is to be said.
pub(super) type Done = axum::http::StatusCode;
/// It was done.
pub(super) const DONE: Done = Done::NO_CONTENT;

#[derive(Deserialize, ToSchema)]
struct Passwords {
    /// 现在的密码
    now: String,
    /// 新密码
    new: String,
}

/// 改自己的密码
///
/// 其他地方的登录都会结束。
#[utoipa::path(post, path = "/api/v1/me/password", tag = "我的账号", request_body = Passwords,
    responses((status = 204)))]
async fn change_password(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Given(given): Given<Passwords>,
) -> Result<Done, Problem> {
    let both = (given.now, given.new);
    account::change_password(&app, &caller, both, &visit).await.map(|()| DONE)
}

/// A browser in which one is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// By which it is ended.
    pub id: String,
    /// Since when.
    pub created: String,
    /// When it was last used, to the minute.
    pub seen: String,
    /// When it ends.
    pub expires: String,
    /// From where.
    pub address: String,
    /// What the browser says of itself.
    pub agent: String,
    /// Whether it is this one.
    pub this: bool,
}

impl SessionView {
    fn of(row: SessionRow, caller: &Caller, zone: &Zone) -> SessionView {
        SessionView {
            id: account::handle(&row.key),
            created: zone.rfc3339(row.created),
            seen: zone.rfc3339(row.seen),
            expires: zone.rfc3339(row.expires),
            address: row.address,
            agent: row.agent,
            this: matches!(&caller.means, Means::Session(key) if row.key == key),
        }
    }
}

/// 我在哪些地方登录
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "我的账号",
    responses((status = 200, body = Page<SessionView>)))]
async fn sessions(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<Page<SessionView>>, Problem> {
    let rows = account::sessions(&app, caller.user).await?;
    let views = rows.into_iter().rev().map(|row| SessionView::of(row, &caller, &app.zone));
    Ok(Json(Page::whole(views.collect())))
}

/// 结束其他所有登录
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "我的账号", responses((status = 204)))]
async fn end_others(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
) -> Result<Done, Problem> {
    account::end_sessions(&app, &caller, None, &visit).await.map(|()| DONE)
}

/// 结束一个登录
#[utoipa::path(delete, path = "/api/v1/me/sessions/{session}", tag = "我的账号",
    params(("session" = String, Path)), responses((status = 204)))]
async fn end_session(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(session): Path<String>,
) -> Result<Done, Problem> {
    account::end_sessions(&app, &caller, Some(&session), &visit).await.map(|()| DONE)
}

/// A token, without what opens anything.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// By which it is ended.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The rights that it has at most.
    pub scopes: Vec<String>,
    /// Since when.
    pub created: String,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

impl TokenView {
    pub(super) fn of(row: TokenRow, zone: &Zone) -> TokenView {
        TokenView {
            id: account::handle(&row.key),
            name: row.name,
            scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
            created: zone.rfc3339(row.created),
            expires: row.expires.map(|at| zone.rfc3339(at)),
            seen: row.seen.map(|at| zone.rfc3339(at)),
        }
    }
}

/// 我的访问令牌
#[utoipa::path(get, path = "/api/v1/me/tokens", tag = "我的账号",
    responses((status = 200, body = Page<TokenView>)))]
async fn tokens(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
) -> Result<Json<Page<TokenView>>, Problem> {
    let rows = account::tokens(&app, caller.user).await?;
    let views = rows.into_iter().rev().map(|row| TokenView::of(row, &app.zone));
    Ok(Json(Page::whole(views.collect())))
}

/// A token that is wanted.
#[derive(Deserialize, ToSchema)]
pub(super) struct WantedToken {
    /// 名称
    name: String,
    /// 可以做什么:权限的名称
    scopes: Vec<String>,
    /// 什么时候到期;不写就一直有效
    #[serde(default)]
    expires: Option<String>,
}

impl WantedToken {
    pub(super) fn read(self) -> Result<NewToken, Problem> {
        let expires = time("expires", self.expires.as_deref())?;
        Ok(NewToken { name: self.name, scopes: self.scopes, expires })
    }
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub struct Made {
    /// The token itself, said only now.
    pub token: String,
}

/// 建一个访问令牌
///
/// 令牌只显示这一次。它能做的不超过 `scopes`,也不超过本人当时的权限。
#[utoipa::path(post, path = "/api/v1/me/tokens", tag = "我的账号", request_body = WantedToken,
    responses((status = 200, body = Made)))]
async fn make_token(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Given(given): Given<WantedToken>,
) -> Result<Json<Made>, Problem> {
    let token = account::make_token(&app, &caller, given.read()?, &visit).await?;
    Ok(Json(Made { token }))
}

/// 结束一个访问令牌
#[utoipa::path(delete, path = "/api/v1/me/tokens/{token}", tag = "我的账号",
    params(("token" = String, Path)), responses((status = 204)))]
async fn end_token(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Done, Problem> {
    account::end_token(&app, &caller, &token, &visit).await.map(|()| DONE)
}

#[derive(Deserialize, ToSchema)]
struct Proof {
    /// 现在的密码
    password: String,
    /// 两步验证的数字或备用码(关闭时要)
    #[serde(default)]
    code: String,
}

/// A second factor that is to be tried.
#[derive(Serialize, ToSchema)]
pub struct FactorView {
    /// What is typed into the phone.
    pub secret: String,
    /// What the phone reads from a picture.
    pub url: String,
}

/// 开始设置两步验证
///
/// 把返回的密钥加到手机的验证器里,再提交一次它显示的数字,才算打开。
#[utoipa::path(post, path = "/api/v1/me/second-factor", tag = "我的账号", request_body = Proof,
    responses((status = 200, body = FactorView)))]
async fn begin_factor(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Given(given): Given<Proof>,
) -> Result<Json<FactorView>, Problem> {
    let new = account::begin_factor(&app, &caller, given.password, &visit).await?;
    Ok(Json(FactorView { secret: new.secret, url: new.url }))
}

#[derive(Deserialize, ToSchema)]
struct Code {
    /// 验证器显示的 6 位数字
    code: String,
}

/// Codes for when the phone is lost.
#[derive(Serialize, ToSchema)]
pub struct Codes {
    /// Each counts once; said only now.
    pub recovery: Vec<String>,
}

/// 打开两步验证
///
/// 返回的备用码只显示这一次,手机不在时各能用一次。其他地方的登录都会结束。
#[utoipa::path(post, path = "/api/v1/me/second-factor/confirm", tag = "我的账号",
    request_body = Code, responses((status = 200, body = Codes)))]
async fn confirm_factor(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Given(given): Given<Code>,
) -> Result<Json<Codes>, Problem> {
    let recovery = account::confirm_factor(&app, &caller, &given.code, &visit).await?;
    Ok(Json(Codes { recovery }))
}

/// 关闭两步验证
#[utoipa::path(post, path = "/api/v1/me/second-factor/off", tag = "我的账号", request_body = Proof,
    responses((status = 204)))]
async fn drop_factor(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Given(given): Given<Proof>,
) -> Result<Done, Problem> {
    let proof = (given.password, given.code.as_str());
    account::drop_factor(&app, &caller, proof, &visit).await.map(|()| DONE)
}
