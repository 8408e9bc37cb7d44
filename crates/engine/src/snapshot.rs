//! The engine's state as bytes, and back: restoring and going on equals never having stopped.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::engine::Engine;
use crate::group::Group;
use crate::org::Org;
use crate::program::{Footing, Program};

/// The form of snapshots; a change that older ones can't be read in raises it.
const FORM: u32 = 7;

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

/// What stands before the groups.
#[derive(Serialize)]
struct Head<'a> {
    footing: Footing,
    org: &'a Org,
    groups: u32,
}

#[derive(Deserialize)]
struct ReadHead {
    footing: Footing,
    org: Org,
    groups: u32,
}

/// A snapshot that is being taken while the engine goes on: a group is written before it first
/// changes, so that what is written is the state of one moment.
#[derive(Debug)]
pub(crate) struct Saving {
    /// Which groups are written, by position; groups that came later are none of them.
    written: Vec<bool>,
    next: usize,
    bytes: Vec<u8>,
}

impl Saving {
    fn begin(footing: Footing, org: &Org, groups: usize) -> Saving {
        let count = u32::try_from(groups).unwrap_or(u32::MAX);
        let mut bytes = FORM.to_le_bytes().to_vec();
        append(&mut bytes, &Head { footing, org, groups: count });
        Saving { written: vec![false; groups], next: 0, bytes }
    }

    /// Writes a group unless it is written or was not there yet.
    pub(crate) fn keep(&mut self, at: usize, group: &Group) {
        if let Some(written) = self.written.get_mut(at).filter(|written| !**written) {
            *written = true;
            append(&mut self.bytes, &(u32::try_from(at).unwrap_or(u32::MAX), group));
        }
    }

    fn keep_more(&mut self, groups: &[Group], bytes_max: usize) {
        while self.bytes.len() < bytes_max
            && let Some(group) = groups.get(self.next).filter(|_| self.next < self.written.len())
        {
            self.keep(self.next, group);
            self.next += 1;
        }
    }
}

fn append(bytes: &mut Vec<u8>, value: &impl Serialize) {
    // Writing into memory cannot fail: every part has a fixed form.
    bytes.extend(postcard::to_allocvec(value).unwrap_or_default());
}

impl Engine {
    /// The whole state as bytes, with the form's number in front.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut saving = Saving::begin(self.program().footing(), &self.org, self.groups.len());
        saving.keep_more(&self.groups, usize::MAX);
        saving.bytes
    }

    /// Begins a snapshot of the state as it is now, to be taken in parts while the engine goes
    /// on; one that was under way is given up.
    pub fn begin_snapshot(&mut self) {
        let saving = Saving::begin(self.program().footing(), &self.org, self.groups.len());
        self.saving = Some(Box::new(saving));
    }

    /// The next part of the snapshot that was begun, of about so many bytes; none: it is
    /// complete, or none was begun. All parts in order are what [`Engine::restore_parts`] takes.
    pub fn continue_snapshot(&mut self, bytes_about: usize) -> Option<Vec<u8>> {
        let saving = self.saving.as_deref_mut()?;
        saving.keep_more(&self.groups, bytes_about);
        if saving.bytes.is_empty() {
            self.saving = None;
            return None;
        }
        Some(std::mem::take(&mut saving.bytes))
    }

    /// The engine that a snapshot was taken of, under the same policies, or under the same with
    /// newer ones behind them.
    ///
    /// # Errors
    /// The bytes are damaged, of another form, or of other policies.
    pub fn restore(program: Arc<Program>, bytes: &[u8]) -> Result<Engine, RestoreError> {
        Engine::restore_parts(program, [bytes])
    }

    /// The same from the parts in which a snapshot was taken.
    ///
    /// # Errors
    /// As [`Engine::restore`].
    pub fn restore_parts<B: AsRef<[u8]>>(
        program: Arc<Program>,
        parts: impl IntoIterator<Item = B>,
    ) -> Result<Engine, RestoreError> {
        let damaged = || RestoreError::Damaged;
        let mut parts = parts.into_iter();
        let first = parts.next().ok_or_else(damaged)?;
        let (form, rest) = first.as_ref().split_first_chunk::<4>().ok_or_else(damaged)?;
        let found = u32::from_le_bytes(*form);
        if found != FORM {
            return Err(RestoreError::Form { found });
        }
        let (head, rest): (ReadHead, &[u8]) =
            postcard::take_from_bytes(rest).map_err(|_| damaged())?;
        if !program.stands_on(head.footing) {
            return Err(RestoreError::Policy);
        }
        // Room comes as groups do: a damaged count must not ask for the whole memory.
        let mut groups: Vec<Option<Group>> = Vec::new();
        read_groups(rest, head.groups, &mut groups)?;
        for part in parts {
            read_groups(part.as_ref(), head.groups, &mut groups)?;
        }
        let mut groups: Vec<Group> =
            groups.into_iter().collect::<Option<_>>().ok_or_else(damaged)?;
        if groups.len() != head.groups as usize {
            return Err(RestoreError::Damaged);
        }
        // Rules that were added have yet to begin.
        let more = program.footing() != head.footing;
        groups.iter_mut().for_each(|group| group.unbegun |= more);
        Ok(Engine::with_groups(program, groups, head.org))
    }
}

/// Reads the groups of one part, each to its position.
fn read_groups(
    mut bytes: &[u8],
    count: u32,
    groups: &mut Vec<Option<Group>>,
) -> Result<(), RestoreError> {
    while !bytes.is_empty() {
        let ((at, group), rest): ((u32, Group), &[u8]) =
            postcard::take_from_bytes(bytes).map_err(|_| RestoreError::Damaged)?;
        bytes = rest;
        if at >= count {
            return Err(RestoreError::Damaged);
        }
        let at = at as usize;
        if at >= groups.len() {
            groups.resize_with(at + 1, || None);
        }
        if let Some(place) = groups.get_mut(at) {
            *place = Some(group);
        }
    }
    Ok(())
}
