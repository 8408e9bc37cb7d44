//! How the matters read a sentence: words near each other, and whether a sentence forbids or
//! leaves free what it names.
pub(super) use rules::clause::has;
use rules::clause::{Words, likely};

/// Words of a document about pupils.
pub(super) const SCHOOL: &[&str] =
    &["学生", "班级", "班主任", "家长", "校园", "学校", "幼儿园", "幼儿", "同学", "孩子", "学员"];
/// Words of a document about employees.
pub(super) const EMPLOYER: &[&str] = &[
    "员工",
    "职工",
    "工资",
    "薪",
    "绩效",
    "入职",
    "离职",
    "公司",
    "同事",
    "本单位",
    "岗位",
    "店员",
];

/// Words that forbid or rule out what follows them.
const NEGATING: &[&str] = &[
    "不得",
    "禁止",
    "严禁",
    "不准",
    "不许",
    "不可",
    "不能",
    "不要",
    "不应",
    "不会",
    "不再",
    "不以",
    "不予",
    "不允许",
    "不在群",
    "不在本群",
    "请勿",
    "切勿",
    "勿",
    "杜绝",
    "避免",
    "防止",
    "谢绝",
    "无权",
    "切忌",
    "取消",
    "别",
];

/// Words that leave something to people's own will.
const FREE: &[&str] =
    &["自愿", "鼓励", "欢迎", "倡导", "提倡", "建议", "可以", "可自行", "自主", "不强制", "不要求"];

/// Whether a text forbids something.
pub(super) fn negates(text: &str) -> bool {
    has(text, NEGATING)
}

/// Whether a text leaves it to people.
pub(super) fn leaves_free(text: &str) -> bool {
    has(text, FREE)
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', ';', '；', '!', '！', '?', '？', '\n']).filter(|part| !part.is_empty())
}

/// Where one of these words stands first: its start and end.
pub(super) fn first(text: &str, words: &[&str]) -> Option<(usize, usize)> {
    let found = words.iter().filter_map(|word| text.place_of(word).map(|at| (at, at + word.len())));
    found.min()
}

/// One of the first words with one of the second after it, at most so many characters between:
/// where the first begins and the second ends.
pub(super) fn near(
    text: &str,
    before: &[&str],
    after: &[&str],
    gap: usize,
) -> Option<(usize, usize)> {
    let ends = |end: usize| {
        let rest = text.get(end..)?;
        let (at, to) = first(rest, after)?;
        (rest.get(..at)?.chars().count() <= gap).then_some(end + to)
    };
    let starts = likely(text, before)
        .flat_map(|word| text.places_of(word).map(|(at, found)| (at, at + found.len())));
    starts.filter_map(|(at, end)| ends(end).map(|to| (at, to))).min()
}

/// The two lists in either order.
pub(super) fn together(
    text: &str,
    one: &[&str],
    other: &[&str],
    gap: usize,
) -> Option<(usize, usize)> {
    near(text, one, other, gap).or_else(|| near(text, other, one, gap))
}

/// Whether what stands at a place is forbidden by the words before it in its own part of the
/// sentence: 不得公布成绩 is, 迟到的不得补签,公布名单 is not. A bare 不 negates only what
/// stands right behind it: 不扣工资, 不公布成绩.
pub(super) fn forbidden_at(sentence: &str, found: (usize, usize)) -> bool {
    let head = sentence.get(..found.1).unwrap_or_default();
    let part = head.get(..found.0).unwrap_or_default();
    if part.ends_with('不') {
        return true;
    }
    let from = part.rfind([',', '，']).map_or(0, |at| at + 1);
    let part = head.get(from..).unwrap_or(head);
    negates(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_near_each_other() {
        assert_eq!(near("检查员工的手机", &["检查"], &["手机"], 4), Some((0, 21)));
        assert_eq!(near("检查员工的一切手机", &["检查"], &["手机"], 4), None);
        assert!(together("成绩在群里公布", &["公布"], &["成绩"], 6).is_some());
        let sentence = "迟到的不得补签,公布名单";
        assert!(!forbidden_at(sentence, first(sentence, &["公布"]).unwrap()));
        let sentence = "不得在群里公布成绩";
        assert!(forbidden_at(sentence, first(sentence, &["公布"]).unwrap()));
    }
}
