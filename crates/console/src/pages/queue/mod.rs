//! The queue: everything that waits for somebody, in one list, with what is needed to decide.

mod detail;
mod say;

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::{called, names_of, shown_as};
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::rows::{CaseRow, MemberRow};

use crate::form::Fields;
use crate::frame::{Frame, Query};
use crate::link;
use crate::show::case::{self, OwnWords, Sort, is_late, waits_for};
use crate::show::moment::{self, Moment};
use crate::show::names;
use detail::{Detail, detail};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let say = "/groups/{group}/cases/{number}/say";
    vec![
        page(Needs::Somewhere(Right::ReadCases), Method::GET, "/queue", get(queue)),
        page(Needs::InGroup(Right::Decide), Method::POST, say, post(say::say)),
    ]
}

/// How many waiting cases are looked through.
const WAITING_MAX: u32 = 5_000;
/// How many are listed.
const LISTED: usize = 100;

/// What somebody wants to see of the queue.
#[derive(Clone, Debug, Default)]
struct Wanted {
    sort: Option<Sort>,
    group: Option<String>,
    /// Also what waits for others.
    others: bool,
    case: Option<String>,
}

impl Wanted {
    fn of(fields: &Fields) -> Wanted {
        Wanted {
            sort: fields.given("sort").and_then(Sort::parse),
            group: fields.given("group").map(str::to_owned),
            others: fields.text("whose") == "others",
            case: fields.given("case").map(str::to_owned),
        }
    }

    fn fits(&self, item: &Item) -> bool {
        self.sort.is_none_or(|sort| sort == item.sort)
            && self.group.as_ref().is_none_or(|group| *group == item.group)
            && self.others != item.mine
    }

    /// The address of the queue with these wishes.
    fn link(&self) -> String {
        let mut parts = Vec::new();
        if let Some(sort) = self.sort {
            parts.push(format!("sort={}", sort.name()));
        }
        if let Some(group) = &self.group {
            parts.push(format!("group={}", link::part(group)));
        }
        if self.others {
            parts.push("whose=others".to_owned());
        }
        if let Some(case) = &self.case {
            parts.push(format!("case={}", link::part(case)));
        }
        let query = parts.join("&");
        if query.is_empty() { "/queue".to_owned() } else { format!("/queue?{query}") }
    }
}

/// One thing that waits.
struct Item {
    key: String,
    link: String,
    group: String,
    group_name: String,
    sort: Sort,
    what: String,
    who: String,
    member: String,
    age: String,
    due: Option<Moment>,
    is_late: bool,
    claimed: bool,
    mine: bool,
    is_chosen: bool,
}

/// A filter that can be chosen.
struct Chip {
    link: String,
    words: String,
    icon: &'static str,
    count: usize,
    is_on: bool,
    /// What a choice sends in its place.
    value: String,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue<'a> {
    frame: &'a Frame,
    items: Vec<Item>,
    more: usize,
    sorts: Vec<Chip>,
    groups: Vec<Chip>,
    /// What a choice among many groups sends with it.
    sort: &'static str,
    others: bool,
    whose: Vec<Chip>,
    detail: Option<Detail>,
    chosen: bool,
    back: String,
    previous: Option<String>,
    next: Option<String>,
}

async fn queue(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let shown = frame.clone();
    let wanted = Wanted::of(&query);
    let page = app
        .read(move |reader| Ok::<_, StoreError>(drawn(reader, &caller, &shown, wanted)?.render()));
    let text = page.await?.map_err(|_| Problem::internal())?;
    Ok(frame.text(text))
}

fn drawn<'a>(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &'a Frame,
    wanted: Wanted,
) -> Result<Queue<'a>, StoreError> {
    let mut rows = reader.waiting_cases(WAITING_MAX)?;
    rows.retain(|row| caller.may_in(Right::ReadCases, &row.group));
    // Of ten thousand groups few have something that waits.
    let mut groups: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in &rows {
        if !groups.contains_key(&row.group) {
            let known = reader.group(&row.group)?;
            groups.insert(row.group.clone(), known.and_then(|known| known.name));
        }
    }
    let people = reader.waiting_people()?;
    let people: BTreeMap<(&str, &str), &MemberRow> =
        people.iter().map(|row| ((row.group.as_str(), row.id.as_str()), row)).collect();
    let asked = rows.iter().map(|row| row.to.as_deref());
    let own = OwnWords::of(reader, caller, asked)?;
    let named = |row: &CaseRow| {
        let member = row.member.as_deref().unwrap_or_default();
        let person = people.get(&(row.group.as_str(), member)).copied();
        let mine = waits_for(&row.group, row.to.as_deref(), caller, &own);
        Item {
            mine: mine && caller.may_in(Right::Decide, &row.group),
            ..item(row, &groups, person, frame)
        }
    };
    let all: Vec<Item> = rows.iter().map(named).collect();
    let (sorts, group_chips, whose) = chips(&all, &wanted, frame);
    let mut picked: Vec<(Item, &CaseRow)> =
        all.into_iter().zip(&rows).filter(|(item, _)| wanted.fits(item)).collect();
    let chosen_at =
        wanted.case.as_ref().and_then(|case| picked.iter().position(|(item, _)| item.key == *case));
    let at = chosen_at.unwrap_or(0);
    let near = |at: Option<usize>| {
        let (item, _) = picked.get(at?)?;
        Some(Wanted { case: Some(item.key.clone()), ..wanted.clone() }.link())
    };
    let (previous, next) = (near(at.checked_sub(1)), near(at.checked_add(1)));
    let more = picked.len().saturating_sub(LISTED);
    // What is chosen stays in sight, however far down it stands.
    let from = if at >= LISTED { at.saturating_sub(LISTED / 2) } else { 0 };
    let chosen = picked.get(at).map(|(_, row)| *row);
    let detail = match chosen {
        Some(row) => Some(detail(reader, caller, frame, row)?),
        None => None,
    };
    if let Some((item, _)) = picked.get_mut(at) {
        item.is_chosen = true;
    }
    let mut items: Vec<Item> =
        picked.into_iter().skip(from).take(LISTED).map(|(item, _)| item).collect();
    let unknown = items.iter().filter(|item| item.who.is_empty() && !item.member.is_empty());
    let unknown: Vec<String> = unknown.map(|item| item.member.clone()).collect();
    // Who is not in the group, or has no name there, may have one elsewhere.
    let names = match unknown.is_empty() {
        true => BTreeMap::new(),
        false => names_of(reader, caller, &unknown)?,
    };
    for item in &mut items {
        if item.who.is_empty() {
            item.who = names.get(&item.member).cloned().unwrap_or_default();
        }
        item.who = shown_as(&item.who, &item.member, frame.language);
        item.link = Wanted { case: Some(item.key.clone()), ..wanted.clone() }.link();
    }
    let back = Wanted { case: None, ..wanted.clone() }.link();
    Ok(Queue {
        frame,
        items,
        more,
        sorts,
        groups: group_chips,
        sort: wanted.sort.map_or("", Sort::name),
        others: wanted.others,
        whose,
        detail,
        chosen: wanted.case.is_some(),
        back,
        previous,
        next,
    })
}

fn item(
    row: &CaseRow,
    groups: &BTreeMap<String, Option<String>>,
    person: Option<&MemberRow>,
    frame: &Frame,
) -> Item {
    let state = case::state(row);
    let name = groups.get(&row.group).cloned().flatten().filter(|name| !name.is_empty());
    Item {
        key: format!("{}-{}", row.group, row.number),
        link: String::new(),
        group: row.group.clone(),
        group_name: name.unwrap_or_else(|| row.group.clone()),
        sort: Sort::of(row, &state),
        what: names::kind(&row.kind, frame.language),
        who: person
            .map(|row| called(row).to_owned())
            .filter(|name| row.member.as_ref() != Some(name))
            .unwrap_or_default(),
        member: row.member.clone().unwrap_or_default(),
        age: moment::length(frame.now.since(row.opened), frame.language),
        due: row.due.map(|due| frame.time(due)),
        is_late: is_late(row, frame.now),
        claimed: state.claimed_by.is_some(),
        mine: false,
        is_chosen: false,
    }
}

/// The filters: sorts, groups, and whose.
fn chips(all: &[Item], wanted: &Wanted, frame: &Frame) -> (Vec<Chip>, Vec<Chip>, Vec<Chip>) {
    let whose = [(false, "queue.mine"), (true, "queue.others")].map(|(others, key)| Chip {
        link: Wanted { others, ..Wanted::default() }.link(),
        words: frame.say(key).to_owned(),
        icon: "",
        count: all.iter().filter(|item| item.mine != others).count(),
        is_on: wanted.others == others,
        value: String::new(),
    });
    let base = Wanted { case: None, ..wanted.clone() };
    let any_sort = Wanted { sort: None, ..base.clone() };
    let mut sorts = vec![Chip {
        link: any_sort.link(),
        words: frame.say("queue.all-sorts").to_owned(),
        icon: "",
        count: all.iter().filter(|item| any_sort.fits(item)).count(),
        is_on: wanted.sort.is_none(),
        value: String::new(),
    }];
    for (sort, _, words, icon) in Sort::ALL {
        let with = Wanted { sort: Some(sort), ..base.clone() };
        let count = all.iter().filter(|item| with.fits(item)).count();
        let is_on = wanted.sort == Some(sort);
        if count > 0 || is_on {
            let words = frame.say(words).to_owned();
            let value = String::new();
            sorts.push(Chip { link: with.link(), words, icon, count, is_on, value });
        }
    }
    let any_group = Wanted { group: None, ..base.clone() };
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for item in all.iter().filter(|item| any_group.fits(item)) {
        names.insert(&item.group, &item.group_name);
    }
    let mut groups = Vec::new();
    if names.len() > 1 || wanted.group.is_some() {
        let words = frame.say("queue.all-groups").to_owned();
        let count = all.iter().filter(|item| any_group.fits(item)).count();
        let is_on = wanted.group.is_none();
        let value = String::new();
        groups.push(Chip { link: any_group.link(), words, icon: "", count, is_on, value });
        for (group, name) in names {
            let with = Wanted { group: Some(group.to_owned()), ..base.clone() };
            let count = all.iter().filter(|item| with.fits(item)).count();
            let is_on = wanted.group.as_deref() == Some(group);
            let (words, value) = (name.to_owned(), group.to_owned());
            groups.push(Chip { link: with.link(), words, icon: "", count, is_on, value });
        }
    }
    (sorts, groups, whose.into())
}
