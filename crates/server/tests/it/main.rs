//! The server as its users meet it: over HTTP, on a real store.

mod rights;
mod taking;

use ::harness;
