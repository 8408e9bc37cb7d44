//! Signing in and out, the first set-up, and links that work once.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use store::people::PeopleChange;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::access::links::{self, LinkFor, SetUp};
use crate::access::sign_in::{Opened, SignIn, Visit};
use crate::access::{Caller, Means, sign_in as access};
use crate::app::App;
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::Given;
use crate::problem::Problem;

/// The most bytes of what somebody signs in with.
const BYTES: usize = 16 << 10;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Nothing, routes!(sign_in)).of_at_most(BYTES),
        endpoint(Needs::SignedIn, routes!(sign_out)).of_at_most(BYTES),
        endpoint(Needs::Nothing, routes!(set_up)).of_at_most(BYTES),
        endpoint(Needs::Nothing, routes!(about_link)).of_at_most(BYTES),
        endpoint(Needs::Nothing, routes!(use_link)).of_at_most(BYTES),
    ]
}

/// Who has signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedIn {
    /// The user's number; absent: the password is set, and they sign in with their second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<i64>,
}

/// An answer that gives the browser its session, in the place of one that it had.
async fn opened(
    app: &Arc<App>,
    before: Option<Extension<Arc<Caller>>>,
    opened: Opened,
) -> Result<Response, Problem> {
    if let Some(Extension(caller)) = before
        && let Means::Session(key) = &caller.means
    {
        app.change_people(vec![PeopleChange::SessionEnded(key.to_vec())], None).await?;
    }
    with_cookie(&opened.cookie, SignedIn { user: Some(opened.user) })
}

fn with_cookie(cookie: &str, body: impl Serialize) -> Result<Response, Problem> {
    let cookie = HeaderValue::from_str(cookie).map_err(|_| Problem::internal())?;
    let mut response = Json(body).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// 登录
///
/// 成功时用 `Set-Cookie` 给浏览器一个新的会话。打开了两步验证的,没有 `code` 时返回 `second-factor`。
/// 登录名不对和密码不对是同一个回答(`wrong-sign-in`);错几次以后要等一会(`too-many`)。
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "登录", request_body = SignIn,
    responses((status = 200, body = SignedIn)))]
async fn sign_in(
    State(app): State<Arc<App>>,
    before: Option<Extension<Arc<Caller>>>,
    visit: Visit,
    Given(given): Given<SignIn>,
) -> Result<Response, Problem> {
    let session = access::sign_in(&app, given, &visit).await?;
    opened(&app, before, session).await
}

/// 退出登录
#[utoipa::path(post, path = "/api/v1/sign-out", tag = "登录",
    responses((status = 200, body = SignedIn)))]
async fn sign_out(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    visit: Visit,
) -> Result<Response, Problem> {
    let cookie = access::sign_out(&app, &caller, &visit).await?;
    with_cookie(&cookie, SignedIn { user: None })
}

#[derive(Deserialize, ToSchema)]
struct FirstUser {
    /// 启动时打印的链接的最后一段
    link: String,
    #[serde(flatten)]
    user: SetUpFields,
}

#[derive(Deserialize, ToSchema)]
struct SetUpFields {
    /// 登录名
    name: String,
    /// 姓名
    shown: String,
    /// 密码
    password: String,
}

/// 设置第一个用户
///
/// 只在还没有用户时可用,链接只能用一次,24 小时内有效。第一个用户是系统管理员和办公室,设置以后就已登录。
#[utoipa::path(post, path = "/api/v1/set-up", tag = "登录", request_body = FirstUser,
    responses((status = 200, body = SignedIn)))]
async fn set_up(
    State(app): State<Arc<App>>,
    before: Option<Extension<Arc<Caller>>>,
    visit: Visit,
    Given(given): Given<FirstUser>,
) -> Result<Response, Problem> {
    let SetUpFields { name, shown, password } = given.user;
    let given_user = SetUp { name, shown, password };
    let session = links::set_up(&app, &given.link, given_user, &visit).await?;
    opened(&app, before, session).await
}

#[derive(Deserialize, ToSchema)]
struct Link {
    /// 链接的最后一段
    link: String,
}

/// What a link is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    /// `set-up` or `password`.
    pub purpose: &'static str,
    /// Whose password, by the name to sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How pages call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// 一个链接是做什么的
#[utoipa::path(post, path = "/api/v1/links/about", tag = "登录", request_body = Link,
    responses((status = 200, body = LinkView)))]
async fn about_link(
    State(app): State<Arc<App>>,
    Given(given): Given<Link>,
) -> Result<Json<LinkView>, Problem> {
    Ok(Json(match links::about(&app, &given.link).await? {
        LinkFor::SetUp => LinkView { purpose: "set-up", name: None, shown: None },
        LinkFor::Password(user) => {
            LinkView { purpose: "password", name: Some(user.name), shown: Some(user.shown) }
        }
    }))
}

#[derive(Deserialize, ToSchema)]
struct NewPassword {
    /// 链接的最后一段
    link: String,
    /// 新密码
    password: String,
}

/// 用链接设置密码
///
/// 受邀的人第一次设置密码,或忘了密码的人重设。链接只能用一次;其他地方的登录都会结束。
/// 打开了两步验证的,之后仍要用它登录。
#[utoipa::path(post, path = "/api/v1/links/password", tag = "登录", request_body = NewPassword,
    responses((status = 200, body = SignedIn)))]
async fn use_link(
    State(app): State<Arc<App>>,
    before: Option<Extension<Arc<Caller>>>,
    visit: Visit,
    Given(given): Given<NewPassword>,
) -> Result<Response, Problem> {
    match links::set_password(&app, &given.link, given.password, &visit).await? {
        Some(session) => opened(&app, before, session).await,
        None => Ok(Json(SignedIn { user: None }).into_response()),
    }
}
