//! Rule kind `obey-admins`: members follow those who run the group.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::{ADMINS, followed};

crate::rule_kind! {
    /// ## 含义
    /// 要求成员服从、配合群主、管理员的管理和安排,接受监督。
    ///
    /// ## 用处
    /// 管理员提醒时,有据可依。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 成员应服从管理员的管理。
    /// 请大家配合群主的工作,接受管理和监督。
    /// 不听从管理的,移出本群。
    /// × 管理员应接受成员监督。
    /// × 请配合疫情防控工作。
    /// × 工作安排以通知为准。
    /// ```
    ///
    /// ## 限度
    /// 不服从管理怎样处理,由条文里的 `sanction` 等规则执行。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "obey-admins": "服从群的管理",
    english: "members follow those who manage the group",
    family: Process, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 服从, 听从 or 配合 before those who run the group or their work; 接受…监督 of members.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let headed = clause.headings.last().is_some_and(|last| has(last, ADMINS));
    if clause.sentences().any(|sentence| obeys(sentence) || !headed && supervised(sentence)) {
        norms.push(Norm::new("obey-admins"));
    }
}

fn obeys(sentence: &str) -> bool {
    const FOLLOWING: &[&str] = &["服从", "听从", "听群主", "从群", "遵从", "听管理员"];
    const GUIDANCE: &[&str] =
        &["管理", "群主", "安排", "指挥", "调度", "引导", "劝导", "指导", "组织"];
    const WORK: &[&str] = &["管理", "工作", "安排", "群主", "执行"];
    // 配合业委会的工作: whoever is in charge, in whatever it does.
    const OFFICES: &[&str] = &[
        "部工作",
        "部的工作",
        "部门工作",
        "部门的工作",
        "办公室工作",
        "委员会工作",
        "委员会的工作",
        "业委会工作",
        "业委会的工作",
        "物业工作",
        "物业的工作",
        "学校工作",
        "学校的工作",
        "老师工作",
        "老师的工作",
        "班主任工作",
        "班主任的工作",
        "家委会工作",
        "家委会的工作",
    ];
    let helps = followed(sentence, &["配合", "支持"], ADMINS, 4)
        || followed(sentence, &["配合", "支持"], WORK, 6)
            && has(sentence, &["群", "管理"])
            && !has(sentence, &["疫情", "用户信息", "调查"]);
    let helps = helps || followed(sentence, &["配合", "支持"], OFFICES, 10);
    let helps = helps || followed(sentence, &["尊重"], ADMINS, 4) && sentence.has_word("工作");
    followed(sentence, FOLLOWING, GUIDANCE, 8) || helps && !sentence.has_word("管理员应")
}

/// 接受监督 of members; an administrator accepts that of members.
fn supervised(sentence: &str) -> bool {
    let by_members = has(
        sentence,
        &[
            "成员的监督",
            "成员监督",
            "群众监督",
            "大家监督",
            "业主的监督",
            "业主监督",
            "社会监督",
            "家长监督",
            "会员监督",
            "大家的监督",
        ],
    );
    let accepts = followed(sentence, &["接受"], &["监督", "管理", "引导"], 10);
    let admin_first = ADMINS.iter().any(|admin| {
        sentence
            .place_of(admin)
            .zip(sentence.place_of("接受"))
            .is_some_and(|(who, verb)| who < verb)
    });
    accepts && !by_members && !sentence.has_word("不接受") && !admin_first
}
