//! Rule kind `service-manners`: polite and patient service.

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::followed;

crate::rule_kind! {
    /// ## 含义
    /// 要求对客户、用户、来访者礼貌、热情、耐心、专业。
    ///
    /// ## 用处
    /// 群里的一句话也代表单位的形象。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 客服人员回复客户应礼貌、耐心。
    /// 对用户留言要以专业的态度回应。
    /// 与客户沟通不得使用不当言语。
    /// × 群成员之间要礼貌。
    /// × 客户的问题应在两小时内回复。
    /// ```
    ///
    /// ## 限度
    /// 回复时限归 `respond`。这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "service-manners": "待客的态度",
    english: "polite and professional service",
    family: Customer, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Manners towards customers and the like, in one sentence.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let headed = clause.headings.last().is_some_and(|last| {
        has(last, &["服务规范", "服务态度", "服务礼仪", "服务用语", "客户沟通", "沟通规范", "话术"])
    });
    if clause.sentences().any(|sentence| serves(sentence, headed)) {
        norms.push(Norm::new("service-manners"));
    }
}

fn serves(sentence: &str, headed: bool) -> bool {
    const SERVED: &[&str] = &[
        "客户",
        "顾客",
        "用户",
        "消费者",
        "来访者",
        "咨询者",
        "咨询人",
        "服务对象",
        "群众",
        "留言",
        "评论",
        "来电",
        "患者",
        "学员",
        "访客",
    ];
    /// Those who may be members themselves, and who serves them.
    const MEMBERS: &[&str] = &["业主", "家长", "居民", "读者", "粉丝", "住户"];
    const SERVING: &[&str] =
        &["客服", "工作人员", "物业", "服务人员", "导购", "店员", "窗口", "值班"];
    const MANNERS: &[&str] = &[
        "礼貌",
        "热情",
        "耐心",
        "文明",
        "友好",
        "友善",
        "亲切",
        "态度",
        "不当言语",
        "用语",
        "语气",
        "微笑",
        "周到",
        "敬语",
        "优质",
        "尊重消费者",
        "冷漠",
        "敷衍",
        "专业的",
        "尊重客户",
        "尊重顾客",
        "尊重用户",
        "不耐烦",
        "推诿",
    ];
    let served = has(sentence, SERVED) || has(sentence, MEMBERS) && has(sentence, SERVING);
    let served =
        served || has(sentence, &["服务"]) && (headed || followed(sentence, &["服务"], MANNERS, 8));
    (served || headed) && has(sentence, MANNERS)
}
