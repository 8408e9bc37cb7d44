//! Drafts for publication: what form they must have, as far as a program can tell.

use model::event::{Media, MediaKind};
use text::words;

use crate::clause::{Words, has};
use crate::people::brief;

/// The list of the register of what whoever reviews a draft must look at, because no program
/// can.
pub const REVIEWED: &str = "post-format-review";

/// Whether a counted metric is of things published.
#[must_use]
pub fn is_publication(metric: &str) -> bool {
    let shared = ["转发", "分享", "阅读", "点赞"].iter().any(|word| metric.has_word(word));
    let words = ["发布", "推送", "推文", "图文", "发文", "文章", "微博", "publish"];
    !shared && words.iter().any(|word| metric.has_word(word))
}

/// A draft.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Its title, where it has one.
    pub title: Option<&'a str>,
    /// Its words.
    pub text: &'a str,
    /// Its pictures, films and files.
    pub media: &'a [Media<'a>],
}

/// The least and the most of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    least: Option<u64>,
    most: Option<u64>,
}

/// What a draft must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The text's length in characters.
    TextChars(Limits),
    /// The title's length in characters.
    TitleChars(Limits),
    /// The title, with `*` for what changes.
    TitleLike(String),
    /// File formats of media.
    Formats(Vec<MediaKind>, Vec<String>),
    /// The size of each medium in bytes.
    Bytes(Vec<MediaKind>, Limits),
    /// How many media.
    Number(Vec<MediaKind>, Limits),
    /// What the text begins with.
    Begins(String),
    /// What the text ends with.
    Ends(String),
    /// Where it comes from must be said.
    Source,
    /// Only a person can tell.
    Person,
}

impl Form {
    /// Reads a format's field and value.
    #[must_use]
    pub fn of(field: &str, value: &str) -> Form {
        let kinds = kinds(field);
        let (lengths, titled) = (has(value, &["字"]), field.contains("标题"));
        if has(field, &["格式", "类型"]) && !kinds.is_empty() {
            let formats = formats(value);
            return if formats.is_empty() { Form::Person } else { Form::Formats(kinds, formats) };
        }
        if !kinds.is_empty() {
            if let Some(limits) = sizes(value) {
                return Form::Bytes(kinds, limits);
            }
            let counted = has(value, &["张", "幅", "个", "段", "条"]);
            return match limits(value).filter(|_| counted) {
                Some(limits) => Form::Number(kinds, limits),
                None => Form::Person,
            };
        }
        // 字号 and 字体 are looks, not lengths.
        let length = lengths || has(field, &["字数", "长度", "篇幅"]);
        if length && !has(field, &["字号", "字体"]) {
            return match limits(value) {
                Some(limits) if titled => Form::TitleChars(limits),
                Some(limits) => Form::TextChars(limits),
                None => Form::Person,
            };
        }
        if titled && value.contains('*') {
            return Form::TitleLike(pattern(value));
        }
        if has(field, &["来源", "出处"]) {
            return Form::Source;
        }
        let fixed = plain(value);
        // What is to be kept to the letter is more than a word.
        if fixed.chars().count() < 4 || fixed.contains('*') {
            return Form::Person;
        }
        if has(field, &["正文首", "开头", "页眉", "文首", "首部"]) {
            return Form::Begins(fixed);
        }
        if has(field, &["正文尾", "结尾", "页脚", "文末", "尾部", "落款"]) {
            return Form::Ends(fixed);
        }
        Form::Person
    }

    /// What must be changed, or none where the draft is as it should be.
    #[must_use]
    pub fn objection(&self, draft: Draft<'_>) -> Option<String> {
        let count = |text: &str| {
            u64::try_from(text.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(u64::MAX)
        };
        let of = |kinds: &[MediaKind]| -> Vec<&Media<'_>> {
            draft.media.iter().filter(|one| kinds.contains(&one.kind)).collect()
        };
        match self {
            Form::TextChars(limits) => limits.object(count(draft.text), "正文", "字"),
            Form::TitleChars(limits) => limits.object(count(draft.title?), "标题", "字"),
            Form::TitleLike(form) => {
                let title = plain(draft.title.unwrap_or_default());
                (!policy::glob::matches(form, &title))
                    .then(|| format!("标题应写成“{}”的样子", brief(form)))
            }
            Form::Formats(kinds, formats) => {
                let known = |one: &&Media<'_>| one.format.is_some();
                let wrong = of(kinds).into_iter().filter(known).find(|one| {
                    let format = one.format.as_deref().unwrap_or_default();
                    !formats.contains(&format_name(format))
                })?;
                let format = wrong.format.as_deref().unwrap_or_default();
                let kind = wrong.kind.in_words();
                Some(format!("{kind}的格式是 {},应为 {}", brief(format), formats.join("、")))
            }
            Form::Bytes(kinds, limits) => of(kinds).into_iter().find_map(|one| {
                let bytes = one.bytes?;
                let over = limits.most.is_some_and(|most| bytes > most);
                let under = limits.least.is_some_and(|least| bytes < least);
                let bound = if over { limits.most } else { limits.least };
                let word = if over { "不大于" } else { "不小于" };
                (over || under).then(|| {
                    let kind = one.kind.in_words();
                    format!("{kind}大小是{},应{word}{}", size(bytes), size(bound.unwrap_or(0)))
                })
            }),
            Form::Number(kinds, limits) => {
                let number = u64::try_from(of(kinds).len()).unwrap_or(u64::MAX);
                let kind = kinds.first().map_or("图片", |kind| kind.in_words());
                limits.object(number, kind, "个")
            }
            Form::Begins(fixed) => (!plain(draft.text).starts_with(fixed.as_str()))
                .then(|| format!("正文开头应为“{}”", brief(fixed))),
            Form::Ends(fixed) => (!plain(draft.text).ends_with(fixed.as_str()))
                .then(|| format!("正文结尾应为“{}”", brief(fixed))),
            Form::Source => {
                let said = &["来源", "出处", "转自", "转载自", "摘自", "原创", "供稿"];
                (!has(draft.text, said)).then(|| "请注明来源".to_owned())
            }
            Form::Person => None,
        }
    }
}

impl Limits {
    fn object(self, number: u64, what: &str, unit: &str) -> Option<String> {
        if let Some(most) = self.most.filter(|&most| number > most) {
            return Some(format!("{what}有{number}{unit},应不超过{most}{unit}"));
        }
        let least = self.least.filter(|&least| number < least)?;
        Some(format!("{what}有{number}{unit},应不少于{least}{unit}"))
    }
}

/// The media that a field is about.
fn kinds(field: &str) -> Vec<MediaKind> {
    const WORDS: &[(&str, &[MediaKind])] = &[
        ("图", &[MediaKind::Image]),
        ("封面", &[MediaKind::Image]),
        ("照片", &[MediaKind::Image]),
        ("视频", &[MediaKind::Video]),
        ("影音", &[MediaKind::Video]),
        ("音频", &[MediaKind::Voice]),
        ("语音", &[MediaKind::Voice]),
        // Films are uploaded as files.
        ("文件", &[MediaKind::File, MediaKind::Video]),
        ("附件", &[MediaKind::File, MediaKind::Video]),
    ];
    let found = WORDS.iter().find(|(word, _)| field.has_word(word));
    found.map(|(_, kinds)| kinds.to_vec()).unwrap_or_default()
}

/// The words in Latin letters of a list: `jpg、png`.
fn formats(value: &str) -> Vec<String> {
    let words = value.split(|c: char| !c.is_ascii_alphanumeric());
    let mut found: Vec<String> =
        words.filter(|word| (2..=5).contains(&word.len())).map(format_name).collect();
    found.dedup();
    found
}

fn format_name(format: &str) -> String {
    let name = format.trim_start_matches('.').to_ascii_lowercase();
    if name == "jpeg" { "jpg".to_owned() } else { name }
}

/// Which side of a number a text is about.
fn side(before: &str, after: &str) -> Option<bool> {
    const MOST: &[&str] = &[
        "不超过",
        "不超出",
        "不大于",
        "不多于",
        "最多",
        "小于",
        "以内",
        "以下",
        "之内",
        "内",
        "≤",
    ];
    const LEAST: &[&str] =
        &["不少于", "不小于", "不低于", "至少", "最少", "大于", "以上", "起", "≥"];
    let near =
        |words: &[&str]| words.iter().any(|word| before.ends_with(word) || after.starts_with(word));
    // 不大于 ends as 大于 does.
    if near(MOST) {
        Some(true)
    } else if near(LEAST) {
        Some(false)
    } else {
        None
    }
}

/// The limits of a number: 140字以内, 至少3张, 100至300字, 20字.
fn limits(value: &str) -> Option<Limits> {
    let numbers = words::numbers(value);
    let number = |at: usize| numbers.get(at).map(|found| u64::from(found.value));
    let first = numbers.first()?;
    let joined = numbers.get(1).is_some_and(|second| {
        let between = value.get(first.end..second.start).unwrap_or_default();
        let between = between.trim_matches(['字', '张', '个', '条', ' ']);
        ["-", "~", "—", "–", "至", "到"].contains(&between)
    });
    if joined {
        return Some(Limits { least: number(0), most: number(1) });
    }
    let after =
        value.get(first.end..)?.trim_start_matches(['字', '张', '个', '条', '幅', '段', '符']);
    let before = value.get(..first.start)?;
    Some(match side(before, after) {
        Some(false) => Limits { least: number(0), most: None },
        _ => Limits { least: None, most: number(0) },
    })
}

/// The limits of a size: 不大于5mb, 500M以内, 200KB.
fn sizes(value: &str) -> Option<Limits> {
    const UNITS: &[(&str, u64)] = &[
        ("kb", 1 << 10),
        ("k", 1 << 10),
        ("mb", 1 << 20),
        ("m", 1 << 20),
        ("兆", 1 << 20),
        ("gb", 1 << 30),
        ("g", 1 << 30),
    ];
    let value = value.to_ascii_lowercase();
    let start = value.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = value.split_at_checked(start)?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = rest.split_at_checked(end)?;
    let (whole, tenths) = number.split_once('.').unwrap_or((number, "0"));
    let rest = rest.trim_start();
    let (word, unit) = UNITS.iter().find(|(word, _)| rest.starts_with(word))?;
    let tenth = tenths.get(..1).and_then(|digit| digit.parse::<u64>().ok()).unwrap_or(0);
    let whole = whole.parse::<u64>().ok()?.checked_mul(*unit)?;
    let bytes = whole.checked_add(tenth * unit / 10)?;
    let after = rest.strip_prefix(word)?.trim_start_matches('b');
    Some(match side(before, after) {
        Some(false) => Limits { least: Some(bytes), most: None },
        _ => Limits { least: None, most: Some(bytes) },
    })
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    const MB: u64 = 1 << 20;
    if bytes >= MB {
        let tenths = bytes % MB * 10 / MB;
        let part = if tenths == 0 { String::new() } else { format!(".{tenths}") };
        format!("{}{part}MB", bytes / MB)
    } else {
        format!("{}KB", bytes.div_ceil(1 << 10))
    }
}

/// A text without white space, in half-width.
fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(half).collect()
}

/// A sample title as a pattern: runs of stars are one, a day of the week is any.
fn pattern(sample: &str) -> String {
    let mut out = String::new();
    let mut after_week = false;
    for c in plain(sample).chars() {
        let day = after_week && "一二三四五六日天".contains(c);
        after_week = c == '周';
        if day {
            out.push('?');
        } else if c != '*' || !out.ends_with('*') {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(field: &str, value: &str) -> Form {
        Form::of(field, value)
    }

    #[test]
    fn formats_in_words() {
        let most = |most| Limits { least: None, most: Some(most) };
        let image = vec![MediaKind::Image];
        for (field, value, wanted) in [
            ("文字字数", "140字以内", Form::TextChars(most(140))),
            ("正文", "不少于500字", Form::TextChars(Limits { least: Some(500), most: None })),
            ("篇幅", "300-800字", Form::TextChars(Limits { least: Some(300), most: Some(800) })),
            ("标题", "20字", Form::TitleChars(most(20))),
            (
                "图片格式",
                "JPEG或png",
                Form::Formats(image.clone(), vec!["jpg".into(), "png".into()]),
            ),
            ("图片大小", "不大于2.5MB", Form::Bytes(image.clone(), most(2_621_440))),
            ("配图", "最多9张", Form::Number(image, most(9))),
            ("标题字号", "三号", Form::Person),
            ("正文字体", "宋体", Form::Person),
            ("正文尾", "", Form::Person),
            ("正文首", "欢迎 关注我们", Form::Begins("欢迎关注我们".into())),
            ("标题", "[早报]周一:***", Form::TitleLike("[早报]周?:*".into())),
            ("内容", "简洁、清晰", Form::Person),
        ] {
            assert_eq!(form(field, value), wanted, "{field} {value}");
        }
    }

    #[test]
    fn drafts_that_fit_and_do_not() {
        let draft = |title, text| Draft { title, text, media: &[] };
        let title = form("标题", "[早报]周一:***");
        assert_eq!(title.objection(draft(Some("[早报]周三:春天来了"), "x")), None);
        assert!(title.objection(draft(Some("春天来了"), "x")).is_some());
        let short = form("字数", "5字以内");
        assert_eq!(short.objection(draft(None, "一二三 四五")), None);
        assert_eq!(
            short.objection(draft(None, "一二三四五六")).as_deref(),
            Some("正文有6字,应不超过5字")
        );
        assert!(form("来源", "注明").objection(draft(None, "今天下雨")).is_some());
    }
}
