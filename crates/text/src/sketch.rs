//! Texts that say nearly the same: a fingerprint of few numbers that is alike where texts are.
//!
//! A MinHash over pairs of characters of the skeleton: of each of [`LANES`] hashes the smallest
//! that any pair has. The share of lanes that agree is about the share of pairs that two texts
//! have in common. Made in one pass, without memory of its own.

use serde::{Deserialize, Serialize};

/// How many smallest hashes are kept.
pub const LANES: usize = 16;
/// So many of them must agree: about five of six pairs are the same.
const NEAR_LANES: usize = 13;
/// Shorter texts have too few pairs to be nearly the same.
const CHARS_MIN: usize = 10;
/// Letters and digits that stand together from this length on name somebody or some place: a
/// telephone number, a name on WeChat, a page. Shorter ones are prices, dates and counts.
const NAME_MIN: u32 = 5;

/// What a text is nearly like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    lanes: [u16; LANES],
    /// Of the telephone numbers, names and pages in it, in whatever order.
    names: u32,
}

impl Sketch {
    /// The sketch of a folded text ([`crate::Skeleton::text`]); none of one that is too short.
    #[must_use]
    pub fn of(words: &str) -> Option<Sketch> {
        let mut lanes = [u32::MAX; LANES];
        let (mut before, mut count) = ('\0', 0_usize);
        let mut names = Names::default();
        for c in words.chars() {
            names.push(c);
            count += 1;
            if count > 1 {
                let hash = mixed(u32::from(before).rotate_left(16) ^ u32::from(c));
                for (lane, (times, plus)) in lanes.iter_mut().zip(SPREAD) {
                    *lane = (*lane).min(hash.wrapping_mul(times).wrapping_add(plus));
                }
            }
            before = c;
        }
        names.end();
        // Of the smallest the lower half tells as much, and the upper one is nearly always 0.
        let low = |lane: u32| u16::try_from(mixed(lane) & u32::from(u16::MAX)).unwrap_or(0);
        (count >= CHARS_MIN).then(|| Sketch { lanes: lanes.map(low), names: names.all })
    }

    /// Whether two texts say nearly the same, and name the same numbers, accounts and pages.
    #[must_use]
    pub fn is_near(&self, other: &Sketch) -> bool {
        let same = self.lanes.iter().zip(other.lanes).filter(|(one, other)| *one == other).count();
        same >= NEAR_LANES && self.names == other.names
    }
}

/// Sums the hashes of what names somebody.
#[derive(Default)]
struct Names {
    run: u32,
    hash: u32,
    all: u32,
}

impl Names {
    fn push(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.run += 1;
            self.hash = mixed(self.hash ^ u32::from(c));
        } else if self.run > 0 {
            self.end();
        }
    }

    fn end(&mut self) {
        if self.run >= NAME_MIN {
            self.all = self.all.wrapping_add(mixed(self.hash));
        }
        (self.run, self.hash) = (0, 0);
    }
}

/// Spreads bits over the whole number.
const fn mixed(number: u32) -> u32 {
    let one = (number ^ (number >> 16)).wrapping_mul(0x7FEB_352D);
    let two = (one ^ (one >> 15)).wrapping_mul(0x846C_A68B);
    two ^ (two >> 16)
}

/// What each lane multiplies by (odd) and adds.
const SPREAD: [(u32, u32); LANES] = {
    let mut all = [(1, 0); LANES];
    let mut lane = 0;
    let mut number = 0x9E37_79B9_u32;
    while lane < LANES {
        number = mixed(number.wrapping_add(0x6D2B_79F5));
        let times = number | 1;
        number = mixed(number.wrapping_add(0x6D2B_79F5));
        // The bounds are the loop's own.
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        {
            all[lane] = (times, number);
        }
        lane += 1;
    }
    all
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sketch(text: &str) -> Sketch {
        Sketch::of(&crate::own_words(text)).unwrap()
    }

    #[test]
    fn what_is_nearly_the_same() {
        let one = "周末仓库盘点,需要两位同事帮忙搬货,管午饭,有空的跟我说一声";
        for (other, near) in [
            ("周末仓库盘点,需要三位同事帮忙搬货,管午饭,有空的跟我说一声!", true),
            ("周末仓库盘点 需要两位同事帮忙搬货 管午饭 有空的跟我说一声啊", true),
            ("下周一去总部培训,需要带身份证,八点在东门集合", false),
            ("周末仓库盘点,需要两位同事帮忙搬货,管午饭,有空加微信 abc12345", false),
        ] {
            assert_eq!(sketch(one).is_near(&sketch(other)), near, "{other}");
        }
    }

    #[test]
    fn another_number_or_page_is_another_text() {
        let of = |contact: &str| {
            sketch(&format!(
                "社区团购今天的橙子和苹果都到货了,请各位邻居晚上七点以前到东门自提,问价的请打 {contact}"
            ))
        };
        assert!(of("13800001111").is_near(&of("13800001111")));
        assert!(!of("13800001111").is_near(&of("13800002222")));
    }

    #[test]
    fn short_texts_have_none() {
        assert_eq!(Sketch::of("今天开会"), None);
        assert_eq!(Sketch::of(""), None);
    }

    proptest! {
        #[test]
        fn a_text_is_near_itself(text in "\\PC{0,80}|[a-z0-9天地人]{10,60}") {
            if let Some(sketch) = Sketch::of(&text) {
                prop_assert!(sketch.is_near(&sketch));
            }
        }
    }
}
