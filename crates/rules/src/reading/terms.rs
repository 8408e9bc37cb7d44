//! Reading the terms of a clause on advertising and links.

use crate::clause::Words;
use crate::clause::{Clause, forbids, has};
use crate::reading::content::{NOT_DOING, is_ban, last_of_list, led_by_ban, phrases};
use crate::reading::papers::followed;

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
    let named = has(text, &["广告", "推销", "推广", "宣传其他", "宣传别的", "宣传自己"]);
    if let Some(terms) = rationed(clause) {
        return Some(terms);
    }
    let allowed =
        has(text, &["可以发广告", "允许发广告", "可发广告", "可以发布广告", "允许发布广告"]);
    if allowed && has(text, &["一次", "1次"]) {
        return Some(AdsTerms::Once);
    }
    let excepts = has(text, &["除外", "例外", "除非"])
        || text.parted_at("除").is_some_and(|(_, rest)| {
            let near: String = rest.chars().take(12).collect();
            has(&near, &["合作"]) && (near.starts_with('了') || near.contains('外'))
        });
    if named && has(text, &["合作"]) && excepts {
        return Some(AdsTerms::ExceptCooperation);
    }
    if named
        && wants_consent(text)
        && (allowed
            || clause.forbids()
            || has(text, &["需", "须", "应", "才可", "才能", "方可", "未经"]))
    {
        return Some(AdsTerms::WithApproval);
    }
    let mut terms = None;
    // 昵称不能带广告: what a name may not have.
    let of_name = |sentence: &&str| {
        has(sentence, &["昵称", "名片", "头像"])
            && followed(sentence, &["带", "含", "出现"], &["广告"], 6)
            && !has(sentence, &["发布", "发广告", "打广告"])
    };
    let bans = clause.sentences().filter(|sentence| is_ban(clause, sentence));
    for sentence in bans.filter(|sentence| !of_name(sentence)) {
        match sentence_terms(sentence) {
            Some(AdsTerms::Never) => return Some(AdsTerms::Never),
            Some(other) => terms = Some(other),
            None => {}
        }
    }
    terms
}

/// Trade of members' own that may be posted now and then, or after a word with whoever is in
/// charge: 自家生意每月可发一条, 推广自己的作品请先问管理员.
fn rationed(clause: &Clause<'_>) -> Option<AdsTerms> {
    const TRADE: &[&str] = &[
        "广告",
        "推广",
        "招聘",
        "自家生意",
        "招租",
        "出租",
        "出售",
        "转让",
        "二手",
        "闲置",
        "求租",
        "内推",
        "生意",
        "宣传自己",
    ];
    const TURNS: &[&str] =
        &["每周", "每月", "每天", "每日", "每人", "一周", "一个月", "每季", "每年"];
    const ONE: &[&str] =
        &["一次", "一条", "1次", "1条", "一贴", "一帖", "一则", "开放", "集市", "两次", "两条"];
    const MAY: &[&str] = &[
        "平日不发",
        "平时不发",
        "可发",
        "可以发",
        "限发",
        "可在",
        "只能发",
        "只发",
        "允许发",
        "限",
        "可",
    ];
    for sentence in clause.sentences().filter(|sentence| has(sentence, TRADE)) {
        let posts = has(sentence, &["发", "贴", "帖", "推广", "广告"]);
        if posts && has(sentence, TURNS) && has(sentence, ONE) && has(sentence, MAY) {
            return Some(AdsTerms::Some);
        }
        let advertises = has(sentence, &["推广", "广告"]) && !has(sentence, &["公众号推广"]);
        if advertises && !clause.forbids() && asks_somebody(sentence) {
            return Some(AdsTerms::WithApproval);
        }
    }
    None
}

/// 先问一下管理员, 跟群主打个招呼: consent in everyday words.
fn asks_somebody(sentence: &str) -> bool {
    whom_first(sentence).is_some()
}

/// Whom one asks first.
pub(crate) fn whom_first(sentence: &str) -> Option<&'static str> {
    const FIRST: &[&str] =
        &["先问", "先跟", "先和", "先向", "先找", "提前跟", "提前和", "先经", "先私"];
    const WHOM: &[&str] = &[
        "管理员",
        "群主",
        "版主",
        "负责人",
        "班主任",
        "老师",
        "会长",
        "组长",
        "团长",
        "维护者",
        "我",
        "理事",
        "楼长",
        "物业",
        "业委会",
        "管理组",
    ];
    FIRST.iter().find_map(|word| {
        let (_, rest) = sentence.parted_at(word)?;
        let near: String = rest.chars().take(8).collect();
        WHOM.iter().copied().find(|whom| near.has_word(whom))
    })
}

/// Whether something may be done with somebody's consent.
pub(crate) fn wants_consent(text: &str) -> bool {
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
        "先联系",
        "先发给",
        "先给",
        "须报",
        "需报",
        "应报",
        "联系群主",
        "如有必要",
        "如有需要",
        "有需要",
        "确需",
        "如需",
    ];
    has(text, CONSENT) && has(text, WAYS) || asks_somebody(text) || without_leave(text)
}

/// 未经群主允许, 除非管理员特许: what may not be done without leave, right behind the word.
fn without_leave(text: &str) -> bool {
    const LEAVE: &[&str] = &["允许", "特许", "准许", "核准", "认可", "点头", "同意", "许可"];
    /// How far behind it may stand.
    const NEAR: usize = 14;
    ["未经", "除非", "没有经过", "不经"].iter().filter_map(|word| text.parted_at(word)).any(
        |(_, rest)| {
            let near: String = rest.chars().take(NEAR).collect();
            let near = near.split([',', '，']).next().unwrap_or_default();
            has(near, LEAVE) && !has(near, &["不允许", "不准许"])
        },
    )
}

/// Every mention of advertising in a sentence that forbids: plain, or only some of it.
fn sentence_terms(sentence: &str) -> Option<AdsTerms> {
    /// Not advertising as such: claims that are false are forbidden content.
    const OTHER: &[&str] = &["虚假", "欺诈", "虚假的", "病毒"];
    /// Of a bad sort.
    const LIMITED: &[&str] = &["负面", "诱导性", "诱导", "大量", "恶意"];
    const NAMES: &[&str] = &[
        "广告",
        "推销",
        "跨群推广",
        "宣传其他",
        "宣传别的",
        "宣传自己的",
        "宣传私人",
        "宣传外部",
        "引流",
        "宣群",
        "营销广告",
        "营销内容",
        "恶意宣传",
        "商业宣传",
        "商业推广",
        "营销信息",
        "商业行为",
        "做推广",
        "微商",
        "卖东西",
        "卖货",
        "卖课",
        "卖保险",
        "带货",
        "直销",
        "保健品",
        "招生",
        "招代理",
        "拉生意",
        "做生意",
        "揽客",
        "拉客",
        "揽生意",
        "商业信息",
        "商业内容",
        "商业链接",
        "商家信息",
        "促销",
        "软文",
        "软广",
        "赞助链接",
        "药品代表",
        "医药代表",
        "产品宣传",
        "营销内容",
        "营销号",
        "中介信息",
        "店铺链接",
        "推广",
        "做营销",
        "营销类",
        "营销号",
        "营销内容",
        "营销文",
        "搞营销",
        "发营销",
        "招商信息",
        "发推广",
        "推广信息",
        "推广链接",
        "推广内容",
        "私下推广",
    ];
    let mut terms = None;
    for name in NAMES {
        for (at, _) in sentence.places_of(name) {
            let before = sentence.get(..at).unwrap_or_default();
            let after = sentence.get(at + name.len()..).unwrap_or_default();
            // Who is not to be brought in, and what trade is bound to say, is no advertising here.
            let of_trade = has(sentence, &["拉人", "疗效", "资质", "无关内容"])
                && !has(name, &["广告", "推销", "推广"]);
            if OTHER.iter().any(|word| before.ends_with(word))
                || after.starts_with("部")
                || of_trade
            {
                continue;
            }
            let phrase = last_of_list(before);
            let unrelated = phrase.contains('与') && phrase.has_word("无关");
            let limited = LIMITED.iter().any(|word| before.ends_with(word)) || to_excess(before);
            if unrelated || limited {
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

/// Whether a phrase bans only too much of something, or what comes from elsewhere, before it names
/// it: 不要乱发, 反复发布, 禁止发平台以外的.
fn to_excess(before: &str) -> bool {
    const EXCESS: &[&str] = &[
        "乱发",
        "滥发",
        "狂发",
        "连发",
        "频繁",
        "高频",
        "反复",
        "大篇幅",
        "过多",
        "太多",
        "大量发",
        "大量转",
        "长期打",
        "长期发",
        "恶意发",
        "恶意转",
        "外的",
        "以外",
    ];
    let phrase = before.rsplit([',', '，', ';', '；', '。']).next().unwrap_or_default();
    has(phrase, EXCESS) && !phrase.has_word("外的人")
}

/// What a clause says about links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTerms {
    /// None.
    Never,
    /// Some of them are banned: too many, of other places.
    Some,
    /// With consent.
    WithApproval,
}

/// The terms on links; none where the clause says nothing about links as such.
#[must_use]
pub fn link_terms(clause: &Clause<'_>) -> Option<LinkTerms> {
    const NAMES: &[&str] =
        &["链接", "二维码", "小程序", "网址", "外链", "网页", "短链", "跳转", "公众号文章"];
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
        let mut places = NAMES.iter().flat_map(|name| sentence.places_of(name));
        let plain = places.find(|(at, _)| {
            let before = sentence.get(..*at).unwrap_or_default();
            let phrase = phrases(before).last().unwrap_or_default();
            let offered = has(phrase, &["使用", "可以", "请用", "改用", "把", "通过", "点击"])
                && !forbids(phrase);
            let offered = offered
                || has(phrase, &["请交", "请到", "请去", "请走", "请在", "只认", "只用"])
                    && !forbids(phrase);
            // 含有病毒、木马、恶意软件的链接: what is bad about it stands before 的.
            let spoilt = before.ends_with('的') && has(phrase, OF_OTHERS);
            let banned =
                led_by_ban(clause) || wants_consent(sentence) || is_banned_here(sentence, *at);
            !offered
                && !spoilt
                && banned
                && !in_brackets(before)
                && !OF_OTHERS.iter().any(|word| before.ends_with(word))
        });
        if let Some((at, _)) = plain {
            let before = sentence.get(..at).unwrap_or_default();
            let unrelated = has(last_of_list(before), &["无关的", "不相干的"]);
            return Some(match (wants_consent(sentence), unrelated || to_excess(before)) {
                (true, _) => LinkTerms::WithApproval,
                (_, true) => LinkTerms::Some,
                _ => LinkTerms::Never,
            });
        }
    }
    None
}

/// Whether what is named at a place is what is banned: 不发链接, 广告,链接一律禁止, and not
/// 代码贴链接,别发截图.
fn is_banned_here(sentence: &str, at: usize) -> bool {
    /// What stands in a phrase that asks for something itself.
    const ASKED: &[&str] = &[
        "发", "贴", "用", "请", "先", "写", "放", "附", "存", "给", "改", "挂", "传", "走", "在",
        "到",
    ];
    const ITEM_MAX: usize = 12;
    let start = sentence.get(..at).unwrap_or_default().rfind([',', '，']).unwrap_or(0);
    let head = sentence.get(..start).unwrap_or_default();
    let tail = sentence.get(start..).unwrap_or_default().trim_start_matches(['，', ',']);
    let own = tail.split([',', '，']).next().unwrap_or_default();
    let bans = |text: &str| forbids(text) || has(text, NOT_DOING);
    // 广告,链接,二维码一律不发: an item of what is banned before or behind.
    let item = own.chars().count() <= ITEM_MAX && !has(own, ASKED);
    bans(own) || item && (bans(head) || bans(tail)) || !sentence.contains([',', '，'])
}

/// 严禁涉及赌博的信息(含图片、链接): the forms that what is banned may have.
fn in_brackets(before: &str) -> bool {
    let open = before.rfind(['(', '（']);
    let inside =
        open.and_then(|at| before.get(at..)).filter(|inside| !inside.contains([')', '）']));
    inside.is_some_and(|inside| has(inside, &["含", "包括", "图片", "文字"]))
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
            ("群里不要乱发广告", Some(T::Some)),
            ("禁止发本店以外的广告", Some(T::Some)),
            ("不要发与本班无关的广告", Some(T::Some)),
            ("不得作虚假广告", None),
            ("广告部负责宣传栏", None),
            ("活动由市场部推广", None),
        ] {
            assert_eq!(ads_terms(&clause(text)), terms, "{text}");
        }
    }

    #[test]
    fn terms_on_links() {
        for (text, terms) in [
            ("禁止发外部链接和二维码", Some(LinkTerms::Never)),
            ("未经管理员同意,不得发小程序", Some(LinkTerms::WithApproval)),
            ("不要乱发链接", Some(LinkTerms::Some)),
            ("严禁传播病毒链接", None),
            ("长文不要直接贴,请用链接", None),
            ("群公告里有报名链接", None),
        ] {
            assert_eq!(link_terms(&clause(text)), terms, "{text}");
        }
    }
}
