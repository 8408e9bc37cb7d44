//! Reading clauses about what an organisation publishes: review, mass sends, how much and when.

use policy::toml::Value;
use text::words;

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::content::is_publishing;
use crate::reading::hours::days_named;
use crate::reading::list;
use crate::reading::people::{is_person, phrases};
use crate::reading::routines::cycle;

/// Verbs of publishing.
const PUBLISHING: &[&str] = &[
    "发布",
    "公布",
    "推送",
    "刊发",
    "发表",
    "上线",
    "对外发",
    "发出",
    "群发",
    "外发",
    "刊登",
    "发稿",
    "推出",
    "放出",
    "见刊",
];
/// What is published.
const MATTER: &[&str] = &[
    "信息",
    "内容",
    "稿件",
    "稿",
    "文章",
    "推文",
    "图文",
    "文案",
    "海报",
    "素材",
    "视频",
    "宣传品",
    "材料",
    "作品",
    "消息",
];
/// Verbs of review.
const REVIEWING: &[&str] = &[
    "审核", "审批", "审查", "审阅", "审定", "审稿", "批准", "同意", "把关", "签发", "校对", "复核",
    "初审", "复审", "终审", "核准", "允许", "许可", "审读", "签字",
];
/// What members say to each other is another matter, and so is who comes in.
const OF_MEMBERS: &[&str] = &[
    "群内",
    "群里",
    "本群",
    "群中",
    "入群",
    "进群",
    "广告",
    "二维码",
    "红包",
    "聚会",
    "朋友圈",
    "拉人",
    "链接",
    "命名",
    "头像",
    "名片",
    "客户资料",
    "活动方案",
    "活动计划",
    "加入",
    "报名",
    "删除",
    "会员",
];
/// Words of official accounts, beside those of [`is_publishing`].
pub(crate) const OFFICIAL: &[&str] = &[
    "公众号",
    "微博",
    "官微",
    "官方",
    "视频号",
    "抖音",
    "订阅号",
    "服务号",
    "对外",
    "平台",
    "网站",
    "推文",
    "稿",
    "宣传",
    "官博",
    "头条号",
    "作品",
];

/// Review before something is published.
pub(crate) fn publish_approval(clause: &Clause<'_>, norms: &mut Norms) {
    let official = clause.around_has(OFFICIAL);
    let fits = clause.sentences().any(|sentence| reviews(sentence, official));
    if !fits {
        return;
    }
    let steps = steps(clause.text);
    let steps = (!steps.is_empty()).then(|| list(&steps));
    norms.push(Norm::new("publish-approval").with_some("steps", steps));
}

/// Whether a sentence wants what is published reviewed first.
fn reviews(sentence: &str, official: bool) -> bool {
    // 群发、推送 are what an organisation does.
    let official = official || has(sentence, &["群发", "推送", "推文"]);
    const NAMED: &[&str] = &[
        "先审后发",
        "三审三校",
        "三审制",
        "信息发布审核",
        "发布审核",
        "内容审核制",
        "审核发布",
        "审签",
        "审稿制度",
        "审核程序",
        "审核流程",
        "逐级审核",
        "分级审核",
        "三级审核",
        "二级审核",
        "两级审核",
        "双审",
        "三审",
        "两审",
    ];
    const AFTER: &[&str] = &[
        "后发布",
        "后方可",
        "后才能",
        "后才可",
        "方可",
        "才能",
        "方能",
        "后再",
        "后统一",
        "后公布",
        "后推送",
        "后,由",
        "后由",
        "才可以",
        "之后发",
        "后予以",
        "后进行发布",
        "前需",
        "前应",
        "前须",
        "前必须",
        "前,须",
        "前要",
    ];
    if has(sentence, OF_MEMBERS) && !(official && has(sentence, OFFICIAL)) {
        return false;
    }
    let publishes = has(sentence, PUBLISHING);
    if has(sentence, NAMED) && (publishes || official) && !has(sentence, &["活动", "资金"]) {
        return true;
    }
    if !has(sentence, REVIEWING) {
        return false;
    }
    // 未经…审核不得发布.
    let unreviewed = has(sentence, &["未经", "未通过", "没有经过", "未履行", "不经"]);
    if unreviewed && publishes && forbids(sentence) {
        return official || has(sentence, MATTER);
    }
    let matter = has(sentence, MATTER) || official && publishes;
    // …审核后方可发布, 发布前须经….
    let before = has(sentence, AFTER) && publishes && matter;
    // 内容应经过审核和批准, 对内容进行审核.
    let passes = &["经过", "须经", "需经", "应经", "通过", "进行", "提交", "报", "送", "由"];
    let passes = phrases(sentence).any(|phrase| {
        has(phrase, &["审核", "审批", "审查", "审定", "签发", "审阅", "终审"])
            && has(phrase, passes)
            && has(phrase, &["应", "须", "需", "必须", "要", "及时", "一律", "由", "均"])
    });
    // 先由…初审,再由…审定: the order says that each must.
    let passes =
        passes || has(sentence, &["再由", "先由"]) && publishes && has(sentence, REVIEWING);
    let subject = official || has(sentence, &["微信上发布", "发布的内容", "内容进行"]);
    (before && (official || has(sentence, MATTER)))
        || (passes
            && matter
            && subject
            && (publishes || has(sentence, &["内容", "稿", "文章", "推文"])))
}

/// Those who draft, review and approve, in order.
pub(super) fn steps(text: &str) -> Vec<String> {
    let mut found: Vec<String> = arrows(text);
    if found.len() >= 2 {
        return found;
    }
    found.clear();
    // 编辑初审、主任复审、院长终审: each part has a verb of its own.
    let reviewed = |part: &str| has(part, REVIEWING);
    let in_row = |phrase: &str| phrase.contains('、') && phrase.split('、').all(reviewed);
    let parts = phrases(text).flat_map(|phrase| phrase.split(move |c| c == '、' && in_row(phrase)));
    for who in parts.flat_map(steps_of).flat_map(|who| each_of(&who)) {
        if !found.contains(&who) {
            found.push(who);
        }
    }
    found.truncate(8);
    found
}

/// 保密员和分管领导两级: those who review one after the other.
fn each_of(who: &str) -> Vec<String> {
    let who = ["两级", "三级", "二级", "双重", "逐级", "共同", "联合"]
        .iter()
        .find_map(|levels| who.strip_suffix(levels))
        .unwrap_or(who);
    let several: Vec<&str> = who.split(['和', '、', '与']).collect();
    if several.len() > 1 && several.iter().all(|one| is_person(one) && one.chars().count() > 1) {
        return several.into_iter().map(str::to_owned).collect();
    }
    vec![who.to_owned()]
}

/// 编辑→主任→校长.
fn arrows(text: &str) -> Vec<String> {
    let folded = text.replace("->", "→").replace("—>", "→").replace("--", "→").replace("——", "→");
    if !folded.contains('→') {
        return Vec::new();
    }
    let chain = folded
        .split(['。', ';', '；', ':', '：', ',', '，'])
        .find(|part| part.contains('→'))
        .unwrap_or_default();
    let clean = |part: &str| {
        let part = part.trim_matches(['(', ')', '（', '）', ' ', '“', '”']);
        let end = REVIEWING
            .iter()
            .chain(&["起草", "撰写", "拟稿", "编辑", "发布", "提交"])
            .filter_map(|verb| part.place_of(verb).filter(|&at| at > 0))
            .min();
        part.get(..end.unwrap_or(part.len())).unwrap_or(part).to_owned()
    };
    // What is done there, where nobody is named who does it.
    const ACTS: &[&str] = &[
        "起草", "撰写", "拟稿", "供稿", "投稿", "发布", "推送", "提交", "上报", "上传", "存档",
        "归档", "备案", "审核", "审批", "审定", "初审", "复审", "终审", "校对", "排版", "制作",
    ];
    let parts = chain.split('→').map(clean);
    parts
        .filter(|part| (2..=14).contains(&part.chars().count()) && !ACTS.contains(&part.as_str()))
        .collect()
}

/// 由拟稿人起草后经科长审核: a phrase is read verb by verb.
fn steps_of(phrase: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = phrase;
    while let Some((verb, length)) = step_verb(rest) {
        found.extend(doer(rest, verb));
        rest = rest.get(verb + length..).unwrap_or_default();
    }
    found
}

/// The first place where a verb of drafting or reviewing stands, and its length; 审核 in 审核人 is
/// none.
fn step_verb(phrase: &str) -> Option<(usize, usize)> {
    const DRAFTING: &[&str] =
        &["进行信息收集", "收集", "起草", "撰写", "拟稿", "编写", "采编", "提出", "负责编辑"];
    let verbs = REVIEWING.iter().chain(DRAFTING).flat_map(|verb| phrase.places_of(verb));
    let names = |(at, verb): &(usize, &str)| {
        let behind = phrase.get(at + verb.len()..).unwrap_or_default();
        behind.starts_with(['人', '员', '者'])
    };
    verbs.filter(|place| !names(place)).min().map(|(at, verb)| (at, verb.len()))
}

/// Who a phrase says reviews, or collects and hands in, by the verb at a place.
fn doer(phrase: &str, verb: usize) -> Option<String> {
    const PEOPLE: &[&str] = &[
        "部", "办", "科", "室", "组", "处", "中心", "人", "员", "长", "主任", "经理", "总监",
        "老师", "领导", "编辑", "书记", "会", "主管", "单位", "部门", "机构", "群主", "总裁", "院",
        "司", "站", "者",
    ];
    const LEADS: &[&str] = &[
        "未经过",
        "未经",
        "必须经过",
        "须经过",
        "需经过",
        "应经过",
        "必须经",
        "须经",
        "需经",
        "应经",
        "再经",
        "并经",
        "后经",
        "经过",
        "经由",
        "报请",
        "提交",
        "送交",
        "先由",
        "再由",
        "并由",
        "后由",
        "须由",
        "应由",
        "需由",
        "由",
        "报送",
        "交由",
        "报",
        "送",
        "再",
        "经",
        "交",
        "通过",
        "最后",
    ];
    let head = phrase.get(..verb)?;
    let head = ["两级", "三级", "二级"]
        .iter()
        .find_map(|levels| head.strip_suffix(levels))
        .unwrap_or(head);
    // The word nearest to the verb that leads people; 经理 is people itself.
    let cut = LEADS
        .iter()
        .flat_map(|lead| head.places_of(lead))
        .filter(|(at, lead)| {
            let rest = head.get(at + lead.len()..).unwrap_or_default();
            !(rest.starts_with('理') && lead.ends_with('经')
                || rest.starts_with('道') && lead.ends_with('报'))
        })
        .map(|(at, lead)| at + lead.len())
        .max();
    let mut who = head.get(cut.unwrap_or(0)..)?.trim();
    for tail in
        ["负责", "进行", "及时", "对内容", "统一", "应", "事先", "书面", "的", "专门", "审核"]
    {
        who = who.strip_suffix(tail).unwrap_or(who);
    }
    who = who.strip_prefix("专人").map_or(who, |rest| if rest.is_empty() { who } else { rest });
    let named_one_by_one = who.contains('、') && each_of(who).len() > 1;
    let fits = (named_one_by_one || (2..=16).contains(&who.chars().count()))
        && PEOPLE.iter().any(|end| who.ends_with(end))
        && !["任何人", "个人", "本人", "他人", "所有人", "成员", "信息员工"].contains(&who)
        && !has(who, &["发布", "内容", "信息收", "不得", "可以", "所有", "任何"]);
    if who == "专人" {
        return Some("审核人员".to_owned());
    }
    // 审核人员应及时…: the people are named before the verb, with a word of duty behind them.
    let named = ["审核人员", "审核人", "审核员", "审稿人", "责任编辑"];
    let named = || named.iter().find(|word| head.has_word(word)).map(|word| (*word).to_owned());
    fits.then(|| who.to_owned()).or_else(named)
}

/// So many mass sends, or a test before them.
pub(crate) fn mass_send_quota(clause: &Clause<'_>, norms: &mut Norms) {
    const MOST: &[&str] = &[
        "只能",
        "最多",
        "不超过",
        "不得超过",
        "仅",
        "限",
        "不多于",
        "至多",
        "不得多于",
        "上限",
        "可",
        "只可",
        "以内",
        "不能超过",
    ];
    let sends = |text: &str| {
        has(text, &["群发", "推送次数", "发送次数", "批量发送", "群推"])
            || text.has_word("推送")
                && has(text, &["推送前", "推送之前", "不超过", "最多", "不得超过", "至多", "限"])
                && has(text, &["预览", "试发", "测试", "次", "组"])
    };
    if !sends(clause.text) {
        return;
    }
    let limit = clause.sentences().filter(|sentence| sends(sentence)).find_map(|sentence| {
        let every = cycle(sentence)?;
        let count = words::counts(sentence)
            .into_iter()
            .find(|count| ["次", "条", "篇", "组"].contains(&count.value.1.as_str()))?;
        (has(sentence, MOST) && !has(sentence, &["至少", "不少于"]))
            .then_some((count.value.0, every))
    });
    let test = clause.sentences().any(|sentence| {
        phrases(sentence).any(|phrase| {
            has(phrase, &["测试", "试发", "预览"]) && has(phrase, &["前", "先", "后方可", "后再"])
        })
    });
    if limit.is_none() && !test {
        return;
    }
    let norm = Norm::new("mass-send-quota")
        .with_some("max", limit.map(|(max, _)| i64::from(max)))
        .with_some("every", limit.map(|(_, every)| every));
    norms.push(norm.with_some("test", test.then_some(true)));
}

/// So many items each so often, or at what hours they are sent.
pub(crate) fn posting_schedule(clause: &Clause<'_>, norms: &mut Norms) {
    const MEMBERS: &[&str] = &["每人", "成员", "员工", "会员", "朋友圈", "群友", "家长", "每位"];
    for sentence in clause.sentences() {
        if has(sentence, MEMBERS) || sentence.has_word("群发") || quotes_cap(sentence) {
            continue;
        }
        let whole = sentence.replace("周六、日", "周六、周日").replace("周六日", "周六、周日");
        let count = how_many(&whole, clause);
        let mut hours = at_what_time(&whole, clause);
        if count.is_some() && hours.is_empty() {
            hours.push(Sent::default());
        }
        for sent in hours {
            let days = sent.days.or_else(|| {
                let weekly = count.as_ref().is_some_and(|(_, every)| *every == "7d");
                let named = whole.contains('周') || has(&whole, &["工作日", "双休日"]);
                days_named(&whole).filter(|_| named && !weekly)
            });
            norms.push(
                Norm::new("posting-schedule")
                    .with_some("count", count.as_ref().map(|(count, _)| i64::from(*count)))
                    .with_some("every", count.as_ref().map(|(_, every)| each_day(every)))
                    .with_some("at", sent.at)
                    .with_some("to", sent.to)
                    .with_some("days", days),
            );
        }
    }
}

/// Every working day is each day, on working days only: the days stand apart.
fn each_day(every: &'static str) -> &'static str {
    if every == "workday" { "1d" } else { every }
}

/// 每天推送不超过一次: only a cap, with no hour.
fn quotes_cap(sentence: &str) -> bool {
    has(sentence, &["推送不超过", "推送最多", "推送不得超过"]) && words::times(sentence).is_empty()
}

/// When something is sent.
#[derive(Default)]
struct Sent {
    at: Option<String>,
    to: Option<String>,
    days: Option<Value>,
}

/// Whether a clause is about what an account sends out.
fn pushes(clause: &Clause<'_>) -> bool {
    clause.has(&["推送", "推文", "图文消息"])
}

/// 每周推送三篇: how many items in what time.
fn how_many(sentence: &str, clause: &Clause<'_>) -> Option<(u32, &'static str)> {
    const MEASURES: &[&str] = &["条", "篇", "期", "则", "组", "次"];
    const SENT: &[&str] = &[
        "发布",
        "推送",
        "更新",
        "推文",
        "图文",
        "发文",
        "推出",
        "发送",
        "刊发",
        "信息分享",
        "文章",
        "资讯",
        "原创",
    ];
    let every = cycle(sentence).filter(|_| sentence.contains('每'))?;
    let count = words::counts(sentence)
        .into_iter()
        .find(|count| MEASURES.contains(&count.value.1.as_str()) && count.value.0 > 0)?;
    let official = is_publishing(clause) || clause.around_has(OFFICIAL) || pushes(clause);
    // 寒暑假每周不少于两次 goes on about what is sent.
    let goes_on = pushes(clause) && sentence.chars().count() <= 14;
    // 信息员每周至少发布一条: whoever keeps an account.
    let official = official || has(sentence, &["信息员", "发布人", "更新发布", "推送员"]);
    let fixed = has(sentence, &["固定", "篇数", "条数"]);
    // 次 counts much else: meetings, checks.
    let item =
        count.value.1 != "次" || official && (goes_on || has(sentence, &["推送", "更新", "发布"]));
    ((goes_on || has(sentence, SENT)) && (official || fixed) && item)
        .then_some((count.value.0, every))
}

/// 推送时间:晚上八点; 周一至周五发送时间16点,周六发送时间10点: from when to when, on what days.
fn at_what_time(sentence: &str, clause: &Clause<'_>) -> Vec<Sent> {
    const TIMES: &[&str] =
        &["发送时间", "推送时间", "发布时间", "更新时间", "发文时间", "推文时间", "推送时段"];
    let mut labels: Vec<(usize, usize)> = TIMES
        .iter()
        .flat_map(|word| sentence.places_of(word))
        .map(|(at, word)| (at, at + word.len()))
        .collect();
    labels.sort_unstable();
    if has(sentence, &["审核", "以后", "上报"]) {
        return Vec::new();
    }
    if labels.is_empty() {
        let official = is_publishing(clause) || clause.around_has(OFFICIAL) || pushes(clause);
        let sent = has(sentence, &["推送", "更新", "发布", "发送"])
            && has(
                sentence,
                &["每", "工作日", "周末", "双休日", "一般于", "固定", "定于", "安排在"],
            );
        let (at, to) = hours(sentence);
        let fits = official && sent && at.is_some();
        return if fits { vec![Sent { at, to, days: None }] } else { Vec::new() };
    }
    let mut found = Vec::new();
    for (index, &(start, end)) in labels.iter().enumerate() {
        let next = labels.get(index + 1).map_or(sentence.len(), |label| label.0);
        let (at, to) = hours(sentence.get(end..next).unwrap_or_default());
        // The days stand right before the word: 周一至周五发送时间.
        let before = sentence.get(..start).unwrap_or_default();
        let before = before.rsplit([',', '，', ')', '）', ';', ':', '：']).next();
        let days = before.and_then(days_named);
        found.extend(at.is_some().then_some(Sent { at, to, days }));
    }
    found
}

/// The first hours of a text: a range, or a time.
fn hours(text: &str) -> (Option<String>, Option<String>) {
    let first = words::times(text).into_iter().next();
    let range = words::time_ranges(text).into_iter().next();
    match range.filter(|range| first.as_ref().is_none_or(|first| range.start <= first.start)) {
        Some(range) => (Some(range.value.0.to_string()), Some(range.value.1.to_string())),
        None => (first.map(|first| first.value.to_string()), None),
    }
}
