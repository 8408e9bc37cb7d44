//! Times of day: `晚上10点半`, `23:30`, `次日早七点`, `下午三点一刻`, `24点`.

use model::TimeOfDay;

use super::line::Line;
use super::numbers::{begins_number, digit, in_number, number_at};
use super::{Found, find};

/// Every time of day. `晚上12点` is 24:00. A bare `三点` is none where it may count points
/// (以下三点, 三点要求): it needs a part of the day before it or minutes, 前, 到 behind it.
#[must_use]
pub fn times(text: &str) -> Vec<Found<TimeOfDay>> {
    find(text, &[tells_time, begins_number], |line, at| {
        let time = time_at(line, at)?;
        Some((time.value, time.end))
    })
}

/// Whether a character stands in every time of day.
pub(super) fn tells_time(c: char) -> bool {
    matches!(c, '点' | '时' | ':')
}

/// A time of day as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    pub(super) value: TimeOfDay,
    pub(super) end: usize,
    /// The part of the day that it names.
    pub(super) part: Option<Part>,
    /// Whether it says that it is on the next day.
    pub(super) next_day: bool,
}

/// Parts of the day, as far as they tell which hour is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

const NEXT_DAY: &[&str] = &["次日", "第二天", "翌日", "隔天", "隔日", "明天", "转天"];

/// Longer names first.
const PARTS: &[(Part, &[&str])] = &[
    (Part::Night, &["凌晨", "半夜", "午夜"]),
    (Part::Morning, &["清晨", "早晨", "早上", "早间", "上午", "清早", "大早", "早", "晨"]),
    (Part::Noon, &["中午", "午间", "正午"]),
    (Part::Afternoon, &["下午", "午后"]),
    (Part::Evening, &["傍晚", "晚上", "晚间", "夜晚", "夜间", "夜里", "深夜", "当晚", "晚", "夜"]),
];

/// The time that begins at a place, with the day and part of the day before it.
pub(super) fn time_at(line: &Line, at: usize) -> Option<Time> {
    let head = head_at(line, at)?;
    let named = head.part.is_some() || head.next_day;
    let (hour, minute, end) = clock_at(line, head.clock, named)?;
    let value = of_day(head.part, hour, minute)?;
    Some(Time { value, end, part: head.part, next_day: head.next_day })
}

/// What stands before the clock.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) part: Option<Part>,
    pub(super) next_day: bool,
    pub(super) clock: usize,
}

/// Day and part of the day at a place; none where a number goes on there.
pub(super) fn head_at(line: &Line, at: usize) -> Option<Head> {
    let mut clock = at;
    let mut next_day = false;
    if let Some(after) = line.skip_one(at, NEXT_DAY) {
        next_day = true;
        clock = line.skip_one(line.skip_blanks(after), &["的"]).unwrap_or(line.skip_blanks(after));
    }
    let named = PARTS
        .iter()
        .find_map(|(part, words)| line.skip_one(clock, words).map(|after| (*part, after)));
    let part = named.map(|(part, _)| part);
    if let Some((_, after)) = named {
        clock = line.skip_blanks(after);
    }
    let bare = clock == at;
    let inside =
        bare && (in_number(line, at) || line.before(at).is_some_and(|c| c == ':' || c == '.'));
    (!inside).then_some(Head { part, next_day, clock })
}

/// Hour, minute, and the place after the clock.
fn clock_at(line: &Line, at: usize, named: bool) -> Option<(u32, u32, usize)> {
    let (hour, end) = number_at(line, at)?;
    if hour > 24 || end - at > 3 {
        return None;
    }
    if line.at(end) == Some(':') && digit(line.at(at)).is_some() {
        return colon_at(line, hour, end);
    }
    let unit = line.at(line.skip_blanks(end))?;
    let after = line.skip_blanks(end) + 1;
    if !matches!(unit, '点' | '时') {
        return None;
    }
    if let Some((minute, end)) = minutes_at(line, after) {
        return Some((hour, minute, end));
    }
    let end = line.skip_one(after, &["钟整", "钟", "整"]).unwrap_or(after);
    let sure = named || end > after;
    let fits = match unit {
        '时' => line.at(after).is_none_or(|c| !"间段期候尚效长光代常".contains(c)),
        _ => sure || is_clock_point(line, at, after),
    };
    fits.then_some((hour, 0, end))
}

/// `:30`, seconds passed over.
fn colon_at(line: &Line, hour: u32, colon: usize) -> Option<(u32, u32, usize)> {
    let minute = digit(line.at(colon + 1))? * 10 + digit(line.at(colon + 2))?;
    let end = colon + 3;
    if digit(line.at(end)).is_some() || minute > 59 {
        return None;
    }
    let seconds = line.at(end) == Some(':')
        && digit(line.at(end + 1)).is_some()
        && digit(line.at(end + 2)).is_some();
    Some((hour, minute, if seconds { end + 3 } else { end }))
}

/// `半`, `一刻`, `三十分`, `30`.
fn minutes_at(line: &Line, at: usize) -> Option<(u32, usize)> {
    if line.at(at) == Some('半') {
        return Some((30, at + 1));
    }
    if let Some(end) = line.skip_one(at, &["一刻", "1刻"]) {
        return Some((15, end));
    }
    if let Some(end) = line.skip_one(at, &["三刻", "3刻"]) {
        return Some((45, end));
    }
    let from = if matches!(line.at(at), Some('零' | '过')) { at + 1 } else { at };
    let (minute, end) = number_at(line, from)?;
    let two_digits = digit(line.at(from)).is_some() && end - from == 2;
    let with_unit = line.at(end) == Some('分') && line.at(end + 1) != Some('钟');
    if minute > 59 || !(two_digits || with_unit) {
        return None;
    }
    Some((minute, if with_unit { end + 1 } else { end }))
}

/// Whether 点 after a bare number tells the hour rather than counts points.
fn is_clock_point(line: &Line, at: usize, after: usize) -> bool {
    const COUNTED_BEFORE: &[&str] =
        &["第", "以下", "如下", "下列", "这", "那", "有", "做到", "几", "注意", "得", "扣", "的"];
    const COUNTED_AFTER: &[&str] = &[
        "要求", "意见", "建议", "原因", "注意", "说明", "内容", "规定", "希望", "也", "儿", "点",
        "都", "评", "赞", "击", "名", "事",
    ];
    const GOES_ON: &[&str] = &[
        "前", "后", "之前", "之后", "以前", "以后", "至", "到", "-", "—", "–", "~", "～", "开始",
        "结束", "准时", "起", "止", "左右", "睡", "上班", "下班",
    ];
    if COUNTED_BEFORE.iter().any(|word| line.ends(at, word))
        || line.skip_one(after, COUNTED_AFTER).is_some()
    {
        return false;
    }
    let follows_range =
        ["至", "到", "-", "—", "–", "~", "～"].iter().any(|word| line.ends(at, word));
    digit(line.at(at)).is_some()
        || follows_range
        || line.skip_one(line.skip_blanks(after), GOES_ON).is_some()
}

/// The time of day that hour and minute of a part of the day are.
pub(super) fn of_day(part: Option<Part>, hour: u32, minute: u32) -> Option<TimeOfDay> {
    let hour = match (part, hour) {
        (Some(Part::Afternoon), 1..=11)
        | (Some(Part::Evening), 5..=11)
        | (Some(Part::Noon), 1..=3)
        | (Some(Part::Night), 10..=11) => hour + 12,
        (Some(Part::Evening), 12) if minute == 0 => 24,
        (Some(Part::Evening | Part::Night), 12) => 0,
        _ => hour,
    };
    let total = u16::try_from(hour * 60 + minute).ok()?;
    (minute < 60 && total <= TimeOfDay::DAY).then_some(TimeOfDay(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        times(text).iter().map(|found| found.value.to_string()).collect()
    }

    #[test]
    fn times_in_texts() {
        for (text, values) in [
            ("晚上10点半", "22:30"),
            ("23:30", "23:30"),
            ("夜里十一点", "23:00"),
            ("次日早七点", "07:00"),
            ("次日六点,静音", "06:00"),
            ("早上7：30", "07:30"),
            ("中午12点", "12:00"),
            ("中午一点", "13:00"),
            ("22时", "22:00"),
            ("22时30分", "22:30"),
            ("凌晨1点", "01:00"),
            ("凌晨12点", "00:00"),
            ("下午三点一刻", "15:15"),
            ("下午 3 点", "15:00"),
            ("24点", "24:00"),
            ("晚上12点", "24:00"),
            ("晚上12点半", "00:30"),
            ("晚十点整", "22:00"),
            ("晚上22:00", "22:00"),
            ("上午九点", "09:00"),
            ("傍晚6点", "18:00"),
            ("夜里两点", "02:00"),
            ("晚上九點三刻", "21:45"),
            ("10点05分", "10:05"),
            ("8点零5分", "08:05"),
            ("零点", ""),
            ("零点前", "00:00"),
            ("十点钟", "10:00"),
            ("早8:00前、晚18:00后", "08:00 18:00"),
            ("08:00:30", "08:00"),
            ("八点前交", "08:00"),
            ("请做到以下三点：", ""),
            ("提三点要求", ""),
            ("第2点", ""),
            ("一点也不", ""),
            ("扣5点", ""),
            ("3时段", ""),
            ("比例1:1", ""),
            ("25:00", ""),
            ("12:60", ""),
            ("24:30", ""),
            ("24小时", ""),
            ("二十三点前", "23:00"),
            ("晚", ""),
            ("", ""),
        ] {
            assert_eq!(read(text).join(" "), values, "{text}");
        }
    }

    #[test]
    fn the_part_of_the_day_belongs_to_the_time() {
        let found = times("于次日早上７：３０前");
        assert_eq!((found[0].start, found[0].end), (3, 27));
    }
}
