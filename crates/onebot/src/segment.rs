//! Message segments, in both forms that the standard has: a list, and a string of CQ codes.

use serde_json::{Map, Value};

use crate::ids;

/// The most segments of one message that are read; clients allow a few dozen.
pub(crate) const SEGMENTS_MAX: usize = 500;

/// One piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// `text`, `at`, `image` and so on.
    pub kind: String,
    /// Its parameters.
    pub data: Map<String, Value>,
}

impl Segment {
    /// A piece of that kind with one parameter.
    #[must_use]
    pub fn of(kind: &str, key: &str, value: Value) -> Segment {
        let mut data = Map::new();
        data.insert(key.to_owned(), value);
        Segment { kind: kind.to_owned(), data }
    }

    /// Plain text.
    #[must_use]
    pub fn text(text: &str) -> Segment {
        Segment::of("text", "text", Value::from(text))
    }

    /// A parameter as text; empty where there is none.
    pub(crate) fn get(&self, key: &str) -> String {
        ids::text(self.data.get(key))
    }

    /// The first of these parameters that is not empty.
    pub(crate) fn first(&self, keys: &[&str]) -> String {
        keys.iter().map(|key| self.get(key)).find(|text| !text.is_empty()).unwrap_or_default()
    }
}

/// Reads a message in either form, and how many pieces were too many or no segments.
#[must_use]
pub fn read(message: &Value) -> (Vec<Segment>, usize) {
    match message {
        Value::String(text) => parse(text),
        Value::Array(list) => {
            let read: Vec<Segment> = list.iter().take(SEGMENTS_MAX).filter_map(one).collect();
            let lost = list.len().saturating_sub(read.len());
            (read, lost)
        }
        // Some programs send a message of one segment without its list.
        Value::Object(_) => one(message).map_or((Vec::new(), 1), |only| (vec![only], 0)),
        _ => (Vec::new(), 1),
    }
}

fn one(value: &Value) -> Option<Segment> {
    if let Value::String(text) = value {
        return Some(Segment::text(text));
    }
    let kind = value.get("type")?.as_str()?.to_owned();
    let data = match value.get("data") {
        Some(Value::Object(data)) => data.clone(),
        _ => Map::new(),
    };
    Some(Segment { kind, data })
}

/// Reads a string of CQ codes. What is no code is text.
fn parse(text: &str) -> (Vec<Segment>, usize) {
    let mut read = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let mut lost = 0;
    while let Some((before, code)) = rest.split_once("[CQ:") {
        plain.push_str(&unescaped(before));
        let Some((inside, after)) = code.split_once(']') else {
            plain.push_str("[CQ:");
            rest = code;
            continue;
        };
        rest = after;
        if read.len() >= SEGMENTS_MAX {
            lost += 1;
            continue;
        }
        if !plain.is_empty() {
            read.push(Segment::text(&std::mem::take(&mut plain)));
        }
        read.push(code_of(inside));
    }
    plain.push_str(&unescaped(rest));
    if !plain.is_empty() {
        read.push(Segment::text(&plain));
    }
    (read, lost)
}

fn code_of(inside: &str) -> Segment {
    let mut parts = inside.split(',');
    let kind = parts.next().unwrap_or_default().trim().to_owned();
    let pairs = parts.filter_map(|part| part.split_once('='));
    let data = pairs.map(|(key, value)| (key.to_owned(), Value::from(unescaped(value)))).collect();
    Segment { kind, data }
}

/// Text as it was before it was escaped; `&amp;` last, so that `&amp;#91;` stays `&#91;`.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&#91;", "[").replace("&#93;", "]").replace("&#44;", ",").replace("&amp;", "&")
}

/// Text escaped for a string of CQ codes: what a member wrote never becomes a code.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('[', "&#91;").replace(']', "&#93;")
}

/// Segments as a string of CQ codes.
#[must_use]
pub fn as_codes(segments: &[Segment]) -> String {
    let mut out = String::new();
    for segment in segments {
        if segment.kind == "text" {
            out.push_str(&escaped(segment.data.get("text").and_then(Value::as_str).unwrap_or("")));
            continue;
        }
        out.push_str("[CQ:");
        out.push_str(&segment.kind);
        for (key, value) in &segment.data {
            let value = escaped(&ids::text(Some(value))).replace(',', "&#44;");
            out.push_str(&format!(",{key}={value}"));
        }
        out.push(']');
    }
    out
}

/// Segments as a list.
#[must_use]
pub fn as_list(segments: &[Segment]) -> Value {
    let one = |segment: &Segment| {
        let mut whole = Map::new();
        whole.insert("type".to_owned(), Value::from(segment.kind.clone()));
        whole.insert("data".to_owned(), Value::Object(segment.data.clone()));
        Value::Object(whole)
    };
    Value::Array(segments.iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_forms_read_the_same() {
        let codes =
            json!("[CQ:reply,id=-7][CQ:at,qq=10002] a&#91;b&#93;&amp;amp;,c[CQ:face,id=14]");
        let list = json!([
            {"type": "reply", "data": {"id": "-7"}},
            {"type": "at", "data": {"qq": "10002"}},
            {"type": "text", "data": {"text": " a[b]&amp;,c"}},
            {"type": "face", "data": {"id": "14"}},
        ]);
        assert_eq!(read(&codes), read(&list));
        assert_eq!(as_codes(&read(&list).0), codes.as_str().unwrap());
        assert_eq!(as_list(&read(&codes).0), list);
    }

    #[test]
    fn what_is_no_code_is_text() {
        for text in ["[CQ:", "[CQ:at", "[", "]", "&", "&#91", "[cq:at,qq=1]", "a=b,c"] {
            let (read, lost) = read(&Value::from(text));
            assert_eq!((read, lost), (vec![Segment::text(text)], 0));
        }
        let many = "[CQ:face,id=1]".repeat(SEGMENTS_MAX + 3);
        assert_eq!(read(&Value::from(many)).1, 3);
    }

    #[test]
    fn a_member_s_text_never_becomes_a_code() {
        let said = "[CQ:at,qq=all]&#91;x";
        let codes = as_codes(&[Segment::text(said)]);
        assert_eq!(read(&Value::from(codes)).0, vec![Segment::text(said)]);
    }
}
