//! What the policy says: the text of an article, as it was in force.

use model::{Timestamp, Zone};
use store::rows::PolicyRow;

use crate::policies::{self, read};

/// An article as people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The policy's title.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// The article.
    pub cite: String,
    /// The headings that it stands beneath.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The article of a policy by its id, as it was in force at that time; none where the policy is
/// not there any more.
#[must_use]
pub fn find(
    rows: &[PolicyRow],
    id: &str,
    cite: &str,
    at: Timestamp,
    zone: &Zone,
) -> Option<Article> {
    let day = zone.local(at).day;
    let of_id = || rows.iter().rev().filter(|row| row.id == id);
    let in_force = |row: &&PolicyRow| {
        row.since <= at && read(row).effective.is_none_or(|effective| effective <= day)
    };
    let row = of_id().find(in_force).or_else(|| of_id().next_back())?;
    let policy = read(row);
    let (path, text) = policies::article(&policy, cite);
    let title = policy.title.clone();
    Some(Article { title, version: row.version, cite: cite.to_owned(), path, text })
}
