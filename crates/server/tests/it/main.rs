//! The server as its users meet it: over HTTP, on a real store.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::string_slice, reason = "tests")]

mod attacks;
mod harness;
mod managing;
mod offices;
mod rights;
mod signing;
mod taking;
