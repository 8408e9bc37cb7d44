//! Tests of the connector: translation by recorded pushes and effects, the transports against
//! a small QQ of our own, and that QQ and the connector against programs of others.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]
#![expect(clippy::panic, reason = "helpers of tests may fail the test")]

mod any_input;
mod attacks;
mod faults;
mod office;
mod peers;
mod qq;
mod recorded;
mod transports;
