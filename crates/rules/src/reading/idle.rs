//! Reading clauses about members who are silent, nameless or absent, and are cleaned out.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::reading::people::phrases;

/// Words of silence, an unset name or absence, with words of cleaning out.
pub(crate) fn inactivity(clause: &Clause<'_>, norms: &mut Norms) {
    // T is chat slang for kicking somebody out.
    const CLEAN: &[&str] = &[
        "清理",
        "移出",
        "踢",
        "清除",
        "移除",
        "劝退",
        "请出",
        "剔除",
        "清退",
        "退群",
        "清出",
        "淘汰",
        "者t",
        "的t",
        "者T",
        "的T",
        "除名",
        "取消",
        "清人",
        "出群",
        "清掉",
        "自动退出",
        "自动退群",
        "清一清",
        "清出",
        "请你离",
        "抱出",
    ];
    let sentences: Vec<&str> = clause.sentences().collect();
    for (at, sentence) in sentences.iter().enumerate() {
        // 连续一个月没打卡,先提醒;再过一周没回音,请出群: what follows may stand behind.
        let then = sentences.get(at + 1).is_some_and(|next| {
            ["再", "仍", "还", "届时", "到期", "逾期"].iter().any(|word| next.starts_with(word))
                && has(next, CLEAN)
                && !text::words::spans(sentence).is_empty()
        });
        // 一般不会清理潜水的.
        if has(sentence, &["不会清", "不清理", "不会踢", "不会移", "不清人"]) {
            continue;
        }
        // Groups that nobody uses are not members.
        let groups = has(sentence, &["僵尸群", "空群", "的群组", "闲置群", "的工作群"]);
        if groups || !(has(sentence, CLEAN) || then) {
            continue;
        }
        for phrase in phrases(sentence) {
            let Some(metric) = idle(phrase) else { continue };
            let after = text::words::spans(phrase).first().map(|span| span.value.to_string());
            let norm = Norm::new("inactivity").with("metric", metric).with_some("after", after);
            if !norms.contains(&norm) {
                norms.push(norm);
            }
        }
    }
}

/// What somebody has not done for long, by the words of it.
pub(crate) fn idle(phrase: &str) -> Option<&'static str> {
    const NOT: &[&str] = &["未", "没有", "没", "不", "从不", "无"];
    let lacks = |words: &[&str]| {
        words.iter().any(|word| {
            let Some((start, _)) = phrase.parted_at(word) else { return false };
            // Not more than a few characters lie between 未 and what is not done.
            let near: String = {
                let all: Vec<char> = start.chars().collect();
                all.iter().skip(all.len().saturating_sub(6)).collect()
            };
            // 不仅会将发言者踢出, 不友善、违规发言: something else is denied.
            let near = near.rsplit('、').next().unwrap_or_default().replace("不仅", "");
            has(&near, NOT)
        })
    };
    if has(phrase, &["名片", "昵称", "备注", "改名"])
        && lacks(&["修改", "改名", "更改", "改", "设置", "备注"])
    {
        return Some("card");
    }
    if lacks(&["参加", "参与", "来", "出席", "出勤", "到"])
        && has(
            phrase,
            &[
                "参加过",
                "活动",
                "聚会",
                "会议",
                "例会",
                "训练",
                "排练",
                "共读",
                "读书会",
                "比赛",
                "服务",
                "值班",
            ],
        )
    {
        return Some("event");
    }
    let dated = !text::words::spans(phrase).is_empty();
    if dated
        && lacks(&[
            "打卡",
            "签到",
            "下过单",
            "下单",
            "接龙",
            "交作业",
            "到场",
            "出勤",
            "露过面",
            "上线",
            "参与过",
        ])
    {
        return Some("event");
    }
    let silent = has(phrase, &["潜水", "僵尸", "不活跃", "不说话", "话不说", "一言不发"])
        || lacks(&[
            "发言",
            "说话",
            "说过话",
            "讲话",
            "冒泡",
            "互动",
            "发过言",
            "发声",
            "露面",
            "吭声",
        ]);
    silent.then_some("speech")
}
