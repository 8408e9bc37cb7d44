//! Rows as the store keeps them, without a word about the database behind.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::{Record, RecordKind};
use crate::veil::Veiled;

/// The number of a record in the journal, from 1.
pub type RecordNumber = u64;

/// A decision as it is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    /// The line as decisions are written, without its line end.
    pub line: String,
    /// When it was taken.
    pub at: Timestamp,
    /// The group.
    pub group: String,
    /// The case.
    pub case: Option<String>,
    /// The member concerned.
    pub member: Option<String>,
    /// The rule kind.
    pub kind: &'static str,
    /// The policy's id.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// The action's name.
    pub action: &'static str,
    /// The status's name.
    pub status: &'static str,
    /// What is to be carried out, where anything is.
    pub effect: Option<NewEffect>,
}

/// An act for a connector, or a word to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEffect {
    /// Whether doing it twice is the same as once.
    pub repeatable: bool,
    /// Whether it only tells people of something that they have to do.
    pub tells: bool,
    /// After when it makes no sense any more.
    pub expires: Option<Timestamp>,
}

/// A record to be appended, with everything that rests on it.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// What sort it is.
    pub kind: RecordKind,
    /// When it reached us, or the time that has come.
    pub at: Timestamp,
    /// Its line.
    pub line: String,
    /// For an event, its group and its id.
    pub source: Option<(String, Option<String>)>,
    /// What was decided.
    pub decisions: Vec<NewDecision>,
}

/// A decision as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDecision {
    /// The record that it rests on.
    pub record: RecordNumber,
    /// Which of that record's, from 0.
    pub ordinal: u32,
    /// Its line.
    pub line: Veiled,
}

/// Which decisions are wanted: all fields that are given must fit.
#[derive(Clone, Debug, Default)]
pub struct DecisionFilter {
    /// Of a group.
    pub group: Option<String>,
    /// About a member.
    pub member: Option<String>,
    /// Of a case.
    pub case: Option<String>,
    /// Only those of records before this one.
    pub before: Option<RecordNumber>,
    /// Not older than this.
    pub from: Option<Timestamp>,
    /// Older than this.
    pub to: Option<Timestamp>,
}

/// A case as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The group.
    pub group: String,
    /// Its number in the group.
    pub number: u32,
    /// What it is about: `breach`, `judgement`, `join`, `consent`, `appeal`, `task`.
    pub about: String,
    /// The rule kind.
    pub kind: String,
    /// The member concerned.
    pub member: Option<String>,
    /// When it was opened.
    pub opened: Timestamp,
    /// Whether it waits for somebody.
    pub waits: bool,
    /// Who is asked.
    pub to: Option<String>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// All of it, as JSON.
    pub state: String,
    /// The record that last changed it.
    pub record: RecordNumber,
}

/// Which cases are wanted.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Of a group.
    pub group: Option<String>,
    /// About a member.
    pub member: Option<String>,
    /// Whether they wait for somebody.
    pub waits: Option<bool>,
    /// Who is asked.
    pub to: Option<String>,
    /// Opened before this.
    pub before: Option<Timestamp>,
    /// Only those behind this one: the last of the page before.
    pub after: Option<CasePlace>,
}

/// Where a case stands among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePlace {
    /// When it was opened.
    pub opened: Timestamp,
    /// The group.
    pub group: String,
    /// Its number in the group.
    pub number: u32,
}

impl CaseRow {
    /// Where it stands among others: the next page begins behind it.
    #[must_use]
    pub fn place(&self) -> CasePlace {
        CasePlace { opened: self.opened, group: self.group.clone(), number: self.number }
    }
}

/// Which members of a group are wanted.
#[derive(Clone, Debug, Default)]
pub struct MemberFilter {
    /// The group.
    pub group: String,
    /// Only those whose ids come after this one: the last of the page before.
    pub after: Option<String>,
    /// Whether they are there now.
    pub present: Option<bool>,
    /// What stands in their name, card or id.
    pub named: Option<String>,
}

/// Which effects are wanted. Places are a record and the ordinal of its decision.
#[derive(Clone, Debug, Default)]
pub struct EffectFilter {
    /// In a state.
    pub state: Option<EffectState>,
    /// Of a group.
    pub group: Option<String>,
    /// Only those behind this place.
    pub after: Option<(RecordNumber, u32)>,
    /// Only those before this place.
    pub before: Option<(RecordNumber, u32)>,
    /// The newest first; else the oldest.
    pub newest_first: bool,
}

/// How many cases of one sort wait for somebody in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRow {
    /// The group.
    pub group: String,
    /// What they are about, as in [`CaseRow::about`].
    pub about: String,
    /// Who is asked.
    pub to: Option<String>,
    /// When the first of them is due.
    pub due: Option<Timestamp>,
    /// How many.
    pub count: u64,
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Its owner's id.
    pub owner: Option<String>,
    /// The connector that serves it, and the account through which.
    pub connector: Option<String>,
    /// When its history began.
    pub began: Timestamp,
}

/// Somebody in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MemberRow {
    /// The group.
    pub group: String,
    /// Their id.
    pub id: String,
    /// Platform name.
    pub name: Option<String>,
    /// Name in the group.
    pub card: Option<String>,
    /// Role names, separated by spaces.
    pub roles: String,
    /// What else is known of them, one in a line.
    pub tags: String,
    /// When they came.
    pub joined: Option<Timestamp>,
    /// Whether they are there now.
    pub present: bool,
}

/// How much somebody has said in a group, and what they did wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingRow {
    /// Their id.
    pub member: String,
    /// When they last said something.
    pub spoke: Option<Timestamp>,
    /// How many cases of breaches there are of them that are still kept.
    pub breaches: u64,
    /// When the last of those was opened.
    pub last_breach: Option<Timestamp>,
}

/// How quickly people answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswersRow {
    /// The group.
    pub group: String,
    /// The day, counted from 1970.
    pub day: i64,
    /// How many have an answer, or should have.
    pub asked: u64,
    /// How many got it in time.
    pub in_time: u64,
}

/// What became of a rule's cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// The group.
    pub group: String,
    /// The policy's id.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// The rule kind.
    pub kind: String,
    /// The day, counted from 1970.
    pub day: i64,
    /// How many cases.
    pub cases: u64,
    /// How many of them were taken back.
    pub undone: u64,
}

/// A change of the tables that say who is where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RosterChange {
    /// A group is met, or something of it is told; what is none stands as it was.
    Group(GroupRow),
    /// Somebody is there; fields that are none stand as they were.
    Present {
        /// The member; `roles` and `tags` count only where the flag says so.
        member: MemberRow,
        /// Whether roles and tags are told.
        told: bool,
    },
    /// Somebody has left.
    Left {
        /// The group.
        group: String,
        /// Their id.
        member: String,
    },
    /// A whole list begins: whoever is not named after it is no longer there.
    Listed {
        /// The group.
        group: String,
    },
    /// A group is served by a connector's account.
    Routed {
        /// The group.
        group: String,
        /// The connector.
        connector: String,
    },
}

/// States of what is to be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectState {
    /// Waits to be taken.
    Pending,
    /// A connector has it.
    InFlight,
    /// Carried out.
    Done,
    /// It can't be carried out.
    Failed,
    /// Perhaps carried out: the connector was lost in the middle.
    Unknown,
    /// Too late.
    Expired,
    /// Held back after a restore until a person releases it.
    Held,
    /// No connector can do it: it waits for a person who does.
    People,
}

impl EffectState {
    /// Every state with the name that is kept.
    pub const ALL: [(EffectState, &'static str); 8] = [
        (EffectState::Pending, "pending"),
        (EffectState::InFlight, "in-flight"),
        (EffectState::Done, "done"),
        (EffectState::Failed, "failed"),
        (EffectState::Unknown, "unknown"),
        (EffectState::Expired, "expired"),
        (EffectState::Held, "held"),
        (EffectState::People, "people"),
    ];

    /// The name that is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        EffectState::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<EffectState> {
        EffectState::ALL.iter().find(|(_, known)| *known == name).map(|(state, _)| *state)
    }
}

/// Something to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectRow {
    /// The same on every attempt: connectors give it to platforms as the idempotency key.
    pub key: String,
    /// The record and the ordinal of its decision.
    pub record: RecordNumber,
    /// Which of that record's decisions.
    pub ordinal: u32,
    /// The group.
    pub group: String,
    /// The action's name.
    pub action: String,
    /// Whether doing it twice is the same as once.
    pub repeatable: bool,
    /// Whether it only tells people of something.
    pub tells: bool,
    /// How far it is.
    pub state: EffectState,
    /// How often it was taken.
    pub attempt: u32,
    /// When it may be taken next, or when the lease ends.
    pub next: Timestamp,
    /// After when it makes no sense.
    pub expires: Option<Timestamp>,
    /// When it was decided.
    pub decided: Timestamp,
    /// What the connector said of it.
    pub detail: Option<String>,
    /// The decision's line.
    pub decision: String,
}

/// Which effects a connector wants.
#[derive(Clone, Debug)]
pub struct LeaseRequest {
    /// The connector; groups that are routed to none belong to whoever asks.
    pub connector: String,
    /// Now.
    pub now: Timestamp,
    /// How long it may keep them.
    pub lease_ms: i64,
    /// How many at most.
    pub limit: u32,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Carried out.
    Done,
    /// It can't be done: no rights, the member is gone.
    Failed,
    /// Not this time: to be tried again after so many milliseconds.
    Again(i64),
    /// It may have been carried out.
    Unknown,
    /// Not possible here: a person has to do it.
    People,
    /// It came too late and was not done.
    Expired,
    /// It was given back before anything was tried: the attempt does not count.
    Untouched,
}

/// What a connector says of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The effect's key.
    pub key: String,
    /// Which attempt; a receipt of an older one changes nothing.
    pub attempt: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// In words, or the platform's own id of what was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A policy's text as it came into use, in the order of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    /// Its place in the order of use, from 0.
    pub place: u32,
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// The name of its file.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// When it came into use.
    pub since: Timestamp,
    /// The record with which it did.
    pub record: RecordNumber,
    /// Who brought it in.
    pub by: String,
}

/// A snapshot of an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Its number.
    pub number: u32,
    /// The last record that is in it.
    pub record: RecordNumber,
    /// How many of its parts there are.
    pub parts: u32,
    /// How many policies, of those in use in their order, it was taken under.
    pub policies: u32,
    /// How many changes of what the organisation knows of its own had come before it.
    pub knowledge: u32,
    /// A hash over its parts.
    pub hash: Vec<u8>,
}

/// A segment's records with their numbers.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// The number of the first.
    pub first: RecordNumber,
    /// The records.
    pub records: Vec<Record>,
}
