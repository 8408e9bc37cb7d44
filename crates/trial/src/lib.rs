//! A policy before it is used: what its clauses do and leave open, changing one rule of it, what
//! it would decide about a message, whom a change concerns, and what differs between versions.
//!
//! Pure: text and events in, what people read about them out. The command line and the console
//! both stand on it.
//!
//! Suggested reading order: [`reading`] (a policy file clause by clause), [`held`] and [`edit`]
//! (changing it), [`dry`] (one message), [`both`] and [`difference`] (two policies), [`versions`].
#![deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]

pub mod both;
pub mod difference;
pub mod dry;
pub mod edit;
pub mod held;
pub mod reading;
pub mod versions;

pub use both::Both;
pub use reading::Reading;
