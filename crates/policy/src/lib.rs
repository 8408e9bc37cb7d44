//! The policy file: a Markdown document whose clauses carry rules, read into a checked
//! [`Policy`], with every mistake reported at its place.
//!
//! Reading never fails: it returns a policy and its diagnostics. Rule kinds are handed in as
//! [`spec::KindSpec`]s, so that this crate knows none of them.
//!
//! Suggested reading order: [`spec`], [`param`].
#![deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]

pub mod param;
pub mod spec;

pub use toml;
