//! Numbers and signs that open a clause: `第十一条`, `一、`, `(二)`, `3.5`, `①`, `注:`.

/// The form of a marker. Documents nest by form, in the order of [`Style::rank`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// 第一篇, 第二编, 第三部分, 篇一.
    Part,
    /// 第一章.
    Chapter,
    /// 第一节.
    Section,
    /// 第十一条.
    Article,
    /// 一、 and 第一、
    Han,
    /// (一)
    HanParen,
    /// 1、 or 1.
    Arabic,
    /// 3.5 or 3、5、, with how many parts it has.
    Decimal(u8),
    /// (1), 1) or ⑴
    Paren,
    /// ①
    Circled,
    /// a.
    Letter,
    /// 注:
    Note,
}

impl Style {
    /// The order in which forms usually nest, outermost lowest.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Style::Part => 0,
            Style::Chapter => 10,
            Style::Section => 20,
            Style::Article => 30,
            Style::Han => 40,
            Style::HanParen => 50,
            Style::Arabic => 60,
            Style::Decimal(parts) => 60 + parts.min(9),
            Style::Paren => 70,
            Style::Circled => 80,
            Style::Letter => 90,
            Style::Note => 100,
        }
    }
}

/// The sign that opens a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Its form.
    pub style: Style,
    /// Its number; of a decimal the last part; 0 for a note.
    pub number: u32,
    /// Its number as people cite it at the top level, without white space: `第27条`, `三`,
    /// `(二)`, `7`, `3.5`, `1)`, `注`.
    pub label: String,
}

/// Most digits of a number that is still a marker.
const DIGITS_MAX: usize = 3;
/// What follows a count in a sentence: a number before it is no marker.
const UNITS: &str =
    "个名人元块万亿%％倍折天次分秒小点时年月日号岁周位级字条家只张款项页层折余多至到-—~";

/// Reads the marker at the start of a text; the second value is where the clause's own words
/// begin, in bytes.
#[must_use]
pub fn read(text: &str) -> Option<(Marker, usize)> {
    let mut cursor = Cursor { rest: text };
    let marker = ordinal(&mut cursor)
        .or_else(|| parenthesised(&mut cursor))
        .or_else(|| enclosed(&mut cursor))
        .or_else(|| han(&mut cursor))
        .or_else(|| arabic(&mut cursor))
        .or_else(|| letter(&mut cursor))
        .or_else(|| note(&mut cursor))?;
    cursor.skip_space();
    Some((marker, text.len() - cursor.rest.len()))
}

/// The number at the start of a text without any mark behind it: `1不发广告`. In a sentence such a
/// number counts something; it is an item's where others count on.
#[must_use]
pub fn bare(text: &str) -> Option<(Marker, usize)> {
    let mut cursor = Cursor { rest: text };
    let number = cursor.digits().filter(|number| (1..=99).contains(number))?;
    cursor.peek().filter(|c| c.is_alphabetic() && !c.is_ascii() && !UNITS.contains(*c))?;
    let marker = Marker { style: Style::Arabic, number, label: number.to_string() };
    Some((marker, text.len() - cursor.rest.len()))
}

/// A text that is read from its start; every reader leaves it alone where it finds nothing.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches(is_space);
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let first = self.peek().filter(|&c| wanted(c))?;
        self.rest = self.rest.get(first.len_utf8()..)?;
        Some(first)
    }

    /// Whether the comma that comes next closes an item's number (2,群里不发广告) rather than
    /// parts numbers.
    fn comma_ends_number(mut self) -> bool {
        let _ = self.eat(|_| true);
        self.skip_space();
        self.peek().is_some_and(|c| c.is_alphabetic() && !"〇零一二三四五六七八九十百".contains(c))
    }

    /// A number in Arabic digits, half or full width.
    fn digits(&mut self) -> Option<u32> {
        let mut ahead = *self;
        let mut value = 0;
        let mut count = 0;
        while let Some(c) = ahead.eat(|c| digit(c).is_some()) {
            value = value * 10 + digit(c)?;
            count += 1;
            if count > DIGITS_MAX {
                return None;
            }
        }
        (count > 0).then(|| {
            *self = ahead;
            value
        })
    }

    /// A number in Chinese numerals, and how it was written.
    fn numerals(&mut self) -> Option<(u32, String)> {
        let mut ahead = *self;
        let mut written = String::new();
        while let Some(c) = ahead.eat(|c| "〇零一二三四五六七八九十百".contains(c)) {
            written.push(c);
            if written.chars().count() > 5 {
                return None;
            }
        }
        let value = han_value(&written)?;
        *self = ahead;
        Some((value, written))
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

fn digit(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => c.to_digit(10),
    }
}

/// The value of a Chinese numeral up to 999.
fn han_value(written: &str) -> Option<u32> {
    if written.is_empty() {
        return None;
    }
    let (mut total, mut unit) = (0, None);
    for c in written.chars() {
        match c {
            '百' => total += unit.take().unwrap_or(1) * 100,
            '十' => total += unit.take().unwrap_or(1) * 10,
            c => {
                let value = "〇一二三四五六七八九".chars().position(|n| n == c).unwrap_or(0);
                let value = u32::try_from(value).ok()?;
                // 二一 for 21: digits one after another.
                unit = Some(unit.map_or(value, |before: u32| before * 10 + value));
            }
        }
    }
    Some(total + unit.unwrap_or(0)).filter(|&value| value > 0 && value < 1_000)
}

/// 第三章, 第 11 条, 篇一, 第一、
fn ordinal(cursor: &mut Cursor<'_>) -> Option<Marker> {
    let mut ahead = *cursor;
    let (style, number, label) = if ahead.eat(|c| c == '篇').is_some() {
        ahead.skip_space();
        let (number, written) = number_written(&mut ahead)?;
        ahead.eat(|c| ":：、. ".contains(c))?;
        (Style::Part, number, format!("篇{written}"))
    } else {
        ahead.eat(|c| c == '第')?;
        ahead.skip_space();
        let (number, written) = number_written(&mut ahead)?;
        ahead.skip_space();
        if let Some(marker) = nth(&mut ahead, number, &written) {
            *cursor = ahead;
            return Some(marker);
        }
        let (style, unit) = match ahead.eat(|c| "篇编編章节節条條部".contains(c))? {
            '章' => (Style::Chapter, "章"),
            '节' | '節' => (Style::Section, "节"),
            '条' | '條' => (Style::Article, "条"),
            '部' => {
                ahead.eat(|c| c == '分')?;
                (Style::Part, "部分")
            }
            '篇' => (Style::Part, "篇"),
            _ => (Style::Part, "编"),
        };
        (style, number, format!("第{written}{unit}"))
    };
    ahead.skip_space();
    let _ = ahead.eat(|c| ":：、.．。,，".contains(c));
    *cursor = ahead;
    Some(Marker { style, number, label })
}

/// What closes 第一、 or 第一:, but not 第一、二组.
fn nth(cursor: &mut Cursor<'_>, number: u32, written: &str) -> Option<Marker> {
    let mut ahead = *cursor;
    ahead.peek().filter(|c| "、,，:：".contains(*c) && ahead.comma_ends_number())?;
    ahead.eat(|_| true)?;
    *cursor = ahead;
    Some(Marker { style: Style::Han, number, label: format!("第{written}") })
}

fn number_written(cursor: &mut Cursor<'_>) -> Option<(u32, String)> {
    if let Some(value) = cursor.digits() {
        return Some((value, value.to_string()));
    }
    cursor.numerals()
}

/// (一), （1）, ( a ).
fn parenthesised(cursor: &mut Cursor<'_>) -> Option<Marker> {
    let mut ahead = *cursor;
    ahead.eat(|c| "(（〔【[".contains(c))?;
    ahead.skip_space();
    let (style, number, written) = if let Some(value) = ahead.digits() {
        (Style::Paren, value, value.to_string())
    } else if let Some((value, written)) = ahead.numerals() {
        (Style::HanParen, value, written)
    } else {
        let c = ahead.eat(|c| c.is_ascii_alphabetic())?;
        (Style::Letter, letter_number(c), c.to_string())
    };
    ahead.skip_space();
    ahead.eat(|c| ")）〕】]".contains(c))?;
    let _ = ahead.eat(|c| "、.．:：".contains(c));
    *cursor = ahead;
    Some(Marker { style, number, label: format!("({written})") })
}

fn letter_number(c: char) -> u32 {
    c.to_ascii_lowercase() as u32 - u32::from(b'a') + 1
}

/// ①, ⑴, ⒈, ㈠.
fn enclosed(cursor: &mut Cursor<'_>) -> Option<Marker> {
    let mut ahead = *cursor;
    let c = ahead.eat(|c| matches!(c, '①'..='⒛' | '㈠'..='㈩' | '❶'..='❿'))?;
    let nth = |first: char| c as u32 - first as u32 + 1;
    let (style, number, label) = match c {
        '①'..='⑳' => (Style::Circled, nth('①'), c.to_string()),
        '⑴'..='⒇' => (Style::Paren, nth('⑴'), c.to_string()),
        '⒈'..='⒛' => (Style::Arabic, nth('⒈'), nth('⒈').to_string()),
        '㈠'..='㈩' => {
            let numeral = "一二三四五六七八九十".chars().nth((nth('㈠') - 1) as usize)?;
            (Style::HanParen, nth('㈠'), format!("({numeral})"))
        }
        _ => (Style::Circled, nth('❶'), c.to_string()),
    };
    ahead.skip_space();
    let _ = ahead.eat(|c| "、.．:：".contains(c));
    *cursor = ahead;
    Some(Marker { style, number, label })
}

/// 一、 and 一)
fn han(cursor: &mut Cursor<'_>) -> Option<Marker> {
    let mut ahead = *cursor;
    let (number, written) = ahead.numerals()?;
    let spaced = ahead.peek().is_some_and(is_space);
    ahead.skip_space();
    let marker = match ahead.peek()? {
        ')' | '）' => Marker { style: Style::HanParen, number, label: format!("({written})") },
        '、' | '.' | '．' | ':' | '：' => Marker { style: Style::Han, number, label: written },
        // 一,群内不发广告, but not 一,二 or 十,百.
        ',' | '，' if ahead.comma_ends_number() => {
            Marker { style: Style::Han, number, label: written }
        }
        // 一 总则: the space stands for the mark.
        c if spaced && c.is_alphabetic() => {
            *cursor = ahead;
            return Some(Marker { style: Style::Han, number, label: written });
        }
        _ => return None,
    };
    ahead.eat(|_| true)?;
    let _ = ahead.eat(|c| "、.．".contains(c));
    *cursor = ahead;
    Some(marker)
}

/// 1、 1. 1) 3.5 3、5、
fn arabic(cursor: &mut Cursor<'_>) -> Option<Marker> {
    let mut ahead = *cursor;
    let number = ahead.digits()?;
    if let Some(marker) = decimal(&mut ahead, number) {
        *cursor = ahead;
        return Some(marker);
    }
    // A digit in a box: 1️⃣.
    if ahead.rest.starts_with(['\u{fe0f}', '\u{20e3}']) {
        ahead.rest = ahead.rest.trim_start_matches(['\u{fe0f}', '\u{20e3}']);
        ahead.skip_space();
        let _ = ahead.eat(|c| "、.．:：".contains(c));
        *cursor = ahead;
        return Some(Marker { style: Style::Arabic, number, label: number.to_string() });
    }
    let spaced = ahead.peek().is_some_and(is_space);
    ahead.skip_space();
    let plain = |style, label| Some(Marker { style, number, label });
    let marker = match ahead.peek()? {
        ')' | '）' => plain(Style::Paren, format!("{number})")),
        '、' | '.' | '．' | '。' => plain(Style::Arabic, number.to_string()),
        ':' | '：' => plain(Style::Arabic, number.to_string()),
        ',' | '，' if number <= 99 && ahead.comma_ends_number() => {
            plain(Style::Arabic, number.to_string())
        }
        c if spaced && number <= 99 && c.is_alphabetic() && !UNITS.contains(c) && !c.is_ascii() => {
            *cursor = ahead;
            return plain(Style::Arabic, number.to_string());
        }
        _ => None,
    }?;
    let mark = ahead.eat(|_| true)?;
    // 22:00 is a time and 5.20 a date or a sum.
    if mark != '、' && ahead.peek().is_some_and(|c| digit(c).is_some()) {
        let one_item = !matches!(mark, ':' | '：') && number <= 99;
        if !one_item {
            return None;
        }
    }
    let _ = ahead.eat(|c| "、.．".contains(c));
    *cursor = ahead;
    Some(marker)
}

/// The further parts of 3.5 or 3、5、 after its first number.
fn decimal(cursor: &mut Cursor<'_>, first: u32) -> Option<Marker> {
    let mut ahead = *cursor;
    let mark = ahead.eat(|c| ".．、".contains(c))?;
    let mut label = first.to_string();
    let mut parts = 1;
    let mut last = first;
    loop {
        let mut next = ahead;
        match next.digits() {
            Some(value) if value <= 99 && parts < 9 => last = value,
            _ => break,
        }
        label.push(if mark == '、' { '、' } else { '.' });
        label.push_str(&last.to_string());
        parts += 1;
        ahead = next;
        // Another part follows only where another number does.
        let mut beyond = ahead;
        let more = beyond.eat(|c| c == mark).is_some()
            && beyond.peek().is_some_and(|c| digit(c).is_some());
        if !more {
            break;
        }
        ahead = beyond;
    }
    if parts < 2 || first > 99 {
        return None;
    }
    let closed = ahead.peek().is_some_and(|c| "、.．:：)）".contains(c));
    let glued = ahead.peek().is_some_and(|c| !UNITS.contains(c) && !c.is_ascii_alphanumeric());
    // 3、2名管理员 is the third item; 3、2、 is the second item of the third.
    if !(closed || (mark != '、' && glued)) {
        return None;
    }
    ahead.skip_space();
    let _ = ahead.eat(|c| "、.．:：)）".contains(c));
    *cursor = ahead;
    Some(Marker { style: Style::Decimal(parts), number: last, label })
}

/// a. A、 b)
fn letter(cursor: &mut Cursor<'_>) -> Option<Marker> {
    let mut ahead = *cursor;
    let c = ahead.eat(|c| c.is_ascii_alphabetic())?;
    ahead.eat(|c| "、.．)）".contains(c))?;
    if ahead.peek().is_none_or(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    *cursor = ahead;
    Some(Marker { style: Style::Letter, number: letter_number(c), label: c.to_string() })
}

/// Words that open a paragraph of their own and by which it is cited.
const NOTES: [&str; 10] =
    ["附注", "附", "备注", "備註", "注", "註", "说明", "适用范围", "适用对象", "目的"];

/// 注:, (备注:, 目的:
fn note(cursor: &mut Cursor<'_>) -> Option<Marker> {
    let mut ahead = *cursor;
    let _ = ahead.eat(|c| "(（【[".contains(c));
    let word = NOTES.iter().find(|word| ahead.rest.starts_with(**word))?;
    ahead.rest = ahead.rest.get(word.len()..)?;
    let _ = ahead.eat(|c| "】]".contains(c));
    ahead.skip_space();
    ahead.eat(|c| ":：".contains(c))?;
    // The label alone is a heading.
    ahead.rest.chars().next()?;
    *cursor = ahead;
    Some(Marker { style: Style::Note, number: 0, label: (*word).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_as_documents_write_them() {
        let cases = [
            ("第十一条 群名", Style::Article, 11, "第十一条", "群名"),
            ("第 3 條群名", Style::Article, 3, "第3条", "群名"),
            ("第二章总则", Style::Chapter, 2, "第二章", "总则"),
            ("第一部分 说明", Style::Part, 1, "第一部分", "说明"),
            ("篇二:办法", Style::Part, 2, "篇二", "办法"),
            ("一、目的", Style::Han, 1, "一", "目的"),
            ("二十一.目的", Style::Han, 21, "二十一", "目的"),
            ("一:总则", Style::Han, 1, "一", "总则"),
            ("第三、发言", Style::Han, 3, "第三", "发言"),
            ("第2:发言", Style::Han, 2, "第2", "发言"),
            ("一)群名", Style::HanParen, 1, "(一)", "群名"),
            ("（二） 发言", Style::HanParen, 2, "(二)", "发言"),
            ("㈢发言", Style::HanParen, 3, "(三)", "发言"),
            ("1、发言", Style::Arabic, 1, "1", "发言"),
            ("１２．发言", Style::Arabic, 12, "12", "发言"),
            ("10、。发言", Style::Arabic, 10, "10", "。发言"),
            ("3，名片改好", Style::Arabic, 3, "3", "名片改好"),
            ("二,名片改好", Style::Han, 2, "二", "名片改好"),
            ("第二条,名片改好", Style::Article, 2, "第二条", "名片改好"),
            ("3、2名管理员", Style::Arabic, 3, "3", "2名管理员"),
            ("3、2、管理员", Style::Decimal(2), 2, "3、2", "管理员"),
            ("2️⃣ 发言", Style::Arabic, 2, "2", "发言"),
            ("3.5发言", Style::Decimal(2), 5, "3.5", "发言"),
            ("3.5、发言", Style::Decimal(2), 5, "3.5", "发言"),
            ("1.2.3 发言", Style::Decimal(3), 3, "1.2.3", "发言"),
            ("(1)发言", Style::Paren, 1, "(1)", "发言"),
            ("1).发言", Style::Paren, 1, "1)", "发言"),
            ("⑸、发言", Style::Paren, 5, "⑸", "发言"),
            ("③ 发言", Style::Circled, 3, "③", "发言"),
            ("b. 发言", Style::Letter, 2, "b", "发言"),
            ("注:发言", Style::Note, 0, "注", "发言"),
            ("(备注:发言)", Style::Note, 0, "备注", "发言)"),
        ];
        for (text, style, number, label, words) in cases {
            let (marker, start) = read(text).unwrap_or_else(|| panic!("no marker in {text}"));
            assert_eq!((marker.style, marker.number), (style, number), "{text}");
            assert_eq!(marker.label, label, "{text}");
            assert_eq!(text.get(start..), Some(words), "{text}");
        }
    }

    #[test]
    fn what_is_no_marker() {
        for text in [
            "",
            "第一次警告",
            "第一、二组",
            "第一,二,三名",
            "一个人",
            "22:00后",
            "2026-01-02",
            "3个人",
            "20xx年",
            "e.g. x",
            "一",
            "100人",
            "注意",
            "目的:",
            "1234、x",
            "2,3号楼",
            "一,二期",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
