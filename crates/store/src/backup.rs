//! Copies of a whole store, and bringing one back.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use model::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::dialect::{Dialect, Reader};
use crate::error::StoreError;
use crate::ledger::Desk;
use crate::record::{Link, hex};
use crate::sqlite::{FILE, Sqlite, copies};
use crate::verify::{Anchor, Proof, verify};

/// The file of a folder that tells of the last backup.
const NOTED: &str = "last-backup.json";

/// What stands beside a backup: what it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The manifest's own form.
    pub form: u32,
    /// When the backup was made, in milliseconds since 1970.
    pub made: i64,
    /// Bytes of the backup.
    pub bytes: u64,
    /// SHA-256 of the backup.
    pub sha256: String,
    /// The installation.
    pub installation: String,
    /// How many records the journal had.
    pub records: u64,
    /// The chain's link after the last of them.
    pub link: String,
}

impl Manifest {
    /// Where a backup's manifest is.
    #[must_use]
    pub fn path_of(backup: &Path) -> PathBuf {
        let mut name = backup.as_os_str().to_owned();
        name.push(".json");
        PathBuf::from(name)
    }

    /// Reads the manifest in a file.
    ///
    /// # Errors
    /// The file can't be read, or is no manifest.
    pub fn read(path: &Path) -> Result<Manifest, StoreError> {
        let text = fs::read_to_string(path).map_err(|error| file_error(path, &error))?;
        serde_json::from_str(&text).map_err(|_| StoreError::Value("备份说明"))
    }

    /// Notes in the folder of the store that this backup was made, for whoever asks how old the
    /// last one is.
    ///
    /// # Errors
    /// The folder can't be written to.
    pub fn note_in(&self, folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(NOTED);
        let text = serde_json::to_string(self).map_err(|_| StoreError::Value("备份说明"))?;
        fs::write(&path, text).map_err(|error| file_error(&path, &error))
    }

    /// The last backup that was noted in the folder of a store.
    #[must_use]
    pub fn noted_in(folder: &Path) -> Option<Manifest> {
        Manifest::read(&folder.join(NOTED)).ok()
    }

    /// The place of the journal that it notes.
    #[must_use]
    pub fn anchor(&self) -> Option<Anchor> {
        let link = parse_link(&self.link)?;
        (self.records > 0).then_some(Anchor { record: self.records, link })
    }
}

/// Reads a link as it is printed.
#[must_use]
pub fn parse_link(text: &str) -> Option<Link> {
    let mut link = Link::default();
    if text.len() != 2 * link.len() || !text.is_ascii() {
        return None;
    }
    for (at, place) in link.iter_mut().enumerate() {
        *place = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(link)
}

/// Why a backup is not brought back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreRefused {
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is not the one that the manifest describes.
    #[error("备份文件和它的说明不符(大小或校验值不同),可能已损坏或被换过")]
    OtherFile,
    /// The database is damaged.
    #[error("备份里的数据库已损坏:{0}")]
    Damaged(String),
    /// Records were touched.
    #[error("备份里的记录第 {0} 条起有 {1} 处与校验链不符,没有恢复")]
    Touched(u64, u64),
}

fn file_error(path: &Path, error: &io::Error) -> StoreError {
    StoreError::File { path: path.display().to_string(), why: error.to_string() }
}

fn hash_file(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer)?;
        let Some(part) = buffer.get(..count).filter(|part| !part.is_empty()) else { break };
        hash.update(part);
        bytes += count as u64;
    }
    Ok((bytes, hex(&hash.finalize())))
}

/// Makes a backup while the store may go on, with the files that belong to it, proves it, and
/// writes its manifest beside it.
///
/// # Errors
/// The file exists already, can't be written, or what was copied can't be proved.
pub fn back_up(
    dialect: &dyn Dialect,
    to: &Path,
    now: Timestamp,
) -> Result<(Manifest, Proof), RestoreRefused> {
    // What it has is as secret as the store is.
    drop(copies::for_owner_alone(to)?);
    let copied = dialect.reader().and_then(|mut reader| reader.copy_to(to));
    let copied = copied.and_then(|()| copies::put_in(to, &dialect.beside()?));
    if let Err(error) = copied {
        let _ = fs::remove_file(to);
        return Err(error.into());
    }
    let synced = File::open(to).and_then(|file| file.sync_all());
    synced.map_err(|error| file_error(to, &error))?;
    let mut copy = Sqlite::read_file(to)?;
    let proof = prove(copy.as_mut(), None)?;
    let head = copy.head()?;
    drop(copy);
    let (bytes, sha256) = hash_file(to).map_err(|error| file_error(to, &error))?;
    let manifest = Manifest {
        form: 1,
        made: now.0,
        bytes,
        sha256,
        installation: head.installation,
        records: head.last,
        link: hex(&head.link),
    };
    let path = Manifest::path_of(to);
    let text =
        serde_json::to_string_pretty(&manifest).map_err(|_| StoreError::Value("备份说明"))?;
    fs::write(&path, text + "\n").map_err(|error| file_error(&path, &error))?;
    Ok((manifest, proof))
}

fn prove(reader: &mut dyn Reader, anchor: Option<Anchor>) -> Result<Proof, RestoreRefused> {
    if let Some(why) = reader.sound()? {
        return Err(RestoreRefused::Damaged(why));
    }
    let anchors: Vec<Anchor> = anchor.into_iter().collect();
    let proof = verify(reader, &anchors)?;
    match proof.faults.first() {
        Some(fault) => Err(RestoreRefused::Touched(fault.first, proof.fault_count)),
        None => Ok(proof),
    }
}

/// Brings a backup back into an empty folder, as a new installation: what was unfinished, and
/// what is decided for the time up to now, is held until a person releases it.
///
/// # Errors
/// The folder has a store, or the backup is not what it should be; the folder then stays empty.
pub fn restore(from: &Path, folder: &Path, now: Timestamp) -> Result<Proof, RestoreRefused> {
    if folder.join(FILE).exists() {
        return Err(StoreError::Exists(folder.display().to_string()).into());
    }
    let manifest = Manifest::path_of(from);
    let manifest = manifest.is_file().then(|| Manifest::read(&manifest)).transpose()?;
    let (bytes, sha256) = hash_file(from).map_err(|error| file_error(from, &error))?;
    if manifest.as_ref().is_some_and(|known| known.bytes != bytes || known.sha256 != sha256) {
        return Err(RestoreRefused::OtherFile);
    }
    let mut copy = Sqlite::read_file(from)?;
    let proof = prove(copy.as_mut(), manifest.as_ref().and_then(Manifest::anchor))?;
    drop(copy);
    // Made whole beside its place, then moved there: never half a store.
    let made = folder.join("restoring");
    let failed = |error: io::Error| file_error(&made, &error);
    if made.exists() {
        fs::remove_dir_all(&made).map_err(failed)?;
    }
    fs::create_dir_all(&made).map_err(failed)?;
    fs::copy(from, made.join(FILE)).map_err(failed)?;
    copies::take_out(&made.join(FILE), &made)?;
    let mut name = [0; 16];
    getrandom::fill(&mut name).map_err(|_| StoreError::Random)?;
    let mut desk = Desk::open(&Sqlite::in_folder(&made))?;
    desk.act(|session| session.writer.begin_epoch(&hex(&name), now))?;
    desk.alone(|writer| writer.wipe_log())?;
    drop(desk);
    copies::bring(&made, folder)?;
    fs::rename(made.join(FILE), folder.join(FILE)).map_err(failed)?;
    fs::remove_dir_all(&made).map_err(failed)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(proof)
}
