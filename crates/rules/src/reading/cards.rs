//! Reading clauses about names in the group: whether they are demanded, and in what form.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::reading::card_fields::{Piece, fields, unremarked, write};
use crate::reading::card_words::{self, has_more_than_name, sets_name};
use crate::reading::people::{self, after, phrases};

/// A demand for real names, or words about the name in the group with its form.
pub(crate) fn real_name_card(clause: &Clause<'_>, norms: &mut Norms) {
    let text = clause.text;
    // What a platform does to its users is no demand on a group's members.
    // What is not asked for (不强制实名) is none either.
    const OTHER: &[&str] =
        &["实名验证", "实名认证", "不强制实名", "不要求实名", "无需实名", "不必实名", "不用实名"];
    let asked = || OTHER.iter().fold(text.to_owned(), |plain, word| plain.replace(word, ""));
    let real = text.has_word("实名") && asked().has_word("实名");
    let mut forms = forms(text);
    forms.extend(affixed(text));
    if !real && forms.is_empty() && !demands_name(clause) {
        return;
    }
    let of_account =
        has(text, &["公众号", "账号", "帐号", "工作微信", "企业微信", "个人号", "工作号"])
            && !has(text, &["群昵称", "群名片", "群内昵称", "本群的昵称", "实名制"]);
    if of_account {
        return;
    }
    // Under a heading about accounts the name is the account's.
    let account_heading = clause
        .headings
        .last()
        .is_some_and(|heading| has(heading, &["账号", "帐号", "公众号", "企业微信", "工作微信"]));
    // What an order or a form looks like is no name.
    let of_order = has(text, &["接龙", "订单", "文件名", "命名规则为", "标题"])
        && !has(text, &["昵称", "名片", "备注", "改名"]);
    if of_order || account_heading && !text.contains('群') {
        return;
    }
    let within = grace(text);
    if forms.is_empty() {
        let norm = Norm::new("real-name-card").with_some("within", within);
        // A form that is told and not understood is for people to write down.
        let untold = sets_name(text) && (has_more_than_name(text) || text.has_word("格式"));
        norms.push(if untold { norm.sure(50) } else { norm });
        return;
    }
    for form in forms {
        norms.push(
            Norm::new("real-name-card")
                .with("format", form.format)
                .with_some("for", form.whom)
                .with_some("within", within.clone()),
        );
    }
}

/// Whether some phrase tells members to set their name, rather than what befalls those who
/// have not.
fn demands_name(clause: &Clause<'_>) -> bool {
    const NAMES: &[&str] = &["群昵称", "群名片", "昵称", "名片", "群备注", "群内备注", "马甲"];
    const DEMANDS: &[&str] = &[
        "修改", "改为", "标注", "注明", "写明", "标明", "改成", "设置", "统一", "一律", "必须",
        "规范", "更改", "备注",
    ];
    const NOTES: &[&str] = &[
        "改备注",
        "备注写",
        "备注成",
        "备注为",
        "备注请",
        "备注改",
        "备注统一",
        "备注须",
        "备注好",
        "改好备注",
        "改好名",
        "改群名片",
        "改名片",
        "改昵称",
        "改一下昵称",
        "改成真名",
        "改真名",
        "用真名",
        "用本名",
        "使用真名",
        "使用真实姓名",
        "用真实姓名",
        "亮明身份",
    ];
    const OTHER_NOTES: &[&str] = &[
        "好友", "申请", "客户", "粉丝", "付款", "转账", "添加", "订单", "未", "没", "不改", "验证",
        "乱改", "接龙",
    ];
    let noted = phrases(clause.text).any(|phrase| has(phrase, NOTES) && !has(phrase, OTHER_NOTES));
    // Where to tap is an instruction, not the demand itself.
    let how_to = clause.has(&["点击", "右上角", "操作方法", "操作步骤"])
        && !clause.has(&["一律", "必须", "统一", "应当", "须"]);
    let how_to = how_to || clause.has(&["不会改"]);
    !how_to && noted
        || !how_to
            && clause.around_has(&["群"])
            && phrases(clause.text).any(|phrase| {
                has(phrase, NAMES)
                    && has(phrase, DEMANDS)
                    && !has(phrase, &["未", "没有", "不得", "点击", "推送"])
            })
}

/// A span within which newcomers change their name, or after which whoever has not is dealt with.
fn grace(text: &str) -> Option<String> {
    const UNCHANGED: &[&str] = &["未改", "未修改", "未更改", "没有改", "不改", "不修改"];
    const DONE: &[&str] =
        &["改好", "改完", "改过来", "备注好", "完成修改", "改名", "设置好", "完成"];
    phrases(text)
        .find(|phrase| {
            let comes = has(phrase, &["入群", "进群", "加入"]) && !phrase.contains('未');
            let done = has(phrase, DONE) && !phrase.contains('未');
            phrase.contains('内') && (comes || done || has(phrase, UNCHANGED))
                || still_unchanged(phrase)
        })
        .and_then(|phrase| text::words::spans(phrase).first().map(|span| span.value.to_string()))
}

/// 入群一周尚未修改, 一周没改就移出: how long after joining the name may stay as it was.
fn still_unchanged(phrase: &str) -> bool {
    let Some(span) = text::words::spans(phrase).into_iter().next() else { return false };
    let (before, behind) = (phrase.get(..span.start), phrase.get(span.end..));
    let joined = before.is_some_and(|before| has(before, &["入群", "进群", "加入"]));
    // The span alone begins what then becomes of the member.
    let joined = joined || before.is_some_and(|before| before.trim().is_empty());
    let unchanged =
        ["尚未", "仍未", "还未", "还没", "未", "没", "仍不", "不", "后仍", "后未", "后还"];
    let still = |rest: &str| unchanged.iter().any(|word| rest.trim_start().starts_with(word));
    joined && behind.is_some_and(|rest| still(rest) && has(rest, &["改", "备注", "设置"]))
}

/// A form of names that a text gives.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    format: String,
    whom: Option<String>,
}

pub(super) const JOINERS: &[char] = &['+', '＋', '-', '－', '—', '–', '_', '|', '｜', '·', '#'];
/// Marks that end a form; 、 may stand within one.
pub(super) const STOPS: &[char] = &[
    ',', '，', '。', ';', '；', ':', '：', '!', '！', '?', '？', '“', '”', '"', '\'', '‘', '’',
    '「', '」', '《', '》', '\n', ' ', '【', '】',
];
/// Words that a field must have somewhere in a form: it is people who are named.
pub(super) const PERSON: &[&str] = &[
    "姓名", "名字", "真名", "昵称", "称呼", "姓氏", "房号", "门牌", "室号", "学号", "工号", "网名",
    "圈名", "笔名", "称谓", "户主", "单元", "楼栋", "法号", "法名", "行号", "花名", "车号", "名号",
    "ID",
];

/// Every form in a text: fields joined by `+` or `-`, one of them a person's name; or 姓名 alone
/// as what to use.
fn forms(text: &str) -> Vec<Form> {
    let mut found: Vec<Form> = Vec::new();
    let chunks: Vec<&str> = text.split(STOPS).collect();
    let mut rest = text;
    let mut lead = "";
    for chunk in chunks {
        rest = after(rest, chunk).unwrap_or_default();
        // What an example shows is no form of its own.
        let shown = !found.is_empty() && EXAMPLE_LEADS.contains(&lead.trim_start_matches(OPENED));
        let joined =
            !shown && chunk.contains(JOINERS) && has(chunk, PERSON) && chunk.chars().count() <= 60;
        if joined && let Some(fields) = fields(chunk) {
            let format = write(fields, example_after(chunk, rest));
            found.push(Form { format, whom: whose(lead) });
        } else if let Some(people) = bare_name_for(chunk) {
            found.push(Form { format: "{姓名}".to_owned(), whom: Some(people) });
        } else if let Some(pieces) = told_in_words(chunk, text) {
            let format = write(pieces, example_after(chunk, rest));
            found.push(Form { format, whom: whose(lead) });
        } else if found.is_empty() && (names_alone(chunk, text) || is_set_to(lead, chunk, text)) {
            found.push(Form { format: "{姓名}".to_owned(), whom: None });
        }
        lead = chunk;
    }
    if found.iter().filter(|form| form.whom.is_some()).count() < 2 && found.len() < 2 {
        // One form is everybody's, whatever stands before it.
        for form in &mut found {
            form.whom = None;
        }
    }
    found
}

/// 楼号加姓名, 年级专业姓名: fields in words, or one that is no plain name (游戏ID).
fn told_in_words(chunk: &str, text: &str) -> Option<Vec<Piece>> {
    if !sets_name(text) {
        return None;
    }
    let row = card_words::row(chunk)?;
    let person = row.fields.iter().any(|(_, name)| has(name, PERSON));
    if !person || !card_words::stands_as_form(chunk, &row) {
        return None;
    }
    if let [(_, only)] = row.fields.as_slice() {
        let said = ["改为", "改成", "设为", "写成", "设置为", "统一为", "修改为"];
        let before = chunk.get(..row.start)?;
        let set = said.iter().any(|word| before.ends_with(word));
        // A name by itself is what a group knows as real names; 昵称 alone is no form.
        let plain = has(only, &["姓名", "真名", "名字"]) && !has(only, &["学生", "孩子"]);
        let alone = set && chunk.len() == row.end && !plain && *only != "昵称";
        return alone.then(|| vec![Piece::Field((*only).to_owned())]);
    }
    let mut pieces = Vec::new();
    for (sign, name) in row.fields {
        pieces.extend(sign.map(Piece::Sign));
        pieces.push(Piece::Field(name.to_owned()));
    }
    Some(pieces)
}

/// 以姓名为昵称, 用真实姓名作群名片: the name alone, with nothing beside it.
fn names_alone(chunk: &str, text: &str) -> bool {
    let uses = has(chunk, &["以", "用", "为", "改成"]) && has(chunk, &["姓名", "真名"]);
    uses && !chunk.contains(JOINERS)
        && has(chunk, &["昵称", "名片", "备注"])
        && !has(text, &["命名规则"])
        && !has_more_than_name(chunk)
}

/// 格式统一为“姓名(全称)”: the name alone, in quotes.
fn is_set_to(lead: &str, chunk: &str, text: &str) -> bool {
    let plain = ["姓名", "真实姓名", "本人姓名", "真名"].contains(&unremarked(chunk));
    plain && lead.ends_with(['为', '成', '用', '按']) && sets_name(text)
}

/// The first form in a text, for names other than those in a group.
pub(crate) fn first_form(text: &str) -> Option<String> {
    forms(text).into_iter().next().map(|form| form.format)
}

/// `甲、乙直接使用姓名`: those people need no more than their name.
fn bare_name_for(chunk: &str) -> Option<String> {
    let (start, _) = ["直接使用姓名", "直接用姓名", "直接以姓名", "直接写姓名"]
        .iter()
        .find_map(|mark| chunk.parted_at(mark))?;
    let people = start.rsplit(['(', '（', ')']).next()?.trim();
    (!people.is_empty()).then(|| people.to_owned())
}

/// Whose form it is, by what stands right before: `家长:`, `教师命名规则:`.
fn whose(lead: &str) -> Option<String> {
    const SETS: &[&str] = &[
        "命名规则",
        "命名格式",
        "群昵称",
        "昵称",
        "名片",
        "格式",
        "群备注",
        "备注",
        "请",
        "进群",
        "入群",
        "加群",
        "统一",
        "为",
        "按",
        "写",
        "改",
        "须",
        "应",
    ];
    let people = people::before(lead, SETS).unwrap_or(lead);
    let people = people.trim_matches(['(', ')', '（', '）', ' ']);
    const OTHER: &[&str] =
        &["命名", "规则", "例", "昵称", "名片", "如", "格式", "群", "规定", "名字", "组合", "个人"];
    let fits = (2..=6).contains(&people.chars().count()) && !has(people, OTHER);
    fits.then(|| people.to_owned())
}

/// 译者请加前缀[i18n], 老师在姓名后加“老师”: a name with something before or behind it.
fn affixed(text: &str) -> Vec<Form> {
    const OPEN: &[char] = &['[', '“', '"', '【', '「', '‘', '《'];
    const CLOSE: &[char] = &[']', '”', '"', '】', '」', '’', '》'];
    let mut found = Vec::new();
    for phrase in phrases(text) {
        let front = ["加前缀", "前加", "前面加", "开头加", "前缀为", "前标"];
        let back = ["加后缀", "后加", "后面加", "末尾加", "后缀为", "后标"];
        let of = |marks: &[&str]| {
            marks.iter().find_map(|mark| {
                let (before, rest) = phrase.parted_at(mark)?;
                let rest = rest.trim_start_matches(['上', '注']).strip_prefix(OPEN)?;
                let sign = rest.split(CLOSE).next()?;
                ((1..=8).contains(&sign.chars().count())).then(|| (before, sign.to_owned()))
            })
        };
        let (before, sign, first) = match (of(&front), of(&back)) {
            (Some((before, sign)), _) => (before, sign, true),
            (None, Some((before, sign))) => (before, sign, false),
            (None, None) => continue,
        };
        let named = ["姓名", "名字", "昵称"].iter().find(|word| before.has_word(word));
        let about = named.is_some() || has(text, &["昵称", "名片", "备注", "网名"]);
        if !about {
            continue;
        }
        let sign = if phrase.has_word(&format!("[{sign}]")) { format!("[{sign}]") } else { sign };
        let field = named.copied().unwrap_or("昵称");
        let format =
            if first { format!("{sign}{{{field}}}") } else { format!("{{{field}}}{sign}") };
        let ends = ["请", "须", "应", "要", "在", "需", "的"];
        let whom = people::before(before, &ends).unwrap_or(before);
        let whom = Some(whom.trim()).filter(|whom| (2..=8).contains(&whom.chars().count()));
        found.push(Form { format, whom: whom.map(str::to_owned) });
    }
    found
}

/// What may stand before an example.
const EXAMPLE_LEADS: &[&str] = &["例如", "比如", "譬如", "如", "例"];
const OPENED: &[char] = &['(', '（'];

/// The example that follows a form: `;例如:“财务部-李四”`; 如1幢201的业主,其群昵称为1-201; (例:财务李四).
fn example_after<'t>(chunk: &str, rest: &'t str) -> Option<&'t str> {
    let led = chunk.rsplit_once(OPENED).is_some_and(|(_, lead)| EXAMPLE_LEADS.contains(&lead));
    let rest = rest.trim_start_matches(STOPS).trim_start_matches(OPENED);
    let rest =
        if led { rest } else { EXAMPLE_LEADS.iter().find_map(|mark| rest.strip_prefix(mark))? };
    let sentence = rest.split(['。', '\n']).next()?;
    let named = ["昵称为", "名片为", "备注为", "昵称是", "名片是", "昵称写", "名片写"];
    let said = named.iter().find_map(|word| Some(sentence.parted_at(word)?.1));
    let rest = said.unwrap_or(rest).trim_start_matches(STOPS);
    // Of several (甲(一公司)、乙(二公司)等) the first.
    let example = rest.split(STOPS).next()?.split('、').next()?;
    // A bracket that closes here what stood before the example is none of its own.
    let closed = example.place_of(")").or_else(|| example.place_of("）"));
    let opened = example.find(OPENED);
    let example = match (opened, closed) {
        (Some(open), Some(close)) if open < close => example,
        _ => example.split(['(', ')', '（', '）']).next()?,
    };
    (!example.is_empty()).then_some(example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_in_texts() {
        for (text, wanted) in [
            ("群名片格式:科室+姓名;例如:内科-赵一", "{科室}-{姓名}"),
            ("昵称统一改为城市+姓名", "{城市}+{姓名}"),
            ("昵称写成“楼号-姓名”", "{楼号}-{姓名}"),
            ("群昵称用真实姓名", "{姓名}"),
            (
                "家长:班级+学生姓名+称呼;教师:学科+教师姓名",
                "{班级}+{学生姓名}+{称呼} 家长|{学科}+{教师姓名} 教师",
            ),
            ("名片(科室+姓名,例如:内科赵一)要统一", "{科室}{姓名}"),
            ("群昵称命名为姓名-专业(简称)-职务(例如:赵一-土木-班长)", "{姓名}-{专业(简称)}-{职务}"),
            ("群昵称格式统一为“姓名(全称)”", "{姓名}"),
            ("群名片统一为“栋号-单元-姓氏”,例:8-1-赵+电话", "{栋号}-{单元}-{姓氏}"),
            (
                "昵称样式:分会+姓名+公司名,例:城南赵一(某某公司)、城北钱二(某某店)等",
                "{分会}{姓名}({公司名})",
            ),
            ("请将个人昵称改为“姓名+公司”或“公司+姓名”", "{姓名}+{公司}|{公司}+{姓名}"),
            ("修改昵称为孩子姓名+手机号或“某某妈妈”", "{孩子姓名}+{手机号}"),
            ("昵称改为部门+姓名,如:行政部-赵一(小赵)", "{部门}-{姓名}"),
            ("昵称改为幢号+姓氏,如1幢的业主,其群昵称为1-赵", "{幢号}-{姓氏}"),
            ("按'名号-所在地'改群名片", "{名号}-{所在地}"),
            ("群昵称应明确姓名和单位信息", "{姓名}{单位}"),
            ("昵称请写成1.户号+2.真实姓名+3.称呼", "{户号}+{真实姓名}+{称呼}"),
            ("昵称为班级+姓名(例:三班赵一)", "{班级}{姓名}"),
            ("名片写栋号+单元+昵称(不必是真名)", "{栋号}+{单元}+{昵称}"),
            ("群内昵称一律为实名制+手机号", "{姓名}+{手机号}"),
            // What one taps, one after another, is no form.
            ("群设置———修改名片———真实姓名", ""),
            ("一律实名", ""),
            ("工作时间8-17点", ""),
        ] {
            let found: Vec<String> = forms(text)
                .into_iter()
                .map(|form| match form.whom {
                    Some(whom) => format!("{} {whom}", form.format),
                    None => form.format,
                })
                .collect();
            assert_eq!(found.join("|"), wanted, "{text}");
        }
    }
}
