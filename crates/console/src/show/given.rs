//! What users were given, in words: an office or a right, and where.

use std::collections::BTreeMap;

use policy::texts::Language;
use server::Problem;
use server::access::Right;
use server::access::right::OFFICES;
use store::dialect::Reader;
use store::people::GrantRow;

/// The most groups whose names are looked up for one page; the others are shown by their ids.
const NAMES_MAX: usize = 40;

/// What an office or a right is called.
#[must_use]
pub fn called(name: &str, language: Language) -> &str {
    let office = OFFICES.iter().find(|office| office.name == name).map(|office| office.in_words);
    let words = office.or_else(|| Right::parse(name).map(Right::in_words)).unwrap_or(name);
    language.choose(words, english(name))
}

fn english(name: &str) -> &str {
    match name {
        "owner" => "Owner",
        "admin" => "Administrator",
        "secretary" => "Secretary",
        "supervisor" => "Supervisor",
        "auditor" => "Auditor",
        "office" => "Policy office",
        "operator" => "System operator",
        "read-groups" => "See groups and members",
        "read-chat" => "Read chat",
        "read-cases" => "See cases and decisions",
        "decide" => "Decide cases",
        "read-policies" => "See policies",
        "edit-policies" => "Change and publish policies",
        "send-events" => "Send events",
        "read-audit" => "See what the staff did",
        "manage-users" => "Manage users",
        "operate" => "Run the system",
        other => other,
    }
}

/// The names of the groups in which something was given.
///
/// # Errors
/// The store fails.
pub fn groups_of<'g>(
    reader: &mut dyn Reader,
    grants: impl Iterator<Item = &'g GrantRow>,
) -> Result<BTreeMap<String, String>, Problem> {
    let mut names = BTreeMap::new();
    for id in grants.filter_map(|grant| grant.group.as_ref()) {
        if names.len() >= NAMES_MAX || names.contains_key(id) {
            continue;
        }
        let name = reader.group(id)?.and_then(|row| row.name).filter(|name| !name.is_empty());
        names.insert(id.clone(), name.unwrap_or_else(|| id.clone()));
    }
    Ok(names)
}
