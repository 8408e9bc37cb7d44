//! Numbers: `三十`, `两`, `10`, `１０`, `壹佰`.
use super::Found;
/// Every number.
#[must_use]
pub fn numbers(_text: &str) -> Vec<Found<u32>> {
    Vec::new()
}
/// The number that the whole text is.
#[must_use]
pub fn parse_number(_text: &str) -> Option<u32> {
    None
}
