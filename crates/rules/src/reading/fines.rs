//! Reading fines: sums, red packets as a penalty, what is taken from pay, growth and cap.

use std::borrow::Cow;

use model::{Money, Span};
use text::words;

use crate::clause::{Clause, Words, has};
use crate::reading::sanctions::is_forbidden;

/// What a clause says of a fine; only what it states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fine {
    /// The sum.
    pub amount: Option<Money>,
    /// What is added for each `every`.
    pub step: Option<Money>,
    /// How often it is added.
    pub every: Option<Span>,
    /// The most.
    pub cap: Option<Money>,
    /// A share of pay, in percent.
    pub share: Option<u32>,
    /// How it is paid, as the kind names it.
    pub form: Option<&'static str>,
    /// Time to pay before it grows.
    pub within: Option<Span>,
}

const FINES: &[&str] = &["罚款", "罚金", "处罚金", "罚红包", "乐捐", "扣罚", "罚"];
const BREACHES: &[&str] = &[
    "违反",
    "违者",
    "违规",
    "否则",
    "不按",
    "未按",
    "没按",
    "没有按",
    "没有及时",
    "未及时",
    "如有发生",
    "一经",
    "发现",
    "迟到",
    "超过",
    "逾期",
    "者",
    "如有",
];

/// The fine that a clause states.
#[must_use]
pub fn fine(clause: &Clause<'_>) -> Option<Fine> {
    let mut fine = Fine::default();
    let mut found = false;
    for sentence in clause.sentences() {
        let taken = without_denials(sentence);
        let sentence = taken.as_ref();
        let form = form(sentence);
        let sums = words::money(sentence);
        let late =
            has(sentence, &["加收", "滞纳"]) && has(sentence, &["逾期", "拖延", "超时", "迟"]);
        let fined = has(sentence, FINES) && (!sums.is_empty() || names_fine(sentence))
            || !sums.is_empty() && (late || costs(sentence, &sums));
        // 每迟一小时再加2元,最多20元 goes on about the fine of the sentence before.
        let goes_on = found && has(sentence, &["每迟", "每逾", "每超", "再加", "封顶", "最多"]);
        if form.is_none() && !fined && !goes_on {
            continue;
        }
        if found && sums.is_empty() {
            continue;
        }
        found = true;
        fine.form = fine.form.or(form);
        read_sums(sentence, &mut fine);
        fine.share = fine.share.or_else(|| share(sentence));
    }
    found.then_some(fine)
}

/// A sentence without those of its parts that say that no money is taken: 不扣工资,也不罚款.
fn without_denials(sentence: &str) -> Cow<'_, str> {
    const MARKS: [char; 3] = [',', '，', '、'];
    if !sentence.split(MARKS).any(denies) {
        return Cow::Borrowed(sentence);
    }
    let kept: Vec<&str> = sentence.split(MARKS).filter(|part| !denies(part)).collect();
    Cow::Owned(kept.join(","))
}

/// Whether a part of a sentence says that no money is taken: the denial stands right before the
/// taking (不罚款, 不予扣款), or before the means or the purse (不以罚款代替教育, 不从工资里扣).
/// 不交罚款的 is a breach, no denial.
fn denies(part: &str) -> bool {
    const RIGHT_BEFORE: &[&str] =
        &["不", "不得", "不予", "不再", "不会", "不能", "不准", "不许", "不允许", "禁止", "严禁"];
    const AROUND: &[&str] =
        &["不以", "不得以", "不从", "不得从", "不设", "不实行", "不搞", "不采取"];
    /// How far before the taking it may stand: 不从每月的工资里扣.
    const WITHIN: usize = 9;
    part.match_indices(['罚', '扣']).next().is_some_and(|(at, _)| {
        let before = part.get(..at).unwrap_or_default();
        RIGHT_BEFORE.iter().any(|word| before.ends_with(word)) || has(&tail(before, WITHIN), AROUND)
    })
}

/// Whether a sum is the price of a breach: 漏报一次20元, 并扣100元, 迟到的交10块.
fn costs(sentence: &str, sums: &[words::Found<Money>]) -> bool {
    const MISSED: &[&str] = &[
        "漏",
        "迟到",
        "缺席",
        "缺勤",
        "忘记",
        "忘了",
        "未交",
        "没交",
        "不交",
        "违反",
        "违规",
        "旷",
        "没打卡",
        "爽约",
        "断卡",
        "没到",
        "不到",
    ];
    const EACH: &[&str] = &["一次", "每次", "1次", "一回", "一天", "每天", "一个", "每个", "每条"];
    const TAKEN: &[&str] = &["扣", "交", "缴", "捐", "请客", "赞助"];
    const OTHERS: &[&str] = &["会费", "押金", "奖", "不超过", "报名费", "物业费", "费用"];
    sums.iter().any(|sum| {
        let near = tail(sentence.get(..sum.start).unwrap_or_default(), 4);
        let each = EACH.iter().any(|word| near.ends_with(word)) && has(sentence, MISSED);
        let taken = has(&near, &["扣"]) || has(&near, TAKEN) && has(sentence, MISSED);
        (each || taken) && !has(sentence, OTHERS)
    })
}

/// Whether a fine without a sum is meant, rather than a fine that is merely spoken of.
fn names_fine(sentence: &str) -> bool {
    takes(sentence, &["罚款", "罚金", "乐捐"]) && !has(sentence, &["行政罚款"])
}

/// Whether one of these words stands in a sentence other than as what is not done: 不扣工资,
/// 不以此扣发工资.
fn takes(sentence: &str, words: &[&str]) -> bool {
    sentence.split([',', '，', '、']).any(|part| {
        let found = words.iter().flat_map(|word| part.places_of(word));
        found.filter_map(|(at, _)| part.get(..at)).any(|before| !is_forbidden(before))
    })
}

/// How it is paid: a red packet as a penalty, or taken from a bonus or from pay.
fn form(sentence: &str) -> Option<&'static str> {
    const TAKEN: &[&str] = &["扣", "罚"];
    let taken = takes(sentence, TAKEN);
    // 不超过10元 is a cap on what is allowed, no breach.
    let breach = sentence.replace("不超过", "").replace("不得超过", "").replace("别超过", "");
    let given = sentence
        .place_of("红包")
        .and_then(|at| sentence.get(..at))
        .is_some_and(|before| has(&tail(before, GIVEN_WITHIN), &["发", "罚", "交", "缴", "出"]));
    let asked = asks_for_packet(sentence);
    if (given || asked)
        && (has(&breach, BREACHES) || asked && has(sentence, FAILED))
        && !forbids_packets(sentence)
    {
        return Some("red-packet");
    }
    // 绩效工资 is a bonus: what it hangs on is the result.
    if taken && has(sentence, &["奖金", "绩效", "提成"]) {
        return Some("bonus");
    }
    let pay = has(sentence, &["工资", "薪资", "薪水", "薪酬", "月薪"]);
    (taken && pay).then_some("pay")
}

/// What somebody failed to do, for which a red packet is asked of them.
const FAILED: &[&str] =
    &["未", "没", "不到", "不足", "低于", "缺", "断", "少于", "不能", "迟", "退群", "退出", "忘"];

/// 请发红包, 需要发10元红包, 自罚十元红包: a red packet is asked for, and not by way of thanks.
pub(crate) fn asks_for_packet(sentence: &str) -> bool {
    const ASKED: &[&str] = &["请", "需", "要", "应", "须", "得", "自", "上", "罚", "每", "次"];
    const THANKS: &[&str] = &["庆祝", "喜", "新年", "节日", "过年", "感谢", "鼓励", "欢迎", "随意"];
    let Some((before, _)) = sentence.parted_at("红包") else { return false };
    let near = tail(before, ASKED_WITHIN);
    let verb = ["发", "交", "缴", "罚"].iter().filter_map(|verb| near.last_place_of(verb)).max();
    verb.and_then(|at| near.get(..at)).is_some_and(|ahead| {
        ASKED.iter().any(|word| tail(ahead, 3).has_word(word))
            && !["不", "勿", "别", "禁止"].iter().any(|word| ahead.ends_with(word))
    }) && !has(sentence, THANKS)
}

/// How many characters before 红包 what is asked for may begin: 请发金额为人数两倍的红包.
const ASKED_WITHIN: usize = 18;

/// How many characters before 红包 its verb may stand: 发出五元的红包.
const GIVEN_WITHIN: usize = 8;

/// Whether red packets are what is forbidden.
fn forbids_packets(sentence: &str) -> bool {
    ["禁止", "严禁", "不得", "请勿", "不要", "不准"].iter().any(|word| {
        sentence.place_of(word).is_some_and(|at| {
            let rest = sentence.get(at..).unwrap_or_default();
            let before_next = rest.split([',', '，']).next().unwrap_or(rest);
            before_next.has_word("红包")
        })
    })
}

/// Which sum is which, by the words beside it.
fn read_sums(sentence: &str, fine: &mut Fine) {
    const CAP_AFTER: &[&str] = &["封顶", "为限", "为上限", "止"];
    const CAP_BEFORE: &[&str] = &["最高", "最多", "上限", "不超过", "封顶"];
    const STEP_BEFORE: &[&str] = &["加", "增加", "追加", "加罚", "递增", "累加", "多交", "加收"];
    let spans = words::spans(sentence);
    for sum in words::money(sentence) {
        let before = sentence.get(..sum.start).unwrap_or_default();
        let after = sentence.get(sum.end..).unwrap_or_default();
        let near: String = tail(before, 6);
        if CAP_AFTER.iter().any(|word| after.starts_with(word)) || has(&near, CAP_BEFORE) {
            fine.cap = fine.cap.or(Some(sum.value));
        } else if STEP_BEFORE.iter().any(|word| near.ends_with(word))
            || grows(before) && pace(sentence, sum.start, &spans).is_some()
        {
            fine.step = fine.step.or(Some(sum.value));
            fine.every = fine.every.or_else(|| pace(sentence, sum.start, &spans));
        } else if let Some(low) = range_before(before) {
            fine.amount = fine.amount.or(Some(low));
            fine.cap = fine.cap.or(Some(sum.value));
        } else {
            fine.amount = fine.amount.or(Some(sum.value));
        }
    }
    if fine.amount.or(fine.step).is_some() && fine.cap.is_none() {
        fine.cap = bare_cap(sentence, CAP_BEFORE);
    }
    // Time to pay only means something where the fine grows after it.
    if fine.step.is_some() && fine.within.is_none() {
        let limit = spans.iter().find(|span| {
            let after = sentence.get(span.end..).unwrap_or_default();
            ["内", "之内", "以内"].iter().any(|word| after.starts_with(word))
        });
        fine.within = limit.map(|span| span.value);
    }
}

/// 每晚交一天罚10元: a sum for each length of time by which something is late.
fn grows(before: &str) -> bool {
    const LATE: &[&str] = &["超", "晚交", "晚到", "晚一", "迟", "逾期", "拖", "延"];
    let part = before.rsplit([',', '，', '。', ';', '；']).next().unwrap_or(before);
    part.parted_at("每").is_some_and(|(_, rest)| LATE.iter().any(|word| rest.starts_with(word)))
}

/// 封顶一百: a cap that is told without its unit, as the sum before it has one.
fn bare_cap(sentence: &str, before_cap: &[&str]) -> Option<Money> {
    words::numbers(sentence).into_iter().find_map(|number| {
        let before = sentence.get(..number.start)?;
        let after = sentence.get(number.end..)?;
        let told = before_cap.iter().any(|word| before.ends_with(word));
        let ends = after.is_empty() || after.starts_with([',', '，', '。', ';', ')']);
        (told && ends).then(|| Money(i64::from(number.value) * 100))
    })
}

/// How often a fine grows: the last length of time before the sum, behind 每.
fn pace(sentence: &str, at: usize, spans: &[words::Found<Span>]) -> Option<Span> {
    let before = sentence.get(..at)?;
    let each = before.rfind('每')?;
    if let Some(span) = spans.iter().find(|span| span.start >= each && span.end <= at) {
        return Some(span.value);
    }
    let said = before.get(each..)?;
    // Without a number one is meant: 每小时, 每迟一天.
    let units = [("分钟", 60_000), ("小时", 3_600_000)];
    let unit = units.iter().find(|(word, _)| said.has_word(word)).map(|(_, ms)| Span::Ms(*ms));
    unit.or_else(|| has(said, &["天", "日"]).then_some(Span::Days(1)))
}

/// The lower end of `200-500元`: the number before the sum and a mark of a range.
fn range_before(before: &str) -> Option<Money> {
    let rest =
        ["-", "~", "—", "～", "–", "至", "到"].iter().find_map(|mark| before.strip_suffix(mark))?;
    let rest = rest.trim_end_matches(['元', '-', '—']);
    let last = words::numbers(rest).pop().filter(|number| number.end == rest.len())?;
    Some(Money(i64::from(last.value) * 100))
}

/// A share of pay in percent, where what is taken is named.
fn share(sentence: &str) -> Option<u32> {
    if !has(sentence, &["工资", "奖金", "绩效", "薪", "提成"]) {
        return None;
    }
    words::counts(sentence)
        .into_iter()
        .find(|count| count.value.1 == "%" && (1..=100).contains(&count.value.0))
        .map(|count| count.value.0)
}

/// The last few characters of a text.
fn tail(text: &str, chars: usize) -> String {
    let skip = text.chars().count().saturating_sub(chars);
    text.chars().skip(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_take_nothing() {
        for part in
            ["不扣工资", "也不罚款", "不予罚款", "禁止罚款", "不得以罚款代替教育", "群里不设罚款"]
        {
            assert!(denies(part), "{part}");
        }
        assert!(denies("违规的不从每月的工资里扣钱"));
        for part in ["罚款20元", "不交罚款的", "不得迟到", "迟到扣工资50元", "不得早退扣50元"]
        {
            assert!(!denies(part), "{part}");
        }
        assert_eq!(without_denials("第一次不罚款,第二次罚20元"), "第二次罚20元");
    }
}
