//! People as rules about members name them: approvers, the whole staff, families.

use crate::clause::Words;
use std::borrow::Cow;

use model::Role;
use policy::param::{ParamType, Shape, Who};
use policy::toml::Value;

use crate::scene::{GroupView, MemberIx, Scene};

/// Who gives consent: the role that the words of a policy come nearest to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approver(pub Role);

impl Default for Approver {
    fn default() -> Approver {
        Approver(Role::Admin)
    }
}

impl ParamType for Approver {
    const SHAPE: Shape = Shape::Who;
    fn read(value: &Value) -> Option<Self> {
        let word = value.as_str().filter(|word| !word.trim().is_empty())?;
        Some(Approver(role_of(word)))
    }
}

/// People in the policy's own words: nobody of them need be in the group yet, so that a tag
/// would say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InWords(pub Vec<String>);

impl ParamType for InWords {
    const SHAPE: Shape = Shape::WhoList;
    fn read(value: &Value) -> Option<Self> {
        <Vec<String>>::read(value).map(InWords)
    }
}

/// The role that a word for people in charge means. Where several are named (群主或管理员) the
/// lower one: the owner may always answer in an administrator's place. An administrator where
/// no role is named.
#[must_use]
pub fn role_of(word: &str) -> Role {
    const WORDS: &[(&str, Role)] = &[
        ("管理", Role::Admin),
        ("秘书", Role::Secretary),
        ("监督", Role::Supervisor),
        ("领导", Role::Leader),
        ("负责人", Role::Leader),
        ("主管", Role::Leader),
        ("经理", Role::Leader),
        ("主任", Role::Leader),
        ("上级", Role::Leader),
        ("群主", Role::Owner),
    ];
    if let Who::Role(role) = Who::parse(word) {
        return role;
    }
    let known = WORDS.iter().find(|(mark, _)| word.has_word(mark));
    known.map_or(Role::Admin, |(_, role)| *role)
}

/// Whom a task goes to, where a policy says who does it: whoever runs the group where it says
/// nothing, or only that the organisation does.
#[must_use]
pub fn asked(by: Option<Who>) -> Who {
    const ORGANISATION: &[&str] = &[
        "公司",
        "本公司",
        "学校",
        "本校",
        "单位",
        "本单位",
        "集团",
        "企业",
        "机构",
        "协会",
        "本会",
        "医院",
        "社区",
        "总部",
        "专人",
        "平台",
        "店里",
        "中心",
    ];
    match by {
        Some(Who::Tagged(word)) if ORGANISATION.contains(&word.as_str()) => Who::Role(Role::Admin),
        Some(Who::Tagged(word))
            if ["群主", "管理员", "群管"].iter().any(|it| word.contains(it)) =>
        {
            Who::Role(role_of(&word))
        }
        Some(Who::Everyone | Who::Concerned) | None => Who::Role(Role::Admin),
        Some(who) => who,
    }
}

/// Whom to ask where the policy names these people: them where somebody present is one of them,
/// else whoever holds the role that the words come nearest to.
#[must_use]
pub fn within_reach(who: &Who, group: &dyn GroupView) -> Who {
    match who {
        Who::Tagged(word) if !has_one(who, group) => Who::Role(role_of(word)),
        Who::Everyone | Who::Concerned => Who::Role(Role::Admin),
        within => within.clone(),
    }
}

/// Whether anybody in reach is one of these people: present, or on the organisation's list.
fn has_one(who: &Who, group: &dyn GroupView) -> bool {
    if group.is_org() {
        let mut staff = group.active_staff().into_iter().filter_map(|id| group.find(id));
        return staff.any(|ix| group.is(ix, who));
    }
    group.present().iter().any(|&ix| group.is(ix, who))
}

/// Whether a member runs the group.
#[must_use]
pub fn runs_group(scene: &Scene<'_>, ix: MemberIx) -> bool {
    scene.group.member(ix).is_some_and(|member| member.roles.runs_group())
}

/// People as texts name them.
#[must_use]
pub fn in_words(who: &Who) -> &str {
    match who {
        Who::Role(role) => role.in_words(),
        Who::Tagged(word) => word,
        Who::Everyone => "全体成员",
        Who::Concerned => "负责人",
    }
}

/// Whether people mean everybody whom the organisation employs, no narrower circle.
#[must_use]
pub fn is_whole_staff(people: &str) -> bool {
    const BEFORE: &[&str] = &[
        "全体", "所有", "各位", "全部", "本", "我", "公司", "单位", "学校", "企业", "集团", "机构",
        "医院", "酒店", "内部", "在职", "在岗", "在编", "正式", "现任", "的",
    ];
    const STAFF: &[&str] =
        &["员工", "职工", "教职工", "教职员工", "人员", "工作人员", "职员", "同事"];
    let word = people.trim();
    let mut rest = word;
    while let Some(cut) = BEFORE.iter().find_map(|mark| rest.strip_prefix(mark)) {
        rest = cut;
    }
    // 人员 alone says nothing; 在职人员 does.
    STAFF.contains(&rest) && !(rest == word && rest == "人员")
}

/// At most forty characters of a text.
#[must_use]
pub fn brief(text: &str) -> String {
    const CHARS: usize = 40;
    let mut short: String = text.chars().take(CHARS).collect();
    if text.chars().nth(CHARS).is_some() {
        short.push('…');
    }
    short
}

/// Which family, student, firm somebody belongs to: by a tag such as `学生:王小明`, by the name
/// before a word for a relative, or by what stands before the first separator.
#[must_use]
pub fn belongs_to(per: &str, tags: &[Cow<'_, str>], card: &str) -> Option<String> {
    const RELATIVES: &[&str] = &[
        "的妈妈",
        "的爸爸",
        "妈妈",
        "爸爸",
        "母亲",
        "父亲",
        "家长",
        "奶奶",
        "爷爷",
        "外婆",
        "外公",
        "姥姥",
        "姥爷",
        "监护人",
        "哥哥",
        "姐姐",
        "妈",
        "爸",
    ];
    const SEPARATORS: &[char] =
        &['-', '_', '+', '—', '–', '－', '＿', '＋', ' ', '\u{3000}', '/', '|'];
    let tagged = tags.iter().find_map(|tag| {
        let value = tag.strip_prefix(per)?.trim_start().strip_prefix([':', '：', '='])?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    });
    if tagged.is_some() {
        return tagged;
    }
    let card = card.trim();
    let child = RELATIVES.iter().find_map(|word| card.strip_suffix(word));
    let family = match child {
        Some(child) => child.trim_end_matches(SEPARATORS),
        None => card.split_once(SEPARATORS)?.0,
    };
    let family = family.trim();
    (!family.is_empty()).then(|| family.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approvers() {
        for (word, role) in [
            ("admin", Role::Admin),
            ("群主", Role::Owner),
            ("群主或管理员", Role::Admin),
            ("部门负责人", Role::Leader),
            ("群秘书", Role::Secretary),
            ("人事部", Role::Admin),
        ] {
            assert_eq!(role_of(word), role, "{word}");
        }
    }

    #[test]
    fn staff() {
        for (word, whole) in [
            ("在职员工", true),
            ("全体员工", true),
            ("人员", false),
            ("本公司员工", true),
            ("公司在职员工", true),
            ("在职人员", true),
            ("本校教师", false),
            ("公司", false),
            ("销售人员", false),
            ("教师", false),
            ("学生家长", false),
            ("员工家属", false),
        ] {
            assert_eq!(is_whole_staff(word), whole, "{word}");
        }
    }

    #[test]
    fn families() {
        let tag = [Cow::Borrowed("学生:赵一")];
        for (tags, card, family) in [
            (&tag[..], "小赵妈妈", Some("赵一")),
            (&[], "赵一妈妈", Some("赵一")),
            (&[], "三班-赵一-爸爸", Some("三班-赵一")),
            (&[], "大成公司-钱二", Some("大成公司")),
            (&[], "钱二", None),
            (&[], "妈妈", None),
            (&[], "", None),
        ] {
            assert_eq!(belongs_to("学生", tags, card).as_deref(), family, "{card}");
        }
    }
}
