//! Times of day and stretches of the day: `晚上10点半`, `22:00至次日7:00`.
use super::Found;
use model::TimeOfDay;
/// Every time of day.
#[must_use]
pub fn times(_text: &str) -> Vec<Found<TimeOfDay>> {
    Vec::new()
}
/// Every stretch of the day.
#[must_use]
pub fn time_ranges(_text: &str) -> Vec<Found<(TimeOfDay, TimeOfDay)>> {
    Vec::new()
}
