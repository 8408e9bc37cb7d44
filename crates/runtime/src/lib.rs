//! The engine at work on a store: events come in, are decided, written and then answered;
//! deadlines run out by a clock that is given; after a crash everything goes on where it was.
//!
//! Apart from `store`, which knows no engine, so that either can be changed and tested alone.
//!
//! Suggested reading order: `core`, `service`, `recover`, `clock`.

pub mod clock;
pub mod core;
pub mod effects;
pub mod knowledge;
pub mod policies;
pub mod recover;
pub mod retention;
pub mod service;
pub mod tally;

mod figures;
mod lists;
mod outbox;
mod roster;
mod worker;

pub use clock::{Clock, MachineClock};
pub use knowledge::{About, Change, KnowledgeError, Known};
pub use policies::Settings;
pub use service::{Answer, LineAnswer, Options, Runtime, RuntimeError};
