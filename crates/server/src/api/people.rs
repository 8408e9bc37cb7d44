//! Users and what they were given.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use model::Zone;
use serde::{Deserialize, Serialize};
use store::people::GrantRow;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::me::{DONE, Done, Made, TokenView, WantedToken};
use super::view::Page;
use crate::access::caller::member_of;
use crate::access::right::OFFICES;
use crate::access::second::is_on;
use crate::access::sign_in::Visit;
use crate::access::users::{self, Change, NewUser, WithGrants};
use crate::access::{Caller, Right, account};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let manages = || Needs::Everywhere(Right::ManageUsers);
    vec![
        endpoint(manages(), routes!(list, invite)),
        endpoint(manages(), routes!(one, change)),
        endpoint(manages(), routes!(reset_password)),
        endpoint(manages(), routes!(clear_factor)),
        endpoint(manages(), routes!(unlink)),
        endpoint(manages(), routes!(end_sessions)),
        endpoint(manages(), routes!(give)),
        endpoint(manages(), routes!(take)),
        endpoint(manages(), routes!(tokens, make_token)),
        endpoint(manages(), routes!(end_token)),
        endpoint(Needs::InGroup(Right::ReadGroups), routes!(in_group)),
        endpoint(Needs::SignedIn, routes!(roles)),
    ]
}

/// What somebody was given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// 职务或权限的名称
    pub role: String,
    /// 群号;不写就是全部群
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Their number.
    pub id: i64,
    /// The name to sign in with.
    pub name: String,
    /// How pages call them.
    pub shown: String,
    /// The member id by which groups know them.
    pub member: String,
    /// What they were given.
    pub grants: Vec<Grant>,
    /// Whether they have set a password.
    pub has_password: bool,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Whether they sign in with an account that they have elsewhere.
    pub outside_account: bool,
    /// Whether they may sign in no more.
    pub disabled: bool,
    /// When they were entered.
    pub created: String,
}

impl UserView {
    fn of((user, grants): WithGrants, zone: &Zone) -> UserView {
        let grant = |row: GrantRow| Grant { role: row.role, group: row.group };
        UserView {
            id: user.id,
            member: member_of(&user),
            grants: grants.into_iter().map(grant).collect(),
            has_password: user.password.is_some(),
            second_factor: is_on(&user),
            outside_account: user.subject.is_some(),
            disabled: user.disabled,
            created: zone.rfc3339(user.created),
            name: user.name,
            shown: user.shown,
        }
    }
}

/// 用户列表
#[utoipa::path(get, path = "/api/v1/users", tag = "用户",
    responses((status = 200, body = Page<UserView>)))]
async fn list(State(app): State<Arc<App>>) -> Result<Json<Page<UserView>>, Problem> {
    let all = users::all(&app).await?;
    let views = all.into_iter().map(|one| UserView::of(one, &app.zone));
    Ok(Json(Page::whole(views.collect())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// 登录名,以后不能改
    name: String,
    /// 姓名
    shown: String,
    /// 平台上的号码,例如 QQ 号
    #[serde(default)]
    member: Option<String>,
    /// 给什么职务和权限
    #[serde(default)]
    grants: Vec<Grant>,
    /// 是一个程序:只用访问令牌,不登录
    #[serde(default)]
    program: bool,
}

/// A user who was entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invited {
    /// Their number.
    pub id: i64,
    /// The link with which they set their password: said only now, for 7 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// 邀请用户
///
/// 返回一个链接,转给本人,7 天内打开并设置密码。写了 `program` 的不给链接,给它建访问令牌。
#[utoipa::path(post, path = "/api/v1/users", tag = "用户", request_body = Wanted,
    responses((status = 200, body = Invited)))]
async fn invite(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Given(given): Given<Wanted>,
) -> Result<Json<Invited>, Problem> {
    let new = NewUser {
        name: given.name,
        shown: given.shown,
        member: given.member,
        grants: given.grants.into_iter().map(|grant| (grant.role, grant.group)).collect(),
        is_program: given.program,
    };
    let (id, link) = users::invite(&app, &caller, new, &visit).await?;
    Ok(Json(Invited { id, link }))
}

/// 一个用户
#[utoipa::path(get, path = "/api/v1/users/{user}", tag = "用户", params(("user" = i64, Path)),
    responses((status = 200, body = UserView)))]
async fn one(
    State(app): State<Arc<App>>,
    Path(user): Path<i64>,
) -> Result<Json<UserView>, Problem> {
    Ok(Json(UserView::of(users::one(&app, user).await?, &app.zone)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Changed {
    /// 姓名
    #[serde(default)]
    shown: Option<String>,
    /// 平台上的号码;空的就是没有
    #[serde(default)]
    member: Option<String>,
    /// 停用(true)或恢复(false)
    #[serde(default)]
    disabled: Option<bool>,
}

/// 改一个用户
///
/// 停用以后马上不能登录,在群里的职务也停下;恢复时职务一起恢复。
#[utoipa::path(patch, path = "/api/v1/users/{user}", tag = "用户", params(("user" = i64, Path)),
    request_body = Changed, responses((status = 204)))]
async fn change(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
    Given(given): Given<Changed>,
) -> Result<Done, Problem> {
    let Changed { shown, member, disabled } = given;
    let wanted = (user, Change { shown, member, disabled });
    users::change(&app, &caller, wanted, &visit).await.map(|()| DONE)
}

/// A link for somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkMade {
    /// The link: said only now, for 24 hours.
    pub link: String,
}

/// 建一个重设密码的链接
///
/// 转给本人,24 小时内有效,只能用一次。两步验证仍然要用。
#[utoipa::path(post, path = "/api/v1/users/{user}/password-link", tag = "用户",
    params(("user" = i64, Path)), responses((status = 200, body = LinkMade)))]
async fn reset_password(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
) -> Result<Json<LinkMade>, Problem> {
    let link = users::reset_password(&app, &caller, user, &visit).await?;
    Ok(Json(LinkMade { link }))
}

/// 去掉一个人的两步验证
///
/// 手机和备用码都丢了时用;他的登录都会结束。
#[utoipa::path(delete, path = "/api/v1/users/{user}/second-factor", tag = "用户",
    params(("user" = i64, Path)), responses((status = 204)))]
async fn clear_factor(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
) -> Result<Done, Problem> {
    users::clear_factor(&app, &caller, user, &visit).await.map(|()| DONE)
}

/// 去掉一个人关联的单位账号
///
/// 换了账号时用:去掉以后给他一个新的链接,在那个页面上用新的账号登录。他的登录都会结束。
#[utoipa::path(delete, path = "/api/v1/users/{user}/outside-account", tag = "用户",
    params(("user" = i64, Path)), responses((status = 204)))]
async fn unlink(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
) -> Result<Done, Problem> {
    users::unlink(&app, &caller, user, &visit).await.map(|()| DONE)
}

/// 结束一个人的所有登录
#[utoipa::path(delete, path = "/api/v1/users/{user}/sessions", tag = "用户",
    params(("user" = i64, Path)), responses((status = 204)))]
async fn end_sessions(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
) -> Result<Done, Problem> {
    users::end_sessions(&app, &caller, user, &visit).await.map(|()| DONE)
}

/// 给职务或权限
///
/// 群主、管理员、群秘书、监督员给了以后,马上能在群里处理事项。自己没有的管理权限不能给别人。
#[utoipa::path(post, path = "/api/v1/users/{user}/grants", tag = "用户",
    params(("user" = i64, Path)), request_body = Grant, responses((status = 204)))]
async fn give(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
    Given(Grant { role, group }): Given<Grant>,
) -> Result<Done, Problem> {
    let grant = GrantRow { user, role, group };
    users::give(&app, &caller, grant, &visit).await.map(|()| DONE)
}

/// 收回职务或权限
#[utoipa::path(post, path = "/api/v1/users/{user}/grants/take", tag = "用户",
    params(("user" = i64, Path)), request_body = Grant, responses((status = 204)))]
async fn take(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
    Given(Grant { role, group }): Given<Grant>,
) -> Result<Done, Problem> {
    let grant = GrantRow { user, role, group };
    users::take(&app, &caller, grant, &visit).await.map(|()| DONE)
}

/// 一个用户的访问令牌
#[utoipa::path(get, path = "/api/v1/users/{user}/tokens", tag = "用户",
    params(("user" = i64, Path)), responses((status = 200, body = Page<TokenView>)))]
async fn tokens(
    State(app): State<Arc<App>>,
    Path(user): Path<i64>,
) -> Result<Json<Page<TokenView>>, Problem> {
    let rows = account::tokens(&app, user).await?;
    let views = rows.into_iter().rev().map(|row| TokenView::of(row, &app.zone));
    Ok(Json(Page::whole(views.collect())))
}

/// 给程序建访问令牌
///
/// 只给邀请时写了 `program` 的;人的令牌由本人建。令牌只显示这一次。
#[utoipa::path(post, path = "/api/v1/users/{user}/tokens", tag = "用户",
    params(("user" = i64, Path)), request_body = WantedToken,
    responses((status = 200, body = Made)))]
async fn make_token(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path(user): Path<i64>,
    Given(given): Given<WantedToken>,
) -> Result<Json<Made>, Problem> {
    let wanted = (user, given.read()?);
    let token = users::make_token(&app, &caller, wanted, &visit).await?;
    Ok(Json(Made { token }))
}

/// 结束一个用户的访问令牌
#[utoipa::path(delete, path = "/api/v1/users/{user}/tokens/{token}", tag = "用户",
    params(("user" = i64, Path), ("token" = String, Path)), responses((status = 204)))]
async fn end_token(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
    Path((user, token)): Path<(i64, String)>,
) -> Result<Done, Problem> {
    users::end_token(&app, &caller, (user, &token), &visit).await.map(|()| DONE)
}

/// Somebody who may do something in a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Holder {
    /// The name to sign in with.
    pub name: String,
    /// How pages call them.
    pub shown: String,
    /// What they were given here or everywhere.
    pub grants: Vec<Grant>,
}

/// 谁在这个群有权限
///
/// 包括在全部群都有权限的人。系统管理员给自己加了权限,群主在这里看得到。
#[utoipa::path(get, path = "/api/v1/groups/{group}/people", tag = "用户",
    params(("group" = String, Path, description = "群号")),
    responses((status = 200, body = Page<Holder>)))]
async fn in_group(
    State(app): State<Arc<App>>,
    Path(group): Path<String>,
) -> Result<Json<Page<Holder>>, Problem> {
    let all = users::all(&app).await?;
    let holder = |(user, grants): WithGrants| {
        let here =
            grants.into_iter().filter(|one| one.group.as_ref().is_none_or(|one| *one == group));
        let grants: Vec<Grant> =
            here.map(|row| Grant { role: row.role, group: row.group }).collect();
        let holds = !grants.is_empty() && !user.disabled;
        holds.then_some(Holder { name: user.name, shown: user.shown, grants })
    };
    Ok(Json(Page::whole(all.into_iter().filter_map(holder).collect())))
}

/// An office or a right that can be given.
#[derive(Debug, Serialize, ToSchema)]
pub struct Role {
    /// The name that grants and tokens write.
    pub name: &'static str,
    /// What people read.
    pub words: &'static str,
    /// The rights that it brings.
    pub rights: Vec<&'static str>,
    /// Whether it is an office: several rights under one name.
    pub office: bool,
}

/// 有哪些职务和权限
#[utoipa::path(get, path = "/api/v1/roles", tag = "用户",
    responses((status = 200, body = Page<Role>)))]
async fn roles() -> Json<Page<Role>> {
    let offices = OFFICES.iter().map(|office| Role {
        name: office.name,
        words: office.in_words,
        rights: office.rights.iter().map(Right::name).collect(),
        office: true,
    });
    let rights = Right::ALL.iter().map(|(_, name, words)| Role {
        name,
        words,
        rights: vec![*name],
        office: false,
    });
    Json(Page::whole(offices.chain(rights).collect()))
}
