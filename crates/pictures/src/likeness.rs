//! What similar pictures have in common: whether it gets lighter or darker, from left to right
//! and from top to bottom, in eight by eight places (a difference hash). Size, format, quality
//! and brightness do not change it, a cut or a mirror does.

use std::fmt;

use image::{GrayImage, imageops};

/// Places along each side.
const SIDE: u32 = 8;
/// Pictures of which fewer places than this differ are alike, of 128.
const ALIKE_MAX: u32 = 10;
/// A picture in which fewer places than this get lighter or darker is empty: white pages are all
/// alike.
const SEEN_MIN: u32 = 20;
/// How much lighter or darker one place must be than the next to count, in shades of 256.
const STEP_MIN: i16 = 2;

/// What similar pictures have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness(u128);

impl Likeness {
    /// Of a picture; none where there is nothing to see in it.
    pub(crate) fn of(image: &GrayImage) -> Option<Likeness> {
        if image.width() == 0 || image.height() == 0 {
            return None;
        }
        let resize =
            |width, height| imageops::resize(image, width, height, imageops::FilterType::Triangle);
        let (wide, high) = (resize(SIDE + 1, SIDE), resize(SIDE, SIDE + 1));
        let mut bits = 0_u128;
        let mut seen = 0;
        for y in 0..SIDE {
            for x in 0..SIDE {
                let right = step(&wide, (x, y), (x + 1, y));
                let down = step(&high, (x, y), (x, y + 1));
                for step in [right, down] {
                    bits = bits << 1 | u128::from(step >= STEP_MIN);
                    seen += u32::from(step.abs() >= STEP_MIN);
                }
            }
        }
        (seen >= SEEN_MIN).then_some(Likeness(bits))
    }

    /// Whether two pictures are the same one, as people see it.
    #[must_use]
    pub fn is_near(self, other: Likeness) -> bool {
        (self.0 ^ other.0).count_ones() <= ALIKE_MAX
    }

    /// Reads what [`Likeness`] writes: 32 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Likeness> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = u128::from_str_radix(text, 16).ok().filter(|_| digits)?;
        Some(Likeness(bits))
    }
}

impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

fn step(image: &GrayImage, from: (u32, u32), to: (u32, u32)) -> i16 {
    let shade = |(x, y)| image.get_pixel_checked(x, y).map_or(0, |pixel| i16::from(pixel.0[0]));
    shade(to) - shade(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// Soft blots whose places follow from the seed.
    fn painted(seed: u32, width: u32, height: u32) -> GrayImage {
        GrayImage::from_fn(width, height, |x, y| {
            let (x, y) = (x * 100 / width, y * 100 / height);
            let blots = (1..7).map(|n| {
                let at = |salt: u32| (seed * n * 37 + salt * n * n * 11) % 100;
                let away = x.abs_diff(at(3)).pow(2) + y.abs_diff(at(5)).pow(2);
                220_u32.saturating_sub(away / 4)
            });
            Luma([u8::try_from(blots.max().unwrap_or(0)).unwrap()])
        })
    }

    #[test]
    fn the_same_picture_in_another_size_and_light_is_alike() {
        let picture = painted(7, 640, 480);
        let one = Likeness::of(&picture).unwrap();
        let small = imageops::resize(&picture, 300, 260, imageops::FilterType::Nearest);
        let dim = GrayImage::from_fn(640, 480, |x, y| Luma([picture.get_pixel(x, y)[0] / 2 + 40]));
        for other in [small, dim] {
            assert!(one.is_near(Likeness::of(&other).unwrap()));
        }
        for seed in [1, 2, 3, 11, 13] {
            assert!(!one.is_near(Likeness::of(&painted(seed, 640, 480)).unwrap()), "{seed}");
        }
        assert_eq!(Likeness::parse(&one.to_string()), Some(one));
        assert_eq!(Likeness::parse("12"), None);
        assert_eq!(Likeness::parse(&"+".repeat(32)), None);
    }

    #[test]
    fn an_empty_page_is_like_nothing() {
        assert_eq!(Likeness::of(&GrayImage::from_pixel(900, 900, Luma([255]))), None);
        assert_eq!(Likeness::of(&GrayImage::new(0, 0)), None);
    }
}
