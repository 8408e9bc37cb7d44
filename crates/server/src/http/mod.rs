//! Between a connection and a handler: limits, who asks, what they may, figures, headers.

pub mod address;
pub mod given;
pub mod guard;
pub mod headers;
pub mod pace;
pub mod router;

pub use given::{Asked, Given};
