//! Reading clauses about what may be said: which sentences forbid, and what they forbid.
//!
//! Every rule here is about words and their place, and holds for any policy. Tables of words
//! are what policies say in general; a phrase of one document has no place in them.

use model::{Category, Money, TimeOfDay};
use policy::toml::Value;

use crate::clause::{Clause, Norm, Norms, forbids, has};

/// Phrases of a sentence, split at commas and colons.
pub fn phrases(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split([',', ',', ':', ':', '(', ')', '(', ')'])
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}

/// Whether the clause is about what an account publishes rather than what members say.
#[must_use]
pub fn is_publishing(clause: &Clause<'_>) -> bool {
    clause.around_has(&[
        "公众号",
        "推文",
        "封面",
        "图文",
        "稿件",
        "文章标题",
        "排版",
        "订阅号",
        "服务号",
    ])
}

/// A negation right before what is done: 不发布, 不使用, 不传播.
const NOT_DOING: &[&str] = &[
    "不发",
    "不进行",
    "不使用",
    "不传播",
    "不转发",
    "不散布",
    "不参与",
    "不制作",
    "不谈论",
    "不讨论",
    "不乱",
    "不涉及",
    "不在群",
    "不侮辱",
    "不造谣",
    "不信谣",
    "不传谣",
    "少发",
    "杜绝",
    "抵制",
    "制止",
    "不欢迎",
    "坚决反对",
];

/// What happens to whoever does it: the sentence forbids by naming the consequence.
const CONSEQUENCES: &[&str] = &[
    "清退", "踢", "移出", "移除", "封禁", "禁言", "警告", "处罚", "处理", "驱逐", "请出", "举报",
    "追究", "拉黑", "删除", "清理",
];

/// Whether a sentence forbids what it names: by a word that forbids, by a consequence, or
/// because a ban leads the list that it is in.
#[must_use]
pub fn is_ban(clause: &Clause<'_>, sentence: &str) -> bool {
    forbids(sentence)
        || has(sentence, NOT_DOING)
        || has(sentence, CONSEQUENCES)
        || kicks(sentence)
        || led_by_ban(clause)
}

/// `t` behind a Chinese word: chat shorthand for 踢.
fn kicks(sentence: &str) -> bool {
    let mut last = sentence.trim_end().chars().rev();
    matches!(last.next(), Some('t' | 'T')) && last.next().is_some_and(|c| !c.is_ascii())
}

/// Whether the list's lead or the heading right above forbids what the items name.
fn led_by_ban(clause: &Clause<'_>) -> bool {
    const HEADINGS: &[&str] =
        &["禁止", "严禁", "不得", "禁忌", "违规行为", "违禁", "不允许", "红线"];
    clause.lead.is_some_and(|lead| forbids(lead) || has(lead, &["违规行为", "以下行为"]))
        || clause.headings.last().is_some_and(|heading| has(heading, HEADINGS))
}

// ---- categories ------------------------------------------------------------------------

/// How policies name the categories.
const NAMES: &[(Category, &[&str])] = &[
    (Category::Porn, &["色情", "淫秽", "黄色", "涉黄", "黄赌", "情色", "成人", "裸露"]),
    (Category::Gambling, &["赌博", "博彩", "涉赌", "黄赌", "聚赌", "赌球"]),
    (Category::Drugs, &["毒品", "吸毒", "贩毒", "涉毒", "黄赌毒"]),
    (Category::Violence, &["暴力", "涉暴", "血腥", "恐怖", "凶杀", "暴恐"]),
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
        ],
    ),
    (Category::Virus, &["病毒", "木马", "恶意链接", "恶意软件", "钓鱼"]),
    (Category::Fraud, &["诈骗", "欺诈", "骗钱", "行骗"]),
    (Category::Pyramid, &["传销", "非法集资"]),
    (Category::Rumor, &["谣言", "造谣", "传谣", "谣传"]),
    (Category::False, &["虚假", "夸大", "误导", "欺骗", "不实", "歪曲", "失实"]),
    (
        Category::Insult,
        &[
            "侮辱",
            "污辱",
            "辱骂",
            "谩骂",
            "漫骂",
            "骂人",
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
        ],
    ),
    (
        Category::Vulgar,
        &[
            "低俗",
            "粗俗",
            "庸俗",
            "粗口",
            "脏话",
            "粗话",
            "粗言",
            "秽语",
            "不文明",
            "社会公德",
            "公共道德",
            "不雅",
        ],
    ),
    (Category::Spam, &["垃圾信息", "垃圾消息", "灌水", "无意义", "刷存在感"]),
    (
        Category::Solicit,
        &["拉票", "集赞", "点赞", "砍价", "集点赞", "借钱", "借贷", "兜售", "投票链接", "拼团"],
    ),
    (Category::Infringing, &["侵权", "知识产权", "侵犯他人", "抄袭", "盗版"]),
    (Category::Confidential, &["涉密信息", "涉密内容", "泄密"]),
];

/// Where a category's word is part of something else.
const NOT_MEANT: &[(Category, &[&str])] = &[
    (Category::Illegal, &["非法集资", "非法商业", "非法广告"]),
    // Political leanings are their own category, however bad they are called.
    (Category::Harmful, &["不良政治", "不良影响", "不当竞争", "消极对待"]),
    (Category::Insult, &["病毒攻击", "网络攻击", "造成骚扰", "攻击性"]),
    (Category::False, &["虚假承诺"]),
    (Category::Insult, &["骚扰信息"]),
    (Category::Discord, &["挑衅管理"]),
];

/// `A、B等不文明行为`: what follows 等 sums up the list and adds nothing to it. General words
/// such as 违法 or 有害 do add: the list is not all of it.
const SUMMING_UP: &[Category] = &[Category::Vulgar, Category::Discord];

/// The categories that a clause forbids, in the order of the text.
#[must_use]
pub fn categories_forbidden(clause: &Clause<'_>) -> Vec<Category> {
    let mut found: Vec<(usize, Category)> = Vec::new();
    for sentence in clause.sentences().filter(|sentence| is_ban(clause, sentence)) {
        // The sentence is part of the clause's text, so its place there is known.
        let start = (sentence.as_ptr() as usize).saturating_sub(clause.text.as_ptr() as usize);
        for &(category, names) in NAMES {
            let places = names.iter().flat_map(|name| sentence.match_indices(name));
            let meant = places.filter(|&(at, name)| is_meant(sentence, category, at, name));
            found.extend(meant.map(|(at, _)| at).min().map(|at| (start + at, category)));
        }
        found.extend(harms_standing(sentence).map(|at| (start + at, Category::Defame)));
    }
    found.sort_by_key(|&(at, category)| (at, category));
    let mut categories: Vec<Category> = Vec::new();
    for (_, category) in found {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    categories
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
    let tail = before.rsplit(['、', ',', ',', ':', ':']).next().unwrap_or_default();
    tail.contains('等')
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

// ---- advertising -----------------------------------------------------------------------

/// What a clause says about advertising.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdsTerms {
    /// None of it.
    Never,
    /// Some of it is banned: too much, misleading, of other firms.
    Some,
    /// The same once.
    Once,
    /// With consent.
    WithApproval,
    /// None but for cooperation.
    ExceptCooperation,
}

/// The terms on advertising; none where the clause says nothing about it.
#[must_use]
pub fn ads_terms(clause: &Clause<'_>) -> Option<AdsTerms> {
    let text = clause.text;
    let named = has(text, &["广告", "推销", "推广"]);
    let allowed =
        has(text, &["可以发广告", "允许发广告", "可发广告", "可以发布广告", "允许发布广告"]);
    if allowed && has(text, &["一次", "1次"]) {
        return Some(AdsTerms::Once);
    }
    if named && has(text, &["合作"]) && has(text, &["除外", "例外", "除非"]) {
        return Some(AdsTerms::ExceptCooperation);
    }
    if named
        && wants_consent(text)
        && (allowed || clause.forbids() || has(text, &["需", "须", "应"]))
    {
        return Some(AdsTerms::WithApproval);
    }
    let mut terms = None;
    for sentence in clause.sentences().filter(|sentence| is_ban(clause, sentence)) {
        match sentence_terms(sentence) {
            Some(AdsTerms::Never) => return Some(AdsTerms::Never),
            Some(other) => terms = Some(other),
            None => {}
        }
    }
    terms
}

/// Whether something may be done with somebody's consent.
fn wants_consent(text: &str) -> bool {
    const CONSENT: &[&str] = &["同意", "批准", "许可", "授权", "审批", "报备", "允许后", "审核后"];
    const WAYS: &[&str] = &[
        "未经",
        "须经",
        "需经",
        "经群主",
        "经管理",
        "获得",
        "取得",
        "征得",
        "得到",
        "联系管理员",
        "向群主",
        "提前",
    ];
    has(text, CONSENT) && has(text, WAYS)
}

/// Every mention of advertising in a sentence that forbids: plain, or only some of it.
fn sentence_terms(sentence: &str) -> Option<AdsTerms> {
    /// Not advertising as such: claims that are false are forbidden content.
    const OTHER: &[&str] = &["虚假", "欺诈", "虚假的", "病毒"];
    /// Only some of it: too much, of a bad sort.
    const LIMITED: &[&str] = &[
        "滥发",
        "频繁",
        "负面",
        "诱导性",
        "诱导",
        "大量",
        "过多",
        "恶意",
        "频繁分享",
        "频繁发布",
        "频繁发",
    ];
    const NAMES: &[&str] =
        &["广告", "推销", "跨群推广", "恶意宣传", "商业宣传", "商业推广", "营销信息", "商业行为"];
    let mut terms = None;
    for name in NAMES {
        for (at, _) in sentence.match_indices(name) {
            let before = sentence.get(..at).unwrap_or_default();
            let after = sentence.get(at + name.len()..).unwrap_or_default();
            if OTHER.iter().any(|word| before.ends_with(word)) || after.starts_with("部") {
                continue;
            }
            let phrase = before.rsplit(['、', ',', ',', ';']).next().unwrap_or_default();
            let unrelated = phrase.contains('与') && phrase.contains("无关");
            if unrelated || LIMITED.iter().any(|word| before.ends_with(word)) {
                terms = Some(AdsTerms::Some);
            } else {
                return Some(AdsTerms::Never);
            }
        }
    }
    if terms.is_none()
        && forbids(sentence)
        && has(sentence, &["跨品牌推广", "推广其他", "推广无关"])
    {
        terms = Some(AdsTerms::Some);
    }
    terms
}

// ---- links, red packets, duplicates, dialogues, length ----------------------------------

/// What a clause says about links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTerms {
    /// None.
    Never,
    /// With consent.
    WithApproval,
}

/// The terms on links; none where the clause says nothing about links as such.
#[must_use]
pub fn link_terms(clause: &Clause<'_>) -> Option<LinkTerms> {
    const NAMES: &[&str] = &["链接", "二维码", "小程序", "网址", "外链", "网页"];
    /// Links that stand for what is behind them: advertising, votes, viruses.
    const OF_OTHERS: &[&str] =
        &["病毒", "广告", "恶意", "砍价", "拼团", "投票", "助力", "钓鱼", "诈骗", "木马", "集赞"];
    for sentence in clause.sentences() {
        // A link that is offered as the better way is not banned.
        let bans = forbids(sentence) || has(sentence, NOT_DOING) || led_by_ban(clause);
        if !bans {
            continue;
        }
        let plain = NAMES.iter().flat_map(|name| sentence.match_indices(name)).any(|(at, _)| {
            let before = sentence.get(..at).unwrap_or_default();
            let phrase = phrases(before).last().unwrap_or_default();
            let offered = has(phrase, &["使用", "可以", "请用", "改用", "把", "通过", "点击"])
                && !forbids(phrase);
            !offered && !OF_OTHERS.iter().any(|word| before.ends_with(word))
        });
        if plain {
            let consent = wants_consent(sentence);
            return Some(if consent { LinkTerms::WithApproval } else { LinkTerms::Never });
        }
    }
    None
}

/// What a clause says about red packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedPacketTerms {
    /// `never` or `with-approval`.
    pub allow: Option<&'static str>,
    /// The least sum.
    pub min: Option<Money>,
    /// The greatest sum.
    pub max: Option<Money>,
}

/// The terms on red packets as such; where they are a penalty, none.
#[must_use]
pub fn red_packet_terms(clause: &Clause<'_>) -> Option<RedPacketTerms> {
    const PENALTY: &[&str] =
        &["罚", "处罚", "乐捐", "违反", "违规", "惩", "迟到", "未完成", "者发", "奖励"];
    let sentence =
        clause.sentences().find(|sentence| sentence.contains("红包") && !has(sentence, PENALTY))?;
    if wants_consent(sentence) {
        return Some(RedPacketTerms { allow: Some("with-approval"), min: None, max: None });
    }
    let mut terms = RedPacketTerms { allow: None, min: None, max: None };
    for money in text::words::money(sentence) {
        let before = sentence.get(..money.start).unwrap_or_default();
        let after = sentence.get(money.end..).unwrap_or_default();
        if ["不低于", "不少于", "至少", "不得低于", "不得少于", "最少", "最低"]
            .iter()
            .any(|word| before.ends_with(word))
        {
            terms.min = Some(money.value);
        } else if ["不超过", "不得超过", "最多", "不能超过", "不高于", "不得高于", "最高"]
            .iter()
            .any(|word| before.ends_with(word))
            || ["以内", "以下", "之内"].iter().any(|word| after.starts_with(word))
        {
            terms.max = Some(money.value);
        } else if after.starts_with("以上") {
            terms.min = Some(money.value);
        }
    }
    let bans = sentence.find("红包").is_some_and(|at| {
        let before = sentence.get(..at).unwrap_or_default();
        forbids(before) || has(before, &["不发"])
    });
    if bans && terms.min.is_none() && terms.max.is_none() {
        terms.allow = Some("never");
    }
    (terms.allow.is_some() || terms.min.is_some() || terms.max.is_some()).then_some(terms)
}

/// A sum as policies write it: whole yuan as a number, else a decimal.
#[must_use]
pub fn yuan(money: Money) -> Value {
    let written = money.to_string();
    match (written.parse::<i64>(), written.parse()) {
        (Ok(whole), _) => Value::Integer(whole),
        (_, Ok(decimal)) => Value::Float(decimal),
        _ => Value::String(written),
    }
}

/// Whether a clause bans posting what has been posted: by a word for it, or because others
/// have seen it already.
#[must_use]
pub fn bans_duplicates(clause: &Clause<'_>) -> bool {
    const AGAIN: &[&str] =
        &["重复转发", "重复分享", "重复的内容", "重复内容", "重复的信息", "重复信息", "重复发布"];
    const KNOWN: &[&str] = &["看过", "发过", "转发过", "分享过", "发布过", "转过"];
    const SENDING: &[&str] = &["转发", "分享", "发"];
    clause.sentences().any(|sentence| {
        let again = has(sentence, AGAIN) && is_ban(clause, sentence);
        let known = has(sentence, KNOWN) && has(sentence, &["已", "曾"]) && has(sentence, SENDING);
        (again || known) && !has(sentence, &["刷屏"])
    })
}

/// Whether a clause is about two people's long talk, with the number of turns where it has one.
#[must_use]
pub fn long_dialogue_turns(clause: &Clause<'_>) -> Option<Option<u32>> {
    const TWO: &[&str] = &["两个人", "两人", "二人", "双方", "一对一", "个别人", "个人之间"];
    const TALK: &[&str] = &["长篇", "长时间", "对话", "聊", "交谈", "说话", "话"];
    const WHERE: &[&str] = &["群里", "群内", "私聊", "私下", "小窗", "私信"];
    let sentence = clause
        .sentences()
        .find(|sentence| has(sentence, TWO) && has(sentence, TALK) && has(sentence, WHERE))?;
    let counts = text::words::counts(sentence);
    let turns =
        counts.iter().find(|one| ["轮", "句", "条", "次", "回"].contains(&one.value.1.as_str()));
    Some(turns.map(|one| one.value.0))
}

/// Whether a clause limits a message's length, with the number of characters where it has one.
#[must_use]
pub fn length_limit(clause: &Clause<'_>) -> Option<Option<u32>> {
    const AT_MOST: &[&str] =
        &["内", "以内", "不超过", "不得超过", "不能超过", "最多", "控制在", "限"];
    /// Names, titles and reports have lengths of their own.
    const OTHER: &[&str] =
        &["标题", "昵称", "名片", "摘要", "简介", "签名", "不少于", "以上", "群名"];
    if is_publishing(clause) {
        return None;
    }
    for sentence in clause.sentences().filter(|sentence| !has(sentence, OTHER)) {
        let counts = text::words::counts(sentence);
        let chars =
            counts.iter().find(|one| ["字", "汉字", "字符"].contains(&one.value.1.as_str()));
        if let Some(chars) = chars.filter(|_| has(sentence, AT_MOST)) {
            return Some(Some(chars.value.0));
        }
        if has(sentence, &["大篇幅", "长篇大论的", "大段文字", "长篇文字", "过长的文字"])
            && forbids(sentence)
        {
            return Some(None);
        }
    }
    None
}

/// What a clause wants used for what is too long.
#[must_use]
pub fn instead_of_long(text: &str) -> Option<&'static str> {
    const WAYS: &[&str] = &["链接", "文件", "文档", "附件", "邮件", "图片", "截图"];
    let over = ["超过", "超出", "过长", "更长", "较长"]
        .iter()
        .filter_map(|word| text.rfind(word))
        .max()?;
    let rest = text.get(over..)?;
    if !has(rest, &["使用", "用", "以", "通过", "改"]) {
        return None;
    }
    WAYS.iter().copied().filter_map(|way| Some((rest.find(way)?, way))).min().map(|(_, way)| way)
}

// ---- hours -----------------------------------------------------------------------------

/// Words of talking in the group.
const TALKING: &[&str] = &[
    "发言",
    "聊天",
    "说话",
    "群聊",
    "发消息",
    "发信息",
    "发送信息",
    "发送消息",
    "发布信息",
    "发布消息",
    "交流",
    "讨论",
    "访谈",
    "发帖",
    "在群里",
    "在群内",
    "聊",
];

/// The windows outside of which a clause wants no talk.
#[must_use]
pub fn posting_windows(clause: &Clause<'_>) -> Norms {
    /// Only then, or not at other times.
    const ONLY: &[&str] = &[
        "其他时间",
        "其它时间",
        "其余时间",
        "其他时段",
        "只能在",
        "仅限",
        "只在",
        "仅在",
        "仅可",
        "只可",
        "限于",
        "方可",
        "只允许",
        "才可以",
        "才能",
        "仅允许",
    ];
    let mut norms = Norms::new();
    if !clause.has(ONLY) || !clause.has(TALKING) {
        return norms;
    }
    for range in text::words::time_ranges(clause.text) {
        let before = clause.text.get(..range.start).unwrap_or_default();
        // Days are named right before the hours, in the same phrase.
        let phrase = phrases(before).last().unwrap_or_default();
        let (from, to) = range.value;
        norms.push(
            Norm::new("posting-window")
                .with("from", from.to_string())
                .with("to", to.to_string())
                .with_some("days", days_named(phrase)),
        );
    }
    norms
}

/// The hours of rest of a clause, each with its days.
#[must_use]
pub fn quiet_hours(clause: &Clause<'_>) -> Norms {
    const REST: &[&str] = &["休息", "打扰", "静音", "免打扰", "睡觉", "安静", "午休"];
    let mut norms = Norms::new();
    for sentence in clause.sentences() {
        let rests = has(sentence, REST)
            && (has(sentence, TALKING) || sentence.contains("打扰") || sentence.contains("信息"));
        let silent = forbids(sentence) && has(sentence, TALKING);
        // A ban on idle talk or on some subject in working hours is no rest.
        let about_subjects =
            has(sentence, &["无关", "闲聊", "工作时间", "上班时间", "广告", "链接", "其他时间"]);
        if !(rests || silent && !about_subjects)
            || has(clause.text, &["其他时间", "只能在", "仅限"])
        {
            continue;
        }
        let mut hours: Vec<(usize, TimeOfDay, Option<TimeOfDay>)> =
            text::words::time_ranges(sentence)
                .into_iter()
                .map(|range| (range.start, range.value.0, Some(range.value.1)))
                .collect();
        if hours.is_empty() && silent {
            // 晚上十点以后: the beginning alone.
            let after = |end: usize| {
                let rest = sentence.get(end..).unwrap_or_default();
                ["以后", "之后", "后", "过后"].iter().any(|word| rest.starts_with(word))
            };
            let times = text::words::times(sentence).into_iter().filter(|time| after(time.end));
            hours.extend(times.map(|time| (time.start, time.value, None)).take(1));
        }
        for (start, from, to) in hours {
            let before = sentence.get(..start).unwrap_or_default();
            norms.push(
                Norm::new("quiet-hours")
                    .with("from", from.to_string())
                    .with_some("to", to.map(|to| to.to_string()))
                    .with_some("days", days_named(before)),
            );
        }
    }
    norms
}

/// The days that a phrase names, as policies write them: 每周四, 周一至周五, 工作日, 周末.
#[must_use]
pub fn days_named(phrase: &str) -> Option<Value> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let list = |days: &[&str]| Value::Array(days.iter().map(|&day| Value::from(day)).collect());
    if has(phrase, &["工作日"]) && !has(phrase, &["非工作日"]) {
        return Some(list(&["workday"]));
    }
    if has(phrase, &["节假日", "休息日", "非工作日", "双休日", "法定假日"]) {
        return Some(list(&["restday"]));
    }
    if has(phrase, &["周末"]) {
        return Some(list(&["sat", "sun"]));
    }
    let mut days: Vec<usize> = Vec::new();
    let mut range = false;
    for part in phrase.split(['周', '期', '拜']).skip(1) {
        let mut chars = part.chars();
        let Some(day) = chars.next().and_then(weekday) else { continue };
        match days.last() {
            Some(&first) if range && first < day => days.extend(first + 1..=day),
            _ if !days.contains(&day) => days.push(day),
            _ => {}
        }
        range = matches!(chars.next(), Some('至' | '到' | '-' | '~' | '—'));
    }
    let names: Vec<&str> = days.iter().filter_map(|&day| NAMES.get(day).copied()).collect();
    (!names.is_empty()).then(|| list(&names))
}

fn weekday(c: char) -> Option<usize> {
    match c {
        '日' | '天' => Some(6),
        other => "一二三四五六".chars().position(|day| day == other),
    }
}
