//! Pages of rows: each is found by an index, and takes no longer where there is more.

use model::Timestamp;
use model::time::MINUTE_MS;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::keys::{self, Of};
use super::read::{DECISION, decision, fetch, first, member};
use super::{effects, place, signed, unsigned};
use crate::error::StoreError;
use crate::people::{AuditEntry, AuditRow};
use crate::rows::{
    CaseFilter, CaseRow, DecisionFilter, EffectFilter, EffectRow, EffectState, GroupRow,
    KeptDecision, MemberFilter, MemberRow, RecordNumber,
};

/// A decision's own time is at most so far ahead of the time at which its record reached us.
const AHEAD_MS: i64 = 15 * MINUTE_MS;

/// Conditions that are put together, each with its value.
pub struct Wanted {
    sql: String,
    values: Vec<Value>,
}

impl Wanted {
    /// A select to which conditions are added: it ends with the first of them.
    fn of(select: &str) -> Wanted {
        Wanted { sql: select.to_owned(), values: Vec::new() }
    }

    fn and(&mut self, condition: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.say(condition);
            self.values.push(value.into());
        }
    }

    /// A condition without a value: what a partial index is over must be said word by word.
    fn say(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// What fits and is found by a key: among what is entered, and among what is new. Of each
    /// there is twice as much as is wanted, since a row may stand in both.
    fn fetch_keyed<T, K: PartialEq>(
        self,
        connection: &Connection,
        keyed: &Keyed,
        (order, limit): (&str, u32),
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
        key: impl Fn(&T) -> K,
    ) -> Result<Vec<T>, StoreError> {
        let [entered, new] = [&keyed.entered, &keyed.new].map(|names| names.in_place(&self.sql));
        let twice = limit.saturating_mul(2);
        let sql = format!("{entered} UNION ALL {new} ORDER BY {order} LIMIT {twice}");
        let values = self.values.iter().chain(&self.values);
        let mut found = fetch(connection, &sql, params_from_iter(values), read)?;
        found.dedup_by(|one, other| key(one) == key(other));
        found.truncate(limit as usize);
        Ok(found)
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

/// What `FOUND`, its `KEY` and its `RANK` are in one table of keys.
struct Names([&'static str; 3]);

impl Names {
    fn in_place(&self, sql: &str) -> String {
        let Names([table, key, rank]) = self;
        sql.replace("KEY", key).replace("RANK", rank).replace("FOUND", table)
    }
}

/// A key, and where it is looked for.
struct Keyed {
    key: i64,
    entered: Names,
    new: Names,
}

impl Keyed {
    fn decisions(group: Option<&str>, member: Option<&str>) -> Option<Keyed> {
        let (key, column) = match (group, member) {
            (_, Some(id)) => (keys::key(Of::Member, &[id]), "of_member"),
            (Some(id), None) => (keys::key(Of::Group, &[id]), "of_group"),
            (None, None) => return None,
        };
        let entered = Names(["decision_key", "key", "place"]);
        Some(Keyed { key, entered, new: Names(["decision_new", column, "place"]) })
    }

    fn cases(filter: &CaseFilter) -> Option<Keyed> {
        let (key, column, rank) = match (&filter.group, &filter.member) {
            // What waits in a group has an index of its own.
            (Some(_), _) if filter.waits == Some(true) => return None,
            (Some(id), _) => (keys::key(Of::Group, &[id]), "of_group", "nth"),
            (None, Some(id)) => (keys::key(Of::Member, &[id]), "of_member", "since"),
            (None, None) => return None,
        };
        let entered = Names(["kase_key", "key", "rank"]);
        Some(Keyed { key, entered, new: Names(["kase_new", column, rank]) })
    }
}

pub fn case(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
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

/// A select of cases; by what their order goes may come from where they are found.
fn select_cases(number: &str, opened: &str, from: &str) -> String {
    format!(
        "SELECT grp, {number}, about, kind, member, {opened}, waits, addressee, due, state, record
        FROM {from} WHERE 1"
    )
}

/// Which row is a case's: `?3` is its group's key.
const OF_NUMBER: &str = "grp = ?1 AND number = ?2 AND id IN (
    SELECT id FROM kase_key WHERE key = ?3 AND rank = ?2
    UNION ALL SELECT id FROM kase_new WHERE of_group = ?3 AND nth = ?2)";

/// One case.
pub fn one_case(
    connection: &Connection,
    group: &str,
    number: u32,
) -> Result<Option<CaseRow>, StoreError> {
    let sql = format!("{} AND {OF_NUMBER}", select_cases("number", "opened", "kase"));
    first(connection, &sql, params![group, number, keys::key(Of::Group, &[group])], case)
}

/// Cases that fit, the newest first: of a group in the order of their numbers, else of the time
/// at which they were opened.
pub fn cases(
    connection: &Connection,
    filter: &CaseFilter,
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    if filter.to.is_some() && filter.waits.is_none() && filter.group.is_none() {
        // The index over who is asked has what waits first: both are read in their order.
        let mut both = Vec::new();
        for waits in [true, false] {
            let filter = CaseFilter { waits: Some(waits), ..filter.clone() };
            both.extend(cases(connection, &filter, limit)?);
        }
        both.sort_by(|one, other| newest(other).cmp(&newest(one)));
        both.truncate(limit as usize);
        return Ok(both);
    }
    let keyed = Keyed::cases(filter);
    // Where a key is looked for, the rows come in the order of their rank.
    let (number, opened) = match (&keyed, &filter.group) {
        (None, _) => ("number", "opened"),
        (Some(_), Some(_)) => ("FOUND.RANK", "opened"),
        (Some(_), None) => ("number", "FOUND.RANK"),
    };
    let from = if keyed.is_some() { "FOUND CROSS JOIN kase USING (id)" } else { "kase" };
    let mut wanted = Wanted::of(&select_cases(number, opened, from));
    if let Some(keyed) = &keyed {
        wanted.and("FOUND.KEY = ?", Some(keyed.key));
        wanted.say(if filter.group.is_some() {
            "number = FOUND.RANK"
        } else {
            "opened = FOUND.RANK"
        });
    }
    wanted.and("grp = ?", filter.group.clone());
    wanted.and("member = ?", filter.member.clone());
    match (filter.waits, &filter.to) {
        (Some(waits), Some(_)) if keyed.is_none() && filter.group.is_none() => {
            wanted.and("waits = ?", Some(i64::from(waits)));
        }
        (Some(true), _) => wanted.say("waits"),
        (Some(false), _) => wanted.say("NOT waits"),
        (None, _) => {}
    }
    wanted.and("addressee = ?", filter.to.clone());
    if filter.group.is_none() || filter.before.is_some() {
        let before = filter.before.map_or(i64::MAX, |at| at.0);
        wanted.and(&format!("{opened} < ?"), Some(before));
    }
    let mut order = format!("{opened} DESC, grp DESC, number DESC");
    if filter.group.is_some() {
        let after = filter.after.as_ref().map(|last| i64::from(last.number));
        wanted.and(&format!("{number} < ?"), after);
        order = format!("{number} DESC");
    } else if let Some(last) = &filter.after {
        // The whole of it can't be looked up, its beginning can.
        wanted.and(&format!("{opened} <= ?"), Some(last.opened.0));
        wanted.say(&format!("({opened}, grp, number) < (?, ?, ?)"));
        let group = Value::Text(last.group.clone());
        wanted.values.extend([last.opened.0.into(), group, i64::from(last.number).into()]);
    }
    let Some(keyed) = keyed else { return wanted.fetch(connection, &order, limit, case) };
    let order = if filter.group.is_some() { "2 DESC" } else { "6 DESC, 1 DESC, 2 DESC" };
    let same = |case: &CaseRow| (case.group.clone(), case.number);
    wanted.fetch_keyed(connection, &keyed, (order, limit), case, same)
}

fn newest(case: &CaseRow) -> (Timestamp, &str, u32) {
    (case.opened, &case.group, case.number)
}

/// Decisions that fit, the newest first.
pub fn decisions(
    connection: &Connection,
    filter: &DecisionFilter,
    limit: u32,
) -> Result<Vec<KeptDecision>, StoreError> {
    // A case's name begins with its group, by which there is an index; its row says from where
    // on there may be any.
    let of_case = filter.case.as_ref().and_then(|case| case.rsplit_once('-'));
    let group = filter.group.clone().or(of_case.map(|(group, _)| group.to_owned()));
    let mut from =
        filter.from.map(|at| record_at(connection, at.plus_ms(-AHEAD_MS))).transpose()?;
    if let Some((group, number)) = of_case {
        from = from.max(began(connection, group, number)?);
    }
    let keyed = Keyed::decisions(group.as_deref(), filter.member.as_deref());
    let (mut wanted, at) = match &keyed {
        Some(keyed) => {
            let mut wanted = Wanted::of(
                "SELECT FOUND.place, skeleton, digests, texts
                FROM FOUND CROSS JOIN decision USING (place) WHERE 1",
            );
            wanted.and("FOUND.KEY = ?", Some(keyed.key));
            (wanted, "FOUND.place")
        }
        None => (Wanted::of(&format!("{DECISION} WHERE 1")), "place"),
    };
    wanted.and("grp = ?", group);
    wanted.and("member = ?", filter.member.clone());
    wanted.and("kase = ?", filter.case.clone());
    let before = filter.before.map_or(i64::MAX, |record| place(record, 0));
    wanted.and(&format!("{at} < ?"), Some(before));
    wanted.and(&format!("{at} >= ?"), from.map(|record| place(record, 0)));
    wanted.and("at >= ?", filter.from.map(|at| at.0));
    wanted.and("at < ?", filter.to.map(|at| at.0));
    let Some(keyed) = keyed else {
        return wanted.fetch(connection, "place DESC", limit, decision);
    };
    let same = |kept: &KeptDecision| (kept.record, kept.ordinal);
    wanted.fetch_keyed(connection, &keyed, ("1 DESC", limit), decision, same)
}

/// The record before which nothing has to do with a case.
fn began(
    connection: &Connection,
    group: &str,
    number: &str,
) -> Result<Option<RecordNumber>, StoreError> {
    let Ok(number) = number.parse::<u32>() else { return Ok(None) };
    let sql = format!("SELECT began FROM kase WHERE {OF_NUMBER}");
    let key = keys::key(Of::Group, &[group]);
    let began = first(connection, &sql, params![group, number, key], |row| row.get(0))?;
    Ok(began.map(unsigned))
}

/// The first record of the first segment that was written at a time or later; behind the last
/// where there is none. Segments stand in the order of time, so that halving finds it.
pub fn record_at(connection: &Connection, at: Timestamp) -> Result<RecordNumber, StoreError> {
    let sql = "SELECT first, first + records, written FROM segment WHERE first <= ?1
        ORDER BY first DESC LIMIT 1";
    let around = |record: i64| {
        first(connection, sql, params![record], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        })
    };
    let Some((_, end, _)) = around(i64::MAX)? else { return Ok(1) };
    // Everything before `low` was written earlier, everything from `high` on was not.
    let (mut low, mut high) = (1, end);
    while low < high {
        let middle = low + (high - low) / 2;
        match around(middle)? {
            Some((_, behind, written)) if written < at.0 => low = behind.max(middle + 1),
            Some((begins, ..)) => high = begins.clamp(low, middle),
            None => low = middle + 1,
        }
    }
    Ok(unsigned(low))
}

/// Effects that fit, in the order in which they were decided.
pub fn effects(
    connection: &Connection,
    filter: &EffectFilter,
    limit: u32,
) -> Result<Vec<EffectRow>, StoreError> {
    let columns = effects::COLUMNS;
    let open = matches!(filter.state, Some(EffectState::Pending | EffectState::InFlight));
    // Of a group, what is open has an index; the rest is found by the group's decisions.
    let keyed = filter.group.as_deref().filter(|_| !open);
    let keyed = Keyed::decisions(keyed, None);
    let (mut wanted, at) = match &keyed {
        Some(keyed) => {
            let columns = columns.replace("effect.place", "FOUND.place");
            let mut wanted = Wanted::of(&format!(
                "SELECT {columns} FROM FOUND CROSS JOIN effect USING (place)
                CROSS JOIN decision USING (place) WHERE 1"
            ));
            wanted.and("FOUND.KEY = ?", Some(keyed.key));
            (wanted, "FOUND.place")
        }
        None => {
            let of_group = match filter.group {
                Some(_) => "INDEXED BY effect_open",
                None => "",
            };
            let mut wanted = Wanted::of(&format!(
                "SELECT {columns} FROM effect {of_group} CROSS JOIN decision USING (place) WHERE 1"
            ));
            if filter.group.is_some() {
                wanted.say("effect.state IN ('pending', 'in-flight')");
            }
            (wanted, "effect.place")
        }
    };
    wanted.and("effect.grp = ?", filter.group.clone());
    wanted.and("effect.state = ?", filter.state.map(|state| state.name().to_owned()));
    let after = filter.after.map_or(-1, |(record, ordinal)| place(record, ordinal));
    wanted.and(&format!("{at} > ?"), Some(after));
    let before = filter.before.map(|(record, ordinal)| place(record, ordinal));
    wanted.and(&format!("{at} < ?"), before);
    let descending = if filter.newest_first { " DESC" } else { "" };
    let Some(keyed) = keyed else {
        return wanted.fetch(connection, &format!("{at}{descending}"), limit, effects::read);
    };
    let same = |effect: &EffectRow| (effect.record, effect.ordinal);
    let order = format!("1{descending}");
    wanted.fetch_keyed(connection, &keyed, (&order, limit), effects::read, same)
}

/// How many effects are in each state: kept beside them, not counted.
pub fn effect_counts(connection: &Connection) -> Result<Vec<(EffectState, u64)>, StoreError> {
    let sql = "SELECT state, count FROM effect_count WHERE count > 0";
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
    let rows = fetch(connection, sql, [], read)?;
    let known = |(name, count): (String, i64)| {
        EffectState::parse(&name).map(|state| (state, unsigned(count)))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

const GROUP: &str = "SELECT id, name, purpose, owner, connector, began FROM grp";

fn read_group(row: &Row<'_>) -> rusqlite::Result<GroupRow> {
    Ok(GroupRow {
        id: row.get(0)?,
        name: row.get(1)?,
        purpose: row.get(2)?,
        owner: row.get(3)?,
        connector: row.get(4)?,
        began: Timestamp(row.get(5)?),
    })
}

/// Groups behind one, in the order of their ids.
pub fn groups(
    connection: &Connection,
    after: &str,
    limit: u32,
) -> Result<Vec<GroupRow>, StoreError> {
    let sql = format!("{GROUP} WHERE id > ?1 ORDER BY id LIMIT ?2");
    fetch(connection, &sql, params![after, limit], read_group)
}

/// One group.
pub fn group(connection: &Connection, id: &str) -> Result<Option<GroupRow>, StoreError> {
    first(connection, &format!("{GROUP} WHERE id = ?1"), params![id], read_group)
}

/// Members behind one, in the order of their ids.
pub fn members(
    connection: &Connection,
    filter: &MemberFilter,
    limit: u32,
) -> Result<Vec<MemberRow>, StoreError> {
    let mut wanted = Wanted::of("SELECT * FROM member WHERE 1");
    wanted.and("grp = ?", Some(filter.group.clone()));
    wanted.and("id > ?", filter.after.clone());
    wanted.and("present = ?", filter.present.map(i64::from));
    if let Some(word) = &filter.named {
        wanted.say("instr(concat_ws(char(10), name, card, id), ?) > 0");
        wanted.values.push(word.clone().into());
    }
    wanted.fetch(connection, "id", limit, member)
}

/// Audit entries before a record, the newest first.
pub fn audits(
    connection: &Connection,
    before: Option<RecordNumber>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let select = "SELECT record, at, who, act, object, detail, address FROM audit WHERE 1";
    let mut wanted = Wanted::of(select);
    wanted.and("record < ?", Some(before.map_or(i64::MAX, signed)));
    wanted.fetch(connection, "record DESC", limit, |row| {
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
