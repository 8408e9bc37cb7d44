//! A text as normalised characters with their byte offsets: what the finders look at.

use crate::fold::{Folded, fold_char};

/// The characters of a text; full-width ASCII as ASCII, Traditional Han as Simplified.
pub(super) struct Line {
    chars: Vec<char>,
    /// Where each begins, and last the text's length.
    bytes: Vec<usize>,
}

impl Line {
    pub(super) fn new(text: &str) -> Line {
        let most = text.len() / 2 + 1;
        let (mut chars, mut bytes) = (Vec::with_capacity(most), Vec::with_capacity(most));
        for (at, c) in text.char_indices() {
            chars.push(normal(c));
            bytes.push(at);
        }
        bytes.push(text.len());
        Line { chars, bytes }
    }

    /// How many characters there are.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The byte at which a character begins; the text's length after the last.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.bytes.get(at).or(self.bytes.last()).copied().unwrap_or(0)
    }

    /// The character at a place.
    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.at(at.checked_sub(1)?)
    }

    /// Whether a word begins at a place.
    pub(super) fn has(&self, at: usize, word: &str) -> bool {
        let mut place = at;
        word.chars().all(|c| {
            place += 1;
            self.at(place - 1) == Some(c)
        })
    }

    /// Whether a word ends just before a place.
    pub(super) fn ends(&self, at: usize, word: &str) -> bool {
        at.checked_sub(word.chars().count()).is_some_and(|from| self.has(from, word))
    }

    /// The place after the first of the words that begins at a place.
    pub(super) fn skip_one(&self, at: usize, words: &[&str]) -> Option<usize> {
        // The last byte of the first character tells nearly every word apart.
        let mut bytes = [0; 4];
        let first = self.at(at)?.encode_utf8(&mut bytes).as_bytes();
        let (last, length) = (first.last()?, first.len());
        let may_begin = |word: &&&str| word.as_bytes().get(length - 1) == Some(last);
        let found = words.iter().filter(may_begin).find(|word| self.has(at, word))?;
        Some(at + found.chars().count())
    }

    /// The place after blanks.
    pub(super) fn skip_blanks(&self, mut at: usize) -> usize {
        while self.at(at).is_some_and(|c| c == ' ' || c == '\u{3000}' || c == '\u{A0}') {
            at += 1;
        }
        at
    }
}

/// The character as the finders see it.
pub(super) fn normal(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '¥' => '￥',
        '∶' | '︰' => ':',
        _ if c.is_ascii() => c,
        _ => match fold_char(c) {
            // Enclosed and look-alike ASCII stays what it is: `①` numbers a list.
            Folded::One(folded) if !folded.is_ascii() => folded,
            _ => c,
        },
    }
}
