//! Offices that the organisation gives people by itself: whoever has one runs the group with the
//! others, whatever the platform says of them, and although no platform may know them.

use std::collections::BTreeMap;

use model::event::ORG;
use model::{Role, Roles};
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

use crate::step::{Step, read_roles};

/// What ids of people begin with whom no platform knows: they sign in here.
const PERSON: &str = "@user:";
/// Roles that are offices; the others follow from something else.
const OFFICES: [Role; 5] =
    [Role::Owner, Role::Admin, Role::Secretary, Role::Supervisor, Role::Leader];

/// Whether an id that begins with `@` is a person's.
pub(crate) fn is_person(id: &str) -> bool {
    !id.starts_with('@') || id.starts_with(PERSON)
}

/// Whether the role is an office.
pub(crate) fn is_office(role: Role) -> bool {
    OFFICES.contains(&role)
}

/// The offices among role names.
pub(crate) fn read_offices<S: AsRef<str>>(names: &[S]) -> Roles {
    read_roles(names).iter().filter(|role| is_office(*role)).collect()
}

/// Who has offices in a group, by their position.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Offices {
    held: BTreeMap<MemberIx, Held>,
}

/// What somebody has.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Held {
    /// What the platform says of them.
    platform: Roles,
    /// What the organisation gave them in this group.
    here: Roles,
    /// What it gave them in every group.
    everywhere: Roles,
}

fn both(one: Roles, other: Roles) -> Roles {
    other.iter().fold(one, Roles::with)
}

impl Offices {
    /// Whether somebody has an office.
    #[must_use]
    pub fn has(&self, ix: MemberIx) -> bool {
        self.held.contains_key(&ix)
    }

    /// The roles of somebody of whom the platform says these.
    fn with_platform(&mut self, ix: MemberIx, platform: Roles) -> Roles {
        let Some(held) = self.held.get_mut(&ix) else { return platform };
        held.platform = platform;
        both(platform, both(held.here, held.everywhere))
    }

    /// What the platform says of somebody whose roles are these.
    fn platform(&self, ix: MemberIx, roles: Roles) -> Roles {
        self.held.get(&ix).map_or(roles, |held| held.platform)
    }

    /// Enters what somebody has, whose roles are these until now. Their roles from now on.
    fn enter(
        &mut self,
        ix: MemberIx,
        roles: Roles,
        here: Option<Roles>,
        everywhere: Roles,
    ) -> Roles {
        let known = self.held.get(&ix).copied();
        let mut held = known.unwrap_or(Held { platform: roles, ..Held::default() });
        held.here = here.unwrap_or(held.here);
        held.everywhere = everywhere;
        let offices = both(held.here, held.everywhere);
        match offices.is_empty() {
            true => self.held.remove(&ix),
            false => self.held.insert(ix, held),
        };
        both(held.platform, offices)
    }
}

impl Step<'_> {
    /// Notes what the platform says of somebody's roles.
    pub(crate) fn set_roles(&mut self, ix: MemberIx, platform: Roles) {
        let roles = self.group.offices.with_platform(ix, platform);
        if let Some(member) = self.group.members.get_mut(ix) {
            member.roles = roles;
        }
        self.look_up_office(ix);
    }

    /// Somebody came into the group's table who may have an office in every group.
    pub(crate) fn look_up_office(&mut self, ix: MemberIx) {
        let given = !self.org.offices(self.group.members.id(ix)).is_empty();
        if given && !self.group.offices.has(ix) {
            self.refresh_offices(ix, None);
        }
    }

    /// What the platform says of somebody's roles.
    pub(crate) fn platform_roles(&self, ix: MemberIx) -> Roles {
        let roles = self.group.members.get(ix).map_or(Roles::NONE, |member| member.roles);
        self.group.offices.platform(ix, roles)
    }

    /// Somebody is given offices in the group; in the organisation as a whole: what the list of
    /// all groups says.
    pub(crate) fn enter_office<S: AsRef<str>>(
        &mut self,
        id: &str,
        roles: &[S],
    ) -> Option<MemberIx> {
        let here = (self.group.id != ORG).then(|| read_offices(roles));
        let ix = match self.group.members.find(id) {
            // Nothing is given to somebody unknown: nothing to be remembered.
            None if here.is_some_and(Roles::is_empty) => return None,
            None => self.group.members.find_or_add(id)?,
            Some(ix) => ix,
        };
        self.refresh_offices(ix, here);
        Some(ix)
    }

    /// Somebody does something: whoever has an office in every group is known from now on.
    pub(crate) fn enter_known(&mut self, id: &str) -> Option<MemberIx> {
        let known = self.group.members.find(id);
        if self.org.offices(id).is_empty() {
            return known;
        }
        let ix = self.group.members.find_or_add(id)?;
        self.refresh_offices(ix, None);
        Some(ix)
    }

    /// What holds in every group has changed for somebody.
    pub(crate) fn refresh_known(&mut self, id: &str) {
        if let Some(ix) = self.group.members.find(id) {
            self.refresh_offices(ix, None);
        }
    }

    fn refresh_offices(&mut self, ix: MemberIx, here: Option<Roles>) {
        let everywhere = self.org.offices(self.group.members.id(ix));
        let Some(member) = self.group.members.get_mut(ix) else { return };
        member.roles = self.group.offices.enter(ix, member.roles, here, everywhere);
    }
}
