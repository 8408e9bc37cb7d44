//! Reading clauses that forbid content: which categories they name.

use model::Category;

use crate::clause::{Characters, Clause, Place, Words, forbids, has};
use crate::reading::category_names::NAMES;
use crate::reading::content::{is_ban, last_of_list, phrases};

/// Where a category's word is part of something else.
const NOT_MEANT: &[(Category, &[&str])] = &[
    (Category::Illegal, &["非法集资", "非法商业", "非法广告", "非法募捐"]),
    // Political leanings are their own category, however bad they are called.
    (Category::Harmful, &["不良政治", "不良影响", "不当竞争", "消极对待"]),
    (
        Category::Insult,
        &["病毒攻击", "网络攻击", "造成骚扰", "攻击性", "辱骂信息", "民族歧视", "种族歧视"],
    ),
    (Category::Harmful, &["违法违规内容"]),
    // What was named before, or what comes of a breach, is no content of its own.
    (
        Category::Harmful,
        &[
            "上述违规内容",
            "以上违规内容",
            "该违规内容",
            "撤回违规内容",
            "删除违规内容",
            "清理违规内容",
            "出现违规内容",
            "发现违规内容",
            "负面影响",
            "负面评价",
            "不良后果",
        ],
    ),
    (Category::Illegal, &["以上违法违规内容", "上述违法违规内容"]),
    (Category::False, &["虚假承诺", "虚假身份", "虚假举报", "不实举报"]),
    (Category::Insult, &["骚扰信息"]),
    // Other people are insulted; a house or a firm is defamed.
    (Category::Defame, &["贬低他人", "贬低别人", "贬低对方", "攻击或贬低", "攻击、贬低"]),
    // A group is named, nothing is asked for.
    (Category::Solicit, &["团购群", "团购活动", "投票表决", "团购接龙"]),
    (Category::Religion, &["上传道"]),
    (Category::Discord, &["吵闹", "拉小群"]),
    // Keeping secrets is a norm of its own.
    (
        Category::Confidential,
        &[
            "泄露国家秘密",
            "泄露国家机密",
            "保守国家机密",
            "严守国家机密",
            "泄露工作秘密",
            "保守国家秘密",
            "保守工作秘密",
            "严守国家秘密",
            "严守工作秘密",
            "泄露涉密",
        ],
    ),
    // Others' privacy is a norm of its own.
    (Category::Infringing, &["侵犯他人隐私"]),
];

/// `A、B等不文明行为`: what follows 等 sums up the list and adds nothing to it. General words
/// such as 违法 or 有害 do add: the list is not all of it.
const SUMMING_UP: &[Category] = &[Category::Vulgar, Category::Discord];

/// What forbids the word that it stands before.
const DENYING: [char; 4] = ['不', '勿', '别', '甭'];

/// What speaks of posting or saying something.
const SAYING: &[&str] = &[
    "发布",
    "发送",
    "发表",
    "传播",
    "转发",
    "散布",
    "信息",
    "内容",
    "言论",
    "消息",
    "语言",
    "图片",
    "谈论",
    "讨论",
    "微信群",
    "群内",
    "群里",
];

/// The categories that a clause forbids, in the order of the text.
#[must_use]
pub fn categories_forbidden(clause: &Clause<'_>) -> Vec<Category> {
    let mut found: Vec<(usize, usize, Category)> = Vec::new();
    for (index, sentence) in clause.sentences().enumerate() {
        // What a name may be, or who is let in, is not about what is posted.
        let of_names = has(sentence, &["群名", "昵称", "头像", "名片", "审核入群", "审核成员"]);
        if of_names {
            continue;
        }
        // 不攻击、不诋毁: each word has its own negation.
        let bans = is_ban(clause, sentence);
        // 为了提货不吵: what a preamble hopes for is no ban.
        let hoped = clause.place == Place::Opening && !forbids(sentence);
        if hoped {
            continue;
        }
        let banned = before_outcome(sentence);
        // Without a ban only what stands behind 不 or 勿 counts.
        if !bans && !banned.contains(DENYING) {
            continue;
        }
        let seen = Characters::of(banned);
        for &(category, names) in NAMES {
            let names = names.iter().filter(|name| seen.may_have(name));
            let places = names.flat_map(|name| banned.places_of(name));
            let denied = |at: usize| {
                let before = banned.get(..at).unwrap_or_default();
                before.ends_with(DENYING) && !before.ends_with("特别")
            };
            let meant = places
                .filter(|&(at, name)| (bans || denied(at)) && is_meant(banned, category, at, name));
            found.extend(meant.map(|(at, _)| at).min().map(|at| (index, at, category)));
        }
        // 与本群无关的、负面的内容: one of the marks of content, where a list names several.
        let listed = found.iter().any(|&(at, _, _)| at == index);
        let unrelated = banned.place_of("无关的、").filter(|_| listed && bans);
        found.extend(unrelated.map(|at| (index, at, Category::OffTopic)));
        found.extend(
            harms_standing(banned).filter(|_| bans).map(|at| (index, at, Category::Defame)),
        );
    }
    found.sort_unstable();
    let mut categories: Vec<Category> = Vec::new();
    for (_, _, category) in found {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    // To obey the law in general is no rule about content.
    if categories == [Category::Illegal] && !clause.has(SAYING) {
        categories.clear();
    }
    categories
}

/// The categories that a text names, whether it forbids them or not, in its order.
#[must_use]
pub fn categories_named(text: &str) -> Vec<Category> {
    let seen = Characters::of(text);
    let mut found: Vec<(usize, Category)> = Vec::new();
    for &(category, names) in NAMES {
        let names = names.iter().filter(|name| seen.may_have(name));
        let places = names.flat_map(|name| text.places_of(name));
        let meant = places.filter(|&(at, name)| is_meant(text, category, at, name));
        found.extend(meant.map(|(at, _)| at).min().map(|at| (at, category)));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, category)| category).collect()
}

/// A sentence without what would come of the breach: 以免误导他人, 防止引起纠纷.
fn before_outcome(sentence: &str) -> &str {
    let ends = ["以免", "防止", "以防", "从而"].iter().filter_map(|word| sentence.place_of(word));
    ends.min().and_then(|end| sentence.get(..end)).unwrap_or(sentence)
}

fn is_meant(sentence: &str, category: Category, at: usize, name: &str) -> bool {
    let end = at + name.len();
    let part_of_else = NOT_MEANT.iter().filter(|(of, _)| *of == category).any(|(_, others)| {
        others.iter().any(|other| {
            sentence.places_of(other).any(|(from, _)| from <= at && end <= from + other.len())
        })
    });
    if part_of_else {
        return false;
    }
    let before = sentence.get(..at).unwrap_or_default();
    let after = sentence.get(end..).unwrap_or_default();
    // Laws are named to be obeyed; what breaks them is forbidden.
    if before.ends_with("遵守") || before.ends_with("避免") && category == Category::Spam {
        return false;
    }
    // 虚假广告 is about truth; 垃圾广告, 负面广告 are about advertising, with the word counted.
    if category == Category::Spam && after.starts_with("广告") {
        return false;
    }
    !(SUMMING_UP.contains(&category) && sums_up(before))
}

/// Whether 等 stands between the last separator and a place.
fn sums_up(before: &str) -> bool {
    last_of_list(before).contains('等')
}

/// 有损公司声誉, 损害单位形象: harm to somebody's good name.
fn harms_standing(sentence: &str) -> Option<usize> {
    const HARM: &[&str] = &["有损", "损害", "损坏", "破坏", "败坏"];
    const STANDING: &[&str] = &["声誉", "形象", "名誉", "荣誉", "信誉", "名声"];
    HARM.iter().flat_map(|harm| sentence.places_of(harm)).map(|(at, _)| at).find(|&at| {
        let rest = sentence.get(at..).unwrap_or_default();
        phrases(rest).next().is_some_and(|phrase| has(phrase, STANDING))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_stand_where_something_is_forbidden() {
        for (lead, text, names) in [
            (None, "群里严禁传播赌博、色情内容", "gambling porn"),
            (None, "不得骂人;遵守国家法律", "insult"),
            (None, "发现诈骗信息的,一律移出本群", "fraud"),
            (None, "管理员有权处理不良信息", ""),
            (None, "为防止诈骗,请大家提高警惕", ""),
            (None, "说话要文明,讲政治、守规矩", ""),
            (Some("以下内容禁止在群里出现:"), "谣言和封建迷信", "rumor superstition"),
            (None, "禁止吵架、骂人等不文明行为", "discord insult"),
            (None, "禁止传播带有不良政治色彩的文章", "politics"),
            (None, "不许做有损学校名声的事,也不许抹黑老师", "defame"),
            (None, "转发前先核实,以免误导家长,不要刷屏", ""),
            (None, "严禁非法集资", "pyramid"),
            (None, "群昵称不得使用低俗字眼", ""),
            (None, "员工不得从事违法活动", ""),
            (None, "不得在群里发布违法信息", "illegal"),
            (None, "禁止发布与本单位无关的、负面的内容", "off-topic harmful"),
            (None, "乱发广告、骂人者t", "insult"),
            (None, "不提倡谈政治", ""),
        ] {
            let clause = Clause { lead, ..Clause::alone(text) };
            let found: Vec<&str> =
                categories_forbidden(&clause).into_iter().map(Category::name).collect();
            assert_eq!(found.join(" "), names, "{text}");
        }
    }
}
