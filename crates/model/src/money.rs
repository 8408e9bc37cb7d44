//! Amounts of money, in fen, so that no decision rests on a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount of CNY, in fen (1/100 yuan).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Money(pub i64);

impl Money {
    /// The largest amount that a policy or event may name: ten million yuan.
    pub const MAX: Money = Money(1_000_000_000);

    /// Reads yuan with at most two decimals, such as `5`, `0.5`, `88.88`.
    ///
    /// # Errors
    /// None where the text is no such number, is negative, or is over [`Money::MAX`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Money> {
        let (yuan, fen) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if yuan.is_empty() || !digits(yuan) || !digits(fen) {
            return None;
        }
        let fen: i64 = match fen.trim_end_matches('0').len() {
            0 => 0,
            1 => fen.get(..1)?.parse::<i64>().ok()? * 10,
            2 => fen.get(..2)?.parse().ok()?,
            _ => return None,
        };
        let money = Money(yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fen)?);
        (money <= Money::MAX).then_some(money)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (yuan, fen) = (self.0 / 100, self.0 % 100);
        match fen {
            0 => write!(f, "{yuan}"),
            fen if fen % 10 == 0 => write!(f, "{yuan}.{}", fen / 10),
            fen => write!(f, "{yuan}.{fen:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_read_and_print_the_same() {
        for text in ["5", "0.5", "88.88", "0.05", "10000000"] {
            assert_eq!(Money::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "-5", "1.234", "1e3", "10000001", "五", ".5"] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
    }
}
