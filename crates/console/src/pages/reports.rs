//! How groups did over some days: on the screen, on paper, as a workbook.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::{Zone, zone};
use server::access::{Caller, Right};
use server::api::figures::{Wanted, made};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::report::{Answer, DaySums, Question, Report};
use server::figures::shown_as;
use server::figures::span::Days;
use server::{App, Problem};

use crate::form::Fields;
use crate::frame::{Frame, Query};
use crate::link;
use crate::show::chart::{self, Column};
use crate::show::grid::Head::{self, Figures, Words};
use crate::show::grid::{Row, grid};
use crate::show::moment::Moment;
use crate::show::names;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::Somewhere(Right::ReadCases), Method::GET, "/reports", get(reports))]
}

/// A stretch that is often wanted.
struct Choice {
    link: String,
    words: &'static str,
    is_on: bool,
}

/// A file to take along.
struct Table {
    link: String,
    words: &'static str,
}

/// A question as it is shown.
struct Asked {
    asker: String,
    at: Moment,
    link: String,
    what: String,
    cite: String,
    due: Moment,
    shared: bool,
    answered: Vec<String>,
    missing: Vec<String>,
    waiting: Vec<String>,
}

#[derive(Template)]
#[template(path = "reports.html")]
struct Reports<'a> {
    frame: &'a Frame,
    report: Report,
    choices: Vec<Choice>,
    tables: Vec<Table>,
    workbook: String,
    days: Option<String>,
    breaches: Option<String>,
    groups: String,
    next: Option<String>,
    people: Option<String>,
    rules: String,
    measures: String,
    duties: String,
    questions: Option<Vec<Asked>>,
    in_time: String,
    duties_done: String,
}

/// A share, where there is anything of which it is one.
fn share(part: u64, whole: u64) -> String {
    match part.saturating_mul(100).checked_div(whole) {
        Some(percent) => format!("{percent}%"),
        None => "—".to_owned(),
    }
}

async fn reports(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let given = |name: &str| query.given(name).map(str::to_owned);
    let wanted = Wanted {
        from: given("from"),
        to: given("to"),
        group: given("group"),
        after: given("after"),
        ..Wanted::default()
    };
    let report = made(&app, caller, wanted).await?;
    let page = drawn(&frame, report, &query);
    Ok(frame.page(&page))
}

fn drawn<'a>(frame: &'a Frame, report: Report, query: &Fields) -> Reports<'a> {
    let group = report.group.clone();
    let of = format!("from={}&to={}{}", report.from, report.to, of_group(group.as_deref()));
    let language = frame.language.choose("zh", "en");
    let csv = |name: &'static str, words: &'static str| Table {
        link: format!("/api/v1/reports.csv?{of}&language={language}&table={name}"),
        words: frame.say(words),
    };
    let mut tables = vec![
        csv("days", "reports.days"),
        csv("groups", "reports.groups"),
        csv("rules", "reports.rules"),
        csv("duties", "reports.duties"),
    ];
    if report.people.is_some() {
        tables.push(csv("people", "reports.people"));
        tables.push(csv("questions", "reports.questions"));
    }
    let next = report.next.as_ref().map(|last| format!("/reports?{of}&after={}", link::part(last)));
    let said = report.days.iter().any(|day| day.messages > 0);
    let found = report.days.iter().any(|day| day.breaches > 0);
    let sums = &report.sums;
    Reports {
        choices: choices(frame, query, group.as_deref()),
        tables,
        workbook: format!("/api/v1/reports.xlsx?{of}&language={language}"),
        days: said.then(|| by_day(frame, &report.days, "reports.day.messages", |d| d.messages)),
        breaches: found.then(|| by_day(frame, &report.days, "reports.day.cases", |d| d.breaches)),
        groups: groups(&report, &of, frame),
        next,
        people: people(&report, frame),
        rules: rules(&report, frame),
        measures: measures(&report, frame),
        duties: duties(&report, frame),
        questions: questions(&report, frame),
        in_time: share(sums.in_time, sums.asked),
        duties_done: share(sums.done, sums.done.saturating_add(sums.missed)),
        frame,
        report,
    }
}

fn of_group(group: Option<&str>) -> String {
    group.map_or_else(String::new, |group| format!("&group={}", link::part(group)))
}

/// Stretches that are often wanted: this week, the last one, thirty days.
fn choices(frame: &Frame, query: &Fields, group: Option<&str>) -> Vec<Choice> {
    let today = Days::today(&frame.zone, frame.now);
    let monday = today - i32::from(zone::weekday_of(today));
    let all = [
        ("reports.week", monday, today),
        ("reports.week.last", monday - 7, monday - 1),
        ("reports.month", today - 29, today),
        ("reports.quarter", today - 91, today),
    ];
    let (from, to) = (query.text("from"), query.text("to"));
    let choice = |(words, first, last): (&'static str, i32, i32)| {
        let (first, last) = (zone::date_of_day(first), zone::date_of_day(last));
        Choice {
            link: format!("/reports?from={first}&to={last}{}", of_group(group)),
            words: frame.say(words),
            is_on: first == from && last == to,
        }
    };
    all.into_iter().map(choice).collect()
}

fn by_day(
    frame: &Frame,
    days: &[DaySums],
    words: &'static str,
    count: impl Fn(&DaySums) -> i64,
) -> String {
    let each = days.len().div_ceil(7).max(1);
    let columns = days.iter().enumerate().map(|(at, day)| {
        let label = day.date.get(5..).unwrap_or_default().to_owned();
        let count = u64::try_from(count(day)).unwrap_or(0);
        let title = frame.fill(words, &[("day", &label), ("count", &count.to_string())]);
        Column { label: if at % each == 0 { label } else { String::new() }, title, count }
    });
    let columns: Vec<Column> = columns.collect();
    let all: u64 = columns.iter().map(|column| column.count).sum();
    chart::columns(&columns, &frame.with("reports.chart", "count", all))
}

fn groups(report: &Report, of: &str, frame: &Frame) -> String {
    let rows = report.groups.iter().map(|one| {
        let sums = &one.sums;
        Row {
            link: format!("/reports?{of}&group={}", link::part(&one.id)),
            name: one.name.clone(),
            fields: vec![
                one.people.to_string(),
                sums.messages.to_string(),
                sums.active.to_string(),
                format!("+{} −{}", sums.joined, sums.left.saturating_add(sums.removed)),
                sums.breaches.to_string(),
                sums.undone.to_string(),
                share(sums.in_time, sums.asked),
                share(sums.done, sums.done.saturating_add(sums.missed)),
            ],
        }
    });
    let heads = [
        Figures(frame.say("groups.people")),
        Figures(frame.say("reports.messages")),
        Figures(frame.say("reports.active.head")),
        Figures(frame.say("reports.came")),
        Figures(frame.say("reports.breaches")),
        Figures(frame.say("reports.undone")),
        Figures(frame.say("reports.in-time")),
        Figures(frame.say("reports.duties-done")),
    ];
    grid(frame.say("groups.group"), &heads, &rows.collect::<Vec<_>>())
}

fn person_heads(frame: &Frame, checks: bool, points: bool) -> Vec<Head> {
    let mut head = vec![
        frame.say("reports.messages"),
        frame.say("reports.breaches"),
        frame.say("reports.undone"),
        frame.say("reports.measures"),
        frame.say("reports.person.done"),
        frame.say("reports.person.missed"),
        frame.say("reports.minutes"),
    ];
    if checks {
        head.push(frame.say("reports.checked"));
    }
    if points {
        head.push(frame.say("reports.points"));
    }
    head.into_iter().map(Figures).collect()
}

fn people(report: &Report, frame: &Frame) -> Option<String> {
    let checks = report.people.iter().flatten().any(|one| one.checked_in.is_some());
    let points = report.people.iter().flatten().any(|one| one.points.is_some());
    let shown = |count: Option<i64>| count.map_or_else(|| "—".to_owned(), |one| one.to_string());
    let one = |person: &server::figures::report::PersonSums| {
        let mut fields = vec![
            person.messages.to_string(),
            person.breaches.to_string(),
            person.undone.to_string(),
            person.measures.to_string(),
            person.done.to_string(),
            person.missed.to_string(),
            shown(person.minutes),
        ];
        if checks {
            let (done, not) = (person.checked_in.unwrap_or(0), person.not_checked_in.unwrap_or(0));
            fields.push(format!("{done}/{}", done.saturating_add(not)));
        }
        if points {
            fields.push(shown(person.points));
        }
        Row {
            link: link::person(&person.member),
            name: shown_as(&person.name, &person.member, frame.language),
            fields,
        }
    };
    let rows: Vec<Row> = report.people.as_ref()?.iter().map(one).collect();
    Some(grid(frame.say("group.member"), &person_heads(frame, checks, points), &rows))
}

fn rules(report: &Report, frame: &Frame) -> String {
    let rows = report.rules.iter().map(|one| Row {
        link: String::new(),
        name: names::kind(&one.kind, frame.language),
        fields: vec![
            format!("{} {}", one.title, one.cite),
            one.cases.to_string(),
            one.appealed.to_string(),
            format!("{} ({})", one.undone, share(one.undone, one.cases)),
        ],
    });
    let heads = [
        Words(frame.say("reports.article")),
        Figures(frame.say("reports.breaches")),
        Figures(frame.say("reports.appealed")),
        Figures(frame.say("reports.undone")),
    ];
    grid(frame.say("overview.rule"), &heads, &rows.collect::<Vec<_>>())
}

fn measures(report: &Report, frame: &Frame) -> String {
    let rows = report.measures.iter().map(|one| Row {
        link: String::new(),
        name: names::action(&one.action, frame.language),
        fields: vec![one.count.to_string()],
    });
    let heads = [Figures(frame.say("reports.times"))];
    grid(frame.say("reports.measures"), &heads, &rows.collect::<Vec<_>>())
}

fn duties(report: &Report, frame: &Frame) -> String {
    let rows = report.duties.iter().map(|one| Row {
        link: String::new(),
        name: names::kind(&one.kind, frame.language),
        fields: vec![
            format!("{} {}", one.title, one.cite),
            one.asked.to_string(),
            one.done.to_string(),
            one.missed.to_string(),
            share(one.done, one.done.saturating_add(one.missed)),
            one.minutes.map_or_else(|| "—".to_owned(), |minutes| minutes.to_string()),
        ],
    });
    let heads = [
        Words(frame.say("reports.article")),
        Figures(frame.say("reports.times")),
        Figures(frame.say("reports.done")),
        Figures(frame.say("reports.missed")),
        Figures(frame.say("reports.share")),
        Figures(frame.say("reports.minutes")),
    ];
    grid(frame.say("overview.rule"), &heads, &rows.collect::<Vec<_>>())
}

fn questions(report: &Report, frame: &Frame) -> Option<Vec<Asked>> {
    let group = report.group.as_deref().unwrap_or_default();
    let called = |one: &Answer| shown_as(&one.name, &one.member, frame.language);
    let name = |one: &Answer| match one.minutes {
        Some(minutes) => frame.fill(
            "reports.answered.after",
            &[("name", &called(one)), ("minutes", &minutes.to_string())],
        ),
        None => called(one),
    };
    let all = |answers: &[Answer]| answers.iter().map(name).collect();
    let time = |text: &str, zone: &Zone| {
        let at = model::Timestamp::parse(text).unwrap_or(frame.now);
        Moment::of(at, frame.now, zone, frame.language)
    };
    let one = |asked: &Question| Asked {
        asker: asked.asker.as_ref().map(called).unwrap_or_default(),
        at: frame.time(asked.at),
        link: match frame.may_in(Right::ReadChat, group) && asked.asker.is_some() {
            true => format!("{}?view=feed&at={}", link::group(group), asked.at.0),
            false => String::new(),
        },
        what: names::kind(&asked.kind, frame.language),
        cite: asked.cite.clone(),
        due: time(&asked.due, &frame.zone),
        shared: asked.shared,
        answered: all(&asked.answered),
        missing: all(&asked.missing),
        waiting: all(&asked.waiting),
    };
    Some(report.questions.as_ref()?.iter().map(one).collect())
}
