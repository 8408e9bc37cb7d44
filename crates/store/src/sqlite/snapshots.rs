//! Reading snapshots.

use rusqlite::{Connection, params};

use super::read::{fetch, first};
use super::unsigned;
use crate::error::StoreError;
use crate::rows::SnapshotRow;
use crate::segment::decompress;

pub fn whole(connection: &Connection) -> Result<Vec<SnapshotRow>, StoreError> {
    let sql = "SELECT number, record, parts, policies, hash, knowledge FROM snapshot
        WHERE hash IS NOT NULL ORDER BY number DESC";
    fetch(connection, sql, [], |row| {
        Ok(SnapshotRow {
            number: row.get(0)?,
            record: unsigned(row.get(1)?),
            parts: row.get(2)?,
            policies: row.get(3)?,
            hash: row.get(4)?,
            knowledge: row.get(5)?,
        })
    })
}

pub fn part(connection: &Connection, number: u32, part: u32) -> Result<Vec<u8>, StoreError> {
    let sql = "SELECT bytes FROM snapshot_part WHERE number = ?1 AND part = ?2";
    let found: Option<Vec<u8>> = first(connection, sql, params![number, part], |row| row.get(0))?;
    let packed = found.ok_or(StoreError::Absent("快照"))?;
    decompress(&packed).map_err(|_| StoreError::Value("快照"))
}

pub fn last(connection: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT max(coalesce((SELECT max(number) FROM snapshot), 0),
        coalesce((SELECT max(number) FROM snapshot_part), 0))";
    Ok(first(connection, sql, [], |row| row.get(0))?.unwrap_or(0))
}
