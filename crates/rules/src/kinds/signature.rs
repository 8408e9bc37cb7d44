//! Rule kind `signature`: who issued the document, and when.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, Place, has};
use crate::kind::Built;
use crate::reading::dates;

crate::rule_kind! {
    /// ## 含义
    /// 文件末尾的落款:由谁发布(`who`),哪一天发布(`on`),或者留给人签名的地方。
    ///
    /// ## 用处
    /// 看得出文件是谁、什么时候发的。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 某某小区业主委员会 2026年3月1日
    /// 签字:    日期:
    /// × 请于2026年3月1日前报名。
    /// × 本公约自2026年3月1日起施行。
    /// ```
    ///
    /// ## 限度
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "signature": "落款:发布者和日期",
    english: "who issued it, and when",
    family: Meta, level: Note, part: Notes,
    params {
        /// 谁发布的
        maybe "who" who: String,
        /// 哪一天发布的
        maybe "on" on: String,
    }
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// A line without a sentence at the end: an issuer, a date, or room for names.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const LENGTH_MAX: usize = 60;
    let text = clause.text.trim_end_matches('。');
    let sentence = text.contains(['。', ';', '；', '!', '！', '?', '？']);
    if let Some(date) = last_dated(clause) {
        norms.push(Norm::new("signature").with("on", date));
        return;
    }
    if clause.place == Place::Article || sentence || text.chars().count() > LENGTH_MAX {
        return;
    }
    let dated = ["印发", "发布", "订立", "修订"].iter().find_map(|end| text.strip_suffix(end));
    if let Some((before, date)) = dates::split_last_date(dated.unwrap_or(text)) {
        let before = before.trim_end_matches([' ', ',', '，', '(', '（', '-', '—']);
        let label = before.trim_end_matches([':', '：']);
        if is_issuer(label) || label.is_empty() || has(label, LABELS) {
            let who = is_issuer(label).then(|| label.to_owned());
            let on = dates::date_where(date, str::is_empty);
            norms.push(Norm::new("signature").with_some("who", who).with_some("on", on));
        }
        return;
    }
    let signs =
        LABELS.iter().any(|label| text.starts_with(label)) && text.contains([':', '：', '_']);
    let signs = signs || text.ends_with([':', '：', '_']) && has(text, &["签名", "签字", "盖章"]);
    if signs {
        norms.push(Norm::new("signature"));
    } else if clause.place == Place::Closing
        && let Some(who) = signed(text)
    {
        norms.push(Norm::new("signature").with("who", who));
    } else if clause.place == Place::Closing && is_issuer(text) && ends_as_body(text) {
        norms.push(Norm::new("signature").with("who", text));
    }
}

const LABELS: &[&str] = &[
    "签名",
    "签字",
    "签章",
    "盖章",
    "落款",
    "签署",
    "承诺人",
    "发布人",
    "发布单位",
    "发文单位",
    "制定人",
    "制定单位",
    "编制",
    "拟制",
    "审批",
    "审核人",
    "批准",
    "日期",
    "发布日期",
    "印发日期",
    "本人签",
    "家长签",
    "甲方",
    "乙方",
    "最后更新",
    "更新时间",
    "修订时间",
    "版本",
];

/// …。最后更新:2026-01-15: the date of issue behind other sentences.
fn last_dated(clause: &Clause<'_>) -> Option<String> {
    const DATED: &[&str] =
        &["最后更新", "更新日期", "更新时间", "发布日期", "修订日期", "制定日期"];
    if clause.place == Place::Article {
        return None;
    }
    let last = clause.sentences().last()?;
    let rest = DATED.iter().find_map(|word| last.strip_prefix(word))?;
    let date = rest.trim_start_matches([':', '：', '于', ' ']);
    dates::date_where(date, str::is_empty)
}

/// 理事会拟, 群主敬上: who signs, before a word for signing and perhaps a date in other words.
fn signed(text: &str) -> Option<&str> {
    const SIGNING: &[&str] =
        &["印发", "敬上", "谨启", "谨订", "共拟", "拟", "启", "宣", "制", "订"];
    SIGNING.iter().find_map(|word| {
        let (who, rest) = text.parted_at_last(word)?;
        let who = who.trim_end_matches([' ', '\u{3000}']);
        let dated = rest.is_empty() || rest.contains(['年', '月', '日', '春', '夏', '秋', '冬']);
        (dated && rest.chars().count() <= 14 && is_issuer(who) && ends_as_body(who)).then_some(who)
    })
}

/// Words that may name who issued it: short, and not part of a sentence.
fn is_issuer(text: &str) -> bool {
    const LENGTH: std::ops::RangeInclusive<usize> = 2..=40;
    const VERBS: &[&str] = &[
        "请", "须", "不得", "应当", "必须", "负责", "禁止", "自", "于", "截至", "截止", "从",
        "为了", "可以", "发布", "修订", "更新", "起", ",", "，",
    ];
    LENGTH.contains(&text.chars().count()) && !has(text, VERBS) && !text.ends_with([':', '：'])
}

/// Whether words end as those do that name an organisation or who runs a group.
fn ends_as_body(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "公司",
        "委员会",
        "业委会",
        "居委会",
        "村委会",
        "家委会",
        "管委会",
        "组委会",
        "理事会",
        "办事处",
        "办公室",
        "部",
        "中心",
        "学校",
        "小学",
        "中学",
        "幼儿园",
        "大学",
        "学院",
        "协会",
        "学会",
        "商会",
        "读书会",
        "工会",
        "社",
        "工作室",
        "管理组",
        "运营组",
        "管理员",
        "群主",
        "全体成员",
        "团队",
        "局",
        "处",
        "科",
        "编辑部",
        "图书馆",
        "俱乐部",
        "应援会",
        "后援会",
        "筹备组",
        "班委",
        "物业",
        "医院",
        "项目组",
        "维护者",
        "社区",
        "集团",
        "老师",
        "班主任",
        "团长",
        "会长",
        "站长",
        "社长",
        "队长",
        "支部",
        "党委",
        "街道",
        "乡政府",
        "镇政府",
        "村委",
        "楼委会",
        "同学会",
        "校友会",
        "车队",
    ];
    let text = text.trim_end_matches(['(', ')', '（', '）', '章', '宣', '启']);
    ENDS.iter().any(|end| text.ends_with(end))
}
