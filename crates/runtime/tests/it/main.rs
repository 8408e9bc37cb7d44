//! The engine at work on real databases in temporary folders.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests"
)]

mod common;
mod counting;
mod crash;
mod effects;
mod failing;
mod keeping;
mod knowledge;
mod retention;
mod simulation;
mod times;
