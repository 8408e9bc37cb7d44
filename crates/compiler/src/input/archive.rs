//! The archives that Office documents are: their parts as text, however much they unpack to.

use std::io::{Cursor, Read as _};

use encoding_rs::Encoding;
use zip::ZipArchive;
use zip::result::ZipError;

use super::UNPACK;
use crate::decode::DecodeError;

/// Largest part of a document that is unpacked, in bytes. A page of text is about 30 KB of XML.
const PART_BYTES_MAX: u64 = 64 << 20;
/// Most files in the archive.
const FILES_MAX: usize = 10_000;

/// An archive, and what it should be.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    what: &'static str,
}

impl<'a> Archive<'a> {
    /// Opens one.
    pub fn open(bytes: &'a [u8], what: &'static str) -> Result<Archive<'a>, DecodeError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DecodeError::Broken { what })?;
        if zip.len() > FILES_MAX {
            return Err(DecodeError::Bomb);
        }
        Ok(Archive { zip, what })
    }

    /// Whether a part's path begins so.
    pub fn has(&self, start: &str) -> bool {
        self.zip.file_names().flatten().any(|name| name.starts_with(start))
    }

    /// The text of a part, where there is one.
    pub fn part(&mut self, path: &str) -> Result<Option<String>, DecodeError> {
        let broken = DecodeError::Broken { what: self.what };
        let file = match self.zip.by_name(path) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                return Err(DecodeError::Locked { what: "压缩包", advice: UNPACK });
            }
            Err(_) => return Err(broken),
        };
        let mut bytes = Vec::new();
        // The size that the archive states may be wrong: what counts is what comes out.
        let read = file.take(PART_BYTES_MAX + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > PART_BYTES_MAX {
            return Err(DecodeError::Bomb);
        }
        if read.is_err() {
            return Err(broken);
        }
        Ok(Some(match Encoding::for_bom(&bytes) {
            Some((encoding, _)) => encoding.decode(&bytes).0.into_owned(),
            None => String::from_utf8(bytes).map_err(|_| broken)?,
        }))
    }
}
