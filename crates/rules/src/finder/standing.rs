//! Breaches that come about merely because time passes.

use model::{Timestamp, Zone};

use super::Fact;

/// Whether a member's standing is in breach because time passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It never will be as things are.
    Never,
    /// It will be from that time on.
    From(Timestamp, Fact),
}

/// What a standing is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// When the group's history began; silence and absence count from there.
    pub began: Timestamp,
    /// When the member was last found in breach of the same rule: what came before is dealt
    /// with.
    pub again: Option<Timestamp>,
    /// The policy's time zone.
    pub zone: &'a Zone,
}
