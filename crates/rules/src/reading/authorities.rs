//! Reading what is brought before authorities or the law.

use crate::clause::{Clause, Words, has};
use crate::reading::duties::parts;

/// Whether a clause says that a breach is brought before authorities or the law.
pub(crate) fn refers(clause: &Clause<'_>) -> bool {
    clause.sentences().any(brought_before_law)
}

fn brought_before_law(sentence: &str) -> bool {
    const AUTHORITY: &[&str] = &[
        "公安",
        "警方",
        "警察",
        "派出所",
        "司法",
        "执法",
        "网信",
        "网警",
        "网监",
        "检察",
        "法院",
        "有关部门",
        "相关部门",
        "监管部门",
        "主管部门",
        "国家机关",
        "政府部门",
        "市场监管",
        "工商",
        "国家安全",
        "行政机关",
        "监察机关",
        "权力机关",
    ];
    const HANDED: &[&str] = &[
        "交", "移交", "移送", "送交", "交由", "交给", "转交", "报告", "上报", "报送", "报请", "报",
        "举报", "提交", "提请", "报案", "扭送", "配合", "由", "通报",
    ];
    // What somebody may do who thinks that they are wronged, and what the group is not liable for.
    const OTHERS: &[&str] = &["不承担", "概不负责", "被公安", "立案", "备案", "政府部门通知"];
    // 受害者可报警: against somebody who broke a rule.
    let victim = has(sentence, &["可报警", "可以报警", "有权报警", "选择报警", "会报警", "就报警"])
        && has(
            sentence,
            &["造谣", "侮辱", "诽谤", "诈骗", "骚扰", "威胁", "违法", "受害", "严重", "盗"],
        );
    if victim
        || has(
            sentence,
            &["报警处理", "报警。", "将报警", "予以报警", "直接报警", "立即报警", "向警方报案"],
        )
        || sentence.ends_with("报警")
    {
        return true;
    }
    let pursued = sentence.places_of("追究").any(|(at, word)| {
        let before = sentence.get(..at).unwrap_or_default();
        let near: String =
            sentence.get(at + word.len()..).unwrap_or_default().chars().take(16).collect();
        let law =
            near.parted_at("责任").is_some_and(|(whose, _)| has(whose, &["法律", "刑事", "民事"]));
        (law || before.ends_with("依法"))
            && !["不", "不予", "被"].iter().any(|word| before.ends_with(word))
    });
    let taken_to_court = has(
        sentence,
        &[
            "诉诸法律",
            "法律途径",
            "法律手段",
            "法律武器",
            "提起诉讼",
            "向法院起诉",
            "依法起诉",
            "依法维权",
        ],
    );
    let handed = parts(sentence).any(|part| {
        let authority = AUTHORITY.iter().filter_map(|word| part.place_of(word)).min();
        let Some(at) = authority else { return false };
        let (before, then) = part.split_at_checked(at).unwrap_or((part, ""));
        let by = HANDED.iter().any(|word| {
            before.last_place_of(word).is_some_and(|from| {
                let between = before.get(from + word.len()..).unwrap_or_default();
                between.chars().count() <= 6
            })
        });
        let strong = has(
            before,
            &["移交", "移送", "送交", "举报", "报告", "上报", "报请", "扭送", "提请", "转交", "报"],
        ) || has(then, &["处理", "查处", "处罚", "惩处", "追究", "调查"]);
        by && strong
    });
    (pursued || taken_to_court || handed) && !has(sentence, OTHERS)
}
