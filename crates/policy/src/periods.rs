//! Periods with a name that a policy lays down once: school terms, shifts, a busy season.
//!
//! ```toml
//! [periods]
//! "学期" = ["2026-02-24..2026-07-03", "2026-09-01..2027-01-15"]
//! "早班" = "06:00-14:00"
//! "双十一" = "2026-11-01..2026-11-11 09:00-24:00"
//! ```

use std::collections::BTreeMap;

use model::time::{DayWindow, TimeOfDay};
use model::zone::{Local, day_of_date};

/// The most stretches that one name may have.
pub const STRETCHES_MAX: usize = 64;

/// One stretch: some days, some hours of the day, or such hours on such days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First and last day, in days since 1970-01-01.
    pub days: Option<(i32, i32)>,
    /// Hours of the day.
    pub hours: Option<DayWindow>,
}

impl Stretch {
    /// Reads `2026-02-24..2026-07-03`, `06:00-14:00`, or both with a space between.
    #[must_use]
    pub fn parse(text: &str) -> Option<Stretch> {
        let mut stretch = Stretch { days: None, hours: None };
        for part in text.split_whitespace() {
            match part.split_once("..") {
                Some((first, last)) if stretch.days.is_none() => {
                    let (first, last) = (day(first)?, day(last)?);
                    stretch.days = (first <= last).then_some((first, last));
                    stretch.days?;
                }
                None if stretch.hours.is_none() => {
                    let (from, to) = part.split_once('-')?;
                    let (from, to) = (TimeOfDay::parse(from)?, TimeOfDay::parse(to)?);
                    stretch.hours = Some(DayWindow { from, to });
                }
                _ => return None,
            }
        }
        (stretch.days.is_some() || stretch.hours.is_some()).then_some(stretch)
    }

    /// Whether a local time lies inside. Hours over midnight belong to the day on which they
    /// began.
    #[must_use]
    pub fn contains(&self, local: Local) -> bool {
        let began = match self.hours {
            Some(hours) if !hours.contains(local.minute) => return false,
            Some(hours) if hours.began_yesterday(local.minute) => local.day - 1,
            _ => local.day,
        };
        self.days.is_none_or(|(first, last)| (first..=last).contains(&began))
    }
}

fn day(text: &str) -> Option<i32> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none();
    let date = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    day_of_date(date.0, date.1, date.2).filter(|_| whole)
}

/// The stretches of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period(pub Vec<Stretch>);

impl Period {
    /// Whether a local time lies in one of the stretches.
    #[must_use]
    pub fn contains(&self, local: Local) -> bool {
        self.0.iter().any(|stretch| stretch.contains(local))
    }

    /// Whether any of a local day lies in one of the stretches.
    #[must_use]
    pub fn touches(&self, day: i32) -> bool {
        let on = |stretch: &Stretch| stretch.days.is_none_or(|(a, b)| (a..=b).contains(&day));
        self.0.iter().any(on)
    }

    /// The period that a value of front matter describes.
    #[must_use]
    pub fn read(value: &toml::Value) -> Option<Period> {
        let stretches: Option<Vec<Stretch>> = match value {
            toml::Value::String(one) => Stretch::parse(one).map(|one| vec![one]),
            toml::Value::Array(list) => {
                list.iter().map(|one| Stretch::parse(one.as_str()?)).collect()
            }
            _ => None,
        };
        let fits = |list: &Vec<Stretch>| !list.is_empty() && list.len() <= STRETCHES_MAX;
        stretches.filter(fits).map(Period)
    }
}

/// Periods by name.
pub type Periods = BTreeMap<String, Period>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches() {
        let at = |date: &str, minute| Local { day: day(date).unwrap(), minute };
        for (text, date, minute, inside) in [
            ("2026-02-24..2026-07-03", "2026-02-24", 0, true),
            ("2026-02-24..2026-07-03", "2026-07-03", 1439, true),
            ("2026-02-24..2026-07-03", "2026-07-04", 0, false),
            ("06:00-14:00", "2026-07-04", 360, true),
            ("06:00-14:00", "2026-07-04", 840, false),
            ("22:00-06:00", "2026-07-04", 60, true),
            ("2026-07-01..2026-07-01 22:00-06:00", "2026-07-02", 60, true),
            ("2026-07-01..2026-07-01 22:00-06:00", "2026-07-01", 60, false),
        ] {
            let stretch = Stretch::parse(text).unwrap();
            assert_eq!(stretch.contains(at(date, minute)), inside, "{text} {date} {minute}");
        }
        for wrong in [
            "",
            "2026-02-24",
            "2026-07-03..2026-02-24",
            "2026-02-30..2026-07-03",
            "6-14",
            "06:00-14:00 06:00-14:00",
            "学期",
        ] {
            assert_eq!(Stretch::parse(wrong), None, "{wrong}");
        }
    }
}
