//! Lengths of time: `30分钟`, `半小时`, `1个半小时`, `三个工作日`, `半个月`, `当天`.

use model::Span;
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};

use super::line::Line;
use super::numbers::{begins_number, in_number, milli_at};
use super::{Found, find};

/// Every length of time. A working day counts a day. Dates (5月3日, 2026年), ordinals (第三天)
/// and school years are none.
#[must_use]
pub fn spans(text: &str) -> Vec<Found<Span>> {
    // 半小时 and 当天 have no number.
    let begins = |c| begins_number(c) || matches!(c, '半' | '当' | '同');
    find(text, &[begins], |line, at| {
        line.at(at).filter(|c| begins(*c))?;
        if let Some(end) = line.skip_one(at, &["当天", "当日", "同一天", "同日", "同天"])
        {
            return Some((Span::SameDay, end));
        }
        let (mut span, mut end) = span_at(line, at)?;
        // `1小时30分钟` is one span.
        while let (Span::Ms(a), Some((Span::Ms(b), after))) = (span, span_at(line, end)) {
            span = Span::Ms(a.checked_add(b)?);
            end = after;
        }
        (span.about_ms() <= LONGEST_MS).then_some((span, end))
    })
}

/// A hundred years of twelve months of thirty days; about what [`Span::parse`] takes.
const LONGEST_MS: i64 = 36_000 * DAY_MS;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Ms(i64),
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Names of units, longer ones first.
const UNITS: &[(&str, Unit)] = &[
    ("工作日", Unit::Day),
    ("自然日", Unit::Day),
    ("自然天", Unit::Day),
    ("日历日", Unit::Day),
    ("日历天", Unit::Day),
    ("工作天", Unit::Day),
    ("分钟", Unit::Ms(MINUTE_MS)),
    ("秒钟", Unit::Ms(SECOND_MS)),
    ("小时", Unit::Ms(HOUR_MS)),
    ("钟头", Unit::Ms(HOUR_MS)),
    ("刻钟", Unit::Ms(15 * MINUTE_MS)),
    ("星期", Unit::Week),
    ("礼拜", Unit::Week),
    ("季度", Unit::Quarter),
    ("周年", Unit::Year),
    ("hours", Unit::Ms(HOUR_MS)),
    ("hour", Unit::Ms(HOUR_MS)),
    ("mins", Unit::Ms(MINUTE_MS)),
    ("min", Unit::Ms(MINUTE_MS)),
    ("h", Unit::Ms(HOUR_MS)),
    ("H", Unit::Ms(HOUR_MS)),
    ("秒", Unit::Ms(SECOND_MS)),
    ("天", Unit::Day),
    ("日", Unit::Day),
    ("周", Unit::Week),
    ("年", Unit::Year),
];

fn span_at(line: &Line, at: usize) -> Option<(Span, usize)> {
    if in_number(line, at) || line.before(at) == Some('第') || line.before(at) == Some('.') {
        return None;
    }
    // Thousandths of the unit; half of one where 半 stands before or behind.
    let (mut milli, mut place) = match line.at(at) {
        Some('半') if line.before(at).is_none_or(|c| !"点个一大多".contains(c)) => {
            (500, at + 1)
        }
        _ => milli_at(line, at)?,
    };
    let half_before = milli == 500 && line.at(at) == Some('半');
    place = line.skip_blanks(place);
    let counted = line.at(place) == Some('个');
    place += usize::from(counted);
    if counted && line.at(place) == Some('半') {
        milli = milli.checked_add(500)?;
        place += 1;
    }
    place = line.skip_blanks(place);
    // 一分半钟.
    if line.has(place, "分半钟") && !half_before {
        return Some((measure(milli.checked_add(500)?, Unit::Ms(MINUTE_MS))?, place + 3));
    }
    let (unit, mut end) = unit_at(line, place, counted || half_before)?;
    if !fits(line, at, end, unit, milli) {
        return None;
    }
    if !half_before && line.at(end) == Some('半') && unit != Unit::Ms(MINUTE_MS) {
        milli = milli.checked_add(500)?;
        end += 1;
    }
    Some((measure(milli, unit)?, end))
}

/// The unit at a place. A month needs 个 or 半 before it: 3月 is March.
fn unit_at(line: &Line, at: usize, counted: bool) -> Option<(Unit, usize)> {
    if counted && line.at(at) == Some('月') {
        return Some((Unit::Month, at + 1));
    }
    let (unit, end) = UNITS
        .iter()
        .find(|(name, _)| line.has(at, name))
        .map(|(name, unit)| (*unit, at + name.chars().count()))?;
    // 24h is a length, 5hp and 2Hz are none.
    let letter = |c: char| c.is_ascii_alphabetic();
    let within_word = line.before(end).is_some_and(letter) && line.at(end).is_some_and(letter);
    (!within_word).then_some((unit, end))
}

/// Whether number and unit are a length rather than a date, an age or a year of school.
fn fits(line: &Line, at: usize, end: usize, unit: Unit, milli: u64) -> bool {
    let next = line.at(end);
    let bare_day = line.before(end) == Some('日') && !line.ends(end, "工作日");
    match unit {
        Unit::Day if bare_day => {
            !line.before(at).is_some_and(|c| "月年/".contains(c))
                && next.is_none_or(|c| !"期志常报记".contains(c))
        }
        Unit::Day => next.is_none_or(|c| !"气".contains(c)),
        Unit::Year => milli < 200_000 && next.is_none_or(|c| !"级".contains(c)),
        Unit::Week => next.is_none_or(|c| !"岁末".contains(c)),
        _ => true,
    }
}

fn measure(milli: u64, unit: Unit) -> Option<Span> {
    let whole = |per: u64| -> Option<u32> {
        let scaled = milli.checked_mul(per)?;
        (scaled > 0 && scaled % 1_000 == 0).then(|| u32::try_from(scaled / 1_000).ok())?
    };
    match unit {
        Unit::Ms(ms) => part_of(milli, ms),
        Unit::Day => whole(1).map(Span::Days).or_else(|| part_of(milli, DAY_MS)),
        Unit::Week => whole(7).map(Span::Days).or_else(|| part_of(milli, 7 * DAY_MS)),
        Unit::Month => whole(1).map(Span::Months).or_else(|| whole(30).map(Span::Days)),
        Unit::Quarter => whole(3).map(Span::Months),
        Unit::Year => whole(12).map(Span::Months),
    }
}

fn part_of(milli: u64, ms: i64) -> Option<Span> {
    let total = i64::try_from(milli).ok()?.checked_mul(ms)? / 1_000;
    (total > 0).then_some(Span::Ms(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_in_texts() {
        for (text, values) in [
            ("30分钟", "30m"),
            ("三十分钟内", "30m"),
            ("半小时", "30m"),
            ("24h", "24h"),
            ("48 H", "48h"),
            ("半个小时", "30m"),
            ("两小时", "2h"),
            ("两个小时", "2h"),
            ("1个半小时", "90m"),
            ("一个半小时", "90m"),
            ("1.5小时", "90m"),
            ("1小时30分钟", "90m"),
            ("24小时", "24h"),
            ("三天", "3d"),
            ("三日内", "3d"),
            ("半天", "12h"),
            ("一天半", "36h"),
            ("半个月", "15d"),
            ("半月", "15d"),
            ("一个半月", "45d"),
            ("三个月", "3mo"),
            ("六個月", "6mo"),
            ("一年", "1y"),
            ("一年半", "18mo"),
            ("半年", "6mo"),
            ("三个工作日", "3d"),
            ("3 个工作日", "3d"),
            ("5个自然日", "5d"),
            ("一周", "7d"),
            ("两个星期", "14d"),
            ("一刻钟", "15m"),
            ("一分半钟", "90s"),
            ("60秒", "1m"),
            ("两个季度", "6mo"),
            ("当天", "day"),
            ("当日24点前", "day"),
            ("3天内，逾期7天", "3d 7d"),
            ("3-5天", "5d"),
            ("5月3日", ""),
            ("2026年", ""),
            ("二〇二六年", ""),
            ("3月", ""),
            ("第三天", ""),
            ("三年级", ""),
            ("3周岁", ""),
            ("三五天", ""),
            ("0天", ""),
            ("10点半天气", ""),
            ("今天每天周三", ""),
            ("101年", ""),
            ("5hp 2Hz", ""),
            ("", ""),
        ] {
            let found: Vec<String> = spans(text).iter().map(|f| f.value.to_string()).collect();
            assert_eq!(found.join(" "), values, "{text}");
        }
    }
}
