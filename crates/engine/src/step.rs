//! One event in one group: the order in which everything looks at it.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;

use model::event::{Listed, ORG, StaffStatus};
use model::{Decision, Event, EventBody, EventKind, Local, Role, Roles, Timestamp};
use rules::finder::Finding;
use rules::scene::{Member, MemberIx};
use rules::signals::Folded;
use text::Reading;

use crate::group::{Group, View};
use crate::members::whole_seconds;
use crate::org::Org;
use crate::program::{Binding, Program, Rule, RuleId};
use crate::timers::Timer;

/// One group with all that is needed to take it a step further.
pub struct Step<'a> {
    pub program: &'a Program,
    pub binding: &'a Binding,
    pub org: &'a Org,
    pub group: &'a mut Group,
    pub out: &'a mut Vec<Decision>,
    /// When the event at hand reached us, where that is told.
    pub received: Option<Timestamp>,
    /// The words of the event at hand as the reader folded them, where it has read it.
    pub words: Option<&'a str>,
    /// The key of the page that it shares; 0 for none.
    pub link: u64,
    /// The same with their characters, where a rule has asked for them.
    pub folded: OnceCell<Folded>,
    /// The local time of the event at hand in a policy's zone, the last that was asked for.
    pub local: Cell<Option<(u16, Timestamp, Local)>>,
    /// What the event at hand has that calls rules.
    pub signs: u128,
}

/// The most deadlines that run out before one event one by one: three years of daily duties.
const FIRED_MAX: u32 = 1_200;

/// More than this is a leap: a year.
const LEAP_MS: i64 = 366 * 24 * model::time::HOUR_MS;

/// A finding and the rule that made it.
#[derive(Clone, Debug)]
pub struct Found {
    pub rule: RuleId,
    pub finding: Finding,
    /// Nobody in particular is to blame: a reminder is all that may follow, and it is not
    /// counted.
    pub only_remind: bool,
}

/// What set a decision off.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// An event, by its id where it has one.
    Event(Option<String>),
    /// A deadline, by the event that set it or by its own time.
    Due(String),
}

impl Trigger {
    pub fn of(event: &Event<'_>) -> Trigger {
        // What was found in a message's pictures is about the message.
        let id = match &event.body {
            EventBody::Looked { target, .. } => Some(&**target),
            _ => event.id.as_deref(),
        };
        Trigger::Event(id.map(str::to_owned))
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Trigger::Event(id) => id.as_deref(),
            Trigger::Due(name) => Some(name),
        }
    }
}

impl<'a> Step<'a> {
    pub(crate) fn view(&self) -> View<'_> {
        let Step { program, binding, org, .. } = *self;
        View { group: self.group, program, binding, org, observed: false }
    }

    /// What a rule sees: one that only watches has a register of its own beside the group's.
    pub(crate) fn view_for(&self, rule: &Rule) -> View<'_> {
        View { observed: rule.observe, ..self.view() }
    }

    /// The system itself, whose id begins with `@`: never found in breach, never punished.
    pub(crate) fn is_system(&self, ix: MemberIx) -> bool {
        self.group.members.id(ix).starts_with('@')
    }

    /// Everything that an event brings about.
    pub fn handle(&mut self, event: &Event<'_>, reading: &Reading) {
        self.received = event.received;
        self.advance(event.at);
        let actor = self.enter(event);
        if std::mem::take(&mut self.group.unbegun) {
            self.start_clocks();
            self.begin_rules();
        }
        self.signs = self.signs_of(event, reading, actor);
        let mut found = self.find(event, reading, actor);
        self.answer_removed(event, &mut found);
        self.forget_known(event, &mut found);
        self.excuse_late(event, reading, actor);
        self.settle_duties(event, reading, actor);
        self.count_periods(event, reading, actor);
        self.remember(event, reading, actor);
        self.exit(event, actor);
        self.carry_out(event, actor, found);
        self.earn_points(event, actor);
        self.close_by_event(event, actor);
        self.hear(event, actor);
    }

    /// Time comes to `at`; what lies before it runs out first.
    pub fn advance(&mut self, at: Timestamp) {
        self.fire_before(at);
        self.group.now = self.group.now.max(at);
    }

    /// Deadlines that lie before `at`, in order.
    pub fn fire_before(&mut self, at: Timestamp) {
        let mut fired = 0_u32;
        while let Some((due, timer)) = self.group.timers.pop_before(at) {
            self.group.now = self.group.now.max(due);
            fired = fired.saturating_add(1);
            // A leap of years (a wrong clock, a long silence) would run out periods without end:
            // those beyond the cap are passed over, and the clocks go on from now.
            if fired > FIRED_MAX && self.pass_over(timer, at) {
                continue;
            }
            match timer {
                Timer::Duty(number) => self.lapse_duty(number, due),
                Timer::Period(rule) => self.end_period(rule, due),
                Timer::Standing(rule) => self.sweep_standing(rule, due),
                Timer::Fine(case) => self.grow_fine(case, due),
                Timer::Expiry(case) => self.expire_case(case, due),
                Timer::Nudge(case) => self.nudge(case, due),
                Timer::Task(case) => self.miss_task(case, due),
                Timer::Entry(number) => self.call_entry(number, due),
                Timer::Begin(rule) => self.begin_rule(rule, due.plus_ms(1)),
            }
        }
    }

    /// Sets a recurring deadline anew from `at` on. Whether it is one.
    fn pass_over(&mut self, timer: Timer, at: Timestamp) -> bool {
        match timer {
            Timer::Period(rule) => self.begin_period(rule, at),
            Timer::Fine(case) => self.defer_fine(case, at),
            // Whatever calls itself again and again is called once, as of now.
            Timer::Entry(number) if at.since(self.group.now) > LEAP_MS => {
                self.group.now = at;
                self.call_entry(number, at);
            }
            Timer::Standing(rule) if at.since(self.group.now) > LEAP_MS => {
                self.sweep_standing(rule, at);
            }
            _ => return false,
        }
        true
    }

    /// Changes of the roster that rules look at after they happened. The acting member.
    fn enter(&mut self, event: &Event<'_>) -> Option<MemberIx> {
        if let EventBody::Group { owner, members, .. } = &event.body {
            self.enter_snapshot(members, owner.as_deref());
            self.start_clocks();
            return event.member.as_deref().and_then(|id| self.group.members.find(id));
        }
        let id = event.member.as_deref()?;
        match &event.body {
            EventBody::Join { by, roles, tags, card, .. } => {
                let ix = self.group.members.find_or_add(id)?;
                // Who invites is here, as who speaks is.
                if let Some(by) = by.as_deref().filter(|by| *by != id && !by.starts_with('@')) {
                    self.enter_seen(by);
                }
                self.group.members.set_present(ix, true);
                let at = whole_seconds(self.group.now);
                let roles = read_roles(roles);
                let populations = self.program.population_bits(tags.iter().map(|tag| &**tag));
                let left = self.org.on_staff(id) == Some(false);
                self.set_roles(ix, roles);
                if let Some(member) = self.group.members.get_mut(ix) {
                    member.joined = at;
                    member.spoke = 0;
                    member.populations = populations.into();
                    member.card_fits = card.as_ref().is_some_and(|card| !card.trim().is_empty());
                    member.left_organisation = left;
                }
                self.watch_standing(ix);
                Some(ix)
            }
            EventBody::Roles { roles, tags } => {
                let ix = self.group.members.find_or_add(id)?;
                let roles = read_roles(roles);
                let populations = self.program.population_bits(tags.iter().map(|tag| &**tag));
                self.set_roles(ix, roles);
                if let Some(member) = self.group.members.get_mut(ix) {
                    member.populations = populations.into();
                }
                Some(ix)
            }
            EventBody::Staff { status, roles, tags, .. } => {
                let active = *status == StaffStatus::Active;
                if active && self.group.id == ORG {
                    self.enter_staff(id, roles, tags);
                }
                let ix = self.group.members.find(id)?;
                if let Some(member) = self.group.members.get_mut(ix) {
                    member.left_organisation = !active;
                }
                Some(ix)
            }
            // Who speaks is here, whether or not the platform said that they came.
            EventBody::Message { .. } | EventBody::Card { .. } | EventBody::Notice { .. } => {
                let ix = self.enter_seen(id)?;
                if let EventBody::Card { card } = &event.body
                    && !self.binding.judges_cards
                    && let Some(member) = self.group.members.get_mut(ix)
                {
                    member.card_fits = !card.trim().is_empty();
                }
                Some(ix)
            }
            EventBody::Office { roles, .. } => self.enter_office(id, roles),
            _ => self.enter_known(id),
        }
    }

    /// Whoever the organisation has is known in it as a whole, so that tasks and consent that
    /// concern no single group find them. Nobody is present there: what members of a group owe
    /// is owed in groups.
    fn enter_staff<S: AsRef<str>>(&mut self, id: &str, roles: &[S], tags: &[S]) {
        let Some(ix) = self.group.members.find_or_add(id) else { return };
        let populations = self.program.population_bits(tags.iter().map(AsRef::as_ref));
        // A bare list of ids says nothing about posts.
        if !roles.is_empty() {
            self.set_roles(ix, read_roles(roles));
        }
        let Some(member) = self.group.members.get_mut(ix) else { return };
        if !tags.is_empty() {
            member.populations = populations.into();
        }
    }

    /// Somebody who does something in the group is in it.
    fn enter_seen(&mut self, id: &str) -> Option<MemberIx> {
        let ix = self.group.members.find_or_add(id)?;
        if self.group.members.get(ix).is_some_and(|member| !member.present) {
            self.group.members.set_present(ix, true);
            self.look_up_office(ix);
            self.watch_standing(ix);
        }
        Some(ix)
    }

    /// The group as the platform lists it: who is not listed is no longer there.
    fn enter_snapshot(&mut self, listed: &[Listed<'_>], owner: Option<&str>) {
        if !listed.is_empty() {
            let ids: BTreeSet<&str> = listed.iter().map(|one| &*one.id).collect();
            let gone: Vec<MemberIx> = self
                .group
                .members
                .present()
                .filter(|(ix, _)| !ids.contains(self.group.members.id(*ix)))
                .map(|(ix, _)| ix)
                .collect();
            for &ix in &gone {
                self.depart(ix);
            }
            self.release_everywhere(&gone);
        }
        let id_bytes = listed.iter().map(|one| one.id.len()).sum();
        self.group.members.reserve(listed.len(), id_bytes);
        for one in listed {
            let Some(ix) = self.group.members.find_or_add(&one.id) else { continue };
            let came = self.group.members.get(ix).is_some_and(|member| !member.present);
            self.group.members.set_present(ix, true);
            if came {
                self.look_up_office(ix);
                self.close_for_comer(ix);
            }
            // A list of mere ids says nothing about posts: what is known of somebody stands. Where
            // it names one of the two, it names all there is.
            let bare = one.roles.is_none() && one.tags.is_none();
            let tags = one.tags.iter().flatten().map(|tag| &**tag);
            let populations = self.program.population_bits(tags);
            let left = match one.status {
                Some(status) => status == StaffStatus::Left,
                None => self.org.on_staff(&one.id) == Some(false),
            };
            if !bare {
                self.set_roles(ix, read_roles(one.roles.as_deref().unwrap_or_default()));
            }
            let Some(member) = self.group.members.get_mut(ix) else { continue };
            if !bare {
                member.populations = populations.into();
            }
            member.left_organisation = left;
            // A list of mere ids says nothing about names.
            if !self.binding.judges_cards && (one.card.is_some() || one.name.is_some()) {
                member.card_fits = one.card.as_ref().is_some_and(|card| !card.trim().is_empty());
            }
            if let Some(joined) = one.joined {
                member.joined = whole_seconds(joined);
            }
        }
        if let Some(ix) = owner.and_then(|owner| self.group.members.find_or_add(owner)) {
            // Where only the owner is named, whoever was it before no longer is.
            let before = |(at, _): &(MemberIx, &Member)| {
                *at != ix && listed.is_empty() && self.platform_roles(*at).has(Role::Owner)
            };
            let former: Vec<MemberIx> =
                self.group.members.present().filter(before).map(|(at, _)| at).collect();
            for member in former {
                let roles = self.platform_roles(member).iter();
                self.set_roles(member, roles.filter(|role| *role != Role::Owner).collect());
            }
            self.group.members.set_present(ix, true);
            self.set_roles(ix, self.platform_roles(ix).with(Role::Owner));
        }
    }

    /// What the group keeps of a message for later ones.
    fn remember(&mut self, event: &Event<'_>, reading: &Reading, actor: Option<MemberIx>) {
        let Some(actor) = actor else { return };
        match &event.body {
            EventBody::Message { media, .. } => {
                let (began, now) = (self.group.began, self.group.now);
                self.group.own.keep(self.binding.own_kept);
                let who = (actor, self.group.members.len());
                self.group.own.push(who, reading.key, began, now);
                for one in media {
                    let Some(&kept) = self.binding.media_kept.get(&one.kind) else { continue };
                    let windows = self.group.own_media.entry(one.kind as u8).or_default();
                    windows.keep(kept);
                    windows.push(who, 0, began, now);
                }
                self.group.dialogue.speak(actor, whole_seconds(now));
                if self.binding.asks_authors
                    && let Some(id) = event.id.as_deref()
                {
                    self.group.authors.note(id, actor);
                }
                if self.binding.asks_seen {
                    for key in content_keys(reading, media) {
                        self.group.seen_contents.insert(key);
                    }
                }
                if let Some(member) = self.group.members.get_mut(actor) {
                    member.spoke = whole_seconds(now);
                }
            }
            EventBody::Fact { metric, .. } if rules::is_participation(metric) => {
                let now = whole_seconds(self.group.now);
                if let Some(member) = self.group.members.get_mut(actor) {
                    member.took_part = now;
                }
            }
            _ => {}
        }
    }

    /// Changes of the roster that rules look at before they happen.
    fn exit(&mut self, event: &Event<'_>, actor: Option<MemberIx>) {
        if event.kind() == EventKind::Leave
            && let Some(ix) = actor
        {
            self.depart(ix);
            self.release_everywhere(&[ix]);
        }
    }

    /// Somebody is no longer in the group: what they said is forgotten, and nobody has to remove
    /// them any more.
    fn depart(&mut self, ix: MemberIx) {
        self.group.members.set_present(ix, false);
        self.group.own.clear(ix);
        self.group.own_media.values_mut().for_each(|windows| windows.clear(ix));
        self.close_for_leaver(ix);
    }
}

/// Role names as a set; what is no role is passed over.
pub(crate) fn read_roles<S: AsRef<str>>(names: &[S]) -> Roles {
    names.iter().filter_map(|name| Role::parse(name.as_ref())).collect()
}

/// Fingerprints of what a message brings into the group: its text, its link, its files.
fn content_keys<'r>(
    reading: &'r Reading,
    media: &'r [model::event::Media<'_>],
) -> impl Iterator<Item = u64> + 'r {
    rules::content_keys(reading, media)
}
