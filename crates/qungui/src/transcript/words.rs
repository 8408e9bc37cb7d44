//! Small pieces of reading that the other files share.

/// Without one of these at the start, and white space after it.
pub(super) fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word)).map(str::trim_start)
}

/// What stands before and after the first colon outside brackets, half- or full-width.
pub(super) fn split_colon(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            ':' | '：' if depth == 0 => {
                let rest = text.get(at + c.len_utf8()..)?;
                return Some((text.get(..at)?.trim(), rest.trim()));
            }
            _ => {}
        }
    }
    None
}

/// A text without the quotation marks around it.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['“', '”', '「', '」', '"', '\'', '‘', '’', '『', '』']).trim()
}

/// The text in the brackets with which it ends, and what stands before them.
pub(super) fn brackets(text: &str) -> (&str, Option<&str>) {
    let trimmed = text.trim();
    let Some(inner) = trimmed.strip_suffix([')', '）']) else { return (trimmed, None) };
    let mut depth = 1usize;
    for (at, c) in inner.char_indices().rev() {
        match c {
            ')' | '）' => depth += 1,
            '(' | '（' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            let inside = inner.get(at + c.len_utf8()..).unwrap_or_default();
            return (inner.get(..at).unwrap_or_default().trim(), Some(inside.trim()));
        }
    }
    (trimmed, None)
}

/// The parts of a list, split outside brackets and quotation marks.
pub(super) fn parts<'a>(text: &'a str, signs: &[char]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let (mut depth, mut from) = (0usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '[' | '【' | '“' | '{' => depth += 1,
            ')' | '）' | ']' | '】' | '”' | '}' => depth = depth.saturating_sub(1),
            c if depth == 0 && signs.contains(&c) => {
                found.push(text.get(from..at).unwrap_or_default());
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(text.get(from..).unwrap_or_default());
    found.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The number of a case: 第2件, 第二件, 2号.
pub(super) fn case_number(text: &str) -> Option<u32> {
    if text.contains(super::NEWEST_CASE) {
        return None;
    }
    let rest = text.split_once('第').map_or(text, |(_, rest)| rest);
    let end = rest.find(['件', '号', '案'])?;
    let written = rest.get(..end)?;
    let found = text::words::numbers(written).pop().filter(|found| found.end == written.len())?;
    Some(found.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_brackets() {
        assert_eq!(
            parts("小王、小李(管理员、领导),小赵", &['、', ',']),
            ["小王", "小李(管理员、领导)", "小赵"]
        );
        assert_eq!(brackets("提醒(二(二)7)"), ("提醒", Some("二(二)7")));
        assert_eq!(brackets("提醒"), ("提醒", None));
        assert_eq!(split_colon("小王：在吗"), Some(("小王", "在吗")));
        assert_eq!(split_colon("发公告(18:00前):开会"), Some(("发公告(18:00前)", "开会")));
        assert_eq!(case_number("同意第二件"), Some(2));
        assert_eq!(case_number("同意12号"), Some(12));
        assert_eq!(case_number("同意上一件"), None);
    }
}
