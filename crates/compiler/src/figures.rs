//! Figures of a clause that no reading of it has: a time to act within goes to the one norm that
//! lacks one, and whatever else is left over marks the norms that might have meant it for a look.
//! A rule that runs with half of what its clause says is worse than one that asks.

use policy::param::Shape;
use policy::toml::{Table, Value};
use rules::clause::{Clause, Norm, Norms};
use rules::reading::hours::days_named;
use text::words::{self, Found};

use model::Span;

use crate::block::DOUBTFUL;

/// Kinds whose `within` is the time that somebody has to act.
const TIMED: &[&str] = &[
    "account-delegation",
    "acknowledge",
    "appeal",
    "campaign-approval",
    "complaint-channel",
    "escalation",
    "group-creation",
    "offboarding",
    "own-avatar",
    "policy-acceptance",
    "real-name-card",
    "respond",
    "share-duty",
    "triage",
];

/// Looks for figures that are left over.
pub(crate) fn settle(clause: &Clause<'_>, norms: &mut Norms) {
    norms.iter_mut().for_each(|norm| all_days(clause, norm));
    if norms.iter().any(|norm| may_lack(norm, Shape::Span) || norm.params.contains_key("within")) {
        spans(clause, norms);
    }
    if norms.iter().any(|norm| takes(norm, Shape::Time)) {
        let times = words::times(clause.text);
        doubt(norms, Shape::Time, times.iter().map(|time| time.value.to_string()));
    }
}

/// 每周一、三、五: what was read as the first day is due on all that are named with it.
fn all_days(clause: &Clause<'_>, norm: &mut Norm) {
    const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let Some(Value::String(first)) = norm.params.get("every") else { return };
    if !DAYS.contains(&first.as_str()) {
        return;
    }
    let named = days_named(clause.text);
    let more = named.as_ref().and_then(Value::as_array).is_some_and(|days| {
        days.len() > 1 && days.iter().any(|day| day.as_str() == Some(first.as_str()))
    });
    if let Some(days) = named.filter(|_| more) {
        norm.params.insert("every".to_owned(), days);
    }
}

fn spans(clause: &Clause<'_>, norms: &mut Norms) {
    let found = words::spans(clause.text);
    let left: Vec<&Found<Span>> =
        found.iter().filter(|span| !used(norms, &span.value.to_string())).collect();
    let [only] = left.as_slice() else {
        doubt(norms, Shape::Span, left.iter().map(|span| span.value.to_string()));
        return;
    };
    let timed = |norm: &Norm| {
        // Of a campaign, the summary has a time of its own.
        let awaited = norm.kind != "campaign-approval" || has_value(&norm.params, "summary");
        TIMED.contains(&norm.kind)
            && awaited
            && norm.inferred_from.is_empty()
            && !norm.params.contains_key("within")
    };
    let mut waiting = norms.iter_mut().filter(|norm| timed(norm));
    match (waiting.next(), waiting.next()) {
        (Some(norm), None) if is_limit(clause.text, only) => {
            norm.params.insert("within".to_owned(), Value::from(only.value.to_string()));
        }
        // 工作时间5分钟内,非工作时间30分钟内: whichever was read, the other was not.
        (None, None) if is_limit(clause.text, only) => {
            for norm in norms.iter_mut().filter(|norm| norm.params.contains_key("within")) {
                norm.confidence = norm.confidence.min(DOUBTFUL);
            }
            doubt(norms, Shape::Span, std::iter::once(only.value.to_string()));
        }
        _ => doubt(norms, Shape::Span, std::iter::once(only.value.to_string())),
    }
}

/// 三天内, 当日下班前: a length of time by the end of which something is done. 当天 alone may say
/// when something happened.
fn is_limit(text: &str, span: &Found<Span>) -> bool {
    const BEHIND: &[&str] = &["内", "之内", "以内", "里"];
    const SAME_DAY: &[&str] = &["下班前", "结束前", "24点前", "24时前", "就", "即", "前", "签"];
    let behind = text.get(span.end..).unwrap_or_default();
    BEHIND.iter().any(|word| behind.starts_with(word))
        || span.value == Span::SameDay && SAME_DAY.iter().any(|word| behind.starts_with(word))
}

/// Marks the norms that could have one of these values and have none of its shape.
fn doubt(norms: &mut Norms, shape: Shape, values: impl Iterator<Item = String>) {
    let left: Vec<String> = values.filter(|value| !used(norms, value)).collect();
    if left.is_empty() {
        return;
    }
    for norm in norms.iter_mut().filter(|norm| may_lack(norm, shape)) {
        norm.confidence = norm.confidence.min(DOUBTFUL);
    }
}

/// Whether a norm's kind takes values of that shape from its clause.
fn takes(norm: &Norm, shape: Shape) -> bool {
    rules::kind_named(norm.kind).is_some_and(|kind| {
        kind.spec.params.iter().any(|param| param.shape == shape && param.name != "pause")
    })
}

/// Whether a value of that shape that is left over may have been meant for a norm: a length of
/// time where it has none, a time of day whether it has one or not (early and late, twice a day).
fn may_lack(norm: &Norm, shape: Shape) -> bool {
    let Some(kind) = rules::kind_named(norm.kind) else { return false };
    let stated = |name: &str| norm.params.contains_key(name);
    takes(norm, shape)
        && (shape == Shape::Time
            || kind.spec.params.iter().all(|param| param.shape != shape || !stated(param.name)))
}

/// Whether some norm of the clause has a value, alone or as a part of one (`mute 3d`).
fn used(norms: &Norms, value: &str) -> bool {
    norms.iter().any(|norm| norm.inferred_from.is_empty() && has_value(&norm.params, value))
}

fn has_value(params: &Table, value: &str) -> bool {
    fn within(found: &Value, value: &str) -> bool {
        match found {
            Value::String(text) => text.split([' ', '/']).any(|part| part == value),
            Value::Array(list) => list.iter().any(|one| within(one, value)),
            _ => false,
        }
    }
    params.values().any(|found| within(found, value))
}

#[cfg(test)]
mod tests {
    use rules::clause::{Clause, Norm};

    fn only(kind: &str, text: &str) -> Norm {
        let norms = crate::recognise(&Clause::alone(text));
        norms.into_iter().find(|norm| norm.kind == kind).unwrap()
    }

    #[test]
    fn a_time_to_act_goes_to_the_one_that_lacks_it() {
        let norm = only("escalation", "处理不了的投诉,半小时内报值班主任。");
        assert_eq!(norm.params["within"].as_str(), Some("30m"));
        assert!(norm.confidence >= 60);
    }

    #[test]
    fn every_day_that_is_named_counts() {
        let norm = only("check-in", "每周一、三、五晚八点前打卡。");
        assert_eq!(norm.params["every"].to_string(), "[\"mon\", \"wed\", \"fri\"]");
    }

    #[test]
    fn what_is_left_over_is_marked_for_a_look() {
        let two = "上班时间领导@到本人的消息须3分钟内回复,休息时间20分钟内回复。";
        let norm = only("acknowledge", two);
        assert_eq!(norm.params["within"].as_str(), Some("3m"));
        assert!(norm.confidence < 60);
        let plain = only("acknowledge", "领导布置的任务,须在3分钟内回复。");
        assert!(plain.confidence >= 60);
    }
}
