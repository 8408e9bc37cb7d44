//! The texts that members read: the organisation's own in place of ours, and what they look like
//! when they are filled in.

use std::collections::BTreeMap;

use policy::texts::{Language, TEXTS, places};
use runtime::knowledge::check_text;
use runtime::{About, Change, Known};

use super::trial::unusable;
use crate::problem::Problem;

/// Where texts belong: each group begins with the text of that key.
pub const GROUPS: [(&str, &str); 6] = [
    ("notice", "hello"),
    ("outcome", "carried-out"),
    ("appeal", "appeal-received"),
    ("task", "reminder"),
    ("no-say", "turned-away"),
    ("chat", "chat-keyword"),
];

/// What stands for each place in an example: Chinese, English.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("command", "申诉", "appeal"),
    ("group", "工作群", "work"),
    ("keyword", "@群规", "@rules"),
    ("link", "https://example.cn/m/…", "https://example.cn/m/…"),
    ("mode", "正式执行", "enforced"),
    ("policies", "《值班群规定》", "Duty group rules"),
    ("tasks", "3", "3"),
    ("text", "能发链接吗", "may I post a link?"),
    ("version", "2", "2"),
    ("action", "禁言 10 分钟", "muted for 10 minutes"),
    ("amount", "5", "5"),
    ("balance", "88", "88"),
    ("case", "工作群-12", "work-12"),
    ("cite", "第三条", "article 3"),
    ("count", "2", "2"),
    ("fact", "内容像广告", "it looks like an advertisement"),
    ("list", "工作群-12:提醒", "work-12: reminder"),
    ("meaning", "advertising", "advertising"),
    ("metric", "拜访", "Visits"),
    ("or", "群主", "owner"),
    ("points", "3", "3"),
    ("reason", "材料不全", "papers are missing"),
    ("share", "1", "1"),
    ("span", "3天", "3 days"),
    ("state", "", ""),
    ("sum", "", ""),
    ("time", "03-02 22:15", "03-02 22:15"),
    ("title", "值班群规定", "Duty group rules"),
    ("what", "提交本周小结", "hand in this week's summary"),
    ("who", "管理员", "administrators"),
    ("why", "这件事已经办结", "this is closed"),
    ("words", "申请已获同意", "your request was granted"),
    ("name", "小王", "Wang"),
];

/// Our own text of a key; none: there is no such key.
#[must_use]
pub fn ours(key: &str, language: Language) -> Option<&'static str> {
    let found = TEXTS.iter().find(|(known, ..)| *known == key);
    found.map(|(_, chinese, english)| language.choose(chinese, english))
}

/// The places that a text may have.
#[must_use]
pub fn places_of(key: &str) -> Vec<&'static str> {
    let found = TEXTS.iter().find(|(known, ..)| *known == key);
    let mut all: Vec<&str> = found.map_or_else(Vec::new, |(_, chinese, english)| {
        places(chinese).chain(places(english)).collect()
    });
    all.sort_unstable();
    all.dedup();
    all
}

/// A text filled in as an example.
#[must_use]
pub fn sample(text: &str, language: Language) -> String {
    let mut out = text.to_owned();
    for (place, chinese, english) in SAMPLES {
        out = out.replace(&format!("{{{place}}}"), language.choose(chinese, english));
    }
    out
}

/// A whole notice as members would read it, in the organisation's words.
#[must_use]
pub fn notice(own: &BTreeMap<String, String>, language: Language) -> String {
    let say = |key: &str| {
        let text = own.get(key).map(String::as_str).or(ours(key, language)).unwrap_or_default();
        sample(text, language)
    };
    let keys = ["hello", "fact", "article", "stop", "act", "until", "stop", "appeal-within"];
    keys.map(say).concat()
}

/// The change that says a text in the organisation's own words, or in ours again.
///
/// # Errors
/// It can't be said so.
pub fn put(
    known: &Known,
    language: Language,
    key: &str,
    text: Option<&str>,
) -> Result<Option<Change>, Problem> {
    let Some(ours) = ours(key, language) else { return Err(Problem::not_found("这句话")) };
    let mut own = known.texts(language);
    let text = text.filter(|text| *text != ours);
    if own.get(key).map(String::as_str) == text {
        return Ok(None);
    }
    let note = match text {
        Some(text) => {
            check_text(key, text).map_err(|wrong| unusable(&wrong))?;
            own.insert(key.to_owned(), text.to_owned());
            format!("“{key}”改为“{text}”")
        }
        None => {
            own.remove(key);
            format!("“{key}”恢复原来的说法")
        }
    };
    let content = serde_json::to_vec(&own).map_err(|_| Problem::internal())?;
    let content = Some(content).filter(|_| !own.is_empty());
    let name = match language {
        Language::Chinese => "zh",
        Language::English => "en",
    };
    Ok(Some(Change { about: About::Texts, name: name.to_owned(), content, note }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_sample_and_every_group_its_first_text() {
        for (key, chinese, english) in TEXTS {
            for (text, language) in [(chinese, Language::Chinese), (english, Language::English)] {
                let filled = sample(text, language);
                assert!(!filled.contains(['{', '}']), "{key}: {filled}");
            }
        }
        for (group, first) in GROUPS {
            assert!(ours(first, Language::Chinese).is_some(), "{group}");
        }
    }

    #[test]
    fn a_text_is_the_organisation_s_until_it_is_ours_again() {
        let known = Known::nothing(model::Calendar::published());
        let zh = Language::Chinese;
        assert!(put(&known, zh, "hello", Some("各位{nobody}")).is_err());
        assert!(put(&known, zh, "nothing", Some("各位")).is_err());
        assert_eq!(put(&known, zh, "hello", ours("hello", zh)).unwrap(), None);
        let change = put(&known, zh, "hello", Some("各位老师好:")).unwrap().unwrap();
        let known = known.with(&change).unwrap();
        assert!(
            notice(&known.texts(zh), zh)
                .starts_with("各位老师好:内容像广告(《值班群规定》第三条)。")
        );
        let change = put(&known, zh, "hello", None).unwrap().unwrap();
        assert_eq!(change.content, None);
    }
}
