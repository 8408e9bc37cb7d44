//! Reading clauses that forbid content: which categories they name.

use model::Category;

use crate::clause::{Clause, Words, has};
use crate::reading::content::{is_ban, last_of_list, phrases};

/// How policies name the categories.
const NAMES: &[(Category, &[&str])] = &[
    (Category::Porn, &["色情", "淫秽", "黄色", "涉黄", "黄赌", "情色", "成人", "裸露", "黄、赌"]),
    (Category::Gambling, &["赌博", "博彩", "涉赌", "黄赌", "聚赌", "赌球", "赌、毒"]),
    (Category::Drugs, &["毒品", "吸毒", "贩毒", "涉毒", "黄赌毒", "赌、毒"]),
    (Category::Violence, &["暴力", "涉暴", "血腥", "恐怖", "凶杀", "暴恐", "极端主义"]),
    (
        Category::Politics,
        &[
            "政治",
            "涉政",
            "反动",
            "反政府",
            "反党",
            "危害国家",
            "分裂国家",
            "颠覆",
            "国家安全",
            "损害国家",
            "敏感话题",
            "敏感言论",
        ],
    ),
    (Category::Religion, &["宗教", "邪教", "传教"]),
    (Category::Superstition, &["迷信", "算命"]),
    (
        Category::Illegal,
        &[
            "违法",
            "非法",
            "犯罪",
            "法律抵触",
            "违反法律",
            "违反国家",
            "触犯法律",
            "违反法规",
            "法规抵触",
        ],
    ),
    (
        Category::Harmful,
        &[
            "不良",
            "有害",
            "负面",
            "负能量",
            "不健康",
            "内容健康",
            "消极",
            "不当",
            "公序良俗",
            "践踏",
            "过激",
            "违反公司",
            "不符合公司",
            "有损本群",
            "违规内容",
            "牢骚",
            "抱怨",
        ],
    ),
    (Category::Virus, &["病毒", "木马", "恶意链接", "恶意软件", "钓鱼"]),
    (Category::Fraud, &["诈骗", "欺诈", "骗钱", "行骗"]),
    (Category::Pyramid, &["传销", "非法集资"]),
    (Category::Rumor, &["谣言", "造谣", "传谣", "谣传", "传播谣"]),
    (Category::False, &["虚假", "夸大", "误导", "欺骗", "不实", "歪曲", "失实", "弄虚作假"]),
    (
        Category::Insult,
        &[
            "侮辱",
            "污辱",
            "辱骂",
            "谩骂",
            "漫骂",
            "骂人",
            "骂街",
            "对骂",
            "人身攻击",
            "恶意攻击",
            "攻击他人",
            "攻击其他",
            "攻击管理",
            "互相攻击",
            "攻击",
            "骚扰",
            "中伤",
            "出言不逊",
            "恶语",
            "恶言",
            "挖苦",
            "互骂",
            "嘲笑",
            "嘲讽",
            "讽刺",
            "矛头指向",
            "恶意回复",
            "涉谩骂",
            "歧视",
        ],
    ),
    (
        Category::Defame,
        &[
            "诋毁",
            "诽谤",
            "抹黑",
            "贬低",
            "反对公司",
            "影响公司形象",
            "影响学校形象",
            "影响单位形象",
        ],
    ),
    (
        Category::Discord,
        &[
            "煽动",
            "拉帮结",
            "挑拨",
            "挑起",
            "挑衅",
            "引战",
            "滋事",
            "吵架",
            "争吵",
            "闹事",
            "扰乱",
            "恶意干扰",
            "聚众",
            "打架",
            "内讧",
            "不和",
            "破坏团结",
            "影响团结",
            "不利于团结",
            "小团体",
            "小圈子",
            "拉小",
        ],
    ),
    (
        Category::Vulgar,
        &[
            "低俗",
            "粗俗",
            "庸俗",
            "媚俗",
            "粗口",
            "脏话",
            "粗话",
            "粗言",
            "秽语",
            "不文明",
            "社会公德",
            "公共道德",
            "不雅",
            "低级趣味",
            "污言",
        ],
    ),
    (Category::Spam, &["垃圾信息", "垃圾消息", "灌水", "无意义", "刷存在感"]),
    (
        Category::Solicit,
        &[
            "拉票",
            "集赞",
            "点赞",
            "砍价",
            "集点赞",
            "借钱",
            "借贷",
            "兜售",
            "投票链接",
            "拼团",
            "拼单",
            "砍一刀",
            "筹款",
            "刷票",
            "求赞",
            "众筹",
        ],
    ),
    (Category::Infringing, &["侵权", "知识产权", "侵犯他人", "抄袭", "盗版", "剽窃"]),
    (Category::Confidential, &["涉密信息", "涉密内容", "泄密"]),
];

/// Where a category's word is part of something else.
const NOT_MEANT: &[(Category, &[&str])] = &[
    (Category::Illegal, &["非法集资", "非法商业", "非法广告"]),
    // Political leanings are their own category, however bad they are called.
    (Category::Harmful, &["不良政治", "不良影响", "不当竞争", "消极对待"]),
    (Category::Insult, &["病毒攻击", "网络攻击", "造成骚扰", "攻击性"]),
    (Category::Harmful, &["违法违规内容"]),
    (Category::False, &["虚假承诺", "虚假身份", "虚假举报"]),
    (Category::Insult, &["骚扰信息"]),
    // Others' privacy is a norm of its own.
    (Category::Infringing, &["侵犯他人隐私"]),
];

/// `A、B等不文明行为`: what follows 等 sums up the list and adds nothing to it. General words
/// such as 违法 or 有害 do add: the list is not all of it.
const SUMMING_UP: &[Category] = &[Category::Vulgar, Category::Discord];

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
        if of_names || !is_ban(clause, sentence) {
            continue;
        }
        let banned = before_outcome(sentence);
        for &(category, names) in NAMES {
            let places = names.iter().flat_map(|name| banned.match_indices(name));
            let meant = places.filter(|&(at, name)| is_meant(banned, category, at, name));
            found.extend(meant.map(|(at, _)| at).min().map(|at| (index, at, category)));
        }
        // 与本群无关的、负面的内容: one of the marks of content, where a list names several.
        let listed = found.iter().any(|&(at, _, _)| at == index);
        let unrelated = banned.find("无关的、").filter(|_| listed);
        found.extend(unrelated.map(|at| (index, at, Category::OffTopic)));
        found.extend(harms_standing(banned).map(|at| (index, at, Category::Defame)));
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

/// A sentence without what would come of the breach: 以免误导他人, 防止引起纠纷.
fn before_outcome(sentence: &str) -> &str {
    let ends = ["以免", "防止", "以防", "从而"].iter().filter_map(|word| sentence.place_of(word));
    ends.min().and_then(|end| sentence.get(..end)).unwrap_or(sentence)
}

fn is_meant(sentence: &str, category: Category, at: usize, name: &str) -> bool {
    let end = at + name.len();
    let part_of_else = NOT_MEANT.iter().filter(|(of, _)| *of == category).any(|(_, others)| {
        others.iter().any(|other| {
            sentence.match_indices(other).any(|(from, _)| from <= at && end <= from + other.len())
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
    HARM.iter().flat_map(|harm| sentence.match_indices(harm)).map(|(at, _)| at).find(|&at| {
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
