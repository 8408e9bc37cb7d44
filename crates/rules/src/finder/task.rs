//! What people are asked to do, and how what a rule asked for ends.

use model::Timestamp;
use policy::param::Who;

use super::Fact;
use crate::scene::MemberIx;

/// Something that somebody is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// What, in words: `reason` for the work list, `said` for whoever is asked.
    pub fact: Fact,
    /// Whom; [`Who::Concerned`]: the member whom it is about.
    pub to: Who,
    /// Whom it is about, where that is not the acting member.
    pub about: Option<MemberIx>,
    /// Whom or what outside the group it is about: a customer, an account, somebody to invite.
    pub outsider: Option<String>,
    /// When it must be done; a miss is reported, and the task stays open.
    pub due: Option<Timestamp>,
    /// Given back in [`Ending::tag`]; a task with the tag of an open one of this rule is that
    /// one.
    pub tag: String,
}

impl NewTask {
    /// A task without a deadline.
    #[must_use]
    pub fn new(fact: Fact, to: Who) -> NewTask {
        NewTask { fact, to, about: None, outsider: None, due: None, tag: String::new() }
    }

    /// The task with a deadline.
    #[must_use]
    pub fn due(mut self, due: Timestamp) -> NewTask {
        self.due = Some(due);
        self
    }

    /// The task with a tag.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> NewTask {
        self.tag = tag.into();
        self
    }

    /// The task about a member.
    #[must_use]
    pub fn about(mut self, member: Option<MemberIx>) -> NewTask {
        self.about = member;
        self
    }

    /// The task about somebody or something outside the group.
    #[must_use]
    pub fn outsider(mut self, id: &str) -> NewTask {
        self.outsider = Some(id.to_owned());
        self
    }
}

/// How something that a rule asked for came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Consent was given.
    Granted,
    /// Consent was refused.
    Refused,
    /// Nobody answered in time, and the rule said that silence does not grant.
    Lapsed,
    /// The task was done.
    Done,
    /// The task was not done in time; it stays open.
    Missed,
}

/// The end of something that a rule asked for.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// How.
    pub how: How,
    /// The tag that the rule gave it.
    pub tag: &'a str,
    /// The case's name.
    pub case: &'a str,
    /// The member concerned: who asked, or whom the task is about.
    pub member: Option<MemberIx>,
    /// Somebody or something concerned that is no member.
    pub outsider: Option<&'a str>,
    /// Who gave or refused consent, or did the task, where a member did.
    pub by: Option<MemberIx>,
    /// What came with it: what shows that a task was done, why consent was refused.
    pub proof: Option<&'a str>,
}
