//! What is to be carried out: taken by connectors, settled by their receipts.

use std::collections::BTreeMap;

use model::Timestamp;
use rusqlite::{Connection, Row, params};

use super::read::{fetch, fill, first};
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
/// How many groups one lease looks at, and how many effects are looked at to be settled at once.
const GROUPS_AT_ONCE: u32 = 2_000;
const LOOKED_AT_ONCE: usize = 4_000;
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

/// Where each connector's lease stopped, at a group or at an effect: the next begins behind, so
/// that all have their turn however many wait.
#[derive(Debug)]
pub struct Turns<T>(BTreeMap<String, T>);

impl<T> Default for Turns<T> {
    fn default() -> Turns<T> {
        Turns(BTreeMap::new())
    }
}

impl<T: Clone + Default> Turns<T> {
    fn of(&self, connector: &str) -> T {
        self.0.get(connector).cloned().unwrap_or_default()
    }

    fn note(&mut self, connector: &str, stopped: T) {
        if self.0.len() >= TURNS_MAX && !self.0.contains_key(connector) {
            self.0.clear();
        }
        self.0.insert(connector.to_owned(), stopped);
    }
}

/// How many effects more or fewer are in each state than the table of counts says, until the
/// commit.
#[derive(Clone, Debug, Default)]
struct Moves(BTreeMap<&'static str, i64>);

impl Moves {
    fn enter(&mut self, state: EffectState, count: usize) {
        *self.0.entry(state.name()).or_default() += i64::try_from(count).unwrap_or(i64::MAX);
    }

    fn leave(&mut self, state: EffectState, count: usize) {
        *self.0.entry(state.name()).or_default() -= i64::try_from(count).unwrap_or(i64::MAX);
    }
}

/// What the writer knows of effects beside their rows.
#[derive(Debug, Default)]
pub struct Outbox {
    groups: Turns<String>,
    places: Turns<i64>,
    moves: Moves,
    /// As they were before the job at hand.
    before: Moves,
}

impl Outbox {
    /// A job begins that may be undone alone.
    pub fn mark(&mut self) {
        self.before = self.moves.clone();
    }

    /// It is undone.
    pub fn undo_mark(&mut self) {
        self.moves = std::mem::take(&mut self.before);
    }

    /// The whole transaction is undone.
    pub fn roll_back(&mut self) {
        self.moves = Moves::default();
    }

    /// What moved is entered among the counts.
    pub fn keep_counts(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let sql = "INSERT INTO effect_count VALUES (?1, ?2)
            ON CONFLICT (state) DO UPDATE SET count = count + excluded.count";
        for (state, count) in std::mem::take(&mut self.moves.0) {
            if count != 0 {
                run(connection, sql, params![state, count])?;
            }
        }
        Ok(())
    }

    /// A new effect.
    pub fn enter(&mut self, connection: &Connection, row: &EffectRow) -> Result<(), StoreError> {
        let EffectRow { record, ordinal, key, group, action, repeatable, tells, .. } = row;
        let sql = "INSERT INTO effect VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let values = params![
            place(*record, *ordinal),
            key,
            group,
            action,
            repeatable,
            tells,
            row.state.name(),
            row.attempt,
            row.next.0,
            row.expires.map(|at| at.0),
            row.decided.0,
            row.detail
        ];
        run(connection, sql, values)?;
        self.moves.enter(row.state, 1);
        Ok(())
    }

    /// Settles what has run out: attempts of which nobody hears any more, and what comes too late.
    fn settle_late(&mut self, connection: &Connection, now: i64) -> Result<(), StoreError> {
        // What may be done twice is done again; else it is not known whether it was.
        let again = "UPDATE effect SET state = 'pending'
            WHERE state = 'in-flight' AND next <= ?1 AND repeatable";
        let unknown = "UPDATE effect SET state = 'unknown'
            WHERE state = 'in-flight' AND next <= ?1 AND NOT repeatable";
        for (sql, to) in [(again, EffectState::Pending), (unknown, EffectState::Unknown)] {
            let lost = run(connection, sql, params![now])?;
            self.moves.leave(EffectState::InFlight, lost);
            self.moves.enter(to, lost);
        }
        // What is left for the next time is passed over by whoever takes.
        let late = "UPDATE effect SET state = 'expired' WHERE place IN
            (SELECT place FROM effect WHERE state = 'pending' AND expires <= ?1 LIMIT ?2)";
        let late = run(connection, late, params![now, EXPIRED_AT_ONCE])?;
        self.moves.leave(EffectState::Pending, late);
        self.moves.enter(EffectState::Expired, late);
        Ok(())
    }

    /// Writes what became of an effect that was in another state.
    fn write(
        &mut self,
        connection: &Connection,
        effect: &EffectRow,
        was: EffectState,
    ) -> Result<(), StoreError> {
        let sql =
            "UPDATE effect SET state = ?2, next = ?3, detail = ?4, attempt = ?5 WHERE place = ?1";
        let EffectRow { record, ordinal, state, next, detail, attempt, .. } = effect;
        let values = params![place(*record, *ordinal), state.name(), next.0, detail, attempt];
        run(connection, sql, values)?;
        self.moves.leave(was, 1);
        self.moves.enter(*state, 1);
        Ok(())
    }

    /// Settles what has run out, and takes what comes next: in each group in order, and nothing of
    /// a group of which something is still in flight or waits to be tried again. Groups have their
    /// turns; one call looks at no more than some thousand of them.
    pub fn lease(
        &mut self,
        connection: &Connection,
        request: &LeaseRequest,
    ) -> Result<Vec<EffectRow>, StoreError> {
        let now = request.now.0;
        self.settle_late(connection, now)?;
        let begun = self.groups.of(&request.connector);
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
        self.groups.note(&request.connector, group);
        for effect in &mut taken {
            let was = effect.state;
            effect.state = EffectState::InFlight;
            effect.attempt += 1;
            effect.next = request.now.plus_ms(request.lease_ms);
            self.write(connection, effect, was)?;
        }
        taken.sort_by_key(|effect| (effect.record, effect.ordinal));
        Ok(taken)
    }

    /// Takes what comes next and enters at once what becomes of it, in the order in which it was
    /// decided: the tables are touched where they grow, and nowhere else. One call looks at no
    /// more than some thousand effects; the next goes on behind them.
    pub fn settle(
        &mut self,
        connection: &Connection,
        request: &LeaseRequest,
        settle: &mut dyn FnMut(&EffectRow) -> (Outcome, Option<String>),
    ) -> Result<Vec<(EffectRow, Receipt)>, StoreError> {
        let now = request.now;
        self.settle_late(connection, now.0)?;
        let limit = request.limit as usize;
        let begun = self.places.of(&request.connector);
        let (mut place, mut looked) = (begun, 0);
        let mut settled = Vec::new();
        while looked < LOOKED_AT_ONCE && settled.len() < limit {
            let rows = pending(connection, place, limit)?;
            looked += rows.len();
            let at_end = rows.len() < limit;
            for mut row in rows {
                if settled.len() >= limit {
                    break;
                }
                place = place_of(&row.key);
                if !comes_next(connection, &row, request)? {
                    continue;
                }
                row.attempt += 1;
                let (outcome, detail) = settle(&row);
                let receipt =
                    Receipt { key: row.key.clone(), attempt: row.attempt, outcome, detail };
                become_of(&mut row, &receipt, now);
                self.write(connection, &row, EffectState::Pending)?;
                settled.push((row, receipt));
            }
            if at_end {
                place = 0;
                break;
            }
        }
        self.places.note(&request.connector, place);
        Ok(settled)
    }

    /// Enters what became of an attempt; none where it is an old one, or was settled already.
    pub fn receipt(
        &mut self,
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
        let was = effect.state;
        become_of(&mut effect, receipt, now);
        self.write(connection, &effect, was)?;
        Ok(Some(effect))
    }

    /// Moves effects from one state to another.
    pub fn move_all(
        &mut self,
        connection: &Connection,
        keys: Option<&[String]>,
        (from, to): (EffectState, EffectState),
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let (was, state, now) = (from.name(), to.name(), now.0);
        let mut moved = 0;
        if let Some(keys) = keys {
            let sql = "UPDATE effect SET state = ?2, next = ?3
                WHERE place = ?5 AND state = ?1 AND key = ?4";
            for key in keys {
                moved += run(connection, sql, params![was, state, now, key, place_of(key)])?;
            }
        } else {
            let sql = "UPDATE effect SET state = ?2, next = ?3 WHERE state = ?1";
            moved = run(connection, sql, params![was, state, now])?;
        }
        self.moves.leave(from, moved);
        self.moves.enter(to, moved);
        Ok(moved as u64)
    }
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

/// How an effect stands after an attempt.
fn become_of(effect: &mut EffectRow, receipt: &Receipt, now: Timestamp) {
    use EffectState::{Done, Expired, Failed, Pending, People, Unknown};
    (effect.state, effect.next) = match receipt.outcome {
        Outcome::Done => (Done, now),
        Outcome::Failed => (Failed, now),
        Outcome::Again(after) => (Pending, now.plus_ms(after.max(0))),
        Outcome::Unknown => (Unknown, now),
        Outcome::People => (People, now),
        Outcome::Expired => (Expired, now),
        Outcome::Untouched => (Pending, now),
    };
    if receipt.outcome == Outcome::Untouched {
        effect.attempt -= 1;
    }
    effect.detail = receipt.detail.clone();
}

/// Effects that wait, behind a place.
fn pending(
    connection: &Connection,
    behind: i64,
    limit: usize,
) -> Result<Vec<EffectRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM effect INDEXED BY effect_state CROSS JOIN decision USING (place)
        WHERE state = 'pending' AND effect.place > ?1 ORDER BY effect.place LIMIT ?2"
    );
    fetch(connection, &sql, params![behind, limit as i64], read)
}

/// Whether it is this effect's turn: its time has come and is not over, the connector serves its
/// group, and nothing of the group that was decided before is still open.
fn comes_next(
    connection: &Connection,
    effect: &EffectRow,
    request: &LeaseRequest,
) -> Result<bool, StoreError> {
    let now = request.now;
    if effect.next > now || effect.expires.is_some_and(|expires| expires <= now) {
        return Ok(false);
    }
    let sql = "SELECT place FROM effect INDEXED BY effect_open
        WHERE state IN ('pending', 'in-flight') AND grp = ?1
        AND (state = 'in-flight' OR expires IS NULL OR expires > ?2) ORDER BY place LIMIT 1";
    let first: Option<i64> =
        first(connection, sql, params![effect.group, now.0], |row| row.get(0))?;
    Ok(first == Some(place_of(&effect.key))
        && is_served(connection, &effect.group, &request.connector)?)
}
