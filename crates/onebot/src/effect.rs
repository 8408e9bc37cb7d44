//! What is to be done, as decisions say it, taken apart into single acts.

use model::Timestamp;
use serde::Deserialize;

use crate::account::{Origin, origin};
use crate::ids;

/// Something to be carried out: a decision's fields (docs/formats.md), and its key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Effect {
    /// The same for the same effect, however often it is handed out.
    pub key: String,
    /// The group's number.
    pub group: String,
    /// Whose message, request or breach it is about.
    pub member: String,
    /// The event that set it off.
    pub event: String,
    /// What is done, by the name that decisions write; beside these `say-alone`, `announce`,
    /// `unmute`, `mute-all`, `unmute-all`, `rename`.
    pub action: String,
    /// How far it has come; only `done` is carried out.
    pub status: String,
    /// It is carried out within a stronger act.
    pub merged: bool,
    /// What is said.
    pub text: String,
    /// The end of a mute.
    pub until: String,
    /// The name that a member is to have.
    pub card: String,
    /// What an upheld appeal lifts.
    pub lift: Vec<String>,
}

/// One call to the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A message to the group: to whom, what it answers, and what it says.
    Say {
        /// A member who is named at its head; empty for nobody.
        to: String,
        /// The platform's id of the message that it answers; empty for none.
        answers: String,
        /// What it says.
        text: String,
    },
    /// A message to one member alone.
    SayAlone {
        /// The member.
        to: String,
        /// What it says.
        text: String,
    },
    /// A group notice.
    Announce {
        /// What it says.
        text: String,
    },
    /// A message is recalled, by the platform's id.
    Recall {
        /// The id.
        message: String,
        /// Whose it is.
        author: String,
    },
    /// A member may not speak.
    Mute {
        /// The member.
        member: String,
        /// Until when; none: as long as the platform allows.
        until: Option<Timestamp>,
    },
    /// A member may speak again.
    Unmute {
        /// The member.
        member: String,
    },
    /// Nobody but those who run the group may speak, or everybody may again.
    MuteAll {
        /// Whether they may not.
        on: bool,
    },
    /// A member is taken out of the group.
    Remove {
        /// The member.
        member: String,
        /// They may not ask to join again.
        for_good: bool,
    },
    /// A request to join is answered.
    AnswerRequest {
        /// The flag that the request came with.
        flag: String,
        /// Yes or no.
        yes: bool,
        /// What somebody reads who is refused.
        reason: String,
        /// Who asked.
        member: String,
    },
    /// A member's name in the group is set.
    SetCard {
        /// The member.
        member: String,
        /// The name.
        card: String,
    },
    /// The group's name is set.
    Rename {
        /// The name.
        name: String,
    },
}

impl Act {
    /// Whether doing it twice is the same as doing it once.
    #[must_use]
    pub fn is_absolute(&self) -> bool {
        !matches!(self, Act::Say { .. } | Act::SayAlone { .. } | Act::Announce { .. })
    }

    /// Answers no message any more: another account knows it by another id.
    pub(crate) fn without_answer(&mut self) {
        if let Act::Say { answers, .. } = self {
            answers.clear();
        }
    }

    /// Whom it takes something from: the rank of this member matters.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match self {
            Act::Recall { author: member, .. }
            | Act::Mute { member, .. }
            | Act::Unmute { member }
            | Act::Remove { member, .. }
            | Act::SetCard { member, .. } => Some(member),
            _ => None,
        }
    }
}

/// Why an effect can't be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoActs {
    /// Only a person can do it, or the platform has nothing of the sort.
    Hands,
    /// It says nothing and does nothing.
    Nothing,
    /// A field that it needs is missing or of another source.
    Field(&'static str),
}

impl Effect {
    /// The account that has to carry it out, where only that one can: whoever told of a message
    /// or request knows it by an id that others don't.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        let told = origin(&self.event);
        let bound = match (&*self.action, told) {
            ("delete" | "approve" | "refuse" | "say-alone", Some((account, _))) => Some(account),
            _ => None,
        };
        bound.filter(|account| !account.is_empty())
    }

    /// The acts, in the order in which they are done.
    ///
    /// Words that tell what was done come after it, so that they are true; of a removal before
    /// it, since whoever is out of the group reads nothing of it any more.
    ///
    /// # Errors
    /// Why nothing is to be done.
    pub fn acts(&self) -> Result<Vec<Act>, NoActs> {
        if self.merged || !matches!(&*self.status, "" | "done") {
            return Err(NoActs::Nothing);
        }
        let mut acts = Vec::new();
        self.lifted(&mut acts)?;
        match &*self.action {
            "remind" | "stop" | "warn" | "serious-warn" | "fine" | "reply" => {
                acts.extend(self.words(true));
            }
            "notify" | "send" | "ask" => acts.extend(self.words(false)),
            "delete" => {
                let Some((_, Origin::Message(message))) = origin(&self.event) else {
                    return Err(NoActs::Field("event"));
                };
                let message = message.to_owned();
                acts.push(Act::Recall { message, author: self.member.clone() });
                acts.extend(self.words(true));
            }
            "mute" => {
                let until = Timestamp::parse(&self.until);
                if until.is_none() && !self.until.is_empty() {
                    return Err(NoActs::Field("until"));
                }
                acts.push(Act::Mute { member: self.whom()?, until });
                acts.extend(self.words(true));
            }
            "remove" | "ban" => {
                acts.extend(self.words(true));
                acts.push(Act::Remove { member: self.whom()?, for_good: self.action == "ban" });
            }
            "approve" | "refuse" => self.answered(&mut acts)?,
            // Without a name the one that they have would be taken away.
            "set-card" if self.card.is_empty() => return Err(NoActs::Field("card")),
            "set-card" => {
                acts.push(Act::SetCard { member: self.whom()?, card: self.card.clone() });
                acts.extend(self.words(true));
            }
            _ => acts.push(self.besides()?),
        }
        if acts.is_empty() { Err(NoActs::Nothing) } else { Ok(acts) }
    }

    /// What no decision says by itself, and the server may want beside decisions.
    fn besides(&self) -> Result<Act, NoActs> {
        let text = || {
            let said = !self.text.trim().is_empty();
            said.then(|| self.text.clone()).ok_or(NoActs::Field("text"))
        };
        Ok(match &*self.action {
            "say-alone" => Act::SayAlone { to: self.whom()?, text: text()? },
            "announce" => Act::Announce { text: text()? },
            "unmute" => Act::Unmute { member: self.whom()? },
            "mute-all" => Act::MuteAll { on: true },
            "unmute-all" => Act::MuteAll { on: false },
            "rename" => Act::Rename { name: text()? },
            _ => return Err(NoActs::Hands),
        })
    }

    fn whom(&self) -> Result<String, NoActs> {
        let known = !self.member.is_empty();
        known.then(|| self.member.clone()).ok_or(NoActs::Field("member"))
    }

    /// What is said, to the member where there is one, as an answer to their message.
    fn words(&self, to_member: bool) -> Option<Act> {
        if self.text.trim().is_empty() {
            return None;
        }
        let gone = matches!(&*self.action, "delete");
        let answers = match origin(&self.event) {
            Some((_, Origin::Message(message))) if to_member && !gone => message.to_owned(),
            _ => String::new(),
        };
        let real = ids::number(Some(&self.member.clone().into())).is_some();
        let to = if to_member && real { self.member.clone() } else { String::new() };
        Some(Act::Say { to, answers, text: self.text.clone() })
    }

    fn answered(&self, acts: &mut Vec<Act>) -> Result<(), NoActs> {
        match origin(&self.event) {
            Some((_, Origin::Request(flag))) => acts.push(Act::AnswerRequest {
                flag: flag.to_owned(),
                yes: self.action == "approve",
                reason: self.text.clone(),
                member: self.whom()?,
            }),
            // Of anything else that was asked for, the answer is what is said.
            _ => acts.extend(self.words(true)),
        }
        Ok(())
    }

    fn lifted(&self, acts: &mut Vec<Act>) -> Result<(), NoActs> {
        if self.lift.iter().any(|action| action == "mute") {
            acts.push(Act::Unmute { member: self.whom()? });
        }
        Ok(())
    }
}
