//! What stands around a clause: its headings, and the sentence that introduces the list that
//! it is an item of.

use policy::numbering::{self, Clause, Heading, Marker, Outline, Style};
use rules::clause::{Place, forbids, has};

use crate::view::clean;

/// What a recogniser sees of one clause.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// Its cleaned text without the marker.
    pub text: String,
    /// The cleaned headings, outermost first.
    pub headings: Vec<String>,
    /// The introducing sentence.
    pub lead: Option<String>,
    /// The sentence with which it introduces a list itself.
    pub announces: Option<String>,
    /// Where in the document it stands.
    pub place: Place,
}

impl Around {
    /// As recognisers take it.
    pub fn clause(&self) -> rules::clause::Clause<'_> {
        rules::clause::Clause {
            text: &self.text,
            headings: &self.headings,
            lead: self.lead.as_deref(),
            place: self.place,
        }
    }
}

/// Words by which a heading says what follows from a breach of what.
const SANCTIONING: &[&str] = &["处罚", "处分", "处理", "惩", "罚则", "违规", "违反", "违纪"];
/// Words by which a sentence announces a list.
const ANNOUNCING: &[&str] = &["以下", "下列", "如下"];
/// Longest sentence that announces by its words alone, in characters.
const ANNOUNCING_MAX: usize = 100;
/// Shortest and longest paragraph that leads a list without a stop at its end, in characters.
const UNSTOPPED_MIN: usize = 4;
const UNSTOPPED_MAX: usize = 40;
/// Words of a preamble, which announces the whole document and no list.
const PREAMBLE: &[&str] = &["制定", "制订", "拟定", "通知如下", "尊敬的", "各位"];

/// What stands around each clause of the outline, in its order.
pub(crate) fn surroundings(text: &str, outline: &Outline) -> Vec<Around> {
    let mut walk = Walk { text, open: Vec::new(), loose: None };
    let mut headings = outline.headings.iter().peekable();
    let mut out = Vec::with_capacity(outline.clauses.len());
    let numbered = |clause: &Clause| clause.marker.as_ref().is_some_and(is_number);
    let first = outline.clauses.iter().position(numbered);
    let last = outline.clauses.iter().rposition(numbered);
    for (at, clause) in outline.clauses.iter().enumerate() {
        while let Some(heading) =
            headings.next_if(|heading| heading.bytes.start < clause.bytes.start)
        {
            walk.heading(heading);
        }
        // The sign of a Markdown quotation says nothing.
        let words = clean(clause.words(text).trim_start_matches(['>', ' ']));
        let announces = announcement(&words);
        let lead =
            walk.clause(clause, announces.clone().or_else(|| walk.unstopped(clause, &words)));
        let headings = clause.path.iter().map(|title| clean(title)).collect();
        let place = match (first, last) {
            _ if clause.marker.is_some() && !numbered(clause) => Place::Remark,
            _ if numbered(clause) => Place::Article,
            (Some(first), _) if at < first => Place::Opening,
            (_, Some(last)) if at > last => Place::Closing,
            (None, None) if at == 0 => Place::Opening,
            (None, None) if at + 1 == outline.clauses.len() => Place::Closing,
            _ => Place::Body,
        };
        out.push(Around { text: words, headings, lead, announces, place });
    }
    out
}

/// Whether a marker counts, as those of articles and items do; 注 does not.
fn is_number(marker: &Marker) -> bool {
    marker.style != Style::Note
}

/// A heading or item that is open, with the lead that it gives to what stands beneath it.
struct Open {
    level: u8,
    lead: Option<String>,
}

/// A paragraph that announces the items after it, without standing above them by its number.
struct Loose {
    lead: String,
    /// Style and level of the list's items, from its first one on.
    items: Option<(Option<Style>, u8)>,
}

struct Walk<'a> {
    text: &'a str,
    open: Vec<Open>,
    loose: Option<Loose>,
}

impl Walk<'_> {
    fn heading(&mut self, heading: &Heading) {
        self.close(heading.level);
        self.loose = None;
        let words = clean(self.text.get(heading.bytes.clone()).unwrap_or_default());
        let title = clean(&heading.title);
        let leads = forbids(&title) || has(&title, SANCTIONING) || ends_open(&words);
        self.open.push(Open { level: heading.level, lead: leads.then_some(title) });
    }

    /// The lead of a clause; then the clause may itself lead what follows.
    fn clause(&mut self, clause: &Clause, own: Option<String>) -> Option<String> {
        self.close(clause.level);
        let found = self.loose_lead(clause);
        let found = found.or_else(|| self.open.iter().rev().find_map(|open| open.lead.clone()));
        let marked = clause.marker.as_ref().is_some_and(is_number);
        if marked {
            self.open.push(Open { level: clause.level, lead: own });
        } else if let Some(lead) = own {
            self.loose = Some(Loose { lead, items: None });
        }
        found
    }

    /// A short paragraph that ends without a stop (你可以发这些内容): where a list comes next, it
    /// leads the list as if it ended in a colon.
    fn unstopped(&self, clause: &Clause, words: &str) -> Option<String> {
        let paragraph = clause.marker.is_none() && !is_bullet(self.text, clause.bytes.start);
        let short = (UNSTOPPED_MIN..=UNSTOPPED_MAX).contains(&words.chars().count());
        let open = words.ends_with(|c: char| c.is_alphanumeric());
        (paragraph && short && open && !has(words, PREAMBLE)).then(|| words.to_owned())
    }

    fn close(&mut self, level: u8) {
        while self.open.last().is_some_and(|open| open.level >= level) {
            self.open.pop();
        }
    }

    /// The lead of the paragraph before a list, for its items and what stands beneath them.
    fn loose_lead(&mut self, clause: &Clause) -> Option<String> {
        let loose = self.loose.as_mut()?;
        let style = clause.marker.as_ref().map(|marker| marker.style);
        let first = clause.marker.as_ref().is_some_and(|marker| marker.number == 1);
        let bullet = style.is_none() && is_bullet(self.text, clause.bytes.start);
        let belongs = match loose.items {
            None if first || bullet => {
                loose.items = Some((style, clause.level));
                true
            }
            None => false,
            Some((of, level)) => {
                (of == style && level == clause.level && (of.is_some() || bullet))
                    || (clause.level > level && style.is_some())
            }
        };
        if !belongs {
            self.loose = None;
            return None;
        }
        Some(loose.lead.clone())
    }
}

/// The sentence of a text that announces a list: its last one where that is left open, else
/// the last that says 下列 or the like, as what follows from a breach may stand after it.
fn announcement(words: &str) -> Option<String> {
    let sentences = words.split(['。', ';', '；', '!', '！', '?', '？']);
    let mut sentences = sentences.map(str::trim).filter(|sentence| !sentence.is_empty()).rev();
    let last = sentences.next()?;
    let announces =
        |sentence: &str| has(sentence, ANNOUNCING) && sentence.chars().count() <= ANNOUNCING_MAX;
    let found = if ends_open(last) || announces(last) {
        last
    } else {
        sentences.find(|sentence| announces(sentence))?
    };
    (!has(found, PREAMBLE)).then(|| found.to_owned())
}

fn ends_open(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}

/// Whether a Markdown or typographic bullet stands before the clause on its line.
fn is_bullet(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    !line.is_empty() && line.chars().all(numbering::is_bullet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(text: &str) -> Vec<(String, Option<String>)> {
        let outline = numbering::outline(text);
        let around = surroundings(text, &outline);
        around.into_iter().map(|around| (around.text, around.lead)).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let found = leads(text);
        let found: Vec<_> =
            found.iter().map(|(text, lead)| (text.as_str(), lead.as_deref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_paragraph_leads_the_items_after_it() {
        check(
            "群约定\n\n群里请友善。严禁发送下列内容:\n\n1、广告;\n\n2、谣言。\n\n有事请找群主处理。\n",
            &[
                ("群里请友善。严禁发送下列内容:", None),
                ("广告;", Some("严禁发送下列内容:")),
                ("谣言。", Some("严禁发送下列内容:")),
                ("有事请找群主处理。", None),
            ],
        );
    }

    #[test]
    fn bullets_and_nested_items_are_led() {
        check(
            "# 群约定\n\n不许在群里发:\n\n- 广告信息。\n- 拼单链接。\n\n其他事情另行通知大家。\n",
            &[
                ("不许在群里发:", None),
                ("广告信息。", Some("不许在群里发:")),
                ("拼单链接。", Some("不许在群里发:")),
                ("其他事情另行通知大家。", None),
            ],
        );
        check(
            "群约定\n\n一、下列情形移出本群:\n\n1、多次发广告的;\n\n2、辱骂他人的。\n\n二、夜间请休息。\n",
            &[
                ("下列情形移出本群:", None),
                ("多次发广告的;", Some("下列情形移出本群:")),
                ("辱骂他人的。", Some("下列情形移出本群:")),
                ("夜间请休息。", None),
            ],
        );
    }

    #[test]
    fn what_follows_from_a_breach_may_stand_between() {
        check(
            "群约定\n\n群内禁止下列内容,违者移出。情节严重的,报公司处理。\n\n1、广告。\n",
            &[
                ("群内禁止下列内容,违者移出。情节严重的,报公司处理。", None),
                ("广告。", Some("群内禁止下列内容,违者移出")),
            ],
        );
    }

    #[test]
    fn a_paragraph_without_a_stop_leads_the_list_after_it() {
        check(
            "群约定\n\n大家可以在这里发\n\n1. 读书心得和笔记\n\n2. 书影照片和手账页\n\n谢谢。\n",
            &[
                ("大家可以在这里发", None),
                ("读书心得和笔记", Some("大家可以在这里发")),
                ("书影照片和手账页", Some("大家可以在这里发")),
                ("谢谢。", None),
            ],
        );
    }

    #[test]
    fn a_heading_that_forbids_leads() {
        check(
            "群约定\n\n一、鼓励的事\n\n1、分享工作经验。\n\n二、违规处理\n\n1、先提醒,再移出。\n",
            &[("分享工作经验。", None), ("先提醒,再移出。", Some("违规处理"))],
        );
    }

    #[test]
    fn clauses_know_their_place() {
        let text = "群约定\n\n各位家长:\n\n为方便联系,约定如下:\n\n1、说话要文明。\n\n有事请假。\n\n\
                    2、夜间请休息。\n\n注:周末也一样。\n\n家长委员会\n";
        let around = surroundings(text, &numbering::outline(text));
        let places: Vec<Place> = around.iter().map(|around| around.place).collect();
        use Place::{Article, Body, Closing, Opening, Remark};
        assert_eq!(places, [Opening, Opening, Article, Body, Article, Remark, Closing]);
    }

    #[test]
    fn a_preamble_leads_nothing() {
        check(
            "群约定\n\n为杜绝乱发消息,特制定本约定:\n\n1、说话要文明。\n\n2、有事请假。\n",
            &[("为杜绝乱发消息,特制定本约定:", None), ("说话要文明。", None), ("有事请假。", None)],
        );
    }
}
