//! Reading clauses about hours: when the group rests, and when alone it talks.

use crate::clause::Words;
use model::TimeOfDay;
use policy::toml::Value;
use text::words::Found;

use crate::clause::{Clause, Norm, Norms, forbids, has};
use crate::reading::content::{PHRASE_ENDS, phrases};

/// Words of talking in the group.
const TALKING: &[&str] = &[
    "发言",
    "聊天",
    "说话",
    "群聊",
    "发消息",
    "发信息",
    "发送信息",
    "发送消息",
    "发布信息",
    "发布消息",
    "交流",
    "讨论",
    "访谈",
    "发帖",
    "在群里",
    "在群内",
    "聊",
    "发通知",
    "发布通知",
    "布置工作",
    "安排工作",
    "提问",
    "答疑",
    "分享",
    "接龙",
    "发信",
    "发布",
    "发送",
    "吵闹",
    "水群",
    "吱声",
];

/// Words that ask for silence by themselves.
const STILL: &[&str] = &[
    "安静",
    "安安静静",
    "静音",
    "静一静",
    "静默",
    "静静",
    "清静",
    "勿扰",
    "打扰",
    "不扰",
    "扰民",
    "止语",
    "消停",
    "闭群",
    "关群",
    "打烊",
    "休群",
    "宵禁",
    "熄灯",
    "全员禁言",
    "全体禁言",
];

/// Words for the hours outside of a window.
const OTHER_TIMES: &[&str] =
    &["其他时间", "其它时间", "其余时间", "其他时段", "其余时段", "别的时间", "其他时候"];

/// The windows outside of which a clause wants no talk.
#[must_use]
pub fn posting_windows(clause: &Clause<'_>) -> Norms {
    let mut norms = Norms::new();
    // When an official account publishes is a schedule of its own.
    if !clause.has(TALKING) && !clause.has(OPEN) || clause.has(&["公众号", "推文", "推送", "微博"])
    {
        return norms;
    }
    let text = separate_weekdays(clause.text);
    for range in ranges(&text) {
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let others = has(&text, OTHER_TIMES) && clause.has(TALKING);
        if !others && !only_then(before, after) && !is_time_for_talk(before, after) {
            continue;
        }
        // Days are named right before the hours, in the same phrase.
        let phrase = phrases(before).last().unwrap_or_default();
        let (from, to) = range.value;
        norms.push(
            Norm::new("posting-window")
                .with("from", from.to_string())
                .with("to", to.to_string())
                .with_some("days", days_named(phrase)),
        );
    }
    norms
}

/// A group that is open then.
const OPEN: &[&str] = &["开放", "开群", "解禁", "开麦"];

/// The most characters of a phrase that names hours.
const PHRASE_MAX: usize = 24;

/// Whether the same phrase makes the hours those of talk: 讨论时间为…, …是自由聊天时间,
/// 发言请在…之间, 群开放时间….
fn is_time_for_talk(before: &str, after: &str) -> bool {
    const ASKED: &[&str] =
        &["请在", "尽量在", "应在", "须在", "集中在", "安排在", "统一在", "都在", "请于", "放在"];
    const WITHIN: &[&str] = &["之间", "期间", "时段", "这段时间", "以内", "内", "间", "的"];
    const TIMES: &[&str] = &["时间", "时段"];
    // 开放时间:每天…: the title before the colon belongs to it.
    let ahead = before.rsplit([',', '，', '。', ';', '；']).next().unwrap_or_default();
    let behind = after.split(PHRASE_ENDS).next().unwrap_or_default();
    if forbids(ahead) || forbids(behind) || behind.starts_with('不') {
        return false;
    }
    let talks = |words: &str| has(words, TALKING) || has(words, OPEN);
    let is = behind.strip_prefix(['是', '为']).is_some_and(|what| {
        talks(what) && !has(what, STILL) && (has(what, TIMES) || has(what, &["讨论", "答疑"]))
    });
    let named = ahead.chars().count() <= PHRASE_MAX
        && talks(ahead)
        && has(ahead, TIMES)
        && !has(ahead, STILL);
    let asked = ASKED.iter().any(|word| ahead.has_word(word)) && talks(ahead)
        || ASKED.iter().any(|word| ahead.ends_with(word))
            && WITHIN.iter().find_map(|word| behind.strip_prefix(word)).is_some_and(talks);
    let opens = OPEN.iter().any(|word| behind.starts_with(word));
    is || named || asked || opens
}

/// Whether the same phrase says that it is only then: 只能在…, …方可发言.
fn only_then(before: &str, after: &str) -> bool {
    const BEFORE: &[&str] = &[
        "只能在",
        "仅限",
        "只在",
        "仅在",
        "仅可",
        "只可",
        "限于",
        "只允许",
        "仅允许",
        "只限",
        "只有",
        "限周",
        "限工作日",
        "限每",
        "限在",
    ];
    const AFTER: &[&str] = &["方可", "才可以", "才能", "才可", "方能"];
    before.rsplit(PHRASE_ENDS).next().is_some_and(|phrase| has(phrase, BEFORE))
        || after.split(PHRASE_ENDS).next().is_some_and(|phrase| has(phrase, AFTER))
}

/// The hours of rest of a clause, each with its days.
#[must_use]
pub fn quiet_hours(clause: &Clause<'_>) -> Norms {
    const REST: &[&str] = &["休息", "睡觉", "午休", "睡眠", "入睡"];
    let mut norms = Norms::new();
    if clause.has(OTHER_TIMES) || clause.has(&["只能在", "仅限"]) {
        return norms;
    }
    for sentence in clause.sentences() {
        let sentence = separate_weekdays(sentence);
        let sentence = sentence.as_str();
        let still = has(sentence, STILL);
        let talks = has(sentence, TALKING);
        // Who rests at night is not written to, whether the sentence says so or not.
        let at_night =
            || !forbids(sentence) && ranges(sentence).iter().any(|range| is_night(range.value));
        let disturbs = has(sentence, &["打扰", "勿扰", "静默", "信息"]);
        let rests = still || has(sentence, REST) && (talks || disturbs || at_night());
        let silent = talks && (forbids(sentence) || says_not_to_talk(sentence));
        if !rests && !silent {
            continue;
        }
        let mut hours: Vec<(usize, usize, TimeOfDay, Option<TimeOfDay>)> = ranges(sentence)
            .into_iter()
            .map(|range| (range.start, range.end, range.value.0, Some(range.value.1)))
            .collect();
        if silent || still {
            // 晚上十点以后: the beginning alone.
            let stands = |end: usize, words: &[&str]| {
                let rest = sentence.get(end..).unwrap_or_default();
                words.iter().any(|word| rest.starts_with(word))
            };
            let times = text::words::times(sentence);
            // 早上七点前 ends what 晚上十点以后 begins.
            let from = times.iter().find(|time| {
                let apart =
                    hours.iter().all(|(start, end, ..)| time.end <= *start || *end <= time.start);
                apart
                    && stands(
                        time.end,
                        &[
                            "以后", "之后", "后", "过后", "起", "熄灯", "止静", "闭群", "关群",
                            "打烊", "就寝",
                        ],
                    )
            });
            // 早上八点再开聊: when it is over.
            let over = ["以前", "之前", "前", "再", "才", "方可", "恢复", "解禁", "开麦"];
            let to = times.iter().rev().find(|time| stands(time.end, &over));
            let to = to.filter(|to| from.is_some_and(|from| from.value != to.value));
            hours
                .extend(from.map(|from| (from.start, from.end, from.value, to.map(|to| to.value))));
        }
        for (start, end, from, to) in hours {
            let before = sentence.get(..start).unwrap_or_default();
            if !of_silence(sentence, start, end) {
                continue;
            }
            norms.push(
                Norm::new("quiet-hours")
                    .with("from", from.to_string())
                    .with_some("to", to.map(|to| to.to_string()))
                    .with_some("days", days_named(before)),
            );
        }
    }
    norms
}

/// Whether hours are a night's: from the evening over midnight to the morning.
fn is_night((from, to): (TimeOfDay, TimeOfDay)) -> bool {
    from.0 >= 20 * 60 && to.0 <= 10 * 60
}

/// 不聊天, 不在群里布置工作: not to talk, without a word that forbids.
fn says_not_to_talk(sentence: &str) -> bool {
    /// How many characters may stand between: 不在群里发消息.
    const NEAR: usize = 7;
    sentence.match_indices(['不', '甭', '莫']).any(|(at, word)| {
        let rest = sentence.get(at + word.len()..).unwrap_or_default();
        let near: String = rest.chars().take(NEAR).collect();
        let near = near.split(PHRASE_ENDS).next().unwrap_or_default();
        has(near, TALKING)
            && !["超", "少", "多", "仅", "是", "会", "必"].iter().any(|w| near.starts_with(w))
    })
}

/// Whether hours are those of silence: not hours of work or of talk, and not hours in which only
/// some subject is banned.
fn of_silence(sentence: &str, start: usize, end: usize) -> bool {
    const SUBJECTS: &[&str] =
        &["无关", "闲聊", "工作时间", "上班时间", "广告", "链接", "营业时间", "办公时间"];
    let before = sentence.get(..start).unwrap_or_default();
    let after = sentence.get(end..).unwrap_or_default();
    let phrase = before.rfind(PHRASE_ENDS).map_or(0, |at| at);
    let from_phrase = sentence.get(phrase..).unwrap_or_default();
    // 19点到21点是讨论时间, and what is not to be done then is another matter.
    let talk = is_time_for_talk(before, after);
    let behind = after.split(PHRASE_ENDS).next().unwrap_or_default();
    let is_work = has(behind, &["上班", "上课", "值班", "营业"]) && !has(behind, STILL);
    !has(from_phrase, SUBJECTS) && !talk && !is_work
}

/// The ranges of hours of a text; 每晚19~21之间 too, where nothing but 之间 says that numbers
/// are hours.
pub(crate) fn ranges(text: &str) -> Vec<Found<(TimeOfDay, TimeOfDay)>> {
    let mut found = text::words::time_ranges(text);
    let numbers = text::words::numbers(text);
    for (one, two) in numbers.iter().zip(numbers.iter().skip(1)) {
        let joint = text.get(one.end..two.start).unwrap_or_default().trim_end_matches('晚');
        let rest = text.get(two.end..).unwrap_or_default();
        let before = text.get(..one.start).unwrap_or_default();
        let daily = ["晚", "天", "日", "早", "午", "上", "间", "在"];
        let fits = ["~", "-", "—", "至", "到", "–"].contains(&joint)
            && rest.starts_with("之间")
            && daily.iter().any(|word| before.ends_with(word));
        let hour = |value: u32| TimeOfDay::parse(&format!("{value:02}:00"));
        let hours = hour(one.value).zip(hour(two.value)).filter(|_| fits);
        let taken = |hours: &Found<_>| hours.start < two.end && one.start < hours.end;
        if let Some(value) = hours.filter(|_| !found.iter().any(taken)) {
            found.push(Found { value, start: one.start, end: two.end });
        }
    }
    found
}

/// The text with a blank behind each weekday, so that 周四21点 is no number.
fn separate_weekdays(text: &str) -> String {
    let mut separate = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        separate.push(c);
        if matches!(before, '周' | '期' | '拜') && weekday(c).is_some() {
            separate.push(' ');
        }
        before = c;
    }
    separate
}

/// The days that a phrase names, as policies write them: 每周四, 周一至周五, 工作日, 周末.
#[must_use]
pub fn days_named(phrase: &str) -> Option<Value> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let list = |days: &[&str]| Value::Array(days.iter().map(|&day| Value::from(day)).collect());
    if has(phrase, &["工作日"]) && !has(phrase, &["非工作日"]) {
        return Some(list(&["workday"]));
    }
    if has(phrase, &["节假日", "休息日", "非工作日", "法定假日"]) {
        return Some(list(&["restday"]));
    }
    if has(phrase, &["周末", "双休日"]) {
        return Some(list(&["sat", "sun"]));
    }
    let mut days: Vec<usize> = Vec::new();
    let mut range = false;
    for part in phrase.split(['周', '期', '拜']).skip(1) {
        let mut chars = part.chars();
        let Some(day) = chars.next().and_then(weekday) else { continue };
        if counts_in_week(part) {
            continue;
        }
        match days.last() {
            Some(&first) if range && first < day => days.extend(first + 1..=day),
            _ if !days.contains(&day) => days.push(day),
            _ => {}
        }
        for more in further_days(part) {
            if !days.contains(&more) {
                days.push(more);
            }
        }
        range = matches!(chars.find(|c| *c != ' '), Some('至' | '到' | '-' | '~' | '—'));
    }
    let names: Vec<&str> = days.iter().filter_map(|&day| NAMES.get(day).copied()).collect();
    (!names.is_empty()).then(|| list(&names))
}

/// Whether what stands behind 每周 is a number of times and no day: 一次, 一篇, 一到两次.
pub(crate) fn counts_in_week(behind: &str) -> bool {
    const MEASURES: &str = "次篇条个本场回题道章份遍更期节首张幅句页组轮堂位名部封则段";
    let mut rest = behind.chars().skip_while(|c| *c == ' ').skip(1).filter(|c| *c != ' ');
    match rest.next() {
        Some('到' | '至' | '-' | '、') => rest.nth(1).is_some_and(|c| MEASURES.contains(c)),
        Some(next) => MEASURES.contains(next),
        None => false,
    }
}

/// Days that go on from one behind 周: 三 and 五 of 周一、三、五 and 周一三五; not the hour of
/// 周日三点.
fn further_days(part: &str) -> Vec<usize> {
    const COUNTED: &str = "点时次个名条篇天位遍百十:、";
    let chars: Vec<char> = part.chars().filter(|c| *c != ' ').collect();
    let mut found = Vec::new();
    let mut at = 1;
    loop {
        let mark = chars.get(at) == Some(&'、');
        at += usize::from(mark);
        let Some(day) = chars.get(at).copied().and_then(weekday) else { return found };
        let behind = chars.get(at + 1).copied().unwrap_or(' ');
        if COUNTED.contains(behind) && behind != '、' {
            return found;
        }
        found.push(day);
        at += 1;
    }
}

fn weekday(c: char) -> Option<usize> {
    match c {
        '日' | '天' => Some(6),
        other => "一二三四五六".chars().position(|day| day == other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(norms: &Norms) -> String {
        norms.iter().map(|norm| norm.params.to_string().replace('\n', " ")).collect()
    }

    #[test]
    fn hours_of_rest_and_of_talk() {
        for (text, quiet, posting) in [
            ("晚上10点到早上7点请不要在群里说话", r#"from = "22:00" to = "07:00" "#, ""),
            ("午休12:00-13:30,请勿打扰", r#"from = "12:00" to = "13:30" "#, ""),
            ("周末晚上9点以后禁止发言", r#"days = ["sat", "sun"] from = "21:00" "#, ""),
            ("工作时间9:00-18:00不要闲聊", "", ""),
            ("上班时间为9:00-18:00", "", ""),
            ("只能在19:00-21:00发言", "", r#"from = "19:00" to = "21:00" "#),
            (
                "每周一至周三20:00到21:00讨论,其他时间不要聊天",
                "",
                r#"days = ["mon", "tue", "wed"] from = "20:00" to = "21:00" "#,
            ),
            ("夜里11点到早上6点半,请大家休息", r#"from = "23:00" to = "06:30" "#, ""),
            ("每天22:00到次日7:00不发言,值班的除外", r#"from = "22:00" to = "07:00" "#, ""),
            ("门店每天9:00到21:00营业,周日休息", "", ""),
            ("值班员22:00到次日6:00不得睡觉", "", ""),
            ("会议9:00-10:00开,群内只在通知时发言", "", ""),
        ] {
            let clause = Clause::alone(text);
            assert_eq!(shown(&quiet_hours(&clause)), quiet, "{text}");
            assert_eq!(shown(&posting_windows(&clause)), posting, "{text}");
        }
    }

    #[test]
    fn days_in_words() {
        for (text, days) in [
            ("每周四", "[\"thu\"]"),
            ("星期六、星期日", "[\"sat\", \"sun\"]"),
            ("每周一、三、五", "[\"mon\", \"wed\", \"fri\"]"),
            ("周二四晚上", "[\"tue\", \"thu\"]"),
            ("周日三点", "[\"sun\"]"),
            ("工作日", "[\"workday\"]"),
            ("节假日", "[\"restday\"]"),
            ("周一到周五", "[\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]"),
        ] {
            assert_eq!(days_named(text).unwrap().to_string(), days, "{text}");
        }
        assert_eq!(days_named("每天晚上"), None);
        assert_eq!(days_named("一周两次"), None);
        assert_eq!(days_named("每周一次"), None);
        assert_eq!(days_named("每周一到两篇"), None);
    }
}
