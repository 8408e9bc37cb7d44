//! What a page's layout leaves in Markdown: tags around a line's words, boxes, rows of tables.

/// A line without the tags around its words.
pub(super) struct Untagged<'t> {
    pub text: &'t str,
    /// The level of the heading that it is.
    pub heading: Option<u8>,
    /// It is an item of a list.
    pub item: bool,
}

/// Takes off the tags that a line begins and ends with; those inside it stay.
pub(super) fn untagged(line: &str) -> Untagged<'_> {
    let mut found = Untagged { text: line, heading: None, item: false };
    while let Some((name, len)) = tag(found.text) {
        let opens = !found.text.starts_with("</");
        let level = name.strip_prefix(['h', 'H']).and_then(|level| level.parse().ok());
        found.heading = found.heading.or(level.filter(|level| opens && (1..=6).contains(level)));
        found.item |= opens && name.eq_ignore_ascii_case("li");
        found.text = found.text.get(len..).unwrap_or_default().trim_start();
    }
    while found.text.ends_with('>') {
        let at = found.text.rfind('<').unwrap_or(0);
        let last = found.text.get(at..).unwrap_or_default();
        if tag(last).is_none_or(|(_, len)| len < last.len()) {
            break;
        }
        found.text = found.text.get(..at).unwrap_or_default().trim_end();
    }
    found
}

/// The name of the tag that a text begins with, and how many bytes it has.
#[must_use]
pub fn tag(text: &str) -> Option<(&str, usize)> {
    /// Longer than any that is written by hand.
    const BYTES_MAX: usize = 1_000;
    const NAMES: [&str; 41] = [
        "a",
        "article",
        "b",
        "blockquote",
        "br",
        "center",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "footer",
        "header",
        "hr",
        "i",
        "img",
        "li",
        "main",
        "mark",
        "ol",
        "p",
        "s",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ];
    let inner = text.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let len = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, rest) = inner.split_at_checked(len)?;
    let known = |name: &str| {
        let heading = matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6']);
        heading || NAMES.iter().any(|one| one.eq_ignore_ascii_case(name))
    };
    if !rest.starts_with(['>', ' ', '/']) || !known(name) {
        return None;
    }
    let end = rest.bytes().take(BYTES_MAX).position(|byte| byte == b'>')?;
    let attributes = rest.get(..end)?;
    (!attributes.contains('<')).then_some((name, text.len() - rest.len() + end + 1))
}

/// Whether a line is layout without words: a comment, what opens or closes a coloured box
/// (`:::tip`, `!!! warning`, `[!NOTE]`), a directive (`.. _rules:`).
pub(super) fn is_layout(line: &str) -> bool {
    const LEADS: [&str; 3] = [":::", ".. _", ".. code"];
    // What a box is called; !!! before a rule only calls out.
    let named = ["!!! ", "??? "].iter().find_map(|lead| line.strip_prefix(lead));
    let alert = line.trim_start_matches(['>', ' ']).strip_prefix("[!");
    line.starts_with("<!--") && line.ends_with("-->")
        || LEADS.iter().any(|opening| line.starts_with(opening))
        || named.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        || alert
            .and_then(|name| name.strip_suffix(']'))
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// An item of a list without the box that is ticked.
pub(super) fn unchecked(item: &str) -> &str {
    ["[ ] ", "[x] ", "[X] "].iter().find_map(|sign| item.strip_prefix(sign)).unwrap_or(item)
}

/// The cells of a table's row in Markdown, without the strokes around them.
pub(super) fn cells(line: &str) -> Option<&str> {
    line.strip_prefix('|').and_then(|row| row.strip_suffix('|')).map(str::trim)
}

/// Whether a line parts a table's head from its rows: `| :--- | ---- |`.
pub(super) fn parts_head(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|')
        && line.contains("--")
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_around_words() {
        for (line, text, heading, item) in [
            ("<p style=\"color: red\">不吵架。</p>", "不吵架。", None, false),
            ("<h3>规矩</h3>", "规矩", Some(3), false),
            ("<li><b>一、</b>不刷屏</li>", "一、</b>不刷屏", None, true),
            ("</div>", "", None, false),
            ("</h3></li>不吵架", "不吵架", None, false),
            ("<br/>", "", None, false),
            ("<群名>要写对<br>", "<群名>要写对", None, false),
            ("昵称写成<姓名>", "昵称写成<姓名>", None, false),
            ("1 < 2 > 0", "1 < 2 > 0", None, false),
        ] {
            let found = untagged(line);
            assert_eq!((found.text, found.heading, found.item), (text, heading, item), "{line}");
        }
    }

    #[test]
    fn layout_has_no_words() {
        for line in
            ["<!-- 目录 -->", ":::tip 先读", "!!! warning \"注意\"", "> [!IMPORTANT]", ".. _rules:"]
        {
            assert!(is_layout(line), "{line}");
        }
        assert!(!is_layout("!!! 不吵架") && !is_layout("[!]不吵架") && !is_layout("> 不吵架"));
        assert_eq!(unchecked("[x] 不吵架"), "不吵架");
    }

    #[test]
    fn rows_of_tables() {
        assert_eq!(cells("| 1 | 不吵架 |"), Some("1 | 不吵架"));
        assert!(parts_head("| :--- | ---: |") && !parts_head("| 一 | 二 |") && !parts_head("---"));
    }
}
