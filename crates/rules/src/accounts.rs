//! The organisation's accounts, as the rules about them share it.
//!
//! The list [`ACCOUNTS`] has every account that the organisation registered, with its holder.
//! Every rule about accounts keeps it the same way ([`keep`]), so that it is there whichever of
//! them a policy has. What only one kind asks for stands on lists of its own: when a password
//! was last changed, to whom an account is lent, who is leaving.

use model::Timestamp;
use model::event::EventBody;
use policy::param::Who;

use crate::finder::{Certainty, Fact, Finding, Outcome, Outcomes};
use crate::register::{ACCOUNTS, Entry};
use crate::scene::{GroupView, MemberIx, Scene};

/// The list of accounts that are lent: the key is the account, `text` who has it now. The rule
/// on lending keeps it.
pub const LENT: &str = "account-lent";

policy::words! {
    /// What happened to an account.
    pub enum Change {
        /// The organisation registered it.
        Registered = "registered",
        /// Its name, picture or signature changed.
        Profile = "profile",
        /// Its password changed.
        Credential = "credential",
        /// Somebody else may log in for a while.
        Lent = "lent",
        /// Lending has ended.
        Returned = "returned",
        /// It has a new contact.
        ContactAdded = "contact-added",
        /// A contact was deleted.
        ContactDeleted = "contact-deleted",
        /// It has a new holder.
        HandedOver = "handed-over",
        /// Something was published on it.
        Published = "published",
        /// It is no more.
        Deleted = "deleted",
    }
}

/// An event about an account, with what the register says of it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The account.
    pub account: &'a str,
    /// What happened.
    pub change: Change,
    /// Who holds it, by the event or the register; empty where nobody is known.
    pub holder: &'a str,
    /// To whom it is lent or handed over, where the event says so.
    pub to: Option<&'a str>,
    /// Whether the organisation registered it.
    pub registered: bool,
}

/// What an event says about an account; none for other events and changes not known.
#[must_use]
pub fn seen<'a>(scene: &Scene<'a>) -> Option<Seen<'a>> {
    let EventBody::Account { account, holder, change, to, .. } = &scene.event.body else {
        return None;
    };
    let change = change_of(change)?;
    let entry = scene.group.entry(ACCOUNTS, account);
    let kept = entry.map(|entry| entry.text.as_str()).filter(|text| !text.is_empty());
    let holder = holder.as_deref().or(kept).or(scene.event.member.as_deref()).unwrap_or("");
    let registered = entry.is_some();
    Some(Seen { account, change, holder, to: to.as_deref(), registered })
}

fn change_of(word: &str) -> Option<Change> {
    use policy::param::ParamType as _;
    Change::read(&policy::toml::Value::from(word))
}

impl Seen<'_> {
    /// Who has the account after the event.
    #[must_use]
    pub fn next_holder(&self) -> &str {
        if self.change == Change::HandedOver { self.to.unwrap_or("") } else { self.holder }
    }

    /// Who is answerable for what the event tells: whoever did it, else the holder.
    #[must_use]
    pub fn answerable(&self, scene: &Scene<'_>) -> Option<MemberIx> {
        scene.actor.or_else(|| scene.group.find(self.holder))
    }
}

/// Keeps the register: registrations, hand-overs, the end of accounts.
pub fn keep(seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
    let enters =
        seen.change == Change::Registered || seen.change == Change::HandedOver && seen.registered;
    if enters {
        let holder = seen.next_holder();
        let entry = Entry::new(ACCOUNTS, seen.account).text(holder).of(scene.group.find(holder));
        out.push(Outcome::Enter(entry));
    } else if seen.change == Change::Deleted && seen.registered {
        out.push(strike(ACCOUNTS, seen.account));
    }
}

/// The striking of an entry.
#[must_use]
pub fn strike(list: &str, key: &str) -> Outcome {
    Outcome::Strike { list: list.to_owned(), key: key.to_owned() }
}

/// The registered accounts of a holder, in the order of their names.
#[must_use]
pub fn held_by<'a>(group: &'a dyn GroupView, holder: &str) -> Vec<&'a str> {
    let entries = group.entries(ACCOUNTS, "");
    entries
        .into_iter()
        .filter(|entry| !holder.is_empty() && entry.text == holder)
        .map(|entry| entry.key.as_str())
        .collect()
}

/// Whom to ask about an account: who has it by the register, an administrator where nobody is
/// named. The task has to be about the holder ([`crate::finder::NewTask::about`]).
#[must_use]
pub fn keeper(holder: &str, group: &dyn GroupView) -> Who {
    if holder.is_empty() {
        Who::Role(model::Role::Admin)
    } else if group.find(holder).is_some() {
        Who::Concerned
    } else {
        Who::Tagged(holder.to_owned())
    }
}

/// A breach found about an account.
#[must_use]
pub fn breach(member: Option<MemberIx>, fact: Fact, certainty: Certainty) -> Outcome {
    Outcome::Breach(Finding { member, category: None, fact, certainty, resets_window: false })
}

/// The local day and time for what people read: `2026-03-02 18:00`.
#[must_use]
pub fn day_and_time(at: Timestamp, zone: &model::Zone) -> String {
    zone.rfc3339(at).get(..16).unwrap_or_default().replace('T', " ")
}
