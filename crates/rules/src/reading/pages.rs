//! Lines in which a page speaks of itself: when something was posted, by whom, how often it was
//! read. They stand above and below documents that were taken from the web.

use crate::clause::{Words, has};

/// How such lines name what they say.
const LABELS: &[&str] = &[
    "发布时间",
    "发布日期",
    "发表时间",
    "发表日期",
    "上传时间",
    "上传日期",
    "发表于",
    "发布于",
    "编辑于",
    "最后由",
    "浏览次数",
    "浏览量",
    "浏览:",
    "浏览：",
    "阅读次数",
    "阅读量",
    "点击数",
    "点击次数",
    "点击量",
    "访问量",
    "访问次数",
    "字号",
    "字体大小",
    "责任编辑",
    "信息来源",
    "文章来源",
    "作者:",
    "作者：",
    "来源:",
    "来源：",
    "文档编号",
    "上传人",
    "查看:",
    "收藏",
];
/// Words of a rule: 发布时间为每晚八点 is none of a page.
const OF_RULES: &[&str] = &[
    "每",
    "应",
    "须",
    "必须",
    "不得",
    "禁止",
    "请",
    "可以",
    "负责",
    "注明",
    "统一",
    "工作日",
    "周",
    "真实",
];
const LENGTH_MAX: usize = 80;

/// Whether a line is such: 发布时间:2021-03-04 来源:办公室 浏览次数:12.
#[must_use]
pub fn is_record(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.chars().count() > LENGTH_MAX || line.contains(['。', ';', '；']) {
        return false;
    }
    let labels = LABELS.iter().filter(|label| line.has_word(label)).count();
    labels > 0
        && (labels > 1 || dated(line) || line.ends_with([':', '：', '【']))
        && !has(line, OF_RULES)
}

/// Whether a line has a day: 2021-03-04, 2021年3月4日, 2021/3/4.
fn dated(line: &str) -> bool {
    let characters: Vec<char> = line.chars().collect();
    characters.windows(6).any(|part| match part {
        [a, b, c, d, mark, next] => {
            [a, b, c, d, next].iter().all(|c| c.is_ascii_digit())
                && ['-', '.', '/', '年'].contains(mark)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_record;

    #[test]
    fn what_a_page_says_about_itself() {
        for line in [
            "发布时间:2022-05-06 09:30 来源:街道办公室",
            "浏览次数:31 发布时间:2020年1月2日",
            "老槐树 发表于 2019-8-7 20:11:12",
            "作者:小满 时间:2018/3/4",
        ] {
            assert!(is_record(line), "{line}");
        }
        for line in [
            "发布时间:每晚20:00",
            "转发须注明来源:官方账号",
            "作者:请署真名",
            "本公约2022年5月6日修订",
            "不得刷浏览量",
        ] {
            assert!(!is_record(line), "{line}");
        }
    }
}
