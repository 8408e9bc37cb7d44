//! Times as people read them.

use std::fmt;

use model::time::MINUTE_MS;
use model::{Timestamp, Zone, zone};
use policy::texts::Language;

/// A time: for machines and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// As RFC 3339.
    pub exact: String,
    /// In words, as short as the day allows.
    pub shown: String,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Moment {
    /// A time as seen from now.
    #[must_use]
    pub fn of(at: Timestamp, now: Timestamp, zone: &Zone, language: Language) -> Moment {
        let (then, today) = (zone.local(at), zone.local(now));
        let clock = format!("{:02}:{:02}", then.minute / 60, then.minute % 60);
        let date = date_of(then.day);
        let day = match (then.day - today.day, language) {
            (0, _) => language.choose("今天", "today").to_owned(),
            (-1, _) => language.choose("昨天", "yesterday").to_owned(),
            (1, _) => language.choose("明天", "tomorrow").to_owned(),
            _ => date.shown(date_of(today.day).year, language),
        };
        Moment { exact: zone.rfc3339(at), shown: format!("{day} {clock}") }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// A day's month with its year, as people write it.
#[must_use]
pub fn month_name(day: i32, language: Language) -> String {
    let date = zone::date_of_day(day);
    let mut parts = date.splitn(3, '-');
    let (year, month) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let month: usize = month.parse().unwrap_or(1);
    match language {
        Language::Chinese => format!("{year}年{month}月"),
        Language::English => {
            format!("{} {year}", MONTHS.get(month.saturating_sub(1)).copied().unwrap_or(""))
        }
    }
}

struct Date {
    year: i32,
    month: usize,
    day: u32,
}

impl Date {
    fn shown(&self, this_year: i32, language: Language) -> String {
        let Date { year, month, day } = self;
        let name = MONTHS.get(month.saturating_sub(1)).copied().unwrap_or("");
        match (language, *year == this_year) {
            (Language::Chinese, true) => format!("{month}月{day}日"),
            (Language::Chinese, false) => format!("{year}年{month}月{day}日"),
            (Language::English, true) => format!("{day} {name}"),
            (Language::English, false) => format!("{day} {name} {year}"),
        }
    }
}

fn date_of(day: i32) -> Date {
    let text = zone::date_of_day(day);
    let mut parts = text.rsplitn(3, '-').map(|part| part.parse::<u32>().unwrap_or(0));
    let (day, month) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    let year = parts.next().and_then(|year| i32::try_from(year).ok()).unwrap_or(0);
    Date { year, month: usize::try_from(month).unwrap_or(0), day }
}

/// A length of time, roughly: `3 小时`.
#[must_use]
pub fn length(ms: i64, language: Language) -> String {
    let minutes = ms.unsigned_abs() / MINUTE_MS.unsigned_abs();
    let (count, chinese, english) = match minutes {
        0..60 => (minutes.max(1), "分钟", "min"),
        60..2_880 => (minutes / 60, "小时", "h"),
        _ => (minutes / 1_440, "天", "d"),
    };
    format!("{count} {}", language.choose(chinese, english))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_near_by_have_names() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let now = Timestamp::parse("2026-03-31T12:00:00+08:00").unwrap();
        let shown = |text: &str, language| {
            Moment::of(Timestamp::parse(text).unwrap(), now, &zone, language).shown
        };
        use Language::{Chinese, English};
        assert_eq!(shown("2026-03-31T00:05:00+08:00", Chinese), "今天 00:05");
        assert_eq!(shown("2026-03-30T23:59:00+08:00", English), "yesterday 23:59");
        assert_eq!(shown("2026-04-01T08:00:00+08:00", Chinese), "明天 08:00");
        assert_eq!(shown("2026-03-02T09:00:00+08:00", Chinese), "3月2日 09:00");
        assert_eq!(shown("2025-12-24T09:00:00+08:00", English), "24 Dec 2025 09:00");
        assert_eq!(length(90 * MINUTE_MS, Chinese), "1 小时");
        assert_eq!(length(3 * 1_440 * MINUTE_MS, English), "3 d");
    }
}
