//! Points in time, spans and times of day, as policies write them. Values only: no clock.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Milliseconds of a second, minute, hour, day.
pub const SECOND_MS: i64 = 1_000;
/// Milliseconds of a minute.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Milliseconds of a day of 24 hours.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The earliest point that can be represented: before every event.
    pub const MIN: Timestamp = Timestamp(i64::MIN);
    /// The latest point that can be represented: a deadline that never comes.
    pub const MAX: Timestamp = Timestamp(i64::MAX);

    /// Reads RFC 3339 with an offset, such as `2026-03-02T22:15:00+08:00`.
    ///
    /// # Errors
    /// None where the text is no such time or its year lies outside 1900 to 9000.
    pub fn parse(text: &str) -> Option<Timestamp> {
        let ms = match usual_form(text) {
            Some(ms) => ms,
            None => text.parse::<jiff::Timestamp>().ok()?.as_millisecond(),
        };
        // Bounds keep every later sum of spans far from overflow.
        (-2_208_988_800_000..=221_845_392_000_000).contains(&ms).then_some(Timestamp(ms))
    }

    /// This point moved by `ms` milliseconds, held at the ends of what can be represented.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this point; negative where `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Milliseconds of the one form that nearly all events have, `2026-03-02T22:15:00+08:00`, or none
/// where the text has another or names no such time: a quarter of the general parser's cost.
fn usual_form(text: &str) -> Option<i64> {
    let bytes: &[u8; 25] = text.as_bytes().try_into().ok()?;
    let digits = |from: usize, to: usize| -> Option<i64> {
        bytes.get(from..to)?.iter().try_fold(0, |sum: i64, byte| {
            byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'))
        })
    };
    let fits = |at: usize, wanted: u8| bytes.get(at) == Some(&wanted);
    let shape = fits(4, b'-') && fits(7, b'-') && fits(10, b'T') && fits(13, b':');
    if !(shape && fits(16, b':') && fits(22, b':')) {
        return None;
    }
    let sign = match bytes.get(19)? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    let (offset_hours, offset_minutes) = (digits(20, 22)?, digits(23, 25)?);
    let real = year >= 1
        && (1..=12).contains(&month)
        && (1..=28).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
        && offset_hours < 24
        && offset_minutes < 60;
    // The last days of months are left to the general parser, which knows how long each is.
    if !real {
        return None;
    }
    let days = days_from_civil(year, month, day);
    let local = ((days * 24 + hour) * 60 + minute) * 60 + second;
    Some((local - sign * (offset_hours * 60 + offset_minutes) * 60) * SECOND_MS)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar; years of March to February make
/// the leap day the last (H. Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A length of time as policies write it: `30m`, `2h`, `3d`, `3mo`, `1y`, or `day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Span {
    /// A fixed number of milliseconds (seconds, minutes, hours).
    Ms(i64),
    /// Whole days of the policy's time zone.
    Days(u32),
    /// Whole months of the policy's time zone.
    Months(u32),
    /// The same calendar day: ends at the next midnight.
    SameDay,
}

/// The longest span that a policy may write, in years: nobody's membership is longer.
const YEARS_MAX: u32 = 100;

impl Span {
    /// What people read in English.
    #[must_use]
    pub fn in_english(self) -> String {
        let counted = |count: i64, unit: &str| {
            if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
        };
        match self {
            Span::Ms(ms) if ms % HOUR_MS == 0 => counted(ms / HOUR_MS, "hour"),
            Span::Ms(ms) if ms % MINUTE_MS == 0 => counted(ms / MINUTE_MS, "minute"),
            Span::Ms(ms) => counted(ms / SECOND_MS, "second"),
            Span::Days(days) => counted(i64::from(days), "day"),
            Span::Months(months) if months % 12 == 0 => counted(i64::from(months / 12), "year"),
            Span::Months(months) => counted(i64::from(months), "month"),
            Span::SameDay => "the same day".to_owned(),
        }
    }

    /// Reads `30s`, `30m`, `2h`, `3d`, `2w`, `3mo`, `1y` or `day`.
    ///
    /// # Errors
    /// None where the text is no span, is zero, or is over a hundred years.
    #[must_use]
    pub fn parse(text: &str) -> Option<Span> {
        if text == "day" {
            return Some(Span::SameDay);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits)?;
        let number: u32 = number.parse().ok()?;
        let years = match unit {
            "s" => number / 31_536_000,
            "m" => number / 525_600,
            "h" => number / 8_760,
            "d" => number / 365,
            "w" => number / 52,
            "mo" => number / 12,
            "y" => number,
            _ => return None,
        };
        if number == 0 || years > YEARS_MAX {
            return None;
        }
        let n = i64::from(number);
        Some(match unit {
            "s" => Span::Ms(n * SECOND_MS),
            "m" => Span::Ms(n * MINUTE_MS),
            "h" => Span::Ms(n * HOUR_MS),
            "d" => Span::Days(number),
            "w" => Span::Days(number * 7),
            "mo" => Span::Months(number),
            _ => Span::Months(number * 12),
        })
    }

    /// The span's length where a month counts 30 days and `day` counts one: for comparing
    /// and for window sizes, never for calendar deadlines (see [`crate::Zone::add`]).
    #[must_use]
    pub fn about_ms(self) -> i64 {
        match self {
            Span::Ms(ms) => ms,
            Span::Days(n) => i64::from(n) * DAY_MS,
            Span::Months(n) => i64::from(n) * 30 * DAY_MS,
            Span::SameDay => DAY_MS,
        }
    }

    /// The span in Chinese words, as members read it: `30分钟`, `2小时`, `当天`.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Span::Ms(ms) if ms % HOUR_MS == 0 => format!("{}小时", ms / HOUR_MS),
            Span::Ms(ms) if ms % MINUTE_MS == 0 => format!("{}分钟", ms / MINUTE_MS),
            Span::Ms(ms) => format!("{}秒", ms / SECOND_MS),
            Span::Days(n) if n % 7 == 0 => format!("{}周", n / 7),
            Span::Days(n) => format!("{n}天"),
            Span::Months(n) if n % 12 == 0 => format!("{}年", n / 12),
            Span::Months(n) => format!("{n}个月"),
            Span::SameDay => "当天".to_owned(),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Span::Ms(ms) if ms % HOUR_MS == 0 => write!(f, "{}h", ms / HOUR_MS),
            Span::Ms(ms) if ms % MINUTE_MS == 0 => write!(f, "{}m", ms / MINUTE_MS),
            Span::Ms(ms) => write!(f, "{}s", ms / SECOND_MS),
            Span::Days(n) => write!(f, "{n}d"),
            Span::Months(n) if n % 12 == 0 => write!(f, "{}y", n / 12),
            Span::Months(n) => write!(f, "{n}mo"),
            Span::SameDay => f.write_str("day"),
        }
    }
}

/// A time of day, in minutes after midnight: 0 to 1,440 (`24:00`, the end of the day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeOfDay(pub u16);

impl TimeOfDay {
    /// Minutes of a whole day.
    pub const DAY: u16 = 1_440;

    /// Reads `HH:MM`, `00:00` to `24:00`.
    ///
    /// # Errors
    /// None where the text has another shape or there is no such time.
    #[must_use]
    pub fn parse(text: &str) -> Option<TimeOfDay> {
        let (hour, minute) = text.split_once(':')?;
        let two_digits = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
        if !two_digits(minute) || !(two_digits(hour) || hour.len() == 1) {
            return None;
        }
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let total = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && total <= TimeOfDay::DAY).then_some(TimeOfDay(total))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A stretch of the day, `from` inclusive, `to` exclusive; over midnight where `to` ≤ `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayWindow {
    /// First minute.
    pub from: TimeOfDay,
    /// First minute after.
    pub to: TimeOfDay,
}

impl DayWindow {
    /// Whether a minute of the day lies inside.
    #[must_use]
    pub fn contains(self, minute: u16) -> bool {
        let (from, to) = (self.from.0, self.to.0);
        if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to }
    }

    /// Whether the window covers the whole day (`from` = `to`, or 00:00 to 24:00).
    #[must_use]
    pub fn whole_day(self) -> bool {
        self.from == self.to || (self.from.0 == 0 && self.to.0 == TimeOfDay::DAY)
    }

    /// Whether the minute belongs to a window that began on the day before.
    #[must_use]
    pub fn began_yesterday(self, minute: u16) -> bool {
        self.from.0 >= self.to.0 && minute < self.to.0
    }
}

impl fmt::Display for DayWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_and_print_the_same() {
        for text in ["30s", "30m", "2h", "3d", "3mo", "1y", "day", "36h"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Span::parse("2w"), Some(Span::Days(14)));
        for text in ["", "0m", "m", "3", "-3d", "3 d", "99999999999d", "101y", "3天"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_that_do_not_exist_are_refused() {
        assert_eq!(TimeOfDay::parse("22:00"), Some(TimeOfDay(1320)));
        assert_eq!(TimeOfDay::parse("7:30"), Some(TimeOfDay(450)));
        assert_eq!(TimeOfDay::parse("24:00"), Some(TimeOfDay(1440)));
        for text in ["24:01", "25:00", "12:60", "12", "12:5", "ab:cd", "012:00", "+1:00"] {
            assert_eq!(TimeOfDay::parse(text), None, "{text}");
        }
    }

    #[test]
    fn windows_over_midnight() {
        let night = DayWindow { from: TimeOfDay::parse("22:00").unwrap(), to: TimeOfDay(450) };
        assert!(night.contains(1320) && night.contains(0) && night.contains(449));
        assert!(!night.contains(450) && !night.contains(1319));
        assert!(night.began_yesterday(10) && !night.began_yesterday(1330));
    }

    #[test]
    fn the_usual_form_equals_the_general_parser() {
        for day in 1..=28 {
            for (year, month) in [(1970, 1), (1999, 12), (2000, 2), (2024, 3), (2100, 11)] {
                let text = format!("{year:04}-{month:02}-{day:02}T23:59:58-03:30");
                let general: jiff::Timestamp = text.parse().unwrap();
                assert_eq!(usual_form(&text), Some(general.as_millisecond()), "{text}");
            }
        }
        for text in ["2026-03-31T22:15:00+08:00", "2026-02-30T22:15:00+08:00"] {
            assert_eq!(usual_form(text), None, "{text}");
        }
        assert!(Timestamp::parse("2026-03-31T22:15:00+08:00").is_some());
        assert!(Timestamp::parse("2026-02-30T22:15:00+08:00").is_none());
    }

    #[test]
    fn rfc3339_needs_an_offset() {
        let at = Timestamp::parse("2026-03-02T22:15:00+08:00").unwrap();
        assert_eq!(at, Timestamp::parse("2026-03-02T14:15:00Z").unwrap());
        for text in ["2026-03-02T22:15:00", "2026-03-02", "2026-02-30T00:00:00Z", "", "x"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
