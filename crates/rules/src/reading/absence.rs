//! Reading leave from the group's duties.

use text::words;

use crate::clause::{Clause, Words, forbids, has};
use crate::reading::people::{after, before, consenter};
use crate::reading::process::tail;
use crate::reading::routines::cycle;

/// Leave from a duty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Leave {
    /// How often, or for how many days.
    pub max: Option<i64>,
    /// Whether days are counted.
    pub in_days: bool,
    /// In what time.
    pub every: Option<&'static str>,
    /// Who grants it.
    pub approver: Option<String>,
}

/// Leave that members ask for, from duties of the group.
pub(crate) fn leave(clause: &Clause<'_>) -> Option<Leave> {
    const LEAVE: &[&str] = &["请假", "告假", "请事假", "请病假", "天假", "日假", "次假"];
    const ASKED: &[&str] = &[
        "须", "应", "需", "要", "请", "可", "必须", "提前", "务必", "超过", "最多", "允许", "向",
        "方可", "经", "批准", "视为", "上限", "机会",
    ];
    // Leave as a topic that does not belong here, and leave from school or work as such.
    const TOPIC: &[&str] =
        &["不要在群", "勿在群", "请假条", "请假等", "单独联系", "请假制度", "考勤"];
    for sentence in clause.sentences() {
        let Some(at) = LEAVE.iter().filter_map(|word| sentence.place_of(word)).min() else {
            continue;
        };
        // The 请 of 请假 itself asks nothing.
        let rest = LEAVE.iter().fold(sentence.to_owned(), |rest, word| rest.replace(word, ""));
        // 不要请假 and 不得无故请假 forbid; 不能到场的须请假 does not.
        let ahead = tail(sentence.get(..at).unwrap_or_default(), 5);
        let banned = forbids(&ahead) && !has(&ahead, &["的", "须", "应", "要", "请", "者"]);
        // 请假请私信: only where, not how. With a time it is how.
        let privately = has(sentence, &["私聊", "私信"])
            && words::times(sentence).is_empty()
            && !has(sentence, &["提前", "之前", "前一天", "头天"]);
        if !has(&rest, ASKED) || has(sentence, TOPIC) || privately || banned {
            continue;
        }
        let behind = sentence.get(at..).unwrap_or_default();
        let most = &[
            "不超过",
            "不得超过",
            "最多",
            "不能超过",
            "上限",
            "不得多于",
            "以内",
            "限",
            "不多于",
            "可请",
            "可以请",
            "允许",
            "机会",
        ];
        let max = has(sentence, most).then(|| {
            let counted = words::counts(sentence)
                .into_iter()
                .find(|count| ["次", "回"].contains(&count.value.1.as_str()))
                .map(|count| i64::from(count.value.0));
            let days = most
                .iter()
                .find_map(|word| sentence.parted_at(word).and_then(|(_, rest)| days_first(rest)))
                .or_else(|| days_of(behind))
                .or_else(|| days_of(sentence));
            counted.map(|max| (max, false)).or_else(|| days.map(|max| (max, true)))
        });
        let max = max.flatten();
        return Some(Leave {
            max: max.map(|(max, _)| max),
            in_days: max.is_some_and(|(_, days)| days),
            every: cycle(sentence)
                .filter(|_| has(sentence, &["每", "一个月", "一周", "一学期", "一年"])),
            approver: granted_by(sentence),
        });
    }
    None
}

/// So many days right at the beginning: what a cap is followed by.
fn days_first(text: &str) -> Option<i64> {
    let first = words::spans(text).into_iter().next().filter(|span| span.start <= 3)?;
    match first.value {
        model::Span::Days(days) => Some(i64::from(days)),
        _ => None,
    }
}

/// So many days of leave.
fn days_of(text: &str) -> Option<i64> {
    words::spans(text).into_iter().find_map(|span| match span.value {
        model::Span::Days(days) => Some(i64::from(days)),
        _ => None,
    })
}

/// Who grants leave: 向组长请假, 经群主批准.
fn granted_by(sentence: &str) -> Option<String> {
    let asked = after(sentence, "向")
        .and_then(|rest| before(rest, &["请假", "告假", "申请", "报备", "说明", "提出", "请事假"]));
    // 跟护士长说, 找领队请: the colloquial way to ask.
    let asked = asked.or_else(|| {
        ["跟", "找", "和", "私信", "告诉", "联系"].iter().find_map(|word| {
            let rest = after(sentence, word)?;
            before(rest, &["说", "请", "讲", "批", "打招呼", "报备"])
        })
    });
    let fits = |people: &str| {
        let people = people.trim().trim_end_matches("提前");
        ((2..=10).contains(&people.chars().count()) && !people.contains([',', '，']))
            .then(|| people.to_owned())
    };
    asked.and_then(fits).or_else(|| consenter(sentence))
}
