//! Settings: pages of their own behind one place of the navigation. A further one is a file here,
//! a line in [`SECTIONS`], its endpoints below, and a template that extends
//! `settings/frame.html`.

mod backup;
mod calendars;
mod connectors;
mod invite;
mod judgement;
mod lexicons;
pub(in crate::pages) mod pictures;
mod places;
mod retention;
mod texts;
mod user;
mod users;

use std::sync::Arc;

use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use trial::edit;

use crate::drafts;
use crate::form::Fields;
use crate::frame::{Flash, Frame};
use crate::link;
use crate::navigation::Place;
use crate::pages::policies;

/// Every section, in the order in which it is offered: its address, its name, and whose right it
/// needs.
pub const SECTIONS: &[Place] = &[
    section("/settings/users", "settings.users", "people", Needs::Everywhere(Right::ManageUsers)),
    section("/settings/lexicons", "settings.lexicons", "search", READS),
    section("/settings/pictures", "settings.pictures", "picture", READS),
    section("/settings/judgement", "settings.judgement", "doubt", READS),
    section("/settings/texts", "settings.texts", "note", READS),
    section("/settings/calendars", "settings.calendars", "calendar", READS),
    section("/settings/connectors", "settings.connectors", "link", OPERATES),
    section("/settings/retention", "settings.retention", "late", READS),
    section("/settings/backup", "settings.backup", "download", OPERATES),
];

/// Who may look at what the organisation knows of its own, and who may change it.
const READS: Needs = Needs::Somewhere(Right::ReadPolicies);
const EDITS: Needs = Needs::Everywhere(Right::EditPolicies);
/// Who looks after connectors and the store.
const OPERATES: Needs = Needs::Everywhere(Right::Operate);

const fn section(
    path: &'static str,
    name: &'static str,
    icon: &'static str,
    needs: Needs,
) -> Place {
    Place { path, name, icon, needs }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let first = page(Needs::SignedIn, Method::GET, "/settings", get(first));
    [
        vec![first],
        users::endpoints(),
        invite::endpoints(),
        user::endpoints(),
        lexicons::endpoints(),
        pictures::endpoints(),
        judgement::endpoints(),
        texts::endpoints(),
        calendars::endpoints(),
        connectors::endpoints(),
        retention::endpoints(),
        backup::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The sections that somebody may open.
pub fn open_to(caller: &Caller) -> impl Iterator<Item = &'static Place> {
    SECTIONS.iter().filter(move |section| section.is_open_to(caller))
}

/// The first section that is open.
async fn first(frame: Frame) -> Result<Response, Problem> {
    let section = frame.caller.as_deref().and_then(|caller| open_to(caller).next());
    let section = section.ok_or_else(|| Problem::no_right(Right::Operate.in_words()))?;
    Ok(frame.go(section.path, None))
}

/// Whether whoever looks may change what the organisation knows of its own.
fn may_edit(frame: &Frame) -> bool {
    frame.caller.as_ref().is_some_and(|caller| caller.may_everywhere(Right::EditPolicies))
}

/// What was just done.
fn done(frame: &Frame, key: &'static str) -> Option<Flash> {
    Some(Flash { tone: "done", text: frame.say(key).to_owned() })
}

/// The words that a form brings: in a file, or pasted.
fn text_of(fields: &Fields, file: Option<Vec<u8>>) -> Result<String, Problem> {
    let unread = |why: compiler::DecodeError| {
        Problem::bad("unread", "这个文件读不了").with_detail(format!("{why}。"))
    };
    match (file, fields.given("text")) {
        (Some(bytes), _) => Ok(compiler::read(&bytes).map_err(unread)?.text),
        (None, Some(text)) => Ok(text.to_owned()),
        (None, None) => {
            Err(Problem::bad("no-file", "没有选文件")
                .with_detail("请选一个文件,或者把文字贴进来。"))
        }
    }
}

/// What a way of writing past a filter is called.
fn evasion(name: &'static str, frame: &Frame) -> String {
    let english = match name {
        "插入零宽字符" => "invisible characters",
        "字间加符号" => "signs between characters",
        "全角" => "full width",
        "繁体" => "Traditional characters",
        "夹表情" => "emoji in between",
        "全写拼音" => "pinyin",
        "全换同音字" => "other characters that sound alike",
        "部分拆字" => "characters taken apart",
        other => other,
    };
    frame.language.choose(name, english).to_owned()
}

/// Makes a draft of the next version of a policy (its id and version) with a key of its head set
/// or taken out; where it is to be looked at.
async fn draft_with(
    app: &Arc<App>,
    caller: Arc<Caller>,
    policy: String,
    key: &'static str,
    value: Option<&'static str>,
) -> Result<String, Problem> {
    let made = app.block(move |app| {
        let (id, version) = policy.rsplit_once(' ').unwrap_or_default();
        let version = version.parse().unwrap_or(0);
        let mut draft = policies::next(app.runtime.reader()?.as_mut(), id, version)?;
        draft.text = match value {
            Some(value) => edit::with_head(&draft.text, key, &edit::inline(&value.into())),
            None => edit::without_head(&draft.text, key),
        };
        drafts::keep(app, draft, None, &caller)
    });
    Ok(format!("{}/changes", link::draft(&made.await?.id)))
}
