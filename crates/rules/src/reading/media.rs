//! Reading clauses about pictures, voice messages, stickers, films, files and letters.

use policy::toml::Value;

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::content::{is_publishing, phrases};

/// What things are called, with the catalogue's name and how a count of them is measured.
const MEDIA: &[(&str, &[&str])] = &[
    ("image", &["图片", "照片", "发图", "截图", "图像"]),
    ("voice", &["语音"]),
    ("emoji", &["表情", "大拇指", "斗图", "GIF", "动图", "贴图", "emoji", "颜文字"]),
    ("video", &["视频"]),
    ("font", &["大字体", "特殊字体", "艺术字", "字体", "字号"]),
    ("file", &["文件", "附件"]),
];

/// Words before or behind a thing that limit how much of it there may be, and can't be
/// measured.
const TOO_MUCH: &[&str] = &[
    "过大",
    "过多",
    "过长",
    "过度",
    "过于频繁",
    "大号",
    "少发",
    "少用",
    "少传",
    "适当",
    "适度",
    "滥发",
    "尽量不",
    "乱发",
    "连发",
    "狂发",
    "一长串",
    "一大串",
    "一连串",
    "斗图",
    "轰炸",
    "长语音",
    "大文件",
    "大视频",
];

/// The norms on media of a clause: one for each thing that a phrase limits.
#[must_use]
pub fn media_norms(clause: &Clause<'_>) -> Norms {
    let mut norms = Norms::new();
    if is_publishing(clause) {
        return norms;
    }
    for sentence in clause.sentences() {
        let mut last = None;
        for phrase in phrases(sentence) {
            let named =
                MEDIA.iter().find(|(_, names)| has(phrase, names)).map(|(medium, _)| *medium);
            // 群文件只放课件,单个不超过50M: the size is of what was named before.
            let size = || measured(phrase, "file").filter(|size| size.ends_with('B'));
            if let Some((medium, size)) = last.filter(|_| named.is_none()).zip(size()) {
                norms.push(Norm::new("media-limits").with("media", medium).with("limit", size));
            }
            last = named.or(last);
            for &(medium, names) in MEDIA {
                let norm = norm_of(sentence, phrase, medium, names);
                if let Some(norm) = norm.filter(|norm| !norms.contains(norm)) {
                    norms.push(norm);
                }
            }
        }
    }
    norms
}

fn norm_of(sentence: &str, phrase: &str, medium: &str, names: &[&str]) -> Option<Norm> {
    let (at, name) = names.iter().find_map(|name| Some((phrase.place_of(name)?, *name)))?;
    let (before, rest) = (phrase.get(..at)?, phrase.get(at + name.len()..)?);
    // What a picture shows or says is a matter of its content, not of its number or size.
    if has(before, &["不健康", "攻击", "色情", "恶搞", "不雅", "内容"]) || rest.starts_with("内容")
    {
        return None;
    }
    let norm = Norm::new("media-limits").with("media", medium);
    let limit = measured(phrase, medium).or_else(|| banned(sentence, before, rest));
    if let Some(limit) = limit {
        return Some(norm.with("limit", limit));
    }
    // The word that stands nearest before the thing, else the first behind it.
    let near = TOO_MUCH.iter().filter_map(|word| Some((before.last_place_of(word)?, word))).max();
    let behind = || TOO_MUCH.iter().filter_map(|word| Some((phrase.place_of(word)?, word))).min();
    let (_, words) = near.or_else(behind)?;
    Some(norm.with_some("limit", in_own_words(words, phrase, before)).sure(60))
}

/// A limit with a number: a size, a length, a count in a message or a time.
fn measured(phrase: &str, medium: &str) -> Option<String> {
    const AT_MOST: &[&str] = &[
        "不超过",
        "不得超过",
        "不能超过",
        "以内",
        "之内",
        "最多",
        "不得多于",
        "不大于",
        "不得大于",
        "内",
        "限",
    ];
    let over = forbids(phrase) && has(phrase, &["超过", "以上", "大于", "多于"]);
    if !over && !has(phrase, AT_MOST) {
        return None;
    }
    let counts = text::words::counts(phrase);
    // 一次最多九张: the measure of the thing itself comes before 次 and 条.
    let of = |units: &[&str]| {
        let mut found =
            units.iter().filter_map(|unit| counts.iter().find(|one| one.value.1 == *unit));
        found.next().map(|one| one.value.0)
    };
    for (units, unit) in
        [(["MB", "mb", "M"], "MB"), (["KB", "kb", "K"], "KB"), (["GB", "gb", "G"], "GB")]
    {
        if let Some(number) = of(&units) {
            return Some(format!("{number}{unit}"));
        }
    }
    let spans = text::words::spans(phrase);
    let per_day = has(phrase, &["每天", "每日", "一天", "每人每天", "当天"]);
    // Documents are numbered and counted in many ways: of files only sizes are taken.
    if medium == "file" {
        return None;
    }
    if let Some(number) = of(&["张", "个", "段", "份", "图", "表情", "条", "次"]) {
        return Some(if per_day { format!("{number}/day") } else { number.to_string() });
    }
    let timed = matches!(medium, "voice" | "video");
    let length = spans.first().map(|span| span.value).filter(|_| timed)?;
    matches!(length, model::Span::Ms(_)).then(|| length.to_string())
}

/// A plain ban: the thing is named right behind the ban's verb, and nothing else is said.
fn banned(sentence: &str, before: &str, rest: &str) -> Option<String> {
    const VERBS: &[&str] = &["发", "发送", "使用", "上传", "发布", "用"];
    let verb_before = VERBS.iter().any(|verb| before.ends_with(verb));
    let ends = rest.is_empty()
        || ["接龙", "留言", "回复", "汇报", "聊天", "通知", "刷屏", "代替文字"].contains(&rest)
        || has(rest, &["消息", "信息"]) && rest.chars().count() <= 4;
    let limited = has(before, TOO_MUCH) || has(before, &["除", "未经"]);
    let denied = before.ends_with("不发") || before.ends_with("不用");
    let bans = forbids(before) && forbids(sentence) || denied;
    (bans && verb_before && ends && !limited).then(|| "never".to_owned())
}

/// A limit in the policy's own words, where the phrase says more than that it is too much.
fn in_own_words(word: &str, phrase: &str, before: &str) -> Option<Value> {
    let own = match word {
        "滥发" | "乱发" | "连发" | "狂发" => return None,
        "过度" => "不得过度".to_owned(),
        "适当" | "适度" => phrase.to_owned(),
        "大号" => phrase
            .get(phrase.place_of("大号")?..)?
            .trim_end_matches(['等', ')', '\u{FF09}'])
            .to_owned(),
        "过大" | "过多" | "过长" => {
            // `尺寸过大的图片`: what is too much, back to the verb.
            let end = before.place_of(word)? + word.len();
            let head = before.get(..end)?;
            let start = ["使用", "发送", "上传", "发布", "发"]
                .iter()
                .filter_map(|verb| head.last_place_of(verb).map(|at| at + verb.len()))
                .max()
                .unwrap_or(0);
            head.get(start..)?.to_owned()
        }
        other => other.to_owned(),
    };
    Some(Value::String(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_on_media() {
        for (text, wanted) in [
            ("禁止发语音", "voice never"),
            ("语音不超过60秒", "voice 1m"),
            ("每人每天图片不超过5张", "image 5/day"),
            ("一次最多发9张照片", "image 9"),
            ("不得发送超过20MB的视频", "video 20MB"),
            ("请少发表情", "emoji 少发"),
            ("不要发内容不健康的图片", ""),
            ("按文件规定不超过三份", ""),
            ("可以发图片和语音", ""),
        ] {
            let clause = Clause::alone(text);
            let found: Vec<String> = media_norms(&clause)
                .iter()
                .map(|norm| {
                    let part = |name| norm.params.get(name).and_then(Value::as_str);
                    format!("{} {}", part("media").unwrap(), part("limit").unwrap_or("-"))
                })
                .collect();
            assert_eq!(found.join("; "), wanted, "{text}");
        }
    }
}
