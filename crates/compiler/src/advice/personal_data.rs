//! What is personal is told to the whole group.
//!
//! Sources: 未成年人学校保护规定 (教育部令第50号) article 10: marks and rankings are made known
//! to pupils and parents, and not published; 个人信息保护法 article 25: nothing personal is
//! published without separate consent; article 28: what is sensitive, children under 14
//! among it.

use super::words::{forbidden_at, has, leaves_free, together};
use super::{Advice, Document, Said};

const CODE: &str = "advice/personal-data";

const PUBLISHES: &[&str] =
    &["公布", "公示", "公开", "通报", "晒", "张贴", "曝光", "发布", "发到群", "发在群", "群内接龙"];
/// What a school may not publish of a pupil.
const MARKS: &[&str] = &["成绩", "分数", "名次", "排名", "排行", "得分"];
/// What says who and where somebody is, or is nobody else's business.
const PERSONAL: &[&str] = &[
    "身份证",
    "手机号",
    "电话号",
    "联系电话",
    "家庭住址",
    "住址",
    "门牌号",
    "家庭情况",
    "家庭成员",
    "病情",
    "病历",
    "体检",
    "健康状况",
    "银行卡",
    "工资条",
    "工资单",
    "工资明细",
    "薪资",
    "个人信息",
    "个人资料",
    "私人照片",
    "聊天截图",
];
/// Parts of a name in the group that everybody in it reads.
const IN_CARDS: &[&str] = &["手机", "电话", "身份证", "住址"];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    for clause in &document.clauses {
        let told = if clause.forbidden { None } else { told(document, clause) };
        match told.or_else(|| in_card(clause)) {
            Some(What::Marks) => found.push(clause.advice(
                CODE,
                "在群里公布学生的成绩或名次".to_owned(),
                "改成单独告诉学生本人和家长;群里只说总体情况,不点名、不排名",
                "《未成年人学校保护规定》第十条:成绩、名次应当便利学生本人和家长知晓,但不得公开",
            )),
            Some(What::Personal) => found.push(clause.advice(
                CODE,
                "在群里公布个人信息,没有写明取得本人同意".to_owned(),
                "只公布必要的内容,姓名、号码等隐去一部分;确实要公布的,先取得本人(不满十四周岁的,其监护人)单独同意",
                "《个人信息保护法》第二十五条、第二十八条",
            )),
            Some(What::Card) => found.push(clause.advice(
                CODE,
                "要求把电话、身份证号一类信息写进群昵称,全群的人都看得到".to_owned(),
                "群昵称里只留姓名、部门等必要的内容,联系方式由管理员另外登记",
                "《个人信息保护法》第六条:收集个人信息,应当限于实现处理目的的最小范围",
            )),
            None => {}
        }
    }
}

enum What {
    Marks,
    Personal,
    Card,
}

fn told(document: &Document<'_>, clause: &Said<'_>) -> Option<What> {
    clause.sentences().find_map(|sentence| {
        let allowed = |found| !forbidden_at(sentence, found);
        let consent = leaves_free(sentence) || has(sentence, &["同意后", "经本人同意", "单独"]);
        if consent {
            return None;
        }
        let marks = together(sentence, PUBLISHES, MARKS, 10).filter(|&found| allowed(found));
        if marks.is_some() && document.school && !has(sentence, &["业绩", "销售"]) {
            return Some(What::Marks);
        }
        let personal = together(sentence, PUBLISHES, PERSONAL, 10).filter(|&found| allowed(found));
        personal.map(|_| What::Personal)
    })
}

/// A card's format that asks for a number or an address.
fn in_card(clause: &Said<'_>) -> Option<What> {
    let cards = clause.rules.iter().filter(|rule| rule.spec.name == "real-name-card");
    let formats = cards.filter_map(|rule| rule.param::<String>("format"));
    formats.into_iter().any(|format| has(&format, IN_CARDS)).then_some(What::Card)
}
