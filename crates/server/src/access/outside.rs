//! One's own account elsewhere: tied to one's user by whoever is signed in with a password, and
//! untied again.

use std::sync::Arc;

use axum::http::StatusCode;
use store::people::{PeopleChange, UserRow};

use super::account::{confirm, other_sessions, session_of, user};
use super::caller::Caller;
use super::offices::entry;
use super::openid::{self, About, Sent};
use super::second::is_on;
use super::sign_in::{Visit, note_failure, use_code};
use crate::app::App;
use crate::problem::Problem;

fn refused(code: &'static str, title: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, title)
}

/// Sends somebody who is signed in to a service whose account is to be theirs. It will let them
/// in without the password and the second factor, so that both are asked for first.
///
/// # Errors
/// `wrong-password`, `second-factor`, `too-many`; `linked`: they have such an account; what
/// [`openid::begin`] says.
pub async fn begin(
    app: &Arc<App>,
    caller: &Caller,
    service: &str,
    (password, code): (String, &str),
    visit: &Visit,
) -> Result<Sent, Problem> {
    let session = session_of(caller)?;
    confirm(app, &user(app, caller.user).await?, password, visit).await?;
    {
        let _changing = app.staff.changing.lock().await;
        let mut row = user(app, caller.user).await?;
        if row.subject.is_some() {
            return Err(refused("linked", "您已经关联了一个账号")
                .with_detail("要换另一个,请先去掉现在的关联。"));
        }
        if is_on(&row) {
            let tries = &app.staff.tries;
            tries.begin(&row.name, visit.address, app.now()).map_err(Problem::too_many)?;
            if !use_code(app, &mut row, code)? {
                note_failure(app, &row, visit);
                let title = "两步验证的数字不对,或已经用过";
                return Err(Problem::new(StatusCode::FORBIDDEN, "second-factor", title));
            }
            tries.unfinished(&row.name, visit.address);
            app.change_people(vec![PeopleChange::User(row)], None).await?;
        }
    }
    openid::begin(app, service, About::Own(caller.user, session)).await
}

/// Unties one's account elsewhere, where there is a password to sign in with. Whoever came in by
/// it is out.
///
/// # Errors
/// `no-password`: nothing else would let them in; `wrong-password`, `too-many`.
pub async fn drop_link(
    app: &Arc<App>,
    caller: &Caller,
    password: String,
    visit: &Visit,
) -> Result<(), Problem> {
    let own = session_of(caller)?;
    let row = user(app, caller.user).await?;
    if row.password.is_none() {
        return Err(refused("no-password", "您没有密码,去掉关联就登录不了了")
            .with_detail("请负责用户管理的人给您一个设密码的链接,设好密码再来。"));
    }
    confirm(app, &row, password, visit).await?;
    let _changing = app.staff.changing.lock().await;
    let row = user(app, caller.user).await?;
    if row.subject.is_none() || row.password.is_none() {
        return Err(Problem::not_found("关联的账号"));
    }
    let entry = entry(&caller.who(), "openid.unlink", &row.name, "", visit.address);
    let mut changes = vec![PeopleChange::User(UserRow { subject: None, ..row })];
    changes.extend(other_sessions(app, caller.user, &own).await?);
    app.change_people(changes, Some(entry)).await.map(drop)
}
