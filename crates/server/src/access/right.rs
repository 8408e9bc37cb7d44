//! Rights, and the roles that bring them.

use utoipa::ToSchema;

/// Something that may be allowed: everywhere, or in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[repr(u8)]
pub enum Right {
    /// Which groups there are, who is in them, and how they are set.
    ReadGroups,
    /// What was said in groups.
    ReadChat,
    /// Cases, decisions and what they rest on.
    ReadCases,
    /// To have a say about cases; the policy says who may decide which.
    Decide,
    /// Policies in use and their versions.
    ReadPolicies,
    /// To try policies out and bring them into use.
    EditPolicies,
    /// To hand over events: connectors and programs.
    SendEvents,
    /// What the staff did.
    ReadAudit,
    /// Users, their rights, their tokens.
    ManageUsers,
    /// Connectors, what waits to be carried out, figures of the server.
    Operate,
}

impl Right {
    /// Every right with its name and what people read.
    pub const ALL: [(Right, &'static str, &'static str); 10] = [
        (Right::ReadGroups, "read-groups", "查看群和成员"),
        (Right::ReadChat, "read-chat", "查看聊天内容"),
        (Right::ReadCases, "read-cases", "查看事项和决定"),
        (Right::Decide, "decide", "处理事项"),
        (Right::ReadPolicies, "read-policies", "查看制度"),
        (Right::EditPolicies, "edit-policies", "修改和启用制度"),
        (Right::SendEvents, "send-events", "提交事件"),
        (Right::ReadAudit, "read-audit", "查看操作记录"),
        (Right::ManageUsers, "manage-users", "管理用户"),
        (Right::Operate, "operate", "运行维护"),
    ];

    /// The name that grants and tokens write.
    #[must_use]
    pub fn name(self) -> &'static str {
        Right::ALL.iter().find(|(right, ..)| *right == self).map_or("", |(_, name, _)| name)
    }

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        Right::ALL.iter().find(|(right, ..)| *right == self).map_or("", |(.., words)| words)
    }

    /// The right of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Right> {
        Right::ALL.iter().find(|(_, known, _)| *known == name).map(|(right, ..)| *right)
    }
}

/// A set of rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights(u16);

impl Rights {
    /// None.
    pub const NONE: Rights = Rights(0);
    /// Every one.
    pub const ALL: Rights = Rights((1 << Right::ALL.len()) - 1);

    /// Those.
    #[must_use]
    pub const fn of(rights: &[Right]) -> Rights {
        let mut bits = 0;
        let mut rest = rights;
        while let [first, others @ ..] = rest {
            bits |= 1 << (*first as u16);
            rest = others;
        }
        Rights(bits)
    }

    /// Whether it is among them.
    #[must_use]
    pub fn has(self, right: Right) -> bool {
        self.0 & (1 << (right as u16)) != 0
    }

    /// These and those.
    #[must_use]
    pub fn and(self, others: Rights) -> Rights {
        Rights(self.0 | others.0)
    }

    /// What both have.
    #[must_use]
    pub fn within(self, others: Rights) -> Rights {
        Rights(self.0 & others.0)
    }

    /// These without those.
    #[must_use]
    pub fn without(self, others: Rights) -> Rights {
        Rights(self.0 & !others.0)
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.iter().map(|(right, ..)| *right).filter(move |right| self.has(*right))
    }
}

/// A role that brings rights, as the organisation gives it.
#[derive(Clone, Copy, Debug)]
pub struct Office {
    /// The name that grants write.
    pub name: &'static str,
    /// What people read.
    pub in_words: &'static str,
    /// The role that the engine knows it by, where its holder decides cases.
    pub role: Option<model::Role>,
    /// What it brings.
    pub rights: Rights,
}

const RUNS: Rights = Rights::of(&[
    Right::ReadGroups,
    Right::ReadChat,
    Right::ReadCases,
    Right::Decide,
    Right::ReadPolicies,
]);

/// Who writes policies does not read chat, and who reads chat does not write policies, unless
/// they are given both.
pub const OFFICES: [Office; 7] = [
    Office { name: "owner", in_words: "群主", role: Some(model::Role::Owner), rights: RUNS },
    Office { name: "admin", in_words: "管理员", role: Some(model::Role::Admin), rights: RUNS },
    Office {
        name: "secretary",
        in_words: "群秘书",
        role: Some(model::Role::Secretary),
        rights: RUNS,
    },
    Office {
        name: "supervisor",
        in_words: "监督员",
        role: Some(model::Role::Supervisor),
        rights: RUNS,
    },
    Office {
        name: "auditor",
        in_words: "审计",
        role: None,
        rights: Rights::of(&[
            Right::ReadGroups,
            Right::ReadCases,
            Right::ReadPolicies,
            Right::ReadAudit,
        ]),
    },
    Office {
        name: "office",
        in_words: "办公室(制度)",
        role: None,
        rights: Rights::of(&[Right::ReadGroups, Right::ReadPolicies, Right::EditPolicies]),
    },
    Office {
        name: "operator",
        in_words: "系统管理员",
        role: None,
        rights: Rights::of(&[
            Right::ReadGroups,
            Right::ReadPolicies,
            Right::ReadAudit,
            Right::ManageUsers,
            Right::Operate,
        ]),
    },
];

/// What a grant of that name brings: an office's rights, or one right by its own name.
#[must_use]
pub fn rights_of(name: &str) -> Rights {
    let office = OFFICES.iter().find(|office| office.name == name).map(|office| office.rights);
    office.or_else(|| Right::parse(name).map(|right| Rights::of(&[right]))).unwrap_or(Rights::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bits_are_each_their_own() {
        for (right, name, _) in Right::ALL {
            assert_eq!(Right::parse(name), Some(right));
            assert_eq!(Rights::of(&[right]).iter().collect::<Vec<_>>(), [right]);
        }
        assert_eq!(Rights::ALL.iter().count(), Right::ALL.len());
    }

    #[test]
    fn who_writes_policies_does_not_read_chat_and_the_other_way_round() {
        for office in OFFICES {
            let both = office.rights.has(Right::ReadChat) && office.rights.has(Right::EditPolicies);
            assert!(!both, "{}", office.name);
        }
        assert!(rights_of("read-chat").has(Right::ReadChat));
        assert_eq!(rights_of("nobody"), Rights::NONE);
    }
}
