//! QQ through OneBot v11: what groups say comes in as events, what was decided goes out.
//!
//! Suggested reading order: [`hear`] (from pushes to events), [`effect`] and [`call`] (from
//! decisions to actions), [`rights`] (what an account may do).
//! All of these are pure: values in, values out.

pub mod account;
pub mod call;
mod card;
mod content;
pub mod diagnostics;
pub mod effect;
mod face;
pub mod hear;
mod ids;
pub mod line;
pub mod pace;
pub mod rights;
pub mod roster;
pub mod segment;
