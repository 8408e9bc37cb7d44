//! The server as its users meet it: over HTTP, on a real store.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod attacks;
mod harness;
mod managing;
mod offices;
mod rights;
mod signing;
mod taking;
