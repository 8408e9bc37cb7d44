//! Reading clauses about what a group is for.

use crate::clause::{Clause, Norm, Words, forbids, has};
use crate::reading::content::{is_publishing, led_by_ban, phrases};
use crate::reading::leads::{self, Led};
use crate::reading::{list, spoken_topics};

/// What a group is for, and what it is not for, in the policy's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// What it is for.
    pub only: Vec<String>,
    /// What does not belong in it.
    pub not: Vec<String>,
}

/// What a clause says about the topics of a group; none where it says nothing about them.
#[must_use]
pub fn terms(clause: &Clause<'_>) -> Option<Terms> {
    let mut terms = Terms::default();
    let mut stated = false;
    for sentence in clause.sentences() {
        if is_publishing(clause) || has(sentence, OTHER_MATTERS) {
            continue;
        }
        let named = only(clause, sentence);
        let welcome = || spoken_topics::welcome(sentence, OUTER);
        terms.only.extend(if named.is_empty() { welcome() } else { named });
        let strays = not(clause, sentence);
        if strays.is_empty()
            && let Some(unwelcome) = spoken_topics::unwelcome(sentence, OUTER)
        {
            terms.not.extend(unwelcome);
            stated = true;
        }
        terms.not.extend(strays);
        stated |= sets_topics(sentence);
    }
    for list in [&mut terms.only, &mut terms.not] {
        // 养花的话题 is about 养花.
        for topic in list.iter_mut() {
            if let Some(bare) = topic.strip_prefix("发布").filter(|bare| bare.chars().count() > 1)
            {
                *topic = bare.to_owned();
            }
            if let Some(bare) = topic.strip_suffix("的话题").filter(|bare| bare.chars().count() > 1)
                && !has(bare, &["无关", "以外", "之外"])
            {
                *topic = bare.to_owned();
            }
        }
        list.dedup();
        list.truncate(LIST_MAX);
    }
    (stated || terms != Terms::default()).then_some(terms)
}

/// An item that names a topic by what leads it alone: what may be posted, or whatever else
/// others think out of place.
pub(crate) fn led(clause: &Clause<'_>) -> Option<Norm> {
    const BINDS: &[&str] = &["必须", "须", "请", "应", "违", "不得", "每天", "每周", "负责"];
    /// The longest item that is a topic.
    const ITEM_MAX: usize = 60;
    let words = clause.text.trim_end_matches(['。', ';', '；', ',', '，', '.']);
    let item = (2..=ITEM_MAX).contains(&words.chars().count());
    let named = |key| Some(leads::weak("topic").with(key, list(&[words])));
    match leads::led(clause)? {
        Led::Welcome if item && !has(words, BINDS) && !forbids(words) => named("only"),
        Led::Unwelcome if item && (stays_open(words) || unrelated(words)) => named("not"),
        _ => None,
    }
}

/// 其他大家认为不合适的内容: the last item of a list of what does not belong.
pub(crate) fn stays_open(words: &str) -> bool {
    (words.starts_with("其他") || words.starts_with("其它"))
        && has(words, &["不合适", "不适合", "不适宜", "不当", "不宜", "无关", "不相关"])
        && has(words, &["内容", "话题", "信息", "行为", "言论"])
}

/// 与本群无关的日常: what has nothing to do with what the group is about; 无关 advertisements and
/// links have norms of their own.
pub(crate) fn unrelated(words: &str) -> bool {
    has(words, &["无关的", "不相关的"]) && has(words, &["内容", "话题", "信息", "日常", "闲聊"])
}

/// Names, and what accounts do, have norms of their own.
const OTHER_MATTERS: &[&str] = &["昵称", "头像", "名片", "群名称", "朋友圈", "名义"];

/// The most entries of one list.
const LIST_MAX: usize = 8;
/// An entry with more characters is a clause rather than a topic.
const ENTRY_MAX: usize = 24;

/// 明确…发布内容: what is posted is laid down when the group is set up.
fn sets_topics(sentence: &str) -> bool {
    has(sentence, &["明确", "确定", "指定", "设定"])
        && has(
            sentence,
            &["发布内容", "发布的内容", "交流内容", "群内话题", "讨论范围", "交流范围"],
        )
}

/// What the group is for: 仅用于…, 只谈…, or a clause that says what is posted.
fn only(clause: &Clause<'_>, sentence: &str) -> Vec<String> {
    const ONLY: &[&str] = &[
        "只用于",
        "仅用于",
        "只能用于",
        "仅限用于",
        "只限用于",
        "仅供",
        "只供",
        "专用于",
        "专门用于",
        "只能作为",
        "仅作为",
        "只作为",
        "仅限于",
        "只限于",
        "限于",
        "只限",
        "仅限",
        "只能讨论",
        "只讨论",
        "仅讨论",
        "只谈",
        "只聊",
        "只能聊",
        "只能谈",
        "只发",
        "只能发",
        "仅发",
        "只发布",
        "只能发布",
        "仅发布",
        "只允许发",
        "仅允许发",
        "只允许讨论",
        "仅允许讨论",
        "只能进行",
        "只进行",
        "仅进行",
        "只交流",
        "只能交流",
        "仅交流",
        "只做",
        "仅做",
        "仅作",
        "只作",
        "只能用来",
        "只用来",
        "仅用来",
        "专为",
        "只放",
        "仅放",
        "只传",
        "只收",
        "只说",
        "就聊",
        "只办",
    ];
    let about_talk = |before: &str| {
        has(
            before,
            &[
                "群", "内容", "话题", "讨论", "交流", "聊天", "发言", "这里", "本版", "信息",
                "文件", "相册",
            ],
        ) || before.trim().is_empty()
    };
    for phrase in sentence.split(OUTER).map(str::trim) {
        // The longest of those that begin soonest: 只能用于 before 只.
        let mark = ONLY
            .iter()
            .filter_map(|mark| Some((phrase.place_of(mark)?, std::cmp::Reverse(mark.len()), *mark)))
            .min();
        let Some((at, _, mark)) = mark else { continue };
        let (before, after) = (
            phrase.get(..at).unwrap_or_default(),
            phrase.get(at + mark.len()..).unwrap_or_default(),
        );
        // 包括但不限于 begins a list of examples.
        if before.ends_with('不') {
            continue;
        }
        let scope = about_talk(before) || clause.sentences().any(|all| all.contains('群'));
        // 仅供内部使用 keeps things inside.
        let topics = if after.starts_with("内部") { Vec::new() } else { entries(after) };
        let people =
            has(after, &["加入", "人员", "进群", "入群", "管理员", "参加", "一人", "名", "人发"]);
        let counted = after.chars().next().is_some_and(|c| c.is_ascii_digit())
            || has(after, &["一次", "一条", "一个", "时间", "点", "文字", "以内", "白天", "实名"]);
        if scope && !people && !counted && !topics.is_empty() {
            return topics;
        }
    }
    // 发布的信息应是与教学有关的: what posts must be about, not how true they are.
    let fits = ["应该是", "应当是", "应是", "应为", "必须是", "须与", "应与", "应当与", "必须与"]
        .iter()
        .find_map(|mark| sentence.parted_at(mark));
    if let Some((before, rest)) = fits
        && has(
            before,
            &[
                "发布的信息",
                "发布的内容",
                "信息内容",
                "交流内容",
                "讨论的话题",
                "发布的消息",
                "话题",
            ],
        )
        && !has(rest, &["真实", "准确", "健康", "合法", "文字"])
    {
        return rest.split(OUTER).next().map(entries).unwrap_or_default();
    }
    let circled = has(sentence, &["围绕"])
        && has(sentence, &["话题", "讨论", "发言", "交流", "聊天", "内容"]);
    if let Some((_, rest)) = sentence.parted_at("围绕").filter(|_| circled) {
        let end = ["展开", "进行", "来", "发言", "讨论", "开展", "交流"]
            .iter()
            .filter_map(|word| rest.place_of(word))
            .min();
        return end.and_then(|end| rest.get(..end)).map(entries).unwrap_or_default();
    }
    posts_named(clause)
}

/// Marks between the parts of a sentence; 、 joins the entries of a list.
const OUTER: &[char] = &[',', '\u{FF0C}', ':', '\u{FF1A}', '(', ')', '\u{FF08}', '\u{FF09}'];

/// An item such as 发布行业相关新闻、政策: nothing but what is posted.
fn posts_named(clause: &Clause<'_>) -> Vec<String> {
    let mut parts = phrases(clause.text);
    let Some(rest) = parts.next().and_then(|first| first.strip_prefix("发布")) else {
        return Vec::new();
    };
    let named =
        has(rest, &["相关新闻", "相关信息", "相关资讯", "相关内容", "有关的信息", "有关信息"]);
    if named && !forbids(rest) && !led_by_ban(clause) && !has(rest, &["不", "须", "应", "的人"])
    {
        let list = entries(rest);
        // What follows by a comma goes on with the list.
        let more = parts.next().filter(|next| !forbids(next) && !next.starts_with("与"));
        let more = more.map(entries).unwrap_or_default();
        return [list, more].concat();
    }
    Vec::new()
}

/// What does not belong: 与工作无关的内容, 私人话题, 闲聊; what is not encouraged as a topic.
fn not(clause: &Clause<'_>, sentence: &str) -> Vec<String> {
    let mild = has(sentence, &["不提倡", "不鼓励", "不建议", "不宜"]);
    let stops = has(sentence, &["有权制止", "有权终止", "及时制止", "应制止", "予以制止"]);
    let says_not = has(
        sentence,
        &[
            "不作",
            "不做",
            "不谈",
            "不聊",
            "不讨论",
            "不发",
            "不闲聊",
            "少聊",
            "不转",
            "勿谈",
            "莫谈",
            "不在群",
            "不许聊",
            "不准聊",
            "不涉及",
            "拒绝闲聊",
            "不水群",
        ],
    );
    let bans = forbids(sentence) || says_not || led_by_ban(clause) || mild || stops;
    if !bans || has(sentence, &["以免", "非本群成员"]) && !says_not && !forbids(sentence) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for phrase in sentence.split(OUTER).map(str::trim) {
        found.extend(strays(phrase));
        if mild {
            found.extend(mild_topic(phrase));
        }
    }
    // A list of forbidden content that also names what is unrelated is about content.
    found.truncate(LIST_MAX);
    found
}

/// 不提倡政治话题出现: what stands between the word and 话题.
fn mild_topic(phrase: &str) -> Option<String> {
    let rest =
        ["不提倡", "不鼓励", "不建议", "不宜"].iter().find_map(|mark| phrase.parted_at(mark))?.1;
    let end = rest.place_of("话题").map(|at| at + "话题".len())?;
    let topic =
        rest.get(..end)?.trim_start_matches(['在', '群', '内', '里', '谈', '聊', '讨', '论']);
    entry(topic)
}

/// What strays, by the words of it.
fn strays(phrase: &str) -> Option<String> {
    /// What talk and posts are called.
    const TALK: &[&str] = &[
        "的事", "内容", "话题", "信息", "消息", "言论", "事情", "事宜", "事项", "聊天", "闲聊",
        "讨论", "交流", "资讯", "图片", "文章", "东西", "新闻", "视频", "链接", "谈论", "语音",
        "活动",
    ];
    /// Idle talk by itself.
    const IDLE: &[&str] = &[
        "认为应禁止的",
        "闲聊",
        "闲谈",
        "聊天使用",
        "聊私事",
        "谈私事",
        "聊家常",
        "拉家常",
        "扯闲",
        "唠嗑",
        "私密交流",
        "私聊内容",
        "私人话题",
        "私人事务",
        "私人聊天",
        "聊天娱乐",
        "聊八卦",
        "谈论是非",
        "聊与",
        "说闲话",
        "水群",
        "非工作内容",
        "非工作话题",
        "非工作信息",
        "非公务",
        "非学习内容",
        "无关话题",
        "无关内容",
        "无关信息",
        "无关消息",
        "无关言论",
        "无关的内容",
        "无关的话题",
        "无关的信息",
        "无关的消息",
        "无关聊天",
        "无关讨论",
        "跑题",
        "离题",
        "偏离主题",
        "禁止的活动及话题",
        "禁止的话题",
        "不合时宜的话题",
    ];
    if let Some(stray) = beside(phrase) {
        return entry(&stray);
    }
    // 与…无关(的)…: with what it is unrelated to.
    if let Some((before, after)) = phrase.parted_at("无关") {
        let from =
            ["与", "和", "同", "跟"].iter().filter_map(|mark| before.last_place_of(mark)).max();
        let head = from.and_then(|at| before.get(at..)).unwrap_or_default();
        let what =
            TALK.iter().filter_map(|word| Some((after.place_of(word)? + word.len(), word))).min();
        let about_people = has(after, &["人员", "的人", "成员", "人进", "人士"])
            && !has(after, &["言论", "信息", "内容", "话题"]);
        if about_people {
            return None;
        }
        // Advertising has a norm of its own; 无关的、负面的 is one mark of content among others.
        if has(after, &["广告", "推广", "推销"]) || after.starts_with("的、") {
            return None;
        }
        // 做与工作无关的事 is conduct at work, not talk in the group.
        let (end, _) = what?;
        let tail = after.get(..end)?;
        return entry(&format!("{head}无关{tail}"));
    }
    if let Some((_, after)) = phrase.parted_at("非本群") {
        let people = ["成员", "人", "用户", "会员", "群员", "业主", "管理", "好友"];
        if !people.iter().any(|word| after.starts_with(word)) {
            return entry("非本群应发内容");
        }
    }
    // Hours for talk, and taking part in it, are other norms.
    if has(phrase, &["其他时间", "参加"]) {
        return None;
    }
    let idle = IDLE.iter().copied().find(|word| phrase.has_word(word))?;
    let at = phrase.place_of(idle)?;
    let before = phrase.get(..at).unwrap_or_default();
    // The last of a list, with what stands right before it: 其他私密交流.
    let head = before
        .rsplit(['、', '或', '和', '及', '得', '作', '止', '禁', '要', '做', '勿', '不'])
        .next()
        .unwrap_or_default();
    entry(&format!("{head}{idle}"))
}

/// 工作以外的话题, 非技术内容, a ban on chatting as such.
fn beside(phrase: &str) -> Option<String> {
    const TALK: &[&str] =
        &["内容", "话题", "信息", "消息", "事情", "事宜", "事项", "闲聊", "讨论", "的事"];
    /// 非 as a part of other words, and before people.
    const NOT_BESIDE: &[char] = &[
        '法', '常', '官', '经', '正', '但', '理', '议', '群', '管', '必', '主', '公', '诚', '相',
        '营', '会', '成',
    ];
    /// How far behind the talk stands, in characters.
    const REACH: usize = 8;
    // 非紧急事项,晚上不布置工作: alone it says when something else holds.
    let when = |rest: &str| ["紧急", "必要", "特殊"].iter().any(|word| rest.starts_with(word));
    let talk_in = |rest: &str| {
        let near: String = rest.chars().take(REACH).collect();
        TALK.iter().filter_map(|word| near.place_of(word).map(|at| at + word.len())).min()
    };
    if let Some((before, rest)) = phrase.parted_at("以外的") {
        let head =
            before.rsplit(['得', '与', '和', '布', '论', '聊', '谈', '发', '内', '里']).next()?;
        let tail = rest.get(..talk_in(rest)?)?;
        return Some(format!("{head}以外的{tail}"));
    }
    if let Some((_, rest)) = phrase.split_once('非')
        && !rest.starts_with(NOT_BESIDE)
        && let Some(tail) = talk_in(rest).and_then(|end| rest.get(..end))
        && !(when(rest) && phrase.trim_end().ends_with(tail))
    {
        return Some(format!("非{tail}"));
    }
    // 工作时间聊天: it does not belong there at that time.
    let at_work = has(phrase, &["工作时间", "上班时间", "上课时间", "办公时间"]);
    if at_work && forbids(phrase) && has(phrase, &["聊天", "闲聊"]) && !phrase.has_word("客户")
    {
        return Some("工作时间内聊天".to_owned());
    }
    let timed = &["时间", "点", "夜", "期间", "两", "二人", "长", "干扰", "记录", "一对一", "客户"];
    let chats = phrase.ends_with("聊天") || phrase.ends_with("聊天。");
    (chats && forbids(phrase) && !has(phrase, timed)).then(|| "聊天".to_owned())
}

/// The entries of a list of topics, without what stands around them.
fn entries(list: &str) -> Vec<String> {
    let end = ["使用", "之用", "的群", "专用", "等事", "而设", "所用", "用途"];
    let cut = end.iter().filter_map(|word| list.place_of(word)).min();
    let list = cut.and_then(|at| list.get(..at)).unwrap_or(list);
    list.split('、').filter_map(entry).take(LIST_MAX).collect()
}

fn entry(written: &str) -> Option<String> {
    const AROUND: &[char] = &[' ', '“', '”', '"', '。', '.', '的', '等', '于', '了'];
    let plain = written.trim().trim_matches(AROUND);
    let chars = plain.chars().count();
    ((2..=ENTRY_MAX).contains(&chars)).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_of_a_group() {
        for (text, only, not) in [
            ("本群仅用于班级通知、作业答疑,不得闲聊", "班级通知|作业答疑", "闲聊"),
            ("群里只聊读书", "读书", ""),
            ("严禁在群里发与物业无关的内容", "", "与物业无关的内容"),
            ("不提倡聊宗教话题", "", "宗教话题"),
            ("请勿在群内谈论与学习无关的话题", "", "与学习无关的话题"),
            ("不在群里聊天", "", "聊天"),
            ("球赛、股票不在群里聊", "", "球赛|股票"),
        ] {
            let found = terms(&Clause::alone(text)).unwrap_or_default();
            assert_eq!(
                (found.only.join("|"), found.not.join("|")),
                (only.into(), not.into()),
                "{text}"
            );
        }
        for text in [
            "本群仅限本小区业主加入",
            "只能由管理员发布通知",
            "每人每天只发一次广告",
            "与本单位无关的人员不得入群",
            "群主有权移出长期不发言的成员",
            "非本群成员不得参加",
            "晚上十点半到早上五点不在群里发消息",
            "上课时不要在群里发言",
            "开会期间,请勿在群里说话",
        ] {
            assert_eq!(terms(&Clause::alone(text)), None, "{text}");
        }
    }
}
