//! What was said and decided before, as it is listed.

use super::moment::Moment;
use super::names::{self, People};
use super::story::{self, Said};
use crate::frame::Frame;
use crate::link;

/// Something that was said.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// Who.
    pub who: String,
    /// When.
    pub at: Moment,
    /// What was said; empty where nothing was, or it was blanked.
    pub words: String,
    /// What it was: a message, a request.
    pub what: &'static str,
    /// Whether the case is about it.
    pub is_it: bool,
}

/// Something that was said, as it is shown.
#[must_use]
pub fn spoken(said: &Said, people: &People, frame: &Frame) -> Spoken {
    Spoken {
        who: people.called(&said.line.member),
        at: frame.time(said.at),
        words: said.line.words(),
        what: frame.say(story::deed(&said.line.kind)),
        is_it: said.is_it,
    }
}

/// A decision of before.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "as in story::Decided")]
pub struct Past {
    pub at: Moment,
    pub kind: String,
    pub member: String,
    pub reason: String,
    pub merged: bool,
    pub act: String,
    pub tone: &'static str,
    pub status: &'static str,
    pub link: String,
}

/// A decision of before, as it is listed.
#[must_use]
pub fn past(one: &story::Decided, frame: &Frame) -> Past {
    let at = model::Timestamp::parse(&one.at).unwrap_or(frame.now);
    let (tone, status) = story::status(one);
    let number = one.case.rsplit_once('-').and_then(|(_, number)| number.parse().ok());
    Past {
        at: frame.time(at),
        kind: names::kind(&one.kind, frame.language),
        member: one.member.clone(),
        reason: one.reason.clone(),
        merged: one.merged,
        act: story::act(one, frame.language),
        tone,
        status,
        link: number.map_or_else(String::new, |number| link::case(&one.group, number)),
    }
}
