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

use store::StoreError;
use store::dialect::Reader;
use store::rows::{GroupRow, MemberRow};

use crate::access::{Caller, Right};

/// Groups of one page.
pub const GROUPS: u32 = 100;

/// The next groups in which somebody may, behind one, in the order of their ids; and behind which
/// the next page begins.
///
/// # Errors
/// The store fails.
pub fn some_groups(
    reader: &mut dyn Reader,
    caller: &Caller,
    right: Right,
    after: &str,
) -> Result<(Vec<GroupRow>, Option<String>), StoreError> {
    let limit = usize::try_from(GROUPS).unwrap_or(usize::MAX);
    let mut groups = if caller.may_everywhere(right) {
        reader.groups_page(after, GROUPS.saturating_add(1))?
    } else {
        let mine = caller.in_groups.iter().filter(|(_, rights)| rights.has(right));
        let mine = mine.map(|(group, _)| group).filter(|group| group.as_str() > after);
        let mut rows = Vec::new();
        for id in mine.take(limit.saturating_add(1)) {
            rows.extend(reader.group(id)?);
        }
        rows
    };
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
    let title = |name: &str| name.rsplit_once('.').map_or(name, |(title, _)| title).to_owned();
    let rows = reader.policies()?;
    Ok(rows.into_iter().map(|row| (row.id, title(&row.name))).collect())
}
