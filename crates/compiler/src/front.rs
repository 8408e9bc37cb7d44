//! The front matter: an id from the file's name, the title, and the day from which the policy
//! holds where its text states one.

use std::fmt::Write as _;

use model::zone::day_of_date;

use crate::block::quoted;
use crate::view::clean;
use crate::{About, CompiledClause, Warning};

/// Longest id.
const ID_MAX: usize = 64;

/// The front matter with its fences, and a blank line after it.
pub(crate) fn matter(name: &str, title: &str, clauses: &[CompiledClause], newline: &str) -> String {
    let mut lines = vec!["+++".to_owned()];
    lines.push(format!("id = {}", quoted(&id(name))));
    lines.push(format!("title = {}", quoted(title)));
    lines.push("version = 1".to_owned());
    if let Some(day) = clauses.iter().find_map(|clause| effective(&clean(&clause.text))) {
        lines.push(format!("effective = {day}"));
    }
    lines.push("timezone = \"Asia/Shanghai\"".to_owned());
    lines.push("groups = [\"*\"]".to_owned());
    lines.push("+++".to_owned());
    lines.push(String::new());
    lines.iter().map(|line| format!("{line}{newline}")).collect()
}

/// A file's name without folders and ending.
pub(crate) fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}

/// The title of a document that has none: its file's name.
pub(crate) fn title(name: &str) -> String {
    let stem = stem(name).trim();
    if stem.is_empty() { "未命名".to_owned() } else { stem.to_owned() }
}

/// ASCII letters, digits and `-`. A name that has none gets a fingerprint, so that two
/// documents with Chinese names have different ids.
pub(crate) fn id(name: &str) -> String {
    let stem = stem(name);
    let mut id = String::new();
    for c in stem.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= ID_MAX {
            break;
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() {
        let mut fresh = String::from("policy-");
        let _ = write!(fresh, "{:08x}", text::key_of(stem) & 0xffff_ffff);
        return fresh;
    }
    id.to_owned()
}

/// What in the document itself keeps its policy file from being read as it is meant.
pub(crate) fn warnings(text: &str) -> Vec<Warning> {
    let mut open: Option<(char, usize)> = None;
    let mut has_rules = false;
    for line in text.lines() {
        let words = line.trim();
        let sign = words.chars().next().filter(|c| matches!(c, '`' | '~')).unwrap_or('`');
        let info = words.trim_start_matches(sign);
        let count = words.len() - info.len();
        match open {
            Some((of, least)) if sign == of && count >= least && info.is_empty() => open = None,
            None if count >= 3 && !info.contains('`') => {
                has_rules |= info.split_whitespace().next() == Some("rule");
                open = Some((sign, count));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    let mut warn = |message: &str| {
        let message = message.to_owned();
        found.push(Warning { cite: None, kind: None, about: About::Document, message });
    };
    if has_rules {
        warn("文件里已有规则块,原样保留;如果它本来就是规定文件,不必再次编译");
    }
    if open.is_some() {
        warn("文件里有没有结束的代码块,其后的文字没有读到;请补上结束的符号后重新编译");
    }
    found
}

/// The day from which a clause says that the policy holds, as `2026-03-01`.
///
/// Only an absolute date right before 起, 施行 and the like; 自发布之日起 has none.
fn effective(words: &str) -> Option<String> {
    words.match_indices(['2', '二']).find_map(|(at, _)| {
        let mut rest = words.get(at..)?;
        let year = digits(&mut rest, 4..=4)?;
        eat(&mut rest, "年-./")?;
        let month = digits(&mut rest, 1..=3)?;
        eat(&mut rest, "月-./")?;
        let day = digits(&mut rest, 1..=3)?;
        let _ = eat(&mut rest, "日号");
        let starts = ["起", "开始", "正式", "生效", "施行", "实施", "执行", "试行"];
        starts.iter().find(|word| rest.starts_with(**word))?;
        let whole = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        day_of_date(whole.0, whole.1, whole.2)?;
        Some(format!("{year:04}-{month:02}-{day:02}"))
    })
}

fn eat(rest: &mut &str, wanted: &str) -> Option<char> {
    let c = rest.chars().next().filter(|c| wanted.contains(*c))?;
    *rest = rest.get(c.len_utf8()..)?;
    Some(c)
}

/// A number in Arabic or Chinese digits with so many characters; 十 as in 二十一.
fn digits(rest: &mut &str, count: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let written: Vec<char> = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || "〇零一二三四五六七八九十".contains(*c))
        .collect();
    if !count.contains(&written.len()) {
        return None;
    }
    let mut value = 0;
    for (at, &c) in written.iter().enumerate() {
        let last = at + 1 == written.len();
        match (c, "〇一二三四五六七八九".chars().position(|one| one == c)) {
            // 十 is a place, not a digit: 十 = 10, 十一 = 11, 二十 = 20, 二十一 = 21.
            ('十', _) if at == 0 => value = if last { 10 } else { 1 },
            ('十', _) => value *= if last { 10 } else { 1 },
            ('零', _) => value *= 10,
            (_, Some(digit)) => value = value * 10 + u32::try_from(digit).ok()?,
            (c, None) => value = value * 10 + c.to_digit(10)?,
        }
    }
    *rest = rest.get(written.iter().map(|c| c.len_utf8()).sum::<usize>()..)?;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_file_names() {
        for (name, wanted) in [
            ("staff-groups.md", "staff-groups"),
            ("/tmp/Staff Groups (2026).txt", "staff-groups-2026"),
            ("a\\b\\QQ群规v2.txt", "qq-v2"),
            (".hidden", "hidden"),
            ("A01.txt", "a01"),
        ] {
            assert_eq!(id(name), wanted, "{name}");
        }
        assert!(id("群规.txt").starts_with("policy-"));
        assert_ne!(id("群规.txt"), id("公约.txt"));
        assert_eq!(id("群规.txt"), id("群规.md"));
        assert_eq!(id(&"x".repeat(500)).len(), ID_MAX);
        assert!(id("").starts_with("policy-"));
    }

    #[test]
    fn dates_of_taking_effect() {
        for (text, wanted) in [
            ("本规定自2026年3月1日起施行。", Some("2026-03-01")),
            ("自2026-03-01起执行", Some("2026-03-01")),
            ("二〇二六年十二月二十一日起实行", Some("2026-12-21")),
            ("二零二六年十月十日正式生效", Some("2026-10-10")),
            ("2025年1月1日修订,2026年2月1日起施行", Some("2026-02-01")),
            ("自发布之日起施行", None),
            ("20xx年3月1日起施行", None),
            ("2026年2月30日起施行", None),
            ("2026年3月起施行", None),
            ("销售部 2026年3月1日", None),
        ] {
            assert_eq!(effective(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn blocks_in_the_document_are_pointed_out() {
        assert!(warnings("一、文明用语。\n").is_empty());
        assert!(warnings("```\n代码\n```\n~~~~\n```\n~~~~\n").is_empty());
        assert_eq!(warnings("```rule\n[ads]\n```\n").len(), 1);
        assert_eq!(warnings("```text\n没有结束\n").len(), 1);
    }
}
