//! Lists of acts (做出以下几种处罚:, below it 警告, 禁言, 移出群, a line each): what may be done is
//! one rule with a choice, and no rule each.

/// What is done to somebody who broke a rule.
const ACTS: [&str; 26] = [
    "警告",
    "提醒",
    "批评",
    "教育",
    "通报",
    "禁言",
    "踢出",
    "移出",
    "移除",
    "清退",
    "劝退",
    "除名",
    "拉黑",
    "黑名单",
    "封禁",
    "封号",
    "举报",
    "约谈",
    "谈话",
    "检讨",
    "解除",
    "撤销",
    "撤职",
    "降级",
    "暂停",
    "取消",
];
/// Most characters of an act that stands by itself.
const BARE_MAX: usize = 20;

/// Whether a line announces acts, of which one or more are taken.
pub(super) fn announces(text: &str) -> bool {
    const OF: [&str; 6] = ["惩罚", "处罚", "处分", "惩戒", "处置", "制裁"];
    const BELOW: [&str; 5] = ["以下", "如下", "下列", "下述", "几种"];
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    text.ends_with([':', '：']) && has(&OF) && has(&BELOW)
}

/// Whether a line is an act by itself: nothing says when, to whom or after what it is done.
pub(super) fn is_bare(body: &str) -> bool {
    const CONDITIONS: [&str; 16] = [
        "次", "者", "如", "若", "情节", "违", "后", "时", "再", "对", "发", "凡", "由", "经", "未",
        "不听",
    ];
    let body = body.trim_end_matches(['。', ';', '；', ',', '，', '、', '.']).trim();
    let has = |words: &[&str]| words.iter().any(|word| body.contains(word));
    body.chars().count() <= BARE_MAX
        && has(&ACTS)
        && !has(&CONDITIONS)
        && !body.contains(['。', '；', ';', '，', ',', ':', '：'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_by_themselves() {
        assert!(announces("视影响程度作出以下一种或几种处罚:"));
        assert!(!announces("对下列行为进行处罚。") && !announces("请遵守以下规定:"));
        for bare in ["警告", "一分钟到一个月的禁言;", "移出群聊并拉黑", "解除管理员身份"]
        {
            assert!(is_bare(bare), "{bare}");
        }
        for other in
            ["第一次警告", "发广告的移出", "情节严重的禁言", "大家互相尊重", "警告,再犯移出"]
        {
            assert!(!is_bare(other), "{other}");
        }
    }
}
