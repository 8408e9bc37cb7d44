//! Tests of the connector: translation by recorded pushes and effects, the transports against
//! a small QQ of our own, and that QQ and the connector against programs of others.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod any_input;
mod recorded;
