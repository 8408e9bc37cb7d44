//! What proves a content that the organisation brought in: its record in the journal has the
//! digest, which whoever reads the content compares.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::dialect::Reader;
use crate::error::StoreError;
use crate::record::hex;
use crate::rows::RecordNumber;

/// Something that the organisation knows of its own, as it came into use or went: a list of
/// words, a model, its texts, a year of its calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeRow {
    /// Its place in the order of use, from 0.
    pub place: u32,
    /// What it is, as whoever reads it calls it.
    pub about: String,
    /// Which of those; what comes later under the same name takes its place.
    pub name: String,
    /// What its content comes to by [`digest`]; none: it went.
    pub digest: Option<Vec<u8>>,
    /// Bytes of its content.
    pub size: u64,
    /// In words, for people.
    pub note: String,
    /// When it came into use.
    pub since: Timestamp,
    /// The record with which it did.
    pub record: RecordNumber,
    /// Who brought it in.
    pub by: String,
}

/// What a content comes to.
#[must_use]
pub fn digest(content: &[u8]) -> Vec<u8> {
    Sha256::digest(content).to_vec()
}

/// How the journal names what came into use or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its place in the order of changes.
    pub place: u32,
    /// What it is.
    pub about: String,
    /// Which of those.
    pub name: String,
    /// What its content comes to, in hexadecimal; none: it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// The content that a record of the journal names; none: it went, or what is kept is not what the
/// record says.
///
/// # Errors
/// The database can't be read.
pub fn content_of(reader: &mut dyn Reader, named: &Named) -> Result<Content, StoreError> {
    let Some(row) = reader.knowledge_at(named.place)? else { return Ok(Content::Wrong) };
    let same = row.about == named.about
        && row.name == named.name
        && row.digest.as_deref().map(hex) == named.digest;
    let Some(digest) = row.digest.filter(|_| same) else {
        return Ok(if same { Content::Gone } else { Content::Wrong });
    };
    content(reader, &digest)
}

/// A content by its digest, compared with it.
///
/// # Errors
/// The database can't be read.
pub fn content(reader: &mut dyn Reader, wanted: &[u8]) -> Result<Content, StoreError> {
    let found = reader.knowledge_content(wanted)?.filter(|bytes| digest(bytes) == wanted);
    Ok(found.map_or(Content::Wrong, Content::There))
}

/// What is kept of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// It is what was written.
    There(Vec<u8>),
    /// It went with that change.
    Gone,
    /// It is missing, or not what was written.
    Wrong,
}
