//! Reading the form that published things must have: fields with their values.

use crate::clause::Words;
use policy::toml::Value;
use text::words;

use crate::clause::{Clause, Norm, Norms, has};
use crate::reading::content::is_publishing;
use crate::reading::people::phrases;
use crate::reading::publishing::OFFICIAL;

/// A field, and what it must be where the text says so.
pub(crate) type Form = (String, Option<String>);

/// How long, how large, in what letters something published is to be.
pub(crate) fn post_format(clause: &Clause<'_>, norms: &mut Norms) {
    let official = is_publishing(clause) || clause.around_has(OFFICIAL);
    for (field, value) in of_clause(clause, official).into_iter().take(12) {
        let value = value.map(Value::from);
        norms.push(Norm::new("post-format").with("field", field).with_some("value", value));
    }
}

/// The forms that a clause gives.
pub(crate) fn of_clause(clause: &Clause<'_>, official: bool) -> Vec<Form> {
    let mut found = looks(clause);
    if !found.is_empty() {
        found.extend(fixed(clause));
        found.extend(phrases(clause.text).flat_map(|phrase| sizes(phrase, official)));
        found.extend(clause.sentences().find_map(|sentence| title(sentence, false)));
        return found;
    }
    found = fixed(clause);
    found.extend(put_together(clause));
    for sentence in clause.sentences() {
        for phrase in phrases(sentence) {
            found.extend(sizes(phrase, official));
        }
        found.extend(manner(sentence, clause));
        found.extend(title(sentence, official));
    }
    let mut kept: Vec<Form> = Vec::new();
    for one in found {
        if !kept.iter().any(|other| other.0 == one.0) {
            kept.push(one);
        }
    }
    kept
}

/// 字号:小三号, 字体为宋体: how letters look.
fn looks(clause: &Clause<'_>) -> Vec<Form> {
    const LOOKS: &[&str] = &["字号", "字体", "颜色", "行距", "行间距", "字间距", "页边距", "缩进"];
    const IS: &[&str] = &[":", "：", "为", "采用", "用", "统一为", "统一用", "统一", "应为"];
    /// The group's own letters and cards are another matter.
    const OTHER: &[&str] = &["大号字体", "群里", "群内", "聊天", "昵称", "刷屏"];
    let text = clause.text;
    if has(text, OTHER) {
        return Vec::new();
    }
    // 小标题可自行调整字体、颜色: what is left free is told by the words named.
    let named: Vec<&str> = LOOKS.iter().filter(|look| text.has_word(look)).copied().collect();
    if let Some(what) = ["段落小标题", "小标题"].iter().find(|word| text.has_word(word))
        && named.len() >= 2
    {
        let free = text.contains('可').then(|| format!("可调节{}", named.join("、")));
        return vec![((*what).to_owned(), free)];
    }
    let mut labels: Vec<(usize, usize, &str)> = Vec::new();
    for look in LOOKS {
        for (at, word) in text.places_of(look) {
            let rest = text.get(at + word.len()..).unwrap_or_default();
            if let Some(mark) = IS.iter().find(|mark| rest.starts_with(**mark)) {
                labels.push((at, at + word.len() + mark.len(), look));
            }
        }
    }
    labels.sort_unstable();
    let mut found = Vec::new();
    let labelled: Vec<&str> = labels.iter().map(|label| label.2).collect();
    found.extend(
        sized_letters(text)
            .into_iter()
            .filter(|(field, _)| !labelled.iter().any(|look| field.ends_with(look))),
    );
    for (index, &(start, end, look)) in labels.iter().enumerate() {
        let next = labels.get(index + 1).map_or(text.len(), |label| label.0);
        let value = text.get(end..next).unwrap_or_default();
        let value = value.split(['。', ';', '；']).next().unwrap_or_default();
        let value = value.trim_matches([',', '，', '、', ' ', ':', '：']);
        // 标题字号, 正文字体: what it is of stands before the word.
        let head = text.get(..start).unwrap_or_default();
        let of = ["副标题", "小标题", "标题", "正文"].iter().find(|word| head.ends_with(**word));
        let of = of.copied().unwrap_or_default();
        let value = (2..=24).contains(&value.chars().count()).then(|| value.to_owned());
        found.push((format!("{of}{look}"), value));
    }
    found
}

/// 正文用15号字, 1.75倍行距: the size before the word for it.
fn sized_letters(text: &str) -> Vec<Form> {
    let mut found = Vec::new();
    for phrase in phrases(text) {
        for (unit, field) in [("号字", "字号"), ("倍行距", "行距")] {
            let Some((head, _)) = phrase.parted_at(unit) else { continue };
            let figure = |c: &char| c.is_ascii_digit() || ".一二三四五六小".contains(*c);
            let length: usize = head.chars().rev().take_while(figure).map(char::len_utf8).sum();
            let number = head.get(head.len() - length..).unwrap_or_default();
            if number.is_empty() {
                continue;
            }
            let of = ["标题", "正文"].iter().find(|word| head.has_word(word));
            let of = of.copied().filter(|_| field == "字号").unwrap_or_default();
            let value = format!("{number}{unit}").replace("行距", "");
            found.push((format!("{of}{field}"), Some(value)));
        }
    }
    found
}

/// 接龙格式:序号+房号+品名: what one kind of message is put together of.
fn put_together(clause: &Clause<'_>) -> Option<Form> {
    const OTHER: &[&str] =
        &["昵称", "名片", "群名", "命名", "备注", "姓名", "改名", "网名", "头像", "文件名", "账号"];
    if has(clause.text, OTHER) || clause.headings.last().is_some_and(|last| has(last, OTHER)) {
        return None;
    }
    clause.sentences().find_map(|sentence| {
        // 报修请按“楼栋+房号+问题”的格式发.
        let by = sentence.split_once('按').and_then(|(head, rest)| {
            let (value, tail) = rest.parted_at("的格式").or_else(|| rest.parted_at("格式"))?;
            let named = head.trim_start_matches('请').trim_end_matches(['请', '统', '一', '须']);
            (value.contains(['+', '＋']) && tail.chars().count() <= 8)
                .then_some((named, value.trim_matches(['“', '”', '"', ' ', '照'])))
        });
        if let Some((name, value)) = by
            && name.chars().count() <= 8
        {
            let field = if name.is_empty() { "格式" } else { name };
            return Some((field.to_owned(), Some(value.to_owned())));
        }
        let (head, rest) = ["格式:", "格式：", "格式为", "格式是", "模板:", "模板："]
            .iter()
            .find_map(|mark| sentence.parted_at(mark))?;
        let value = rest.split([',', '，', '。']).next()?.trim_matches(['“', '”', '"', ' ']);
        let name = head.rsplit([',', '，', '、']).next()?;
        ((1..=8).contains(&name.chars().count()) && value.contains(['+', '＋']))
            .then(|| (format!("{name}格式"), Some(value.to_owned())))
    })
}

/// 正文:首固定格式…, 文末统一加上…: what a text begins or ends with.
fn fixed(clause: &Clause<'_>) -> Vec<Form> {
    const FIXED: &[&str] = &["固定", "统一", "加上", "附上", "注明", "添加", "附", "待定", "放置"];
    const PLACES: &[(&str, &str)] = &[
        ("正文:首", "正文首"),
        ("正文首", "正文首"),
        ("文章开头", "正文首"),
        ("正文开头", "正文首"),
        ("页眉", "正文首"),
        ("文首", "正文首"),
        ("正文尾", "正文尾"),
        ("文章结尾", "正文尾"),
        ("正文结尾", "正文尾"),
        ("文末", "正文尾"),
        ("页脚", "正文尾"),
        ("尾部", "正文尾"),
        ("开头统一", "正文首"),
        ("开头注明", "正文首"),
        ("结尾统一", "正文尾"),
        ("结尾注明", "正文尾"),
    ];
    let text = clause.text;
    if text.starts_with("尾:") || text.starts_with("尾：") {
        return vec![("正文尾".to_owned(), None)];
    }
    let Some((at, (word, field))) =
        PLACES.iter().filter_map(|place| text.place_of(place.0).map(|at| (at, *place))).min()
    else {
        return Vec::new();
    };
    let rest = text.get(at + word.len()..).unwrap_or_default();
    if !has(rest, FIXED) {
        return Vec::new();
    }
    // Only what stands in quotes or brackets is to be kept to the letter.
    let start = rest.find(['“', '【', '「']);
    let end = rest.rfind(['”', '」', '。']);
    let value = start.zip(end).and_then(|(start, end)| rest.get(start..end));
    let value = value.map(|value| value.trim_matches(['“', '”', '「', '」']).to_owned());
    vec![(field.to_owned(), value.filter(|value| value.chars().count() >= 4))]
}

/// 图片大小不超过5M, 正文140字以内: measures and file formats of one phrase.
fn sizes(phrase: &str, official: bool) -> Vec<Form> {
    const OF_MEMBERS: &[&str] =
        &["群里", "群内", "本群", "发言", "聊天", "昵称", "名片", "刷屏", "一次", "每次", "每人"];
    if has(phrase, OF_MEMBERS) {
        return Vec::new();
    }
    let lower = phrase.to_ascii_lowercase();
    let kind = ["图片", "配图", "封面图", "封面", "照片", "视频", "音频", "附件", "文件", "文献"]
        .iter()
        .find(|word| lower.has_word(word))
        .map(|word| if *word == "文献" { "文件" } else { word });
    let mut found = Vec::new();
    if let Some(kind) = kind.filter(|_| official) {
        let formats = file_formats(&lower);
        let measured = measure(&lower, &["kb", "mb", "m", "k", "兆", "gb", "g"]);
        let pixels = measure(&lower, &["像素", "px"]);
        let number = measure(&lower, &["张", "幅"]);
        if !formats.is_empty() && has(&lower, &["格式", "采用", "为", "支持", "使用"]) {
            found.push((format!("{kind}格式"), Some(formats.join("、"))));
        }
        let of_size = measured.map(|value| (format!("{kind}大小"), Some(value)));
        let of_pixels = pixels.map(|value| (format!("{kind}尺寸"), Some(value)));
        let of_number = number.map(|value| (format!("{kind}数量"), Some(value)));
        found.extend(of_size.or(of_pixels).or(of_number));
        return found;
    }
    let text =
        ["正文", "文字", "文章", "推文", "微博", "稿件", "字数", "篇幅", "内容", "摘要", "标题"]
            .iter()
            .find(|word| phrase.has_word(word));
    // A title or an article is published, whatever else is said.
    let published = ["标题", "推文", "稿件", "摘要", "正文"];
    if let Some(text) = text.filter(|text| official || published.contains(*text))
        && let Some(value) = measure(phrase, &["字", "个字", "个汉字", "汉字"])
    {
        let field = match *text {
            "标题" => "标题字数",
            "摘要" => "摘要字数",
            _ if phrase.has_word("标题") => "标题字数",
            _ => "文字字数",
        };
        found.push((field.to_owned(), Some(value)));
    }
    found
}

/// The words of a measure: 不超过5mb, 140字以内, 300-800字.
fn measure(phrase: &str, units: &[&str]) -> Option<String> {
    const BEFORE: &[&str] = &[
        "不超过",
        "不超出",
        "不得超过",
        "不大于",
        "不多于",
        "不少于",
        "不小于",
        "不低于",
        "至少",
        "最多",
        "控制在",
        "小于",
        "大于",
        "以",
        "在",
        "约",
    ];
    let numbers = words::numbers(phrase);
    let at = numbers.iter().rposition(|number| {
        let rest = phrase.get(number.end..).unwrap_or_default().trim_start();
        // 3gp is no three gigabytes.
        units.iter().any(|unit| {
            rest.strip_prefix(unit).is_some_and(|tail| !tail.starts_with(char::is_alphanumeric))
                || rest.starts_with(unit) && !unit.is_ascii()
        })
    })?;
    let number = numbers.get(at)?;
    let rest = phrase.get(number.end..)?;
    let unit = units
        .iter()
        .filter(|unit| rest.trim_start().starts_with(**unit))
        .max_by_key(|u| u.len())?;
    let unit_end = rest.place_of(unit)? + unit.len();
    let tail = rest.get(unit_end..)?;
    let tail_word = ["以内", "之内", "以上", "以下", "左右", "内"]
        .iter()
        .find(|word| tail.starts_with(**word))
        .copied()
        .unwrap_or_default();
    // A range: the number before, with nothing but a dash between.
    let joined = at.checked_sub(1).and_then(|before| numbers.get(before)).filter(|before| {
        let between = phrase.get(before.end..number.start).unwrap_or_default();
        ["-", "~", "—", "至", "到"].contains(&between.trim_matches('字'))
    });
    let start = joined.map_or(number.start, |before| before.start);
    let head = phrase.get(..start)?;
    let bound = BEFORE.iter().filter(|word| head.ends_with(**word)).max_by_key(|word| word.len());
    let bound = bound.copied().filter(|word| !["在", "以", "控制在", "约"].contains(word));
    let figure = phrase.get(start..number.end)?;
    let unit_words = rest.get(..unit_end)?.trim();
    Some(format!("{}{figure}{unit_words}{tail_word}", bound.unwrap_or_default()))
}

/// Names of file formats in a phrase.
fn file_formats(phrase: &str) -> Vec<String> {
    const KNOWN: &[&str] = &[
        "jpeg", "jpg", "png", "gif", "bmp", "webp", "avi", "wma", "mov", "rm", "rmvb", "3gp",
        "mp4", "mp3", "wav", "pdf", "doc", "docx", "amr", "flv", "wmv", "mpg", "m4v", "mkv", "ppt",
        "xls",
    ];
    let words = phrase.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| KNOWN.contains(word)).map(str::to_owned).collect()
}

/// 内容应简洁、文字清晰、图文并茂: how what is published is written.
fn manner(sentence: &str, clause: &Clause<'_>) -> Option<Form> {
    const MANNERS: &[&str] = &[
        "简洁",
        "精炼",
        "简短",
        "清晰",
        "图文并茂",
        "通俗易懂",
        "简明扼要",
        "条理清楚",
        "排版美观",
        "言简意赅",
    ];
    let named: Vec<&str> = MANNERS.iter().filter(|word| sentence.has_word(word)).copied().collect();
    let of_post =
        has(sentence, &["信息内容", "发布信息", "内容简洁", "内容应", "文字", "排版", "稿"])
            && (clause.has(&["发布", "公布", "推送", "稿件"])
                || clause.around_has(&["公众号", "微博"]));
    (named.len() >= 2 && of_post && !sentence.has_word("标题"))
        .then(|| ("内容".to_owned(), Some(named.join("、"))))
}

/// 标题统一、简洁: how titles are written.
fn title(sentence: &str, official: bool) -> Option<Form> {
    const HOW: &[&str] = &["统一", "简洁", "明确", "规范", "醒目", "吸引", "新颖", "简明", "突出"];
    let how: Vec<&str> = HOW.iter().filter(|word| sentence.has_word(word)).copied().collect();
    let at = sentence.place_of("标题")?;
    let leads = at == 0 || official;
    let form = sentence.has_word("格式") || how.len() >= 2;
    (leads && form && !how.is_empty() && !has(sentence, &["小标题", "标题党"]))
        .then(|| ("标题".to_owned(), Some(how.join("、"))))
}
