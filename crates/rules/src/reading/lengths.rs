//! How long an act against a member lasts: 禁言三天, 一天以上的禁言, 移出,半年后方可回群.

use std::ops::Range;

use model::{Action, Span};
use text::words::{self, Found};

use crate::clause::has;

/// How long a mute or a removal lasts: the length right behind it, or right before it.
pub(super) fn length(
    text: &str,
    spans: &[Found<Span>],
    action: Action,
    Range { start, end }: Range<usize>,
) -> Option<Span> {
    /// What may stand between the act and its length: 处理, 时间, (.
    const GAP: usize = 4 * 3;
    let gap = |from: usize, to: usize| text.get(from..to).filter(|gap| gap.len() <= GAP);
    let mark = |gap: &str| {
        has(gap, &[",", "，", "、", "第", "次", "内", ";", "；", "。", "后", "或", "到", "未"])
    };
    let behind = spans.iter().find(|span| span.start >= end);
    // 移出,半年后方可回群: as long as nobody comes back.
    if action == Action::Remove
        && let Some(span) = behind
        && gap(end, span.start).is_some_and(|gap| !has(gap, &["第", "次", ";", "。", "或"]))
        && text.get(span.end..).is_some_and(comes_back)
    {
        return Some(span.value);
    }
    let lower = |span: &Found<Span>| Some(lower_end(text, span).unwrap_or(span.value));
    // The lower end of 1至7天 belongs to the length.
    let from = |span: &Found<Span>| text.get(..span.start).map_or(0, |head| number_to(head).len());
    if let Some(span) = behind.filter(|span| gap(end, from(span)).is_some_and(|gap| !mark(gap))) {
        let after = text.get(span.end..).unwrap_or_default();
        let other = ["内", "以内", "之内", "未", "不"].iter().any(|word| after.starts_with(word));
        return if other && !after.starts_with("不等") { None } else { lower(span) };
    }
    let ahead = spans.iter().rev().find(|span| span.end <= start)?;
    // 连续断卡七天移出: how long the breach went on.
    let head: String = text.get(..ahead.start)?.chars().rev().take(4).collect();
    let went_on = has(&head, &["断", "缺", "没", "未", "不", "续连", "过超"]);
    // 一天以上禁言, 一分钟到一个月不等的禁言.
    let joints = ["", "的", "以上", "以上的", "及以上", "及以上的", "不等", "不等的"];
    let fits = !went_on && gap(ahead.end, start).is_some_and(|gap| joints.contains(&gap));
    if fits { lower(ahead) } else { None }
}

/// Of what stands before a length, what is left in front of a range's joint: 禁言1 of 禁言1至7天.
fn low_end(head: &str) -> Option<&str> {
    ["至", "到", "-", "~", "—", "～", "–"].iter().find_map(|joint| head.strip_suffix(joint))
}

/// The number that a text ends with.
fn last_number(text: &str) -> Option<Found<u32>> {
    words::numbers(text).pop().filter(|number| number.end == text.len())
}

/// What stands before the number that leads on to a length (禁言 of 禁言1至7天); all of the text
/// where none does.
fn number_to(head: &str) -> &str {
    let before = |low| last_number(low).and_then(|number| head.get(..number.start));
    low_end(head).and_then(before).unwrap_or(head)
}

/// The lower end of a range of lengths: 一分钟 of 一分钟到一个月, 一天 of 1至7天. What is left to
/// people's judgement begins there.
fn lower_end(text: &str, span: &Found<Span>) -> Option<Span> {
    let low = low_end(text.get(..span.start)?)?;
    if let Some(before) = words::spans(low).pop().filter(|before| before.end == low.len()) {
        return Some(before.value);
    }
    let number = last_number(low)?;
    let unit = text.get(span.start..span.end)?;
    let digits = words::numbers(unit).into_iter().next().filter(|digits| digits.start == 0)?;
    let written = format!("{}{}", number.value, unit.get(digits.end..)?);
    words::spans(&written).into_iter().next().map(|span| span.value)
}

/// Whether a text begins with a way back after a time: 后方可重新申请, 后欢迎回来.
fn comes_back(rest: &str) -> bool {
    const BACK: &[&str] = &["回", "重新", "再加", "再进", "再入", "申请", "加入", "进群", "入群"];
    let Some(rest) = ["之后", "以后", "后"].iter().find_map(|word| rest.strip_prefix(word))
    else {
        return ["内不得", "内不再", "内不能", "内禁止", "内谢绝", "内不许", "内不予"]
            .iter()
            .any(|word| rest.starts_with(word));
    };
    let near: String = rest.chars().take(8).collect();
    has(&near, BACK) && !has(&near, &["未", "不", "没"])
}
