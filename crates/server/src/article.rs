//! What the policy says: the text of an article, as it was in force.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use model::{Timestamp, Zone};
use policy::Policy;
use sha2::{Digest, Sha256};
use store::rows::PolicyRow;

/// How many policies are kept read.
const READ_MAX: usize = 64;
/// The longest text of an article that is shown, in characters.
const CHARS_MAX: usize = 2_000;

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

/// Policies by the hash of their text: reading one takes longer than showing a page.
static READ: LazyLock<Mutex<BTreeMap<[u8; 32], Arc<Policy>>>> = LazyLock::new(Mutex::default);

/// A policy, read.
#[must_use]
pub fn read(row: &PolicyRow) -> Arc<Policy> {
    let mut hash = Sha256::new();
    hash.update(row.name.as_bytes());
    hash.update([0]);
    hash.update(row.text.as_bytes());
    let key: [u8; 32] = hash.finalize().into();
    let known = READ.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(policy) = known {
        return policy;
    }
    let policy = Arc::new(policy::parse(&row.name, &row.text, &rules::specs()).policy);
    let mut all = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= READ_MAX {
        all.clear();
    }
    all.insert(key, Arc::clone(&policy));
    policy
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
    let (path, text) = text(&policy, cite);
    let title = policy.title.clone();
    Some(Article { title, version: row.version, cite: cite.to_owned(), path, text })
}

/// The headings and the words of an article.
fn text(policy: &Policy, cite: &str) -> (String, String) {
    let clauses = &policy.outline.clauses;
    let named = clauses.iter().find(|clause| clause.cite == cite);
    // A rule may cite by other words than the numbering gives: then what stands above it.
    let above = || {
        let block = policy.blocks.iter().find(|block| block.cite == cite)?;
        clauses.iter().rev().find(|clause| clause.bytes.end <= block.bytes.start)
    };
    let Some(clause) = named.or_else(above) else { return Default::default() };
    let within = |other: &&policy::numbering::Clause| {
        other.cite == clause.cite || other.cite.starts_with(&format!("{}(", clause.cite))
    };
    let texts: Vec<&str> =
        clauses.iter().filter(within).map(|one| one.text(&policy.text).trim()).collect();
    let text: String = texts.join("\n").chars().take(CHARS_MAX).collect();
    (clause.path.join(" · "), text)
}
