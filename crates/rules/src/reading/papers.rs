//! Words for the document itself, for the group as a place, and for those who run it.

use super::people::phrases;
use crate::clause::{List, Words, has, likely, may_have};

/// What documents call themselves.
pub(crate) const PAPERS: &[&str] = &[
    "制度", "规定", "办法", "公约", "守则", "细则", "章程", "群规", "须知", "约定", "规范", "条例",
    "规则", "准则", "方案", "规程", "指南", "指引", "倡议", "协议", "要求", "方法", "规章", "群约",
    "规矩", "手册", "通则", "班规", "社规", "导则", "规约", "会规", "家规", "队规",
];
/// Words that make it.
const MAKING: &[&str] = &[
    "制定", "制订", "订立", "拟定", "拟订", "拟制", "出台", "设定", "定立", "议定", "商定", "制作",
];
/// Words that announce what it says.
const SAYING: &[&str] = &[
    "规定如下",
    "约定如下",
    "通知如下",
    "要求如下",
    "作如下",
    "作出如下",
    "做如下",
    "做出如下",
    "提出如下",
    "明确如下",
    "有关事项",
];
/// How a phrase begins that says why, or on what grounds.
const AIMING: &[&str] = &["为", "根据", "依据", "依照", "鉴于", "结合", "因", "本着"];
/// Titles that may run into the words after them.
const AIM_TITLES: &[&str] = &["目的", "制度目的", "制定目的", "宗旨", "背景", "前言"];
/// The group or account as a place.
pub(crate) const PLACES: &[&str] = &[
    "本群",
    "该群",
    "此群",
    "我群",
    "微信群",
    "QQ群",
    "qq群",
    "群组",
    "群聊",
    "工作群",
    "家长群",
    "班级群",
    "业主群",
    "读书群",
    "交流群",
    "社群",
    "社区",
    "本频道",
    "论坛",
    "公众号",
    "订阅号",
    "服务号",
    "视频号",
    "官微",
    "本平台",
    "微信",
    "微博",
    "本账号",
];
/// Those who run it.
pub(crate) const ADMINS: &[&str] =
    &["管理员", "群主", "管理人员", "管理者", "群管们", "管理组", "管理团队", "群秘书", "版主"];

/// Whether a text names a document of rules.
pub(crate) fn names_paper(text: &str) -> bool {
    has(text, PAPERS)
}

/// Whether a text speaks of the document itself: 本制度, 上述规定, 《…》.
pub(crate) fn this_paper(text: &str) -> bool {
    const THIS: &[&str] = &["本", "该", "此", "上述", "以上", "前述", "以上各项", "下列"];
    text.contains('《')
        || likely(text, PAPERS).any(|paper| {
            text.places_of(paper).any(|(at, _)| {
                let before = text.get(..at).unwrap_or_default();
                // 本管理制度, 本群公约: a word or two may stand between.
                let near = before.char_indices().rev().nth(6).map_or(0, |(at, _)| at);
                has(before.get(near..).unwrap_or_default(), THIS)
            })
        })
}

/// Whether a sentence says why or on what grounds the document is made: 为…,特制定本制度.
pub(crate) fn states_aim(sentence: &str) -> bool {
    if has(sentence, &["特制定", "特制订", "特拟定", "特订立", "特作", "特提出", "特设立"])
    {
        return true;
    }
    if !phrases(sentence).any(begins_with_aim) {
        return false;
    }
    // 为了维护良好的气氛,请大家遵守以下规定: why, and then only that the rules be kept.
    let keeps = followed(sentence, &["遵守", "遵循", "恪守"], PAPERS, 12)
        && (this_paper(sentence) || has(sentence, &["以下", "下列", "如下"]));
    if keeps && phrases(sentence).next().is_some_and(begins_with_aim) {
        return true;
    }
    let makes = has(sentence, MAKING) && (names_paper(sentence) || this_paper(sentence))
        || has(sentence, SAYING)
        || draws_up(sentence);
    // What rules should be made of is no ground of these: 根据成员制定群规.
    let these = this_paper(sentence) || has(sentence, SAYING) || draws_up(sentence);
    let aims = |phrase: &str| begins_with_aim(phrase) && (these || phrase.starts_with("为"));
    makes && phrases(sentence).any(aims)
}

/// Whether a document is drawn up in everyday words: 定几条小约定, 拟了这份群约, 约法三章.
pub(crate) fn draws_up(sentence: &str) -> bool {
    const VERBS: &[&str] =
        &["定", "订", "立", "拟", "写", "列", "整理", "起草", "编", "出", "商量"];
    /// What may stand between: a few, this, so many articles.
    const BETWEEN: &str = "了下个出好立一二两三四五六七八九十几些此本这份条点款项小的群新套面如以班我咱们们简单基共同成";
    /// Between verb and document, in characters.
    const FAR: usize = 8;
    let made = |verb: &str| {
        sentence.places_of(verb).any(|(at, _)| {
            let rest = sentence.get(at + verb.len()..).unwrap_or_default();
            let paper = likely(rest, PAPERS).filter_map(|paper| rest.place_of(paper)).min();
            // 约定 is itself a document: the verb needs a word after it.
            let between = paper.and_then(|paper| rest.get(..paper)).unwrap_or_default();
            (1..=FAR).contains(&between.chars().count())
                && between.chars().all(|c| BETWEEN.contains(c) || c.is_ascii_digit())
        })
    };
    let set = &["立起来", "立好", "立在", "说在前", "定好", "定下来", "先讲清"];
    VERBS.iter().any(|verb| made(verb))
        || followed(sentence, PAPERS, set, 4)
        || followed(sentence, &["约法"], &["章"], 4)
}

/// Whether a phrase begins by saying what for, after a title that may run into it.
pub(crate) fn begins_with_aim(phrase: &str) -> bool {
    let phrase = AIM_TITLES
        .iter()
        .filter_map(|title| phrase.strip_prefix(title))
        .min_by_key(|rest| rest.len())
        .unwrap_or(phrase);
    AIMING.iter().any(|word| phrase.starts_with(word)) && !phrase.starts_with("为准")
}

/// Whether words of the second list follow one of the first within so many characters.
pub(crate) fn followed(text: &str, first: List, second: List, within: usize) -> bool {
    const FEW: usize = 7;
    if !may_have(text, first) || !may_have(text, second) {
        return false;
    }
    let after = |word: &str| {
        text.places_of(word).any(|(at, _)| {
            let rest = text.get(at + word.len()..).unwrap_or_default();
            let end = rest.char_indices().nth(within).map_or(rest.len(), |(at, _)| at);
            has(rest.get(..end).unwrap_or_default(), second)
        })
    };
    // A few words are looked for at once.
    if first.len() < FEW {
        return first.iter().any(|word| after(word));
    }
    likely(text, first).any(after)
}

/// The number of Chinese characters.
pub(crate) fn han(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}')).count()
}
