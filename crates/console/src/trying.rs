//! Asking what would be decided about a message: an engine of its own sees the group's people
//! and its last events, then the message. Nothing is kept.

use std::sync::Arc;

use engine::Program;
use model::{Decision, Timestamp};
use serde_json::{Map, Value, json};
use server::{App, Problem};
use store::dialect::Reader;
use store::rows::{GroupRow, MemberRow};
use trial::dry::Past;

/// How many of a group's last events count.
const EVENTS_MAX: usize = 3_000;
/// The longest message, in characters.
const CHARS_MAX: usize = 5_000;
/// How long somebody who is no newcomer has been there.
const LONG_AGO_MS: i64 = 400 * 86_400_000;
/// Who writes where it is nobody in particular.
const SOMEBODY: &str = "somebody";

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody of that role, who has no history.
    Somebody(String),
    /// A member of the group, with what they did before.
    Member(String),
}

/// A message that is asked about.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where; empty: in a group of its own.
    pub group: String,
    /// By whom.
    pub who: Who,
    /// When.
    pub at: Timestamp,
    /// Its words.
    pub text: String,
    /// What is attached: a kind of media, or empty.
    pub media: String,
}

/// What would be decided.
///
/// # Errors
/// The store fails, or it is no message.
pub fn ask(
    app: &App,
    reader: &mut dyn Reader,
    program: Arc<Program>,
    message: &Message,
) -> Result<Vec<Decision>, Problem> {
    let zone = &app.zone;
    let group = if message.group.is_empty() { "try" } else { message.group.as_str() };
    let mut past = Past::new(program);
    let mut events = Vec::new();
    let (mut row, mut members) =
        (GroupRow { id: group.to_owned(), ..GroupRow::default() }, Vec::new());
    if !message.group.is_empty() {
        row = reader.group(group)?.ok_or_else(|| Problem::not_found("这个群"))?;
        members = reader.members(group)?;
        if matches!(message.who, Who::Member(_)) {
            events = store::feed::page(reader, group, u64::MAX, EVENTS_MAX)?.events;
        }
    }
    // What came after the moment that is asked about does not count.
    events.retain(|event| event.received < message.at);
    let first = events.last().map_or(message.at, |event| event.received).plus_ms(-1_000);
    let member = match &message.who {
        Who::Member(id) => id.clone(),
        Who::Somebody(_) => SOMEBODY.to_owned(),
    };
    past.see(&snapshot(&row, &members, &message.who, first, zone));
    for event in events.iter().rev() {
        past.see(&event.line);
    }
    let mut line = Map::new();
    line.insert("at".to_owned(), zone.rfc3339(message.at).into());
    line.insert("group".to_owned(), group.into());
    line.insert("kind".to_owned(), "message".into());
    line.insert("id".to_owned(), "asked-about".into());
    line.insert("member".to_owned(), member.into());
    let text: String = message.text.chars().take(CHARS_MAX).collect();
    line.insert("text".to_owned(), text.into());
    const MEDIA: &[&str] = &["image", "voice", "video", "file", "link", "red-packet", "card"];
    if let Some(kind) = MEDIA.iter().find(|kind| **kind == message.media) {
        line.insert("media".to_owned(), json!([{ "kind": kind }]));
    }
    past.ask(&Value::Object(line).to_string()).map_err(|why| Problem::bad("message", why))
}

/// A group's people as they are now, as the event that tells them.
pub fn snapshot(
    row: &GroupRow,
    members: &[MemberRow],
    who: &Who,
    at: Timestamp,
    zone: &model::Zone,
) -> String {
    let present = members.iter().filter(|member| member.present);
    let mut people: Vec<Value> = present.map(|member| person(member, zone)).collect();
    if let Who::Somebody(role) = who {
        let roles: Vec<&str> = match role.as_str() {
            role @ ("owner" | "admin" | "secretary" | "leader") => vec![role],
            _ => Vec::new(),
        };
        let joined = if role == "newcomer" { at } else { at.plus_ms(-LONG_AGO_MS) };
        people.push(json!({"id": SOMEBODY, "roles": roles, "joined": zone.rfc3339(joined)}));
    }
    let mut line = Map::new();
    line.insert("at".to_owned(), zone.rfc3339(at).into());
    line.insert("group".to_owned(), row.id.as_str().into());
    line.insert("kind".to_owned(), "group".into());
    line.insert("members".to_owned(), people.into());
    let told = [("name", &row.name), ("purpose", &row.purpose), ("owner", &row.owner)];
    told.into_iter().for_each(|(key, text)| enter(&mut line, key, text.as_deref()));
    Value::Object(line).to_string()
}

fn person(member: &MemberRow, zone: &model::Zone) -> Value {
    let roles: Vec<&str> = member.roles.split_whitespace().collect();
    let tags: Vec<&str> = member.tags.lines().collect();
    let mut one = Map::new();
    one.insert("id".to_owned(), member.id.as_str().into());
    one.insert("roles".to_owned(), roles.into());
    one.insert("tags".to_owned(), tags.into());
    enter(&mut one, "name", member.name.as_deref());
    enter(&mut one, "card", member.card.as_deref());
    enter(&mut one, "joined", member.joined.map(|at| zone.rfc3339(at)).as_deref());
    Value::Object(one)
}

fn enter(line: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        line.insert(key.to_owned(), text.into());
    }
}
