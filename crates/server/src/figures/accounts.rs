//! The organisation's accounts: who holds which, to whom it is lent, what happened to it.

use std::collections::BTreeMap;

use model::{Timestamp, Zone};
use policy::spec::Family;
use serde::Serialize;
use store::StoreError;
use store::counts::{AccountEvent, HeldRow};
use store::dialect::Reader;
use store::rows::CaseRow;
use utoipa::ToSchema;

use super::names_of;
use crate::access::{Caller, Right};

/// The most accounts that are listed.
const ACCOUNTS: u32 = 2_000;
/// How much of an account's history is shown.
const EVENTS: u32 = 200;
/// How many waiting cases are looked at for tasks.
const WAITING: u32 = 5_000;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    /// In which group it is registered: `@org` for the whole organisation.
    pub group: String,
    /// Its name or number.
    pub account: String,
    /// Who holds it; empty: nobody is known.
    pub holder: String,
    /// How they are called.
    pub holder_name: String,
    /// Whether they are no longer in the organisation.
    pub holder_left: bool,
    /// Since when.
    pub since: String,
    /// The same, in milliseconds since 1970.
    #[serde(skip)]
    pub at: Timestamp,
    /// To whom it is lent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lent_to: Option<String>,
    /// How they are called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lent_name: Option<String>,
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountStep {
    /// Its record in the journal.
    pub record: u64,
    /// What happened, as events write it.
    pub change: String,
    /// When.
    pub time: String,
    /// The same, in milliseconds since 1970.
    #[serde(skip)]
    pub at: Timestamp,
    /// How whoever entered it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// How the holder is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// How whoever got it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The ids of those three.
    #[serde(skip)]
    pub ids: [Option<String>; 3],
}

/// The accounts that somebody may see, in the order of their names.
///
/// # Errors
/// The store fails.
pub fn accounts(
    reader: &mut dyn Reader,
    caller: &Caller,
    zone: &Zone,
) -> Result<Vec<Account>, StoreError> {
    let mut held = reader.held(ACCOUNTS)?;
    held.retain(|row| caller.may_in(Right::ReadGroups, &row.group));
    let people = |row: &HeldRow| [Some(row.holder.clone()), row.lent.clone()].into_iter().flatten();
    let mut ids: Vec<String> = held.iter().flat_map(people).collect();
    ids.retain(|id| !id.is_empty());
    ids.sort_unstable();
    ids.dedup();
    let names = names_of(reader, caller, &ids)?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let mut gone: BTreeMap<String, bool> = BTreeMap::new();
    for row in reader.known_as(&ids)?.into_iter().filter(|row| row.group == model::event::ORG) {
        gone.insert(row.id, !row.present);
    }
    let one = |row: HeldRow| Account {
        holder_name: name(&row.holder),
        holder_left: gone.get(&row.holder).copied().unwrap_or(false),
        since: zone.rfc3339(row.since),
        at: row.since,
        lent_name: row.lent.as_deref().map(name),
        lent_to: row.lent,
        holder: row.holder,
        account: row.account,
        group: row.group,
    };
    Ok(held.into_iter().map(one).collect())
}

/// What happened to an account, the newest first; none where there is no such account.
///
/// # Errors
/// The store fails.
pub fn history(
    reader: &mut dyn Reader,
    caller: &Caller,
    group: &str,
    account: &str,
    zone: &Zone,
) -> Result<Vec<AccountStep>, StoreError> {
    let events = reader.account_events(group, account, EVENTS)?;
    let people = |event: &AccountEvent| {
        [event.member.clone(), event.holder.clone(), event.to.clone()].into_iter().flatten()
    };
    let mut ids: Vec<String> = events.iter().flat_map(people).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = names_of(reader, caller, &ids)?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let one = |event: AccountEvent| AccountStep {
        record: event.record,
        change: event.change,
        time: zone.rfc3339(event.at),
        at: event.at,
        by: event.member.as_deref().map(name),
        holder: event.holder.as_deref().map(name),
        to: event.to.as_deref().map(name),
        ids: [event.member, event.holder, event.to],
    };
    Ok(events.into_iter().map(one).collect())
}

/// Whether a kind is about accounts.
fn is_about_accounts(kind: &str) -> bool {
    let found = rules::specs().into_iter().find(|spec| spec.name == kind);
    found.is_some_and(|spec| spec.family == Family::Account)
}

/// What still has to be done about accounts: tasks and questions that wait.
///
/// # Errors
/// The store fails.
pub fn open(reader: &mut dyn Reader, caller: &Caller) -> Result<Vec<CaseRow>, StoreError> {
    let mut rows = reader.waiting_cases(WAITING)?;
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    rows.retain(|row| {
        let about = known.entry(row.kind.clone()).or_insert_with(|| is_about_accounts(&row.kind));
        *about && caller.may_in(Right::ReadCases, &row.group)
    });
    Ok(rows)
}
