//! Characters in a rule block that do not show, or show as others: what people see would not
//! be what runs.

use std::ops::Range;

use super::Reader;
use crate::diagnostic::{Diagnostic, codes, unseen};

/// Warns of hidden and of confusable characters, once a line each.
pub(super) fn check(reader: &mut Reader<'_>, content: Range<usize>) {
    let text = reader.source.text.get(content.clone()).unwrap_or_default();
    let mut at = content.start;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        if !words.is_ascii() {
            if let Some((from, c)) = hidden(words) {
                let spot = reader.source.spot(at + from..at + from + c.len_utf8());
                let message = format!("这一行有看不见的字符 U+{:04X}", c as u32);
                let help = "删掉这个字符,重新输入这一行";
                reader
                    .report(Diagnostic::warning(codes::HIDDEN_CHARACTER, message, spot).help(help));
            }
            if let Some((from, c, like)) = confusable(words) {
                let spot = reader.source.spot(at + from..at + from + c.len_utf8());
                let message = format!("`{c}` (U+{:04X}) 看起来像英文的 `{like}`", c as u32);
                let help = format!("切换到英文输入法,改成 `{like}`");
                reader.report(
                    Diagnostic::warning(codes::CONFUSABLE_CHARACTER, message, spot).help(help),
                );
            }
        }
        at += line.len();
    }
}

fn hidden(line: &str) -> Option<(usize, char)> {
    line.char_indices().find(|(_, c)| unseen(*c) && *c != '\t')
}

/// The first character that looks like an ASCII one: letters of other scripts next to ASCII
/// letters anywhere, full-width signs outside quotes.
fn confusable(line: &str) -> Option<(usize, char, char)> {
    let mut in_string = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if in_string.is_none() && c == '#' {
            return None;
        }
        if let Some(like) = letter(c) {
            let after = line.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            if before.is_ascii_alphabetic() || after.is_some_and(|c| c.is_ascii_alphabetic()) {
                return Some((at, c, like));
            }
        }
        if in_string.is_none()
            && let Some(like) = full_width(c)
        {
            return Some((at, c, like));
        }
        in_string = match (c, in_string) {
            ('"' | '\'', None) => Some(c),
            (c, Some(quote)) if c == quote && before != '\\' => None,
            (_, state) => state,
        };
        before = c;
    }
    None
}

/// The ASCII letter that a Cyrillic or Greek letter looks like.
fn letter(c: char) -> Option<char> {
    const LIKE: [(&str, char); 22] = [
        ("аα", 'a'),
        ("сϲ", 'c'),
        ("ԁ", 'd'),
        ("е", 'e'),
        ("һ", 'h'),
        ("іι", 'i'),
        ("ј", 'j'),
        ("ӏ", 'l'),
        ("оο", 'o'),
        ("рρ", 'p'),
        ("ѕ", 's'),
        ("υ", 'u'),
        ("ν", 'v'),
        ("ԝ", 'w'),
        ("х", 'x'),
        ("у", 'y'),
        ("АΑ", 'A'),
        ("ЕΕ", 'E'),
        ("ОΟ", 'O'),
        ("РΡ", 'P'),
        ("СϹ", 'C'),
        ("ХΧ", 'X'),
    ];
    // Greek and Cyrillic.
    if !matches!(c, '\u{370}'..='\u{52f}') {
        return None;
    }
    LIKE.iter().find(|(others, _)| others.contains(c)).map(|(_, like)| *like)
}

/// The ASCII character that a full-width character or typographic quote stands for.
fn full_width(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        '“' | '”' => Some('"'),
        '‘' | '’' => Some('\''),
        '【' => Some('['),
        '】' => Some(']'),
        '、' => Some(','),
        _ => None,
    }
}
