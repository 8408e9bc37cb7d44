//! Reading what follows a breach out of clauses: ladders and sanctions.

use model::{Action, Span, Step};
use policy::toml::Value;
use text::words;

use crate::clause::{Clause, has};
use crate::reading_actions::{Named, acts, acts_and_beyond, distinct};
use crate::reading_quorum::quorum;

/// A list of words as policies write it.
#[must_use]
pub fn list<T: ToString>(entries: &[T]) -> Value {
    Value::Array(entries.iter().map(|entry| Value::from(entry.to_string())).collect())
}

/// Rising steps that a clause states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// First breach first.
    pub steps: Vec<Vec<Step>>,
    /// How long a breach counts.
    pub within: Option<Span>,
}

impl Ladder {
    /// The steps as policies write them: a step of several acts is a list.
    #[must_use]
    pub fn value(&self) -> Value {
        let step = |acts: &Vec<Step>| match acts.as_slice() {
            [one] => Value::from(one.to_string()),
            several => list(several),
        };
        Value::Array(self.steps.iter().map(step).collect())
    }
}

/// What a ladder's steps are told by, with the how-manieth breach it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// The n-th time.
    Nth(u32),
    /// Once more after all that came before.
    Again,
}

/// The ladder of a clause, or none where it states fewer than two steps.
#[must_use]
pub fn ladder(clause: &Clause<'_>) -> Option<Ladder> {
    // 第三次警告后移出 has a mark of its own kind: the warnings are counted, not the breach.
    let counted = || clause.sentences().find_map(after_warnings);
    if marks(clause.text).len() < 2
        && let Some(ladder) = counted()
    {
        return Some(ladder);
    }
    by_marks(clause.text).or_else(counted)
}

/// The longest ladder that is read; nobody writes more.
const STEPS_MAX: usize = 10;

/// 第一次…, 第二次…, 再犯…, 屡教不改…: each mark with the acts up to the next one.
fn by_marks(text: &str) -> Option<Ladder> {
    let marks = marks(text);
    let first = marks.first()?;
    let mut steps: Vec<Vec<Step>> = Vec::new();
    // What stands before the first mark is for the breaches before it: 警告一次,第二次移出.
    let head = acts_and_beyond(sentence_end(text.get(..first.0)?));
    match first.1 {
        Mark::Nth(n) if n > 1 && !head.is_empty() => {
            let before = usize::try_from(n - 1).ok()?.min(STEPS_MAX);
            let acts = distinct(&head);
            let own = (acts.len() == before).then(|| acts.iter().map(|step| vec![*step]).collect());
            steps = own.unwrap_or_else(|| vec![acts; before]);
        }
        // 警告, 约谈, 不改的移出: one after the other.
        Mark::Again => steps.extend(distinct(&head).into_iter().map(|step| vec![step])),
        Mark::Nth(_) => {}
    }
    for (index, (start, mark)) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(text.len(), |(next, _)| *next);
        let acts = distinct(&acts_and_beyond(text.get(*start..end)?));
        if acts.is_empty() {
            continue;
        }
        if let Mark::Nth(n) = mark {
            let place = usize::try_from(n.saturating_sub(1)).ok()?.min(STEPS_MAX);
            // Breaches that the text leaves out are dealt with as the one before.
            // What no text deals with is met with a reminder.
            while steps.len() < place {
                let before = steps.last().cloned();
                steps.push(before.unwrap_or_else(|| vec![Step::of(Action::Remind)]));
            }
            steps.truncate(place);
        }
        steps.push(acts);
    }
    (steps.len() >= 2).then(|| Ladder { steps, within: counts_for(text) })
}

/// Where a text says the how-manieth time it is.
fn marks(text: &str) -> Vec<(usize, Mark)> {
    const FIRST: &[&str] = &["首次", "初次", "初犯", "一次违", "1次违"];
    const SECOND: &[&str] = &["再次", "再犯", "二次违", "两次违", "2次违"];
    const AGAIN: &[&str] = &[
        "屡教不改",
        "屡次不改",
        "屡劝不改",
        "屡犯",
        "累犯",
        "不改",
        "不听劝",
        "不听警告",
        "多次无效",
        "无效者",
        "无效的",
        "仍不",
        "仍然不",
        "仍继续",
        "不接受者",
        "拒不",
        "再有违反",
        "多次违反",
        "多次违规",
    ];
    let of = |words: &[&str], mark: Mark| -> Vec<(usize, Mark)> {
        words.iter().flat_map(|word| text.match_indices(word)).map(|(at, _)| (at, mark)).collect()
    };
    let mut found = of(FIRST, Mark::Nth(1));
    found.extend(of(SECOND, Mark::Nth(2)));
    found.extend(of(AGAIN, Mark::Again));
    for number in words::numbers(text) {
        let before = text.get(..number.start).unwrap_or_default();
        let after = text.get(number.end..).unwrap_or_default();
        let nth = before.ends_with('第') && ["次", "回"].iter().any(|word| after.starts_with(word));
        let sum = ["累计", "累积", "满", "达到", "达"].iter().any(|word| before.ends_with(word))
            && after.starts_with('次');
        let bare = after.strip_prefix('次').is_some_and(begins_with_act) && !before.ends_with('第');
        if bare {
            found.push((number.start, Mark::Nth(number.value.max(1))));
        } else if nth || sum {
            let start = before.rfind(['第', '累', '满', '达']).unwrap_or(number.start);
            found.push((start, Mark::Nth(number.value.max(1))));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    drop_lone_counts(text, &mut found);
    // 屡教不改 has 不改 within, 再次 may stand beside 第二次: one mark for one place.
    let near = |a: usize, b: usize| text.get(a..b).is_some_and(|gap| acts(gap).is_empty());
    found.dedup_by(|later, kept| {
        near(kept.0, later.0)
            && (later.1 == kept.1 || later.1 == Mark::Again || kept.1 == Mark::Again)
    });
    found
}

/// Whether an act follows at once, behind little words: 一次警告, 二次者予以禁言.
fn begins_with_act(rest: &str) -> bool {
    const LITTLE: &[&str] =
        &["违规", "违反", "者", "的", "将", "则", "直接", "给予", "予以", "进行", "处以", "口头"];
    let mut rest = rest;
    while let Some(shorter) = LITTLE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    acts_and_beyond(rest).first().is_some_and(|one| one.start == 0)
}

/// 三次警告 alone counts warnings: how-manieth times come in a row, or after an act.
fn drop_lone_counts(text: &str, found: &mut Vec<(usize, Mark)>) {
    let counted =
        |at: usize| !text.get(at..).is_some_and(|rest| rest.starts_with(['第', '累', '满', '达']));
    let [(at, Mark::Nth(_))] = found.as_slice() else { return };
    let head = text.get(..*at).map(sentence_end).unwrap_or_default();
    let numbered = words::numbers(text).iter().any(|number| number.start == *at);
    if counted(*at) && numbered && acts_and_beyond(head).is_empty() {
        found.clear();
    }
}

/// The last sentence of a text that has one.
fn sentence_end(text: &str) -> &str {
    text.rsplit(['。', ';', '；', '!', '！']).find(|part| !part.trim().is_empty()).unwrap_or("")
}

/// 第三次警告后移出, 三次警告后移出, 警告三次移出: so many warnings, then the last step.
fn after_warnings(sentence: &str) -> Option<Ladder> {
    let named = acts_and_beyond(sentence);
    let (warn, rest) = named.split_first()?;
    if !matches!(warn.step.action, Action::Warn | Action::SeriousWarn | Action::Remind) {
        return None;
    }
    let count = words::numbers(sentence).into_iter().find_map(|number| {
        let after = sentence.get(number.end..)?;
        let before_it = number.end <= warn.start
            && sentence.get(number.end..warn.start).is_some_and(|gap| gap.chars().count() <= 3)
            && after.starts_with('次');
        let behind_it = number.start >= warn.end
            && sentence.get(warn.end..number.start).is_some_and(|gap| gap.chars().count() <= 3)
            && after.starts_with('次');
        (before_it || behind_it).then_some(number.value)
    })?;
    let last = distinct(rest);
    let count = usize::try_from(count).ok().filter(|count| (1..=STEPS_MAX).contains(count))?;
    if last.is_empty() {
        return None;
    }
    let mut steps = vec![vec![warn.step]; count];
    steps.push(last);
    Some(Ladder { steps, within: counts_for(sentence) })
}

/// How long a breach counts: 一年内累计三次, 每月第一次.
fn counts_for(text: &str) -> Option<Span> {
    words::spans(text).into_iter().find_map(|span| {
        let after = text.get(span.end..)?;
        let inside = ["内", "之内", "以内"].iter().find_map(|word| after.strip_prefix(word))?;
        ["累计", "第", "违", "首", "再", "出现", "达", "满"]
            .iter()
            .any(|word| inside.starts_with(word))
            .then_some(span.value)
    })
}

/// A sanction that a clause states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sanction {
    /// What may be done; empty where the text only says that something will be.
    pub steps: Vec<Step>,
    /// The kinds that it is for, where the sentence names them and nothing else does.
    pub kinds: Vec<&'static str>,
}

/// The sanctions of a clause, sentence by sentence; those of a ladder are none.
#[must_use]
pub fn sanctions(clause: &Clause<'_>) -> Vec<Sanction> {
    let by_marks = by_marks(clause.text).is_some();
    let mut found: Vec<Sanction> = Vec::new();
    for sentence in clause.sentences() {
        let rungs = by_marks && (!marks(sentence).is_empty() || in_ladder(sentence));
        if rungs || after_warnings(sentence).is_some() || quorum(sentence).is_some() {
            continue;
        }
        let silent = has(sentence, &["潜水", "长期不发言", "从不发言", "未发言"]);
        let named: Vec<Named> =
            parts(sentence).filter(|_| !silent).flat_map(acts_of_part).collect();
        let steps = distinct(&named);
        if steps.is_empty() && !punishes_somehow(sentence) {
            continue;
        }
        let kinds = if clause.forbids() { Vec::new() } else { named_kinds(sentence) };
        let sanction = Sanction { steps, kinds };
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
    named.retain(|one| stands_as_consequence(part, one));
    let of_group = |one: &Named| one.step.action.removes() || one.step.action == Action::Mute;
    if has(part, HR) && !named.iter().any(of_group) {
        return Vec::new();
    }
    named
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
    ];
    let before = part.get(..one.start).unwrap_or_default();
    let after = part.get(one.end..).unwrap_or_default();
    if is_forbidden(before) || is_past(after) {
        return false;
    }
    match one.step.action {
        Action::Remind => ["予以", "给予", "给以", "进行", "善意", "友情", "口头", "先行"]
            .iter()
            .any(|word| before.ends_with(word)),
        Action::Stop | Action::Delete | Action::Restrict => {
            has(part, FRAMES) || before.contains("进行") || before.ends_with("直接")
        }
        Action::Report => has(before, &["有权", "视情节", "将", "予以"]),
        Action::Warn => !after.starts_with("教育") && !after.starts_with("标"),
        _ => true,
    }
}

/// Whether an act is what must not be done: 不得随意移出. Behind 者 or 的 a new thought begins.
fn is_forbidden(before: &str) -> bool {
    const NOT: &[&str] = &["不得", "禁止", "严禁", "不要", "不能", "请勿", "不可", "不准", "无权"];
    let last = NOT.iter().filter_map(|word| Some(before.rfind(word)? + word.len())).max();
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

/// Whether a sentence says that a breach is punished without saying how. What a company does
/// by its own rules is another kind.
fn punishes_somehow(sentence: &str) -> bool {
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
    ];
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
    has(sentence, PUNISHED) && !has(sentence, ELSEWHERE)
}

/// The kinds whose breach a sentence names in plain words, as `for` writes them.
fn named_kinds(sentence: &str) -> Vec<&'static str> {
    const KINDS: &[(&str, &[&str])] = &[
        ("ads", &["广告"]),
        ("flood", &["刷屏", "霸屏"]),
        ("forbidden-content.porn", &["色情", "黄色"]),
        ("forbidden-content.gambling", &["赌博"]),
        ("forbidden-content.insult", &["辱骂", "谩骂", "人身攻击", "骂人"]),
        ("forbidden-content.rumor", &["谣言", "造谣", "传谣"]),
        ("forbidden-content.fraud", &["诈骗", "欺诈"]),
        ("forbidden-content.politics", &["政治"]),
    ];
    KINDS.iter().filter(|(_, words)| has(sentence, words)).map(|(kind, _)| *kind).collect()
}

/// Whether a clause speaks of breaches in general, so that a sanction in it may stand alone.
/// Where it does not and none of its own rules can run, its sanction punishes nothing.
#[must_use]
pub fn of_breaches_in_general(clause: &Clause<'_>) -> bool {
    const GENERAL: &[&str] = &[
        "违规",
        "违反本",
        "违反以上",
        "违反上述",
        "违反群规",
        "违反规定",
        "违反制度",
        "违反管理",
        "不遵守",
        "任意一条",
        "任何一条",
        "以上行为",
        "以上任一",
        "不良行为",
        "违纪",
        "首次违反",
        "第一次违反",
    ];
    clause.has(GENERAL) || clause.lead.is_some_and(|lead| has(lead, GENERAL))
}
