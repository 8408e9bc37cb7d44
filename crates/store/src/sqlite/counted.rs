//! What reports and lists are made of, written.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::keys::{self, Of};
use super::read::first;
use super::signed;
use super::write::SqliteWriter;
use crate::counts::{
    AccountEvent, CountKey, DraftRow, DutyChange, DutyEnd, DutyRow, EntryChange, EntryRow, Found,
    WritesCounts, figure,
};
use crate::error::StoreError;

/// More of a figure of a group on a day.
const DAY: &str = "INSERT INTO tally VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (grp, day, figure, detail) DO UPDATE SET count = count + ?5";

impl SqliteWriter {
    /// Who holds an account after what happened to it. What was never registered is nobody's.
    fn account(&self, event: &AccountEvent) -> Result<(), StoreError> {
        let AccountEvent { group, account, member, holder, to, at, .. } = event;
        match event.change.as_str() {
            "registered" => {
                let sql = "INSERT OR REPLACE INTO account VALUES (?1, ?2, ?3, ?4, NULL)";
                let holder = holder.as_ref().or(member.as_ref()).map_or("", String::as_str);
                self.run(sql, params![group, account, holder, at.0])?;
            }
            "handed-over" => {
                let sql = "UPDATE account SET holder = ?3, since = ?4, lent = NULL
                    WHERE grp = ?1 AND account = ?2";
                self.run(sql, params![group, account, to.as_deref().unwrap_or(""), at.0])?;
            }
            change @ ("lent" | "returned") => {
                let sql = "UPDATE account SET lent = ?3 WHERE grp = ?1 AND account = ?2";
                let lent = to.as_ref().filter(|_| change == "lent");
                self.run(sql, params![group, account, lent])?;
            }
            "deleted" => {
                let sql = "DELETE FROM account WHERE grp = ?1 AND account = ?2";
                self.run(sql, params![group, account])?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// A duty's row, and since when it is owed where somebody asked for it.
type FoundDuty = (i64, Option<i64>);

impl SqliteWriter {
    /// The row of a duty.
    fn found_duty(&mut self, group: &str, mark: &str) -> Result<Option<FoundDuty>, StoreError> {
        let (connection, keys) = self.keyed()?;
        let key = keys::key(Of::Duty, &[group, mark]);
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let one = "SELECT id, iif(source <> '', opened, NULL) FROM duty
            WHERE id = ?1 AND grp = ?2 AND mark = ?3";
        for id in keys.duty_ids(key) {
            let found = first(connection, one, params![id, group, mark], read)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let sql = "SELECT id, iif(source <> '', opened, NULL)
            FROM duty_key CROSS JOIN duty USING (id)
            WHERE key = ?1 AND grp = ?2 AND mark = ?3 LIMIT 1";
        first(connection, sql, params![key, group, mark], read)
    }

    /// A duty is owed. One that was begun before begins anew.
    fn duty_opened(&mut self, row: &DutyRow) -> Result<(), StoreError> {
        let DutyRow { group, mark, kind, policy, cite, source, asker, .. } = row;
        let (opened, due, owing) = (row.opened.0, row.due.0, row.owing.join("\n"));
        let known = self.found_duty(group, mark)?.map(|(id, _)| id);
        if known.is_some() {
            self.run("DELETE FROM duty_end WHERE duty = ?1", params![known])?;
        }
        let sql = "INSERT OR REPLACE INTO duty VALUES
            (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, 0, 0, 0)";
        let values = params![
            known, group, mark, kind, policy, cite, source, asker, opened, due, row.shared, owing
        ];
        self.run(sql, values)?;
        if known.is_some() {
            return Ok(());
        }
        let id = self.connection.last_insert_rowid();
        let (connection, keys) = self.keyed()?;
        keys.duty(connection, id, keys::key(Of::Duty, &[group, mark]))
    }

    /// What came of a duty for somebody; none: for all together. What came late may show that it
    /// was done in time: the last word counts.
    fn duty_ended(
        &mut self,
        (group, mark): (&str, &str),
        member: &str,
        end: DutyEnd,
        at: i64,
    ) -> Result<(), StoreError> {
        let Some((id, opened)) = self.found_duty(group, mark)? else { return Ok(()) };
        let took = |end: DutyEnd, at: i64| match opened {
            Some(opened) if end == DutyEnd::Done => at.saturating_sub(opened),
            _ => 0,
        };
        let sql = "SELECT how, at FROM duty_end WHERE duty = ?1 AND member = ?2";
        let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
        let before = first(&self.connection, sql, params![id, member], read)?;
        let before = before.and_then(|(how, at)| Some((DutyEnd::parse(&how)?, at)));
        let more = |of: DutyEnd| {
            i64::from(end == of) - i64::from(before.is_some_and(|(before, _)| before == of))
        };
        let sql = "UPDATE duty SET done = done + ?2, missed = missed + ?3, freed = freed + ?4,
            took = took + ?5 WHERE id = ?1";
        let longer = took(end, at) - before.map_or(0, |(end, at)| took(end, at));
        let [done, missed, freed] = [DutyEnd::Done, DutyEnd::Missed, DutyEnd::Freed].map(more);
        self.run(sql, params![id, done, missed, freed, longer])?;
        let sql = "INSERT OR REPLACE INTO duty_end VALUES (?1, ?2, ?3, ?4)";
        self.run(sql, params![id, member, end.name(), at])?;
        Ok(())
    }
}

impl WritesCounts for SqliteWriter {
    fn found(&mut self, found: &Found) -> Result<(), StoreError> {
        // How many people were new on a day in a group is what there is to know of them by day.
        let mut active: BTreeMap<(&str, i64), i64> = BTreeMap::new();
        for (key, count) in &found.counts {
            match key {
                CountKey::Day(group, day, name, detail) => {
                    self.run(DAY, params![group, day, name, detail, count])?;
                }
                CountKey::Hour(group, hour) => {
                    let sql = "INSERT INTO hour VALUES (?1, ?2, ?3)
                        ON CONFLICT (grp, hour) DO UPDATE SET messages = messages + ?3";
                    self.run(sql, params![group, hour, count])?;
                }
                CountKey::Spoke(group, member) => {
                    let sql = "INSERT INTO spoken VALUES (?1, ?2, ?3)
                        ON CONFLICT (grp, member) DO UPDATE SET last = max(last, ?3)";
                    self.run(sql, params![group, member, count])?;
                }
                CountKey::Member(group, day, name, member) => {
                    let sql = "INSERT INTO tally_member VALUES (?1, ?2, ?3, ?4, ?5)
                        ON CONFLICT (grp, day, figure, member) DO UPDATE SET count = count + ?5
                        RETURNING count";
                    let values = params![group, day, name, member, count];
                    let sum = first(&self.connection, sql, values, |row| row.get::<_, i64>(0))?;
                    if *name == figure::MESSAGES && sum == Some(*count) {
                        *active.entry((group, *day)).or_default() += 1;
                    }
                }
            }
        }
        for ((group, day), people) in active {
            self.run(DAY, params![group, day, figure::ACTIVE, "", people])?;
        }
        for one in &found.accounts {
            let sql = "INSERT OR IGNORE INTO account_event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let AccountEvent { record, group, account, change, member, holder, to, at } = one;
            let record = signed(*record);
            self.run(sql, params![record, group, account, change, member, holder, to, at.0])?;
            self.account(one)?;
        }
        for one in &found.drafts {
            let sql = "INSERT OR IGNORE INTO draft VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let DraftRow { record, group, event, member, what, at, planned, .. } = one;
            let (record, planned) = (signed(*record), planned.map(|at| at.0));
            let shown = planned.unwrap_or(at.0);
            self.run(sql, params![record, group, event, member, what, at.0, planned, shown])?;
        }
        for (case, action) in &found.verdicts {
            let sql = "INSERT OR REPLACE INTO verdict VALUES (?1, ?2)";
            self.run(sql, params![case, action])?;
        }
        Ok(())
    }

    fn forget_found(&mut self) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM tally",
            "DELETE FROM tally_member",
            "DELETE FROM spoken",
            "DELETE FROM hour",
            "DELETE FROM account_event",
            "DELETE FROM account",
            "DELETE FROM draft",
            "DELETE FROM verdict",
        ] {
            self.run(sql, [])?;
        }
        Ok(())
    }

    fn duty(&mut self, change: &DutyChange) -> Result<(), StoreError> {
        match change {
            DutyChange::Opened(row) => self.duty_opened(row)?,
            DutyChange::Ended { group, mark, member, end, at } => {
                self.duty_ended((group, mark), member.as_deref().unwrap_or_default(), *end, at.0)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, change: &EntryChange) -> Result<(), StoreError> {
        match change {
            EntryChange::Entered(row) => {
                let sql = "INSERT OR REPLACE INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
                let EntryRow { group, list, key, member, number, text, at, due } = row;
                let due = due.map(|at| at.0);
                self.run(sql, params![list, group, key, member, number, text, at.0, due])?;
            }
            EntryChange::Struck(group, list, key) => {
                let sql = "DELETE FROM entry WHERE list = ?1 AND grp = ?2 AND key = ?3";
                self.run(sql, params![list, group, key])?;
            }
        }
        Ok(())
    }
}
