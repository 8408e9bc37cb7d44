//! Reading acts against members out of text: words for sanctions, with lengths of time.

use std::sync::LazyLock;

use model::{Action, Span, Step};
use text::words;

use crate::clause::has;

/// Words for acts. A longer one wins over a shorter one at the same place.
const WORDS: &[(Action, &[&str])] = &[
    (
        Action::Ban,
        &[
            "永久移出",
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
        ],
    ),
    (
        Action::PersuadeLeave,
        &[
            "劝退",
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
        ],
    ),
    (
        Action::Remove,
        &[
            "清退",
            "清理出",
            "清出群",
            "清出本群",
            "清除出",
            "清理掉",
            "移出",
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
            "勒令退群",
            "责令退群",
            "做退群处理",
            "作退群处理",
            "退群处理",
            "取消群成员资格",
            "取消成员资格",
            "开除出群",
            "飞机票",
            "抱走",
        ],
    ),
    (Action::SeriousWarn, &["严重警告", "严厉警告", "严肃警告", "最后警告", "重度警告"]),
    (Action::Warn, &["警告", "警示", "告诫", "黄牌", "训诫"]),
    (Action::Mute, &["禁言", "禁止发言", "闭麦"]),
    (
        Action::Notify,
        &[
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
            "删除其",
            "删除该",
            "删除相关",
            "删除处理",
            "删除并",
            "予以删除",
            "一律删除",
            "直接删除",
            "删帖",
            "屏蔽",
            "删消息",
        ],
    ),
    (Action::Stop, &["制止", "终止", "叫停", "责令停止", "要求停止"]),
    (Action::Talk, &["约谈", "谈话提醒", "诫勉谈话", "找其谈话"]),
    (Action::Restrict, &["限制发言", "限制权限", "限制其", "限制使用", "限制群内"]),
    (Action::Remind, &["提醒", "提示其"]),
    (Action::Report, &["上报", "向平台举报", "举报至"]),
];

/// Acts outside the group, which a ladder may name as a step.
const BEYOND: &[(Action, &[&str])] = &[
    (Action::Fine, &["罚款", "罚红包", "发红包", "罚金", "乐捐"]),
    (Action::Hr, &["记过", "降级", "降职", "撤职", "开除", "辞退", "解除劳动合同", "解除合同"]),
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
    let more: &[(Action, &[&str])] = if beyond { BEYOND } else { &[] };
    let mut skip_to = 0;
    for (start, c) in text.char_indices() {
        if start < skip_to || !may_begin(c) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let longest = WORDS
            .iter()
            .chain(more)
            .flat_map(|(action, words)| words.iter().map(|word| (*action, *word)))
            .filter(|(_, word)| rest.starts_with(word))
            .max_by_key(|(_, word)| word.len());
        let (action, len) = match longest {
            Some((action, word)) => (action, word.len()),
            None if is_kick(text, start, c) => (Action::Remove, c.len_utf8()),
            None => continue,
        };
        let end = start + len;
        skip_to = end;
        // 不罚款, 不移出: what is not done.
        if text.get(..start).is_some_and(|before| before.ends_with('不')) {
            continue;
        }
        let span = length(text, action, start, end);
        found.push(Named { step: Step { action, span }, start, end });
    }
    found
}

/// Whether a word for an act may begin with a character: most characters of a text do not.
fn may_begin(c: char) -> bool {
    static FIRST: LazyLock<Vec<char>> = LazyLock::new(|| {
        let words = WORDS.iter().chain(BEYOND).flat_map(|(_, words)| words.iter());
        let mut first: Vec<char> = words.filter_map(|word| word.chars().next()).collect();
        first.extend(['t', 'T']);
        first.sort_unstable();
        first.dedup();
        first
    });
    FIRST.binary_search(&c).is_ok()
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

/// How long a mute or a removal lasts: the length right behind it, or right before it.
fn length(text: &str, action: Action, start: usize, end: usize) -> Option<Span> {
    /// What may stand between the act and its length: 处理, 时间, (.
    const GAP: usize = 4 * 3;
    if !matches!(action, Action::Mute | Action::Remove | Action::Restrict) {
        return None;
    }
    let spans = words::spans(text);
    let gap = |from: usize, to: usize| text.get(from..to).filter(|gap| gap.len() <= GAP);
    let mark = |gap: &str| {
        has(gap, &[",", "，", "、", "第", "次", "内", ";", "；", "。", "后", "或", "到", "未"])
    };
    let behind = spans.iter().find(|span| span.start >= end);
    if let Some(span) = behind.filter(|span| gap(end, span.start).is_some_and(|gap| !mark(gap))) {
        let after = text.get(span.end..).unwrap_or_default();
        return (!["内", "以内", "之内", "未", "不"].iter().any(|word| after.starts_with(word)))
            .then_some(span.value);
    }
    let ahead = spans.iter().rev().find(|span| span.end <= start)?;
    let fits = gap(ahead.end, start).is_some_and(|gap| gap.is_empty() || gap == "的");
    fits.then_some(ahead.value)
}

/// The steps without repeats, and without a removal where a ban takes it in.
#[must_use]
pub fn distinct(named: &[Named]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for one in named {
        if !steps.contains(&one.step) {
            steps.push(one.step);
        }
    }
    if steps.iter().any(|step| step.action == Action::Ban) {
        steps.retain(|step| step.action != Action::Remove);
    }
    steps
}
