//! A text as a recogniser sees it: Simplified, half-width digits and letters, without line
//! breaks, white space between Chinese characters, Markdown emphasis, tags and crawlers' pinyin.

use policy::diagnostic::unseen;
use policy::numbering::tags;
use text::fold::{Folded, fold_char};

/// Longest text that recognisers look at, in characters: no real clause comes near it, and some
/// recognisers look at every pair of what they find in one.
const CHARS_MAX: usize = 2_000;
/// Longest reading in brackets after a character, in letters: `zhuāng` has six.
const PINYIN_MAX: usize = 7;

/// The text in the form that recognisers read.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let (mut before, mut space) = (None, false);
    let mut count = 0;
    while let Some(c) = rest.chars().next().filter(|_| count < CHARS_MAX) {
        if let Some(after) = skipped(rest, before) {
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if is_space(c) {
            space = true;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        let c = between_digits(fold(c), before, rest);
        if space && joins_words(before) && joins_words(Some(c)) {
            out.push(' ');
        }
        out.push(c);
        (before, space) = (Some(c), false);
        count += 1;
    }
    out
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Whether nothing is seen of a character: joiners, marks of direction, and selectors of a form.
/// Pages have them between their words against copying.
fn is_invisible(c: char) -> bool {
    unseen(c)
        || matches!(c, '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{e0080}'..='\u{e0fff}')
}

/// Whether white space next to this character separates words.
fn joins_words(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
        || c == '〇'
}

/// What stands after a stretch that says nothing, where the text begins with one.
fn skipped(text: &str, before: Option<char>) -> Option<&str> {
    const EMPHASIS: [&str; 3] = ["**", "__", "`"];
    EMPHASIS
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
        .or_else(|| tags::tag(text).and_then(|(_, len)| text.get(len..)))
        .or_else(|| before.filter(|&c| is_han(c)).and_then(|_| after_pinyin(text)))
}

/// What stands after a reading in brackets: 應(yīng).
fn after_pinyin(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?;
    let end = inner.find([')', '）'])?;
    let (reading, after) = inner.split_at_checked(end)?;
    let letters = reading.chars().count();
    let tone = reading.chars().any(|c| matches!(c, 'à'..='ý' | 'ā'..='ǜ'));
    let latin = reading.chars().all(|c| c.is_ascii_lowercase() || matches!(c, 'à'..='ǜ'));
    let is_reading = tone && latin && (1..=PINYIN_MAX).contains(&letters);
    is_reading.then(|| after.trim_start_matches([')', '）']))
}

fn fold(c: char) -> char {
    match c {
        // Full-width digits, letters and signs of sums; Chinese punctuation stays.
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '＋'
        | '－'
        | '～'
        | '／'
        | '＠'
        | '＃'
        | '＊'
        | '＝'
        | '＜'
        | '＞' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '￥' => '¥',
        c if is_han(c) => match fold_char(c) {
            Folded::One(folded) if is_han(folded) => folded,
            _ => c,
        },
        c => c,
    }
}

/// A colon or point of a time or number, half-width.
fn between_digits(c: char, before: Option<char>, rest: &str) -> char {
    let half = match c {
        '：' => ':',
        '．' => '.',
        _ => return c,
    };
    let digit = |c: char| fold(c).is_ascii_digit();
    let inside = before.is_some_and(digit) && rest.chars().next().is_some_and(digit);
    if inside { half } else { c }
}

#[cfg(test)]
mod tests {
    use super::clean;
    use proptest::prelude::*;

    #[test]
    fn texts_as_recognisers_read_them() {
        for (from, to) in [
            ("群 内\r\n  严禁 广告", "群内严禁广告"),
            ("群内\u{200b}禁\u{ad}止\u{e0121}\u{e0145}广告", "群内禁止广告"),
            ("We\u{200b}Chat", "WeChat"),
            ("应当在２２：００前", "应当在22:00前"),
            ("适应(yīng)公司规(guī)定", "适应公司规定"),
            ("禁止發布賭博信息", "禁止发布赌博信息"),
            ("用 WeChat Work 群", "用WeChat Work群"),
            ("**严禁**广告,`收到`", "严禁广告,收到"),
            ("违者：警告（一次）。", "违者：警告（一次）。"),
            ("销售部(张三)", "销售部(张三)"),
            ("客服(kefu)", "客服(kefu)"),
            ("１０％的ＡＢ", "10%的AB"),
            ("<b>严禁</b>广告<br>,写<姓名>", "严禁广告,写<姓名>"),
            ("", ""),
        ] {
            assert_eq!(clean(from), to, "{from}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "[群應(yīng)0９：． a*`_\\n、。]{0,40}") {
            let once = clean(&text);
            // Emphasis signs may meet once what stood between them is gone.
            prop_assume!(!once.contains("**") && !once.contains("__"));
            prop_assert!(once.chars().all(|c| !c.is_control()));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,200}") {
            clean(&text);
        }
    }
}
