//! Many suffer for what one did.
//!
//! Sources: 中小学教育惩戒规则(试行) (教育部令第49号) article 12 (4): not all pupils for what one
//! or a few did; 工资支付暂行规定 article 16: deductions only for losses "因劳动者本人原因".

use super::words::{forbidden_at, near};
use super::{Advice, Document};
use rules::clause::Words;

const CODE: &str = "advice/collective-punishment";

const ONE: &[&str] =
    &["一人", "个人", "有人", "任何人", "某人", "一名", "一个人", "成员违", "组员", "个别"];
const ALL: &[&str] = &[
    "全组",
    "全班",
    "全队",
    "全部门",
    "全科室",
    "全店",
    "全寝室",
    "全宿舍",
    "整组",
    "整班",
    "整队",
    "全体",
    "整个",
    "所在小组",
    "所在部门",
    "所在班",
    "小组其他",
    "其他组员",
];
const SUFFER: &[&str] =
    &["罚", "扣", "受处理", "连坐", "抄写", "通报批评", "连带", "同责", "一并处理", "取消评"];
const INVITED_BY: &[&str] = &["邀请人", "介绍人", "推荐人", "拉人者", "引荐人", "担保人", "邀请者"];
const ALSO: &[&str] = &["一并", "一同", "一起", "连带", "同时"];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    for clause in &document.clauses {
        if clause.forbidden || !clause.sentences().any(punishes_many) {
            continue;
        }
        let basis = if document.school {
            "《中小学教育惩戒规则(试行)》第十二条第四项:不得因个人或者少数人违规违纪而惩罚全体学生"
        } else if document.employer {
            "《工资支付暂行规定》第十六条:只有劳动者本人原因造成的损失才能要求其赔偿;公平原则"
        } else {
            "公平原则:各人对自己的行为负责"
        };
        found.push(clause.advice(
            CODE,
            "因一个人的行为处理别的人,没有违反的人也要受罚".to_owned(),
            "只写违反的人承担什么后果;要大家互相提醒的,写成倡议",
            basis,
        ));
    }
}

fn punishes_many(sentence: &str) -> bool {
    let gives_all = |(at, _): (usize, usize)| {
        let rest = sentence.get(at..).unwrap_or_default();
        near(rest, ALL, SUFFER, 6).map(|(_, to)| (at, at + to))
    };
    let many = near(sentence, ONE, ALL, 14).and_then(gives_all);
    let sponsor = near(sentence, INVITED_BY, ALSO, 4)
        .and_then(|(at, _)| {
            let rest = sentence.get(at..)?;
            near(rest, ALSO, &["移", "踢", "处", "罚", "清", "责任", "警告"], 6)
        })
        .map(|(_, to)| (0, to));
    let named = sentence.place_of("连坐").map(|at| (at, at + "连坐".len()));
    many.or(sponsor).or(named).is_some_and(|found| !forbidden_at(sentence, found))
}
