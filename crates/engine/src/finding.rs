//! What rules see of an event, and what those that it calls say about it.

use model::event::ORG;
use model::{Event, EventBody, EventKind, Roles};
use rules::finder::{Judges, Outcome, Outcomes, signs};
use rules::scene::{MemberIx, Scene};
use text::Reading;

use crate::group::View;
use crate::program::{Calls, Rule, RuleId};
use crate::step::Step;

impl Step<'_> {
    /// What a rule sees of an event, or none where the rule is not in force yet.
    pub(crate) fn scene<'s>(
        &'s self,
        rule: &'s Rule,
        event: &'s Event<'s>,
        reading: &'s Reading,
        actor: Option<MemberIx>,
        view: &'s View<'s>,
    ) -> Option<Scene<'s>> {
        let scene = self.scene_of(rule, event, reading, actor, view);
        rule.holds_at(event.at, || scene.local).then_some(scene)
    }

    /// What a rule sees of an event, were it in force.
    fn scene_of<'s>(
        &'s self,
        rule: &'s Rule,
        event: &'s Event<'s>,
        reading: &'s Reading,
        actor: Option<MemberIx>,
        view: &'s View<'s>,
    ) -> Scene<'s> {
        let zone = self.program.zone_of(rule);
        let known = self.local.get();
        let local = match known.filter(|(policy, at, _)| (*policy, *at) == (rule.policy, event.at))
        {
            Some((_, _, local)) => local,
            None => zone.local(event.at),
        };
        self.local.set(Some((rule.policy, event.at, local)));
        Scene {
            event,
            now: self.group.now,
            local,
            actor,
            reading,
            words: self.words,
            folded: &self.folded,
            heard: hears(rule, event, reading),
            group: view,
            calendar: &self.program.calendar,
            zone,
            audience: &rule.audience,
            edition: self.program.edition_of(rule),
            trade: self.program.policy_of(rule).map_or(&[], |policy| &policy.trade),
        }
    }

    /// What an event has that calls rules.
    pub(crate) fn signs_of(
        &self,
        event: &Event<'_>,
        reading: &Reading,
        actor: Option<MemberIx>,
    ) -> u128 {
        let member = actor.and_then(|ix| self.group.members.get(ix));
        signs(&event.body, reading, member.map_or(Roles::NONE, |member| member.roles))
    }

    /// Whether the event at hand may concern what is called so.
    pub(crate) fn is_called(&self, by: Calls) -> bool {
        by.signs & self.signs != 0 || self.group.register.may_have(by.lists)
    }

    /// What every rule that the event wakes says about it.
    pub(crate) fn find(
        &self,
        event: &Event<'_>,
        reading: &Reading,
        actor: Option<MemberIx>,
    ) -> Vec<(RuleId, Outcome)> {
        let mut all = Vec::new();
        let woken = self.binding.woken_by(event.kind());
        if woken.is_empty() || actor.is_some_and(|ix| self.is_system(ix)) {
            return all;
        }
        // A group that is full of people it remembers cannot hold anything against one more.
        if actor.is_none() && event.kind() == EventKind::Message {
            return all;
        }
        let plain = self.view();
        let watching = View { observed: true, ..plain };
        // The personnel list changed about somebody who is not here.
        let stranger = event.kind() == EventKind::Staff
            && self.group.id != ORG
            && !actor.and_then(|ix| self.group.members.get(ix)).is_some_and(|one| one.present);
        let mut outcomes = Outcomes::new();
        let mut suited = Vec::new();
        // Rules of one policy see the same but for a few words of their own.
        let mut of_policy: Option<(u16, Scene<'_>)> = None;
        for &id in woken {
            let Some(rule) = self.program.rule(id) else { continue };
            let Some(finder) = rule.finder() else { continue };
            let called = self.is_called(rule.called_by);
            // What a cue passes over must be what a rule has nothing to say about.
            if !called && !cfg!(debug_assertions) {
                continue;
            }
            if stranger && !finder.watches_staff() {
                continue;
            }
            if finder.judges() == Judges::Actor
                && actor.is_some_and(|ix| !rule.audience.includes(&plain, ix))
            {
                continue;
            }
            if of_policy.as_ref().is_none_or(|(policy, _)| *policy != rule.policy) {
                let scene = self.scene_of(rule, event, reading, actor, &plain);
                of_policy = Some((rule.policy, scene));
            }
            let Some((_, scene)) = &mut of_policy else { continue };
            scene.heard = hears(rule, event, reading);
            scene.audience = &rule.audience;
            scene.edition.observed = rule.observe;
            scene.group = if rule.observe { &watching } else { &plain };
            if !rule.holds_at(event.at, || scene.local) {
                continue;
            }
            finder.find(scene, &mut outcomes);
            debug_assert!(called || outcomes.is_empty(), "cue of {}: {outcomes:?}", rule.kind);
            if outcomes.contains(&Outcome::Suits) {
                suited.push(id);
            }
            all.extend(outcomes.drain(..).map(|outcome| (id, outcome)));
        }
        self.choose_alternatives(&suited, &mut all);
        all
    }

    /// What was found in a message's pictures adds nothing to what the same rule found in the
    /// message itself, or in the same pictures before.
    pub(crate) fn forget_known(&self, event: &Event<'_>, said: &mut Vec<(RuleId, Outcome)>) {
        let EventBody::Looked { target, .. } = &event.body else { return };
        if said.is_empty() {
            return;
        }
        let mut known: Vec<RuleId> = Vec::new();
        let cases = self.group.cases.every();
        for case in cases.filter(|case| case.trigger.as_deref() == Some(&**target)) {
            known.push(case.rule);
            known.extend(case.doubts.iter().map(|doubt| doubt.rule));
            known.extend(case.acts.iter().filter_map(|act| Some(act.cause?.rule)));
        }
        said.retain(|(rule, _)| !known.contains(rule));
    }

    /// Of rules that are alternatives, one that suits frees from the others; else the first
    /// stands for all. Each policy, and what it only observes, is looked at apart.
    fn choose_alternatives(&self, suited: &[RuleId], all: &mut Vec<(RuleId, Outcome)>) {
        let alternatives = |id: RuleId| {
            let rule = self.program.rule(id)?;
            let finder = rule.finder().filter(|finder| finder.is_alternative());
            finder.map(|_| (rule.kind, rule.policy, rule.observe))
        };
        let free: Vec<_> = suited.iter().filter_map(|&id| alternatives(id)).collect();
        let mut taken = Vec::new();
        all.retain(|&(id, _)| match alternatives(id) {
            None => true,
            Some(set) if free.contains(&set) => false,
            Some(set) => match taken.iter().find(|(known, _)| *known == set) {
                Some(&(_, first)) => first == id,
                None => {
                    taken.push((set, id));
                    true
                }
            },
        });
    }
}

/// Whether one of a rule's own words may stand in an event.
fn hears(rule: &Rule, event: &Event<'_>, reading: &Reading) -> bool {
    rule.words & reading.heard != 0 || event.kind() != EventKind::Message
}
