//! The folding table of `crates/text`: what each character becomes in a skeleton.
//!
//! NFKD without marks, recomposed; lower case; Traditional to Simplified; look-alike letters
//! to Latin; whatever then is no letter, digit or Han is dropped.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One past the last code point with letters that are not private: the end of Han extension J.
const END: u32 = 0x3_3480;

/// Look-alikes of Latin letters, by what they are like.
const LOOK_ALIKES: &[(char, &str)] = &[
    ('a', "аαɑᴀ"),
    ('b', "вβьʙᏏ"),
    ('c', "сϲᴄ"),
    ('d', "ԁᴅđɗ"),
    ('e', "еεєᴇəә"),
    ('f', "ғꜰ"),
    ('g', "ɡɢ"),
    ('h', "нһʜ"),
    ('i', "іιıɪ"),
    ('j', "јᴊ"),
    ('k', "кκᴋ"),
    ('l', "ӏʟł"),
    ('m', "мᴍ"),
    ('n', "ηɴп"),
    ('o', "оοσᴏøө"),
    ('p', "рρᴘ"),
    ('q', "ԛ"),
    ('r', "гʀᴦ"),
    ('s', "ѕꜱ"),
    ('t', "тτᴛ"),
    ('u', "υᴜμ"),
    ('v', "νᴠѵ"),
    ('w', "ԝωᴡш"),
    ('x', "хχ"),
    ('y', "уγʏү"),
    ('z', "ᴢ"),
];

/// Letters by their class that serve as strokes between other characters, or show nothing.
const STROKES: &str = "ー丨ㅡㅣㄧـ\u{115F}\u{1160}\u{3164}\u{FFA0}";

/// What the committed file says: lines `first-last` of characters that stay as they are, then
/// lines `code text` of characters that become another text. All others are dropped.
pub(super) fn table() -> String {
    let mut keep: Vec<(u32, u32)> = Vec::new();
    let mut become_other = String::new();
    for c in (0..END).filter_map(char::from_u32) {
        let code = u32::from(c);
        let folded = fold(c);
        if folded.chars().eq([c]) {
            match keep.last_mut() {
                Some((_, last)) if *last + 1 == code => *last = code,
                _ => keep.push((code, code)),
            }
        } else if !folded.is_empty() {
            let _ = writeln!(become_other, "{code:X} {folded}");
        }
    }
    let mut out = String::from("# Written by `cargo xtask codegen`.\n");
    for (first, last) in keep {
        let _ = writeln!(out, "{first:X}-{last:X}");
    }
    out + &become_other
}

/// Whether folding leaves a character as it is.
pub(super) fn stays(c: char) -> bool {
    fold(c).chars().eq([c])
}

/// Folds until nothing changes, so that a skeleton's skeleton is itself.
fn fold(c: char) -> String {
    let mut text = once(&c.to_string());
    for _ in 0..4 {
        let again = once(&text);
        if again == text {
            break;
        }
        text = again;
    }
    text
}

fn once(text: &str) -> String {
    text.chars()
        .map(|c| enclosed(c).unwrap_or_else(|| c.to_string()))
        .collect::<String>()
        .nfkd()
        .filter(|&c| !is_combining_mark(c))
        .nfc()
        .flat_map(char::to_lowercase)
        .filter(|&c| !is_combining_mark(c))
        .flat_map(|c| fast2s::convert(&c.to_string()).chars().collect::<Vec<_>>())
        .map(latin)
        .filter(|&c| c.is_alphanumeric() && !is_stroke(c))
        .collect()
}

fn latin(c: char) -> char {
    LOOK_ALIKES.iter().find(|(_, like)| like.contains(c)).map_or(c, |&(letter, _)| letter)
}

fn is_stroke(c: char) -> bool {
    STROKES.contains(c) || ('\u{2B9}'..='\u{2FF}').contains(&c)
}

/// Enclosed digits and letters that the compatibility forms leave alone.
fn enclosed(c: char) -> Option<String> {
    let code = u32::from(c);
    let number = |first: u32, start: u32| Some((code - first + start).to_string());
    let letter = |first: u32| char::from_u32(code - first + u32::from('a')).map(String::from);
    match code {
        0x24EB..=0x24F4 => number(0x24EB, 11),
        0x24F5..=0x24FE => number(0x24F5, 1),
        0x24FF => Some("0".to_owned()),
        0x2776..=0x277F => number(0x2776, 1),
        0x2780..=0x2789 => number(0x2780, 1),
        0x278A..=0x2793 => number(0x278A, 1),
        0x1F10B | 0x1F10C => Some("0".to_owned()),
        0x1F150..=0x1F169 => letter(0x1F150),
        0x1F170..=0x1F189 => letter(0x1F170),
        _ => None,
    }
}
