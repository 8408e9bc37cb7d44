//! Who wrote the last messages of a group, for complaints that name a message.

use std::collections::VecDeque;

use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

/// How many messages: a day of a lively group, in 8 KB.
const KEPT: usize = 1_024;

/// Fingerprints of event ids with their authors, the oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Authors(VecDeque<(u32, MemberIx)>);

/// Half of a key is enough among so few: a chance meeting is one in four million.
fn fingerprint(message: &str) -> u32 {
    u32::try_from(text::key_of(message) >> 32).unwrap_or_default()
}

impl Authors {
    /// Notes who wrote a message.
    pub fn note(&mut self, message: &str, author: MemberIx) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back((fingerprint(message), author));
    }

    /// Whether the newest message has an author: looks at where the next will stand.
    #[must_use]
    pub fn has_newest(&self) -> bool {
        self.0.back().is_some_and(|(_, author)| author.0 < u32::MAX)
    }

    /// Who wrote a message, where that is still known.
    #[must_use]
    pub fn of(&self, message: &str) -> Option<MemberIx> {
        let key = fingerprint(message);
        self.0.iter().rev().find(|(known, _)| *known == key).map(|(_, author)| *author)
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<(u32, MemberIx)>()
    }
}
