//! How people, times, cases and decisions are shown.

pub mod moment;
pub mod names;
pub mod verdict;
