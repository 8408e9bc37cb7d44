//! Reading Chinese group messages: folding, our own lexicon, contacts, links, questions; and
//! numbers, times, spans and money for the policy compiler ([`words`]).
//!
//! Pure: the same text and lexicon give the same [`Reading`], everywhere and always.
//! Suggested reading order: [`fold`], [`skeleton`], [`lexicon`], [`reader`], [`words`].
#![deny(clippy::disallowed_methods, clippy::float_arithmetic, clippy::iter_over_hash_type)]

mod codes;
mod contacts;
pub mod fold;
pub mod judge;
mod judged;
pub mod knowledge;
pub mod lexicon;
pub mod linear;
mod links;
mod listener;
mod manner;
mod matcher;
pub mod personal;
pub mod quote;
pub mod reader;
mod scan;
mod shape;
pub mod skeleton;
pub mod sketch;
pub mod sound;
pub mod split;
pub mod topic;
pub mod view;
pub mod words;

pub use judge::{Judge, Strictness};
pub use knowledge::Knowledge;
pub use lexicon::Lexicon;
pub use reader::{ACT, ASK, Hit, Reader, Reading, Scratch, own_words};
pub use skeleton::{Skeleton, fold_into};
pub use sketch::Sketch;
pub use topic::Topic;

/// The fingerprint of a text as it stands, such as a file's hash.
#[must_use]
pub fn key_of(text: &str) -> u64 {
    rapidhash::v3::rapidhash_v3(text.as_bytes())
}
