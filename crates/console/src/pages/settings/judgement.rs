//! How readily messages are judged, and the model that was learned: what it comes to, learning
//! from the organisation's own verdicts, and going back.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use model::Strictness;
use runtime::About;
use server::access::Caller;
use server::endpoint::{Endpoint, page};
use server::http::guard::From;
use server::own::By;
use server::own::learning::{Gathered, Learned, State as Learning, VERDICTS_MIN, percent};
use server::{App, Problem};
use store::knowledge::KnowledgeRow;

use super::{EDITS, READS, done};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::pages::policies;
use crate::show::moment::Moment;
use crate::show::names;

/// How many changes of the model are shown.
const CHANGES: u32 = 10;
/// What the mean must reach at least, in percent.
const FLOORS: [usize; 4] = [40, 50, 60, 70];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let post = |path: &str, answers| page(EDITS, Method::POST, path, answers);
    vec![
        page(READS, Method::GET, "/settings/judgement", get(show)),
        post("/settings/judgement/strictness", self::post(strictness)),
        post("/settings/judgement/train", self::post(train)),
        post("/settings/judgement/use", self::post(use_it)),
        post("/settings/judgement/undo", self::post(undo)),
    ]
}

#[derive(Template)]
#[template(path = "settings/judgement.html")]
struct Page<'a> {
    frame: &'a Frame,
    may_edit: bool,
    levels: Vec<Level>,
    messages: usize,
    policies: Vec<PolicyRow>,
    own: bool,
    learning: Stage,
    floors: [usize; 4],
    verdicts_min: usize,
    changes: Vec<ChangeRow>,
}

/// How far learning is.
enum Stage {
    Idle,
    Running { since: Moment },
    Few { count: usize, of: Vec<(String, usize)> },
    Ready(Box<Ready>),
    Failed,
}

struct Ready {
    at: Moment,
    learned: usize,
    kept: usize,
    before: String,
    after: String,
    better: bool,
    rows: Vec<ClassRow>,
}

struct ClassRow {
    words: String,
    count: usize,
    kept: usize,
    before: String,
    after: String,
    tone: &'static str,
}

/// A strictness, with what it comes to on what was lately said.
struct Level {
    name: &'static str,
    words: &'static str,
    acts: usize,
    asks: usize,
}

struct PolicyRow {
    title: String,
    id: String,
    version: u32,
    link: String,
    strictness: &'static str,
    words: &'static str,
}

struct ChangeRow {
    place: u32,
    at: Moment,
    by: String,
    note: String,
    own: bool,
    in_use: bool,
}

/// The key of a strictness's name.
fn named(strictness: Strictness) -> &'static str {
    match strictness {
        Strictness::Cautious => "judgement.cautious",
        Strictness::Balanced => "judgement.balanced",
        Strictness::Strict => "judgement.strict",
    }
}

async fn show(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Problem> {
    let known = app.runtime.known();
    let own = known.piece(About::Model, "").is_some();
    let lately = app.lately_judged().await?;
    let read = app.read(|reader| {
        let changes = reader.knowledge_back((About::Model.name(), ""), u32::MAX, CHANGES)?;
        Ok::<_, Problem>((policies::in_use(reader)?, changes))
    });
    let (in_use, changes) = read.await?;
    let levels = lately.levels.iter().map(|(strictness, acts, asks)| Level {
        name: strictness.name(),
        words: named(*strictness),
        acts: *acts,
        asks: *asks,
    });
    let policies = in_use.into_iter().map(|(row, policy)| PolicyRow {
        link: link::policy(&row.id, row.version),
        title: if policy.title.is_empty() { row.id.clone() } else { policy.title },
        id: row.id,
        version: row.version,
        strictness: policy.strictness.name(),
        words: named(policy.strictness),
    });
    Ok(frame.page(&Page {
        frame: &frame,
        may_edit: super::may_edit(&frame),
        levels: levels.collect(),
        messages: lately.messages,
        policies: policies.collect(),
        own,
        learning: stage(app.own.learning.state(), &frame),
        floors: FLOORS,
        verdicts_min: VERDICTS_MIN,
        changes: change_rows(changes, &frame),
    }))
}

fn change_rows(rows: Vec<KnowledgeRow>, frame: &Frame) -> Vec<ChangeRow> {
    let rows = rows.into_iter().enumerate().map(|(at, row)| ChangeRow {
        place: row.place,
        at: frame.time(row.since),
        by: row.by,
        note: row.note,
        own: row.digest.is_some(),
        in_use: at == 0,
    });
    rows.collect()
}

fn stage(state: Learning, frame: &Frame) -> Stage {
    match state {
        Learning::Idle => Stage::Idle,
        Learning::Running { since } => Stage::Running { since: frame.time(since) },
        Learning::Few(gathered) => {
            Stage::Few { count: gathered.count(), of: counted(&gathered, frame) }
        }
        Learning::Ready(learned) => Stage::Ready(Box::new(ready(&learned, frame))),
        Learning::Failed => Stage::Failed,
    }
}

fn counted(gathered: &Gathered, frame: &Frame) -> Vec<(String, usize)> {
    let topics = gathered.of_topic.iter().map(|(name, count)| (called(Some(*name), frame), *count));
    topics.chain([(called(None, frame), gathered.harmless)]).collect()
}

/// What a label is called; none: what is harmless.
fn called(label: Option<&'static str>, frame: &Frame) -> String {
    let topic = label.and_then(server::own::words::topic);
    topic.map_or_else(
        || frame.say("judgement.harmless").to_owned(),
        |topic| names::topic(topic, frame.language),
    )
}

fn ready(learned: &Learned, frame: &Frame) -> Ready {
    let done = &learned.retrained;
    let both = done.before.classes.iter().zip(&done.after.classes);
    let rows = both.map(|((label, kept, before), (.., after))| ClassRow {
        words: called(*label, frame),
        count: match label {
            Some(label) => learned.gathered.of_topic.get(label).copied().unwrap_or(0),
            None => learned.gathered.harmless,
        },
        kept: *kept,
        before: percent(*before),
        after: percent(*after),
        tone: match after.cmp(before) {
            std::cmp::Ordering::Less => "grave",
            std::cmp::Ordering::Equal => "",
            std::cmp::Ordering::Greater => "done",
        },
    });
    Ready {
        at: frame.time(learned.at),
        learned: done.learned,
        kept: done.kept,
        before: percent(done.before.mean),
        after: percent(done.after.mean),
        better: done.is_good(FLOORS.first().copied().unwrap_or(0)),
        rows: rows.collect(),
    }
}

/// Makes a draft of the policy that says it; it comes into use as any other change of a policy.
async fn strictness(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let name = fields.text("strictness");
    let strictness = Strictness::ALL.into_iter().find(|one| one.name() == name);
    let strictness = strictness.ok_or_else(|| Problem::bad("strictness", "请选一种松紧"))?;
    let policy = fields.text("policy").to_owned();
    let value = Some(strictness.name());
    let to = super::draft_with(&app, caller, policy, "strictness", value).await?;
    Ok(frame.go(&to, done(&frame, "judgement.draft-made")))
}

async fn train(State(app): State<Arc<App>>, frame: Frame, fields: Fields) -> Response {
    match fields.text("do") {
        "drop" => app.drop_learned(),
        _ => app.learn_from_verdicts(),
    }
    frame.go("/settings/judgement#model", None)
}

async fn use_it(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let floor: usize = fields.text("floor").parse().unwrap_or(FLOORS[1]);
    let by = By::of(&caller, address);
    app.block(move |app| app.use_learned(&by, floor)).await?;
    Ok(frame.go("/settings/judgement#model", done(&frame, "judgement.used")))
}

async fn undo(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let place = fields.given("place").and_then(|place| place.parse().ok());
    let by = By::of(&caller, address);
    app.block(move |app| app.use_model_of(&by, place)).await?;
    Ok(frame.go("/settings/judgement#model", done(&frame, "judgement.undone")))
}
