//! The nouns that every crate shares: events, members, actions, decisions, time, money.
//!
//! Values only. Nothing here reads a clock, does I/O or knows a platform.
//! Suggested reading order: [`event`], [`decision`], [`action`], [`role`], [`time`], [`calendar`].
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

pub mod action;
pub mod calendar;
pub mod category;
pub mod decision;
pub mod event;
pub mod money;
pub mod nearest;
pub mod platform;
pub mod role;
pub mod strictness;
pub mod time;
pub mod zone;

pub use action::{Action, Step};
pub use calendar::{Calendar, CalendarError, Days, Hours};
pub use category::Category;
pub use decision::{Asked, Decision, Needs, Status};
pub use event::{Event, EventBody, EventKind};
pub use money::Money;
pub use platform::Platform;
pub use role::{Role, Roles};
pub use strictness::Strictness;
pub use time::{Span, TimeOfDay, Timestamp};
pub use zone::{Local, Zone};
