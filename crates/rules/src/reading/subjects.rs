//! The words of a subject that messages can be held against, and the categories of content that
//! a word for a subject means.

use crate::clause::Words;
use model::Category;

use crate::clause::has;

/// The words of a topic that messages may have: without what merely calls it a topic.
#[must_use]
pub fn keywords(phrase: &str) -> Vec<String> {
    const EMPTY: &[&str] = &[
        "其他",
        "其它",
        "相关的",
        "相关",
        "有关的",
        "有关",
        "话题",
        "内容",
        "信息",
        "消息",
        "言论",
        "交流",
        "讨论",
        "沟通",
        "事宜",
        "事项",
        "聊天",
        "闲聊",
        "私密",
        "私人",
        "联络",
        "使用",
        "资讯",
        "新闻",
        "活动",
        "一切",
        "任何",
        "出现",
        "的",
        "等",
        "本群",
        "应发",
        "非",
        "经",
        "一致认为",
        "应禁止",
        "管理员",
        "群主",
        "之间",
        "互相",
        "相互",
        "公司",
        "员工",
        "日常",
        "工作",
        "公务",
        "成员",
        "大家",
        "用于",
    ];
    // What is unrelated to something has no words of its own.
    if has(phrase, &["无关", "不相关", "认为应", "非本群"]) {
        return Vec::new();
    }
    let mut rest = phrase.to_owned();
    for word in EMPTY {
        rest = rest.replace(word, " ");
    }
    let joints = ['、', ',', '，', ' ', '和', '与', '及', '或', '/', '(', ')', '（', '）'];
    let words = rest.split(joints).map(str::trim).filter(|word| word.chars().count() > 1);
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    // 活动 by itself names something; beside other words it adds nothing.
    if words.is_empty() && phrase.has_word("活动") {
        words.push("活动".to_owned());
    }
    words
}

/// The categories of content that a word for a topic means.
#[must_use]
pub fn categories(phrase: &str) -> Vec<Category> {
    const NAMES: &[(&str, Category)] = &[
        ("政治", Category::Politics),
        ("时政", Category::Politics),
        ("宗教", Category::Religion),
        ("迷信", Category::Superstition),
        ("赌博", Category::Gambling),
        ("色情", Category::Porn),
        ("黄色", Category::Porn),
        ("暴力", Category::Violence),
        ("谣言", Category::Rumor),
    ];
    NAMES.iter().filter(|(name, _)| phrase.has_word(name)).map(|(_, category)| *category).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_to_look_for() {
        for (phrase, words) in [
            ("政治话题", "政治"),
            ("工作交流", ""),
            ("与招商工作无关内容", ""),
            ("其他私密交流", ""),
            ("聊天", ""),
            ("家校合作交流", "家校合作"),
            ("炒股、房价", "炒股 房价"),
        ] {
            assert_eq!(keywords(phrase).join(" "), words, "{phrase}");
        }
    }
}
