//! From what an account's program pushes to events.
//!
//! Pure: the time of arrival comes in, nothing is remembered here. What a push teaches about
//! the account, and what the connector itself has to know, is told beside the events.

mod message;
mod notice;
mod request;

use model::{Timestamp, Zone};
use serde_json::Value;

use crate::account::Account;
use crate::desk::Mute;
use crate::diagnostics::Note;
use crate::ids;
use crate::line::{self, Line};

/// The largest push that is read, in bytes: a long chat record inside a message fits.
pub const PUSH_BYTES_MAX: usize = 4 << 20;

/// What a push was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Events for the engine; mostly one.
    pub events: Vec<Line>,
    /// A message that somebody wrote to the account alone.
    pub private: Option<Private>,
    /// Somebody may not speak, or may again.
    pub mute: Option<Mute>,
    /// What the connector itself has to know.
    pub signs: Vec<Sign>,
    /// What was not understood or not taken over.
    pub notes: Vec<Note>,
}

/// A message to the account alone: no group's business, but perhaps an appeal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private {
    /// Unique, like an event's.
    pub id: String,
    /// When it was written.
    pub at: String,
    /// Who wrote it.
    pub member: String,
    /// The group out of which they wrote; empty where they are a friend.
    pub group: String,
    /// What they wrote.
    pub text: String,
    /// The event id of the message that it answers; empty for none.
    pub reply_to: String,
}

/// Something that concerns the connector. Numbers are the platform's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The program says that the connection is made.
    Connected,
    /// The program is alive; `online`: so is its log-in.
    Heartbeat {
        /// Whether the account is logged in.
        online: bool,
        /// Milliseconds until the next one.
        interval_ms: u64,
    },
    /// The account is logged in again.
    Online,
    /// The account was logged out.
    Offline(String),
    /// Somebody may not speak for so many seconds; 0: may again. Member `all`: everybody.
    Muted(String, String, i64),
    /// Somebody is out of the group.
    Left(String, String),
    /// Somebody is in the group.
    Joined(String, String),
    /// A message is recalled, by the platform's id.
    Recalled(String, String),
    /// Somebody's name in the group is now that.
    Carded(String, String, String),
    /// Somebody is an administrator now, or no longer.
    Admin(String, String, bool),
    /// The account itself is in the group now.
    Entered(String),
    /// The account is no longer in the group.
    Gone(String),
    /// The account is asked into a group: by whom, and the flag that answers.
    Invited {
        /// The group.
        group: String,
        /// Who asks.
        by: String,
        /// What `set_group_add_request` wants to see.
        flag: String,
    },
    /// The account itself wrote a message, from here or from somewhere else.
    Wrote {
        /// Where.
        group: String,
        /// The event id.
        event: String,
        /// What.
        text: String,
    },
}

/// What every event needs beside the push.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Whose connection the push came by.
    pub account: &'a Account,
    /// The zone of the times that are written.
    pub zone: &'a Zone,
    /// When the push came.
    pub received: Timestamp,
}

/// Reads a push. Whatever the bytes, something comes of it: an event, a sign or a note.
#[must_use]
pub fn hear(push: &Value, setting: Setting<'_>) -> Heard {
    let mut heard = Heard::default();
    if !push.is_object() {
        heard.notes.push(Note::NotJson);
        return heard;
    }
    let told = ids::number(push.get("self_id"));
    if told.is_some_and(|told| told != setting.account.id) {
        heard.notes.push(Note::Foreign);
        return heard;
    }
    let mut scene = Scene::new(push, setting, &mut heard);
    match &*scene.word("post_type") {
        "message" | "message_sent" => message::hear(&mut scene),
        "notice" => notice::hear(&mut scene),
        "request" => request::hear(&mut scene),
        "meta_event" => meta(&mut scene),
        other => scene.note(Note::Event(other.to_owned())),
    }
    heard
}

fn meta(scene: &mut Scene<'_, '_>) {
    match &*scene.word("meta_event_type") {
        "lifecycle" => match &*scene.word("sub_type") {
            "connect" => scene.sign(Sign::Connected),
            "enable" | "disable" => scene.note(Note::Irrelevant("lifecycle")),
            other => scene.note(Note::Event(format!("lifecycle.{other}"))),
        },
        "heartbeat" => {
            let status = scene.push.get("status");
            // Programs that tell no status are at least alive.
            let online = status.and_then(|status| status.get("online"));
            let online = online.is_none_or(|online| online.is_null() || ids::yes(Some(online)));
            let interval = ids::whole(scene.push.get("interval")).unwrap_or(0);
            let interval_ms = u64::try_from(interval).unwrap_or(0);
            scene.sign(Sign::Heartbeat { online, interval_ms });
        }
        other => scene.note(Note::Event(format!("meta_event.{other}"))),
    }
}

/// A clock that is ahead by more than this many milliseconds is wrong.
const AHEAD_MS: i64 = 300_000;

/// One push while it is read.
struct Scene<'p, 'h> {
    push: &'p Value,
    account: &'p Account,
    at: String,
    received: String,
    heard: &'h mut Heard,
}

impl<'p, 'h> Scene<'p, 'h> {
    fn new(push: &'p Value, setting: Setting<'p>, heard: &'h mut Heard) -> Scene<'p, 'h> {
        let told = line::moment(ids::whole(push.get("time")));
        if told.is_none_or(|told| told.since(setting.received) > AHEAD_MS) {
            heard.notes.push(Note::Time);
        }
        // Nothing comes from the future: a clock that is ahead would let deadlines run out.
        let at = told.map_or(setting.received, |told| told.min(setting.received));
        Scene {
            push,
            account: setting.account,
            at: setting.zone.rfc3339(at),
            received: setting.zone.rfc3339(setting.received),
            heard,
        }
    }

    fn word(&self, key: &str) -> String {
        ids::text(self.push.get(key))
    }

    fn note(&mut self, note: Note) {
        self.heard.notes.push(note);
    }

    fn sign(&mut self, sign: Sign) {
        self.heard.signs.push(sign);
    }

    /// A number that the event must have; where it has none, that is noted.
    fn must(&mut self, event: &'static str, field: &'static str) -> Option<String> {
        let number = ids::number(self.push.get(field));
        if number.is_none() {
            self.note(Note::Field(event, field));
        }
        number
    }

    /// An event of that kind, in that group.
    fn line(&self, kind: &'static str, group: &str, id: String) -> Line {
        Line {
            id,
            at: self.at.clone(),
            received: self.received.clone(),
            group: group.to_owned(),
            kind,
            ..Line::default()
        }
    }

    /// The id of an event that has none on the platform: a push that is repeated after a
    /// reconnection has the same parts.
    fn own_id(&self, parts: &[&str]) -> String {
        let time = self.word("time");
        let mut all = vec![&*time];
        all.extend_from_slice(parts);
        self.account.notice_event(&all)
    }
}
