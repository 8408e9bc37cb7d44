//! The organisation's own words: what there is, adding one, a whole file, and none before it was
//! tried out.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use runtime::knowledge::LIST_BYTES_MAX;
use runtime::{About, Known};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, page};
use server::http::guard::From;
use server::own::By;
use server::own::trial;
use server::own::wanted::{Waiting, Wanted};
use server::own::words::{self, Entry};
use server::{App, Problem};
use text::lexicon::Ways;
use text::{ACT, ASK, Topic};

use super::{EDITS, READS, done, evasion};
use crate::form::{Fields, WithFile};
use crate::frame::{Frame, Query};
use crate::link;
use crate::show::names;

/// How many words a page has.
const ROWS: usize = 100;
/// What a form adds to a list.
const AROUND_BYTES: usize = 256 << 10;
/// How long trying words may take, in seconds.
const SECONDS: u64 = 60;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let post = |path: &str, answers| page(EDITS, Method::POST, path, answers);
    vec![
        page(READS, Method::GET, "/settings/lexicons", get(list)),
        post("/settings/lexicons/word", self::post(word)).for_seconds(SECONDS),
        post("/settings/lexicons/file", self::post(file))
            .of_at_most(LIST_BYTES_MAX + AROUND_BYTES)
            .for_seconds(SECONDS),
        post("/settings/lexicons/remove", self::post(remove)),
        post("/settings/lexicons/drop", self::post(drop_list)),
        page(EDITS, Method::GET, "/settings/lexicons/trial", get(tried)),
        post("/settings/lexicons/trial", self::post(use_it)),
    ]
}

#[derive(Template)]
#[template(path = "settings/lexicons.html")]
struct Page<'a> {
    frame: &'a Frame,
    may_edit: bool,
    asked: String,
    of: String,
    about: String,
    choices: Vec<Choice>,
    lists: Vec<ListRow>,
    topics: Vec<TopicRow>,
    rows: Vec<Row>,
    found: usize,
    next: Option<String>,
}

/// A category that may be chosen.
struct Choice {
    name: &'static str,
    words: String,
}

struct ListRow {
    link: String,
    name: String,
    count: usize,
}

struct TopicRow {
    name: &'static str,
    words: String,
    ours: usize,
    own: usize,
}

struct Row {
    word: String,
    list: String,
    /// The category's name; empty for what is harmless.
    topic: &'static str,
    words: String,
    tone: &'static str,
    does: &'static str,
    by_sound: bool,
    by_shape: bool,
}

/// What a weight does by itself: a colour, and the key of its words.
fn does(entry: &Entry) -> (&'static str, &'static str) {
    match (entry.topic, entry.weight) {
        (None, _) => ("done", "lexicons.passes"),
        (_, ACT..) => ("grave", "lexicons.acts"),
        (_, ASK..) => ("waits", "lexicons.asks"),
        _ => ("", "lexicons.adds"),
    }
}

async fn list(
    State(app): State<Arc<App>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let known = app.runtime.known();
    let may_edit = super::may_edit(&frame);
    let (asked, of, about) = (query.text("q"), query.text("list"), query.text("about"));
    let from: usize = query.text("from").parse().unwrap_or(0);
    let mut lists = Vec::new();
    let mut own: BTreeMap<Topic, usize> = BTreeMap::new();
    let (mut rows, mut found) = (Vec::new(), 0);
    for (name, _) in known.of_sort(About::Words) {
        let entries = words::entries(words::list(&known, name));
        let link = format!("/settings/lexicons?list={}#words", link::part(name));
        lists.push(ListRow { link, name: name.to_owned(), count: entries.len() });
        for entry in entries {
            if let Some(topic) = entry.topic {
                *own.entry(topic).or_default() += 1;
            }
            let topic = entry.topic.map_or("", Topic::name);
            let fits = (asked.is_empty() || entry.word.contains(asked))
                && (of.is_empty() || of == name)
                && (about.is_empty() || about == topic);
            if fits {
                found += 1;
                if found > from && rows.len() < ROWS {
                    rows.push(row(entry, name, &frame));
                }
            }
        }
    }
    let next = (found > from + ROWS).then(|| {
        let mut to = form_urlencoded::Serializer::new("/settings/lexicons?".to_owned());
        to.append_pair("q", asked).append_pair("list", of).append_pair("about", about);
        to.append_pair("from", &(from + ROWS).to_string()).finish()
    });
    Ok(frame.page(&Page {
        frame: &frame,
        may_edit,
        asked: asked.to_owned(),
        of: of.to_owned(),
        about: about.to_owned(),
        choices: choices(&frame),
        topics: topics(&own, &frame),
        lists,
        rows,
        found,
        next,
    }))
}

fn row(entry: Entry, list: &str, frame: &Frame) -> Row {
    let (tone, does) = does(&entry);
    Row {
        list: list.to_owned(),
        topic: entry.topic.map_or("", Topic::name),
        words: entry.topic.map(|topic| names::topic(topic, frame.language)).unwrap_or_default(),
        tone,
        does,
        by_sound: entry.ways.by_sound,
        by_shape: entry.ways.by_shape,
        word: entry.word,
    }
}

fn choices(frame: &Frame) -> Vec<Choice> {
    // Advertising is met most.
    let all = std::iter::once(Topic::Ads).chain(Topic::all().filter(|one| *one != Topic::Ads));
    let one =
        |topic: Topic| Choice { name: topic.name(), words: names::topic(topic, frame.language) };
    all.map(one).collect()
}

fn topics(own: &BTreeMap<Topic, usize>, frame: &Frame) -> Vec<TopicRow> {
    let mut ours: BTreeMap<Topic, usize> = BTreeMap::new();
    for (_, topic, weight) in text::Lexicon::builtin().weights() {
        if let Some(topic) = topic.filter(|_| weight > 0) {
            *ours.entry(topic).or_default() += 1;
        }
    }
    let count = |of: &BTreeMap<Topic, usize>, topic: Topic| of.get(&topic).copied().unwrap_or(0);
    let one = |topic: Topic| TopicRow {
        name: topic.name(),
        words: names::topic(topic, frame.language),
        ours: count(&ours, topic),
        own: count(own, topic),
    };
    Topic::all().map(one).collect()
}

/// Tries a word out.
async fn word(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let list = fields.given("list").unwrap_or(words::OWN).to_owned();
    let topic = match fields.text("about") {
        "pass" => None,
        name => {
            let no_topic = || Problem::bad("words", "请选一个类别");
            Some(words::topic(name).ok_or_else(no_topic)?)
        }
    };
    let entry = Entry {
        word: fields.text("word").to_owned(),
        topic,
        weight: fields.text("weight").parse().unwrap_or(100),
        ways: Ways {
            by_sound: topic.is_some() && fields.text("sound") == "on",
            by_shape: topic.is_some() && fields.text("shape") == "on",
        },
    };
    try_out(&app, &caller, Wanted::Word { list, entry }).await?;
    Ok(frame.go("/settings/lexicons/trial", None))
}

/// Tries a whole file out.
async fn file(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
    WithFile(fields, file): WithFile,
) -> Result<Response, Problem> {
    let list = fields.text("list").to_owned();
    let no_name = || Problem::bad("words", "请给词表起个名字").with_detail("例如“广告词”。");
    if list.is_empty() {
        return Err(no_name());
    }
    let text = super::text_of(&fields, file)?;
    let text = match fields.text("about") {
        "own" => words::checked(&text)?,
        name => {
            let topic = words::topic(name);
            let topic = topic.ok_or_else(|| Problem::bad("words", "请选一个类别"))?;
            words::of_plain(&text, topic, fields.text("weight").parse().ok())?
        }
    };
    try_out(&app, &caller, Wanted::List { list, text }).await?;
    Ok(frame.go("/settings/lexicons/trial", None))
}

async fn try_out(app: &Arc<App>, caller: &Arc<Caller>, wanted: Wanted) -> Result<(), Problem> {
    let caller = Arc::clone(caller);
    let done = app.block(move |app| {
        let known = app.runtime.known();
        let change = wanted.change(&known)?;
        let lately = trial::lately(app.runtime.reader()?.as_mut())?;
        let tried = trial::try_out(&known, &change, &wanted.entries(), &lately)?;
        app.own.wishes.keep(&caller.who(), Waiting { at: app.now(), wanted, tried });
        Ok(())
    });
    done.await
}

#[derive(Template)]
#[template(path = "settings/trial.html")]
struct TrialPage<'a> {
    frame: &'a Frame,
    what: String,
    replaces: Option<usize>,
    words_tried: usize,
    words: usize,
    caught: Vec<String>,
    missed: Vec<Missed>,
    harmless: usize,
    harmless_hit: usize,
    innocent: Vec<InnocentRow>,
    messages: usize,
    same: bool,
    differing: Vec<DifferingRow>,
}

struct Missed {
    name: String,
    tried: usize,
    found: usize,
    example: String,
}

struct InnocentRow {
    word: String,
    count: usize,
    messages: Vec<String>,
}

struct DifferingRow {
    tone: &'static str,
    words: &'static str,
    count: usize,
    examples: Vec<String>,
    hidden: bool,
}

/// What was tried, before it is used.
async fn tried(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
) -> Result<Response, Problem> {
    let Some(waiting) = app.own.wishes.of(&caller.who()) else {
        return Ok(frame.go("/settings/lexicons", None));
    };
    let known = app.runtime.known();
    let page = trial_page(&waiting, &known, &caller, &frame);
    // What was said in groups is shown: that is noted as any reading of chat.
    let tried = &waiting.tried;
    let shown = [&tried.acts, &tried.asks, &tried.milder];
    let mut groups: Vec<&str> = shown
        .iter()
        .flat_map(|one| &one.examples)
        .map(|example| example.group.as_str())
        .filter(|group| caller.may_in(Right::ReadChat, group))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        app.note_reading(&caller, group, address).await?;
    }
    Ok(frame.page(&page))
}

fn trial_page<'a>(
    waiting: &Waiting,
    known: &Known,
    caller: &Caller,
    frame: &'a Frame,
) -> TrialPage<'a> {
    let tried = &waiting.tried;
    let list = waiting.wanted.list();
    let (what, replaces) = match &waiting.wanted {
        Wanted::Word { entry, .. } => {
            let (_, does) = does(entry);
            let topic = entry.topic.map(|topic| names::topic(topic, frame.language));
            let places = [
                ("word", entry.word.as_str()),
                ("about", topic.as_deref().unwrap_or(frame.say("lexicons.passes"))),
                ("does", frame.say(does)),
            ];
            (frame.fill("trial.word", &places), None)
        }
        Wanted::List { .. } => {
            let count = tried.words.to_string();
            let there = known.piece(About::Words, list).is_some();
            let before = there.then(|| words::entries(words::list(known, list)).len());
            (frame.fill("trial.list", &[("list", list), ("count", &count)]), before)
        }
    };
    let (caught, missed): (Vec<_>, Vec<_>) =
        tried.ways.iter().partition(|way| way.found == way.tried);
    let way = |name: &'static str| evasion(name, frame);
    let innocent = tried.harm.words.iter().take(20).map(|one| InnocentRow {
        word: one.word.clone(),
        count: one.count,
        messages: one
            .messages
            .iter()
            .filter_map(|&number| tried.harmless.get(number).cloned())
            .collect(),
    });
    let differing = [
        ("grave", "trial.acts", &tried.acts),
        ("waits", "trial.asks", &tried.asks),
        ("done", "trial.milder", &tried.milder),
    ];
    let differing = differing.into_iter().filter(|(.., one)| one.count > 0);
    let differing = differing.map(|(tone, words, one)| {
        let seen = one.examples.iter().filter(|one| caller.may_in(Right::ReadChat, &one.group));
        let examples: Vec<String> = seen.map(|one| one.text.clone()).collect();
        let hidden = examples.len() < one.examples.len();
        DifferingRow { tone, words, count: one.count, examples, hidden }
    });
    let differing: Vec<DifferingRow> = differing.collect();
    TrialPage {
        frame,
        what,
        replaces,
        words: tried.words,
        words_tried: tried.words_tried,
        caught: caught.into_iter().map(|one| way(one.name)).collect(),
        missed: missed
            .into_iter()
            .map(|one| Missed {
                name: way(one.name),
                tried: one.tried,
                found: one.found,
                example: one.example.clone(),
            })
            .collect(),
        harmless: tried.harm.messages,
        harmless_hit: tried.harm.hit,
        innocent: innocent.collect(),
        messages: tried.messages,
        same: differing.is_empty(),
        differing,
    }
}

/// Uses what was tried.
async fn use_it(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let who = caller.who();
    if fields.text("do") == "no" {
        app.own.wishes.forget(&who);
        return Ok(frame.go("/settings/lexicons", None));
    }
    let gone =
        || Problem::bad("words", "没有等着启用的词语").with_detail("请回到词语的页面重新试一次。");
    let waiting = app.own.wishes.of(&who).ok_or_else(gone)?;
    let by = By::of(&caller, address);
    let wanted = waiting.wanted.clone();
    app.block(move |app| app.change_own(&by, |known| Ok(vec![wanted.change(known)?]))).await?;
    app.own.wishes.forget(&who);
    Ok(frame.go("/settings/lexicons", done(&frame, "lexicons.used")))
}

async fn remove(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let (list, word) = (fields.text("list").to_owned(), fields.text("word").to_owned());
    let topic = words::topic(fields.text("about"));
    let by = By::of(&caller, address);
    let change =
        move |known: &Known| Ok(words::remove(known, &list, &word, topic).into_iter().collect());
    app.block(move |app| app.change_own(&by, change)).await?;
    Ok(frame.go("/settings/lexicons", done(&frame, "lexicons.removed")))
}

async fn drop_list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let list = fields.text("list").to_owned();
    let by = By::of(&caller, address);
    let change = move |known: &Known| match known.piece(About::Words, &list) {
        Some(_) => Ok(vec![words::drop(&list)]),
        None => Err(Problem::not_found("这份词表")),
    };
    app.block(move |app| app.change_own(&by, change)).await?;
    Ok(frame.go("/settings/lexicons", done(&frame, "lexicons.dropped")))
}
