//! Questions and tasks for people: judgement in doubt, join requests, consent, things to do.

use std::cmp::Reverse;

use model::{Action, Needs, Role, Status, Step as SanctionStep, Timestamp};
use policy::param::Who;
use rules::finder::{Assent, Consent, Fact, Permit, Saying, Verdict};
use rules::scene::MemberIx;

use crate::cases::{Act, Case, CaseKind, Doubt, Wanted};
use crate::program::RuleId;
use crate::step::{Found, Step, Trigger};

/// One administrator's word is enough.
pub(crate) const ONE_ADMIN: Needs = Needs { role: Role::Admin, count: 1, or: Some(Role::Owner) };

fn needs_one(role: Role) -> Needs {
    let or = (role != Role::Owner).then_some(Role::Owner);
    Needs { role, count: 1, or }
}

impl Step<'_> {
    /// Something may be a breach, of one article or several: an administrator is asked once.
    pub(crate) fn ask_judgement(&mut self, at: Timestamp, trigger: &Trigger, found: Vec<Found>) {
        let observed = |one: &Found| self.program.rule(one.rule).is_some_and(|rule| rule.observe);
        let (watched, asked): (Vec<Found>, Vec<Found>) = found.into_iter().partition(observed);
        for one in &watched {
            let decision = self.question(at, trigger, one, Status::Observed);
            self.out.extend(decision);
        }
        let Some(first) = asked.first() else { return };
        let mut case = Case::new(CaseKind::Judgement, first.rule, at, trigger);
        case.member = first.finding.member;
        case.category = first.finding.category;
        case.needs = Some(ONE_ADMIN.into());
        case.doubts = asked.iter().map(Doubt::of).collect();
        if let Some(print) = self.print_of(trigger) {
            case.course_mut().print = Some(print);
        }
        let name = self.keep_new(case);
        for (index, one) in asked.iter().enumerate() {
            let Some(mut decision) = self.question(at, trigger, one, Status::Pending) else {
                continue;
            };
            decision.case = Some(name.clone());
            decision.needs = Some(ONE_ADMIN.into());
            decision.to = Some(ONE_ADMIN.role.name().to_owned());
            decision.merged = index > 0;
            self.out.push(decision);
        }
    }

    fn question(
        &self,
        at: Timestamp,
        trigger: &Trigger,
        found: &Found,
        status: Status,
    ) -> Option<model::Decision> {
        let rule = self.program.rule(found.rule)?;
        let mut decision = self.decision(at, trigger, rule, Action::Ask, status);
        decision.member = self.id_of(found.finding.member);
        decision.category = found.finding.category.map(model::Category::name);
        decision.reason = found.finding.fact.reason.clone();
        Some(decision)
    }

    /// Keeps a new case under the next number, and says its name.
    pub(crate) fn keep_new(&mut self, case: Case) -> String {
        let number = self.group.cases.next_number();
        self.keep_case(number, case);
        self.case_name(number)
    }

    /// Answers a join request: the strictest verdict stands.
    pub(crate) fn answer_join(
        &mut self,
        trigger: &Trigger,
        who: Option<&str>,
        verdicts: Vec<(RuleId, Verdict, Fact)>,
    ) {
        // Of those who could be asked, whoever stands highest: roles are listed from the owner
        // down. The first of equals, so that the earlier article is cited.
        let rank = |verdict: &Verdict| match verdict {
            Verdict::Approve => (0, None),
            Verdict::Ask(role) => (1, Some(Reverse(*role))),
            Verdict::Refuse => (2, None),
        };
        let strictest = verdicts.into_iter().rev().max_by_key(|(_, verdict, _)| rank(verdict));
        let Some((id, verdict, fact)) = strictest else { return };
        let Some(rule) = self.program.rule(id) else { return };
        let at = self.group.now;
        let (action, needs) = match verdict {
            Verdict::Approve => (Action::Approve, None),
            Verdict::Refuse => (Action::Refuse, None),
            Verdict::Ask(role) => (Action::Ask, Some(needs_one(role))),
        };
        let status = match needs {
            _ if rule.observe => Status::Observed,
            Some(_) => Status::Pending,
            None => self.ability(action, false),
        };
        let mut decision = self.decision(at, trigger, rule, action, status);
        decision.member = who.map(str::to_owned);
        decision.reason = fact.reason.clone();
        if action == Action::Refuse && status != Status::Observed {
            decision.text = Some(self.words(
                rule,
                "answer",
                &[("words", &self.fact_in_words(rule, &fact.said))],
            ));
        }
        decision.to = self.doer(action, status, needs);
        if status != Status::Observed {
            let mut case = Case::new(CaseKind::Join, id, at, trigger);
            case.outsider = who.map(str::to_owned);
            case.needs = needs.map(Into::into);
            case.acts.extend(needs.is_none().then(|| act(action, status)));
            decision.needs = needs.map(Into::into);
            decision.case = Some(self.keep_new(case));
        }
        self.out.push(decision);
    }

    /// A member asks for consent.
    pub(crate) fn ask_consent(
        &mut self,
        trigger: &Trigger,
        id: RuleId,
        who: Option<MemberIx>,
        by: Option<&str>,
        consent: Consent,
    ) {
        let Some(rule) = self.program.rule(id) else { return };
        let at = self.group.now;
        let mut steps = consent.from.iter().map(wanted);
        let Some(needs) = steps.next() else { return };
        let status = if rule.observe { Status::Observed } else { Status::Pending };
        let mut decision = self.decision(at, trigger, rule, Action::Ask, status);
        decision.member = self.id_of(who).or(by.map(str::to_owned));
        decision.reason = consent.fact.reason;
        if status == Status::Pending {
            decision.needs = Some((&needs).into());
            decision.to = Some(needs.name());
            let kind = CaseKind::Consent { what: consent.what.to_owned(), key: consent.key };
            let mut case = Case::new(kind, id, at, trigger);
            case.member = who;
            case.outsider = by.filter(|_| who.is_none()).map(str::to_owned);
            case.needs = Some(needs);
            let course = case.course_mut();
            course.later = steps.collect();
            course.within = consent.within;
            course.silence_grants = consent.silence_grants;
            course.about_other = consent.about.is_some();
            course.barred = consent.barred;
            course.tag = consent.tag;
            decision.case = Some(self.keep_new(case));
        }
        self.out.push(decision);
    }

    /// What was asked for is granted without anybody's consent.
    pub(crate) fn grant_at_once(
        &mut self,
        trigger: &Trigger,
        id: RuleId,
        who: Option<MemberIx>,
        by: Option<&str>,
        permit: Permit,
    ) {
        let observed = self.program.rule(id).is_some_and(|rule| rule.observe);
        if let Some(member) = who.filter(|_| !observed) {
            let until = self.permit_until(self.group.now);
            self.group.cases.grant(member, permit.what, permit.key, until);
        }
        self.answer_at_once(trigger, id, who, by, Action::Approve, &permit.fact);
    }

    /// What was asked for is refused without anybody's decision: the article leaves no choice.
    pub(crate) fn refuse_at_once(
        &mut self,
        trigger: &Trigger,
        id: RuleId,
        who: Option<MemberIx>,
        by: Option<&str>,
        fact: &Fact,
    ) {
        self.answer_at_once(trigger, id, who, by, Action::Refuse, fact);
    }

    fn answer_at_once(
        &mut self,
        trigger: &Trigger,
        id: RuleId,
        who: Option<MemberIx>,
        by: Option<&str>,
        action: Action,
        fact: &Fact,
    ) {
        let Some(rule) = self.program.rule(id) else { return };
        let status = if rule.observe { Status::Observed } else { Status::Done };
        let mut decision = self.decision(self.group.now, trigger, rule, action, status);
        decision.member = self.id_of(who).or(by.map(str::to_owned));
        decision.reason.clone_from(&fact.reason);
        if status == Status::Done {
            let words = self.fact_in_words(rule, &fact.said);
            decision.text = Some(self.words(rule, "answer", &[("words", &words)]));
        }
        self.out.push(decision);
    }

    /// Something is said in the group, or where the rule says.
    pub(crate) fn say(
        &mut self,
        trigger: &Trigger,
        id: RuleId,
        who: Option<MemberIx>,
        saying: Saying,
    ) {
        let Some(rule) = self.program.rule(id) else { return };
        let status =
            if rule.observe { Status::Observed } else { self.ability(Action::Send, false) };
        let mut decision = self.decision(self.group.now, trigger, rule, Action::Send, status);
        decision.member = self.id_of(who);
        decision.reason = saying.reason;
        let title = format!("《{}》", self.title(rule));
        decision.text = Some(saying.text.replace(rules::finder::POLICY_TITLE, &title));
        decision.to = saying.to.or_else(|| self.doer(Action::Send, status, None));
        self.out.push(decision);
    }
}

/// One step of consent as a case waits for it.
fn wanted(assent: &Assent) -> Wanted {
    match &assent.who {
        Who::Role(role) => Wanted { count: assent.count.max(1), ..Wanted::one(*role) },
        Who::Everyone | Who::Concerned => {
            Wanted { count: assent.count.max(1), ..Wanted::one(Role::Admin) }
        }
        Who::Tagged(_) => Wanted { who: assent.who.clone(), count: assent.count.max(1), or: None },
    }
}

/// An act without length.
pub(crate) fn act(action: Action, status: Status) -> Act {
    let step = SanctionStep::of(action);
    Act { step, status, needs: None, merged: false, until: None, cause: None }
}
