//! Reading clauses about how many people a group, or each family in it, may have.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::reading::people::{JOINING, after, phrases};

/// A number of people as the most that the group or each family may have.
pub(crate) fn capacity(clause: &Clause<'_>, norms: &mut Norms) {
    const MOST: &[&str] = &[
        "最多",
        "上限",
        "不超过",
        "不得超过",
        "以内",
        "限额",
        "控制在",
        "限",
        "至多",
        "即止",
        "封顶",
        "另开",
        "另建",
        "不多于",
        "满员",
        "员满",
        "额满",
        "群满",
        "停止进人",
    ];
    const OTHER: &[&str] = &["同意", "附议", "管理员", "投票", "支持", "超过的", "推荐"];
    for phrase in phrases(clause.text) {
        let people = text::words::counts(phrase).into_iter().find(|count| {
            let after = phrase.get(count.end..).unwrap_or_default();
            let account = per_one(phrase)
                && count.start > 0
                && count.value.1 == "个"
                && ["号", "人", "微信", "家长", "名额", "账号"]
                    .iter()
                    .any(|word| after.starts_with(word));
            ["人", "名", "位"].contains(&count.value.1.as_str()) && count.value.0 > 1
                || per_one(phrase) && ["人", "名", "位"].contains(&count.value.1.as_str())
                || account
        });
        let Some(people) = people else { continue };
        // How many there are in the group, not who must do something when they are many.
        let about_size = has(
            phrase,
            &[
                "群最多",
                "群人数",
                "群成员",
                "人数上限",
                "进群",
                "入群",
                "加群",
                "加入",
                "本群",
                "群总人数",
                "人数控制",
                "总人数",
                "最多进",
                "群员满",
                "容量",
                "成员满",
                "人数限",
                "成员上限",
            ],
        ) || per_one(phrase)
            && (has(clause.text, JOINING) || has(clause.text, &["群", "各进", "进来"]));
        // 每家只许一人进群, 一户一人: so many of each, and no more.
        let each = per_one(phrase)
            && (has(phrase, &["仅允许", "只允许", "只许", "只能", "只可", "仅", "只进", "原则上"])
                || has(phrase, &["一户一人", "一家一人", "一房一人", "每户一人", "每家一人"]));
        if !(has(phrase, MOST) || each) || !about_size || has(phrase, OTHER) {
            continue;
        }
        norms.push(
            Norm::new("capacity")
                .with("max", i64::from(people.value.0))
                .with_some("per", per_of(phrase)),
        );
    }
}

fn per_one(phrase: &str) -> bool {
    has(
        phrase,
        &[
            "每名",
            "每个",
            "每位",
            "每户",
            "每家",
            "每单位",
            "一户",
            "一家",
            "一个孩子",
            "一名学生",
            "一个学生",
            "每班",
            "每校",
            "每队",
            "一个单位",
            "每人",
            "每寝室",
            "每间",
            "每组",
        ],
    )
}

/// The word after 每名, 每个 and so on: 每名学生 is `学生`, 每户 is `家庭`.
fn per_of(phrase: &str) -> Option<String> {
    const UNITS: &[&str] = &[
        "学生", "孩子", "家庭", "家长", "公司", "单位", "部门", "企业", "会员", "班级", "门店",
        "科室",
    ];
    for mark in ["每名", "每个", "每位", "一个", "一名", "各", "每家", "每家会员"]
    {
        let Some(rest) = after(phrase, mark) else { continue };
        let unit = UNITS.iter().find(|unit| rest.starts_with(**unit));
        if let Some(unit) = unit {
            // 会员单位 is a firm.
            let behind = rest.get(unit.len()..).unwrap_or_default();
            let last = UNITS.iter().find(|unit| behind.starts_with(**unit)).unwrap_or(unit);
            return Some((*last).to_owned());
        }
    }
    if phrase.has_word("一户") {
        return Some("户".to_owned());
    }
    if has(phrase, &["每户", "每家", "一家"]) {
        return Some(if phrase.has_word("每家单位") { "单位" } else { "家庭" }.to_owned());
    }
    UNITS.iter().find(|unit| phrase.has_word(&format!("每{unit}"))).map(|unit| (*unit).to_owned())
}
