//! What the engine answers: one decision for each finding, request or answer.

use serde::{Deserialize, Serialize};

use crate::{Action, Money, Role, Timestamp, Zone};

/// How far a decision has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// The platform carries it out.
    Done,
    /// It waits for approvals; [`Decision::needs`] says whose.
    Pending,
    /// The platform can't; a person is asked to.
    Task,
    /// Recorded only: the rule is in mode `observe`.
    Observed,
}

impl Status {
    /// The name that decisions write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Done => "done",
            Status::Pending => "pending",
            Status::Task => "task",
            Status::Observed => "observed",
        }
    }
}

/// Whose consent a pending decision still waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The role that may consent.
    pub role: Role,
    /// How many different people of that role are still missing.
    pub count: u8,
    /// A role of which one person's consent is enough by itself.
    pub or: Option<Role>,
}

/// Whose consent is missing, as decisions write it: a role or a population by its word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The role's name, or the population's word.
    pub role: String,
    /// How many different people are still missing.
    pub count: u8,
    /// A role of which one person's consent is enough by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub or: Option<Role>,
}

impl From<Needs> for Asked {
    fn from(needs: Needs) -> Asked {
        Asked { role: needs.role.name().to_owned(), count: needs.count, or: needs.or }
    }
}

/// One decision, ready to be written. Fields as in the decision format; see docs/formats.md.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When it was taken: the event's time, or the deadline's.
    pub at: Timestamp,
    /// The group.
    pub group: String,
    /// The case that it belongs to.
    pub case: Option<String>,
    /// The event that set it off.
    pub event: Option<String>,
    /// Where a deadline set it off: the event that set the deadline, or the deadline's own
    /// name.
    pub due: Option<String>,
    /// The member concerned.
    pub member: Option<String>,
    /// The rule kind.
    pub kind: &'static str,
    /// For a kind with categories, the one that was found.
    pub category: Option<&'static str>,
    /// The policy's id and the article in it.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// The how-manieth counted breach of this member.
    pub breach: Option<u32>,
    /// What is done.
    pub action: Action,
    /// How far it has come.
    pub status: Status,
    /// Why: the fact that was found, for those who run the group.
    pub reason: String,
    /// The article of the sanction, where it is another one than `cite`.
    pub sanction: Option<String>,
    /// The sum of a fine.
    pub amount: Option<Money>,
    /// A fine's share of pay, as the policy writes it.
    pub share: Option<String>,
    /// The end of a mute, or when a removed member may return.
    pub until: Option<Timestamp>,
    /// Whose consent is missing.
    pub needs: Option<Asked>,
    /// Who is asked to carry a task out.
    pub to: Option<String>,
    /// The other sanctions that the article leaves to a person's judgement.
    pub options: Vec<String>,
    /// Recorded, but carried out within the stronger act on the same event.
    pub merged: bool,
    /// The case that is undone, and what is lifted.
    pub reverses: Option<String>,
    /// What is lifted when a case is undone.
    pub lift: Vec<&'static str>,
    /// What is said to people.
    pub text: Option<String>,
}

/// A decision's fields as they are written, in this order; absent ones are left out.
#[derive(Serialize)]
struct Written<'a> {
    at: &'a str,
    group: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    cite: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    breach: Option<u32>,
    action: &'a str,
    status: &'a str,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sanction: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'a Asked>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    options: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    merged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses: Option<&'a str>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    lift: &'a [&'static str],
    policy: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl Decision {
    /// Appends the decision as one line of JSON, with its line end, times in `zone`.
    pub fn write_ndjson(&self, zone: &Zone, out: &mut Vec<u8>) {
        let written = Written {
            at: &zone.rfc3339(self.at),
            group: &self.group,
            case: self.case.as_deref(),
            event: self.event.as_deref(),
            due: self.due.as_deref(),
            member: self.member.as_deref(),
            kind: self.kind,
            category: self.category,
            cite: &self.cite,
            breach: self.breach,
            action: self.action.name(),
            status: self.status.name(),
            reason: &self.reason,
            sanction: self.sanction.as_deref(),
            amount: self.amount.and_then(|sum| sum.to_string().parse().ok()),
            share: self.share.as_deref(),
            until: self.until.map(|at| zone.rfc3339(at)),
            needs: self.needs.as_ref(),
            to: self.to.as_deref(),
            options: &self.options,
            merged: self.merged,
            reverses: self.reverses.as_deref(),
            lift: &self.lift,
            policy: &self.policy,
            text: self.text.as_deref(),
        };
        // Writing into memory cannot fail: every field is a string, a number or a list of them.
        let _ = serde_json::to_writer(&mut *out, &written);
        out.push(b'\n');
    }
}
