//! The store on SQLite: one file in a folder, one connection that writes.

pub mod copies;
mod counted;
mod counts;
mod effects;
mod figures;
#[cfg(test)]
mod found;
mod keys;
mod knowledge;
mod pages;
mod people;
#[cfg(test)]
mod plans;
mod read;
mod schema;
mod snapshots;
mod write;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Params};

use crate::dialect::{Dialect, Reader, Writer};
use crate::error::StoreError;

/// The database's file in its folder.
pub const FILE: &str = "qungui.db";
/// The file that says that a process writes.
const LOCK: &str = "qungui.lock";

/// Pages in the write-ahead log before it is worked in: larger makes commits that do so rarer
/// and longer.
const CHECKPOINT_PAGES: u32 = 4_000;
/// What the log is cut to when it begins anew: while a backup reads, it grows beyond.
const LOG_BYTES: u32 = 64 << 20;
/// What the writer keeps of the file in memory: the tables that change all over.
const CACHE_KIB: i32 = 32_000;
/// How often, and with what pauses, the right to write is asked for.
const LOCK_TRIES: u32 = 20;
const LOCK_WAIT: Duration = Duration::from_millis(50);
/// How long a reader or a backup may be waited for.
const BUSY_MS: u64 = 5_000;

/// A folder with a database.
#[derive(Clone, Debug)]
pub struct Sqlite {
    folder: PathBuf,
    /// The most pages that the file may have, where a test fills the disk.
    pages_max: Option<u32>,
    /// How many new rows are entered among the others together.
    slice: usize,
}

impl Sqlite {
    /// The store in a folder that has one.
    ///
    /// # Errors
    /// There is none.
    pub fn existing(folder: &Path) -> Result<Sqlite, StoreError> {
        match folder.join(FILE).is_file() {
            true => Ok(Sqlite::in_folder(folder)),
            false => Err(StoreError::Missing(folder.display().to_string())),
        }
    }

    /// The store in a folder, made when the writer first opens it.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Sqlite {
        Sqlite { folder: folder.to_path_buf(), pages_max: None, slice: keys::SLICE }
    }

    /// That enters new rows among the others after so many.
    #[cfg(test)]
    fn in_slices(self, slice: usize) -> Sqlite {
        Sqlite { slice, ..self }
    }

    /// With a file of at most so many pages: a full disk on purpose.
    #[must_use]
    pub fn of_at_most(self, pages: u32) -> Sqlite {
        Sqlite { pages_max: Some(pages), ..self }
    }

    /// Its file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// A single file, opened to be read, wherever it is: a backup.
    ///
    /// # Errors
    /// It is no store.
    pub fn read_file(path: &Path) -> Result<Box<dyn Reader>, StoreError> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(database)?;
        reading(connection, path)
    }

    /// The connection that writes: what it commits is on disk.
    fn open_writer(&self) -> Result<write::SqliteWriter, StoreError> {
        let lock = self.lock()?;
        let mut connection = Connection::open(self.file()).map_err(database)?;
        configure(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(database)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(database)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(database)?;
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES).map_err(database)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB).map_err(database)?;
        schema::bring_up(&mut connection)?;
        if let Some(pages) = self.pages_max {
            connection.pragma_update(None, "max_page_count", pages).map_err(database)?;
        }
        let mut writer = write::SqliteWriter::new(connection, lock, self.slice);
        writer.name_installation()?;
        Ok(writer)
    }

    /// Takes the right to write, for as long as the file is held.
    fn lock(&self) -> Result<File, StoreError> {
        let path = self.folder.join(LOCK);
        let failed = |error: std::io::Error| StoreError::File {
            path: path.display().to_string(),
            why: error.to_string(),
        };
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(failed)?;
        // A process that is just ending, or one that is just being started by whoever had the
        // lock, holds it for a moment.
        for _ in 0..LOCK_TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_WAIT),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(StoreError::InUse)
    }
}

fn reading(connection: Connection, path: &Path) -> Result<Box<dyn Reader>, StoreError> {
    configure(&connection)?;
    match schema::taken(&connection)? {
        0 => Err(StoreError::Missing(path.display().to_string())),
        found if found > schema::known() => {
            Err(StoreError::Newer { found, known: schema::known() })
        }
        _ => Ok(Box::new(read::SqliteReader { connection })),
    }
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_millis(BUSY_MS)).map_err(database)?;
    connection.set_prepared_statement_cache_capacity(128);
    // Plans do not follow values: a table with indexes over some of its rows would have every
    // statement planned anew with every value.
    let stable = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
    connection.set_db_config(stable, true).map_err(database)?;
    Ok(())
}

impl Dialect for Sqlite {
    fn beside(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        copies::beside(&self.folder)
    }

    fn writer(&self) -> Result<Box<dyn Writer>, StoreError> {
        Ok(Box::new(self.open_writer()?))
    }

    fn reader(&self) -> Result<Box<dyn Reader>, StoreError> {
        let path = self.file();
        if !path.is_file() {
            return Err(StoreError::Missing(self.folder.display().to_string()));
        }
        // Not opened as read-only: after a crash the first reader has to bring the log in.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = Connection::open_with_flags(&path, flags).map_err(database)?;
        connection.pragma_update(None, "query_only", "ON").map_err(database)?;
        reading(connection, &self.folder)
    }
}

/// Runs a statement that changes rows. How many.
fn run(
    connection: &Connection,
    sql: &'static str,
    values: impl Params,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(database)?;
    let done = statement.execute(values).map_err(database);
    #[cfg(test)]
    plans::note(connection, sql, &statement);
    done
}

/// The database's failure in our words.
fn database(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ConstraintViolation) => StoreError::Taken("名称"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::InUse,
        _ => StoreError::Database(error.to_string()),
    }
}

/// Numbers as the database keeps them.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Bits of a decision's key that say which of its record's it is.
const ORDINAL_BITS: u32 = 24;
/// The highest ordinal: a deadline that two million members missed fits many times.
const ORDINAL_MAX: u32 = (1 << ORDINAL_BITS) - 1;

/// The key of a decision: its record and its ordinal.
fn place(record: u64, ordinal: u32) -> i64 {
    let first = signed(record).saturating_mul(1 << ORDINAL_BITS);
    first.saturating_add(i64::from(ordinal.min(ORDINAL_MAX)))
}

fn record_of(place: i64) -> (u64, u32) {
    let ordinal = u32::try_from(place & i64::from(ORDINAL_MAX)).unwrap_or(0);
    (unsigned(place >> ORDINAL_BITS), ordinal)
}
