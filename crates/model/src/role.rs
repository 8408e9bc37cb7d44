//! Roles that members hold in a group.

use serde::{Deserialize, Serialize};

/// A role that policies may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Owns the group (群主).
    Owner,
    /// Administers the group (管理员).
    Admin,
    /// Keeps the group's records (群秘书).
    Secretary,
    /// Watches over those who administer (监督员).
    Supervisor,
    /// Leads the people in the group (领导).
    Leader,
    /// Neither owner nor administrator.
    Member,
    /// Joined a short while ago: derived from the time of joining.
    Newcomer,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Role] = &[
        Role::Owner,
        Role::Admin,
        Role::Secretary,
        Role::Supervisor,
        Role::Leader,
        Role::Member,
        Role::Newcomer,
    ];

    /// The name that policies and events write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Secretary => "secretary",
            Role::Supervisor => "supervisor",
            Role::Leader => "leader",
            Role::Member => "member",
            Role::Newcomer => "newcomer",
        }
    }

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Role::Owner => "群主",
            Role::Admin => "管理员",
            Role::Secretary => "群秘书",
            Role::Supervisor => "监督员",
            Role::Leader => "领导",
            Role::Member => "普通成员",
            Role::Newcomer => "新成员",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.name() == name)
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// A set of roles: those that a member holds, or that a rule names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Roles(u8);

impl Roles {
    /// The set with nobody in it.
    pub const NONE: Roles = Roles(0);

    /// The set with `role` too.
    #[must_use]
    pub fn with(self, role: Role) -> Roles {
        Roles(self.0 | role.bit())
    }

    /// Whether the set has `role` itself, as given by the platform or the register.
    #[must_use]
    pub fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether the two sets share a role.
    #[must_use]
    pub fn meets(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether its holder runs the group: the owner or an administrator.
    #[must_use]
    pub fn runs_group(self) -> bool {
        self.has(Role::Owner) || self.has(Role::Admin)
    }

    /// The roles in the set, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<T: IntoIterator<Item = Role>>(roles: T) -> Roles {
        roles.into_iter().fold(Roles::NONE, Roles::with)
    }
}
