//! Reading the terms of a clause on advertising, links and red packets.

use model::Money;

use crate::clause::{Clause, forbids, has};
use crate::reading::content::{NOT_DOING, is_ban, last_of_list, led_by_ban, phrases};

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
        && (allowed || clause.forbids() || has(text, &["需", "须", "应", "才可", "才能", "方可"]))
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
        "先跟",
        "先向",
        "先找",
        "先问",
        "先经",
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
    const NAMES: &[&str] = &[
        "广告",
        "推销",
        "跨群推广",
        "恶意宣传",
        "商业宣传",
        "商业推广",
        "营销信息",
        "商业行为",
        "做推广",
        "微商",
    ];
    let mut terms = None;
    for name in NAMES {
        for (at, _) in sentence.match_indices(name) {
            let before = sentence.get(..at).unwrap_or_default();
            let after = sentence.get(at + name.len()..).unwrap_or_default();
            if OTHER.iter().any(|word| before.ends_with(word)) || after.starts_with("部") {
                continue;
            }
            let phrase = last_of_list(before);
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
        let bans = forbids(sentence)
            || has(sentence, NOT_DOING)
            || led_by_ban(clause)
            || wants_consent(sentence) && has(sentence, &["才能", "才可", "方可", "须", "应"]);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Clause<'_> {
        Clause::alone(text)
    }

    #[test]
    fn terms_on_advertising() {
        use AdsTerms as T;
        for (text, terms) in [
            ("群内不许发广告", Some(T::Never)),
            ("广告可以发,但每种只发一次,可以发广告的时间不限", Some(T::Once)),
            ("没有群主同意,未经批准不得发广告", Some(T::WithApproval)),
            ("推广活动须经管理员同意后再发", Some(T::WithApproval)),
            ("不许发广告,成员之间谈合作的除外", Some(T::ExceptCooperation)),
            ("禁止大量广告", Some(T::Some)),
            ("不要发与本班无关的广告", Some(T::Some)),
            ("不得作虚假广告", None),
            ("广告部负责宣传栏", None),
            ("活动由市场部推广", None),
        ] {
            assert_eq!(ads_terms(&clause(text)), terms, "{text}");
        }
    }

    #[test]
    fn terms_on_links_and_red_packets() {
        for (text, terms) in [
            ("禁止发外部链接和二维码", Some(LinkTerms::Never)),
            ("未经管理员同意,不得发小程序", Some(LinkTerms::WithApproval)),
            ("严禁传播病毒链接", None),
            ("长文不要直接贴,请用链接", None),
            ("群公告里有报名链接", None),
        ] {
            assert_eq!(link_terms(&clause(text)), terms, "{text}");
        }
        let terms = |allow, min: Option<i64>, max: Option<i64>| {
            Some(RedPacketTerms { allow, min: min.map(Money), max: max.map(Money) })
        };
        for (text, wanted) in [
            ("群内不发红包", terms(Some("never"), None, None)),
            ("红包每个不超过20元", terms(None, None, Some(2_000))),
            ("发红包至少5元,最多200元", terms(None, Some(500), Some(20_000))),
            ("迟到的罚发红包50元", None),
            ("节日里可以发红包", None),
        ] {
            assert_eq!(red_packet_terms(&clause(text)), wanted, "{text}");
        }
    }
}
