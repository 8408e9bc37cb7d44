//! What is looked for by a group's, a member's or an event's id is found by a number made of it.
//!
//! Ids come in no order: an index over them costs a page of the file for every row, and more as it
//! grows. So what is new stands in a short table in the order in which it came (`decision_new`,
//! `kase_new`, `duty_new`), which readers go through; when there is enough of it, it is entered
//! among the others (`decision_key`, `kase_key`, `duty_key`) in the order of the numbers, a part
//! with each commit, so that a page is written once for many rows. What is being entered stands in
//! both for a while: whoever reads asks for twice as much and leaves out what comes twice.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};

use super::read::{fetch, first};
use super::{database, run};
use crate::error::StoreError;

/// How many rows the short tables have before they are entered: going through them takes
/// milliseconds.
pub const SLICE: usize = 32_768;
/// How many entries are entered for each that is new: all are before half a slice has come.
const PACE: usize = 4;
/// Rows of a short table that are taken out at once.
const OUT_AT_ONCE: usize = 2_000;
/// Rows that are read together when an older database gets its keys.
const FILL_ROWS: i64 = 200_000;

/// What a key is of, so that no group's is a member's.
#[derive(Clone, Copy)]
pub enum Of {
    Group,
    Member,
    Event,
    Duty,
}

/// The number made of an id. Two ids may have the same: what is found is looked at.
pub fn key(of: Of, parts: &[&str]) -> i64 {
    let mut bytes = vec![match of {
        Of::Group => b'g',
        Of::Member => b'm',
        Of::Event => b'e',
        Of::Duty => b'd',
    }];
    for part in parts {
        bytes.extend_from_slice(part.as_bytes());
        bytes.push(0);
    }
    rapidhash::v3::rapidhash_v3(&bytes).cast_signed()
}

/// The keys of a decision: of its group, its member, the event that led to it.
pub fn of_decision(
    group: &str,
    member: Option<&str>,
    source: Option<(&str, &str)>,
) -> (i64, Option<i64>, Option<i64>) {
    (
        key(Of::Group, &[group]),
        member.map(|id| key(Of::Member, &[id])),
        source.map(|(group, id)| key(Of::Event, &[group, id])),
    )
}

/// The keys of a case: of its group, its member.
pub fn of_case(group: &str, member: Option<&str>) -> (i64, Option<i64>) {
    (key(Of::Group, &[group]), member.map(|id| key(Of::Member, &[id])))
}

/// A key, what its rows are sorted by, and the row.
type Entry = (i64, i64, i64);

/// A table of keys with its short one.
#[derive(Clone, Copy)]
struct Table {
    /// Whether its keys have something else than the row's number to be sorted by.
    ranked: bool,
    last: &'static str,
    new: &'static str,
    enter: &'static str,
    take_out: &'static str,
}

const DECISIONS: Table = Table {
    ranked: false,
    last: "SELECT max(place) FROM decision_new",
    new: "SELECT of_group, place, place, of_member, place, of_event FROM decision_new",
    enter: "INSERT OR IGNORE INTO decision_key VALUES (?1, ?2)",
    take_out: "DELETE FROM decision_new WHERE place IN
        (SELECT place FROM decision_new WHERE place <= ?1 ORDER BY place LIMIT ?2)",
};
const CASES: Table = Table {
    ranked: true,
    last: "SELECT max(n) FROM kase_new",
    new: "SELECT of_group, nth, id, of_member, since, NULL FROM kase_new",
    enter: "INSERT OR IGNORE INTO kase_key VALUES (?1, ?2, ?3)",
    take_out: "DELETE FROM kase_new WHERE n IN
        (SELECT n FROM kase_new WHERE n <= ?1 ORDER BY n LIMIT ?2)",
};

const DUTIES: Table = Table {
    ranked: false,
    last: "SELECT max(id) FROM duty_new",
    new: "SELECT of_mark, id, id, NULL, id, NULL FROM duty_new",
    enter: "INSERT OR IGNORE INTO duty_key VALUES (?1, ?2)",
    take_out: "DELETE FROM duty_new WHERE id IN
        (SELECT id FROM duty_new WHERE id <= ?1 ORDER BY id LIMIT ?2)",
};

impl Table {
    fn enter(&self, connection: &Connection, entry: Entry) -> Result<(), StoreError> {
        let (key, rank, row) = entry;
        match self.ranked {
            true => run(connection, self.enter, params![key, rank, row]),
            false => run(connection, self.enter, params![key, row]),
        }
        .map(|_| ())
    }
}

/// What stands in a short table.
struct Short {
    table: Table,
    /// What came since the rest began to be entered, and how many rows that is.
    fresh: BTreeSet<Entry>,
    rows: usize,
    /// What is being entered; it is taken out up to that row when all of it is.
    sorting: BTreeSet<Entry>,
    upto: Option<i64>,
    /// The last row, and how many entries came since anything was entered.
    last: i64,
    added: usize,
}

impl Short {
    fn load(connection: &Connection, table: Table) -> Result<Short, StoreError> {
        let last: Option<Option<i64>> = first(connection, table.last, [], |row| row.get(0))?;
        let mut short = Short {
            table,
            fresh: BTreeSet::new(),
            rows: 0,
            sorting: BTreeSet::new(),
            upto: None,
            last: last.flatten().unwrap_or(0),
            added: 0,
        };
        for (group, member, source) in fetch(connection, table.new, [], keys_of)? {
            short.note([Some(group), member, source]);
        }
        Ok(short)
    }

    fn note(&mut self, entries: [Option<Entry>; 3]) {
        let before = self.fresh.len();
        self.fresh.extend(entries.into_iter().flatten());
        self.added += self.fresh.len() - before;
        self.rows += 1;
    }

    /// Rows of a key.
    fn rows(&self, key: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let all = (key, i64::MIN, i64::MIN)..=(key, i64::MAX, i64::MAX);
        let both = self.sorting.range(all.clone()).chain(self.fresh.range(all));
        both.map(|&(_, rank, row)| (rank, row))
    }

    /// Enters as much as what is new calls for.
    fn go_on(&mut self, connection: &Connection, slice: usize) -> Result<(), StoreError> {
        let mut left = std::mem::take(&mut self.added) * PACE;
        while left > 0 {
            left -= 1;
            if let Some(entry) = self.sorting.pop_first() {
                self.table.enter(connection, entry)?;
            } else if let Some(upto) = self.upto {
                let out = run(connection, self.table.take_out, params![upto, OUT_AT_ONCE as i64])?;
                left = left.saturating_sub(out);
                self.upto = (out == OUT_AT_ONCE).then_some(upto);
            } else if self.rows >= slice {
                self.sorting = std::mem::take(&mut self.fresh);
                self.rows = 0;
                self.upto = Some(self.last);
            } else {
                break;
            }
        }
        Ok(())
    }
}

type Three = (Entry, Option<Entry>, Option<Entry>);

fn keys_of(row: &Row<'_>) -> rusqlite::Result<Three> {
    let (rank, id): (i64, i64) = (row.get(1)?, row.get(2)?);
    let member: Option<i64> = row.get(3)?;
    let opened: i64 = row.get(4)?;
    let source: Option<i64> = row.get(5)?;
    Ok((
        (row.get(0)?, rank, id),
        member.map(|key| (key, opened, id)),
        source.map(|key| (key, rank, id)),
    ))
}

/// The short tables as whoever writes knows them.
pub struct Keys {
    decisions: Short,
    cases: Short,
    duties: Short,
}

impl Keys {
    /// What stands in the short tables.
    pub fn load(connection: &Connection) -> Result<Keys, StoreError> {
        Ok(Keys {
            decisions: Short::load(connection, DECISIONS)?,
            cases: Short::load(connection, CASES)?,
            duties: Short::load(connection, DUTIES)?,
        })
    }

    /// A new decision.
    pub fn decision(
        &mut self,
        connection: &Connection,
        place: i64,
        (group, member, source): (i64, Option<i64>, Option<i64>),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO decision_new VALUES (?1, ?2, ?3, ?4)";
        run(connection, sql, params![place, group, member, source])?;
        self.decisions.last = place;
        let entry = |key| (key, place, place);
        self.decisions.note([Some(entry(group)), member.map(entry), source.map(entry)]);
        Ok(())
    }

    /// A new case, or one that is to be found otherwise than before.
    pub fn case(
        &mut self,
        connection: &Connection,
        (id, number, opened): (i64, u32, i64),
        (group, member): (i64, Option<i64>),
    ) -> Result<(), StoreError> {
        self.cases.last += 1;
        let sql = "INSERT INTO kase_new VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        run(connection, sql, params![self.cases.last, id, group, number, member, opened])?;
        let member = member.map(|key| (key, opened, id));
        self.cases.note([Some((group, i64::from(number), id)), member, None]);
        Ok(())
    }

    /// A new duty.
    pub fn duty(
        &mut self,
        connection: &Connection,
        id: i64,
        of_mark: i64,
    ) -> Result<(), StoreError> {
        run(connection, "INSERT INTO duty_new VALUES (?1, ?2)", params![id, of_mark])?;
        self.duties.last = id;
        self.duties.note([Some((of_mark, id, id)), None, None]);
        Ok(())
    }

    /// Rows of new duties of a key.
    pub fn duty_ids(&self, key: i64) -> Vec<i64> {
        self.duties.rows(key).map(|(_, id)| id).collect()
    }

    /// Places of new decisions of a key.
    pub fn places(&self, key: i64) -> Vec<i64> {
        self.decisions.rows(key).map(|(_, place)| place).collect()
    }

    /// Rows of new cases of a group's key and a number.
    pub fn case_ids(&self, group: i64, number: u32) -> Vec<i64> {
        let rows = self.cases.rows(group);
        rows.filter(|&(rank, _)| rank == i64::from(number)).map(|(_, id)| id).collect()
    }

    /// Enters some of what is new, where there is enough.
    pub fn go_on(&mut self, connection: &Connection, slice: usize) -> Result<(), StoreError> {
        self.decisions.go_on(connection, slice)?;
        self.cases.go_on(connection, slice)?;
        self.duties.go_on(connection, slice)
    }
}

/// Gives a database from before there were keys those of all its rows.
pub fn fill(connection: &Connection) -> Result<(), StoreError> {
    let decisions = "SELECT place, grp, member, source_group, source_id FROM decision
        WHERE place > ?1 ORDER BY place LIMIT ?2";
    fill_table(connection, DECISIONS, decisions, |row| {
        let place = row.get(0)?;
        let group: String = row.get(1)?;
        let member: Option<String> = row.get(2)?;
        let source = row.get::<_, Option<String>>(3)?.zip(row.get::<_, Option<String>>(4)?);
        let source = source.as_ref().map(|(group, id)| (group.as_str(), id.as_str()));
        let (group, member, source) = of_decision(&group, member.as_deref(), source);
        let entry = |key| (key, place, place);
        Ok((entry(group), member.map(entry), source.map(entry)))
    })?;
    let cases = "SELECT id, grp, member, number, opened FROM kase
        WHERE id > ?1 ORDER BY id LIMIT ?2";
    fill_table(connection, CASES, cases, |row| {
        let id = row.get(0)?;
        let group: String = row.get(1)?;
        let member: Option<String> = row.get(2)?;
        let (group, member) = of_case(&group, member.as_deref());
        let opened = row.get(4)?;
        Ok(((group, row.get(3)?, id), member.map(|key| (key, opened, id)), None))
    })
}

/// The same for duties.
pub fn fill_duties(connection: &Connection) -> Result<(), StoreError> {
    let duties = "SELECT id, grp, mark FROM duty WHERE id > ?1 ORDER BY id LIMIT ?2";
    fill_table(connection, DUTIES, duties, |row| {
        let (id, group, mark): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(((key(Of::Duty, &[&group, &mark]), id, id), None, None))
    })
}

fn fill_table(
    connection: &Connection,
    table: Table,
    sql: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<Three>,
) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let mut statement = connection.prepare_cached(sql).map_err(database)?;
        let rows = statement.query_map(params![after, FILL_ROWS], &read).map_err(database)?;
        let rows = rows.collect::<rusqlite::Result<Vec<Three>>>().map_err(database)?;
        let Some(((_, _, last), ..)) = rows.last() else { return Ok(()) };
        after = *last;
        let all = rows.iter().flat_map(|(group, member, source)| [Some(*group), *member, *source]);
        for entry in all.flatten().collect::<BTreeSet<Entry>>() {
            table.enter(connection, entry)?;
        }
    }
}
