//! A text's skeleton: its folded letters, digits and Han, with the way back to the original.

use std::ops::Range;

use crate::fold::{self, ALNUM, CODE, EMOJI, JOIN, KEPT, MANY, SPACE};

/// The folded text of a message. Reuse one for many messages: it keeps its memory.
#[derive(Clone, Debug, Default)]
pub struct Skeleton {
    /// The folded text: lower-case letters, digits, Simplified Han; no space, no punctuation.
    pub text: String,
    /// For each character of `text`, the place of the character of the original that it came
    /// from, counted in characters.
    pub positions: Vec<u32>,
    pub(crate) seen: Seen,
}

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
        let place = |byte| self.text.get(..byte).map(|before: &str| before.chars().count());
        let (Some(first), Some(after)) = (place(bytes.start), place(bytes.end)) else {
            return 0..0;
        };
        let at = |index: usize| self.positions.get(index).copied();
        match (at(first), at(after.wrapping_sub(1))) {
            (Some(from), Some(last)) if first < after => from..last + 1,
            _ => 0..0,
        }
    }

    /// Forgets the text and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.positions.clear();
        self.seen = Seen::default();
    }

    /// Folds a piece of the original that begins at its character `start`; gives the place
    /// after its last character.
    pub(crate) fn push(&mut self, piece: &str, start: u32) -> u32 {
        let table = fold::table();
        let (mut spaces, mut emoji, mut flags) = (0, 0, 0);
        let (mut run, mut now) = (self.seen.run, self.seen.now);
        let mut place = start;
        for c in piece.chars() {
            let entry = table.entry(c);
            flags |= entry;
            spaces += u32::from(entry & SPACE != 0);
            if entry & KEPT != 0 {
                if let Some(folded) = char::from_u32(entry & CODE) {
                    self.text.push(folded);
                    self.positions.push(place);
                }
                now = if entry & ALNUM == 0 { 0 } else { now + 1 };
                run = run.max(now);
            } else if entry & MANY != 0 {
                let text = table.many(entry);
                self.text.push_str(text);
                self.positions.extend(text.chars().map(|_| place));
                now += 4;
                run = run.max(now);
            }
            emoji += u32::from(entry & EMOJI != 0);
            place += 1;
        }
        if flags & JOIN != 0 && emoji > 1 {
            emoji = joined_emoji(piece);
        }
        let seen = &mut self.seen;
        seen.chars += place - start - spaces;
        seen.emoji += emoji;
        (seen.run, seen.now) = (run, now);
        seen.flags |= flags;
        place
    }
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
        fn every_character_has_a_place(text in "\\PC{0,60}|[\\p{Han}①㎡ 。a-z]{0,60}") {
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
