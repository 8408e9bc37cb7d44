//! What a message has beside its words: `[图片]`, `[红包 5元]`, `[语音 70秒]`, `[文件 a.docx]`,
//! `@小李`.

use serde_json::{Map, Value, json};
use text::words::{money, numbers, spans};

/// What stands in brackets, and the kind of media.
const MEDIA: &[(&str, &str)] = &[
    ("图片", "image"),
    ("照片", "image"),
    ("截图", "image"),
    ("语音", "voice"),
    ("视频", "video"),
    ("表情", "emoji"),
    ("文件", "file"),
    ("链接", "link"),
    ("小程序", "link"),
    ("红包", "red-packet"),
];
/// The most media of one message.
const MEDIA_MAX: usize = 20;

/// The fields of a message with these words.
pub(super) fn message(text: &str, known: &[String]) -> Map<String, Value> {
    let mut words = String::new();
    let mut media = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '【']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        words.push_str(before);
        let sign = from.chars().next().map_or(0, char::len_utf8);
        let inner = from.get(sign..).unwrap_or_default();
        let found = inner.find([']', '】']).and_then(|end| {
            let inside = inner.get(..end)?;
            let close = inner.get(end..)?.chars().next()?.len_utf8();
            Some((one(inside)?, inner.get(end + close..)?))
        });
        match found {
            Some((items, after)) => {
                media.extend(items);
                rest = after;
            }
            None => {
                words.push_str(from.get(..sign).unwrap_or_default());
                rest = inner;
            }
        }
    }
    words.push_str(rest);
    let mut fields = Map::new();
    let mentions: Vec<&str> = mentions(&words, known);
    if !mentions.is_empty() {
        fields.insert("mentions".to_owned(), json!(mentions));
    }
    media.truncate(MEDIA_MAX);
    if !media.is_empty() {
        fields.insert("media".to_owned(), Value::Array(media));
    }
    fields.insert("kind".to_owned(), json!("message"));
    fields.insert("text".to_owned(), json!(words.trim()));
    fields
}

/// What one pair of brackets stands for: `图片`, `3张图片`, `图片×3`.
fn one(inside: &str) -> Option<Vec<Value>> {
    let (at, word, kind) =
        MEDIA.iter().find_map(|(word, kind)| inside.find(word).map(|at| (at, *word, *kind)))?;
    let before = inside.get(..at)?.trim();
    let after = inside.get(at + word.len()..)?.trim();
    let counted = |text: &str| numbers(text).first().map(|found| found.value);
    let times = after.strip_prefix(['×', 'x', '*']);
    let count = if before.is_empty() { times.and_then(counted) } else { counted(before) };
    if !before.is_empty() && count.is_none() {
        return None;
    }
    let mut item = Map::new();
    item.insert("kind".to_owned(), json!(kind));
    match kind {
        "red-packet" => {
            let sum = money(after)
                .first()
                .and_then(|found| found.value.to_string().parse::<serde_json::Number>().ok());
            item.extend(sum.map(|sum| ("amount".to_owned(), Value::Number(sum))));
        }
        "voice" | "video" => {
            let length = spans(after).first().map(|found| found.value.about_ms() / 1_000);
            item.extend(length.map(|seconds| ("seconds".to_owned(), json!(seconds))));
        }
        "link" if !after.is_empty() => {
            item.insert("url".to_owned(), json!(after));
        }
        "file" if !after.is_empty() => {
            item.insert("title".to_owned(), json!(after));
            let format = after.rsplit_once('.').map(|(_, format)| format.to_lowercase());
            item.extend(format.map(|format| ("format".to_owned(), json!(format))));
        }
        _ => {}
    }
    let count = count.unwrap_or(1).clamp(1, 20);
    Some((0..count).map(|_| Value::Object(item.clone())).collect())
}

/// Who is addressed.
fn mentions<'k>(words: &str, known: &'k [String]) -> Vec<&'k str> {
    let all = ["@所有人", "@全体成员", "@全体"].iter().any(|mark| words.contains(mark));
    if all {
        return vec!["all"];
    }
    let named = |name: &&String| words.contains(&format!("@{name}"));
    known.iter().filter(named).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_and_mentions() {
        let known = ["小李".to_owned()];
        let fields = message("@小李 看这个[图片×2][红包 5元] [语音70秒]好[注]", &known);
        assert_eq!(fields["mentions"], json!(["小李"]));
        assert_eq!(fields["text"], "@小李 看这个 好[注]");
        let media = fields["media"].as_array().unwrap();
        assert_eq!(media.len(), 4);
        assert_eq!(media[2]["amount"], 5);
        assert_eq!(media[3]["seconds"], 70);
        let fields = message("[文件 三月报表.XLSX]", &known);
        assert_eq!(fields["media"][0]["format"], "xlsx");
        assert_eq!(fields["text"], "");
    }
}
