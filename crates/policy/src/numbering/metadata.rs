//! What stands above a document's text and is none: front matter, our own between `+++` lines and
//! what other programs write between `---` lines.

use std::ops::Range;

/// Where front matter at the very top ends; 0 where there is none.
#[must_use]
pub fn after_front_matter(text: &str) -> usize {
    let start = top(text);
    let ours = text.get(start..).and_then(|text| between("+++", text)).map(|(_, end)| start + end);
    ours.or_else(|| others(text, start).map(|(_, end)| end)).unwrap_or(0)
}

/// Where the text begins: behind front matter, and behind what another program wrote there before
/// ours was put above it.
#[must_use]
pub fn text_begins(text: &str) -> usize {
    let at = after_front_matter(text);
    others(text, at).map_or(at, |(_, end)| end)
}

/// The title that another program's front matter gives.
pub(super) fn title(text: &str) -> Option<&str> {
    let at = top(text);
    let (content, _) = others(text, at).or_else(|| others(text, after_front_matter(text)))?;
    let title = text.get(content)?.lines().find_map(|line| line.strip_prefix("title:"))?;
    let title = title.trim().trim_matches(['"', '\'']).trim();
    (!title.is_empty()).then_some(title)
}

fn top(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Another program's front matter from a byte on, blank lines before it left out: its lines, and
/// where it ends. Rulings with text between them are none.
fn others(text: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let (content, end) = between("---", text.get(start..)?)?;
    let content = start + content.start..start + content.end;
    let key = |line: &str| {
        line.split_once(':').is_some_and(|(key, _)| {
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        })
    };
    let lines = || text.get(content.clone()).unwrap_or_default().lines();
    let belongs = |line: &str| key(line) || line.is_empty() || line.starts_with([' ', '-', '#']);
    (lines().any(key) && lines().all(|line| belongs(line.trim_end())))
        .then_some((content.clone(), start + end))
}

/// What stands between a first line and the next one that are such a sign, and where that ends.
fn between(sign: &str, text: &str) -> Option<(Range<usize>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().filter(|line| line.trim_end() == sign)?.len();
    let mut at = opening;
    for line in lines {
        let end = at + line.len();
        if line.trim_end() == sign {
            return Some((opening..at, end));
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_text_begins() {
        let yaml = "---\ntitle: \"读书会群规\"\ntags:\n  - 群\n---\n";
        for (text, front, begins, told) in [
            ("一、不吵架\n".to_owned(), 0, 0, None),
            ("+++\nid = 1\n+++\n一、".to_owned(), 15, 15, None),
            (format!("{yaml}一、"), yaml.len(), yaml.len(), Some("读书会群规")),
            (format!("+++\n+++\n\n{yaml}一、"), 8, 9 + yaml.len(), Some("读书会群规")),
            ("---\n一、不吵架\n---\n".to_owned(), 0, 0, None),
            ("\u{feff}+++\n".to_owned(), 0, 0, None),
        ] {
            assert_eq!(after_front_matter(&text), front, "{text}");
            assert_eq!((text_begins(&text), title(&text)), (begins, told), "{text}");
        }
    }
}
