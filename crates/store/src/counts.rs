//! What reports, calendars and lists are made of: counts by day, duties and what came of them,
//! accounts, drafts, and what rules have entered. All of it follows from the journal; it is kept
//! so that no page has to go through that.

use std::sync::Arc;

use model::Timestamp;
use serde::Serialize;

use crate::error::StoreError;
use crate::rows::{KeptDecision, MemberRow, RecordNumber};
use crate::segment::Segment;

/// What is counted of a group by day, and of each member.
pub mod figure {
    /// Somebody said something.
    pub const MESSAGES: &str = "messages";
    /// Different people who said something on that day.
    pub const ACTIVE: &str = "active";
    /// Somebody came.
    pub const JOINED: &str = "joined";
    /// Somebody went.
    pub const LEFT: &str = "left";
    /// Somebody was removed.
    pub const REMOVED: &str = "removed";
    /// A measure against somebody; in detail which.
    pub const MEASURE: &str = "measure";
    /// Points that were noted; in detail whether taken or given.
    pub const POINTS: &str = "points";
}

/// What is counted, or noted as the latest. In this order they are written, so that what lies
/// together in the store is written together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CountKey {
    /// A figure of a group on a local day, counted from 1970; of no group: of all together.
    Day(Arc<str>, i64, &'static str, Arc<str>),
    /// How much is said in a group within an hour, counted from 1970; of no group: in all.
    Hour(Arc<str>, i64),
    /// A figure of a member on a local day in a group; in no group: in any.
    Member(Arc<str>, i64, &'static str, Arc<str>),
    /// When a member last said something in a group, in milliseconds since 1970.
    Spoke(Arc<str>, Arc<str>),
}

impl CountKey {
    /// Takes in another amount: the latest of times, otherwise the sum.
    pub fn add(&self, sum: &mut i64, amount: i64) {
        match self {
            CountKey::Spoke(..) => *sum = amount.max(*sum),
            _ => *sum = sum.saturating_add(amount),
        }
    }
}

/// A figure of a group on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// The local day, counted from 1970.
    pub day: i64,
    /// The figure.
    pub figure: String,
    /// Which of its sort.
    pub detail: String,
    /// How much.
    pub count: i64,
}

/// A figure of a group over some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumRow {
    /// The group.
    pub group: String,
    /// The figure.
    pub figure: String,
    /// Which of its sort.
    pub detail: String,
    /// How much.
    pub count: i64,
}

/// A figure of a member of a group over some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Their id.
    pub member: String,
    /// The figure.
    pub figure: String,
    /// How much.
    pub count: i64,
}

/// Something that happened to an account of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AccountEvent {
    /// Its record.
    pub record: RecordNumber,
    /// In which group it was told.
    pub group: String,
    /// The account.
    pub account: String,
    /// What happened, as events write it.
    pub change: String,
    /// Who did it.
    pub member: Option<String>,
    /// Who holds it, where the event says so.
    pub holder: Option<String>,
    /// To whom it was lent or handed over.
    pub to: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An account of the organisation, as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRow {
    /// In which group it is registered.
    pub group: String,
    /// The account.
    pub account: String,
    /// Who holds it; empty: nobody is known.
    pub holder: String,
    /// Since when.
    pub since: Timestamp,
    /// To whom it is lent.
    pub lent: Option<String>,
}

/// Something that was handed in to be published, or another request of that sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftRow {
    /// Its record.
    pub record: RecordNumber,
    /// The group.
    pub group: String,
    /// The event's id.
    pub event: Option<String>,
    /// Who handed it in.
    pub member: Option<String>,
    /// What it asks for, as events write it.
    pub what: String,
    /// When it was handed in.
    pub at: Timestamp,
    /// When it is to appear.
    pub planned: Option<Timestamp>,
    /// The number of its case in the group.
    pub case: Option<u32>,
    /// `approve` or `refuse`, where it was decided.
    pub verdict: Option<String>,
}

/// What a pass over the journal found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// So much more of each, in the order of the keys.
    pub counts: Vec<(CountKey, i64)>,
    /// Accounts.
    pub accounts: Vec<AccountEvent>,
    /// Drafts; their cases are looked up when they are read.
    pub drafts: Vec<DraftRow>,
    /// Cases in which something was granted or refused: the case and the action.
    pub verdicts: Vec<(String, String)>,
}

/// A decision as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The group.
    pub group: String,
    /// The member concerned.
    pub member: Option<String>,
    /// The action's name.
    pub action: String,
    /// The case.
    pub case: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What came of a duty for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyEnd {
    /// Done.
    Done,
    /// Not done in time.
    Missed,
    /// No longer owed: they left, were on leave, or what asked for it was taken back.
    Freed,
}

impl DutyEnd {
    /// Every one with the name that is kept.
    pub const ALL: [(DutyEnd, &'static str); 3] =
        [(DutyEnd::Done, "done"), (DutyEnd::Missed, "missed"), (DutyEnd::Freed, "freed")];

    /// The name that is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        DutyEnd::ALL.iter().find(|(end, _)| *end == self).map_or("", |(_, name)| name)
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<DutyEnd> {
        DutyEnd::ALL.iter().find(|(_, known)| *known == name).map(|(end, _)| *end)
    }
}

/// A duty: an answer that is owed to something, or what is to be done in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DutyRow {
    /// Its number in the store.
    pub id: i64,
    /// The group.
    pub group: String,
    /// By what the engine knows it.
    pub mark: String,
    /// The rule kind.
    pub kind: String,
    /// The policy's id.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// The event to which an answer is owed; empty: a period's.
    pub source: String,
    /// Who asked.
    pub asker: Option<String>,
    /// Since when it is owed.
    pub opened: Timestamp,
    /// Until when.
    pub due: Timestamp,
    /// Whether one of those who owe it does it for all.
    pub shared: bool,
    /// Who owed it at first.
    pub owing: Vec<String>,
    /// How many have done it.
    pub done: u64,
    /// How many have not done it in time; of a shared one at most one.
    pub missed: u64,
    /// How many no longer owe it.
    pub freed: u64,
    /// How long those who did it took together, in milliseconds; not of a period.
    pub took_ms: i64,
}

/// News of a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyChange {
    /// It is owed from now on; counts are none yet.
    Opened(DutyRow),
    /// It ended for somebody; no member: for all who owed it together.
    Ended {
        /// The group.
        group: String,
        /// By what the engine knows it.
        mark: String,
        /// Who.
        member: Option<String>,
        /// What came of it.
        end: DutyEnd,
        /// When.
        at: Timestamp,
    },
}

/// What came of the duties of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DutySum {
    /// The group.
    pub group: String,
    /// The rule kind.
    pub kind: String,
    /// The policy's id.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// How many there were.
    pub asked: u64,
    /// As in [`DutyRow::done`], together.
    pub done: u64,
    /// As in [`DutyRow::missed`], together.
    pub missed: u64,
    /// As in [`DutyRow::freed`], together.
    pub freed: u64,
    /// As in [`DutyRow::took_ms`], together.
    pub took_ms: i64,
}

/// What came of somebody's duties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyPerson {
    /// Their id; empty: a duty of several together.
    pub member: String,
    /// The rule kind.
    pub kind: String,
    /// What came of them.
    pub end: DutyEnd,
    /// How many.
    pub count: u64,
    /// How many of them were answers to something, rather than periods.
    pub answers: u64,
    /// How long those took together, in milliseconds.
    pub took_ms: i64,
}

/// An entry that rules made, as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryRow {
    /// The group.
    pub group: String,
    /// Its list.
    pub list: String,
    /// What it is about.
    pub key: String,
    /// The member whom it concerns.
    pub member: Option<String>,
    /// A count or a sum.
    pub number: i64,
    /// What the list says in words.
    pub text: String,
    /// When it was entered.
    pub at: Timestamp,
    /// When its time is over.
    pub due: Option<Timestamp>,
}

/// A change of what rules have entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryChange {
    /// It stands so from now on.
    Entered(EntryRow),
    /// It is gone: its group, list and key.
    Struck(String, String, String),
}

/// A case as far as it is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseMark {
    /// The group.
    pub group: String,
    /// As in `CaseRow::about`.
    pub about: String,
    /// The rule kind.
    pub kind: String,
    /// The policy's id.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// The member concerned.
    pub member: Option<String>,
    /// When it was opened.
    pub opened: Timestamp,
    /// Whether it waits.
    pub waits: bool,
    /// When it was due.
    pub due: Option<Timestamp>,
    /// When it was last decided.
    pub decided: Timestamp,
    /// Whether what it did was taken back.
    pub undone: bool,
    /// Whether an appeal was made against it.
    pub appealed: bool,
    /// What is owed, in yuan.
    pub owed: Option<String>,
}

/// A stretch of time, and a group where only one is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The group; none: all.
    pub group: Option<String>,
    /// From when.
    pub from: Timestamp,
    /// Until before when.
    pub to: Timestamp,
}

/// What of this a connection that reads can be asked.
#[expect(missing_docs, reason = "each says by its name what it reads")]
#[expect(clippy::missing_errors_doc, reason = "each fails as the database does")]
pub trait ReadsCounts {
    /// The segments that have those records, each once, in order.
    fn segments_with(&mut self, records: &[RecordNumber]) -> Result<Vec<Segment>, StoreError>;
    /// What was decided on those records, in order.
    fn decisions_at(&mut self, records: &[RecordNumber]) -> Result<Vec<KeptDecision>, StoreError>;
    /// How many are in those groups now; of who has none, nothing is said.
    fn head_counts(&mut self, groups: &[String]) -> Result<Vec<(String, u64)>, StoreError>;
    /// The owners of those groups, as they are known in them.
    fn owners(&mut self, groups: &[String]) -> Result<Vec<MemberRow>, StoreError>;
    /// The decisions of the records `from..=to` with which something is carried out.
    fn marks(&mut self, from: RecordNumber, to: RecordNumber) -> Result<Vec<Mark>, StoreError>;
    /// Counts of a group (of all together: an empty name) on the days `from..=to`.
    fn days(&mut self, group: &str, from: i64, to: i64) -> Result<Vec<DayRow>, StoreError>;
    /// Counts of those groups over the days `from..=to`.
    fn sums_of(&mut self, groups: &[String], from: i64, to: i64)
    -> Result<Vec<SumRow>, StoreError>;
    /// How many different people said something in each of those groups on those days.
    fn active_of(
        &mut self,
        groups: &[String],
        from: i64,
        to: i64,
    ) -> Result<Vec<(String, u64)>, StoreError>;
    /// Those people as they are known in any group.
    fn known_as(&mut self, members: &[String]) -> Result<Vec<MemberRow>, StoreError>;
    /// Who is in a group and not on the organisation's list of people, in the order of their ids.
    fn not_on_list(&mut self, group: &str, limit: u32) -> Result<Vec<MemberRow>, StoreError>;
    /// Who is on the organisation's list of people and not in a group.
    fn not_in_group(&mut self, group: &str, limit: u32) -> Result<Vec<MemberRow>, StoreError>;
    /// Counts of a group's members over the days `from..=to`.
    fn people(&mut self, group: &str, from: i64, to: i64) -> Result<Vec<PersonRow>, StoreError>;
    /// How many different people said something in a group (in any: an empty name) on those days.
    fn active(&mut self, group: &str, from: i64, to: i64) -> Result<u64, StoreError>;
    /// Cases that were opened in a stretch, the oldest first.
    fn case_marks(&mut self, of: &Stretch, limit: u32) -> Result<Vec<CaseMark>, StoreError>;
    /// Duties that were opened in a stretch, by group and rule.
    fn duty_sums(&mut self, of: &Stretch) -> Result<Vec<DutySum>, StoreError>;
    /// Duties that were opened in a stretch, the newest first; shared ones or the others, where
    /// that is said.
    fn duties(
        &mut self,
        of: &Stretch,
        shared: Option<bool>,
        limit: u32,
    ) -> Result<Vec<DutyRow>, StoreError>;
    fn duty(&mut self, id: i64) -> Result<Option<DutyRow>, StoreError>;
    /// What came of duties by their numbers, for whom and when.
    fn duty_ends(
        &mut self,
        ids: &[i64],
    ) -> Result<Vec<(i64, String, DutyEnd, Timestamp)>, StoreError>;
    /// What came of a group's duties that were opened in a stretch, by member.
    fn duty_people(
        &mut self,
        group: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<DutyPerson>, StoreError>;
    /// Entries of a list: in a group those whose keys begin so, or in all groups all of them.
    fn entries(
        &mut self,
        list: &str,
        group: Option<&str>,
        begins: &str,
        limit: u32,
    ) -> Result<Vec<EntryRow>, StoreError>;
    /// How many entries of a list there are in each of those groups whose keys begin so.
    fn entry_counts(
        &mut self,
        list: &str,
        groups: &[String],
        begins: &str,
    ) -> Result<Vec<(String, u64)>, StoreError>;
    /// Accounts that are registered, by their groups and names.
    fn held(&mut self, limit: u32) -> Result<Vec<HeldRow>, StoreError>;
    /// What happened to an account, the newest first.
    fn account_events(
        &mut self,
        group: &str,
        account: &str,
        limit: u32,
    ) -> Result<Vec<AccountEvent>, StoreError>;
    /// What was published on accounts in a stretch.
    fn published(&mut self, of: &Stretch, limit: u32) -> Result<Vec<AccountEvent>, StoreError>;
    /// Drafts that are to appear, or were handed in without a day, in a stretch.
    fn drafts(&mut self, of: &Stretch, limit: u32) -> Result<Vec<DraftRow>, StoreError>;
}

/// What of this the connection that writes can do.
#[expect(missing_docs, reason = "each says by its name which row it writes")]
#[expect(clippy::missing_errors_doc, reason = "each fails as the database does")]
pub trait WritesCounts {
    /// Adds what a pass over the journal found.
    fn found(&mut self, found: &Found) -> Result<(), StoreError>;
    /// All that passes found goes: it is counted anew.
    fn forget_found(&mut self) -> Result<(), StoreError>;
    fn duty(&mut self, change: &DutyChange) -> Result<(), StoreError>;
    fn entry(&mut self, change: &EntryChange) -> Result<(), StoreError>;
}
