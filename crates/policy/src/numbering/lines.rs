//! A document's lines of text: without front matter, fenced blocks and rulings, and with a
//! line that plainly holds several numbered items taken apart.

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
    lines
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

/// The markers seen so far.
#[derive(Default)]
struct Seen {
    /// The last one: a line without its own goes on with its numbering.
    last: Option<Marker>,
    /// The number of the last article.
    article: u32,
}

/// Pushes a line, cut before each further item that it plainly holds: one whose number is the
/// next, right after the end of a sentence.
fn take_apart<'a>(line: Line<'a>, seen: &mut Seen, lines: &mut Vec<Line<'a>>) {
    let mut rest = line;
    loop {
        if let Some((marker, _)) = &rest.marker {
            if marker.style == Style::Article {
                seen.article = marker.number;
            }
            seen.last = Some(marker.clone());
        }
        let Some((at, found)) = next_item(&rest, seen) else { break };
        let Some((head, tail)) = rest.text.split_at_checked(at) else { break };
        let following = Line {
            text: tail,
            start: rest.start + at,
            char_start: rest.char_start + head.chars().count(),
            marker: Some(found),
            hashes: 0,
            bullet: false,
            pictured: false,
            cut: false,
            behind_block: false,
            blank: false,
        };
        lines.push(Line { text: head.trim_end(), ..rest });
        rest = following;
    }
    lines.push(rest);
}

/// The place in a line where its next item begins.
fn next_item(line: &Line<'_>, seen: &Seen) -> Option<(usize, (Marker, usize))> {
    let own = line.marker.as_ref().map(|(marker, _)| marker);
    let body = line.body();
    let from = line.text.len() - body.len();
    let (mut over, mut opened, mut spaced) = (false, false, false);
    // Whether what was read so far may be a heading with its first item behind it.
    let mut name = own.is_some();
    for (count, (at, c)) in body.char_indices().enumerate() {
        if c.is_whitespace() {
            spaced = true;
            continue;
        }
        let tail = body.get(at..)?;
        let found = if over {
            marker::read(tail)
                .filter(|(found, _)| {
                    own.or(seen.last.as_ref()).is_some_and(|own| follows(own, found))
                        || (found.style == Style::Article && found.number == seen.article + 1)
                })
                .or_else(|| own.is_none().then(|| one_of_several(tail)).flatten())
        } else if opened {
            first_of_several(tail, own)
        } else if spaced && name && at > 0 {
            marker::read(tail).filter(|(found, _)| own.is_some_and(|own| opens(own, found)))
        } else if count >= ITEM_MIN && is_enclosed(c) {
            own.and_then(|own| wrapped_item(body, at, own))
        } else {
            None
        };
        if let Some(found) = found.filter(|(_, words)| *words < tail.len()) {
            return Some((from + at, found));
        }
        (over, opened, spaced) = (is_stop(c), is_colon(c), false);
        name &= !over && !opened && c != ',' && c != '\u{ff0c}' && count < NAME_MAX;
    }
    None
}

/// The shortest item that the next one may follow without a stop between them, in characters.
const ITEM_MIN: usize = 6;

/// Whether a sign begins a number in brackets or in a circle.
fn is_enclosed(c: char) -> bool {
    matches!(c, '(' | '（' | '①'..='⒇' | '㈠'..='㈩')
}

/// Whether a marker's number stands in brackets or in a circle: where it is not spoken of, such a
/// number begins an item without a stop before it.
fn is_wrapped(marker: &Marker) -> bool {
    matches!(marker.style, Style::Paren | Style::HanParen | Style::Circled)
        && !marker.label.starts_with(|c: char| c.is_ascii_digit())
}

/// The item after `own` that begins at a place in its body, both with wrapped numbers.
fn wrapped_item(body: &str, at: usize, own: &Marker) -> Option<(Marker, usize)> {
    if !is_wrapped(own) {
        return None;
    }
    let (before, tail) = body.split_at_checked(at)?;
    let (found, words) = marker::read(tail)?;
    let spoken_of = is_spoken_of(before.trim_end(), tail.get(words..)?);
    (follows(own, &found) && !spoken_of).then_some((found, words))
}

/// Whether a wrapped number between these texts is spoken of: 第(二)项, 上述(1)、(2)两项,
/// 按附件(2)的格式.
fn is_spoken_of(before: &str, behind: &str) -> bool {
    const BEFORE: &[&str] =
        &["第", "、", "上述", "前述", "所述", "参见", "详见", "见附件", "按附件", "违反", "符合"];
    const BEHIND: &[char] = &['的', '项', '款', '类', '、'];
    const JOINTS: &[char] = &['和', '及', '与', '或', '至', '到', '-', '~', '—'];
    let is_closed = |c: char| matches!(c, ')' | '）') || is_enclosed(c);
    let joined = before.strip_suffix(JOINTS).is_some_and(|one| one.ends_with(is_closed))
        || behind.strip_prefix(JOINTS).is_some_and(|other| other.starts_with(is_enclosed));
    joined
        || BEFORE.iter().any(|word| before.ends_with(word))
        || behind.starts_with(BEHIND)
        || behind.is_empty()
}

/// Longest heading that may share its line with the first item beneath it, in characters.
const NAME_MAX: usize = 25;

/// Whether a marker is the one after `own`: the next of its form, or of 1.2.3 also 1.3 and 2.
fn follows(own: &Marker, found: &Marker) -> bool {
    if matches!(own.style, Style::Decimal(_)) {
        let (before, after) = (parts(&own.label), parts(&found.label));
        let Some((last, stem)) = after.split_last() else { return false };
        let numeric = matches!(found.style, Style::Decimal(_) | Style::Arabic);
        return numeric
            && after.len() <= before.len()
            && before.starts_with(stem)
            && before.get(stem.len()) == Some(&(last.saturating_sub(1)));
    }
    own.style != Style::Note && own.style == found.style && found.number == own.number + 1
}

/// Whether a marker is the first beneath `own`: 1.1 beneath 1, 1.2.1 beneath 1.2, 1 beneath 一.
fn opens(own: &Marker, found: &Marker) -> bool {
    if found.number != 1 || found.style.rank() <= own.style.rank() {
        return false;
    }
    match found.style {
        Style::Decimal(_) => {
            let (above, inner) = (parts(&own.label), parts(&found.label));
            inner.len() == above.len() + 1 && inner.starts_with(&above)
        }
        Style::Arabic => own.style.rank() <= Style::HanParen.rank(),
        _ => false,
    }
}

/// The numbers of `3.5` or `3、5`.
fn parts(label: &str) -> Vec<u32> {
    label.split(['.', '、']).filter_map(|part| part.parse().ok()).collect()
}

/// How far a list's second item may lie from its first on one line, in characters.
const AHEAD_MAX: usize = 300;

/// The first item of a list that begins in the middle of a line: `要求:1、…;2、…`.
fn first_of_several(tail: &str, own: Option<&Marker>) -> Option<(Marker, usize)> {
    let (first, words) = marker::read(tail)?;
    let listed = matches!(first.style, Style::Arabic | Style::Paren | Style::Circled)
        && first.number == 1
        && own.is_none_or(|own| own.style.rank() < first.style.rank());
    if !listed {
        return None;
    }
    let several = next_after(tail, &first).is_some() || wrapped_after(tail, words, &first, 2);
    several.then_some((first, words))
}

/// One of a list's items whose first ones lost their numbers: `群名不要改;4.…;5、…;6、…`.
fn one_of_several(tail: &str) -> Option<(Marker, usize)> {
    let (first, words) = marker::read(tail)?;
    if !matches!(first.style, Style::Arabic | Style::Paren) || first.number < 2 {
        return None;
    }
    let (rest, second) = next_after(tail, &first)?;
    next_after(rest, &second)?;
    Some((first, words))
}

/// The item after another one, which ends with a stop: the text from it on, and its marker.
/// Looks only so far ahead, for a line may have any number of stops.
fn next_after<'a>(tail: &'a str, own: &Marker) -> Option<(&'a str, Marker)> {
    tail.char_indices()
        .take(AHEAD_MAX)
        .filter(|(_, c)| is_stop(*c))
        .filter_map(|(at, stop)| tail.get(at + stop.len_utf8()..))
        .find_map(|rest| {
            let rest = rest.trim_start();
            let (found, _) = marker::read(rest)?;
            follows(own, &found).then_some((rest, found))
        })
}

/// Whether so many items with wrapped numbers follow one another, each of some length and with or
/// without a stop at its end.
fn wrapped_after(tail: &str, words: usize, own: &Marker, several: usize) -> bool {
    let Some(body) = tail.get(words..) else { return false };
    let next = body
        .char_indices()
        .take(AHEAD_MAX)
        .skip(ITEM_MIN)
        .filter(|(_, c)| is_enclosed(*c))
        .find_map(|(at, _)| Some((body.get(at..)?, wrapped_item(body, at, own)?)));
    next.is_some_and(|(rest, (found, words))| {
        several <= 1 || wrapped_after(rest, words, &found, several - 1)
    })
}
