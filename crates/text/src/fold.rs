//! What one character becomes in a skeleton: width, case, Traditional forms, enclosed digits
//! and look-alike letters folded, all that is no letter, digit or Han dropped.
//!
//! The mapping is `data/fold.txt`, written by `cargo xtask codegen`; it is spread into a flat
//! table on first use (about a millisecond). Cyrillic and Greek letters that look like Latin
//! ones fold wherever they stand, not only inside Latin words: where a word ends depends on
//! what is put between its letters, and that must not change what a text folds to.

use std::sync::OnceLock;

use crate::split;

/// What a character becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// Dropped: punctuation, space, emoji, control or invisible characters.
    Nothing,
    /// One character, often itself.
    One(char),
    /// Several characters, such as `10` for `⑩`.
    Many(&'static str),
}

/// What the character becomes in a skeleton.
#[must_use]
pub fn fold_char(c: char) -> Folded {
    let table = table();
    let entry = table.entry(c);
    if entry & MANY != 0 {
        return Folded::Many(table.many(entry));
    }
    match char::from_u32(entry & CODE) {
        Some(folded) if entry & KEPT != 0 => Folded::One(folded),
        _ => Folded::Nothing,
    }
}

/// Han that fold to another Han, with that: mostly Traditional forms with their Simplified ones.
pub fn other_han() -> impl Iterator<Item = (char, char)> {
    ('\u{4E00}'..='\u{9FFF}').filter_map(|c| match fold_char(c) {
        Folded::One(folded) if folded != c => Some((c, folded)),
        _ => None,
    })
}

/// The low bits of an entry: the folded character, or the place of a longer text.
pub(crate) const CODE: u32 = (1 << 21) - 1;
/// The character folds to one character.
pub(crate) const KEPT: u32 = 1 << 21;
/// The character folds to several.
pub(crate) const MANY: u32 = 1 << 22;
/// White space, and what takes no room: joiners, variation selectors, byte order marks.
pub(crate) const SPACE: u32 = 1 << 23;
/// A pictograph.
pub(crate) const EMOJI: u32 = 1 << 24;
/// What makes several pictographs one: joiner, regional indicator.
pub(crate) const JOIN: u32 = 1 << 25;
/// Folds to a digit or Latin letter, or is a Chinese digit: what contacts are written with.
pub(crate) const ALNUM: u32 = 1 << 26;
/// What stands inside links and hardly elsewhere: a dot, a hash sign.
pub(crate) const DOT: u32 = 1 << 27;
/// A question mark.
pub(crate) const QUERY: u32 = 1 << 28;
/// Folds to a digit 0 to 9.
pub(crate) const DIGIT: u32 = 1 << 29;
/// Folds to what may be the first piece of a character written as two.
pub(crate) const FIRST: u32 = 1 << 30;
/// Folds to what may be the second piece.
pub(crate) const SECOND: u32 = 1 << 31;

/// The flat table: one entry for each code point, and the longer texts.
pub(crate) struct Table {
    entries: Vec<u32>,
    texts: Vec<&'static str>,
}

impl Table {
    /// The entry of a character: [`CODE`] and flags.
    #[inline]
    pub(crate) fn entry(&self, c: char) -> u32 {
        self.entries.get(c as usize).copied().unwrap_or(0)
    }

    /// The text of an entry with [`MANY`].
    pub(crate) fn many(&self, entry: u32) -> &'static str {
        self.texts.get((entry & CODE) as usize).copied().unwrap_or("")
    }
}

/// The table, made on first use.
pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| read(include_str!("../data/fold.txt")))
}

/// One past the last code point of the table: the end of Han extension J.
const END: usize = 0x3_3480;

fn read(data: &'static str) -> Table {
    let mut entries = vec![0_u32; END];
    let mut texts = Vec::new();
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        if let Some((code, text)) = line.split_once(' ') {
            let entry = entry_of(text, &mut texts);
            if let Some(slot) = hex(code).and_then(|code| entries.get_mut(code)) {
                *slot = entry;
            }
        } else if let Some((first, last)) = line.split_once('-') {
            let (first, last) = (hex(first).unwrap_or(END), hex(last).unwrap_or(0));
            let range = entries.get_mut(first..=last).unwrap_or_default();
            for (slot, code) in range.iter_mut().zip(first..) {
                *slot = KEPT | u32::try_from(code).unwrap_or(0);
            }
        }
    }
    add_classes(&mut entries);
    Table { entries, texts }
}

fn hex(text: &str) -> Option<usize> {
    usize::from_str_radix(text, 16).ok()
}

fn entry_of(text: &'static str, texts: &mut Vec<&'static str>) -> u32 {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => KEPT | u32::from(c),
        _ => {
            texts.push(text);
            MANY | u32::try_from(texts.len() - 1).unwrap_or(0)
        }
    }
}

fn add_classes(entries: &mut [u32]) {
    // By the character that others fold to.
    let mut flags: Vec<u32> = ('\0'..='\u{9FFF}')
        .map(|c| match c {
            '0'..='9' => DIGIT | ALNUM,
            'a'..='z' | 'A'..='Z' => ALNUM,
            _ if chinese_digit(c).is_some() => ALNUM,
            _ => 0,
        })
        .collect();
    for (first, second) in split::pairs().all() {
        for (piece, flag) in [(first as usize, FIRST), (second as usize, SECOND)] {
            if piece >= flags.len() {
                flags.resize(piece + 1, 0);
            }
            if let Some(flags) = flags.get_mut(piece) {
                *flags |= flag;
            }
        }
    }
    for entry in entries.iter_mut().filter(|entry| **entry & KEPT != 0) {
        *entry |= flags.get((*entry & CODE) as usize).copied().unwrap_or(0);
    }
    let mut mark = |range: std::ops::RangeInclusive<u32>, flag: u32| {
        let (first, last) = (*range.start() as usize, *range.end() as usize);
        for entry in entries.get_mut(first..=last).unwrap_or_default() {
            *entry |= flag;
        }
    };
    for c in (0..0x3001).filter_map(char::from_u32).filter(|c| c.is_whitespace()) {
        mark(c.into()..=c.into(), SPACE);
    }
    // Soft hyphen; zero-width and directional marks; joiners; selectors; byte order mark.
    for (first, last) in [
        (0xAD, 0xAD),
        (0x180B, 0x180E),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
    ] {
        mark(first..=last, SPACE);
    }
    for &(first, last) in PICTOGRAPHS {
        mark(first..=last, EMOJI);
    }
    mark(0x200D..=0x200D, JOIN);
    mark(0x1F1E6..=0x1F1FF, JOIN | EMOJI);
    for c in ['.', '．', '。', '｡', '点', '點', '#', '＃'] {
        mark(c.into()..=c.into(), DOT);
    }
    for c in ['?', '？', '﹖', '⁇', '❓', '❔'] {
        mark(c.into()..=c.into(), QUERY);
    }
}

/// Ranges of characters that are shown as pictographs (Unicode emoji data, the symbols that
/// people send; skin tones left out, as they only colour the one before).
const PICTOGRAPHS: &[(u32, u32)] = &[
    (0x231A, 0x231B),
    (0x23E9, 0x23F3),
    (0x2600, 0x2604),
    (0x260E, 0x260E),
    (0x2614, 0x2615),
    (0x2618, 0x2618),
    (0x261D, 0x261D),
    (0x2620, 0x2620),
    (0x2639, 0x263A),
    (0x2648, 0x2653),
    (0x267B, 0x267B),
    (0x267F, 0x267F),
    (0x2693, 0x2693),
    (0x26A0, 0x26A1),
    (0x26AA, 0x26AB),
    (0x26BD, 0x26BE),
    (0x26C4, 0x26C5),
    (0x26CE, 0x26CE),
    (0x26D4, 0x26D4),
    (0x26EA, 0x26EA),
    (0x26F2, 0x26FD),
    (0x2702, 0x2702),
    (0x2705, 0x2705),
    (0x2708, 0x270D),
    (0x2728, 0x2728),
    (0x274C, 0x274C),
    (0x274E, 0x274E),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2763, 0x2764),
    (0x2795, 0x2797),
    (0x27A1, 0x27A1),
    (0x27B0, 0x27B0),
    (0x2B50, 0x2B50),
    (0x2B55, 0x2B55),
    (0x1F004, 0x1F004),
    (0x1F0CF, 0x1F0CF),
    (0x1F300, 0x1F3FA),
    (0x1F400, 0x1F64F),
    (0x1F680, 0x1F6FF),
    (0x1F7E0, 0x1F7EB),
    (0x1F900, 0x1F9FF),
    (0x1FA70, 0x1FAFF),
];

/// The value of a Chinese digit as it stands in folded text, plain or in its formal shape.
pub(crate) fn chinese_digit(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壹' | '幺' => 1,
        '二' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_fold_as_they_look() {
        for (from, to) in [
            ('Ａ', "a"),
            ('Z', "z"),
            ('萬', "万"),
            ('賭', "赌"),
            ('①', "1"),
            ('⑩', "10"),
            ('❸', "3"),
            ('⓯', "15"),
            ('🅥', "v"),
            ('🆅', "v"),
            ('𝐇', "h"),
            ('ⅷ', "viii"),
            ('㎡', "m2"),
            ('㊙', "秘"),
            ('Ⓦ', "w"),
            ('В', "b"),
            ('е', "e"),
            ('Χ', "x"),
            ('é', "e"),
            ('⼀', "一"),
            ('ﾊ', "ハ"),
            ('한', "한"),
            ('𠮷', "𠮷"),
            (' ', ""),
            ('　', ""),
            ('\u{200B}', ""),
            ('，', ""),
            ('😀', ""),
            ('ー', ""),
            ('丨', ""),
            ('\u{3164}', ""),
            ('\u{10FFFF}', ""),
        ] {
            let folded = match fold_char(from) {
                Folded::Nothing => String::new(),
                Folded::One(c) => c.to_string(),
                Folded::Many(text) => text.to_owned(),
            };
            assert_eq!(folded, to, "{from:?}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            let text = match fold_char(c) {
                Folded::Nothing => continue,
                Folded::One(c) => c.to_string(),
                Folded::Many(text) => text.to_owned(),
            };
            for folded in text.chars() {
                assert_eq!(fold_char(folded), Folded::One(folded), "{c:?} {text:?}");
            }
        }
    }
}
