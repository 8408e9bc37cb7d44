//! Reading duties out of sentences: who must answer what, and by when.
//!
//! Every function looks at one sentence as [`crate::clause::Clause::sentences`] gives it.

use model::Span;
use policy::param::Who;
use text::words;

use crate::clause::{Words, has, split};

/// Words that oblige.
const MUST: &[&str] =
    &["必须", "务必", "一定要", "须", "应", "要", "需", "争取", "负责", "有义务", "得在", "有责任"];
/// Words with which a duty is asked for more softly; enough where the object is plain.
const SOON: &[&str] = &[
    "及时",
    "尽快",
    "第一时间",
    "马上",
    "立即",
    "积极",
    "热心",
    "认真",
    "快速",
    "妥善",
    "主动",
    "绝不",
];

pub(crate) fn obliges(sentence: &str) -> bool {
    must(sentence) || has(sentence, SOON)
}

/// Whether somebody has to answer: by a word that obliges, or by a time to do it in, as in
/// 两天之内给您答复.
fn must_answer(sentence: &str) -> bool {
    obliges(sentence) || within(sentence).is_some()
}

/// Whether a sentence speaks of answering: 回复, 答复, or 回 right behind a time: 一小时内回.
fn answers(sentence: &str) -> bool {
    const TIMES: &[&str] = &["内", "前", "就", "及时", "马上", "尽快", "立即", "都要", "必"];
    has(sentence, ANSWERS)
        || sentence.match_indices('回').any(|(at, word)| {
            let before = sentence.get(..at).unwrap_or_default();
            let after = sentence.get(at + word.len()..).unwrap_or_default();
            TIMES.iter().any(|word| before.ends_with(word))
                && (after.is_empty()
                    || [
                        ",", "，", "、", "“", "\"", "一个", "个", "信", "话", "消息", "客户",
                        "收到",
                    ]
                    .iter()
                    .any(|word| after.starts_with(word)))
        })
}

/// Whether a text has a word that obliges.
pub(crate) fn must(text: &str) -> bool {
    !musts(text).is_empty()
}

/// Where words that oblige stand. 要 is none in 要求 or 重要, 应 none in 回应 or 应用.
fn musts(text: &str) -> Vec<usize> {
    let inside = |at: usize, word: &str| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|rest| rest.chars().next());
        let (before, after) = (before.unwrap_or(' '), after.unwrap_or(' '));
        match word {
            "要" => "重主不只摘纪首概必简次".contains(before) || "求么点素闻件是".contains(after),
            "应" => "反响相回供适对效呼答感".contains(before) || "用急聘届邀答".contains(after),
            "需" => "求".contains(after) || "无".contains(before),
            "须" => "无".contains(before),
            "负责" => after == '人',
            _ => false,
        }
    };
    let mut found: Vec<usize> = MUST
        .iter()
        .flat_map(|word| text.places_of(word))
        .filter(|(at, word)| !inside(*at, word))
        .map(|(at, _)| at)
        .collect();
    found.sort_unstable();
    found
}

/// The parts of a sentence between commas.
pub(crate) fn parts(sentence: &str) -> impl Iterator<Item = &str> {
    split(sentence, |c| matches!(c, ',' | '，' | ':' | '：' | '(' | ')' | '（' | '）'))
}

/// How long somebody has: a length of time that stands as a limit, such as 两小时内 or
/// 超过30分钟没有. 当天 is one only right before what must be done by then.
#[must_use]
pub fn within(sentence: &str) -> Option<String> {
    const AFTER: &[&str] =
        &["内", "之内", "以内", "未", "没", "不", "仍", "依然", "还", "无人", "里"];
    const BEFORE: &[&str] = &["超过", "超出", "超", "逾", "不超过", "不迟于"];
    const DONE: &[&str] =
        &["回", "答", "解答", "反馈", "处理", "解决", "完成", "办", "落实", "申诉", "提出"];
    if has(sentence, &["日清日结", "当日事当日毕", "日事日毕"]) {
        return Some(Span::SameDay.to_string());
    }
    let limit = words::spans(sentence).into_iter().find(|span| {
        let before = sentence.get(..span.start).unwrap_or_default();
        let after = sentence.get(span.end..).unwrap_or_default();
        if span.value == Span::SameDay {
            let cut = ["之内", "以内", "内", "必须", "须", "应", "要", "及时", "给予", "予以"];
            let rest = cut.iter().fold(after, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
            return DONE.iter().any(|word| rest.starts_with(word));
        }
        AFTER.iter().any(|word| after.starts_with(word))
            || BEFORE.iter().any(|word| before.ends_with(word))
    })?;
    Some(limit.value.to_string())
}

/// Those who must: what stands before a word that obliges and ends as names of people do.
#[must_use]
pub fn who_must(sentence: &str) -> Option<String> {
    let obliged = parts(sentence)
        .find_map(|part| musts(part).into_iter().find_map(|at| people(part.get(..at)?)));
    obliged.or_else(|| who_in_time(sentence)).or_else(|| who_is_asked(sentence))
}

/// 家长请及时回复: those who stand right before 请.
fn who_is_asked(sentence: &str) -> Option<String> {
    parts(sentence).find_map(|part| {
        let (before, _) = part.split_once('请')?;
        (!before.is_empty() && !before.ends_with(['申', '邀', '聘', '宴', '提', '报']))
            .then(|| people(before))?
    })
}

/// Those who stand right before the time that they have: 当班人员20分钟内回复.
fn who_in_time(sentence: &str) -> Option<String> {
    parts(sentence).find_map(|part| {
        words::spans(part).into_iter().find_map(|span| {
            let after = part.get(span.end..)?;
            let limit = ["内", "之内", "以内"].iter().any(|word| after.starts_with(word))
                || span.value == Span::SameDay && !after.starts_with('的');
            let before = part.get(..span.start)?.trim_end_matches(['在', '于']);
            // 后台留言由值班编辑在…: the words behind 由.
            let before = before.rsplit_once('由').map_or(before, |(_, who)| who);
            limit.then(|| people(before)).flatten()
        })
    })
}

/// Whom a recurring duty is for, where it is not for everybody.
#[must_use]
pub fn held(sentence: &str) -> Option<String> {
    let who = who_must(sentence).or_else(|| who_each_time(sentence))?;
    (Who::parse(&who) != Who::Everyone).then_some(who)
}

/// Those who act each time, where no word obliges: who stands before 每天, 每个工作日.
#[must_use]
pub fn who_each_time(sentence: &str) -> Option<String> {
    parts(sentence).find_map(|part| {
        let at = part.find('每').or_else(|| part.place_of("工作日"))?;
        let before = part.get(..at)?;
        // 销售人员的客户数每天…: whose number it is.
        people(before).or_else(|| people(before.split_once('的')?.0))
    })
}

/// The people that a phrase names, with what merely stands around them cut off.
fn people(phrase: &str) -> Option<String> {
    const ENDS: &[&str] = &[
        "人", "员", "者", "工", "部门", "部", "领导", "老师", "客服", "主", "单位", "长", "组",
        "友", "经理", "主管", "主任", "师",
    ];
    const NOT_BEFORE: &[&str] =
        &["对", "于", "在", "如", "凡", "为", "与", "和", "向", "把", "将", "给"];
    const AROUND: &[&str] = &["在", "于", "每", "对", "接", "收", "看", "一般", "通常", "原则上"];
    /// Longer phrases are clauses, not names.
    const CHARS_MAX: usize = 14;
    // 投诉由会长负责: the people are behind 由.
    let phrase = phrase.rsplit_once('由').map_or(phrase, |(_, who)| who);
    let mut name = phrase.trim().trim_start_matches(['请', '各']);
    if phrase.trim().starts_with("各") {
        name = phrase.trim();
    }
    // What follows the name is no part of it: 员工 在网络畅通时 必须.
    if let Some(cut) =
        AROUND.iter().filter_map(|word| name.place_of(word)).filter(|&at| at > 0).min()
    {
        name = name.get(..cut).unwrap_or(name);
    }
    for end in ["及时", "都", "均", "也", "一律", "必须", "积极", "主动"] {
        name = name.strip_suffix(end).unwrap_or(name);
    }
    // 当 before people begins a clause, except in 当事人 and the like.
    let when = name.starts_with('当')
        && !["当事", "当班", "当值"].iter().any(|word| name.starts_with(word));
    let fits = !when
        && ENDS.iter().any(|end| name.ends_with(end))
        && !NOT_BEFORE.iter().any(|word| name.starts_with(word))
        && (2..=CHARS_MAX).contains(&name.chars().count());
    fits.then(|| name.to_owned())
}

/// What must be acknowledged, as the kind `acknowledge` names it.
#[must_use]
pub fn acknowledged(sentence: &str) -> Vec<&'static str> {
    const LEADER: &[&str] = &[
        "领导",
        "上级",
        "老板",
        "总经理",
        "主管",
        "经理",
        "负责人",
        "管理层",
        "主任",
        "院长",
        "校长",
        "护士长",
        "局长",
        "科长",
        "处长",
        "书记",
        "队长",
        "班长",
        "店长",
        "站长",
        "组长",
        "总监",
        "调度",
        "带班",
        "团长",
        "会长",
        "教练",
        "班主任",
        "群主",
        "所长",
        "村长",
        "上司",
    ];
    const GIVES: &[&str] = &[
        "下达", "布置", "安排", "交办", "交代", "部署", "指示", "点名", "@", "分配", "下发",
        "提出", "派的", "派发", "吩咐", "指派",
    ];
    // Those to whom something is told, or who answer it, give nothing out.
    const TOLD: &[&str] = &["向", "给", "找", "请", "@"];
    let answered = answers(sentence) || says_received(sentence);
    let told = answered || has(sentence, &["反馈", "回执", "签收", "确认"]);
    // Whoever does not answer in time is dealt with: that asks for it as well.
    let missed = has(sentence, &["不回复", "未回复", "没回复", "没有回复"]);
    if !told
        || !(must_answer(sentence)
            || missed
            || has(sentence, &["请", "看到后", "看到就", "见后", "麻烦"]))
    {
        return Vec::new();
    }
    // A leader who gives something out: the one before the other.
    let leader = LEADER
        .iter()
        .flat_map(|word| sentence.places_of(word))
        .map(|(at, _)| at)
        .filter(|at| {
            let before = sentence.get(..*at).unwrap_or_default();
            let near: String = before.chars().rev().take(3).collect();
            // 向班主任提出 has 主任 in it.
            !TOLD.iter().any(|word| before.ends_with(word)) && !near.contains('向')
        })
        .min();
    let gives = GIVES.iter().filter_map(|word| sentence.last_place_of(word)).max();
    if leader.zip(gives).is_some_and(|(leader, gives)| leader < gives) {
        return vec!["leader"];
    }
    let mut found = Vec::new();
    const NOTICES: &[&str] = &[
        "通知",
        "公告",
        "公示",
        "@所有人",
        "@全体",
        "艾特全体",
        "艾特所有人",
        "预警",
        "@到",
        "被@",
    ];
    const SHORT: &[&str] =
        &["收到请回", "收到回复", "收到后回", "看到请回", "看到回复", "看到请吱", "见信回"];
    if answered && (has(sentence, NOTICES) || has(sentence, SHORT) || is_urgent(sentence)) {
        found.push("notice");
    }
    if has(sentence, &["任务", "工作安排", "指令", "派单", "转办", "交办", "督办"])
    {
        found.push("task");
    }
    found
}

/// 涉及突发事件的, 紧急事项: what is answered at once, whoever reports it.
fn is_urgent(sentence: &str) -> bool {
    has(sentence, &["突发事件", "突发情况", "紧急事项", "紧急情况", "紧急信息", "紧急消息"])
        && within(sentence).is_some()
}

/// Whether 收到 is what people are to say, rather than what happens to them: 收到通知后.
fn says_received(sentence: &str) -> bool {
    const OBJECTS: &[&str] = &[
        "本", "该", "此", "通知", "消息", "任务", "公告", "信息", "指令", "后", "的", "群", "客户",
        "投诉", "举报",
    ];
    let signs = &[
        "扣1",
        "扣个1",
        "回1",
        "回复1",
        "打1",
        "扣“1”",
        "回复“1”",
        "已阅",
        "签收",
        "接龙确认",
        "接龙回复",
        "确认收到",
        "吱一声",
        "应一声",
        "吭一声",
        "回个话",
    ];
    has(sentence, signs)
        || sentence.places_of("收到").any(|(at, word)| {
            let after = sentence.get(at + word.len()..).unwrap_or_default();
            !OBJECTS.iter().any(|object| after.starts_with(object))
        })
}

/// What must be answered, as the kind `respond` names it.
#[must_use]
pub fn asked(sentence: &str) -> Vec<&'static str> {
    const SETTLE: &[&str] = &["处理", "受理", "解决", "反馈", "跟进"];
    const CUSTOMER: &[&str] = &["客户", "用户", "顾客", "买家", "粉丝", "访客"];
    const CUSTOMER_SAYS: &[&str] = &[
        "咨询", "留言", "评论", "提问", "疑问", "私信", "信息", "消息", "需求", "询问", "问题",
        "问价", "来问", "发问", "来信", "来电",
    ];
    const LEADER: &[&str] = &["领导", "上级"];
    let answers = answers(sentence);
    let settled = answers || has(sentence, SETTLE) && obliges(sentence);
    if !must_answer(sentence) || !settled || has(sentence, LEADER) {
        return Vec::new();
    }
    let customer = has(sentence, CUSTOMER) && has(sentence, CUSTOMER_SAYS)
        || has(sentence, &["评论", "留言"])
        || sentence.has_word("私信") && !has(sentence, ASKERS);
    if answers && customer {
        return vec!["customer"];
    }
    let mut found = Vec::new();
    if parts(sentence).any(|part| question(part, answers)) {
        found.push("question");
    }
    if complains(sentence) {
        found.push("complaint");
    }
    // 同事在群里求助: those of other departments ask, not those whom the group serves.
    if has(sentence, &["同事", "兄弟部门", "其他部门", "其它部门"])
        && has(sentence, &["求助", "协助", "请求", "咨询", "提问", "需求"])
    {
        found.retain(|to| *to != "question");
        found.push("colleague");
    }
    // Flaws that people report are questions to those who mend them.
    if found.is_empty() && answers && has(sentence, &["漏洞", "报障", "故障", "缺陷", "异常情况"])
    {
        found.push("question");
    }
    // 建议 before people is what somebody advises, not what is answered.
    // 给出处理意见: what the answer is.
    let plain = ["处理意见", "处置意见", "答复意见", "解决意见", "办理意见"]
        .iter()
        .fold(sentence.to_owned(), |plain, word| plain.replace(word, ""));
    let suggestion = has(&plain, &["建议", "意见"]) && !sentence.trim_start().starts_with("建议");
    if suggestion && (answers || !found.is_empty()) {
        found.push("suggestion");
    }
    // 反馈 is what members give where nothing else is named as what is answered.
    if found.is_empty() && answers && has(sentence, &["成员反馈", "的反馈", "群友反馈", "家长反馈"])
    {
        found.push("suggestion");
    }
    found
}

/// The group's own people, who ask.
const ASKERS: &[&str] = &[
    "群友",
    "成员",
    "参与者",
    "家长",
    "同事",
    "业主",
    "学员",
    "会员",
    "同学",
    "员工",
    "居民",
    "村民",
    "学生",
    "患者",
    "住户",
];

/// Words for answering.
const ANSWERS: &[&str] = &["回复", "回应", "答复", "解答", "回答", "应答", "响应"];

/// Whether a part of a sentence names questions of the group's people that are answered, in
/// it or beside it, or problems raised in the group that are solved in it.
fn question(part: &str, answers: bool) -> bool {
    const ASKED: &[&str] = &["提问", "疑问", "疑惑", "咨询", "求助", "报修", "诉求"];
    const RAISED: &[&str] = &["提出", "反映", "反应", "提的", "遇到"];
    let problem = part.has_word("问题");
    let asked = has(part, ASKED) || problem && has(part, RAISED);
    let of_people = problem && has(part, ASKERS) && has(part, ANSWERS);
    let solved = problem && part.has_word("解决") && has(part, &["群里", "群内"]);
    answers && (asked || of_people) || solved && !has(part, &["出现", "纠纷", "矛盾"])
}

/// A complaint that somebody has to take up, rather than the way for members to make one.
fn complains(sentence: &str) -> bool {
    const CHANNEL: &[&str] = &[
        "可投诉",
        "可以投诉",
        "进行投诉",
        "向管理",
        "向群主",
        "有权投诉",
        "举报",
        "建议",
        "可向",
        "联系管理",
    ];
    let words = &["投诉", "客诉"];
    has(sentence, words) && (!has(sentence, CHANNEL) || sentence.has_word("投诉和建议"))
}
