//! Reading clauses about selling and about the organisation's accounts: promises, compliance,
//! private use.

use crate::clause::Words;
use crate::clause::{Clause, has};
use crate::reading::content::is_ban;

/// What rules on selling are concerned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// True claims.
    Claims,
    /// Price lists.
    Prices,
    /// Territories.
    Territories,
    /// Other firms and brands.
    Rivals,
    /// Trading channels and payment.
    Channels,
    /// Bribes.
    Bribes,
    /// Minors.
    Minors,
    /// Quality and qualifications.
    Quality,
}

/// What a rule's own words are concerned with.
#[must_use]
pub fn concerns(what: &str) -> Vec<Concern> {
    const WORDS: &[(Concern, &[&str])] = &[
        (
            Concern::Claims,
            &[
                "夸大",
                "虚假",
                "隐瞒",
                "欺骗",
                "误导",
                "真实",
                "宣传",
                "诚实",
                "诚信",
                "绝对",
                "广告法",
            ],
        ),
        (
            Concern::Prices,
            &["价格", "低价", "乱价", "定价", "价目", "报价", "降价", "售价", "折扣"],
        ),
        (Concern::Territories, &["区域", "窜货", "跨区", "地区", "串货"]),
        (
            Concern::Rivals,
            &["竞争", "其他品牌", "竞品", "同行", "诋毁", "他人客户", "抢客户", "其他产品"],
        ),
        (
            Concern::Channels,
            &["私下", "线下", "平台外", "交易", "货款", "付款", "收款", "违约", "渠道"],
        ),
        (Concern::Bribes, &["回扣", "贿赂", "好处", "礼品", "红包", "礼金", "利益输送"]),
        (Concern::Minors, &["未成年", "青少年", "学生"]),
        (
            Concern::Quality,
            &[
                "质量", "资质", "证照", "许可", "执照", "假冒", "伪劣", "合格", "三无", "品质",
                "假货",
            ],
        ),
    ];
    WORDS.iter().filter(|(_, words)| has(what, words)).map(|(concern, _)| *concern).collect()
}

/// Whether a clause bans promises, bargaining or price changes without authority.
#[must_use]
pub fn bans_promises(clause: &Clause<'_>) -> bool {
    clause.sentences().any(|sentence| promises(clause, sentence))
}

fn promises(clause: &Clause<'_>, sentence: &str) -> bool {
    const PROMISE: &[&str] = &[
        "降低价格",
        "提高价格",
        "提高或降低",
        "降低或提高",
        "涨价",
        "承诺",
        "许诺",
        "应允",
        "议价",
        "讨价还价",
        "改价",
        "降价",
        "让价",
        "让利",
        "打折",
        "优惠",
        "变更价格",
        "调整价格",
        "更改价格",
        "修改价格",
        "保证收益",
        "保证效果",
        "报价",
        "赠送",
        "答应客户",
        "折扣",
        "减免",
    ];
    const AT_WILL: &[&str] = &[
        "擅自",
        "私自",
        "随意",
        "未经",
        "越权",
        "自行",
        "超出权限",
        "超越权限",
        "无权",
        "超出授权",
        "过度",
        "随便",
        "乱",
        "轻易",
        "未授权",
        "虚假",
        "口头",
        "盲目",
        "任意",
    ];
    const OTHER: &[&str] =
        &["诚信承诺", "签署承诺", "承诺书", "承诺遵守", "本人承诺", "优惠活动通知", "乱发"];
    let bans = is_ban(clause, sentence) || has(sentence, &["无权", "切忌"]);
    let to_customers = has(
        sentence,
        &[
            "职权",
            "客服",
            "导购",
            "店员",
            "员工",
            "退款",
            "赔付",
            "权限",
            "名义",
            "业委会",
            "客户",
            "顾客",
            "用户",
            "消费者",
            "业主",
            "家长",
            "对外",
            "价",
            "消费",
            "公司",
            "粉丝",
            "销售",
            "学员",
        ],
    );
    // 不得承诺升值, 不许打包票: what nobody may promise at all.
    const NEVER: &[&str] = &[
        "不得承诺",
        "不许承诺",
        "不准承诺",
        "不能承诺",
        "别承诺",
        "禁止承诺",
        "严禁承诺",
        "不得许诺",
        "不乱承诺",
        "不作承诺",
        "不做承诺",
        "打包票",
        "拍胸脯",
        "不得保证收益",
        "不得保证疗效",
        "不得保证录取",
        "不得向客户承诺",
        "不得对客户承诺",
        "不得向业主承诺",
        "不得向家长承诺",
    ];
    if bans && has(sentence, NEVER) && !has(sentence, OTHER) {
        return true;
    }
    bans && has(sentence, PROMISE)
        && has(sentence, AT_WILL)
        && to_customers
        && !has(sentence, OTHER)
}

/// What a clause wants of those who sell, in its own words; at most one norm a clause.
#[must_use]
pub fn compliance(clause: &Clause<'_>) -> Vec<String> {
    /// What only trade knows: each of these alone is about selling.
    const SURE: &[&str] = &[
        "公示价",
        "公示的价",
        "从业资格",
        "持证人员",
        "不收现金",
        "不得加价",
        "不加价",
        "缺斤少两",
        "短斤少两",
        "短斤缺两",
        "以假充真",
        "先付款",
        "代客户签字",
        "压价",
        "抢单",
        "抢客户",
        "撬单",
        "挖客户",
        "哄抬物价",
        "虚抬价格",
        "公平交易",
        "诚信经营",
        "诚信交易",
        "假货",
        "统一价格",
        "规定的价格",
        "私自收款",
        "私收",
        "负责区域",
        "如实介绍",
        "冒充正品",
        "营业执照",
        "经营许可",
        "经营资格",
        "越区",
        "约定的区域",
        "下级代理",
        "转售",
        "价格体系",
        "销售政策",
        "资质证明",
        "进行销售宣传",
        "之间的交易",
        "私下进行交易",
        "不正当竞争",
        "恶意竞争",
        "恶性竞争",
        "低价竞争",
        "窜货",
        "串货",
        "跨区销售",
        "跨区域销售",
        "乱价",
        "低价销售",
        "低于成本",
        "商业贿赂",
        "收受回扣",
        "回扣",
        "拖欠货款",
        "货款",
        "假冒伪劣",
        "三无产品",
        "以次充好",
        "哄抬价格",
        "价格欺诈",
        "明码标价",
        "私下交易",
        "线下交易",
        "场外交易",
        "隐瞒产品",
        "产品信息",
        "强买强卖",
        "向未成年",
        "未成年人销售",
        "诱导消费",
        "强制消费",
        "销售区域",
        "零售价",
        "指导价",
        "统一价",
        "价目表",
        "价格表",
        "产品质量",
        "商品质量",
        "经营资质",
        "销售资质",
        "食品安全",
        "退换货",
        "其他品牌",
        "竞品",
        "同行的产品",
        "广告法",
        "专卖",
    ];
    const MUST: &[&str] = &[
        "须", "应", "必须", "要", "严格", "请", "确保", "保证", "遵守", "不", "禁", "勿", "按照",
        "杜绝", "只能",
    ];
    for sentence in clause.sentences() {
        if !has(sentence, SURE) || !has(sentence, MUST) || has(sentence, &["培训", "负责", "了解"])
        {
            continue;
        }
        let part = sentence
            .split([',', '，', ':', '：'])
            .map(str::trim)
            .filter(|part| has(part, SURE))
            .collect::<Vec<_>>()
            .join(",");
        let what = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
        return vec![crate::people::brief(what)];
    }
    Vec::new()
}

/// Whether a clause bans private ends of the organisation's accounts, or private accounts in
/// its name or for gain.
#[must_use]
pub fn bans_personal_use(clause: &Clause<'_>) -> bool {
    const ACCOUNT: &[&str] =
        &["账号", "帐号", "微信号", "账户", "公众号", "工作微信", "企业微信", "工作手机", "微博"];
    const OFFICIAL: &[&str] = &[
        "公司",
        "单位",
        "企业",
        "工作",
        "官方",
        "学校",
        "机构",
        "组织",
        "协会",
        "集团",
        "社团",
        "业委会",
    ];
    const PRIVATE: &[&str] = &[
        "个人用途",
        "私人用途",
        "私人目的",
        "个人目的",
        "私用",
        "私事",
        "个人事务",
        "私人事务",
        "个人私",
        "私人聊天",
        "炒股",
        "购物",
        "个人利益",
        "谋取私利",
        "谋私",
        "牟利",
        "谋利",
        "私人",
        "个人使用",
        "与工作无关",
        "非工作",
        "个人业务",
        "个人活动",
        "个人消费",
        "私自营利",
        "私单",
        "个人内容",
        "私人内容",
        "个人生活",
        "私活",
        "兼职",
        "副业",
        "炒房",
        "炒币",
        "带货",
        "卖货",
        "代购",
        "微商",
    ];
    const GAIN: &[&str] = &["营利", "盈利", "谋利", "牟利", "商业活动", "经营活动", "兼职", "微商"];
    const IN_NAME: &[&str] = &[
        "以公司名义",
        "以单位名义",
        "以企业名义",
        "以学校名义",
        "公司的名义",
        "单位的名义",
        "官方名义",
        "以机构名义",
        "以协会名义",
        "组织名义",
    ];
    clause.sentences().any(|sentence| {
        if !is_ban(clause, sentence) || !has(sentence, ACCOUNT) && !sentence.has_word("微信") {
            return false;
        }
        let official = has(sentence, OFFICIAL)
            && has(sentence, ACCOUNT)
            && has(sentence, PRIVATE)
            && !has(
                sentence,
                &["加客户", "添加客户", "私人微信添加", "私人账号添加", "个人微信添加", "群内"],
            );
        let personal = has(sentence, &["个人", "私人", "员工微信", "自己的"])
            && (has(sentence, GAIN) || has(sentence, IN_NAME));
        official || personal
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Clause<'_> {
        Clause::alone(text)
    }

    #[test]
    fn promises_and_private_use() {
        for (text, promises, personal) in [
            ("客服不得擅自向客户承诺赔偿", true, false),
            ("未经批准不得私自改价、议价,损害公司利益", true, false),
            ("员工入职时签署承诺书", false, false),
            ("不得用单位公众号办私事", false, true),
            ("个人微信号不得以公司名义从事经营活动", false, true),
            ("请把工作微信号报给办公室", false, false),
            ("工作群不得聊私事", false, false),
        ] {
            assert_eq!(bans_promises(&clause(text)), promises, "{text}");
            assert_eq!(bans_personal_use(&clause(text)), personal, "{text}");
        }
    }

    #[test]
    fn how_to_sell() {
        for (text, what) in [
            ("各门店严格执行价目表,不得跨区销售", "各门店严格执行价目表,不得跨区销售"),
            ("不得收受客户回扣", "不得收受客户回扣"),
            ("销售部每月报销量", ""),
            ("产品信息由市场部负责发布", ""),
        ] {
            assert_eq!(compliance(&clause(text)).join("|"), what, "{text}");
        }
        assert_eq!(concerns("不得窜货、乱价"), [Concern::Prices, Concern::Territories]);
        assert!(concerns("守规矩").is_empty());
    }
}
