//! What the policy says: the text of an article, as it was in force.

use model::{Timestamp, Zone};
use server::policies::{self, read};
use store::rows::PolicyRow;

use super::case::State;
use super::story::Step;

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

/// The most articles that are shown of one case.
const ARTICLES_MAX: usize = 4;

/// The articles that a case rests on: its own first, then those of what was found with it.
#[must_use]
pub fn of_case(
    rows: &[PolicyRow],
    state: &State,
    steps: &[Step],
    at: Timestamp,
    zone: &Zone,
) -> Vec<Article> {
    let own = (state.policy.as_str(), state.cite.as_str());
    let found = steps.iter().take(1).flat_map(|step| &step.decided);
    let found = found.map(|one| (one.policy.as_str(), one.cite.as_str()));
    let mut named: Vec<(&str, &str)> = Vec::new();
    for one in std::iter::once(own).chain(found) {
        if !one.0.is_empty() && !named.contains(&one) && named.len() < ARTICLES_MAX {
            named.push(one);
        }
    }
    named.into_iter().filter_map(|(id, cite)| find(rows, id, cite, at, zone)).collect()
}
