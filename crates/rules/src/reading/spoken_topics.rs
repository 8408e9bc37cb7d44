//! Reading what a group talks about, and what it does not, in everyday words: 聊书、聊作者都行,
//! 相亲、炒币免谈, 闲聊请移步水群.

use crate::clause::{Words, forbids, has};

/// The most characters of a head that names a topic.
const HEAD_MAX: usize = 24;

/// What may be talked about, where a phrase lists it: 可以说:…, 聊…都行, 群里可….
pub(super) fn welcome(sentence: &str, outer: &[char]) -> Vec<String> {
    /// In front of a list, behind a colon or not.
    const MAY: &[&str] = &[
        "可以说",
        "可以聊",
        "可以谈",
        "可以发",
        "可以讨论",
        "能聊",
        "能说",
        "能发",
        "可说",
        "可聊",
        "可谈",
        "欢迎聊",
        "欢迎谈",
        "欢迎讨论",
        "鼓励讨论",
        "一件事",
        "两件事",
        "三件事",
        "聊什么",
        "谈什么",
        "说什么",
        "发什么",
        "讨论范围",
        "话题范围",
        "交流范围",
        "交流内容",
        "主要话题",
    ];
    const ALL_FINE: &[&str] =
        &["都行", "都可以", "都可", "均可", "都成", "都欢迎", "皆可", "都好", "都能"];
    const IN_GROUP: &[&str] =
        &["群里可以", "群里可", "群内可以", "群内可", "本群可以", "本群可", "群里能"];
    let mut parts = sentence.split(outer).map(str::trim).filter(|part| !part.is_empty());
    let list = |text: &str| -> Vec<String> {
        let people = has(text, &["图片", "语音", "表情", "视频", "加群", "入群", "退群", "申请"]);
        if people { Vec::new() } else { text.split('、').filter_map(topic).collect() }
    };
    while let Some(part) = parts.next() {
        if forbids(part) {
            continue;
        }
        // 可以说:甲、乙 — the list stands behind the colon.
        let ranges = part.ends_with("范围")
            && has(part, &["聊", "谈", "讨论", "话题", "交流", "发布", "内容"]);
        if (ranges || MAY.iter().any(|word| part.ends_with(word))) && sentence.contains([':', '：'])
        {
            if let Some(next) = parts.next().filter(|next| next.contains('、') && !forbids(next)) {
                return list(next);
            }
            continue;
        }
        // 聊甲、聊乙都行.
        let talks = ["聊", "谈", "说"].iter().any(|verb| part.starts_with(verb));
        if let Some(head) = ALL_FINE.iter().find_map(|word| part.strip_suffix(word))
            && talks
        {
            return list(head);
        }
        // 群里可甲、乙; 可以聊甲、乙.
        let rest = IN_GROUP
            .iter()
            .chain(MAY)
            .find_map(|word| part.parted_at(word).filter(|(head, _)| about_group(head)));
        if let Some((_, rest)) = rest.filter(|(_, rest)| rest.contains('、')) {
            return list(rest);
        }
    }
    Vec::new()
}

/// Whether what stands before 可以聊 only says where: 本群, 大家, nothing.
fn about_group(head: &str) -> bool {
    head.is_empty() || head.chars().count() <= 4 && has(head, &["群", "大家", "这里", "我们"])
}

/// What is not talked about here, and whether the sentence says so of something it does not name.
pub(super) fn unwelcome(sentence: &str, outer: &[char]) -> Option<Vec<String>> {
    /// Right before the topic.
    const NOT_TALKING: &[&str] = &[
        "不聊",
        "不谈",
        "不议论",
        "不评论",
        "别聊",
        "别谈",
        "莫谈",
        "莫论",
        "勿谈",
        "勿议",
        "少谈",
        "少聊",
        "不扯",
        "别扯",
        "不议",
        "不讨论",
        "别讨论",
    ];
    /// Right behind the topic.
    const ELSEWHERE: &[&str] = &[
        "免谈",
        "请移步",
        "请移驾",
        "请去",
        "请到",
        "请转到",
        "请转去",
        "请走",
        "请绕道",
        "请绕行",
        "移步",
        "点到为止",
        "不走微信",
        "不走群",
        "就别在群里",
        "别在群里",
        "别在群内",
        "不在群里",
        "不在群内",
        "不要在群里",
        "不在本群",
        "不要在本群",
        "别在本群",
        "不要在群内",
        "不必在群里",
        "不往群里",
        "别往群里",
        "别发群里",
        "不发群里",
        "不要发群里",
        "别发到群里",
        "不进群聊",
        "请勿在群里",
        "请勿在群内",
        "不得在群里",
        "不得在群内",
        "不许在群里",
        "不准在群里",
    ];
    /// Idle talk as such, and words that want less of it.
    const IDLE: &[&str] = &["闲话", "闲聊", "闲扯", "闲篇", "废话", "家常"];
    const LESS: &[&str] = &[
        "少说", "少扯", "不扯", "不说", "不闲", "别闲", "勿闲", "莫闲", "少闲", "别扯", "不拉",
        "不聊",
    ];
    /// Whatever else there is.
    const REST: &[&str] = &[
        "其他话题",
        "其它话题",
        "别的话题",
        "其他内容",
        "其余内容",
        "其余话题",
        "其他的话题",
        "其他事情",
        "聊别的",
        "谈别的",
    ];
    /// What is people's own.
    const PRIVATE: &[&str] = &[
        "私事",
        "闲聊",
        "个人的事",
        "私人的事",
        "个人事",
        "家常",
        "私人问题",
        "个人问题",
        "杂事",
        "琐事",
    ];
    let mut found = Vec::new();
    let mut stated = false;
    for part in sentence.split(outer).map(str::trim) {
        let idle = IDLE.iter().copied().find(|word| part.has_word(word));
        found.extend(idle.filter(|_| has(part, LESS)).map(str::to_owned));
        let rest = REST.iter().copied().find(|word| part.has_word(word));
        let sent = has(part, &["一律", "不", "请", "别", "免", "勿"]);
        found.extend(rest.filter(|_| sent).map(str::to_owned));
        let own = PRIVATE.iter().copied().find(|word| part.starts_with(word));
        let aside = has(part, &["私聊", "私信", "私下", "单聊", "小窗", "另找地方", "另建"]);
        found.extend(own.filter(|_| aside).map(str::to_owned));
    }
    if !found.is_empty() {
        return Some(found);
    }
    let mut before = "";
    for part in sentence.split(outer).map(str::trim).filter(|part| !part.is_empty()) {
        let previous = std::mem::replace(&mut before, part);
        let said = NOT_TALKING.iter().find_map(|word| {
            part.parted_at(word).filter(|(head, _)| about_group(head)).map(|(_, rest)| rest)
        });
        // 群里不说家长里短: not how one speaks, but of what.
        let said = said.or_else(|| {
            let (head, rest) = part.parted_at("不说")?;
            let manner = has(rest, &["话", "谎", "脏", "粗"]) || rest.chars().count() > 8;
            (head.contains('群') && about_group(head) && !manner).then_some(rest)
        });
        if let Some(rest) = said {
            found.extend(rest.split('、').filter_map(topic));
            continue;
        }
        let Some((at, word)) =
            ELSEWHERE.iter().filter_map(|word| Some((part.place_of(word)?, *word))).min()
        else {
            continue;
        };
        let head = part.get(..at).unwrap_or_default();
        let rest = part.get(at + word.len()..).unwrap_or_default();
        // 请去, 请到 send the talk to another group; elsewhere they are directions.
        let directs = ["请去", "请到", "请走", "请转到", "请转去"].contains(&word);
        if directs && !rest.contains('群') || is_other_matter(head) || is_other_matter(rest) {
            continue;
        }
        // 成员不得在群内…: those who may not, nothing that is talked about.
        let strict = ["请勿", "不得", "不许", "不准"].iter().any(|ban| word.starts_with(ban));
        let people = ["员", "者", "师", "生", "友", "长", "主", "工", "户", "志", "民"];
        let by_people = people.iter().any(|end| head.ends_with(end));
        if by_people || strict && head.chars().count() < 2 {
            continue;
        }
        let in_group = word.ends_with("本群") || word.ends_with("群里") || word.ends_with("群内");
        if in_group && !says_talk(rest) && !word.contains('发') {
            continue;
        }
        // 晚上十点以后不在群里发消息: hours are kept, nothing is named; nor by 不在群里发言.
        let speaks = head.is_empty() && SPEAKING.iter().any(|word| rest.starts_with(word));
        if in_group && (says_when(head) || speaks) {
            continue;
        }
        let head = if head.is_empty() { subject(previous) } else { head };
        let names: Vec<String> = head.split('、').filter_map(topic).collect();
        let fits = head.chars().count() <= HEAD_MAX && !names.is_empty();
        // 不在群里聊八卦: named behind.
        let behind = rest.trim_start_matches(['说', '聊', '谈', '讨', '论', '发', '议']);
        if fits {
            found.extend(names);
            stated = true;
        } else if in_group && rest.starts_with("聊天") {
            found.push("聊天".to_owned());
        } else if !behind.is_empty() && in_group {
            found.extend(behind.split('、').filter_map(topic));
        } else {
            stated |= !previous.is_empty();
        }
    }
    (stated || !found.is_empty()).then_some(found)
}

/// To speak as such, whatever about.
const SPEAKING: &[&str] =
    &["发言", "说话", "讲话", "发消息", "发信息", "发微信", "发通知", "发语音", "发声"];

/// Whether a head says when: hours, lessons, holidays, before or after something.
fn says_when(head: &str) -> bool {
    const TIMES: &[&str] = &[
        "点",
        "时间",
        "时段",
        "期间",
        "上课",
        "上班",
        "下班",
        "午休",
        "夜间",
        "深夜",
        "凌晨",
        "晚上",
        "早上",
        "晚间",
        "周末",
        "节假日",
        "休息日",
        "工作日",
        "假期",
        "考试期",
    ];
    let moment =
        ["时", "之前", "以前", "之后", "以后", "夜", "晚"].iter().any(|end| head.ends_with(end));
    moment || has(head, TIMES)
}

/// Whether something is said, talked about or posted.
fn says_talk(rest: &str) -> bool {
    ["说", "聊", "谈", "讨论", "议", "发", "扯", "吐槽", "抱怨", "争"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// Pictures, leave, voting, advertising and the like have norms of their own.
fn is_other_matter(text: &str) -> bool {
    has(
        text,
        &[
            "图", "表情", "语音", "广告", "红包", "链接", "请假", "投诉", "建议", "意见", "异议",
            "成绩", "表决", "@", "收到", "人", "朋友", "骂", "借钱", "筹款", "密", "照片", "视频",
            "回合", "双方", "投票", "隐私", "信息", "昵称", "名片",
        ],
    )
}

/// The subject of a phrase, before what is to be done with it: 作业请交到小程序里.
fn subject(phrase: &str) -> &str {
    let end = ["都请", "请", "一律", "应", "须", "都", "要", "直接"]
        .iter()
        .filter_map(|word| phrase.place_of(word))
        .min();
    end.and_then(|end| phrase.get(..end)).unwrap_or_default()
}

/// A topic without the words that lead to it; none where it is a category of forbidden content.
fn topic(written: &str) -> Option<String> {
    const LEADS: &[&str] = &["聊", "谈", "说", "发布", "发", "一切", "任何", "涉及"];
    const CATEGORY: &[&str] =
        &["政治", "宗教", "传教", "国事", "是非", "低俗", "八卦他人", "敏感", "论敏感", "论政治"];
    // 不谈论, 不要在群内发布: the verb goes on.
    if ["布", "论", "送", "表"].contains(&written.trim()) {
        return None;
    }
    let mut plain = written
        .trim()
        .trim_matches([' ', '“', '”', '"', '。', '.', '的', '等', '了', '吧', '哦', '啊'])
        .trim_end_matches("之类");
    for lead in LEADS {
        plain = plain.strip_prefix(lead).unwrap_or(plain);
    }
    let whole = CATEGORY.iter().any(|category| plain.starts_with(category));
    let chars = plain.chars().count();
    ((1..=HEAD_MAX).contains(&chars) && !whole).then(|| plain.to_owned())
}
