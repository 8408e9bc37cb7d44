//! Where a line stands among the headings and items before it, and how it is cited there.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;
use super::marker::{Marker, Style};
use crate::diagnostic::unseen;

/// Deeper nesting is flattened onto this many levels.
pub(super) const DEPTH_MAX: usize = 12;
/// Longest title in a citation or path, in characters.
const TITLE_MAX: usize = 40;

/// A heading or item that is open: what follows may stand beneath it.
#[derive(Debug)]
struct Open {
    style: Option<Style>,
    hashes: u8,
    heading: bool,
    /// Whether its words announce what follows: they end in a colon.
    announces: bool,
    /// How it is cited itself.
    cite: String,
    /// Its words without the marker.
    title: String,
    /// How paragraphs beneath it are cited.
    paragraphs_as: String,
    /// Paragraphs beneath it so far.
    paragraphs: u32,
    /// Items and headings beneath it so far.
    children: u32,
}

/// The open headings and items, outermost first.
#[derive(Debug, Default)]
pub(super) struct Place {
    open: Vec<Open>,
    /// Paragraphs before the first heading or item, and after the last.
    before: u32,
    after: u32,
    /// How often each citation was given.
    given: BTreeMap<String, u32>,
    /// Articles that are cited with their chapter, as each chapter starts anew at 1.
    by_chapter: BTreeSet<u32>,
}

/// Where a line stands.
#[derive(Debug)]
pub(super) struct Stand {
    pub cite: String,
    pub level: u8,
    pub path: Vec<String>,
}

impl Place {
    /// Looks through the document for articles whose numbers start anew in each chapter.
    pub(super) fn new(lines: &[Line<'_>]) -> Place {
        let mut chapter = 0_u32;
        let mut seen: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for line in lines {
            match line.style() {
                Some(Style::Chapter) => chapter += 1,
                Some(Style::Article) => {
                    seen.entry(line.number()).or_default().insert(chapter);
                }
                _ => {}
            }
        }
        let anew = seen.get(&1).is_some_and(|chapters| chapters.len() > 1);
        let twice = |(number, chapters): (&u32, &BTreeSet<u32>)| {
            (anew && chapters.len() > 1).then_some(*number)
        };
        Place { by_chapter: seen.iter().filter_map(twice).collect(), ..Place::default() }
    }

    /// Whether the innermost thing open is an item and no heading.
    pub(super) fn in_item(&self) -> bool {
        self.open.last().is_some_and(|top| !top.heading)
    }

    /// A heading without a number.
    pub(super) fn plain_heading(&mut self, line: &Line<'_>) -> Stand {
        if line.hashes > 0 {
            self.close_markdown(line.hashes);
        } else {
            // It ends every item and the plain heading before it, never a numbered heading.
            while self
                .open
                .last()
                .is_some_and(|top| !top.heading || (top.style.is_none() && top.hashes == 0))
            {
                self.open.pop();
            }
        }
        let title = title_of(line.text);
        let cite = self.unique(title.clone());
        self.push(line, None, true, cite, title)
    }

    /// A heading or item with a marker.
    pub(super) fn marked(&mut self, line: &Line<'_>, marker: &Marker, heading: bool) -> Stand {
        if line.hashes > 0 {
            self.close_markdown(line.hashes);
        } else {
            self.close_for(marker, heading);
        }
        let cite = self.cite(marker);
        let cite = self.unique(cite);
        let title = title_of(line.body());
        self.push(line, Some(marker.style), heading, cite, title)
    }

    /// A note: it stands beneath the article before it, or for itself.
    pub(super) fn note(&mut self, marker: &Marker) -> Stand {
        let article = self.open.iter().rev().find(|open| open.style == Some(Style::Article));
        let cite = match article {
            Some(article) if article.children > 0 || !article.heading => {
                format!("{}{}", article.cite, marker.label)
            }
            _ => marker.label.clone(),
        };
        let cite = self.unique(cite);
        self.stand(cite)
    }

    /// A paragraph without a number; `last` where no heading or item follows it.
    pub(super) fn paragraph(&mut self, last: bool) -> Stand {
        let leaf = self.in_item();
        let cite = if self.open.is_empty() {
            self.before += 1;
            format!("前言¶{}", self.before)
        } else if leaf && last {
            self.after += 1;
            format!("结尾¶{}", self.after)
        } else {
            let article = |open: &&mut Open| open.style == Some(Style::Article);
            let heading = self.open.iter().rposition(|open| open.heading);
            let top = self.open.len() - 1;
            let at = match heading {
                Some(heading) if self.open.last_mut().filter(article).is_none() => heading,
                _ => top,
            };
            match self.open.get_mut(at) {
                Some(open) => {
                    open.paragraphs += 1;
                    // An item's own words are its first paragraph.
                    let number = open.paragraphs + u32::from(!open.heading);
                    format!("{}¶{number}", open.paragraphs_as)
                }
                None => String::new(),
            }
        };
        let cite = self.unique(cite);
        self.stand(cite)
    }

    /// Closes what a marker ends.
    fn close_for(&mut self, marker: &Marker, heading: bool) {
        let fresh = self.open.last().is_some_and(|top| top.heading && top.children == 0);
        if marker.number == 1 && fresh && !self.encloses(marker.style) {
            return;
        }
        let same = |open: &Open| open.style == Some(marker.style);
        let outer = self.open.iter().rposition(|open| same(open) && (open.heading || !heading));
        let sibling = outer.or_else(|| self.open.iter().rposition(same));
        if let Some(at) = sibling {
            // A first item right beneath a heading of its own form has returned above.
            let nested = self.open.get(at).is_some_and(|open| open.heading && open.children == 0);
            if !(nested && marker.number == 1) {
                self.open.truncate(at);
            }
            return;
        }
        // An item that announces a list holds the list's first item, whatever its form: in
        // `3、…:` `(一)…` `(二)…` `4、…` the bracketed ones stand beneath 3.
        if marker.number == 1 && !self.encloses(marker.style) && self.announced() {
            return;
        }
        while self.open.last().is_some_and(|top| {
            top.hashes == 0 && top.style.is_some_and(|style| style.rank() > marker.style.rank())
        }) {
            self.open.pop();
        }
    }

    /// Whether the innermost thing open announces what follows, and nothing has followed yet.
    fn announced(&self) -> bool {
        self.open.last().is_some_and(|top| top.announces && top.children == 0)
    }

    /// Whether a form, by its nature, stands above everything that is open.
    fn encloses(&self, style: Style) -> bool {
        style.rank() <= Style::Article.rank()
            && self
                .open
                .last()
                .is_some_and(|top| top.style.is_some_and(|open| open.rank() >= style.rank()))
    }

    fn close_markdown(&mut self, hashes: u8) {
        if let Some(at) =
            self.open.iter().position(|open| open.hashes == 0 || open.hashes >= hashes)
        {
            self.open.truncate(at);
        }
    }

    fn push(
        &mut self,
        line: &Line<'_>,
        style: Option<Style>,
        heading: bool,
        cite: String,
        title: String,
    ) -> Stand {
        self.open.truncate(DEPTH_MAX - 1);
        if let Some(top) = self.open.last_mut() {
            top.children += 1;
        }
        let stand = self.stand(cite.clone());
        let named = heading && !title.is_empty() && style != Some(Style::Article);
        let paragraphs_as = match (named, style) {
            (true, Some(Style::Chapter | Style::Part)) => title.clone(),
            (true, _) => format!("{}{title}", self.chapter()),
            _ => cite.clone(),
        };
        let (paragraphs, children) = (0, 0);
        self.open.push(Open {
            style,
            hashes: line.hashes,
            heading,
            announces: line.text.trim_end().ends_with([':', '：']),
            cite,
            title,
            paragraphs_as,
            paragraphs,
            children,
        });
        stand
    }

    fn stand(&self, cite: String) -> Stand {
        let headings = self.open.iter().filter(|open| open.heading);
        let path = headings
            .map(|open| if open.title.is_empty() { &open.cite } else { &open.title })
            .cloned()
            .collect();
        Stand { cite, level: u8::try_from(self.open.len()).unwrap_or(u8::MAX), path }
    }

    /// The citation, marked where it was given before.
    fn unique(&mut self, cite: String) -> String {
        let count = self.given.entry(cite.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { cite } else { format!("{cite}(重号{count})") }
    }

    /// The chapter and section that are open, as a prefix.
    fn chapter(&self) -> String {
        let outer = self
            .open
            .iter()
            .rev()
            .find(|open| matches!(open.style, Some(Style::Chapter | Style::Section)));
        outer.map(|open| open.cite.clone()).unwrap_or_default()
    }

    fn cite(&self, marker: &Marker) -> String {
        let label = &marker.label;
        match marker.style {
            Style::Part | Style::Chapter | Style::Decimal(_) | Style::Note => label.clone(),
            Style::Section => format!("{}{label}", self.chapter()),
            Style::Article if self.by_chapter.contains(&marker.number) => {
                format!("{}{label}", self.chapter())
            }
            Style::Article => label.clone(),
            Style::Han => format!("{}{label}", self.han_parent()),
            Style::HanParen | Style::Arabic | Style::Paren | Style::Circled | Style::Letter => {
                self.within_parent(marker)
            }
        }
    }

    /// What stands before `一` in a citation.
    fn han_parent(&self) -> String {
        let outer = self.open.iter().rev().find(|open| {
            matches!(
                open.style,
                Some(Style::Chapter | Style::Section | Style::Article | Style::Arabic)
            )
        });
        match outer {
            Some(open) if open.style == Some(Style::Arabic) => open.title.clone(),
            Some(open) => open.cite.clone(),
            None => String::new(),
        }
    }

    /// An item's citation with that of the numbered thing that it stands beneath.
    fn within_parent(&self, marker: &Marker) -> String {
        let numbered = self
            .open
            .iter()
            .rev()
            .find(|open| open.style.is_some_and(|style| style != Style::Part));
        let label = &marker.label;
        let bare = label.trim_matches(|c| c == '(' || c == ')');
        let Some(parent) = numbered else {
            let heading = self.open.iter().rev().find(|open| open.heading && open.style.is_none());
            let title = heading.map(|open| open.title.as_str()).unwrap_or_default();
            return match marker.style {
                Style::Paren if !title.is_empty() => format!("{title}({bare})"),
                _ => format!("{title}{label}"),
            };
        };
        let (above, own) = (parent.style, marker.style);
        // Two plain numbers in a row would read as one: the title stands for the outer one.
        let above_plain = matches!(above, Some(Style::Arabic | Style::Decimal(_)));
        match own {
            Style::Arabic if above_plain && !parent.title.is_empty() => {
                format!("{}{label}", parent.title)
            }
            Style::Arabic if above == Some(Style::Han) => format!("{}、{label}", parent.cite),
            Style::Arabic if above == Some(Style::Article) => format!("{}({label})", parent.cite),
            Style::Paren if label.ends_with(')') => format!("{}({bare})", parent.cite),
            _ => format!("{}{label}", parent.cite),
        }
    }
}

/// A heading's words as they stand in citations and paths.
pub(super) fn title_of(text: &str) -> String {
    // Not the sign of a quotation.
    let words = text.trim_start_matches(['>', ' ']);
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || ":：?？。".contains(c));
    // A bracket that opens and never closes is not part of the name.
    let words = match words.rsplit_once(['(', '（']) {
        Some((before, inside)) if !inside.contains([')', '）']) && !before.is_empty() => before,
        _ => words,
    };
    words.trim().chars().filter(|c| !unseen(*c)).take(TITLE_MAX).collect()
}
