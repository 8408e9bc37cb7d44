//! Reading the terms of a clause on red packets: whether they are allowed, and of what sum.

use model::Money;

use crate::clause::{Clause, Words, forbids, has};
use crate::reading::content::{last_of_list, led_by_ban};
use crate::reading::fines::asks_for_packet;
use crate::reading::terms::wants_consent;

/// What a clause says about red packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RedPacketTerms {
    /// `never` or `with-approval`.
    pub allow: Option<&'static str>,
    /// The least sum.
    pub min: Option<Money>,
    /// The greatest sum.
    pub max: Option<Money>,
    /// Only some of them are banned: 语音红包, 小额红包, those for somebody else.
    pub some: bool,
}

/// Whether red packets are banned: 不发红包, 红包一律关掉, or one of the things of a banned list.
fn bans_packets(clause: &Clause<'_>, before: &str, rest: &str) -> bool {
    const BEHIND: &[&str] = &[
        "一律关",
        "一律不",
        "一概不",
        "不要发",
        "别发",
        "不许发",
        "不得发",
        "禁止",
        "免了",
        "免谈",
        "不发",
        "请勿",
        "严禁",
        "就不要",
        "就不必",
        "统统不",
        "不能发",
        "不允许",
    ];
    let near: String = rest.chars().take(14).collect();
    let listed = led_by_ban(clause) && !has(before, &["除", "可"]);
    forbids(before)
        || has(before, &["不发", "甭发", "少发", "不收", "不搞"])
        || has(&near, BEHIND)
        || listed
}

/// The terms on red packets as such; where they are a penalty, none.
#[must_use]
pub fn red_packet_terms(clause: &Clause<'_>) -> Option<RedPacketTerms> {
    const PENALTY: &[&str] =
        &["罚", "处罚", "乐捐", "违反", "违规", "惩", "迟到", "未完成", "者发", "奖励"];
    let sentence = clause.sentences().find(|sentence| {
        // What is a penalty or a reward says so before it; what follows may punish the breach.
        !asks_for_packet(sentence)
            && sentence.parted_at("红包").is_some_and(|(before, rest)| {
                let banned = bans_packets(clause, before, rest);
                !has(if banned { before } else { sentence }, PENALTY)
            })
    })?;
    if wants_consent(sentence) {
        return Some(RedPacketTerms { allow: Some("with-approval"), ..RedPacketTerms::default() });
    }
    let (min, max) = sums_bounded(sentence);
    let mut terms = RedPacketTerms { min, max, ..RedPacketTerms::default() };
    let bans =
        sentence.parted_at("红包").is_some_and(|(before, rest)| bans_packets(clause, before, rest));
    if bans && terms.min.is_none() && terms.max.is_none() {
        terms.some = of_some_packets(sentence);
        terms.allow = (!terms.some).then_some("never");
    }
    (bans || terms.min.is_some() || terms.max.is_some()).then_some(terms)
}

/// Whether a sentence speaks of some red packets alone, and allows others or says nothing of them.
fn of_some_packets(sentence: &str) -> bool {
    const SORTS: &[&str] = &["语音", "口令", "专属", "定向", "小额", "他人", "别人", "假", "抢"];
    let some = |(before, _): (&str, &str)| {
        last_of_list(before).chars().count() <= 12 && has(last_of_list(before), SORTS)
    };
    sentence.parted_at("红包").is_some_and(some)
}

/// The least and the most that a sum of money may be: 不低于5元, 最多20元, 1元至20元之间.
pub(crate) fn sums_bounded(sentence: &str) -> (Option<Money>, Option<Money>) {
    const LEAST: &[&str] = &[
        "不低于",
        "不少于",
        "至少",
        "不得低于",
        "不得少于",
        "不应少于",
        "不应低于",
        "不能少于",
        "不能低于",
        "不要低于",
        "不要少于",
        "最少",
        "最低",
        "不小于",
    ];
    const MOST: &[&str] = &[
        "不超",
        "不超过",
        "不得超过",
        "不应超过",
        "不要超过",
        "不能超过",
        "最多",
        "不高于",
        "不得高于",
        "最高",
    ];
    let (mut min, mut max) = (None, None);
    for money in text::words::money(sentence) {
        let before = sentence.get(..money.start).unwrap_or_default().trim_end();
        let after = sentence.get(money.end..).unwrap_or_default();
        if LEAST.iter().any(|word| before.ends_with(word)) || after.starts_with("以上") {
            min = Some(money.value);
        } else if MOST.iter().any(|word| before.ends_with(word))
            || ["以内", "以下", "之内"].iter().any(|word| after.starts_with(word))
        {
            max = Some(money.value);
        }
    }
    match (min, max, sums_between(sentence)) {
        (None, None, Some((low, high))) => (Some(low), Some(high)),
        _ => (min, max),
    }
}

/// 1元至20元之间, 1到20元: the least and the most.
fn sums_between(sentence: &str) -> Option<(Money, Money)> {
    const TO: &[&str] = &["至", "到", "-", "~", "—"];
    let sums = text::words::money(sentence);
    let high = sums.last()?;
    let head = sentence.get(..high.start)?;
    let low = TO.iter().find_map(|to| head.strip_suffix(to))?;
    let written = sums.iter().find(|sum| sum.end == low.len()).map(|sum| sum.value);
    let bare = || {
        let number = text::words::numbers(low).pop().filter(|number| number.end == low.len())?;
        Some(Money(i64::from(number.value) * 100))
    };
    written.or_else(bare).filter(|low| *low < high.value).map(|low| (low, high.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_on_red_packets() {
        let terms = |allow, min: Option<i64>, max: Option<i64>| {
            let (min, max) = (min.map(Money), max.map(Money));
            Some(RedPacketTerms { allow, min, max, some: false })
        };
        let some = Some(RedPacketTerms { some: true, ..RedPacketTerms::default() });
        for (text, wanted) in [
            ("不发语音红包,别的红包随意", some),
            ("请勿抢他人的红包", some),
            ("群内不发红包", terms(Some("never"), None, None)),
            ("红包每个不超过20元", terms(None, None, Some(2_000))),
            ("发红包至少5元,最多200元", terms(None, Some(500), Some(20_000))),
            ("迟到的罚发红包50元", None),
            ("节日里可以发红包", None),
        ] {
            assert_eq!(red_packet_terms(&Clause::alone(text)), wanted, "{text}");
        }
    }
}
