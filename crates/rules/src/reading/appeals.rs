//! Sentences in which somebody may have a decision looked at again.

use crate::clause::{List, has};
use crate::reading::duties;

/// The words by which a sentence lets members appeal or object; none where it does not.
pub(crate) fn by(sentence: &str) -> Option<List> {
    if has(sentence, APPEAL) {
        return Some(APPEAL);
    }
    // An opinion on the policy is no appeal against a decision.
    let objects = has(sentence, OBJECT)
        && has(sentence, MAY)
        && (has(sentence, DECISION) || !has(sentence, &["制度", "规定", "群规"]));
    if objects {
        return Some(OBJECT);
    }
    feels_wronged(sentence).then_some(WRONGED)
}

/// How long somebody may appeal: not how soon they are answered.
pub(crate) fn window(sentence: &str) -> Option<String> {
    const ANSWERED: &[&str] =
        &["答复", "回复", "回应", "反馈", "复核", "复议", "核实", "核查", "裁定", "结果", "告知"];
    const RAISED: &[&str] = &["申诉", "提出", "申请", "私信", "找", "联系", "反映"];
    let raised = |part: &&str| !has(part, ANSWERED) || has(part, RAISED);
    duties::parts(sentence).filter(raised).find_map(duties::within)
}

const APPEAL: &[&str] = &["申诉", "复议", "申请复核"];
const OBJECT: &[&str] = &["异议", "不服", "有疑义"];
const MAY: &[&str] = &[
    "可",
    "提出",
    "反映",
    "联系",
    "有权",
    "内发",
    "发邮件",
    "来信",
    "写信",
    "私信",
    "私聊",
    "复核",
    "找",
    "请",
    "欢迎",
    "说明",
];
const DECISION: &[&str] = &[
    "处理", "处罚", "决定", "移出", "禁言", "警告", "结果", "裁决", "判定", "罚", "扣分", "踢",
    "封", "处分",
];
/// What whoever was dealt with may think of it.
const WRONGED: &[&str] = &[
    "有意见",
    "冤",
    "误判",
    "误封",
    "误踢",
    "误删",
    "误伤",
    "不公",
    "想不通",
    "不认可",
    "不认同",
    "有误",
    "委屈",
    "判错",
    "罚错",
    "踢错",
    "有疑问",
    "有疑义",
    "质疑",
];

/// 对处理有意见的可以找…, 觉得踢错了请私信…: somebody was dealt with and may say that it was wrong.
fn feels_wronged(sentence: &str) -> bool {
    const THINKS: &[&str] = &["对", "认为", "觉得", "如", "若", "被"];
    const OTHERS: &[&str] =
        &["其他成员", "违规", "发现", "举报", "账目", "收支", "费用", "内容不当"];
    let parts = || sentence.split([',', '，']);
    let wronged = parts().any(|part| {
        has(part, WRONGED) && has(part, THINKS) && (has(part, DECISION) || has(part, &["误", "错"]))
    });
    wronged && has(sentence, MAY) && !has(sentence, OTHERS)
}
