//! A document's own numbering: text in, clauses with their citations out.
//!
//! Nothing here knows of rules. The policy file and the compiler both cite by it, so a
//! document and the policy file that is made from it cite alike.
//!
//! Suggested reading order: [`marker`], then `lines` (what counts as a line) and `items` (several
//! on one line), `heading` (which lines are headings), `place` (nesting and citations), and
//! [`outline`] below.

pub mod lines;
pub mod marker;

mod acts;
mod heading;
mod items;
pub mod metadata;
mod place;
pub mod tags;

use std::ops::Range;

use heading::Role;
use lines::Line;
use place::{Place, Stand};

pub use lines::{is_bullet, is_page_number};
pub use marker::{Marker, Style};

/// Longest text that is read; what lies beyond is left out.
pub const TEXT_BYTES_MAX: usize = 4 << 20;
/// Most clauses; text beyond joins the last one.
pub const CLAUSES_MAX: usize = 50_000;

/// A document in clauses and headings, each in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The document's title, where its first line is one.
    pub title: Option<String>,
    /// Where the title ends, in bytes.
    pub title_end: usize,
    /// What says something.
    pub clauses: Vec<Clause>,
    /// What names the clauses beneath it.
    pub headings: Vec<Heading>,
}

/// One clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Where its text stands, with the marker, in bytes.
    pub bytes: Range<usize>,
    /// The same in Unicode characters.
    pub chars: Range<usize>,
    /// How many headings and items it stands beneath: 0 at the top, at most 12.
    pub level: u8,
    /// The sign that opens it.
    pub marker: Option<Marker>,
    /// The headings that it stands beneath, outermost first, without their markers.
    pub path: Vec<String>,
    /// How people cite it: `二(二)7`, `第十一条`, `三、1`, `附则¶2`. Unique in the document.
    pub cite: String,
}

impl Clause {
    /// Its text, with the marker and the line ends inside.
    #[must_use]
    pub fn text<'a>(&self, document: &'a str) -> &'a str {
        document.get(self.bytes.clone()).unwrap_or_default()
    }

    /// Its text after the marker.
    #[must_use]
    pub fn words<'a>(&self, document: &'a str) -> &'a str {
        let text = self.text(document);
        let read = || marker::read(text).or_else(|| marker::bare(text));
        let from = self.marker.as_ref().and_then(|_| read()).map_or(0, |(_, at)| at);
        text.get(from..).unwrap_or_default()
    }
}

/// One heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Where its text stands, with the marker, in bytes.
    pub bytes: Range<usize>,
    /// The same in Unicode characters.
    pub chars: Range<usize>,
    /// How many headings it stands beneath.
    pub level: u8,
    /// The sign that opens it.
    pub marker: Option<Marker>,
    /// Its words without the marker.
    pub title: String,
    /// How people cite it: `第二章`, `三`, `信息发布`.
    pub cite: String,
}

impl Outline {
    /// The citation of the clause or heading that ends last at or before a byte, else the
    /// title: the text right above it.
    #[must_use]
    pub fn above(&self, byte: usize) -> Option<&str> {
        let at = self.clauses.partition_point(|clause| clause.bytes.end <= byte);
        let clause = at.checked_sub(1).and_then(|at| self.clauses.get(at));
        let at = self.headings.partition_point(|heading| heading.bytes.end <= byte);
        let heading = at.checked_sub(1).and_then(|at| self.headings.get(at));
        match (clause, heading) {
            (Some(clause), Some(heading)) if heading.bytes.end > clause.bytes.end => {
                Some(&heading.cite)
            }
            (Some(clause), _) => Some(&clause.cite),
            (None, Some(heading)) => Some(&heading.cite),
            (None, None) => self.title.as_deref().filter(|_| self.title_end <= byte),
        }
    }
}

/// Splits any office document, plain text or Markdown, into clauses and headings.
///
/// Front matter and fenced blocks are no text. Takes time in proportion to the text, reads at
/// most [`TEXT_BYTES_MAX`] and gives at most [`CLAUSES_MAX`] clauses.
#[must_use]
pub fn outline(text: &str) -> Outline {
    let text = text.get(..text.floor_char_boundary(TEXT_BYTES_MAX)).unwrap_or(text);
    let lines = lines::read(text);
    let told = metadata::title(text);
    let roles = heading::roles(&lines, told.is_some());
    let numbered = |(line, role): (&Line<'_>, &Role)| match role {
        Role::Heading => true,
        Role::Text => line.style().is_some_and(|style| style != Style::Note),
        Role::Title => false,
    };
    let last = lines.iter().zip(&roles).rposition(numbered);
    let mut builder = Builder {
        place: Place::new(&lines),
        out: Outline { title: told.map(place::title_of), ..Outline::default() },
        open: None,
        airy: airy(&lines),
        broken_from: broken_from(&lines),
    };
    for (at, (line, role)) in lines.iter().zip(&roles).enumerate() {
        match role {
            Role::Title => builder.title(line),
            Role::Heading => builder.heading(line),
            Role::Text => {
                let behind = lines.get(at + 1..).unwrap_or_default();
                builder.text(line, behind, last.is_none_or(|last| at > last));
            }
        }
    }
    builder.finish()
}

/// What the last line left open for the next one.
struct OpenClause {
    /// The last physical line, for telling whether its sentence goes on.
    long: bool,
    /// It is so long that its end was most likely broken.
    wide: bool,
    finished: bool,
    /// It ends with a colon or semicolon: more of it is to come.
    colon: bool,
    marked: bool,
    /// It is more than a name that stands over what follows.
    whole: bool,
    /// It announces acts of which one or more are taken, or lists them.
    acts: Acts,
}

/// How far a clause is with a list of acts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Acts {
    Nothing,
    Announced,
    /// Under numbers of that style, or bullets.
    Listed(Option<Style>),
}

struct Builder {
    place: Place,
    out: Outline,
    /// The clause that the next line may go on with.
    open: Option<OpenClause>,
    /// Blank lines stand everywhere and part nothing.
    airy: bool,
    /// From how many characters on a line may have been broken by a hard line end.
    broken_from: usize,
}

impl Builder {
    fn title(&mut self, line: &Line<'_>) {
        self.out.title.get_or_insert_with(|| place::title_of(line.body()));
        self.out.title_end = line.start + line.text.len();
        self.open = None;
    }

    fn heading(&mut self, line: &Line<'_>) {
        self.open = None;
        let marker = line.marker.as_ref().map(|(marker, _)| marker);
        let stand = match marker {
            Some(marker) if marker.style != Style::Note => self.place.marked(line, marker, true),
            _ => self.place.plain_heading(line),
        };
        let title = place::title_of(line.body());
        self.out.headings.push(Heading {
            bytes: line.start..line.start + line.text.len(),
            chars: line.char_start..line.char_start + line.text.chars().count(),
            level: stand.level,
            marker: marker.cloned(),
            title,
            cite: stand.cite,
        });
    }

    fn text(&mut self, line: &Line<'_>, behind: &[Line<'_>], last: bool) {
        if self.continues(line, behind, last) || self.out.clauses.len() >= CLAUSES_MAX {
            self.extend(line);
            return;
        }
        let marker = line.marker.as_ref().map(|(marker, _)| marker);
        let stand = match marker {
            Some(marker) if marker.style == Style::Note => self.place.note(marker),
            Some(marker) => self.place.marked(line, marker, false),
            None => self.place.paragraph(last),
        };
        self.clause(line, marker.cloned(), stand);
    }

    fn clause(&mut self, line: &Line<'_>, marker: Option<Marker>, stand: Stand) {
        let marked = marker.as_ref().is_some_and(|marker| marker.style != Style::Note);
        self.out.clauses.push(Clause {
            bytes: line.start..line.start + line.text.len(),
            chars: line.char_start..line.char_start + line.text.chars().count(),
            level: stand.level,
            marker,
            path: stand.path,
            cite: stand.cite,
        });
        self.open = Some(self.state(line, marked, Acts::Nothing));
    }

    /// Whether a line, with those behind it, goes on with the clause before it.
    fn continues(&self, line: &Line<'_>, behind: &[Line<'_>], last: bool) -> bool {
        let Some(open) = &self.open else { return false };
        if self.lists_act(open, line) {
            return true;
        }
        let begins = line.marker.is_some() || line.hashes > 0 || line.bullet || line.pictured;
        if line.cut || begins || is_row(line.text) {
            return false;
        }
        // A blank line ends what looks like a whole rule. Where blanks stand everywhere, a long
        // line may still have been broken.
        if line.blank && open.whole && !(self.airy && open.long) && !(last && signs(line.text)) {
            return false;
        }
        // A short item was not broken: what is announced after it is another list.
        if open.marked && !open.wide && line.text.starts_with("以下") {
            return false;
        }
        if open.marked && open.colon && !(last && signs(line.text)) {
            return !listed(line, behind);
        }
        if open.finished {
            return false;
        }
        // An item that has not come to its end goes on, unless the document is being signed.
        open.long
            || (open.marked && !signs(line.text))
            || (last && signs(line.text) && !open.marked)
    }

    /// Whether a line is an act of the list that the open clause announces: the first one, or
    /// one that is counted as those before it.
    fn lists_act(&self, open: &OpenClause, line: &Line<'_>) -> bool {
        let own = || self.out.clauses.last().and_then(|clause| clause.marker.as_ref());
        let counted = match open.acts {
            Acts::Nothing => false,
            Acts::Listed(style) => line.style() == style,
            Acts::Announced => line.style().is_none_or(|style| {
                line.number() == 1 && own().is_none_or(|marker| marker.style != style)
            }),
        };
        counted && acts::is_bare(line.body())
    }

    fn extend(&mut self, line: &Line<'_>) {
        let listing = self.open.as_ref().is_some_and(|open| self.lists_act(open, line));
        let listed = if listing { Acts::Listed(line.style()) } else { Acts::Nothing };
        let Some(clause) = self.out.clauses.last_mut() else { return };
        clause.bytes.end = line.start + line.text.len();
        clause.chars.end = line.char_start + line.text.chars().count();
        let marked = self.open.as_ref().is_some_and(|open| open.marked);
        self.open = Some(self.state(line, marked, listed));
    }

    fn state(&self, line: &Line<'_>, marked: bool, listed: Acts) -> OpenClause {
        let length = heading::chars(line.text);
        OpenClause {
            long: (length >= self.broken_from || length >= heading::LONG && joins(line.text))
                && !signs(line.text)
                && !is_posted(line.text),
            wide: length >= WIDE,
            finished: heading::finished(line.text),
            colon: line.text.ends_with([':', '：', ';', '；']),
            marked,
            whole: heading::chars(line.body()) >= WHOLE
                && !line.text.ends_with([':', '：'])
                && !(line.style() == Some(Style::Article) && heading::names(line.body())),
            acts: if acts::announces(line.text) { Acts::Announced } else { listed },
        }
    }

    fn finish(self) -> Outline {
        self.out
    }
}

/// From how many characters on a line may have been broken: lines that are broken at a page's
/// width are about as long as the longest, whereas paragraphs are of every length.
fn broken_from(lines: &[Line<'_>]) -> usize {
    let mut lengths: Vec<usize> = lines.iter().map(|line| heading::chars(line.text)).collect();
    lengths.sort_unstable();
    let width = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0);
    heading::LONG.max(width / 2)
}

/// Whether a line ends in the middle of a phrase: the next line goes on with it.
fn joins(text: &str) -> bool {
    text.ends_with(['的', '和', '与', '及', '或', '、', ',', '，', '在', '对', '将', '为', '于'])
}

/// Whether a line and the two behind it are rules without numbers, a blank line before each.
fn listed(line: &Line<'_>, behind: &[Line<'_>]) -> bool {
    let rule = |line: &Line<'_>| {
        line.blank && line.marker.is_none() && !line.bullet && heading::finished(line.text)
    };
    matches!(behind, [second, third, ..] if [line, second, third].into_iter().all(rule))
}

/// Whether a line is what a page says of itself (发布时间:2021-03-04 来源:办公室): it ends there.
fn is_posted(text: &str) -> bool {
    const SAYS: [&str; 5] = ["发布时间", "发布日期", "浏览次数", "浏览量", "发表于"];
    SAYS.iter().any(|word| text.contains(word)) && text.bytes().any(|c| c.is_ascii_digit())
}

/// Whether a line is a row of a table: its cells are parted by tabs.
fn is_row(text: &str) -> bool {
    text.contains('\t')
}

/// From how many characters on a line was most likely broken where it ends without a stop.
const WIDE: usize = 30;
/// From how many characters on a line is more than a name that stands over what follows.
const WHOLE: usize = 8;

/// Whether most lines have a blank one before them.
fn airy(lines: &[Line<'_>]) -> bool {
    lines.iter().filter(|line| line.blank).count() * 4 > lines.len() * 3
}

/// Whether a line looks like part of a signature: an issuer, a date, a place to sign.
fn signs(text: &str) -> bool {
    const ISSUERS: [&str; 16] = [
        "公司",
        "集团",
        "小学",
        "中学",
        "学校",
        "大学",
        "幼儿园",
        "委员会",
        "协会",
        "商会",
        "中心",
        "部",
        "处",
        "办公室",
        "工会",
        "群主",
    ];
    let text = text.trim_end();
    let short = heading::chars(text) <= 30;
    let dated = text.ends_with(['日', '号']) && text.contains('月') && text.contains('年');
    let signed = text.trim_end_matches([':', '：', '_', ' ']).ends_with("签名")
        || text.contains("签字")
        || text.contains("盖章")
        || text.starts_with("日期");
    short && (dated || signed || ISSUERS.iter().any(|issuer| text.ends_with(issuer)))
}

#[cfg(test)]
mod tests;
