//! Events in, decisions out. Pure: no clock, no I/O, no chance; the same policies and events
//! give the same bytes.
//!
//! Suggested reading order: `engine`, `program`, `group`, `step`, `judge`, `cases`.
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

pub mod engine;
pub mod program;

mod allowed;
mod appeals;
mod asking;
mod authors;
mod cases;
mod docket;
mod duties;
mod editions;
mod finding;
mod fines;
mod group;
mod hearing;
mod judge;
mod late;
mod members;
mod offices;
mod org;
mod outcomes;
mod owed;
mod periods;
mod points;
mod register;
mod removed;
mod say;
mod seen;
mod shared;
mod snapshot;
mod step;
mod strikes;
mod tasks;
mod timers;
mod waiting;
mod windows;
mod workflow;

pub use docket::{CaseAct, CaseRemark, CaseStanding, CaseState};
pub use engine::Engine;
pub use owed::{DutyEnd, DutyNews, EntryState, Owed};
pub use program::{Program, ProgramError};
pub use snapshot::RestoreError;
pub use waiting::Waiting;
