//! What happens in groups: one event each, as connectors and exports hand them over.
//!
//! An [`Event`] borrows from the line that it was read from, so that reading allocates only
//! where a string has escapes.

mod body;
mod fields;
mod read;

pub use body::{EventBody, EventKind, Listed, Media, MediaKind, NoticeTo, StaffStatus};
pub use read::{EventError, LINE_BYTES_MAX};

use std::borrow::Cow;

use crate::Timestamp;

/// The group of what concerns the whole organisation and no single group.
pub const ORG: &str = "@org";

/// Who notes on a case what a language model thinks of it. It is nobody: it decides nothing.
pub const ADVISER: &str = "@second";

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'a> {
    /// When it happened.
    pub at: Timestamp,
    /// Where: a group's id, or [`ORG`].
    pub group: Cow<'a, str>,
    /// Unique where given; the same id again is the same event.
    pub id: Option<Cow<'a, str>>,
    /// Who did it.
    pub member: Option<Cow<'a, str>>,
    /// When it reached us, where that is told: what comes long after it happened is a backlog.
    pub received: Option<Timestamp>,
    /// What happened.
    pub body: EventBody<'a>,
}

impl Event<'_> {
    /// The kind of what happened.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        self.body.kind()
    }
}
