//! The catalogue: one file per rule kind, with its documentation, its parameters, how it is
//! read out of Chinese text, what it finds, and its examples.
//!
//! Suggested reading order: [`kind`], [`scene`], [`finder`], [`clause`], [`reading`], then any
//! file under [`kinds`]. Adding a kind is one file there and its lines in the list.
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

pub mod accounts;
pub mod activity;
pub mod card_format;
pub mod clause;
pub mod complaints;
pub mod drafts;
pub mod english;
pub mod finder;
pub mod heard;
pub mod hits;
pub mod hosts;
pub mod kind;
pub mod kinds;
pub mod lead;
pub mod people;
pub mod reading;
pub mod register;
pub mod roster;
pub mod routine;
pub mod scene;
pub mod seen;
pub mod signals;
pub mod standing;
pub mod trades;

pub use kind::{Built, FineForm, FineTerms, Procedure, Punishment, RuleKind};
pub use kinds::RULE_KINDS;

use crate::clause::Words;
use model::event::{Media, MediaKind};
use policy::spec::KindSpec;
use text::Reading;

/// The kind of that name.
#[must_use]
pub fn kind_named(name: &str) -> Option<&'static RuleKind> {
    RULE_KINDS.iter().copied().find(|kind| kind.spec.name == name)
}

/// The specifications of every kind, for the parser and the checks.
#[must_use]
pub fn specs() -> Vec<&'static KindSpec> {
    RULE_KINDS.iter().map(|kind| &kind.spec).collect()
}

/// Whether a counted metric stands for taking part in an activity.
#[must_use]
pub fn is_participation(metric: &str) -> bool {
    ["event", "活动", "聚会", "会议"].iter().any(|word| metric.has_word(word))
}

/// Fingerprints of what somebody may carry from one group to another: files, pictures, films,
/// and words that are more than a remark. A page to which a link leads is open to everybody, as
/// are stickers.
pub fn carried_keys<'r>(
    reading: &'r Reading,
    media: &'r [Media<'_>],
) -> impl Iterator<Item = u64> + 'r {
    /// Shorter words come up in several groups by chance.
    const CHARS_MIN: u32 = 40;
    /// So many more where a link stands among them: the page's title comes with it.
    const LINKED_CHARS_MIN: u32 = 120;
    let enough = if reading.links > 0 { LINKED_CHARS_MIN } else { CHARS_MIN };
    let words = reading.own_words && !reading.acknowledges && reading.chars >= enough;
    let open = |kind: MediaKind| matches!(kind, MediaKind::Link | MediaKind::Emoji);
    let own = media.iter().filter(move |one| !open(one.kind));
    let hashes = own.filter_map(|one| one.hash.as_deref());
    words.then_some(reading.key).into_iter().chain(hashes.map(text::key_of))
}

/// Fingerprints of what a message brings into the group: its words where they say something of
/// their own, its link, its files. Answers such as 收到 are no content.
pub fn content_keys<'r>(
    reading: &'r Reading,
    media: &'r [Media<'_>],
) -> impl Iterator<Item = u64> + 'r {
    /// Shorter texts are greetings, answers and turns of talk, which everybody may repeat.
    const CHARS_MIN: u32 = 12;
    let words = reading.own_words && !reading.acknowledges && reading.chars >= CHARS_MIN;
    // Stickers are there to be sent again.
    let lasting = media.iter().filter(|one| one.kind != MediaKind::Emoji);
    let hashes = lasting.filter_map(|one| one.hash.as_deref());
    words
        .then_some(reading.key)
        .into_iter()
        .chain((reading.link_key != 0).then_some(reading.link_key))
        .chain(hashes.map(text::key_of))
}
