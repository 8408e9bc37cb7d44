//! Owners and administrators who say that nothing is their business.
//!
//! Source: 互联网群组信息服务管理规定 (2017) article 9: who sets a group up or manages it
//! carries out the duties of managing it.

use super::words::{has, near};
use super::{Advice, Document};
use rules::clause::Words;

const CODE: &str = "advice/owners-duties";

const WHO: &[&str] = &[
    "群主",
    "管理员",
    "管理者",
    "本群",
    "群管",
    "建群人",
    "组织者",
    "主办方",
    "业委会",
    "学校",
    "公司",
    "平台方",
    "发起人",
];
const DENIES: &[&str] =
    &["不承担", "概不负责", "不负责任", "不负任何", "不负法律", "概不承担", "无任何责任", "不担责"];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    for clause in &document.clauses {
        let denies = clause.sentences().any(|sentence| {
            (near(sentence, WHO, DENIES, 12).is_some() || is_nothing_to(sentence))
                && has(sentence, &["责", "后果", "法律", "言论", "信息", "行为", "纠纷"])
        });
        if denies {
            found.push(clause.advice(
                CODE,
                "写了群主或单位对群里的事一概不负责,这样写并不能免去管理责任".to_owned(),
                "改成写明怎样管理:谁来看、发现违法信息怎样处理;成员对自己的言行负责可以保留",
                "《互联网群组信息服务管理规定》第九条:群组建立者、管理者应当履行群组管理责任",
            ));
        }
    }
}

/// 与群主无关, but not 与公司无关的内容.
fn is_nothing_to(sentence: &str) -> bool {
    if !sentence.has_word("无关") {
        return false;
    }
    const GOES_ON: &[&str] = &["的", "内容", "信息", "话题", "事", "广告", "链接", "业务", "消息"];
    WHO.iter().any(|who| {
        let denial = [format!("与{who}无关"), format!("和{who}无关"), format!("与{who}均无关")];
        denial.iter().any(|words| {
            let after = sentence.parted_at(words.as_str()).map(|(_, after)| after);
            after.is_some_and(|after| !GOES_ON.iter().any(|word| after.starts_with(word)))
        })
    })
}
