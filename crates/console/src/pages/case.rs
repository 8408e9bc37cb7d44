//! A case as a document: what happened, on what it rests, who decided, and by which records of
//! the journal all of it can be checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::event::ADVISER;
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
use crate::show::past::{Past, Spoken, past, spoken};
use crate::show::story::{self, Line, Said, Step};

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
    let people = People::of(reader.members(&row.group)?);
    let group = reader.group(&row.group)?;
    let steps = story::steps(reader, &key)?;
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
    let veil = Veil::of(hides, row.member.as_deref().unwrap_or_default(), frame);
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
        member: row.member.as_deref().map(|id| people.called(id).to_owned()).unwrap_or_default(),
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
        steps: steps.iter().map(|step| veil.step(step, &people, reads)).collect(),
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

/// Makes those unreadable whom the case is not about, where that is wanted: names become
/// letters, words become nothing. Who decided stays: they answer for it.
struct Veil<'a> {
    hides: bool,
    member: &'a str,
    frame: &'a Frame,
    letters: std::cell::RefCell<BTreeMap<String, usize>>,
}

impl<'a> Veil<'a> {
    fn of(hides: bool, member: &'a str, frame: &'a Frame) -> Veil<'a> {
        Veil { hides, member, frame, letters: std::cell::RefCell::default() }
    }

    fn is_third(&self, line: &Line) -> bool {
        let decides = ["approve", "reject", "answer", "done", "claim", "release", "reopen"];
        self.hides && line.member != self.member && !decides.contains(&line.kind.as_str())
    }

    fn letter(&self, member: &str) -> String {
        let mut letters = self.letters.borrow_mut();
        let next = letters.len();
        let at = *letters.entry(member.to_owned()).or_insert(next);
        self.frame.with("case.third", "letter", at.saturating_add(1))
    }

    fn spoken(&self, said: &Said, people: &People) -> Spoken {
        let shown = spoken(said, people, self.frame);
        if !self.is_third(&said.line) {
            return shown;
        }
        let words = self.frame.say("case.hidden").to_owned();
        Spoken { who: self.letter(&said.line.member), words, ..shown }
    }

    fn step(&self, step: &Step, people: &People, reads: bool) -> Happened {
        let empty = Line::default();
        let line = step.line.as_ref().unwrap_or(&empty);
        let third = self.is_third(line);
        let who = match line.member.as_str() {
            "" => String::new(),
            ADVISER => self.frame.say("queue.advice").to_owned(),
            id if third => self.letter(id),
            id => people.called(id).to_owned(),
        };
        let is_chat = matches!(line.kind.as_str(), "message" | "notice");
        let words = match () {
            () if third => self.frame.say("case.hidden").to_owned(),
            // Who may read cases need not be allowed to read what was said.
            () if is_chat && !reads => self.frame.say("case.no-chat").to_owned(),
            () => line.words(),
        };
        let waits = step.decided.iter().any(|one| one.status == "pending");
        Happened {
            at: self.frame.time(step.at),
            who,
            deed: self.frame.say(story::deed(&line.kind)),
            words,
            tone: if waits { "waits" } else { "done" },
            decided: step.decided.iter().map(|one| past(one, self.frame)).collect(),
        }
    }
}
