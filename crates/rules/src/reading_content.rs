//! Reading clauses about what may be said: which sentences forbid, and what they forbid.
//!
//! Every rule here is about words and their place, and holds for any policy. Tables of words
//! are what policies say in general; a phrase of one document has no place in them.

use model::Money;
use policy::toml::Value;

use crate::clause::{Clause, forbids, has};

/// What ends a phrase: comma, colon, semicolon, bracket, full stop, in both widths.
pub const PHRASE_ENDS: &[char] =
    &[',', '\u{FF0C}', ':', '\u{FF1A}', ';', '\u{FF1B}', '(', ')', '\u{FF08}', '\u{FF09}', '。'];

/// Phrases of a sentence, split at commas and colons.
pub fn phrases(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(PHRASE_ENDS).map(str::trim).filter(|phrase| !phrase.is_empty())
}

/// What stands since the last mark that separates phrases or the items of a list.
#[must_use]
pub fn last_of_list(before: &str) -> &str {
    let mark = |c: char| c == '、' || PHRASE_ENDS.contains(&c);
    before.rsplit(mark).next().unwrap_or_default()
}

/// Whether the clause is about what an account publishes rather than what members say.
#[must_use]
pub fn is_publishing(clause: &Clause<'_>) -> bool {
    clause.around_has(&[
        "公众号",
        "推文",
        "封面",
        "图文",
        "稿件",
        "文章标题",
        "排版",
        "订阅号",
        "服务号",
    ])
}

/// A negation right before what is done: 不发布, 不使用, 不传播.
const NOT_DOING: &[&str] = &[
    "不发",
    "不进行",
    "不使用",
    "不传播",
    "不转发",
    "不散布",
    "不参与",
    "不制作",
    "不谈论",
    "不讨论",
    "不乱",
    "不涉及",
    "不在群",
    "不侮辱",
    "不造谣",
    "不信谣",
    "不传谣",
    "少发",
    "杜绝",
    "抵制",
    "不欢迎",
    "坚决反对",
];

/// What happens to whoever does it: the sentence forbids by naming the consequence.
const CONSEQUENCES: &[&str] = &[
    "清退", "踢", "移出", "移除", "封禁", "禁言", "警告", "处罚", "处理", "驱逐", "请出", "举报",
    "追究", "拉黑", "清理",
];

/// Who may do what about it: a sentence on administrators' powers and duties, or on where to
/// complain, names a consequence and forbids nothing itself.
const POWERS: &[&str] = &[
    "有权",
    "及时制止",
    "及时过滤",
    "及时处理",
    "及时清理",
    "应制止",
    "请截",
    "请向",
    "请联系",
    "可以举报",
    "可举报",
];

/// Whether a sentence forbids what it names: by a word that forbids, by a consequence, or
/// because a ban leads the list that it is in.
#[must_use]
pub fn is_ban(clause: &Clause<'_>, sentence: &str) -> bool {
    // What is not encouraged is not forbidden, and a purpose is no ban.
    let mild = has(sentence, &["不提倡", "为了避免", "为避免", "为防止", "为了防止"]);
    let rest =
        ["不提倡", "避免"].iter().fold(sentence.to_owned(), |rest, word| rest.replace(word, ""));
    forbids(if mild { &rest } else { sentence })
        || has(sentence, NOT_DOING)
        || (has(sentence, CONSEQUENCES) && !has(sentence, POWERS))
        || kicks(sentence)
        || led_by_ban(clause)
}

/// `t` behind a Chinese word: chat shorthand for 踢.
fn kicks(sentence: &str) -> bool {
    let mut last = sentence.trim_end().chars().rev();
    matches!(last.next(), Some('t' | 'T')) && last.next().is_some_and(|c| !c.is_ascii())
}

/// Whether the list's lead or the heading right above forbids what the items name.
fn led_by_ban(clause: &Clause<'_>) -> bool {
    const HEADINGS: &[&str] =
        &["禁止", "严禁", "不得", "禁忌", "违规行为", "违禁", "不允许", "红线"];
    clause.lead.is_some_and(|lead| forbids(lead) || has(lead, &["违规行为", "以下行为"]))
        || clause.headings.last().is_some_and(|heading| has(heading, HEADINGS))
}

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
        && (allowed || clause.forbids() || has(text, &["需", "须", "应"]))
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
    const NAMES: &[&str] =
        &["广告", "推销", "跨群推广", "恶意宣传", "商业宣传", "商业推广", "营销信息", "商业行为"];
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
        let bans = forbids(sentence) || has(sentence, NOT_DOING) || led_by_ban(clause);
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

/// A sum as policies write it: whole yuan as a number, else a decimal.
#[must_use]
pub fn yuan(money: Money) -> Value {
    let written = money.to_string();
    match (written.parse::<i64>(), written.parse()) {
        (Ok(whole), _) => Value::Integer(whole),
        (_, Ok(decimal)) => Value::Float(decimal),
        _ => Value::String(written),
    }
}

/// Whether a clause bans posting what has been posted: by a word for it, or because others
/// have seen it already.
#[must_use]
pub fn bans_duplicates(clause: &Clause<'_>) -> bool {
    const AGAIN: &[&str] =
        &["重复转发", "重复分享", "重复的内容", "重复内容", "重复的信息", "重复信息", "重复发布"];
    const KNOWN: &[&str] = &["看过", "发过", "转发过", "分享过", "发布过", "转过"];
    const SENDING: &[&str] = &["转发", "分享", "发"];
    clause.sentences().any(|sentence| {
        let again = has(sentence, AGAIN) && is_ban(clause, sentence);
        let known = has(sentence, KNOWN) && has(sentence, &["已", "曾"]) && has(sentence, SENDING);
        (again || known) && !has(sentence, &["刷屏"])
    })
}

/// Whether a clause is about two people's long talk, with the number of turns where it has one.
#[must_use]
pub fn long_dialogue_turns(clause: &Clause<'_>) -> Option<Option<u32>> {
    const TWO: &[&str] = &["两个人", "两人", "二人", "双方", "一对一", "个别人", "个人之间"];
    const TALK: &[&str] = &["长篇", "长时间", "对话", "聊", "交谈", "说话", "话"];
    const WHERE: &[&str] = &["群里", "群内", "私聊", "私下", "小窗", "私信"];
    let sentence = clause
        .sentences()
        .find(|sentence| has(sentence, TWO) && has(sentence, TALK) && has(sentence, WHERE))?;
    let counts = text::words::counts(sentence);
    let turns =
        counts.iter().find(|one| ["轮", "句", "条", "次", "回"].contains(&one.value.1.as_str()));
    Some(turns.map(|one| one.value.0))
}

/// Whether a clause limits a message's length, with the number of characters where it has one.
#[must_use]
pub fn length_limit(clause: &Clause<'_>) -> Option<Option<u32>> {
    const AT_MOST: &[&str] =
        &["内", "以内", "不超过", "不得超过", "不能超过", "最多", "控制在", "限"];
    /// Names, titles and reports have lengths of their own.
    const OTHER: &[&str] =
        &["标题", "昵称", "名片", "摘要", "简介", "签名", "不少于", "以上", "群名"];
    if is_publishing(clause) {
        return None;
    }
    for sentence in clause.sentences().filter(|sentence| !has(sentence, OTHER)) {
        let counts = text::words::counts(sentence);
        let chars =
            counts.iter().find(|one| ["字", "汉字", "字符"].contains(&one.value.1.as_str()));
        if let Some(chars) = chars.filter(|_| has(sentence, AT_MOST)) {
            return Some(Some(chars.value.0));
        }
        if has(sentence, &["大篇幅", "长篇大论的", "大段文字", "长篇文字", "过长的文字"])
            && forbids(sentence)
        {
            return Some(None);
        }
    }
    None
}

/// What a clause wants used for what is too long.
#[must_use]
pub fn instead_of_long(text: &str) -> Option<&'static str> {
    const WAYS: &[&str] = &["链接", "文件", "文档", "附件", "邮件", "图片", "截图"];
    let over = ["超过", "超出", "过长", "更长", "较长"]
        .iter()
        .filter_map(|word| text.rfind(word))
        .max()?;
    let rest = text.get(over..)?;
    if !has(rest, &["使用", "用", "以", "通过", "改"]) {
        return None;
    }
    WAYS.iter().copied().filter_map(|way| Some((rest.find(way)?, way))).min().map(|(_, way)| way)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Clause<'_> {
        Clause { text, headings: &[], lead: None }
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

    #[test]
    fn lengths_dialogues_duplicates() {
        for (text, limit, instead) in [
            ("每条消息不超过300字,更长的用文件发", Some(Some(300)), Some("文件")),
            ("字数控制在150个字以内", Some(Some(150)), None),
            ("请勿粘贴大段文字", Some(None), None),
            ("群昵称不超过10个字", None, None),
            ("总结不少于500字", None, None),
        ] {
            assert_eq!(length_limit(&clause(text)), limit, "{text}");
            assert_eq!(instead_of_long(text), instead, "{text}");
        }
        for (text, turns) in [
            ("两人对话超过8轮的请私聊", Some(Some(8))),
            ("一对一的聊天不要放在群里", Some(None)),
            ("有事可以私聊群主", None),
        ] {
            assert_eq!(long_dialogue_turns(&clause(text)), turns, "{text}");
        }
        for (text, bans) in [
            ("别人已经发过的文章不要再发", true),
            ("不要重复转发", true),
            ("重复发同样的话算刷屏", false),
            ("已经看过通知的请回复", false),
        ] {
            assert_eq!(bans_duplicates(&clause(text)), bans, "{text}");
        }
    }
}
