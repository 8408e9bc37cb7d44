//! What reports, the publishing calendar, the list of accounts and the lists of who agreed are
//! made of: the same for programs and for pages. Whoever asks sees what is of the groups in which
//! they may; names only where they may see who is in a group.

pub mod acceptance;
pub mod accounts;
pub mod calendar;
pub mod report;
pub mod sheet;
pub mod span;

use std::collections::BTreeMap;

use policy::texts::Language;
use store::StoreError;
use store::dialect::Reader;
use store::rows::{GroupRow, MemberRow, PolicyRow};

use crate::access::{Caller, Right};

/// Groups of one page.
pub const GROUPS: u32 = 100;

/// The most groups that one search looks through.
const LOOKED_THROUGH: usize = 20_000;
/// How many a search reads at a time.
const SEARCHED: usize = 1_000;

/// Which groups are wanted.
#[derive(Clone, Debug, Default)]
pub struct WantedGroups {
    /// Behind which.
    pub after: String,
    /// What their names or ids have in them; empty: any.
    pub named: String,
    /// At most so many; none: [`GROUPS`].
    pub limit: Option<u32>,
}

impl WantedGroups {
    /// Those behind one.
    #[must_use]
    pub fn behind(after: &str) -> WantedGroups {
        WantedGroups { after: after.to_owned(), ..WantedGroups::default() }
    }
}

/// The next groups in which somebody may, in the order of their ids; and behind which the next
/// page begins.
///
/// # Errors
/// The store fails.
pub fn some_groups(
    reader: &mut dyn Reader,
    caller: &Caller,
    right: Right,
    wanted: &WantedGroups,
) -> Result<(Vec<GroupRow>, Option<String>), StoreError> {
    let limit = usize::try_from(wanted.limit.unwrap_or(GROUPS)).unwrap_or(usize::MAX);
    let named = wanted.named.trim().to_lowercase();
    let fits = |row: &GroupRow| {
        let has = |text: &str| text.to_lowercase().contains(&named);
        // What concerns the whole organisation is kept like a group, and is none.
        !row.id.starts_with('@')
            && (named.is_empty() || has(&row.id) || row.name.as_deref().is_some_and(has))
    };
    let mut groups: Vec<GroupRow> = Vec::new();
    if caller.may_everywhere(right) {
        let (mut after, mut looked) = (wanted.after.clone(), 0);
        while groups.len() <= limit && looked < LOOKED_THROUGH {
            // Of a search most do not fit.
            let some = if named.is_empty() { limit.saturating_add(1) } else { SEARCHED };
            let rows = reader.groups_page(&after, u32::try_from(some).unwrap_or(u32::MAX))?;
            let Some(last) = rows.last().filter(|_| rows.len() >= some) else {
                groups.extend(rows.into_iter().filter(&fits));
                break;
            };
            after.clone_from(&last.id);
            looked = looked.saturating_add(rows.len());
            groups.extend(rows.into_iter().filter(&fits));
        }
    } else {
        let mine = caller.in_groups.iter().filter(|(_, rights)| rights.has(right));
        let mine = mine.map(|(group, _)| group).filter(|group| **group > wanted.after);
        for id in mine.take(LOOKED_THROUGH) {
            groups.extend(reader.group(id)?.filter(&fits));
            if groups.len() > limit {
                break;
            }
        }
    }
    let more = groups.len() > limit;
    groups.truncate(limit);
    let next = groups.last().filter(|_| more).map(|row| row.id.clone());
    Ok((groups, next))
}

/// How a group is called: by its name, else its id.
#[must_use]
pub fn group_name(row: &GroupRow) -> String {
    row.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| row.id.clone())
}

/// How somebody is called in a group: by their card, else their name, else their id.
#[must_use]
pub fn called(row: &MemberRow) -> &str {
    let given = [&row.card, &row.name].into_iter().flatten();
    given.map(String::as_str).find(|text| !text.is_empty()).unwrap_or(&row.id)
}

/// The longest id that is shown whole, and how much of a longer one is.
const ID_TAIL: usize = 4;

/// What people read of somebody: how they are called, and of whom only an id is known, that
/// they are unknown, with the end of it to tell them apart. What has no digit is a name that
/// somebody took or wrote, and stays.
#[must_use]
pub fn shown_as(called: &str, id: &str, language: Language) -> String {
    if !called.is_empty() && called != id {
        return called.to_owned();
    }
    if let Some(user) = id.strip_prefix("@user:") {
        return user.to_owned();
    }
    let is_number = id.is_ascii() && id.bytes().any(|byte| byte.is_ascii_digit());
    if id.starts_with('@') || !is_number {
        return id.to_owned();
    }
    match id.get(id.len().saturating_sub(ID_TAIL)..).filter(|_| id.len() > ID_TAIL) {
        Some(tail) => language
            .choose("未知成员(尾号 {})", "unknown member (ending in {})")
            .replace("{}", tail),
        None => language.choose("未知成员({})", "unknown member ({})").replace("{}", id),
    }
}

/// How people are called in any group in which the caller may see who is there, by their ids.
///
/// # Errors
/// The store fails.
pub fn names_of(
    reader: &mut dyn Reader,
    caller: &Caller,
    members: &[String],
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut names = BTreeMap::new();
    for row in reader.known_as(members)? {
        if caller.may_in(Right::ReadGroups, &row.group) && called(&row) != row.id {
            names.entry(row.id.clone()).or_insert_with(|| called(&row).to_owned());
        }
    }
    Ok(names)
}

/// The title of each policy by its id: that of its newest version, by the name of its file.
///
/// # Errors
/// The store fails.
pub fn titles(reader: &mut dyn Reader) -> Result<BTreeMap<String, String>, StoreError> {
    let rows = reader.policies()?;
    let title = |row: &PolicyRow| {
        let title = crate::policies::read(row).title.clone();
        // A policy without a title goes by its file's name.
        let file = row.name.rsplit_once('.').map_or(row.name.as_str(), |(name, _)| name);
        if title.is_empty() { file.to_owned() } else { title }
    };
    Ok(rows.iter().map(|row| (row.id.clone(), title(row))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_name_is_an_unknown_member_with_the_end_of_their_number() {
        let chinese = |called, id| shown_as(called, id, Language::Chinese);
        assert_eq!(chinese("王敏", "10023456"), "王敏");
        assert_eq!(chinese("10023456", "10023456"), "未知成员(尾号 3456)");
        assert_eq!(chinese("", "u17"), "未知成员(u17)");
        let english = shown_as("", "10023456", Language::English);
        assert_eq!(english, "unknown member (ending in 3456)");
    }

    #[test]
    fn what_is_a_name_already_stays() {
        for (id, shown) in [("陈静", "陈静"), ("ZhangSan", "ZhangSan"), ("@user:wang7", "wang7")]
        {
            assert_eq!(shown_as("", id, Language::Chinese), shown);
        }
        assert_eq!(shown_as("", "部门2", Language::Chinese), "部门2");
    }
}
