//! What a finder says about an event: facts, breaches, answers, words.

use model::Category;
use serde::{Deserialize, Serialize};

use super::{Consent, NewDuty, NewTask, Permit};
use crate::register::Entry;
use crate::scene::MemberIx;

/// A fact that was found, in two wordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// For those who run the group: with numbers and the words that were hit.
    pub reason: String,
    /// For everybody: polite, without the words that were hit.
    pub said: String,
}

impl Fact {
    /// A fact that may be said to everybody as it is.
    #[must_use]
    pub fn plain(reason: impl Into<String>) -> Fact {
        let reason = reason.into();
        Fact { said: reason.clone(), reason }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Sure enough to act on.
    Act,
    /// A person is asked first.
    Ask,
}

/// A breach that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Who is found in breach; none: nobody in particular.
    pub member: Option<MemberIx>,
    /// For kinds with categories, which one.
    pub category: Option<Category>,
    /// What was found.
    pub fact: Fact,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether the member's own window starts afresh, so that one flood is one breach.
    pub resets_window: bool,
}

/// What a finder says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A breach.
    Breach(Finding),
    /// The event is as the rule wants it; said by rules that are alternatives.
    Suits,
    /// Members owe something from now on.
    Duty(NewDuty),
    /// A join request is answered.
    Join(Verdict, Fact),
    /// Consent is asked of somebody; when it is given, the member holds a permit.
    Consent(Consent),
    /// What the event asks for is granted at once: the member holds a permit.
    Grant(Permit),
    /// What the event asks for is refused at once, whatever other rules say.
    Refuse(Fact),
    /// Something is said in the group or to the member.
    Say(Saying),
    /// Somebody is asked to do something.
    Task(NewTask),
    /// Tasks of this rule with that tag that are still open are no longer wanted.
    Withdraw(String),
    /// Tasks of this rule with that tag that are still open have been done: an event shows it.
    Fulfil(String),
    /// An entry of the register is made, in place of one with the same list and key.
    Enter(Entry),
    /// An entry of the register is struck.
    Strike {
        /// Its list.
        list: String,
        /// Its key.
        key: String,
    },
    /// Whether the member's name in the group is as it should be.
    CardJudged(MemberIx, bool),
}

/// Stands for the policy's title, with its marks 《》, in what is said in the group.
pub const POLICY_TITLE: &str = "{制度}";

/// What finders said about one event.
pub type Outcomes = Vec<Outcome>;

/// The answer to a join request, the weakest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Let them in.
    Approve,
    /// Ask somebody of this role.
    Ask(model::Role),
    /// Turn them down.
    Refuse,
}

/// Something that is said in the group or to the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The text; [`POLICY_TITLE`] in it is filled in.
    pub text: String,
    /// Why.
    pub reason: String,
    /// To whom or where, where that is not this group: a role, a group's name or glob.
    pub to: Option<String>,
}

impl Saying {
    /// Something that is said here.
    #[must_use]
    pub fn here(text: impl Into<String>, reason: impl Into<String>) -> Saying {
        Saying { text: text.into(), reason: reason.into(), to: None }
    }
}
