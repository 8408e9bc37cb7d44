//! The console as browsers meet it: over HTTP, on a real store.
#![expect(clippy::unwrap_used, reason = "tests")]

mod frame;
mod members;
mod office;
mod pages;
mod policies;
mod rights;
mod setup;
