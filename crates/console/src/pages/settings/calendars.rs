//! The organisation's calendar: a year at a glance, one day of it, and a notice on holidays.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use model::Calendar;
use model::zone::{date_of_day, day_of_date, weekday_of};
use runtime::Known;
use runtime::knowledge::YEAR_BYTES_MAX;
use server::access::Caller;
use server::endpoint::{Endpoint, page};
use server::http::guard::From;
use server::own::{By, days};
use server::{App, Problem};

use super::{EDITS, READS, done};
use crate::form::{Fields, WithFile};
use crate::frame::{Frame, Query};

/// What a form adds to a year.
const AROUND_BYTES: usize = 64 << 10;
/// How many days before and after the year are shown of a week: none.
const WEEK: usize = 7;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(READS, Method::GET, "/settings/calendars", get(year)),
        page(EDITS, Method::POST, "/settings/calendars/notice", post(notice))
            .of_at_most(4 * YEAR_BYTES_MAX + AROUND_BYTES),
        page(EDITS, Method::POST, "/settings/calendars/use", post(use_it))
            .of_at_most(4 * YEAR_BYTES_MAX + AROUND_BYTES),
        page(EDITS, Method::POST, "/settings/calendars/day", post(day)),
        page(EDITS, Method::POST, "/settings/calendars/reset", post(reset)),
    ]
}

#[derive(Template)]
#[template(path = "settings/calendars.html")]
struct Page<'a> {
    frame: &'a Frame,
    may_edit: bool,
    year: i16,
    /// What the year comes from: the key.
    source: &'static str,
    is_own: bool,
    months: Vec<Month>,
    rest: usize,
    work: usize,
    workdays: usize,
    /// What was read from a notice, to be looked at before it is used.
    pending: Option<Pending>,
}

struct Pending {
    file: String,
    text: String,
}

struct Month {
    name: String,
    weeks: Vec<Vec<Option<Day>>>,
}

struct Day {
    of_month: i8,
    date: String,
    /// `rest`, `work`, `weekend`, or nothing: the class.
    sort: &'static str,
    /// What is said of it: the key; empty for a day as the week has it.
    words: &'static str,
}

async fn year(
    State(app): State<Arc<App>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let year = match query.given("year") {
        Some(number) => days::year(number)?,
        None => this_year(&frame),
    };
    let known = app.runtime.known();
    Ok(frame.page(&page_of(&frame, &known, year, known.calendar(), None)))
}

fn this_year(frame: &Frame) -> i16 {
    let date = frame.zone.rfc3339(frame.now);
    date.get(..4).and_then(|year| year.parse().ok()).unwrap_or(2026)
}

fn page_of<'a>(
    frame: &'a Frame,
    known: &Known,
    year: i16,
    calendar: &Calendar,
    pending: Option<Pending>,
) -> Page<'a> {
    let is_own = days::is_own(known, year);
    let source = match () {
        () if pending.is_some() => "calendars.from-notice",
        () if is_own => "calendars.from-own",
        () if days::is_published(known, year) => "calendars.from-published",
        () => "calendars.from-week",
    };
    let exceptions: Vec<(i32, bool)> = calendar.exceptions(year).collect();
    let ends = day_of_date(year, 1, 1).zip(day_of_date(year, 12, 31));
    let all = ends.into_iter().flat_map(|(first, last)| first..=last);
    Page {
        frame,
        may_edit: super::may_edit(frame),
        year,
        source,
        is_own,
        months: (1..=12).map(|month| month_of(frame, calendar, year, month)).collect(),
        rest: exceptions.iter().filter(|(_, worked)| !worked).count(),
        work: exceptions.iter().filter(|(_, worked)| *worked).count(),
        workdays: all.filter(|day| calendar.is_workday(*day)).count(),
        pending,
    }
}

fn month_of(frame: &Frame, calendar: &Calendar, year: i16, month: i8) -> Month {
    let mut weeks: Vec<Vec<Option<Day>>> = Vec::new();
    for of_month in 1..=31 {
        let Some(day) = day_of_date(year, month, of_month) else { break };
        let column = usize::from(weekday_of(day));
        if weeks.is_empty() || column == 0 {
            weeks.push((0..WEEK).map(|_| None).collect());
        }
        let (worked, weekend) = (calendar.is_workday(day), column >= 5);
        let (sort, words) = match (worked, weekend) {
            (false, false) => ("rest", "calendars.off"),
            (true, true) => ("work", "calendars.worked"),
            (false, true) => ("weekend", ""),
            (true, false) => ("", ""),
        };
        let place = weeks.last_mut().and_then(|week| week.get_mut(column));
        if let Some(place) = place {
            *place = Some(Day { of_month, date: date_of_day(day), sort, words });
        }
    }
    Month { name: frame.with("calendars.month", "month", month), weeks }
}

/// Shows what a notice says before it is used.
async fn notice(
    State(app): State<Arc<App>>,
    frame: Frame,
    WithFile(fields, file): WithFile,
) -> Result<Response, Problem> {
    let year = days::year(fields.text("year"))?;
    let text = super::text_of(&fields, file)?;
    let calendar = days::read(year, &text)?;
    let known = app.runtime.known();
    let pending = Pending { file: calendar.year_file(year), text };
    Ok(frame.page(&page_of(&frame, &known, year, &calendar, Some(pending))))
}

async fn use_it(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let year = days::year(fields.text("year"))?;
    let calendar = days::read(year, fields.text("file"))?;
    let by = By::of(&caller, address);
    app.block(move |app| app.change_own(&by, |known| Ok(vec![days::put(known, year, &calendar)?])))
        .await?;
    Ok(frame.go(&link(year), done(&frame, "calendars.used")))
}

fn link(year: i16) -> String {
    format!("/settings/calendars?year={year}")
}

async fn day(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let date = fields.text("date").to_owned();
    let worked = match fields.text("is") {
        "work" => Some(true),
        "rest" => Some(false),
        _ => None,
    };
    let year = days::year(date.get(..4).unwrap_or_default())?;
    let by = By::of(&caller, address);
    app.block(move |app| app.change_own(&by, |known| Ok(vec![days::set(known, &date, worked)?])))
        .await?;
    Ok(frame.go(&link(year), done(&frame, "calendars.used")))
}

async fn reset(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let year = days::year(fields.text("year"))?;
    let by = By::of(&caller, address);
    let change = move |known: &Known| match days::is_own(known, year) {
        true => Ok(vec![days::reset(year)]),
        false => Ok(Vec::new()),
    };
    app.block(move |app| app.change_own(&by, change)).await?;
    Ok(frame.go(&link(year), done(&frame, "calendars.reset-done")))
}
