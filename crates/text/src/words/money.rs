//! Amounts of money: `5元`, `五十元`, `￥20`.
use super::Found;
use model::Money;
/// Every amount of money.
#[must_use]
pub fn money(_text: &str) -> Vec<Found<Money>> {
    Vec::new()
}
