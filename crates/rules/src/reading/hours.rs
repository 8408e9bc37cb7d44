//! Reading clauses about hours: when the group rests, and when alone it talks.

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
];

/// Words for the hours outside of a window.
const OTHER_TIMES: &[&str] =
    &["其他时间", "其它时间", "其余时间", "其他时段", "其余时段", "别的时间", "其他时候"];

/// The windows outside of which a clause wants no talk.
#[must_use]
pub fn posting_windows(clause: &Clause<'_>) -> Norms {
    let mut norms = Norms::new();
    if !clause.has(TALKING) {
        return norms;
    }
    let text = separate_weekdays(clause.text);
    for range in ranges(&text) {
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        if !has(&text, OTHER_TIMES) && !only_then(before, after) {
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
    ];
    const AFTER: &[&str] = &["方可", "才可以", "才能", "才可", "方能"];
    before.rsplit(PHRASE_ENDS).next().is_some_and(|phrase| has(phrase, BEFORE))
        || after.split(PHRASE_ENDS).next().is_some_and(|phrase| has(phrase, AFTER))
}

/// The hours of rest of a clause, each with its days.
#[must_use]
pub fn quiet_hours(clause: &Clause<'_>) -> Norms {
    const REST: &[&str] =
        &["休息", "打扰", "静音", "免打扰", "睡觉", "安静", "午休", "静默", "勿扰"];
    let mut norms = Norms::new();
    for sentence in clause.sentences() {
        let sentence = separate_weekdays(sentence);
        let sentence = sentence.as_str();
        let disturbs = has(sentence, &["打扰", "勿扰", "静默", "信息"]);
        // Who rests at night is not written to, whether the sentence says so or not.
        let at_night =
            || !forbids(sentence) && ranges(sentence).iter().any(|range| is_night(range.value));
        let rests = has(sentence, REST) && (disturbs || has(sentence, TALKING) || at_night());
        let silent = (forbids(sentence) || plainly_not(sentence)) && has(sentence, TALKING);
        // A ban on idle talk or on some subject in working hours is no rest.
        let about_subjects =
            has(sentence, &["无关", "闲聊", "工作时间", "上班时间", "广告", "链接"])
                || has(sentence, OTHER_TIMES);
        if !(rests || silent && !about_subjects)
            || has(clause.text, OTHER_TIMES)
            || has(clause.text, &["只能在", "仅限"])
        {
            continue;
        }
        let mut hours: Vec<(usize, TimeOfDay, Option<TimeOfDay>)> = ranges(sentence)
            .into_iter()
            .map(|range| (range.start, range.value.0, Some(range.value.1)))
            .collect();
        if hours.is_empty() && silent {
            // 晚上十点以后: the beginning alone.
            let after = |end: usize| {
                let rest = sentence.get(end..).unwrap_or_default();
                ["以后", "之后", "后", "过后"].iter().any(|word| rest.starts_with(word))
            };
            let times = text::words::times(sentence);
            // 早上七点前 ends what 晚上十点以后 begins.
            let before = |end: usize| {
                let rest = sentence.get(end..).unwrap_or_default();
                ["以前", "之前", "前"].iter().any(|word| rest.starts_with(word))
            };
            let from = times.iter().find(|time| after(time.end));
            let to = times.iter().rev().find(|time| before(time.end));
            let to = to.filter(|to| from.is_some_and(|from| from.value != to.value));
            hours.extend(from.map(|from| (from.start, from.value, to.map(|to| to.value))));
        }
        for (start, from, to) in hours {
            let before = sentence.get(..start).unwrap_or_default();
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

/// Whether talk is ruled out by a bare 不 right before it: 不发言, 不在群里说话.
fn plainly_not(sentence: &str) -> bool {
    const NOT: &[&str] =
        &["不发言", "不说话", "不聊", "不发消息", "不发信息", "不在群", "不在本群", "不发通知"];
    has(sentence, NOT)
}

/// The ranges of hours of a text; 每晚19~21之间 too, where nothing but 之间 says that numbers
/// are hours.
fn ranges(text: &str) -> Vec<Found<(TimeOfDay, TimeOfDay)>> {
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
    if has(phrase, &["节假日", "休息日", "非工作日", "双休日", "法定假日"]) {
        return Some(list(&["restday"]));
    }
    if has(phrase, &["周末"]) {
        return Some(list(&["sat", "sun"]));
    }
    let mut days: Vec<usize> = Vec::new();
    let mut range = false;
    for part in phrase.split(['周', '期', '拜']).skip(1) {
        let mut chars = part.chars();
        let Some(day) = chars.next().and_then(weekday) else { continue };
        match days.last() {
            Some(&first) if range && first < day => days.extend(first + 1..=day),
            _ if !days.contains(&day) => days.push(day),
            _ => {}
        }
        range = matches!(chars.find(|c| *c != ' '), Some('至' | '到' | '-' | '~' | '—'));
    }
    let names: Vec<&str> = days.iter().filter_map(|&day| NAMES.get(day).copied()).collect();
    (!names.is_empty()).then(|| list(&names))
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
            ("工作日", "[\"workday\"]"),
            ("节假日", "[\"restday\"]"),
            ("周一到周五", "[\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]"),
        ] {
            assert_eq!(days_named(text).unwrap().to_string(), days, "{text}");
        }
        assert_eq!(days_named("每天晚上"), None);
        assert_eq!(days_named("一周两次"), None);
    }
}
