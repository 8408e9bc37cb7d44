//! Tests of the engine from outside, in one binary.

mod examples;
mod properties;
mod scenario;
