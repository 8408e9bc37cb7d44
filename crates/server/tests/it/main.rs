//! The server as its users meet it: over HTTP, on a real store.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod harness;
mod rights;
mod taking;
