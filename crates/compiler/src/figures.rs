//! Figures of a clause that no reading of it has: a time to act within goes to the one norm that
//! lacks one, and whatever else is left over marks the norms that might have meant it for a look.
//! A rule that runs with half of what its clause says is worse than one that asks.

use policy::param::Shape;
use policy::toml::{Table, Value};
use rules::clause::{Clause, Norm, Norms};
use text::words::{self, Found};

use model::Span;

/// What a norm is trusted with whose clause says more in figures than was read.
const DOUBTFUL: u8 = 55;

/// Kinds whose `within` is the time that somebody has to act.
const TIMED: &[&str] = &[
    "account-delegation",
    "acknowledge",
    "appeal",
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
    if norms.iter().any(|norm| lacks(norm, Shape::Span)) {
        spans(clause, norms);
    }
    if norms.iter().any(|norm| lacks(norm, Shape::Time)) {
        let times = words::times(clause.text);
        doubt(norms, Shape::Time, times.iter().map(|time| time.value.to_string()));
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
        TIMED.contains(&norm.kind)
            && norm.inferred_from.is_empty()
            && !norm.params.contains_key("within")
    };
    let mut waiting = norms.iter_mut().filter(|norm| timed(norm));
    match (waiting.next(), waiting.next()) {
        (Some(norm), None) if is_limit(clause.text, only) => {
            norm.params.insert("within".to_owned(), Value::from(only.value.to_string()));
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
    for norm in norms.iter_mut().filter(|norm| lacks(norm, shape)) {
        norm.confidence = norm.confidence.min(DOUBTFUL);
    }
}

/// Whether a norm's kind takes values of that shape from its clause, and the norm has none; of
/// times, of which there are two where something begins and ends, not every one.
fn lacks(norm: &Norm, shape: Shape) -> bool {
    let Some(kind) = rules::kind_named(norm.kind) else { return false };
    let params = kind.spec.params.iter();
    let of_shape = || params.clone().filter(|param| param.shape == shape && param.name != "pause");
    let stated = of_shape().filter(|param| norm.params.contains_key(param.name)).count();
    if shape == Shape::Time {
        stated < of_shape().count()
    } else {
        stated == 0 && of_shape().next().is_some()
    }
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
