//! What members owe.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::scene::MemberIx;

/// Something that members owe from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDuty {
    /// Who owes it.
    pub who: Vec<MemberIx>,
    /// Whether one of them is enough for all.
    pub collective: bool,
    /// When it must be done at the latest; done at that very time is in time.
    pub due: Timestamp,
    /// The finding if it is not done.
    pub note: String,
}

/// A duty that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The event that set it.
    pub trigger: String,
    /// Who set it, where a member did.
    pub by: Option<MemberIx>,
    /// The finding if it is not done.
    pub note: String,
}
