//! How people, times, cases and decisions are shown.

pub mod article;
pub mod case;
pub mod chart;
pub mod given;
pub mod grid;
pub mod moment;
pub mod names;
pub mod past;
pub mod qr;
pub mod story;
pub mod veil;
pub mod verdict;
