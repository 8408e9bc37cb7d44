//! Reading sentences of everyday words: that ask for ideas and doubts, that tell what comes.

use std::slice::from_ref;

use crate::clause::Words;
use crate::clause::has;
use crate::reading::papers::followed;

/// 有好点子随时告诉我, 哪条不舒服就提出来: ideas and doubts about how things are run.
pub(crate) fn welcomes_ideas(sentence: &str) -> bool {
    const IDEAS: &[&str] = &[
        "好点子",
        "好主意",
        "好办法",
        "金点子",
        "不妥",
        "不舒服",
        "不合理",
        "不合适",
        "不周",
        "不完善",
        "更好的想法",
        "好的想法",
        "好想法",
        "有想法",
        "有看法",
        "补充",
    ];
    const TOLD: &[&str] = &[
        "告诉",
        "提出",
        "随时提",
        "尽管提",
        "多提",
        "说一声",
        "跟我说",
        "找我",
        "来聊",
        "反映",
        "私信",
        "私聊",
        "联系",
        "留言",
        "指出",
        "大家提",
    ];
    has(sentence, IDEAS) && has(sentence, TOLD) && !has(sentence, &["内容", "言论", "举报", "撤回"])
}

/// Who gathers what is said: 随时提,理事会汇总.
pub(crate) fn gathers(sentence: &str) -> Option<String> {
    sentence.split([',', '，']).find_map(|phrase| {
        let (who, _) = ["汇总", "收集", "整理"].iter().find_map(|verb| phrase.parted_at(verb))?;
        let who = who.trim_start_matches('由').trim_end_matches("统一").trim_end_matches("负责");
        ((2..=10).contains(&who.chars().count()) && !who.contains('我')).then(|| who.to_owned())
    })
}

/// 每周一发活动预告, 每晚发一段导读: what those who run a group send again and again, by its name.
pub(crate) fn told_ahead(sentence: &str) -> Option<&'static str> {
    const SENT: &[&str] = &["预告", "回顾", "导读", "书单", "食谱", "课程表", "精华"];
    const BY_ALL: &[&str] = &["每人", "成员", "大家", "家长", "各位", "每位", "不得", "公众号"];
    if !has(sentence, &["每周", "每月", "每天", "每日", "每晚", "每期"]) || has(sentence, BY_ALL)
    {
        return None;
    }
    SENT.iter()
        .find(|word| {
            followed(sentence, &["发", "推送", "分享", "整理", "群里"], from_ref(*word), 8)
        })
        .copied()
}
