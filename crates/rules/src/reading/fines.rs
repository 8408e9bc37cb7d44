//! Reading fines: sums, red packets as a penalty, what is taken from pay, growth and cap.

use model::{Money, Span};
use text::words;

use crate::clause::{Clause, Words, has};

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
    has(sentence, &["罚款", "罚金", "乐捐"])
        && !has(sentence, &["不罚款", "禁止罚款", "不得罚款", "行政罚款"])
}

/// How it is paid: a red packet as a penalty, or taken from a bonus or from pay.
fn form(sentence: &str) -> Option<&'static str> {
    const TAKEN: &[&str] = &["扣", "罚"];
    let taken = has(sentence, TAKEN);
    // 不超过10元 is a cap on what is allowed, no breach.
    let breach = sentence.replace("不超过", "").replace("不得超过", "").replace("别超过", "");
    let given = sentence
        .find("红包")
        .and_then(|at| sentence.get(..at))
        .is_some_and(|before| has(&tail(before, GIVEN_WITHIN), &["发", "罚", "交", "缴", "出"]));
    if given && has(&breach, BREACHES) && !forbids_packets(sentence) {
        return Some("red-packet");
    }
    // 绩效工资 is a bonus: what it hangs on is the result.
    if taken && has(sentence, &["奖金", "绩效", "提成"]) {
        return Some("bonus");
    }
    let pay = has(sentence, &["工资", "薪资", "薪水", "薪酬", "月薪"]);
    (taken && pay).then_some("pay")
}

/// How many characters before 红包 its verb may stand: 发出五元的红包.
const GIVEN_WITHIN: usize = 8;

/// Whether red packets are what is forbidden.
fn forbids_packets(sentence: &str) -> bool {
    ["禁止", "严禁", "不得", "请勿", "不要", "不准"].iter().any(|word| {
        sentence.place_of(word).is_some_and(|at| {
            let rest = sentence.get(at..).unwrap_or_default();
            let before_next = rest.split([',', '，']).next().unwrap_or(rest);
            before_next.contains("红包")
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
        } else if STEP_BEFORE.iter().any(|word| near.ends_with(word)) {
            fine.step = fine.step.or(Some(sum.value));
            fine.every = fine.every.or_else(|| pace(sentence, sum.start, &spans));
        } else if let Some(low) = range_before(before) {
            fine.amount = fine.amount.or(Some(low));
            fine.cap = fine.cap.or(Some(sum.value));
        } else {
            fine.amount = fine.amount.or(Some(sum.value));
        }
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
