//! What whoever runs a group does from the chat. What they say about cases becomes events; who
//! may decide which the engine knows.

use std::sync::Arc;

use model::event::ORG;
use model::{Role, Timestamp};
use policy::texts::{Language, Wording};
use policy::{Mode, Policy};
use serde_json::json;
use store::StoreError;
use store::dialect::Reader;
use store::rows::{CaseFilter, CaseRow, EffectState};

use super::own::{Told, title};
use super::reading::is_article;
use super::{Asking, Scene, Then, articles, below};
use crate::access::Right;
use crate::access::caller::member_of;
use crate::access::right::OFFICES;
use crate::dispatch::tasks::OPEN_MAX;
use crate::figures::{called, shown_as};

/// The most cases that are listed.
const LISTED_MAX: usize = 8;
/// How many are counted.
const COUNTED_MAX: u32 = 200;
/// The longest reason that is handed on, in characters.
const REASON_CHARS_MAX: usize = 500;

/// Whether somebody helps to run a group: by what the platform says of them, or by an office.
pub(super) fn runs(reader: &mut dyn Reader, group: &str, member: &str) -> Result<bool, StoreError> {
    let row = reader.member(group, member)?.filter(|row| row.present);
    let helps = |name: &str| {
        let role = Role::parse(name);
        matches!(role, Some(Role::Owner | Role::Admin | Role::Secretary | Role::Supervisor))
    };
    if row.is_some_and(|row| row.roles.split_whitespace().any(helps)) {
        return Ok(true);
    }
    for user in reader.users()? {
        if user.disabled || member_of(&user) != member {
            continue;
        }
        let here = |grant: &store::people::GrantRow| {
            let place = grant.group.as_deref();
            helps(&grant.role) && place.is_none_or(|place| place == group || place == ORG)
        };
        if reader.grants(user.id)?.iter().any(here) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What waits in the groups that somebody runs.
pub(super) fn pending(
    reader: &mut dyn Reader,
    groups: &[String],
    policies: &[Arc<Policy>],
    wording: &Wording,
) -> Result<String, StoreError> {
    let mut rows = Vec::new();
    for group in groups {
        let filter =
            CaseFilter { group: Some(group.clone()), waits: Some(true), ..CaseFilter::default() };
        rows.extend(reader.cases(&filter, COUNTED_MAX)?);
    }
    if rows.is_empty() {
        return Ok(wording.say("pending-none", &[]));
    }
    rows.sort_by_key(|row| (row.due.unwrap_or(Timestamp::MAX), row.opened));
    let count = rows.len().to_string();
    let mut lines = Vec::new();
    for row in rows.iter().take(LISTED_MAX) {
        let told = Told::of(row);
        let mut who = String::new();
        if let Some(member) = &row.member {
            let known = reader.member(&row.group, member)?;
            let name = known.as_ref().map_or("", called);
            let name = shown_as(name, member, wording.language);
            who = wording.say("pending-about", &[("name", &name)]);
        }
        let title = title(policies, &told.policy);
        let what = what(row, &told, wording.language);
        let places = [
            ("case", told.case.as_str()),
            ("what", &what),
            ("who", &who),
            ("title", title),
            ("cite", &told.cite),
        ];
        lines.push(wording.say("pending-line", &places));
    }
    Ok(wording.say("pending-list", &[("count", &count), ("list", &below(&lines))]))
}

fn what(row: &CaseRow, told: &Told, language: Language) -> String {
    let kind = rules::kind_named(&row.kind);
    let kind = kind
        .map_or(row.kind.as_str(), |kind| language.choose(kind.spec.summary, kind.spec.english));
    let acts = told.acts_in_words(language);
    match (row.about.as_str(), acts.is_empty()) {
        ("appeal", _) => language.choose("申诉", "appeal").to_owned(),
        ("judgement", _) => format!("{}:{kind}", language.choose("疑似", "in doubt")),
        (_, true) => kind.to_owned(),
        (_, false) => format!("{kind},{acts}"),
    }
}

/// Whether a decision of it weighs so much that a yes needs a reason too.
fn weighs(row: &CaseRow, told: &Told) -> bool {
    let removes = |action: &str| {
        matches!(action.split(' ').next(), Some("remove" | "ban" | "persuade-leave"))
    };
    row.about == "appeal"
        || row.kind == "complaint-channel"
        || told.acts.iter().any(|act| act.status == "pending" && removes(&act.action))
}

/// A word about a case.
pub(super) fn say(
    reader: &mut dyn Reader,
    scene: &Scene<'_>,
    (kind, word): (&'static str, &'static str),
    named: &str,
    reason: &str,
) -> Result<Then, StoreError> {
    let (asking, wording) = (scene.asking, &scene.wording);
    let alone = |key, places: &[(&str, &str)]| Ok(Then::Alone(wording.say(key, places)));
    let (group, number) = match named.rsplit_once('-') {
        Some((group, number)) => (group.to_owned(), number),
        None => (group_meant(reader, scene)?, named),
    };
    // In a group it is that group's cases that are spoken of.
    if !asking.alone && group != asking.group {
        return alone("case-elsewhere", &[]);
    }
    let row = match number.parse() {
        Ok(number) if !group.is_empty() => reader.case(&group, number)?,
        _ => None,
    };
    // Of cases of groups in which they are nobody, nobody learns whether there are any.
    let known =
        scene.groups.iter().any(|(id, _)| *id == group) || runs(reader, &group, &asking.member)?;
    let Some(row) = row.filter(|_| known) else { return alone("case-unknown", &[]) };
    let told = Told::of(&row);
    let needs = match kind {
        "reject" => row.about != "judgement",
        "approve" => weighs(&row, &told),
        _ => false,
    };
    if needs && reason.is_empty() {
        return alone("reason-needed", &[("command", word), ("case", &told.case)]);
    }
    let reason: String = reason.chars().take(REASON_CHARS_MAX).collect();
    let mut event = json!({"kind": kind, "case": told.case});
    if let Some(fields) = event.as_object_mut()
        && !reason.is_empty()
    {
        let field = if kind == "done" { "proof" } else { "reason" };
        fields.insert(field.to_owned(), reason.into());
    }
    let noted = wording.say("said-noted", &[("case", &told.case)]);
    Ok(Then::Event { group, event, noted })
}

/// The group that is meant where only a number is given: the one that they write in or out of,
/// else the only one that they run.
fn group_meant(reader: &mut dyn Reader, scene: &Scene<'_>) -> Result<String, StoreError> {
    if !scene.asking.group.is_empty() {
        return Ok(scene.asking.group.clone());
    }
    let mut run = super::run_by(reader, scene)?;
    Ok(if run.len() == 1 { run.remove(0) } else { String::new() })
}

/// What somebody is held to have broken.
pub(super) fn propose(scene: &Scene<'_>, rest: &str) -> Then {
    let (asking, wording) = (scene.asking, &scene.wording);
    let alone = |key| Then::Alone(wording.say(key, &[]));
    // Names can be made alike: whom it is about is told by a mention, or by the number alone.
    let mentioned: Vec<&String> =
        asking.mentions.iter().filter(|id| !id.starts_with('@') && *id != "all").collect();
    let by_number = || {
        let mut words = rest.split_whitespace().map(|word| word.trim_start_matches('@'));
        words.find(|word| word.len() >= 5 && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let target = match mentioned.as_slice() {
        [one] => Some(one.as_str()),
        [] => by_number(),
        _ => None,
    };
    let (Some(target), Some(wanted)) = (target, is_article(rest)) else {
        return alone("propose-how");
    };
    let (policy, cite) = match articles::breakable(&scene.policies, wanted) {
        Ok(found) => found,
        Err(true) => return alone("propose-no-rule"),
        Err(false) => return alone("article-none"),
    };
    let at = rest.find(wanted).map_or(0, |at| at.saturating_add(wanted.len()));
    let reason = rest.get(at..).unwrap_or_default();
    let reason = reason.trim_matches([' ', ':', '：', ',', '，', '。']);
    let reason: String = reason.chars().take(REASON_CHARS_MAX).collect();
    let event = json!({"kind": "propose", "target": target, "cite": cite, "policy": policy,
        "reason": reason});
    let noted = wording.say("propose-no-rule", &[]);
    Then::Event { group: asking.group.clone(), event, noted }
}

/// Who may stop a rule.
pub(super) fn pause(reader: &mut dyn Reader, wording: &Wording) -> Result<String, StoreError> {
    let edits = |role: &str| {
        let office = OFFICES.iter().find(|office| office.name == role);
        office.is_some_and(|office| office.rights.has(Right::EditPolicies))
    };
    let mut names = Vec::new();
    for user in reader.users()?.into_iter().filter(|user| !user.disabled) {
        if reader.grants(user.id)?.iter().any(|grant| edits(&grant.role)) {
            names.push(user.shown);
        }
    }
    names.truncate(LISTED_MAX);
    let who = match names.is_empty() {
        true => wording.language.choose("系统管理员", "whoever runs the system").to_owned(),
        false => names.join(wording.language.choose("、", ", ")),
    };
    Ok(wording.say("pause-who", &[("who", &who)]))
}

/// How things stand in the groups that somebody runs.
pub(super) fn status(
    reader: &mut dyn Reader,
    groups: &[String],
    policies: &[Arc<Policy>],
    wording: &Wording,
) -> Result<String, StoreError> {
    let open = reader.effects(Some(EffectState::People), None, OPEN_MAX)?;
    let tasks = open.iter().filter(|row| groups.contains(&row.group)).count();
    let mut count = 0;
    for group in groups {
        let filter =
            CaseFilter { group: Some(group.clone()), waits: Some(true), ..CaseFilter::default() };
        count += reader.cases(&filter, COUNTED_MAX)?.len();
    }
    let line = |policy: &Arc<Policy>| {
        let mode = match policy.mode {
            Mode::Enforce => wording.say("status-enforced", &[]),
            Mode::Observe => wording.say("status-observed", &[]),
        };
        let version = policy.version.to_string();
        let places = [("title", &*policy.title), ("version", &version), ("mode", &mode)];
        wording.say("status-policy", &places)
    };
    let lines: Vec<String> = policies.iter().map(line).collect();
    let lines = lines.join(wording.language.choose(";", "; "));
    let (count, tasks) = (count.to_string(), tasks.to_string());
    let places = [("policies", &*lines), ("count", &count), ("tasks", &tasks)];
    Ok(wording.say("status-answer", &places))
}

/// The case that a proposal became.
pub(super) fn proposed(decisions: &[String]) -> Option<String> {
    decisions.iter().find_map(|line| {
        let one: serde_json::Value = serde_json::from_str(line).ok()?;
        let asks = one.get("action")? == "ask" && one.get("status")? == "pending";
        asks.then(|| one.get("case")?.as_str().map(str::to_owned)).flatten()
    })
}

/// Whether the engine itself has answered whoever spoke.
pub(super) fn is_answered(decisions: &[String], asking: &Asking) -> bool {
    decisions.iter().any(|line| {
        let Ok(one) = serde_json::from_str::<serde_json::Value>(line) else { return false };
        let field = |name: &str| one.get(name).and_then(serde_json::Value::as_str);
        field("member") == Some(&asking.member)
            && field("action") == Some("reply")
            && field("text").is_some_and(|text| !text.is_empty())
    })
}
