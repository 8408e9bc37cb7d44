//! A text's skeleton: its folded letters, digits and Han, with the way back to the original.

use std::ops::Range;

use crate::fold::{self, ALNUM, CODE, EMOJI, FIRST, JOIN, KEPT, MANY, SECOND, SPACE};
use crate::split;

/// The folded text of a message. Reuse one for many messages: it keeps its memory.
#[derive(Clone, Debug, Default)]
pub struct Skeleton {
    /// The folded text: lower-case letters, digits, Simplified Han; no space, no punctuation.
    pub text: String,
    /// For each character of `text`, the place of the character of the original that it came
    /// from, counted in characters.
    pub positions: Vec<u32>,
    /// Characters of `text` that were written as two: which one, and where its second piece is.
    pub(crate) joined: Vec<(u32, u32)>,
    /// What was dropped or changed by folding and is no space, each with its neighbours in the
    /// original: pairs of which one is such, in order, at most [`SIGNS_MAX`].
    pub(crate) signs: Vec<(char, char)>,
    pub(crate) seen: Seen,
}

/// The most pairs with signs that a skeleton keeps.
const SIGNS_MAX: usize = 256;

/// What was passed on the way, dropped or not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Characters that are no white space and take room.
    pub(crate) chars: u32,
    /// Pictographs, a joined sequence counting as one.
    pub(crate) emoji: u32,
    /// The longest run of what contacts are written with: letters, digits, Chinese digits.
    /// What is dropped does not break a run.
    pub(crate) run: u32,
    now: u32,
    /// Flags of all characters, or-ed.
    pub(crate) flags: u32,
    /// Flags of the last character that was kept.
    last: u32,
    /// The last character that is no space, and whether folding changed or dropped it.
    before: char,
    changed: bool,
}

impl Skeleton {
    /// An empty skeleton.
    #[must_use]
    pub fn new() -> Skeleton {
        Skeleton::default()
    }

    /// The characters of the original that bytes `from..to` of [`Skeleton::text`] came from,
    /// what was dropped between them included. Counted in characters; empty where there are
    /// no such bytes.
    #[must_use]
    pub fn original(&self, bytes: Range<usize>) -> Range<u32> {
        let (Some(before), Some(own)) = (self.text.get(..bytes.start), self.text.get(bytes)) else {
            return 0..0;
        };
        let first = before.chars().count();
        self.original_of(first..first + own.chars().count())
    }

    /// The same for characters of [`Skeleton::text`].
    #[must_use]
    pub fn original_of(&self, characters: Range<usize>) -> Range<u32> {
        let at = |index: usize| self.positions.get(index).copied();
        let last = characters.end.wrapping_sub(1);
        match (at(characters.start), at(last)) {
            (Some(from), Some(place)) if characters.start < characters.end => {
                let is = |(index, _): &&(u32, u32)| *index as usize == last;
                from..self.joined.iter().find(is).map_or(place, |(_, second)| *second) + 1
            }
            _ => 0..0,
        }
    }

    /// Forgets the text and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.positions.clear();
        self.joined.clear();
        self.signs.clear();
        self.seen = Seen::default();
    }

    /// Folds a piece of the original that begins at its character `start`; gives the place
    /// after its last character.
    pub(crate) fn push(&mut self, piece: &str, start: u32) -> u32 {
        let table = fold::table();
        let (mut spaces, mut emoji, mut flags) = (0, 0, 0);
        let Seen { mut run, mut now, mut last, mut before, mut changed, .. } = self.seen;
        let mut place = start;
        // Where a stretch of plain characters begins that has not been copied yet.
        let mut from = 0;
        self.positions.reserve(piece.len() / 3);
        for (at, c) in piece.char_indices() {
            let entry = table.entry(c);
            let pair = entry & SECOND != 0 && last & FIRST != 0;
            if entry & !(FIRST | SECOND) == u32::from(c) | KEPT && !pair {
                // A character that folding leaves as it is, nearly always a Han.
                self.positions.push(place);
                last = entry;
                now = 0;
                if changed {
                    self.push_sign(before, c);
                    changed = false;
                }
                before = c;
                place += 1;
                continue;
            }
            self.text.push_str(piece.get(from..at).unwrap_or(""));
            from = at + c.len_utf8();
            flags |= entry;
            spaces += u32::from(entry & SPACE != 0);
            if entry & KEPT != 0 {
                if let Some(folded) = char::from_u32(entry & CODE) {
                    if pair {
                        last = self.push_piece(folded, place);
                    } else {
                        self.text.push(folded);
                        self.positions.push(place);
                        last = entry;
                    }
                }
                now = if entry & ALNUM == 0 { 0 } else { now + 1 };
                run = run.max(now);
            } else if entry & MANY != 0 {
                let text = table.many(entry);
                self.text.push_str(text);
                self.positions.extend(text.chars().map(|_| place));
                last = 0;
                now += 4;
                run = run.max(now);
            }
            if entry & SPACE == 0 {
                let plain = entry & CODE == u32::from(c) && entry & KEPT != 0;
                if !plain || changed {
                    self.push_sign(before, c);
                }
                (changed, before) = (!plain, c);
            }
            emoji += u32::from(entry & EMOJI != 0);
            place += 1;
        }
        self.text.push_str(piece.get(from..).unwrap_or(""));
        if flags & JOIN != 0 && emoji > 1 {
            emoji = joined_emoji(piece);
        }
        let seen = &mut self.seen;
        seen.chars += place - start - spaces;
        seen.emoji += emoji;
        seen.flags |= flags;
        *seen = Seen { run, now, last, before, changed, ..*seen };
        place
    }

    fn push_sign(&mut self, before: char, c: char) {
        if self.signs.len() < SIGNS_MAX {
            self.signs.push((before, c));
        }
    }

    /// Pushes what may be the second piece of a character that was written as two; where it
    /// is, the whole stands in place of both, and may itself be a second piece. Gives the
    /// flags of what then stands last.
    fn push_piece(&mut self, mut folded: char, place: u32) -> u32 {
        let pairs = split::pairs();
        let mut start = place;
        while let Some(before) = self.text.chars().next_back()
            && let Some(whole) = pairs.whole(before, folded)
        {
            self.text.pop();
            start = self.positions.pop().unwrap_or(start);
            let index = count(self.positions.len());
            self.joined.retain(|(known, _)| *known < index);
            self.joined.push((index, place));
            folded = whole;
        }
        self.text.push(folded);
        self.positions.push(start);
        fold::table().entry(folded)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Counts pictographs where some are joined: what follows a joiner adds nothing, and two
/// regional indicators are one flag.
fn joined_emoji(piece: &str) -> u32 {
    let table = fold::table();
    let (mut count, mut joined, mut indicator) = (0, false, false);
    for c in piece.chars() {
        let entry = table.entry(c);
        let is_indicator = entry & JOIN != 0 && entry & EMOJI != 0;
        if entry & EMOJI != 0 && !joined && !(is_indicator && indicator) {
            count += 1;
        }
        indicator = is_indicator && !indicator;
        joined = c == '\u{200D}';
    }
    count
}

/// Folds a whole text, forgetting what `out` held.
///
/// Every character is read: callers that take texts from outside bound their length.
pub fn fold_into(text: &str, out: &mut Skeleton) {
    out.clear();
    out.push(text, 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn skeletons_and_their_way_back() {
        let mut skeleton = Skeleton::new();
        fold_into("  加 微❤信：ＡＢ⑩ ", &mut skeleton);
        assert_eq!(skeleton.text, "加微信ab10");
        let whole = 0..skeleton.text.len();
        assert_eq!(skeleton.original(whole), 2..11);
        assert_eq!(skeleton.original(3..9), 4..7);
        assert_eq!(skeleton.original(11..13), 10..11);
        assert_eq!(skeleton.original(4..5), 0..0);
        assert_eq!(skeleton.seen.chars, 8);
        assert_eq!(skeleton.seen.emoji, 1);
        fold_into("", &mut skeleton);
        assert_eq!(skeleton.original(0..0), 0..0);
    }

    #[test]
    fn characters_written_as_two_are_one() {
        let mut skeleton = Skeleton::new();
        for (text, is, from, to) in [
            ("网上贝者博", "网上赌博", 2, 4),
            ("网上贝 * 者博", "网上赌博", 2, 7),
            ("去贝者", "去赌", 1, 3),
            ("讠去贝者女昌", "讠去赌娼", 2, 4),
            ("女子", "女子", 1, 2),
        ] {
            fold_into(text, &mut skeleton);
            assert_eq!(skeleton.text, is);
            let at = is.chars().position(|c| "赌子".contains(c)).unwrap();
            assert_eq!(skeleton.original_of(at..at + 1), from..to, "{text}");
        }
    }

    #[test]
    fn joined_pictographs_are_one() {
        let mut skeleton = Skeleton::new();
        for (text, emoji) in [("👨\u{200D}👩\u{200D}👧", 1), ("🇨🇳🇨🇳", 2), ("👍🏻👍", 2), ("❤️", 1)]
        {
            fold_into(text, &mut skeleton);
            assert_eq!(skeleton.seen.emoji, emoji, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_character_has_a_place(text in "\\PC{0,60}|[\\p{Han}①㎡ 。a-z]{0,60}|[贝者木目心女子马口日月人相林禁]{0,20}") {
            let mut skeleton = Skeleton::new();
            fold_into(&text, &mut skeleton);
            prop_assert_eq!(skeleton.text.chars().count(), skeleton.positions.len());
            prop_assert!(skeleton.positions.is_sorted());
            let count = u32::try_from(text.chars().count()).unwrap();
            prop_assert!(skeleton.positions.last().is_none_or(|&last| last < count));
            let once = skeleton.text.clone();
            fold_into(&once, &mut skeleton);
            prop_assert_eq!(once, skeleton.text);
        }
    }
}
