//! What a model sees of a message: its features.
//!
//! Up to two characters of the skeleton that stand together, up to three syllables of how it
//! sounds (three characters say nothing more, and they crowd the buckets), and what writing
//! without words shows: signs, their share, how long it is. Digits are all the same: which
//! number it is says nothing about what a message is.

use crate::linear::{Grams, Linear, Totals, beside};
use crate::skeleton::Skeleton;
use crate::sound::{Sound, each_sound};

/// The ways in which symbols are seen.
const CHARACTERS: u32 = 0;
const SOUNDS: u32 = 1;
const SIGNS: u32 = 2;
const SHAPE: u32 = 3;
/// What stands before the first symbol.
const BEGIN: u32 = 1;
/// What every digit is seen as.
const DIGIT: u32 = b'0' as u32;
/// How many features each symbol has, by how it is written and how it sounds.
const EACH: usize = 5;
/// What a weight counts for a character that has it alone; two and three share it evenly.
const WHOLE: i32 = 96;
/// The most signs that are told apart in a message.
const SIGNS_MAX: usize = 64;

/// How many symbols of a message are digits, and Latin letters or syllables.
#[derive(Clone, Copy, Default)]
struct Written {
    digits: usize,
    latin: usize,
}

/// The features of one message. Reuse one for many: it keeps its memory.
#[derive(Clone, Debug, Default)]
pub struct View {
    symbols: Vec<u32>,
    sounds: Vec<Sound>,
    /// For each symbol and sound, the first character of the skeleton that it comes from.
    places: Vec<u32>,
    shares: Vec<i32>,
    /// The features.
    pub hashes: Vec<u32>,
}

impl View {
    /// An empty view.
    #[must_use]
    pub fn new() -> View {
        View::default()
    }

    /// Looks at a skeleton.
    pub fn see(&mut self, skeleton: &Skeleton) {
        let written = self.see_words(skeleton);
        self.hashes.clear();
        self.hashes.resize(self.symbols.len() * EACH, 0);
        let (characters, sounds) = self.hashes.split_at_mut(self.symbols.len() * 2);
        let mut grams = Grams::new(CHARACTERS, BEGIN);
        for (slots, &symbol) in characters.chunks_exact_mut(2).zip(&self.symbols) {
            let [one, two, _] = grams.next(symbol);
            slots.copy_from_slice(&[one, two]);
        }
        let mut grams = Grams::new(SOUNDS, BEGIN);
        for (slots, &sound) in sounds.chunks_exact_mut(3).zip(&self.sounds) {
            slots.copy_from_slice(&grams.next(sound));
        }
        self.see_shape(skeleton, written);
    }

    /// Looks at a skeleton and adds its features up as a model weighs them; gives how many of
    /// them count for the length.
    pub fn total<'m>(&mut self, skeleton: &Skeleton, model: &'m Linear) -> (Totals<'m>, u64) {
        self.see(skeleton);
        let mut totals = model.totals();
        totals.add(&self.hashes);
        (totals, u64::try_from(self.symbols.len() * EACH).unwrap_or(u64::MAX))
    }

    fn see_words(&mut self, skeleton: &Skeleton) -> Written {
        let View { symbols, sounds, places, .. } = self;
        symbols.clear();
        sounds.clear();
        places.clear();
        let mut written = Written::default();
        each_sound(&skeleton.text, |sound, character, place| {
            // A syllable that is spelt is one symbol, not as many as it has letters.
            let (symbol, sound) = if !character.is_ascii() {
                (character.into(), sound)
            } else if character.is_ascii_digit() {
                written.digits += 1;
                (DIGIT, DIGIT)
            } else {
                written.latin += 1;
                (sound, sound)
            };
            symbols.push(symbol);
            sounds.push(sound);
            places.push(place);
        });
        written
    }

    fn see_shape(&mut self, skeleton: &Skeleton, written: Written) {
        let words = self.symbols.len();
        let signs = skeleton.signs.len();
        for (which, amount) in [
            (0, size(words)),
            (1, share(written.digits, words)),
            (2, share(written.latin, words)),
            (3, share(signs, words + signs)),
        ] {
            self.hashes.push(beside(SHAPE, [which, amount, 0]));
        }
        let from = self.hashes.len();
        for &(before, sign) in &skeleton.signs {
            for [one, other] in [['\0', sign], [before, sign]] {
                let hash = beside(SIGNS, [one.into(), other.into(), 0]);
                let seen = self.hashes.get(from..).unwrap_or_default();
                if seen.len() < SIGNS_MAX && !seen.contains(&hash) {
                    self.hashes.push(hash);
                }
            }
        }
    }

    /// How much each character of the skeleton that was looked at last adds to what a label gets,
    /// by the weight that every feature has: a feature's weight is shared among its characters.
    pub fn shares(&mut self, skeleton: &Skeleton, weight: impl Fn(u32) -> i32) -> &[i32] {
        let View { places, hashes, shares, .. } = self;
        // At each character, by how much its share differs from the one before.
        shares.clear();
        shares.resize(skeleton.positions.len() + 1, 0);
        let (characters, sounds) = hashes.split_at(hashes.len().min(places.len() * 2));
        for (grams, most) in [(characters, 2), (sounds, 3)] {
            let mut at = [0, 0, 0];
            for (grams, &place) in grams.chunks_exact(most).zip(places.iter()) {
                at = [at[1], at[2], place as usize];
                let [first, second, last] = at;
                for (&hash, from) in grams.iter().zip([last, second, first]) {
                    // Kept fine, as shares are only compared: a division is slow.
                    let each = weight(hash)
                        * match last - from {
                            0 => WHOLE,
                            1 => WHOLE / 2,
                            2 => WHOLE / 3,
                            more => WHOLE / i32::try_from(more + 1).unwrap_or(WHOLE),
                        };
                    if let Some(share) = shares.get_mut(from) {
                        *share += each;
                    }
                    if let Some(share) = shares.get_mut(last + 1) {
                        *share -= each;
                    }
                }
            }
        }
        let mut sum = 0;
        for share in shares.iter_mut() {
            sum += *share;
            *share = sum;
        }
        shares.pop();
        shares
    }
}

/// A length by powers of two.
fn size(count: usize) -> u32 {
    usize::BITS - count.leading_zeros()
}

/// A share in eighths, 9 where there is some but less than an eighth.
fn share(part: usize, whole: usize) -> u32 {
    // Nearly always; a division is slow.
    if part == 0 {
        return 0;
    }
    let eighths = (part * 8).checked_div(whole).unwrap_or(0);
    if eighths == 0 { 9 } else { u32::try_from(eighths).unwrap_or(8) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::{BESIDE, gram};
    use crate::skeleton::fold_into;

    fn seen(text: &str) -> Vec<u32> {
        let (mut skeleton, mut view) = (Skeleton::new(), View::new());
        fold_into(text, &mut skeleton);
        view.see(&skeleton);
        view.hashes
    }

    #[test]
    fn words_and_shape_keep_apart() {
        let hashes = seen("加微信★abc123！");
        let shape = hashes.iter().filter(|hash| BESIDE.contains(hash)).count();
        assert_eq!(shape, 4 + 2 * 3);
        // Nine characters, six syllables or letters more than the three Han.
        assert_eq!(hashes.len() - shape, 2 * 9 + 3 * 9);
    }

    #[test]
    fn what_sounds_alike_is_seen_alike_in_part() {
        let (one, other) = (seen("微信"), seen("薇芯"));
        let same = one.iter().filter(|hash| other.contains(hash)).count();
        assert!(same >= 5, "{same}");
        assert_eq!(seen("1天"), seen("7天"));
    }

    #[test]
    fn shares_stand_at_their_characters() {
        let (mut skeleton, mut view) = (Skeleton::new(), View::new());
        fold_into("今天晴, 赌博", &mut skeleton);
        view.see(&skeleton);
        let bet = gram(CHARACTERS, [u32::from('赌'), u32::from('博'), 0]);
        let shares = view.shares(&skeleton, |hash| if hash == bet { 10 } else { 0 });
        assert_eq!(shares, [0, 0, 0, 480, 480]);
    }
}
