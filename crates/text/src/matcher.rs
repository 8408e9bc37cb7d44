//! Finds every word of a set, wherever it stands in a text.
//!
//! Two bits for each pair of characters say whether a longer word begins with it and whether it is
//! a word itself, and one for each three whether a word begins so; hardly any piece of a message
//! passes them. Those that do are looked up, longer and longer, among the beginnings of words, as
//! long as several words go on so; the one that is left is compared as a whole. The bits are so
//! few that they stay near the processor, and a set is made in a tenth of the time that an
//! automaton takes.
//! A text costs its length times, at worst, that of the longest word.

/// What a slot says beside its word: several longer words begin so.
const LONGER: u32 = 1 << 31;
/// So many bits there are for each beginning: of those that no word has, one in as many is taken
/// for one.
const BITS_EACH: usize = 32;
/// The fewest and most bits.
const TABLE_BITS: std::ops::RangeInclusive<u32> = 12..=21;
/// What a pair's bits say: a longer word begins with it, it is a word.
const BEGINS: u64 = 1;
const IS: u64 = 2;
/// How many bits there are for words of one character.
const SINGLE_BITS: u32 = 10;
/// How many slots there are for four beginnings, at least: chains stay short.
const ROOM_FOR_FOUR: usize = 6;

/// A set of words, each with a number.
#[derive(Default)]
pub(crate) struct Matcher {
    /// Whether a longer word begins with a pair and whether it is one, by the pair's hash: twice
    /// as many bits as places.
    pairs: Bits,
    /// Whether a word begins with three characters, by their hash.
    threes: Bits,
    /// Whether a character is a word.
    singles: Bits,
    /// By its hash: each beginning of three characters and more up to the first that a single
    /// word has, and shorter words.
    slots: Vec<Slot>,
    shift: u32,
    /// How many lower bits of a slot are a word's number.
    number_bits: u32,
    entries: Vec<Entry>,
    /// All words, one behind another.
    texts: String,
}

/// A beginning of words: in the lower bits 1 more than the number of its first entry where it is
/// a word itself or only one goes on so, in the uppermost [`LONGER`], and between them what tells
/// it from others that might stand here. 0: nothing stands here. The table is twice as large with
/// anything more, and crowds out what else a message needs.
type Slot = u32;

/// A word.
struct Entry {
    /// Where it stands among the texts.
    from: u32,
    value: u32,
    /// 1 more than the number of another entry that stands in the same slot; nearly never.
    next: u32,
    /// Its bytes.
    length: u16,
    /// How many of them are the beginning that leads to it.
    told_at: u16,
}

/// How many characters each word shares with the one before it.
fn same_as_before(words: &[(&str, u32)]) -> Vec<usize> {
    let mut before = "";
    let same = words.iter().map(|(word, _)| {
        let pairs = word.chars().zip(std::mem::replace(&mut before, word).chars());
        pairs.take_while(|(a, b)| a == b).count()
    });
    same.collect()
}

/// How many characters of a word lead to it, by how many it shares with its neighbours: as many
/// as no other word begins with, at least three, if it has so many.
fn depth(word: &str, shared: &[usize]) -> usize {
    let shared = shared.iter().copied().max().unwrap_or(0);
    word.chars().count().min((shared + 1).max(3))
}

/// The hash of a beginning with one more character.
#[inline]
pub(crate) fn step(hash: u64, c: char) -> u64 {
    (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The place of a hash in a table of `1 << (64 - shift)` places: by its upper bits.
#[inline]
fn place(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> (shift % u64::BITS)).unwrap_or(usize::MAX)
}

/// What tells hashes apart that have one place, between the lower bits and [`LONGER`].
#[inline]
fn check(hash: u64, number_bits: u32) -> u32 {
    let low = u32::try_from(hash & u64::from(u32::MAX)).unwrap_or(0);
    low & !LONGER & (u32::MAX << (number_bits % u32::BITS))
}

/// The shift for a table of a power of two, at least 2.
fn shift_for(count: usize) -> u32 {
    u64::BITS - count.next_power_of_two().trailing_zeros().max(1)
}

/// Bits by hashes: what was set is there, and few others seem so.
#[derive(Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
    shift: u32,
}

impl Bits {
    pub(crate) fn new(bits: u32) -> Bits {
        Bits { words: vec![0; (1 << bits) / 64], shift: u64::BITS - bits }
    }

    /// Room for so many hashes.
    fn of(count: usize) -> Bits {
        let bits = u64::BITS - shift_for(count.saturating_mul(BITS_EACH));
        Bits::new(bits.clamp(*TABLE_BITS.start(), *TABLE_BITS.end()))
    }

    /// Sets one of the two bits of a hash, in a table that has two for each.
    fn set_of_two(&mut self, hash: u64, which: u64) {
        let at = place(hash, self.shift) & !1;
        if let Some(word) = self.words.get_mut(at / 64) {
            *word |= which << (at % 64);
        }
    }

    /// The two bits of a hash.
    #[inline]
    fn two(&self, hash: u64) -> u64 {
        let at = place(hash, self.shift) & !1;
        self.words.get(at / 64).map_or(0, |word| word >> (at % 64) & 3)
    }

    pub(crate) fn set(&mut self, hash: u64) {
        let at = place(hash, self.shift);
        if let Some(word) = self.words.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    #[inline]
    pub(crate) fn has(&self, hash: u64) -> bool {
        let at = place(hash, self.shift);
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}

impl Matcher {
    /// A set of words with their numbers. Ascending words are taken fastest; the same word may
    /// stand there again with another number. Empty ones and those that are longer than any text
    /// are left out.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, u32)>) -> Matcher {
        let fits = |word: &str| !word.is_empty() && word.len() <= usize::from(u16::MAX);
        let mut words: Vec<(&str, u32)> = words.filter(|(word, _)| fits(word)).collect();
        words.sort_unstable();
        let mut shared = same_as_before(&words);
        // Behind the last one nothing is the same.
        shared.push(0);
        let (mut slots, mut pairs, mut threes) = (1, 1, 1);
        for (&(word, _), same) in words.iter().zip(shared.windows(2)) {
            let before = same.first().copied().unwrap_or(0);
            slots += depth(word, same).saturating_sub(before.max(2)).max(1);
            pairs += usize::from(before < 2);
            threes += usize::from(before < 3);
        }
        let slots = (slots.saturating_mul(ROOM_FOR_FOUR) / 4 + 1).next_power_of_two();
        let mut matcher = Matcher {
            pairs: Bits::of(pairs),
            threes: Bits::of(threes),
            singles: Bits::new(SINGLE_BITS),
            slots: vec![0; slots],
            shift: shift_for(slots),
            number_bits: usize::BITS - words.len().leading_zeros(),
            ..Matcher::default()
        };
        for (&(word, value), same) in words.iter().zip(shared.windows(2)) {
            matcher.add(word, value, depth(word, same));
        }
        matcher
    }

    /// Adds a word that its first `depth` characters lead to.
    fn add(&mut self, word: &str, value: u32, depth: usize) {
        let mut hash = 0;
        let mut at: Option<usize> = None;
        let chars = word.chars().count();
        let mut told_at = word.len();
        for ((place, c), length) in word.char_indices().zip(1..=depth) {
            hash = step(hash, c);
            match length {
                1 if chars == 1 => self.singles.set(hash),
                2 => self.pairs.set_of_two(hash, if chars == 2 { IS } else { BEGINS }),
                3 => self.threes.set(hash),
                _ => {}
            }
            if length >= chars.min(3) {
                if let Some(slot) = at.and_then(|at| self.slots.get_mut(at)) {
                    *slot |= LONGER;
                }
                at = Some(self.slot_for(hash));
                told_at = place + c.len_utf8();
            }
        }
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let short = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        let (from, own) = (number(self.texts.len()), number(self.entries.len() + 1));
        self.texts.push_str(word);
        let numbers = self.numbers();
        if let Some(slot) = at.and_then(|at| self.slots.get_mut(at)) {
            let next = *slot & numbers;
            *slot = (*slot & !numbers) | own;
            let (length, told_at) = (short(word.len()), short(told_at));
            self.entries.push(Entry { from, value, next, length, told_at });
        }
    }

    /// The bits of a slot that are a word's number.
    #[inline]
    fn numbers(&self) -> u32 {
        !(u32::MAX << (self.number_bits % u32::BITS))
    }

    /// Where a beginning stands, or may.
    fn slot_for(&mut self, hash: u64) -> usize {
        let own = check(hash, self.number_bits);
        let of_check = !(LONGER | self.numbers());
        let mut at = place(hash, self.shift);
        // There is always room: some slots are never taken.
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                // Taken as soon as the caller says what stands here.
                *slot = own;
                return at;
            }
            if *slot & of_check == own {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        0
    }

    /// What stands at a beginning, without what tells it from others; 0 where no word begins so.
    #[inline]
    fn at(&self, hash: u64) -> u32 {
        let own = check(hash, self.number_bits);
        let told = LONGER | self.numbers();
        let mut at = place(hash, self.shift);
        loop {
            match self.slots.get(at) {
                Some(0) | None => return 0,
                Some(slot) if slot & !told == own => return slot & told,
                Some(_) => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Gives every word that stands in a text: its first byte, the one behind it, its number.
    #[inline]
    pub(crate) fn find(&self, text: &str, mut each: impl FnMut(usize, usize, u32)) {
        if self.entries.is_empty() {
            return;
        }
        // The character before, and the pair of it and the one before where words begin so.
        let (mut one, mut two) = (None, None);
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            if let Some((start, hash)) = two {
                let three = step(hash, c);
                if self.threes.has(three) {
                    self.follow(text, (start, end), three, &mut each);
                }
            }
            two = None;
            if let Some((start, hash)) = one {
                let pair = step(hash, c);
                let bits = self.pairs.two(pair);
                if bits & BEGINS != 0 {
                    two = Some((start, pair));
                }
                if bits & IS != 0 {
                    self.tell(text, (start, end), self.at(pair), &mut each);
                }
            }
            let hash = step(0, c);
            if self.singles.has(hash) {
                self.tell(text, (at, end), self.at(hash), &mut each);
            }
            one = Some((at, hash));
        }
    }

    /// Looks up longer and longer pieces.
    fn follow(
        &self,
        text: &str,
        (start, mut end): (usize, usize),
        mut hash: u64,
        each: &mut impl FnMut(usize, usize, u32),
    ) {
        let mut rest = text.get(end..).unwrap_or_default().chars();
        loop {
            let word = self.at(hash);
            self.tell(text, (start, end), word, each);
            if word & LONGER == 0 {
                return;
            }
            let Some(c) = rest.next() else { return };
            hash = step(hash, c);
            end += c.len_utf8();
        }
    }

    /// Gives the words that a piece with their hash leads to.
    #[inline]
    fn tell(
        &self,
        text: &str,
        (start, end): (usize, usize),
        word: u32,
        each: &mut impl FnMut(usize, usize, u32),
    ) {
        let mut number = word & !LONGER;
        while let Some(entry) = number.checked_sub(1).and_then(|at| self.entries.get(at as usize)) {
            let (from, length) = (entry.from as usize, usize::from(entry.length));
            let own = self.texts.as_bytes().get(from..from + length);
            let here = text.as_bytes().get(start..start + length);
            // Once only, whatever else leads here.
            if usize::from(entry.told_at) == end - start && own == here {
                each(start, start + length, entry.value);
            }
            number = entry.next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every word at every place, in the order of places and words.
    fn found(words: &[&str], text: &str) -> Vec<(usize, usize, u32)> {
        let matcher = Matcher::new(words.iter().copied().zip(0..));
        let mut found = Vec::new();
        matcher.find(text, |start, end, value| found.push((start, end, value)));
        found.sort_unstable();
        found
    }

    fn looked_for(words: &[&str], text: &str) -> Vec<(usize, usize, u32)> {
        let mut all = Vec::new();
        for (word, value) in words.iter().zip(0..) {
            for (at, _) in text.char_indices() {
                if !word.is_empty() && text.get(at..).is_some_and(|rest| rest.starts_with(word)) {
                    all.push((at, at + word.len(), value));
                }
            }
        }
        all.sort_unstable();
        all
    }

    #[test]
    fn words_within_words_are_all_found() {
        let words = ["代购", "代购群", "购", "群主", "购群主", "vx"];
        let is = [(0, 6, 0), (0, 9, 1), (3, 6, 2), (3, 12, 4), (6, 12, 3), (13, 15, 5)];
        assert_eq!(found(&words, "代购群主1vx"), is);
        assert_eq!(found(&words, ""), []);
        assert_eq!(found(&[], "代购"), []);
        assert_eq!(found(&["", "买", "买"], "买"), [(0, 3, 1), (0, 3, 2)]);
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_is_there(
            words in proptest::collection::vec("[甲乙丙ab]{0,5}", 0..40),
            text in "[甲乙丙丁abc]{0,40}",
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            prop_assert_eq!(found(&words, &text), looked_for(&words, &text));
        }
    }
}
