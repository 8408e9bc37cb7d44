//! Rule kind `disclaimer`: the group bears no liability.

use std::slice::from_ref;

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::followed;

crate::rule_kind! {
    /// ## 含义
    /// 写明群主、管理员、单位对某些事不承担责任,或者成员的言论不代表群。
    ///
    /// ## 用处
    /// 说清群方的责任到哪里为止。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 成员之间的交易,本群概不负责。
    /// 群内言论仅代表个人观点,与本群无关。
    /// × 禁止发布与本群无关的内容。
    /// × 后果由本人承担。
    /// ```
    ///
    /// ## 限度
    /// 能不能免责以法律为准。群主、管理员的管理责任不会因为写了这一条而免除。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "disclaimer": "免责",
    english: "the group or its owners bear no liability",
    family: Process, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Those who run the group are not liable, or what is said does not speak for them.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if clause.sentences().any(disclaims) {
        norms.push(Norm::new("disclaimer"));
    }
}

fn disclaims(sentence: &str) -> bool {
    const HOSTS: &[&str] = &[
        "群",
        "管理员",
        "平台",
        "公司",
        "学校",
        "组织者",
        "主办",
        "我们",
        "我方",
        "协会",
        "社区",
        "作者",
        "物业",
        "委员会",
        "业委会",
        "公众号",
        "单位",
        "本会",
        "官方",
        "项目",
        "维护者",
        "商会",
        "团队",
    ];
    const NOT_LIABLE: &[&str] = &[
        "不承担",
        "概不负责",
        "不负责",
        "不负任何",
        "不负法律",
        "不负连带",
        "免责",
        "免除责任",
        "不担责",
        "不作保证",
        "不做保证",
        "不提供担保",
        "不作担保",
        "不予负责",
        "无责任",
        "恕不",
    ];
    const OPINIONS: &[&str] =
        &["言论", "观点", "内容", "发言", "行为", "责任", "后果", "交易", "纠纷"];
    let free = has(sentence, NOT_LIABLE) && has(sentence, HOSTS);
    let apart = HOSTS.iter().any(|host| followed(sentence, &["与", "同"], from_ref(host), 4))
        && (sentence.ends_with("无关")
            || sentence.has_word("无关,")
            || sentence.has_word("无关，"))
        && has(sentence, OPINIONS)
        && !crate::clause::forbids(sentence);
    let own = has(
        sentence,
        &[
            "不代表本",
            "不代表群",
            "不代表公司",
            "不代表官方",
            "不代表平台",
            "仅代表个人",
            "只代表个人",
            "仅代表作者",
            "仅代表发",
        ],
    );
    // 出了事本群不管: who runs the group stands right before it.
    let leaves_alone = ["不管", "概不", "不背锅", "不兜底", "不赔", "不担保", "不作担保", "不介入"]
        .iter()
        .any(|word| {
            followed(sentence, &["本群", "群里", "群主", "管理员", "我们", "我"], from_ref(word), 3)
        })
        && has(
            sentence,
            &[
                "私下",
                "交易",
                "买卖",
                "借钱",
                "纠纷",
                "出事",
                "出了事",
                "损失",
                "意外",
                "后果",
                "丢",
                "被骗",
            ],
        );
    free || apart || own || leaves_alone
}
