//! Reading what an item of a list is by the words that lead it alone: under 可以发的内容 an item
//! that states nothing else names a topic, under 入群条件 whom the group takes in, under 群主职责
//! what those who run it see to, under 提问之前 it is advice.
//!
//! Such readings are weak ([`WEAK`]): they stand where the item's own words state nothing.

use crate::clause::{Clause, Norm, Words, forbids, has};
use crate::reading::content::is_publishing;
use crate::reading::people::JOINING;

/// How sure a reading by the lead alone is. A norm with this confidence gives way to any that
/// the clause's own words state.
pub const WEAK: u8 = 54;

/// What the words above an item say of what stands beneath them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Led {
    /// What is talked about here: 可以发布下列内容, 群里聊什么.
    Welcome,
    /// What does not belong here: 以下内容请勿发布.
    Unwelcome,
    /// What is better avoided: 请避免下列问题.
    Avoided,
    /// What members are entitled to: 会员权利.
    Rights,
    /// What the group is for: 宗旨.
    Purpose,
    /// Whom the group takes in: 入群条件, 成员要求.
    Joining,
    /// What those who run the group do: 管理员职责.
    Duties,
    /// How to ask, and where to look first: 提问之前, 常见问题.
    Asking,
    /// How something is done, step after step: 申请流程, 修改方法.
    Steps,
}

/// Those who run groups, as headings name them.
const STEWARDS: &[&str] = &[
    "管理员",
    "群主",
    "群管",
    "管理组",
    "管理人员",
    "管理者",
    "管理团队",
    "版主",
    "楼长",
    "组长",
    "班主任",
    "团长",
    "维护者",
    "值班",
    "信息员",
    "家委",
];

/// What the lead of a clause says of it; its last heading where nothing leads it.
pub(crate) fn led(clause: &Clause<'_>) -> Option<Led> {
    let above = clause.lead.or(clause.headings.last().map(String::as_str))?;
    let above = above.trim_end_matches([':', '：']);
    led_by(above, is_publishing(clause))
}

fn led_by(above: &str, publishing: bool) -> Option<Led> {
    /// A heading that is no longer than this names nothing but its matter.
    const BARE: usize = 4;
    const BANS: &[&str] = &[
        "不适合",
        "不欢迎",
        "雷区",
        "红线",
        "禁区",
        "禁忌",
        "不可以",
        "别发",
        "不聊",
        "屏蔽内容",
        "违规内容",
        "违规行为",
        "不可接受",
        "不接受",
        "不合规",
    ];
    const WELCOME: &[&str] = &[
        "可以发",
        "可发布",
        "可以分享",
        "可以讨论",
        "可以聊",
        "欢迎发",
        "欢迎分享",
        "欢迎讨论",
        "鼓励发",
        "鼓励分享",
        "鼓励讨论",
        "允许发",
        "允许讨论",
        "主要内容",
        "内容包括",
        "讨论范围",
        "交流范围",
        "话题范围",
        "交流内容",
        "聊什么",
        "发什么",
        "聊些什么",
        "可以说",
        "提倡分享",
        "推荐分享",
    ];
    const ASKING: &[&str] = &[
        "提问",
        "求助",
        "问问题",
        "疑问",
        "常见问题",
        "FAQ",
        "答疑",
        "需要帮助",
        "遇到问题",
        "怎么问",
        "新手必读",
        "新手须知",
        "小贴士",
        "温馨提示",
        "友情提示",
    ];
    const STEPS: &[&str] = &[
        "流程",
        "步骤",
        "操作方法",
        "修改方法",
        "加群方式",
        "加入方式",
        "入群方式",
        "操作方式",
        "打卡方式",
        "提交方式",
        "报名方式",
        "查询方式",
        "怎么加",
        "如何加",
        "如何改",
        "怎么改",
        "怎么打卡",
        "如何打卡",
        "使用教程",
        "使用方法",
    ];
    const DUTY: &[&str] =
        &["职责", "义务", "责任", "任务", "工作", "守则", "应当", "应该", "需要做", "负责"];
    const CONDITIONS: &[&str] = &["条件", "要求", "资格", "门槛", "适合人群", "招募对象"];
    // 请避免 advises; whatever else forbids bans.
    if forbids(above) || has(above, BANS) {
        let plain = above.replace("避免", "").replace("不建议", "");
        let banned = forbids(&plain) || has(&plain, BANS);
        return Some(if banned { Led::Unwelcome } else { Led::Avoided });
    }
    if has(above, STEWARDS) && has(above, DUTY) {
        return Some(Led::Duties);
    }
    // 要求 alone, over the first list; 发言要求, 管理要求 are about something else.
    let short = above.chars().count() <= BARE;
    let joining = has(above, JOINING)
        || has(above, &["成员", "组员", "招募", "招新", "报名", "入会", "入社"]);
    if has(above, CONDITIONS) && (short && ["要求", "条件", "基本要求"].contains(&above) || joining)
    {
        return Some(Led::Joining);
    }
    if has(above, &["权利", "权益", "享有", "行使"]) && !has(above, &["义务", "放弃"]) {
        return Some(Led::Rights);
    }
    if short && has(above, &["宗旨", "定位", "简介"]) {
        return Some(Led::Purpose);
    }
    // What a group is for, whoever else publishes the same.
    if has(above, WELCOME) && (!publishing || above.has_word("群")) {
        return Some(Led::Welcome);
    }
    if has(above, ASKING) {
        return Some(Led::Asking);
    }
    has(above, STEPS).then_some(Led::Steps)
}

/// A norm that is read by the lead alone, where the clause is led so and asks for nothing that
/// other kinds are about.
pub(crate) fn weak(kind: &'static str) -> Norm {
    Norm::new(kind).sure(WEAK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_headings_say() {
        for (above, expected) in [
            ("群内可以发布下列内容", Some(Led::Welcome)),
            ("这里聊什么", Some(Led::Welcome)),
            ("以下内容请勿发布", Some(Led::Unwelcome)),
            ("入群条件", Some(Led::Joining)),
            ("要求", Some(Led::Joining)),
            ("发言要求", None),
            ("群主职责", Some(Led::Duties)),
            ("提问之前", Some(Led::Asking)),
            ("申请流程", Some(Led::Steps)),
            ("请避免这些问题", Some(Led::Avoided)),
            ("会员享有下列权利", Some(Led::Rights)),
            ("本会宗旨", Some(Led::Purpose)),
            ("总则", None),
        ] {
            assert_eq!(led_by(above, false), expected, "{above}");
        }
        assert_eq!(led_by("主要内容", true), None);
    }
}
