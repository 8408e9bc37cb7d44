//! The policy file: a Markdown document whose clauses carry rules, read into a checked
//! [`Policy`], with every mistake reported at its place.
//!
//! Reading never fails: it returns a policy and its diagnostics. Rule kinds are handed in as
//! [`spec::KindSpec`]s, so that this crate knows none of them.
//!
//! Suggested reading order: [`spec`], [`param`], [`document`], [`numbering`], [`mod@parse`],
//! [`diagnostic`], [`sanctions`], [`checks`].
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

pub mod checks;
pub mod diagnostic;
pub mod document;
pub mod glob;
pub mod numbering;
pub mod param;
pub mod parse;
pub mod periods;
pub mod sanctions;
pub mod schema;
mod source;
pub mod spec;
pub mod texts;

pub use diagnostic::{Diagnostic, Severity};
pub use document::{Block, KindRef, Mode, Place, Policy, RuleDecl};
pub use parse::{Parsed, parse, parse_bytes};

pub use toml;
