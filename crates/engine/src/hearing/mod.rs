//! What people say about cases: consent, refusal, done, appeal, and events that settle a case.

mod closing;
mod entitled;
mod measures;
mod proposing;

use std::borrow::Cow;

use model::event::EventBody;
use model::{Action, Asked, Decision, Event, Status, Timestamp};
use policy::texts::Wording;
use rules::finder::{Certainty, Finding, How};
use rules::scene::MemberIx;

use crate::asking::act;
use crate::cases::{Case, CaseKind, Course, Wanted};
use crate::program::Rule;
use crate::step::{Found, Step, Trigger};

/// A text of the list, with what is filled in.
type Text<'a> = (&'a str, &'a [(&'a str, &'a str)]);

impl<'a> Step<'a> {
    /// Takes what people say about cases.
    pub(crate) fn hear(&mut self, event: &Event<'_>, actor: Option<MemberIx>) {
        match &event.body {
            EventBody::Approve { case, .. } => self.vote(event, actor, case, true),
            EventBody::Reject { case, .. } => self.vote(event, actor, case, false),
            EventBody::Done { case, proof } => {
                self.finish(event, actor, case, proof.as_deref());
            }
            EventBody::Claim { case } => self.claim(event, actor, case),
            EventBody::Release { case } => self.release_case(event, actor, case),
            EventBody::Note { case, text } => self.note(event, actor, case, text),
            EventBody::Reopen { case, reason } => {
                self.reopen(event, actor, case, reason.as_deref());
            }
            EventBody::Appeal { case, .. } => self.appeal(event, actor, case),
            EventBody::Answer { case, categories, .. } => {
                self.take_answer(event, actor, case, categories);
            }
            EventBody::Propose { target, cite, policy, reason } => {
                let article = (&**cite, policy.as_deref());
                self.propose(event, actor, target, article, reason.as_deref());
            }
            _ => {}
        }
    }

    /// The number of a case of this group, by its name.
    pub(crate) fn number_of(&self, name: &str) -> Option<u32> {
        let digits = name.strip_prefix(self.group.id.as_str())?.strip_prefix('-')?;
        digits.parse().ok().filter(|&number| self.case_name(number) == name)
    }

    /// Tells somebody why what they said about a case changes nothing: the text of that key.
    pub(crate) fn turn_away(&mut self, event: &Event<'_>, number: u32, key: &str) {
        let Some(rule) = self.group.cases.get(number).and_then(|case| self.program.rule(case.rule))
        else {
            return;
        };
        let mut decision = self.turned_away(event, rule, key);
        decision.case = Some(self.case_name(number));
        self.out.push(decision);
    }

    /// What somebody is told whose word changes nothing.
    fn turned_away(&self, event: &Event<'_>, rule: &'a Rule, key: &str) -> Decision {
        let trigger = Trigger::of(event);
        let mut decision = self.decision(event.at, &trigger, rule, Action::Reply, Status::Done);
        decision.member = event.member.as_deref().map(str::to_owned);
        decision.reason = Wording::default().say(key, &[]);
        let why = self.words(rule, key, &[]);
        decision.text = Some(self.words(rule, "turned-away", &[("why", &why)]));
        decision
    }

    fn vote(&mut self, event: &Event<'_>, actor: Option<MemberIx>, name: &str, yes: bool) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        let Some(needs) = case.needs.clone() else {
            return self.turn_away(event, number, "already-settled");
        };
        if let Some(why) = self.barred(case, &needs, actor) {
            return self.turn_away(event, number, why);
        }
        if !yes {
            return self.turn_down(event, actor, number);
        }
        let alone = needs.or.is_some_and(|role| {
            actor.and_then(|ix| self.group.members.get(ix)).is_some_and(|m| m.roles.has(role))
        });
        let left = if alone { 0 } else { needs.count.saturating_sub(1) };
        let Some(case) = self.group.cases.get_mut(number) else { return };
        case.note_asked();
        case.consents.extend(actor);
        if left > 0 {
            case.needs = Some(Wanted { count: left, ..needs });
            return self.report_progress(event, number);
        }
        if let Some(next) = case.next_step() {
            case.needs = Some(next);
            self.cancel_clocks(number);
            self.set_expiry(number, event.at);
            return self.report_progress(event, number);
        }
        case.needs = None;
        self.cancel_consent_clocks(number);
        self.grant(event, actor, number);
    }

    /// Somebody who was asked names what the message is: what was suspected, or something else.
    fn take_answer(
        &mut self,
        event: &Event<'_>,
        actor: Option<MemberIx>,
        name: &str,
        categories: &[Cow<'_, str>],
    ) {
        let case = self.number_of(name).and_then(|number| self.group.cases.get(number));
        let Some(case) = case.filter(|case| case.kind == CaseKind::Judgement) else { return };
        let suspected = case.doubts.iter().any(|doubt| {
            let kind = self.program.rule(doubt.rule).map_or("", |rule| rule.kind);
            let category = doubt.category.map_or(kind, model::Category::name);
            categories.iter().any(|named| *named == category || *named == kind)
        });
        self.vote(event, actor, name, suspected);
    }

    /// One more consent, but not enough yet.
    fn report_progress(&mut self, event: &Event<'_>, number: u32) {
        let Some(case) = self.group.cases.get(number) else { return };
        let pending = case.acts.iter().find(|act| act.status == Status::Pending && !act.merged);
        let action = pending.map_or(Action::Ask, |act| act.step.action);
        let (needs, given) = (case.needs.as_ref().map(Asked::from), case.consents.len());
        let later = case.of_course(Course::people_later).unwrap_or_default();
        let (trigger, status) = (Trigger::of(event), Status::Pending);
        let of_act = self.of_act(event.at, &trigger, number, pending, action, status);
        let Some((mut decision, _)) = of_act else { return };
        decision.to = needs.as_ref().map(|needs| needs.role.clone());
        let left = needs.as_ref().map_or(0, |needs| usize::from(needs.count)) + later;
        decision.needs = needs;
        decision.reason = format!("已有 {given} 人同意,还需 {left} 人");
        self.out.push(decision);
    }

    /// Everybody whose consent was needed has given it.
    fn grant(&mut self, event: &Event<'_>, actor: Option<MemberIx>, number: u32) {
        let Some(case) = self.group.cases.get(number).cloned() else { return };
        let trigger = Trigger::of(event);
        match &case.kind {
            CaseKind::Breach => self.carry_out_pending(event, number),
            CaseKind::Judgement => self.judge_after_all(event, &case),
            CaseKind::Join => {
                self.answer(event.at, &trigger, number, Action::Approve, ("join-granted", &[]));
            }
            CaseKind::Consent { .. } => {
                self.grant_consent(event.at, &trigger, number, actor, "request-granted");
            }
            CaseKind::Appeal { of } => self.uphold(event, number, *of),
            // A task waits for its doer, not for anybody's consent.
            CaseKind::Task => {}
        }
    }

    /// Consent is given: the member holds a permit, and the rule that asked hears of it.
    pub(crate) fn grant_consent(
        &mut self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        by: Option<MemberIx>,
        key: &str,
    ) {
        let Some(case) = self.group.cases.get(number).cloned() else { return };
        let CaseKind::Consent { what, key: of } = &case.kind else { return };
        let until = self.permit_until(at);
        if let Some(member) = case.member.filter(|_| !case.is_about_other()) {
            self.group.cases.grant(member, what, *of, until);
        }
        let key = if case.is_about_other() { "complaint-upheld" } else { key };
        self.answer(at, trigger, number, Action::Approve, (key, &[]));
        self.tell_rule(number, at, trigger, How::Granted, by, None);
    }

    /// A person found that it is a breach: what follows is decided as for any other.
    fn judge_after_all(&mut self, event: &Event<'_>, case: &Case) {
        let found = case.doubts.iter().map(|doubt| {
            let finding = Finding {
                member: case.member,
                category: doubt.category,
                fact: doubt.fact.clone(),
                certainty: Certainty::Act,
                resets_window: false,
            };
            Found { rule: doubt.rule, finding, only_remind: false }
        });
        let trigger = Trigger::Event(case.trigger.clone());
        let before = self.group.cases.newest();
        self.judge(event.at, &trigger, found.collect());
        let newest = self.group.cases.newest();
        if newest > before
            && let Some(decided) = self.group.cases.get_mut(newest)
        {
            decided.judges.clone_from(&case.consents);
            if let Some(proposer) = proposing::proposer(case) {
                decided.judges.push(proposer);
                decided.course_mut().barred.push(proposer);
            }
        }
    }

    /// The answer to a request, for whoever asked.
    pub(crate) fn answer(
        &mut self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        action: Action,
        (key, places): Text<'_>,
    ) {
        let Some(case) = self.group.cases.get(number).cloned() else { return };
        let Some(rule) = self.program.rule(case.rule) else { return };
        let status = self.ability(action, false);
        let mut decision = self.decision(at, trigger, rule, action, status);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(case.member).or_else(|| case.outsider.clone());
        decision.reason = Wording::default().say(key, places);
        decision.to = self.doer(action, status, None);
        // Nobody was accused of what a person judged to be nothing: nobody is told.
        if case.kind != CaseKind::Judgement && !case.is_about_other() {
            let words = self.words(rule, key, places);
            decision.text = Some(self.words(rule, "answer", &[("words", &words)]));
        }
        self.out.push(decision);
        if let Some(case) = self.group.cases.get_mut(number) {
            case.acts.push(act(action, status));
        }
    }

    /// Somebody entitled to says no: explicit, and told to whom it concerns.
    fn turn_down(&mut self, event: &Event<'_>, actor: Option<MemberIx>, number: u32) {
        self.cancel_consent_clocks(number);
        let measure = self.drop_pending(number);
        // Should it be decided once more, whoever refused has had their say.
        if let Some(case) = self.group.cases.get_mut(number) {
            case.course_mut().barred.extend(actor);
        }
        let Some(case) = self.group.cases.get(number) else { return };
        let (kind, about_other) = (case.kind.clone(), case.is_about_other());
        let (at, trigger) = (event.at, Trigger::of(event));
        let mut answer = |action, key| self.answer(at, &trigger, number, action, (key, &[]));
        match kind {
            CaseKind::Join => answer(Action::Refuse, "join-refused"),
            CaseKind::Consent { .. } => {
                let reason = match &event.body {
                    EventBody::Reject { reason, .. } => reason.as_deref(),
                    _ => None,
                };
                let because = reason.map(rules::people::brief).unwrap_or_default();
                let key = match reason {
                    _ if about_other => "complaint-dropped",
                    Some(_) => "request-refused-because",
                    None => "request-refused",
                };
                let places = [("reason", because.as_str())];
                self.answer(at, &trigger, number, Action::Refuse, (key, &places));
                self.tell_rule(number, at, &trigger, How::Refused, actor, reason);
            }
            CaseKind::Appeal { .. } => answer(Action::Reply, "appeal-turned-down"),
            CaseKind::Judgement => {
                answer(Action::Reply, "no-breach");
                self.allow_case(number, at);
            }
            CaseKind::Breach | CaseKind::Task => {
                answer(Action::Reply, "measure-refused");
                if measure {
                    self.carry_out_milder(at, &trigger, number);
                }
            }
        }
    }
}
