//! Numbers with a measure word: `200字`, `两次`, `500个字`, `九张`, `百分之二十`.

use super::line::Line;
use super::numbers::{begins_number, in_number, number_at};
use super::{Found, find};

/// Every number with its measure word, 个 before it left out (`500个字` is 500 and `字`).
/// A share is given with `%`. Ordinals (第3条) and lengths of time are none.
#[must_use]
pub fn counts(text: &str) -> Vec<Found<(u32, String)>> {
    find(text, &[begins_number], |line, at| {
        line.at(at).filter(|c| begins_number(*c))?;
        if let Some(from) = line.skip_one(at, &["百分之"]) {
            let (value, end) = number_at(line, from)?;
            return Some(((value, "%".to_owned()), end));
        }
        if in_number(line, at) || line.before(at).is_some_and(|c| "第点时.".contains(c)) {
            return None;
        }
        let (value, place) = number_at(line, at)?;
        if line.at(place) == Some('.') {
            return None;
        }
        let (measure, end) = measure_at(line, line.skip_blanks(place))?;
        Some(((value, measure.to_owned()), end))
    })
}

/// Measure words and what is counted without one, longer ones first.
const MEASURES: &[&str] = &[
    "人次",
    "个人",
    "汉字",
    "字符",
    "表情",
    "小程序",
    "公里",
    "千米",
    "MB",
    "GB",
    "KB",
    "mb",
    "gb",
    "kb",
    "字",
    "次",
    "遍",
    "人",
    "名",
    "条",
    "张",
    "位",
    "篇",
    "份",
    "句",
    "回",
    "轮",
    "期",
    "项",
    "件",
    "倍",
    "群",
    "家",
    "户",
    "页",
    "行",
    "段",
    "部",
    "台",
    "本",
    "题",
    "道",
    "场",
    "节",
    "课",
    "单",
    "笔",
    "票",
    "步",
    "图",
    "级",
    "层",
    "排",
    "颗",
    "朵",
    "枚",
    "套",
    "批",
    "组",
    "对",
    "M",
    "%",
    "分",
    "星",
    "屏",
];

/// What may stand between 个 and the next word without 个 being the measure.
const AFTER_PIECE: &[&str] = &["汉字", "字符", "字", "人", "群", "表情", "百分点"];
const TIMES: &[&str] = &[
    "月",
    "小时",
    "半小时",
    "半月",
    "工作日",
    "自然日",
    "星期",
    "礼拜",
    "季度",
    "钟头",
    "半",
    "多",
];

fn measure_at(line: &Line, at: usize) -> Option<(&'static str, usize)> {
    if line.at(at) == Some('个') && line.at(at + 1) != Some('人') {
        if line.skip_one(at + 1, TIMES).is_some() {
            return None;
        }
        let counted = AFTER_PIECE.iter().find(|word| line.has(at + 1, word));
        return Some(match counted {
            Some(word) => (word, at + 1 + word.chars().count()),
            None => ("个", at + 1),
        });
    }
    let measure = *MEASURES.iter().find(|word| line.has(at, word))?;
    let end = at + measure.chars().count();
    let next = line.at(end);
    let other = match measure {
        "分" => next.is_some_and(|c| "钟之享别类为工数".contains(c)),
        "人" => next.is_some_and(|c| "民生类".contains(c)),
        "期" => next == Some('间'),
        "对" => next.is_some_and(|c| "于方".contains(c)),
        "行" => next.is_some_and(|c| "为动政业".contains(c)),
        "部" => next.is_some_and(|c| "门分署".contains(c)),
        "家" => next.is_some_and(|c| "长庭人".contains(c)),
        "组" => next.is_some_and(|c| "织".contains(c)),
        _ => false,
    };
    if other {
        return None;
    }
    Some(if measure == "个人" { ("人", end) } else { (measure, end) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_texts() {
        for (text, values) in [
            ("不超过200字", "200字"),
            ("两次", "2次"),
            ("说了3遍", "3遍"),
            ("满5人", "5人"),
            ("五个人", "5人"),
            ("两名管理员", "2名"),
            ("3条", "3条"),
            ("九张图", "9张"),
            ("500个字", "500字"),
            ("三个群", "3群"),
            ("两个链接", "2个"),
            ("２００字以内", "200字"),
            ("一百二十字", "120字"),
            ("百分之二十", "20%"),
            ("20%", "20%"),
            ("扣5分，满10分", "5分 10分"),
            ("10MB", "10MB"),
            ("3分钟", ""),
            ("三分之二", ""),
            ("第3条", ""),
            ("三个月", ""),
            ("10点5分", ""),
            ("一部门", ""),
            ("1.5倍", ""),
            ("一人一票", "1人 1票"),
            ("", ""),
        ] {
            let found: Vec<String> =
                counts(text).iter().map(|f| format!("{}{}", f.value.0, f.value.1)).collect();
            assert_eq!(found.join(" "), values, "{text}");
        }
    }
}
