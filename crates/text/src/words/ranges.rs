//! Stretches of the day: `晚上22:00至早上07:30`, `9:00～18:00`, `早八点到晚十点`.

use model::TimeOfDay;

use super::line::Line;
use super::numbers::{begins_number, number_at};
use super::times::{Part, Time, head_at, of_day, tells_time, time_at};
use super::{Found, find};

/// Every stretch of the day, from and to. To is before from where it ends on the next day.
#[must_use]
pub fn time_ranges(text: &str) -> Vec<Found<(TimeOfDay, TimeOfDay)>> {
    find(text, &[tells_time, begins_number], |line, at| {
        let first = time_at(line, at).or_else(|| bare_hour(line, at))?;
        let (connector, joined) = connector_at(line, first.end)?;
        let second = time_at(line, connector)?;
        let end = line.skip_one(second.end, &["之前", "以前", "前"]);
        let end = match (joined, end) {
            (true, _) => second.end,
            (false, Some(end)) => end,
            (false, None) => return None,
        };
        Some(((first.value, second_value(&first, &second)?), end))
    })
}

/// `9` in `9-18点`, `晚10` in `晚10至早7点`: an hour whose unit stands with the second.
fn bare_hour(line: &Line, at: usize) -> Option<Time> {
    let head = head_at(line, at)?;
    let (hour, end) = number_at(line, head.clock)?;
    if hour > 24 || end - head.clock > 3 {
        return None;
    }
    let value = of_day(head.part, hour, 0)?;
    Some(Time { value, end, part: head.part, next_day: head.next_day })
}

/// The place of the second time, and whether a word for "to" joins them. Without one the
/// first must say "after" (and the second "before").
fn connector_at(line: &Line, at: usize) -> Option<(usize, bool)> {
    const TO: &[&str] = &[
        "直到",
        "一直到",
        "--",
        "——",
        "－－",
        "~~",
        "至",
        "到",
        "-",
        "–",
        "—",
        "―",
        "~",
        "～",
        "−",
        "─",
    ];
    let at = line.skip_blanks(at);
    let after = line.skip_one(at, &["以后", "之后", "后", "开始", "起", "过后"]);
    let place = line.skip_blanks(after.unwrap_or(at));
    let place = match line.skip_one(place, &[",", "、", "，"]) {
        Some(next) if after.is_some() => line.skip_blanks(next),
        _ => place,
    };
    if let Some(next) = line.skip_one(place, TO) {
        return Some((line.skip_blanks(next), true));
    }
    after?;
    Some((line.skip_one(place, &["和", "及", "或"]).unwrap_or(place), false))
}

/// The second time of a stretch. Without a part of the day of its own it goes on in the first
/// one's, where that makes it later: `下午2点到5点`, `上午9点到5点`.
fn second_value(first: &Time, second: &Time) -> Option<TimeOfDay> {
    let as_written = second.value;
    let open = second.part.is_none() && !second.next_day && as_written.0 < 12 * 60;
    if !open || as_written > first.value {
        return Some(as_written);
    }
    let later = match first.part {
        Some(Part::Morning | Part::Noon | Part::Afternoon | Part::Evening) => {
            TimeOfDay(as_written.0 + 12 * 60)
        }
        // 12点到2点: noon, where midnight is written 0点 or 24点.
        None if first.value.0 / 60 == 12 && as_written.0 >= 60 && as_written.0 <= 6 * 60 => {
            TimeOfDay(as_written.0 + 12 * 60)
        }
        _ => return Some(as_written),
    };
    Some(if later > first.value { later } else { as_written })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_in_texts() {
        for (text, values) in [
            ("晚上22:00至早上07:30", "22:00-07:30"),
            ("晚十点到次日早七点", "22:00-07:00"),
            ("22:00-7:00", "22:00-07:00"),
            ("12点到2点", "12:00-14:00"),
            ("9:00～18:00", "09:00-18:00"),
            ("每天早八点到晚十点", "08:00-22:00"),
            ("每日22：00——次日8：00", "22:00-08:00"),
            ("下午2点到5点", "14:00-17:00"),
            ("上午9点到5点", "09:00-17:00"),
            ("晚上10点到7点", "22:00-07:00"),
            ("晚上8点到10点", "20:00-22:00"),
            ("9-18点", "09:00-18:00"),
            ("晚10至早7点", "22:00-07:00"),
            ("晚上十点后至早上六点", "22:00-06:00"),
            ("晚22:00以后，早7:00以前", "22:00-07:00"),
            ("晚上11点半 至 次日 6点", "23:30-06:00"),
            ("12:00-14:00、18:00-20:00", "12:00-14:00 18:00-20:00"),
            ("零点至六点", "00:00-06:00"),
            ("22点至次日7点期间", "22:00-07:00"),
            ("早上8:00，晚上9:00", ""),
            ("1-3条", ""),
            ("2024-10-12", ""),
            ("20:00", ""),
        ] {
            let found: Vec<String> =
                time_ranges(text).iter().map(|f| format!("{}-{}", f.value.0, f.value.1)).collect();
            assert_eq!(found.join(" "), values, "{text}");
        }
    }
}
