//! A group as the engine keeps it, and how finders see it.

use std::collections::BTreeMap;

use model::event::MediaKind;
use model::{Event, Role, Timestamp};
use policy::param::Who;
use rules::register::Entry;
use rules::scene::{GroupView, Member, MemberIx, Origin, seconds};
use serde::{Deserialize, Serialize};

use crate::allowed::Allowed;
use crate::authors::Authors;
use crate::cases::{Case, Cases};
use crate::duties::Duties;
use crate::late::Lapses;
use crate::members::{Members, whole_seconds};
use crate::offices::Offices;
use crate::org::Org;
use crate::periods::{Standings, Tallies};
use crate::program::{Binding, Program};
use crate::register::{Marks, Register, watched};
use crate::seen::SeenIds;
use crate::strikes::Strikes;
use crate::timers::Timers;
use crate::windows::{Dialogue, OwnWindows, SeenContents};

/// The state of one group. Groups share nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// The newest time seen.
    pub now: Timestamp,
    /// When its history began.
    pub began: Timestamp,
    /// Which rules govern it: the position among the engine's bindings. Found afresh on
    /// restore, so that it does not depend on the order in which groups were met.
    #[serde(skip)]
    pub binding: u32,
    /// Whether rules may have come to govern it that have not begun here yet.
    pub unbegun: bool,
    pub members: Members,
    pub own: OwnWindows,
    /// Times of the media that rules count, by the position of their kind.
    pub own_media: BTreeMap<u8, OwnWindows>,
    pub dialogue: Dialogue,
    pub seen_ids: SeenIds,
    pub seen_contents: SeenContents,
    pub authors: Authors,
    pub allowed: Allowed,
    pub timers: Timers,
    pub duties: Duties,
    pub tallies: Tallies,
    pub standings: Standings,
    pub strikes: Strikes,
    pub cases: Cases,
    pub register: Register,
    pub lapses: Lapses,
    pub offices: Offices,
    /// Its id and name.
    pub id: String,
    pub name: Option<String>,
}

impl Group {
    /// A group whose history begins now.
    pub fn new(id: &str, began: Timestamp) -> Group {
        Group {
            now: began,
            began,
            binding: 0,
            unbegun: true,
            members: Members::default(),
            own: OwnWindows::default(),
            own_media: BTreeMap::new(),
            dialogue: Dialogue::default(),
            seen_ids: SeenIds::default(),
            seen_contents: SeenContents::default(),
            authors: Authors::default(),
            allowed: Allowed::default(),
            timers: Timers::default(),
            duties: Duties::default(),
            tallies: Tallies::default(),
            standings: Standings::default(),
            strikes: Strikes::default(),
            cases: Cases::default(),
            register: Register::default(),
            lapses: Lapses::default(),
            offices: Offices::default(),
            id: id.to_owned(),
            name: None,
        }
    }

    /// Looks at the memory that an event will need; what it says has no meaning.
    pub fn touch(&self, event: &Event<'_>) -> u64 {
        let id = event.id.as_deref().map_or(0, |id| u64::from(self.seen_ids.contains(id)));
        let member = event.member.as_deref().and_then(|id| self.members.find(id));
        let spoke = member.map_or(0, |ix| u64::from(self.own.touch(ix)));
        let timers = self.timers.next().map_or(0, |at| at.0.unsigned_abs());
        let has = [
            self.cases.is_empty(),
            self.duties.is_empty(),
            self.register.may_have(Marks::all()),
            self.authors.has_newest(),
        ];
        has.iter().fold(id + spoke + timers, |sum, &has| sum + u64::from(has))
    }

    /// How decisions and events name a case of the group.
    pub fn case_name(&self, number: u32) -> String {
        format!("{}-{number}", self.id)
    }

    /// Bytes of state, roughly, by what they are for: what the memory target counts.
    pub fn bytes(&self) -> [(&'static str, usize); 10] {
        let own_media = self.own_media.values().map(OwnWindows::bytes).sum::<usize>();
        [
            ("group", size_of::<Group>() + self.id.capacity()),
            ("members", self.members.bytes()),
            ("own windows", self.own.bytes() + own_media),
            ("event ids", self.seen_ids.bytes()),
            ("seen contents", self.seen_contents.bytes() + self.authors.bytes()),
            ("timers", self.timers.bytes() + self.standings.bytes()),
            ("duties and tallies", self.duties.bytes() + self.tallies.bytes()),
            ("strikes", self.strikes.bytes()),
            ("cases", self.cases.bytes() + self.allowed.bytes()),
            ("register", self.register.bytes() + self.lapses.bytes()),
        ]
    }
}

/// A group as finders see it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub group: &'a Group,
    pub program: &'a Program,
    pub binding: &'a Binding,
    pub org: &'a Org,
    /// Whether it is a rule that only watches who looks.
    pub observed: bool,
}

impl View<'_> {
    fn case(&self, name: &str) -> Option<&Case> {
        let number = name.strip_prefix(self.group.id.as_str())?.strip_prefix('-')?;
        self.group.cases.get(number.parse().ok()?)
    }

    fn is_newcomer(&self, member: &Member) -> bool {
        member.joined != 0
            && self.program.zone().add(seconds(member.joined), self.binding.newcomer)
                > self.group.now
    }
}

impl GroupView for View<'_> {
    fn first_elsewhere(&self, key: u64) -> Option<Origin<'_>> {
        self.org.shared.first(key).filter(|origin| origin.group != self.group.id)
    }

    fn member(&self, ix: MemberIx) -> Option<&Member> {
        self.group.members.get(ix)
    }

    fn id(&self, ix: MemberIx) -> &str {
        self.group.members.id(ix)
    }

    fn find(&self, id: &str) -> Option<MemberIx> {
        self.group.members.find(id)
    }

    fn present(&self) -> Vec<MemberIx> {
        self.group.members.present().map(|(ix, _)| ix).collect()
    }

    fn size(&self) -> u32 {
        self.group.members.size()
    }

    fn is(&self, ix: MemberIx, who: &Who) -> bool {
        let Some(member) = self.group.members.get(ix) else { return false };
        match who {
            Who::Everyone | Who::Concerned => true,
            Who::Role(Role::Newcomer) => self.is_newcomer(member),
            Who::Role(Role::Member) => !member.roles.runs_group(),
            Who::Role(role) => member.roles.has(*role),
            Who::Tagged(word) => {
                self.program.population_bit(word).is_some_and(|bit| member.populations.any(bit))
            }
        }
    }

    fn own_repeats(&self, ix: MemberIx, key: u64, window_ms: i64) -> u32 {
        let group = self.group;
        group.own.count(ix, Some(key), window_ms, group.began, group.now)
    }

    fn own_messages(&self, ix: MemberIx, window_ms: i64) -> u32 {
        let group = self.group;
        group.own.count(ix, None, window_ms, group.began, group.now)
    }

    fn own_media(&self, ix: MemberIx, kind: MediaKind, window_ms: i64) -> u32 {
        let group = self.group;
        let windows = group.own_media.get(&(kind as u8));
        windows.map_or(0, |own| own.count(ix, None, window_ms, group.began, group.now))
    }

    fn owes_money(&self, ix: MemberIx) -> bool {
        !self.group.cases.owed_by(ix).is_empty()
    }

    fn seen(&self, key: u64) -> bool {
        self.group.seen_contents.contains(key)
    }

    fn dialogue(&self) -> Option<(MemberIx, MemberIx, u32)> {
        self.group.dialogue.at(whole_seconds(self.group.now))
    }

    fn permitted(&self, ix: MemberIx, what: &str, key: u64) -> bool {
        self.group.cases.permitted(ix, what, key, self.group.now)
    }

    fn permitted_any(&self, ix: MemberIx, what: &str) -> bool {
        self.group.cases.permitted_any(ix, what, self.group.now)
    }

    fn began(&self) -> Timestamp {
        self.group.began
    }

    fn on_staff(&self, id: &str) -> Option<bool> {
        self.org.on_staff(id)
    }

    fn admitted(&self, id: &str) -> bool {
        self.group.cases.admitted(id)
    }

    fn leaving(&self, ix: MemberIx) -> bool {
        self.group.cases.leaving(ix)
    }

    fn owes(&self, ix: MemberIx, note: &str) -> bool {
        self.group.duties.owes(ix, note)
    }

    fn has_record(&self, ix: MemberIx) -> bool {
        self.group.strikes.has(ix)
    }

    fn group_id(&self) -> &str {
        &self.group.id
    }

    fn name(&self) -> Option<&str> {
        self.group.name.as_deref()
    }

    fn entry(&self, list: &str, key: &str) -> Option<&Entry> {
        let own = self.observed.then(|| self.group.register.entry(&watched(list), key));
        own.flatten().or_else(|| self.group.register.entry(list, key))
    }

    fn entries(&self, list: &str, key_begins: &str) -> Vec<&Entry> {
        let all = self.group.register.entries(list, key_begins);
        if !self.observed {
            return all;
        }
        let own = self.group.register.entries(&watched(list), key_begins);
        let every = all.into_iter().chain(own);
        let merged: BTreeMap<&str, &Entry> =
            every.map(|entry| (entry.key.as_str(), entry)).collect();
        merged.into_values().collect()
    }

    fn active_staff(&self) -> Vec<&str> {
        self.org.active()
    }

    fn author(&self, message: &str) -> Option<MemberIx> {
        self.group.authors.of(message)
    }

    fn tag_of_case(&self, case: &str) -> Option<&str> {
        self.case(case).map(Case::tag)
    }

    fn case_about(&self, case: &str) -> Option<(&str, MemberIx)> {
        let case = self.case(case)?;
        Some((self.program.rule(case.rule)?.kind, case.member?))
    }

    fn staff_is(&self, id: &str, who: &Who) -> bool {
        self.org.is(id, who)
    }

    fn waiting(&self) -> Vec<rules::scene::Waiting> {
        crate::waiting::of_group(self.program, self.group)
    }
}
