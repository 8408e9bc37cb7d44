//! What a model sees of a message: its features.
//!
//! Up to three characters of the skeleton that stand together, up to three syllables of how it
//! sounds, and what writing without words shows: signs, their share, how long it is. Digits are
//! all the same: which number it is says nothing about what a message is.

use crate::linear::{beside, gram};
use crate::skeleton::Skeleton;
use crate::sound::{Sound, push_sounds};

/// The ways in which symbols are seen.
const CHARACTERS: u32 = 0;
const SOUNDS: u32 = 1;
const SIGNS: u32 = 2;
const SHAPE: u32 = 3;
/// What stands before the first symbol.
const BEGIN: u32 = 1;
/// What every digit is seen as.
const DIGIT: u32 = b'0' as u32;
/// The most signs that are told apart in a message.
const SIGNS_MAX: usize = 64;

/// The features of one message. Reuse one for many: it keeps its memory.
#[derive(Clone, Debug, Default)]
pub struct View {
    symbols: Vec<u32>,
    sounds: Vec<Sound>,
    /// For each symbol and sound, the first character of the skeleton that it comes from.
    places: Vec<u32>,
    signs: Vec<[char; 2]>,
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
        self.hashes.clear();
        self.see_words(skeleton);
        grams(CHARACTERS, &self.symbols, &mut self.hashes);
        grams(SOUNDS, &self.sounds, &mut self.hashes);
        self.see_shape(skeleton);
    }

    fn see_words(&mut self, skeleton: &Skeleton) {
        self.symbols.clear();
        self.sounds.clear();
        self.places.clear();
        push_sounds(&skeleton.text, &mut self.sounds, &mut self.places);
        let mut characters = skeleton.text.chars().zip(0_u32..);
        for (sound, &place) in self.sounds.iter_mut().zip(&self.places) {
            let character = characters.find(|(_, at)| *at == place).map_or('\0', |(c, _)| c);
            if !character.is_ascii() {
                self.symbols.push(character.into());
                continue;
            }
            if character.is_ascii_digit() {
                *sound = DIGIT;
            }
            // A syllable that is spelt is one symbol, not as many as it has letters.
            let spelt = character.is_ascii_lowercase();
            self.symbols.push(if spelt || character.is_ascii_digit() {
                *sound
            } else {
                character.into()
            });
        }
    }

    fn see_shape(&mut self, skeleton: &Skeleton) {
        let words = self.symbols.len();
        let digits = self.symbols.iter().filter(|symbol| **symbol == DIGIT).count();
        let latin = |symbol: &&u32| (0x61..=0x7A).contains(*symbol) || **symbol > 0x10_FFFF;
        let latin = self.symbols.iter().filter(latin).count();
        let signs = skeleton.signs.len();
        let mut push = |which: u32, amount: u32| {
            self.hashes.push(beside(SHAPE, [which, amount, 0]));
        };
        push(0, size(words));
        push(1, share(digits, words));
        push(2, share(latin, words));
        push(3, share(signs, words + signs));
        self.signs.clear();
        for &(before, sign) in &skeleton.signs {
            for pair in [['\0', sign], [before, sign]] {
                if self.signs.len() < SIGNS_MAX && !self.signs.contains(&pair) {
                    self.signs.push(pair);
                    self.hashes.push(beside(SIGNS, [pair[0].into(), pair[1].into(), 0]));
                }
            }
        }
    }

    /// How much each character of the skeleton adds to what a label gets, by the weight that
    /// every feature has: a feature's weight is shared among its characters.
    #[must_use]
    pub fn shares(&mut self, skeleton: &Skeleton, weight: impl Fn(u32) -> i32) -> Vec<i32> {
        self.see_words(skeleton);
        let mut shares = vec![0; skeleton.positions.len()];
        for (view, symbols) in [(CHARACTERS, &self.symbols), (SOUNDS, &self.sounds)] {
            let mut window = [0, 0, BEGIN];
            let mut at = [0, 0, 0];
            for (&symbol, &place) in symbols.iter().zip(&self.places) {
                window = [window[1], window[2], symbol];
                at = [at[1], at[2], place as usize];
                for (hash, first) in window_grams(view, window).into_iter().zip([2, 1, 0]) {
                    let covered = at.get(first).copied().unwrap_or(0)..=place as usize;
                    let count = i32::try_from(covered.clone().count().max(1)).unwrap_or(1);
                    // Kept fine: shares are only compared.
                    let each = weight(hash) * 64 / count;
                    for share in shares.get_mut(covered).unwrap_or_default() {
                        *share += each;
                    }
                }
            }
        }
        shares
    }
}

/// The grams that end with the last symbol of a window: of one, two and three symbols.
#[inline]
fn window_grams(view: u32, [a, b, c]: [u32; 3]) -> [u32; 3] {
    [gram(view, [c, 0, 0]), gram(view, [b, c, 0]), gram(view, [a, b, c])]
}

fn grams(view: u32, symbols: &[u32], out: &mut Vec<u32>) {
    out.reserve(symbols.len() * 3);
    let mut window = [0, 0, BEGIN];
    for &symbol in symbols {
        window = [window[1], window[2], symbol];
        out.extend(window_grams(view, window));
    }
}

/// A length by powers of two.
fn size(count: usize) -> u32 {
    usize::BITS - count.leading_zeros()
}

/// A share in eighths, 9 where there is some but less than an eighth.
fn share(part: usize, whole: usize) -> u32 {
    let eighths = (part * 8).checked_div(whole).unwrap_or(0);
    if eighths == 0 && part > 0 { 9 } else { u32::try_from(eighths).unwrap_or(8) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::BESIDE;
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
        assert_eq!(hashes.len() - shape, 3 * 9 + 3 * 9);
    }

    #[test]
    fn what_sounds_alike_is_seen_alike_in_part() {
        let (one, other) = (seen("微信"), seen("薇芯"));
        let same = one.iter().filter(|hash| other.contains(hash)).count();
        assert!(same >= 6, "{same}");
        assert_eq!(seen("1天"), seen("7天"));
    }

    #[test]
    fn shares_stand_at_their_characters() {
        let (mut skeleton, mut view) = (Skeleton::new(), View::new());
        fold_into("今天晴, 赌博", &mut skeleton);
        let bet = gram(CHARACTERS, [u32::from('赌'), u32::from('博'), 0]);
        let shares = view.shares(&skeleton, |hash| if hash == bet { 10 } else { 0 });
        assert_eq!(shares, [0, 0, 0, 320, 320]);
    }
}
