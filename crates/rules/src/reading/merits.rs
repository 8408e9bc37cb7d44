//! Reading rewards, and points that are earned and lost.

use text::words;

use crate::clause::{Clause, Words, has};
use crate::reading::duties::parts;
use crate::reading::targets::named_kinds;

/// Whether a clause promises something for good conduct or results, and how often.
pub(crate) fn rewards(clause: &Clause<'_>) -> bool {
    clause.sentences().any(rewarding)
}

fn rewarding(sentence: &str) -> bool {
    const GIVEN: &[&str] = &[
        "给予",
        "予以",
        "发放",
        "颁发",
        "获得",
        "可获",
        "获赠",
        "享受",
        "奖励给",
        "赠送",
        "授予",
        "进行",
        "发给",
        "给",
        "有",
        "提供",
        "设立",
        "得到",
        "兑换",
        "送",
        "颁",
        "赠",
        "奖",
        "发一",
        "发张",
        "领",
        "公开",
        "群里",
        "点名",
        "通报",
    ];
    const GIFTS: &[&str] = &[
        "奖励",
        "表彰",
        "表扬",
        "嘉奖",
        "奖品",
        "奖金",
        "奖状",
        "荣誉证书",
        "荣誉称号",
        "优先评选",
        "优先晋升",
        "奖学金",
        "物质鼓励",
        "红包鼓励",
        "礼品",
        "礼物",
        "纪念品",
        "证书",
        "奖章",
        "勋章",
        "徽章",
        "头衔",
        "称号",
        "优惠券",
        "购书券",
        "代金券",
        "小红花",
        "大礼包",
        "周边",
        "签名",
        "免费名额",
    ];
    const CHOSEN: &[&str] = &["评选", "评为", "评出", "推选"];
    const BEST: &[&str] = &["优秀", "先进", "之星", "最佳", "标兵", "模范", "积极分子", "达人"];
    // A reward that is taken away or forbidden, false prizes, and the name of other rules.
    const NONE: &[&str] = &[
        "中奖",
        "取消",
        "扣除",
        "扣发",
        "不得",
        "禁止",
        "严禁",
        "不予",
        "不参与",
        "奖惩",
        "虚假",
        "诱导",
        "集赞",
        "不享受",
        "抽奖链接",
        "罚",
    ];
    let given = parts(sentence).filter(|part| !has(part, NONE)).any(|part| {
        let gift = GIFTS.iter().filter_map(|word| part.place_of(word)).max();
        let Some(at) = gift else { return false };
        let before = part.get(..at).unwrap_or_default();
        GIVEN.iter().any(|word| before.has_word(word)) || part.trim().starts_with("奖励")
    });
    let deserved = has(sentence, DESERVED) && !has(sentence, NONE) && {
        // 热心的,…送一份…; 连续两月无违规的小组奖励1000元; 评先优先.
        let gives = &[
            "送一",
            "送出",
            "送上",
            "赠",
            "奖励",
            "颁",
            "请吃",
            "发一张",
            "发一个",
            "减免",
            "返还",
        ];
        parts(sentence).any(|part| has(part, gives) && !has(part, &["赠言", "无违规者"]))
            || has(sentence, &["优先"])
                && has(sentence, &["评先", "评优", "评选", "推荐", "晋级", "选为"])
    };
    let chosen = has(sentence, CHOSEN) && has(sentence, BEST) && !has(sentence, NONE);
    given || chosen || deserved
}

/// What a reward is earned by.
const DESERVED: &[&str] = &[
    "前三",
    "前五",
    "前十",
    "第一名",
    "名列",
    "满",
    "热心",
    "积极",
    "优秀",
    "突出",
    "出力",
    "贡献",
    "无违规",
    "零违规",
    "最多",
    "坚持",
    "全勤",
    "表扬信",
    "锦旗",
    "好人好事",
    "冠军",
    "达标",
    "表现好",
    "排名",
];

/// Points that are earned or lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Points {
    /// How many at a time; less than nothing where they are lost.
    pub amount: Option<i64>,
    /// The balance at which something follows.
    pub at: Option<i64>,
    /// What everybody begins with.
    pub base: Option<i64>,
    /// What they are earned for.
    pub metric: Option<String>,
    /// How often everybody begins anew.
    pub every: Option<&'static str>,
    /// The kinds whose breach costs them, where the sentence names them.
    pub kinds: Vec<&'static str>,
}

/// The points that the sentences of a clause give or take: one entry for each amount.
pub(crate) fn points(clause: &Clause<'_>) -> Vec<Points> {
    const OF_POINTS: &[&str] = &["积分", "扣分", "加分", "计分", "记分", "减分", "分值", "违规分"];
    // 违规一次记1分,满5分…: a number of points with its verb says what is spoken of.
    let verbs = ["记", "扣", "加", "积"];
    let counted = |part: &str| {
        let before = |at: usize| part.get(..at).unwrap_or_default();
        scores(part).iter().any(|(at, ..)| verbs.iter().any(|verb| before(*at).ends_with(verb)))
    };
    let about = clause.around_has(OF_POINTS) || clause.sentences().flat_map(parts).any(counted);
    let mut found: Vec<Points> = Vec::new();
    let (mut base, mut threshold) = (None, None);
    for sentence in clause.sentences() {
        for part in parts(sentence) {
            for (at, number, end) in scores(part) {
                let before = part.get(..at).unwrap_or_default();
                let after = part.get(end..).unwrap_or_default();
                let Some(sense) = sense(before, after, about) else { continue };
                let kinds = if clause.forbids() { Vec::new() } else { named_kinds(part) };
                match sense {
                    Sense::Lost | Sense::Earned => {
                        let amount = if sense == Sense::Lost { -number } else { number };
                        let metric = (sense == Sense::Earned).then(|| earned_for(before)).flatten();
                        found.push(Points {
                            amount: Some(amount),
                            metric,
                            kinds,
                            ..Points::default()
                        });
                    }
                    Sense::Begins => base = Some(number),
                    Sense::LostInAll | Sense::Reached => threshold = Some(number),
                }
            }
        }
    }
    // What is said of all points of a clause stands with each, or alone.
    if found.is_empty() && (base.is_some() || threshold.is_some()) {
        found.push(Points::default());
    }
    for points in &mut found {
        (points.base, points.at) = (base, threshold);
        points.every = cleared(clause.text);
    }
    found
}

/// 年底清零, 每月重新计分: how often points begin anew.
fn cleared(text: &str) -> Option<&'static str> {
    const ANEW: &[&str] = &["清零", "归零", "重新计", "重新起算"];
    const TERMS: &[(&str, &[&str])] = &[
        ("1y", &["年底", "年末", "每年", "年度", "次年"]),
        ("6mo", &["学期末", "每学期", "每半年"]),
        ("3mo", &["季末", "每季度", "季度末"]),
        ("1mo", &["月底", "月末", "每月"]),
    ];
    let part = text.split([',', '，', '。', ';', '；']).find(|part| has(part, ANEW))?;
    TERMS.iter().find(|(_, words)| has(part, words)).map(|(every, _)| *every)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Lost,
    Earned,
    Begins,
    LostInAll,
    Reached,
}

/// What a number of points means by the words around it.
fn sense(before: &str, after: &str, about: bool) -> Option<Sense> {
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    let starts = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    if has(before, &["初始", "基础分", "起始", "底分", "原始", "满分为", "每人有"])
        && !has(before, &["扣", "加"])
    {
        return Some(Sense::Begins);
    }
    if ends(&["扣至", "扣到", "减至", "降至", "降到"]) {
        return Some(Sense::Reached);
    }
    let lost = has(before, &["扣", "减"]);
    if lost
        && (ends(&["满", "达", "达到", "超过", "累计", "累计扣", "扣完", "扣光"])
            || before.has_word("累计"))
    {
        return Some(Sense::LostInAll);
    }
    if (about || before.has_word("分"))
        && (ends(&[
            "满", "达", "达到", "低于", "不足", "少于", "高于", "超过", "累计", "扣至", "降至",
            "剩余", "为",
        ]) || starts(&["以下", "以上", "及以下", "及以上"]))
        && !lost
    {
        return Some(Sense::Reached);
    }
    // A breach that is written down costs.
    if ends(&["记", "计"]) && has(before, &["违", "犯", "迟", "缺", "漏", "未"]) {
        return Some(Sense::Lost);
    }
    if ends(&[
        "扣除",
        "扣罚",
        "扣",
        "扣掉",
        "减",
        "减去",
        "倒扣",
        "扣其",
        "扣减",
        "-",
        "记-",
        "扣积分",
        "扣除积分",
        "减积分",
        "扣减积分",
    ]) {
        return Some(Sense::Lost);
    }
    let adds = [
        "加",
        "奖励",
        "奖",
        "积",
        "得",
        "获",
        "获得",
        "可得",
        "可获",
        "计",
        "记",
        "增加",
        "+",
        "给予",
        "可获得",
        "加积分",
        "奖励积分",
        "获得积分",
        "得积分",
    ];
    (ends(&adds) && (about || starts(&["积分", "奖励"]) || ends(&["加", "+", "奖励"])))
        .then_some(Sense::Earned)
}

/// Numbers of points: 2分, 五分, 10个积分; no time of day, no length, no share.
fn scores(part: &str) -> Vec<(usize, i64, usize)> {
    const NOT_POINTS: &[&str] = &[
        "钟", "之", "享", "为", "别", "前", "后", "内", "开", "组", "成", "店", "部", "数线", "类",
        "级",
    ];
    words::numbers(part)
        .into_iter()
        .filter_map(|number| {
            let value = i64::from(number.value);
            let rest = part.get(number.end..)?;
            let rest = rest.strip_prefix('个').unwrap_or(rest);
            let unit = ["积分", "分"].iter().find(|unit| rest.starts_with(**unit))?;
            let then = rest.get(unit.len()..)?;
            let before = part.get(..number.start)?;
            let clock = before.ends_with(['点', '时', ':', '：', '第']);
            let other = *unit == "分" && NOT_POINTS.iter().any(|word| then.starts_with(word));
            let end = part.len() - then.len();
            (!clock && !other && value <= 1_000_000).then_some((number.start, value, end))
        })
        .collect()
}

/// What points are earned for: the words before the verb that gives them.
fn earned_for(before: &str) -> Option<String> {
    const VERBS: &[&str] = &[
        "奖励", "增加", "可获", "获得", "可得", "给予", "加", "奖", "积", "得", "获", "计", "记",
        "+",
    ];
    const COUNTS: &[&str] =
        &["每次", "一次", "每篇", "每条", "1次", "每人", "者", "的", "可", "积分"];
    let end = VERBS.iter().filter_map(|verb| before.place_of(verb)).min()?;
    let mut what = before.get(..end)?.trim();
    while let Some(cut) = COUNTS.iter().find_map(|word| what.strip_suffix(word)) {
        what = cut;
    }
    while let Some(cut) = COUNTS.iter().find_map(|word| what.strip_prefix(word)) {
        what = cut;
    }
    (2..=12).contains(&what.chars().count()).then(|| what.to_owned())
}
