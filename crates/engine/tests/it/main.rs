//! Tests of the engine from outside, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot start fails"
)]
#![expect(clippy::string_slice, reason = "a missing part fails the test")]

mod bounds;
mod every_path;
mod examples;
mod in_force;
mod invariants;
mod properties;
mod scenario;
mod simulation;
mod versions;
