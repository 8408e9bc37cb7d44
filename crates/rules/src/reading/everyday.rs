//! Reading what groups without an office behind them say of joining, of the rules themselves and
//! of those who break them, in the words in which they say it.

use crate::clause::{Clause, Words, has};
use crate::reading::papers::followed;
use crate::reading::people::{JOINING, clean, phrases, split_people};

/// 加入本群即视为同意本规则, 进群代表你接受以下约定: whoever joins has agreed. Joining, what it
/// means and agreeing stand in this order.
pub(crate) fn agrees_by_joining(sentence: &str) -> bool {
    const JOINS: &[&str] = &["进群", "入群", "加群", "加入", "申请", "留在", "进来", "入会"];
    const MEANS: &[&str] = &[
        "即代表",
        "代表",
        "视为",
        "视同",
        "默认",
        "等于",
        "即表示",
        "表示",
        "意味着",
        "即同意",
        "就算",
        "就当",
        "即为",
        "即接受",
    ];
    const AGREES: &[&str] =
        &["同意", "接受", "认可", "认同", "遵守", "知晓", "知悉", "承诺", "愿意", "读过"];
    let Some((_, rest)) = JOINS.iter().find_map(|word| sentence.parted_at(word)) else {
        return false;
    };
    MEANS.iter().any(|word| {
        rest.parted_at(word).is_some_and(|(near, behind)| {
            near.chars().count() <= 12 && (has(behind, AGREES) || has(word, AGREES))
        })
    })
}

/// 认可以下公约, 接受本群规: a condition among others; 阅读群公告 as a step of joining.
pub(crate) fn agrees_as_step(clause: &Clause<'_>) -> bool {
    const AGREES: &[&str] = &["认可", "同意", "接受", "认同", "愿意遵守", "自愿遵守"];
    const RULES: &[&str] = &["公约", "规则", "群规", "约定", "守则", "须知", "公告", "条款"];
    const READS: &[&str] = &["阅读", "看完", "读完", "细读", "查看", "看一遍", "读一遍"];
    const HOW: &[&str] = &["提问", "问题", "教程", "解答"];
    let above = clause.lead.or(clause.headings.last().map(String::as_str)).unwrap_or_default();
    let joining = has(above, JOINING) || has(above, &["申请", "要求", "条件"]);
    let short = clause.text.chars().count() <= 24;
    let agrees = AGREES.iter().any(|word| clause.text.starts_with(word));
    joining
        && short
        && has(clause.text, RULES)
        && !has(clause.text, HOW)
        && (agrees || followed(clause.text, READS, RULES, 4))
}

/// 请勿重复加群, 每人只能加一个群: nobody is in two groups of the same kind.
pub(crate) fn joins_once(sentence: &str) -> bool {
    const TWICE: &[&str] = &[
        "重复加群",
        "重复进群",
        "重复入群",
        "重复加入",
        "重复申请",
        "同时加入多个",
        "同时加多个",
        "多个群重复",
        "加多个群",
        "只能加一个群",
        "只加一个群",
        "加一个群就",
        "同时处于多个群",
        "同时在多个群",
    ];
    has(sentence, TWICE)
}

/// 成员主要包括…, 群成员由…组成: who is in the group.
pub(crate) fn members_named(sentence: &str) -> Vec<String> {
    const ARE: &[&str] = &["包括", "由", "为", "是"];
    let named = |(at, word): (usize, &str)| {
        let rest = sentence.get(at + word.len()..)?;
        let rest = ["主要", "应", "一般", ":", "："]
            .iter()
            .fold(rest, |rest, little| rest.strip_prefix(little).unwrap_or(rest));
        let (verb, list) = ARE.iter().find_map(|verb| Some((verb, rest.strip_prefix(verb)?)))?;
        let list = list.trim_start_matches([':', '：']);
        let end = list.place_of("组成");
        let closed = ["包括", "由"].contains(verb) || list.contains('、');
        (closed && (*verb != "由" || end.is_some()))
            .then(|| end.and_then(|end| list.get(..end)).unwrap_or(list))
    };
    ["群成员", "成员", "入群人员", "进群人员"]
        .iter()
        .flat_map(|word| sentence.places_of(word))
        .find_map(named)
        .map(split_people)
        .unwrap_or_default()
}

/// 凡是在册学生,均可申请成为会员; 所有成员必须是本班家长: who may be or is in it.
pub(crate) fn whoever_may_join(sentence: &str) -> bool {
    const WHOEVER: &[&str] = &["凡", "只要", "任何人", "符合", "有意"];
    const MAY: &[&str] = &["可", "均能", "都能", "有资格"];
    const BECOME: &[&str] =
        &["加入", "申请", "入群", "入会", "进群", "成为会员", "成为成员", "参加"];
    const MEMBERS: &[&str] = &["所有成员", "群成员", "入群人员", "进群人员", "本群成员"];
    const ARE: &[&str] = &["必须是", "须为", "应为", "应是", "须是", "必须为", "均为", "都是"];
    let open = WHOEVER.iter().any(|word| sentence.starts_with(word))
        && followed(sentence, MAY, BECOME, 6)
        && !has(sentence, &["活动", "投票", "违"]);
    open || followed(sentence, MEMBERS, ARE, 2) && !has(sentence, &["实名", "真实", "昵称"])
}

/// 新组员刷题量不得低于…: what newcomers must bring along; their names, greetings and first days
/// are other matters.
pub(crate) fn newcomers_bring(text: &str) -> bool {
    const NEW: &[&str] = &["新组员", "新成员", "新队员", "新会员", "新群友", "新人", "新同学"];
    const LEAST: &[&str] = &["不得低于", "不低于", "不少于", "至少", "不得少于", "达到", "满"];
    const OTHER: &[&str] = &[
        "名片",
        "昵称",
        "备注",
        "改",
        "介绍",
        "公告",
        "禁言",
        "试用",
        "天内",
        "入群满",
        "进群满",
        "小时内",
        "欢迎",
    ];
    NEW.iter().any(|word| text.starts_with(word)) && has(text, LEAST) && !has(text, OTHER)
}

/// 有意者请私信…, 想入群的请加…微信: how those who want to join make themselves known.
pub(crate) fn wants_in(sentence: &str) -> bool {
    const WANTS: &[&str] = &[
        "有意者",
        "有意的",
        "感兴趣",
        "有兴趣",
        "想加入",
        "想入群",
        "想进群",
        "想参加",
        "愿意加入",
        "欢迎加入",
        "申请入群",
        "申请加入",
    ];
    const WAYS: &[&str] = &[
        "私信",
        "邮件",
        "微信:",
        "微信：",
        "加群主",
        "加微信",
        "联系群主",
        "联系管理员",
        "添加",
        "备注",
        "注明",
        "自我介绍",
        "介绍一下",
        "扫码",
    ];
    has(sentence, WANTS) && followed(sentence, WANTS, WAYS, 40) && !has(sentence, &["活动", "志愿"])
}

/// 不允许机器人入群, 谢绝小号进群: who is kept out stands between the ban and joining.
pub(crate) fn bars(sentence: &str) -> bool {
    const BANS: &[&str] = &["不允许", "谢绝", "不接受", "不欢迎", "禁止", "拒绝"];
    const OTHER: &[&str] = &["拉", "邀请", "擅自", "未经", "同意", "发", "私自", "他人"];
    BANS.iter().any(|ban| {
        sentence.parted_at(ban).is_some_and(|(_, rest)| {
            JOINING.iter().filter_map(|word| rest.place_of(word)).min().is_some_and(|at| {
                let who = rest.get(..at).unwrap_or_default();
                (2..=10).contains(&who.chars().count()) && !has(who, OTHER)
            })
        })
    })
}

/// 退群后不可立即进群, 退出后至少隔一期才能再来: who left comes back on conditions.
pub(crate) fn comes_back(sentence: &str) -> bool {
    const LEFT: &[&str] = &["退群后", "退出后", "离群后", "退群的", "退群者"];
    const BACK: &[&str] = &["进群", "入群", "加入", "申请", "再来", "回来", "加回"];
    const BOUND: &[&str] = &["不可", "不得", "不能", "才能", "方可", "才可", "不再", "至少"];
    LEFT.iter().any(|word| sentence.starts_with(word))
        && has(sentence, BACK)
        && has(sentence, BOUND)
}

/// 等待管理员审核 as a step of joining: who lets people in.
pub(crate) fn checked_on_joining(clause: &Clause<'_>) -> Option<Option<String>> {
    const WHO: &[&str] =
        &["管理员", "群主", "管理组", "管理人员", "负责人", "客服", "组长", "管理"];
    let above = clause.lead.or(clause.headings.last().map(String::as_str)).unwrap_or_default();
    let joining = has(above, JOINING) || above.has_word("申请");
    let checks = has(clause.text, &["审核", "通过申请", "同意申请", "放行"])
        && !has(clause.text, &["审核后", "通过后", "审核通过", "发布"]);
    (joining && checks)
        .then(|| WHO.iter().find(|who| clause.text.has_word(who)).map(|who| (*who).to_owned()))
}

/// 群内发送的内容皆视为本人发送, 进群…并承担相关责任: what one's account does one has done.
pub(crate) fn stands_for(sentence: &str) -> bool {
    let own = followed(sentence, &["视为", "视同", "视作", "算作"], &["本人"], 4)
        && has(sentence, &["发送", "发布", "操作", "行为", "言论", "内容", "所为"]);
    let bears = followed(sentence, &["承担"], &["责任", "后果"], 6)
        && has(sentence, &["您", "你", "进群", "入群"])
        && !has(sentence, &["不承担", "管理责任", "我们", "群主"]);
    own || bears
}

/// 发现违规请联系管理员, 看到可疑的人告诉群主: to whom members turn about others.
pub(crate) fn reports_to(sentence: &str) -> Option<&'static str> {
    const SEES: &[&str] = &["发现", "看到", "遇到", "出现", "碰到", "如有", "若有", "见到"];
    const BREACH: &[&str] =
        &["违规", "违反", "不当", "可疑", "骗子", "不良", "广告", "骚扰", "诈骗", "违法", "冒充"];
    const TOLD: &[&str] =
        &["联系", "告知", "告诉", "@", "艾特", "私信", "通知", "反映", "反馈", "找", "报告"];
    const TO: &[&str] = &[
        "管理员",
        "群主",
        "群管",
        "管理组",
        "管理",
        "客服",
        "负责人",
        "楼长",
        "班主任",
        "老师",
        "版主",
        "物业",
        "站长",
    ];
    // What those who run the group do themselves is their duty.
    if TO.iter().any(|who| sentence.starts_with(who)) || !followed(sentence, SEES, BREACH, 10) {
        return None;
    }
    let (_, rest) = TOLD.iter().find_map(|word| sentence.parted_at(word))?;
    let near: String = rest.chars().take(8).collect();
    TO.iter().find(|who| near.has_word(who)).copied()
}

/// 请不要滥用规则迫害他人: a report or rule that is turned against somebody.
pub(crate) fn turned_against(sentence: &str) -> bool {
    has(sentence, &["滥用", "利用", "借用", "借着"])
        && has(sentence, &["规则", "群规", "举报", "规定", "投诉"])
        && has(sentence, &["迫害", "报复", "攻击", "针对", "陷害", "打压", "诬陷", "打击"])
}

/// 欢迎对任务和群规提交建议, 如有统计错误请联系群主: what members think of how things are run.
/// The outer value says whether it is asked for, the inner one whom they tell.
pub(crate) fn tells_opinion(sentence: &str) -> Option<Option<&'static str>> {
    const OPEN: &[&str] = &["欢迎", "随时", "可以", "可跟", "可向", "可联系", "都可", "请"];
    const GIVES: &[&str] = &["提交", "提出", "提意见", "提建议", "提议", "反馈", "商量", "讨论"];
    const VIEWS: &[&str] = &["建议", "意见", "想法", "改进"];
    const WRONG: &[&str] = &["错误", "遗漏", "不合理", "不妥", "不足", "疏漏", "出错", "不准"];
    const TELLS: &[&str] = &["联系", "告诉", "告知", "跟", "找", "反馈", "私信", "指出", "提醒"];
    const OTHER: &[&str] =
        &["投诉", "举报", "客户", "顾客", "违规", "处理结果", "报修", "论文", "文章", "稿", "处罚"];
    const TO: &[&str] =
        &["管理员", "群主", "群管", "管理组", "管理", "组长", "负责人", "班主任", "老师", "楼长"];
    if has(sentence, OTHER) {
        return None;
    }
    let views = has(sentence, VIEWS) && has(sentence, GIVES) && has(sentence, OPEN);
    let wrong = followed(sentence, &["如有", "若有", "有", "发现", "如果"], WRONG, 6)
        && followed(sentence, WRONG, TELLS, 14);
    (views || wrong).then(|| TO.iter().find(|who| sentence.has_word(who)).copied())
}

/// 群管理员:甲,乙,丙: a label and the names of those who run the group.
pub(crate) fn roll(text: &str) -> Option<(String, String)> {
    const ROLES: &[&str] =
        &["群管理员", "管理员", "管理", "群主", "群管", "组长", "负责人", "版主", "副群主", "楼长"];
    const NAMES_MAX: usize = 12;
    let (role, names) = text.split_once([':', '：'])?;
    let role = clean(role);
    let names = names.trim();
    let short = names.split(['、', ',', '，', ' ', '/']).all(|name| name.chars().count() <= 8);
    let count = names.split(['、', ',', '，', ' ', '/']).count();
    let plain = !has(names, &["负责", "应", "须", "不", "请", "的", "每", "要", "由"]);
    (ROLES.contains(&role.as_str())
        && !names.is_empty()
        && short
        && plain
        && count <= NAMES_MAX
        && phrases(text).next().is_some())
    .then(|| (role, names.to_owned()))
}

/// 设社长一人, 管理员若干: offices that are set up, with how many hold them.
pub(crate) fn offices(sentence: &str) -> Vec<String> {
    const ENDS: &[&str] = &["长", "员", "主席", "书记", "干事", "秘书", "主任", "主持人", "委员"];
    const COUNTS: &[&str] = &["一人", "一名", "若干", "两人", "两名", "三人", "三名", "1名", "1人"];
    const OFFICE_MAX: usize = 8;
    let Some((before, rest)) = sentence.parted_at("设") else { return Vec::new() };
    if before.chars().count() > 8 || !has(sentence, COUNTS) {
        return Vec::new();
    }
    rest.trim_start_matches(['立', '置', '有'])
        .split(['、', ',', '，', '和'])
        .filter_map(|part| {
            let count = COUNTS.iter().filter_map(|word| part.place_of(word)).min()?;
            let office = part.get(..count)?.trim();
            let short = (2..=OFFICE_MAX).contains(&office.chars().count());
            (short && ENDS.iter().any(|end| office.ends_with(end))).then(|| office.to_owned())
        })
        .take(6)
        .collect()
}

/// 一周一轮, 每人一周轮流当, 群主在…中传递: how the post goes round.
pub(crate) fn post_goes_round(sentence: &str) -> Option<&'static str> {
    const POSTS: &[&str] = &["组长", "群主", "管理员", "主持人", "领读人", "值日生", "班长"];
    const ROUND: &[&str] = &["轮流", "轮值", "轮着", "传递", "轮换", "每人一周", "一周一换"];
    let post = POSTS.iter().find(|post| sentence.has_word(post))?;
    (has(sentence, ROUND) && !has(sentence, &["发言", "打扫", "讲题"])).then_some(*post)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_and_agreeing() {
        assert!(agrees_by_joining("加入车友群即代表认可这份约定"));
        assert!(agrees_by_joining("凡进群者视为愿意守规矩"));
        assert!(!agrees_by_joining("进群后请遵守群规"));
        assert!(joins_once("一人一群,请不要重复加群"));
        assert_eq!(members_named("群成员由楼长、住户组成"), ["楼长", "住户"]);
        assert!(members_named("成员为大家服务").is_empty());
        assert!(newcomers_bring("新队员每月跑量至少八十公里"));
        assert!(!newcomers_bring("新人至少改一下名片"));
        assert!(bars("谢绝中介小号入群") && !bars("禁止拉外人入群"));
        assert!(comes_back("退群后满一个月才能再申请"));
    }

    #[test]
    fn telling_others() {
        assert_eq!(reports_to("看到可疑的人请告诉管理员"), Some("管理员"));
        assert_eq!(reports_to("管理员发现违规应当通知群主"), None);
        assert_eq!(tells_opinion("欢迎随时提出建议"), Some(None));
        assert_eq!(tells_opinion("名单有遗漏请联系组长"), Some(Some("组长")));
        assert_eq!(tells_opinion("对论文提出意见"), None);
        assert_eq!(roll("管理员:阿明、小红"), Some(("管理员".to_owned(), "阿明、小红".to_owned())));
        assert_eq!(roll("管理员:每天巡群"), None);
        assert_eq!(post_goes_round("组长轮流当,每人一周"), Some("组长"));
    }
}
