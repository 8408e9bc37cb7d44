//! What in a message calls a rule's attention: most messages concern few rules.

use model::EventBody;
use text::Reading;

/// What a message must have, one of it at least, for a rule to have anything to say about it.
///
/// A message with a titled attachment always calls ([`Reading::heard`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cue {
    words: Vec<String>,
    signs: u128,
}

/// What is seen of a message beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A link.
    Link,
    /// A picture, a file or whatever else is no text.
    Media,
    /// A word of the lexicon.
    Hit,
    /// A figure.
    Digit,
    /// [`LONG`] characters or more.
    Long,
}

/// From how many characters a message is a long one.
pub const LONG: u32 = 40;
/// How many bits the signs have; those of words follow.
const SIGNS: u32 = 8;
/// What every message has: it calls the rules without a cue.
const ANY: u128 = 1 << (SIGNS - 1);

impl Sign {
    const fn bit(self) -> u128 {
        1 << self as u32
    }
}

impl Cue {
    /// One of the words of these lists.
    #[must_use]
    pub fn words(lists: &[&[&str]]) -> Cue {
        Cue::default().or_words(lists.iter().flat_map(|words| words.iter().copied()))
    }

    /// Or one of these words.
    #[must_use]
    pub fn or_words<W: AsRef<str>>(mut self, words: impl IntoIterator<Item = W>) -> Cue {
        self.words.extend(words.into_iter().map(|word| word.as_ref().to_owned()));
        self
    }

    /// Or one of these signs.
    #[must_use]
    pub fn or(mut self, signs: &[Sign]) -> Cue {
        self.signs = signs.iter().fold(self.signs, |all, sign| all | sign.bit());
        self
    }

    /// The words that it listens for.
    pub fn listens_for(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The bit that the words of the cue with that number set. Far apart numbers share a bit:
    /// then a rule looks where it need not.
    #[must_use]
    pub const fn bit(number: u32) -> u128 {
        1 << (SIGNS + number % (u128::BITS - SIGNS))
    }

    /// What of [`signs`] calls beside the words.
    #[must_use]
    pub fn signs(&self) -> u128 {
        self.signs
    }
}

/// The signs of an event and the words heard in it, as bits; all of them for what is no message.
#[must_use]
pub fn signs(body: &EventBody<'_>, reading: &Reading) -> u128 {
    let EventBody::Message { text, media, .. } = body else { return u128::MAX };
    let digit = text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let seen = [
        (Sign::Link, reading.links > 0),
        (Sign::Media, !media.is_empty()),
        (Sign::Hit, !reading.hits.is_empty()),
        (Sign::Digit, digit),
        (Sign::Long, reading.chars >= LONG),
    ];
    let signs = seen.iter().filter(|(_, seen)| *seen);
    signs.fold(reading.heard | ANY, |all, (sign, _)| all | sign.bit())
}
