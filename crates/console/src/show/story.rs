//! What happened in a case, in order: what people did, and what was decided on it; and what was
//! said around the message that it is about.

use std::collections::BTreeMap;

use model::Timestamp;
use policy::texts::Language;
use serde::Deserialize;
use store::StoreError;
use store::dialect::Reader;
use store::feed::{self, Happened};
use store::rows::{CaseFilter, CaseRow, DecisionFilter, KeptDecision};

use super::case::{self, State};
use super::names;

/// The most decisions of one case that are shown.
const DECISIONS_MAX: u32 = 200;
/// Among how many of somebody's cases those that belong together are looked for.
const RELATED_MAX: u32 = 200;
/// How many messages are shown before and after.
const AROUND: usize = 2;

/// An event's line, as far as pages show it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as in docs/formats.md")]
pub struct Line {
    pub id: String,
    pub at: String,
    pub kind: String,
    pub member: String,
    pub text: String,
    pub reason: String,
    pub proof: String,
    pub choice: String,
    pub answer: String,
    pub title: String,
    pub target: String,
    pub name: String,
    pub card: String,
    pub what: String,
    pub metric: String,
    pub roles: Vec<String>,
    pub media: Vec<Media>,
}

/// Something beside text in a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as in docs/formats.md")]
pub struct Media {
    pub kind: String,
    pub title: String,
    pub url: String,
    pub hash: String,
}

impl Line {
    /// Of an event that was kept.
    #[must_use]
    pub fn of(happened: &Happened) -> Line {
        serde_json::from_str(&happened.line).unwrap_or_default()
    }

    /// Its own time, else when it reached us.
    #[must_use]
    pub fn time(&self, received: Timestamp) -> Timestamp {
        Timestamp::parse(&self.at).unwrap_or(received)
    }

    /// The hashes of the pictures that came with it, where they are known.
    pub fn pictures(&self) -> impl Iterator<Item = &str> {
        // A picture with a code in it is known by the link to which that leads.
        let seen =
            |one: &&Media| one.kind == "image" || (one.kind == "link" && !one.hash.is_empty());
        let full =
            |hash: &&str| hash.len() == 64 && hash.bytes().all(|one| one.is_ascii_hexdigit());
        self.media.iter().filter(seen).map(|one| one.hash.as_str()).filter(full)
    }

    /// What was said with it.
    #[must_use]
    pub fn words(&self) -> String {
        let texts = [&self.title, &self.text, &self.reason, &self.proof, &self.answer];
        let texts = texts.into_iter().chain([&self.choice, &self.card, &self.metric]);
        let mut words: Vec<String> =
            texts.filter(|text| !text.is_empty()).map(String::to_owned).collect();
        words.extend(self.media.iter().map(Media::in_words));
        words.join("\n")
    }
}

impl Media {
    fn in_words(&self) -> String {
        let given = [&self.title, &self.url].into_iter().filter(|text| !text.is_empty());
        let given: Vec<&str> = given.map(String::as_str).collect();
        if given.is_empty() { format!("[{}]", self.called()) } else { given.join(" ") }
    }

    /// As chat programs call it.
    fn called(&self) -> &str {
        match self.kind.as_str() {
            "image" => "图片",
            "file" => "文件",
            "voice" | "audio" => "语音",
            "video" => "视频",
            "emoji" => "表情",
            "link" => "链接",
            kind => kind,
        }
    }
}

/// A decision, as far as pages show it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as in docs/formats.md")]
pub struct Decided {
    pub at: String,
    pub group: String,
    pub case: String,
    pub event: String,
    pub due: String,
    pub member: String,
    pub kind: String,
    pub category: String,
    pub cite: String,
    pub policy: String,
    pub breach: Option<u32>,
    pub action: String,
    pub status: String,
    pub reason: String,
    pub sanction: String,
    pub merged: bool,
    pub text: String,
    #[serde(skip)]
    pub record: u64,
}

/// Decisions that fit, the newest first.
///
/// # Errors
/// The store can't be read.
pub fn decisions(
    reader: &mut dyn Reader,
    filter: &DecisionFilter,
    limit: u32,
) -> Result<Vec<Decided>, StoreError> {
    Ok(reader.decisions(filter, limit)?.iter().map(read).collect())
}

/// What was decided on those records, in order.
///
/// # Errors
/// The store can't be read.
pub fn decided_on(reader: &mut dyn Reader, records: &[u64]) -> Result<Vec<Decided>, StoreError> {
    Ok(reader.decisions_at(records)?.iter().map(read).collect())
}

fn read(one: &KeptDecision) -> Decided {
    let decided: Decided = serde_json::from_str(&one.line.line()).unwrap_or_default();
    Decided { record: one.record, ..decided }
}

/// One step of a case's story.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its record in the journal.
    pub record: u64,
    /// When.
    pub at: Timestamp,
    /// What somebody did; none: a deadline ran out.
    pub line: Option<Line>,
    /// What was decided on it.
    pub decided: Vec<Decided>,
}

/// The steps of a case, in order.
///
/// # Errors
/// The store can't be read.
pub fn steps(reader: &mut dyn Reader, case: &str) -> Result<Vec<Step>, StoreError> {
    let filter = DecisionFilter { case: Some(case.to_owned()), ..DecisionFilter::default() };
    let mut by_record: BTreeMap<u64, Vec<Decided>> = BTreeMap::new();
    for decided in decisions(reader, &filter, DECISIONS_MAX)?.into_iter().rev() {
        by_record.entry(decided.record).or_default().push(decided);
    }
    let records: Vec<u64> = by_record.keys().copied().collect();
    let mut steps = Vec::with_capacity(records.len());
    for happened in feed::records(reader, &records)? {
        let line = Some(Line::of(&happened)).filter(|line| !line.kind.is_empty());
        let at = line.as_ref().map_or(happened.received, |line| line.time(happened.received));
        let decided = by_record.remove(&happened.record).unwrap_or_default();
        steps.push(Step { record: happened.record, at, line, decided });
    }
    Ok(steps)
}

/// The steps of a case, and of the cases that belong to it: the judgement that it came from or
/// the measures that a judgement led to, and the appeal against it. In order.
///
/// # Errors
/// The store can't be read.
pub fn whole(
    reader: &mut dyn Reader,
    row: &CaseRow,
    state: &State,
) -> Result<Vec<Step>, StoreError> {
    let key = format!("{}-{}", row.group, row.number);
    let mut keys = vec![key.clone()];
    if let Some(member) = row.member.clone() {
        let (group, member) = (Some(row.group.clone()), Some(member));
        let filter = CaseFilter { group, member, ..CaseFilter::default() };
        for other in reader.cases(&filter, RELATED_MAX)? {
            let theirs = case::state(&other);
            let judged = other.about == "judgement" || row.about == "judgement";
            let same = judged && theirs.event.is_some() && theirs.event == state.event;
            let appeals = theirs.against.as_ref() == Some(&key);
            let name = format!("{}-{}", other.group, other.number);
            if name != key && (same || appeals || state.against.as_ref() == Some(&name)) {
                keys.push(name);
            }
        }
    }
    let mut by_record: BTreeMap<u64, Step> = BTreeMap::new();
    for key in keys {
        for step in steps(reader, &key)? {
            match by_record.get_mut(&step.record) {
                Some(known) => known.decided.extend(step.decided),
                None => drop(by_record.insert(step.record, step)),
            }
        }
    }
    Ok(by_record.into_values().collect())
}

/// A message with what was said around it.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its record.
    pub record: u64,
    /// When.
    pub at: Timestamp,
    /// The event.
    pub line: Line,
    /// Whether the case is about it.
    pub is_it: bool,
}

/// What was said around an event.
///
/// # Errors
/// The store can't be read.
pub fn around(reader: &mut dyn Reader, group: &str, record: u64) -> Result<Vec<Said>, StoreError> {
    let before = feed::page(reader, group, record.saturating_add(1), 2 * AROUND + 1)?;
    let after = feed::after(reader, group, record, 2 * AROUND)?;
    let said = |happened: &Happened| {
        let line = Line::of(happened);
        let (at, is_it) = (line.time(happened.received), happened.record == record);
        Said { record: happened.record, at, line, is_it }
    };
    let spoken = |said: &Said| said.is_it || said.line.kind == "message";
    let mut all: Vec<Said> =
        before.events.iter().map(said).filter(spoken).take(AROUND + 1).collect();
    all.reverse();
    all.extend(after.iter().map(said).filter(spoken).take(AROUND));
    Ok(all)
}

/// What somebody did, as a word: the key.
#[must_use]
pub fn deed(kind: &str) -> &'static str {
    match kind {
        "message" => "deed.message",
        "approve" => "deed.approve",
        "reject" => "deed.reject",
        "answer" => "deed.answer",
        "appeal" => "deed.appeal",
        "done" => "deed.done",
        "claim" => "deed.claim",
        "release" => "deed.release",
        "note" => "deed.note",
        "reopen" => "deed.reopen",
        "vote" => "deed.vote",
        "join-request" => "deed.join-request",
        "join" => "deed.join",
        "leave" => "deed.leave",
        "card" => "deed.card",
        "request" => "deed.request",
        "report" => "deed.report",
        "propose" => "deed.propose",
        "notice" => "deed.notice",
        "fact" => "deed.fact",
        "recall" => "deed.recall",
        "roles" => "deed.roles",
        "staff" => "deed.staff",
        "office" => "deed.office",
        "looked" => "deed.looked",
        "account" => "deed.account",
        "customer" => "deed.customer",
        "group" | "rename" => "deed.group",
        "avatar" => "deed.avatar",
        "" | "tick" => "deed.time",
        _ => "deed.other",
    }
}

/// What a decision does, in words.
#[must_use]
pub fn act(decided: &Decided, language: Language) -> String {
    names::action(&decided.action, language)
}

/// How far a decision is: the class of its colour, and the key of its word.
#[must_use]
pub fn status(decided: &Decided) -> (&'static str, &'static str) {
    match decided.status.as_str() {
        "pending" => ("waits", "status.pending"),
        "task" => ("waits", "status.task"),
        "observed" => ("", "status.observed"),
        _ => ("done", "status.done"),
    }
}
