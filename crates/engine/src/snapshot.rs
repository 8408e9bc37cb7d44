//! The engine's state as bytes, and back: restoring and going on equals never having stopped.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::engine::Engine;
use crate::group::Group;
use crate::org::Org;
use crate::program::{Footing, Program};

/// The form of snapshots; a change that older ones can't be read in raises it.
const FORM: u32 = 4;

/// Why a snapshot can't be restored.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RestoreError {
    /// The bytes are no snapshot, or are damaged.
    #[error("快照已损坏,无法读取")]
    Damaged,
    /// The snapshot is of another form.
    #[error("快照的格式是第 {found} 版,本程序只能读第 {FORM} 版")]
    Form {
        /// Its form.
        found: u32,
    },
    /// The snapshot was taken under other policies.
    #[error("快照是在另一份制度下留下的,请用当时的制度文件恢复")]
    Policy,
}

#[derive(Serialize)]
struct Written<'a> {
    footing: Footing,
    org: &'a Org,
    groups: &'a [Group],
}

#[derive(Deserialize)]
struct Read {
    footing: Footing,
    org: Org,
    groups: Vec<Group>,
}

impl Engine {
    /// The whole state as bytes, with the form's number in front.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let written =
            Written { footing: self.program().footing(), org: &self.org, groups: &self.groups };
        let mut bytes = FORM.to_le_bytes().to_vec();
        // Writing into memory cannot fail: every part has a fixed form.
        bytes.extend(postcard::to_allocvec(&written).unwrap_or_default());
        bytes
    }

    /// The engine that a snapshot was taken of, under the same policies, or under the same with
    /// newer ones behind them.
    ///
    /// # Errors
    /// The bytes are damaged, of another form, or of other policies.
    pub fn restore(program: Arc<Program>, bytes: &[u8]) -> Result<Engine, RestoreError> {
        let (form, rest) = bytes.split_first_chunk::<4>().ok_or(RestoreError::Damaged)?;
        let found = u32::from_le_bytes(*form);
        if found != FORM {
            return Err(RestoreError::Form { found });
        }
        let read: Read = postcard::from_bytes(rest).map_err(|_| RestoreError::Damaged)?;
        if !program.stands_on(read.footing) {
            return Err(RestoreError::Policy);
        }
        let mut groups = read.groups;
        // Rules that were added have yet to begin.
        let more = program.footing() != read.footing;
        groups.iter_mut().for_each(|group| group.unbegun |= more);
        Ok(Engine::with_groups(program, groups, read.org))
    }
}
