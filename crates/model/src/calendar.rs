//! Working days of the Chinese public calendar, moved working days (调休) included.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::time::DayWindow;
use crate::zone::{Local, date_of_day, day_of_date, weekday_of};

/// The years whose notices are published, with their source.
const PUBLISHED: &str = include_str!("../data/calendar-cn.toml");

/// What is wrong with a calendar file.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CalendarError {
    /// The file is no TOML of the expected form.
    #[error("日历文件的格式不对:{0}")]
    Form(String),
    /// A year that is no number from 1900 to 2200.
    #[error("日历文件里的年份“{0}”不是 1900 到 2200 之间的数")]
    Year(String),
    /// A day that does not exist in its year.
    #[error("日历文件 {year} 年里的日期“{day}”不存在,应写成 MM-DD 或 MM-DD/MM-DD")]
    Day {
        /// The table's year.
        year: i16,
        /// What was written.
        day: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    #[serde(rename = "source")]
    _source: Option<String>,
    #[serde(default)]
    rest: Vec<String>,
    #[serde(default)]
    work: Vec<String>,
}

/// Which days are worked. Days without an entry follow the week: Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Day since 1970-01-01 → whether it is worked; only where it differs from the week.
    exceptions: BTreeMap<i32, bool>,
}

impl Calendar {
    /// The calendar that the program carries.
    #[must_use]
    pub fn published() -> Calendar {
        // A test holds that the carried file reads without error.
        Calendar::default().extended(PUBLISHED).unwrap_or_default()
    }

    /// This calendar with the years of a calendar file added or replaced.
    ///
    /// # Errors
    /// What is wrong in the file, in Chinese, with the place.
    pub fn extended(mut self, toml_text: &str) -> Result<Calendar, CalendarError> {
        let years: BTreeMap<String, Year> =
            toml::from_str(toml_text).map_err(|e| CalendarError::Form(e.to_string()))?;
        for (name, days) in years {
            let year = name.parse().ok().filter(|year| (1900..=2200).contains(year));
            let year: i16 = year.ok_or(CalendarError::Year(name))?;
            self.replace_year(year, &days)?;
        }
        Ok(self)
    }

    /// The years that a calendar file has, as they are written there.
    ///
    /// # Errors
    /// The file is no TOML of the expected form.
    pub fn years_of(toml_text: &str) -> Result<Vec<String>, CalendarError> {
        let years: BTreeMap<String, Year> =
            toml::from_str(toml_text).map_err(|e| CalendarError::Form(e.to_string()))?;
        Ok(years.into_keys().collect())
    }

    /// The days of a year (since 1970-01-01) that differ from the week, with whether each is
    /// worked.
    pub fn exceptions(&self, year: i16) -> impl Iterator<Item = (i32, bool)> + '_ {
        let ends = day_of_date(year, 1, 1).zip(day_of_date(year, 12, 31));
        let days = ends.map(|(first, last)| self.exceptions.range(first..=last));
        let days = days.into_iter().flatten().map(|(day, worked)| (*day, *worked));
        days.filter(|(day, worked)| (weekday_of(*day) < 5) != *worked)
    }

    /// This calendar with a day (since 1970-01-01) worked or not; none: as the week has it.
    #[must_use]
    pub fn with_day(mut self, day: i32, worked: Option<bool>) -> Calendar {
        match worked {
            Some(worked) => drop(self.exceptions.insert(day, worked)),
            None => drop(self.exceptions.remove(&day)),
        }
        self
    }

    /// A year of this calendar as a calendar file.
    #[must_use]
    pub fn year_file(&self, year: i16) -> String {
        let list = |wanted: bool| {
            let mut runs: Vec<(i32, i32)> = Vec::new();
            for (day, _) in self.exceptions(year).filter(|(_, worked)| *worked == wanted) {
                match runs.last_mut() {
                    Some((_, last)) if *last + 1 == day => *last = day,
                    _ => runs.push((day, day)),
                }
            }
            let date = |day: i32| date_of_day(day).split_off("2026-".len());
            let one = |&(from, to): &(i32, i32)| match from == to {
                true => format!("\"{}\"", date(from)),
                false => format!("\"{}/{}\"", date(from), date(to)),
            };
            runs.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        format!("[{year}]\nrest = [{}]\nwork = [{}]\n", list(false), list(true))
    }

    fn replace_year(&mut self, year: i16, days: &Year) -> Result<(), CalendarError> {
        let bad = |day: &str| CalendarError::Day { year, day: day.to_owned() };
        let first = day_of_date(year, 1, 1).ok_or_else(|| bad("01-01"))?;
        let last = day_of_date(year, 12, 31).ok_or_else(|| bad("12-31"))?;
        self.exceptions.retain(|day, _| !(first..=last).contains(day));
        for (list, worked) in [(&days.rest, false), (&days.work, true)] {
            for entry in list {
                let (from, to) = day_range(year, entry).ok_or_else(|| bad(entry))?;
                self.exceptions.extend((from..=to).map(|day| (day, worked)));
            }
        }
        Ok(())
    }

    /// Whether a day (since 1970-01-01) is worked.
    #[must_use]
    pub fn is_workday(&self, day: i32) -> bool {
        self.exceptions.get(&day).copied().unwrap_or_else(|| weekday_of(day) < 5)
    }
}

fn day_range(year: i16, entry: &str) -> Option<(i32, i32)> {
    let one = |text: &str| {
        let (month, day) = text.split_once('-')?;
        day_of_date(year, month.parse().ok()?, day.parse().ok()?)
    };
    let (from, to) = entry.split_once('/').unwrap_or((entry, entry));
    let (from, to) = (one(from)?, one(to)?);
    (from <= to).then_some((from, to))
}

/// A set of days as policies write it: `mon`…`sun`, `workday`, `restday`. Empty: every day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days(u16);

const WORKDAY: u16 = 1 << 7;
const RESTDAY: u16 = 1 << 8;

impl Days {
    /// Names of single days, Monday first, then the two kinds of day.
    pub const NAMES: &'static [&'static str] =
        &["mon", "tue", "wed", "thu", "fri", "sat", "sun", "workday", "restday"];

    /// The set with the day or kind of day of that name.
    ///
    /// # Errors
    /// None where there is no day of that name.
    #[must_use]
    pub fn with(self, name: &str) -> Option<Days> {
        let index = Days::NAMES.iter().position(|&known| known == name)?;
        Some(Days(self.0 | 1 << index))
    }

    /// Whether the set is one day of the week.
    #[must_use]
    pub fn is_one_weekday(self) -> bool {
        self.0.count_ones() == 1 && self.0 & (WORKDAY | RESTDAY) == 0
    }

    /// Whether the set has the day (since 1970-01-01).
    #[must_use]
    pub fn contains(self, day: i32, calendar: &Calendar) -> bool {
        self.0 == 0
            || self.0 & (1 << weekday_of(day)) != 0
            || (self.0 & (WORKDAY | RESTDAY) != 0
                && self.0 & if calendar.is_workday(day) { WORKDAY } else { RESTDAY } != 0)
    }
}

/// Hours of some days. Those that go over midnight belong to the day on which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// From when to when.
    pub window: DayWindow,
    /// On which days.
    pub days: Days,
}

impl Hours {
    /// Whether a local time lies in them.
    #[must_use]
    pub fn contain(&self, local: Local, calendar: &Calendar) -> bool {
        let began = local.day - i32::from(self.window.began_yesterday(local.minute));
        self.window.contains(local.minute) && self.days.contains(began, calendar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        let mut parts = text.split('-').map(|part| part.parse::<i16>().unwrap());
        let mut next = || parts.next().unwrap();
        day_of_date(next(), next() as i8, next() as i8).unwrap()
    }

    #[test]
    fn moved_working_days_of_2026() {
        let calendar = Calendar::default().extended(PUBLISHED).unwrap();
        assert_eq!(calendar, Calendar::published());
        for (date, worked) in [
            ("2026-01-01", false),
            ("2026-01-04", true),  // a Sunday worked for new year
            ("2026-02-14", true),  // a Saturday worked for spring festival
            ("2026-02-16", false), // a Monday off
            ("2026-03-02", true),
            ("2026-03-07", false),
            ("2026-10-10", true),
            ("2025-09-28", true),
            ("2031-01-01", true), // no notice yet: a Wednesday
        ] {
            assert_eq!(calendar.is_workday(day(date)), worked, "{date}");
        }
    }

    #[test]
    fn a_file_replaces_a_year() {
        let calendar = Calendar::published().extended("[2026]\nrest = [\"03-02\"]").unwrap();
        assert!(!calendar.is_workday(day("2026-03-02")));
        assert!(calendar.is_workday(day("2026-02-16")));
        assert_eq!(calendar.exceptions(2026).count(), 1);
        let file = Calendar::published().year_file(2026);
        assert!(file.starts_with("[2026]\nrest = [\"01-01/01-02\", \"02-16/02-20\""), "{file}");
        assert_eq!(Calendar::years_of(&file).unwrap(), ["2026"]);
        let again = Calendar::default().extended(&file).unwrap();
        let days = |calendar: &Calendar| calendar.exceptions(2026).collect::<Vec<_>>();
        assert_eq!(days(&again), days(&Calendar::published()));
        let error = Calendar::published().extended("[2026]\nrest = [\"02-30\"]").unwrap_err();
        assert!(error.to_string().contains("02-30"));
        assert!(Calendar::published().extended("[x]").is_err());
        assert!(Calendar::published().extended("]").is_err());
    }

    #[test]
    fn day_sets() {
        let calendar = Calendar::published();
        let days = Days::default().with("workday").unwrap();
        assert!(days.contains(day("2026-02-14"), &calendar));
        assert!(!days.contains(day("2026-02-16"), &calendar));
        assert!(Days::default().contains(day("2026-02-16"), &calendar));
        assert!(Days::default().with("sun").unwrap().contains(day("2026-03-01"), &calendar));
        assert_eq!(Days::default().with("funday"), None);
    }
}
