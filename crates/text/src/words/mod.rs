//! Numbers, times, spans, money and counts as Chinese texts write them.
//!
//! Every finder reads a whole text and gives what it found from left to right, none
//! overlapping another. It never fails: what cannot be read is not found.

mod counts;
mod money;
mod numbers;
mod spans;
mod times;

pub use counts::counts;
pub use money::money;
pub use numbers::{numbers, parse_number};
pub use spans::spans;
pub use times::{time_ranges, times};

/// Something found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// What it says.
    pub value: T,
    /// Its first byte, on a character's boundary.
    pub start: usize,
    /// The byte after it, on a character's boundary.
    pub end: usize,
}
