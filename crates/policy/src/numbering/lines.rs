//! A document's lines of text: without front matter, fenced blocks and rulings, and with a
//! line that plainly holds several numbered items taken apart.

use super::items::{Seen, take_apart};
use super::marker::{self, Marker, Style};
use super::{metadata, tags};

/// One line, or one of the items on it.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Its words with the marker, trimmed.
    pub text: &'a str,
    /// Where they start, in bytes and in characters.
    pub start: usize,
    pub char_start: usize,
    /// The marker, and where the words after it begin in `text`.
    pub marker: Option<(Marker, usize)>,
    /// Markdown heading level; 0 for other lines.
    pub hashes: u8,
    /// A Markdown list item.
    pub bullet: bool,
    /// A picture stands before it.
    pub pictured: bool,
    /// Something that is no text lies between this line and the one before.
    pub cut: bool,
    /// That is a block, and not a ruling alone.
    pub behind_block: bool,
    /// A blank line lies before.
    pub blank: bool,
}

impl<'a> Line<'a> {
    /// The words after the marker.
    pub(super) fn body(&self) -> &'a str {
        let from = self.marker.as_ref().map_or(0, |(_, from)| *from);
        self.text.get(from..).unwrap_or_default()
    }

    pub(super) fn style(&self) -> Option<Style> {
        self.marker.as_ref().map(|(marker, _)| marker.style)
    }

    /// Whether it is a remark on what stands above it, or attached to it.
    pub(super) fn remarks(&self) -> bool {
        self.style() == Some(Style::Note)
            && self
                .marker
                .as_ref()
                .is_some_and(|(marker, _)| marker.label.starts_with(['附', '注', '註', '备', '備']))
    }

    pub(super) fn number(&self) -> u32 {
        self.marker.as_ref().map_or(0, |(marker, _)| marker.number)
    }
}

/// An open fenced block: its sign and how often the sign stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    sign: char,
    count: usize,
}

impl Fence {
    /// The fence that a line opens, with its info string.
    pub fn opened_by(line: &str) -> Option<(Fence, &str)> {
        // Any indent: under list items, people indent blocks as far as the text.
        let text = line.trim_start();
        let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = text.trim_start_matches(sign);
        let count = text.len() - info.len();
        let info = info.trim();
        // A line of inline code is no fence, and a row of tildes is an ornament of a notice,
        // unless it says what it opens.
        let fence = match sign {
            '`' => !info.contains('`'),
            _ => info.starts_with(|c: char| c.is_ascii_alphabetic()),
        };
        (count >= 3 && fence).then_some((Fence { sign, count }, info))
    }

    /// Whether a line closes it.
    pub fn closed_by(self, line: &str) -> bool {
        let text = line.trim();
        text.chars().count() >= self.count && text.chars().all(|c| c == self.sign)
    }
}

/// The document's lines, in order.
pub(super) fn read(document: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let skip = metadata::text_begins(document);
    let mut at = 0;
    let mut chars = 0;
    let mut fence: Option<Fence> = None;
    let (mut cut, mut blank, mut block) = (false, false, false);
    let mut seen = Seen::default();
    for raw in document.split_inclusive('\n') {
        let (start, char_start) = (at, chars);
        at += raw.len();
        chars += raw.chars().count();
        if start < skip {
            continue;
        }
        if let Some(open) = fence {
            fence = (!open.closed_by(raw)).then_some(open);
            continue;
        }
        if let Some((open, _)) = Fence::opened_by(raw) {
            fence = Some(open);
            // Blank lines count from the block's end on: with or without the block, they are
            // the same.
            (cut, blank, block) = (true, false, true);
            continue;
        }
        let line = match document.get(at..).and_then(|behind| behind.lines().next()) {
            // The head of a table names its columns.
            Some(next) if raw.trim_start().starts_with('|') && tags::parts_head(next) => None,
            _ => one(raw, start, char_start),
        };
        let Some(mut line) = line else {
            let empty = after_indent(raw).is_empty();
            blank |= empty;
            // A ruling separates as a fence does.
            cut |= !empty;
            continue;
        };
        (line.cut, line.blank, line.behind_block) = (cut, blank, block);
        (cut, blank, block) = (false, false, false);
        take_apart(line, &mut seen, &mut lines);
    }
    number_bare(&mut lines);
    lines
}

/// Gives lines the numbers that they begin with without any mark (`1不发广告`, `2不刷屏`), where
/// three or more count on one after another.
fn number_bare(lines: &mut [Line<'_>]) {
    let bare = |line: &Line<'_>| {
        let plain = line.marker.is_none() && line.hashes == 0;
        plain.then(|| marker::bare(line.text)).flatten()
    };
    let mut at = 0;
    while let Some(rest) = lines.get_mut(at..).filter(|rest| !rest.is_empty()) {
        let counts = |(nth, line): &(usize, &Line<'_>)| {
            bare(line).is_some_and(|(found, _)| usize::try_from(found.number) == Ok(nth + 1))
        };
        let run = rest.iter().enumerate().take_while(counts).count();
        if run >= 3 {
            for line in rest.iter_mut().take(run) {
                line.marker = bare(line);
            }
        }
        at += run.max(1);
    }
}

/// What one physical line says, or nothing where it is blank or a ruling.
fn one(raw: &str, start: usize, char_start: usize) -> Option<Line<'_>> {
    let mut text = raw.trim_end();
    let mut hashes = 0;
    let mut bullet = false;
    text = after_indent(text);
    let cells = tags::cells(text);
    let tagged = tags::untagged(cells.unwrap_or(text));
    text = tagged.text;
    let count = text.bytes().take_while(|b| *b == b'#').count();
    let after = text.get(count..).unwrap_or_default();
    if (1..=6).contains(&count) && (after.is_empty() || after.starts_with(is_blank)) {
        hashes = u8::try_from(count).unwrap_or(6);
        text = after_indent(after);
        text = text.trim_end_matches('#').trim_end();
    } else if let Some(after) = after_bullet(text) {
        bullet = true;
        text = tags::unchecked(after);
    }
    hashes = tagged.heading.unwrap_or(hashes);
    // An item of a page, and a row of a table.
    bullet |= tagged.item || cells.is_some();
    // Pictures open a line, be it a heading or an item.
    let behind = text.trim_start_matches(|c| is_picture(c) || is_blank(c));
    let pictured = behind.len() < text.len();
    text = unadorned(behind);
    if tags::is_layout(text) || !text.chars().any(char::is_alphanumeric) || is_page_number(text) {
        return None;
    }
    // `text` is a part of `raw`, found by trimming only: its offset is the difference.
    let offset = text.as_ptr() as usize - raw.as_ptr() as usize;
    let before = raw.get(..offset).unwrap_or_default().chars().count();
    Some(Line {
        text,
        start: start + offset,
        char_start: char_start + before,
        marker: marker::read(text),
        hashes,
        bullet,
        pictured,
        cut: false,
        behind_block: false,
        blank: false,
    })
}

/// A line's words behind its indent: blanks, also such as web pages spell out.
fn after_indent(text: &str) -> &str {
    const SPELT_OUT: [&str; 4] = ["&emsp;", "&ensp;", "&nbsp;", "&#12288;"];
    let mut text = text.trim_start_matches(is_blank);
    while let Some(rest) = SPELT_OUT.iter().find_map(|blank| text.strip_prefix(blank)) {
        text = rest.trim_start_matches(is_blank);
    }
    text
}

/// A line without the rows of signs that people put around it: ~~~~ 二、…… ~~~~.
fn unadorned(text: &str) -> &str {
    const ORNAMENTS: [char; 4] = ['~', '～', '=', '＝'];
    let row = |text: &str| text.chars().take_while(|c| ORNAMENTS.contains(c)).count() > 2;
    if !row(text) {
        return text;
    }
    let behind = text.trim_start_matches(ORNAMENTS).trim_start_matches(is_blank);
    behind.trim_end_matches(ORNAMENTS).trim_end_matches(is_blank)
}

/// What stands behind the sign that a list's item begins with: one that also joins words, with a
/// blank, or a printer's.
fn after_bullet(text: &str) -> Option<&str> {
    let joins = ['-', '*', '+', '–', '—'];
    let after = text.strip_prefix(|c| joins.contains(&c) || PRINTERS_BULLETS.contains(c))?;
    let bullet = !text.starts_with(joins) || after.starts_with(is_blank);
    bullet.then(|| after.trim_start_matches(is_blank))
}

/// Printers' bullets.
const PRINTERS_BULLETS: &str = "•·●○■□◆◇▪►";

/// Whether a sign may stand before an item of a list on its line.
#[must_use]
pub fn is_bullet(c: char) -> bool {
    "-*+–—".contains(c) || PRINTERS_BULLETS.contains(c) || is_picture(c)
}

/// Emoji and the like (✅, 🚫, 📌, ※), with the signs that join and colour them.
#[must_use]
pub fn is_picture(c: char) -> bool {
    let joining = matches!(c, '\u{fe0f}' | '\u{200d}' | '\u{20e3}');
    // Circled digits are numbers.
    let sign = matches!(c, '\u{2190}'..='\u{23ff}' | '\u{25a0}'..='\u{2775}'
        | '\u{2780}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '※' | '‼' | '⁉');
    joining || sign || matches!(c, '\u{1f000}'..='\u{1faff}')
}

/// Whether a line is a page's number, as printed pages leave it in copied text: 第 3 页 共 8 页,
/// - 3 -, Page 3 of 8, 3/8.
#[must_use]
pub fn is_page_number(line: &str) -> bool {
    const MAX: usize = 40;
    let line = line.trim();
    if line.len() > MAX {
        return false;
    }
    let lower = line.to_ascii_lowercase();
    let words: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let numbered = |rest: &str| {
        // A number, and at most another one: of how many.
        let mut parts = rest.split(|c| !digit(c)).filter(|part| !part.is_empty());
        parts.next().is_some_and(|part| part.len() <= 12) && parts.nth(1).is_none()
    };
    let only = |signs: &str| words.chars().all(|c| digit(c) || signs.contains(c));
    let paged = only("第共页頁码,，/|-—()（）总计:：") && words.contains(['页', '頁']);
    let english = words.strip_prefix("page").is_some_and(|rest| {
        rest.replace("of", "/").chars().all(|c| digit(c) || "/.:-".contains(c))
    });
    // A bare number is one: a clause has words. With a mark after it, it is an item's number.
    let bare =
        only("") || (only("-—–·") && words.starts_with(|c| !digit(c)) && !words.ends_with(digit));
    let share = words.split_once('/').is_some_and(|(page, of)| {
        let number = |part: &str| !part.is_empty() && part.len() <= 3 && part.chars().all(digit);
        number(page) && number(of)
    });
    numbered(&words) && (paged || english || bare || share)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

/// Whether a sentence is over after a sign.
pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '。' | ';' | '；' | '!' | '！' | '?' | '？' | '…')
}

/// Whether a sign announces what follows.
pub(super) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}
