//! What the organisation knows of its own: changes in their order, contents by their digests.

use model::Timestamp;
use rusqlite::{Connection, Row, params};

use super::read::{fetch, first};
use super::{run, signed, unsigned};
use crate::error::StoreError;
use crate::knowledge::KnowledgeRow;
use crate::segment::{compress, decompress};

pub fn enter(
    connection: &Connection,
    row: &KnowledgeRow,
    content: &[u8],
) -> Result<(), StoreError> {
    let KnowledgeRow { place, about, name, digest, size, note, since, record, by } = row;
    if let Some(digest) = digest {
        let sql = "INSERT OR IGNORE INTO knowledge_content VALUES (?1, ?2)";
        run(connection, sql, params![digest, compress(content)])?;
    }
    let sql = "INSERT INTO knowledge VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (size, record) = (signed(*size), signed(*record));
    run(connection, sql, params![place, about, name, digest, size, note, since.0, record, by])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<KnowledgeRow> {
    Ok(KnowledgeRow {
        place: row.get(0)?,
        about: row.get(1)?,
        name: row.get(2)?,
        digest: row.get(3)?,
        size: unsigned(row.get(4)?),
        note: row.get(5)?,
        since: Timestamp(row.get(6)?),
        record: unsigned(row.get(7)?),
        by: row.get(8)?,
    })
}

/// The last change of each name among the first so many changes, by name.
pub fn after(connection: &Connection, changes: u32) -> Result<Vec<KnowledgeRow>, StoreError> {
    let sql = "SELECT * FROM knowledge WHERE place IN
        (SELECT max(place) FROM knowledge WHERE place < ?1 GROUP BY about, name)";
    let mut rows = fetch(connection, sql, params![changes], read)?;
    rows.retain(|row| row.digest.is_some());
    rows.sort_by(|a, b| (&a.about, &a.name).cmp(&(&b.about, &b.name)));
    Ok(rows)
}

pub fn at(connection: &Connection, place: u32) -> Result<Option<KnowledgeRow>, StoreError> {
    first(connection, "SELECT * FROM knowledge WHERE place = ?1", params![place], read)
}

pub fn back(
    connection: &Connection,
    (about, name): (&str, &str),
    before: u32,
    limit: u32,
) -> Result<Vec<KnowledgeRow>, StoreError> {
    let sql = "SELECT * FROM knowledge WHERE about = ?1 AND name = ?2 AND place < ?3
        ORDER BY place DESC LIMIT ?4";
    fetch(connection, sql, params![about, name, before, limit], read)
}

pub fn count(connection: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT coalesce(max(place) + 1, 0) FROM knowledge";
    Ok(first(connection, sql, [], |row| row.get(0))?.unwrap_or(0))
}

pub fn content(connection: &Connection, digest: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM knowledge_content WHERE digest = ?1";
    let packed: Option<Vec<u8>> = first(connection, sql, params![digest], |row| row.get(0))?;
    let unpack =
        |packed: Vec<u8>| decompress(&packed).map_err(|_| StoreError::Value("本单位的词语或模型"));
    packed.map(unpack).transpose()
}
