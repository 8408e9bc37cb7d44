//! What only some cases have: several steps of consent, a deadline, a history.

use model::{Asked, Needs, Role, Span, Timestamp};
use policy::param::Who;
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

use super::Act;
use crate::allowed::Print;
use crate::program::RuleId;

/// Whose consent a case waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub who: Who,
    pub count: u8,
    /// A role of which one person's consent is enough by itself.
    pub or: Option<Role>,
}

impl Wanted {
    /// One person of a role; the owner may always answer in their place.
    pub fn one(role: Role) -> Wanted {
        let or = (role != Role::Owner).then_some(Role::Owner);
        Wanted { who: Who::Role(role), count: 1, or }
    }

    /// Those asked, as decisions name them.
    pub fn name(&self) -> String {
        name_of(&self.who)
    }
}

impl From<Needs> for Wanted {
    fn from(needs: Needs) -> Wanted {
        Wanted { who: Who::Role(needs.role), count: needs.count, or: needs.or }
    }
}

impl From<&Wanted> for Asked {
    fn from(wanted: &Wanted) -> Asked {
        Asked { role: wanted.name(), count: wanted.count, or: wanted.or }
    }
}

/// People as decisions name them: a role's name, or the population's word.
pub(crate) fn name_of(who: &Who) -> String {
    match who {
        Who::Role(role) => role.name().to_owned(),
        Who::Tagged(word) => word.clone(),
        Who::Everyone | Who::Concerned => Role::Admin.name().to_owned(),
    }
}

/// What only some cases have: steps of consent, a deadline, a history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The steps of consent after the one that is asked for.
    pub later: Vec<Wanted>,
    /// How long each step may take.
    pub within: Option<Span>,
    /// Whether it counts as given where nobody answers in time.
    pub silence_grants: bool,
    /// The rule's own word for what it asked.
    pub tag: String,
    /// When a task is due.
    pub due: Option<Timestamp>,
    /// Who was asked to do it.
    pub to: Option<Who>,
    /// Whether the person concerned did not ask for it: a complaint about them.
    pub about_other: bool,
    /// Who may not take part, beside the person concerned.
    pub barred: Vec<MemberIx>,
    /// Who works on it, since when.
    pub claimed: Option<(MemberIx, Timestamp)>,
    /// Points that it took, by article.
    pub points: Vec<(RuleId, i64)>,
    /// What people noted.
    pub notes: Vec<CaseNote>,
    /// What waited and was refused, for a case that is decided once more.
    pub dropped: Vec<Act>,
    /// It was refused, or ran out unheard: it may be decided once more.
    pub refused: bool,
    /// An appeal that nobody heard in time has gone to the owner.
    pub handed_up: bool,
    /// All that it waited for, from the beginning, once somebody has had their say.
    pub asked: Vec<Wanted>,
    /// What tells the words that are doubted.
    pub print: Option<Print>,
}

impl Course {
    /// How many people's consent the later steps take.
    pub fn people_later(&self) -> usize {
        self.later.iter().map(|step| usize::from(step.count)).sum()
    }
}

/// What somebody noted on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    pub at: Timestamp,
    pub by: MemberIx,
    pub text: String,
}
