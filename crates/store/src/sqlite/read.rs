//! Reading rows.

use std::cell::Cell;
use std::path::Path;

use model::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::{
    database, effects, figures, keys, knowledge, pages, people, place, record_of, signed,
    snapshots, unsigned,
};
use crate::dialect::{Head, Reader};
use crate::error::StoreError;
use crate::knowledge::KnowledgeRow;
use crate::people::{
    AuditRow, GrantRow, LinkRow, ListedUser, SessionRow, TokenRow, UserFilter, UserRow,
};
use crate::record::{FIRST_LINK, Link};
use crate::rows::{
    AnswersRow, CaseFilter, CaseRow, DecisionFilter, EffectFilter, EffectRow, EffectState,
    GroupRow, KeptDecision, MemberFilter, MemberRow, PolicyRow, RecordNumber, RuleRow, SnapshotRow,
    StandingRow, WaitingRow,
};
use crate::segment::{Segment, of_columns};

/// A connection that reads.
pub struct SqliteReader {
    pub connection: Connection,
}

thread_local! {
    /// How many queries this thread has asked.
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

/// All rows of a query.
pub fn fetch<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    ASKED.set(ASKED.get().wrapping_add(1));
    let mut statement = connection.prepare_cached(sql).map_err(database)?;
    let rows = statement.query_map(values, read).map_err(database)?;
    let rows = rows.collect::<rusqlite::Result<Vec<T>>>().map_err(database);
    #[cfg(test)]
    super::plans::note(connection, sql, &statement);
    rows
}

/// The first row of a query, where there is one.
pub fn first<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    ASKED.set(ASKED.get().wrapping_add(1));
    let mut statement = connection.prepare_cached(sql).map_err(database)?;
    let row = statement.query_row(values, read).optional().map_err(database);
    #[cfg(test)]
    super::plans::note(connection, sql, &statement);
    row
}

/// A line from its three columns, blanked texts as empty ones.
pub fn fill(row: &Row<'_>, from: usize) -> rusqlite::Result<String> {
    Ok(veiled(row, from)?.line())
}

fn veiled(row: &Row<'_>, from: usize) -> rusqlite::Result<crate::veil::Veiled> {
    let (skeleton, digests, texts): (Vec<u8>, Vec<u8>, Vec<u8>) =
        (row.get(from)?, row.get(from + 1)?, row.get(from + 2)?);
    // What is damaged is read as it is: its proof shows that it does not fit.
    let plain = || crate::veil::Veiled { skeleton: skeleton.clone(), ..Default::default() };
    Ok(of_columns(skeleton.clone(), &digests, &texts).unwrap_or_else(|_| plain()))
}

fn setting(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    first(connection, "SELECT value FROM setting WHERE key = ?1", params![key], |row| row.get(0))
}

pub fn read_head(connection: &Connection) -> Result<Head, StoreError> {
    let sql = "SELECT first + records - 1, link FROM segment WHERE first > 0
        ORDER BY first DESC LIMIT 1";
    let end = first(connection, sql, [], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let (last, link) = match end {
        Some((last, link)) => (unsigned(last), link_of(&link)),
        None => (0, FIRST_LINK),
    };
    let epoch = setting(connection, "epoch")?.and_then(|text| text.parse().ok());
    let hold_until = setting(connection, "hold_until")?.and_then(|text| text.parse().ok());
    Ok(Head {
        last,
        link,
        installation: setting(connection, "installation")?.unwrap_or_default(),
        epoch: epoch.unwrap_or(0),
        hold_until: hold_until.map(Timestamp),
    })
}

fn link_of(bytes: &[u8]) -> Link {
    bytes.first_chunk().copied().unwrap_or(FIRST_LINK)
}

pub const SEGMENT: &str = "SELECT first, records, written, link, groups, proofs, skeleton, texts
    FROM segment";

pub fn segment(row: &Row<'_>) -> rusqlite::Result<Segment> {
    Ok(Segment {
        first: unsigned(row.get(0)?),
        records: row.get(1)?,
        written: Timestamp(row.get(2)?),
        link: link_of(&row.get::<_, Vec<u8>>(3)?),
        groups: row.get(4)?,
        proofs: row.get(5)?,
        skeleton: row.get(6)?,
        texts: row.get(7)?,
    })
}

pub const DECISION: &str = "SELECT place, skeleton, digests, texts FROM decision";

pub fn decision(row: &Row<'_>) -> rusqlite::Result<KeptDecision> {
    let (record, ordinal) = record_of(row.get(0)?);
    Ok(KeptDecision { record, ordinal, line: veiled(row, 1)? })
}

/// What the first delivery of an event led to; `new` are the places of new decisions among which
/// it may be, where that is known.
pub fn decisions_for(
    connection: &Connection,
    group: &str,
    id: &str,
    new: Option<&[i64]>,
) -> Result<Vec<KeptDecision>, StoreError> {
    let key = keys::key(keys::Of::Event, &[group, id]);
    let of_event = "source_group = ?1 AND source_id = ?2";
    let sql = format!(
        "{DECISION} WHERE place IN (SELECT place FROM decision_key WHERE key = ?3) AND {of_event}"
    );
    let mut found = match new {
        Some(new) => {
            let mut found = fetch(connection, &sql, params![group, id, key], decision)?;
            let one = format!("{DECISION} WHERE place = ?3 AND {of_event}");
            for at in new {
                found.extend(first(connection, &one, params![group, id, at], decision)?);
            }
            found
        }
        None => {
            let sql = format!(
                "{sql} UNION ALL {DECISION}
                WHERE place IN (SELECT place FROM decision_new WHERE of_event = ?3) AND {of_event}"
            );
            fetch(connection, &sql, params![group, id, key], decision)?
        }
    };
    found.sort_by_key(|decision| (decision.record, decision.ordinal));
    found.dedup_by_key(|decision| (decision.record, decision.ordinal));
    // Longer ago than the engine remembers, an id may have come twice: the last counts.
    let last = found.last().map(|decision| decision.record);
    found.retain(|decision| Some(decision.record) == last);
    Ok(found)
}

pub fn member(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
    Ok(MemberRow {
        group: row.get(0)?,
        id: row.get(1)?,
        name: row.get(2)?,
        card: row.get(3)?,
        roles: row.get(4)?,
        tags: row.get(5)?,
        joined: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        present: row.get(7)?,
    })
}

impl Reader for SqliteReader {
    fn head(&mut self) -> Result<Head, StoreError> {
        read_head(&self.connection)
    }

    fn segments(&mut self, from: RecordNumber, limit: u32) -> Result<Vec<Segment>, StoreError> {
        let sql = format!(
            "{SEGMENT} WHERE first >= coalesce(
            (SELECT first FROM segment WHERE first <= ?1 ORDER BY first DESC LIMIT 1), 0)
            AND first + records > ?1 ORDER BY first LIMIT ?2"
        );
        fetch(&self.connection, &sql, params![signed(from), limit], segment)
    }

    fn segment_heads_back(
        &mut self,
        before: RecordNumber,
        limit: u32,
    ) -> Result<Vec<(RecordNumber, Vec<u8>)>, StoreError> {
        let sql = "SELECT first, groups FROM segment WHERE first < ?1 ORDER BY first DESC LIMIT ?2";
        fetch(&self.connection, sql, params![signed(before), limit], |row| {
            Ok((unsigned(row.get(0)?), row.get(1)?))
        })
    }

    fn segments_back(
        &mut self,
        before: RecordNumber,
        limit: u32,
    ) -> Result<Vec<Segment>, StoreError> {
        let sql = format!("{SEGMENT} WHERE first < ?1 ORDER BY first DESC LIMIT ?2");
        fetch(&self.connection, &sql, params![signed(before), limit], segment)
    }

    fn decisions_of(
        &mut self,
        from: RecordNumber,
        to: RecordNumber,
    ) -> Result<Vec<KeptDecision>, StoreError> {
        let sql = format!("{DECISION} WHERE place BETWEEN ?1 AND ?2 ORDER BY place");
        fetch(&self.connection, &sql, params![place(from, 0), place(to, u32::MAX)], decision)
    }

    fn decisions_for(&mut self, group: &str, id: &str) -> Result<Vec<KeptDecision>, StoreError> {
        decisions_for(&self.connection, group, id, None)
    }

    fn decisions(
        &mut self,
        filter: &DecisionFilter,
        limit: u32,
    ) -> Result<Vec<KeptDecision>, StoreError> {
        pages::decisions(&self.connection, filter, limit)
    }

    fn record_at(&mut self, at: Timestamp) -> Result<RecordNumber, StoreError> {
        pages::record_at(&self.connection, at)
    }

    fn cases(&mut self, filter: &CaseFilter, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
        pages::cases(&self.connection, filter, limit)
    }

    fn waiting(&mut self) -> Result<Vec<WaitingRow>, StoreError> {
        let sql = "SELECT grp, about, addressee, min(due), count(*) FROM kase WHERE waits
            GROUP BY grp, about, addressee";
        fetch(&self.connection, sql, [], |row| {
            Ok(WaitingRow {
                group: row.get(0)?,
                about: row.get(1)?,
                to: row.get(2)?,
                due: row.get::<_, Option<i64>>(3)?.map(Timestamp),
                count: unsigned(row.get(4)?),
            })
        })
    }

    fn waiting_cases(&mut self, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
        figures::waiting_cases(&self.connection, limit)
    }

    fn waiting_people(&mut self) -> Result<Vec<MemberRow>, StoreError> {
        figures::waiting_people(&self.connection)
    }

    fn case(&mut self, group: &str, number: u32) -> Result<Option<CaseRow>, StoreError> {
        pages::one_case(&self.connection, group, number)
    }

    fn groups(&mut self) -> Result<Vec<GroupRow>, StoreError> {
        pages::groups(&self.connection, "", u32::MAX)
    }

    fn groups_page(&mut self, after: &str, limit: u32) -> Result<Vec<GroupRow>, StoreError> {
        pages::groups(&self.connection, after, limit)
    }

    fn groups_kept(&mut self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT id, kept FROM grp WHERE kept IS NOT NULL";
        fetch(&self.connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn group(&mut self, id: &str) -> Result<Option<GroupRow>, StoreError> {
        pages::group(&self.connection, id)
    }

    fn members(&mut self, group: &str) -> Result<Vec<MemberRow>, StoreError> {
        let sql = "SELECT * FROM member WHERE grp = ?1 ORDER BY id";
        fetch(&self.connection, sql, params![group], member)
    }

    fn standings(&mut self, group: &str) -> Result<Vec<StandingRow>, StoreError> {
        figures::standings(&self.connection, group)
    }

    fn hours(&mut self, group: &str, from: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        figures::hours(&self.connection, group, from)
    }

    fn answers_since(
        &mut self,
        since: Timestamp,
        now: Timestamp,
        within_ms: i64,
        ahead_ms: i64,
    ) -> Result<Vec<AnswersRow>, StoreError> {
        figures::answers_since(&self.connection, since, now, within_ms, ahead_ms)
    }

    fn rules_since(&mut self, since: Timestamp, ahead_ms: i64) -> Result<Vec<RuleRow>, StoreError> {
        figures::rules_since(&self.connection, since, ahead_ms)
    }

    fn members_page(
        &mut self,
        filter: &MemberFilter,
        limit: u32,
    ) -> Result<Vec<MemberRow>, StoreError> {
        pages::members(&self.connection, filter, limit)
    }

    fn member(&mut self, group: &str, id: &str) -> Result<Option<MemberRow>, StoreError> {
        let sql = "SELECT * FROM member WHERE grp = ?1 AND id = ?2";
        first(&self.connection, sql, params![group, id], member)
    }

    fn member_count(&mut self, group: &str) -> Result<u64, StoreError> {
        let sql = "SELECT people FROM head_count WHERE grp = ?1";
        let count = first(&self.connection, sql, params![group], |row| row.get(0))?;
        Ok(unsigned(count.unwrap_or(0)))
    }

    fn memberships(&mut self, id: &str) -> Result<Vec<MemberRow>, StoreError> {
        let sql = "SELECT * FROM member WHERE id = ?1 ORDER BY grp";
        fetch(&self.connection, sql, params![id], member)
    }

    fn effects(
        &mut self,
        state: Option<EffectState>,
        group: Option<&str>,
        limit: u32,
    ) -> Result<Vec<EffectRow>, StoreError> {
        let filter =
            EffectFilter { state, group: group.map(str::to_owned), ..EffectFilter::default() };
        pages::effects(&self.connection, &filter, limit)
    }

    fn effects_page(
        &mut self,
        filter: &EffectFilter,
        limit: u32,
    ) -> Result<Vec<EffectRow>, StoreError> {
        pages::effects(&self.connection, filter, limit)
    }

    fn effect(&mut self, key: &str) -> Result<Option<EffectRow>, StoreError> {
        effects::one(&self.connection, key)
    }

    fn effect_counts(&mut self) -> Result<Vec<(EffectState, u64)>, StoreError> {
        pages::effect_counts(&self.connection)
    }

    fn policies(&mut self) -> Result<Vec<PolicyRow>, StoreError> {
        let sql = "SELECT place, id, version, name, text, since, record, author
            FROM policy ORDER BY place";
        fetch(&self.connection, sql, [], |row| {
            Ok(PolicyRow {
                place: row.get(0)?,
                id: row.get(1)?,
                version: row.get(2)?,
                name: row.get(3)?,
                text: row.get(4)?,
                since: Timestamp(row.get(5)?),
                record: unsigned(row.get(6)?),
                by: row.get(7)?,
            })
        })
    }

    fn knowledge_after(&mut self, changes: u32) -> Result<Vec<KnowledgeRow>, StoreError> {
        knowledge::after(&self.connection, changes)
    }

    fn knowledge_at(&mut self, place: u32) -> Result<Option<KnowledgeRow>, StoreError> {
        knowledge::at(&self.connection, place)
    }

    fn knowledge_back(
        &mut self,
        of: (&str, &str),
        before: u32,
        limit: u32,
    ) -> Result<Vec<KnowledgeRow>, StoreError> {
        knowledge::back(&self.connection, of, before, limit)
    }

    fn knowledge_count(&mut self) -> Result<u32, StoreError> {
        knowledge::count(&self.connection)
    }

    fn knowledge_content(&mut self, digest: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        knowledge::content(&self.connection, digest)
    }

    fn snapshots(&mut self) -> Result<Vec<SnapshotRow>, StoreError> {
        snapshots::whole(&self.connection)
    }

    fn snapshot_part(&mut self, number: u32, part: u32) -> Result<Vec<u8>, StoreError> {
        snapshots::part(&self.connection, number, part)
    }

    fn last_snapshot(&mut self) -> Result<u32, StoreError> {
        snapshots::last(&self.connection)
    }

    fn setting(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        setting(&self.connection, key)
    }

    fn noted(&mut self, of: &str, limit: u32) -> Result<Vec<(String, Timestamp)>, StoreError> {
        people::noted(&self.connection, of, limit)
    }

    fn user(&mut self, id: i64) -> Result<Option<UserRow>, StoreError> {
        people::user(&self.connection, "id = ?1", &id)
    }

    fn user_named(&mut self, name: &str) -> Result<Option<UserRow>, StoreError> {
        people::user(&self.connection, "name = ?1", &name)
    }

    fn user_of_subject(&mut self, subject: &str) -> Result<Option<UserRow>, StoreError> {
        people::user(&self.connection, "subject = ?1", &subject)
    }

    fn users(&mut self) -> Result<Vec<UserRow>, StoreError> {
        people::users(&self.connection)
    }

    fn users_page(&mut self, of: &UserFilter) -> Result<Vec<ListedUser>, StoreError> {
        people::users_page(&self.connection, of)
    }

    fn grants(&mut self, user: i64) -> Result<Vec<GrantRow>, StoreError> {
        people::grants(&self.connection, user)
    }

    fn session(&mut self, key: &[u8]) -> Result<Option<SessionRow>, StoreError> {
        Ok(people::sessions(&self.connection, "key = ?1", &key)?.pop())
    }

    fn sessions(&mut self, user: i64) -> Result<Vec<SessionRow>, StoreError> {
        people::sessions(&self.connection, "user = ?1", &user)
    }

    fn token(&mut self, key: &[u8]) -> Result<Option<TokenRow>, StoreError> {
        Ok(people::tokens(&self.connection, "key = ?1", &key)?.pop())
    }

    fn tokens(&mut self, user: i64) -> Result<Vec<TokenRow>, StoreError> {
        people::tokens(&self.connection, "user = ?1", &user)
    }

    fn link(&mut self, key: &[u8]) -> Result<Option<LinkRow>, StoreError> {
        people::link(&self.connection, key)
    }

    fn audits(
        &mut self,
        before: Option<RecordNumber>,
        limit: u32,
    ) -> Result<Vec<AuditRow>, StoreError> {
        pages::audits(&self.connection, before, limit)
    }

    fn asked(&self) -> u64 {
        ASKED.get()
    }

    fn sound(&mut self) -> Result<Option<String>, StoreError> {
        let told: String = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(database)?;
        Ok((told != "ok").then_some(told))
    }

    fn copy_to(&mut self, path: &Path) -> Result<(), StoreError> {
        let path = path.to_str().ok_or(StoreError::Value("文件名"))?;
        // Copying is no change of this database, but looks like one to `query_only`.
        self.connection.pragma_update(None, "query_only", "OFF").map_err(database)?;
        let copied = self.connection.execute("VACUUM INTO ?1", params![path]);
        self.connection.pragma_update(None, "query_only", "ON").map_err(database)?;
        copied.map(|_| ()).map_err(database)
    }
}
