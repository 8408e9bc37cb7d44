//! What is to be carried out: taken by connectors, settled by their receipts.

use model::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::read::{fetch, fill};
use super::{database, place, record_of};
use crate::error::StoreError;
use crate::journal::place_of_key;
use crate::rows::{EffectRow, EffectState, LeaseRequest, Outcome, Receipt};

/// The columns of an effect, in the order in which they are read.
pub const COLUMNS: &str = "effect.place, key, effect.grp, effect.action, repeatable, tells, state,
    attempt, next, expires, decided, detail, skeleton, digests, texts";

/// Effects that have come too late are passed over in steps of this many.
const EXPIRED_AT_ONCE: u32 = 1_000;

pub fn read(row: &Row<'_>) -> rusqlite::Result<EffectRow> {
    let (record, ordinal) = record_of(row.get(0)?);
    let state: String = row.get(6)?;
    Ok(EffectRow {
        key: row.get(1)?,
        record,
        ordinal,
        group: row.get(2)?,
        action: row.get(3)?,
        repeatable: row.get(4)?,
        tells: row.get(5)?,
        state: EffectState::parse(&state).unwrap_or(EffectState::Unknown),
        attempt: row.get(7)?,
        next: Timestamp(row.get(8)?),
        expires: row.get::<_, Option<i64>>(9)?.map(Timestamp),
        decided: Timestamp(row.get(10)?),
        detail: row.get(11)?,
        decision: fill(row, 12)?,
    })
}

fn run(
    connection: &Connection,
    sql: &'static str,
    values: impl Params,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(database)?;
    statement.execute(values).map_err(database)
}

/// Where the effect of a key is; of none that is no key, nowhere.
fn place_of(key: &str) -> i64 {
    place_of_key(key).map_or(-1, |(record, ordinal)| place(record, ordinal))
}

/// Settles what has run out, and takes what comes next: in each group the first, and nothing of
/// a group of which something is still in flight or waits to be tried again. One at a time, since
/// what comes after one that fails would otherwise be done before it.
pub fn lease(
    connection: &Connection,
    request: &LeaseRequest,
) -> Result<Vec<EffectRow>, StoreError> {
    let now = request.now.0;
    // Whoever had it is lost. What may be done twice is; else it is not known whether it was.
    let lost = "UPDATE effect SET state = iif(repeatable, 'pending', 'unknown')
        WHERE state = 'in-flight' AND next <= ?1";
    run(connection, lost, params![now])?;
    let late = "UPDATE effect SET state = 'expired' WHERE place IN
        (SELECT place FROM effect WHERE state = 'pending' AND expires <= ?1 LIMIT ?2)";
    while run(connection, late, params![now, EXPIRED_AT_ONCE])? > 0 {}
    let sql = format!(
        "SELECT {COLUMNS} FROM effect JOIN decision USING (place)
        LEFT JOIN grp ON grp.id = effect.grp
        WHERE state = 'pending' AND next <= ?1 AND coalesce(grp.connector, ?2) = ?2
        AND NOT EXISTS (SELECT 1 FROM effect AS earlier WHERE earlier.grp = effect.grp
            AND earlier.state IN ('pending', 'in-flight')
            AND (earlier.state = 'in-flight' OR earlier.place < effect.place))
        ORDER BY effect.place LIMIT ?3"
    );
    let values = params![now, request.connector, request.limit];
    let mut taken = fetch(connection, &sql, values, read)?;
    let until = request.now.plus_ms(request.lease_ms);
    let sql = "UPDATE effect SET state = 'in-flight', attempt = attempt + 1, next = ?2
        WHERE place = ?1";
    for effect in &mut taken {
        run(connection, sql, params![place(effect.record, effect.ordinal), until.0])?;
        effect.state = EffectState::InFlight;
        effect.attempt += 1;
        effect.next = until;
    }
    Ok(taken)
}

/// The effect of a key.
pub fn find(connection: &Connection, key: &str) -> Result<Option<EffectRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM effect JOIN decision USING (place) WHERE place = ?1 AND key = ?2"
    );
    let mut statement = connection.prepare_cached(&sql).map_err(database)?;
    statement.query_row(params![place_of(key), key], read).optional().map_err(database)
}

/// Enters what became of an attempt; none where it is an old one, or was settled already.
pub fn receipt(
    connection: &Connection,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<Option<EffectRow>, StoreError> {
    let Some(mut effect) = find(connection, &receipt.key)? else { return Ok(None) };
    use EffectState::{InFlight, Pending, People, Unknown};
    let open = matches!(effect.state, InFlight | Unknown | Pending | People);
    if !open || effect.attempt != receipt.attempt || effect.attempt == 0 {
        return Ok(None);
    }
    (effect.state, effect.next) = match receipt.outcome {
        Outcome::Done => (EffectState::Done, now),
        Outcome::Failed => (EffectState::Failed, now),
        Outcome::Again(after) => (Pending, now.plus_ms(after.max(0))),
        Outcome::Unknown => (Unknown, now),
        Outcome::People => (People, now),
        Outcome::Expired => (EffectState::Expired, now),
        Outcome::Untouched => (Pending, now),
    };
    if receipt.outcome == Outcome::Untouched {
        effect.attempt -= 1;
    }
    effect.detail = receipt.detail.clone();
    let sql = "UPDATE effect SET state = ?2, next = ?3, detail = ?4, attempt = ?5 WHERE place = ?1";
    let at = place(effect.record, effect.ordinal);
    let EffectRow { state, next, detail, attempt, .. } = &effect;
    run(connection, sql, params![at, state.name(), next.0, detail, attempt])?;
    Ok(Some(effect))
}

/// Moves effects from one state to another.
pub fn move_all(
    connection: &Connection,
    keys: Option<&[String]>,
    from: EffectState,
    to: EffectState,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let (from, to, now) = (from.name(), to.name(), now.0);
    let Some(keys) = keys else {
        let sql = "UPDATE effect SET state = ?2, next = ?3 WHERE state = ?1";
        return Ok(run(connection, sql, params![from, to, now])? as u64);
    };
    let sql = "UPDATE effect SET state = ?2, next = ?3
        WHERE place = ?5 AND state = ?1 AND key = ?4";
    let mut moved = 0;
    for key in keys {
        moved += run(connection, sql, params![from, to, now, key, place_of(key)])? as u64;
    }
    Ok(moved)
}
