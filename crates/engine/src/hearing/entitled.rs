//! Who may have a say about a case.

use model::Role;
use model::event::ORG;
use policy::param::Who;
use rules::scene::{GroupView, Member, MemberIx};

use crate::cases::{Case, CaseKind, Course, Wanted};
use crate::offices::{is_office, is_person};
use crate::step::Step;

impl Step<'_> {
    /// A member who is in the group now. In the organisation as a whole nobody is present;
    /// whoever it has may speak there. Whoever has an office runs the group from outside too.
    pub(crate) fn who_is_here(&self, who: Option<MemberIx>) -> Option<&Member> {
        let whole = self.group.id == ORG;
        let member = self.group.members.get(who?)?;
        let here = member.present || whole && !member.left_organisation;
        (here || self.group.offices.has(who?)).then_some(member)
    }

    /// Whether somebody is one of those who are asked. Whoever is not in the group speaks for
    /// an office, never as one of its members.
    fn is_one_of(&self, ix: MemberIx, who: &Who) -> bool {
        let inside =
            self.group.id == ORG || self.group.members.get(ix).is_some_and(|member| member.present);
        let by_office = matches!(who, Who::Role(role) if is_office(*role));
        (inside || by_office) && self.view().is(ix, who)
    }

    /// Whether somebody who is here helps to run the group.
    pub(crate) fn helps_run(&self, who: Option<MemberIx>) -> bool {
        self.who_is_here(who).is_some_and(|member| {
            member.roles.runs_group()
                || member.roles.has(Role::Secretary)
                || member.roles.has(Role::Supervisor)
        })
    }

    /// Why somebody may not decide a case, or none where they may.
    pub(crate) fn barred(
        &self,
        case: &Case,
        needs: &Wanted,
        who: Option<MemberIx>,
    ) -> Option<&'static str> {
        let Some(member) = self.who_is_here(who) else {
            return Some("only-members");
        };
        if who.is_some_and(|ix| !is_person(self.group.members.id(ix))) {
            return Some("only-people");
        }
        if who == case.member || case.outsider.as_deref() == who.map(|ix| self.group.members.id(ix))
        {
            return Some("not-concerned");
        }
        let entitled = who.is_some_and(|ix| self.is_one_of(ix, &needs.who))
            || needs.or.is_some_and(|role| member.roles.has(role))
            || (needs.who == Who::Role(Role::Admin) && member.roles.has(Role::Owner));
        if !entitled {
            return Some("not-entitled");
        }
        let uninvolved = |course: &Course| who.is_none_or(|ix| !course.barred.contains(&ix));
        if case.of_course(uninvolved) == Some(false) {
            return Some("not-involved");
        }
        if self.is_claimed_by_other(case, who) {
            return Some("claimed");
        }
        if who.is_some_and(|ix| case.consents.contains(&ix)) {
            return Some("had-your-say");
        }
        if let CaseKind::Appeal { of } = case.kind
            && let Some(first) = self.group.cases.get(of)
            && who.is_some_and(|ix| first.consents.contains(&ix) || first.judges.contains(&ix))
        {
            return Some("heard-by-others");
        }
        None
    }

    /// Whether a task was given to that member, who is here.
    pub(crate) fn was_asked(&self, case: &Case, who: MemberIx) -> bool {
        case.kind == CaseKind::Task
            && self.who_is_here(Some(who)).is_some()
            && match case.of_course(|course| course.to.clone()).flatten() {
                Some(Who::Concerned) => case.member == Some(who),
                Some(to) => self.is_one_of(who, &to),
                None => false,
            }
    }
}
