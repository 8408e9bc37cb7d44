//! When something happens: `2026年3月2日 22:15`, `3月2日晚上十点半`, `次日 8:00`, `10分钟后`.

use model::zone::day_of_date;
use model::{Timestamp, Zone};
use text::words::{numbers, spans, times};

use super::words::after;

/// The calendar while a file is read: each line's time builds on the one before.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    zone: Zone,
    /// The year of dates that name none.
    year: i16,
    /// The day that is spoken of.
    day: Option<i32>,
    /// The time of the line before.
    last: Option<Timestamp>,
}

/// What the beginning of a line says about time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read<'a> {
    /// A point in time, and what stands after it.
    At(Timestamp, &'a str),
    /// A date alone: the day of the lines that follow.
    Date,
    /// A time of day without any date before it.
    NoDate,
    /// Nothing about time.
    Nothing,
}

impl Calendar {
    pub(super) fn new(zone: Zone, year: i16) -> Calendar {
        Calendar { zone, year, day: None, last: None }
    }

    pub(super) fn set_year(&mut self, year: i16) {
        self.year = year;
    }

    /// Forgets the time of the line before; the day stays.
    pub(super) fn begin_scene(&mut self) {
        self.last = None;
    }

    pub(super) fn read<'a>(&mut self, line: &'a str) -> Read<'a> {
        if let Some((at, rest)) = self.later(line) {
            self.last = Some(at);
            self.day = Some(self.zone.local(at).day);
            return Read::At(at, rest);
        }
        let dated = self.date(line);
        let (day, rest) = match dated {
            Some((day, rest)) => (Some(day), weekday(rest)),
            None => (self.day, line),
        };
        let Some((minute, second, rest)) = clock(rest) else {
            if let Some(day) = day.filter(|_| dated.is_some() && rest.trim().is_empty()) {
                self.day = Some(day);
                return Read::Date;
            }
            return Read::Nothing;
        };
        let Some(day) = day else { return Read::NoDate };
        let at = self.zone.at(day, minute).plus_ms(second * model::time::SECOND_MS);
        self.day = Some(day);
        self.last = Some(at);
        Read::At(at, rest)
    }

    /// `10分钟后`, `过了3天`: counted from the line before.
    fn later<'a>(&self, line: &'a str) -> Option<(Timestamp, &'a str)> {
        let last = self.last?;
        let passed = after(line, &["又过了", "过了", "再过", "过"]);
        let text = passed.unwrap_or(line);
        let span = spans(text).into_iter().next().filter(|found| found.start == 0)?;
        let rest = text.get(span.end..)?;
        let rest = after(rest, &["以后", "之后", "后"]).or(passed.map(|_| rest))?;
        Some((self.zone.add(last, span.value), rest.trim_start_matches([',', '，', ' '])))
    }

    /// A date, and what stands after it.
    fn date<'a>(&self, line: &'a str) -> Option<(i32, &'a str)> {
        if let Some(rest) = after(line, &["次日", "第二天", "隔天", "翌日"]) {
            return Some((self.day?.checked_add(1)?, rest));
        }
        if let Some(rest) = after(line, &["同日", "当天", "同一天"]) {
            return Some((self.day?, rest));
        }
        let (first, rest) = number(line)?;
        if let Some(rest) = after(rest, &["年", "-", "/", "."]) {
            let (month, rest) = number(rest)?;
            let rest = after(rest, &["月", "-", "/", "."])?;
            let (day, rest) = number(rest)?;
            return Some((date_of(first, month, day)?, end_of_day(rest)));
        }
        let rest = after(rest, &["月"])?;
        let (day, rest) = number(rest)?;
        let rest = after(rest, &["日", "号"])?;
        Some((date_of(i64::from(self.year), first, day)?, rest))
    }
}

fn date_of(year: i64, month: i64, day: i64) -> Option<i32> {
    day_of_date(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
}

/// The number with which a text begins.
fn number(text: &str) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let (number, rest) = text.split_at_checked(digits.min(9))?;
        return Some((number.parse().ok()?, rest.trim_start()));
    }
    let found = numbers(text).into_iter().next().filter(|found| found.start == 0)?;
    Some((i64::from(found.value), text.get(found.end..)?.trim_start()))
}

fn end_of_day(rest: &str) -> &str {
    after(rest, &["日", "号", "T"]).unwrap_or(rest.trim_start())
}

/// What stands after a day of the week: `(周一)`, `星期三`.
fn weekday(rest: &str) -> &str {
    let text = rest.trim_start().trim_start_matches(['(', '（']);
    let Some(after_name) = after(text, &["周", "星期", "礼拜"]) else {
        return rest.trim_start();
    };
    let mut chars = after_name.chars();
    if !chars.next().is_some_and(|day| "一二三四五六日天".contains(day)) {
        return rest.trim_start();
    }
    chars.as_str().trim_start_matches([')', '）', ' ', ',', '，'])
}

/// The time of day with which a text begins, in minutes and seconds, and what stands after it.
fn clock(text: &str) -> Option<(u16, i64, &str)> {
    let text = text.trim_start();
    let found = times(text).into_iter().next().filter(|found| found.start == 0)?;
    let rest = text.get(found.end..)?;
    // `22:15:30`: a time of day has no seconds, but is read over them.
    let written = text.get(..found.end)?;
    let second = match written.split([':', '：']).collect::<Vec<_>>().as_slice() {
        [_, _, second] => second.trim().parse().ok().filter(|second| (0..60).contains(second))?,
        _ => 0,
    };
    let rest = after(rest, &["整", "左右"]).unwrap_or(rest);
    Some((found.value.0, second, rest.trim_start_matches([',', '，', ' ', '\t', '\u{3000}'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_write_them() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let mut calendar = Calendar::new(zone.clone(), 2026);
        assert_eq!(calendar.read("22:15 小王:在吗"), Read::NoDate);
        for (line, at, rest) in [
            ("3月2日 22:15 小王:在吗", "2026-03-02T22:15:00+08:00", "小王:在吗"),
            ("22:16:30 小王:1", "2026-03-02T22:16:30+08:00", "小王:1"),
            ("10分钟后 小王退群", "2026-03-02T22:26:30+08:00", "小王退群"),
            ("次日早上8点 小王:早", "2026-03-03T08:00:00+08:00", "小王:早"),
            ("过了3天", "2026-03-06T08:00:00+08:00", ""),
            ("2026-03-09 07:30 小王:早", "2026-03-09T07:30:00+08:00", "小王:早"),
            ("3月10日(周二)晚上十点半,小王:晚安", "2026-03-10T22:30:00+08:00", "小王:晚安"),
            ("2026年3月12号 9:00", "2026-03-12T09:00:00+08:00", ""),
        ] {
            let wanted = Timestamp::parse(at).unwrap();
            assert_eq!(calendar.read(line), Read::At(wanted, rest), "{line}");
        }
        assert_eq!(calendar.read("3月20日"), Read::Date);
        let wanted = Timestamp::parse("2026-03-20T08:00:00+08:00").unwrap();
        assert_eq!(calendar.read("8:00 小王:早"), Read::At(wanted, "小王:早"));
        for line in ["说明:下面是例子", "第二天大家都来了", "2月31日 8:00 小王:早", ""]
        {
            assert_eq!(calendar.read(line), Read::Nothing, "{line}");
        }
    }
}
