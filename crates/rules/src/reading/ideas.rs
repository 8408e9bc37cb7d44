//! Reading sentences that ask for ideas and doubts in everyday words.

use crate::clause::has;

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
        let (who, _) = ["汇总", "收集", "整理"].iter().find_map(|verb| phrase.split_once(verb))?;
        let who = who.trim_start_matches('由').trim_end_matches("统一").trim_end_matches("负责");
        ((2..=10).contains(&who.chars().count()) && !who.contains('我')).then(|| who.to_owned())
    })
}
