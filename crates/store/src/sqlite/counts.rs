//! What reports and lists are made of, read.

use model::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::read::{DECISION, SEGMENT, SqliteReader, decision, fetch, first, member, segment};
use super::{place, unsigned};
use crate::counts::{
    AccountEvent, CaseMark, DayRow, DraftRow, DutyEnd, DutyPerson, DutyRow, DutySum, EntryRow,
    HeldRow, Mark, PersonRow, ReadsCounts, Stretch, SumRow, figure,
};
use crate::error::StoreError;
use crate::rows::{KeptDecision, MemberRow, RecordNumber};
use crate::segment::Segment;

/// A list as one value, which a query goes through.
fn json(list: &(impl serde::Serialize + ?Sized)) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

fn time(row: &Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    row.get(at).map(Timestamp)
}

fn some_time(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(at)?.map(Timestamp))
}

fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get(at).map(unsigned)
}

const DUTY: &str = "SELECT id, grp, mark, kind, policy, cite, source, asker, opened, due, shared,
    owing, done, missed, freed, took FROM duty";

fn duty(row: &Row<'_>) -> rusqlite::Result<DutyRow> {
    Ok(DutyRow {
        id: row.get(0)?,
        group: row.get(1)?,
        mark: row.get(2)?,
        kind: row.get(3)?,
        policy: row.get(4)?,
        cite: row.get(5)?,
        source: row.get(6)?,
        asker: row.get(7)?,
        opened: time(row, 8)?,
        due: time(row, 9)?,
        shared: row.get(10)?,
        owing: row.get::<_, String>(11)?.lines().map(str::to_owned).collect(),
        done: count(row, 12)?,
        missed: count(row, 13)?,
        freed: count(row, 14)?,
        took_ms: row.get(15)?,
    })
}

const ACCOUNT: &str =
    "SELECT record, grp, account, change, member, holder, receiver, at FROM account_event";

fn account(row: &Row<'_>) -> rusqlite::Result<AccountEvent> {
    Ok(AccountEvent {
        record: count(row, 0)?,
        group: row.get(1)?,
        account: row.get(2)?,
        change: row.get(3)?,
        member: row.get(4)?,
        holder: row.get(5)?,
        to: row.get(6)?,
        at: time(row, 7)?,
    })
}

/// A query over a stretch of time, of one group where only one is meant: found by the time.
fn over<T>(
    connection: &Connection,
    select: &str,
    column: &str,
    of: &Stretch,
    rest: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut sql = format!("{select} WHERE {column} >= ? AND {column} < ?");
    let mut values: Vec<Value> = vec![of.from.0.into(), of.to.0.into()];
    if let Some(group) = &of.group {
        sql.push_str(" AND +grp = ?");
        values.push(group.clone().into());
    }
    sql.push_str(rest);
    fetch(connection, &sql, params_from_iter(values), read)
}

impl ReadsCounts for SqliteReader {
    fn segments_with(&mut self, records: &[RecordNumber]) -> Result<Vec<Segment>, StoreError> {
        let sql = format!(
            "{SEGMENT} WHERE first IN (SELECT (SELECT max(first) FROM segment WHERE first <= value)
            FROM json_each(?1)) ORDER BY first"
        );
        fetch(&self.connection, &sql, params![json(records)], segment)
    }

    fn decisions_at(&mut self, records: &[RecordNumber]) -> Result<Vec<KeptDecision>, StoreError> {
        let mut records = records.to_vec();
        records.sort_unstable();
        records.dedup();
        let places: Vec<(i64, i64)> =
            records.iter().map(|record| (place(*record, 0), place(*record, u32::MAX))).collect();
        let columns = DECISION.strip_suffix(" FROM decision").unwrap_or(DECISION);
        let sql = format!(
            "{columns} FROM json_each(?1) CROSS JOIN decision
            ON place BETWEEN value ->> 0 AND value ->> 1"
        );
        fetch(&self.connection, &sql, params![json(&places)], decision)
    }

    fn head_counts(&mut self, groups: &[String]) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT grp, people FROM json_each(?1) CROSS JOIN head_count ON grp = value";
        let read = |row: &Row<'_>| Ok((row.get(0)?, count(row, 1)?));
        fetch(&self.connection, sql, params![json(groups)], read)
    }

    fn owners(&mut self, groups: &[String]) -> Result<Vec<MemberRow>, StoreError> {
        let sql = "SELECT member.* FROM json_each(?1) CROSS JOIN grp ON grp.id = value
            CROSS JOIN member ON member.grp = grp.id AND member.id = grp.owner";
        fetch(&self.connection, sql, params![json(groups)], member)
    }

    fn marks(&mut self, from: RecordNumber, to: RecordNumber) -> Result<Vec<Mark>, StoreError> {
        let sql = "SELECT decision.grp, member, decision.action, kase, at FROM decision
            CROSS JOIN effect USING (place) WHERE place BETWEEN ?1 AND ?2";
        fetch(&self.connection, sql, params![place(from, 0), place(to, u32::MAX)], |row| {
            Ok(Mark {
                group: row.get(0)?,
                member: row.get(1)?,
                action: row.get(2)?,
                case: row.get(3)?,
                at: time(row, 4)?,
            })
        })
    }

    fn days(&mut self, group: &str, from: i64, to: i64) -> Result<Vec<DayRow>, StoreError> {
        let sql = "SELECT day, figure, detail, count FROM tally
            WHERE grp = ?1 AND day BETWEEN ?2 AND ?3";
        fetch(&self.connection, sql, params![group, from, to], |row| {
            let (day, figure) = (row.get(0)?, row.get(1)?);
            Ok(DayRow { day, figure, detail: row.get(2)?, count: row.get(3)? })
        })
    }

    fn sums_of(
        &mut self,
        groups: &[String],
        from: i64,
        to: i64,
    ) -> Result<Vec<SumRow>, StoreError> {
        let sql = "SELECT grp, figure, detail, sum(count) FROM json_each(?1) CROSS JOIN tally
            ON grp = value AND day BETWEEN ?2 AND ?3 GROUP BY 1, 2, 3";
        fetch(&self.connection, sql, params![json(groups), from, to], |row| {
            let (group, figure) = (row.get(0)?, row.get(1)?);
            Ok(SumRow { group, figure, detail: row.get(2)?, count: row.get(3)? })
        })
    }

    fn active_of(
        &mut self,
        groups: &[String],
        from: i64,
        to: i64,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT grp, count(DISTINCT member) FROM json_each(?1) CROSS JOIN tally_member
            ON grp = value AND day BETWEEN ?2 AND ?3 AND figure = ?4 GROUP BY grp";
        let values = params![json(groups), from, to, figure::MESSAGES];
        fetch(&self.connection, sql, values, |row| Ok((row.get(0)?, count(row, 1)?)))
    }

    fn known_as(&mut self, members: &[String]) -> Result<Vec<MemberRow>, StoreError> {
        let sql = "SELECT member.* FROM json_each(?1) CROSS JOIN member ON member.id = value";
        fetch(&self.connection, sql, params![json(members)], member)
    }

    fn not_on_list(&mut self, group: &str, limit: u32) -> Result<Vec<MemberRow>, StoreError> {
        let sql = format!(
            "SELECT * FROM member WHERE grp = ?1 AND present AND NOT EXISTS (SELECT 1
            FROM member AS listed WHERE listed.grp = '@org' AND listed.id = member.id
            AND listed.present) ORDER BY id LIMIT {limit}"
        );
        fetch(&self.connection, &sql, params![group], member)
    }

    fn not_in_group(&mut self, group: &str, limit: u32) -> Result<Vec<MemberRow>, StoreError> {
        let sql = format!(
            "SELECT * FROM member WHERE grp = '@org' AND present AND NOT EXISTS (SELECT 1
            FROM member AS here WHERE here.grp = ?1 AND here.id = member.id
            AND here.present) ORDER BY id LIMIT {limit}"
        );
        fetch(&self.connection, &sql, params![group], member)
    }

    fn people(&mut self, group: &str, from: i64, to: i64) -> Result<Vec<PersonRow>, StoreError> {
        let sql = "SELECT member, figure, sum(count) FROM tally_member
            WHERE grp = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY member, figure";
        fetch(&self.connection, sql, params![group, from, to], |row| {
            Ok(PersonRow { member: row.get(0)?, figure: row.get(1)?, count: row.get(2)? })
        })
    }

    fn active(&mut self, group: &str, from: i64, to: i64) -> Result<u64, StoreError> {
        let sql = "SELECT count(DISTINCT member) FROM tally_member
            WHERE grp = ?1 AND day BETWEEN ?2 AND ?3 AND figure = ?4";
        let values = params![group, from, to, figure::MESSAGES];
        Ok(first(&self.connection, sql, values, |row| count(row, 0))?.unwrap_or(0))
    }

    fn case_marks(&mut self, of: &Stretch, limit: u32) -> Result<Vec<CaseMark>, StoreError> {
        let select = "SELECT grp, about, kind, state ->> 'policy', state ->> 'cite', member,
            opened, waits, due, state ->> 'decided', state ->> 'standing' = 'undone',
            state ->> 'appealed', state ->> 'owed' FROM kase";
        let rest = format!(" ORDER BY opened LIMIT {limit}");
        over(&self.connection, select, "opened", of, &rest, |row| {
            let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
            let yes = |at: usize| row.get::<_, Option<bool>>(at).map(Option::unwrap_or_default);
            Ok(CaseMark {
                group: row.get(0)?,
                about: row.get(1)?,
                kind: row.get(2)?,
                policy: text(3)?,
                cite: text(4)?,
                member: row.get(5)?,
                opened: time(row, 6)?,
                waits: row.get(7)?,
                due: some_time(row, 8)?,
                decided: some_time(row, 9)?.unwrap_or_default(),
                undone: yes(10)?,
                appealed: yes(11)?,
                owed: row.get(12)?,
            })
        })
    }

    fn duty_sums(&mut self, of: &Stretch) -> Result<Vec<DutySum>, StoreError> {
        let select = "SELECT grp, kind, policy, cite, count(*), sum(done), sum(missed),
            sum(freed), sum(took) FROM duty";
        over(&self.connection, select, "opened", of, " GROUP BY 1, 2, 3, 4", |row| {
            Ok(DutySum {
                group: row.get(0)?,
                kind: row.get(1)?,
                policy: row.get(2)?,
                cite: row.get(3)?,
                asked: count(row, 4)?,
                done: count(row, 5)?,
                missed: count(row, 6)?,
                freed: count(row, 7)?,
                took_ms: row.get(8)?,
            })
        })
    }

    fn duties(
        &mut self,
        of: &Stretch,
        shared: Option<bool>,
        limit: u32,
    ) -> Result<Vec<DutyRow>, StoreError> {
        let which = match shared {
            Some(true) => " AND shared",
            Some(false) => " AND NOT shared",
            None => "",
        };
        let rest = format!("{which} AND source <> '' ORDER BY opened DESC LIMIT {limit}");
        over(&self.connection, DUTY, "opened", of, &rest, duty)
    }

    fn duty(&mut self, id: i64) -> Result<Option<DutyRow>, StoreError> {
        first(&self.connection, &format!("{DUTY} WHERE id = ?1"), params![id], duty)
    }

    fn duty_ends(
        &mut self,
        ids: &[i64],
    ) -> Result<Vec<(i64, String, DutyEnd, Timestamp)>, StoreError> {
        let sql = "SELECT duty, member, how, at FROM json_each(?1) CROSS JOIN duty_end
            ON duty = value";
        let rows = fetch(&self.connection, sql, params![json(ids)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, time(row, 3)?))
        })?;
        let known = |(id, member, how, at): (i64, String, String, _)| {
            Some((id, member, DutyEnd::parse(&how)?, at))
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    fn duty_people(
        &mut self,
        group: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<DutyPerson>, StoreError> {
        let sql = "SELECT duty_end.member, duty.kind, how, count(*), sum(source <> ''),
            sum(iif(source <> '', at - opened, 0))
            FROM duty CROSS JOIN duty_end ON duty_end.duty = duty.id
            WHERE +grp = ?1 AND opened >= ?2 AND opened < ?3 GROUP BY 1, 2, 3";
        let rows = fetch(&self.connection, sql, params![group, from.0, to.0], |row| {
            let person = DutyPerson {
                member: row.get(0)?,
                kind: row.get(1)?,
                end: DutyEnd::Freed,
                count: count(row, 3)?,
                answers: count(row, 4)?,
                took_ms: row.get(5)?,
            };
            Ok((person, row.get::<_, String>(2)?))
        })?;
        let known = |(person, how): (DutyPerson, String)| {
            Some(DutyPerson { end: DutyEnd::parse(&how)?, ..person })
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    fn entries(
        &mut self,
        list: &str,
        group: Option<&str>,
        begins: &str,
        limit: u32,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let select = "SELECT grp, list, key, member, number, text, at, due FROM entry";
        // A key begins so where it lies between that and what sorts behind all that begin so.
        let mut sql = format!("{select} WHERE list = ?");
        let mut values: Vec<Value> = vec![list.to_owned().into()];
        if let Some(group) = group {
            sql.push_str(" AND grp = ? AND key >= ? AND key < ?");
            let end = format!("{begins}\u{10FFFF}");
            values.extend([group.to_owned().into(), begins.to_owned().into(), end.into()]);
        }
        sql.push_str(&format!(" ORDER BY list, grp, key LIMIT {limit}"));
        fetch(&self.connection, &sql, params_from_iter(values), |row| {
            Ok(EntryRow {
                group: row.get(0)?,
                list: row.get(1)?,
                key: row.get(2)?,
                member: row.get(3)?,
                number: row.get(4)?,
                text: row.get(5)?,
                at: time(row, 6)?,
                due: some_time(row, 7)?,
            })
        })
    }

    fn entry_counts(
        &mut self,
        list: &str,
        groups: &[String],
        begins: &str,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT grp, count(*) FROM json_each(?2) CROSS JOIN entry
            ON list = ?1 AND grp = value AND entry.key >= ?3 AND entry.key < ?4
            GROUP BY grp";
        let end = format!("{begins}\u{10FFFF}");
        let read = |row: &Row<'_>| Ok((row.get(0)?, count(row, 1)?));
        fetch(&self.connection, sql, params![list, json(groups), begins, end], read)
    }

    fn held(&mut self, limit: u32) -> Result<Vec<HeldRow>, StoreError> {
        let sql = "SELECT grp, account, holder, since, lent FROM account
            ORDER BY grp, account LIMIT ?1";
        fetch(&self.connection, sql, params![limit], |row| {
            Ok(HeldRow {
                group: row.get(0)?,
                account: row.get(1)?,
                holder: row.get(2)?,
                since: time(row, 3)?,
                lent: row.get(4)?,
            })
        })
    }

    fn account_events(
        &mut self,
        group: &str,
        name: &str,
        limit: u32,
    ) -> Result<Vec<AccountEvent>, StoreError> {
        let sql =
            format!("{ACCOUNT} WHERE grp = ?1 AND account = ?2 ORDER BY record DESC LIMIT {limit}");
        fetch(&self.connection, &sql, params![group, name], account)
    }

    fn published(&mut self, of: &Stretch, limit: u32) -> Result<Vec<AccountEvent>, StoreError> {
        let rest = format!(" AND change = 'published' ORDER BY at LIMIT {limit}");
        over(&self.connection, ACCOUNT, "at", of, &rest, account)
    }

    fn drafts(&mut self, of: &Stretch, limit: u32) -> Result<Vec<DraftRow>, StoreError> {
        // What was decided on it rests on its record; what became of its case stands apart.
        let own = "place BETWEEN draft.record * 16777216 AND draft.record * 16777216 + 16777215";
        let select = format!(
            "SELECT record, grp, event, member, what, at, planned, asked,
            coalesce((SELECT verdict.action FROM verdict WHERE verdict.kase = asked), answered)
            FROM (SELECT *, (SELECT max(kase) FROM decision WHERE {own} AND action = 'ask')
            AS asked, (SELECT max(action) FROM decision WHERE {own}
            AND action IN ('approve', 'refuse')) AS answered FROM draft)"
        );
        let rest = format!(" ORDER BY shown LIMIT {limit}");
        over(&self.connection, &select, "shown", of, &rest, |row| {
            let case: Option<String> = row.get(7)?;
            let number = case.as_deref().and_then(|case| case.rsplit_once('-'));
            Ok(DraftRow {
                record: count(row, 0)?,
                group: row.get(1)?,
                event: row.get(2)?,
                member: row.get(3)?,
                what: row.get(4)?,
                at: time(row, 5)?,
                planned: some_time(row, 6)?,
                case: number.and_then(|(_, number)| number.parse().ok()),
                verdict: row.get(8)?,
            })
        })
    }
}
