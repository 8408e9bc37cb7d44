//! What was decided about a member, why, by which article, and until when it holds.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::Timestamp;
use serde::Deserialize;
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::dialect::Reader;
use store::rows::{CaseFilter, CaseRow};

use super::Visitor;
use crate::frame::Frame;
use crate::show::moment::Moment;
use crate::show::names;

/// The most cases that are shown.
const CASES_MAX: u32 = 100;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::Nothing, Method::GET, "/m/{secret}/standing", get(standing))]
}

/// What a case's state says, as far as a member sees it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Stands {
    #[serde(default)]
    pub cite: String,
    #[serde(default)]
    pub policy: String,
    #[serde(default)]
    pub standing: String,
    #[serde(default)]
    pub appealed: bool,
    #[serde(default)]
    against: Option<String>,
    #[serde(default)]
    pub owed: Option<String>,
    #[serde(default)]
    acts: Vec<Act>,
}

#[derive(Debug, Default, Deserialize)]
struct Act {
    #[serde(default)]
    action: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    until: Option<i64>,
}

pub(super) fn state(row: &CaseRow) -> Stands {
    serde_json::from_str(&row.state).unwrap_or_default()
}

/// The cases that are about a member of the group, the newest first. What others said of them
/// before anybody judged it is not among them.
pub(super) fn cases(reader: &mut dyn Reader, visitor: &Visitor) -> Result<Vec<CaseRow>, Problem> {
    let (group, member) = (Some(visitor.group.clone()), Some(visitor.member.clone()));
    let filter = CaseFilter { group, member, ..CaseFilter::default() };
    let mut rows = reader.cases(&filter, CASES_MAX)?;
    rows.retain(|row| row.about != "judgement");
    Ok(rows)
}

/// One case of theirs.
pub(super) async fn case_of(
    app: &Arc<App>,
    visitor: &Visitor,
    number: u32,
) -> Result<CaseRow, Problem> {
    let (group, member) = (visitor.group.clone(), visitor.member.clone());
    let row = app.read(move |reader| reader.case(&group, number)).await?;
    let own = row.filter(|row| row.member.as_deref() == Some(member.as_str()));
    let own = own.filter(|row| row.about != "judgement");
    own.ok_or_else(|| Problem::not_found("这件事项"))
}

#[derive(Template)]
#[template(path = "members/standing.html")]
struct Standing<'a> {
    frame: &'a Frame,
    visitor: Visitor,
    rows: Vec<Row>,
}

struct Row {
    number: u32,
    opened: Moment,
    what: String,
    cite: String,
    acts: Vec<Did>,
    tone: &'static str,
    stands: &'static str,
    owed: String,
    awaits_answer: bool,
    may_appeal: bool,
}

struct Did {
    action: String,
    until: Option<Moment>,
    over: bool,
}

fn row(case: &CaseRow, titles: &[(String, String)], frame: &Frame) -> Row {
    let state = state(case);
    let (tone, stands) = match state.standing.as_str() {
        "waiting" => ("waits", frame.say("member.case.waits")),
        "undone" => ("undone", frame.say("member.case.undone")),
        _ => ("done", frame.say("member.case.settled")),
    };
    let title = titles.iter().find(|(id, _)| *id == state.policy).map(|(_, title)| title.as_str());
    let acts = state.acts.iter().filter(|act| act.status != "observed");
    let acts: Vec<Did> = acts
        .map(|act| Did {
            action: names::action(&act.action, frame.language),
            until: act.until.map(|until| frame.time(Timestamp(until))),
            over: act.until.is_some_and(|until| Timestamp(until) <= frame.now),
        })
        .collect();
    Row {
        number: case.number,
        opened: frame.time(case.opened),
        what: names::kind(&case.kind, frame.language),
        cite: match title {
            Some(title) => format!("《{title}》{}", state.cite),
            None => state.cite,
        },
        may_appeal: case.about == "breach" && !state.appealed && state.standing != "undone",
        acts,
        tone,
        stands,
        owed: state.owed.unwrap_or_default(),
        awaits_answer: false,
    }
}

async fn standing(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    let (wanted, shown) = (visitor.clone(), frame.clone());
    let rows = app
        .read(move |reader| {
            let own = super::own(reader, &wanted, shown.now)?;
            let titles: Vec<(String, String)> =
                own.policies.iter().map(|one| (one.id.clone(), one.title.clone())).collect();
            let rows = cases(reader, &wanted)?;
            let heard =
                rows.iter().filter(|case| case.waits).filter_map(|case| state(case).against);
            let heard: Vec<String> = heard.collect();
            let rows = rows.iter().map(|case| Row {
                awaits_answer: heard.contains(&format!("{}-{}", case.group, case.number)),
                ..row(case, &titles, &shown)
            });
            Ok::<_, Problem>(rows.collect::<Vec<_>>())
        })
        .await?;
    Ok(frame.page(&Standing { frame: &frame, visitor, rows }))
}
