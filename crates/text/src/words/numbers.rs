//! Numbers: `三十`, `两`, `10`, `１０`, `壹佰`, `1,000`, `3万`.

use super::line::Line;
use super::{Found, find};

/// Every whole number. `半` and decimals are none: spans, times and money read them. Words in
/// which 一 or 十 counts nothing (一律, 十分) are passed over, and so are loose pairs (三五天).
#[must_use]
pub fn numbers(text: &str) -> Vec<Found<u32>> {
    find(text, &[begins_number], |line, at| {
        line.at(at).filter(|c| begins_number(*c))?;
        if in_number(line, at) || is_no_number(line, at) {
            return None;
        }
        let (value, end) = number_at(line, at)?;
        let decimal = line.at(end) == Some('.') && digit(line.at(end + 1)).is_some();
        let after_point =
            line.before(at) == Some('.') && at >= 2 && digit(line.at(at - 2)).is_some();
        (!decimal && !after_point).then_some((value, end))
    })
}

/// The number that the whole text is, blanks around it apart.
#[must_use]
pub fn parse_number(text: &str) -> Option<u32> {
    let line = Line::new(text.trim());
    number_at(&line, 0).filter(|(_, end)| *end == line.len()).map(|(value, _)| value)
}

/// Whether a place is inside a number that began before it.
pub(super) fn in_number(line: &Line, at: usize) -> bool {
    let part = |c: Option<char>| digit(c).is_some() || han(c).is_some() || unit(c).is_some();
    part(line.at(at)) && part(line.before(at)) && !behind_weekday(line, at)
}

/// 周五18:00: figures behind a day of the week begin a number of their own.
fn behind_weekday(line: &Line, at: usize) -> bool {
    digit(line.at(at)).is_some()
        && at.checked_sub(1).is_some_and(|day| {
            han(line.at(day)).is_some() && line.before(day).is_some_and(|c| "周期拜".contains(c))
        })
}

/// The number that begins at a place, and the place after it.
pub(super) fn number_at(line: &Line, at: usize) -> Option<(u32, usize)> {
    if digit(line.at(at)).is_some() { ascii_at(line, at) } else { chinese_at(line, at) }
}

/// Thousandths, for what may be a decimal: `1.5`, `0.01`, or a whole number.
pub(super) fn milli_at(line: &Line, at: usize) -> Option<(u64, usize)> {
    let (whole, end) = number_at(line, at)?;
    let mut milli = u64::from(whole) * 1_000;
    if digit(line.at(at)).is_none() || line.at(end) != Some('.') {
        return Some((milli, end));
    }
    let mut place = end + 1;
    let mut worth = 100;
    while let Some(d) = digit(line.at(place)) {
        milli += u64::from(d) * worth;
        worth /= 10;
        place += 1;
    }
    Some(if place == end + 1 { (milli, end) } else { (milli, place) })
}

/// The most characters that a number has; longer runs are none.
const CHARS_MAX: usize = 24;

fn ascii_at(line: &Line, at: usize) -> Option<(u32, usize)> {
    let mut value = 0_u32;
    let mut place = at;
    loop {
        while let Some(d) = digit(line.at(place)) {
            value = value.checked_mul(10)?.checked_add(d)?;
            place += 1;
        }
        // `1,000`: a comma with exactly three digits behind it.
        let three = (1..=3).all(|n| digit(line.at(place + n)).is_some());
        let grouped = line.at(place) == Some(',') && three && digit(line.at(place + 4)).is_none();
        if !grouped || place - at > CHARS_MAX {
            break;
        }
        place += 1;
    }
    // `3万`, `5百`: a Chinese unit behind digits.
    match unit(line.at(place)) {
        Some(worth) if worth > 10 => Some((value.checked_mul(worth)?, place + 1)),
        _ => Some((value, place)),
    }
}

fn chinese_at(line: &Line, at: usize) -> Option<(u32, usize)> {
    let mut end = at;
    while end - at <= CHARS_MAX && (han(line.at(end)).is_some() || unit(line.at(end)).is_some()) {
        end += 1;
    }
    if end == at || end - at > CHARS_MAX {
        return None;
    }
    let with_units = (at..end).any(|place| unit(line.at(place)).is_some());
    let value = if with_units { by_units(line, at, end)? } else { by_places(line, at, end)? };
    Some((value, end))
}

/// `二〇二六`, `三`. Two bare digits such as 三五 mean "three to five": no number.
fn by_places(line: &Line, at: usize, end: usize) -> Option<u32> {
    let zero = (at..end).any(|place| han(line.at(place)) == Some(0));
    if end - at == 2 && !zero {
        return None;
    }
    (at..end)
        .try_fold(0_u32, |value, place| value.checked_mul(10)?.checked_add(han(line.at(place))?))
}

/// `一百二十`, `十五`, `两万三`, `一百零五`.
fn by_units(line: &Line, at: usize, end: usize) -> Option<u32> {
    let (mut total, mut section, mut waiting) = (0_u32, 0_u32, None);
    let mut last_unit = 0;
    for place in at..end {
        let c = line.at(place);
        if let Some(worth) = unit(c) {
            match (waiting.take(), worth) {
                (None, 10) => section = section.checked_add(10)?,
                (None, _) if section == 0 => return None,
                (digit, 10_000 | 100_000_000) => {
                    total = total.checked_add(
                        section.checked_add(digit.unwrap_or(0))?.checked_mul(worth)?,
                    )?;
                    section = 0;
                }
                (digit, _) => section = section.checked_add(digit?.checked_mul(worth)?)?,
            }
            last_unit = worth;
        } else {
            let digit = han(c)?;
            if waiting.is_some_and(|before| before != 0) {
                return None;
            }
            if digit == 0 {
                last_unit = 0;
            }
            waiting = Some(digit);
        }
    }
    // `一百二` is 120, `一百零二` is 102, `十二` is 12.
    let rest = match waiting {
        Some(digit) if last_unit >= 100 => digit.checked_mul(last_unit / 10)?,
        Some(digit) => digit,
        None => 0,
    };
    total.checked_add(section)?.checked_add(rest)
}

/// Whether a number may begin with a character.
pub(super) fn begins_number(c: char) -> bool {
    digit(Some(c)).is_some() || han(Some(c)).is_some() || unit(Some(c)).is_some()
}

/// The value of an ASCII digit.
pub(super) fn digit(c: Option<char>) -> Option<u32> {
    c.and_then(|c| c.to_digit(10))
}

/// The value of a Chinese digit.
pub(super) fn han(c: Option<char>) -> Option<u32> {
    Some(match c? {
        '两' | '俩' => 2,
        '幺' => return None,
        c => u32::from(crate::fold::chinese_digit(c)?),
    })
}

fn unit(c: Option<char>) -> Option<u32> {
    Some(match c? {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// Words that begin with 一, 十 or the like and count nothing.
fn is_no_number(line: &Line, at: usize) -> bool {
    const WORDS: &[&str] = &[
        "一律",
        "一般",
        "一起",
        "一定",
        "一直",
        "一些",
        "一旦",
        "一切",
        "一样",
        "一致",
        "一经",
        "一并",
        "一贯",
        "一概",
        "一同",
        "一再",
        "一向",
        "一时",
        "一体",
        "一线",
        "一味",
        "一下",
        "一边",
        "一方",
        "一视同仁",
        "一言",
        "一心",
        "一如",
        "一流",
        "一手",
        "十分",
        "九九",
        "三令五申",
        "五花八门",
        "四面八方",
        "七嘴八舌",
        "乱七八糟",
    ];
    // 十分钟, 三点十分, 扣满十分.
    let ten = line.has(at, "十分")
        && (line.has(at, "十分钟") || line.before(at).is_some_and(|c| "点满扣".contains(c)));
    !ten && line.skip_one(at, WORDS).is_some()
        || line.before(at).is_some_and(|c| "统唯".contains(c)) && line.at(at) == Some('一')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts_that_are_numbers() {
        for (text, value) in [
            ("三十", Some(30)),
            ("两", Some(2)),
            ("一百二十", Some(120)),
            ("一百二", Some(120)),
            ("一百零二", Some(102)),
            ("一千五", Some(1_500)),
            ("两万三", Some(23_000)),
            ("十", Some(10)),
            ("十五", Some(15)),
            ("二十", Some(20)),
            ("二百五十", Some(250)),
            ("〇", Some(0)),
            ("零", Some(0)),
            ("二〇二六", Some(2_026)),
            ("10", Some(10)),
            ("１０", Some(10)),
            ("1,000", Some(1_000)),
            ("壹", Some(1)),
            ("壹佰贰拾叁", Some(123)),
            ("3万", Some(30_000)),
            ("一亿", Some(100_000_000)),
            ("兩千", Some(2_000)),
            (" 7 ", Some(7)),
            ("半", None),
            ("三五", None),
            ("百", None),
            ("万一", None),
            ("99999999999", None),
            ("一百亿", None),
            ("1.5", None),
            ("三十个", None),
            ("", None),
        ] {
            assert_eq!(parse_number(text), value, "{text}");
        }
    }

    #[test]
    fn numbers_in_texts() {
        for (text, values) in [
            ("满三十人或50人", vec![30, 50]),
            ("1.群成员不超过２００人", vec![1, 200]),
            ("每周一次，一律实名", vec![1]),
            ("十分重要，十分钟内回复", vec![10]),
            ("三五天内", vec![]),
            ("0.5元", vec![]),
            ("第十二条", vec![12]),
            ("没有", vec![]),
        ] {
            let found: Vec<u32> = numbers(text).iter().map(|found| found.value).collect();
            assert_eq!(found, values, "{text}");
        }
    }

    #[test]
    fn offsets_are_bytes() {
        assert_eq!(numbers("共三十人"), [Found { value: 30, start: 3, end: 9 }]);
    }
}
