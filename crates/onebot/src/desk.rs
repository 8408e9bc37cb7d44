//! The other side: whoever keeps events and hands out effects. The one interface to the server.

use std::future::Future;

use model::Timestamp;
use serde::Serialize;

use crate::effect::Effect;
use crate::hear::Private;

/// What a connector brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// An event: one line of JSON without its end (docs/formats.md).
    Event(String),
    /// A message to an account alone.
    Private(Private),
    /// Something that those who run the server should know.
    News(News),
    /// Somebody may not speak, or may again: by whomever, and no event of a policy.
    Mute(Mute),
    /// Pictures of a message that was brought before, to be looked at while they can be had.
    Pictures(Pictures),
}

/// Pictures of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    /// The group.
    pub group: String,
    /// The message's event id.
    pub event: String,
    /// Who sent it.
    pub member: String,
    /// Where they lie.
    pub urls: Vec<String>,
}

/// The platform's notice that somebody may not speak, or may again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mute {
    /// The group.
    pub group: String,
    /// Who, as events name members; `all`: everybody.
    pub member: String,
    /// By whom.
    pub by: String,
    /// For how long; 0: they may speak again, less: as long as nobody lifts it.
    pub seconds: i64,
}

/// Something that those who run the server should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct News {
    /// When.
    pub at: Timestamp,
    /// The account that it concerns; empty for none.
    pub account: String,
    /// The group that it concerns; empty for none.
    pub group: String,
    /// A short name: `connected`, `disconnected`, `replaced`, `offline`, `online`, `silent`,
    /// `token`, `wrong-account`, `rights`, `invited`, `unread-group`, `note`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
}

/// An effect, handed out for a while.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leased {
    /// What is to be done.
    pub effect: Effect,
    /// The how-manieth try this is, from 1. From the second on, an earlier one may have been
    /// carried out without anybody knowing.
    pub attempt: u32,
    /// When it was first handed out; none on the first try.
    pub since: Option<Timestamp>,
    /// From when on it comes too late.
    pub expires: Option<Timestamp>,
}

/// What came of an effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The effect's key.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// The account that did it; empty where none could.
    pub account: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "status")]
pub enum Outcome {
    /// It is done.
    Done {
        /// The event id of the message that was written, where one was.
        #[serde(skip_serializing_if = "String::is_empty")]
        message: String,
        /// A mute longer than the platform allows ends then, and has to be renewed.
        #[serde(skip_serializing_if = "Option::is_none")]
        renew_at: Option<Timestamp>,
        /// What was different from what was asked for; mostly empty.
        #[serde(skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Not possible here: a person has to do it.
    NotPossible {
        /// Why, in words.
        reason: String,
    },
    /// Whoever or whatever it is about is not there any more: nobody has to do it.
    Moot {
        /// Why, in words.
        reason: String,
    },
    /// It could not even be tried: no account is connected that could.
    NotSent {
        /// Why, in words.
        reason: String,
    },
    /// It was not done.
    Failed {
        /// Why, in words.
        reason: String,
        /// Whether another try makes sense.
        again: bool,
    },
    /// Nobody knows whether it was done.
    Unknown {
        /// What happened, in words.
        reason: String,
        /// Whether doing it twice is the same as doing it once.
        repeatable: bool,
    },
    /// It came too late and was not done.
    Expired,
}

/// The other side does not take anything now: it stops, or rebuilds itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// Whoever keeps events and hands out effects.
pub trait Desk: Send + Sync + 'static {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Takes events over, in their order. Returns when they are kept for good: only then are
    /// they acknowledged to the platform. After an error the same are brought again.
    fn take(&self, batch: Vec<Delivery>) -> impl Future<Output = Result<(), Closed>> + Send;

    /// Hands out effects that are due, at most so many, each marked as handed out before this
    /// returns. May wait until there are some, and may return none. Here they wait for their
    /// group's pace; one that is handed out again meanwhile is done once.
    fn lease(&self, most: usize) -> impl Future<Output = Vec<Leased>> + Send;

    /// Takes what came of an effect. After an error it is brought again.
    fn report(&self, receipt: Receipt) -> impl Future<Output = Result<(), Closed>> + Send;
}
