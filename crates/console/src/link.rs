//! Addresses of pages. Ids come from platforms and may have any character in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What an id in an address is written without.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// An id as a part of an address.
#[must_use]
pub fn part(id: &str) -> String {
    utf8_percent_encode(id, PLAIN).to_string()
}

/// A group's page.
#[must_use]
pub fn group(group: &str) -> String {
    format!("/groups/{}", part(group))
}

/// A case's page.
#[must_use]
pub fn case(group: &str, number: u32) -> String {
    format!("/groups/{}/cases/{number}", part(group))
}

/// A person's page.
#[must_use]
pub fn person(member: &str) -> String {
    format!("/people/{}", part(member))
}

/// A user's settings.
#[must_use]
pub fn user(id: i64) -> String {
    format!("/settings/users/{id}")
}

/// A draft of a policy.
#[must_use]
pub fn draft(id: &str) -> String {
    format!("/policies/drafts/{}", part(id))
}

/// A version of a policy that came into use.
#[must_use]
pub fn policy(id: &str, version: u32) -> String {
    format!("/policies/use/{}/{version}", part(id))
}

/// Where somebody may be sent back to: a path of ours, else the first page.
#[must_use]
pub fn back(wanted: &str) -> &str {
    let ours = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && wanted.chars().all(|one| one.is_ascii_graphic() && one != '\\');
    if ours { wanted } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_ids() {
        assert_eq!(part("a/b?c#d e\"<群"), "a%2Fb%3Fc%23d%20e%22%3C%E7%BE%A4");
        assert_eq!(case("群", 3), "/groups/%E7%BE%A4/cases/3");
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil", "", "/a\r\nb"] {
            assert_eq!(back(elsewhere), "/", "{elsewhere}");
        }
        assert_eq!(back("/queue?sort=join"), "/queue?sort=join");
    }
}
