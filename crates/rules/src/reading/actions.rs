//! Reading acts against members out of text: words for sanctions, with lengths of time.

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use model::{Action, Span, Step};
use text::words;

use crate::clause::{Words, has};
use crate::reading::lengths::length;

/// Words for acts. A longer one wins over a shorter one at the same place.
const WORDS: &[(Action, &[&str])] = &[
    (
        Action::Ban,
        &[
            "永久移出",
            "永久移除",
            "永久请出",
            "永久拉黑",
            "永久封",
            "永久除名",
            "限制再次入群",
            "限制再次进群",
            "不得再次进群",
            "永久禁止",
            "永久踢",
            "永久清退",
            "永不接纳",
            "永不欢迎",
            "永不允许",
            "永不再",
            "不再接纳",
            "不再拉入",
            "不再允许加入",
            "不得再次入群",
            "不得再入群",
            "禁止再次加入",
            "拉黑",
            "拉入黑名单",
            "列入黑名单",
            "加入黑名单",
            "封禁",
            "封号",
            "终身禁",
            "进黑名单",
            "入黑名单",
            "黑名单处理",
            "永远不加回",
            "永不加回",
            "不再加回",
            "不再拉回",
            "不予再入",
            "不得再加入",
            "永久禁用",
            "BAN",
            "被ban",
            "接ban",
            "则ban",
            "ban掉",
        ],
    ),
    (
        Action::PersuadeLeave,
        &[
            "劝退",
            "或者退群",
            "或退群",
            "否则退群",
            "否则请退",
            "请自己退群",
            "劝其退",
            "劝离",
            "劝其离",
            "劝导退群",
            "规劝退",
            "劝其主动退",
            "建议其退",
            "请其自行退",
            "请其退群",
            "请他退群",
            "请她退群",
            "请您退群",
            "请你退群",
            "请您退出",
            "请其离群",
            "请他离群",
            "请您离群",
            "请你离群",
            "请其离开",
            "请他离开",
            "请您离开",
            "请你离开",
            "请自行退群",
            "请自行退出",
            "请退出",
            "请主动退群",
            "请自觉退群",
            "劝其离开",
            "劝其退出",
        ],
    ),
    (
        Action::Remove,
        &[
            "红牌",
            "罚下",
            "清退",
            "清理出",
            "清出群",
            "清出本群",
            "清除出",
            "清理掉",
            "移出",
            "退除",
            "移除群",
            "移除出",
            "踢出",
            "踢群",
            "踢人",
            "踢除",
            "踢掉",
            "踢走",
            "踢",
            "剔除",
            "驱逐",
            "逐出",
            "请出群",
            "请出本群",
            "请离",
            "强制退群",
            "强制出群",
            "强制退出",
            "群中移除",
            "会清理",
            "会被清理",
            "将被清理",
            "将清理",
            "会被清除",
            "将被清除",
            "将清除",
            "甚至清除",
            "甚至清理",
            "直接清除",
            "直接清理",
            "勒令退群",
            "责令退群",
            "被移除",
            "将移除",
            "直接移除",
            "予以移除",
            "一律移除",
            "移除处理",
            "移除组织",
            "请他离开群",
            "移出组",
            "除名",
            "做退群处理",
            "作退群处理",
            "退群处理",
            "取消群成员资格",
            "取消成员资格",
            "开除出群",
            "机票",
            "抱走",
            "抱出",
            "请出去",
            "请他出去",
            "请她出去",
            "请你出去",
            "请您出去",
            "请出",
            "请走",
            "清走",
            "清出",
            "送出群",
            "送走",
            "移走",
            "移除成员",
            "移除本群",
            "轰出",
            "赶出",
            "出局",
            "清除出群",
            "清理出群",
        ],
    ),
    (Action::SeriousWarn, &["严重警告", "严厉警告", "严肃警告", "最后警告", "重度警告"]),
    (Action::Warn, &["警告", "警示", "告诫", "黄牌", "训诫"]),
    (Action::Mute, &["禁言", "禁止发言", "闭麦", "关小黑屋", "小黑屋", "封口", "静言"]),
    (
        Action::Notify,
        &[
            "公告栏通报",
            "大会通报",
            "全院通报",
            "全校通报",
            "并通报",
            "公示通报",
            "通报全",
            "通报批评",
            "群内通报",
            "在群内提出通报",
            "提出通报",
            "予以通报",
            "公开通报",
            "全群通报",
            "点名批评",
            "公开批评",
            "通报处理",
            "点名",
            "挂出来",
            "群内公示",
        ],
    ),
    (
        Action::Delete,
        &[
            "撤回",
            "删除消息",
            "删除信息",
            "删除内容",
            "删除违规",
            "删除不",
            "删除上述",
            "删除此类",
            "删除有关",
            "删除广告",
            "删除言论",
            "删除发言",
            "删除所发",
            "删除其",
            "删除该",
            "删除相关",
            "删除处理",
            "删除并",
            "予以删除",
            "一律删除",
            "直接删除",
            "删帖",
            "当场删",
            "见一条删一条",
            "见一个删一个",
            "发现就删",
            "屏蔽",
            "删消息",
        ],
    ),
    (Action::Stop, &["制止", "终止", "叫停", "责令停止", "要求停止"]),
    (
        Action::Talk,
        &[
            "批评教育",
            "口头教育",
            "约谈",
            "谈话提醒",
            "诫勉谈话",
            "找其谈话",
            "提醒谈话",
            "找他谈",
            "找你谈",
            "面谈提醒",
            "私下劝说",
            "私下劝导",
            "谈心谈话",
        ],
    ),
    (
        Action::Restrict,
        &["限制发言", "限制权限", "限制其", "限制使用", "限制群内", "暂停使用", "暂停或", "暂停其"],
    ),
    (Action::Remind, &["提醒", "提示其"]),
    (Action::Report, &["上报", "向平台举报", "举报至"]),
];

/// Acts outside the group, which a ladder may name as a step.
const BEYOND: &[(Action, &[&str])] = &[
    (Action::Fine, &["罚款", "罚红包", "发红包", "罚金", "乐捐"]),
    (
        Action::Hr,
        &[
            "处分",
            "停职",
            "降薪",
            "免职",
            "解聘",
            "待岗",
            "调岗",
            "停课",
            "记过",
            "降级",
            "降职",
            "撤职",
            "开除",
            "辞退",
            "解除劳动合同",
            "解除合同",
        ],
    ),
];

/// An act that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// What is done, with its length where the text gives one.
    pub step: Step,
    /// Its first byte.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
}

/// The acts that a text names, from left to right.
#[must_use]
pub fn acts(text: &str) -> Vec<Named> {
    find(text, false)
}

/// As [`acts`], with money and consequences outside the group.
#[must_use]
pub fn acts_and_beyond(text: &str) -> Vec<Named> {
    find(text, true)
}

fn find(text: &str, beyond: bool) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let spans = LazyCell::new(|| words::spans(text));
    let mut skip_to = 0;
    for (start, c) in text.char_indices() {
        let Some(beginning) = beginning(c).filter(|_| start >= skip_to) else { continue };
        let rest = text.get(start..).unwrap_or_default();
        let longest = beginning
            .iter()
            .find(|(word, _, outside)| (beyond || !outside) && rest.starts_with(word));
        let handed = if beyond { handed_on(rest) } else { None };
        let (action, len) = match (handed, longest) {
            (Some(len), _) => (Action::Hr, len),
            (None, Some((word, action, _))) => (*action, word.len()),
            (None, None) if is_kick(text, start, c) => (Action::Remove, c.len_utf8()),
            (None, None) if beyond => match money_taken(text, start) {
                Some(len) => (Action::Fine, len),
                None => continue,
            },
            (None, None) => continue,
        };
        let end = start + len;
        skip_to = end;
        let of_length = |action| {
            let lasts = matches!(action, Action::Mute | Action::Remove | Action::Restrict);
            if lasts { length(text, &spans, action, start..end) } else { None }
        };
        let silent = shuts_for_a_time(text, start, end, of_length) || silences(text, start, end);
        let action = if silent { Action::Mute } else { action };
        // 不罚款, 不移出: what is not done.
        if text.get(..start).is_some_and(|before| before.ends_with('不')) {
            continue;
        }
        let span = of_length(action);
        found.push(Named { step: Step { action, span }, start, end });
    }
    found
}

/// 封禁一小时, 关禁闭三天: shut out of talk for so long, not put out for good.
fn shuts_for_a_time(
    text: &str,
    start: usize,
    end: usize,
    of_length: impl Fn(Action) -> Option<Span>,
) -> bool {
    let shuts = text.get(start..end).is_some_and(|word| ["封禁", "封号"].contains(&word));
    let short = |span: &Span| !matches!(span, Span::Months(_));
    shuts && of_length(Action::Mute).is_some_and(|span| short(&span))
}

/// 屏蔽其发言: what is shut off is all that somebody says, no message.
fn silences(text: &str, start: usize, end: usize) -> bool {
    let near = |rest: &str| rest.chars().take(6).collect::<String>();
    text.get(start..end) == Some("屏蔽")
        && text.get(end..).is_some_and(|rest| has(&near(rest), &["发言", "说话"]))
}

/// Words that begin with one character, the longest first, each with its act and whether it is
/// one outside the group.
type Beginning = Vec<(&'static str, Action, bool)>;

/// The words for acts by the character that they begin with, in its order; characters with which
/// only sums and names begin have no words.
static BY_FIRST: LazyLock<Vec<(char, Beginning)>> = LazyLock::new(|| {
    let each = |list: &'static [(Action, &[&'static str])], beyond: bool| {
        list.iter()
            .flat_map(move |(action, words)| words.iter().map(move |word| (*word, *action, beyond)))
    };
    let mut all: BTreeMap<char, Beginning> =
        ['t', 'T', '罚', '扣', '乐', '交', '捐', '上', '移', '提', '报']
            .into_iter()
            .map(|first| (first, Vec::new()))
            .collect();
    for word in each(WORDS, false).chain(each(BEYOND, true)) {
        if let Some(first) = word.0.chars().next() {
            all.entry(first).or_default().push(word);
        }
    }
    for words in all.values_mut() {
        words.sort_by_key(|(word, _, _)| Reverse(word.len()));
    }
    all.into_iter().collect()
});

/// The words for acts that begin with a character; most characters of a text begin none.
fn beginning(c: char) -> Option<&'static Beginning> {
    let at = BY_FIRST.binary_search_by_key(&c, |(first, _)| *first).ok()?;
    BY_FIRST.get(at).map(|(_, words)| words)
}

/// 罚500元, 扣100块: a sum that is taken. How many bytes the verb and the sum have.
fn money_taken(text: &str, start: usize) -> Option<usize> {
    const VERBS: &[&str] = &["扣罚", "扣除", "罚", "扣", "乐捐", "交", "捐"];
    /// What may stand between the verb and its sum: 罚喝茶钱.
    const GAP: usize = 3;
    let rest = text.get(start..)?;
    let verb = VERBS.iter().find(|verb| rest.starts_with(**verb))?;
    let behind = rest.get(verb.len()..)?;
    let clause = behind.split([',', '，', '。', ';', '；']).next()?;
    let sum = words::money(clause).into_iter().next()?;
    let gap = clause.get(..sum.start)?;
    (gap.chars().count() <= GAP && !has(gap, &["由", "会", "给"])).then_some(verb.len() + sum.end)
}

/// 上报学校处理, 移交公司处理: what the organisation behind the group deals with.
fn handed_on(rest: &str) -> Option<usize> {
    const VERBS: &[&str] = &["上交", "上报", "移交", "交由", "提交", "报请", "报"];
    const DEALS: &[&str] = &["处理", "处分", "追责", "问责", "研究"];
    /// The longest name between them.
    const NAME: usize = 14;
    let verb = VERBS.iter().find(|verb| rest.starts_with(**verb))?;
    let behind = rest.get(verb.len()..)?;
    let phrase = behind.split([',', '，', '。', ';', '；', '、']).next()?;
    let at = DEALS.iter().filter_map(|word| phrase.place_of(word)).min()?;
    let name = phrase.get(..at)?;
    let fits = (2..=NAME).contains(&name.chars().count())
        && !has(name, &["公安", "司法", "网警", "警方", "平台", "管理员", "群主", "腾讯"]);
    fits.then_some(verb.len() + at)
}

/// The letter t for 踢: alone, and where a verb may stand: behind 者, 将, 予以, 被, before 出
/// or 人, or at the end.
fn is_kick(text: &str, at: usize, c: char) -> bool {
    if !matches!(c, 't' | 'T') {
        return false;
    }
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at + c.len_utf8()..).unwrap_or_default();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if letter(before.chars().next_back()) || letter(after.chars().next()) {
        return false;
    }
    let verb =
        ["者", "将", "予以", "被", "直接", "一律", "的"].iter().any(|word| before.ends_with(word));
    let ends = after.trim().is_empty();
    verb || ends || ["出", "人", "群"].iter().any(|word| after.starts_with(word))
}

/// Acts that one step takes together (禁言10分钟并警告), those of one step beside each other.
#[must_use]
pub fn together(text: &str, named: &[Named]) -> Vec<Vec<Named>> {
    const AND: &[&str] = &["并", "同时", "且", "以及"];
    /// The longest words between two acts: 一小时并且予以.
    const GAP: usize = 10;
    let mut steps: Vec<Vec<Named>> = Vec::new();
    for one in named {
        let before = steps.last().and_then(|step| step.last());
        let joined = before.is_some_and(|before| {
            let gap = text.get(before.end..one.start).unwrap_or_default();
            gap.chars().count() <= GAP && has(gap, AND)
        });
        match steps.last_mut().filter(|_| joined) {
            Some(step) => step.push(*one),
            None => steps.push(vec![*one]),
        }
    }
    steps
}

/// The steps without repeats, and without removals that a ban each takes in (移出并拉黑); one
/// more removal than bans stands by itself.
#[must_use]
pub fn distinct(named: &[Named]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for one in named {
        if !steps.contains(&one.step) {
            steps.push(one.step);
        }
    }
    let count = |action| named.iter().filter(|one| one.step.action == action).count();
    if (1..=count(Action::Ban)).contains(&count(Action::Remove)) {
        steps.retain(|step| step.action != Action::Remove);
    }
    steps
}
