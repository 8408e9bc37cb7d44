//! What a member does on their pages: signing, appealing, reporting, asking for leave, signing
//! in. Each becomes an event, as if it had been said in the chat.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use policy::texts::Language;
use runtime::service::LineAnswer;
use serde_json::{Map, Value, json};
use server::access::secret;
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::dialect::Reader;
use store::rows::MemberFilter;

use super::Visitor;
use crate::form::Fields;
use crate::frame::{Flash, Frame};
use crate::show::names;

/// The longest text of a member, in characters.
const CHARS_MAX: usize = 2_000;
/// The longest title of an activity.
const TITLE_CHARS_MAX: usize = 60;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let post_to = |path, answers| page(Needs::Nothing, Method::POST, path, answers);
    let get_from = |path, answers| page(Needs::Nothing, Method::GET, path, answers);
    vec![
        post_to("/m/{secret}/sign", post(sign)),
        post_to("/m/{secret}/check-in", post(check_in)),
        post_to("/m/{secret}/sign-up", post(sign_up)),
        get_from("/m/{secret}/report", get(report_form)),
        post_to("/m/{secret}/report", post(report)),
        get_from("/m/{secret}/leave", get(leave_form)),
        post_to("/m/{secret}/leave", post(leave)),
        get_from("/m/{secret}/appeal/{number}", get(appeal_form)),
        post_to("/m/{secret}/appeal/{number}", post(appeal)),
    ]
}

/// Has a member do something: what they are told, where anything.
async fn act(
    app: &Arc<App>,
    visitor: &Visitor,
    fields: Vec<(&str, Value)>,
) -> Result<Option<String>, Problem> {
    visitor.count(app)?;
    let id = secret::fresh("own").map_err(|_| Problem::internal())?;
    let mut event = Map::new();
    let at = app.zone.rfc3339(app.now());
    let own = [
        ("at", at.as_str()),
        ("group", visitor.group.as_str()),
        ("id", id.as_str()),
        ("member", visitor.member.as_str()),
    ];
    event.extend(own.map(|(name, value)| (name.to_owned(), Value::from(value))));
    event.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    let answers = app.ingest(Value::Object(event).to_string()).await?;
    match answers.into_iter().next() {
        Some(LineAnswer::Kept { decisions, .. } | LineAnswer::Duplicate { decisions }) => {
            let told = decisions.iter().find_map(|line| {
                let one: Value = serde_json::from_str(line).ok()?;
                let field = |name: &str| one.get(name).and_then(Value::as_str);
                let about_them = field("member").is_none_or(|who| who == visitor.member);
                field("text").filter(|_| about_them).map(str::to_owned)
            });
            Ok(told)
        }
        Some(LineAnswer::Refused(why)) => Err(Problem::bad("refused", why)),
        Some(LineAnswer::Empty) | None => Err(Problem::internal()),
    }
}

fn told(frame: &Frame, said: Option<String>, otherwise: &'static str) -> Option<Flash> {
    let text = said.unwrap_or_else(|| frame.say(otherwise).to_owned());
    Some(Flash { tone: "done", text })
}

fn cut(text: &str) -> String {
    text.chars().take(CHARS_MAX).collect()
}

async fn sign(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    let fields = vec![("kind", json!("fact")), ("metric", json!("签署制度")), ("value", json!(1))];
    let said = act(&app, &visitor, fields).await?;
    Ok(frame.go(&visitor.link, told(&frame, said, "member.signed")))
}

async fn check_in(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    // No message: nothing was said in the group, at whatever hour.
    let fields = vec![("kind", json!("fact")), ("metric", json!("打卡")), ("value", json!(1))];
    let said = act(&app, &visitor, fields).await?;
    Ok(frame.go(&visitor.link, told(&frame, said, "member.checked-in")))
}

/// Signing up for an activity, or being there.
async fn sign_up(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let word = match fields.text("do") {
        "cancel" => "取消报名",
        "here" => "签到",
        _ => "报名",
    };
    let what = cut(fields.text("what"));
    let what: String = what.chars().take(TITLE_CHARS_MAX).collect();
    let metric = if what.is_empty() { word.to_owned() } else { format!("{word} {what}") };
    let fields = vec![("kind", json!("fact")), ("metric", json!(metric)), ("value", json!(1))];
    let said = act(&app, &visitor, fields).await?;
    Ok(frame.go(&visitor.link, told(&frame, said, "member.signed-up")))
}

#[derive(Template)]
#[template(path = "members/report.html")]
struct Report<'a> {
    frame: &'a Frame,
    visitor: Visitor,
    who: String,
    reason: String,
    wrong: &'static str,
}

async fn report_form(visitor: Visitor, frame: Frame) -> Response {
    let (who, reason) = (String::new(), String::new());
    frame.page(&Report { frame: &frame, visitor, who, reason, wrong: "" })
}

/// The one member of the group who is called so.
fn called(reader: &mut dyn Reader, group: &str, who: &str) -> Result<Option<String>, Problem> {
    let named = Some(who.to_owned()).filter(|who| !who.is_empty());
    let filter = MemberFilter { group: group.to_owned(), named, ..MemberFilter::default() };
    let rows = reader.members_page(&filter, 50)?;
    let exact: Vec<_> = rows
        .iter()
        .filter(|row| {
            let is = |text: &Option<String>| text.as_deref() == Some(who);
            row.id == who || is(&row.card) || is(&row.name)
        })
        .collect();
    let found = match (exact.as_slice(), rows.as_slice()) {
        ([one], _) => Some(one.id.clone()),
        ([], [one]) => Some(one.id.clone()),
        _ => None,
    };
    Ok(found)
}

async fn report(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let (who, reason) = (cut(fields.text("who")), cut(fields.text("reason")));
    let (group, name) = (visitor.group.clone(), who.clone());
    let target = match who.is_empty() {
        true => None,
        false => app.read(move |reader| called(reader, &group, &name)).await?,
    };
    let wrong = match (&target, reason.is_empty()) {
        (None, _) => frame.say("member.report.who-wrong"),
        (_, true) => frame.say("member.report.reason-missing"),
        _ => "",
    };
    let Some(target) = target.filter(|_| wrong.is_empty()) else {
        let page = Report { frame: &frame, visitor, who, reason, wrong };
        return Ok(frame.page_as(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let fields =
        vec![("kind", json!("report")), ("target", json!(target)), ("reason", json!(reason))];
    let said = act(&app, &visitor, fields).await?;
    Ok(frame.go(&visitor.link, told(&frame, said, "member.reported")))
}

#[derive(Template)]
#[template(path = "members/leave.html")]
struct Leave<'a> {
    frame: &'a Frame,
    visitor: Visitor,
}

async fn leave_form(visitor: Visitor, frame: Frame) -> Response {
    frame.page(&Leave { frame: &frame, visitor })
}

async fn leave(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let text = match fields.given("text") {
        Some(text) => cut(text),
        None => frame.language.choose("请假", "leave").to_owned(),
    };
    let mut event =
        vec![("kind", json!("request")), ("what", json!("leave")), ("text", json!(text))];
    if let Some(day) = fields.given("until") {
        let offset = frame.zone.rfc3339(frame.now).get(19..).unwrap_or("Z").to_owned();
        let until = format!("{day}T23:59:00{offset}");
        let until = model::Timestamp::parse(&until).filter(|until| *until > frame.now).ok_or_else(
            || Problem::bad("until", "日期写得不对").with_detail("请选今天或以后的一天。"),
        )?;
        event.push(("for", json!(frame.zone.rfc3339(until))));
    }
    let said = act(&app, &visitor, event).await?;
    Ok(frame.go(&visitor.link, told(&frame, said, "member.leave-sent")))
}

#[derive(Template)]
#[template(path = "members/appeal.html")]
struct Appeal<'a> {
    frame: &'a Frame,
    visitor: Visitor,
    number: u32,
    what: String,
    cite: String,
}

async fn appeal_form(
    State(app): State<Arc<App>>,
    Path((_, number)): Path<(String, String)>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    let number: u32 = number.parse().unwrap_or(0);
    let case = super::standing::case_of(&app, &visitor, number).await?;
    let what = names::kind(&case.kind, frame.language);
    let cite = super::standing::state(&case).cite;
    Ok(frame.page(&Appeal { frame: &frame, visitor, number, what, cite }))
}

async fn appeal(
    State(app): State<Arc<App>>,
    Path((_, number)): Path<(String, String)>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let number: u32 = number.parse().unwrap_or(0);
    // Only their own.
    super::standing::case_of(&app, &visitor, number).await?;
    let case = format!("{}-{number}", visitor.group);
    let text = match fields.given("text") {
        Some(text) => cut(text),
        None => match frame.language {
            Language::Chinese => "我有异议".to_owned(),
            Language::English => "I disagree".to_owned(),
        },
    };
    let event = vec![("kind", json!("appeal")), ("case", json!(case)), ("text", json!(text))];
    let said = act(&app, &visitor, event).await?;
    let back = format!("{}/standing", visitor.link);
    Ok(frame.go(&back, told(&frame, said, "member.appealed")))
}
