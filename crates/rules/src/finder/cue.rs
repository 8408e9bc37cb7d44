//! What in a message calls a rule's attention: most messages concern few rules.

use model::{EventBody, Role, Roles};
use policy::param::Who;
use text::Reading;

/// What a message must have, one of it at least, for a rule to have anything to say about it.
///
/// A message with a titled attachment always calls ([`Reading::heard`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cue {
    words: Vec<String>,
    signs: u128,
    lists: Vec<&'static str>,
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
    /// An answer to another message.
    Reply,
    /// One of `LEADS` speaks.
    Leads,
}

/// From how many characters a message is a long one.
pub const LONG: u32 = 40;
/// Those who lead a group.
const LEADS: [Role; 4] = [Role::Owner, Role::Admin, Role::Secretary, Role::Leader];
/// How many bits the signs have; those of words follow.
const SIGNS: u32 = 16;
/// What every message has: it calls the rules without a cue.
const ANY: u128 = 1 << (SIGNS - 1);
/// What every event has that is no message: it calls all rules.
const OTHER: u128 = 1 << (SIGNS - 2);

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

    /// Whether it is called by that sign.
    #[must_use]
    pub fn awaits(&self, sign: Sign) -> bool {
        self.signs & sign.bit() != 0
    }

    /// Or whatever is said while one of these lists of the register has entries.
    #[must_use]
    pub fn or_while(mut self, lists: &[&'static str]) -> Cue {
        self.lists.extend(lists);
        self
    }

    /// One of these speaks; none where they are others than those who lead.
    #[must_use]
    pub fn spoken_by<'w>(who: impl IntoIterator<Item = &'w Who>) -> Option<Cue> {
        let leads = |who: &Who| matches!(who, Who::Role(role) if LEADS.contains(role));
        who.into_iter().all(leads).then(|| Cue::default().or(&[Sign::Leads]))
    }

    /// The lists of the register in which it looks for entries.
    #[must_use]
    pub fn lists(&self) -> &[&'static str] {
        &self.lists
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
        self.signs | OTHER
    }
}

/// Whether somebody with these roles is one of those who lead a group.
#[must_use]
pub fn leads(roles: Roles) -> bool {
    LEADS.iter().any(|role| roles.has(*role))
}

/// The signs of an event by somebody with these roles and the words heard in it, as bits; all of
/// them for what is no message.
#[must_use]
pub fn signs(body: &EventBody<'_>, reading: &Reading, roles: Roles) -> u128 {
    let EventBody::Message { text, media, reply_to, .. } = body else { return u128::MAX };
    let seen = [
        (Sign::Link, reading.links > 0),
        (Sign::Media, !media.is_empty()),
        (Sign::Hit, !reading.hits.is_empty()),
        (Sign::Digit, has_digit(text)),
        (Sign::Long, reading.chars >= LONG),
        (Sign::Reply, reply_to.is_some()),
        (Sign::Leads, leads(roles)),
    ];
    let signs = seen.iter().filter(|(_, seen)| *seen);
    signs.fold(reading.heard | ANY, |all, (sign, _)| all | sign.bit())
}

/// Whether there is a figure, be it a wide one.
fn has_digit(text: &str) -> bool {
    /// With which the wide forms begin.
    const WIDE: u8 = 0xEF;
    // All bytes, without stopping at the first: that is many at a time.
    let bytes = text.as_bytes().iter();
    let (plain, wide) = bytes.fold((false, false), |(plain, wide), byte| {
        (plain | byte.is_ascii_digit(), wide | (*byte == WIDE))
    });
    plain || wide && text.chars().any(|c| ('０'..='９').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_seen_in_either_width() {
        assert!(has_digit("共3人") && has_digit("共３人"));
        assert!(!has_digit("共三人,好") && !has_digit(""));
    }

    #[test]
    fn only_those_who_lead_are_told_by_their_role() {
        let of = |who: &[Who]| Cue::spoken_by(who).is_some();
        assert!(of(&[Who::Role(Role::Owner), Who::Role(Role::Leader)]));
        assert!(!of(&[Who::Role(Role::Owner), Who::Everyone]));
        assert!(leads(Roles::NONE.with(Role::Secretary)) && !leads(Roles::NONE));
    }
}
