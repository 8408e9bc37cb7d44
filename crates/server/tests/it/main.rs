//! The server as its users meet it: over HTTP, on a real store.
#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that fails says where"
)]

mod attacks;
mod managing;
mod offices;
mod rights;
mod signing;
mod taking;
mod wire;
