//! Who wrote the last messages of a group, for complaints that name a message.

use std::collections::VecDeque;

use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

/// How many messages: a day of a lively group, in 16 KB.
const KEPT: usize = 1_024;

/// Fingerprints of event ids with their authors, the oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Authors(VecDeque<(u64, MemberIx)>);

impl Authors {
    /// Notes who wrote a message.
    pub fn note(&mut self, message: &str, author: MemberIx) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back((text::key_of(message), author));
    }

    /// Who wrote a message, where that is still known.
    #[must_use]
    pub fn of(&self, message: &str) -> Option<MemberIx> {
        let key = text::key_of(message);
        self.0.iter().rev().find(|(known, _)| *known == key).map(|(_, author)| *author)
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<(u64, MemberIx)>()
    }
}
