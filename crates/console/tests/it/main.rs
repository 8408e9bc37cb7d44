//! The console as browsers meet it: over HTTP, on a real store.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod frame;
mod hostile;
mod members;
mod office;
mod pages;
mod policies;
mod queue;
mod rights;
mod setup;
