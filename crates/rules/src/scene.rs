//! What a finder sees: one event, its reading, and the group as the engine keeps it.

use std::cell::OnceCell;

use model::event::MediaKind;
use model::{Calendar, Event, Local, Roles, Timestamp, Zone};
use policy::param::Who;
use serde::{Deserialize, Serialize};
use text::Reading;

use crate::register::Entry;
use crate::signals::Folded;

/// The position of a member in their group's table; stays the same while they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MemberIx(pub u32);

/// The populations that a member belongs to, a bit each: in halves, which leave no gap between
/// the fields of [`Member`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Populations([u32; 2]);

impl Populations {
    /// Whether one of these bits is set.
    #[must_use]
    pub fn any(self, bits: u64) -> bool {
        self.0.iter().zip(Populations::from(bits).0).any(|(one, other)| one & other != 0)
    }
}

impl From<u64> for Populations {
    fn from(bits: u64) -> Populations {
        let half = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).unwrap_or_default();
        Populations([half(bits), half(bits >> 32)])
    }
}

/// What is kept of a member. Times are whole seconds since 1970, 0 where unknown.
///
/// The size is part of the memory target: 120 bytes per member with their windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Where their id begins in the group's table of ids; it ends where the next one's does.
    pub id: u32,
    /// Bit `n`: belongs to the n-th population that the policies name.
    pub populations: Populations,
    /// When they joined.
    pub joined: u32,
    /// When they last said something.
    pub spoke: u32,
    /// When they last took part in an activity.
    pub took_part: u32,
    /// Roles as the platform or the register gives them.
    pub roles: Roles,
    /// Whether they are in the group now.
    pub present: bool,
    /// Whether their name in the group is as the policy wants it, as far as is known.
    pub card_fits: bool,
    /// Whether the organisation no longer has them.
    pub left_organisation: bool,
}

impl Member {
    /// When they joined, or `began` where that is not known.
    #[must_use]
    pub fn joined_or(&self, began: Timestamp) -> Timestamp {
        if self.joined == 0 { began } else { seconds(self.joined) }
    }
}

/// The point in time of whole seconds as [`Member`] keeps them.
#[must_use]
pub fn seconds(at: u32) -> Timestamp {
    Timestamp(i64::from(at) * model::time::SECOND_MS)
}

/// Where a content was seen first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The group's id.
    pub group: &'a str,
    /// The id of the member who brought it there.
    pub member: &'a str,
}

/// The group as the engine keeps it, for reading only.
pub trait GroupView {
    /// The member of that position.
    fn member(&self, ix: MemberIx) -> Option<&Member>;
    /// The platform's id of a member; empty where there is no such member.
    fn id(&self, ix: MemberIx) -> &str;
    /// The member with that id, present or not.
    fn find(&self, id: &str) -> Option<MemberIx>;
    /// Every member who is present, in the order of their positions.
    fn present(&self) -> Vec<MemberIx>;
    /// How many members are present.
    fn size(&self) -> u32;
    /// Whether a member is one of `who` at the time of the event.
    fn is(&self, ix: MemberIx, who: &Who) -> bool;
    /// How many earlier messages with that key the member sent within `window_ms`.
    fn own_repeats(&self, ix: MemberIx, key: u64, window_ms: i64) -> u32;
    /// How many earlier messages the member sent within `window_ms`.
    fn own_messages(&self, ix: MemberIx, window_ms: i64) -> u32;
    /// How many media of that kind the member sent within `window_ms`; 0 where no rule keeps
    /// them ([`crate::finder::Finder::own_media_kept`]).
    fn own_media(&self, ix: MemberIx, kind: MediaKind, window_ms: i64) -> u32;
    /// Whether the group has seen that content before.
    fn seen(&self, key: u64) -> bool;
    /// Where a content was first seen, if that was another group whose rules ask for it
    /// ([`crate::finder::Finder::asks_elsewhere`]).
    fn first_elsewhere(&self, _key: u64) -> Option<Origin<'_>> {
        None
    }
    /// Whether the member owes money by a fine that is open.
    fn owes_money(&self, ix: MemberIx) -> bool;
    /// The two who have been talking alone, the last speaker first, and how many turns in a
    /// row; none after a long silence.
    fn dialogue(&self) -> Option<(MemberIx, MemberIx, u32)>;
    /// Whether the member holds consent for `what`, and for content with that key.
    fn permitted(&self, ix: MemberIx, what: &str, key: u64) -> bool;
    /// Whether the member holds consent for `what`, whatever it is about.
    fn permitted_any(&self, _ix: MemberIx, _what: &str) -> bool {
        false
    }
    /// When the group's history began.
    fn began(&self) -> Timestamp;
    /// Whether the personnel list is known to have that person (active), to have lost them
    /// (left), or does not know them.
    fn on_staff(&self, id: &str) -> Option<bool>;

    /// Whether a join request of that person was granted a short while ago.
    fn admitted(&self, _id: &str) -> bool {
        false
    }

    /// Whether the member has been asked to leave, or their removal waits for somebody.
    fn leaving(&self, _ix: MemberIx) -> bool {
        false
    }

    /// Whether the member owes an open duty with that note.
    fn owes(&self, _ix: MemberIx, _note: &str) -> bool {
        false
    }

    /// Whether the member is known to have broken a rule here.
    fn has_record(&self, _ix: MemberIx) -> bool {
        false
    }

    /// The group's id; `@org` for the organisation as a whole.
    fn group_id(&self) -> &str {
        ""
    }

    /// The group's name, where it is known.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Whether this is the organisation as a whole.
    fn is_org(&self) -> bool {
        self.group_id() == model::event::ORG
    }

    /// An entry of the group's register.
    fn entry(&self, _list: &str, _key: &str) -> Option<&Entry> {
        None
    }

    /// Every entry of a list whose key begins so, in the order of their keys.
    fn entries(&self, _list: &str, _key_begins: &str) -> Vec<&Entry> {
        Vec::new()
    }

    /// Who wrote a recent message, by its event id; none where no rule asks
    /// ([`crate::finder::Finder::asks_authors`]).
    fn author(&self, _message: &str) -> Option<MemberIx> {
        None
    }

    /// The tag of what a rule asked for, by the name of its case.
    fn tag_of_case(&self, _case: &str) -> Option<&str> {
        None
    }

    /// The rule kind of a case and the member whom it is about, by the case's name.
    fn case_about(&self, _case: &str) -> Option<(&str, MemberIx)> {
        None
    }

    /// Everybody whom the personnel list has as active, in the order of their ids.
    fn active_staff(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Whether the personnel list says of somebody that they are one of `who`.
    fn staff_is(&self, _id: &str, _who: &Who) -> bool {
        false
    }

    /// What waits for somebody in this group, the oldest first; money that is owed does not count.
    fn waiting(&self) -> Vec<Waiting> {
        Vec::new()
    }
}

/// Something that waits for somebody: a question, consent, a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The case's name.
    pub case: String,
    /// Whom it waits for, as decisions name them.
    pub to: String,
    /// Since when it could lie unattended: when it was asked, or when its deadline passed.
    pub since: Timestamp,
}

/// The version of a policy in which a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition<'a> {
    /// The policy's id.
    pub policy: &'a str,
    /// Its version.
    pub version: u32,
    /// Whether the rule only watches.
    pub observed: bool,
    /// The version that takes its place, where one is loaded, and from when on.
    pub next: Option<(u32, Timestamp)>,
}

impl Edition<'_> {
    /// `(第2版)`; nothing of the first version, of which nobody has seen another.
    #[must_use]
    pub fn in_words(version: u32) -> String {
        if version > 1 { format!("(第{version}版)") } else { String::new() }
    }
}

/// A moment at which a rule is called without an event: its beginning, a deadline, an ending.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The time.
    pub now: Timestamp,
    /// The local time.
    pub local: Local,
    /// The group.
    pub group: &'a dyn GroupView,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The policy's time zone.
    pub zone: &'a Zone,
    /// Whom the rule is for.
    pub audience: &'a Audience,
    /// The version of the policy in which the rule stands.
    pub edition: Edition<'a>,
}

impl Moment<'_> {
    /// Whether the rule is for that member.
    #[must_use]
    pub fn concerns(&self, ix: MemberIx) -> bool {
        self.audience.includes(self.group, ix)
    }

    /// The present members that the rule is for.
    #[must_use]
    pub fn concerned(&self) -> Vec<MemberIx> {
        let mut members = self.group.present();
        members.retain(|&ix| self.concerns(ix));
        members
    }
}

/// One event with all that a finder may look at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The event.
    pub event: &'a Event<'a>,
    /// The group's time: the event's `at`, or the newest one seen where that is later.
    pub now: Timestamp,
    /// The event's own local time.
    pub local: Local,
    /// Who acts, where the event names somebody of the group.
    pub actor: Option<MemberIx>,
    /// What the message, or the text of a request, says; empty for other events.
    pub reading: &'a Reading,
    /// The speaker's own words as the reader has folded them, where it has read the event.
    pub words: Option<&'a str>,
    /// The same with their characters: made for the first rule that asks
    /// ([`crate::signals::folded`]).
    pub folded: &'a OnceCell<Folded>,
    /// Whether one of the words of the rule's cue may stand in the message; what is no message
    /// may have them all.
    pub heard: bool,
    /// The group, before the event changes its windows.
    pub group: &'a dyn GroupView,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The policy's time zone.
    pub zone: &'a Zone,
    /// Whom the rule is for.
    pub audience: &'a Audience,
    /// The version of the policy in which the rule stands.
    pub edition: Edition<'a>,
    /// What the group deals in, as the policy says.
    pub trade: &'a [String],
}

impl Scene<'_> {
    /// Whether the rule is for that member.
    #[must_use]
    pub fn concerns(&self, ix: MemberIx) -> bool {
        self.moment().concerns(ix)
    }

    /// The present members that the rule is for.
    #[must_use]
    pub fn concerned(&self) -> Vec<MemberIx> {
        self.moment().concerned()
    }

    /// The event's time without the event.
    #[must_use]
    pub fn moment(&self) -> Moment<'_> {
        Moment {
            now: self.now,
            local: self.local,
            group: self.group,
            calendar: self.calendar,
            zone: self.zone,
            audience: self.audience,
            edition: self.edition,
        }
    }

    /// The event's id, or a name made of its time where it has none.
    #[must_use]
    pub fn event_name(&self) -> String {
        match &self.event.id {
            Some(id) => id.to_string(),
            None => self.zone.rfc3339(self.event.at),
        }
    }
}

/// Whom a rule is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// The roles and populations named; empty: everybody.
    pub only: Vec<Who>,
    /// Those exempted.
    pub except: Vec<Who>,
}

impl Audience {
    /// Whether the rule is for that member.
    #[must_use]
    pub fn includes(&self, group: &dyn GroupView, ix: MemberIx) -> bool {
        (self.only.is_empty() || self.only.iter().any(|who| group.is(ix, who)))
            && !self.except.iter().any(|who| group.is(ix, who))
    }
}
