//! A clause of a document as a recogniser sees it, and the norms that it adds.

use policy::toml::{Table, Value};

use crate::seen;

/// Words that the program looks for: a list of its own, which stays what it is.
pub type List = &'static [&'static str];

/// One clause, with what stands around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clause<'a> {
    /// The clause's own text: Simplified, half-width digits and letters, no line breaks, no
    /// white space between Chinese characters, no marker such as `3、`.
    pub text: &'a str,
    /// The headings above it, outermost first, in the same form.
    pub headings: &'a [String],
    /// For an item of a list, the sentence that introduces the list (禁止发布下列内容:).
    pub lead: Option<&'a str>,
    /// Where in the document it stands.
    pub place: Place,
}

/// Where in its document a clause stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// A paragraph before the first numbered article: a preamble, a form of address.
    Opening,
    /// An article or item with a number or sign of its own.
    Article,
    /// What 注 or 备注 opens.
    Remark,
    /// A paragraph between articles; also where nothing is known.
    #[default]
    Body,
    /// A paragraph after the last numbered article: a last word, a signature.
    Closing,
}

impl<'a> Clause<'a> {
    /// A clause with nothing around it.
    #[must_use]
    pub fn alone(text: &'a str) -> Clause<'a> {
        Clause { text, ..Clause::default() }
    }
}

impl Clause<'_> {
    /// Whether the text has one of these words.
    #[must_use]
    pub fn has(&self, words: List) -> bool {
        has(self.text, words)
    }

    /// Whether the text, its lead or a heading has one of these words.
    #[must_use]
    pub fn around_has(&self, words: List) -> bool {
        self.has(words)
            || self.lead.is_some_and(|lead| has(lead, words))
            || self.headings.iter().any(|heading| has(heading, words))
    }

    /// The sentences of the text, split at 。;；!！? and line ends, without their marks.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        let each = split(self.text, ends_sentence).map(str::trim);
        each.filter(|sentence| !sentence.is_empty())
    }

    /// Whether the clause forbids something, by its own words or by the words that lead it.
    #[must_use]
    pub fn forbids(&self) -> bool {
        forbids(self.text) || self.lead.is_some_and(forbids)
    }
}

/// Whether a sentence ends with a character.
pub(crate) fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | ';' | '；' | '!' | '！' | '?' | '？' | '\n')
}

/// The parts of a text between marks, as the standard library splits it; no mark is a Chinese
/// character.
pub(crate) fn split<M: Fn(char) -> bool>(text: &str, is_mark: M) -> Parts<'_, M> {
    Parts { rest: Some(text), is_mark }
}

/// What [`split()`] gives.
pub(crate) struct Parts<'t, M> {
    rest: Option<&'t str>,
    is_mark: M,
}

impl<'t, M: Fn(char) -> bool> Iterator for Parts<'t, M> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.rest.take()?;
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            // Chinese characters are seen by their first byte.
            if matches!(byte, 0xE4..=0xE9) {
                at += 3;
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            if (self.is_mark)(c) {
                self.rest = text.get(at + c.len_utf8()..);
                return text.get(..at);
            }
            at += c.len_utf8();
        }
        Some(text)
    }
}

/// Looking for short words in short texts: what prepares for long ones, as the standard library
/// does, spends more on that than on the search.
pub trait Words {
    /// Where a word stands first, in bytes.
    fn place_of(&self, word: &str) -> Option<usize>;

    /// Where a word stands last, in bytes.
    fn last_place_of(&self, word: &str) -> Option<usize>;

    /// Everywhere that a word stands, in bytes, one behind the other, with the word there.
    fn places_of(&self, word: &str) -> impl Iterator<Item = (usize, &str)>;

    /// What stands before and behind a word where it stands first.
    fn parted_at(&self, word: &str) -> Option<(&str, &str)>;

    /// What stands before and behind a word where it stands last.
    fn parted_at_last(&self, word: &str) -> Option<(&str, &str)>;

    /// Whether a word stands in it.
    fn has_word(&self, word: &str) -> bool {
        self.place_of(word).is_some()
    }
}

impl Words for str {
    fn place_of(&self, word: &str) -> Option<usize> {
        if seen::with(|seen| seen.covers(self) && !seen.may_have(word)) {
            return None;
        }
        place_in(self.as_bytes(), word.as_bytes())
    }

    fn last_place_of(&self, word: &str) -> Option<usize> {
        memchr::memmem::rfind(self.as_bytes(), word.as_bytes())
    }

    fn places_of(&self, word: &str) -> impl Iterator<Item = (usize, &str)> {
        let from = |from: usize| {
            let at = from + self.get(from..)?.place_of(word)?;
            Some((at, self.get(at..at + word.len())?))
        };
        std::iter::successors(from(0), move |(at, word)| from(at + word.len().max(1)))
    }

    fn parted_at(&self, word: &str) -> Option<(&str, &str)> {
        parted(self, self.place_of(word)?, word)
    }

    fn parted_at_last(&self, word: &str) -> Option<(&str, &str)> {
        parted(self, self.last_place_of(word)?, word)
    }
}

/// Where a word stands first in a text.
fn place_in(text: &[u8], word: &[u8]) -> Option<usize> {
    // The last byte of a Chinese character is the rarest of its three.
    let Some((last, head)) = word.split_last() else { return Some(0) };
    let mut from = head.len();
    loop {
        let end = from + memchr::memchr(*last, text.get(from..)?)?;
        let start = end - head.len();
        // The bytes before it tell most; so few are compared faster one by one.
        let before = text.get(start..end)?;
        if before.iter().rev().eq(head.iter().rev()) {
            return Some(start);
        }
        from = end + 1;
    }
}

fn parted<'t>(text: &'t str, at: usize, word: &str) -> Option<(&'t str, &'t str)> {
    let (before, rest) = text.split_at_checked(at)?;
    Some((before, rest.get(word.len()..)?))
}

/// Whether a text has one of these words.
#[must_use]
pub fn has(text: &str, words: List) -> bool {
    /// With fewer words the set costs more than it saves.
    const WORDS_MIN: usize = 7;
    let stands = |word: &str| place_in(text.as_bytes(), word.as_bytes()).is_some();
    // Nearly no word of a list stands in a given sentence: that its first two characters do not
    // is seen much faster than that it does not.
    seen::with(|seen| {
        if seen.covers(text) {
            seen.may_have_one(words) && words.iter().any(|word| seen.may_have(word) && stands(word))
        } else if words.len() < WORDS_MIN {
            words.iter().any(|word| stands(word))
        } else {
            let seen = Characters::of(text);
            words.iter().any(|word| seen.may_have(word) && stands(word))
        }
    })
}

/// Whether one of a list's words may stand in a text; only where it surely does not this says no.
pub(crate) fn may_have(text: &str, words: List) -> bool {
    seen::with(|seen| !seen.covers(text) || seen.may_have_one(words))
}

/// Those of many words that may stand in a text: nearly none does, and that is seen much faster
/// than where they would stand.
pub fn likely<'w>(text: &str, words: &'w [&'w str]) -> impl Iterator<Item = &'w str> + use<'w> {
    let marked = seen::with(|seen| seen.covers(text));
    let own = (!marked).then(|| Characters::of(text));
    words.iter().copied().filter(move |word| match &own {
        Some(own) => own.may_have(word),
        None => seen::with(|seen| seen.may_have(word)),
    })
}

/// The characters of a text, as a set that may take one for another.
#[derive(Clone, Debug)]
pub(crate) struct Characters([u64; 8]);

impl Characters {
    pub(crate) fn of(text: &str) -> Characters {
        let mut set = Characters([0; 8]);
        let mut rest = text.as_bytes();
        while let Some((place, behind)) = Characters::next(rest) {
            if let Some(bits) = set.0.get_mut(place >> 6) {
                *bits |= 1 << (place & 63);
            }
            rest = behind;
        }
        set
    }

    /// Whether the text may have a word: not where one of its first two characters is missing.
    #[inline]
    pub(crate) fn may_have(&self, word: &str) -> bool {
        // Two Chinese characters, as nearly all words have.
        if let [0xE0..=0xEF, a, b, 0xE0..=0xEF, c, d, ..] = word.as_bytes() {
            return self.has(Characters::place(*a, *b)) && self.has(Characters::place(*c, *d));
        }
        let Some((first, rest)) = Characters::next(word.as_bytes()) else { return true };
        self.has(first) && Characters::next(rest).is_none_or(|(second, _)| self.has(second))
    }

    fn has(&self, place: usize) -> bool {
        self.0.get(place >> 6).is_some_and(|bits| bits >> (place & 63) & 1 != 0)
    }

    #[inline]
    fn place(high: u8, low: u8) -> usize {
        usize::from(high & 7) << 6 | usize::from(low & 63)
    }

    /// The place of the first character, one of 512, and what stands behind it. Of the bytes of
    /// a Chinese character the last two tell it from its neighbours.
    #[inline]
    fn next(bytes: &[u8]) -> Option<(usize, &[u8])> {
        let place = Characters::place;
        match bytes {
            [0xE0..=0xEF, high, low, rest @ ..] | [0xF0..=0xFF, _, high, low, rest @ ..] => {
                Some((place(*high, *low), rest))
            }
            [high @ 0xC0..=0xDF, low, rest @ ..] => Some((place(*high, *low), rest)),
            [one, rest @ ..] => Some((place(one >> 6, *one), rest)),
            [] => None,
        }
    }
}

/// Words that forbid.
pub const FORBIDDING: &[&str] = &[
    "禁止",
    "严禁",
    "不得",
    "不准",
    "不许",
    "不允许",
    "不可",
    "不能",
    "请勿",
    "勿",
    "杜绝",
    "拒绝",
    "避免",
    "不要",
    "不应",
    "不宜",
    "违者",
    "禁发",
    "谢绝",
    "不提倡",
];

/// Whether a text forbids something.
#[must_use]
pub fn forbids(text: &str) -> bool {
    has(text, FORBIDDING) || says_do_not(text)
}

/// 别 as a word of its own: 别发, 别超过; not in 特别, 别人, 别的.
fn says_do_not(text: &str) -> bool {
    const BEFORE: &str = "特个区级性分类告识派道鉴离差国";
    const AFTER: &str = "人的墅家样处名称克致有";
    text.match_indices('别').any(|(at, word)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|rest| rest.chars().next());
        !before.is_some_and(|c| BEFORE.contains(c)) && after.is_some_and(|c| !AFTER.contains(c))
    })
}

/// One norm that a clause states.
#[derive(Clone, Debug, PartialEq)]
pub struct Norm {
    /// The rule kind's name.
    pub kind: &'static str,
    /// Its parameters: only what the text states.
    pub params: Table,
    /// How sure the reading is, 0 to 100; under 60 it is marked for a look.
    pub confidence: u8,
    /// The words that it was inferred from, where no recogniser read it.
    pub inferred_from: Vec<String>,
    /// Whether the clause bans only some of what the rule takes in (乱发链接, 语音红包), and which of
    /// it people must say: the policy file has such a norm as a comment.
    pub partial: bool,
}

impl Norm {
    /// A norm without parameters.
    #[must_use]
    pub fn new(kind: &'static str) -> Norm {
        Norm {
            kind,
            params: Table::new(),
            confidence: 80,
            inferred_from: Vec::new(),
            partial: false,
        }
    }

    /// The norm with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Norm {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// The norm with one more parameter where there is a value.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Norm {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The norm with another confidence.
    #[must_use]
    pub fn sure(mut self, confidence: u8) -> Norm {
        self.confidence = confidence;
        self
    }

    /// The norm of a clause that bans only some of what its rule takes in.
    #[must_use]
    pub fn partly(self) -> Norm {
        Norm { partial: true, ..self.sure(55) }
    }
}

/// The norms of one clause, in the order of the text.
pub type Norms = Vec<Norm>;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_three_bytes_and_others_are_found() {
        let text = "a群é里😀群里";
        for word in ["", "a", "é", "群里", "😀", "里😀", "群", "人", "群里群里群里群里群里"]
        {
            assert_eq!(text.place_of(word), text.find(word), "{word}");
            assert!(!text.has_word(word) || Characters::of(text).may_have(word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn words_are_found_where_the_standard_library_finds_them(
            text in "[a群裤裡é😀]{0,40}",
            word in "[a群裤裡é😀]{1,3}",
        ) {
            let is_mark = |c: char| word.contains(c) && !matches!(c, '群' | '裤' | '裡');
            prop_assert!(split(&text, is_mark).eq(text.split(is_mark)));
            prop_assert_eq!(text.place_of(&word), text.find(&word));
            prop_assert_eq!(text.last_place_of(&word), text.rfind(&word));
            prop_assert_eq!(text.parted_at(&word), text.split_once(word.as_str()));
            prop_assert_eq!(text.parted_at_last(&word), text.rsplit_once(word.as_str()));
            prop_assert!(text.places_of(&word).eq(text.match_indices(word.as_str())));
            let list = vec![&*String::leak(word.clone()); 9].leak();
            prop_assert_eq!(has(&text, list), text.contains(&word));
        }
    }
}
