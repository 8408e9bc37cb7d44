//! Copies of a database, with what stands beside it in its folder and belongs to it. In a copy
//! those files are rows; in a folder they are files for their owner alone.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rusqlite::{Connection, params};

use super::database;
use crate::error::StoreError;

/// The file with which secrets of users are sealed, where the settings name no other key.
pub const KEY_FILE: &str = "sign-in.key";
/// The files that belong to a store.
const BESIDE: [&str; 1] = [KEY_FILE];
/// The longest of them, in bytes.
const BYTES_MAX: u64 = 4_096;

fn file_error(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::File { path: path.display().to_string(), why: error.to_string() }
}

/// How a copy calls the row of a file.
#[must_use]
pub fn row_of(file: &str) -> String {
    format!("beside {file}")
}

/// A new file that only its owner reads and writes.
pub fn for_owner_alone(path: &Path) -> Result<File, StoreError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists(path.display().to_string()),
        _ => file_error(path, &error),
    })
}

/// What stands in a folder beside its database.
pub fn beside(folder: &Path) -> Result<Vec<(&'static str, String)>, StoreError> {
    let mut found = Vec::new();
    for name in BESIDE {
        let path = folder.join(name);
        let mut text = String::new();
        match File::open(&path).and_then(|file| file.take(BYTES_MAX).read_to_string(&mut text)) {
            Ok(_) => found.push((name, text)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(file_error(&path, &error)),
        }
    }
    Ok(found)
}

/// Puts files into a copy.
pub fn put_in(copy: &Path, files: &[(&'static str, String)]) -> Result<(), StoreError> {
    let connection = Connection::open(copy).map_err(database)?;
    for (name, text) in files {
        let sql = "INSERT OR REPLACE INTO setting VALUES (?1, ?2)";
        connection.execute(sql, params![row_of(name), text]).map_err(database)?;
    }
    connection.close().map_err(|(_, error)| database(error))
}

/// Makes the rows of a copy files of its folder again; in the database nothing is left of them.
pub fn take_out(copy: &Path, folder: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(copy).map_err(database)?;
    connection.pragma_update(None, "secure_delete", "ON").map_err(database)?;
    for name in BESIDE {
        let row = row_of(name);
        let read = "SELECT value FROM setting WHERE key = ?1";
        let text = connection.query_row(read, params![row], |row| row.get::<_, String>(0));
        let text = match text {
            Ok(text) => text,
            Err(rusqlite::Error::QueryReturnedNoRows) => continue,
            Err(error) => return Err(database(error)),
        };
        let path = folder.join(name);
        let mut file = for_owner_alone(&path)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|error| file_error(&path, &error))?;
        let gone = "DELETE FROM setting WHERE key = ?1";
        connection.execute(gone, params![row]).map_err(database)?;
    }
    connection.close().map_err(|(_, error)| database(error))
}

/// Moves what was taken out of a copy to its place. A file that is there already is kept where
/// it says the same; nothing is put over another.
pub fn bring(made: &Path, folder: &Path) -> Result<(), StoreError> {
    let (there, brought) = (beside(folder)?, beside(made)?);
    for (name, text) in &brought {
        let other = there.iter().find(|(known, _)| known == name);
        if other.is_some_and(|(_, kept)| kept.trim() != text.trim()) {
            return Err(StoreError::Other(folder.join(name).display().to_string()));
        }
    }
    for (name, _) in brought {
        let moved = std::fs::rename(made.join(name), folder.join(name));
        moved.map_err(|error| file_error(&folder.join(name), &error))?;
    }
    Ok(())
}
