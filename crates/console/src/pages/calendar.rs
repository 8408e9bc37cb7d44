//! What is to be published and what was, by days of a month or as a list.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::zone;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::calendar::{Post, Standing, posts};
use server::figures::shown_as;
use server::figures::span::Days;
use server::{App, Problem};

use crate::frame::{Frame, Query};
use crate::link;
use crate::show::moment::{Moment, month_name};
use crate::show::names;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::Somewhere(Right::ReadCases), Method::GET, "/calendar", get(calendar))]
}

/// Something on the calendar.
#[derive(Clone)]
struct Item {
    link: String,
    title: String,
    at: Moment,
    clock: String,
    tone: &'static str,
    icon: &'static str,
    standing: &'static str,
    waits_for: String,
    channel: String,
    author: String,
}

/// A day of the month, or one that stands there only to fill the week.
struct Day {
    date: String,
    number: String,
    is_today: bool,
    within: bool,
    items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct Calendar<'a> {
    frame: &'a Frame,
    month: String,
    month_name: String,
    before: String,
    after: String,
    as_list: bool,
    weekdays: Vec<&'static str>,
    weeks: Vec<Vec<Day>>,
    items: Vec<Item>,
}

/// How a standing looks: the class of its colour, its icon, the key of its word.
fn look(standing: Standing) -> (&'static str, &'static str, &'static str) {
    match standing {
        Standing::Waiting => ("waits", "waiting", "calendar.waiting"),
        Standing::Overdue => ("grave", "late", "calendar.overdue"),
        Standing::Approved => ("done", "yes", "calendar.approved"),
        Standing::Unseen => ("waits", "doubt", "calendar.unseen"),
        Standing::Published => ("done", "publish", "calendar.published"),
        Standing::Refused => ("undone", "no", "calendar.refused"),
        Standing::Planned => ("", "task", "calendar.planned"),
        Standing::Unreviewed => ("", "file", "calendar.unreviewed"),
    }
}

fn item(post: &Post, frame: &Frame) -> Item {
    let (tone, icon, words) = look(post.standing);
    let what = match post.what.as_str() {
        "publish" => frame.say("calendar.publish").to_owned(),
        "broadcast" => frame.say("calendar.broadcast").to_owned(),
        "campaign" => frame.say("calendar.campaign").to_owned(),
        "post" => frame.say("calendar.post").to_owned(),
        "event" => frame.say("calendar.event").to_owned(),
        kind => names::kind(kind, frame.language),
    };
    let local = frame.zone.local(post.at);
    let waits_for = post.waits_for.as_deref().map(|role| names::role(role, frame.language));
    let (name, id) = (post.author.as_deref(), post.author_id.as_deref());
    let author = name.map(|name| shown_as(name, id.unwrap_or(name), frame.language));
    Item {
        link: post.case.map_or_else(String::new, |number| link::case(&post.group, number)),
        title: if post.title.is_empty() { what } else { post.title.clone() },
        at: frame.time(post.at),
        clock: format!("{:02}:{:02}", local.minute / 60, local.minute % 60),
        tone,
        icon,
        standing: frame.say(words),
        waits_for: waits_for.unwrap_or_default(),
        channel: post.channel.clone().unwrap_or_default(),
        author: author.unwrap_or_default(),
    }
}

async fn calendar(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let today = Days::today(&frame.zone, frame.now);
    let days = Days::month(query.text("month"), today);
    let (zone, now) = (frame.zone.clone(), frame.now);
    let read = app.read(move |reader| posts(reader, &caller, days, &zone, now));
    let posts = read.await?;
    let as_list = query.text("view") == "list";
    let items: Vec<Item> = posts.iter().map(|post| item(post, &frame)).collect();
    let month = |day: i32| zone::date_of_day(day).get(..7).unwrap_or_default().to_owned();
    let view = if as_list { "&view=list" } else { "" };
    let weekdays = frame.say("overview.days").split(' ').collect();
    let page = Calendar {
        month_name: month_name(days.first, frame.language),
        month: month(days.first),
        before: format!("/calendar?month={}{view}", month(days.first - 1)),
        after: format!("/calendar?month={}{view}", month(days.last + 1)),
        as_list,
        weekdays,
        weeks: if as_list { Vec::new() } else { weeks(days, today, &posts, &items) },
        items,
        frame: &frame,
    };
    Ok(frame.page(&page))
}

/// The month's weeks from Monday on.
fn weeks(days: Days, today: i32, posts: &[Post], items: &[Item]) -> Vec<Vec<Day>> {
    let mut by_day: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    for (post, item) in posts.iter().zip(items) {
        by_day.entry(post.day.as_str()).or_default().push(item.clone());
    }
    let first = days.first - i32::from(zone::weekday_of(days.first));
    let mut weeks = Vec::new();
    for monday in (first..=days.last).step_by(7) {
        let day = |day: i32| {
            let date = zone::date_of_day(day);
            let number = date.get(8..).unwrap_or_default().trim_start_matches('0').to_owned();
            let within = (days.first..=days.last).contains(&day);
            let items = by_day.get(date.as_str()).filter(|_| within).cloned().unwrap_or_default();
            Day { number, is_today: day == today, within, items, date }
        };
        weeks.push((monday..monday + 7).map(day).collect());
    }
    weeks
}
