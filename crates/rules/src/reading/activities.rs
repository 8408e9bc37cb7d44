//! Reading clauses about activities of the group: who runs them, who comes, what follows.

use crate::clause::{Clause, Norm, Norms, Words, has};
use crate::reading::people::phrases;

/// Activities that members come to.
const GATHERINGS: &[&str] = &[
    "观影",
    "郊游",
    "徒步",
    "爬山",
    "义工",
    "志愿服务",
    "比赛",
    "友谊赛",
    "训练赛",
    "联赛",
    "排练",
    "约跑",
    "拉练",
    "共读会",
    "分享会",
    "茶话会",
    "同学会",
    "校友会",
    "法会",
    "放生",
    "春游",
    "秋游",
    "聚跑",
    "见面会",
    "演唱会",
    "应援",
    "活动",
    "聚会",
    "聚餐",
    "线下见面",
    "沙龙",
    "读书会",
    "团建",
    "年会",
];
/// Activities that are no gatherings: what is forbidden, what is sold, what is only reported.
const OTHER: &[&str] = &[
    "违法",
    "非法",
    "传销",
    "赌博",
    "一切",
    "商业活动",
    "销售活动",
    "运营活动",
    "宣传活动",
    "促销活动",
    "业务活动",
    "推广活动",
    "经营活动",
    "朋友圈",
    "头像",
    "活动通报",
    "营利活动",
    "盈利活动",
    "宗教",
    "迷信",
    "顾客",
    "方案",
    "策划",
    "活动效果",
    "活动计划",
    "活动安排",
    "社会活动",
    "不正当",
    "微博",
    "公众号",
    "权限",
];

/// Activities of the group: who runs them, who comes, what follows.
pub(crate) fn event(clause: &Clause<'_>, norms: &mut Norms) {
    let titled = clause.headings.last().is_some_and(|title| {
        has(title, &["活动", "聚会"]) && !has(title, &["营销", "促销", "策划", "推广", "违规"])
    });
    // What stands under 活动流程 is a part of it, whatever it says.
    let in_order = clause.headings.last().is_some_and(|title| {
        has(title, &["活动流程", "活动环节", "活动形式", "分享流程", "会议流程", "读书会流程"])
    });
    let mut found = false;
    let (mut organiser, mut no_show) = (None, None);
    let (mut shared, mut summary) = (false, false);
    for sentence in clause.sentences() {
        let rules = has(sentence, &["活动规则", "活动秩序", "活动纪律"]);
        if has(sentence, OTHER) && !rules {
            continue;
        }
        let runs = organises(sentence);
        let comes = signs_up(sentence) || takes_part(sentence);
        let manners = rules && has(sentence, &["遵守", "服从", "维护"]);
        let listed =
            titled && part_of_activity(sentence) || in_order && !crate::clause::forbids(sentence);
        let arrives = arrives(sentence);
        let costs =
            has(&sentence.to_lowercase(), &["aa制", "a制", "费用平摊", "费用均摊", "费用分摊"])
                || sentence.to_lowercase().has_word("aa") && has(sentence, GATHERINGS);
        // 周日晚8点是线上讨论, 领读人轮流当: a standing meeting, and who holds it.
        let meets = meets_regularly(sentence);
        let in_turn = has(sentence, &["轮流", "轮值"])
            && has(sentence, &["领读", "主持", "领队", "主讲", "领跑", "带队", "主讲人", "值日"]);
        let sums = !sentence.has_word("营销")
            && has(sentence, &["活动结束后", "聚会结束后", "活动后"])
            && has(sentence, &["总结", "回顾", "心得", "照片", "反馈"]);
        let guests = has(sentence, &["分享时间", "分享时段", "讲座"]) && sentence.has_word("嘉宾");
        if !(runs.is_some()
            || comes
            || manners
            || listed
            || costs
            || sums
            || guests
            || meets
            || arrives
            || in_turn)
        {
            continue;
        }
        found = true;
        organiser = organiser.or(runs.flatten());
        no_show = no_show.or_else(|| stays_away(sentence));
        shared |= costs;
        summary |= sums;
    }
    if found {
        norms.push(
            Norm::new("event")
                .with_some("organiser", organiser)
                .with_some("no-show", no_show)
                .with_some("shared-costs", shared.then_some(true))
                .with_some("summary", summary.then_some(true)),
        );
    }
}

/// A meeting that is held at a time of the week: 周六早上7点公园约跑.
fn meets_regularly(sentence: &str) -> bool {
    const MEETINGS: &[&str] = &[
        "线上讨论",
        "读书会",
        "共读会",
        "分享会",
        "例会",
        "约跑",
        "拉练",
        "排练",
        "观影",
        "训练赛",
        "友谊赛",
        "茶话会",
        "线下聚会",
        "线下活动",
        "徒步",
        "见面会",
        "直播分享",
        "线上分享",
    ];
    let again = has(
        sentence,
        &["每周", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "每月", "周末"],
    );
    // 活动定于每周六下午.
    let set = has(sentence, &["定于", "定在", "固定在"]) && has(sentence, GATHERINGS);
    (has(sentence, MEETINGS) || set)
        && again
        && !text::words::times(sentence).is_empty()
        && !crate::clause::forbids(sentence.split([',', '，']).next().unwrap_or_default())
}

/// Whether a sentence has somebody organise activities, and whom where it says so.
fn organises(sentence: &str) -> Option<Option<String>> {
    const RUN: &[&str] = &["组织", "举办", "开展", "发起", "举行", "筹办", "策划", "召集"];
    const NOT_RUN: &[&str] = &["了解", "指导", "参与其他组织", "组织架构", "任何组织"];
    let part = phrases(sentence).find(|phrase| {
        RUN.iter().any(|verb| {
            phrase.places_of(verb).any(|(at, word)| {
                let after = phrase.get(at + word.len()..).unwrap_or_default();
                let near: String = after.chars().take(14).collect();
                // 开展活动前的准备 organises nothing yet.
                has(&near, GATHERINGS) && !has(&near, &["活动前", "活动期间", "活动时"])
            })
        }) || has(phrase, &["活动组织", "发起人", "组织者"]) && has(sentence, GATHERINGS)
            || run_by(phrase)
    })?;
    // What outsiders do, and what is merely forbidden in passing, is no activity of the group.
    if has(part, NOT_RUN) || part.has_word("参加") && !part.has_word("由") {
        return None;
    }
    Some(organiser(sentence))
}

/// 活动由管理员组织: the activity stands before whoever runs it.
fn run_by(phrase: &str) -> bool {
    phrase.split_once('由').is_some_and(|(subject, rest)| {
        has(subject, GATHERINGS) && has(rest, &["组织", "举办", "发起", "召集", "筹办"])
    })
}

/// 由管理员组织, 非管理员组织活动须经…同意, 活动须经群主同意.
fn organiser(sentence: &str) -> Option<String> {
    const RUN: &[&str] = &["负责组织", "统一组织", "组织", "举办", "发起", "开展", "召集"];
    for phrase in phrases(sentence) {
        if let Some((_, rest)) = phrase.split_once('由')
            && let Some(end) = RUN.iter().filter_map(|verb| rest.place_of(verb)).min()
        {
            let people = rest.get(..end).unwrap_or_default();
            let people = people.trim_end_matches("负责").trim_end_matches("直接");
            if let Some(who) = people.strip_prefix("群内非").or_else(|| people.strip_prefix("非"))
            {
                return Some(who.to_owned());
            }
            if (2..=14).contains(&people.chars().count()) {
                return Some(people.to_owned());
            }
        }
        if let Some((_, rest)) = phrase.split_once('非')
            && let Some(end) = rest
                .place_of("在群内组织")
                .or_else(|| rest.place_of("组织"))
                .or_else(|| rest.place_of("发起"))
            && let Some(people) = rest.get(..end)
            && (2..=8).contains(&people.chars().count())
        {
            return Some(people.to_owned());
        }
    }
    crate::reading::people::consenter(sentence)
}

/// 报名, and what comes of it.
fn signs_up(sentence: &str) -> bool {
    const UP: &[&str] = &["报了名", "报名", "跟帖", "接龙报名"];
    const WITH: &[&str] = &[
        "放鸽子",
        "爽约",
        "退出",
        "没来",
        "临时",
        "参加",
        "参与",
        "取消",
        "名额",
        "截止",
        "缺席",
        "不到",
        "不来",
        "未到",
        "不参",
        "准时",
        "人数",
        "活动",
        "聚会",
        "先到先得",
        "候补",
    ];
    has(sentence, UP) && has(sentence, WITH) && !has(sentence, &["报名入群", "报名加入", "考试"])
}

/// 参加活动 with what those who come must do or mind.
fn takes_part(sentence: &str) -> bool {
    const PART: &[&str] = &[
        "参加活动",
        "参加聚会",
        "参加群活动",
        "参加群内活动",
        "参与活动",
        "参加线下",
        "活动期间",
        "活动过程",
        "聚会期间",
        "活动中",
        "活动现场",
        "参加集体活动",
        "聚会自由",
    ];
    const MUST: &[&str] = &[
        "应", "须", "必须", "请", "需", "自行", "不得", "按时", "准时", "注意", "保持", "听从",
        "服从", "遵守", "自愿", "提前", "自由",
    ];
    const IDLE: &[&str] = &["从未", "未参加", "不参加活动者", "没有参加", "没参加", "连续"];
    has(sentence, PART) && has(sentence, MUST) && !has(sentence, IDLE)
}

/// 请准时到场, 手机不带进会场: how those who come behave there.
fn arrives(sentence: &str) -> bool {
    const PLACE: &[&str] = &["会场", "到场", "入场", "参与者", "参加者", "与会", "主持人"];
    let on_time = has(sentence, &["准时", "按时", "迟到", "早退"]);
    let place =
        has(sentence, PLACE) && !has(sentence, &["员工", "上班", "考勤", "直播间", "管理员"]);
    let brings =
        has(sentence, &["会场", "入场"]) && has(sentence, &["携带", "带进", "带入", "静音"]);
    place && (on_time || brings)
}

/// An item beneath a title about activities: what they are about, their order, their end.
fn part_of_activity(sentence: &str) -> bool {
    const ITEMS: &[&str] = &[
        "活动内容",
        "活动形式",
        "活动时间",
        "活动地点",
        "活动组织",
        "活动期间",
        "活动结束",
        "活动费用",
        "活动主题",
        "活动频率",
        "活动安全",
        "参加者",
        "报名",
        "聚会",
    ];
    has(sentence, ITEMS) && !has(sentence, &["宗旨"])
}

/// The most characters of what follows.
const NO_SHOW_MAX: usize = 16;

/// What follows for those who signed up and stay away, or what they owe before.
fn stays_away(sentence: &str) -> Option<String> {
    const AWAY: &[&str] = &[
        "无故不参",
        "无故缺席",
        "无故不到",
        "不到场",
        "爽约",
        "放鸽子",
        "未到场",
        "缺席",
        "未参加",
        "不参加的",
        "不能参加",
        "无法参加",
        "特殊情况",
        "因故",
        "临时有事",
        "不来",
    ];
    const ACTS: &[(&[&str], &str)] = &[
        (&["移出", "踢", "清退", "移除", "请出", "予以t", "予以T"], "remove"),
        (&["警告"], "warn"),
        (&["通报"], "notify"),
        (&["禁言"], "mute"),
    ];
    if !has(sentence, AWAY) {
        return None;
    }
    if let Some((_, act)) = ACTS.iter().find(|(words, _)| has(sentence, words)) {
        return Some((*act).to_owned());
    }
    // 下次排在候补, 下次不予安排: what follows in the policy's words.
    if let Some(at) =
        ["下次", "下回", "三个月内不", "取消下"].iter().filter_map(|w| sentence.place_of(w)).min()
    {
        let rest = sentence.get(at..).unwrap_or_default();
        let rest = rest.split([',', '，']).next().unwrap_or_default();
        if rest.chars().count() <= NO_SHOW_MAX {
            return Some(rest.to_owned());
        }
    }
    let told = ["提前告知", "提前请假", "提前说明", "提前取消", "事先说明", "提前通知"];
    told.iter().find(|word| sentence.has_word(word)).map(|word| (*word).to_owned()).or_else(|| {
        has(sentence, &["提前", "活动前", "事先", "及时"]).then(|| "提前告知".to_owned())
    })
}
