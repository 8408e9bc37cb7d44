//! Which lines are headings: short, without a predicate, with something beneath them.

use super::lines::{Line, is_colon, is_picture, is_stop};
use super::marker::Style;

/// What a line is within the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The document's own title.
    Title,
    /// It names what stands beneath it.
    Heading,
    /// It says something.
    Text,
}

/// Longest heading with a marker, and without one, in characters.
const MARKED_MAX: usize = 25;
const PLAIN_MAX: usize = 20;
/// Longest heading that may stand right over another one, or over items without numbers.
const STACKED_MAX: usize = 12;
/// Longest title.
const TITLE_MAX: usize = 40;
/// A line at least this long may have been broken by a hard line end.
pub(super) const LONG: usize = 20;

/// Whether a line at the top is more than a name: a label with what it labels (群主:张三), the
/// date of an edition, a sentence with a comma in it.
fn says_something(text: &str) -> bool {
    let labels = text.split_once([':', '：']).is_some_and(|(_, what)| !what.trim().is_empty());
    labels || is_dated(text) || text.contains([',', '\u{ff0c}'])
}

/// Words that make a short line a rule rather than a name.
const PREDICATES: [&str; 29] = [
    "谨慎",
    "欢迎",
    "严禁",
    "禁止",
    "不得",
    "不准",
    "不许",
    "不要",
    "不能",
    "请勿",
    "必须",
    "应当",
    "应该",
    "须在",
    "一律",
    "违者",
    "可以",
    "需要",
    "谢绝",
    "勿入",
    "起执行",
    "起实施",
    "起施行",
    "负责",
    "适用于",
    "制定本",
    "如下",
    "以下",
    "下列",
];

/// How documents of this sort end their title.
const TITLE_ENDS: [&str; 16] = [
    "制度", "规定", "办法", "方案", "细则", "公约", "守则", "章程", "规范", "须知", "群规", "方法",
    "约定", "条例", "规则", "协议",
];

pub(super) fn chars(text: &str) -> usize {
    text.chars().take(200).count()
}

/// Whether a text ends as a sentence does; brackets, quotes and pictures after the stop don't
/// count.
pub(super) fn finished(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| {
        c.is_whitespace() || "”\"’')）】]」』*_".contains(c) || is_picture(c)
    });
    text.ends_with(|c| is_stop(c) || is_colon(c))
}

fn has_predicate(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.char_indices().any(|(at, _)| match bytes.get(at..) {
        Some(rest @ [_, _, first, _, _, second, ..]) => {
            let known = |bits: u64, byte: &u8| bits >> (byte & 63) & 1 != 0;
            known(PREDICATES_BEGIN.0, first)
                && known(PREDICATES_BEGIN.1, second)
                && PREDICATES.iter().any(|word| rest.starts_with(word.as_bytes()))
        }
        _ => false,
    })
}

/// How those words begin: a bit for the last byte of their first character, and of their second.
/// At most places of a text none of them begins, and that is seen faster than which does.
const PREDICATES_BEGIN: (u64, u64) = {
    let (mut bits, mut words) = ((0, 0), PREDICATES.as_slice());
    while let [word, rest @ ..] = words {
        if let [_, _, first, _, _, second, ..] = word.as_bytes() {
            bits = (bits.0 | 1 << (*first & 63), bits.1 | 1 << (*second & 63));
        }
        words = rest;
    }
    bits
};

/// Whether a line looks like a name: short, one phrase, mostly letters.
fn names_something(text: &str, longest: usize) -> bool {
    let words = text.trim_end_matches(|c| is_colon(c) || matches!(c, '?' | '？'));
    let count = chars(words);
    let letters = || words.chars().filter(|c| c.is_alphabetic()).count();
    count <= longest
        && letters() * 2 >= count
        && !words.contains(|c| is_stop(c) || is_colon(c))
        && !words.contains([',', '\u{ff0c}', '“', '”', '"'])
        && !has_predicate(words)
        && !asks(words)
        && !is_dated(words)
}

/// Whether a line asks something of people (请文明发言); asking for leave (请假) names something.
fn asks(text: &str) -> bool {
    text.starts_with('请') && !text.starts_with("请假")
}

/// Whether a line has a whole date in it.
fn is_dated(text: &str) -> bool {
    ["年", "月", "日"].iter().all(|unit| {
        text.split_once(unit).is_some_and(|(before, _)| before.ends_with(char::is_numeric))
    })
}

/// Whether the words of a numbered line look like a name.
pub(super) fn names(body: &str) -> bool {
    names_something(body, MARKED_MAX)
}

/// A salutation speaks to somebody; it names nothing beneath it.
fn greets(text: &str) -> bool {
    text.ends_with([':', '：'])
        && (["各", "尊敬", "亲爱", "全体", "致"].iter().any(|word| text.starts_with(word))
            || text.contains("、各"))
}

/// What follows a line.
#[derive(Clone, Copy)]
struct Below<'a> {
    line: &'a Line<'a>,
    role: Role,
    /// The next item's form and number, where no heading comes before it.
    next_item: Option<(Style, u32)>,
    /// The next numbered heading's, where no item comes before it.
    next_heading: Option<(Style, u32)>,
}

/// The role of every line.
pub(super) fn roles(lines: &[Line<'_>], titled: bool) -> Vec<Role> {
    let mut roles = vec![Role::Text; lines.len()];
    let first = titles(lines, &mut roles, titled);
    // Backwards: whether a line is a heading depends on what stands beneath it.
    let mut below: Option<Below<'_>> = None;
    for at in (first..lines.len()).rev() {
        let Some(line) = lines.get(at) else { break };
        let above = Above { lines: lines.get(..at).unwrap_or_default(), titles: first };
        let role = if is_heading(line, above, below) { Role::Heading } else { Role::Text };
        if let Some(slot) = roles.get_mut(at) {
            *slot = role;
        }
        let numbered = line.style().is_some_and(|style| style != Style::Note);
        let own = line.style().map(|style| (style, line.number()));
        let (next_item, next_heading) = match (role, numbered) {
            (Role::Text, true) => (own, None),
            (Role::Text, false) => below.map_or((None, None), |b| (b.next_item, b.next_heading)),
            (_, true) => (None, own),
            (_, false) => (None, None),
        };
        below = Some(Below { line, role, next_item, next_heading });
    }
    roles
}

/// Marks the title lines at the top; how many there are. Where the title stands above them
/// (`titled`), only one that is marked as such repeats it.
fn titles(lines: &[Line<'_>], roles: &mut [Role], titled: bool) -> usize {
    let mut count = 0;
    for (at, line) in lines.iter().enumerate().take(4) {
        let repeats = lines.first().is_some_and(|first| at > 0 && first.text == line.text);
        let ends = TITLE_ENDS.iter().any(|end| {
            line.text.trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace()).ends_with(end)
        });
        let numbered = line.style().is_some_and(|style| style != Style::Part);
        let named = chars(line.text) <= TITLE_MAX
            && !line.text.contains(is_stop)
            && !line.text.ends_with([':', '：', ',', '\u{ff0c}'])
            && (ends || !says_something(line.text));
        let title = !numbered
            && !line.bullet
            && named
            && (!titled || line.hashes == 1)
            && !line.behind_block
            // With a rule of its own it says something.
            && (line.hashes > 0 || !lines.get(at + 1).is_some_and(|next| next.behind_block))
            && (at == 0 || repeats || (ends && line.hashes == 0))
            && (lines.len() > at + 1 || line.hashes == 1)
            && (line.hashes <= 1 || at == 0);
        if !title {
            break;
        }
        if let Some(slot) = roles.get_mut(at) {
            *slot = Role::Title;
        }
        count = at + 1;
    }
    count
}

/// What precedes a line.
#[derive(Clone, Copy)]
struct Above<'a> {
    lines: &'a [Line<'a>],
    /// How many of the lines are the document's title.
    titles: usize,
}

impl<'a> Above<'a> {
    fn last(self) -> Option<&'a Line<'a>> {
        self.lines.last()
    }

    /// Whether a line behind these begins something: after a blank line, the end of a sentence
    /// or the title.
    fn ended(self, blank: bool) -> bool {
        blank
            || self.lines.len() <= self.titles
            || self.last().is_none_or(|above| finished(above.text))
    }

    /// Whether the last of these is a name that begins something itself, as a heading does that
    /// stands right over another one.
    fn names(self) -> bool {
        self.lines.split_last().is_some_and(|(last, lines)| {
            last.marker.is_none()
                && !last.bullet
                && names_something(last.text, STACKED_MAX)
                && Above { lines, ..self }.ended(last.blank)
        })
    }
}

fn is_heading(line: &Line<'_>, above: Above<'_>, below: Option<Below<'_>>) -> bool {
    let body = line.body();
    if line.hashes > 0 {
        // An article written as a Markdown heading, with its rule in it, is a clause.
        return !finished(body) || body.ends_with([':', '：', '?', '？']);
    }
    if line.bullet {
        return false;
    }
    match line.style() {
        Some(Style::Part | Style::Chapter | Style::Section) => true,
        Some(Style::Note) => false,
        Some(style) => {
            body.is_empty()
                || (names_something(body, MARKED_MAX) && stands_over(line, style, above, below))
        }
        None => {
            names_something(line.text, PLAIN_MAX)
                && !greets(line.text)
                && plain_stands_over(line, above, below)
        }
    }
}

/// Whether what follows a short numbered line stands beneath it.
fn stands_over(line: &Line<'_>, style: Style, above: Above<'_>, below: Option<Below<'_>>) -> bool {
    let Some(Below { line: next, role, next_item, next_heading }) = below else { return false };
    let outer = style.rank() <= Style::HanParen.rank();
    if next.hashes > 0 {
        return false;
    }
    match next.style() {
        // Items without a number stand beneath a name with one, unless the next name follows.
        None if next.bullet => style != Style::Article,
        Some(Style::Note) if next.remarks() => false,
        None | Some(Style::Note) if outer => style != Style::Article && !next.bullet,
        // `5、名称`, a paragraph, then `1、`: what follows is numbered within it. Where 4 is the
        // line above, 5 is the last item of a list, and the paragraph begins another one.
        None => {
            let sibling = |above: &Line<'_>| {
                above.style() == Some(style) && above.number() + 1 == line.number()
            };
            let within = next_item == Some((style, 1)) && line.number() > 1;
            let among_headings = next.blank && next_heading == Some((style, line.number() + 1));
            among_headings || within && !above.last().is_some_and(sibling)
        }
        Some(Style::Note) => false,
        Some(inner) if inner == style => {
            let sibling = next.number() == line.number() + 1;
            (next.number() == 1 && !sibling && line.number() > 0)
                || (sibling && role == Role::Heading && outer && style != Style::Article)
        }
        Some(inner) => inner.rank() > style.rank(),
    }
}

/// Whether what follows a short line without a number stands beneath it.
fn plain_stands_over(line: &Line<'_>, above: Above<'_>, below: Option<Below<'_>>) -> bool {
    let Some(Below { line: next, role, .. }) = below else { return false };
    let broken = above.last().is_some_and(|above| {
        !finished(above.text)
            && chars(above.text) >= LONG
            && !(line.blank && chars(line.text) <= 12)
    });
    if broken || next.hashes > 0 {
        return false;
    }
    match next.style() {
        Some(Style::Note) => false,
        Some(Style::Article) => true,
        Some(_) => next.number() == 1,
        None => {
            let listed = next.bullet && chars(line.text) <= STACKED_MAX;
            role == Role::Heading
                || (above.ended(line.blank) || above.names())
                    && (listed
                        || chars(next.text) >= LONG
                        || next.text.ends_with(['。', ';', '；']))
        }
    }
}
