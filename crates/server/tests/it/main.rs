//! The server as its users meet it: over HTTP, on a real store.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod chat;
mod harness;
mod hooks;
mod rights;
mod taking;

#[path = "../../../onebot/tests/it/qq/mod.rs"]
#[expect(dead_code, reason = "the connector's own tests use the rest")]
mod qq;
