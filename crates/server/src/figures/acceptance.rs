//! Who has agreed to which version of a policy and who has not; and who is in a group and on the
//! organisation's list of people.

use std::collections::{BTreeMap, BTreeSet};

use model::{Timestamp, Zone};
use serde::Serialize;
use store::StoreError;
use store::counts::Stretch;
use store::dialect::Reader;
use store::rows::MemberRow;
use utoipa::ToSchema;

use super::{GROUPS, WantedGroups, called, group_name, some_groups};
use crate::access::{Caller, Right};

/// The most signatures of a group.
const SIGNED_MAX: u32 = 10_000;
/// The most duties that are looked at for who was asked.
const ASKED_MAX: u32 = 2_000;
/// The most people of each list.
pub const PEOPLE_MAX: u32 = 500;
/// The rule kind.
const KIND: &str = "policy-acceptance";

/// How many of a group have agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Signed {
    /// The group.
    pub group: String,
    /// Its name.
    pub name: String,
    /// How many are in it.
    pub people: u64,
    /// How many agreed to that version.
    pub signed: u64,
}

/// Somebody who has agreed or was asked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Signer {
    /// Their id.
    pub member: String,
    /// How they are called.
    pub name: String,
    /// When they agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
    /// The same, in milliseconds since 1970.
    #[serde(skip)]
    pub at: Option<Timestamp>,
    /// The newest older version to which they agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
}

/// Who of a group has agreed to a version, and who has not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Acceptance {
    /// Who has.
    pub signed: Vec<Signer>,
    /// Who was asked and has not; who has left is not among them.
    pub missing: Vec<Signer>,
    /// Until when they had time, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

/// In the groups that somebody may see and that the policy governs: how many have agreed to a
/// version. `governs` says of a group's id and name whether it does.
///
/// # Errors
/// The store fails.
pub fn by_group(
    reader: &mut dyn Reader,
    caller: &Caller,
    (policy, version): (&str, u32),
    governs: &dyn Fn(&str, &str) -> bool,
) -> Result<Vec<Signed>, StoreError> {
    let (mut rows, _) = some_groups(reader, caller, Right::ReadGroups, &WantedGroups::default())?;
    rows.retain(|row| row.id != model::event::ORG && governs(&row.id, &group_name(row)));
    rows.truncate(usize::try_from(GROUPS).unwrap_or(usize::MAX));
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let people: BTreeMap<String, u64> = reader.head_counts(&ids)?.into_iter().collect();
    let signed = reader.entry_counts("signed", &ids, &format!("{policy}/{version}/"))?;
    let signed: BTreeMap<String, u64> = signed.into_iter().collect();
    let one = |row: &store::rows::GroupRow| Signed {
        group: row.id.clone(),
        name: group_name(row),
        people: people.get(&row.id).copied().unwrap_or(0),
        signed: signed.get(&row.id).copied().unwrap_or(0),
    };
    Ok(rows.iter().map(one).collect())
}

/// Who of a group has agreed to a version that came into use then, and who has not.
///
/// # Errors
/// The store fails.
pub fn of_group(
    reader: &mut dyn Reader,
    group: &str,
    (policy, version): (&str, u32),
    (since, until): (Timestamp, Timestamp),
    zone: &Zone,
) -> Result<Acceptance, StoreError> {
    let members: BTreeMap<String, MemberRow> =
        reader.members(group)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut signed: BTreeMap<String, Timestamp> = BTreeMap::new();
    let mut before: BTreeMap<String, u32> = BTreeMap::new();
    for entry in reader.entries("signed", Some(group), &format!("{policy}/"), SIGNED_MAX)? {
        let mut parts = entry.key.splitn(3, '/').skip(1);
        let of = parts.next().and_then(|part| part.parse::<u32>().ok());
        let (Some(of), Some(id)) = (of, parts.next()) else { continue };
        if of == version {
            signed.insert(id.to_owned(), entry.at);
        } else if of < version {
            let newest = before.entry(id.to_owned()).or_default();
            *newest = of.max(*newest);
        }
    }
    // Whoever was asked, as the engine asked them: the article may leave some out.
    let span = Stretch { group: Some(group.to_owned()), from: since, to: until };
    let asked = reader.duties(&span, Some(false), ASKED_MAX)?;
    let asked = asked.into_iter().filter(|duty| duty.kind == KIND && duty.policy == policy);
    let (mut owing, mut due) = (BTreeSet::new(), None);
    for duty in asked {
        due = due.max(Some(duty.due));
        owing.extend(duty.owing);
    }
    let signer = |id: &String, at: Option<Timestamp>| Signer {
        member: id.clone(),
        name: members.get(id).map_or(id.as_str(), called).to_owned(),
        signed: at.map(|at| zone.rfc3339(at)),
        at,
        before: before.get(id).copied(),
    };
    let here = |id: &&String| members.get(*id).is_some_and(|row| row.present);
    let missing = owing.iter().filter(|id| !signed.contains_key(*id)).filter(here);
    let missing = missing.map(|id| signer(id, None)).collect();
    let mut signed: Vec<Signer> = signed.iter().map(|(id, at)| signer(id, Some(*at))).collect();
    signed.sort_by_key(|one| std::cmp::Reverse(one.at));
    Ok(Acceptance { signed, missing, due: due.map(|due| zone.rfc3339(due)) })
}

/// A group's members against the organisation's list of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// How many are on the list.
    pub listed: u64,
    /// How many are in the group.
    pub here: u64,
    /// Who is in the group and not on the list.
    pub strangers: Vec<MemberRow>,
    /// Who is on the list and not in the group.
    pub missing: Vec<MemberRow>,
}

/// Compares them.
///
/// # Errors
/// The store fails.
pub fn roster(reader: &mut dyn Reader, group: &str) -> Result<Roster, StoreError> {
    let ids = [group.to_owned(), model::event::ORG.to_owned()];
    let counts: BTreeMap<String, u64> = reader.head_counts(&ids)?.into_iter().collect();
    let count = |id: &str| counts.get(id).copied().unwrap_or(0);
    let listed = count(model::event::ORG);
    let mut roster = Roster { listed, here: count(group), ..Roster::default() };
    if listed > 0 {
        roster.strangers = reader.not_on_list(group, PEOPLE_MAX)?;
        roster.strangers.retain(|row| !row.id.starts_with('@'));
        roster.missing = reader.not_in_group(group, PEOPLE_MAX)?;
        roster.missing.retain(|row| !row.id.starts_with('@'));
    }
    Ok(roster)
}
