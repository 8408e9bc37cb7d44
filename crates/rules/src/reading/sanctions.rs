//! Reading what follows a breach out of clauses, but for rising steps.

use crate::clause::Words;
use model::{Action, Step};
use text::words;

use crate::clause::{Clause, List, has};
use crate::reading::actions::{Named, acts, distinct, together};
use crate::reading::departures::removes_who_left;
use crate::reading::idle::idle;
use crate::reading::ladders::{after_warnings, by_marks, has_mark};
use crate::reading::quorum::quorum;
use crate::reading::targets::named_kinds;

/// A sanction that a clause states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sanction {
    /// What may be done; empty where the text only says that something will be.
    pub steps: Vec<Step>,
    /// The kinds that it is for, where the sentence names them and nothing else does.
    pub kinds: Vec<&'static str>,
    /// Whether it follows only from a number of breaches or people that nothing else says.
    pub counted: bool,
    /// Whether it is for cases that only people can tell: 情节严重的, 多次违反的.
    pub judged: bool,
}

/// The sanctions of a clause, sentence by sentence; those of a ladder are none.
#[must_use]
pub fn sanctions(clause: &Clause<'_>) -> Vec<Sanction> {
    let mut found: Vec<Sanction> = Vec::new();
    // Most clauses threaten nothing: what follows is looked at only where words for it stand.
    if clause.sentences().all(|sentence| acts(sentence).is_empty())
        && !punishes_somehow(clause.text, &[])
    {
        return found;
    }
    let by_marks = by_marks(clause.text).is_some();
    for sentence in clause.sentences() {
        let rungs = by_marks && (has_mark(sentence) || in_ladder(sentence));
        // 屡伤和气的,经理事会同意,请其离群: the breach before the consent is punished.
        let needs_consent = quorum(sentence).is_some() && !punishes_by_consent(sentence);
        if rungs || after_warnings(sentence).is_some() || needs_consent {
            continue;
        }
        // Silence and having left are no misconduct, and kinds of their own.
        let silent = has(sentence, &["潜水", "长期不发言", "从不发言", "未发言"])
            || removes_who_left(sentence)
            || stays_after_leaving(sentence, clause)
            || parts(sentence).any(|part| {
                !words::spans(part).is_empty() && matches!(idle(part), Some("speech" | "event"))
            });
        let named: Vec<Named> =
            parts(sentence).filter(|_| !silent).flat_map(acts_of_part).collect();
        let mut steps = distinct(&named);
        stopped_first(&mut steps, sentence);
        lengthen(&mut steps, sentence);
        if steps.is_empty() && !punishes_somehow(sentence, ELSEWHERE) {
            continue;
        }
        let kinds = if clause.forbids() { Vec::new() } else { named_kinds(sentence) };
        let judged = !steps.is_empty() && is_for_people_to_judge(sentence);
        let sanction = Sanction { steps, kinds, counted: is_counted(sentence), judged };
        // Worse cases of the same breach leave a choice: one sanction, the milder act first.
        if let Some(last) = found.last_mut()
            && is_graver(sentence)
            && sanction.kinds.is_empty()
            && !last.steps.is_empty()
        {
            last.steps.extend(
                sanction
                    .steps
                    .iter()
                    .filter(|step| !last.steps.contains(step))
                    .copied()
                    .collect::<Vec<_>>(),
            );
            continue;
        }
        if !found.contains(&sanction) {
            found.push(sanction);
        }
    }
    // Where an act is named, a general threat of punishment beside it adds nothing.
    if found.iter().any(|one| !one.steps.is_empty()) {
        found.retain(|one| !one.steps.is_empty());
    }
    found
}

/// Whether what is said before the first act leaves to people whether it has come so far.
fn is_for_people_to_judge(sentence: &str) -> bool {
    let first = acts(sentence).first().map(|one| one.start);
    let before = first.and_then(|at| sentence.get(..at)).unwrap_or_default();
    has(before, JUDGED)
}

/// Words for how grave, or how often, a breach has to be, of which no figure says when.
pub const JUDGED: &[&str] = &[
    "情节严重",
    "情节较重",
    "情节恶劣",
    "情节特别",
    "严重者",
    "严重的",
    "严重违",
    "后果严重",
    "严重后果",
    "影响恶劣",
    "恶劣影响",
    "不良影响",
    "不良后果",
    "态度恶劣",
    "多次",
    "屡次",
    "屡犯",
    "屡教",
    "屡劝",
    "再三",
    "一再",
    "不听劝",
    "不听从",
    "不听的",
    "拒不改正",
    "拒不悔改",
];

/// 人数超过三十的全体禁言, 五张以上的踢出: an act that so many breaches or people bring.
fn is_counted(sentence: &str) -> bool {
    const OF: &[&str] = &["次", "条", "张", "人", "遍", "个", "名"];
    const BEYOND: &[&str] = &["超过", "达到", "满", "累计", "多于", "超"];
    let Some(first) = acts(sentence).first().map(|one| one.start) else { return false };
    words::counts(sentence).iter().filter(|count| count.end <= first).any(|count| {
        let before = sentence.get(..count.start).unwrap_or_default();
        let after = sentence.get(count.end..).unwrap_or_default();
        count.value.0 > 1
            && OF.contains(&count.value.1.as_str())
            && (BEYOND.iter().any(|word| before.ends_with(word)) || after.starts_with("以上"))
    })
}

/// 立即制止,并移出: what is done about it at once, where a consequence follows.
fn stopped_first(steps: &mut Vec<Step>, sentence: &str) {
    const AT_ONCE: &[&str] = &["立即", "及时", "马上", "当即", "应", "要", "予以"];
    let stop = Step::of(Action::Stop);
    if steps.is_empty() || steps.contains(&stop) {
        return;
    }
    let stops = acts(sentence).first().is_some_and(|one| {
        let before = sentence.get(..one.start).unwrap_or_default();
        one.step.action == Action::Stop && AT_ONCE.iter().any(|word| before.ends_with(word))
    });
    if stops {
        steps.insert(0, stop);
    }
}

/// 移出本群,一个月后可重新申请: how long an act lasts may stand in the next part.
fn lengthen(steps: &mut [Step], sentence: &str) {
    if steps.iter().all(|step| step.span.is_some() || !step.action.removes()) {
        return;
    }
    let whole = acts(sentence);
    for step in steps.iter_mut().filter(|step| step.span.is_none() && step.action.removes()) {
        let lasts = |one: &&Named| one.step.action == step.action && one.step.span.is_some();
        step.span = whole.iter().find(lasts).and_then(|one| one.step.span);
    }
}

/// Whether a breach, the consent to act and the act come in this order.
fn punishes_by_consent(sentence: &str) -> bool {
    const BREACH: &[&str] = &["的,", "的，", "者,", "者，"];
    let breach = BREACH.iter().filter_map(|word| sentence.place_of(word)).min();
    let consent =
        ["同意", "批准", "通过", "附议"].iter().filter_map(|word| sentence.place_of(word)).min();
    let act = acts(sentence).last().map(|one| one.start);
    breach.zip(consent).is_some_and(|(breach, consent)| breach < consent)
        && consent.zip(act).is_some_and(|(consent, act)| consent < act)
        && has(sentence, &["违", "不听", "屡", "伤", "骂", "闹", "恶意", "严重", "扰", "造谣"])
}

/// 三十日后仍在群里的: who does not leave after having moved away breaks no rule.
fn stays_after_leaving(sentence: &str, clause: &Clause<'_>) -> bool {
    const LEFT: &[&str] = &[
        "过户", "离职", "退休", "毕业", "转学", "搬走", "搬离", "卖房", "离队", "退社", "调离",
        "退租", "转班", "离任", "退会", "退休",
    ];
    const OVER: &[&str] = &["轮转", "规培", "实习结束", "实习期满", "届满", "任期", "租约"];
    let over = has(sentence, LEFT) || has(sentence, OVER);
    over && !has(sentence, &["违", "未经", "擅自"])
        || has(sentence, &["仍在", "还在群", "未退", "没退", "不退"]) && clause.has(LEFT)
}

/// Whether a sentence speaks of graver cases of what the one before it speaks of.
fn is_graver(sentence: &str) -> bool {
    has(sentence, &["情节严重", "情节较重", "情节恶劣", "情节特别", "严重者", "严重的", "后果严重"])
}

/// Whether a sentence is one half of a ladder whose mark stands in the other.
fn in_ladder(sentence: &str) -> bool {
    words::counts(sentence).iter().any(|count| count.value.1 == "次")
}

/// The parts of a sentence between commas.
fn parts(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split([',', '，', '(', ')', '（', '）'])
}

/// The acts of a part of a sentence that threatens them or gives power to take them.
fn acts_of_part(part: &str) -> Vec<Named> {
    /// People who are in the group wrongly, or have left: other kinds read these.
    const ROSTER: &[&str] = &[
        "离职",
        "退休",
        "毕业",
        "调离",
        "离开公司",
        "不应加入",
        "检查群成员",
        "核对",
        "梳理",
        "准入",
    ];
    const HR: &[&str] =
        &["记过", "降职", "降级", "撤职", "解雇", "辞退", "开除", "解除", "记大过", "停职"];
    let mut named = acts(part);
    if named.is_empty() || has(part, ROSTER) {
        return Vec::new();
    }
    // Silence for so long is a kind of its own.
    if !words::spans(part).is_empty() && has(part, &["未", "没有", "不发言"]) {
        return Vec::new();
    }
    let own = |one: &Named| stands_as_consequence(part, one);
    // 删除并提醒: what goes along with a consequence is one.
    let steps = together(part, &named);
    named = steps
        .into_iter()
        .flat_map(|step| {
            let led = step.iter().any(own);
            step.into_iter().filter(move |one| own(one) || led && goes_along(part, one))
        })
        .collect();
    let of_group = |one: &Named| one.step.action.removes() || one.step.action == Action::Mute;
    if has(part, HR) && !named.iter().any(of_group) {
        return Vec::new();
    }
    named
}

/// Whether an act that goes along with a consequence is one too, and not forbidden or past.
fn goes_along(part: &str, one: &Named) -> bool {
    let before = part.get(..one.start).unwrap_or_default();
    let after = part.get(one.end..).unwrap_or_default();
    matches!(one.step.action, Action::Remind | Action::Delete | Action::Stop)
        && !is_forbidden(before)
        && !is_past(after)
}

/// Whether an act stands where consequences do. Words such as 踢出 or 禁言 have no other use;
/// 提醒, 制止, 屏蔽 and the like are also what people simply do.
fn stands_as_consequence(part: &str, one: &Named) -> bool {
    const FRAMES: &[&str] = &[
        "有权",
        "予以",
        "给予",
        "给以",
        "处以",
        "将被",
        "会被",
        "将会",
        "违者",
        "违反",
        "视情节",
        "视情况",
        "采取",
        "措施",
        "否则",
        "一律",
        "轻则",
        "重则",
        "可以",
        "可对",
        "可随时",
        "随时可",
        "随时叫停",
        "发现就",
        "一律",
        "当场",
        "一经",
        "等处罚",
        "等处理",
        "等惩罚",
        "等措施",
        "受到",
        "将做",
    ];
    let before = part.get(..one.start).unwrap_or_default();
    let after = part.get(one.end..).unwrap_or_default();
    // 被移出的成员: people to whom it has happened.
    // 被踢觉得冤的: what they think of it.
    let told = ["将", "会", "可", "就", "要", "则", "即", "者", "都", "直接", "应"];
    let happened = before.strip_suffix('被').is_some_and(|rest| {
        let things = ["的", "、", "或", "后", "者", "人", "成员", "觉得", "认为", "不服", "冤"];
        things.iter().any(|word| after.starts_with(word))
            && !told.iter().any(|word| rest.ends_with(word))
    });
    // 法会期间禁止发言: a rule of hours.
    let of_hours = one.step.action == Action::Mute
        && part.get(one.start..one.end) == Some("禁止发言")
        && ["期间", "时间", "时段", "以后", "之后", "时", "内", "群"]
            .iter()
            .any(|w| before.ends_with(w));
    // 以免群被封禁, 避免踢错人: what is to be kept from happening; 踢出的处罚: what is spoken of.
    const KEPT_OFF: &[&str] = &["以免", "避免", "防止", "免遭", "遭到", "遭受", "免得", "不遭"];
    let kept_off = has(before, KEPT_OFF);
    // 对禁言有异议的: what has been decided.
    let contested = ["有异议", "不服", "有疑问", "决定不服", "决定有异议", "处罚不服"];
    if contested.iter().any(|word| after.starts_with(word)) {
        return false;
    }
    let spoken_of = ["的处罚措施", "的惩罚措施", "的措施"].iter().any(|w| after.starts_with(w))
        && !has(before, &["给予", "处以", "予以", "采取"]);
    if happened || of_hours || kept_off || spoken_of || is_forbidden(before) || is_past(after) {
        return false;
    }
    match one.step.action {
        Action::Remind => {
            const REMINDING: &[&str] =
                &["予以", "给予", "给以", "进行", "善意", "友情", "口头", "先行", "督促", "群规"];
            REMINDING.iter().any(|word| before.ends_with(word))
        }
        Action::Stop | Action::Delete | Action::Restrict => {
            has(part, FRAMES) || before.has_word("进行") || before.ends_with("直接")
        }
        Action::Report => has(before, &["有权", "视情节", "将", "予以"]),
        Action::Warn => !after.starts_with("教育") && !after.starts_with("标"),
        _ => true,
    }
}

/// Whether an act is what must not or will not be done: 不得随意移出, 不因此拉黑. Behind 者 or 的
/// a new thought begins.
pub(crate) fn is_forbidden(before: &str) -> bool {
    const NOT: &[&str] = &[
        "不得", "禁止", "严禁", "不要", "不能", "请勿", "不可", "不准", "无权", "不因", "不以",
        "不会", "不应", "不许",
    ];
    let last = NOT.iter().filter_map(|word| Some(before.last_place_of(word)? + word.len())).max();
    let between = last.and_then(|at| before.get(at..));
    between.is_some_and(|between| {
        between.chars().count() <= 6
            && !has(between, &["者", "的", "违", "将", "一经", "发现", "予以", "给予", "被"])
    }) || before.ends_with('不')
}

/// Whether an act is spoken of as done or to be done, with what goes with it: 移出时须说明.
fn is_past(after: &str) -> bool {
    /// How far behind the act 时 or 后 may stand: 清退群友后.
    const NEAR: usize = 4;
    after.chars().take(NEAR).any(|c| "时前后".contains(c))
        && !after.chars().take(NEAR).any(|c| ",，、或并".contains(c))
}

/// Words of punishment by other rules than the group's.
const ELSEWHERE: &[&str] = &[
    "公司",
    "单位",
    "企业",
    "条例",
    "《",
    "法律",
    "司法",
    "公安",
    "员工",
    "恶意举报",
    "诬告",
    "处罚政策",
];

/// Whether a sentence says that a breach is punished without saying how. What is done
/// `elsewhere` is another kind.
fn punishes_somehow(sentence: &str, elsewhere: List) -> bool {
    const PUNISHED: &[&str] = &[
        "严肃处理",
        "严肃处罚",
        "严厉处罚",
        "从严处理",
        "从重处理",
        "严惩",
        "相应处罚",
        "相应的处罚",
        "作违规处理",
        "按违规处理",
        "违规者进行处理",
        "违规者处理",
        "予以处罚",
        "提出处理意见",
        "责令整改",
        "责令改正",
        "限期整改",
        "限期改正",
    ];
    has(sentence, PUNISHED) && !has(sentence, elsewhere)
}
