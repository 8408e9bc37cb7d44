//! Person by person.

use std::collections::BTreeMap;

use serde::Serialize;
use store::StoreError;
use store::counts::{CaseMark, DutyEnd, Stretch, figure};
use store::dialect::Reader;
use store::rows::MemberRow;
use utoipa::ToSchema;

use super::super::called;
use super::super::span::Days;
use super::{is_done, minutes};

/// The most balances of points that are read.
const POINTS_MAX: u32 = 5_000;

/// Figures of a person in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonSums {
    /// Their id.
    pub member: String,
    /// How they are called in the group.
    pub name: String,
    /// Whether they are there now.
    pub present: bool,
    /// Messages and notices.
    pub messages: i64,
    /// Breaches that were found.
    pub breaches: u64,
    /// How many of them were taken back.
    pub undone: u64,
    /// Measures.
    pub measures: i64,
    /// Answers and other duties that they did in time.
    pub done: u64,
    /// The same that they did not.
    pub missed: u64,
    /// After how many minutes they answered on average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    /// In how many periods they signed in, where a policy asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_in: Option<u64>,
    /// In how many they did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_checked_in: Option<u64>,
    /// Their points, where a policy has such: as they stand now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
}

/// Kinds whose duties are periods, which have no time in which they were answered.
const CHECK_IN: &str = "check-in";

/// Everybody who is in the group, and who else did something in it.
pub(super) fn people(
    reader: &mut dyn Reader,
    group: &str,
    members: &[MemberRow],
    days: Days,
    span: &Stretch,
    cases: &[CaseMark],
) -> Result<Vec<PersonSums>, StoreError> {
    let mut people: BTreeMap<String, PersonSums> = BTreeMap::new();
    let counts = reader.people(group, days.first.into(), days.last.into())?;
    for row in counts {
        let person = people.entry(row.member).or_default();
        match row.figure.as_str() {
            figure::MESSAGES => person.messages += row.count,
            figure::MEASURE => person.measures += row.count,
            _ => {}
        }
    }
    for case in cases.iter().filter(|case| case.about == "breach") {
        let Some(member) = case.member.clone().filter(|id| !id.starts_with('@')) else { continue };
        let person = people.entry(member).or_default();
        person.breaches += 1;
        person.undone += u64::from(case.undone);
    }
    let ends = reader.duty_people(group, span.from, span.to)?;
    let checks = ends.iter().any(|row| row.kind == CHECK_IN);
    let mut took: BTreeMap<String, (i64, u64)> = BTreeMap::new();
    for row in ends.into_iter().filter(|row| !row.member.is_empty()) {
        let person = people.entry(row.member.clone()).or_default();
        let missed = row.end == DutyEnd::Missed;
        match (row.kind == CHECK_IN, is_done(row.end)) {
            (true, true) => *person.checked_in.get_or_insert(0) += row.count,
            (true, false) if missed => *person.not_checked_in.get_or_insert(0) += row.count,
            (false, true) => {
                person.done += row.count;
                let (sum, count) = took.entry(row.member).or_default();
                *sum = sum.saturating_add(row.took_ms);
                *count += row.answers;
            }
            (false, false) if missed => person.missed += row.count,
            _ => {}
        }
    }
    for (member, (sum, count)) in took {
        people.entry(member).or_default().minutes = minutes(sum, count);
    }
    for entry in reader.entries("points", Some(group), "", POINTS_MAX)? {
        if let Some(member) = entry.member {
            people.entry(member).or_default().points = Some(entry.number);
        }
    }
    for row in members.iter().filter(|row| row.present && !row.id.starts_with('@')) {
        people.entry(row.id.clone()).or_default().present = true;
    }
    let names: BTreeMap<&str, &MemberRow> =
        members.iter().map(|row| (row.id.as_str(), row)).collect();
    let named = |(member, mut person): (String, PersonSums)| {
        let row = names.get(member.as_str());
        person.name = row.map_or_else(|| member.clone(), |row| called(row).to_owned());
        if checks && person.present {
            person.checked_in.get_or_insert(0);
            person.not_checked_in.get_or_insert(0);
        }
        person.member = member;
        person
    };
    let mut rows: Vec<PersonSums> = people.into_iter().map(named).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.messages));
    Ok(rows)
}
