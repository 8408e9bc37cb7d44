//! Reading which days are off and which are worked, as notices on holidays say it:
//! `元旦:1月1日(周四)至3日放假调休,共3天。1月4日(周日)上班。` and `2027-01-04 上班` alike.

use model::zone::day_of_date;

/// What says that a day is worked, and that it is off. The first is looked for first: a moved
/// working day is 调休上班 too.
const WORKED: [&str; 4] = ["上班", "补班", "工作日", "班"];
const OFF: [&str; 4] = ["放假", "休息", "休", "假"];
/// What stands between the ends of a stretch.
const TO: [char; 7] = ['至', '到', '-', '~', '—', '–', '\u{FF5E}'];
/// The longest notice, in characters.
const CHARS_MAX: usize = 20_000;

/// The days of a year that a notice names, with whether each is worked.
///
/// # Errors
/// What nobody understands, as it stands there.
pub fn read(year: i16, notice: &str) -> Result<Vec<(i32, bool)>, String> {
    let mut days = Vec::new();
    let mut waiting: Vec<(i32, i32)> = Vec::new();
    let plain = without_asides(notice);
    for clause in plain.split(['。', ';', '\u{FF1B}', ',', '\u{FF0C}', '\n', '\t', ' ']) {
        let dates = dates(year, clause)?;
        let worked = match () {
            () if WORKED.iter().any(|word| clause.contains(word)) => Some(true),
            () if OFF.iter().any(|word| clause.contains(word)) => Some(false),
            () => None,
        };
        match worked {
            // Who writes a date in one column and what it is in the next.
            Some(worked) => {
                for (from, to) in waiting.drain(..).chain(dates) {
                    days.extend((from..=to).map(|day| (day, worked)));
                }
            }
            None => waiting.extend(dates),
        }
    }
    match waiting.is_empty() {
        true => Ok(days),
        false => Err("有的日期后面没有写“放假”或“上班”".to_owned()),
    }
}

/// The text without what stands in brackets: days of the week, of the lunar calendar.
fn without_asides(notice: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in notice.chars().take(CHARS_MAX) {
        match c {
            '(' | '\u{FF08}' => depth += 1,
            ')' | '\u{FF09}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// What stands at a place of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Number(i16),
    Sign(char),
}

fn tokens(clause: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut number: Option<i16> = None;
    for c in clause.chars().filter(|c| !c.is_whitespace()) {
        // Full-width digits too.
        let digit = c.to_digit(10).or_else(|| match c {
            '０'..='９' => Some(c as u32 - '０' as u32),
            _ => None,
        });
        match digit.and_then(|digit| i16::try_from(digit).ok()) {
            Some(digit) => {
                number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            }
            None => {
                tokens.extend(number.take().map(Token::Number));
                tokens.push(Token::Sign(c));
            }
        }
    }
    tokens.extend(number.map(Token::Number));
    tokens
}

/// The stretches of days that a clause names; days of other years are left out.
fn dates(year: i16, clause: &str) -> Result<Vec<(i32, i32)>, String> {
    let tokens = tokens(clause);
    let mut rest = tokens.as_slice();
    let (mut of_year, mut month) = (year, 0_i16);
    let mut found: Vec<(i32, i32)> = Vec::new();
    let mut from: Option<i32> = None;
    while let Some(&token) = rest.first() {
        let after = rest.get(1..).unwrap_or_default();
        let sign = |at: usize| match rest.get(at) {
            Some(Token::Sign(c)) => Some(*c),
            _ => None,
        };
        let number = |at: usize| match rest.get(at) {
            Some(Token::Number(number)) => Some(*number),
            _ => None,
        };
        let dashed = |at: usize| matches!(sign(at), Some('-' | '/' | '.'));
        let Token::Number(first) = token else {
            rest = after;
            continue;
        };
        let (day, used) = match (sign(1), number(2), number(4)) {
            (Some('年'), ..) => {
                (of_year, rest) = (first, rest.get(2..).unwrap_or_default());
                continue;
            }
            (Some('月'), ..) => {
                (month, rest) = (first, rest.get(2..).unwrap_or_default());
                continue;
            }
            (Some(_), Some(second), Some(third)) if dashed(1) && dashed(3) => {
                (of_year, month) = (first, second);
                (third, 5)
            }
            (Some('日' | '号'), ..) => (first, 2),
            // 1月1-3日
            (Some(c), Some(_), _) if month > 0 && TO.contains(&c) => (first, 1),
            (Some(_), Some(second), _) if dashed(1) => {
                month = first;
                (second, 3)
            }
            _ => {
                // 共3天, 第2季: no date.
                rest = after;
                continue;
            }
        };
        let wrong = || format!("“{}”里的日期不存在", clause.trim());
        let month_of = i8::try_from(month).map_err(|_| wrong())?;
        let day_of = i8::try_from(day).map_err(|_| wrong())?;
        let day = day_of_date(of_year, month_of, day_of).ok_or_else(wrong)?;
        rest = rest.get(used..).unwrap_or_default();
        let goes_on = matches!(rest.first(), Some(Token::Sign(c)) if TO.contains(c));
        match from.take() {
            Some(from) if from > day => return Err(wrong()),
            Some(from) => found.push((from, day)),
            None if goes_on => from = Some(day),
            None => found.push((day, day)),
        }
    }
    found.extend(from.map(|day| (day, day)));
    let ends = day_of_date(year, 1, 1).zip(day_of_date(year, 12, 31));
    let (first, last) = ends.ok_or_else(|| format!("没有 {year} 年"))?;
    let within = |(from, to): (i32, i32)| {
        let (from, to) = (from.max(first), to.min(last));
        (from <= to).then_some((from, to))
    };
    Ok(found.into_iter().filter_map(within).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::zone::date_of_day;

    fn said(notice: &str) -> String {
        let days = read(2027, notice).unwrap();
        let one = |(day, worked): &(i32, bool)| {
            let date = date_of_day(*day).split_off("2027-".len());
            format!("{date}{}", if *worked { "班" } else { "休" })
        };
        days.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn notices_are_read_as_people_write_them() {
        for (notice, days) in [
            (
                "关于2027年放假的通知\n一、元旦:1月1日(周五)至3日(周日)放假,共3天。",
                "01-01休 01-02休 01-03休",
            ),
            (
                "春节:2月5日(农历腊月廿九、周五)至7日放假调休,共3天。1月31日(周日)、2月20日(周六)上班。",
                "02-05休 02-06休 02-07休 01-31班 02-20班",
            ),
            ("校运会:11月11-12日放假", "11-11休 11-12休"),
            ("2027-05-01 休\n2027-05-08,上班", "05-01休 05-08班"),
            ("5/1 放假;5.8 补班", "05-01休 05-08班"),
            ("９月３０日至１０月１日放假", "09-30休 10-01休"),
            ("2026年12月31日至2027年1月1日放假", "01-01休"),
            ("第3周照常。", ""),
        ] {
            assert_eq!(said(notice), days, "{notice}");
        }
    }

    #[test]
    fn what_is_no_date_or_says_nothing_is_told() {
        for notice in ["2月30日放假", "13月1日放假", "5月3日至1日放假", "5月1日"] {
            assert!(read(2027, notice).is_err(), "{notice}");
        }
    }
}
