//! How groups did over some days: what was said, found, answered and done, by group and person.
//!
//! Counts by day come from tables that are kept beside the journal; cases and duties from one
//! range over their time. A week of the sample takes 3 ms; ten thousand groups are shown a page at
//! a time.

use std::collections::BTreeMap;

use model::event::ORG;
use model::time::{DAY_MS, MINUTE_MS};
use model::{Money, Timestamp, Zone, zone};
use serde::Serialize;
use store::StoreError;
use store::counts::{CaseMark, DutyEnd, DutySum, SumRow, figure};
use store::dialect::Reader;
use store::rows::GroupRow;
use utoipa::ToSchema;

use super::span::Days;
use super::{WantedGroups, group_name, some_groups, titles};
use crate::access::{Caller, Right};

mod people;
mod questions;

pub use people::PersonSums;
pub use questions::{Answer, Question};

/// The most cases that are looked at.
const CASES_MAX: u32 = 20_000;
/// So few records are always being counted where something happens all the time.
const BEHIND: u64 = 200;
/// Of how many groups days are added up, where somebody may not see all.
const OWN_MAX: usize = 50;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The days.
    pub days: Days,
    /// The group; none: all.
    pub group: Option<String>,
    /// Behind which group the list of groups begins.
    pub after: String,
}

/// Figures of a group, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sums {
    /// Messages and notices.
    pub messages: i64,
    /// Different people who said something.
    pub active: u64,
    /// How many came.
    pub joined: i64,
    /// How many went by themselves.
    pub left: i64,
    /// How many were removed.
    pub removed: i64,
    /// Measures that were carried out or given to people to carry out.
    pub measures: i64,
    /// Breaches that were found.
    pub breaches: u64,
    /// How many of them were contested.
    pub appealed: u64,
    /// How many of them were taken back.
    pub undone: u64,
    /// Matters that a person had to decide or do: those with an end, or whose time is over.
    pub asked: u64,
    /// How many of them were ended within their time; a day, where none was set.
    pub in_time: u64,
    /// Answers and other duties that were done in time, each person counted.
    pub done: u64,
    /// The same that were not.
    pub missed: u64,
    /// Fines that were imposed.
    pub fines: i64,
    /// Of how many of the cases a fine is still owed.
    pub owing: u64,
    /// How much that is, in yuan.
    pub owed: String,
}

/// Figures of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupSums {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many are in it now.
    pub people: u64,
    /// Its figures.
    #[serde(flatten)]
    pub sums: Sums,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DaySums {
    /// The local day.
    pub date: String,
    /// Counted from 1970.
    #[serde(skip)]
    pub day: i32,
    /// Messages and notices.
    pub messages: i64,
    /// People who said something.
    pub active: i64,
    /// Breaches that were found.
    pub breaches: i64,
}

/// What became of an article's cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleSums {
    /// The policy's id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// The article.
    pub cite: String,
    /// The rule kind.
    pub kind: String,
    /// Breaches.
    pub cases: u64,
    /// How many were contested.
    pub appealed: u64,
    /// How many were taken back.
    pub undone: u64,
}

/// What became of an article's duties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DutySums {
    /// The policy's id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// The article.
    pub cite: String,
    /// The rule kind.
    pub kind: String,
    /// How many there were: questions, notices, periods.
    pub asked: u64,
    /// Done in time, each person counted.
    pub done: u64,
    /// Not done in time.
    pub missed: u64,
    /// After how many minutes on average; none: of periods, or nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

/// How often something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeasureSums {
    /// The action.
    pub action: String,
    /// How often.
    pub count: i64,
}

/// A report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The group, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Everything but the last seconds is counted.
    pub complete: bool,
    /// There were more cases than are looked at: what rests on them is too small.
    pub cut: bool,
    /// All together.
    pub sums: Sums,
    /// Day by day.
    pub days: Vec<DaySums>,
    /// Group by group.
    pub groups: Vec<GroupSums>,
    /// What to give as `after` for more groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Articles with most breaches first.
    pub rules: Vec<RuleSums>,
    /// Measures, the most frequent first.
    pub measures: Vec<MeasureSums>,
    /// What was owed by articles.
    pub duties: Vec<DutySums>,
    /// Person by person: of one group, for those who may see who is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<PersonSums>>,
    /// What was asked, who answered and who did not: under the same condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questions: Option<Vec<Question>>,
}

/// Puts a report together; none where the group is not there, or not for them.
///
/// # Errors
/// The store fails.
pub fn report(
    reader: &mut dyn Reader,
    caller: &Caller,
    wanted: &Wanted,
    zone: &Zone,
    now: Timestamp,
) -> Result<Option<Report>, StoreError> {
    let group = wanted.group.as_deref();
    let (rows, next) = match group {
        Some(id) if !caller.may_in(Right::ReadCases, id) => return Ok(None),
        Some(id) => match reader.group(id)? {
            Some(row) => (vec![row], None),
            None => return Ok(None),
        },
        None => {
            some_groups(reader, caller, Right::ReadCases, &WantedGroups::behind(&wanted.after))?
        }
    };
    let days = wanted.days;
    let span = days.stretch(group, zone);
    let mut cases = reader.case_marks(&span, CASES_MAX.saturating_add(1))?;
    let cut = cases.len() > usize::try_from(CASES_MAX).unwrap_or(usize::MAX);
    cases.retain(|case| caller.may_in(Right::ReadCases, &case.group));
    let mut duties = reader.duty_sums(&span)?;
    duties.retain(|duty| caller.may_in(Right::ReadCases, &duty.group));
    let all = group.is_none() && caller.may_everywhere(Right::ReadCases);
    let mut groups = by_group(reader, &rows, &cases, &duties, days, now)?;
    // The organisation as a whole is no group: it stands there where something was done in it.
    groups.retain(|one| one.id != ORG || one.sums != Sums::default());
    let titles = titles(reader)?;
    let last = reader.head()?.last;
    let mut report = Report {
        from: zone::date_of_day(days.first),
        to: zone::date_of_day(days.last),
        group: wanted.group.clone(),
        name: group.and_then(|_| rows.first()).map(group_name),
        complete: runtime::tally::counted_to(reader)?.saturating_add(BEHIND) >= last,
        cut,
        sums: Sums::default(),
        days: Vec::new(),
        groups,
        next,
        rules: rules(&cases, &titles),
        measures: Vec::new(),
        duties: duty_rows(&duties, &titles),
        people: None,
        questions: None,
    };
    let places: Vec<String> = match group {
        Some(id) => vec![id.to_owned()],
        None if all => vec![String::new()],
        None => rows.iter().take(OWN_MAX).map(|row| row.id.clone()).collect(),
    };
    by_day(reader, &places, days, &cases, zone, &mut report)?;
    report.sums.active = match places.as_slice() {
        [one] => reader.active(one, days.first.into(), days.last.into())?,
        _ => report.groups.iter().map(|one| one.sums.active).sum(),
    };
    report.sums.with_cases(cases.iter(), now);
    report.sums.with_duties(duties.iter());
    if let Some(id) = group.filter(|id| caller.may_in(Right::ReadGroups, id)) {
        let members = reader.members(id)?;
        report.people = Some(people::people(reader, id, &members, days, &span, &cases)?);
        report.questions = Some(questions::questions(reader, &members, &span, now, zone)?);
    }
    Ok(Some(report))
}

impl Sums {
    fn with_counts<'a>(&mut self, rows: impl Iterator<Item = &'a SumRow>) {
        for row in rows {
            self.add(&row.figure, &row.detail, row.count);
        }
    }

    fn add(&mut self, name: &str, detail: &str, count: i64) {
        let sum = match name {
            figure::MESSAGES => &mut self.messages,
            figure::JOINED => &mut self.joined,
            figure::LEFT => &mut self.left,
            figure::REMOVED => &mut self.removed,
            figure::MEASURE => &mut self.measures,
            _ => return,
        };
        *sum = sum.saturating_add(count);
        if name == figure::MEASURE && detail == model::Action::Fine.name() {
            self.fines = self.fines.saturating_add(count);
        }
    }

    fn with_cases<'a>(&mut self, cases: impl Iterator<Item = &'a CaseMark>, now: Timestamp) {
        let mut owed = Money(0);
        for case in cases {
            if case.about == "breach" {
                self.breaches += 1;
                self.appealed += u64::from(case.appealed);
                self.undone += u64::from(case.undone);
            } else {
                let limit = case.due.unwrap_or_else(|| case.opened.plus_ms(DAY_MS));
                self.asked += u64::from(!case.waits || limit < now);
                self.in_time += u64::from(!case.waits && case.decided <= limit);
            }
            if let Some(sum) = case.owed.as_deref().and_then(Money::parse) {
                self.owing += 1;
                owed = Money(owed.0.saturating_add(sum.0));
            }
        }
        self.owed = if self.owing > 0 { owed.to_string() } else { String::new() };
    }

    fn with_duties<'a>(&mut self, duties: impl Iterator<Item = &'a DutySum>) {
        for duty in duties {
            self.done += duty.done;
            self.missed += duty.missed;
        }
    }
}

fn by_group(
    reader: &mut dyn Reader,
    rows: &[GroupRow],
    cases: &[CaseMark],
    duties: &[DutySum],
    days: Days,
    now: Timestamp,
) -> Result<Vec<GroupSums>, StoreError> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let (first, last) = (days.first.into(), days.last.into());
    let people: BTreeMap<String, u64> = reader.head_counts(&ids)?.into_iter().collect();
    let active: BTreeMap<String, u64> = reader.active_of(&ids, first, last)?.into_iter().collect();
    let counts = reader.sums_of(&ids, first, last)?;
    let mut cases_of: BTreeMap<&str, Vec<&CaseMark>> = BTreeMap::new();
    for case in cases {
        cases_of.entry(case.group.as_str()).or_default().push(case);
    }
    let one = |row: &GroupRow| {
        let mut sums = Sums::default();
        sums.with_counts(counts.iter().filter(|one| one.group == row.id));
        let cases = cases_of.get(row.id.as_str()).into_iter().flatten();
        sums.with_cases(cases.copied(), now);
        sums.with_duties(duties.iter().filter(|one| one.group == row.id));
        sums.active = active.get(&row.id).copied().unwrap_or(0);
        let people = people.get(&row.id).copied().unwrap_or(0);
        GroupSums { id: row.id.clone(), name: group_name(row), people, sums }
    };
    Ok(rows.iter().map(one).collect())
}

fn by_day(
    reader: &mut dyn Reader,
    places: &[String],
    days: Days,
    cases: &[CaseMark],
    zone: &Zone,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut by_day: BTreeMap<i32, DaySums> = days
        .each()
        .map(|day| {
            let date = zone::date_of_day(day);
            (day, DaySums { date, day, messages: 0, active: 0, breaches: 0 })
        })
        .collect();
    let mut measures: BTreeMap<String, i64> = BTreeMap::new();
    for place in places {
        for row in reader.days(place, days.first.into(), days.last.into())? {
            report.sums.add(&row.figure, &row.detail, row.count);
            if row.figure == figure::MEASURE {
                *measures.entry(row.detail).or_default() += row.count;
                continue;
            }
            let Ok(day) = i32::try_from(row.day) else { continue };
            let Some(day) = by_day.get_mut(&day) else { continue };
            match row.figure.as_str() {
                figure::MESSAGES => day.messages += row.count,
                figure::ACTIVE => day.active += row.count,
                _ => {}
            }
        }
    }
    for case in cases.iter().filter(|case| case.about == "breach") {
        if let Some(day) = by_day.get_mut(&zone.local(case.opened).day) {
            day.breaches += 1;
        }
    }
    report.days = by_day.into_values().collect();
    let measures = measures.into_iter().map(|(action, count)| MeasureSums { action, count });
    report.measures = measures.collect();
    report.measures.sort_by_key(|one| std::cmp::Reverse(one.count));
    Ok(())
}

fn rules(cases: &[CaseMark], titles: &BTreeMap<String, String>) -> Vec<RuleSums> {
    let mut sums: BTreeMap<(&str, &str, &str), RuleSums> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.about == "breach") {
        let key = (case.policy.as_str(), case.cite.as_str(), case.kind.as_str());
        let one = sums.entry(key).or_default();
        one.cases += 1;
        one.appealed += u64::from(case.appealed);
        one.undone += u64::from(case.undone);
    }
    let named = |((policy, cite, kind), one): ((&str, &str, &str), RuleSums)| RuleSums {
        title: titles.get(policy).cloned().unwrap_or_default(),
        policy: policy.to_owned(),
        cite: cite.to_owned(),
        kind: kind.to_owned(),
        ..one
    };
    let mut rows: Vec<RuleSums> = sums.into_iter().map(named).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.cases));
    rows
}

fn duty_rows(duties: &[DutySum], titles: &BTreeMap<String, String>) -> Vec<DutySums> {
    let mut sums: BTreeMap<(&str, &str, &str), DutySum> = BTreeMap::new();
    for duty in duties {
        let key = (duty.policy.as_str(), duty.cite.as_str(), duty.kind.as_str());
        let one = sums.entry(key).or_default();
        one.asked += duty.asked;
        one.done += duty.done;
        one.missed += duty.missed;
        one.took_ms = one.took_ms.saturating_add(duty.took_ms);
    }
    let row = |((policy, cite, kind), one): ((&str, &str, &str), DutySum)| DutySums {
        title: titles.get(policy).cloned().unwrap_or_default(),
        policy: policy.to_owned(),
        cite: cite.to_owned(),
        kind: kind.to_owned(),
        asked: one.asked,
        done: one.done,
        missed: one.missed,
        minutes: minutes(one.took_ms, one.done),
    };
    let mut rows: Vec<DutySums> = sums.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.done.saturating_add(row.missed)));
    rows
}

/// How long it took on average, in whole minutes; none where nothing is known of it.
fn minutes(took_ms: i64, done: u64) -> Option<i64> {
    let done = i64::try_from(done).ok().filter(|done| *done > 0 && took_ms > 0)?;
    Some(took_ms / done / MINUTE_MS)
}

/// Whether an end counts as having been done.
fn is_done(end: DutyEnd) -> bool {
    end == DutyEnd::Done
}
