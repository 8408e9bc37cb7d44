//! Who asks, and what they may do.

pub mod caller;
pub mod right;
pub mod secret;

pub use caller::{Access, Caller, Means};
pub use right::{Right, Rights};
