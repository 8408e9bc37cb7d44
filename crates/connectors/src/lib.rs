//! What comes in from outside: chat-history files, turned into events.
//!
//! Bytes in, lines out: no I/O, no clock, the same bytes give the same lines everywhere.
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

pub mod exports;
