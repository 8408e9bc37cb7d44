//! What the TOML reader objects to, in words for people who have not met TOML.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Reader;
use crate::diagnostic::{Diagnostic, codes, quoted};

/// Reports the objections to a stretch of TOML that starts at byte `base` of the file: one a
/// line. Returns the lines, by their number from 0.
pub(super) fn report(
    reader: &mut Reader<'_>,
    content: Range<usize>,
    errors: &[toml::de::Error],
    cite: &str,
) -> BTreeSet<u32> {
    let mut lines = BTreeSet::new();
    let mut spans: Vec<(Range<usize>, &str)> = errors
        .iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            let at = |byte: usize| (content.start + byte).min(content.end);
            (at(span.start)..at(span.end), error.message())
        })
        .collect();
    spans.sort_by_key(|(span, _)| span.start);
    for (span, message) in spans {
        let text = reader.source.text;
        // An objection at a line's end belongs to that line, not to the next.
        let start = before_line_end(text, span.start, content.start);
        let written = text.get(span.clone()).unwrap_or_default();
        let spot = reader.source.spot(start..span.end.max(start));
        if lines.insert(spot.place.line) {
            let starts_table = spot.source.trim_start().starts_with('[');
            let (code, message, help) = in_words(message, written, starts_table);
            reader.report(Diagnostic::error(code, message, spot).help(help).cite(cite));
        }
    }
    lines
}

fn before_line_end(text: &str, at: usize, from: usize) -> usize {
    let before = text.get(from..at).unwrap_or_default();
    if text.get(at..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['\n', '\r'])) {
        return at;
    }
    let trimmed = before.trim_end();
    let last = trimmed.chars().next_back().map_or(0, char::len_utf8);
    from + trimmed.len() - last.min(trimmed.len())
}

/// The code, the message and what to do.
fn in_words(
    message: &str,
    written: &str,
    starts_table: bool,
) -> (&'static str, String, &'static str) {
    let syntax = |message: &str, help| (codes::SYNTAX, message.to_owned(), help);
    let has = |part: &str| message.contains(part);
    if has("duplicate key") && starts_table {
        let help = "每一条的规则名都用双层方括号,如 [[ads]]";
        return (
            codes::DUPLICATE_TABLE,
            format!("规则 {} 在一个块里写了两次", quoted(written)),
            help,
        );
    }
    if has("duplicate key") {
        let help = "只留一个";
        return (codes::DUPLICATE_KEY, format!("参数 {} 写了两次", quoted(written)), help);
    }
    if has("invalid date") {
        let help = "写成日历上有的日期,如 2026-03-01";
        return (codes::NO_SUCH_DATE, format!("没有 {} 这个日期", quoted(written)), help);
    }
    if has("invalid time") || (has("invalid datetime") && written.contains(':')) {
        let help = "时间写成 \"22:00\" 这样,放在英文双引号里";
        return (codes::NO_SUCH_TIME, format!("没有 {} 这个时间", quoted(written)), help);
    }
    if has("basic string") || has("literal string, expected") {
        return syntax("文字缺少收尾的引号", "在文字末尾加上英文双引号");
    }
    let unquoted = has("must be quoted")
        || ["invalid float", "invalid integer", "invalid boolean", "invalid datetime"]
            .iter()
            .any(|part| has(part));
    if unquoted && !written.is_empty() {
        let message = format!("{} 没有放在英文双引号里", quoted(written));
        return (codes::SYNTAX, message, "文字和时间要写成 \"…\",用英文双引号");
    }
    if has("unclosed table") {
        return syntax("规则名缺少 `]`", "规则名写成 [规则名],用英文方括号");
    }
    if has("unclosed array") {
        return syntax("列表缺少 `]`", "列表写成 [\"…\", \"…\"],用英文方括号和逗号");
    }
    if has("unclosed inline table") {
        return syntax("花括号缺少 `}`", "补上 `}`");
    }
    if has("key with no value") || has("missing value") {
        return syntax("这一行缺少 `=` 和值", "每行写一个「参数 = 值」");
    }
    if has("unquoted key") || has("empty") {
        return syntax("参数名只能用英文字母、数字、`-` 和 `_`", "每行写一个「参数 = 值」");
    }
    if has("comma") || has("separator") {
        return syntax("列表里缺少逗号", "列表写成 [\"…\", \"…\"],用英文逗号");
    }
    syntax("这一行不符合 TOML 的写法", "每行写一个「参数 = 值」,文字放在英文双引号里")
}
