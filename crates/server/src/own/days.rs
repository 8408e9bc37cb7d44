//! Years of the organisation's calendar: which days are worked that the week would not say.

use model::zone::{date_of_day, day_of_date};
use model::{Calendar, CalendarError};
use runtime::knowledge::YEAR_BYTES_MAX;
use runtime::{About, Change, Known};

use super::{notice, trial::unusable};
use crate::problem::Problem;

/// The years that may be changed.
pub const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// A year of that number.
///
/// # Errors
/// There is no such page.
pub fn year(number: &str) -> Result<i16, Problem> {
    let year = number.parse().ok().filter(|year| YEARS.contains(year));
    year.filter(|_| number.len() == 4).ok_or_else(|| Problem::not_found("这一年的日历"))
}

/// Whether a year is the organisation's own.
#[must_use]
pub fn is_own(known: &Known, year: i16) -> bool {
    known.piece(About::Calendar, &year.to_string()).is_some()
}

/// Whether the days of a year are published, as the program knows.
#[must_use]
pub fn is_published(known: &Known, year: i16) -> bool {
    known.published().exceptions(year).next().is_some()
}

/// A year by what somebody pasted: a calendar file, or a notice on holidays. What it does not
/// name goes by the week.
///
/// # Errors
/// What nobody understands.
pub fn read(year: i16, text: &str) -> Result<Calendar, Problem> {
    if text.len() > YEAR_BYTES_MAX {
        return Err(Problem::too_large(YEAR_BYTES_MAX));
    }
    let bad = |why: String| {
        Problem::bad("calendar", "放假安排看不懂,没有改动").with_detail(format!(
            "{why}。请写成“1月1日至3日放假,1月4日上班”,或每行一个“2027-01-04 上班”。"
        ))
    };
    if text.trim_start().starts_with('[') {
        let told = |error: CalendarError| bad(error.to_string());
        if Calendar::years_of(text).map_err(told)? != [year.to_string()] {
            return Err(bad(format!("这里只能写 {year} 年")));
        }
        return Calendar::default().extended(text).map_err(told);
    }
    let days = notice::read(year, text).map_err(bad)?;
    if days.is_empty() {
        return Err(bad("没有找到日期".to_owned()));
    }
    let mut calendar = Calendar::default();
    for (day, worked) in days {
        calendar = calendar.with_day(day, Some(worked));
    }
    Ok(calendar)
}

/// The change that puts a year in the place of what there is.
///
/// # Errors
/// It can't be used.
pub fn put(known: &Known, year: i16, calendar: &Calendar) -> Result<Change, Problem> {
    let count = calendar.exceptions(year).count();
    let note = format!("{year} 年有 {count} 天与星期不同");
    let content = Some(calendar.year_file(year).into_bytes());
    let change = Change { about: About::Calendar, name: year.to_string(), content, note };
    known.with(&change).map_err(|wrong| unusable(&wrong))?;
    Ok(change)
}

/// The change of one day; none: it goes by the week again.
///
/// # Errors
/// There is no such day.
pub fn set(known: &Known, date: &str, worked: Option<bool>) -> Result<Change, Problem> {
    let no_day = || Problem::bad("calendar", "没有这一天").with_detail("请选一个日期。");
    let mut parts = date.splitn(3, '-');
    let of_year = year(parts.next().unwrap_or_default())?;
    let mut part = || parts.next().and_then(|part| part.parse::<i8>().ok());
    let day = part().zip(part()).and_then(|(month, day)| day_of_date(of_year, month, day));
    let day = day.ok_or_else(no_day)?;
    let calendar = known.calendar().clone().with_day(day, worked);
    let words = match worked {
        Some(true) => "上班",
        Some(false) => "休息",
        None => "按星期",
    };
    let note = format!("{} {words}", date_of_day(day));
    Ok(Change { note, ..put(known, of_year, &calendar)? })
}

/// The change that gives a year back to what is published, or to the week.
#[must_use]
pub fn reset(year: i16) -> Change {
    let note = format!("{year} 年恢复原来的安排");
    Change { about: About::Calendar, name: year.to_string(), content: None, note }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_comes_from_a_notice_a_file_or_a_day() {
        let known = Known::nothing(Calendar::published());
        let calendar = read(2027, "1月1日至3日放假。1月9日上班。").unwrap();
        let known = known.with(&put(&known, 2027, &calendar).unwrap()).unwrap();
        let day = |month, of_month| day_of_date(2027, month, of_month).unwrap();
        assert!(!known.calendar().is_workday(day(1, 1)));
        assert!(known.calendar().is_workday(day(1, 9)), "a Saturday");
        let known = known.with(&set(&known, "2027-06-18", Some(false)).unwrap()).unwrap();
        assert!(!known.calendar().is_workday(day(6, 18)), "a Friday");
        assert!(!known.calendar().is_workday(day(1, 1)), "what was there stays");
        let known = known.with(&set(&known, "2027-01-01", None).unwrap()).unwrap();
        assert!(known.calendar().is_workday(day(1, 1)));
        assert!(is_own(&known, 2027) && !is_own(&known, 2026) && is_published(&known, 2026));
        let known = known.with(&reset(2027)).unwrap();
        assert!(known.calendar().is_workday(day(6, 18)));
        let file = known.calendar().year_file(2026);
        assert_eq!(read(2026, &file).unwrap().year_file(2026), file);
        for wrong in ["", "放假三天", "[2026]\nrest = []", "5月32日放假"] {
            assert!(read(2027, wrong).is_err(), "{wrong}");
        }
        assert!(set(&known, "2027-02-30", None).is_err());
        assert!(year("27").is_err() && year("1999").is_err() && year("2030").is_ok());
    }
}
