//! A clause of a document as a recogniser sees it, and the norms that it adds.

use policy::toml::{Table, Value};

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
    pub fn has(&self, words: &[&str]) -> bool {
        has(self.text, words)
    }

    /// Whether the text, its lead or a heading has one of these words.
    #[must_use]
    pub fn around_has(&self, words: &[&str]) -> bool {
        self.has(words)
            || self.lead.is_some_and(|lead| has(lead, words))
            || self.headings.iter().any(|heading| has(heading, words))
    }

    /// The sentences of the text, split at 。;；!！? and line ends, without their marks.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.text
            .split(['。', ';', '；', '!', '！', '?', '？', '\n'])
            .map(str::trim)
            .filter(|sentence| !sentence.is_empty())
    }

    /// Whether the clause forbids something, by its own words or by the words that lead it.
    #[must_use]
    pub fn forbids(&self) -> bool {
        forbids(self.text) || self.lead.is_some_and(forbids)
    }
}

/// Looking for short words in short texts: the standard library prepares for long ones, which
/// costs more than the search.
pub(crate) trait Words {
    /// Where a word stands first, in bytes.
    fn place_of(&self, word: &str) -> Option<usize>;
    /// Whether a word stands in it.
    fn has_word(&self, word: &str) -> bool;
}

impl Words for str {
    fn place_of(&self, word: &str) -> Option<usize> {
        memchr::memmem::find(self.as_bytes(), word.as_bytes())
    }

    fn has_word(&self, word: &str) -> bool {
        self.place_of(word).is_some()
    }
}

/// Whether a text has one of these words.
#[must_use]
pub fn has(text: &str, words: &[&str]) -> bool {
    /// With fewer words the set costs more than it saves.
    const WORDS_MIN: usize = 3;
    if words.len() < WORDS_MIN {
        return words.iter().any(|word| text.has_word(word));
    }
    // Nearly no word of a list stands in a given sentence: that its first two characters do not
    // is seen much faster than that it does not.
    let seen = Characters::of(text);
    words.iter().any(|word| seen.may_have(word) && text.has_word(word))
}

/// The characters of a text, as a set that may take one for another.
#[derive(Clone, Debug)]
pub(crate) struct Characters([u64; 8]);

impl Characters {
    pub(crate) fn of(text: &str) -> Characters {
        let mut set = Characters([0; 8]);
        for character in text.chars() {
            let (word, bit) = Characters::place(character);
            if let Some(bits) = set.0.get_mut(word) {
                *bits |= bit;
            }
        }
        set
    }

    /// Whether the text may have a word: not where one of its first two characters is missing.
    pub(crate) fn may_have(&self, word: &str) -> bool {
        word.chars().take(2).all(|character| {
            let (word, bit) = Characters::place(character);
            self.0.get(word).is_some_and(|bits| bits & bit != 0)
        })
    }

    /// One of 512 places: neighbouring characters have different ones.
    fn place(character: char) -> (usize, u64) {
        let code = u32::from(character);
        let hash = code ^ (code >> 9);
        (((hash >> 6) & 7) as usize, 1 << (hash & 63))
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
}

impl Norm {
    /// A norm without parameters.
    #[must_use]
    pub fn new(kind: &'static str) -> Norm {
        Norm { kind, params: Table::new(), confidence: 80, inferred_from: Vec::new() }
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
}

/// The norms of one clause, in the order of the text.
pub type Norms = Vec<Norm>;
