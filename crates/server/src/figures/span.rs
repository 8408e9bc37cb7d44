//! Stretches of local days, as people write them.

use model::{Timestamp, Zone, zone};
use store::counts::Stretch;

use crate::problem::Problem;

/// The most days of one report.
pub const DAYS_MAX: i32 = 92;
/// How many days a report has where nobody says so.
const DAYS: i32 = 7;

/// Local days, both ends among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first, counted from 1970.
    pub first: i32,
    /// The last.
    pub last: i32,
}

/// A day as `2026-03-02` is written.
#[must_use]
pub fn day_of(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    zone::day_of_date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

impl Days {
    /// Reads both ends; without them the last seven days.
    ///
    /// # Errors
    /// One is no day, they are the wrong way round, or too far from each other.
    pub fn read(from: Option<&str>, to: Option<&str>, today: i32) -> Result<Days, Problem> {
        let one = |name: &str, text: Option<&str>, other: i32| match text {
            None | Some("") => Ok(other),
            Some(text) => day_of(text).ok_or_else(|| {
                let title = format!("`{name}` 应是一个日期,例如 2026-03-02");
                Problem::bad("query", title)
            }),
        };
        let last = one("to", to, today)?;
        let first = one("from", from, last.saturating_sub(DAYS - 1))?;
        let days = last.saturating_sub(first).saturating_add(1);
        if days < 1 {
            return Err(Problem::bad("query", "开始的日期比结束的日期晚"));
        }
        if days > DAYS_MAX {
            let title = format!("一次最多看 {DAYS_MAX} 天");
            return Err(Problem::bad("query", title).with_detail("请把起止日期选近一些。"));
        }
        Ok(Days { first, last })
    }

    /// The month that is written as `2026-03`, else that of a day: whole.
    #[must_use]
    pub fn month(text: &str, today: i32) -> Days {
        let of = |text: &str| day_of(&format!("{text}-01"));
        let this = zone::date_of_day(today);
        let first = of(text).or_else(|| of(this.get(..7)?)).unwrap_or(today);
        let mut last = first.saturating_add(27);
        let month = |day: i32| zone::date_of_day(day).get(..7).map(str::to_owned);
        while month(last.saturating_add(1)) == month(first) {
            last = last.saturating_add(1);
        }
        Days { first, last }
    }

    /// The first moment, and the first after the last.
    #[must_use]
    pub fn stretch(&self, group: Option<&str>, zone: &Zone) -> Stretch {
        Stretch {
            group: group.map(str::to_owned),
            from: zone.at(self.first, 0),
            to: zone.at(self.last.saturating_add(1), 0),
        }
    }

    /// The day of a moment.
    #[must_use]
    pub fn today(zone: &Zone, now: Timestamp) -> i32 {
        zone.local(now).day
    }

    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = i32> + use<> {
        self.first..=self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_bounded() {
        let today = day_of("2026-03-31").unwrap();
        let read = |from, to| Days::read(from, to, today);
        let week = read(None, None).unwrap();
        assert_eq!((week.last - week.first, week.last), (6, today));
        let day = read(Some("2026-03-02"), Some("2026-03-02")).unwrap();
        assert_eq!(day.each().count(), 1);
        for (from, to) in [
            (Some("2026-03-02"), Some("2026-03-01")),
            (Some("2025-12-01"), None),
            (Some("yesterday"), None),
            (None, Some("2026-13-01")),
        ] {
            assert!(read(from, to).is_err(), "{from:?} {to:?}");
        }
        let month = Days::month("2024-02", today);
        assert_eq!((month.first, month.last), (day_of("2024-02-01").unwrap(), month.first + 28));
        assert_eq!(Days::month("what", today).last, today);
    }
}
