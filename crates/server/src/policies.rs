//! Policies as they are read: each text once, however many pages and messages ask for it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use model::Timestamp;
use policy::{Policy, RuleDecl};
use rules::finder::InPictures;
use rules::kind::Built;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::dialect::Reader;
use store::rows::PolicyRow;

/// How many policies are kept read.
const READ_MAX: usize = 64;
/// The longest text of an article that is given, in characters.
const CHARS_MAX: usize = 2_000;

/// By the hash of name and text: reading one takes longer than showing a page.
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
        // Hashes have no order that means anything: some one goes.
        all.pop_first();
    }
    all.insert(key, Arc::clone(&policy));
    policy
}

/// Policies in use, of each the version that holds at that time.
///
/// # Errors
/// The store fails.
pub fn in_force(reader: &mut dyn Reader, now: Timestamp) -> Result<Vec<Arc<Policy>>, StoreError> {
    let mut all: Vec<Arc<Policy>> = Vec::new();
    for row in reader.policies()? {
        let policy = read(&row);
        let starts = policy.effective.map(|day| policy.zone.at(day, 0));
        if starts.is_none_or(|starts| starts <= now) {
            all.retain(|older| older.id != policy.id);
            all.push(policy);
        }
    }
    Ok(all)
}

/// Those of them that govern a group.
///
/// # Errors
/// The store fails.
pub fn governing(
    reader: &mut dyn Reader,
    now: Timestamp,
    group: &str,
    name: Option<&str>,
) -> Result<Vec<Arc<Policy>>, StoreError> {
    let mut all = in_force(reader, now)?;
    all.retain(|policy| policy.governs(group) || name.is_some_and(|name| policy.governs(name)));
    Ok(all)
}

/// What rules in force want to know of the pictures that come with a group's messages.
///
/// # Errors
/// The store fails.
pub fn asked_of_pictures(
    reader: &mut dyn Reader,
    now: Timestamp,
    group: &str,
) -> Result<InPictures, StoreError> {
    let name = reader.group(group)?.and_then(|row| row.name);
    let policies = governing(reader, now, group, name.as_deref())?;
    let holds = |rule: &&RuleDecl| {
        let named = |name: &str| policy::glob::any_matches(&rule.groups, name);
        !rule.rests
            && (rule.groups.is_empty() || named(group) || name.as_deref().is_some_and(named))
    };
    let asked = |rule: &RuleDecl| {
        let kind = rules::kind_named(rule.spec.name)?;
        match (kind.build)(&rule.params)? {
            Built::Finder(finder) => Some(finder.asks_pictures()),
            _ => None,
        }
    };
    let rules = policies.iter().flat_map(|policy| &policy.rules).filter(holds);
    Ok(rules.filter_map(asked).fold(InPictures::default(), InPictures::or))
}

/// The headings and the words of an article; empty where there is no such article.
#[must_use]
pub fn article(policy: &Policy, cite: &str) -> (String, String) {
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
