//! What stands in the clause that is being read, seen once.
//!
//! Thousands of words are held against a clause and its sentences, and nearly none of them stands
//! there. Which characters and which pairs of them the clause has is marked once, before its
//! recognisers look; a word that begins with another pair is then passed over at once, wherever
//! in the clause it is looked for.
//!
//! Lists of words are held against every clause, hundreds of them. A list that was looked for
//! once is known by its place in memory, and by the beginnings of its words: whether a clause may
//! have one of them is then marked together with the pairs, for all lists at once.
//!
//! The marks only make looking faster: without them the same is found. They are a thread's own,
//! and hold for texts that lie within the clause in memory, as long as it is borrowed.

use crate::clause::{Clause, List};
use std::cell::{Cell, RefCell};

/// So many bits, by 64, for characters and for pairs of them: a clause has some thirty.
const CHARACTERS: usize = 8;
const PAIRS: usize = 32;

/// So many places there are for the beginnings of all words of all lists.
const BEGINNINGS: usize = 1 << 14;
/// So many places there are for lists at first.
const SLOTS: usize = 1 << 12;

/// So many texts of a clause are marked: its own, its lead, and the headings right above it.
const TEXTS: usize = 4;

/// The marks of the clause that a thread reads.
pub(crate) struct Seen {
    /// Where its texts lie in memory; nowhere, where none is being read.
    texts: [Cell<(usize, usize)>; TEXTS],
    characters: [Cell<u64>; CHARACTERS],
    pairs: [Cell<u64>; PAIRS],
}

thread_local! {
    static SEEN: Seen = const {
        Seen {
            texts: [const { Cell::new((0, 0)) }; TEXTS],
            characters: [const { Cell::new(0) }; CHARACTERS],
            pairs: [const { Cell::new(0) }; PAIRS],
        }
    };
    static LISTS: RefCell<Lists> = const { RefCell::new(Lists::new()) };
}

/// Runs what reads a clause, with what stands in its texts marked meanwhile.
pub fn reading<T>(clause: &Clause<'_>, read: impl FnOnce() -> T) -> T {
    /// Takes the marks back, however reading ends.
    struct Marked;
    impl Drop for Marked {
        fn drop(&mut self) {
            SEEN.with(Seen::forget);
        }
    }
    SEEN.with(|seen| LISTS.with_borrow_mut(|lists| seen.mark_all(clause, lists)));
    let _marked = Marked;
    read()
}

/// Looks at the marks of this thread.
#[inline]
pub(crate) fn with<T>(look: impl FnOnce(&Seen) -> T) -> T {
    SEEN.with(look)
}

impl Seen {
    fn mark_all(&self, clause: &Clause<'_>, lists: &mut Lists) {
        self.forget();
        self.characters.iter().chain(&self.pairs).for_each(|bits| bits.set(0));
        lists.marks.fill(0);
        let above = clause.headings.iter().rev().map(String::as_str);
        let texts = [clause.text].into_iter().chain(clause.lead).chain(above);
        for (text, place) in texts.zip(&self.texts) {
            self.mark(text, lists);
            let from = text.as_ptr().addr();
            place.set((from, from + text.len()));
        }
    }

    fn mark(&self, text: &str, lists: &mut Lists) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (one, pair) = (one(first), pair(rest));
            set(&self.characters, place(one, CHARACTERS * 64));
            set(&self.pairs, place(pair, PAIRS * 64));
            lists.mark(one);
            lists.mark(pair);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }

    fn forget(&self) {
        self.texts.iter().for_each(|text| text.set((0, 0)));
    }

    /// Whether a text is a part of the clause's.
    #[inline]
    pub(crate) fn covers(&self, text: &str) -> bool {
        let start = text.as_ptr().addr();
        let lies_in = |(from, to): (usize, usize)| from <= start && start + text.len() <= to;
        self.texts.iter().any(|text| lies_in(text.get()))
    }

    /// Whether a word may stand in the clause.
    #[inline]
    pub(crate) fn may_have(&self, word: &str) -> bool {
        match chinese_pair(word.as_bytes()) {
            Some(pair) => is_set(&self.pairs, place(pair, PAIRS * 64)),
            None => self.may_have_other(word),
        }
    }

    #[inline(never)]
    fn may_have_other(&self, word: &str) -> bool {
        match beginning(word) {
            Some(Beginning::One(one)) => is_set(&self.characters, place(one, CHARACTERS * 64)),
            Some(Beginning::Pair(pair)) => is_set(&self.pairs, place(pair, PAIRS * 64)),
            None => true,
        }
    }

    /// Whether one of a list's words may stand in the clause.
    #[inline]
    pub(crate) fn may_have_one(&self, words: List) -> bool {
        // A few are looked at faster than the list is.
        const FEW: usize = 3;
        if words.len() < FEW {
            return words.iter().any(|word| self.may_have(word));
        }
        LISTS.with_borrow(|lists| lists.marked(words)).unwrap_or_else(|| {
            let may = words.iter().any(|word| self.may_have(word));
            LISTS.with_borrow_mut(|lists| lists.enter(words, may));
            may
        })
    }
}

/// The lists that have been looked for on a thread.
struct Lists {
    /// By their place in memory.
    slots: Vec<Slot>,
    count: usize,
    /// 1 more than the number of a beginning's first link; 0: no list has such a word.
    first: Vec<u32>,
    links: Vec<Link>,
    /// A bit for each list: whether one of its words may stand in the clause.
    marks: Vec<u64>,
}

/// A list in the table: where it lies, how long it is and its number. Of none the length is 0.
#[derive(Clone, Copy, Default)]
struct Slot {
    at: usize,
    length: u32,
    number: u32,
}

/// A list with a word of a beginning, and 1 more than the number of the next link.
struct Link {
    list: u32,
    next: u32,
}

impl Lists {
    const fn new() -> Lists {
        Lists {
            slots: Vec::new(),
            count: 0,
            first: Vec::new(),
            links: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Marks the lists that have a word of a beginning.
    fn mark(&mut self, beginning: u32) {
        let mut next = self.first.get(place(beginning, BEGINNINGS)).copied().unwrap_or(0);
        while let Some(link) = (next as usize).checked_sub(1).and_then(|at| self.links.get(at)) {
            let list = link.list as usize;
            if let Some(bits) = self.marks.get_mut(list / 64) {
                *bits |= 1 << (list % 64);
            }
            next = link.next;
        }
    }

    /// The mark of a list; nothing where it is not known yet.
    #[inline]
    fn marked(&self, words: List) -> Option<bool> {
        let slot = self.slots.get(self.slot_of(words.as_ptr().addr(), words.len())?)?;
        let number = (slot.length > 0).then_some(slot.number as usize)?;
        self.marks.get(number / 64).map(|bits| bits >> (number % 64) & 1 != 0)
    }

    /// Where a list stands in the table, or would stand.
    #[inline]
    fn slot_of(&self, at: usize, length: usize) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut place = at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40 & mask;
        loop {
            let slot = self.slots.get(place)?;
            if slot.length == 0 || slot.at == at && slot.length as usize == length {
                return Some(place);
            }
            place = (place + 1) & mask;
        }
    }

    /// Enters a list that is not known yet; `may` says whether one of its words may stand in the
    /// clause.
    fn enter(&mut self, words: List, may: bool) {
        // The empty word stands everywhere: such a list is looked at word by word.
        let begin: Option<Vec<Beginning>> = words.iter().map(|word| beginning(word)).collect();
        let (Some(begin), Ok(length)) = (begin, u32::try_from(words.len())) else { return };
        let Ok(number) = u32::try_from(self.count) else { return };
        self.count += 1;
        if self.marks.len() * 64 < self.count {
            self.marks.push(0);
        }
        if let Some(bits) = self.marks.last_mut() {
            *bits |= u64::from(may) << (number % 64);
        }
        self.first.resize(BEGINNINGS, 0);
        for Beginning::One(value) | Beginning::Pair(value) in begin {
            let Some(first) = self.first.get_mut(place(value, BEGINNINGS)) else { continue };
            self.links.push(Link { list: number, next: *first });
            *first = u32::try_from(self.links.len()).unwrap_or(0);
        }
        self.put(Slot { at: words.as_ptr().addr(), length, number });
    }

    /// Puts a list into the table, which is never more than half full.
    fn put(&mut self, slot: Slot) {
        if self.count * 2 > self.slots.len() {
            let room = vec![Slot::default(); (self.slots.len() * 2).max(SLOTS)];
            for slot in std::mem::replace(&mut self.slots, room) {
                self.place(slot);
            }
        }
        self.place(slot);
    }

    fn place(&mut self, slot: Slot) {
        let at = self.slot_of(slot.at, slot.length as usize);
        if let Some(place) = at.and_then(|at| self.slots.get_mut(at)) {
            *place = slot;
        }
    }
}

/// How a word begins: with a character that is all of it, or with two.
enum Beginning {
    One(u32),
    Pair(u32),
}

fn beginning(word: &str) -> Option<Beginning> {
    let mut chars = word.chars();
    let first = chars.next()?;
    Some(match chars.next() {
        None => Beginning::One(one(first)),
        Some(_) => Beginning::Pair(pair(word)),
    })
}

fn one(c: char) -> u32 {
    u32::from(c)
}

/// The first two characters as a number.
fn pair(text: &str) -> u32 {
    chinese_pair(text.as_bytes()).unwrap_or_else(|| {
        let mut chars = text.chars().map(u32::from);
        chars.next().unwrap_or(0) ^ chars.next().unwrap_or(0).rotate_left(15)
    })
}

/// The same where both are Chinese, as nearly all are: of three bytes each.
#[inline]
fn chinese_pair(bytes: &[u8]) -> Option<u32> {
    let [a, b, c, d, e, f] = *bytes.first_chunk()?;
    let (left, right) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([c, d, e, f]));
    let first_bytes = left & 0xF000_00F0;
    (first_bytes == 0xE000_00E0).then(|| left ^ right.rotate_left(15))
}

/// The place of a number among so many, a power of two.
#[inline]
fn place(value: u32, count: usize) -> usize {
    let shift = u32::BITS - count.trailing_zeros();
    (value.wrapping_mul(0x9E37_79B1) >> shift) as usize
}

fn set(bits: &[Cell<u64>], at: usize) {
    if let Some(bits) = bits.get(at / 64) {
        bits.set(bits.get() | 1 << (at % 64));
    }
}

#[inline]
fn is_set(bits: &[Cell<u64>], at: usize) -> bool {
    bits.get(at / 64).is_some_and(|bits| bits.get() >> (at % 64) & 1 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clause::{Words, has};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_same_is_found_as_without_marks(
            text in "[a群裤裡é😀人]{0,30}",
            from in 0_usize..12,
            word in "[a群裤裡é😀人]{0,3}",
        ) {
            let start = text.char_indices().nth(from).map_or(text.len(), |(at, _)| at);
            let part = text.get(start..).unwrap();
            let other = part.to_owned();
            let lists = [1, 2, 9].map(|count| &*vec![&*String::leak(word.clone()); count].leak());
            // Another clause before has marks of its own.
            for looked_at in [&*other, part, &*text, part, &*other] {
                let clause = match looked_at.as_ptr() == other.as_ptr() {
                    true => Clause { lead: Some(&other), ..Clause::alone("人") },
                    false => Clause::alone(&text),
                };
                reading(&clause, || {
                    prop_assert_eq!(looked_at.place_of(&word), looked_at.find(&word));
                    for list in lists {
                        prop_assert_eq!(has(looked_at, list), looked_at.contains(&word));
                    }
                    Ok(())
                })?;
            }
            prop_assert!(!with(|seen| seen.covers(&text) || seen.covers(&other)));
        }
    }
}
