//! Offices that users hold, told to the engine: it knows who decides which case.
//!
//! What is to be told is kept in the same transaction as the change, and told again at the next
//! start where the process ended in between.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use model::event::ORG;
use runtime::service::LineAnswer;
use serde_json::json;
use store::StoreError;
use store::dialect::Reader;
use store::people::{AuditEntry, GrantRow, PeopleChange, UserRow};

use super::caller::member_of;
use super::right::OFFICES;
use super::secret;
use crate::app::App;
use crate::problem::Problem;

/// Where it is kept what is to be told.
const SETTING: &str = "offices.untold";
/// How often telling is tried before it is left for later.
const TRIES: u32 = 5;

/// Somebody's place: a member id and a group, `@org` for every group.
pub(super) type Place = (String, String);

/// An entry of the audit record.
pub(super) fn entry(
    who: &str,
    act: &str,
    object: &str,
    detail: &str,
    address: IpAddr,
) -> AuditEntry {
    AuditEntry {
        who: who.to_owned(),
        act: act.to_owned(),
        object: object.to_owned(),
        detail: detail.to_owned(),
        address: address.to_string(),
    }
}

/// The office that a grant brings in the engine, and where.
fn office(grant: &GrantRow) -> Option<(&'static str, &str)> {
    let office = OFFICES.iter().find(|office| office.name == grant.role)?;
    let role = office.role?;
    match grant.group.as_deref() {
        None => Some((role.name(), ORG)),
        // What stands for all groups is no group's name.
        Some(group) if group.starts_with('@') => None,
        Some(group) => Some((role.name(), group)),
    }
}

/// The places at which a user holds offices.
pub(super) fn places(user: &UserRow, grants: &[GrantRow]) -> BTreeSet<Place> {
    let member = member_of(user);
    let offices = grants.iter().filter_map(office);
    offices.map(|(_, group)| (member.clone(), group.to_owned())).collect()
}

/// Changes people, and tells the engine what has changed at these places. The number that the
/// first change gave. The lock on changes is held by the caller.
pub(super) async fn change(
    app: &Arc<App>,
    changes: Vec<PeopleChange>,
    places: BTreeSet<Place>,
    entry: AuditEntry,
) -> Result<i64, Problem> {
    let mut untold = app.read(|reader| untold(reader)).await?;
    untold.extend(places);
    let words = serde_json::to_string(&untold).map_err(|_| Problem::internal())?;
    let number = app.write_people(move |writing, now| {
        let mut first = None;
        for change in &changes {
            let number = writing.writer.people(change)?;
            first.get_or_insert(number);
        }
        writing.writer.setting(SETTING, &words)?;
        writing.audit(&entry, now)?;
        Ok(first.unwrap_or(0))
    });
    let number = number.await?;
    if !untold.is_empty() {
        tell(app, untold).await?;
    }
    Ok(number)
}

fn untold(reader: &mut dyn Reader) -> Result<BTreeSet<Place>, StoreError> {
    let words = reader.setting(SETTING)?.unwrap_or_default();
    Ok(serde_json::from_str(&words).unwrap_or_default())
}

/// Tells what was not told before the process ended.
///
/// # Errors
/// The store fails.
pub async fn resume(app: &Arc<App>) -> Result<(), Problem> {
    let _changing = app.staff.changing.lock().await;
    let untold = app.read(|reader| untold(reader)).await?;
    if untold.is_empty() { Ok(()) } else { tell(app, untold).await }
}

/// What somebody holds at a place, and how they are called.
#[derive(Default)]
struct Held {
    name: Option<String>,
    roles: BTreeSet<&'static str>,
}

/// Who holds which offices at which places now.
fn held(
    reader: &mut dyn Reader,
    places: &BTreeSet<Place>,
) -> Result<BTreeMap<Place, Held>, StoreError> {
    let mut held: BTreeMap<Place, Held> =
        places.iter().map(|place| (place.clone(), Default::default())).collect();
    for user in reader.users()?.into_iter().filter(|user| !user.disabled) {
        let member = member_of(&user);
        if !places.iter().any(|(one, _)| *one == member) {
            continue;
        }
        for (role, group) in reader.grants(user.id)?.iter().filter_map(office) {
            if let Some(held) = held.get_mut(&(member.clone(), group.to_owned())) {
                held.name = Some(user.shown.clone());
                held.roles.insert(role);
            }
        }
    }
    Ok(held)
}

async fn tell(app: &Arc<App>, places: BTreeSet<Place>) -> Result<(), Problem> {
    let held = app.read(move |reader| held(reader, &places)).await?;
    let mut lines = String::new();
    for ((member, group), Held { name, roles }) in held {
        let id = secret::fresh("office").map_err(|_| Problem::internal())?;
        let at = app.zone.rfc3339(app.now());
        let event = json!({"at": at, "group": group, "kind": "office", "id": id,
            "member": member, "roles": roles, "name": name});
        lines.push_str(&format!("{event}\n"));
    }
    let mut tried = 0;
    let answers = loop {
        match app.ingest(lines.clone()).await {
            Ok(answers) => break answers,
            Err(error) if tried >= TRIES => {
                return Err(Problem::from(error)
                    .with_detail("改动已经保存,还没有用到群里;系统恢复以后会自动补上。"));
            }
            Err(_) => tried += 1,
        }
        tokio::time::sleep(std::time::Duration::from_millis(200 << tried)).await;
    };
    for answer in answers {
        if let LineAnswer::Refused(why) = answer {
            tracing::error!(why, "the engine refuses an office");
        }
    }
    app.write_people(|writing, _| writing.writer.setting(SETTING, "")).await
}
