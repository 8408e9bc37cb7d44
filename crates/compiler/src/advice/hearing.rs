//! Somebody is put out or fined without ever being heard.
//!
//! Sources: 个人信息保护法 article 24 (3): of decisions made by automated means alone that weigh
//! on somebody, they may ask for an explanation and refuse that it was so made; and plain
//! fairness: hear first, and let it be contested.

use model::Action;

use super::words::{has, near};
use super::{Advice, Document, Said};

const CODE: &str = "advice/no-hearing";

/// Words by which somebody is heard, or may object.
const HEARD: &[&str] = &[
    "申诉",
    "申辩",
    "异议",
    "复核",
    "复议",
    "陈述",
    "说明情况",
    "听取",
    "核实",
    "询问本人",
    "核查情况",
    "疑问",
];
const PUTS_OUT: &[&str] =
    &["移出", "踢出", "清退", "清除出群", "移除", "请出", "剔除", "开除群籍", "除名", "清理出群"];
/// Words that refuse every objection.
const REFUSES: &[&str] = &["不接受", "概不", "无需", "不需", "不予", "不必", "拒绝", "不另行"];
const OBJECTION: &[&str] =
    &["申诉", "解释", "反驳", "说明理由", "告知", "通知本人", "理由", "异议", "另行通知"];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    let closed = document.clauses.iter().find(|clause| {
        !clause.forbidden && clause.sentences().any(|sentence| refuses(clause, sentence))
    });
    if let Some(clause) = closed {
        found.push(advice(clause, "处理之前不听本人说明,之后也不许申诉"));
        return;
    }
    let appeals = document.clauses.iter().any(|clause| {
        clause.rules.iter().any(|rule| rule.spec.name == "appeal") || has(&clause.text, HEARD)
    });
    let weighs = document.clauses.iter().find(|clause| puts_out(clause));
    if let Some(clause) = weighs.filter(|_| !appeals) {
        found.push(advice(clause, "写了移出群或更重的处理,没有写当事人怎样说明情况、怎样申诉"));
    }
}

fn advice(clause: &Said<'_>, message: &str) -> Advice {
    clause.advice(
        CODE,
        message.to_owned(),
        "加一条,例如:处理之前先告知本人并听取说明;不服的可以在三日内向没有参与处理的管理员申诉。没有写的,系统也照样受理申诉,由管理员来听",
        "《个人信息保护法》第二十四条第三款:只由程序自动作出、对个人有重大影响的决定,个人有权要求说明,也有权拒绝;公平原则",
    )
}

/// A removal without a word, or a refusal to hear anything: 直接移出,概不解释.
fn refuses(clause: &Said<'_>, sentence: &str) -> bool {
    near(sentence, REFUSES, OBJECTION, 4).is_some()
        && (has(&clause.text, PUTS_OUT) || has(sentence, &["处理", "处罚", "决定", "违规", "禁言"]))
}

fn puts_out(clause: &Said<'_>) -> bool {
    let by_rule = clause.rules.iter().any(|rule| {
        rule.is_sanction()
            && (rule.spec.name == "fine"
                || rule.steps().iter().any(|step| {
                    step.action.removes()
                        || matches!(step.action, Action::PersuadeLeave | Action::Hr)
                }))
    });
    let breach = has(&clause.text, &["违", "屡", "者", "经提醒", "不听", "再犯", "发现"]);
    by_rule || (!clause.forbidden && breach && has(&clause.text, PUTS_OUT))
}
