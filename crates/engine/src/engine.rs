//! The engine: many groups under one program, event by event.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashTable;
use model::event::{ORG, StaffStatus};
use model::{Decision, Event, EventBody, EventKind, Timestamp};
use rules::scene::Origin;
use text::{Reading, Scratch};

use crate::group::Group;
use crate::offices::read_offices;
use crate::org::Org;
use crate::owed::Told;
use crate::program::{Binding, Program, RuleId};
use crate::snapshot::{RestoreError, Saving};
use crate::step::{Step, read_roles};

/// Events in, decisions out.
///
/// Groups never influence one another, unless a rule asks whether another group saw a content
/// first; events of the whole organisation reach every group that they concern, in the order in
/// which the groups were first met.
#[derive(Debug)]
pub struct Engine {
    program: Arc<Program>,
    pub(crate) groups: Vec<Group>,
    /// Positions of groups by the hash of their id. Only ever asked, never walked.
    index: HashTable<u32>,
    bindings: Vec<Arc<Binding>>,
    /// Positions of bindings by the rules in them: few groups differ.
    bindings_by_rules: BTreeMap<Vec<RuleId>, u32>,
    pub(crate) org: Org,
    scratch: Scratch,
    reading: Reading,
    /// Whether the event at hand was read.
    is_read: bool,
    /// Next deadline of each group, kept while somebody asks for timeouts.
    deadlines: BTreeSet<(Timestamp, u32)>,
    due: BTreeMap<u32, Timestamp>,
    /// The snapshot that is being taken.
    pub(crate) saving: Option<Box<Saving>>,
    /// Cases that may have changed, by group and number, where somebody asks for them.
    pub(crate) changed_cases: Option<BTreeSet<(u32, u32)>>,
    /// News of duties by group, and entries that may have changed: where cases are asked for.
    pub(crate) duty_news: Vec<(u32, Told)>,
    pub(crate) changed_entries: BTreeSet<(u32, String, String)>,
}

fn hash(id: &str) -> u64 {
    rapidhash::v3::rapidhash_v3(id.as_bytes())
}

impl Engine {
    /// An engine that has seen nothing yet.
    #[must_use]
    pub fn new(program: Arc<Program>) -> Engine {
        Engine {
            program,
            groups: Vec::new(),
            index: HashTable::new(),
            bindings: Vec::new(),
            bindings_by_rules: BTreeMap::new(),
            org: Org::default(),
            scratch: Scratch::default(),
            reading: Reading::default(),
            is_read: false,
            deadlines: BTreeSet::new(),
            due: BTreeMap::new(),
            saving: None,
            changed_cases: None,
            duty_news: Vec::new(),
            changed_entries: BTreeSet::new(),
        }
    }

    /// The program that it runs.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Goes on under the same policies with other words, another calendar, or other knowledge of
    /// messages. What was kept so far stays as it is.
    ///
    /// # Errors
    /// The program has other policies.
    pub fn go_on_under(&mut self, program: Arc<Program>) -> Result<(), RestoreError> {
        if program.footing() != self.program.footing() {
            return Err(RestoreError::Policy);
        }
        self.program = program;
        for (governing, place) in &self.bindings_by_rules {
            if let Some(binding) = self.bindings.get_mut(*place as usize) {
                *binding = Arc::new(self.program.bind(governing));
            }
        }
        Ok(())
    }

    /// Takes one event and appends what follows from it.
    ///
    /// Deadlines of the group that lie before the event run out first. An event whose id the
    /// group has seen changes nothing.
    pub fn handle_event(&mut self, event: &Event<'_>, out: &mut Vec<Decision>) {
        let at = self.find_or_begin(&event.group, event.at);
        self.keep_for_snapshot(at);
        let Some(group) = self.groups.get_mut(at) else { return };
        if let Some(id) = &event.id
            && group.seen_ids.note(id)
        {
            return;
        }
        self.note_name(at, event, out);
        self.note_office(event);
        let Some(group) = self.groups.get(at) else { return };
        let binding = self.bindings.get(group.binding as usize);
        let strictness = binding.and_then(|binding| binding.strictness(event.at));
        let reader = &self.program.reader;
        let read = match &event.body {
            EventBody::Message { text, media, .. } => {
                Some(reader.read_as(strictness, text, media, &mut self.scratch))
            }
            // What is asked to be posted is read as the message that it will be.
            EventBody::Request { text: Some(text), .. } => {
                Some(reader.read_as(strictness, text, &[], &mut self.scratch))
            }
            EventBody::Looked { media, .. } => {
                Some(reader.read_as(strictness, "", media, &mut self.scratch))
            }
            _ => None,
        };
        self.is_read = read.is_some();
        let before = std::mem::replace(&mut self.reading, read.unwrap_or_default());
        self.scratch.take_back(before);
        self.step(at, event, out);
        self.is_read = false;
        self.note_shared(at, event);
        if event.group == ORG {
            match event.kind() {
                EventKind::Staff => self.tell_groups(at, event, out),
                EventKind::Office => self.refresh_offices(at, event, out),
                _ => {}
            }
        }
    }

    /// Takes several events, each as [`Engine::handle_event`] does; `each` gets what followed
    /// from the event of that position, where anything did.
    ///
    /// Quicker than one by one where groups are many: what the events need is looked up first,
    /// so that the waits for memory overlap.
    pub fn handle_batch(
        &mut self,
        events: &[Event<'_>],
        out: &mut Vec<Decision>,
        mut each: impl FnMut(&Engine, usize, &mut Vec<Decision>),
    ) {
        for event in events {
            std::hint::black_box(self.touch(event));
        }
        for (index, event) in events.iter().enumerate() {
            self.handle_event(event, out);
            each(self, index, out);
            out.clear();
        }
    }

    /// Looks at the memory that an event will need; what it says has no meaning.
    fn touch(&self, event: &Event<'_>) -> u64 {
        let group = self.find(&event.group).and_then(|at| self.groups.get(at));
        group.map_or(0, |group| group.touch(event))
    }

    /// When the engine next wants [`Engine::handle_timeout`] called; none: never as things are.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|&(at, _)| at.plus_ms(1))
    }

    /// Time has come to `now` although nothing happened: every deadline before it runs out, in
    /// order of time over all groups.
    pub fn handle_timeout(&mut self, now: Timestamp, out: &mut Vec<Decision>) {
        while let Some(&(due, number)) = self.deadlines.first() {
            if due >= now {
                break;
            }
            let at = number as usize;
            self.with_step(at, out, |step| step.fire_before(due.plus_ms(1)));
            if let Some(group) = self.groups.get(at)
                && group.timers.next() == Some(due)
            {
                // Nothing fired: never loop on one deadline.
                break;
            }
        }
    }

    /// Whether a group has seen an event of that id, among the last that it remembers.
    #[must_use]
    pub fn has_seen(&self, group: &str, id: &str) -> bool {
        let group = self.find(group).and_then(|at| self.groups.get(at));
        group.is_some_and(|group| group.seen_ids.contains(id))
    }

    /// Whether somebody is in a group, as far as it is known.
    #[must_use]
    pub fn is_present(&self, group: &str, member: &str) -> bool {
        let Some(group) = self.find(group).and_then(|at| self.groups.get(at)) else { return false };
        let member = group.members.find(member).and_then(|ix| group.members.get(ix));
        member.is_some_and(|member| member.present)
    }

    /// How many groups it has met.
    #[must_use]
    pub fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// The position of a group among those met, from 0.
    #[must_use]
    pub fn position_of(&self, group: &str) -> Option<usize> {
        self.find(group)
    }

    fn find(&self, id: &str) -> Option<usize> {
        let same = |&at: &u32| self.groups.get(at as usize).is_some_and(|group| group.id == id);
        self.index.find(hash(id), same).map(|&at| at as usize)
    }

    fn find_or_begin(&mut self, id: &str, began: Timestamp) -> usize {
        if let Some(at) = self.find(id) {
            return at;
        }
        let at = self.groups.len();
        self.groups.push(Group::new(id, began));
        let Engine { groups, index, .. } = self;
        let id_hash = |&at: &u32| groups.get(at as usize).map_or(0, |group| hash(&group.id));
        index.insert_unique(hash(id), u32::try_from(at).unwrap_or(u32::MAX), id_hash);
        self.bind(at);
        self.with_step(at, &mut Vec::new(), |step| step.start_clocks());
        at
    }

    /// Finds the rules that govern a group by its id and name.
    pub(crate) fn bind(&mut self, at: usize) {
        self.keep_for_snapshot(at);
        let Some(group) = self.groups.get_mut(at) else { return };
        let governing = self.program.governing(&group.id, group.name.as_deref());
        let place = match self.bindings_by_rules.get(&governing) {
            Some(&place) => place,
            None => {
                let place = u32::try_from(self.bindings.len()).unwrap_or(u32::MAX);
                self.bindings.push(Arc::new(self.program.bind(&governing)));
                self.bindings_by_rules.insert(governing, place);
                place
            }
        };
        group.binding = place;
    }

    /// A group's name may bring it under other rules: from now on, not for what has been.
    fn note_name(&mut self, at: usize, event: &Event<'_>, out: &mut Vec<Decision>) {
        let name = match &event.body {
            EventBody::Group { name: Some(name), .. } | EventBody::Rename { name } => name,
            _ => return,
        };
        let Some(group) = self.groups.get_mut(at) else { return };
        if group.name.as_deref() == Some(&**name) {
            return;
        }
        self.with_step(at, out, |step| step.advance(event.at));
        let Some(group) = self.groups.get_mut(at) else { return };
        group.name = Some(name.to_string());
        group.unbegun = true;
        self.bind(at);
        self.with_step(at, &mut Vec::new(), |step| {
            step.stop_clocks();
            step.start_clocks();
        });
    }

    fn step(&mut self, at: usize, event: &Event<'_>, out: &mut Vec<Decision>) {
        let reading = match self.is_read {
            true => std::mem::take(&mut self.reading),
            false => Reading::default(),
        };
        self.with_step(at, out, |step| step.handle(event, &reading));
        self.reading = reading;
    }

    /// Groups under a rule that asks for it learn where a content was seen first.
    fn note_shared(&mut self, at: usize, event: &Event<'_>) {
        let (Some(member), EventBody::Message { media, .. }) = (&event.member, &event.body) else {
            return;
        };
        let binding =
            self.groups.get(at).and_then(|group| self.bindings.get(group.binding as usize));
        if binding.is_none_or(|binding| !binding.asks_elsewhere) || member.starts_with('@') {
            return;
        }
        for key in rules::carried_keys(&self.reading, media) {
            self.org.shared.note(key, Origin { group: &event.group, member });
        }
    }

    /// A group is about to change: a snapshot that is being taken has it first.
    fn keep_for_snapshot(&mut self, at: usize) {
        if let (Some(saving), Some(group)) = (&mut self.saving, self.groups.get(at)) {
            saving.keep(at, group);
        }
    }

    fn with_step(&mut self, at: usize, out: &mut Vec<Decision>, run: impl FnOnce(&mut Step<'_>)) {
        self.keep_for_snapshot(at);
        let Some(group) = self.groups.get_mut(at) else { return };
        let Some(binding) = self.bindings.get(group.binding as usize) else { return };
        let before = group.timers.next();
        let mut step = Step {
            program: &self.program,
            binding,
            org: &self.org,
            group,
            out,
            received: None,
            words: self.is_read.then(|| self.scratch.words()),
            link: if self.is_read { self.reading.link_key } else { 0 },
            folded: OnceCell::new(),
            local: Cell::new(None),
            signs: u128::MAX,
        };
        run(&mut step);
        let after = group.timers.next();
        let touched = group.cases.take_touched();
        let (news, entries) = (group.duties.take_news(), group.register.take_touched());
        if let (Some(changed), Ok(place)) = (&mut self.changed_cases, u32::try_from(at)) {
            changed.extend(touched.into_iter().map(|number| (place, number)));
            self.duty_news.extend(news.into_iter().map(|told| (place, told)));
            let entries = entries.into_iter().map(|(list, key)| (place, list, key));
            self.changed_entries.extend(entries);
        }
        if before != after {
            self.note_deadline(at, after);
        }
    }

    fn note_deadline(&mut self, at: usize, next: Option<Timestamp>) {
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        if let Some(old) = self.due.remove(&number) {
            self.deadlines.remove(&(old, number));
        }
        if let Some(next) = next {
            self.due.insert(number, next);
            self.deadlines.insert((next, number));
        }
    }

    /// The personnel list changed: the groups in which the person is hear of it.
    fn tell_groups(&mut self, from: usize, event: &Event<'_>, out: &mut Vec<Decision>) {
        let (Some(id), EventBody::Staff { status, roles, tags, .. }) = (&event.member, &event.body)
        else {
            return;
        };
        let active = *status == StaffStatus::Active;
        self.org.note(id, active, read_roles(roles), tags.iter().map(|tag| &**tag));
        for at in 0..self.groups.len() {
            let here = at != from
                && self.groups.get(at).is_some_and(|group| {
                    let binding = self.bindings.get(group.binding as usize);
                    let watches = binding.is_some_and(|binding| binding.watches_staff);
                    watches
                        || group
                            .members
                            .find(id)
                            .and_then(|ix| group.members.get(ix))
                            .is_some_and(|member| member.present)
                });
            if here {
                self.step(at, event, out);
            }
        }
    }

    /// Offices that hold in every group are known before anything looks at the event.
    fn note_office(&mut self, event: &Event<'_>) {
        if event.group == ORG
            && let (Some(id), EventBody::Office { roles, .. }) = (&event.member, &event.body)
        {
            self.org.give(id, read_offices(roles));
        }
    }

    /// Groups that know whoever was given an office in all of them, or lost it; the others ask
    /// when that person first does something.
    fn refresh_offices(&mut self, from: usize, event: &Event<'_>, out: &mut Vec<Decision>) {
        let Some(id) = &event.member else { return };
        for at in (0..self.groups.len()).filter(|at| *at != from) {
            if self.groups.get(at).is_some_and(|group| group.members.find(id).is_some()) {
                self.with_step(at, out, |step| step.refresh_known(id));
            }
        }
    }

    /// Bytes of state of all groups, roughly, by what they are for; and how many members they
    /// have: for the memory target.
    #[must_use]
    pub fn state_size(&self) -> (Vec<(&'static str, usize)>, usize) {
        let mut parts: Vec<(&'static str, usize)> = Vec::new();
        for group in &self.groups {
            for (name, bytes) in group.bytes() {
                match parts.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, sum)) => *sum += bytes,
                    None => parts.push((name, bytes)),
                }
            }
        }
        let members = self.groups.iter().map(|group| group.members.len()).sum();
        (parts, members)
    }

    /// An engine with these groups, as a snapshot had them.
    pub(crate) fn with_groups(program: Arc<Program>, groups: Vec<Group>, org: Org) -> Engine {
        let mut engine = Engine::new(program);
        engine.org = org;
        engine.groups = groups;
        for at in 0..engine.groups.len() {
            let Engine { groups, index, .. } = &mut engine;
            let id_hash = |&at: &u32| groups.get(at as usize).map_or(0, |group| hash(&group.id));
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            index.insert_unique(id_hash(&number), number, id_hash);
            engine.bind(at);
            let next = engine.groups.get(at).and_then(|group| group.timers.next());
            engine.note_deadline(at, next);
        }
        engine
    }
}
