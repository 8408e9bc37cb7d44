//! The server as its users meet it: over HTTP, on a real store.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that fails says where")]

mod attack;
mod rights;
mod taking;
