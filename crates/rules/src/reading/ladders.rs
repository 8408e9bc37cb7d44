//! Reading rising steps out of clauses: 第一次…, 第二次…, 再犯…, 屡教不改….

use model::{Action, Span, Step};
use policy::toml::Value;
use text::words;

use crate::clause::{Clause, Words, likely};
use crate::reading::actions::{acts, acts_and_beyond, distinct, together};
use crate::reading::list;

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
    if acts_and_beyond(clause.text).is_empty() {
        return None;
    }
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
pub(crate) fn by_marks(text: &str) -> Option<Ladder> {
    let marks = marks(text);
    let first = marks.first()?;
    let mut steps: Vec<Vec<Step>> = Vec::new();
    // What stands before the first mark is for the breaches before it: 警告一次,第二次移出.
    let before_first = text.get(..first.0)?;
    let mut head = acts_and_beyond(sentence_end(before_first));
    // 轻微的:撤回;一个月内第二次: the sentence of the mark has only begun.
    if head.is_empty()
        && first.1 == Mark::Nth(2)
        && let Some(at) =
            before_first.trim_end_matches(sentence_end(before_first)).rfind(|c| c != ';')
    {
        let end = before_first
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(at, |c| at + c.len_utf8());
        head = acts_and_beyond(sentence_end(before_first.get(..end)?));
    }
    match first.1 {
        Mark::Nth(n) if n > 1 && !head.is_empty() => {
            let before = usize::try_from(n - 1).ok()?.min(STEPS_MAX);
            let acts = distinct(&head);
            let own = (acts.len() == before).then(|| acts.iter().map(|step| vec![*step]).collect());
            steps = own.unwrap_or_else(|| vec![acts; before]);
        }
        // 警告, 约谈, 不改的移出: one after the other.
        // 禁言并警告 is one step.
        Mark::Again => {
            let said = sentence_end(before_first);
            for step in together(said, &head).iter().map(|step| distinct(step)) {
                if !steps.contains(&step) {
                    steps.push(step);
                }
            }
            // 经劝阻无效: a word in private, which is no act of its own.
            if steps.is_empty() && tried(before_first) {
                steps.push(vec![Step::of(Action::Remind)]);
            }
        }
        Mark::Nth(_) => {}
    }
    for (index, (start, mark)) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(text.len(), |(next, _)| *next);
        let mut acts = distinct(&acts_and_beyond(up_to_condition(text.get(*start..end)?)));
        // 第一次罚款20元,第二次50元: a sum alone goes on with the fine.
        let fined = steps.last().is_some_and(|step| step.contains(&Step::of(Action::Fine)));
        if acts.is_empty() && fined && !words::money(text.get(*start..end)?).is_empty() {
            acts = vec![Step::of(Action::Fine)];
        }
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
    // 首次:警告, of which the further steps stand in clauses of their own.
    let one_of_several = steps.len() == 1 && first.0 <= FIRST_WITHIN && tells_step(text);
    (steps.len() >= 2 || one_of_several).then(|| Ladder { steps, within: counts_for(text) })
}

/// A step's words without a further case that stands behind its act: 禁言,若情节严重则移出.
fn up_to_condition(step: &str) -> &str {
    const IF: &[&str] = &[",若", ",如果", ",倘若", ",若是", "，若", "，如果"];
    let at = IF.iter().filter_map(|word| step.place_of(word)).min();
    let own = at.and_then(|at| step.get(..at)).filter(|own| !acts_and_beyond(own).is_empty());
    own.unwrap_or(step)
}

/// How far in, in bytes, the word for the how-manieth time begins: 第 stands before it.
const FIRST_WITHIN: usize = 3;

/// 第一次:警告, 屡教不改者:移出: a text that is nothing but a step.
fn tells_step(text: &str) -> bool {
    /// Such a text says which time it is in no more characters than these.
    const TOLD_MAX: usize = 10;
    let told = text.split([':', '：']).next().unwrap_or_default();
    told.len() < text.len() && told.chars().count() <= TOLD_MAX
}

/// Whether a text says the how-manieth time it is.
pub(crate) fn has_mark(text: &str) -> bool {
    !marks(text).is_empty()
}

/// Whether a text begins with the how-manieth time it is.
pub(crate) fn begins_with_mark(text: &str) -> bool {
    marks(text).first().is_some_and(|(at, _)| *at == 0) || text.starts_with('第') && has_mark(text)
}

/// Whether what was tried first stands right before a place: 提醒无效, 劝阻后仍.
fn tried(before: &str) -> bool {
    const FIRST: [&str; 8] = ["提醒", "警告", "劝阻", "劝告", "劝说", "劝导", "教育", "提示"];
    FIRST.iter().any(|word| before.ends_with(word))
}

/// Where a text says the how-manieth time it is.
fn marks(text: &str) -> Vec<(usize, Mark)> {
    const FIRST: &[&str] =
        &["首次", "初次", "初犯", "一次违", "1次违", "头一回", "头一次", "头回", "首犯"];
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
        "无效后",
        "无效时",
        "后仍",
        "后还",
        "后依",
        "仍不",
        "仍然不",
        "仍继续",
        "不接受者",
        "拒不",
        "不听的",
        "不听就",
        "还不听",
        "仍不听",
        "再不听",
        "屡禁不止",
        "屡教不",
        "三番五次",
        "不收敛",
        "死不悔改",
        "执迷不悟",
        "再有违反",
        "后续:",
        "后续：",
        "多次违反",
        "多次违规",
        "不听教",
        "依旧",
        "依然",
        "仍旧",
    ];
    let of = |words: &[&str], mark: Mark| -> Vec<(usize, Mark)> {
        likely(text, words)
            .flat_map(|word| text.places_of(word))
            .map(|(at, _)| (at, mark))
            .collect()
    };
    let mut found = of(FIRST, Mark::Nth(1));
    // 提醒无效: what was in vain is the step before.
    let in_vain = text.places_of("无效").filter(|(at, _)| text.get(..*at).is_some_and(tried));
    found.extend(in_vain.map(|(at, _)| (at, Mark::Again)));
    found.extend(of(SECOND, Mark::Nth(2)));
    found.extend(of(AGAIN, Mark::Again));
    for number in words::numbers(text) {
        let before = text.get(..number.start).unwrap_or_default();
        let after = text.get(number.end..).unwrap_or_default();
        let nth = before.ends_with('第') && ["次", "回"].iter().any(|word| after.starts_with(word));
        // 三犯飞机票: the third breach.
        let nth = nth || after.starts_with('犯');
        let sum = (["累计", "累积", "满", "达到", "达"].iter().any(|word| before.ends_with(word))
            || sums_deeds(before)
            || number.value > 1 && counts_breaches(before, after))
            && after.starts_with('次');
        let times = after.strip_prefix('次').filter(|_| !before.ends_with('第'));
        let behind = |words: &[&'static str]| {
            let rest = times.and_then(|times| words.iter().find_map(|w| times.strip_prefix(w)));
            rest.is_some_and(|rest| {
                begins_with_act(rest.trim_start_matches(['则', '就', '将', '即']))
            })
        };
        if behind(&["以上", "及以上", ""]) {
            found.push((number.start, Mark::Nth(number.value.max(1))));
        } else if nth || sum {
            let start = before.rfind(['第', '累', '满', '达']).filter(|_| !after.starts_with('犯'));
            let start = start.unwrap_or(number.start);
            found.push((start, Mark::Nth(number.value.max(1))));
        // 三次之后移出: the fourth time.
        } else if behind(&["之后", "以后", "后"]) {
            found.push((number.start, Mark::Nth(number.value.saturating_add(1))));
        }
    }
    found.extend(once_more(text).map(|at| (at, Mark::Again)));
    // 先禁言,多次将被移除: many times, and at once what then.
    found.extend(
        text.places_of("多次")
            .filter(|(at, word)| {
                let rest = text.get(at + word.len()..).unwrap_or_default();
                let near: String = rest.chars().take(8).collect();
                !acts(&near).is_empty() && !near.contains(['次', '警', '提'])
            })
            .map(|(at, _)| (at, Mark::Again)),
    );
    // 一年内没有再犯的不再累计 says how long a breach counts.
    let never = |before: &str| NEVER.iter().any(|word| before.ends_with(word));
    found.retain(|(at, _)| !text.get(..*at).is_some_and(never));
    // 没有第二次: there is no ladder.
    found.retain(|(at, _)| {
        let before = text.get(..*at).unwrap_or_default();
        !["没有", "没", "无", "不会有", "不给"].iter().any(|word| before.ends_with(word))
    });
    found.sort_by_key(|(at, _)| *at);
    // 第三次…,再犯…: once more after all of them.
    let mut highest = 0;
    for (at, mark) in &mut found {
        let again = text.get(*at..).is_some_and(|rest| rest.starts_with('再'));
        match mark {
            Mark::Nth(_) if again && highest > 1 => *mark = Mark::Again,
            Mark::Nth(n) => highest = highest.max(*n),
            Mark::Again => {}
        }
    }
    drop_lone_counts(text, &mut found);
    // 屡教不改 has 不改 within, 再次 may stand beside 第二次: one mark for one place.
    let near = |a: usize, b: usize| text.get(a..b).is_some_and(|gap| acts(gap).is_empty());
    found.dedup_by(|later, kept| {
        let same = near(kept.0, later.0)
            && (later.1 == kept.1 || later.1 == Mark::Again || kept.1 == Mark::Again);
        // 不听劝阻,三次违反的: how often it must be says more.
        if same && matches!(later.1, Mark::Nth(3..)) {
            kept.1 = later.1;
        }
        same
    });
    found
}

/// 累计发布三次: what is summed up stands between the word and its number.
fn sums_deeds(before: &str) -> bool {
    /// How many characters the deed may have.
    const DEED_MAX: usize = 4;
    ["累计", "累积"]
        .iter()
        .filter_map(|word| before.parted_at_last(word))
        .any(|(_, deed)| deed.chars().count() <= DEED_MAX && deed.chars().all(char::is_alphabetic))
}

/// 违规三次的移出, 三次违反本条移出: so many breaches and no fewer.
fn counts_breaches(before: &str, after: &str) -> bool {
    const BREACHES: [&str; 5] = ["违规", "违反", "犯规", "违纪", "违犯"];
    /// How many characters the rule that is broken may have: 违反本群规定.
    const RULE_MAX: usize = 6;
    let behind = after.strip_prefix('次').map(|rest| rest.trim_start_matches("以上"));
    let broken = |(_, rule): (&str, &str)| {
        rule.chars().count() <= RULE_MAX && rule.chars().all(char::is_alphabetic)
    };
    BREACHES.iter().any(|word| {
        before.parted_at_last(word).is_some_and(broken)
            || behind.is_some_and(|behind| behind.starts_with(word))
    })
}

/// 再发就, 再骂的: once more whatever it is, and what then.
fn once_more(text: &str) -> impl Iterator<Item = usize> {
    /// How many characters the deed may have.
    const DEED_MAX: usize = 3;
    text.match_indices('再').map(|(at, _)| at).filter(move |&at| {
        let before = text.get(..at).unwrap_or_default();
        let rest = text.get(at..).unwrap_or_default();
        let mut deed = rest.chars().skip(1).take(DEED_MAX + 1);
        let then = deed.position(|c| "就则者的".contains(c));
        then.is_some_and(|at| at > 0)
            && !["不", "不得", "先", "勿"].iter().any(|word| before.ends_with(word))
    })
}

/// Whether an act follows at once, behind little words: 一次警告, 二次者予以禁言.
fn begins_with_act(rest: &str) -> bool {
    const LITTLE: &[&str] = &[
        "及以上",
        "或以上",
        "以上",
        "违规",
        "违反",
        "者",
        "的",
        "将",
        "则",
        "直接",
        "给予",
        "予以",
        "进行",
        "处以",
        "口头",
    ];
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
    let around = |start, end| text.get(..start).zip(text.get(end..));
    let numbered = words::numbers(text).iter().any(|number| {
        number.start == *at
            && !around(number.start, number.end).is_some_and(|(b, a)| counts_breaches(b, a))
    });
    if counted(*at) && numbered && acts_and_beyond(head).is_empty() {
        found.clear();
    }
}

/// The last sentence of a text that has one.
fn sentence_end(text: &str) -> &str {
    text.rsplit(['。', ';', '；', '!', '！']).find(|part| !part.trim().is_empty()).unwrap_or("")
}

/// 第三次警告后移出, 三次警告后移出, 警告三次移出: so many warnings, then the last step.
pub(crate) fn after_warnings(sentence: &str) -> Option<Ladder> {
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
            && sentence.get(warn.end..number.start).is_some_and(|gap| {
                // 警告,两次以上的移出: the second breach, and not two warnings.
                gap.chars().count() <= 3 && !gap.ends_with([',', '，'])
            })
            && after.starts_with('次');
        (before_it || behind_it).then_some((number.value, number.end))
    })?;
    // 警告一次,三次之后移出: how many there are is said behind.
    let (count, end) = count;
    let counts_on = |number: &words::Found<u32>| {
        number.start > end
            && sentence.get(number.end..).is_some_and(|after| after.starts_with('次'))
    };
    if count == 1 && words::numbers(sentence).iter().any(counts_on) {
        return None;
    }
    let last = distinct(rest);
    let count = usize::try_from(count).ok().filter(|count| (1..=STEPS_MAX).contains(count))?;
    if last.is_empty() {
        return None;
    }
    let mut steps = vec![vec![warn.step]; count];
    steps.push(last);
    Some(Ladder { steps, within: counts_for(sentence) })
}

/// Before 再犯: it has not happened again.
const NEVER: [&str; 5] = ["没有", "未", "没", "不", "无"];

/// How long a breach counts: 一年内累计三次, 每月第一次, 半年内没有再犯的不累计.
fn counts_for(text: &str) -> Option<Span> {
    words::spans(text).into_iter().find_map(|span| {
        let after = text.get(span.end..)?;
        let inside = ["内", "之内", "以内"].iter().find_map(|word| after.strip_prefix(word))?;
        ["累计", "第", "违", "首", "再", "出现", "达", "满"]
            .iter()
            .any(|word| inside.starts_with(word))
            .then_some(span.value)
            .or_else(|| stays_clean(inside).then_some(span.value))
    })
}

/// Whether a text goes on with nothing having happened again: 没有再犯, 未再违反.
fn stays_clean(text: &str) -> bool {
    NEVER.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with('再')))
}
