//! The console as browsers meet it: over HTTP, on a real store.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that fails says where"
)]

mod figures;
mod frame;
mod hostile;
mod members;
mod office;
mod outside;
mod pages;
mod peers;
mod people;
mod policies;
mod queue;
mod rights;
mod roster;
mod settings;
mod setup;
mod wrong;
