//! What waits for somebody: the work list of a group.

use model::{Action, Role, Status, Timestamp};
use policy::param::Who;

use crate::cases::{Case, CaseKind, name_of};
use crate::engine::Engine;
use crate::group::Group;
use crate::program::Program;

/// One case that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The group.
    pub group: String,
    /// The case.
    pub case: String,
    /// Since when.
    pub since: Timestamp,
    /// The rule kind and the article that it rests on.
    pub kind: &'static str,
    /// The article.
    pub cite: String,
    /// The member concerned.
    pub member: Option<String>,
    /// What waits: consent to an action, a question, a task, money.
    pub action: Action,
    /// The role that it waits for, or the member who owes.
    pub to: String,
}

impl Engine {
    /// Everything that waits for somebody, by group and case.
    #[must_use]
    pub fn waiting(&self) -> Vec<Waiting> {
        let program = self.program();
        self.groups
            .iter()
            .flat_map(|group| {
                let open = group.cases.open(Case::waits);
                open.into_iter().filter_map(|number| entry(program, group, number))
            })
            .collect()
    }
}

/// What waits in one group, as its rules see it.
pub(crate) fn of_group(program: &Program, group: &Group) -> Vec<rules::scene::Waiting> {
    let open = group.cases.open(Case::waits);
    let of_people = open.into_iter().filter_map(|number| {
        let one = entry(program, group, number).filter(|one| one.action != Action::Fine)?;
        // What has a deadline is not neglected before it.
        let due = group.cases.get(number)?.of_course(|course| course.due).flatten();
        let since = due.unwrap_or(one.since);
        Some(rules::scene::Waiting { case: one.case, to: one.to, since })
    });
    of_people.collect()
}

fn entry(program: &Program, group: &Group, number: u32) -> Option<Waiting> {
    let case = group.cases.get(number)?;
    let rule = program.rule(case.rule)?;
    let member = case.member.map(|ix| group.members.id(ix).to_owned());
    let open = case
        .acts
        .iter()
        .find(|act| !act.merged && matches!(act.status, Status::Pending | Status::Task));
    let (action, to) = match (&case.needs, open, case.owed) {
        (Some(needs), act, _) => {
            let asks = !matches!(case.kind, CaseKind::Breach);
            let action = act.filter(|_| !asks).map_or(Action::Ask, |act| act.step.action);
            (action, needs.name())
        }
        (None, Some(act), _) => {
            let to = case.of_course(|course| course.to.clone()).flatten();
            let holder = member.clone().filter(|_| to == Some(Who::Concerned));
            let to = to.as_ref().map_or_else(|| Role::Admin.name().to_owned(), name_of);
            (act.step.action, holder.unwrap_or(to))
        }
        (None, None, _) => (Action::Fine, member.clone().unwrap_or_default()),
    };
    Some(Waiting {
        group: group.id.clone(),
        case: group.case_name(number),
        since: case.at,
        kind: rule.kind,
        cite: rule.cite.clone(),
        member: member.or_else(|| case.outsider.clone()),
        action,
        to,
    })
}
