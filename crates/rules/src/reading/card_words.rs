//! Forms of names that are told in words: 楼号加姓名, 年级专业姓名, 单位和姓名, 科室/姓名.
//!
//! A form is a row of words for what a name may have (a field each), with nothing, a word for
//! "and" or a stroke between them, and nothing else in the row.

use crate::clause::{Words, has};
use crate::reading::cards::STOPS;

/// What a name in a group may have.
const FIELDS: &[&str] = &[
    "姓名",
    "真名",
    "名字",
    "姓氏",
    "昵称",
    "网名",
    "笔名",
    "圈名",
    "花名",
    "法名",
    "名号",
    "称呼",
    "称谓",
    "尊称",
    "关系",
    "身份",
    "性别",
    "年龄",
    "部门",
    "科室",
    "处室",
    "股室",
    "班组",
    "小组",
    "组别",
    "组名",
    "单位",
    "公司",
    "企业",
    "机构",
    "学校",
    "院校",
    "学院",
    "院系",
    "专业",
    "年级",
    "班级",
    "届别",
    "届数",
    "班别",
    "学号",
    "工号",
    "编号",
    "学科",
    "科目",
    "岗位",
    "职务",
    "职位",
    "职称",
    "职级",
    "工种",
    "行业",
    "门店",
    "店名",
    "品牌",
    "项目",
    "区域",
    "地区",
    "城市",
    "省份",
    "所在地",
    "籍贯",
    "小区",
    "社区",
    "村组",
    "楼号",
    "楼栋",
    "楼幢",
    "栋号",
    "幢号",
    "单元",
    "房号",
    "室号",
    "房间号",
    "门牌",
    "门牌号",
    "电话",
    "手机",
    "手机号",
    "联系方式",
    "联系电话",
    "尾号",
    "车牌",
    "车牌号",
    "车号",
    "车型",
    "微信号",
    "账号",
    "角色名",
    "区服",
    "段位",
    "队名",
    "入学年份",
    "毕业年份",
    "入职年份",
    "职责",
    "昵称",
    "ID",
    "id",
    "户主",
    "声部",
    "配速",
];
/// What may stand before a field's word: 学生姓名, 所在单位, 游戏ID.
const BEFORE: &[&str] = &[
    "学生", "孩子", "家长", "教师", "老师", "员工", "本人", "个人", "所在", "所属", "真实", "任教",
    "任课", "企业", "公司", "单位", "游戏", "正版", "工作", "就职", "负责", "常住", "现居", "户主",
    "业主", "会员", "联系", "客户", "毕业", "宝宝", "幼儿", "队员", "学员", "服务",
];
/// What may stand behind one: 公司名称, 单位简称, 单元号, 电话后四位.
const BEHIND: &[&str] =
    &["名称", "全称", "简称", "号码", "后四位", "后4位", "尾号", "末四位", "缩写", "号", "名"];
/// What joins two fields, and what then stands between them in the form: who says only what a
/// name has (单位和姓名) asks for no sign between.
const JOINTS: &[(&str, Option<char>)] = &[
    ("加上", Some('+')),
    ("再加", Some('+')),
    ("以及", None),
    ("加", Some('+')),
    ("和", None),
    ("及", None),
    ("与", None),
    ("、", None),
    ("+", Some('+')),
    ("/", Some('/')),
    ("", None),
];

/// A form in words: its fields, each with what stands before it, and the bytes that it has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'t> {
    /// The fields, each with the sign that joins it to the one before.
    pub fields: Vec<(Option<char>, &'t str)>,
    /// Where it begins and ends.
    pub start: usize,
    pub end: usize,
}

/// The longest row of fields in a text; none where no word for a field stands in it.
pub(super) fn row(text: &str) -> Option<Row<'_>> {
    let mut best: Option<Row<'_>> = None;
    let mut skip_to = 0;
    for (start, _) in text.char_indices() {
        if start < skip_to {
            continue;
        }
        let Some(found) = row_at(text, start) else { continue };
        skip_to = found.end;
        if best.as_ref().is_none_or(|best| best.fields.len() < found.fields.len()) {
            best = Some(found);
        }
    }
    best
}

fn row_at(text: &str, start: usize) -> Option<Row<'_>> {
    let len = field(text.get(start..)?)?;
    let mut end = start + len;
    let mut fields = vec![(None, text.get(start..end)?)];
    while let Some((sign, from, to)) = next(text, end) {
        fields.push((sign, text.get(from..to)?));
        end = to;
    }
    Some(Row { fields, start, end })
}

/// The field that follows at a place, with its sign.
fn next(text: &str, at: usize) -> Option<(Option<char>, usize, usize)> {
    let rest = text.get(at..)?;
    JOINTS.iter().find_map(|(joint, sign)| {
        let from = at + joint.len();
        let len = field(rest.strip_prefix(joint)?)?;
        Some((*sign, from, from + len))
    })
}

/// How long the field is that a text begins with, in bytes.
fn field(text: &str) -> Option<usize> {
    let led = BEFORE.iter().find_map(|word| {
        let rest = text.strip_prefix(word)?;
        Some(word.len() + core(rest)?)
    });
    let len = led.or_else(|| core(text))?;
    let rest = text.get(len..)?;
    Some(len + BEHIND.iter().find(|word| rest.starts_with(**word)).map_or(0, |word| word.len()))
}

fn core(text: &str) -> Option<usize> {
    FIELDS.iter().filter(|word| text.starts_with(**word)).map(|word| word.len()).max()
}

/// Words right before a form that make it the form: 改为, 格式为, 以, 按.
const LEADS: &[&str] = &[
    "为",
    "成",
    "是",
    "用",
    "以",
    "按",
    "按照",
    "写",
    "填",
    "填写",
    "标注",
    "注明",
    "标明",
    "明确",
    "格式",
    "规则",
    "统一",
    "采用",
    "备注",
    "包含",
    "包括",
    "写明",
    "写上",
    "设置",
    "一律",
    "请",
    "须",
    "自己的",
    "本人的",
    "名片",
    "昵称",
];

/// Whether a row stands where the form of a name does: it is all of the chunk, or what leads it
/// says so.
pub(super) fn stands_as_form(chunk: &str, row: &Row<'_>) -> bool {
    let before = chunk.get(..row.start).unwrap_or_default();
    let behind = chunk.get(row.end..).unwrap_or_default();
    let whole = before.is_empty() && behind.is_empty();
    let named = ["的形式", "的格式", "格式", "的方式", "命名", "作为", "作", "来"];
    // 核对姓名和房号, 未填写姓名: what is looked at, or missing.
    let other = ["核对", "核实", "查验", "验证", "审核", "未", "不", "泄露", "登记", "隐私"];
    whole
        || !other.iter().any(|word| before.has_word(word))
            && (LEADS.iter().any(|word| before.ends_with(word))
                || before.is_empty() && named.iter().any(|word| behind.starts_with(word)))
}

/// Words for the name in a group.
const NAME_IN_GROUP: &[&str] =
    &["昵称", "名片", "群备注", "马甲", "群内名称", "群名称", "改名", "命名", "你名字", "群名"];

/// Whether a text sets the name in the group rather than asks for data.
pub(super) fn sets_name(text: &str) -> bool {
    has(text, NAME_IN_GROUP)
        || has(text, &["备注格式", "改备注", "备注改", "备注统一", "把备注"])
        || text.has_word("备注") && has(text, &["进群后", "入群后", "群后请"])
}

/// Whether something that is not understood stands beside the name: 小分队加姓名, 姓名和爱好.
pub(super) fn has_more_than_name(text: &str) -> bool {
    const AND: &[&str] = &["加", "和", "及", "与", "、", "+", "＋", "-", "—", "/", "_"];
    const OF: &[&str] = &["真实", "本人", "的", "自己", "全名", "实际"];
    const LEADS: &[&str] =
        &["为", "成", "用", "以", "是", "写", "按", "填", "改", "注", "明", "备", "实"];
    text.places_of("姓名").any(|(at, word)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + word.len()..).unwrap_or_default();
        let led = before.is_empty()
            || OF.iter().chain(LEADS).any(|word| before.ends_with(word))
            || before.ends_with(STOPS);
        !led || AND.iter().any(|word| behind.starts_with(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_fields() {
        let read = |text: &str| {
            row(text).map(|row| {
                let shown = |(sign, name): &(Option<char>, &str)| {
                    format!("{}{name}", sign.map(String::from).unwrap_or_default())
                };
                row.fields.iter().map(shown).collect::<Vec<_>>().join(" ")
            })
        };
        for (text, fields) in [
            ("改成年级专业姓名", "年级 专业 姓名"),
            ("按楼号加姓名填写", "楼号 +姓名"),
            ("单位简称和姓名", "单位简称 姓名"),
            ("科室/姓名/职务", "科室 /姓名 /职务"),
            ("孩子姓名与家长称呼", "孩子姓名 家长称呼"),
            ("用本人的真实姓名", "真实姓名"),
        ] {
            assert_eq!(read(text).as_deref(), Some(fields), "{text}");
        }
        assert_eq!(row("请文明发言"), None);
    }
}
