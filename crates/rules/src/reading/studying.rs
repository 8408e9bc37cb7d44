//! Reading what reading, study and sports groups ask of their members day by day: work that is
//! handed in, who checks it, how much is done.

use std::slice::from_ref;

use model::Span;
use text::words;

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::papers::followed;
use crate::reading::routines::cycle;

/// What is handed in.
const WORK: &[&str] = &[
    "作业",
    "笔记",
    "心得",
    "代码",
    "感想",
    "读后感",
    "截图",
    "书评",
    "题解",
    "日记",
    "习作",
    "练习",
    "录音",
    "视频",
    "照片",
    "摘抄",
    "轨迹",
    "译文",
];
/// How it is handed in.
const HANDED: &[&str] = &["提交", "上传", "交到", "发到群", "发群", "发至群", "打卡", "上交"];
/// What was not done.
const MISSED: &[&str] =
    &["未提交", "没提交", "未交", "没交", "未完成", "没完成", "没有提交", "未打卡", "没打卡"];
/// Words for looking over what was handed in.
const CHECKS: &[&str] =
    &["检查", "查卡", "核对", "清点", "抽查", "统计", "核查", "核实", "批改", "查一遍"];

/// Work that each member hands in again and again, or that counts as a day's sign-in: 每天读…
/// 写笔记上传, 作业提交到…目录, 每晚十点前未提交的.
pub(crate) fn hands_in(clause: &Clause<'_>, norms: &mut Norms) -> bool {
    const DONE: &[&str] = &["读", "写", "练", "背", "跑", "刷", "做", "学习", "画", "听", "抄"];
    const TO: &[&str] = &["到", "至", "于", "在", "进", "仓库", "目录", "群"];
    /// What an administrator, an author or a customer hands in.
    const OTHER: &[&str] = &[
        "管理员",
        "审核",
        "申请",
        "材料",
        "报表",
        "客户",
        "公众号",
        "投稿",
        "稿件",
        "领导",
        "部门",
        "老师布置",
        "家长",
        "首次",
        "权限",
        "违规",
        "证明",
    ];
    for sentence in clause.sentences() {
        if has(sentence, OTHER) || states_aim(sentence) {
            continue;
        }
        let every = cycle(sentence);
        let missed = has(sentence, MISSED);
        let checked = has(sentence, CHECKS) && !missed;
        let work = has(sentence, WORK);
        let handed = has(sentence, HANDED);
        let habit =
            every.is_some() && has(sentence, DONE) && work && !checked && !forbids(sentence);
        let given = work && followed(sentence, HANDED, TO, 2) && !checked && !missed;
        let due = deadline(sentence);
        let late = missed && (work || sentence.has_word("打卡")) && due.is_some();
        let again = has(sentence, &["补交", "补卡", "补打卡", "补做"])
            && has(sentence, &["可", "允许", "内"])
            && !checked;
        if habit && (handed || has(sentence, &["笔记", "心得", "感想"])) || given || late || again
        {
            norms.push(
                Norm::new("check-in")
                    .with_some("every", every)
                    .with_some("to", due.filter(|_| every.is_some())),
            );
            return true;
        }
    }
    false
}

/// 每晚10点30之前, 23:00前: until when.
fn deadline(sentence: &str) -> Option<String> {
    let time = words::times(sentence).into_iter().find(|time| {
        let rest = sentence.get(time.end..).unwrap_or_default();
        ["前", "之前", "以前"].iter().any(|word| rest.starts_with(word))
    })?;
    Some(time.value.to_string())
}

/// 每月1日检查上月打卡情况, 每日作业在次日检查: who looks over what was handed in, how often.
pub(crate) fn looks_over(sentence: &str) -> Option<Option<&'static str>> {
    const STATE: &[&str] = &["打卡", "提交", "完成", "作业", "补做", "进度", "接龙", "刷题"];
    // What members do themselves, and tell of.
    const TOLD: &[&str] =
        &["方便", "便于", "以便", "自行", "自己", "发到群", "发群", "汇报", "报到"];
    let every = cycle(sentence);
    let checks = CHECKS.iter().find(|word| sentence.has_word(word))?;
    let of_work = followed(sentence, from_ref(checks), STATE, 10)
        || *checks != "统计"
            && sentence.parted_at(checks).is_some_and(|(before, _)| has(before, STATE));
    (of_work && every.is_some() && !has(sentence, TOLD)).then_some(every)
}

/// 每日一道算法题, 每人每周两篇: so much again and again, without any word that binds.
pub(crate) fn bare_quota(text: &str) -> Option<(String, u32, &'static str)> {
    const MEASURES: &[&str] = &["道", "篇", "页", "章", "首", "本", "公里", "题"];
    /// The longest text that says nothing else.
    const SAID: usize = 24;
    let every = cycle(text)?;
    let count = words::counts(text)
        .into_iter()
        .find(|count| MEASURES.contains(&count.value.1.as_str()) && count.value.0 <= 500)?;
    let rest = text.get(count.end..)?;
    let what = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let short = text.chars().count() <= SAID && what.chars().count() <= 8;
    let other = &["不超过", "最多", "限", "以内", "至少", "不少于", "广告", "推文"];
    (short && !forbids(text) && !has(text, other)).then(|| {
        let what = if what.is_empty() { count.value.1.as_str() } else { what };
        (what.to_owned(), count.value.0, every)
    })
}

/// What somebody hopes for is no duty: 旨在鼓励大家每月读一篇.
fn states_aim(sentence: &str) -> bool {
    has(sentence, &["旨在", "宗旨", "目标是", "目的是", "致力", "希望通过"])
}

/// 打卡情况, 打卡方式: the sign-in is spoken of, not asked for.
pub(crate) fn only_names_sign_in(sentence: &str) -> bool {
    const BEHIND: &[&str] = &[
        "情况", "方式", "格式", "信息", "记录", "排名", "统计", "查询", "活动", "任务", "规则",
        "内容", "要求", "群",
    ];
    let mut places = sentence.places_of("打卡").peekable();
    places.peek().is_some()
        && !sentence.has_word("签到")
        && places.all(|(at, word)| {
            let rest = sentence.get(at + word.len()..).unwrap_or_default();
            BEHIND.iter().any(|word| rest.starts_with(word))
        })
        || states_aim(sentence)
}

/// 讲题时长控制在25分钟以内, 每次会议用线上会议室: how a meeting of the group goes.
pub(crate) fn meeting_goes(sentence: &str) -> bool {
    const MEETING: &[&str] =
        &["讲题", "做题", "分享", "会议", "讲解", "讨论", "活动", "读书会", "例会", "直播"];
    const ONLINE: &[&str] = &["zoom", "腾讯会议", "线上会议", "会议室", "Zoom", "ZOOM", "飞书会议"];
    let long = has(sentence, &["时长", "每场", "每次", "每人"])
        && has(sentence, &["控制在", "限制在", "不超过", "以内", "左右"])
        && words::spans(sentence).iter().any(|span| matches!(span.value, Span::Ms(_)));
    let online = has(sentence, ONLINE) && has(sentence, &["每次", "采取", "通过", "进行", "开"]);
    has(sentence, MEETING) && (long || online) && !has(sentence, &["发言", "语音", "禁言"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Norms {
        let mut norms = Norms::new();
        hands_in(&Clause::alone(text), &mut norms);
        norms
    }

    #[test]
    fn work_that_is_handed_in() {
        for text in [
            "每天读十页书,写一百字感想,上传到共享目录",
            "练习录音发到群里以后统一提交到网盘",
            "每晚11点前未提交作业的,扣一分",
            "断了的可在第二天中午以前补卡",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
        for text in ["管理员每天检查作业", "旨在鼓励每天写笔记并打卡", "禁止上传代码到外网"]
        {
            assert_eq!(found(text).len(), 0, "{text}");
        }
        assert_eq!(found("每晚11点前未提交作业的,扣一分")[0].params["to"].as_str(), Some("23:00"));
    }

    #[test]
    fn what_is_checked_and_how_much() {
        assert_eq!(looks_over("每周一检查上周的打卡情况"), Some(Some("mon")));
        assert_eq!(looks_over("请自行检查作业"), None);
        assert_eq!(bare_quota("每周两篇短文"), Some(("短文".to_owned(), 2, "7d")));
        assert_eq!(bare_quota("每天最多一篇广告"), None);
        assert!(only_names_sign_in("打卡格式见公告"));
        assert!(!only_names_sign_in("每天打卡一次"));
        assert!(meeting_goes("分享时长控制在20分钟以内"));
    }
}
