//! Reading rows.

use std::cell::Cell;
use std::path::Path;

use model::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Row, params, params_from_iter};

use super::{database, effects, people, place, record_of, signed, unsigned};
use crate::dialect::{Head, Reader};
use crate::error::StoreError;
use crate::people::{AuditEntry, AuditRow, GrantRow, LinkRow, SessionRow, TokenRow, UserRow};
use crate::record::{FIRST_LINK, Link};
use crate::rows::{
    AnswersRow, CaseFilter, CaseRow, DecisionFilter, EffectRow, EffectState, GroupRow,
    KeptDecision, MemberRow, PolicyRow, RecordNumber, RuleRow, SnapshotRow, StandingRow,
    WaitingRow,
};
use crate::segment::{Segment, decompress, of_columns};

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
    rows.collect::<rusqlite::Result<Vec<T>>>().map_err(database)
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
    statement.query_row(values, read).optional().map_err(database)
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
    let sql = "SELECT first + records - 1, link FROM segment ORDER BY first DESC LIMIT 1";
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

const SEGMENT: &str = "SELECT first, records, written, link, groups, proofs, skeleton, texts
    FROM segment";

fn segment(row: &Row<'_>) -> rusqlite::Result<Segment> {
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

const DECISION: &str = "SELECT place, skeleton, digests, texts FROM decision";

fn decision(row: &Row<'_>) -> rusqlite::Result<KeptDecision> {
    let (record, ordinal) = record_of(row.get(0)?);
    Ok(KeptDecision { record, ordinal, line: veiled(row, 1)? })
}

/// What the first delivery of an event led to.
pub fn decisions_for(
    connection: &Connection,
    group: &str,
    id: &str,
) -> Result<Vec<KeptDecision>, StoreError> {
    let sql = format!("{DECISION} WHERE source_group = ?1 AND source_id = ?2 ORDER BY place");
    let mut found = fetch(connection, &sql, params![group, id], decision)?;
    // Longer ago than the engine remembers, an id may have come twice: the last counts.
    let last = found.last().map(|decision| decision.record);
    found.retain(|decision| Some(decision.record) == last);
    Ok(found)
}

fn case(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    Ok(CaseRow {
        group: row.get(0)?,
        number: row.get(1)?,
        about: row.get(2)?,
        kind: row.get(3)?,
        member: row.get(4)?,
        opened: Timestamp(row.get(5)?),
        waits: row.get(6)?,
        to: row.get(7)?,
        due: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        state: row.get(9)?,
        record: unsigned(row.get(10)?),
    })
}

fn member(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
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

/// Conditions that are put together, each with its value.
struct Wanted {
    sql: String,
    values: Vec<Value>,
}

impl Wanted {
    fn of(select: &str) -> Wanted {
        Wanted { sql: format!("{select} WHERE 1"), values: Vec::new() }
    }

    fn and(&mut self, condition: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.sql.push_str(" AND ");
            self.sql.push_str(condition);
            self.values.push(value.into());
        }
    }

    fn fetch<T>(
        mut self,
        connection: &Connection,
        order: &str,
        limit: u32,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.sql.push_str(&format!(" ORDER BY {order} LIMIT {limit}"));
        fetch(connection, &self.sql, params_from_iter(self.values), read)
    }
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
        decisions_for(&self.connection, group, id)
    }

    fn decisions(
        &mut self,
        filter: &DecisionFilter,
        limit: u32,
    ) -> Result<Vec<KeptDecision>, StoreError> {
        let mut wanted = Wanted::of(DECISION);
        // A case's name begins with its group, by which there is an index.
        let of_case = filter.case.as_ref().and_then(|case| case.rsplit_once('-'));
        let group = filter.group.clone().or(of_case.map(|(group, _)| group.to_owned()));
        wanted.and("grp = ?", group);
        wanted.and("member = ?", filter.member.clone());
        wanted.and("kase = ?", filter.case.clone());
        wanted.and("place < ?", filter.before.map(|record| place(record, 0)));
        wanted.and("at >= ?", filter.from.map(|at| at.0));
        wanted.and("at < ?", filter.to.map(|at| at.0));
        wanted.fetch(&self.connection, "place DESC", limit, decision)
    }

    fn cases(&mut self, filter: &CaseFilter, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
        let mut wanted = Wanted::of(
            "SELECT grp, number, about, kind, member, opened, waits, addressee, due, state,
            record FROM kase",
        );
        wanted.and("grp = ?", filter.group.clone());
        wanted.and("member = ?", filter.member.clone());
        // Said without a value where it is so, for the index over what waits.
        match filter.waits {
            Some(true) => wanted.sql.push_str(" AND waits"),
            Some(false) => wanted.sql.push_str(" AND NOT waits"),
            None => {}
        }
        wanted.and("addressee = ?", filter.to.clone());
        wanted.and("opened < ?", filter.before.map(|at| at.0));
        wanted.fetch(&self.connection, "opened DESC, grp, number DESC", limit, case)
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
        let sql = "SELECT grp, number, about, kind, member, opened, waits, addressee, due, state,
            record FROM kase WHERE waits ORDER BY due IS NULL, due, opened LIMIT ?1";
        fetch(&self.connection, sql, params![limit], case)
    }

    fn waiting_people(&mut self) -> Result<Vec<MemberRow>, StoreError> {
        let sql = "SELECT DISTINCT member.* FROM kase JOIN member
            ON member.grp = kase.grp AND member.id = kase.member WHERE kase.waits";
        fetch(&self.connection, sql, [], member)
    }

    fn case(&mut self, group: &str, number: u32) -> Result<Option<CaseRow>, StoreError> {
        let sql = "SELECT grp, number, about, kind, member, opened, waits, addressee, due, state,
            record FROM kase WHERE grp = ?1 AND number = ?2";
        first(&self.connection, sql, params![group, number], case)
    }

    fn groups(&mut self) -> Result<Vec<GroupRow>, StoreError> {
        let sql = "SELECT id, name, purpose, owner, connector, began FROM grp ORDER BY id";
        fetch(&self.connection, sql, [], |row| {
            Ok(GroupRow {
                id: row.get(0)?,
                name: row.get(1)?,
                purpose: row.get(2)?,
                owner: row.get(3)?,
                connector: row.get(4)?,
                began: Timestamp(row.get(5)?),
            })
        })
    }

    fn members(&mut self, group: &str) -> Result<Vec<MemberRow>, StoreError> {
        let sql = "SELECT * FROM member WHERE grp = ?1 ORDER BY id";
        fetch(&self.connection, sql, params![group], member)
    }

    fn standings(&mut self, group: &str) -> Result<Vec<StandingRow>, StoreError> {
        let sql = "SELECT member, max(last), sum(breaches), max(opened) FROM (
                SELECT member, last, 0 AS breaches, NULL AS opened FROM spoken WHERE grp = ?1
                UNION ALL
                SELECT member, NULL, 1, opened FROM kase
                WHERE grp = ?1 AND about = 'breach' AND member IS NOT NULL
            ) GROUP BY member";
        fetch(&self.connection, sql, params![group], |row| {
            Ok(StandingRow {
                member: row.get(0)?,
                spoke: row.get::<_, Option<i64>>(1)?.map(Timestamp),
                breaches: unsigned(row.get(2)?),
                last_breach: row.get::<_, Option<i64>>(3)?.map(Timestamp),
            })
        })
    }

    fn hours(&mut self, group: &str, from: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql = "SELECT hour, messages FROM hour WHERE grp = ?1 AND hour >= ?2 ORDER BY hour";
        let read = |row: &Row<'_>| Ok((row.get(0)?, unsigned(row.get(1)?)));
        fetch(&self.connection, sql, params![group, from], read)
    }

    fn answers_since(
        &mut self,
        since: Timestamp,
        now: Timestamp,
        within_ms: i64,
    ) -> Result<Vec<AnswersRow>, StoreError> {
        // What still waits counts from when its time is over.
        let sql = "SELECT grp, count(*), sum(NOT waits AND (state ->> 'decided') - opened <= ?2)
            FROM kase WHERE opened >= ?1 AND about != 'breach' AND (NOT waits OR opened < ?3)
            GROUP BY 1";
        let over = now.plus_ms(within_ms.saturating_neg());
        fetch(&self.connection, sql, params![since.0, within_ms, over.0], |row| {
            Ok(AnswersRow {
                group: row.get(0)?,
                asked: unsigned(row.get(1)?),
                in_time: unsigned(row.get(2)?),
            })
        })
    }

    fn rules_since(&mut self, since: Timestamp, ahead_ms: i64) -> Result<Vec<RuleRow>, StoreError> {
        let sql = "SELECT grp, state ->> 'policy', state ->> 'cite', kind,
                (opened + ?2) / 86400000, count(*), sum(state ->> 'standing' = 'undone')
            FROM kase WHERE opened >= ?1 AND about IN ('breach', 'judgement')
            GROUP BY 1, 2, 3, 4, 5";
        fetch(&self.connection, sql, params![since.0, ahead_ms], |row| {
            Ok(RuleRow {
                group: row.get(0)?,
                policy: row.get(1)?,
                cite: row.get(2)?,
                kind: row.get(3)?,
                day: row.get(4)?,
                cases: unsigned(row.get(5)?),
                undone: unsigned(row.get(6)?),
            })
        })
    }

    fn head_counts(&mut self) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT grp, count(*) FROM member WHERE present GROUP BY grp";
        fetch(&self.connection, sql, [], |row| Ok((row.get(0)?, unsigned(row.get(1)?))))
    }

    fn owners(&mut self) -> Result<Vec<MemberRow>, StoreError> {
        let sql = "SELECT member.* FROM grp JOIN member
            ON member.grp = grp.id AND member.id = grp.owner";
        fetch(&self.connection, sql, [], member)
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
        let columns = effects::COLUMNS;
        let select = format!("SELECT {columns} FROM effect JOIN decision USING (place)");
        let mut wanted = Wanted::of(&select);
        wanted.and("state = ?", state.map(|state| state.name().to_owned()));
        wanted.and("effect.grp = ?", group.map(str::to_owned));
        wanted.fetch(&self.connection, "effect.place", limit, effects::read)
    }

    fn effect_counts(&mut self) -> Result<Vec<(EffectState, u64)>, StoreError> {
        let sql = "SELECT state, count(*) FROM effect GROUP BY state";
        let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
        let rows = fetch(&self.connection, sql, [], read)?;
        let known = |(name, count): (String, i64)| {
            EffectState::parse(&name).map(|state| (state, unsigned(count)))
        };
        Ok(rows.into_iter().filter_map(known).collect())
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

    fn snapshots(&mut self) -> Result<Vec<SnapshotRow>, StoreError> {
        let sql = "SELECT number, record, parts, policies, hash FROM snapshot
            WHERE hash IS NOT NULL ORDER BY number DESC";
        fetch(&self.connection, sql, [], |row| {
            Ok(SnapshotRow {
                number: row.get(0)?,
                record: unsigned(row.get(1)?),
                parts: row.get(2)?,
                policies: row.get(3)?,
                hash: row.get(4)?,
            })
        })
    }

    fn snapshot_part(&mut self, number: u32, part: u32) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT bytes FROM snapshot_part WHERE number = ?1 AND part = ?2";
        let found: Option<Vec<u8>> =
            first(&self.connection, sql, params![number, part], |row| row.get(0))?;
        let packed = found.ok_or(StoreError::Absent("快照"))?;
        decompress(&packed).map_err(|_| StoreError::Value("快照"))
    }

    fn last_snapshot(&mut self) -> Result<u32, StoreError> {
        let sql = "SELECT max(coalesce((SELECT max(number) FROM snapshot), 0),
            coalesce((SELECT max(number) FROM snapshot_part), 0))";
        Ok(first(&self.connection, sql, [], |row| row.get(0))?.unwrap_or(0))
    }

    fn setting(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        setting(&self.connection, key)
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
        let select = "SELECT record, at, who, act, object, detail, address FROM audit";
        let mut wanted = Wanted::of(select);
        wanted.and("record < ?", before.map(signed));
        wanted.fetch(&self.connection, "record DESC", limit, |row| {
            Ok(AuditRow {
                record: unsigned(row.get(0)?),
                at: Timestamp(row.get(1)?),
                entry: AuditEntry {
                    who: row.get(2)?,
                    act: row.get(3)?,
                    object: row.get(4)?,
                    detail: row.get(5)?,
                    address: row.get(6)?,
                },
            })
        })
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
