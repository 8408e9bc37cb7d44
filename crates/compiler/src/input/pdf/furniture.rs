//! What a printed page has beside the text: headers, footers, page numbers.

use std::collections::BTreeMap;

use super::lines::Line;

/// How far headers and footers reach, in thousandths of the page's height.
const EDGE: i64 = 120;

/// The lines of every page without headers, footers and page numbers.
///
/// A header is what stands at the edge of at least half the pages, but for its numbers. The
/// first page's title often is the header of the others: there it stands below the edge.
pub(super) fn without(pages: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
    let mut seen: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for page in &pages {
        let mut own: Vec<(bool, String)> =
            page.iter().filter_map(|line| Some((edge(line)?, pattern(&line.text)))).collect();
        own.sort();
        own.dedup();
        for one in own {
            *seen.entry(one).or_default() += 1;
        }
    }
    let count = pages.len();
    let repeated = |line: &Line| {
        let times = edge(line).and_then(|at| seen.get(&(at, pattern(&line.text))).copied());
        times.is_some_and(|times| times >= 2 && times * 2 >= count)
    };
    let keeps = |line: &Line| {
        !(repeated(line) || edge(line).is_some() && policy::numbering::is_page_number(&line.text))
    };
    pages.into_iter().map(|page| page.into_iter().filter(keeps).collect()).collect()
}

/// Whether a line stands at the page's upper (false) or lower edge (true).
fn edge(line: &Line) -> Option<bool> {
    match line.place {
        place if place < EDGE => Some(false),
        place if place > 1_000 - EDGE => Some(true),
        _ => None,
    }
}

/// A line without its numbers and white space, so that page numbers do not tell lines apart.
fn pattern(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c.is_ascii_digit() {
            true if out.ends_with('#') => {}
            true => out.push('#'),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[(&str, i64)]) -> Vec<Line> {
        let line = |&(text, place): &(&str, i64)| Line { text: text.to_owned(), place, gap: false };
        lines.iter().map(line).collect()
    }

    #[test]
    fn what_repeats_at_the_edges_goes() {
        let pages = vec![
            page(&[("晨光社区", 50), ("一、群名", 200), ("实名。", 940), ("第1页", 960)]),
            page(&[("晨光社区", 50), ("二、群名", 200), ("2", 960)]),
        ];
        let kept: Vec<String> =
            without(pages).into_iter().flatten().map(|line| line.text).collect();
        assert_eq!(kept, ["一、群名", "实名。", "二、群名"]);
    }
}
