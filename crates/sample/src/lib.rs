//! Invented groups: a company whose month the demo runs, and a crowd that loads the engine.
//!
//! Everything is a function of a seed: the same seed gives the same bytes on any machine.
//! Names, firms and texts are made up. Suggested reading order: [`company`], [`crowd`].
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

pub mod company;
pub mod crowd;
mod line;
pub mod random;
mod template;
