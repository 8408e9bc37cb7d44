//! The organisation's accounts: who holds which, what is to be handed over, what happened; and
//! entering what happened.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use model::event::ORG;
use runtime::service::LineAnswer;
use serde_json::{Map, Value};
use server::access::{Caller, Right, secret};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::accounts::{Account, accounts, history, open};
use server::figures::shown_as;
use server::http::guard::From;
use server::{App, Problem};
use store::StoreError;
use store::people::AuditEntry;

use crate::form::Fields;
use crate::frame::{Flash, Frame};
use crate::link;
use crate::show::case;
use crate::show::moment::Moment;
use crate::show::names;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadGroups);
    let own = "/groups/{group}/accounts/{account}";
    vec![
        page(reads, Method::GET, "/accounts", get(list)),
        page(Needs::Somewhere(Right::Decide), Method::POST, "/accounts", post(register)),
        page(Needs::InGroup(Right::ReadGroups), Method::GET, own, get(one)),
        page(Needs::InGroup(Right::Decide), Method::POST, own, post(enter)),
    ]
}

/// What may be entered by hand: the rest comes from programs.
const CHANGES: [(&str, &str); 5] = [
    ("handed-over", "change.handed-over"),
    ("lent", "change.lent"),
    ("returned", "change.returned"),
    ("credential", "change.credential"),
    ("deleted", "change.deleted"),
];
/// The longest name of an account or a person, in characters.
const CHARS_MAX: usize = 100;

/// An account.
struct Held {
    link: String,
    account: String,
    holder: String,
    holder_link: String,
    left: bool,
    since: Moment,
    lent: String,
    place: String,
}

/// Something that is to be done.
struct Task {
    link: String,
    what: String,
    member: String,
    due: Option<Moment>,
    late: bool,
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct List<'a> {
    frame: &'a Frame,
    rows: Vec<Held>,
    tasks: Vec<Task>,
    reads_cases: bool,
    may_enter: bool,
}

/// Where an account stands.
fn address(group: &str, account: &str) -> String {
    format!("{}/accounts/{}", link::group(group), link::part(account))
}

fn held(row: Account, places: &BTreeMap<String, String>, frame: &Frame) -> Held {
    let place = match row.group.as_str() {
        ORG => frame.say("accounts.org").to_owned(),
        group => places.get(group).cloned().unwrap_or_else(|| group.to_owned()),
    };
    let lent = row.lent_to.as_deref().zip(row.lent_name.as_deref());
    let lent = lent.map(|(id, name)| shown_as(name, id, frame.language)).unwrap_or_default();
    Held {
        link: address(&row.group, &row.account),
        holder_link: link::person(&row.holder),
        account: row.account,
        holder: shown_as(&row.holder_name, &row.holder, frame.language),
        left: row.holder_left,
        since: frame.time(row.at),
        lent,
        place,
    }
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (shown, asks) = (frame.clone(), Arc::clone(&caller));
    let read = app.read(move |reader| {
        let rows = accounts(reader, &asks, &shown.zone)?;
        let mut places = BTreeMap::new();
        for row in rows.iter().filter(|row| row.group != ORG) {
            if !places.contains_key(&row.group) {
                let name =
                    reader.group(&row.group)?.map(|group| server::figures::group_name(&group));
                places.insert(row.group.clone(), name.unwrap_or_else(|| row.group.clone()));
            }
        }
        let tasks =
            if asks.may_somewhere(Right::ReadCases) { open(reader, &asks)? } else { Vec::new() };
        let people: Vec<String> = tasks.iter().filter_map(|row| row.member.clone()).collect();
        let people = server::figures::names_of(reader, &asks, &people)?;
        let rows: Vec<Held> = rows.into_iter().map(|row| held(row, &places, &shown)).collect();
        let tasks: Vec<Task> = tasks.iter().map(|row| task(row, &people, &shown)).collect();
        Ok::<_, StoreError>((rows, tasks))
    });
    let (rows, tasks) = read.await?;
    let reads_cases = caller.may_somewhere(Right::ReadCases);
    let may_enter = caller.may_somewhere(Right::Decide);
    Ok(frame.page(&List { frame: &frame, rows, tasks, reads_cases, may_enter }))
}

fn task(row: &store::rows::CaseRow, people: &BTreeMap<String, String>, frame: &Frame) -> Task {
    let member = row.member.as_ref();
    Task {
        link: link::case(&row.group, row.number),
        what: names::kind(&row.kind, frame.language),
        member: member
            .map(|id| shown_as(people.get(id).map_or("", String::as_str), id, frame.language))
            .unwrap_or_default(),
        due: row.due.map(|due| frame.time(due)),
        late: case::is_late(row, frame.now),
    }
}

/// Something that happened to the account.
struct Step {
    what: &'static str,
    at: Moment,
    by: String,
    holder: String,
    to: String,
}

#[derive(Template)]
#[template(path = "account.html")]
struct One<'a> {
    frame: &'a Frame,
    account: String,
    link: String,
    held: Option<Held>,
    steps: Vec<Step>,
    changes: Vec<(&'static str, &'static str)>,
    may_enter: bool,
}

/// What happened, as a word: the key.
fn change(name: &str) -> &'static str {
    match name {
        "registered" => "change.registered",
        "handed-over" => "change.handed-over",
        "lent" => "change.lent",
        "returned" => "change.returned",
        "credential" => "change.credential",
        "profile" => "change.profile",
        "contact-added" => "change.contact-added",
        "contact-deleted" => "change.contact-deleted",
        "published" => "change.published",
        "deleted" => "change.deleted",
        _ => "change.other",
    }
}

async fn one(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((group, account)): Path<(String, String)>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (shown, asks, wanted) =
        (frame.clone(), Arc::clone(&caller), (group.clone(), account.clone()));
    let read = app.read(move |reader| {
        let steps = history(reader, &asks, &wanted.0, &wanted.1, &shown.zone)?;
        let rows = accounts(reader, &asks, &shown.zone)?;
        let row = rows.into_iter().find(|row| row.group == wanted.0 && row.account == wanted.1);
        Ok::<_, StoreError>((steps, row.map(|row| held(row, &BTreeMap::new(), &shown))))
    });
    let (steps, held) = read.await?;
    if steps.is_empty() && held.is_none() {
        return Err(Problem::not_found("这个账号"));
    }
    let steps = steps.into_iter().map(|step| {
        let shown = |name: Option<String>, id: Option<String>| {
            let (name, id) = (name.unwrap_or_default(), id.unwrap_or_default());
            shown_as(&name, &id, frame.language)
        };
        let [by, holder, to] = step.ids;
        Step {
            what: frame.say(change(&step.change)),
            at: frame.time(step.at),
            by: shown(step.by, by),
            holder: shown(step.holder, holder),
            to: shown(step.to, to),
        }
    });
    let page = One {
        frame: &frame,
        link: address(&group, &account),
        account,
        held,
        steps: steps.collect(),
        changes: CHANGES.iter().map(|(name, words)| (*name, frame.say(words))).collect(),
        may_enter: caller.may_in(Right::Decide, &group),
    };
    Ok(frame.page(&page))
}

/// Keeps what happened to an account, with a record of who entered it.
async fn keep(
    app: &Arc<App>,
    caller: &Caller,
    address: IpAddr,
    group: &str,
    fields: &[(&str, &str)],
) -> Result<(), Problem> {
    let mut event = Map::new();
    let id = secret::fresh("own").map_err(|_| Problem::internal())?;
    let at = app.zone.rfc3339(app.now());
    let own = [
        ("at", at.as_str()),
        ("group", group),
        ("id", &id),
        ("member", &caller.member),
        ("kind", "account"),
    ];
    let given = own.into_iter().chain(fields.iter().copied());
    let given = given.filter(|(_, value)| !value.is_empty());
    event.extend(given.map(|(name, value)| (name.to_owned(), Value::from(value))));
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let entry = AuditEntry {
        who: caller.who(),
        act: format!("account.{}", text("change")),
        object: text("account"),
        detail: [text("holder"), text("to")].concat(),
        address: address.to_string(),
    };
    app.block(move |app| Ok(app.runtime.audit(entry)?)).await?;
    let answers = app.ingest(Value::Object(event).to_string()).await?;
    match answers.into_iter().next() {
        Some(LineAnswer::Kept { .. } | LineAnswer::Duplicate { .. }) => Ok(()),
        Some(LineAnswer::Refused(why)) => Err(Problem::bad("refused", why)),
        Some(LineAnswer::Empty) | None => Err(Problem::internal()),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(CHARS_MAX).collect()
}

async fn register(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let (account, holder) = (cut(fields.text("account")), cut(fields.text("holder")));
    let group = fields.given("group").unwrap_or(ORG);
    if !caller.may_in(Right::Decide, group) {
        return Err(Problem::no_right(Right::Decide.in_words()));
    }
    let known = group == ORG || {
        let wanted = group.to_owned();
        app.read(move |reader| reader.group(&wanted)).await?.is_some()
    };
    if !known {
        return Err(Problem::not_found("这个群"));
    }
    if account.is_empty() || holder.is_empty() {
        return Ok(frame.go("/accounts", wrong(&frame, "accounts.missing")));
    }
    let told = [("account", account.as_str()), ("holder", &holder), ("change", "registered")];
    keep(&app, &caller, address, group, &told).await?;
    Ok(frame.go("/accounts", done(&frame, "accounts.registered")))
}

fn done(frame: &Frame, words: &'static str) -> Option<Flash> {
    Some(Flash { tone: "done", text: frame.say(words).to_owned() })
}

fn wrong(frame: &Frame, words: &'static str) -> Option<Flash> {
    Some(Flash { tone: "grave", text: frame.say(words).to_owned() })
}

async fn enter(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(ip)): Extension<From>,
    Path((group, account)): Path<(String, String)>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let back = address(&group, &account);
    let (what, to) = (fields.text("change"), cut(fields.text("to")));
    let known = CHANGES.iter().find(|(name, _)| *name == what);
    let (change, _) = known.ok_or_else(|| Problem::bad("change", "没有这种变化"))?;
    let names_somebody = matches!(*change, "handed-over" | "lent");
    if names_somebody && to.is_empty() {
        return Ok(frame.go(&back, wrong(&frame, "accounts.to.missing")));
    }
    let to = if names_somebody { to.as_str() } else { "" };
    let told = [("account", account.as_str()), ("change", change), ("to", to)];
    keep(&app, &caller, ip, &group, &told).await?;
    Ok(frame.go(&back, done(&frame, "accounts.entered")))
}
