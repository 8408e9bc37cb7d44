//! Reading who watches over those who run a group, and who has them replaced.

use crate::clause::{Clause, Words, has};
use crate::reading::process::{ADMINS, head, tail};

/// Whether members watch over those who run the group, or can have them replaced.
pub(crate) fn recalls_admins(clause: &Clause<'_>) -> bool {
    const WATCH: &[&str] = &[
        "接受群成员的监督",
        "接受成员监督",
        "接受群友监督",
        "接受群友的监督",
        "接受全体成员",
        "接受大家",
        "接受成员的监督",
        "接受群成员监督",
        "接受广大",
        "受成员监督",
        "接受业主",
        "接受家长",
        "接受群众",
        "受全体成员",
    ];
    const REPLACE: &[&str] = &[
        "罢免",
        "撤换",
        "更换",
        "另推",
        "替换",
        "改选",
        "弹劾",
        "重新推选",
        "重新选举",
        "换人",
        "另选",
        "撤销",
        "取消",
        "免去",
        "卸任",
        "解除",
        "剥夺",
        "免除",
        "下台",
        "免职",
        "重新选出",
        "收回",
    ];
    const ONLY_OF_OFFICE: &[&str] = &[
        "另选",
        "罢免",
        "弹劾",
        "撤换",
        "更换",
        "改选",
        "下台",
        "卸任",
        "免职",
        "重新推选",
        "重新选举",
        "换人",
        "另选",
        "重新选出",
    ];
    const OFFICE: &[&str] = &[
        "资格",
        "权限",
        "职务",
        "身份",
        "管理权",
        "管理员",
        "群主",
        "群管",
        "版主",
        "负责人",
        "管理人员",
        "委员",
        "任",
    ];
    const CAUSE: &[&str] = &[
        "不露面",
        "不上线",
        "不管事",
        "失联",
        "不称职",
        "不作为",
        "滥用职权",
        "滥用权",
        "徇私",
        "不公",
        "失职",
        "不履行",
        "监督",
        "投诉",
        "半数",
        "投票",
        "成员提出",
        "以权谋私",
        "不负责",
        "罢免",
        "弹劾",
        "可更换",
        "可以更换",
        "违规",
        "违反",
        "不尽责",
        "消极",
        "反映",
        "意见",
        "长期不在",
        "考核不合格",
        "不适合",
        "不能胜任",
    ];
    clause.sentences().any(|sentence| {
        let watched =
            has(sentence, WATCH) && sentence.has_word("监督") && !has(sentence, &["接受管理"])
                || [
                    "监督群主",
                    "监督管理员",
                    "监督群管",
                    "监督管理人员",
                    "对管理员进行监督",
                    "对群主进行监督",
                    "对管理员的监督",
                    "监督管理工作",
                    "对管理工作进行监督",
                    "对管理人员进行监督",
                ]
                .iter()
                .any(|word| sentence.has_word(word));
        let about = has(sentence, ADMINS) || clause.around_has(&["管理员", "群主", "管理人员"]);
        let replaced =
            REPLACE.iter().flat_map(|word| sentence.places_of(word)).any(|(at, word)| {
                let ahead: String = tail(sentence.get(..at).unwrap_or_default(), 14);
                let behind: String = head(sentence.get(at + word.len()..).unwrap_or_default(), 12);
                // 撤销 and 取消 are said of much else than an office.
                let of_office = has(&behind, OFFICE);
                of_office && (has(&behind, ADMINS) || behind.has_word("管理"))
                    || of_office
                        && (about || has(&ahead, ADMINS))
                        && !has(&behind, &["成员", "会员"])
                    || ONLY_OF_OFFICE.contains(&word)
            }) && has(sentence, CAUSE)
                && has(sentence, ADMINS);
        watched || replaced
    })
}
