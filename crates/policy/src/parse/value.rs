//! TOML values: as the reader gives them, as rules keep them, and as messages show them.

use std::ops::Range;

use toml::Spanned;
use toml::Value;
use toml::de::{DeTable, DeValue};

use crate::param::Shape;

/// A table's entries in the order of the text.
pub(super) fn entries<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t str, Range<usize>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
    entries.sort_by_key(|(_, span, _)| span.start);
    entries
}

/// The value as rules keep it; none where a number is out of all bounds.
pub(super) fn plain(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(number) => {
            Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok()?)
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().ok()?),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(at) => Value::Datetime(*at),
        DeValue::Array(list) => {
            let list: Option<Vec<Value>> = list.iter().map(|one| plain(one.get_ref())).collect();
            Value::Array(list?)
        }
        DeValue::Table(table) => {
            let table: Option<toml::Table> = table
                .iter()
                .map(|(key, value)| Some((key.get_ref().to_string(), plain(value.get_ref())?)))
                .collect();
            Value::Table(table?)
        }
    })
}

/// The first entry of a list that does not fit, or the value itself.
pub(super) fn culprit<'t, 'i>(
    shape: Shape,
    value: &'t Spanned<DeValue<'i>>,
) -> &'t Spanned<DeValue<'i>> {
    let DeValue::Array(list) = value.get_ref() else { return value };
    let wrong = list.iter().find(|one| plain(one.get_ref()).is_none_or(|one| !shape.accepts(&one)));
    match (wrong, shape) {
        // A step may be a list of its own: look once more inside.
        (Some(step), Shape::Steps) => match step.get_ref() {
            DeValue::Array(inner) => inner
                .iter()
                .find(|one| plain(one.get_ref()).is_none_or(|one| !shape.accepts(&one)))
                .unwrap_or(step),
            _ => step,
        },
        (Some(one), _) => one,
        (None, _) => value,
    }
}

/// What a person likely meant by a value that does not fit.
pub(super) fn meant(shape: Shape, value: &Value) -> Option<String> {
    match (shape, value) {
        (Shape::Time, Value::Datetime(at)) => {
            let time = at.time.filter(|_| at.date.is_none())?;
            Some(format!("\"{:02}:{:02}\"", time.hour, time.minute))
        }
        (Shape::Time, Value::String(text)) => {
            let plain: String = text.replace('：', ":").split_whitespace().collect();
            let padded = if plain.contains(':') { plain } else { format!("{plain}:00") };
            model::TimeOfDay::parse(&padded).map(|time| format!("\"{time}\""))
        }
        (Shape::Span, Value::String(text)) => span_meant(text),
        (Shape::Count(..) | Shape::Whole, Value::String(text)) => {
            let number: u32 = text.trim().parse().ok()?;
            shape.accepts(&Value::Integer(number.into())).then(|| number.to_string())
        }
        (Shape::Share, Value::Integer(number)) => {
            (1..=100).contains(number).then(|| format!("\"{number}%\""))
        }
        (Shape::Flag, Value::String(text)) => match text.trim() {
            "是" | "yes" | "true" | "on" => Some("true".to_owned()),
            "否" | "no" | "false" | "off" => Some("false".to_owned()),
            _ => None,
        },
        (_, Value::String(text)) => {
            let word = text.split_whitespace().next()?;
            model::nearest::nearest(word, shape.words()).map(|word| format!("\"{word}\""))
        }
        _ => None,
    }
}

/// `30分钟` and the like in the units of policies.
fn span_meant(text: &str) -> Option<String> {
    let plain: String = text.split_whitespace().collect();
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = plain.split_at_checked(digits)?;
    let unit = match unit {
        "秒" | "sec" | "S" => "s",
        "分" | "分钟" | "min" | "M" => "m",
        "时" | "小时" | "hour" | "hours" | "H" => "h",
        "日" | "天" | "day" | "days" | "D" => "d",
        "周" | "星期" | "week" | "weeks" | "W" => "w",
        "月" | "个月" | "month" | "months" | "mon" => "mo",
        "年" | "year" | "years" | "Y" => "y",
        _ => return None,
    };
    let meant = format!("{number}{unit}");
    model::Span::parse(&meant).map(|_| format!("\"{meant}\""))
}
