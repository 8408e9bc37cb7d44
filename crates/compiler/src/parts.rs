//! Several policies in one file: where each begins.
//!
//! Compiled as one, their articles would mix: two clauses 第三条, and one policy's penalties for
//! the other's breaches.

use std::ops::Range;

use policy::numbering::{self, Clause, Heading, Style};

/// Most policies told apart; the rest stays with the last one.
const PARTS_MAX: usize = 100;
/// How many clauses and headings after a title the first number is looked for in: a preamble
/// and an address may come before it.
const AHEAD: usize = 6;
/// How a policy's title ends.
const TITLE_ENDS: [&str; 20] = [
    "制度",
    "规定",
    "办法",
    "细则",
    "公约",
    "守则",
    "章程",
    "规范",
    "须知",
    "群规",
    "约定",
    "条例",
    "规则",
    "协议",
    "承诺书",
    "倡议书",
    "规程",
    "准则",
    "(试行)",
    "（试行）",
];

/// One policy of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePart {
    /// Its title.
    pub title: String,
    /// Where it stands in the text, in bytes; whole lines.
    pub bytes: Range<usize>,
    /// The same in Unicode characters.
    pub chars: Range<usize>,
    /// Its first and last line, from 1.
    pub lines: (usize, usize),
}

/// A heading or clause, as far as it says where a policy begins.
struct Line<'a> {
    start: usize,
    text: &'a str,
    marker: Option<(Style, u32)>,
}

/// The policies that a text holds; fewer than two: it is one.
///
/// A further policy begins where a line without a number ends as titles do, and the outermost
/// numbering of the text so far starts again from one beneath it.
#[must_use]
pub fn parts(text: &str) -> Vec<FilePart> {
    let outline = numbering::outline(text);
    let mut lines: Vec<Line<'_>> = Vec::new();
    lines.extend(outline.clauses.iter().map(|clause| of_clause(clause, text)));
    lines.extend(outline.headings.iter().map(|heading| of_heading(heading, text)));
    lines.sort_by_key(|line| line.start);
    let mut starts = vec![(0, outline.title.clone().unwrap_or_default())];
    // The outermost form of number since the last title, and how far it has come.
    let mut outer: Option<(Style, u32)> = None;
    for (at, line) in lines.iter().enumerate() {
        if let Some((style, number)) = line.marker {
            match outer {
                Some((of, last)) if of == style => outer = Some((of, last.max(number))),
                Some((of, _)) if of.rank() < style.rank() => {}
                _ => outer = Some((style, number)),
            }
            continue;
        }
        let Some((style, last)) = outer else { continue };
        if starts.len() < PARTS_MAX && last >= 2 && is_title(line.text) {
            let ahead = lines.get(at + 1..).unwrap_or_default().iter().take(AHEAD);
            let first = ahead.filter_map(|line| line.marker).next();
            // 1、 starts again beneath every heading; the other forms count through a document.
            if first == Some((style, 1)) && style.rank() <= Style::Han.rank() {
                starts.push((line_start(text, line.start), line.text.trim().to_owned()));
                outer = None;
            }
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]).collect::<Vec<_>>();
    let mut out = Vec::new();
    let (mut chars, mut line) = (0, 1);
    for ((start, title), end) in starts.into_iter().zip(ends) {
        let words = text.get(start..end).unwrap_or_default();
        let (count, breaks) = (words.chars().count(), words.matches('\n').count());
        let trailing = usize::from(words.ends_with('\n'));
        out.push(FilePart {
            title,
            bytes: start..end,
            chars: chars..chars + count,
            lines: (line, (line + breaks).saturating_sub(trailing)),
        });
        chars += count;
        line += breaks;
    }
    out
}

fn of_clause<'a>(clause: &Clause, text: &'a str) -> Line<'a> {
    let marker = clause.marker.as_ref().filter(|marker| marker.style != Style::Note);
    Line {
        start: clause.bytes.start,
        text: clause.text(text),
        marker: marker.map(|marker| (marker.style, marker.number)),
    }
}

fn of_heading<'a>(heading: &Heading, text: &'a str) -> Line<'a> {
    let marker = heading.marker.as_ref().map(|marker| (marker.style, marker.number));
    Line {
        start: heading.bytes.start,
        text: text.get(heading.bytes.clone()).unwrap_or_default(),
        marker,
    }
}

/// The start of the line on which a byte stands.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1)
}

fn is_title(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['》', '*', '#', ' ']);
    (5..=40).contains(&text.chars().take(41).count())
        && !text.contains(['。', ';', '；', ',', '\u{ff0c}', ':', '：', '\n'])
        && TITLE_ENDS.iter().any(|end| text.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<(String, (usize, usize))> {
        parts(text).into_iter().map(|part| (part.title, part.lines)).collect()
    }

    const FIRST: &str = "业主群管理规定\n第一条 用真名。\n第二条 不发广告。\n";

    #[test]
    fn policies_one_after_another() {
        let text = format!(
            "{FIRST}\n车位群管理办法\n为了方便大家,定这个办法。\n第一条 只谈车位。\n第二条 不吵架。\n"
        );
        let expected =
            [("业主群管理规定".to_owned(), (1, 4)), ("车位群管理办法".to_owned(), (5, 8))];
        assert_eq!(titles(&text), expected);
        let parts = parts(&text);
        let whole: String = parts.iter().filter_map(|part| text.get(part.bytes.clone())).collect();
        assert_eq!(whole, text);
        assert_eq!(parts.last().map(|part| part.chars.end), Some(text.chars().count()));
    }

    #[test]
    fn one_policy_stays_whole() {
        for text in [
            FIRST.to_owned(),
            // A heading that ends like a title, with items of an inner numbering.
            "群管理办法\n一、总则\n1、真名。\n2、礼貌。\n二、细则\n群聊发言规定\n1、不刷屏。\n2、不吵。\n"
                .to_owned(),
            // Articles that go on.
            format!("{FIRST}车位使用规定\n第三条 只谈车位。\n"),
            // A sentence.
            format!("{FIRST}请大家遵守本规定。\n第一条 重号。\n"),
            "群名片规范\n1、真名。\n2、部门。\n群聊发言规范\n1、不刷屏。\n2、不吵。\n".to_owned(),
            String::new(),
        ] {
            assert_eq!(parts(&text).len(), 1, "{text}");
        }
    }
}
