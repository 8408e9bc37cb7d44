//! Several numbered items on one line, taken apart: people write them so, and pages that lost
//! their line ends have whole policies so.

use super::heading;
use super::lines::{Line, is_colon, is_stop};
use super::marker::{self, Marker, Style};

/// The markers seen so far.
#[derive(Default)]
pub(super) struct Seen {
    /// The numberings that may go on, outermost first: of each the last number.
    open: Vec<Marker>,
    /// The number of the last article.
    article: u32,
}

impl Seen {
    fn see(&mut self, marker: &Marker) {
        if marker.style == Style::Article {
            self.article = marker.number;
        }
        if marker.style != Style::Note {
            self.open.retain(|open| open.style.rank() < marker.style.rank());
            self.open.push(marker.clone());
        }
    }

    /// Whether a marker at the start of `tail` is the next of a numbering that may go on. A number
    /// may be lost: one of the outermost form, or one where the next goes on behind it.
    fn goes_on(&self, found: &Marker, tail: &str) -> bool {
        let skips = |open: &Marker| {
            open.style == found.style
                && found.number == open.number + 2
                && (open.style == Style::Han || is_followed(tail, found))
        };
        self.open.iter().any(|open| follows(open, found) || skips(open))
            || (found.style == Style::Article && found.number == self.article + 1)
    }
}

/// Pushes a line, cut before each further item that it plainly holds.
pub(super) fn take_apart<'a>(line: Line<'a>, seen: &mut Seen, lines: &mut Vec<Line<'a>>) {
    let mut rest = line;
    loop {
        if let Some((marker, _)) = &rest.marker {
            seen.see(marker);
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
        let head = Line { text: head.trim_end(), ..rest };
        lines.extend(match name_at_end(&head, &following) {
            Some((head, name)) => vec![head, name],
            None => vec![head],
        });
        rest = following;
    }
    lines.push(rest);
}

/// A line that ends with the name of what follows (`…。管理要求` before `1.`), parted before it.
fn name_at_end<'a>(line: &Line<'a>, following: &Line<'a>) -> Option<(Line<'a>, Line<'a>)> {
    let body = line.body();
    let at = line.text.len() - body.len() + body.rfind(is_stop)?;
    let at = at + line.text.get(at..)?.chars().next()?.len_utf8();
    let (head, name) = line.text.split_at_checked(at)?;
    // A space stands for the line end that was lost, after which a name may have its colon.
    let words =
        name.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{ff0c}'));
    let lost_end = name.starts_with(char::is_whitespace);
    let first = following.number() == 1 && (lost_end || !name.ends_with(is_colon));
    if !first || !heading::names(words.trim()) {
        return None;
    }
    let start = line.text.len() - words.len();
    let named = Line {
        text: words.trim(),
        start: line.start + start,
        char_start: line.char_start + line.text.get(..start)?.chars().count(),
        marker: None,
        ..*following
    };
    Some((Line { text: head, marker: line.marker.clone(), ..*line }, named))
}

/// What stands before a place in a line.
#[derive(Clone, Copy, Default)]
struct Before {
    /// The end of a sentence.
    over: bool,
    /// A colon.
    opened: bool,
    /// A comma.
    comma: bool,
    /// White space, beside those.
    spaced: bool,
    /// What was read so far may be a heading with its first item behind it.
    name: bool,
    /// So many characters.
    count: usize,
    /// So many since the last stop, comma or colon, if it was a stop, or since the beginning.
    phrase: Option<usize>,
}

impl Before {
    fn then(self, c: char) -> Before {
        let comma = matches!(c, ',' | '\u{ff0c}');
        let over = is_stop(c) || self.over && matches!(c, '”' | '"' | '’' | '」' | '』' | '*');
        let name = self.name && !over && !is_colon(c) && !comma && self.count < NAME_MAX;
        let phrase = match is_stop(c) {
            true => Some(0),
            false => self.phrase.filter(|_| !comma && !is_colon(c)).map(|count| count + 1),
        };
        let (opened, count) = (is_colon(c), self.count + 1);
        Before { over, opened, comma, spaced: false, name, count, phrase }
    }
}

/// The place in a line where its next item begins.
fn next_item(line: &Line<'_>, seen: &Seen) -> Option<(usize, (Marker, usize))> {
    let own = line.marker.as_ref().map(|(marker, _)| marker);
    let body = line.body();
    let from = line.text.len() - body.len();
    let phrase = own.is_none().then_some(0);
    let mut before = Before { name: own.is_some(), phrase, ..Before::default() };
    for (at, c) in body.char_indices() {
        if c.is_whitespace() {
            before = Before { spaced: true, count: before.count + 1, ..before };
            continue;
        }
        let found =
            if at > 0 || before.spaced { item_at(body, at, before, own, seen) } else { None };
        if let Some(found) = found {
            return Some((from + at, found));
        }
        before = before.then(c);
    }
    None
}

/// The item that begins at a place in the body of an item `own`.
fn item_at(
    body: &str,
    at: usize,
    before: Before,
    own: Option<&Marker>,
    seen: &Seen,
) -> Option<(Marker, usize)> {
    let tail = body.get(at..)?;
    let found = if before.over {
        marker::read(tail)
            .filter(|(found, _)| seen.goes_on(found, tail))
            .or_else(|| own.is_none().then(|| one_of_several(tail)).flatten())
            .or_else(|| first_of_run(tail, own))
    } else if before.opened {
        first_of_several(tail, own, before.spaced)
    } else if before.spaced || before.comma {
        own.and_then(|own| unstopped(tail, own, before, seen))
    } else {
        None
    };
    let found = found.or_else(|| glued(body, at, before, own, seen));
    // A number at a line's end is that of the next line.
    found.filter(|(_, words)| *words < tail.len() || before.over || before.name)
}

/// The item that begins right behind other words: the first one beneath a name, or the next one
/// with a number in brackets.
fn glued(
    body: &str,
    at: usize,
    before: Before,
    own: Option<&Marker>,
    seen: &Seen,
) -> Option<(Marker, usize)> {
    let tail = body.get(at..)?;
    if tail.starts_with('第') {
        return article(tail, before, own, seen);
    }
    if !tail.starts_with(|c: char| c.is_ascii_digit() || is_enclosed(c)) {
        return None;
    }
    let beneath = || own.filter(|_| before.name).and_then(|own| first_beneath(tail, own));
    let named = || {
        let most = if before.phrase == Some(before.count) { TITLE_MAX } else { PHRASE_MAX };
        before.phrase.filter(|count| (PHRASE_MIN..=most).contains(count))?;
        let (found, words) = marker::read(tail)?;
        let first = found.number == 1 && is_dotted(tail, words) && is_followed(tail, &found);
        first.then_some((found, words))
    };
    let wrapped = || {
        let own = own.filter(|_| before.count >= ITEM_MIN && tail.starts_with(is_enclosed))?;
        wrapped_item(body, at, own)
    };
    beneath().or_else(named).or_else(wrapped)
}

/// The next article right behind the name of its chapter or of the policy.
fn article(
    tail: &str,
    before: Before,
    own: Option<&Marker>,
    seen: &Seen,
) -> Option<(Marker, usize)> {
    const SPOKEN_OF: [&str; 6] = ["规定", "的", "款", "之", "所", "第"];
    let (found, words) = marker::read(tail)?;
    let chapter = own.is_some_and(|own| own.style.rank() < Style::Article.rank());
    let first = own.is_none() && found.number == 1 && is_followed(tail, &found);
    let next = found.style == Style::Article
        && found.number == seen.article + 1
        && (before.name && chapter || first)
        && !SPOKEN_OF.iter().any(|word| tail.get(words..).is_some_and(|b| b.starts_with(word)));
    next.then_some((found, words))
}

/// The item that begins behind a space or a comma and no stop: the first beneath a heading, or
/// the next one where all stand on one line.
fn unstopped(tail: &str, own: &Marker, before: Before, seen: &Seen) -> Option<(Marker, usize)> {
    let (found, words) = marker::read(tail)?;
    let first = before.spaced && opens(own, &found) && (before.name || is_followed(tail, &found));
    let next = || before.count >= ITEM_MIN && is_dotted(tail, words);
    let anew = || before.spaced && found.number == 1 && is_followed(tail, &found);
    let goes_on = || follows(own, &found) || before.spaced && seen.goes_on(&found, tail);
    (first || next() && (goes_on() || anew())).then_some((found, words))
}

/// The first item beneath a heading, without anything between them: `一、群规1.…2.…`.
fn first_beneath(tail: &str, own: &Marker) -> Option<(Marker, usize)> {
    let (found, words) = marker::read(tail)?;
    let at_end = words == tail.len();
    let first = opens(own, &found)
        && (at_end || is_dotted(tail, words) || is_wrapped(&found))
        && (at_end || is_followed(tail, &found) || heads(tail, words, &found));
    first.then_some((found, words))
}

/// Whether a number's words are a name with the first item beneath it: `一、群规1.…2.…`.
fn heads(tail: &str, words: usize, own: &Marker) -> bool {
    let Some(body) = tail.get(words..) else { return false };
    body.char_indices()
        .take(NAME_MAX)
        .take_while(|(_, c)| !is_stop(*c) && !matches!(c, ',' | '\u{ff0c}'))
        .filter(|(_, c)| c.is_ascii_digit() || is_enclosed(*c))
        .filter_map(|(at, _)| body.get(at..))
        .any(|beneath| first_beneath(beneath, own).is_some())
}

/// Whether a marker of so many bytes has a mark, and no number behind it: `2.` but not `2.5`.
fn is_dotted(tail: &str, words: usize) -> bool {
    let Some((mark, body)) = tail.split_at_checked(words) else { return false };
    mark.contains(['.', '、', '．']) && !body.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the item after a first one comes behind it on the line.
fn is_followed(tail: &str, first: &Marker) -> bool {
    next_after(tail, first).is_some()
}

/// How long a name is that stands right before the first item beneath it, in characters: behind a
/// sentence, or with the title before it.
const PHRASE_MIN: usize = 2;
const PHRASE_MAX: usize = 12;
const TITLE_MAX: usize = 30;

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
        Style::HanParen | Style::Arabic => own.style.rank() <= Style::HanParen.rank(),
        _ => false,
    }
}

/// The numbers of `3.5` or `3、5`.
fn parts(label: &str) -> Vec<u32> {
    label.split(['.', '、']).filter_map(|part| part.parse().ok()).collect()
}

/// How far a list's second item may lie from its first on one line, in characters.
const AHEAD_MAX: usize = 300;

/// The first item of a list that begins in the middle of a line: `要求:1、…;2、…`. Where a space
/// stands for a lost line end (`2 通知。 规范: 一,…;二,…`), of any form but that around it.
fn first_of_several(tail: &str, own: Option<&Marker>, spaced: bool) -> Option<(Marker, usize)> {
    let (first, words) = marker::read(tail)?;
    let listed = !matches!(first.style, Style::Decimal(_) | Style::Letter | Style::Note)
        && first.number == 1
        && own.is_none_or(|own| {
            own.style.rank() < first.style.rank() || spaced && own.style != first.style
        });
    if !listed {
        return None;
    }
    let several = is_followed(tail, &first)
        || wrapped_after(tail, words, &first, 2)
        || first.style.rank() <= Style::HanParen.rank() && heads(tail, words, &first);
    several.then_some((first, words))
}

/// The first of several items that follow a sentence on its line; where sentences have such
/// numbers too, of three or more.
fn first_of_run(tail: &str, own: Option<&Marker>) -> Option<(Marker, usize)> {
    let (first, words) = marker::read(tail)?;
    let inner = own.is_none_or(|own| own.style.rank() < first.style.rank());
    let listed = matches!(first.style, Style::Han | Style::HanParen | Style::Arabic | Style::Paren);
    if !(inner && listed && first.number == 1) {
        return None;
    }
    let outer = matches!(first.style, Style::Han | Style::HanParen);
    let several = match next_after(tail, &first) {
        Some((rest, second)) => {
            outer || own.is_some_and(|own| opens(own, &first)) || is_followed(rest, &second)
        }
        None => outer && heads(tail, words, &first),
    };
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

/// The item after another one on a line: the text from it on, and its marker. It comes behind a
/// stop, or behind a space or a comma where its number has a mark. Looks only so far ahead, for a
/// line may have any number of places to look at.
fn next_after<'a>(tail: &'a str, own: &Marker) -> Option<(&'a str, Marker)> {
    let most = if own.style.rank() <= Style::HanParen.rank() { 2 * AHEAD_MAX } else { AHEAD_MAX };
    let is_place = |c: char| is_stop(c) || c.is_whitespace() || matches!(c, ',' | '\u{ff0c}');
    tail.char_indices()
        .take(most)
        .filter(|(_, c)| is_place(*c))
        .filter_map(|(at, c)| Some((c, tail.get(at + c.len_utf8()..)?.trim_start())))
        .find_map(|(place, rest)| {
            let (found, words) = marker::read(rest)?;
            (follows(own, &found) && (is_stop(place) || is_dotted(rest, words)))
                .then_some((rest, found))
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
