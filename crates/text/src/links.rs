//! Links in a message, with scheme or without, and a key that tells the same page again.

use linkify::{LinkFinder, LinkKind};

use crate::codes;
use crate::fold::{self, CODE, Folded, KEPT, fold_char};

/// What links a text has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// How many.
    pub(crate) count: u32,
    /// The key of the first; 0 where there is none.
    pub(crate) key: u64,
    /// Whether a question mark stands outside of all links.
    pub(crate) asks: bool,
    /// Where the first one is: characters of the text.
    pub(crate) first: (u32, u32),
}

/// Endings of host names that make a name without scheme a link: the common ones in chats.
/// Those that are everyday file endings or words (`md`, `rs`, `is`) are left out.
const ENDINGS: &[&str] = &[
    "app", "art", "asia", "biz", "cc", "chat", "cloud", "club", "cn", "co", "com", "dev", "edu",
    "fm", "fun", "gov", "group", "hk", "icu", "info", "ink", "io", "jp", "kr", "life", "link",
    "live", "ltd", "me", "mobi", "mom", "net", "one", "online", "org", "pro", "pub", "red", "ren",
    "ru", "shop", "site", "space", "store", "tech", "top", "tv", "tw", "uk", "us", "vip", "wang",
    "website", "win", "work", "world", "wiki", "xin", "xyz",
];

/// Endings that are everyday English words: alone they also follow a full stop (`it.Me too`), so
/// they make a link only with a path or `www.`.
const WORDY_ENDINGS: &[&str] = &[
    "art", "co", "fun", "group", "life", "link", "live", "me", "one", "online", "pro", "red",
    "site", "space", "store", "us", "win", "work", "world",
];

/// Endings before which also `。` and `点` count as a dot.
const WRITTEN_DOT_ENDINGS: &[&str] = &["com", "cn", "net", "cc", "top", "vip", "xyz", "org"];

/// The most parameters of a link that name the page.
const NAMING_MAX: usize = 32;

/// What is used for link after link.
#[derive(Debug)]
pub(crate) struct Buffers {
    finder: LinkFinder,
    view: String,
    named: String,
}

/// As good as another: what is in them means nothing.
impl Clone for Buffers {
    fn clone(&self) -> Buffers {
        Buffers::default()
    }
}

impl Default for Buffers {
    fn default() -> Buffers {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false).url_can_be_iri(false);
        Buffers { finder, view: String::new(), named: String::new() }
    }
}

/// Finds the links of a text.
pub(crate) fn find(text: &str, Buffers { finder, view, named }: &mut Buffers) -> Links {
    fill_view(text, view);
    let mut links = Links::default();
    let mut outside = 0;
    for link in finder.links(view).filter(|link| is_link(link.as_str())) {
        if links.count == 0 {
            links.key = key(link.as_str(), named);
            links.first = place(text, view, link.start(), link.end());
        }
        links.count += 1;
        links.asks |= view.get(outside..link.start()).is_some_and(|gap| gap.contains('?'));
        outside = link.end();
    }
    links.asks |= view.get(outside..).is_some_and(|gap| gap.contains('?'));
    if let Some(code) = mini_program(text) {
        if links.count == 0 {
            links.key = hash(code);
        }
        links.count += 1;
    }
    links
}

/// The text as ASCII: what does not fold to ASCII becomes a blank, what takes no room goes.
fn fill_view(text: &str, view: &mut String) {
    view.clear();
    let table = fold::table();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '[' => match codes::read(code_at(text, &rest)) {
                Some((_, bytes)) => skip_code(bytes, &mut rest, view),
                None => view.push('['),
            },
            ' '..='~' => view.push(c),
            '\u{FF01}'..='\u{FF5E}' => {
                view.push(char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(' '));
            }
            '。' | '｡' | '点' | '點' if ending_follows(rest.as_str()) => view.push('.'),
            '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}' => {}
            _ => {
                let entry = table.entry(c);
                let ascii = if entry & KEPT != 0 { u8::try_from(entry & CODE).ok() } else { None };
                view.push(ascii.filter(u8::is_ascii).map_or(' ', char::from));
            }
        }
    }
}

/// The text from the bracket that was just read.
fn code_at<'t>(text: &'t str, rest: &std::str::Chars<'t>) -> &'t str {
    text.get(text.len() - rest.as_str().len() - 1..).unwrap_or("")
}

/// Passes over a code of that many bytes, of which the bracket has been read.
fn skip_code(bytes: usize, rest: &mut std::str::Chars<'_>, view: &mut String) {
    let end = rest.as_str().len().saturating_sub(bytes - 1);
    view.push(' ');
    while rest.as_str().len() > end && rest.next().is_some() {
        view.push(' ');
    }
}

fn ending_follows(rest: &str) -> bool {
    let folded = |c: char| match fold_char(c) {
        Folded::One(folded) if folded.is_ascii_alphabetic() => Some(folded),
        _ => None,
    };
    WRITTEN_DOT_ENDINGS.iter().any(|ending| {
        let mut chars = rest.chars().map(folded);
        ending.chars().all(|c| chars.next() == Some(Some(c)))
            && !matches!(chars.next(), Some(Some(_)))
    })
}

/// The characters of `text` that bytes `from..to` of the view came from: the view has at most
/// one byte for each, and lacks those that take no room.
fn place(text: &str, view: &str, from: usize, to: usize) -> (u32, u32) {
    if view.len() == text.chars().count() {
        let bound = |at| u32::try_from(at).unwrap_or(u32::MAX);
        return (bound(from), bound(to));
    }
    let mut seen = 0;
    let mut range = (0, 0);
    for (place, c) in (0..).zip(text.chars()) {
        if seen == from {
            range.0 = place;
        }
        if seen < to {
            range.1 = place + 1;
        }
        if !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}') {
            seen += 1;
        }
    }
    range
}

/// Whether what was found is a link: it has a scheme, or a host with a common ending.
fn is_link(found: &str) -> bool {
    if found.contains("://") {
        return true;
    }
    let host = found.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let Some((name, ending)) = host.trim_end_matches('.').rsplit_once('.') else { return false };
    let strong = is_one_of(WRITTEN_DOT_ENDINGS, ending);
    if is_one_of(WORDY_ENDINGS, ending) && !found.contains('/') && !host.starts_with("www.") {
        return false;
    }
    let named = name.bytes().any(|b| b.is_ascii_alphabetic());
    is_one_of(ENDINGS, ending) && (named || strong) && !name.is_empty()
}

/// Whether a word is among some that are written in small letters, however it is written itself.
fn is_one_of(words: &[&str], word: &str) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// The key of a link: host and path and what in the query names the page. Scheme, `www.`,
/// case of the host, fragment and all other parameters (who shared it, where from) are left
/// out. Never 0. `named` is memory to use.
pub(crate) fn key(link: &str, named: &mut String) -> u64 {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let mut kept = [""; NAMING_MAX];
    let naming =
        query.split('&').filter(|pair| names_the_page(pair.split('=').next().unwrap_or("")));
    let count = kept.iter_mut().zip(naming).map(|(slot, pair)| *slot = pair).count();
    let kept = kept.get_mut(..count).unwrap_or_default();
    kept.sort_unstable();
    named.clear();
    named.extend(without_prefix(host).chars().map(|c| c.to_ascii_lowercase()));
    named.push('/');
    named.push_str(path.trim_end_matches('/'));
    for (at, pair) in kept.iter().enumerate() {
        named.push(if at == 0 { '?' } else { '&' });
        named.push_str(pair);
    }
    if kept.is_empty() {
        named.push('?');
    }
    hash(named)
}

/// A host without what stands before the same pages for other devices.
fn without_prefix(host: &str) -> &str {
    let without = |prefix: &str| {
        let (head, rest) = host.split_at_checked(prefix.len())?;
        head.eq_ignore_ascii_case(prefix).then_some(rest)
    };
    without("www.").or_else(|| without("m.")).unwrap_or(host)
}

/// Parameters that tell which page it is, not how one came to it.
fn names_the_page(parameter: &str) -> bool {
    const NAMES: &[&str] = &["__biz", "mid", "idx", "sn", "v", "p", "aid", "vid", "bvid", "no"];
    const PEOPLE: &[&str] = &["openid", "unionid", "userid", "uid", "shareid", "sessionid"];
    let end = parameter.len().checked_sub(2).and_then(|at| parameter.get(at..));
    let is_id = end.is_some_and(|end| end.eq_ignore_ascii_case("id"));
    is_one_of(NAMES, parameter) || (is_id && !is_one_of(PEOPLE, parameter))
}

/// A mini-program's code: `#小程序://name/key`.
fn mini_program(text: &str) -> Option<&str> {
    let at = text.find("#小程序://")?;
    text.get(at..)?.split_whitespace().next()
}

/// A hash that is never 0.
pub(crate) fn hash(text: &str) -> u64 {
    rapidhash::v3::rapidhash_v3(text.as_bytes()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_counted() {
        for (text, count) in [
            ("看这里 https://example.com/a?x=1", 1),
            ("请看www.example.com谢谢", 1),
            ("打开example.cn/abc和shop.example.top就行", 2),
            ("ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ", 1),
            ("example点com", 1),
            ("example。com看看", 1),
            ("exa\u{200B}mple.com", 1),
            ("12306.cn", 1),
            ("#小程序://某某商城/AbCdEf123", 1),
            ("今天3.5元", 0),
            ("见附件 report.docx 和 main.rs", 0),
            ("好的...OK.那就这样", 0),
            ("a.b.c", 0),
            ("写信到 someone@example.com", 0),
            ("I saw it.Me too", 0),
            ("example.me/abc", 1),
            ("版本1.2.3", 0),
            ("10点comeon", 0),
            ("", 0),
        ] {
            assert_eq!(find(text, &mut Buffers::default()).count, count, "{text}");
        }
    }

    #[test]
    fn the_same_page_has_the_same_key() {
        let key = |link: &str| key(link, &mut String::new());
        let same = [
            "https://www.Example.com/a/b?utm_source=x&id=7&from=group",
            "http://example.com/a/b/?id=7#top",
            "example.com/a/b?share_token=1&id=7",
        ];
        assert!(same.iter().all(|link| key(link) == key(same[0])));
        assert_ne!(key("example.com/a?id=7"), key("example.com/a?id=8"));
        assert_ne!(key("example.com/a"), key("example.com/A"));
        // As they were always hashed: groups remember them.
        assert_eq!(
            key("https://WWW.Example.com/a/?v=2&aid=1&from=x#y"),
            hash("example.com/a?aid=1&v=2")
        );
        assert_eq!(key("example.com"), hash("example.com/?"));
    }

    #[test]
    fn a_question_mark_inside_a_link_asks_nothing() {
        let mut view = Buffers::default();
        assert!(!find("https://example.com/a?x=1", &mut view).asks);
        assert!(find("https://example.com/a?x=1 是这个？", &mut view).asks);
        assert!(find("是这个? https://example.com/a?x=1", &mut view).asks);
    }

    #[test]
    fn the_place_of_a_link_is_given_in_characters() {
        let mut view = Buffers::default();
        assert_eq!(find("看 example.com 吧", &mut view).first, (2, 13));
        assert_eq!(find("看\u{200B} exam\u{200B}ple.com 吧", &mut view).first, (3, 15));
    }
}
