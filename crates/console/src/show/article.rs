//! The articles that a case rests on.

use model::{Timestamp, Zone};
pub use server::article::{Article, find};
use store::rows::PolicyRow;

use super::case::State;
use super::story::Step;

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
