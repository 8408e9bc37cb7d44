//! What of a message is the speaker's own: quotations at its head are left out.

/// How many quotations one within the other are taken off.
const DEPTH: usize = 8;
/// How many closing marks are tried for the end of a quotation.
const CLOSING_MAX: usize = 64;

/// Splits a message into the quotations at its head and the speaker's own words.
#[must_use]
pub fn split(text: &str) -> (&str, &str) {
    let own = own(text);
    text.split_at_checked(text.len() - own.len()).unwrap_or(("", text))
}

/// The message without the quotations at its head. Always an end piece of `text`.
fn own(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..DEPTH {
        let head = rest.trim_start();
        let after = match head.chars().next() {
            Some('「') => after_wechat(head),
            Some('>' | '＞') => Some(after_marked_lines(head)),
            Some('[') => after_reply(head),
            _ => None,
        };
        match after {
            Some(after) => rest = after,
            None => break,
        }
    }
    rest
}

/// WeChat: `「name：message」`, a line of dashes, then the answer.
fn after_wechat(head: &str) -> Option<&str> {
    let mut from = 0;
    for _ in 0..CLOSING_MAX {
        from += head.get(from..)?.find("」")? + "」".len();
        let rest = head.get(from..)?.trim_start_matches([' ', '\r']);
        if let Some(rest) = rest.strip_prefix('\n') {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            if is_rule(line) {
                return Some(after);
            }
        }
    }
    None
}

/// A line of at least three dashes and nothing else.
fn is_rule(line: &str) -> bool {
    let dash = |c: char| matches!(c, '-' | '－' | '—' | '–' | '─' | '_');
    line.chars().filter(|&c| dash(c)).count() >= 3
        && line.chars().all(|c| dash(c) || c.is_whitespace())
}

/// QQ and mail: lines that begin with `>`.
fn after_marked_lines(head: &str) -> &str {
    let mut rest = head;
    while rest.trim_start().starts_with(['>', '＞']) {
        rest = rest.trim_start().split_once('\n').map_or("", |(_, after)| after);
    }
    rest
}

/// `[回复…]`, `[引用…]` or `[CQ:reply,…]`, brackets inside it balanced.
fn after_reply(head: &str) -> Option<&str> {
    let inner = head.strip_prefix('[')?;
    if !["回复", "引用", "CQ:reply", "Reply"].iter().any(|mark| inner.starts_with(mark)) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, c) in inner.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 0 => return inner.get(at + 1..),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotations_are_not_own_words() {
        for (text, is) in [
            ("早上好", "早上好"),
            ("「小王：明天几点」\n- - - - - - - -\n九点", "九点"),
            ("「小王：他说「好」\n第二行」\r\n———————\n九点", "九点"),
            ("「小王：明天几点」", "「小王：明天几点」"),
            ("「小王：明天几点」我也想问", "「小王：明天几点」我也想问"),
            ("「小王：几点」\n-----", ""),
            ("> 明天几点\n> 哪里\n九点", "九点"),
            (">只有引用", ""),
            ("[回复 小王：看[图片]这里] 看到了", " 看到了"),
            ("[CQ:reply,id=77]看到了", "看到了"),
            ("[回复没有结尾", "[回复没有结尾"),
            ("[微笑]好", "[微笑]好"),
            ("[引用 甲]\n> 乙\n好", "好"),
            ("", ""),
        ] {
            assert_eq!(own(text), is, "{text}");
        }
    }

    proptest! {
        #[test]
        fn own_words_are_an_end_piece(text in "[「」>\\[\\]回复\n -a：]{0,40}") {
            prop_assert!(text.ends_with(own(&text)));
        }
    }
}
