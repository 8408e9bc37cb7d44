//! Reading duties that come again and again: reports, looking into the group, least numbers.
//!
//! Every function looks at one sentence as [`crate::clause::Clause::sentences`] gives it.

use model::TimeOfDay;
use policy::toml::Value;
use text::words;

use crate::clause::{Words, has};
use crate::reading::duties::{must, obliges, parts, who_each_time, who_must};
use crate::reading::hours::{counts_in_week, days_named};

/// How often, as a policy writes it: of 每天, 每周, 每个工作日 and the like.
#[must_use]
pub fn cycle(sentence: &str) -> Option<&'static str> {
    // What is excepted is no cycle: 每天…,休息日除外.
    let sentence = &*without_exceptions(sentence);
    const CYCLES: &[(&str, &[&str])] = &[
        ("workday", &["工作日", "上班日"]),
        ("restday", &["休息日", "节假日"]),
        ("14d", &["每两周", "每2周", "两周至少", "每两个星期", "每隔一周", "隔周"]),
        ("2mo", &["每两个月", "每2个月", "每两月"]),
        ("3mo", &["每三个月", "每3个月"]),
        ("15d", &["每半个月", "每半月", "每15天", "每十五天"]),
        ("10d", &["每10天", "每十天", "每旬"]),
        ("3d", &["每三天", "每3天", "每三日", "每隔两天"]),
        ("2d", &["每两天", "每2天", "每两日", "每隔一天", "隔天", "隔日一"]),
        ("7d", &["每周", "每星期", "每个星期", "一周"]),
        ("3mo", &["每季度", "每个季度", "每季"]),
        ("1mo", &["每月", "每个月", "一个月"]),
        ("6mo", &["每半年", "每学期", "半年一次"]),
        ("1y", &["每年", "每学年", "一年一次"]),
        ("1d", &["每日", "每天", "每晚", "每早", "天天", "一天", "当天", "每个人每天"]),
    ];
    const WEEKS: &[&str] = &["每周", "每星期", "每个星期", "逢周"];
    // The first that is named: 每周至少三次,每周日汇总 is each week.
    let first = WEEKS.iter().filter_map(|week| Some((sentence.place_of(week)?, week.len()))).min();
    let behind = first.and_then(|(at, len)| sentence.get(at + len..)).unwrap_or_default();
    let weekday = WEEKDAYS
        .iter()
        .find(|(_, day)| behind.starts_with(*day) && !counts_in_week(behind))
        .map(|(name, _)| *name);
    weekday
        .or_else(|| CYCLES.iter().find(|(_, words)| has(sentence, words)).map(|(every, _)| *every))
}

/// A sentence without its parts that except something: 休息日除外, 节假日不算.
fn without_exceptions(sentence: &str) -> std::borrow::Cow<'_, str> {
    const EXCEPTS: &[&str] = &["除外", "不算", "不计", "例外"];
    if !has(sentence, EXCEPTS) {
        return sentence.into();
    }
    parts(sentence).filter(|part| !has(part, EXCEPTS)).collect::<Vec<_>>().join(",").into()
}

/// Whether rest days are excepted, so that working days are meant.
fn excepts_rest(sentence: &str) -> bool {
    let excepts = |part: &str| {
        has(part, &["除外", "不算", "不计", "例外"])
            && has(part, &["休息日", "节假日", "周末", "双休", "公休"])
    };
    parts(sentence).any(excepts)
}

/// Days of the week behind 每周.
const WEEKDAYS: &[(&str, &str)] = &[
    ("mon", "一"),
    ("tue", "二"),
    ("wed", "三"),
    ("thu", "四"),
    ("fri", "五"),
    ("sat", "六"),
    ("sun", "日"),
    ("sun", "天"),
];

/// Whether a sentence says that something happens again and again (一周 alone does not).
fn recurs(sentence: &str) -> bool {
    has(
        sentence,
        &[
            "每",
            "天天",
            "工作日",
            "两周至少",
            "一周至少",
            "一个月至少",
            "一年至少",
            "一学期至少",
            "一天至少",
        ],
    )
}

/// A report that is due again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// By what time of day.
    pub at: Option<TimeOfDay>,
    /// What is reported.
    pub what: Option<String>,
    /// Who reports.
    pub who: Option<String>,
    /// How often.
    pub every: &'static str,
}

/// A cycle, and somebody who reports in it.
#[must_use]
pub fn report(sentence: &str) -> Option<Report> {
    const NAMES: &[&str] =
        &["日报", "周报", "月报", "工作小结", "工作总结", "工作日志", "行程", "小结"];
    const VERBS: &[&str] =
        &["报告", "汇报", "报备", "提交", "上交", "发送", "上传", "填报", "上报", "发布", "发到群"];
    const UPWARDS: &[&str] = &["向上级", "向领导", "向主管", "汇报给", "会议", "公众号", "微博"];
    let every = cycle(sentence).filter(|_| recurs(sentence) || has(sentence, NAMES))?;
    let times = words::times(sentence);
    let named = NAMES.iter().find(|name| sentence.has_word(name)).copied();
    let here = has(sentence, &["群里", "群内", "群中", "本群", "到群", "发群"]);
    let again = has(sentence, &["早晚", "各报"]);
    let brief = brief_verb(sentence).filter(|_| here || again || !times.is_empty());
    let at = times.first();
    // To hand something in is a report where it says by when, where, or what report it is.
    let verb =
        VERBS.iter().filter_map(|word| Some((sentence.place_of(word)?, *word))).min().filter(
            |(_, verb)| {
                ["报告", "汇报", "报备"].contains(verb) || named.is_some() || (here && at.is_some())
            },
        );
    let verb = verb.or(brief);
    // Of several times that one counts that stands before the verb: 9点前签到,18点前报….
    let of_verb = verb.and_then(|(at, _)| times.iter().rfind(|time| time.end <= at));
    let at = of_verb.or(at).map(|time| time.value);
    let bound = obliges(sentence)
        || at.is_some()
        || (here || again) && brief.is_some()
        || has(sentence, &["请", "前"]);
    // Reports that go up a line of command are none in the group.
    if (verb.is_none() && named.is_none()) || !bound || has(sentence, UPWARDS) {
        return None;
    }
    let object = verb.and_then(|(at, word)| object(sentence.get(at + word.len()..)?));
    Some(Report {
        at,
        what: object.or_else(|| named.map(str::to_owned)),
        who: who_must(sentence).or_else(|| done_by(sentence)).or_else(|| who_each_time(sentence)),
        every,
    })
}

/// 报 or 发 as a verb of its own with what is reported: 7:30前报病区动态, 下班前发当天战报.
fn brief_verb(sentence: &str) -> Option<(usize, &'static str)> {
    const BEFORE: &[&str] = &[
        "各", "前", "内", "里", "时", "点", "日", "天", "中", "要", "须", "应", "晚", "早", "班",
        "按时",
    ];
    const OTHER: &str = "名到备警修销价考刊社纸喜复答恩案酬废上告表数";
    const REPORTED: &[&str] = &[
        "笔记", "心得", "巡山", "动态", "情况", "数据", "体温", "进度", "战报", "日报", "人数",
        "库存", "菜谱", "食谱", "考勤", "位置", "里程", "油耗", "销量", "业绩", "总结", "照片",
        "巡查", "平安", "水位", "台账", "清单", "接待", "训练", "读数", "出勤", "安全", "客流",
        "记录",
    ];
    ["报", "发", "交"].iter().find_map(|verb| {
        sentence.places_of(verb).map(|(at, _)| (at, *verb)).find(|(at, verb)| {
            let before = sentence.get(..*at).unwrap_or_default();
            let after = sentence.get(at + verb.len()..).unwrap_or_default();
            let near: String = after.chars().take(12).collect();
            BEFORE.iter().any(|word| before.ends_with(word))
                && !after.chars().next().is_none_or(|c| OTHER.contains(c))
                && has(&near, REPORTED)
        })
    })
}

/// 由值班员发布: who is named to do it.
fn done_by(sentence: &str) -> Option<String> {
    let rest = sentence.split_once('由')?.1;
    let verbs = ["报告", "汇报", "报备", "提交", "发布", "发送", "上报", "上传", "发到"];
    let end = verbs.iter().filter_map(|verb| rest.place_of(verb)).min()?;
    let people = rest.get(..end)?.trim_end_matches(['在', '于']);
    ((2..=10).contains(&people.chars().count()) && !people.contains([',', '，']))
        .then(|| people.to_owned())
}

/// What a verb is about: the words after it, up to where another thought begins.
fn object(rest: &str) -> Option<String> {
    const NEXT: &[&str] = &[",", "，", "、", "以便", "并", "至", "到群", "给", "(", "（", "。"];
    let end = NEXT.iter().filter_map(|mark| rest.place_of(mark)).min().unwrap_or(rest.len());
    let object = rest.get(..end)?.trim().trim_matches(['“', '”', '"', '的']);
    (2..=16).contains(&object.chars().count()).then(|| object.to_owned())
}

/// How often members must look into the group or speak in it.
#[must_use]
pub fn attendance(sentence: &str) -> Option<Option<&'static str>> {
    const LOOK: &[&str] = &[
        "查阅",
        "查看",
        "浏览",
        "阅读",
        "关注群",
        "留意群",
        "进入群",
        "进群",
        "上线",
        "爬楼",
        "看群",
        "翻看",
        "看一次群",
        "看一遍群",
        "登录",
        "登陆",
        "看一眼",
        "看一看",
        "看看群",
        "看两眼",
        "打开群",
        "上群",
        "查收",
        "刷一遍",
        "看公告",
        "看通知",
    ];
    const RUN_GROUP: &[&str] = &["管理员", "管理人员", "群主", "检查群成员", "后台"];
    let every = cycle(sentence).filter(|_| recurs(sentence));
    let online = has(sentence, &["在线", "挂线"]) && must(sentence);
    let speaks = has(sentence, &["报到", "冒泡", "露面", "发言", "说话"])
        && has(sentence, &["群里", "群内", "群中", "本群"])
        && must(sentence)
        && every.is_some();
    if (online || speaks) && !words::time_ranges(sentence).is_empty() {
        return Some(every);
    }
    let every = every?;
    const ASKED: &[&str] =
        &["至少", "请", "记得", "坚持", "保证", "麻烦", "养成", "都看", "别忘", "各看"];
    let asked = |part: &str| has(part, LOOK) && (must(part) || has(part, ASKED));
    let fits = parts(sentence).any(asked)
        && has(sentence, &["群", "公告栏", "钉钉", "企业微信"])
        && !has(sentence, RUN_GROUP);
    fits.then_some(Some(every))
}

/// A least number of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// What is counted.
    pub metric: String,
    /// The least number.
    pub min: u32,
    /// How often it is due.
    pub every: Option<&'static str>,
    /// The days on which it is due, where they are named.
    pub days: Option<Value>,
}

/// The quotas of a sentence: each of its parts may have one, of its own cycle.
#[must_use]
pub fn quotas(sentence: &str) -> Vec<Quota> {
    let several = parts(sentence)
        .filter(|part| cycle(part).is_some() && has(part, LEAST) && !words::counts(part).is_empty())
        .count();
    if several < 2 {
        return quota(sentence).into_iter().collect();
    }
    let mut found: Vec<Quota> = Vec::new();
    for part in parts(sentence) {
        let Some(mut next) = quota(&part.replace("总数", "合计")) else { continue };
        // 每周总数: the number of what was named before.
        if let Some(first) = found.first()
            && ["合计", "累计", "总共"].contains(&next.metric.as_str())
        {
            next.metric.clone_from(&first.metric);
        }
        found.push(next);
    }
    found
}

/// Words for a least number.
const LEAST: &[&str] =
    &["至少", "不少于", "不低于", "最少", "不得少于", "不能少于", "起码", "不得低于", "少不了"];

/// Somebody must do or have so many of something, each so often or at least.
#[must_use]
pub fn quota(sentence: &str) -> Option<Quota> {
    const MOST: &[&str] =
        &["不超过", "最多", "不得超过", "不多于", "以内", "以下", "上限", "只能", "限"];
    const NOT_COUNTED: &[&str] = &["人", "名", "位", "%", "字", "小时", "分"];
    // Official accounts and lessons have kinds of their own.
    const ELSEWHERE: &[&str] = &[
        "公众号",
        "推文",
        "推送",
        "微博",
        "群发",
        "打卡",
        "签到",
        "培训",
        "检查",
        "备份",
        "会议",
        "管理员",
        "查看",
        "浏览",
        "查阅",
    ];
    let least = has(sentence, LEAST);
    let every = cycle(sentence).filter(|_| recurs(sentence));
    let due = least || (every.is_some() && must(sentence));
    // 大小不限: nothing is limited.
    let most = || has(&sentence.replace("不限", ""), MOST);
    if !due || most() || has(sentence, ELSEWHERE) {
        return None;
    }
    let count = words::counts(sentence).into_iter().find(|count| {
        let measure = count.value.1.as_str();
        // 新增会员不少于3位: the people stand before their number.
        let ahead = sentence.get(..count.start).unwrap_or_default();
        let results = has(ahead, &["新增客户", "新增会员", "新增好友", "新增粉丝", "新客"]);
        let people = NOT_COUNTED.contains(&measure)
            && !results
            && !sentence.get(count.end..).is_some_and(is_friend);
        // 一个 before a noun is hardly ever a number, except behind 至少.
        let article = count.value == (1, "个".to_owned()) && !least;
        (1..=10_000).contains(&count.value.0) && !people && !article
    })?;
    let rest = sentence.get(count.end..)?;
    let before = sentence.get(..count.start)?;
    let metric =
        noun(rest).or_else(|| verb_before(before)).or_else(|| noun_before(before, LEAST))?;
    let workdays = has(sentence, &["工作日"]) || excepts_rest(sentence);
    // 周一到周五每天: the days on which a daily number is due.
    let named = || days_named(sentence).filter(|_| every == Some("1d"));
    let days = workdays.then(|| Value::from("workday")).or_else(named);
    let every = if every == Some("workday") { Some("1d") } else { every };
    Some(Quota { metric, min: count.value.0, every, days })
}

/// Friends and customers are people that are counted as results.
fn is_friend(rest: &str) -> bool {
    /// How many characters the noun may have: 意向客户.
    const NOUN: usize = 5;
    let noun: String = rest.chars().take(NOUN).take_while(|c| c.is_alphabetic()).collect();
    has(&noun, &["好友", "客户", "新客", "粉丝", "会员", "用户"])
}

/// The noun that a text begins with, up to a mark or the next thought.
fn noun(rest: &str) -> Option<String> {
    const NEXT: &[&str] = &[
        ",", "，", "、", "(", "（", "。", "并", "且", "以上", "及", "和", "或", "到", "至", "发",
        "给",
    ];
    let end = NEXT.iter().filter_map(|mark| rest.place_of(mark)).min().unwrap_or(rest.len());
    let quote = |c: char| "“”\"'「」《》".contains(c);
    let noun = rest.get(..end)?.trim().trim_start_matches("的");
    // Of a name that is put together, the last part says what it is.
    let last = noun.rsplit(['+', '＋']).next().unwrap_or(noun).trim_matches(quote);
    (2..=10).contains(&last.chars().count()).then(|| last.to_owned())
}

/// The noun before 不少于: what stands between the cycle or the duty and it.
fn noun_before(before: &str, least: &[&str]) -> Option<String> {
    const LEFT: &[&str] = &[
        "每人",
        "每天",
        "每日",
        "每周",
        "每月",
        "每季度",
        "每个工作日",
        "工作日",
        "必须",
        "务必",
        "须",
        "应",
        "需",
        "要",
        ",",
        "，",
        "的",
        "员",
        "者",
    ];
    const CYCLES: &[&str] =
        &["每人", "每天", "每日", "每两周", "两周", "每周", "每月", "每季度", "每年", "每个工作日"];
    let head = least.iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
    let head = CYCLES.iter().find_map(|word| head.strip_suffix(word)).unwrap_or(head);
    // 每人至少轮流讲题一次: what the least number is of stands behind the word.
    let head = LEAST.iter().find_map(|word| Some(head.parted_at_last(word)?.1)).unwrap_or(head);
    let head = head.strip_prefix("轮流").unwrap_or(head);
    let from = LEFT
        .iter()
        .filter_map(|mark| Some(head.last_place_of(mark)? + mark.len()))
        // 新增会员: what ends the phrase is part of the noun.
        .filter(|&at| at < head.len())
        .max()
        .unwrap_or(0);
    let noun = head.get(from..)?.trim().trim_end_matches(['数', '量']);
    (2..=8).contains(&noun.chars().count()).then(|| noun.to_owned())
}

/// What is done so often, where no noun follows the number: 发言三次.
fn verb_before(before: &str) -> Option<String> {
    const VERBS: &[&str] = &[
        "跑",
        "出席",
        "到场",
        "训练",
        "发言",
        "分享",
        "转发",
        "发圈",
        "回访",
        "拜访",
        "互动",
        "点赞",
        "评论",
        "朋友圈",
        "触达",
        "巡逻",
        "家访",
        "值班",
        "接龙",
        "走访",
    ];
    VERBS.iter().find(|verb| before.has_word(verb)).map(|verb| (*verb).to_owned())
}
