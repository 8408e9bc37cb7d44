//! Chance from a seed: SplitMix64, whose whole state is one number.

/// A sequence of numbers that its seed determines.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The sequence of a seed and a name: independent of those of other names.
    pub fn named(seed: u64, name: &str) -> Random {
        let mut random = Random(seed ^ hash(name.as_bytes()));
        random.bits();
        random
    }

    /// The next 64 bits (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 where the bound is 0. The bias is below 2⁻³² for the small
    /// bounds used here.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.bits()) * (bound as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(0);
        low.saturating_add(i64::try_from(self.below(width)).unwrap_or(0))
    }

    /// True `permille` times in a thousand.
    pub fn chance(&mut self, permille: usize) -> bool {
        self.below(1_000) < permille
    }

    /// One of the entries; none where there are none.
    pub fn pick<'a, T>(&mut self, entries: &'a [T]) -> Option<&'a T> {
        entries.get(self.below(entries.len()))
    }

    /// `count` different numbers below `bound`, in ascending order; all of them where `count`
    /// is larger.
    pub fn sample(&mut self, bound: usize, count: usize) -> Vec<usize> {
        let mut left = count.min(bound);
        let mut chosen = Vec::with_capacity(left);
        for index in 0..bound {
            if self.below(bound - index) < left {
                chosen.push(index);
                left -= 1;
            }
        }
        chosen
    }
}

/// FNV-1a: stable across machines and versions, which the standard hasher does not promise.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sequence_of_seed_1234567() {
        // The first values of the reference implementation for this seed.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_stay_in_their_bounds() {
        let mut random = Random::named(7, "bounds");
        for _ in 0..1_000 {
            assert!(random.below(3) < 3);
            assert!((5..=9).contains(&random.range(5, 9)));
            let sample = random.sample(10, 4);
            assert_eq!(sample.len(), 4);
            assert!(sample.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert_eq!(random.below(0), 0);
        assert_eq!(random.range(5, 1), 5);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.sample(2, 9), [0, 1]);
    }
}
