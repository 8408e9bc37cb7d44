//! Who may have a say about a case.

use model::Role;
use policy::param::Who;
use rules::scene::{GroupView, MemberIx};

use crate::cases::{Case, CaseKind, Course, Wanted};
use crate::step::Step;

impl Step<'_> {
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
            return Some("only-members");
        };
        if who.is_some_and(|ix| self.is_system(ix)) {
            return Some("only-people");
        }
        if who == case.member || case.outsider.as_deref() == who.map(|ix| self.group.members.id(ix))
        {
            return Some("not-concerned");
        }
        let entitled = who.is_some_and(|ix| self.view().is(ix, &needs.who))
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

    /// Whether a task was given to that member.
    pub(crate) fn was_asked(&self, case: &Case, who: MemberIx) -> bool {
        case.kind == CaseKind::Task
            && match case.of_course(|course| course.to.clone()).flatten() {
                Some(Who::Concerned) => case.member == Some(who),
                Some(to) => self.view().is(who, &to),
                None => false,
            }
    }
}
