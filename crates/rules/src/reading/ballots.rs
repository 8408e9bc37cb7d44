//! Reading what members decide by vote.

use text::words;

use crate::clause::{Clause, forbids, has};
use crate::reading::actions::acts;
use crate::reading::duties::parts;

/// What members decide by vote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vote {
    /// What about.
    pub what: Option<String>,
    /// How many must agree.
    pub share: Option<String>,
    /// How long it is open.
    pub within: Option<String>,
}

/// Members decide by vote.
pub(crate) fn vote(clause: &Clause<'_>) -> Option<Vote> {
    const VOTES: &[&str] =
        &["投票", "表决", "票选", "公投", "票决", "民主选举", "推选", "选举", "举手"];
    const DECIDES: &[&str] = &[
        "决定",
        "通过",
        "选出",
        "产生",
        "选举",
        "同意",
        "赞成",
        "半数",
        "多数",
        "三分之",
        "表决",
        "票选",
        "推选",
        "公投",
        "票决",
        "发起",
        "裁决",
        "方可",
        "生效",
        "民主",
        "结果",
        "为准",
        "得票",
        "票数",
        "入选",
        "当选",
        "胜出",
        "定下",
        "选定",
        "说了算",
    ];
    // Votes that are begged for, in and out of the group, and links to them.
    const BEGGED: &[&str] = &[
        "拉票",
        "刷票",
        "投票链接",
        "投票类",
        "求投票",
        "帮忙投票",
        "网络投票",
        "集赞",
        "砍价",
        "点赞",
        "微信投票",
        "投票拉",
        "砍一刀",
        "助力",
    ];
    for sentence in clause.sentences() {
        let agreed = has(
            sentence,
            &["半数以上", "过半数", "三分之二", "多数成员", "全体成员同意", "2/3", "1/2以上"],
        ) && has(sentence, &["同意", "赞成", "通过"])
            && has(
                sentence,
                &["成员", "群友", "业主", "会员", "家长", "群员", "大家", "人", "委员"],
            )
            && acts(sentence).is_empty()
            && !within_committee(sentence);
        let votes = has(sentence, VOTES) && has(sentence, DECIDES);
        let banned = parts(sentence).any(|part| has(part, VOTES) && forbids(part))
            || clause.lead.is_some_and(forbids);
        if !(votes || agreed) || has(sentence, BEGGED) || banned {
            continue;
        }
        return Some(Vote {
            what: voted_on(sentence),
            share: share(sentence).or_else(|| share(clause.text)),
            within: words::spans(sentence)
                .into_iter()
                .find(|span| {
                    let then = sentence.get(span.end..).unwrap_or_default();
                    let ahead = sentence.get(..span.start).unwrap_or_default();
                    ["内", "之内", "以内", "的投票", "投票", "后截止"]
                        .iter()
                        .any(|w| then.starts_with(w))
                        || [
                            "为期",
                            "期限为",
                            "时间为",
                            "时长为",
                            "投票期",
                            "投票期为",
                            "表决期为",
                            "投票期是",
                            "期限",
                            "持续",
                            "开放",
                            "开放期",
                            "为时",
                        ]
                        .iter()
                        .any(|w| ahead.ends_with(w))
                })
                .map(|span| span.value.to_string()),
        });
    }
    None
}

/// 须理事会会议过半数委员同意: those who run the group decide among themselves.
fn within_committee(sentence: &str) -> bool {
    const BODIES: &[&str] = &["委员", "理事", "班委", "管理组", "核心成员", "维护者"];
    const MEMBERS: &[&str] =
        &["群成员", "全体成员", "业主同意", "群友", "会员", "家长", "群员", "大家", "投票"];
    has(sentence, BODIES) && !has(sentence, MEMBERS)
}

/// What is put to the vote: 选举管理员, 群规修改 and the like.
fn voted_on(sentence: &str) -> Option<String> {
    const MATTERS: &[(&str, &[&str])] = &[
        (
            "管理员选举",
            &[
                "选举管理员",
                "推选管理员",
                "选出管理员",
                "管理员由",
                "管理员选举",
                "群主由",
                "选举群主",
                "推选群主",
                "产生管理员",
            ],
        ),
        ("移出成员", &["移出", "踢出", "清退", "除名"]),
        (
            "修改规定",
            &[
                "修改群规",
                "群规修改",
                "修订",
                "修改本",
                "规则修改",
                "规定的修改",
                "修改规则",
                "修改公约",
            ],
        ),
        ("重大事项", &["重大事项", "重要事项", "重大决定", "重大事务", "重大问题", "重要决定"]),
    ];
    MATTERS.iter().find(|(_, marks)| has(sentence, marks)).map(|(matter, _)| (*matter).to_owned())
}

/// How large a part must agree, as policies write it: `1/2`, `2/3`, `60%`.
pub(crate) fn share(sentence: &str) -> Option<String> {
    const SHARES: &[(&str, &[&str])] = &[
        ("2/3", &["2/3"]),
        ("75%", &["3/4"]),
        ("80%", &["4/5"]),
        ("1/3", &["1/3"]),
        (
            "50%",
            &["半数", "1/2", "过半", "一半", "多数同意", "多数通过", "少数服从多数", "多数人同意"],
        ),
        (
            "100%",
            &["一致同意", "全票", "一致通过", "全体成员同意", "全员同意", "所有人同意", "全体同意"],
        ),
    ];
    let percent = words::counts(sentence)
        .into_iter()
        .find(|count| count.value.1 == "%" && (1..=100).contains(&count.value.0))
        .map(|count| format!("{}%", count.value.0));
    percent.or_else(|| fraction(sentence)).or_else(|| {
        SHARES.iter().find(|(_, marks)| has(sentence, marks)).map(|(share, _)| (*share).to_owned())
    })
}

/// 五分之三: `60%`; 三分之二: `2/3`. Of several parts that by which people agree, and not how many
/// must come.
fn fraction(sentence: &str) -> Option<String> {
    const DIGITS: &str = "一二三四五六七八九十";
    /// How far behind it stands that people agree, in characters: 以上成员投票.
    const NEAR: usize = 8;
    let value = |c: Option<char>| DIGITS.chars().position(|digit| Some(digit) == c);
    let parts = |at: usize| {
        let behind = sentence.get(at + "分之".len()..)?;
        let below = value(sentence.get(..at)?.chars().last())?;
        let above = value(behind.chars().next())?;
        let near: String = behind.chars().take(NEAR).collect();
        let agree = has(&near, &["同意", "赞成", "通过", "赞同"]);
        (above < below).then_some((agree, above + 1, below + 1))
    };
    let found: Vec<_> = sentence.match_indices("分之").filter_map(|(at, _)| parts(at)).collect();
    let (_, above, below) = found.iter().find(|(agree, ..)| *agree).or(found.first())?;
    Some(match 100 * above % below {
        0 => format!("{}%", 100 * above / below),
        _ => format!("{above}/{below}"),
    })
}
