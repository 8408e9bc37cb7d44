//! A case as a document: what happened, on what it rests, who decided, and by which records of
//! the journal all of it can be checked.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::feed;
use store::rows::CaseRow;

use crate::form::Fields;
use crate::frame::{Frame, Query};
use crate::link;
use crate::show::article::{self, Article};
use crate::show::case::{self, Sort, State as CaseState};
use crate::show::moment::Moment;
use crate::show::names::{self, People};
use crate::show::past::{Past, Spoken};
use crate::show::story::{self, Line, Step};
use crate::show::veil::Veil;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/groups/{group}/cases/{number}";
    vec![page(Needs::InGroup(Right::ReadCases), Method::GET, path, get(document))]
}

/// A step of the story, as it is shown.
struct Happened {
    at: Moment,
    who: String,
    deed: &'static str,
    words: String,
    tone: &'static str,
    decided: Vec<Past>,
}

/// A record of the journal, with the hash over it.
struct Proof {
    record: u64,
    hash: String,
}

#[derive(Template)]
#[template(path = "case.html")]
struct Document<'a> {
    frame: &'a Frame,
    key: String,
    link: String,
    group_name: String,
    group_link: String,
    sort: Sort,
    kind: String,
    member: String,
    member_link: String,
    opened: Moment,
    due: Option<Moment>,
    against: Option<(String, String)>,
    tone: &'static str,
    icon: &'static str,
    standing: &'static str,
    acts: Vec<String>,
    awaited: String,
    articles: Vec<Article>,
    said: Vec<Spoken>,
    steps: Vec<Happened>,
    proofs: Vec<Proof>,
    hides: bool,
    printed: Moment,
    queue_link: Option<String>,
    may_reopen: bool,
}

async fn document(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((group, number)): Path<(String, u32)>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let shown = frame.clone();
    let page = app.read(move |reader| {
        let Some(row) = reader.case(&group, number)? else { return Ok(None) };
        let drawn = drawn(reader, &caller, &shown, &row, &query)?;
        Ok::<_, StoreError>(Some(drawn.render()))
    });
    let text = page.await?.ok_or_else(|| Problem::not_found("这件事项"))?;
    Ok(frame.text(text.map_err(|_| Problem::internal())?))
}

fn drawn<'a>(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &'a Frame,
    row: &CaseRow,
    query: &Fields,
) -> Result<Document<'a>, StoreError> {
    let language = frame.language;
    let state = case::state(row);
    let key = format!("{}-{}", row.group, row.number);
    let people = People::of(reader.members(&row.group)?, frame.language);
    let group = reader.group(&row.group)?;
    let steps = story::whole(reader, row, &state)?;
    let records: Vec<u64> = steps.iter().map(|step| step.record).collect();
    let proofs = feed::hashes(reader, &records)?;
    let policies = reader.policies()?;
    let articles = article::of_case(&policies, &state, &steps, row.opened, &frame.zone);
    let trigger = steps.iter().find(|step| {
        let id = step.line.as_ref().map(|line| line.id.as_str());
        id.is_some() && id == state.event.as_deref()
    });
    let reads = caller.may_in(Right::ReadChat, &row.group);
    let said = match trigger.filter(|_| reads) {
        Some(step) => story::around(reader, &row.group, step.record)?,
        None => Vec::new(),
    };
    let hides = query.text("hide") == "others";
    let lines: Vec<&Line> = steps
        .iter()
        .filter_map(|step| step.line.as_ref())
        .chain(said.iter().map(|said| &said.line))
        .collect();
    let concerned = row.member.as_deref().unwrap_or_default();
    let veil = Veil::of(hides, concerned, &people, &lines, frame);
    let (tone, icon, standing) = case::standing(&state);
    let own = link::case(&row.group, row.number);
    let against = state.against.as_deref().and_then(|name| {
        let number = name.rsplit_once('-')?.1.parse().ok()?;
        Some((name.to_owned(), link::case(&row.group, number)))
    });
    let may_decide = caller.may_in(Right::Decide, &row.group);
    let acts = acts(&state, frame);
    Ok(Document {
        group_name: group.and_then(|group| group.name).unwrap_or_else(|| row.group.clone()),
        group_link: link::group(&row.group),
        sort: Sort::of(row, &state),
        kind: names::kind(&row.kind, language),
        member: row.member.as_deref().map(|id| people.called(id)).unwrap_or_default(),
        member_link: link::person(row.member.as_deref().unwrap_or_default()),
        opened: frame.time(row.opened),
        due: row.due.map(|due| frame.time(due)),
        against,
        tone,
        icon,
        standing: frame.say(standing),
        acts,
        awaited: case::awaited(&state, language),
        articles,
        said: said.iter().map(|said| veil.spoken(said, &people)).collect(),
        steps: steps.iter().map(|step| happened(step, &veil, &people, reads, frame)).collect(),
        proofs: proofs
            .into_iter()
            .map(|(record, hash)| Proof { record, hash: hex(&hash) })
            .collect(),
        hides,
        printed: frame.time(frame.now),
        queue_link: (row.waits && may_decide).then(|| format!("/queue?case={}", link::part(&key))),
        may_reopen: !row.waits && may_decide,
        link: own,
        key,
        frame,
    })
}

fn happened(step: &Step, veil: &Veil<'_>, people: &People, reads: bool, frame: &Frame) -> Happened {
    let (who, words) = veil.step(step, people, reads);
    let waits = step.decided.iter().any(|one| one.status == "pending");
    Happened {
        at: frame.time(step.at),
        who,
        deed: frame.say(story::deed(step.line.as_ref().map_or("", |line| line.kind.as_str()))),
        words,
        tone: if waits { "waits" } else { "done" },
        decided: veil.decided(step),
    }
}

fn acts(state: &CaseState, frame: &Frame) -> Vec<String> {
    let until = |act: &case::Act| {
        let until = act.until.map(|at| frame.time(model::Timestamp(at)));
        until.map(|until| frame.with("case.until", "time", until)).unwrap_or_default()
    };
    let act = |act: &case::Act| {
        let words = names::action(&act.action, frame.language) + &until(act);
        match act.status.as_str() {
            "pending" => format!("{words} ({})", frame.say("status.pending")),
            "task" => format!("{words} ({})", frame.say("status.task")),
            _ => words,
        }
    };
    state.acts.iter().map(act).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
