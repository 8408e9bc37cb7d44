//! A group as the platform lists it: the snapshot for the engine, and who runs the group.

use std::collections::BTreeSet;

use model::{Timestamp, Zone};
use serde_json::Value;

use crate::account::Account;
use crate::ids;
use crate::line::{self, Line, Listed};

/// The most members of a group that are read: the most that a snapshot may list.
const MEMBERS_MAX: usize = 20_000;
/// The longest name that is written, in characters; QQ allows a third of it.
const NAME_CHARS_MAX: usize = 200;

/// What somebody may do in a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Neither owner nor administrator.
    #[default]
    Member,
    /// Administrator.
    Admin,
    /// Owner.
    Owner,
}

impl Rank {
    /// The rank of that name; what is not known is an ordinary member.
    #[must_use]
    pub fn parse(name: &str) -> Rank {
        match name {
            "owner" => Rank::Owner,
            "admin" => Rank::Admin,
            _ => Rank::Member,
        }
    }

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Rank::Member => "普通成员",
            Rank::Admin => "管理员",
            Rank::Owner => "群主",
        }
    }
}

/// Who runs a group, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The account's own rank.
    pub rank: Rank,
    /// The owner's number; empty where the list names none.
    pub owner: String,
    /// The administrators' numbers.
    pub admins: BTreeSet<String>,
}

/// A group as it was listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The snapshot.
    pub line: Line,
    /// Who runs it.
    pub standing: Standing,
    /// Members that the platform calls robots.
    pub robots: Vec<String>,
}

/// Reads what `get_group_info` and `get_group_member_list` answered. None where the list lacks
/// the account itself or is empty: such a list is not whole, and whoever it leaves out would
/// count as gone.
#[must_use]
pub fn read(
    group: &str,
    info: &Value,
    list: &Value,
    account: &Account,
    zone: &Zone,
    now: Timestamp,
) -> Option<Roster> {
    let list = list.as_array()?;
    if list.len() > MEMBERS_MAX {
        return None;
    }
    let mut roster = Roster::default();
    let mut seen = BTreeSet::new();
    for entry in list {
        // One entry that can't be read would make its member seem gone.
        let id = ids::number(entry.get("user_id"))?;
        if !seen.insert(id.clone()) {
            continue;
        }
        let rank = Rank::parse(&ids::text(entry.get("role")));
        match rank {
            Rank::Owner => roster.standing.owner.clone_from(&id),
            Rank::Admin => {
                roster.standing.admins.insert(id.clone());
            }
            Rank::Member => {}
        }
        if id == account.id {
            roster.standing.rank = rank;
        }
        let robot = ids::yes(entry.get("is_robot"));
        let name = |key: &str| ids::cut(&ids::text(entry.get(key)), NAME_CHARS_MAX).to_owned();
        let listed = Listed {
            id: if robot { format!("@{id}") } else { account.member(&id) },
            name: name("nickname"),
            card: name("card"),
            roles: match rank {
                Rank::Owner => vec!["owner"],
                Rank::Admin => vec!["admin"],
                Rank::Member => Vec::new(),
            },
            joined: line::written(line::moment(ids::whole(entry.get("join_time"))), zone),
        };
        if robot {
            roster.robots.push(id);
        }
        roster.line.members.push(listed);
    }
    if !seen.contains(&account.id) || told_more(info, seen.len()) {
        return None;
    }
    let received = zone.rfc3339(now);
    roster.line.id = account.notice_event(&["snapshot", group, &received]);
    roster.line.at.clone_from(&received);
    roster.line.received = received;
    group.clone_into(&mut roster.line.group);
    roster.line.kind = "group";
    roster.line.name = ids::cut(&ids::text(info.get("group_name")), NAME_CHARS_MAX).to_owned();
    let owner = &roster.standing.owner;
    roster.line.owner = if owner.is_empty() { String::new() } else { account.member(owner) };
    Some(roster)
}

/// Whether the group is told to have twice as many members as the list: programs answer with
/// what they have loaded so far. A few are always missing, since both are counted apart.
fn told_more(info: &Value, listed: usize) -> bool {
    let told = ids::whole(info.get("member_count")).and_then(|count| usize::try_from(count).ok());
    told.is_some_and(|told| told / 2 > listed)
}
