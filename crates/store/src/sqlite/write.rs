//! Writing rows.

use std::fs::File;
use std::time::Duration;

use model::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::keys::{self, Keys};
use super::read::{decisions_for, first, read_head};
use super::{BUSY_MS, database, effects, knowledge, people, place, run, signed};
use crate::dialect::{DecisionPlace, Head, Writer};
use crate::error::StoreError;
use crate::knowledge::KnowledgeRow;
use crate::people::{AuditEntry, PeopleChange};
use crate::record::hex;
use crate::rows::{
    CaseRow, EffectRow, EffectState, KeptDecision, LeaseRequest, MemberRow, NewDecision, Outcome,
    PolicyRow, Receipt, RecordNumber, RosterChange,
};
use crate::segment::{Segment, columns};
use crate::veil::Veiled;

/// How many whole snapshots are kept.
const SNAPSHOTS_KEPT: u32 = 2;
/// How many parts of old snapshots go when a part of a new one comes.
const PARTS_DROPPED: u32 = 2;
/// Pages in the log from which a quiet moment is used to work them in.
const REST_PAGES: i64 = 1_000;

/// A case's row, its member, and when it was opened.
type FoundCase = (i64, Option<String>, i64);

/// The connection that writes, and the lock that makes it the only one.
pub struct SqliteWriter {
    pub(super) connection: Connection,
    _lock: File,
    /// Texts were blanked: they are to leave the log too.
    wipes: bool,
    outbox: effects::Outbox,
    /// New rows that are not entered among the others yet; none: to be read.
    keys: Option<Keys>,
    slice: usize,
}

impl SqliteWriter {
    pub fn new(connection: Connection, lock: File, slice: usize) -> SqliteWriter {
        let outbox = effects::Outbox::default();
        SqliteWriter { connection, _lock: lock, wipes: false, outbox, keys: None, slice }
    }

    /// The connection, and what is new.
    pub(super) fn keyed(&mut self) -> Result<(&Connection, &mut Keys), StoreError> {
        let keys = match self.keys.take() {
            Some(keys) => keys,
            None => Keys::load(&self.connection)?,
        };
        Ok((&self.connection, self.keys.insert(keys)))
    }

    /// The row of a case, with what it is found by beside its group and number.
    fn found_case(&mut self, group: &str, number: u32) -> Result<Option<FoundCase>, StoreError> {
        let (connection, keys) = self.keyed()?;
        let (key, _) = keys::of_case(group, None);
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let one = "SELECT id, member, opened FROM kase WHERE id = ?1 AND grp = ?2 AND number = ?3";
        for id in keys.case_ids(key, number) {
            let found = first(connection, one, params![id, group, number], read)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let sql = "SELECT kase.id, member, opened FROM kase_key CROSS JOIN kase USING (id)
            WHERE key = ?1 AND rank = ?3 AND grp = ?2 AND number = ?3 LIMIT 1";
        first(connection, sql, params![key, group, number], read)
    }

    /// Gives a new database its name.
    pub fn name_installation(&mut self) -> Result<(), StoreError> {
        let mut name = [0; 16];
        getrandom::fill(&mut name).map_err(|_| StoreError::Random)?;
        self.run("INSERT OR IGNORE INTO setting VALUES ('installation', ?1)", params![hex(&name)])?;
        self.run("INSERT OR IGNORE INTO setting VALUES ('epoch', '0')", [])?;
        Ok(())
    }

    pub(super) fn run(&self, sql: &'static str, values: impl Params) -> Result<usize, StoreError> {
        run(&self.connection, sql, values)
    }

    fn batch(&self, sql: &'static str) -> Result<(), StoreError> {
        self.run(sql, []).map(|_| ())
    }

    /// Runs something after which nothing of what it removes is left in the file.
    fn overwrite(
        &self,
        run: impl FnOnce(&SqliteWriter) -> Result<usize, StoreError>,
    ) -> Result<(), StoreError> {
        self.connection.pragma_update(None, "secure_delete", "ON").map_err(database)?;
        let done = run(self);
        self.connection.pragma_update(None, "secure_delete", "OFF").map_err(database)?;
        done.map(|_| ())
    }

    /// Takes blanked texts out of the log too, unless a reader is in the way: nobody waits for
    /// that, it is tried again.
    fn try_to_wipe(&mut self) {
        let waits = Duration::from_millis(BUSY_MS);
        let wiped = self.connection.busy_timeout(Duration::ZERO).map_err(database).and_then(|()| {
            self.connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0))
                .map_err(database)
        });
        self.wipes = !matches!(wiped, Ok(false));
        // It is the same setting that was there before: it can be made again.
        let _ = self.connection.busy_timeout(waits);
    }

    fn present(&self, member: &MemberRow, told: bool) -> Result<(), StoreError> {
        let sql = "INSERT INTO member VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)
            ON CONFLICT (grp, id) DO UPDATE SET present = 1,
            name = coalesce(excluded.name, name), card = coalesce(excluded.card, card),
            roles = iif(?8, excluded.roles, roles), tags = iif(?8, excluded.tags, tags),
            joined = coalesce(excluded.joined, joined)";
        let MemberRow { group, id, name, card, roles, tags, joined, .. } = member;
        let joined = joined.map(|at| at.0);
        self.run(sql, params![group, id, name, card, roles, tags, joined, told])?;
        Ok(())
    }
}

impl Writer for SqliteWriter {
    fn head(&mut self) -> Result<Head, StoreError> {
        read_head(&self.connection)
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.batch("BEGIN IMMEDIATE")
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.outbox.keep_counts(&self.connection)?;
        if let Some(keys) = &mut self.keys {
            keys.go_on(&self.connection, self.slice)?;
        }
        self.batch("COMMIT")?;
        if self.wipes {
            self.try_to_wipe();
        }
        Ok(())
    }

    fn roll_back(&mut self) {
        self.keys = None;
        self.outbox.roll_back();
        // A full disk or a failing one may have ended the transaction already.
        if !self.connection.is_autocommit() {
            let _ = self.batch("ROLLBACK");
        }
    }

    fn mark(&mut self) -> Result<(), StoreError> {
        self.outbox.mark();
        self.batch("SAVEPOINT job")
    }

    fn keep_mark(&mut self) -> Result<(), StoreError> {
        self.batch("RELEASE job")
    }

    fn undo_mark(&mut self) -> Result<(), StoreError> {
        self.keys = None;
        self.outbox.undo_mark();
        self.batch("ROLLBACK TO job")?;
        self.batch("RELEASE job")
    }

    fn rest(&mut self) -> Result<(), StoreError> {
        if self.wipes {
            self.try_to_wipe();
        }
        let log = self.connection.path().map(|path| format!("{path}-wal"));
        let bytes = log.and_then(|log| std::fs::metadata(log).ok()).map_or(0, |file| file.len());
        // The log's file keeps its size: only what is in it since it began anew counts, which
        // the database knows. Asking is cheap where nothing is to be done.
        if signed(bytes) / 4_096 < REST_PAGES {
            return Ok(());
        }
        self.connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            .map_err(database)
    }

    fn segment(&mut self, segment: &Segment) -> Result<(), StoreError> {
        let Segment { first, records, written, skeleton, proofs, texts, groups, link } = segment;
        let sql = "INSERT INTO segment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let values =
            params![signed(*first), records, written.0, link, groups, proofs, skeleton, texts];
        self.run(sql, values)?;
        Ok(())
    }

    fn segment_texts(&mut self, first: RecordNumber, texts: &[u8]) -> Result<(), StoreError> {
        let sql = "UPDATE segment SET texts = ?2 WHERE first = ?1";
        self.wipes = true;
        self.overwrite(|writer| writer.run(sql, params![signed(first), texts]))
    }

    fn decision(
        &mut self,
        at: DecisionPlace<'_>,
        decision: &NewDecision,
        line: &Veiled,
    ) -> Result<(), StoreError> {
        let (skeleton, digests, texts) = columns(line);
        let (source_group, source_id) = at.source.unzip();
        let NewDecision { group, case, member, kind, policy, cite, action, status, .. } = decision;
        let sql = "INSERT INTO decision VALUES
            (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
        let values = params![
            place(at.record, at.ordinal),
            source_group,
            source_id.flatten(),
            group,
            case,
            member,
            kind,
            policy,
            cite,
            action,
            status,
            decision.at.0,
            skeleton,
            digests,
            texts
        ];
        self.run(sql, values)?;
        let keys =
            keys::of_decision(group, member.as_deref(), source_group.zip(source_id.flatten()));
        let (connection, new) = self.keyed()?;
        new.decision(connection, place(at.record, at.ordinal), keys)
    }

    fn decision_texts(&mut self, decision: &KeptDecision) -> Result<(), StoreError> {
        let (_, _, texts) = columns(&decision.line);
        let sql = "UPDATE decision SET texts = ?2 WHERE place = ?1";
        let at = place(decision.record, decision.ordinal);
        self.wipes = true;
        self.overwrite(|writer| writer.run(sql, params![at, texts]))
    }

    fn effect(&mut self, effect: &EffectRow) -> Result<(), StoreError> {
        self.outbox.enter(&self.connection, effect)
    }

    fn decisions_for(&mut self, group: &str, id: &str) -> Result<Vec<KeptDecision>, StoreError> {
        let (connection, keys) = self.keyed()?;
        let key = keys::key(keys::Of::Event, &[group, id]);
        let new = keys.places(key);
        decisions_for(connection, group, id, Some(&new))
    }

    fn case(&mut self, case: &CaseRow, began: RecordNumber) -> Result<(), StoreError> {
        let CaseRow { group, number, about, kind, member, opened, waits, to, due, state, record } =
            case;
        let (opened, due) = (opened.0, due.map(|at| at.0));
        let (record, began) = (signed(*record), signed(began));
        let known = self.found_case(group, *number)?;
        let id = match &known {
            Some((id, ..)) => {
                let sql = "UPDATE kase SET about = ?2, kind = ?3, member = ?4, opened = ?5,
                    waits = ?6, addressee = ?7, due = ?8, state = ?9, record = ?10 WHERE id = ?1";
                let values =
                    params![id, about, kind, member, opened, waits, to, due, state, record];
                self.run(sql, values)?;
                *id
            }
            None => {
                let sql = "INSERT INTO kase VALUES
                    (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
                let values = params![
                    group, number, about, kind, member, opened, waits, to, due, state, record,
                    began
                ];
                self.run(sql, values)?;
                self.connection.last_insert_rowid()
            }
        };
        if known.is_some_and(|(_, about, at)| about == *member && at == opened) {
            return Ok(());
        }
        let keys = keys::of_case(group, member.as_deref());
        let (connection, new) = self.keyed()?;
        new.case(connection, (id, *number, opened), keys)
    }

    fn case_gone(&mut self, group: &str, number: u32) -> Result<(), StoreError> {
        let Some((id, ..)) = self.found_case(group, number)? else { return Ok(()) };
        self.run("UPDATE kase SET waits = 0 WHERE id = ?1 AND waits", params![id])?;
        Ok(())
    }

    fn case_texts(&mut self, case: &CaseRow) -> Result<(), StoreError> {
        let Some((id, ..)) = self.found_case(&case.group, case.number)? else { return Ok(()) };
        let sql = "UPDATE kase SET state = ?2 WHERE id = ?1";
        self.wipes = true;
        self.overwrite(|writer| writer.run(sql, params![id, case.state]))
    }

    fn group_kept(&mut self, group: &str, kept: &str) -> Result<(), StoreError> {
        self.run("UPDATE grp SET kept = ?2 WHERE id = ?1", params![group, kept])?;
        Ok(())
    }

    fn roster(&mut self, change: &RosterChange) -> Result<(), StoreError> {
        match change {
            RosterChange::Group(group) => {
                let sql = "INSERT INTO grp (id, name, purpose, owner, began)
                    VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (id) DO UPDATE SET name = coalesce(?2, name),
                    purpose = coalesce(?3, purpose), owner = coalesce(?4, owner)";
                let began = group.began.0;
                self.run(sql, params![group.id, group.name, group.purpose, group.owner, began])?;
            }
            RosterChange::Present { member, told } => self.present(member, *told)?,
            RosterChange::Left { group, member } => {
                let sql = "UPDATE member SET present = 0 WHERE grp = ?1 AND id = ?2";
                self.run(sql, params![group, member])?;
            }
            RosterChange::Listed { group } => {
                let sql = "UPDATE member SET present = 0 WHERE grp = ?1 AND present";
                self.run(sql, params![group])?;
            }
            RosterChange::Routed { group, connector } => {
                let sql = "UPDATE grp SET connector = ?2 WHERE id = ?1";
                self.run(sql, params![group, connector])?;
            }
        }
        Ok(())
    }

    fn policy(&mut self, policy: &PolicyRow) -> Result<(), StoreError> {
        let PolicyRow { place, id, version, name, text, since, record, by } = policy;
        let sql = "INSERT INTO policy VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let values = params![place, id, version, name, text, since.0, signed(*record), by];
        match self.run(sql, values) {
            Err(StoreError::Taken(_)) => Err(StoreError::Taken("制度版本")),
            other => other.map(|_| ()),
        }
    }

    fn knowledge(&mut self, row: &KnowledgeRow, content: &[u8]) -> Result<(), StoreError> {
        knowledge::enter(&self.connection, row, content)
    }

    fn audit(
        &mut self,
        record: RecordNumber,
        at: Timestamp,
        entry: &AuditEntry,
    ) -> Result<(), StoreError> {
        let AuditEntry { who, act, object, detail, address } = entry;
        let sql = "INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.run(sql, params![signed(record), at.0, who, act, object, detail, address])?;
        Ok(())
    }

    fn snapshot_begun(
        &mut self,
        number: u32,
        record: RecordNumber,
        policies: u32,
        knowledge: u32,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO snapshot (number, record, policies, knowledge)
            VALUES (?1, ?2, ?3, ?4)";
        self.run(sql, params![number, signed(record), policies, knowledge])?;
        Ok(())
    }

    fn snapshot_part(&mut self, number: u32, part: u32, bytes: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO snapshot_part VALUES (?1, ?2, ?3)";
        self.run(sql, params![number, part, bytes])?;
        // Old ones go in small steps as new ones come: all at once would take long.
        let sql = "DELETE FROM snapshot_part WHERE rowid IN (SELECT rowid FROM snapshot_part
            WHERE number NOT IN (SELECT number FROM snapshot) LIMIT ?1)";
        self.run(sql, params![PARTS_DROPPED])?;
        Ok(())
    }

    fn snapshot_whole(&mut self, number: u32, parts: u32, hash: &[u8]) -> Result<(), StoreError> {
        let sql = "UPDATE snapshot SET parts = ?2, hash = ?3 WHERE number = ?1";
        self.run(sql, params![number, parts, hash])?;
        let sql = "DELETE FROM snapshot WHERE number < ?1 AND number NOT IN (SELECT number
            FROM snapshot WHERE hash IS NOT NULL ORDER BY number DESC LIMIT ?2)";
        self.run(sql, params![number, SNAPSHOTS_KEPT])?;
        Ok(())
    }

    fn wipe_log(&mut self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(database)
    }

    fn lease(&mut self, request: &LeaseRequest) -> Result<Vec<EffectRow>, StoreError> {
        self.outbox.lease(&self.connection, request)
    }

    fn settle(
        &mut self,
        request: &LeaseRequest,
        settle: &mut dyn FnMut(&EffectRow) -> (Outcome, Option<String>),
    ) -> Result<Vec<(EffectRow, Receipt)>, StoreError> {
        self.outbox.settle(&self.connection, request, settle)
    }

    fn receipt(
        &mut self,
        receipt: &Receipt,
        now: Timestamp,
    ) -> Result<Option<EffectRow>, StoreError> {
        self.outbox.receipt(&self.connection, receipt, now)
    }

    fn move_effects(
        &mut self,
        keys: Option<&[String]>,
        from: EffectState,
        to: EffectState,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        self.outbox.move_all(&self.connection, keys, (from, to), now)
    }

    fn people(&mut self, change: &PeopleChange) -> Result<i64, StoreError> {
        people::change(&self.connection, change)
    }

    fn setting(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.run("INSERT OR REPLACE INTO setting VALUES (?1, ?2)", params![key, value])?;
        Ok(())
    }

    fn once(&mut self, what: &str, until: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        self.run("DELETE FROM once WHERE until <= ?1", params![now.0])?;
        let sql = "INSERT OR IGNORE INTO once VALUES (?1, ?2)";
        Ok(self.run(sql, params![what, until.0])? > 0)
    }

    fn begin_epoch(&mut self, installation: &str, now: Timestamp) -> Result<(), StoreError> {
        let epoch: Option<String> = self
            .connection
            .query_row("SELECT value FROM setting WHERE key = 'epoch'", [], |row| row.get(0))
            .optional()
            .map_err(database)?;
        let epoch = epoch.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        self.setting("epoch", &epoch.saturating_add(1).to_string())?;
        self.setting("installation", installation)?;
        self.setting("hold_until", &now.0.to_string())?;
        for from in [EffectState::Pending, EffectState::InFlight] {
            self.move_effects(None, from, EffectState::Held, now)?;
        }
        // Whoever was signed in then signs in again.
        self.batch("DELETE FROM session")?;
        self.batch("DELETE FROM link")
    }
}

#[cfg(test)]
mod tests {
    use crate::sqlite::Sqlite;

    /// Killing a process shows nothing of this: what was written is still in the machine's memory
    /// then. Only a machine that loses its power would show it.
    #[test]
    fn a_commit_waits_until_the_log_is_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Sqlite::in_folder(folder.path()).open_writer().unwrap();
        let setting = |name: &str| {
            let read = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
            writer.connection.pragma_query_value(None, name, read).unwrap()
        };
        assert_eq!(setting("synchronous"), rusqlite::types::Value::Integer(2), "FULL");
        assert_eq!(setting("journal_mode"), rusqlite::types::Value::Text("wal".to_owned()));
    }
}
