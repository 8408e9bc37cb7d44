//! Calendar dates in Arabic or Chinese digits: 2026年3月1日, 2026-03-01, 二〇二六年三月一日.

use model::zone::day_of_date;

/// The first date that a test of what follows it accepts, as `2026-03-01`.
pub fn date_where(text: &str, accepts: impl Fn(&str) -> bool) -> Option<String> {
    text.match_indices(['2', '二']).find_map(|(at, _)| {
        let (date, rest) = date_at(text.get(at..)?)?;
        accepts(rest).then_some(date)
    })
}

/// The date with which a text begins, and what follows it.
fn date_at(text: &str) -> Option<(String, &str)> {
    let mut rest = text;
    let year = digits(&mut rest, 4..=4)?;
    eat(&mut rest, "年-./")?;
    let month = digits(&mut rest, 1..=3)?;
    eat(&mut rest, "月-./")?;
    let day = digits(&mut rest, 1..=3)?;
    let _ = eat(&mut rest, "日号");
    let whole = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    day_of_date(whole.0, whole.1, whole.2)?;
    Some((format!("{year:04}-{month:02}-{day:02}"), rest))
}

/// A text that ends with a date, split before it: 某某公司2026年3月1日. Dates that are left
/// to be filled in count: 20xx年x月x日.
pub(crate) fn split_last_date(text: &str) -> Option<(&str, &str)> {
    const SIGNS: &str = "xX×*_ 〇零一二三四五六七八九十年月日号-./";
    let text = text.trim_end_matches(['。', ' ', ')', '）', '.']);
    let from = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_digit() || SIGNS.contains(*c))
        .last()
        .map(|(at, _)| at)?;
    let (before, date) = text.split_at_checked(from)?;
    let named = date.contains('年') && date.contains('月');
    let count = |sign: char| date.matches(sign).count();
    let bare = date.len() >= 8 && ['-', '.', '/'].iter().any(|&sign| count(sign) == 2);
    (named || bare).then_some((before, date))
}

fn eat(rest: &mut &str, wanted: &str) -> Option<char> {
    let c = rest.chars().next().filter(|c| wanted.contains(*c))?;
    *rest = rest.get(c.len_utf8()..)?;
    Some(c)
}

/// A number in Arabic or Chinese digits with so many characters; 十 as in 二十一.
fn digits(rest: &mut &str, count: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let written: Vec<char> = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || "〇零一二三四五六七八九十".contains(*c))
        .collect();
    if !count.contains(&written.len()) {
        return None;
    }
    let mut value = 0;
    for (at, &c) in written.iter().enumerate() {
        let last = at + 1 == written.len();
        match (c, "〇一二三四五六七八九".chars().position(|one| one == c)) {
            // 十 is a place, not a digit: 十 = 10, 十一 = 11, 二十 = 20, 二十一 = 21.
            ('十', _) if at == 0 => value = if last { 10 } else { 1 },
            ('十', _) => value *= if last { 10 } else { 1 },
            ('零', _) => value *= 10,
            (_, Some(digit)) => value = value * 10 + u32::try_from(digit).ok()?,
            (c, None) => value = value * 10 + c.to_digit(10)?,
        }
    }
    *rest = rest.get(written.iter().map(|c| c.len_utf8()).sum::<usize>()..)?;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_what_follows() {
        for (text, wanted) in [
            ("自2026年3月1日起施行", Some("2026-03-01")),
            ("自2026-03-01起执行", Some("2026-03-01")),
            ("二〇二六年十二月二十一日起实行", Some("2026-12-21")),
            ("二零二六年十月十日起", Some("2026-10-10")),
            ("2025年1月1日修订,2026年2月1日起施行", Some("2026-02-01")),
            ("20xx年3月1日起施行", None),
            ("2026年2月30日起施行", None),
            ("2026年3月起施行", None),
            ("销售部 2026年3月1日", None),
        ] {
            let found = date_where(text, |rest| rest.starts_with('起'));
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn dates_at_the_end() {
        for (text, before) in [
            ("某某商会20xx年x月x日", Some("某某商会")),
            ("二〇二六年三月一日", Some("")),
            ("家委会2026.03.01", Some("家委会")),
            ("请于3月1日前交表", None),
            ("共20-30人", None),
        ] {
            assert_eq!(split_last_date(text).map(|(before, _)| before), before, "{text}");
        }
    }
}
