//! Everybody who may sign in, and programs.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::access::Right;
use server::access::second::is_on;
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::dialect::Reader;
use store::people::{GrantRow, ListedUser, UserFilter, UserRow};

use crate::frame::{Frame, Query};
use crate::link;
use crate::show::given;

/// How many users a page has.
const ROWS: usize = 50;
/// Whose right all pages about users need.
pub(super) const MANAGES: Needs = Needs::Everywhere(Right::ManageUsers);

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(MANAGES, Method::GET, "/settings/users", get(list))]
}

#[derive(Template)]
#[template(path = "settings/users.html")]
struct Users<'a> {
    frame: &'a Frame,
    asked: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    link: String,
    shown: String,
    name: String,
    member: String,
    given: Vec<String>,
    standing: Standing,
    second_factor: bool,
}

/// How somebody stands: a colour and a word's key.
pub(super) struct Standing {
    pub(super) tone: &'static str,
    pub(super) words: &'static str,
}

/// How a user stands.
pub(super) fn standing(user: &UserRow, has_tokens: bool) -> Standing {
    let comes_in = user.password.is_some() || user.subject.is_some();
    let (tone, words) = match (user.disabled, comes_in, has_tokens) {
        (true, ..) => ("grave", "users.disabled"),
        (_, true, _) => ("done", "users.active"),
        (_, _, true) => ("undone", "users.program"),
        _ => ("waits", "users.invited"),
    };
    Standing { tone, words }
}

async fn list(
    State(app): State<Arc<App>>,
    frame: Frame,
    Query(query): Query,
) -> Result<Response, Problem> {
    let (asked, after) = (query.text("q").to_owned(), query.text("after").to_owned());
    let (words, shown) = (asked.clone(), frame.clone());
    let read = app.read(move |reader| rows(reader, &words, &after, &shown));
    let mut rows = read.await?;
    let next = (rows.len() > ROWS).then(|| {
        rows.truncate(ROWS);
        let last = rows.last().map_or("", |row| &row.name);
        format!("/settings/users?q={}&after={}", link::part(&asked), link::part(last))
    });
    Ok(frame.page(&Users { frame: &frame, asked, rows, next }))
}

fn rows(
    reader: &mut dyn Reader,
    words: &str,
    after: &str,
    frame: &Frame,
) -> Result<Vec<Row>, Problem> {
    let (words, after) = (words.to_owned(), after.to_owned());
    let limit = u32::try_from(ROWS + 1).unwrap_or(u32::MAX);
    let users = reader.users_page(&UserFilter { words, after, limit })?;
    let groups = given::groups_of(reader, users.iter().flat_map(|listed| &listed.grants))?;
    let row = |ListedUser { user, grants, has_tokens }: ListedUser| Row {
        link: link::user(user.id),
        given: given_to(&grants, &groups, frame),
        standing: standing(&user, has_tokens),
        second_factor: is_on(&user),
        member: user.member.unwrap_or_default(),
        shown: user.shown,
        name: user.name,
    };
    Ok(users.into_iter().map(row).collect())
}

/// What somebody was given, a line for each place.
pub(super) fn given_to(
    grants: &[GrantRow],
    groups: &BTreeMap<String, String>,
    frame: &Frame,
) -> Vec<String> {
    let mut places: BTreeMap<Option<&String>, Vec<&str>> = BTreeMap::new();
    for grant in grants {
        let words = given::called(&grant.role, frame.language);
        places.entry(grant.group.as_ref()).or_default().push(words);
    }
    let comma = frame.language.choose("、", ", ");
    let line = |(group, words): (Option<&String>, Vec<&str>)| {
        let place = match group {
            None => frame.say("users.everywhere"),
            Some(id) => groups.get(id).unwrap_or(id),
        };
        frame.fill("users.given", &[("what", &words.join(comma)), ("where", place)])
    };
    places.into_iter().map(line).collect()
}
