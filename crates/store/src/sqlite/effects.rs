//! What is to be carried out: taken by connectors, settled by their receipts.

use std::collections::BTreeMap;

use model::Timestamp;
use rusqlite::{Connection, Row, params};

use super::read::{fill, first};
use super::{place, record_of, run};
use crate::error::StoreError;
use crate::journal::place_of_key;
use crate::rows::{EffectRow, EffectState, LeaseRequest, Outcome, Receipt};

/// The columns of an effect, in the order in which they are read.
pub const COLUMNS: &str =
    "effect.place, effect.key, effect.grp, effect.action, repeatable, tells, state,
    attempt, next, expires, decided, detail, skeleton, digests, texts";

/// How many effects that have come too late are settled at once.
const EXPIRED_AT_ONCE: u32 = 1_000;
/// How many groups one lease looks at.
const GROUPS_AT_ONCE: u32 = 2_000;
/// How many connectors have turns.
const TURNS_MAX: usize = 1_024;

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

/// Where the effect of a key is; of none that is no key, nowhere.
fn place_of(key: &str) -> i64 {
    place_of_key(key).map_or(-1, |(record, ordinal)| place(record, ordinal))
}

/// Where each connector's lease stopped: the next begins behind, so that every group has its
/// turn however many wait.
#[derive(Debug, Default)]
pub struct Turns(BTreeMap<String, String>);

impl Turns {
    fn of(&self, connector: &str) -> &str {
        self.0.get(connector).map_or("", String::as_str)
    }

    fn note(&mut self, connector: &str, group: String) {
        if self.0.len() >= TURNS_MAX && !self.0.contains_key(connector) {
            self.0.clear();
        }
        self.0.insert(connector.to_owned(), group);
    }
}

/// Settles what has run out, and takes what comes next: in each group in order, and nothing of
/// a group of which something is still in flight or waits to be tried again. Groups have their
/// turns; one call looks at no more than some thousand of them.
pub fn lease(
    connection: &Connection,
    turns: &mut Turns,
    request: &LeaseRequest,
) -> Result<Vec<EffectRow>, StoreError> {
    let now = request.now.0;
    // Whoever had it is lost. What may be done twice is; else it is not known whether it was.
    let lost = "UPDATE effect SET state = iif(repeatable, 'pending', 'unknown')
        WHERE state = 'in-flight' AND next <= ?1";
    run(connection, lost, params![now])?;
    // What is left for the next time is passed over below as well.
    let late = "UPDATE effect SET state = 'expired' WHERE place IN
        (SELECT place FROM effect WHERE state = 'pending' AND expires <= ?1 LIMIT ?2)";
    run(connection, late, params![now, EXPIRED_AT_ONCE])?;
    let begun = turns.of(&request.connector).to_owned();
    let mut taken = Vec::new();
    let mut group = begun.clone();
    let mut around = false;
    for _ in 0..GROUPS_AT_ONCE {
        let next = next_group(connection, &group)?;
        let Some(next) = next.filter(|next| !around || *next <= begun) else {
            if around {
                break;
            }
            // The last of them was passed: on from the first.
            (around, group) = (true, String::new());
            continue;
        };
        group = next;
        if is_served(connection, &group, &request.connector)? {
            taken.extend(next_of_group(connection, &group, now)?);
        }
        if taken.len() >= request.limit as usize {
            break;
        }
    }
    turns.note(&request.connector, group);
    let until = request.now.plus_ms(request.lease_ms);
    let sql = "UPDATE effect SET state = 'in-flight', attempt = attempt + 1, next = ?2
        WHERE place = ?1";
    for effect in &mut taken {
        run(connection, sql, params![place(effect.record, effect.ordinal), until.0])?;
        effect.state = EffectState::InFlight;
        effect.attempt += 1;
        effect.next = until;
    }
    taken.sort_by_key(|effect| (effect.record, effect.ordinal));
    Ok(taken)
}

/// The first group behind one that has anything open.
fn next_group(connection: &Connection, group: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT grp FROM effect INDEXED BY effect_open
        WHERE state IN ('pending', 'in-flight') AND grp > ?1 ORDER BY grp LIMIT 1";
    first(connection, sql, params![group], |row| row.get(0))
}

/// Whether a connector serves a group: those that are routed to none belong to whoever asks.
fn is_served(connection: &Connection, group: &str, by: &str) -> Result<bool, StoreError> {
    let sql = "SELECT connector FROM grp WHERE id = ?1";
    let routed: Option<Option<String>> = first(connection, sql, params![group], |row| row.get(0))?;
    Ok(routed.flatten().is_none_or(|connector| connector == by))
}

/// What comes next in a group: the first that waits. One at a time, since what comes after one
/// that fails would otherwise be done before it.
fn next_of_group(
    connection: &Connection,
    group: &str,
    now: i64,
) -> Result<Option<EffectRow>, StoreError> {
    let busy = "SELECT 1 FROM effect INDEXED BY effect_open
        WHERE state IN ('pending', 'in-flight') AND grp = ?1 AND state = 'in-flight' LIMIT 1";
    if first(connection, busy, params![group], |_| Ok(()))?.is_some() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM effect INDEXED BY effect_open CROSS JOIN decision USING (place)
        WHERE state IN ('pending', 'in-flight') AND effect.grp = ?1
        AND (expires IS NULL OR expires > ?2) ORDER BY effect.place LIMIT 1"
    );
    // What is to be tried again holds back what comes after it.
    let next = first(connection, &sql, params![group, now], read)?;
    Ok(next.filter(|effect| effect.next.0 <= now))
}

/// The effect of a key.
pub fn one(connection: &Connection, key: &str) -> Result<Option<EffectRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM effect JOIN decision USING (place) WHERE place = ?1 AND key = ?2"
    );
    first(connection, &sql, params![place_of(key), key], read)
}

/// Enters what became of an attempt; none where it is an old one, or was settled already.
pub fn receipt(
    connection: &Connection,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<Option<EffectRow>, StoreError> {
    let Some(mut effect) = one(connection, &receipt.key)? else { return Ok(None) };
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
