//! Web pages: the text of the article as a browser shows it, without what surrounds it.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use encoding_rs::Encoding;
use policy::numbering::marker;

use super::layout::Lines;
use crate::decode::{DecodeError, decode, with};

/// Elements open at a time; what is nested deeper is read without its own form.
const DEPTH_MAX: usize = 512;
/// How far into a page its encoding is looked for, as browsers do.
const HEAD_BYTES: usize = 4_096;
/// An article shorter than this share of the page's text is none: the marks were wrong.
const ARTICLE_SHARE: usize = 4;

/// Elements whose content is no part of the text.
const LEFT_OUT: [&str; 20] = [
    "script", "style", "nav", "aside", "footer", "template", "noscript", "iframe", "svg", "object",
    "select", "button", "textarea", "form", "dialog", "canvas", "audio", "video", "rt", "rp",
];
/// Elements that begin and end lines.
const BLOCKS: [&str; 36] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "blockquote",
    "pre",
    "address",
    "figure",
    "figcaption",
    "fieldset",
    "hr",
    "body",
    "center",
    "details",
];
/// Elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Words in `id` and `class` of what surrounds an article.
const AROUND: [&str; 24] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "footer",
    "foot",
    "copyright",
    "share",
    "comment",
    "comments",
    "related",
    "recommend",
    "toolbar",
    "pagination",
    "pager",
    "topbar",
    "banner",
    "search",
    "advert",
];
/// The same of an article, as the programs name it that make the sites of offices and schools,
/// and WeChat.
const ARTICLE: [&str; 18] = [
    "js_content",
    "zoom",
    "trs_editor",
    "trs_uedit",
    "ucap-content",
    "article-content",
    "article_content",
    "articlecontent",
    "art_content",
    "news_content",
    "news-content",
    "post-content",
    "entry-content",
    "v_news_content",
    "wp_articlecontent",
    "markdown-body",
    "content-article",
    "rich_media_content",
];

/// Whether bytes are a web page: one of its first tags stands at the beginning, or tags at both
/// ends.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    // Zero bytes of UTF-16 do not matter here.
    let head: String = head.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect();
    let head = head.trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace());
    let lower = head.to_ascii_lowercase();
    let declared = lower.starts_with("<?xml") && lower.contains("<html");
    let mut rest = lower.as_str();
    // Comments may come first.
    while let Some(after) = rest.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        rest = after.1.trim_start();
    }
    const FIRST: [&str; 6] = ["<!doctype html", "<html", "<head", "<body", "<meta", "<title"];
    // Part of a page ends with a tag too; Markdown may begin with one.
    let part = rest.strip_prefix('<').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
        && rest.contains("</")
        && bytes.trim_ascii_end().ends_with(b">");
    declared || part || FIRST.iter().any(|tag| rest.starts_with(tag))
}

pub(super) fn read(bytes: &[u8]) -> Result<String, DecodeError> {
    let text = decoded(bytes)?;
    let mut page = Page::default();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        page.event(&event);
        None
    });
    let mut emitter = emitter;
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text.as_str(), emitter) {
        // The callback gives no tokens, and a string has no errors of reading.
        match token {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }
    page.finish()
}

/// The page's text by the encoding that it states, else by what the bytes are.
fn decoded(bytes: &[u8]) -> Result<String, DecodeError> {
    if Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err() {
        let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
        let head = String::from_utf8_lossy(head).to_ascii_lowercase();
        let stated = head.split_once("charset=").map(|(_, rest)| {
            let rest = rest.trim_start_matches(['"', '\'', ' ']);
            rest.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).next()
        });
        let encoding = stated.flatten().and_then(|label| Encoding::for_label(label.as_bytes()));
        if let Some(encoding) = encoding {
            // GB18030 has every character of GBK, which pages state more often.
            return Ok(
                with(encoding, bytes).unwrap_or_else(|| encoding.decode(bytes).0.into_owned())
            );
        }
    }
    decode(bytes)
}

/// An element that is open.
struct Open {
    name: String,
    /// Its content is no part of the text.
    left_out: bool,
    /// It is the article, or part of it.
    article: bool,
    /// White space and line ends are as they stand.
    kept: bool,
    /// Of a list: the form of its labels and the next number.
    list: Option<(String, i64)>,
}

#[derive(Default)]
struct Page {
    open: Vec<Open>,
    /// The tag that is being read, with its attributes.
    tag: String,
    attributes: Vec<(String, String)>,
    /// The whole page, and what of it is the article.
    all: Lines,
    article: Lines,
    /// Characters so far, of each.
    count: (usize, usize),
    /// The line so far.
    line: String,
    /// The label of the list item that begins.
    label: Option<String>,
    /// The first heading, for articles that stand below theirs.
    heading: Option<(String, bool)>,
    /// Elements open beyond [`DEPTH_MAX`].
    deep: usize,
}

impl Page {
    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = String::from_utf8_lossy(name).into_owned();
                self.attributes.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.attributes.push((String::from_utf8_lossy(name).into_owned(), String::new()));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, last)) = self.attributes.last_mut() {
                    last.push_str(&String::from_utf8_lossy(value).to_lowercase());
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.start(*self_closing),
            CallbackEvent::EndTag { name } => self.end(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
    }

    fn top(&self) -> (bool, bool, bool) {
        self.open.last().map_or((false, false, false), |o| (o.left_out, o.article, o.kept))
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.as_str())
    }

    fn start(&mut self, self_closing: bool) {
        let name = std::mem::take(&mut self.tag);
        let name = name.as_str();
        let (left_out, article, kept) = self.top();
        if name == "br" && !left_out {
            // A soft break: the same paragraph, a further line.
            return self.end_line();
        }
        if VOID.contains(&name) || (self_closing && !BLOCKS.contains(&name)) {
            if name == "hr" {
                self.end_line();
            }
            return;
        }
        self.close_before(name);
        if BLOCKS.contains(&name) && !left_out {
            self.end_line();
        }
        if self.open.len() >= DEPTH_MAX {
            self.deep = self.deep.saturating_add(1);
            return;
        }
        let marks = |words: &[&str]| {
            ["id", "class"]
                .iter()
                .filter_map(|name| self.attribute(name))
                .any(|value| value.split_whitespace().any(|one| words.contains(&one)))
        };
        let style = self.attribute("style").unwrap_or_default().replace(' ', "");
        let hidden = style.contains("display:none")
            || self.attributes.iter().any(|(name, _)| name == "hidden");
        let block = BLOCKS.contains(&name) && !matches!(name, "body" | "main" | "article");
        let open = Open {
            name: name.to_owned(),
            left_out: left_out
                || LEFT_OUT.contains(&name)
                || hidden
                || name == "title"
                || (block && marks(&AROUND))
                || self.attribute("role") == Some("navigation"),
            article: article
                || matches!(name, "main" | "article")
                || self.attribute("role") == Some("main")
                || marks(&ARTICLE),
            kept: kept || name == "pre",
            list: self.list(name, &style),
        };
        if !open.left_out {
            self.label_item(name);
            if name == "table" {
                self.both(Lines::open_table);
            }
        }
        self.open.push(open);
    }

    /// Ends what a start tag ends without an end tag.
    fn close_before(&mut self, name: &str) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            _ if BLOCKS.contains(&name) => {
                if self.open.last().is_some_and(|top| top.name == "p") {
                    self.end("p");
                }
                return;
            }
            _ => return,
        };
        let mut above = self.open.iter().rev().map(|open| open.name.as_str());
        let found = above.find(|open| ends.contains(open) || within.contains(open));
        if let Some(found) = found.filter(|found| ends.contains(found)).map(str::to_owned) {
            self.end(&found);
        }
    }

    fn end(&mut self, name: &str) {
        if self.deep > 0 {
            self.deep -= 1;
            return;
        }
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return };
        // An end tag inside a table cell does not reach what is around the table.
        let cell = self.open.iter().rposition(|open| matches!(open.name.as_str(), "td" | "th"));
        let table = matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "table");
        if !table && cell.is_some_and(|cell| cell > at) {
            return;
        }
        while self.open.len() > at {
            self.close_top();
        }
    }

    fn close_top(&mut self) {
        let Some(top) = self.open.last() else { return };
        if BLOCKS.contains(&top.name.as_str()) && !top.left_out {
            let heading = matches!(top.name.as_str(), "h1" | "h2") && self.heading.is_none();
            let words = self.line.trim().to_owned();
            let article = top.article;
            if heading && !words.is_empty() {
                self.heading = Some((words, article));
            }
            self.end_line();
            match self.open.last().map(|top| top.name.as_str()) {
                Some("td" | "th") => self.both(Lines::close_cell),
                Some("tr") => self.both(Lines::close_row),
                Some("table") => self.both(Lines::close_table),
                _ => {}
            }
        }
        self.open.pop();
    }

    fn both(&mut self, act: fn(&mut Lines)) {
        act(&mut self.all);
        act(&mut self.article);
    }

    /// The form of a list's labels and its first number.
    fn list(&self, name: &str, style: &str) -> Option<(String, i64)> {
        let stated = style.split_once("list-style").map(|(_, rest)| {
            let rest = rest.trim_start_matches("-type").trim_start_matches(':');
            rest.split([';', '!']).next().unwrap_or_default().to_owned()
        });
        match name {
            "ul" => Some((stated.unwrap_or_else(|| "disc".to_owned()), 1)),
            "ol" => {
                let form = stated.or_else(|| self.attribute("type").map(str::to_owned));
                let start = self.attribute("start").and_then(|start| start.parse().ok());
                Some((form.unwrap_or_else(|| "decimal".to_owned()), start.unwrap_or(1)))
            }
            _ => None,
        }
    }

    /// The label of a list item: the next one of its list.
    fn label_item(&mut self, name: &str) {
        if name != "li" {
            return;
        }
        let stated = self.attribute("value").and_then(|value| value.parse().ok());
        let list = self.open.iter_mut().rev().find_map(|open| open.list.as_mut());
        let Some((form, next)) = list else { return };
        let number = stated.unwrap_or(*next);
        *next = number.saturating_add(1);
        self.label = label(form, number);
    }

    fn text(&mut self, text: &str) {
        let (left_out, _, kept) = self.top();
        if left_out || self.all.full() {
            return;
        }
        for c in text.chars() {
            if kept && c == '\n' {
                self.end_line();
            } else if c.is_ascii_whitespace() && !kept {
                if !self.line.is_empty() && !self.line.ends_with(' ') {
                    self.line.push(' ');
                }
            } else if c == '\u{a0}' {
                self.line.push(' ');
            } else if !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\r') {
                self.line.push(c);
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let words = line.trim_matches(|c: char| c == '\u{3000}' || c.is_whitespace());
        if words.is_empty() {
            return;
        }
        // People type numbers in lists whose own labels the page's style sheet takes away.
        let label = self.label.take().filter(|_| marker::read(words).is_none());
        let line = label.unwrap_or_default() + words;
        let count = line.chars().count();
        self.count.0 = self.count.0.saturating_add(count);
        self.all.paragraph(&line);
        if self.top().1 {
            self.count.1 = self.count.1.saturating_add(count);
            self.article.paragraph(&line);
        }
    }

    fn finish(mut self) -> Result<String, DecodeError> {
        while !self.open.is_empty() {
            self.close_top();
        }
        self.end_line();
        if self.count.1.saturating_mul(ARTICLE_SHARE) < self.count.0 {
            return self.all.finish();
        }
        let article = self.article.finish()?;
        Ok(match self.heading {
            Some((heading, false)) if !article.starts_with(&heading) => {
                format!("{heading}\n{article}")
            }
            _ => article,
        })
    }
}

/// A list item's label in a form named by `type` or by the page's style.
fn label(form: &str, number: i64) -> Option<String> {
    let count = u32::try_from(number).unwrap_or(0);
    let counted = |form| super::figures::written(count, form);
    Some(match form {
        "none" => return None,
        "disc" | "circle" | "square" => "• ".to_owned(),
        "a" | "lower-alpha" | "lower-latin" => format!("{}. ", counted("lowerLetter")),
        // `type` tells the case apart; attributes are read in lower case.
        "upper-alpha" | "upper-latin" => format!("{}. ", counted("upperLetter")),
        "i" | "lower-roman" => format!("{}. ", counted("lowerRoman")),
        "upper-roman" => format!("{}. ", counted("upperRoman")),
        "cjk-ideographic" | "simp-chinese-informal" | "trad-chinese-informal" | "cjk-decimal" => {
            format!("{}、", counted("chineseCounting"))
        }
        _ => format!("{number}. "),
    })
}
