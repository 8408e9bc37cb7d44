//! The organisation's list of people, as somebody hands it in: pasted or in a file, looked at line
//! by line before anything is changed.

mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::post;
use model::event::ORG;
use runtime::service::LineAnswer;
use serde_json::{Value, json};
use server::access::{Caller, Right, secret};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::group_name;
use server::http::guard::From;
use server::{App, Problem};
use store::dialect::Reader;
use store::people::AuditEntry;
use store::rows::MemberRow;

use crate::form::{Fields, WithFile};
use crate::frame::{Flash, Frame};
use crate::link;
use reading::{Known, LINES_MAX, Line, Person, What, read};

/// Whoever changes the list changes who belongs in every group.
const CHANGES: Needs = Needs::Everywhere(Right::Decide);
/// The largest file, and the longest form: letters that are not English take nine signs there.
const FORM_BYTES_MAX: usize = 8 << 20;
/// The longest list, in bytes of text.
const TEXT_BYTES_MAX: usize = 512 << 10;
/// How many lines are shown of those that are understood, and how many people who are missing.
const SHOWN: usize = 300;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let own = "/groups/{group}/roster";
    vec![
        page(CHANGES, Method::POST, own, post(look)).of_at_most(FORM_BYTES_MAX),
        page(CHANGES, Method::POST, "/groups/{group}/roster/keep", post(keep))
            .of_at_most(FORM_BYTES_MAX),
    ]
}

/// Whether whoever looks may change the list.
pub(super) fn may_change(caller: &Caller) -> bool {
    caller.may_everywhere(Right::Decide)
}

/// What a line changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    New,
    Other,
    Same,
    Left,
}

impl Change {
    /// The class of its colour, and the key of its words.
    fn shown(self) -> (&'static str, &'static str) {
        match self {
            Change::New => ("done", "roster.change.new"),
            Change::Other => ("waits", "roster.change.other"),
            Change::Same => ("", "roster.change.same"),
            Change::Left => ("grave", "roster.change.left"),
        }
    }
}

/// A list against the one that is known.
struct Compared {
    group: String,
    lines: Vec<Line>,
    too_many: bool,
    listed: BTreeMap<String, MemberRow>,
    /// On the known list, and not on this one.
    missing: Vec<String>,
}

impl Compared {
    fn of(reader: &mut dyn Reader, group: &str, text: &str) -> Result<Option<Compared>, Problem> {
        let Some(row) = reader.group(group)? else { return Ok(None) };
        let here = reader.members(group)?;
        let listed = reader.members(ORG)?.into_iter().filter(|row| !row.id.starts_with('@'));
        let listed: Vec<MemberRow> = listed.collect();
        let known = Known::of(here.iter().filter(|row| row.present).chain(&listed));
        let (lines, too_many) = read(text, &known);
        let named: BTreeSet<&str> = people(&lines).map(|(_, one)| one.id.as_str()).collect();
        let gone = listed.iter().filter(|row| row.present && !named.contains(row.id.as_str()));
        Ok(Some(Compared {
            group: group_name(&row),
            missing: gone.map(|row| row.id.clone()).collect(),
            too_many,
            listed: listed.into_iter().map(|row| (row.id.clone(), row)).collect(),
            lines,
        }))
    }

    fn change(&self, person: &Person) -> Change {
        let row = self.listed.get(&person.id);
        match row {
            Some(row) if !row.present && person.left => Change::Same,
            _ if person.left => Change::Left,
            Some(row) if row.present => {
                let named = person.name.is_empty() || row.name.as_deref() == Some(&person.name);
                let tagged = |tags: &Vec<String>| tags.join("\n") == row.tags;
                let same = named && person.tags.as_ref().is_none_or(tagged);
                if same { Change::Same } else { Change::Other }
            }
            _ => Change::New,
        }
    }

    fn unread(&self) -> impl Iterator<Item = (&Line, &'static str, &str)> {
        self.lines.iter().filter_map(|line| match &line.what {
            What::Unread(key, with) => Some((line, *key, with.as_str())),
            _ => None,
        })
    }

    /// Whether whoever is missing may be taken to have left: on a list that was understood whole.
    fn is_whole(&self) -> bool {
        !self.too_many && self.unread().next().is_none() && people(&self.lines).next().is_some()
    }
}

/// Those whom lines name.
fn people(lines: &[Line]) -> impl Iterator<Item = (&Line, &Person)> {
    lines.iter().filter_map(|line| match &line.what {
        What::Person(person) => Some((line, person)),
        _ => None,
    })
}

/// A line that was not understood.
struct Unread {
    number: usize,
    text: String,
    why: String,
}

/// A line that was.
struct Understood {
    number: usize,
    name: String,
    id: String,
    tags: String,
    tone: &'static str,
    change: &'static str,
}

#[derive(Template)]
#[template(path = "roster.html")]
struct Page<'a> {
    frame: &'a Frame,
    group: String,
    back: String,
    action: String,
    text: String,
    too_many: bool,
    understood: usize,
    changes: usize,
    unread: Vec<Unread>,
    rows: Vec<Understood>,
    is_whole: bool,
    missing: usize,
    missing_names: Vec<String>,
}

fn action(group: &str) -> String {
    format!("{}/roster", link::group(group))
}

/// The words of a list: in a file, or pasted.
fn text_of(fields: &Fields, file: Option<Vec<u8>>) -> Result<String, Problem> {
    let unread = |why: compiler::DecodeError| {
        Problem::bad("unread", "这个文件读不了").with_detail(format!("{why}。"))
    };
    let text = match (file, fields.given("text")) {
        (Some(bytes), _) => compiler::lines(&bytes).map_err(unread)?,
        (None, Some(_)) => fields.whole("text").to_owned(),
        (None, None) => {
            return Err(Problem::bad("no-file", "还没有名单")
                .with_detail("请把名单贴进来,或者选一个文件。"));
        }
    };
    if text.len() > TEXT_BYTES_MAX {
        let detail = format!("最多 {LINES_MAX} 行、{} KB 文字;请分成几份。", TEXT_BYTES_MAX >> 10);
        return Err(Problem::bad("too-long", "名单太长").with_detail(detail));
    }
    Ok(text)
}

async fn compared(
    app: &Arc<App>,
    caller: &Caller,
    group: &str,
    text: &str,
) -> Result<Compared, Problem> {
    // Names in the group tell whom a list means: they are for those who may see them.
    if !caller.may_in(Right::ReadGroups, group) {
        return Err(Problem::no_right(Right::ReadGroups.in_words()));
    }
    let (group, text) = (group.to_owned(), text.to_owned());
    let read = app.read(move |reader| Compared::of(reader, &group, &text));
    read.await?.ok_or_else(|| Problem::not_found("这个群"))
}

/// Shows what was understood, before anything is changed.
async fn look(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(group): Path<String>,
    frame: Frame,
    WithFile(fields, file): WithFile,
) -> Result<Response, Problem> {
    let text = text_of(&fields, file)?;
    let found = compared(&app, &caller, &group, &text).await?;
    Ok(frame.page(&page_of(&frame, &group, text, &found)))
}

fn page_of<'a>(frame: &'a Frame, group: &str, text: String, found: &Compared) -> Page<'a> {
    let row = |(line, person): (&Line, &Person)| {
        let known = found.listed.get(&person.id).and_then(|row| row.name.clone());
        let (tone, change) = found.change(person).shown();
        Understood {
            number: line.number,
            name: if person.name.is_empty() {
                known.unwrap_or_default()
            } else {
                person.name.clone()
            },
            id: person.id.clone(),
            tags: person.tags.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · "),
            tone,
            change: frame.say(change),
        }
    };
    let unread = found.unread().map(|(line, key, with)| Unread {
        number: line.number,
        text: line.text.clone(),
        why: frame.with(key, "with", with),
    });
    let changes = people(&found.lines).filter(|(_, one)| found.change(one) != Change::Same);
    let missing = found.missing.iter().take(SHOWN).filter_map(|id| found.listed.get(id));
    Page {
        frame,
        group: found.group.clone(),
        back: format!("{}?view=roster", link::group(group)),
        action: action(group),
        text,
        too_many: found.too_many,
        understood: people(&found.lines).count(),
        changes: changes.count(),
        unread: unread.collect(),
        rows: people(&found.lines).take(SHOWN).map(row).collect(),
        is_whole: found.is_whole(),
        missing: found.missing.len(),
        missing_names: missing.map(|row| frame.called(row)).collect(),
    }
}

/// What the list says of somebody, as an event: what is known of them beside that stays.
fn event(person: &Person, row: Option<&MemberRow>, at: &str, id: &str) -> Value {
    let known = |text: fn(&MemberRow) -> &str, parts: char| -> Vec<String> {
        let text = row.map_or("", text).split(parts);
        text.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let tags = person.tags.clone().unwrap_or_else(|| known(|row| &row.tags, '\n'));
    let mut event = json!({
        "kind": "staff",
        "at": at,
        "group": ORG,
        "id": id,
        "member": person.id,
        "status": if person.left { "left" } else { "active" },
        "roles": known(|row| &row.roles, ' '),
        "tags": tags,
    });
    if let Some(event) = event.as_object_mut().filter(|_| !person.name.is_empty()) {
        event.insert("name".to_owned(), person.name.clone().into());
    }
    event
}

/// Keeps what was understood, with a record of who entered it.
async fn keep(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(group): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let text = text_of(&fields, None)?;
    let found = compared(&app, &caller, &group, &text).await?;
    let mut changed: Vec<(Change, Person)> = people(&found.lines)
        .map(|(_, person)| (found.change(person), person.clone()))
        .filter(|(change, _)| *change != Change::Same)
        .collect();
    if fields.text("gone") == "on" && found.is_whole() {
        let gone = found.missing.iter();
        let left = |id: &String| Person { id: id.clone(), left: true, ..Person::default() };
        changed.extend(gone.map(|id| (Change::Left, left(id))));
    }
    let back = format!("{}?view=roster", link::group(&group));
    if changed.is_empty() {
        let text = frame.say("roster.kept.none").to_owned();
        return Ok(frame.go(&back, Some(Flash { tone: "waits", text })));
    }
    let count = |wanted: Change| changed.iter().filter(|(one, _)| *one == wanted).count();
    let (new, other, left) = (count(Change::New), count(Change::Other), count(Change::Left));
    let detail = format!("新增 {new},改动 {other},离开 {left}");
    let entry = AuditEntry {
        who: caller.who(),
        act: "roster.change".to_owned(),
        object: group,
        detail,
        address: address.to_string(),
    };
    app.block(move |app| Ok(app.runtime.audit(entry)?)).await?;
    let id = secret::fresh("list").map_err(|_| Problem::internal())?;
    let at = app.zone.rfc3339(app.now());
    let lines = changed.iter().enumerate().map(|(number, (_, person))| {
        event(person, found.listed.get(&person.id), &at, &format!("{id}-{number}")).to_string()
    });
    let answers = app.ingest(lines.collect::<Vec<_>>().join("\n")).await?;
    let refused = answers.iter().filter(|one| matches!(one, LineAnswer::Refused(_))).count();
    let flash = match refused {
        0 => {
            let [new, other, left] = [new, other, left].map(|count| count.to_string());
            let places = [("new", new.as_str()), ("other", &other), ("left", &left)];
            Flash { tone: "done", text: frame.fill("roster.kept", &places) }
        }
        some => Flash { tone: "grave", text: frame.with("roster.kept.not-all", "count", some) },
    };
    Ok(frame.go(&back, Some(flash)))
}
