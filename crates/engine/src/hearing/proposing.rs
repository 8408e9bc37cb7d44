//! What somebody who runs the group holds to be a breach: another of them judges.

use model::Event;
use policy::spec::Part;
use rules::finder::{Certainty, Fact, Finding};
use rules::people::brief;
use rules::scene::{GroupView, MemberIx};

use crate::cases::{Case, CaseKind};
use crate::offices::is_person;
use crate::program::{Rule, RuleId};
use crate::step::{Found, Step, Trigger};

/// How a case is marked that somebody proposed, who stands first among those barred from it.
const PROPOSED: &str = "proposed";

/// Who proposed a case, where somebody did: they take no part in what follows either.
pub(super) fn proposer(case: &Case) -> Option<MemberIx> {
    let first = || case.of_course(|course| course.barred.first().copied()).flatten();
    (case.tag() == PROPOSED).then(first).flatten()
}

impl Step<'_> {
    /// Takes up what somebody proposes. What follows, if another agrees, is what the article
    /// says: nobody who proposes chooses the measure.
    pub(super) fn propose(
        &mut self,
        event: &Event<'_>,
        actor: Option<MemberIx>,
        target: &str,
        (cite, policy): (&str, Option<&str>),
        reason: Option<&str>,
    ) {
        let author = self.view().author(target);
        let accused = author.or_else(|| self.group.members.find(target));
        let found = accused.and_then(|ix| self.broken_rule(event, ix, cite, policy));
        let (Some(accused), Some((id, rule))) = (accused, found) else { return };
        if let Some(why) = self.may_not_propose(actor, accused, id) {
            let decision = self.turned_away(event, rule, why);
            return self.out.push(decision);
        }
        let what = reason.map(brief).unwrap_or_default();
        let finding = Finding {
            member: Some(accused),
            category: None,
            fact: Fact {
                reason: format!("管理人员提出:{what}").trim_end_matches(':').to_owned(),
                said: "管理人员提出,经另一人核实,有不符合这一条的情况".to_owned(),
            },
            certainty: Certainty::Ask,
            resets_window: false,
        };
        // Of a message, that is what it is about: it is recalled where the article says so.
        let trigger = match author {
            Some(_) => Trigger::Event(Some(target.to_owned())),
            None => Trigger::of(event),
        };
        let before = self.group.cases.newest();
        let found = vec![Found { rule: id, finding, only_remind: false }];
        self.ask_judgement(event.at, &trigger, found);
        let newest = self.group.cases.newest();
        if newest > before
            && let Some(case) = self.group.cases.get_mut(newest)
        {
            let course = case.course_mut();
            course.barred.extend(actor);
            PROPOSED.clone_into(&mut course.tag);
        }
    }

    /// The rule of an article that finds breaches and concerns the member now.
    fn broken_rule(
        &self,
        event: &Event<'_>,
        accused: MemberIx,
        cite: &str,
        policy: Option<&str>,
    ) -> Option<(RuleId, &'_ Rule)> {
        let program = self.program;
        let fits = |rule: &&Rule| {
            let own = program.policy_of(rule).map(|policy| policy.id.as_str());
            let local = || program.zone_of(rule).local(event.at);
            rule.cite == cite
                && policy.is_none_or(|policy| own == Some(policy))
                && can_be_broken(rule)
                && !rule.observe
                && rule.holds_at(event.at, local)
                && rule.audience.includes(&self.view(), accused)
        };
        let of_group = self.binding.finders.iter();
        of_group.filter_map(|&id| Some((id, program.rule(id).filter(fits)?))).next()
    }

    /// Why somebody may not propose that, or none where they may.
    fn may_not_propose(
        &self,
        actor: Option<MemberIx>,
        accused: MemberIx,
        rule: RuleId,
    ) -> Option<&'static str> {
        let person = actor.is_some_and(|ix| is_person(self.group.members.id(ix)));
        if !person || !self.helps_run(actor) {
            return Some("propose-by-staff");
        }
        if actor == Some(accused) || self.is_system(accused) {
            return Some("propose-others");
        }
        if !self.group.members.get(accused).is_some_and(|member| member.present) {
            return Some("propose-members");
        }
        let open = self.group.cases.open(|case| {
            case.kind == CaseKind::Judgement
                && case.member == Some(accused)
                && case.rule == rule
                && case.needs.is_some()
        });
        (!open.is_empty()).then_some("propose-open")
    }
}

/// Whether an article of that kind forbids something, rather than say how power is used.
fn can_be_broken(rule: &Rule) -> bool {
    rules::kind_named(rule.kind).is_some_and(|kind| kind.spec.part == Part::Finds)
}
