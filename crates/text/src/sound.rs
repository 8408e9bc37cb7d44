//! How a skeleton sounds: a syllable without its tone for each Han and for each syllable that
//! is spelt in Latin letters, so that 薇信, 威信 and `weixin` are the same.
//!
//! `data/sound.txt` has each character's first reading; whoever writes by sound writes for
//! readers, who read a character so before anything else.

use std::sync::OnceLock;

/// One symbol of the view by sound: a syllable, or a character that is none.
pub type Sound = u32;

/// Syllables are numbered behind all characters.
const FIRST_SYLLABLE: u32 = 0x11_0000;
/// The Han that may have a reading.
const HAN: std::ops::Range<u32> = 0x3400..0xA000;
/// The longest syllable, in letters.
const LETTERS_MAX: usize = 6;
/// The longest run of letters that is read as syllables, in letters.
const RUN_MAX: usize = 48;

struct Sounds {
    /// By character from the first Han on: the number of its syllable, 0 for none.
    han: Vec<u16>,
    /// Spellings as numbers, sorted, with the syllable's number.
    spellings: Vec<(u32, u16)>,
    /// By number from 1 on: the spelling, and the common characters that are read so.
    syllables: Vec<(&'static str, &'static str)>,
}

fn tables() -> &'static Sounds {
    static SOUNDS: OnceLock<Sounds> = OnceLock::new();
    SOUNDS.get_or_init(|| read(include_str!("../data/sound.txt")))
}

fn read(data: &'static str) -> Sounds {
    let mut han = vec![0; (HAN.end - HAN.start) as usize];
    let (mut spellings, mut syllables) = (Vec::new(), Vec::new());
    let lines = data.lines().filter(|line| !line.starts_with('#'));
    for (line, number) in lines.zip(1_u16..) {
        let mut columns = line.split(' ');
        let spelling = columns.next().unwrap_or("");
        let common = columns.next().unwrap_or("");
        spellings.push((pack(spelling.as_bytes()), number));
        syllables.push((spelling, common));
        for c in common.chars().chain(columns.flat_map(str::chars)) {
            let at = u32::from(c).checked_sub(HAN.start).map(|at| at as usize);
            if let Some(slot) = at.and_then(|at| han.get_mut(at)) {
                *slot = number;
            }
        }
    }
    spellings.sort_unstable();
    Sounds { han, spellings, syllables }
}

/// Letters as a number: five bits each.
fn pack(letters: &[u8]) -> u32 {
    letters.iter().fold(0, |packed, letter| (packed << 5) | u32::from(letter & 31))
}

impl Sounds {
    fn of_han(&self, c: char) -> Option<Sound> {
        let at = u32::from(c).checked_sub(HAN.start)? as usize;
        self.han.get(at).filter(|n| **n > 0).map(|n| FIRST_SYLLABLE + u32::from(*n))
    }

    fn of_letters(&self, letters: &[u8]) -> Option<Sound> {
        let packed = pack(letters);
        let at = self.spellings.binary_search_by_key(&packed, |(spelling, _)| *spelling).ok()?;
        self.spellings.get(at).map(|(_, n)| FIRST_SYLLABLE + u32::from(*n))
    }
}

/// The syllable of a character, if it is a Han with a reading.
#[must_use]
pub fn syllable(c: char) -> Option<Sound> {
    tables().of_han(c)
}

/// How a character is spelt in Latin letters, and the common characters that are read alike,
/// itself perhaps among them; none for what is no Han with a reading.
#[must_use]
pub fn alike(c: char) -> Option<(&'static str, &'static str)> {
    let number = tables().of_han(c)?.checked_sub(FIRST_SYLLABLE + 1)?;
    tables().syllables.get(number as usize).copied()
}

/// How a skeleton sounds, symbol by symbol: `each` gets the sound, the first character that it
/// comes from and that one's place in the skeleton. A run of Latin letters counts as syllables
/// where it can be read as nothing else than syllables, else as its letters.
#[inline]
pub fn each_sound(skeleton: &str, mut each: impl FnMut(Sound, char, u32)) {
    let table = tables();
    let mut run = Run::default();
    for (c, place) in skeleton.chars().zip(0_u32..) {
        if c.is_ascii_lowercase() {
            run.push(c, place);
            continue;
        }
        if run.length > 0 {
            run.close(table, &mut each);
        }
        each(table.of_han(c).unwrap_or(c.into()), c, place);
    }
    run.close(table, &mut each);
}

/// Where syllables begin among characters that nobody writes, so that a text of sounds can be
/// searched like any other.
const SHOWN: u32 = 0xE000;

/// How a skeleton sounds, as a text of one character a symbol, with, for each byte of it, the byte
/// at which the symbol begins in the skeleton.
#[must_use]
pub fn sounds(skeleton: &str) -> (String, Vec<usize>) {
    let (mut text, mut starts) = (String::new(), Vec::new());
    let mut bytes = skeleton.char_indices().zip(0_u32..);
    each_sound(skeleton, |sound, _, place| {
        let shown = sound.checked_sub(FIRST_SYLLABLE).map_or(sound, |number| SHOWN + number);
        let start = bytes.find(|(_, at)| *at == place).map_or(skeleton.len(), |((at, _), _)| at);
        text.push(char::from_u32(shown).unwrap_or(char::REPLACEMENT_CHARACTER));
        starts.resize(text.len(), start);
    });
    (text, starts)
}

/// A run of Latin letters. What is too long to be syllables is given letter by letter.
struct Run {
    letters: [u8; RUN_MAX],
    length: usize,
    /// Letters that there was no room for.
    beyond: Vec<u8>,
    start: u32,
}

impl Default for Run {
    fn default() -> Run {
        Run { letters: [0; RUN_MAX], length: 0, beyond: Vec::new(), start: 0 }
    }
}

impl Run {
    fn push(&mut self, c: char, place: u32) {
        if self.length == 0 {
            self.start = place;
        }
        let letter = u8::try_from(c).unwrap_or(b'?');
        match self.letters.get_mut(self.length) {
            Some(slot) => {
                *slot = letter;
                self.length += 1;
            }
            None => self.beyond.push(letter),
        }
    }

    fn close(&mut self, table: &Sounds, each: &mut impl FnMut(Sound, char, u32)) {
        let letters = self.letters.get(..self.length).unwrap_or_default();
        let split = if self.beyond.is_empty() { split(letters, table) } else { None };
        let mut place = self.start;
        if let Some((lengths, count)) = split {
            let mut rest = letters;
            for length in lengths.iter().take(count).rev() {
                let Some((syllable, after)) = rest.split_at_checked(usize::from(*length)) else {
                    break;
                };
                let first = syllable.first().copied().unwrap_or(b'?');
                if let Some(sound) = table.of_letters(syllable) {
                    each(sound, first.into(), place);
                }
                place += u32::from(*length);
                rest = after;
            }
        } else {
            for (letter, place) in letters.iter().chain(&self.beyond).zip(self.start..) {
                each(u32::from(*letter), char::from(*letter), place);
            }
        }
        self.length = 0;
        self.beyond.clear();
    }
}

/// The lengths of the syllables that a run is made of, the last first, and how many there are:
/// the fewest there can be; of several ways the one whose later syllables are longer. None where
/// it is not made of syllables, or may be a single letter.
fn split(letters: &[u8], table: &Sounds) -> Option<([u8; RUN_MAX], usize)> {
    let length = letters.len();
    if !(2..=RUN_MAX).contains(&length) {
        return None;
    }
    // For each end: how many syllables there are up to it, and how long the last is.
    let mut best: [Option<(u8, u8)>; RUN_MAX + 1] = [None; RUN_MAX + 1];
    *best.first_mut()? = Some((0, 0));
    for end in 1..=length {
        for long in 1..=LETTERS_MAX.min(end) {
            let start = end - long;
            let Some((count, _)) = best.get(start).copied().flatten() else { continue };
            let fewer = best.get(end).copied().flatten().is_none_or(|(known, _)| count < known);
            if fewer && table.of_letters(letters.get(start..end)?).is_some() {
                *best.get_mut(end)? = Some((count + 1, u8::try_from(long).ok()?));
            }
        }
    }
    let (mut lengths, mut count) = ([0; RUN_MAX], 0);
    let mut end = length;
    while end > 0 {
        let (_, long) = best.get(end).copied().flatten()?;
        *lengths.get_mut(count)? = long;
        count += 1;
        end -= usize::from(long);
    }
    Some((lengths, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heard(skeleton: &str) -> (Vec<Sound>, Vec<u32>) {
        let (mut sounds, mut places) = (Vec::new(), Vec::new());
        each_sound(skeleton, |sound, _, place| {
            sounds.push(sound);
            places.push(place);
        });
        (sounds, places)
    }

    #[test]
    fn what_sounds_alike_is_alike() {
        for (one, other) in [
            ("薇信", "微信"),
            ("威心", "weixin"),
            ("加weixin号", "家威信浩"),
            ("zhuangqian", "赚钱"),
            ("nver", "女儿"),
        ] {
            if one == "zhuangqian" {
                // zhuang is no zhuan: the longer reading is another word.
                assert_ne!(heard(one).0, heard(other).0);
            } else {
                assert_eq!(heard(one).0, heard(other).0, "{one}");
            }
        }
        assert_eq!(heard("abc").0, [97, 98, 99]);
        assert_eq!(heard("加weixin1").1, [0, 1, 4, 7]);
        assert_eq!(heard("x").0, [120]);
    }

    proptest! {
        #[test]
        fn each_sound_has_its_place(text in "[a-z]{0,60}|[\\p{Han}a-z0-9]{0,40}") {
            let (sounds, places) = heard(&text);
            prop_assert_eq!(sounds.len(), places.len());
            prop_assert!(places.is_sorted());
            let count = u32::try_from(text.chars().count()).unwrap();
            prop_assert!(places.last().is_none_or(|last| *last < count));
        }
    }
}
