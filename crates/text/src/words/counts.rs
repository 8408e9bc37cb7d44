//! Numbers with a measure word: `200字`, `两次`, `九张`.
use super::Found;
/// Every number with its measure word.
#[must_use]
pub fn counts(_text: &str) -> Vec<Found<(u32, String)>> {
    Vec::new()
}
