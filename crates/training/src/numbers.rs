//! Numbers that are the same on every machine: a generator from a seed, and the logistic
//! function from operations that IEEE 754 rounds in one way (a system's `exp` need not be).

/// A generator of numbers (SplitMix64), all of which its seed decides.
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// A generator.
    #[must_use]
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed)
    }

    /// The next number.
    #[must_use]
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 where the bound is 0.
    #[must_use]
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.draw()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Whether something comes about that does so that many times in a hundred.
    #[must_use]
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; their default where there are none.
    #[must_use]
    pub fn pick<T: Copy + Default>(&mut self, of: &[T]) -> T {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// Puts things in another order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

/// A count as a float, at most a million.
pub(crate) fn small(count: u32) -> f32 {
    let count = count.min(1_000_000);
    f32::from(u16::try_from(count / 1_000).unwrap_or(0)) * 1_000.0
        + f32::from(u16::try_from(count % 1_000).unwrap_or(0))
}

/// How likely something of these log-odds is: 1 / (1 + e⁻ˣ).
pub(crate) fn odds(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// eˣ: a power of two times a short series.
pub(crate) fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    let x = x.clamp(-80.0, 80.0) * LOG2_E;
    let whole = x.round();
    let rest = (x - whole) * std::f32::consts::LN_2;
    let series = 1.0
        + rest
            * (1.0
                + rest
                    * (0.5
                        + rest
                            * (1.0 / 6.0
                                + rest * (1.0 / 24.0 + rest * (1.0 / 120.0 + rest / 720.0)))));
    let mut power = 1.0_f32;
    let factor = if whole < 0.0 { 0.5 } else { 2.0 };
    let mut left = whole.abs();
    while left >= 1.0 {
        power *= factor;
        left -= 1.0;
    }
    series * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_those_of_the_books() {
        for x in -60_i16..=60 {
            let x = f32::from(x) / 4.0;
            let exact = 1.0 / (1.0 + (-f64::from(x)).exp());
            assert!((f64::from(odds(x)) - exact).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn numbers_are_below_their_bound_and_reach_everything() {
        let mut numbers = Numbers::new(1);
        let mut seen = [false; 7];
        for _ in 0..200 {
            seen[numbers.below(7)] = true;
        }
        assert_eq!(seen, [true; 7]);
        assert_eq!(numbers.below(0), 0);
    }
}
