//! Ids and numbers as implementations write them: as a number, as a string, with or without sign.

use serde_json::Value;

/// The longest id that is taken, in bytes: an event's id holds two of them and a prefix.
pub(crate) const ID_BYTES_MAX: usize = 100;

/// A whole number, written as a number or as a string.
pub(crate) fn whole(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64().or_else(|| digits(&number.to_string())),
        Value::String(text) => digits(text),
        _ => None,
    }
}

/// Digits with an optional sign. Programs in JavaScript or Lua also write `10001.0`.
fn digits(text: &str) -> Option<i64> {
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// The number of a person or group. Zero and less stand for nobody; anything but digits is
/// refused, so that no peer can call itself by one of the names that begin with `@`.
pub(crate) fn number(value: Option<&Value>) -> Option<String> {
    whole(value).filter(|number| *number > 0).map(|number| number.to_string())
}

/// The id of a message, in the one form that events use.
///
/// Ids are 32 bits with a sign. The same id comes without a sign from some programs, and as a
/// string inside a reply: both are folded here. [`for_action`] is the way back.
pub(crate) fn message(value: Option<&Value>) -> Option<String> {
    if let Some(number) = whole(value) {
        return (number != 0).then(|| folded(number).to_string());
    }
    let text = value?.as_str()?.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let fits = (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(plain);
    fits.then(|| text.to_owned())
}

const TWO_TO_32: i64 = 1 << 32;

/// Whether the number is a 32-bit id written without its sign.
pub(crate) fn without_sign(number: i64) -> bool {
    (i64::from(i32::MAX) + 1..TWO_TO_32).contains(&number)
}

fn folded(number: i64) -> i64 {
    if without_sign(number) { number - TWO_TO_32 } else { number }
}

/// A message id as an action wants it: a number where it is one, without a sign where this
/// account's program writes them so.
pub(crate) fn for_action(id: &str, unsigned: bool) -> Value {
    match id.parse::<i64>() {
        Ok(number) if unsigned && number < 0 => Value::from(number.saturating_add(TWO_TO_32)),
        Ok(number) => Value::from(number),
        Err(_) => Value::from(id),
    }
}

/// A number of a person or group as an action wants it.
pub(crate) fn numeric(id: &str) -> Value {
    id.parse::<i64>().map_or_else(|_| Value::from(id), Value::from)
}

/// A string field, trimmed; numbers serve too.
pub(crate) fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A yes or no, in the forms that programs write.
pub(crate) fn yes(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(yes)) => *yes,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => matches!(text.as_str(), "true" | "1" | "yes"),
        _ => false,
    }
}

/// A text cut to so many characters.
pub(crate) fn cut(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// FNV-1a, 64 bits, over parts kept apart: the same on every machine and in every version.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    parts.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, part| {
        // 0xff occurs in no UTF-8 text, so that ("ab", "c") and ("a", "bc") differ.
        step(part.bytes().fold(hash, step), 0xff)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_come_in_many_forms() {
        for (value, id) in [
            (json!(10001), Some("10001")),
            (json!("10001"), Some("10001")),
            (json!(" 10001 "), Some("10001")),
            (json!(10001.0), Some("10001")),
            (json!(0), None),
            (json!(-5), None),
            (json!("@qungui"), None),
            (json!(null), None),
            (json!({"id": 1}), None),
            (json!(1.5), None),
        ] {
            assert_eq!(number(Some(&value)).as_deref(), id, "{value}");
        }
    }

    #[test]
    fn a_message_has_one_id_with_and_without_sign() {
        for value in [json!(-123), json!("-123"), json!(4_294_967_173_u32), json!("4294967173")] {
            assert_eq!(message(Some(&value)).as_deref(), Some("-123"), "{value}");
        }
        assert_eq!(for_action("-123", true), json!(4_294_967_173_u32));
        assert_eq!(for_action("-123", false), json!(-123));
        assert_eq!(for_action("abc", false), json!("abc"));
        assert_eq!(message(Some(&json!(7_366_000_000_000_i64))).as_deref(), Some("7366000000000"));
        for value in [json!(0), json!(""), json!("a b"), json!("a\"b"), json!([1])] {
            assert_eq!(message(Some(&value)), None, "{value}");
        }
    }
}
