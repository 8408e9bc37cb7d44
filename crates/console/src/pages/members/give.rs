//! Where those who run a group make a link for a member who can't get one in the chat.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use server::access::{Caller, Right, member_link};
use server::endpoint::{Endpoint, Needs, page};
use server::http::guard::From;
use server::{App, Problem};
use store::people::AuditEntry;

use crate::form::Fields;
use crate::frame::{Frame, Query};
use crate::link;
use crate::show::names;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let decides = Needs::InGroup(Right::Decide);
    vec![
        page(decides, Method::GET, "/groups/{group}/member-link", get(form)),
        page(decides, Method::POST, "/groups/{group}/member-link", post(make)),
    ]
}

#[derive(Template)]
#[template(path = "members/give.html")]
struct Give<'a> {
    frame: &'a Frame,
    group: String,
    action: String,
    member: String,
    name: String,
    made: String,
}

fn action(group: &str) -> String {
    format!("{}/member-link", link::group(group))
}

async fn form(Path(group): Path<String>, frame: Frame, Query(query): Query) -> Response {
    let (action, member) = (action(&group), query.text("member").to_owned());
    let (name, made) = (String::new(), String::new());
    frame.page(&Give { frame: &frame, group, action, member, name, made })
}

async fn make(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(group): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let member = fields.text("member").to_owned();
    let (of, who) = (group.clone(), member.clone());
    let (row, made) = app
        .block(move |app| {
            let row = app.runtime.reader()?.member(&of, &who)?;
            let row = row.filter(|row| !row.id.starts_with('@'));
            let row = row.ok_or_else(|| Problem::not_found("这个群里的这个人"))?;
            app.runtime.audit(AuditEntry {
                who: caller.who(),
                act: "member-link".to_owned(),
                object: format!("{of} {who}"),
                detail: String::new(),
                address: address.to_string(),
            })?;
            Ok((row, member_link::address(app, &of, &who)?))
        })
        .await?;
    let (action, name) = (action(&group), names::called(&row, frame.language));
    Ok(frame.page(&Give { frame: &frame, group, action, member, name, made }))
}
