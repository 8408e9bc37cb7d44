//! Ways in which people write past a filter, done to texts: for learning from them, for
//! testing words and for the benchmark.

use std::collections::BTreeMap;

use text::{fold, sound, split};

use crate::Numbers;

/// One way of writing past a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evasion {
    /// Invisible characters between all others.
    ZeroWidth,
    /// A sign between all characters.
    Separators,
    /// Letters, digits and signs in full width.
    FullWidth,
    /// Traditional characters.
    Traditional,
    /// Emoji behind some characters.
    Emoji,
    /// Some characters, in percent, by their pinyin.
    Pinyin(usize),
    /// Some characters, in percent, by others that are read alike.
    Homophones(usize),
    /// Some characters, in percent, as two.
    Split(usize),
}

impl Evasion {
    /// Every way, as the benchmark tries them.
    pub const ALL: [Evasion; 10] = [
        Evasion::ZeroWidth,
        Evasion::Separators,
        Evasion::FullWidth,
        Evasion::Traditional,
        Evasion::Emoji,
        Evasion::Pinyin(30),
        Evasion::Pinyin(100),
        Evasion::Homophones(30),
        Evasion::Homophones(100),
        Evasion::Split(30),
    ];

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Evasion::ZeroWidth => "插入零宽字符",
            Evasion::Separators => "字间加符号",
            Evasion::FullWidth => "全角",
            Evasion::Traditional => "繁体",
            Evasion::Emoji => "夹表情",
            Evasion::Pinyin(100) => "全写拼音",
            Evasion::Pinyin(_) => "部分写拼音",
            Evasion::Homophones(100) => "全换同音字",
            Evasion::Homophones(_) => "部分换同音字",
            Evasion::Split(_) => "部分拆字",
        }
    }
}

const INVISIBLE: [char; 4] = ['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}'];
const SEPARATORS: [char; 8] = ['.', '*', ' ', '-', '|', '·', '/', '_'];
const EMOJI: [char; 10] = ['😀', '🔥', '💰', '👍', '🌹', '✨', '🎁', '😊', '💯', '🐶'];

/// What characters may be written as.
#[derive(Clone, Debug)]
pub struct Writer {
    traditional: BTreeMap<char, char>,
    pieces: BTreeMap<char, String>,
}

impl Writer {
    /// With our own tables alone.
    #[must_use]
    pub fn new() -> Writer {
        let mut traditional = BTreeMap::new();
        for (other, folded) in fold::other_han() {
            traditional.entry(folded).or_insert(other);
        }
        let mut pieces = BTreeMap::new();
        for (whole, pair) in split::wholes() {
            pieces.entry(whole).or_insert_with(|| pair.iter().collect());
        }
        Writer { traditional, pieces }
    }

    /// With Traditional forms from lines `simplified TAB traditional...`.
    #[must_use]
    pub fn with_traditional(mut self, lines: &str) -> Writer {
        for (simple, forms) in lines.lines().filter_map(|line| line.split_once('\t')) {
            let (mut simple, mut forms) = (simple.chars(), forms.chars());
            if let (Some(simple), None, Some(form)) = (simple.next(), simple.next(), forms.next()) {
                self.traditional.insert(simple, form);
            }
        }
        self
    }

    /// With pieces from lines `character TAB pieces separated by spaces TAB ...`, of which the
    /// first that is two pieces or more counts.
    #[must_use]
    pub fn with_pieces(mut self, lines: &str) -> Writer {
        for line in lines.lines() {
            let mut columns = line.split('\t');
            let whole = columns.next().and_then(|column| column.chars().next());
            let pieces = columns.next().map(|column| column.replace(' ', ""));
            if let (Some(whole), Some(pieces)) = (whole, pieces)
                && (2..=3).contains(&pieces.chars().count())
            {
                self.pieces.insert(whole, pieces);
            }
        }
        self
    }

    /// A text as somebody writes it who evades in that way.
    #[must_use]
    pub fn write(&self, text: &str, evasion: Evasion, numbers: &mut Numbers) -> String {
        let mut out = String::with_capacity(text.len() * 2);
        for c in text.chars() {
            match evasion {
                Evasion::ZeroWidth => out.extend([c, numbers.pick(&INVISIBLE)]),
                Evasion::Separators => out.extend([c, numbers.pick(&SEPARATORS)]),
                Evasion::FullWidth => out.push(full_width(c)),
                Evasion::Traditional => out.push(*self.traditional.get(&c).unwrap_or(&c)),
                Evasion::Emoji => {
                    out.push(c);
                    if numbers.percent(30) {
                        out.push(numbers.pick(&EMOJI));
                    }
                }
                Evasion::Pinyin(percent) => match sound::alike(c) {
                    Some((spelling, _)) if numbers.percent(percent) => out.push_str(spelling),
                    _ => out.push(c),
                },
                Evasion::Homophones(percent) => match sound::alike(c) {
                    Some((_, alike)) if numbers.percent(percent) => {
                        out.push(homophone(c, alike, numbers));
                    }
                    _ => out.push(c),
                },
                Evasion::Split(percent) => match self.pieces.get(&c) {
                    Some(pieces) if numbers.percent(percent) => out.push_str(pieces),
                    _ => out.push(c),
                },
            }
        }
        out
    }
}

impl Default for Writer {
    fn default() -> Writer {
        Writer::new()
    }
}

/// Another character that is read alike, where there is one.
fn homophone(c: char, alike: &str, numbers: &mut Numbers) -> char {
    let others = alike.chars().filter(|other| *other != c).count();
    let mut others = alike.chars().filter(|other| *other != c).skip(numbers.below(others));
    others.next().unwrap_or(c)
}

fn full_width(c: char) -> char {
    match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::{Skeleton, fold_into};

    #[test]
    fn what_is_only_dressed_up_folds_back() {
        let writer = Writer::new();
        let mut numbers = Numbers::new(3);
        let text = "网上赌博加微信abc123,国际娱乐";
        let fold = |text: &str| {
            let mut skeleton = Skeleton::new();
            fold_into(text, &mut skeleton);
            skeleton.text
        };
        for evasion in &Evasion::ALL[..5] {
            let written = writer.write(text, *evasion, &mut numbers);
            assert_ne!(written, text, "{evasion:?}");
            assert_eq!(fold(&written), fold(text), "{evasion:?} {written}");
        }
        let pinyin = writer.write("赌博", Evasion::Pinyin(100), &mut numbers);
        assert_eq!(pinyin, "dubo");
        let split = writer.write("赌", Evasion::Split(100), &mut numbers);
        assert_eq!((split.chars().count(), fold(&split)), (2, "赌".to_owned()));
        let same = writer.write("赌博", Evasion::Homophones(100), &mut numbers);
        assert!(
            same.chars()
                .zip("赌博".chars())
                .all(|(a, b)| a != b && sound::syllable(a) == sound::syllable(b))
        );
    }
}
