//! Personal data in a message: identity numbers, bank cards, mobile numbers, lists of marks.
//!
//! Numbers are told by their own arithmetic, so that an order's or a parcel's number is none.

use std::ops::RangeInclusive;

/// What personal data a text has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Personal {
    /// Identity numbers of the mainland whose date and check digit are right.
    pub identity_numbers: u32,
    /// Numbers of bank cards whose prefix and check digit are right.
    pub bank_cards: u32,
    /// Different mobile numbers.
    pub mobiles: u32,
    /// Lines of a name and one or more marks (`张三 95`), where there are several.
    pub marks: u32,
}

/// Only so much of a text is looked at, in characters.
const CHARS_MAX: usize = 4_000;
/// Only so many numbers are looked at.
const NUMBERS_MAX: usize = 512;
/// Digits of a bank card's number.
const CARD_DIGITS: RangeInclusive<usize> = 16..=19;
/// So few lines of names and numbers are no list.
const MARKS_MIN: u32 = 3;

/// What personal data a text has.
#[must_use]
pub fn personal(text: &str) -> Personal {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    // Whatever is looked for has digits, and nearly no message has any.
    if !text.contains(is_digit) {
        return Personal::default();
    }
    let text: String = text.chars().take(CHARS_MAX).map(half_width).collect();
    let mut found = Personal::default();
    let mut mobiles: Vec<String> = Vec::new();
    for number in numbers(&text) {
        if is_identity(&number) {
            found.identity_numbers += 1;
        } else if is_card(&number) {
            found.bank_cards += 1;
        } else if is_mobile(&number) && !mobiles.contains(&number) {
            mobiles.push(number);
        }
    }
    found.mobiles = u32::try_from(mobiles.len()).unwrap_or(u32::MAX);
    found.marks = marks(&text);
    found
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ｘ' | 'ｘ' => {
            char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).unwrap_or(c)
        }
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Runs of digits; groups of three and more that a single space or hyphen parts are one number
/// as well as several.
fn numbers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut joined = String::new();
    let mut gap = 0_usize;
    let mut run = String::new();
    let mut close = |run: &mut String, joined: &mut String, gap: usize| {
        if run.is_empty() {
            return;
        }
        let apart = gap != 1 || run.len() < GROUP_MIN;
        if apart {
            joined.clear();
        }
        joined.push_str(run);
        if found.len() < NUMBERS_MAX {
            if joined.len() > run.len() {
                found.push(joined.clone());
            }
            found.push(std::mem::take(run));
        }
        run.clear();
        if joined.len() > JOINED_MAX {
            joined.clear();
        }
    };
    let mut before_run = usize::MAX;
    for c in text.chars() {
        if c.is_ascii_digit() || (matches!(c, 'x' | 'X') && run.len() + joined.len() >= 17) {
            if run.is_empty() {
                before_run = gap;
            }
            run.push(c.to_ascii_uppercase());
            gap = 0;
        } else {
            close(&mut run, &mut joined, before_run);
            gap = if matches!(c, ' ' | '-') { gap.saturating_add(1) } else { usize::MAX };
        }
    }
    close(&mut run, &mut joined, before_run);
    found
}

/// Groups with fewer digits belong to something else.
const GROUP_MIN: usize = 3;
/// No number that is looked for has more digits.
const JOINED_MAX: usize = 19;

/// Eighteen characters: region, date of birth, order, check digit (GB 11643).
fn is_identity(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    if number.len() != 18 || !number.is_ascii() {
        return false;
    }
    let part = |range: std::ops::Range<usize>| {
        number.get(range).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or_default()
    };
    let region = (11..=82).contains(&part(0..2));
    let date = (1900..=2100).contains(&part(6..10))
        && (1..=12).contains(&part(10..12))
        && (1..=31).contains(&part(12..14));
    let digits = number.bytes().map(|byte| u32::from(byte.wrapping_sub(b'0')));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = CHECKS.get(usize::try_from(sum % 11).unwrap_or_default());
    region && date && check == number.as_bytes().last()
}

/// The prefix of a bank card and the check digit of Luhn.
fn is_card(number: &str) -> bool {
    let prefix = ["62", "4", "51", "52", "53", "54", "55", "60", "35", "37"];
    let plain = number.bytes().all(|byte| byte.is_ascii_digit());
    if !CARD_DIGITS.contains(&number.len())
        || !plain
        || !prefix.iter().any(|head| number.starts_with(head))
    {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0') * if place % 2 == 1 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_mobile(number: &str) -> bool {
    let mut bytes = number.bytes();
    number.len() == 11
        && bytes.next() == Some(b'1')
        && bytes.next().is_some_and(|byte| byte >= b'3')
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many lines, or entries of one line, are a name and marks.
fn marks(text: &str) -> u32 {
    let entries = text.split(['\n', ';', '；', ',', '，', '、', '。', '|']);
    // 这次测验:张三 95: what introduces a list stands before its first entry.
    let marked = |entry: &&str| {
        let introduced = entry.split_once([':', '：']).map(|(_, rest)| rest);
        is_mark(entry.trim()) || introduced.is_some_and(|rest| is_mark(rest.trim()))
    };
    let count = entries.filter(marked).take(NUMBERS_MAX).count();
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    if count >= MARKS_MIN { count } else { 0 }
}

/// `1. 张三 95`, `李四:88分`, `王五 语文92 数学88`: two to four Han, then numbers up to 750.
fn is_mark(entry: &str) -> bool {
    const NOT_NAMES: &[&str] = &[
        "今天", "明天", "昨天", "下午", "上午", "晚上", "周一", "周二", "周三", "周四", "周五",
        "周六", "周日", "一共", "总共", "合计", "单价", "价格", "数量", "共计", "还有", "房间",
        "温度", "收到", "星期", "会议", "地点", "时间", "电话", "包厢", "平均", "最高", "最低",
        "每天", "每人", "大约", "楼层", "几号", "第一", "第二", "第三", "人数", "库存", "订单",
        "快递", "公交", "地铁",
    ];
    const MARK_MAX: u32 = 750;
    if !entry.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let entry = entry.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | '、' | ')' | '）' | ' ' | '第' | '名')
    });
    let name: String = entry.chars().take_while(|&c| is_han(c)).collect();
    let rest = entry.get(name.len()..).unwrap_or_default();
    let length = name.chars().count();
    if !(2..=4).contains(&length) || NOT_NAMES.iter().any(|word| name.contains(word)) {
        return false;
    }
    let plain = |c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | ':' | '：' | '.' | '分' | '\t' | '-' | '名' | '+')
    };
    const SUBJECTS: &[&str] = &[
        "语文", "数学", "英语", "物理", "化学", "生物", "政治", "历史", "地理", "总分", "科学",
        "体育", "道法", "排名", "名次", "班级", "年级", "第",
    ];
    let bare = SUBJECTS.iter().fold(rest.to_owned(), |rest, word| rest.replace(word, " "));
    // A sum of money, a count or a time has another word behind it.
    if !bare.chars().all(plain) {
        return false;
    }
    let numbers = bare.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let mut marks = numbers.map(|digits| digits.parse::<u32>().is_ok_and(|mark| mark <= MARK_MAX));
    let first = marks.next();
    first == Some(true) && marks.all(|fits| fits)
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_by_their_arithmetic() {
        for (text, identity, cards, mobiles) in [
            ("他的号码 11010519491231002X", 1, 0, 0),
            ("身份证:110105 19491231 002x", 1, 0, 0),
            ("身份证 110105194912310021", 0, 0, 0),
            ("卡号6222 0000 0000 0000 046 建行", 0, 1, 0),
            ("卡号 4111111111111111", 0, 1, 0),
            ("订单号 4111111111111112", 0, 0, 0),
            ("快递 123456789012345678", 0, 0, 0),
            ("电话13800001111,或13900002222,还是 13800001111", 0, 0, 2),
            ("138-0000-1111", 0, 0, 1),
            ("", 0, 0, 0),
        ] {
            let found = personal(text);
            assert_eq!(
                (found.identity_numbers, found.bank_cards, found.mobiles),
                (identity, cards, mobiles),
                "{text}"
            );
        }
    }

    #[test]
    fn lists_of_names_with_marks() {
        for (text, lines) in [
            ("张三 95\n李四 88\n王小五 76", 3),
            ("1.张三 语文92 数学88\n2.李四 语文90 数学81\n3.王五 语文70 数学60", 3),
            ("张三:95分,李四:88分,王五:60分", 3),
            ("张三 95\n李四 88", 0),
            ("苹果 5元\n香蕉 3元\n橘子 4元", 0),
            ("周一 9点\n周二 10点\n周三 9点", 0),
            ("合计 95\n平均 88\n最高 99", 0),
        ] {
            assert_eq!(personal(text).marks, lines, "{text}");
        }
    }
}
