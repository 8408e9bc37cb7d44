//! What a database has to do for the store. SQLite is the first; nothing outside its module
//! knows its types, so that PostgreSQL can stand beside it.

use model::Timestamp;

use crate::counts::{ReadsCounts, WritesCounts};
use crate::error::StoreError;
use crate::knowledge::KnowledgeRow;
use crate::people::{
    AuditEntry, AuditRow, GrantRow, LinkRow, ListedUser, PeopleChange, SessionRow, TokenRow,
    UserFilter, UserRow,
};
use crate::record::Link;
use crate::rows::{
    AnswersRow, CaseFilter, CaseRow, DecisionFilter, EffectFilter, EffectRow, EffectState,
    GroupRow, KeptDecision, LeaseRequest, MemberFilter, MemberRow, NewDecision, Outcome, PolicyRow,
    Receipt, RecordNumber, RosterChange, RuleRow, SnapshotRow, StandingRow, WaitingRow,
};
use crate::segment::Segment;
use crate::veil::Veiled;

/// Where the journal ends, and what the installation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last record; 0: none.
    pub last: RecordNumber,
    /// The chain's link after it.
    pub link: Link,
    /// A name that no other installation has; a restore gives a new one.
    pub installation: String,
    /// How often it was restored.
    pub epoch: u64,
    /// Acts decided for a time up to this one are held back.
    pub hold_until: Option<Timestamp>,
}

/// A database.
pub trait Dialect: Send + Sync {
    /// The one connection that writes.
    ///
    /// # Errors
    /// Another process has it, or the database can't be opened.
    fn writer(&self) -> Result<Box<dyn Writer>, StoreError>;

    /// A connection that reads; many may be open.
    ///
    /// # Errors
    /// The database can't be opened.
    fn reader(&self) -> Result<Box<dyn Reader>, StoreError>;

    /// Files that stand beside the database and belong to it, by name: backups have them too.
    ///
    /// # Errors
    /// One can't be read.
    fn beside(&self) -> Result<Vec<(&'static str, String)>, StoreError>;
}

/// A decision's place and keys beside its line.
#[derive(Clone, Copy, Debug)]
pub struct DecisionPlace<'a> {
    /// The record.
    pub record: RecordNumber,
    /// Which of its decisions.
    pub ordinal: u32,
    /// The event of the record: its group and id.
    pub source: Option<(&'a str, Option<&'a str>)>,
}

/// The connection that writes. Everything between `begin` and `commit` is there together or not
/// at all.
#[expect(missing_docs, reason = "each says by its name which row it writes")]
#[expect(clippy::missing_errors_doc, reason = "each fails as the database does")]
pub trait Writer: Send + WritesCounts {
    fn head(&mut self) -> Result<Head, StoreError>;

    fn begin(&mut self) -> Result<(), StoreError>;
    fn commit(&mut self) -> Result<(), StoreError>;
    fn roll_back(&mut self);
    /// Marks a place within the transaction.
    fn mark(&mut self) -> Result<(), StoreError>;
    /// Keeps what was done since the mark.
    fn keep_mark(&mut self) -> Result<(), StoreError>;
    /// Undoes what was done since the mark.
    fn undo_mark(&mut self) -> Result<(), StoreError>;
    /// Nothing waits: time for what may take longer.
    fn rest(&mut self) -> Result<(), StoreError>;

    fn segment(&mut self, segment: &Segment) -> Result<(), StoreError>;
    /// Texts of a segment were blanked.
    fn segment_texts(&mut self, first: RecordNumber, texts: &[u8]) -> Result<(), StoreError>;
    fn decision(
        &mut self,
        place: DecisionPlace<'_>,
        decision: &NewDecision,
        line: &Veiled,
    ) -> Result<(), StoreError>;
    /// What the first delivery of an event led to, this transaction included.
    fn decisions_for(&mut self, group: &str, id: &str) -> Result<Vec<KeptDecision>, StoreError>;
    /// Texts of a decision were blanked.
    fn decision_texts(&mut self, decision: &KeptDecision) -> Result<(), StoreError>;
    fn effect(&mut self, effect: &EffectRow) -> Result<(), StoreError>;
    /// A case as it now stands; where it is new, no record before `began` has to do with it.
    fn case(&mut self, case: &CaseRow, began: RecordNumber) -> Result<(), StoreError>;
    fn case_gone(&mut self, group: &str, number: u32) -> Result<(), StoreError>;
    /// Texts of a case were blanked.
    fn case_texts(&mut self, case: &CaseRow) -> Result<(), StoreError>;
    /// For how long the texts of a group are kept, as a word.
    fn group_kept(&mut self, group: &str, kept: &str) -> Result<(), StoreError>;
    fn roster(&mut self, change: &RosterChange) -> Result<(), StoreError>;
    fn policy(&mut self, policy: &PolicyRow) -> Result<(), StoreError>;
    /// What the organisation knows of its own comes into use or goes; content is kept once.
    fn knowledge(&mut self, row: &KnowledgeRow, content: &[u8]) -> Result<(), StoreError>;
    fn audit(
        &mut self,
        record: RecordNumber,
        at: Timestamp,
        entry: &AuditEntry,
    ) -> Result<(), StoreError>;

    /// A snapshot of what follows from the journal up to a record begins.
    fn snapshot_begun(
        &mut self,
        number: u32,
        record: RecordNumber,
        policies: u32,
        knowledge: u32,
    ) -> Result<(), StoreError>;
    fn snapshot_part(&mut self, number: u32, part: u32, bytes: &[u8]) -> Result<(), StoreError>;
    /// The snapshot is whole; older ones but the last before it go.
    fn snapshot_whole(&mut self, number: u32, parts: u32, hash: &[u8]) -> Result<(), StoreError>;
    /// What is no longer in the tables leaves the log too; not within a transaction.
    fn wipe_log(&mut self) -> Result<(), StoreError>;

    /// Effects for a connector, marked as in flight, in order within each group.
    fn lease(&mut self, request: &LeaseRequest) -> Result<Vec<EffectRow>, StoreError>;
    /// Effects for a connector that says at once what becomes of them, entered as such, in the
    /// order in which they were decided.
    fn settle(
        &mut self,
        request: &LeaseRequest,
        settle: &mut dyn FnMut(&EffectRow) -> (Outcome, Option<String>),
    ) -> Result<Vec<(EffectRow, Receipt)>, StoreError>;
    /// Enters what became of an attempt. The group where it changed anything.
    fn receipt(
        &mut self,
        receipt: &Receipt,
        now: Timestamp,
    ) -> Result<Option<EffectRow>, StoreError>;
    /// Moves effects by key (all: none given) from one state to another. How many.
    fn move_effects(
        &mut self,
        keys: Option<&[String]>,
        from: EffectState,
        to: EffectState,
        now: Timestamp,
    ) -> Result<u64, StoreError>;

    fn people(&mut self, change: &PeopleChange) -> Result<i64, StoreError>;
    fn setting(&mut self, key: &str, value: &str) -> Result<(), StoreError>;
    /// Notes until then what may happen once, and forgets what is over now; false where it was
    /// noted before.
    fn once(&mut self, what: &str, until: Timestamp, now: Timestamp) -> Result<bool, StoreError>;
    /// This is a restored copy: a new name, and nothing unfinished is carried out by itself.
    fn begin_epoch(&mut self, installation: &str, now: Timestamp) -> Result<(), StoreError>;
}

/// A connection that reads.
#[expect(missing_docs, reason = "each says by its name what it reads")]
#[expect(clippy::missing_errors_doc, reason = "each fails as the database does")]
pub trait Reader: Send + ReadsCounts {
    fn head(&mut self) -> Result<Head, StoreError>;
    /// The segments that have `from` or later records, in order, at most so many.
    fn segments(&mut self, from: RecordNumber, limit: u32) -> Result<Vec<Segment>, StoreError>;
    /// The first records and the groups of the last segments before a record, the newest first:
    /// little to read where most have nothing of a group.
    fn segment_heads_back(
        &mut self,
        before: RecordNumber,
        limit: u32,
    ) -> Result<Vec<(RecordNumber, Vec<u8>)>, StoreError>;
    /// The last segments before a record, the newest first.
    fn segments_back(
        &mut self,
        before: RecordNumber,
        limit: u32,
    ) -> Result<Vec<Segment>, StoreError>;
    /// Decisions of the records `from..=to`, in order.
    fn decisions_of(
        &mut self,
        from: RecordNumber,
        to: RecordNumber,
    ) -> Result<Vec<KeptDecision>, StoreError>;
    /// What the first delivery of an event led to.
    fn decisions_for(&mut self, group: &str, id: &str) -> Result<Vec<KeptDecision>, StoreError>;
    /// Decisions that fit, the newest first.
    fn decisions(
        &mut self,
        filter: &DecisionFilter,
        limit: u32,
    ) -> Result<Vec<KeptDecision>, StoreError>;
    /// The first record that was written at a time or later, by whole segments.
    fn record_at(&mut self, at: Timestamp) -> Result<RecordNumber, StoreError>;
    /// Cases that fit, the newest first; pages go on by [`CaseFilter::after`].
    fn cases(&mut self, filter: &CaseFilter, limit: u32) -> Result<Vec<CaseRow>, StoreError>;
    /// How many cases wait, by group, what they are about, and who is asked.
    fn waiting(&mut self) -> Result<Vec<WaitingRow>, StoreError>;
    /// Cases that wait, what is due first at the beginning, then the oldest.
    fn waiting_cases(&mut self, limit: u32) -> Result<Vec<CaseRow>, StoreError>;
    /// Those whom waiting cases are about, as they are known in the group.
    fn waiting_people(&mut self) -> Result<Vec<MemberRow>, StoreError>;
    /// One case.
    fn case(&mut self, group: &str, number: u32) -> Result<Option<CaseRow>, StoreError>;
    /// All groups. Pages ask for some: [`Reader::groups_page`].
    fn groups(&mut self) -> Result<Vec<GroupRow>, StoreError>;
    /// Groups whose ids come after one, in their order.
    fn groups_page(&mut self, after: &str, limit: u32) -> Result<Vec<GroupRow>, StoreError>;
    /// For how long the texts of each group are kept, as [`Writer::group_kept`] wrote it.
    fn groups_kept(&mut self) -> Result<Vec<(String, String)>, StoreError>;
    fn group(&mut self, id: &str) -> Result<Option<GroupRow>, StoreError>;
    /// All members of a group. Pages ask for some: [`Reader::members_page`].
    fn members(&mut self, group: &str) -> Result<Vec<MemberRow>, StoreError>;
    /// How everybody who is known in a group stands.
    fn standings(&mut self, group: &str) -> Result<Vec<StandingRow>, StoreError>;
    /// How many messages there were in a group (in all together: an empty name) in each hour from
    /// one on, counted from 1970.
    fn hours(&mut self, group: &str, from: i64) -> Result<Vec<(i64, u64)>, StoreError>;
    /// What took a person's answer and was opened since then, by group: how many have one or
    /// should have, and how many got it within so long.
    fn answers_since(
        &mut self,
        since: Timestamp,
        now: Timestamp,
        within_ms: i64,
        ahead_ms: i64,
    ) -> Result<Vec<AnswersRow>, StoreError>;
    /// Cases that were opened since then, by group, rule and day of a zone that is so far ahead
    /// of UTC.
    fn rules_since(&mut self, since: Timestamp, ahead_ms: i64) -> Result<Vec<RuleRow>, StoreError>;
    fn members_page(
        &mut self,
        filter: &MemberFilter,
        limit: u32,
    ) -> Result<Vec<MemberRow>, StoreError>;
    fn member(&mut self, group: &str, id: &str) -> Result<Option<MemberRow>, StoreError>;
    /// How many members of a group are there now.
    fn member_count(&mut self, group: &str) -> Result<u64, StoreError>;
    fn memberships(&mut self, member: &str) -> Result<Vec<MemberRow>, StoreError>;
    /// Effects in a state (any: none), in the order in which they were decided.
    fn effects(
        &mut self,
        state: Option<EffectState>,
        group: Option<&str>,
        limit: u32,
    ) -> Result<Vec<EffectRow>, StoreError>;
    fn effects_page(
        &mut self,
        filter: &EffectFilter,
        limit: u32,
    ) -> Result<Vec<EffectRow>, StoreError>;
    /// The effect of a key.
    fn effect(&mut self, key: &str) -> Result<Option<EffectRow>, StoreError>;
    /// How many effects are in each state.
    fn effect_counts(&mut self) -> Result<Vec<(EffectState, u64)>, StoreError>;
    fn policies(&mut self) -> Result<Vec<PolicyRow>, StoreError>;
    /// What the organisation knows of its own, as it was after so many changes.
    fn knowledge_after(&mut self, changes: u32) -> Result<Vec<KnowledgeRow>, StoreError>;
    /// One change.
    fn knowledge_at(&mut self, place: u32) -> Result<Option<KnowledgeRow>, StoreError>;
    /// The last changes of one thing (what it is, and which) before a place, the newest first.
    fn knowledge_back(
        &mut self,
        of: (&str, &str),
        before: u32,
        limit: u32,
    ) -> Result<Vec<KnowledgeRow>, StoreError>;
    /// How many changes there were.
    fn knowledge_count(&mut self) -> Result<u32, StoreError>;
    /// A content by its digest.
    fn knowledge_content(&mut self, digest: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    /// Whole snapshots, the newest first.
    fn snapshots(&mut self) -> Result<Vec<SnapshotRow>, StoreError>;
    fn snapshot_part(&mut self, number: u32, part: u32) -> Result<Vec<u8>, StoreError>;
    /// The highest number of a snapshot, whole or not.
    fn last_snapshot(&mut self) -> Result<u32, StoreError>;
    fn setting(&mut self, key: &str) -> Result<Option<String>, StoreError>;
    /// What of that beginning happened once, and until when that is noted: what ends first, first.
    fn noted(
        &mut self,
        beginning: &str,
        limit: u32,
    ) -> Result<Vec<(String, Timestamp)>, StoreError>;
    fn user(&mut self, id: i64) -> Result<Option<UserRow>, StoreError>;
    fn user_named(&mut self, name: &str) -> Result<Option<UserRow>, StoreError>;
    fn user_of_subject(&mut self, subject: &str) -> Result<Option<UserRow>, StoreError>;
    fn users(&mut self) -> Result<Vec<UserRow>, StoreError>;
    /// Some users, by name.
    fn users_page(&mut self, of: &UserFilter) -> Result<Vec<ListedUser>, StoreError>;
    fn grants(&mut self, user: i64) -> Result<Vec<GrantRow>, StoreError>;
    fn session(&mut self, key: &[u8]) -> Result<Option<SessionRow>, StoreError>;
    fn sessions(&mut self, user: i64) -> Result<Vec<SessionRow>, StoreError>;
    fn token(&mut self, key: &[u8]) -> Result<Option<TokenRow>, StoreError>;
    fn tokens(&mut self, user: i64) -> Result<Vec<TokenRow>, StoreError>;
    fn link(&mut self, key: &[u8]) -> Result<Option<LinkRow>, StoreError>;
    /// Audit entries before a record, the newest first.
    fn audits(
        &mut self,
        before: Option<RecordNumber>,
        limit: u32,
    ) -> Result<Vec<AuditRow>, StoreError>;
    /// How many queries were asked so far on this thread: what something costs is the difference.
    fn asked(&self) -> u64;
    /// Whether the database itself is sound; else what is wrong.
    fn sound(&mut self) -> Result<Option<String>, StoreError>;
    /// Writes a whole copy, as of one moment, to a new file.
    fn copy_to(&mut self, path: &std::path::Path) -> Result<(), StoreError>;
}
