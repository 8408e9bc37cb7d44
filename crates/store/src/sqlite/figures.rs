//! What lists and figures of the console are made of.

use model::Timestamp;
use rusqlite::{Connection, Row, params};

use super::read::fetch;
use super::{keys, pages, unsigned};
use crate::error::StoreError;
use crate::rows::{AnswersRow, CaseRow, MemberRow, RuleRow, StandingRow};

/// Cases that wait, what is due first at the beginning, then the oldest. There are only so many
/// that can wait, so that they are put in order here.
pub fn waiting_cases(connection: &Connection, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
    let sql = "SELECT grp, number, about, kind, member, opened, waits, addressee, due, state,
        record FROM kase WHERE waits";
    let mut rows = fetch(connection, sql, [], pages::case)?;
    rows.sort_by_key(|row| (row.due.is_none(), row.due, row.opened));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Those whom waiting cases are about.
pub fn waiting_people(connection: &Connection) -> Result<Vec<MemberRow>, StoreError> {
    let sql = "SELECT DISTINCT member.* FROM kase JOIN member
        ON member.grp = kase.grp AND member.id = kase.member WHERE kase.waits";
    fetch(connection, sql, [], super::read::member)
}

/// How everybody who is known in a group stands.
pub fn standings(connection: &Connection, group: &str) -> Result<Vec<StandingRow>, StoreError> {
    let sql = "SELECT member, max(last), sum(breaches), max(opened) FROM (
            SELECT member, last, 0 AS breaches, NULL AS opened FROM spoken WHERE grp = ?1
            UNION ALL
            SELECT member, NULL, 1, opened FROM kase
            WHERE grp = ?1 AND about = 'breach' AND member IS NOT NULL AND id IN (
                SELECT id FROM kase_key WHERE key = ?2
                UNION ALL SELECT id FROM kase_new WHERE of_group = ?2
            )
        ) GROUP BY member";
    let (key, _) = keys::of_case(group, None);
    fetch(connection, sql, params![group, key], |row| {
        Ok(StandingRow {
            member: row.get(0)?,
            spoke: row.get::<_, Option<i64>>(1)?.map(Timestamp),
            breaches: unsigned(row.get(2)?),
            last_breach: row.get::<_, Option<i64>>(3)?.map(Timestamp),
        })
    })
}

/// Messages by hour.
pub fn hours(
    connection: &Connection,
    group: &str,
    from: i64,
) -> Result<Vec<(i64, u64)>, StoreError> {
    let sql = "SELECT hour, messages FROM hour WHERE grp = ?1 AND hour >= ?2 ORDER BY hour";
    let read = |row: &Row<'_>| Ok((row.get(0)?, unsigned(row.get(1)?)));
    fetch(connection, sql, params![group, from], read)
}

/// How quickly people answered.
pub fn answers_since(
    connection: &Connection,
    since: Timestamp,
    now: Timestamp,
    within_ms: i64,
    ahead_ms: i64,
) -> Result<Vec<AnswersRow>, StoreError> {
    // What still waits counts from when its time is over.
    let sql = "SELECT grp, (opened + ?4) / 86400000, count(*),
            coalesce(sum(NOT waits AND (state ->> 'decided') - opened <= ?2), 0)
        FROM kase WHERE opened >= ?1 AND about != 'breach' AND (NOT waits OR opened < ?3)
        GROUP BY 1, 2";
    let over = now.plus_ms(within_ms.saturating_neg());
    fetch(connection, sql, params![since.0, within_ms, over.0, ahead_ms], |row| {
        Ok(AnswersRow {
            group: row.get(0)?,
            day: row.get(1)?,
            asked: unsigned(row.get(2)?),
            in_time: unsigned(row.get(3)?),
        })
    })
}

/// What became of rules' cases.
pub fn rules_since(
    connection: &Connection,
    since: Timestamp,
    ahead_ms: i64,
) -> Result<Vec<RuleRow>, StoreError> {
    let sql = "SELECT grp, state ->> 'policy', state ->> 'cite', kind,
            (opened + ?2) / 86400000, count(*), coalesce(sum(state ->> 'standing' = 'undone'), 0)
        FROM kase WHERE opened >= ?1 AND about IN ('breach', 'judgement')
        GROUP BY 1, 2, 3, 4, 5";
    fetch(connection, sql, params![since.0, ahead_ms], |row| {
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
