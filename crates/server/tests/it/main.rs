//! The server as its users meet it: over HTTP, on a real store.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that fails says where"
)]

mod attacks;
mod chat;
mod groups;
mod hooks;
mod managing;
mod offices;
mod outside;
mod own;
mod rights;
mod signing;
mod taking;
mod wire;

#[path = "../../../onebot/tests/it/qq/mod.rs"]
#[expect(dead_code, reason = "the connector's own tests use the rest")]
mod qq;
