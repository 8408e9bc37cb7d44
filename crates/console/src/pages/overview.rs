//! The first page: what needs me now, and how the groups are doing.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::time::{DAY_MS, HOUR_MS};
use model::{Timestamp, zone};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::rows::RuleRow;

use crate::frame::Frame;
use crate::show::case::{self, OwnWords, Sort, is_late, waits_for};
use crate::show::chart::{self, Column};
use crate::show::names;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::SignedIn, Method::GET, "/", get(overview))]
}

/// How many days are looked at.
const DAYS: i32 = 30;
/// How many rules are listed.
const RULES: usize = 8;
/// Of how many groups the messages are counted one by one.
const GROUPS_MAX: usize = 50;
/// How many waiting cases are counted.
const WAITING_MAX: u32 = 5_000;

/// What waits for the caller, by sort.
struct Waits {
    link: String,
    words: &'static str,
    icon: &'static str,
    count: usize,
    late: usize,
}

/// A rule with what became of its cases.
struct Rule {
    kind: String,
    cite: String,
    cases: u64,
    undone: u64,
    percent: u64,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview<'a> {
    frame: &'a Frame,
    decides: bool,
    waits: Vec<Waits>,
    without_policy: bool,
    messages: Option<String>,
    message_count: u64,
    hours: String,
    cases: Option<String>,
    case_count: u64,
    answered: u64,
    in_time: u64,
    percent: u64,
    answers: Option<String>,
    rules: Vec<Rule>,
}

async fn overview(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
) -> Result<Response, Problem> {
    let shown = frame.clone();
    let page =
        app.read(move |reader| Ok::<_, StoreError>(drawn(reader, &caller, &shown)?.render()));
    Ok(frame.text(page.await?.map_err(|_| Problem::internal())?))
}

fn drawn<'a>(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &'a Frame,
) -> Result<Overview<'a>, StoreError> {
    let mut page = Overview {
        frame,
        decides: caller.may_somewhere(Right::Decide),
        waits: Vec::new(),
        without_policy: reader.policies()?.is_empty(),
        messages: None,
        message_count: 0,
        hours: String::new(),
        cases: None,
        case_count: 0,
        answered: 0,
        in_time: 0,
        percent: 0,
        answers: None,
        rules: Vec::new(),
    };
    if page.decides {
        page.waits = waits(reader, caller, frame)?;
    }
    if caller.may_somewhere(Right::ReadGroups) {
        messages(reader, caller, frame, &mut page)?;
    }
    if caller.may_somewhere(Right::ReadCases) {
        cases(reader, caller, frame, &mut page)?;
    }
    Ok(page)
}

fn waits(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &Frame,
) -> Result<Vec<Waits>, StoreError> {
    let mut counts: BTreeMap<Sort, (usize, usize)> = BTreeMap::new();
    let mut rows = reader.waiting_cases(WAITING_MAX)?;
    rows.retain(|row| caller.may_in(Right::Decide, &row.group));
    let asked = rows.iter().map(|row| row.to.as_deref());
    let own = OwnWords::of(reader, caller, asked)?;
    for row in rows {
        if waits_for(&row.group, row.to.as_deref(), caller, &own) {
            let (all, late) = counts.entry(Sort::of(&row, &case::state(&row))).or_default();
            *all += 1;
            *late += usize::from(is_late(&row, frame.now));
        }
    }
    let waits = counts.into_iter().map(|(sort, (count, late))| Waits {
        link: format!("/queue?sort={}", sort.name()),
        words: frame.say(sort.words()),
        icon: sort.icon(),
        count,
        late,
    });
    Ok(waits.collect())
}

/// The first of the days that are looked at, by the local calendar.
fn first_day(frame: &Frame) -> i32 {
    frame.zone.local(frame.now).day - (DAYS - 1)
}

/// Columns by day, with a date under each fifth.
fn by_day(counts: &BTreeMap<i32, u64>, frame: &Frame, title: &'static str) -> Vec<Column> {
    let first = first_day(frame);
    let days = (first..first + DAYS).enumerate();
    days.map(|(at, day)| {
        let date = zone::date_of_day(day);
        let mut parts = date.split('-').skip(1).map(|part| part.trim_start_matches('0'));
        let (month, of_month) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let label = frame.fill("overview.day.words", &[("month", month), ("day", of_month)]);
        let count = counts.get(&day).copied().unwrap_or(0);
        let title = frame.fill(title, &[("day", &label), ("count", &count.to_string())]);
        Column { label: if at % 5 == 0 { label } else { String::new() }, title, count }
    })
    .collect()
}

/// Which share was answered within a day, by the day on which it came up; a day on which nothing
/// did has no column.
fn rates(answers: &BTreeMap<i32, (u64, u64)>, frame: &Frame) -> String {
    let percent = |(all, part): &(u64, u64)| (part * 100).checked_div(*all).unwrap_or(0);
    let rates = answers.iter().map(|(day, one)| (*day, percent(one))).collect();
    let words = frame.say("overview.answers.chart");
    chart::columns(&by_day(&rates, frame, "overview.answers.day"), words)
}

fn messages(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &Frame,
    page: &mut Overview<'_>,
) -> Result<(), StoreError> {
    let from = frame.zone.at(first_day(frame), 0).0.div_euclid(HOUR_MS);
    let groups = match caller.may_everywhere(Right::ReadGroups) {
        true => vec![String::new()],
        false => {
            let mine = caller.in_groups.iter();
            let mine = mine.filter(|(_, rights)| rights.has(Right::ReadGroups));
            mine.map(|(group, _)| group.clone()).take(GROUPS_MAX).collect()
        }
    };
    let mut days: BTreeMap<i32, u64> = BTreeMap::new();
    let mut week = [[0u64; 24]; 7];
    for group in groups {
        for (hour, count) in reader.hours(&group, from)? {
            let local = frame.zone.local(Timestamp(hour.saturating_mul(HOUR_MS)));
            *days.entry(local.day).or_default() += count;
            page.message_count += count;
            let field = week
                .get_mut(usize::from(local.weekday()))
                .and_then(|hours| hours.get_mut(usize::from(local.minute / 60)));
            if let Some(field) = field {
                *field += count;
            }
        }
    }
    let words = frame.with("overview.messages.words", "count", page.message_count);
    let columns = by_day(&days, frame, "overview.messages.day");
    page.messages = Some(chart::columns(&columns, &words));
    let mut names = frame.say("overview.days").split(' ');
    let names: [&str; 7] = std::array::from_fn(|_| names.next().unwrap_or(""));
    page.hours = chart::week(&week, &names, frame.say("overview.hours.words"));
    Ok(())
}

fn cases(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &Frame,
    page: &mut Overview<'_>,
) -> Result<(), StoreError> {
    let since = frame.zone.at(first_day(frame), 0);
    let mut days: BTreeMap<i32, u64> = BTreeMap::new();
    let mut rules: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for row in reader.rules_since(since, frame.zone.offset_ms(since))? {
        if !caller.may_in(Right::ReadCases, &row.group) {
            continue;
        }
        let RuleRow { cite, kind, day, cases, undone, .. } = row;
        *days.entry(i32::try_from(day).unwrap_or(0)).or_default() += cases;
        page.case_count += cases;
        let (all, back) = rules.entry((kind, cite)).or_default();
        *all += cases;
        *back += undone;
    }
    let mut answers: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
    let ahead_ms = frame.zone.offset_ms(since);
    for row in reader.answers_since(since, frame.now, DAY_MS, ahead_ms)? {
        if caller.may_in(Right::ReadCases, &row.group) {
            let (all, part) = answers.entry(i32::try_from(row.day).unwrap_or(0)).or_default();
            *all += row.asked;
            *part += row.in_time;
            page.answered += row.asked;
            page.in_time += row.in_time;
        }
    }
    page.answers = (page.answered > 0).then(|| rates(&answers, frame));
    page.percent = (page.in_time * 100).checked_div(page.answered).unwrap_or(0);
    let mut rules: Vec<Rule> = rules
        .into_iter()
        .map(|((kind, cite), (cases, undone))| Rule {
            kind: names::kind(&kind, frame.language),
            cite,
            cases,
            undone,
            percent: (undone * 100).checked_div(cases).unwrap_or(0),
        })
        .collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.cases));
    rules.truncate(RULES);
    page.rules = rules;
    let words = frame.with("overview.cases.words", "count", page.case_count);
    page.cases = Some(chart::columns(&by_day(&days, frame, "overview.cases.day"), &words));
    Ok(())
}
