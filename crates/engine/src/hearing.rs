//! What people say about cases: consent, refusal, done, appeal, and events that settle a case.

use std::borrow::Cow;

use model::event::EventBody;
use model::{Action, Asked, Decision, Event, Role, Status, Timestamp};
use policy::param::Who;
use rules::finder::{Certainty, Finding, How};
use rules::scene::{GroupView, MemberIx};

use crate::asking::act;
use crate::cases::{Act, Case, CaseKind, Course, Wanted};
use crate::judge::{fine_by_hand, is_measure};
use crate::program::Rule;
use crate::say;
use crate::step::{Found, Step, Trigger};
use crate::timers::Timer;

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
            _ => {}
        }
    }

    /// The number of a case of this group, by its name.
    pub(crate) fn number_of(&self, name: &str) -> Option<u32> {
        let digits = name.strip_prefix(self.group.id.as_str())?.strip_prefix('-')?;
        digits.parse().ok().filter(|&number| self.case_name(number) == name)
    }

    /// Tells somebody why what they said about a case changes nothing.
    pub(crate) fn turn_away(&mut self, event: &Event<'_>, number: u32, why: &str) {
        let Some(rule) = self.group.cases.get(number).and_then(|case| self.program.rule(case.rule))
        else {
            return;
        };
        let trigger = Trigger::of(event);
        let mut decision = self.decision(event.at, &trigger, rule, Action::Reply, Status::Done);
        decision.case = Some(self.case_name(number));
        decision.member = event.member.as_deref().map(str::to_owned);
        decision.reason = why.to_owned();
        decision.text = Some(format!("您好,{why}。"));
        self.out.push(decision);
    }

    /// Why somebody may not decide a case, or none where they may.
    pub(crate) fn barred(
        &self,
        case: &Case,
        needs: &Wanted,
        who: Option<MemberIx>,
    ) -> Option<&'static str> {
        // In the organisation as a whole nobody is present; whoever it has may speak there.
        let whole = self.group.id == model::event::ORG;
        let here =
            |member: &&rules::scene::Member| member.present || whole && !member.left_organisation;
        let Some(member) = who.and_then(|ix| self.group.members.get(ix)).filter(here) else {
            return Some("只有本群成员可以表态");
        };
        if who.is_some_and(|ix| self.is_system(ix)) {
            return Some("这件事要由人来表态");
        }
        if who == case.member || case.outsider.as_deref() == who.map(|ix| self.group.members.id(ix))
        {
            return Some("当事人不能对自己的事项表态");
        }
        let entitled = who.is_some_and(|ix| self.view().is(ix, &needs.who))
            || needs.or.is_some_and(|role| member.roles.has(role))
            || (needs.who == Who::Role(Role::Admin) && member.roles.has(Role::Owner));
        if !entitled {
            return Some("这件事需要由规定的人表态");
        }
        let uninvolved = |course: &Course| who.is_none_or(|ix| !course.barred.contains(&ix));
        if case.of_course(uninvolved) == Some(false) {
            return Some("与这件事有关的人不能表态");
        }
        if self.is_claimed_by_other(case, who) {
            return Some("这件事已有人认领,请等他处理,或请他放回");
        }
        if who.is_some_and(|ix| case.consents.contains(&ix)) {
            return Some("您已经表过态");
        }
        if let CaseKind::Appeal { of } = case.kind
            && let Some(first) = self.group.cases.get(of)
            && who.is_some_and(|ix| first.consents.contains(&ix) || first.judges.contains(&ix))
        {
            return Some("申诉要由没有参与原决定的人处理");
        }
        None
    }

    fn vote(&mut self, event: &Event<'_>, actor: Option<MemberIx>, name: &str, yes: bool) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        let Some(needs) = case.needs.clone() else {
            return self.turn_away(event, number, "这件事已经有结论,不再需要表态");
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
                self.answer(event.at, &trigger, number, Action::Approve, "已同意入群");
            }
            CaseKind::Consent { .. } => {
                self.grant_consent(event.at, &trigger, number, actor, "申请已获同意");
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
        words: &str,
    ) {
        let Some(case) = self.group.cases.get(number).cloned() else { return };
        let CaseKind::Consent { what, key } = &case.kind else { return };
        let until = self.permit_until(at);
        if let Some(member) = case.member.filter(|_| !case.is_about_other()) {
            self.group.cases.grant(member, what, *key, until);
        }
        let words = if case.is_about_other() { "经人核实,予以认定" } else { words };
        self.answer(at, trigger, number, Action::Approve, words);
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
        }
    }

    /// What waited for consent is done now.
    fn carry_out_pending(&mut self, event: &Event<'_>, number: u32) {
        let Some(case) = self.group.cases.get(number).cloned() else { return };
        let mut acts = case.acts.clone();
        let reason = format!("已得到 {} 人同意,执行", case.consents.len());
        for act in &mut acts {
            if act.status == Status::Pending && !act.merged {
                let trigger = Trigger::of(event);
                self.carry_out_act(event.at, &trigger, number, act, &reason, "经同意,现");
            }
        }
        if let Some(case) = self.group.cases.get_mut(number) {
            case.acts = acts;
            case.decided = event.at;
        }
    }

    /// What waited for consent will not be done. What is said about the case from now on cites
    /// that, not merely the case's first article. Whether it was a measure against the member,
    /// which may have covered a milder one.
    pub(crate) fn drop_pending(&mut self, number: u32) -> bool {
        let Some(case) = self.group.cases.get_mut(number) else { return false };
        case.note_asked();
        case.course_mut().refused = true;
        case.needs = None;
        let dropped =
            case.acts.iter().find(|act| act.status == Status::Pending && !act.merged).copied();
        if let Some(cause) = dropped.and_then(|act| act.cause) {
            case.rule = cause.rule;
            case.category = cause.category;
        }
        let (pending, rest) =
            case.acts.iter().partition(|act: &&Act| act.status == Status::Pending);
        case.acts = rest;
        if case.kind == CaseKind::Breach && dropped.is_some() {
            case.course_mut().dropped = pending;
        }
        dropped.is_some_and(|act| is_measure(act.step.action))
    }

    /// What the dropped measure would have covered is done instead: the strongest of the milder
    /// ones that need nobody's consent.
    pub(crate) fn carry_out_milder(&mut self, at: Timestamp, trigger: &Trigger, number: u32) {
        let Some(mut acts) = self.group.cases.get(number).map(|case| case.acts.clone()) else {
            return;
        };
        let milder = acts
            .iter_mut()
            .filter(|act| act.merged && act.status != Status::Observed)
            .filter(|act| is_measure(act.step.action))
            .max_by_key(|act| act.step);
        let Some(act) = milder else { return };
        act.merged = false;
        let reason = "拟定的较重处理未获同意,按较轻的处理执行";
        self.carry_out_act(at, trigger, number, act, reason, "较重的处理未获同意,");
        if let Some(case) = self.group.cases.get_mut(number) {
            case.acts = acts;
            case.decided = at;
        }
    }

    fn carry_out_act(
        &mut self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        act: &mut Act,
        reason: &str,
        lead: &str,
    ) {
        let fine = self.fine_terms(number).filter(|_| act.step.action == Action::Fine);
        act.status = self.ability(act.step.action, fine.is_some_and(fine_by_hand));
        act.until = self.until(act.step, at);
        if act.step.action.removes() {
            self.group.cases.note_removal(at);
        }
        let of_act = self.of_act(at, trigger, number, Some(act), act.step.action, act.status);
        let Some((mut decision, rule)) = of_act else { return };
        decision.until = act.until;
        decision.amount = fine.and_then(|terms| terms.amount);
        decision.share = fine.and_then(|terms| Some(format!("{}%", terms.share?)));
        if fine.is_some() {
            self.start_fine(number, at);
        }
        decision.to = self.doer(act.step.action, act.status, None);
        decision.reason = reason.to_owned();
        let sum = fine.map(say::sum_of).unwrap_or_default();
        decision.text = Some(format!(
            "您好,{lead}按《{}》{}执行:{}{sum}。{}",
            self.title(rule),
            rule.cite,
            act.step.action.in_words(),
            self.appeal_words(rule, &self.case_name(number)),
        ));
        self.out.push(decision);
    }

    /// A decision about an act of a case, citing what that act rests on.
    fn of_act(
        &self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        act: Option<&Act>,
        action: Action,
        status: Status,
    ) -> Option<(Decision, &'a Rule)> {
        let case = self.group.cases.get(number)?;
        let cause = act.and_then(|act| act.cause);
        let rule = self.program.rule(cause.map_or(case.rule, |cause| cause.rule))?;
        let category = cause.map_or(case.category, |cause| cause.category);
        let mut decision = self.decision(at, trigger, rule, action, status);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(case.member);
        decision.category = category.map(model::Category::name);
        decision.breach = cause.and_then(|cause| cause.breach);
        decision.sanction = self.other_article(cause.and_then(|cause| cause.sanction), rule);
        Some((decision, rule))
    }

    /// The answer to a request, for whoever asked.
    pub(crate) fn answer(
        &mut self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        action: Action,
        words: &str,
    ) {
        let Some(case) = self.group.cases.get(number).cloned() else { return };
        let Some(rule) = self.program.rule(case.rule) else { return };
        let status = self.ability(action, false);
        let mut decision = self.decision(at, trigger, rule, action, status);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(case.member).or_else(|| case.outsider.clone());
        decision.reason = words.to_owned();
        decision.to = self.doer(action, status, None);
        // Nobody was accused of what a person judged to be nothing: nobody is told.
        if case.kind != CaseKind::Judgement && !case.is_about_other() {
            decision.text = Some(format!("您好,{words}(《{}》{})。", self.title(rule), rule.cite));
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
        let mut answer = |action, words| self.answer(at, &trigger, number, action, words);
        match kind {
            CaseKind::Join => answer(Action::Refuse, "入群申请未获同意"),
            CaseKind::Consent { .. } => {
                let reason = match &event.body {
                    EventBody::Reject { reason, .. } => reason.as_deref(),
                    _ => None,
                };
                let words = match reason {
                    _ if about_other => "经人核实,不予认定".to_owned(),
                    Some(reason) => format!("申请未获同意,原因:{}", rules::people::brief(reason)),
                    None => "申请未获同意".to_owned(),
                };
                answer(Action::Refuse, &words);
                self.tell_rule(number, at, &trigger, How::Refused, actor, reason);
            }
            CaseKind::Appeal { .. } => answer(Action::Reply, "申诉没有成立,维持原决定"),
            CaseKind::Judgement => answer(Action::Reply, "经人工判断,不算违反规定"),
            CaseKind::Breach | CaseKind::Task => {
                answer(Action::Reply, "拟定的处理未获同意,不予执行");
                if measure {
                    self.carry_out_milder(at, &trigger, number);
                }
            }
        }
    }

    /// Nobody is asked for consent any more; what else runs on a case goes on.
    pub(crate) fn cancel_consent_clocks(&mut self, number: u32) {
        self.group.timers.cancel(Timer::Expiry(number));
        self.group.timers.cancel(Timer::Nudge(number));
    }

    /// Somebody says that a task has been carried out, or a fine paid.
    fn finish(
        &mut self,
        event: &Event<'_>,
        actor: Option<MemberIx>,
        name: &str,
        proof: Option<&str>,
    ) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        // Without a member it is the platform's or the office's own record. Who owes money may
        // say themselves that it is paid, with something that shows it; whoever was asked to do
        // something says that it is done.
        let paid = proof.is_some() && case.owed.is_some() && actor == case.member;
        let asked = actor.is_some_and(|ix| self.was_asked(case, ix));
        let may = event.member.is_none()
            || paid
            || asked
            || actor.and_then(|ix| self.group.members.get(ix)).is_some_and(|member| {
                member.roles.runs_group()
                    || member.roles.has(Role::Secretary)
                    || member.roles.has(Role::Supervisor)
                    || member.roles.has(Role::Leader)
            }) && actor != case.member;
        if !may {
            return self.turn_away(event, number, "要由管理人员确认已经办理,交款的请附上凭据");
        }
        let open_task = case.kind == CaseKind::Task && case.waits();
        self.settle_fine(number);
        self.close_tasks(number);
        if open_task {
            self.cancel_clocks(number);
            self.tell_rule(number, event.at, &Trigger::of(event), How::Done, actor, proof);
        }
    }

    /// Whether a task was given to that member.
    pub(crate) fn was_asked(&self, case: &Case, who: MemberIx) -> bool {
        case.kind == CaseKind::Task
            && match case.of_course(|course| course.to.clone()).flatten() {
                Some(Who::Concerned) => case.member == Some(who),
                Some(to) => self.view().is(who, &to),
                None => false,
            }
    }

    pub(crate) fn close_tasks(&mut self, number: u32) {
        let Some(case) = self.group.cases.get_mut(number) else { return };
        for act in &mut case.acts {
            if act.status == Status::Task {
                act.status = Status::Done;
            }
        }
    }

    /// Tasks that were carried out without a word: the platform shows it.
    pub(crate) fn close_by_event(&mut self, event: &Event<'_>, actor: Option<MemberIx>) {
        if self.group.cases.is_empty() {
            return;
        }
        match &event.body {
            EventBody::Leave { .. } => {
                let numbers = self.group.cases.numbers(|case| {
                    case.member == actor
                        && case.acts.iter().any(|act| {
                            act.step.action.removes()
                                && matches!(act.status, Status::Task | Status::Pending)
                        })
                });
                for number in numbers {
                    self.close_moot(number);
                }
            }
            EventBody::Recall { target } => {
                let numbers = self.group.cases.numbers(|case| {
                    case.trigger.as_deref() == Some(&**target)
                        && case.acts.iter().any(|act| act.step.action == Action::Delete)
                });
                for number in numbers {
                    self.close_tasks(number);
                }
            }
            EventBody::Join { .. } => {
                let numbers = self.group.cases.numbers(|case| {
                    case.member == actor && matches!(case.kind, CaseKind::Appeal { .. })
                });
                for number in numbers {
                    self.close_tasks(number);
                }
            }
            EventBody::Message { media, .. } if self.binding.fines => {
                let packet =
                    media.iter().find(|one| one.kind == model::event::MediaKind::RedPacket);
                if let (Some(packet), Some(who)) = (packet, actor) {
                    self.settle_by_red_packet(who, packet.amount, event.id.as_deref(), event.at);
                }
            }
            _ => {}
        }
    }

    /// The member is gone: nobody needs to consent to or carry out their removal any more.
    fn close_moot(&mut self, number: u32) {
        self.cancel_consent_clocks(number);
        let Some(case) = self.group.cases.get_mut(number) else { return };
        case.needs = None;
        for act in &mut case.acts {
            if act.step.action.removes() {
                act.status = Status::Done;
            }
        }
    }
}
