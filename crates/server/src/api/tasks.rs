//! What people have to do since no connector can, and their word that it is done.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use model::Step;
use runtime::LineAnswer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::StoreError;
use store::dialect::Reader;
use store::people::AuditEntry;
use store::rows::{EffectRow, EffectState, Outcome, Receipt};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::view::Page;
use crate::access::{Caller, Right, secret};
use crate::app::App;
use crate::dispatch::tasks::{OPEN_MAX, still_waits};
use crate::endpoint::{Endpoint, Needs, endpoint};
use crate::http::guard::From;
use crate::http::{Asked, Given};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Needs::Somewhere(Right::Decide), routes!(tasks)),
        endpoint(Needs::Somewhere(Right::Decide), routes!(done)),
    ]
}

/// After so long what still waits to be carried out is shown as late.
const LATE_MS: i64 = 10 * 60_000;
/// The longest note.
const NOTE_CHARS_MAX: usize = 500;

/// Something that a person has to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskView {
    /// Its key: `POST /api/v1/effects/{key}/done` says that it is done.
    pub key: String,
    /// The group.
    pub group: String,
    /// `people`: no connector can; `unknown`: perhaps it was done; `late`: it is still tried.
    pub state: &'static str,
    /// What is to be done: the action's name, and what people call it.
    pub action: String,
    /// What people call it.
    pub words: String,
    /// To whom.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub member: String,
    /// The event that it is about: the message to recall.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub event: String,
    /// The case.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub case: String,
    /// The policy.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// The fact.
    pub reason: String,
    /// What is to be said to people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Until when a mute lasts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub until: String,
    /// When it was decided.
    pub decided: String,
    /// Why no connector does it.
    pub why: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Decision {
    member: String,
    event: String,
    case: String,
    policy: String,
    cite: String,
    reason: String,
    text: String,
    until: String,
    status: String,
}

fn decision(row: &EffectRow) -> Decision {
    serde_json::from_str(&row.decision).unwrap_or_default()
}

fn view(app: &App, row: EffectRow) -> TaskView {
    let Decision { member, event, case, policy, cite, reason, text, until, .. } = decision(&row);
    let step = Step::parse(&row.action);
    let words = step.map_or_else(|| row.action.clone(), |step| step.action.in_words().to_owned());
    let (state, otherwise) = match row.state {
        EffectState::Unknown => ("unknown", "不知道是否已经办成,请看一下"),
        EffectState::Pending => ("late", "还没有办成,系统会继续试"),
        _ => ("people", "要由人来办"),
    };
    TaskView {
        key: row.key,
        group: row.group,
        state,
        action: row.action,
        words,
        member,
        event,
        case,
        policy,
        cite,
        reason,
        text,
        until,
        decided: app.zone.rfc3339(row.decided),
        why: row.detail.unwrap_or_else(|| otherwise.to_owned()),
    }
}

#[derive(Debug, Deserialize, IntoParams)]
struct Wanted {
    /// 只要这个群的
    group: Option<String>,
    /// 最多多少条,不超过 500
    limit: Option<usize>,
}

/// 要由人来办的事
///
/// 系统办不了的(没有权限、没有接入、平台没有这项功能),以及迟迟没有办成的。看到已经办好的会自动了结。
#[utoipa::path(get, path = "/api/v1/tasks", tag = "执行", params(Wanted),
    responses((status = 200, body = Page<TaskView>)))]
async fn tasks(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Page<TaskView>>, Problem> {
    let late = app.now().plus_ms(-LATE_MS);
    // Whoever decides in some groups alone: each by itself, so that others' take no room.
    let groups: Vec<Option<String>> = match wanted.group {
        Some(group) => vec![Some(group)],
        None if caller.may_everywhere(Right::Decide) => vec![None],
        None => caller.in_groups.keys().map(|group| Some(group.clone())).collect(),
    };
    let read = move |reader: &mut dyn Reader| {
        let mut rows = Vec::new();
        for group in &groups {
            for state in [EffectState::People, EffectState::Unknown, EffectState::Pending] {
                rows.extend(reader.effects(Some(state), group.as_deref(), OPEN_MAX)?);
            }
        }
        Ok::<_, StoreError>(rows)
    };
    let mut rows = app.read(read).await?;
    rows.retain(|row| {
        let waits = row.state != EffectState::Pending || (!row.tells && row.decided < late);
        waits && caller.may_in(Right::Decide, &row.group)
    });
    rows.sort_by_key(|row| (row.record, row.ordinal));
    rows.truncate(wanted.limit.unwrap_or(200).clamp(1, 500));
    Ok(Json(Page::whole(rows.into_iter().map(|row| view(&app, row)).collect())))
}

#[derive(Debug, Deserialize, ToSchema)]
struct Said {
    /// 备注:怎样办的
    #[serde(default)]
    note: String,
}

/// 说明一件事已经办好
///
/// 属于某件事项的,同时按制度确认事项已办;不够资格的,会说明原因。
#[utoipa::path(post, path = "/api/v1/effects/{key}/done", tag = "执行",
    params(("key" = String, Path, description = "编号")),
    request_body = Said, responses((status = 200, body = TaskView)))]
async fn done(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(key): Path<String>,
    Given(said): Given<Said>,
) -> Result<Json<TaskView>, Problem> {
    let row = app.read(move |reader| reader.effect(&key)).await?;
    // Of a group that is not theirs nobody learns whether there is one.
    let row = row.filter(|row| caller.may_in(Right::Decide, &row.group));
    let row = row.ok_or_else(|| Problem::not_found("这件要办的事"))?;
    use EffectState::{Pending, People, Unknown};
    if !matches!(row.state, People | Unknown | Pending) {
        let status = axum::http::StatusCode::CONFLICT;
        return Err(Problem::new(status, "settled", "这件事已经了结"));
    }
    let note: String = said.note.trim().chars().take(NOTE_CHARS_MAX).collect();
    let of = decision(&row);
    if of.status == "task" && !of.case.is_empty() {
        settle_case(&app, &caller, &row, &of.case, &note).await?;
    }
    let entry = AuditEntry {
        who: caller.who(),
        act: "effect.done".to_owned(),
        object: row.key.clone(),
        detail: note.clone(),
        address: address.to_string(),
    };
    let detail = match note.is_empty() {
        true => format!("{} 说明已办", caller.shown),
        false => format!("{} 说明已办:{note}", caller.shown),
    };
    let settled = EffectRow { detail: Some(detail.clone()), ..row.clone() };
    app.block(move |app| Ok(enter(app, &row, detail, entry)?)).await?;
    Ok(Json(view(&app, settled)))
}

/// Where the policy has a case of it, the case hears the same word: it says who may give it.
async fn settle_case(
    app: &Arc<App>,
    caller: &Caller,
    row: &EffectRow,
    case: &str,
    note: &str,
) -> Result<(), Problem> {
    let id = secret::fresh("done").map_err(|_| Problem::internal())?;
    let at = app.zone.rfc3339(app.now());
    let fields = [
        ("at", at.as_str()),
        ("group", &row.group),
        ("kind", "done"),
        ("id", &id),
        ("member", &caller.member),
        ("case", case),
        ("proof", note),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let event: Map<String, Value> =
        fields.map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    let answers = app.ingest(Value::Object(event).to_string()).await?;
    let name = case.to_owned();
    let waits = app.read(move |reader| still_waits(reader, &name)).await?;
    if !waits {
        return Ok(());
    }
    let why = answers.into_iter().find_map(|answer| match answer {
        LineAnswer::Kept { decisions, .. } => decisions.iter().find_map(|line| {
            let said: Value = serde_json::from_str(line).ok()?;
            Some(said.get("text")?.as_str()?.to_owned())
        }),
        LineAnswer::Refused(why) => Some(why),
        _ => None,
    });
    let status = axum::http::StatusCode::CONFLICT;
    let problem = Problem::new(status, "not-settled", "按制度,这件事还没有了结");
    Err(problem.with_detail(why.unwrap_or_default()))
}

/// Enters somebody's word, with the record of who gave it, at once or not at all.
fn enter(app: &App, row: &EffectRow, detail: String, entry: AuditEntry) -> Result<(), StoreError> {
    let now = app.now();
    let (key, attempt, state) = (row.key.clone(), row.attempt, row.state);
    app.runtime.write(move |session| {
        if attempt == 0 {
            let keys = [key];
            session.writer.move_effects(Some(&keys), state, EffectState::Done, now)?;
        } else {
            let outcome = Outcome::Done;
            let receipt = Receipt { key, attempt, outcome, detail: Some(detail) };
            session.receive(&receipt, now)?;
        }
        session.audit(&entry, now)
    })
}
