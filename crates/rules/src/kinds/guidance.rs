//! Rule kind `guidance`: advice, explanation, background.

use crate::clause::{Clause, Norm, Norms, Place, has};
use crate::kind::Built;
use crate::reading::papers::han;

crate::rule_kind! {
    /// ## 含义
    /// 给建议、讲道理、举例子、作说明,不要求做什么,也不禁止什么。
    ///
    /// ## 用处
    /// 帮助大家理解规定,不作为处理的依据。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 总之,群里气氛好,大家才愿意留下来。
    /// 注:早上大家都忙,发了也不容易看到。
    /// × 每人每天至少打卡一次。
    /// × 禁止发广告。
    /// ```
    ///
    /// ## 限度
    /// 条文里读出了别的内容的,按别的内容来,不再算作说明。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "guidance": "建议、说明、背景",
    english: "advice and background",
    family: Meta, level: Note, part: Notes,
    last_resort: true,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Words of explaining and advising, or a long text that orders nothing.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const LONG: usize = 70;
    let text = clause.text;
    // A remark that orders nothing explains.
    if clause.place == Place::Remark && !clause.forbids() && !has(text, ORDERING) {
        norms.push(Norm::new("guidance").sure(60));
        return;
    }
    let announces = text.ends_with([':', '：']);
    if announces || clause.forbids() && han(text) < LONG || han(text) < 8 {
        return;
    }
    let orders = has(text, ORDERS);
    let explains = EXPLAINING.iter().filter(|word| text.contains(**word)).count();
    let begins = BEGINNING.iter().any(|word| text.starts_with(word));
    let long = han(text) >= LONG && clause.lead.is_none();
    let short = !orders && (begins || explains >= 2);
    if short || long && (begins || explains >= if orders { 2 } else { 1 }) {
        norms.push(Norm::new("guidance").sure(60));
    }
}

const ORDERS: &[&str] = &["必须", "严禁", "不得", "禁止", "务必", "一律", "一定要"];
/// What turns even a remark into an order.
const ORDERING: &[&str] = &["必须", "务必", "一律", "须", "应", "请", "每人", "要求"];
const BEGINNING: &[&str] = &[
    "谢谢",
    "感谢",
    "总之",
    "综上",
    "总而言之",
    "建议",
    "温馨提示",
    "小贴士",
    "提示:",
    "提示：",
    "说明:",
    "说明：",
    "注:",
    "注：",
    "(注",
    "（注",
    "例如",
    "比如",
    "举例",
    "众所周知",
    "因此",
    "所谓",
    "什么是",
    "为什么",
    "如何",
    "那么",
    "随着",
    "其实",
    "在当今",
    "当前",
    "传统",
];
const EXPLAINING: &[&str] = &[
    "即可",
    "适当",
    "有两种",
    "几种",
    "总之",
    "建议",
    "例如",
    "比如",
    "因为",
    "因此",
    "所以",
    "由于",
    "往往",
    "其实",
    "只有",
    "不仅",
    "而且",
    "意味着",
    "有助于",
    "有利于",
    "关键",
    "基础",
    "之一",
    "重要",
    "随着",
    "如果",
    "可以通过",
    "需要",
    "才能",
    "更好地",
    "更多地",
    "可能",
    "从而",
    "以便",
    "应该",
    "成为",
    "途径",
    "提升",
    "不会",
    "是指",
    "通过",
    "一般",
    "通常",
    "传统",
    "时代",
];
