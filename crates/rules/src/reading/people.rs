//! Small finders of people in a clause: who consents, who acts, who is named in a list.

use crate::clause::{Clause, Words, ends_sentence, has, split};

/// Words for joining a group.
pub(crate) const JOINING: &[&str] =
    &["入群", "进群", "加入", "加群", "进入本群", "入本群", "拉进", "拉入", "加进"];

/// The phrases of a text: what stands between marks, 、 apart.
pub(crate) fn phrases(text: &str) -> impl Iterator<Item = &str> {
    split(text, |c| ends_sentence(c) || matches!(c, ',' | '，' | ':' | '：'))
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}

/// What follows a word.
pub(crate) fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.parted_at(word).map(|(_, rest)| rest)
}

/// What stands before the first of the words.
pub(crate) fn before<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let first = words.iter().filter_map(|word| text.place_of(word)).min()?;
    text.get(..first)
}

/// People's words without what only points at them.
pub(crate) fn clean(people: &str) -> String {
    const BEFORE: &[&str] = &[
        "凡是",
        "凡",
        "要求",
        "必须是",
        "必须",
        "原则上",
        "由",
        "以",
        "请",
        "本群",
        "每位",
        "每名",
        "各位",
    ];
    let marks: &[char] =
        &[',', '，', '。', ';', '；', ':', '：', '、', ' ', '(', ')', '（', '）', '"', '“', '”'];
    let mut rest = people.trim_matches(marks);
    while let Some(cut) = BEFORE.iter().find_map(|mark| rest.strip_prefix(mark)) {
        rest = cut.trim_matches(marks);
    }
    if let Some(cut) = rest.strip_prefix("所有")
        && !cut.is_empty()
        && !cut.starts_with("成员")
        && !cut.starts_with("人")
    {
        rest = cut;
    }
    rest.to_owned()
}

/// The people of a list, at most eight.
pub(crate) fn split_people(list: &str) -> Vec<String> {
    const LENGTH: std::ops::RangeInclusive<usize> = 2..=24;
    list.split(['、', ',', '，', ';', '；', '/'])
        .flat_map(|part| split_joint(part))
        .map(clean)
        .filter(|people| LENGTH.contains(&people.chars().count()) && !people.starts_with('非'))
        .take(8)
        .collect()
}

/// `甲人员及乙人员`: two where both sides name people.
fn split_joint(part: &str) -> Vec<&str> {
    const PEOPLE: &[&str] = &["人员", "员工", "会员", "职工", "同事"];
    for joint in ["以及", "及", "和", "与"] {
        if let Some((one, two)) = part.parted_at(joint)
            && PEOPLE.iter().any(|end| one.ends_with(end))
            && PEOPLE.iter().any(|end| two.ends_with(end))
        {
            return vec![one, two];
        }
    }
    vec![part]
}

/// Whose consent a text asks for: 未经…同意, 经…批准, 向…申请.
pub(crate) fn consenter(text: &str) -> Option<String> {
    const GIVES: &[&str] = &["同意", "批准", "许可", "允许", "审批", "审核", "准许", "核准"];
    for mark in [
        "未经过",
        "未经",
        "须报",
        "应报",
        "需报",
        "报经",
        "报请",
        "应经",
        "须经",
        "需经",
        "征得",
        "征求",
        "取得",
        "获得",
        "得到",
        "经过",
        "经",
    ] {
        let Some(people) = after(text, mark).and_then(|rest| before(rest, GIVES)) else { continue };
        if let Some(people) = plausible(people) {
            return Some(people);
        }
    }
    let asked =
        after(text, "向").and_then(|rest| before(rest, &["申请", "报备", "请示", "说明", "报告"]));
    asked.and_then(plausible).or_else(|| reported_to(text)).or_else(|| grants(text))
}

/// 事先报办公室主任批准, 由信息科负责人签字: whoever is reported to and decides.
fn reported_to(text: &str) -> Option<String> {
    const DECIDES: &[&str] =
        &["同意", "批准", "许可", "审批", "审核", "核准", "签字", "审定", "备案同意"];
    /// With these 报 is another word: 举报, 申报, 日报.
    const OTHER: &str = "举申填通汇海日周月情上预虚谎警简年";
    let reported = text.places_of("报").filter_map(|(at, word)| {
        let other = text.get(..at)?.ends_with(|c| OTHER.contains(c));
        text.get(at + word.len()..).filter(|rest| !other && !rest.starts_with(['名', '告', '道']))
    });
    let by = text.places_of("由").filter_map(|(at, word)| text.get(at + word.len()..));
    reported.chain(by).find_map(|rest| {
        let people = before(rest, DECIDES).filter(|people| !people.contains([',', '，', '。']))?;
        plausible(people).filter(|people| is_person(people))
    })
}

/// 社长同意后由管理员拉入: whoever stands right before the consent.
fn grants(text: &str) -> Option<String> {
    const THEN: &[&str] = &["同意后", "批准后", "许可后", "点头后", "审核后", "同意方可", "同意才"];
    const LEADS: &[&str] = &["经", "待", "由", "须", "需", "请", "等", "得到", "先"];
    THEN.iter().filter_map(|word| text.place_of(word)).find_map(|at| {
        let phrase = phrases(text.get(..at)?).last()?;
        let lead = LEADS.iter().filter_map(|word| Some(phrase.last_place_of(word)? + word.len()));
        let people = phrase.get(lead.max().unwrap_or(0)..)?;
        plausible(people).filter(|people| is_person(people))
    })
}

/// Whether words end as the names of people in charge do.
#[must_use]
pub fn is_person(words: &str) -> bool {
    const ENDS: &[&str] = &[
        "员", "主", "长", "部", "部门", "室", "会", "人", "老师", "办", "处", "科", "组", "经理",
        "主任", "主管", "总监", "导", "院", "局", "站", "中心", "领导", "管家", "书记", "秘书",
        "者", "委", "师", "总", "上级", "班委", "团委", "物业", "单位", "公司", "学校", "社区",
        "学院",
    ];
    ENDS.iter().any(|end| words.ends_with(end)) && !words.ends_with("成员")
}

/// People's words that may stand for somebody in charge.
fn plausible(people: &str) -> Option<String> {
    let people = clean(people);
    let people = people.trim_end_matches(['的', '事', '先']).trim_end_matches("事先");
    let fits = (2..=12).contains(&people.chars().count())
        && !has(people, &[",", "，", "。", "不得", "发布", "允许", "擅自"]);
    fits.then(|| people.to_owned())
}

/// Those in charge who are named in the clause, else those that its heading is about.
pub(crate) fn who_acts(clause: &Clause<'_>) -> Option<String> {
    const IN_CHARGE: &[&str] = &[
        "群主或管理员",
        "群主和管理员",
        "群主、管理员",
        "群管理员",
        "管理人员",
        "管理员",
        "群秘书",
        "群主",
        "班主任",
        "人事行政部",
        "人力资源部",
        "行政部",
        "人事部",
        "办公室",
    ];
    let named = IN_CHARGE.iter().find(|word| clause.text.has_word(word));
    let headed = || {
        let mut headings = clause.headings.iter().rev();
        headings.find_map(|heading| IN_CHARGE.iter().find(|word| heading.has_word(word)))
    };
    named.or_else(headed).map(|word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent() {
        for (text, people) in [
            ("未经群主允许不得拉人", Some("群主")),
            ("需要时须经部门主管批准", Some("部门主管")),
            ("请先向管理员申请", Some("管理员")),
            ("不得随意拉人", None),
            ("经同意", None),
        ] {
            assert_eq!(consenter(text).as_deref(), people, "{text}");
        }
    }

    #[test]
    fn lists_of_people() {
        assert_eq!(split_people("凡财务人员及出纳人员"), ["财务人员", "出纳人员"]);
        assert_eq!(split_people("甲班家长、乙班家长"), ["甲班家长", "乙班家长"]);
        assert!(split_people("").is_empty());
    }
}
