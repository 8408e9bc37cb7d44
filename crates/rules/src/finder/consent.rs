//! Consent that a request needs, and the permit that follows.

use model::Span;
use policy::param::Who;

use super::Fact;
use crate::scene::MemberIx;

/// Consent that a request needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Who gives it: one after the other, each somebody else.
    pub from: Vec<Assent>,
    /// What the permit is for: the rule's own word.
    pub what: &'static str,
    /// For content, its fingerprint; 0 where the permit is for an act.
    pub key: u64,
    /// In words.
    pub fact: Fact,
    /// How long each step may take; none: as long as any case waits.
    pub within: Option<Span>,
    /// Whether it counts as given where nobody answers in time.
    pub silence_grants: bool,
    /// Whom it is about, where that is not the acting member: a complaint about somebody. Then
    /// no permit follows, and nobody is answered but by the rule, in
    /// [`Finder::ended`](super::Finder::ended).
    pub about: Option<MemberIx>,
    /// Who may not take part, beside the person concerned: whoever reported, say.
    pub barred: Vec<MemberIx>,
    /// Given back in [`Ending::tag`](super::Ending::tag).
    pub tag: String,
}

impl Consent {
    /// One of those people is asked.
    #[must_use]
    pub fn by(who: Who, what: &'static str, key: u64, fact: Fact) -> Consent {
        let from = vec![Assent { who, count: 1 }];
        Consent {
            from,
            what,
            key,
            fact,
            within: None,
            silence_grants: false,
            about: None,
            barred: Vec::new(),
            tag: String::new(),
        }
    }
}

/// One step of consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assent {
    /// Whose; the owner's always stands in for an administrator's.
    pub who: Who,
    /// How many different people.
    pub count: u8,
}

/// What somebody may do from now on, for as long as a permit holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// What for: the rule's own word.
    pub what: &'static str,
    /// For content, its fingerprint; 0 where the permit is for an act.
    pub key: u64,
    /// In words.
    pub fact: Fact,
}
