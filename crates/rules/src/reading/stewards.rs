//! Reading what is said of those who run a group: what they must and must not do, who judges,
//! how their office is taken from them.

use crate::clause::{Words, has};
use crate::reading::actions::acts;
use crate::reading::papers::followed;

/// Those who run groups, as sentences begin with them.
const STEWARDS: &[&str] = &[
    "群管理员",
    "各管理员",
    "管理员",
    "管理组",
    "管理人员",
    "管理者",
    "管理团队",
    "群管理",
    "群管",
    "群主",
    "管理",
    "版主",
    "组长",
    "楼长",
    "班主任",
];

/// What a sentence says behind those who run the group, where it begins with them.
fn behind_stewards(sentence: &str) -> Option<&str> {
    // PS: and the like open a remark.
    let sentence = sentence.trim_start_matches(|c: char| {
        c.is_ascii_alphabetic() || ":：、,， ".contains(c) || c.is_ascii_digit()
    });
    STEWARDS.iter().find_map(|word| sentence.strip_prefix(word))
}

/// 管理员要活跃气氛, 管理不能装没看见, 群管只负责看着群: a sentence that begins with those who
/// run the group and binds them.
pub(crate) fn binds_stewards(sentence: &str) -> bool {
    const BINDS: &[&str] = &[
        "应",
        "要",
        "必须",
        "须",
        "需",
        "不能",
        "不得",
        "不可",
        "只负责",
        "负责",
        "有责任",
        "有义务",
        "不许",
        "禁止",
    ];
    /// Words that may stand between.
    const NEAR: usize = 5;
    /// What the group itself, and its rules, are called.
    const OTHER: &[&str] = &["规定", "制度", "办法", "费", "群的", "要求", "条例", "有权"];
    behind_stewards(sentence).is_some_and(|rest| {
        let near: String = rest.chars().take(NEAR).collect();
        has(&near, BINDS) && !OTHER.iter().any(|word| near.starts_with(word))
    })
}

/// 由管理组酌情处理, 由群主与管理员共同判断: the decision is theirs.
pub(crate) fn judged_by_stewards(sentence: &str) -> bool {
    const JUDGES: &[&str] = &["酌情", "判断", "裁定", "裁量", "认定", "判定", "斟酌"];
    const BY: &[&str] = &[
        "由群主",
        "由管理",
        "由群管",
        "由当值",
        "由值班",
        "管理组酌情",
        "管理员酌情",
        "群主酌情",
        "管理酌情",
    ];
    followed(sentence, BY, JUDGES, 14) && !has(sentence, &["违者", "视情节"])
}

/// 撤去管理员身份, 取消管理: their office is taken from them.
pub(crate) fn loses_office(sentence: &str) -> bool {
    const TAKES: &[&str] = &[
        "撤去", "撤销", "撤掉", "取消", "革除", "解除", "剥夺", "免去", "收回", "卸掉", "下掉",
        "卸任", "撤下",
    ];
    const OFFICE: &[&str] = &["管理", "群主", "组长", "版主", "职务"];
    /// What is behind the office where something else is meant: 取消管理费, 解除管理员的禁言.
    const OTHER: &[&str] = &["费", "规定", "制度", "的禁", "限制", "措施"];
    TAKES.iter().any(|verb| {
        sentence.parted_at(verb).is_some_and(|(_, rest)| {
            let near: String = rest.chars().take(8).collect();
            OFFICE.iter().any(|office| {
                near.parted_at(office).is_some_and(|(before, behind)| {
                    before.chars().count() <= 3
                        && !OTHER.iter().any(|word| behind.starts_with(word))
                })
            })
        })
    })
}

/// 经管理员讨论后踢出, 管理组商议后移除: several of them decide on a removal together.
pub(crate) fn removed_after_talk(sentence: &str) -> bool {
    const BODIES: &[&str] = &["管理员", "管理组", "群管", "管理团队", "管理层", "管理", "委员"];
    const TALK: &[&str] = &["讨论", "商议", "商量", "商讨", "协商", "合议", "评议"];
    let Some(at) = TALK.iter().filter_map(|word| Some(sentence.place_of(word)? + word.len())).min()
    else {
        return false;
    };
    let before = sentence.get(..at).unwrap_or_default();
    let near: String = before.chars().rev().take(10).collect::<Vec<_>>().iter().rev().collect();
    let rest = sentence.get(at..).unwrap_or_default();
    let soon: String = rest.chars().take(12).collect();
    has(&near, BODIES)
        && ["后", "决定", "再", "是否"].iter().any(|word| soon.has_word(word))
        && acts(&soon).iter().any(|one| one.step.action.removes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_runs_the_group() {
        assert!(binds_stewards("管理员要多活跃气氛"));
        assert!(binds_stewards("PS:群管只负责看着群"));
        assert!(!binds_stewards("管理规定应张贴"));
        assert!(!binds_stewards("请勿打扰管理员,应自行搜索"));
        assert!(judged_by_stewards("没写到的由管理组酌情处理"));
        assert!(loses_office("屡次误判的,撤掉其管理身份"));
        assert!(!loses_office("取消管理费"));
        assert!(removed_after_talk("累计三次的,管理员讨论后踢出"));
        assert!(!removed_after_talk("欢迎讨论,违规踢出"));
    }
}
