//! Money: fines and deductions from pay.
//!
//! Sources: 工资支付暂行规定 (劳部发〔1994〕489号) article 16: for losses that the employee
//! caused, by agreement in the contract, at most 20 % of the month's pay, and what remains not
//! below the local minimum wage. 企业职工奖惩条例, which had let state firms fine, was repealed
//! on 2008-01-15 (国务院令第516号). Outside employment a fine is an administrative penalty
//! (行政处罚法), which only authorities impose.

use policy::param::Share;
use rules::clause::Words;

use super::words::{first, forbidden_at, has, near};
use super::{Advice, Document, Said};

/// The matter's code.
pub const CODE: &str = "advice/fines";
/// The largest share of a month's pay that may be deducted, in per cent.
const SHARE_MAX: u8 = 20;

const PAY: &[&str] = &["工资", "薪", "绩效", "奖金", "提成"];
const TAKES: &[&str] = &["罚款", "罚金", "处罚金", "缴纳罚", "交罚"];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    for clause in &document.clauses {
        let Some(what) = taken(clause) else { continue };
        let from_pay = what == Taken::FromPay;
        let share = clause
            .rules
            .iter()
            .filter(|rule| rule.spec.name == "fine")
            .find_map(|rule| rule.param::<Share>("share"))
            .filter(|share| share.0 > SHARE_MAX);
        let over = share.map_or_else(String::new, |share| {
            format!("写的 {}% 还超过了每月工资 20% 的上限;", share.0)
        });
        let advice = if from_pay || document.employer {
            clause.advice(
                CODE,
                format!("因违反群规罚款或扣工资,{over}现在的法律没有给用人单位一般的罚款权"),
                "改成提醒、警告等不涉及钱的处理;确实造成损失要赔偿的,写明依据劳动合同的约定,每月扣除不超过当月工资的 20%,剩余部分不低于当地最低工资标准",
                "《工资支付暂行规定》第十六条;原来允许企业罚款的《企业职工奖惩条例》已于 2008 年 1 月 15 日废止(国务院令第 516 号)",
            )
        } else {
            clause.advice(
                CODE,
                "要求违反群规的人交钱或发红包,群主、社团、业主组织和学校都没有罚款的权力"
                    .to_owned(),
                "改成提醒、警告、禁言等处理;一定要保留的,写明完全自愿,不交也没有别的后果",
                "《行政处罚法》:罚款是行政处罚,由有权的行政机关实施",
            )
        };
        found.push(advice);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    FromPay,
    Money,
}

/// What money a clause takes for a breach.
fn taken(clause: &Said<'_>) -> Option<Taken> {
    let rule = clause.rules.iter().find(|rule| rule.spec.name == "fine");
    if let Some(rule) = rule {
        let form: Option<String> = rule.param("form");
        let pay = matches!(form.as_deref(), Some("pay" | "bonus"))
            || rule.params.contains_key("share")
            || has(&clause.text, PAY);
        return Some(if pay { Taken::FromPay } else { Taken::Money });
    }
    clause.sentences().find_map(|sentence| in_words(sentence, clause.forbidden))
}

fn in_words(sentence: &str, forbidden: bool) -> Option<Taken> {
    // 不罚款,不扣工资: parts that decline it say nothing; 不罚款,扣奖金 still takes money.
    let kept = sentence.split_inclusive([',', '，', '、']).filter(|part| !declines(part));
    let sentence = kept.collect::<String>();
    let sentence = sentence.as_str();
    let pay = near(sentence, &["扣", "罚"], PAY, 6);
    let sum = near(sentence, &["罚", "扣", "乐捐"], &["元", "块钱"], 6);
    let found = pay.or(sum).or_else(|| first(sentence, TAKES))?;
    // 被公安机关罚款: somebody else fines.
    let others = has(sentence, &["公安", "行政机关", "执法", "法律责任", "罚款群"]);
    if forbidden || others || forbidden_at(sentence, found) {
        return None;
    }
    Some(if pay.is_some() { Taken::FromPay } else { Taken::Money })
}

/// Whether 不 stands right before a word for taking money.
fn declines(part: &str) -> bool {
    ["罚", "扣"].iter().any(|word| {
        part.places_of(word).any(|(at, _)| part.get(..at).is_some_and(|to| to.ends_with('不')))
    })
}
